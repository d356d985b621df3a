import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Box, Dict, Discrete, DynamicsEnv, GymVectorEnv, MultiBinary, MultiDiscrete, Sequence, Text, Tuple, make, makeVec, spec, type AutoresetMode, type Env, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { batchColumns, batched, batchSpace, unbatched } from '../../envs/core/batch.ts';
import { checkVectorizationMode } from '../../envs/core/gym-vector-env.ts';
import { READ, story } from './worlds.ts';

interface Run {
  readonly env_id: string;
  readonly kwargs: { readonly max_episode_steps?: number };
  readonly n: number;
  readonly mode: 'next_step' | 'same_step';
  readonly seed: number;
  readonly reset_obs: readonly (number | number[])[];
  readonly actions: readonly number[][];
  readonly obs: readonly (number | number[])[][];
  readonly reward: readonly number[][];
  /** A digit an environment. */
  readonly term: readonly string[];
  readonly trunc: readonly string[];
  /** [step, environment, observation] */
  readonly final_obs: readonly [number, number, number | number[]][];
  readonly action_sample: readonly number[][];
}
/** Gymnasium 1.4.0's SyncVectorEnv. */
const { runs } = JSON.parse(gunzipSync(readFileSync(new URL('../fixtures/vector-env.json.gz', import.meta.url))).toString()) as { runs: readonly Run[] };
const named = runs.map((run) => [`${run.env_id} x ${run.n}, ${run.mode}, seed ${run.seed}`, run] as const);
const MODES = { next_step: 'NextStep', same_step: 'SameStep' } as const;

const vector = ({ env_id, kwargs, n, mode }: Run, autoresetMode: AutoresetMode = MODES[mode]) => (
  makeVec(env_id, { numEnvs: n, autoresetMode, ...(kwargs.max_episode_steps && { maxEpisodeSteps: kwargs.max_episode_steps }) })
);
/** Recorded float32 numbers stand in their shortest text. */
const rounded = (x: number | number[]) => (typeof x === 'number' ? x : x.map(Math.fround));
const plain = (x: unknown) => (ArrayBuffer.isView(x) ? Array.from(x as Float32Array) : x);
const digits = (flags: readonly boolean[]) => flags.map(Number).join('');

/** The first step at which what an environment gives differs from a recording. */
function parting(run: Run, envs: GymVectorEnv): number | undefined {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const each = (observations: unknown) => envs.envs.map((_, i) => plain(envs.observation(observations, i)));
  if (!same(each(envs.reset({ seed: run.seed })[0]), run.reset_obs.map(rounded))) return -1;
  for (let t = 0; t < run.actions.length; t++) {
    const [observations, rewards, terminated, truncated, infos] = envs.step(run.actions[t]);
    const finals = run.final_obs.filter(([at]) => at === t).map(([, i, observation]) => [i, rounded(observation)]);
    const ours = (infos.final_obs ?? []).flatMap((observation, i) => (observation === undefined ? [] : [[i, plain(observation)]]));
    if (!same([each(observations), [...rewards], digits(terminated), digits(truncated), ours], [run.obs[t].map(rounded), run.reward[t], run.term[t], run.trunc[t], finals])) return t;
  }
  return undefined;
}

describe('Gymnasium\'s recordings of environments side by side', () => {
  test.each(named)('%s', (_, run) => {
    expect(parting(run, vector(run))).toBeUndefined();
  });

  test.each(named)('%s: the other mode is told apart at the first end', (_, run) => {
    const firstEnd = run.term.findIndex((flags, t) => flags.includes('1') || run.trunc[t].includes('1'));
    expect(firstEnd).toBeGreaterThan(0);
    const other = parting(run, vector(run, run.mode === 'next_step' ? 'SameStep' : 'NextStep'));
    expect(other).toBe(firstEnd);
  });

  test.each(named)('%s: samples of the action space of all', (_, run) => {
    const { actionSpace } = vector(run);
    actionSpace.seed(run.seed);
    expect(run.action_sample.map(() => plain(actionSpace.sample()))).toEqual(run.action_sample);
  });
});

describe('the space of all environments', () => {
  // The texts are those that Gymnasium 1.4.0 prints, its line breaks as spaces.
  test.each<[Space, string]>([
    [new Discrete(3), 'MultiDiscrete([3 3])'],
    [new Discrete(3, { start: 2 }), 'MultiDiscrete([3 3], start=[2 2])'],
    [new Box(-1, 1, { shape: [2] }), 'Box(-1.0, 1.0, (2, 2), float32)'],
    [new MultiDiscrete([2, 3]), 'Box(0, [[1 2] [1 2]], (2, 2), int64)'],
    [new MultiBinary(3), 'Box(0, 1, (2, 3), int8)'],
    [new Text(3, { charset: 'ab' }), 'Tuple(Text(1, 3, charset=ab), Text(1, 3, charset=ab))'],
    [new Tuple([new Discrete(2), new Box(0, 1)]), 'Tuple(MultiDiscrete([2 2]), Box(0.0, 1.0, (2, 1), float32))'],
    [new Dict({ a: new Discrete(2) }), "Dict('a': MultiDiscrete([2 2]))"],
  ])('two of %s', (space, printed) => {
    expect(String(batchSpace(space, 2))).toBe(printed);
  });

  test('parts of composite elements lie beside each other: a1 a2 b1 b2, not a1 b1 a2 b2', () => {
    // rows: (a1, b1, b1'), (a2, b2, b2')  at 0 1 2 | 3 4 5
    expect([...batchColumns(new Tuple([new Discrete(9), new Box(0, 9, { shape: [2] })]), 2)]).toEqual([0, 3, 1, 2, 4, 5]);
  });

  test('an element of the action space of all plays in each', () => {
    const heard: unknown[] = [];
    const player = (actionSpace: Space): Env => ({
      actionSpace, observationSpace: new Discrete(1), reset: () => [0, {}], close() {},
      step(action) { heard.push(action); return [0, 0, false, false, {}]; },
    });
    const play = (space: Space, actions: unknown) => {
      heard.length = 0;
      new GymVectorEnv([player(space), player(space)]).step(actions);
      return [...heard];
    };
    expect(play(new Discrete(9), Int32Array.of(4, 5))).toEqual([4, 5]);
    expect(play(new Box(-9, 9, { shape: [2] }), Float32Array.of(1, 2, 3, 4))).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
    expect(play(new Box(-9, 9), [[1], [2]])).toEqual([[1], [2]]);
    expect(play(new Box(-9, 9), [1, 2])).toEqual([[1], [2]]);
    expect(play(new Tuple([new Discrete(3), new Discrete(9)]), [Int32Array.of(1, 2), Int32Array.of(7, 8)])).toEqual([[1, 7], [2, 8]]);
    expect(play(new Dict({ a: new Discrete(3) }), { a: Int32Array.of(1, 2) })).toEqual([{ a: 1 }, { a: 2 }]);
    expect(() => play(new Discrete(9), 3)).toThrow(new RangeError('step needs 2 actions, one for each environment, and got 3'));
  });
});

describe('what is seen of all environments is an element of their common space', () => {
  test.each(['CartPole-v1', 'Pendulum-v1', 'Blackjack-v1', 'FrozenLake-v1'])('%s', (id) => {
    const envs = makeVec(id, { numEnvs: 3 }), alone = [5, 6, 7].map((seed) => make(id).reset({ seed })[0]);
    const [first] = envs.reset({ seed: 5 });
    expect(envs.observationSpace.contains(first)).toBe(true);
    expect([0, 1, 2].map((i) => envs.observation(first, i))).toEqual(alone);
    const kept = structuredClone(first), [next] = envs.step(envs.actionSpace.sample());
    expect(envs.observationSpace.contains(next)).toBe(true);
    expect(first).toEqual(kept);                                       // a later step changes nothing that was given
    // The wrong variant, a list of observations, is none. (One of discrete values is.)
    expect(envs.observationSpace.contains([...alone])).toBe(id === 'FrozenLake-v1');
    expect(() => envs.observation(next, 3)).toThrow(new RangeError('the environments are 0 to 2, and got 3'));
  });

  // What Gymnasium 1.4.0 gives for two environments of these spaces, in its order.
  test('of every kind', () => {
    const tuple = new Tuple([new Discrete(9), new Box(0, 9, { shape: [2] })]);
    expect(batched(tuple, [[1, Float32Array.of(2, 3)], [4, Float32Array.of(5, 6)]])).toEqual([Int32Array.of(1, 4), Float32Array.of(2, 3, 5, 6)]);
    expect(batched(new Dict({ a: new MultiDiscrete([3, 3]) }), [{ a: [1, 2] }, { a: [0, 1] }])).toEqual({ a: Float64Array.of(1, 2, 0, 1) });
    expect(batched(new MultiBinary(2), [[0, 1], [1, 1]])).toEqual(Int8Array.of(0, 1, 1, 1));
    expect(batched(new Box(0, 255, { shape: [2], dtype: 'uint8' }), [[1, 2], [3, 4]])).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(batched(new Text(3), ['ab', 'c'])).toEqual(['ab', 'c']);
    for (const space of [tuple, new Dict({ a: new MultiDiscrete([3, 3]), b: new Text(2) }), new MultiBinary(2), new Sequence(new Discrete(2))]) {
      const elements = [space.sample(), space.sample()], all = batched(space, elements);
      expect(batchSpace(space, 2).contains(all)).toBe(true);
      expect([0, 1].map((i) => unbatched(space, all, i))).toEqual(elements);
    }
  });

  test('it tells where it comes from', () => {
    const envs = makeVec('CartPole-v1', { numEnvs: 2, renderMode: 'svg' });
    expect([envs.spec, envs.metadata?.renderFps, envs.renderMode, envs.unwrapped]).toEqual([spec('CartPole-v1'), 50, 'svg', envs]);
  });

  test('an observation of another shape, and environments that were never reset', () => {
    const odd: Env = { observationSpace: new Box(0, 1, { shape: [2] }), actionSpace: new Discrete(1), reset: () => [[1], {}], step: () => [0, 0, false, false, {}], close() {} };
    expect(() => new GymVectorEnv([odd]).reset()).toThrow(new RangeError('environment 0 gave the observation [1]; its observation space is Box(0.0, 1.0, (2,), float32)'));
    const fresh = makeVec('CartPole-v1', { numEnvs: 2 });
    expect(() => fresh.reset({ options: { reset_mask: [true, false] } })).toThrow('environment 1 was never reset, and has nothing to show: call reset() without a reset_mask first');
  });
});

describe('what cannot be asked for', () => {
  test.each([
    ['async', 'vectorizationMode is "sync" (environments play one after another), and got "async"; processes would cost more than these environments do. For speed try makeRows'],
    ['threads', 'vectorizationMode is "sync" (environments play one after another), and got "threads"'],
  ])('the vectorization mode %s', (mode, sentence) => {
    expect(() => checkVectorizationMode(mode)).toThrow(new RangeError(sentence));
    expect(() => new GymVectorEnv([make('CartPole-v1')], { vectorizationMode: mode as 'sync' })).toThrow(new RangeError(sentence));
  });

  test('environments whose spaces differ, or none', () => {
    const pair = (id: string) => new GymVectorEnv([make('CliffWalking-v1'), make(id)]);
    expect(() => pair('CartPole-v1')).toThrow(/^environments side by side have the same observation space: the first has Discrete\(48\), and environment 1 has Box\(/);
    expect(() => new GymVectorEnv([])).toThrow(new RangeError('environments side by side are at least one, and got none'));
  });

  test.each([
    [[false, false], 'reset_mask asks for no reset: at least one of its entries is true; leave it out to reset all'],
    [[1, 0], 'reset_mask holds true and false, and got 1 at index 0'],
    [true, 'reset_mask is a list of true and false, one for each environment, and got true'],
  ])('the reset mask %o', (mask, sentence) => {
    expect(() => makeVec('CartPole-v1', { numEnvs: 2 }).reset({ options: { reset_mask: mask } })).toThrow(sentence);
  });

  test('a step after an end that nobody reset; before it is refused no environment has moved', () => {
    const env = (limit: number) => new DynamicsEnv(story(), { maxEpisodeSteps: limit });
    const vector = new GymVectorEnv([env(9), env(1)], { autoresetMode: 'Disabled' });
    vector.reset({ seed: 1 });
    vector.step([READ, READ]);
    expect(() => vector.step([READ, READ])).toThrow('step was called after the end of the episode of environment 1: with autoresetMode Disabled, call reset({ options: { reset_mask } }) with true there');
    vector.reset({ options: { reset_mask: [false, true] } });
    const [seen] = vector.step([READ, READ]);
    expect([0, 1].map((i) => (vector.observation(seen, i) as Float32Array)[0])).toEqual([2, 1]);
  });

  test('pictures of environments that draw none', () => {
    const vector = makeVec('CartPole-v1', { numEnvs: 2, renderMode: 'svg' });
    vector.reset({ seed: 1 });
    expect(vector.render().map((picture) => (picture as string).slice(0, 4))).toEqual(['<svg', '<svg']);
    const blind: Env = { observationSpace: new Discrete(1), actionSpace: new Discrete(1), reset: () => [0, {}], step: () => [0, 0, false, false, {}], close() {} };
    expect(() => new GymVectorEnv([blind]).render()).toThrow(new Error('environment 0 draws no pictures: it has no render()'));
  });
});
