import { Box, Discrete, makeRows, Text } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import {
  compileGenome, createAgent, GenomeEvaluator, genomeFromJson, genomePolicy, genomeScene, genomeToJson, NEAT_PRESETS, Population, streamsOf, type NeatGenome, type Policy,
} from '../../../agents/index.ts';
import { decisionFor } from '../../../agents/evolution/decision.ts';
import { train } from '../../../runners/train.ts';
import { genomeOf, shapeOf, wildlife } from './neat/genomes.ts';

const evolved = (id: string, options: Record<string, unknown> = {}, { name = 'neat', rows = 20, steps = 6000 } = {}) => {
  const env = makeRows(id, { rows }), agent = createAgent(name, env, { rows, budget: steps, stream: streamsOf(1), options }) as Population<NeatGenome>;
  env.reset(1);
  for (const _ of train(agent, env, { steps }));
  return agent;
};

/** What a policy does in two rows over one episode of each. */
function actions(policy: Policy, id: string): number[] {
  const env = makeRows(id, { rows: 2 }), done: number[] = [];
  env.reset(5);
  for (let t = 0; t < 60; t++) {
    env.advance();
    policy.act(env, env.action);
    done.push(...env.action);
    env.step();
  }
  return done;
}

describe('A policy of a genome', () => {
  const cases = [['CartPole-v1', {}], ['Pendulum-v1', { feedForward: false, recurOnlyProb: 0.3, connAddProb: 0.5 }]] as const;
  test.each(cases)('acts on %s as the champion that was written does, in every row', (id, options) => {
    const agent = evolved(id, options), text = JSON.stringify(genomeToJson(agent.champion)), world = makeRows(id, { rows: 1 });
    const read = actions(genomePolicy(genomeFromJson(text), world, 2), id);
    expect(read).toEqual(actions(agent.policy({ rows: 2 }), id));
    expect(new Set(read).size).toBeGreaterThan(1);
    const other = genomeFromJson(text), heavier = { ...other, weights: other.weights.map((weight) => -weight) };
    expect(actions(genomePolicy(heavier, world, 2), id)).not.toEqual(read);
  });

  test('forgets what a recurrent network remembers when an episode begins', () => {
    const genome = genomeOf(shapeOf({ feedForward: false, activation: 'identity' }), [[0, 3, 1], [3, 3, 1, true, true]]);
    const policy = genomePolicy(genome, { observationSpace: new Box([-9, -9], 9), actionSpace: new Box(-9, 9) }), action = new Float32Array(1);
    const said = [1, 0, 0, 1].map((first) => {
      policy.act({ rows: 1, observation: Float32Array.of(1, 0), first: Uint8Array.of(first), playing: Uint8Array.of(1) }, action);
      return action[0];
    });
    expect(said).toEqual([1, 2, 3, 1]);                    // it adds up what it is given
  });

  const small = genomeOf(shapeOf(), [[0, 3, 1]]);
  test.each<[string, () => unknown, string | RegExp]>([
    ['a file that was cut off', () => genomeFromJson('{"format": "gymnase-neat-ge'), /this is no genome of NEAT: it is no JSON .* cut off/],
    ['a file of another version', () => genomeFromJson({ format: 'gymnase-neat-genome', version: 2 }),
      'this is no genome of NEAT: it is of version 2, and this gymnase reads version 1'],
    ['a genome of another world', () => genomePolicy(small, makeRows('CartPole-v1', { rows: 1 })),
      'this genome is given 2 numbers and gives 1, and in this world a network is given 4 and gives 2: take the environment, with the options, that it evolved in'],
    ['a world that no network sees', () => genomePolicy(small, { observationSpace: new Text(3), actionSpace: new Discrete(1) }),
      /A network sees .* it cannot see Text/],
  ])('refuses %s', (_, read, message) => { expect(read).toThrow(message); });
});

test('an evaluator becomes one genome after the other, each as if it had been compiled for it alone', () => {
  const evaluator = new GenomeEvaluator(), x = Float32Array.of(0.3, -0.7), shape = shapeOf();
  wildlife(1, shape, 50, (genome) => {
    const [one, two] = [evaluator, compileGenome(genome)].map((network) => {
      if (network === evaluator) evaluator.load(genome);
      const y = new Float32Array(1);
      network.activate(x, 0, y, 0);
      return y[0];
    });
    expect(one).toBe(two);
  });
  expect(Object.keys(NEAT_PRESETS)).toContain('canonical');
});

test('what is decided can be told as data', () => {
  expect(decisionFor(new Discrete(3, { start: 5 }), undefined).rule).toEqual({ kind: 'highest', counts: [3], starts: [5] });
  expect(decisionFor(new Box([-2, -Infinity], [4, 1]), [0, 1]).rule).toEqual({ kind: 'stretched', scale: [6, 1], shift: [-2, 0], low: [-2, -Infinity], high: [4, 1] });
});

describe('Pictures', () => {
  test('of NEAT show its champion, with the names that are given, and its species from generation 1 on', () => {
    const agent = evolved('CartPole-v1'), { generation } = agent.metrics;
    const [network, species] = agent.pictures({ inputs: ['place', 'pace', 'tilt', 'turn'], outputs: ['west', 'east'] });
    const words = ({ scene }: typeof network) => scene.shapes.flatMap((shape) => (shape.kind === 'label' ? [shape.text] : []));
    expect(words(network).filter((text) => !/^\d+$/.test(text))).toEqual(['place', 'pace', 'tilt', 'turn', 'bias 1', 'west', 'east']);
    expect(words(species).slice(2, 5)).toEqual(['1', String(Math.ceil(generation / 2)), String(generation)]);
    expect(agent.pictures()).toHaveLength(2);
  });

  test('leave room for long names', () => {
    const width = (name: string) => evolved('CartPole-v1', {}, { steps: 500 }).pictures({ outputs: [name, name] })[0].scene.width;
    expect(width('a')).toBe(width('go'));
    expect(width('a very long name indeed')).toBeGreaterThan(width('go') + 3);
  });

  test('of many inputs are not much higher than wide, and their nodes do not touch', () => {
    const { width, height, shapes } = genomeScene(genomeOf(shapeOf({ inputs: 60 }), [[0, 61, 1]]));
    const circles = shapes.filter((shape) => shape.kind === 'circle'), [a, b] = circles;
    expect(circles).toHaveLength(62);
    expect(height / width).toBeLessThan(1.7);
    expect(b.y - a.y).toBeGreaterThan(a.r + b.r);
  });

  test('there are none of vectors', () => { expect(evolved('CartPole-v1', {}, { name: 'genetic' }).pictures()).toEqual([]); });
});
