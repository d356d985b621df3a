import { makeRows, type Snapshot, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import type { Agent } from '../../../agents/index.ts';
import { encode } from '../../../runners/checkpoint.ts';
import { train } from '../../../runners/train.ts';
import { learner } from './hand.ts';

/*
 * A snapshot is loaded by an agent of the same options, or refused in words, with nothing changed.
 */

type Options = Record<string, unknown>;
const FEW: Options = { netArch: [4] };
function played(name: string, options: Options, { id = 'Pendulum-v1', rows = 2 } = {}): { agent: Agent; env: VectorEnv } {
  const env = makeRows(id, { rows, maxEpisodeSteps: 7 }), agent = learner(name, env, options, { rows });
  env.reset(1);
  for (const _ of train(agent, env, { steps: 40 })) { /* on */ }
  return { agent, env };
}
const bytes = (agent: Agent) => Buffer.from(encode(agent.save())).toString('base64');

/** Name, options of the one that saves, of the one that loads, and what it says. */
const OTHERS: [string, Options, Options, string][] = [
  ['a2c', { normalizeObservation: true }, {}, "the snapshot's memory's actor holds observations, and this a2c has no use for it. Load it into one"],
  ['a2c', {}, { normalizeObservation: true }, "the snapshot's memory's actor holds no observations, and this a2c needs it. Load it into one"],
  ['a2c', { normalizeReward: true }, {}, "the snapshot's memory holds rewards, and this a2c has no use for it."],
  ['a2c', {}, { normalizeReward: true }, "the snapshot's memory holds no rewards, and this a2c needs it."],
  ['a2c', { useSde: true }, {}, "the snapshot's memory's actor holds noise, and this a2c has no use for it."],
  ['a2c', {}, { useSde: true }, "the snapshot's memory's actor holds no noise, and this a2c needs it."],
  ['a2c', {}, { netArch: [5] }, "this snapshot's network has 43 parameters, and 53 are needed"],
  ['a2c', {}, { nSteps: 6 }, "this snapshot's segment holds 30 numbers of x, and 36 are needed"],
  ['a2c', {}, { useRmsProp: false }, 'this is adam, and the snapshot is of "rmsprop"'],
  ['ppo', { nSteps: 8, normalizeReward: true }, { nSteps: 8 }, "the snapshot's memory holds rewards, and this ppo has no use for it."],
  ['ppo', { nSteps: 8, normalizeReward: true }, { nSteps: 6, normalizeReward: true }, "this snapshot's segment holds 48 numbers of x, and 36 are needed"],
  ['a3c', { normalizeObservation: true }, {}, "the snapshot's actor holds observations, and this a3c has no use for it."],
  ['a3c', {}, { normalizeReward: true }, 'the snapshot holds no rewards, and this a3c needs it.'],
  ['a3c', {}, { nSteps: 6 }, "this snapshot's worker holds 15 numbers of x, and 18 are needed"],
  ['reinforce', {}, { baseline: false }, 'the snapshot holds v, and this reinforce has no use for it.'],
  ['reinforce', { baseline: false }, {}, 'the snapshot holds no v, and this reinforce needs it.'],
  ['reinforce', { normalizeReward: true }, {}, 'the snapshot holds rewards, and this reinforce has no use for it.'],
  ['reinforce', {}, { optimizer: 'sgd' }, 'this is sgd, and the snapshot is of "adam"'],
];

describe('a snapshot of other options is refused, and changes nothing:', () => {
  test.each(OTHERS)('%s %j into %j', (name, from, into, sentence) => {
    const { agent } = played(name, { ...FEW, ...into }), before = bytes(agent), saved = played(name, { ...FEW, ...from }).agent.save();
    expect(() => agent.load(saved)).toThrow(RangeError);
    expect(() => agent.load(saved)).toThrow(sentence);
    expect(bytes(agent)).toBe(before);
  });

  test.each(['a2c', 'ppo', 'a3c', 'reinforce'])('%s of other rows', (name) => {
    const { agent } = played(name, { ...FEW, ...(name === 'ppo' && { nSteps: 8 }) }), before = bytes(agent);
    const saved = played(name, { ...FEW, ...(name === 'ppo' && { nSteps: 8 }) }, { rows: 3 }).agent.save();
    expect(() => agent.load(saved)).toThrow(RangeError);
    expect(bytes(agent)).toBe(before);
  });

  test('of another agent', () => {
    const [a2c, ppo, a3c, reinforce] = ['a2c', 'ppo', 'a3c', 'reinforce'].map((name) => played(name, FEW).agent), all = [a2c, ppo, a3c, reinforce];
    for (const one of all) {
      const before = bytes(one);
      for (const other of all) if (other !== one) expect(() => one.load(other.save())).toThrow(RangeError);
      expect(bytes(one)).toBe(before);
    }
  });
});

describe.each(['a2c', 'ppo', 'a3c', 'reinforce'])('%s refuses, with nothing changed,', (name) => {
  const { agent } = played(name, { ...FEW, normalizeReward: true, normalizeObservation: true, ...(name === 'ppo' && { nSteps: 8 }) });

  test('a snapshot of which any part is missing, or is something else', () => {
    const saved = agent.save(), before = bytes(agent);
    const broken: Snapshot[] = [], breakAt = (parts: Snapshot, wrap: (parts: Snapshot) => Snapshot) => {
      for (const [part, value] of Object.entries(parts)) {
        const { [part]: _, ...rest } = parts;
        broken.push(wrap(rest), wrap({ ...parts, [part]: 'x' }));
        if (ArrayBuffer.isView(value)) broken.push(wrap({ ...parts, [part]: new (value.constructor as typeof Float32Array)(value.length + 1) }));
        else if (typeof value === 'object') breakAt(value, (inner) => wrap({ ...parts, [part]: inner }));
      }
    };
    breakAt(saved, (parts) => parts);
    expect(broken.length).toBeGreaterThan(40);
    for (const one of broken) expect(() => agent.load(one)).toThrow(RangeError);
    expect(bytes(agent)).toBe(before);
    agent.load(saved);
    expect(bytes(agent)).toBe(before);
  });
});

describe.each(['a2c', 'ppo', 'a3c', 'reinforce'])('the dials of %s', (name) => {
  test('show no number before there was anything to measure', () => {
    const agent = learner(name, makeRows('CartPole-v1', { rows: 1 }));
    expect(Object.values(agent.metrics).length).toBeGreaterThan(3);
    for (const x of Object.values(agent.metrics)) expect(x).toBeNaN();
  });
});
