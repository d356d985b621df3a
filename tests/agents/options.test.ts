import { Box, Discrete, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agents, agentSpec, createAgent, streamsOf, type World } from '../../agents/index.ts';

const qLearning = agentSpec('q-learning');
const names = [...agents.keys()].join(', ');
const setup = { rows: 1, budget: 100, stream: streamsOf(0), options: {} };

/** Observations of CartPole: four numbers. */
const box = new Box(-1, 1, { shape: [4] });
const text = { kind: 'text', rowSize: 1, toString: () => 'Text(5)' } as unknown as Space;

describe.each([...agents.values()])('$name', (spec) => {
  test('says what it is, and from where', () => {
    expect(spec.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(spec.description.length).toBeGreaterThan(10);
    expect(spec.source).not.toBe('');
  });

  test('is valid as it comes: every default lies in its own range', () => {
    const options = agentOptions(spec);
    expect(Object.keys(options).sort()).toEqual(Object.keys(spec.options.shape).sort());
    expect(agentOptions(spec, options)).toEqual(options);             // defaults given by hand are taken too
  });

  test('describes every hyperparameter, in camelCase', () => {
    for (const [name, field] of Object.entries(spec.options.shape)) {
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      expect((field as { description?: string }).description, name).toBeTruthy();
    }
  });

  test('takes the snake_case spelling', () => {
    const snake = Object.fromEntries(Object.entries(agentOptions(spec)).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
    expect(agentOptions(spec, snake)).toEqual(agentOptions(spec));
  });

  test('knows no hyperparameter of a made-up name', () => {
    expect(() => agentOptions(spec, { colour: 'red' })).toThrow(new RegExp(`^${spec.name} has no hyperparameter "colour"\\. `));
  });
});

describe('a wrong hyperparameter', () => {
  test.each([
    ['an unknown one names the nearest', { learningrate: 0.2 }, 'q-learning has no hyperparameter "learningrate". Did you mean "learningRate"? They are: learningRate, gamma, epsilon, initialValue.'],
    ['a slip of the hand', { epsilom: 0.2 }, 'q-learning has no hyperparameter "epsilom". Did you mean "epsilon"? They are: learningRate, gamma, epsilon, initialValue.'],
    ['one like no other', { momentum: 0.9 }, 'q-learning has no hyperparameter "momentum". They are: learningRate, gamma, epsilon, initialValue.'],
    ['one out of range', { epsilon: 1.5 }, 'epsilon of q-learning cannot be 1.5: a number from 0 to 1, or a schedule between such: "lin_0.5", "lin_1_0.05", "lin_1_0.05_0.5", "exp_0.5_0.01". (epsilon: chance of exploring with a random action; [0, 1] or a schedule.)'],
    ['a schedule out of range', { learning_rate: 'lin_2' }, 'learningRate of q-learning cannot be "lin_2": a number from 0 to 1, or a schedule between such: "lin_0.5", "lin_1_0.05", "lin_1_0.05_0.5", "exp_0.5_0.01". (learningRate: alpha, how far an estimate moves towards its target; [0, 1] or a schedule.)'],
    ['a plain number out of range', { gamma: 1.5 }, 'gamma of q-learning cannot be 1.5: a number from 0 to 1. (gamma: discount of the next step\'s value; [0, 1].)'],
    ['the same in two spellings', { learningRate: 0.1, learning_rate: 0.2 }, 'the hyperparameter learningRate of q-learning is given twice, once as "learning_rate"'],
  ])('%s', (_, given, sentence) => expect(() => agentOptions(qLearning, given)).toThrow(new RangeError(sentence)));

  test.each([[{ gamma: 1.01 }], [{ gamma: -0.1 }], [{ gamma: '0.9' }], [{ gamma: NaN }], [{ initialValue: Infinity }], [{ epsilon: null }], [{ learningRate: [0.1] }]])('%j is refused by its name', (given) => {
    expect(() => agentOptions(qLearning, given)).toThrow(new RegExp(`^${Object.keys(given)[0]} of q-learning cannot be `));
  });

  test('names inherited by every object are no hyperparameters', () => {
    for (const name of ['constructor', 'toString', '__proto__']) expect(() => agentOptions(qLearning, JSON.parse(`{ "${name}": 1 }`))).toThrow(RangeError);
  });

  test('an agent without any says so', () => {
    expect(() => agentOptions(agentSpec('random'), { epsilon: 0.1 })).toThrow('random has no hyperparameter "epsilon". It has none.');
  });
});

describe('an unknown agent', () => {
  test('names the nearest', () => {
    expect(() => agentSpec('qlearning')).toThrow(new RangeError(`There is no agent "qlearning". Did you mean "q-learning"? The agents are: ${names}.`));
    expect(() => agentSpec('sarza')).toThrow('Did you mean "sarsa"?');
  });

  test('like no other is told which there are', () => {
    expect(() => agentSpec('alphazero')).toThrow(new RangeError(`There is no agent "alphazero". The agents are: ${names}.`));
    expect(() => agentSpec('constructor')).toThrow(RangeError);
  });
});

describe('a world that an agent cannot live in', () => {
  const worlds: [string, string, World, RegExp][] = [
    ['q-learning', 'continuous observations', { observationSpace: box, actionSpace: new Discrete(2) }, /^q-learning keeps a table of values, so observations must be discrete; these are Box\(.*\)\.\nTry .*random.*\.$/],
    ['sarsa', 'continuous observations', { observationSpace: box, actionSpace: new Discrete(2) }, /^sarsa keeps a table of values, so observations must be discrete; these are Box\(.*\)\.\nTry .*random.*\.$/],
    ['sarsa', 'continuous actions', { observationSpace: new Discrete(3), actionSpace: box }, /^sarsa keeps a table of values, so actions must be discrete; these are Box\(.*\)\.\nTry .*random.*\.$/],
    ['random', 'unbounded actions', { observationSpace: box, actionSpace: new Box(-Infinity, Infinity) }, /^random draws actions uniformly, so they must be bounded; these are Box\(.*\)\.\nTry reinforce, a2c, a3c, ppo, genetic, neat, cma-es or openai-es\.$/],
    ['random', 'actions of another kind', { observationSpace: box, actionSpace: text }, /^random takes Discrete and Box actions; these are Text\(5\)\.\nNo agent here can take them\.$/],
  ];
  test.each(worlds)('%s with %s', (name, _, world, sentence) => {
    expect(() => createAgent(name, world, setup)).toThrow(TypeError);
    expect(() => createAgent(name, world, setup)).toThrow(sentence);
  });

  test('is told before its hyperparameters are', () => {
    expect(() => createAgent('sarsa', { observationSpace: box, actionSpace: new Discrete(2) }, { ...setup, options: { epsilon: 7 } })).toThrow(/must be discrete/);
  });
});
