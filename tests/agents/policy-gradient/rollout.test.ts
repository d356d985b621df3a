import { Box, makeRows, type Snapshot, type Step, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent } from '../../../agents/index.ts';
import { Actor } from '../../../agents/policy-gradient/actor.ts';
import { Rollout } from '../../../agents/policy-gradient/rollout.ts';
import { wasmBackend } from '../../../nets/index.ts';
import { decode, encode } from '../../../runners/checkpoint.ts';
import { train } from '../../../runners/train.ts';

const world = { observationSpace: new Box(-10, 10, { shape: [1] }), actionSpace: new Box(-1, 1, { shape: [1] }) };
const options = {
  netArch: [], activation: 'tanh' as const, orthoInit: true, normalizeObservation: false, logStdInit: 0, squashOutput: false, useSde: false, sdeSampleFreq: -1,
};

type Ends = Record<number, 'terminated' | 'truncated'>;

/** An actor of one number s whose critic says V(s) = 10 s. */
function actorOf(batch = 4): Actor {
  const actor = new Actor(world, { backend: wasmBackend, stream: streamsOf(0), options }, { rows: 1, batch, critic: 'separate', noiseSteps: 4 });
  actor.network.parameters.fill(0);
  actor.network.parameters[actor.network.layers.find(({ name }) => name === 'value')!.offset] = 10;
  return actor;
}

/** Plays s = 1, 2, 3, ... in one row; `ends` says after which step, counted from 0, the episode ends and how. */
function segment(rollout: Rollout, actor: Actor, ends: Ends): void {
  for (let t = 0; t < 4; t++) {
    actor.x[0] = t + 1;
    const step = {
      rows: 1, playing: Uint8Array.of(1), next: Float32Array.of(t + 1.5), terminated: Uint8Array.of(Number(ends[t] === 'terminated')), truncated: Uint8Array.of(Number(ends[t] === 'truncated')),
    };
    rollout.add(step as unknown as Step, actor, Float64Array.of(0));
  }
}

describe('V(S\') of a segment', () => {
  // S is 1, 2, 3, 4, and S' of step t is 1.5, 2.5, ... where nothing follows it in the segment; V(s) = 10 s.
  test.each<[string, Ends, number[]]>([
    ['is V of the S that follows, and of the last S\'', {}, [20, 30, 40, 45]],
    ['is 0 where S\' is terminal, and the step before still sees the S that was', { 1: 'terminated' }, [20, 0, 40, 45]],
    ['is V of the true S\' where time ran out', { 1: 'truncated' }, [20, 25, 40, 45]],
    ['is 0 at the end where the last S\' is terminal, and the step before still sees its S', { 3: 'terminated' }, [20, 30, 40, 0]],
  ])('%s', (_, ends, expected) => {
    const actor = actorOf(), rollout = new Rollout(4, 1, actor, false);
    // What an earlier segment left behind says nothing: it is played first, and forgotten.
    const earlier: Ends[] = [{ 0: 'terminated' }, { 0: 'truncated', 2: 'truncated' }];
    for (const before of [...earlier, ends]) {
      rollout.clear();
      segment(rollout, actor, before);
      rollout.judge(actor);
    }
    expect([...rollout.value]).toEqual([10, 20, 30, 40]);
    expect([...rollout.nextValue]).toEqual(expected);
  });
});

test('more cuts than the network has room for are judged in pieces, to the same bits', () => {
  const all: Ends = { 0: 'truncated', 1: 'truncated', 2: 'truncated' };                   // and the last of the segment
  const [whole, ...pieces] = [4, 3, 2, 1].map((batch) => {
    const actor = actorOf(batch), rollout = new Rollout(4, 1, actor, false);
    actor.network.parameters.fill(0.3);
    segment(rollout, actor, all);
    rollout.judgeNext(actor);
    return [...rollout.nextValue];
  });
  expect(new Set(whole).size).toBe(4);
  for (const piece of pieces) expect(piece).toEqual(whole);
});

test.each([['ppo', 20, 20], ['ppo', 2, 3], ['ppo', 64, 48], ['a2c', undefined, 48]])('the network of %s with batchSize %s and 3 rows x 16 steps has room for %i rows', (name, batchSize, room) => {
  const rows: (number | undefined)[] = [], env = makeRows('CartPole-v1', { rows: 3 });
  const backend = { ...wasmBackend, mlp: (...[shape, draw]: Parameters<typeof wasmBackend.mlp>) => { rows.push(shape.rows); return wasmBackend.mlp(shape, draw); } };
  createAgent(name, env, { rows: 3, budget: 3000, stream: streamsOf(5), options: { nSteps: 16, ...(batchSize !== undefined && { batchSize }) }, backend });
  expect(rows).toEqual([room]);
});

const begin = (name: string, id: string, options: object, world: object = {}): { agent: Agent; env: VectorEnv } => {
  const env = makeRows(id, { rows: 3, role: 'training', ...world });
  env.reset(5);
  return { env, agent: createAgent(name, env, { rows: 3, budget: 3000, stream: streamsOf(5), options: options as Record<string, unknown> }) };
};
const play = ({ agent, env }: { agent: Agent; env: VectorEnv }, steps: number) => { for (const _ of train(agent, env, { steps })) { /* on */ } };
const bytes = (snapshot: Snapshot) => Buffer.from(encode(snapshot)).toString('base64');

const LEARNERS: [string, string, object][] = [
  ['a2c', 'CartPole-v1', {}],
  ['a2c', 'Pendulum-v1', { normalizeObservation: true, normalizeReward: true, useSde: true, nSteps: 8, gaeLambda: 0.9 }],
  ['a2c', 'CartPole-v1', { sharedTorso: true, useRmsProp: false, normalizeObservation: true }],
  ['ppo', 'CartPole-v1', { nSteps: 16, batchSize: 20, nEpochs: 2, normalizeReward: true }],
  ['ppo', 'Pendulum-v1', { nSteps: 16, useSde: true, sdeSampleFreq: 4, nEpochs: 2 }],
];

describe.each(LEARNERS)('%s on %s with %j', (name, id, options) => {
  test('saved at any step goes on as if it had never stopped', () => {
    for (const at of [3, 300, 309, 342]) {
      const never = begin(name, id, options), stopped = begin(name, id, options), again = begin(name, id, options);
      play(stopped, at);
      again.agent.load(decode(encode(stopped.agent.save())));
      again.env.load(decode(encode(stopped.env.save())));
      play(never, 1200);
      play(again, 1200);
      expect([at, bytes(again.agent.save())]).toEqual([at, bytes(never.agent.save())]);
    }
  });

  test('without the segment at hand it would not: the comparison tells', () => {
    const never = begin(name, id, options), again = begin(name, id, options), stopped = begin(name, id, options);
    play(stopped, 309);
    const saved = stopped.agent.save(), rollout = (saved.memory as Snapshot).rollout as Snapshot;
    (rollout.reward as Float64Array).fill(0.5);
    again.agent.load(saved);
    again.env.load(stopped.env.save());
    play(never, 1200);
    play(again, 1200);
    expect(bytes(again.agent.save())).not.toBe(bytes(never.agent.save()));
  });

  test('its policy stays as it is, whatever it sees', () => {
    const learner = begin(name, id, options);
    play(learner, 600);
    const policy = learner.agent.policy({ rows: 1 }), { observationSpace, actionSpace } = learner.env, before = bytes(learner.agent.save());
    const size = observationSpace.rowSize, ask = (x: number) => {
      const action = new Float32Array(actionSpace.rowSize), playing = Uint8Array.of(1);
      policy.act({ rows: 1, observation: new Float32Array(size).fill(x), first: Uint8Array.of(0), playing }, action);
      return [...action];
    };
    const first = ask(0.3);
    for (let k = 0; k < 100; k++) ask(1000 + k);                     // were these taken in, 0.3 would look like nothing ever seen
    expect(ask(0.3)).toEqual(first);
    expect(bytes(learner.agent.save())).toBe(before);
  });
});

test('what was cut off waits for what begins in its row before it is normalized: a snapshot knows which has, and which has not', () => {
  const all = () => begin('ppo', 'Pendulum-v1', { nSteps: 16, nEpochs: 1, normalizeObservation: true }, { maxEpisodeSteps: 5 });
  const after = (forget: (count: Int32Array) => void, at: number) => {
    const stopped = all(), again = all();
    play(stopped, 3 * at);
    const saved = stopped.agent.save();
    forget(((saved.memory as Snapshot).rollout as { count: Int32Array }).count);
    again.agent.load(decode(encode(saved)));
    again.env.load(decode(encode(stopped.env.save())));
    play(again, 3 * 16);
    return bytes(again.agent.save());
  };
  const never = all();
  play(never, 3 * 16);
  for (const at of [5, 7, 10]) {                                           // three rows are cut off at steps 5 and 10
    expect(after(() => {}, at)).toBe(bytes(never.agent.save()));
    expect(after((count) => { count[2] = at === 7 ? 0 : count[1]; }, at)).not.toBe(bytes(never.agent.save()));
  }
});
