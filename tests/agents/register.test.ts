import { Discrete } from 'gymnasium-js';
import { afterEach, describe, expect, test } from 'vitest';
import { agentOptions, agents, agentSpec, createAgent, registerAgent, streamsOf, z, type Agent, type AgentSpec } from '../../agents/index.ts';
import { tableWorld } from './toys.ts';

const list = [...agents.keys()];
afterEach(() => { for (const name of agents.keys()) if (!list.includes(name)) agents.delete(name); });

const options = z.strictObject({ patience: z.number().min(0).default(3).describe('steps that it waits; from 0') });
/** Does nothing but wait. */
const waiting: AgentSpec<typeof options> = {
  name: 'waiting', description: 'waits', source: 'Beckett (1952)', options,
  refuses: ({ actionSpace }) => (actionSpace instanceof Discrete ? undefined : 'waiting waits among Discrete actions.'),
  create: (_, { options: { patience } }): Agent => ({ metrics: { patience }, act() {}, learn() {}, policy: () => ({ act() {} }), save: () => ({}), load() {} }),
};
const setup = { rows: 1, budget: 1, stream: streamsOf(0) };

test('an agent that is registered is in the list, and is made with its options checked', () => {
  registerAgent(waiting);
  expect([...agents.keys()]).toEqual([...list, 'waiting']);
  expect(agentSpec('waiting')).toBe(waiting);
  expect(agentOptions(agentSpec('waiting'))).toEqual({ patience: 3 });
  expect(createAgent('waiting', tableWorld(2, 2), { ...setup, options: { patience: 7 } }).metrics.patience).toBe(7);
  expect(() => createAgent('waiting', tableWorld(2, 2), { ...setup, options: { patience: -1 } })).toThrow('patience of waiting cannot be -1');
  expect(() => createAgent('wating', tableWorld(2, 2), { ...setup, options: {} })).toThrow('Did you mean "waiting"?');
});

describe('registerAgent says in a sentence what is wrong with', () => {
  const { create, refuses, ...texts } = waiting;
  const undescribed = z.strictObject({ patience: z.number().default(3) }), without = z.strictObject({ patience: z.number().describe('steps') });
  const outside = z.strictObject({ patience: z.number().max(1).prefault(3).describe('steps') }), misnamed = z.strictObject({ long_patience: z.number().default(3).describe('steps') });
  const cases: [string, unknown, RegExp][] = [
    ['nothing', undefined, /^registerAgent takes \{ name, description, source, options, refuses, create \}, and got undefined$/],
    ['a class', class {}, /^registerAgent takes \{ name, /],
    ['no name', { ...waiting, name: undefined }, /^an agent's name is small letters, digits and hyphens, such as "random-search", and got undefined$/],
    ['a name with a space', { ...waiting, name: 'Waiting Room' }, /, and got "Waiting Room"$/],
    ['a name that is taken', { ...waiting, name: 'ppo' }, /^there is an agent ppo already; register yours under another name$/],
    ['no description', { ...waiting, description: '' }, /^the agent waiting needs a description, a line of text, and got ""$/],
    ['no source', { ...waiting, source: 1952 }, /^the agent waiting needs a source, a line of text, and got 1952$/],
    ['no refuses', { ...texts, create }, /^the agent waiting needs a function refuses, and got undefined$/],
    ['no create', { ...texts, refuses }, /^the agent waiting needs a function create, and got undefined$/],
    ['no options', { ...waiting, options: undefined }, /^the options of the agent waiting are a zod object, such as z\.strictObject\(.*\), and got undefined$/],
    ['plain options', { ...waiting, options: { patience: 3 } }, /^the options of the agent waiting are a zod object/],
    ['a hyperparameter without a description', { ...waiting, options: undescribed }, /^the hyperparameter patience of the agent waiting needs a description: /],
    ['a hyperparameter without a default', { ...waiting, options: without }, /^the hyperparameter patience of the agent waiting needs a default that is in its own range: /],
    ['a default out of range', { ...waiting, options: outside }, /^the hyperparameter patience of the agent waiting needs a default that is in its own range: /],
    ['a snake', { ...waiting, options: misnamed }, /^hyperparameters have names such as learningRate, and the agent waiting has "long_patience"$/],
  ];
  test.each(cases)('%s, and adds nothing', (_, spec, sentence) => {
    expect(() => registerAgent(spec as AgentSpec)).toThrow(sentence);
    expect([...agents.keys()]).toEqual(list);
  });
});
