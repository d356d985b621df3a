import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  Box, Dict, Discrete, DynamicsEnv, DynamicsVectorEnv, MultiDiscrete, Random, Tuple, blackjack, cartPole, cliffWalking, make, mountainCar, pendulum, spec,
  type Dynamics, type Env,
} from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import {
  ClipAction, ClipReward, DelayObservation, DiscretizeObservation, FilterObservation, FlattenObservation, FrameStackObservation, MaxAndSkipObservation,
  NormalizeObservation, NormalizeReward, OrderEnforcing, PassiveEnvChecker, RecordEpisodeStatistics, RenderCollection, RepeatAction, RescaleAction, RescaleObservation, RunningMeanStd,
  StickyAction, TimeAwareObservation, TimeLimit, TransformAction, TransformObservation, TransformReward, Wrapper,
  clipAction, clipReward, delayObservation, discretizeObservation, filterObservation, flattenObservation, frameStack, maxAndSkip, repeatAction, rescaleAction, rescaleObservation,
  stickyAction, timeAware, transformAction, transformObservation, transformReward,
} from '../../envs/wrappers/index.ts';
import { checkDynamics } from '../../envs/checks/index.ts';
import { anyAction, READ, SHUT, story } from './worlds.ts';

interface Run {
  readonly seed: number;
  readonly actions: readonly (number | number[])[];
  readonly observations: readonly unknown[];
  readonly rewards: readonly number[];
  /** A digit a step: 1 terminated, 2 truncated, 3 both. */
  readonly ends: string;
  /** [step]: the first observation of the next episode. */
  readonly resets: Readonly<Record<string, unknown>>;
  /** [step, return, length] */
  readonly episodes: readonly [number, number, number][];
}
/** What Gymnasium 1.4.0's wrappers show and pay, recorded by wrappers.py. */
const recorded = (JSON.parse(gunzipSync(readFileSync(new URL('../fixtures/wrappers.json.gz', import.meta.url))).toString()) as { cases: Record<string, Run> }).cases;

const cart = (maxEpisodeSteps = 500) => make('CartPole-v1', { maxEpisodeSteps });
const swing = () => make('Pendulum-v1'), car = () => make('MountainCar-v0'), cliff = () => make('CliffWalking-v1'), cards = () => make('Blackjack-v1');
const limited = (env: Env, n: number) => new TimeLimit(env, n);

const cases: Record<string, () => Env> = {
  'delay 2 CartPole': () => new DelayObservation(cart(), 2),
  'delay 1 CliffWalking': () => new DelayObservation(cliff(), 1),
  'stack 3 CartPole': () => new FrameStackObservation(cart(), 3),
  'stack 3 zero CartPole': () => new FrameStackObservation(cart(), 3, { paddingType: 'zero' }),
  'stack 2 CliffWalking': () => new FrameStackObservation(cliff(), 2),
  'stack 2 custom Pendulum': () => new FrameStackObservation(swing(), 2, { paddingType: Float32Array.of(0.5, 0.5, 1) }),
  'stack 2 Blackjack': () => new FrameStackObservation(cards(), 2),
  'time CartPole': () => new TimeAwareObservation(cart()),
  'time normalized dict CartPole': () => new TimeAwareObservation(limited(cart(20), 20), { flatten: false, normalizeTime: true, dictTimeKey: 't' }),
  'time tuple Blackjack': () => new TimeAwareObservation(limited(cards(), 9), { flatten: false }),
  'time CliffWalking': () => new TimeAwareObservation(make('CliffWalking-v1', { maxEpisodeSteps: 30 }), { maxTimesteps: 30 }),
  'time normalized, limit 20 CartPole': () => new TimeAwareObservation(cart(20), { normalizeTime: true }),
  'filter time CartPole': () => new FilterObservation(new TimeAwareObservation(cart(), { flatten: false }), ['time']),
  'filter 2, 0 Blackjack': () => new FilterObservation(cards(), [2, 0]),
  'flatten CliffWalking': () => new FlattenObservation(cliff()),
  'flatten Blackjack': () => new FlattenObservation(cards()),
  'normalize observation CartPole': () => new NormalizeObservation(cart()),
  'normalize observation Pendulum': () => new NormalizeObservation(swing()),
  'normalize observation CliffWalking': () => new NormalizeObservation(cliff()),
  'normalize observation flat Blackjack': () => new NormalizeObservation(new FlattenObservation(cards())),
  'normalize reward Pendulum': () => new NormalizeReward(swing()),
  'normalize reward CliffWalking': () => new NormalizeReward(cliff(), { gamma: 0.9, epsilon: 0.01 }),
  'normalize reward CartPole': () => new NormalizeReward(cart()),
  'clip reward Pendulum': () => new ClipReward(swing(), -5, -1),
  'clip reward below Pendulum': () => new ClipReward(swing(), -5),
  'clip action Pendulum': () => new ClipAction(swing()),
  'clip action f64 Pendulum': () => new ClipAction(swing()),
  'rescale action Pendulum': () => new RescaleAction(swing(), 0, 1),
  'rescale action f64 Pendulum': () => new RescaleAction(swing(), -0.3, 0.7),
  'rescale observation Pendulum': () => new RescaleObservation(swing(), Float32Array.of(0, -1, -0.1), Float32Array.of(1, 1, 0.7)),
  'rescale observation MountainCar': () => new RescaleObservation(car(), -1, 1),
  'discretize 5 Pendulum': () => new DiscretizeObservation(swing(), 5),
  'discretize 4, 30 MountainCar': () => new DiscretizeObservation(car(), [4, 30], { multidiscrete: true }),
  'sticky CartPole': () => new StickyAction(cart(), 0.25),
  'sticky 1 to 3 CartPole': () => new StickyAction(cart(), 0.5, [1, 3]),
  'sticky 2 CliffWalking': () => new StickyAction(cliff(), 0.5, 2),
  'sticky Pendulum': () => new StickyAction(swing(), 0.4),
  'max and skip 3 Pendulum': () => new MaxAndSkipObservation(swing(), 3),
  'max and skip 2 MountainCar': () => new MaxAndSkipObservation(car(), 2),
  'repeat 3 CartPole': () => new RepeatAction(cart(), 3),
  'repeat 2 CliffWalking': () => new RepeatAction(cliff(), 2),
  'statistics CartPole': () => new RecordEpisodeStatistics(cart()),
  'limit 9 CliffWalking': () => new TimeLimit(cliff(), 9),
};

/** All numbers of an element, whatever its shape. */
function numbers(x: unknown): number[] {
  if (typeof x === 'number') return [x];
  return (ArrayBuffer.isView(x) || Array.isArray(x) ? Array.from(x as ArrayLike<unknown>) : Object.values(x as object)).flatMap(numbers);
}

/** How far what an environment shows and pays is from a recording; infinitely, where its episodes end elsewhere. */
function distance(env: Env, name: string): { shown: number; paid: number } {
  const run = recorded[name];
  let shown = 0, paid = 0;
  const compare = (ours: unknown, theirs: unknown) => {
    const a = numbers(ours), b = numbers(theirs), single = ours instanceof Float32Array || typeof ours === 'object' && !ArrayBuffer.isView(ours);
    expect(a).toHaveLength(b.length);
    a.forEach((x, k) => { shown = Math.max(shown, Math.abs(x - (single ? Math.fround(b[k]) : b[k])) / Math.max(1, Math.abs(b[k]))); });
  };
  compare(env.reset({ seed: run.seed })[0], run.observations[0]);
  run.actions.forEach((action, t) => {
    const played = typeof action === 'number' ? action : name.includes('f64') ? Float64Array.from(action) : Float32Array.from(action);
    const [observation, reward, terminated, truncated, info] = env.step(played);
    compare(observation, run.observations[t + 1]);
    paid = Math.max(paid, Math.abs(reward - run.rewards[t]));
    if (`${Number(terminated) + 2 * Number(truncated)}` !== run.ends[t]) paid = Infinity;
    const episode = info.episode as { r: number; l: number } | undefined;
    if (String(run.episodes.filter(([at]) => at === t)) !== String(episode ? [[t, episode.r, episode.l]] : [])) paid = Infinity;
    if (terminated || truncated) compare(env.reset()[0], run.resets[t] ?? run.observations[0]);
  });
  return { shown, paid };
}

describe('what Gymnasium\'s wrappers show and pay', () => {
  test('every recorded case is played', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(recorded).sort());
  });

  test.each(Object.keys(cases))('%s', (name) => {
    const { shown, paid } = distance(cases[name](), name);
    expect(shown).toBe(0);
    expect(paid).toBeLessThanOrEqual(1e-9);               // Pendulum's own rewards differ in the last bits; all else is equal
  });

  test.each<[string, string, () => Env]>([
    ['frames with the newest first', 'stack 3 CartPole', () => new TransformObservation(cases['stack 3 CartPole'](), (frames: Float32Array) => frames.toReversed())],
    ['a delay of one step less', 'delay 2 CartPole', () => new DelayObservation(cart(), 1)],
    ['padding with zeros instead of the first frame', 'stack 3 CartPole', () => new FrameStackObservation(cart(), 3, { paddingType: 'zero' })],
    ['a sticky action that also draws in the first step', 'sticky CartPole', () => new EarlyDraw(cases['sticky CartPole']())],
    ['rewards with their mean taken away', 'normalize reward Pendulum', () => new Centred(new NormalizeReward(swing()))],
    ['variances that start at an epsilon of 1', 'normalize observation CartPole', () => new NormalizeObservation(cart(), { epsilon: 1 })],
    ['time against the registered limit, not its own', 'time normalized, limit 20 CartPole', () => (
      new TimeAwareObservation(cart(20), { normalizeTime: true, maxTimesteps: 500 })
    )],
    ['a first variance of exactly 1', 'normalize observation flat Blackjack', () => {
      const env = new NormalizeObservation(new FlattenObservation(cards()));
      env.obsRms.var.fill(1);
      return env;
    }],
    ['rescaling in double precision', 'rescale action Pendulum', () => new TransformAction(swing(), (a: Float32Array) => Float64Array.of(a[0] * 4 - 2))],
  ])('a wrong variant is told apart: %s', (_, name, wrong) => {
    const { shown, paid } = distance(wrong(), name);
    expect(shown > 0 || paid > 1e-9).toBe(true);
  });
});

/** Draws once too often: in the first step of an episode there is nothing to repeat. */
class EarlyDraw extends Wrapper {
  #first = true;
  override reset(how?: { seed?: number }) { this.#first = true; return super.reset(how); }
  override step(action: unknown) { if (this.#first) this.npRandom!.random(); this.#first = false; return super.step(action); }
}

/** Takes the running mean away from each reward. */
class Centred extends Wrapper {
  override step(action: unknown): ReturnType<Env['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action), { returnRms: { mean, var: variance } } = this.env as NormalizeReward;
    return [observation, reward - mean[0] / Math.sqrt(variance[0]), terminated, truncated, info];
  }
}

/** What random play shows: everything, for n steps. */
function episode(env: Env, n: number, random: Random, begin: () => unknown = () => env.reset({ seed: 5 })): unknown[] {
  const told: unknown[] = [begin()];
  for (let t = 0; t < n; t++) {
    const step = env.step(anyAction(env.actionSpace, random));
    told.push(step);
    if (step[2] || step[3]) told.push(env.reset());
  }
  return told;
}

describe('laws of every wrapper', () => {
  const others: Record<string, () => Env> = {
    'order CartPole': () => new OrderEnforcing(cart()),
    'passive CartPole': () => new PassiveEnvChecker(cart(), { warn: () => {} }),
    'transform observation CartPole': () => new TransformObservation(cart(), (s: Float32Array) => s.map((x) => 2 * x), new Box(-Infinity, Infinity, { shape: [4] })),
    'transform action Pendulum': () => new TransformAction(swing(), (a: Float32Array) => a.map((x) => -x)),
    'transform reward CartPole': () => new TransformReward(cart(), (r) => -r),
    'pictures CliffWalking': () => new RenderCollection(make('CliffWalking-v1', { renderMode: 'ansi' })),
    'discretize CartPole': () => new DiscretizeObservation(cart(), [2, 3, 6, 3], { low: [-2.4, -2, -0.21, -3], high: [2.4, 2, 0.21, 3] }),
    'many around CartPole': () => new NormalizeReward(new FlattenObservation(new FrameStackObservation(new StickyAction(new TimeLimit(cart(), 8), 0.3), 2))),
  };
  describe.each(Object.entries({ ...cases, ...others }))('%s', (_, create) => {
    test('observations are in the declared space, and the same seed gives the same episode', () => {
      const env = create(), other = create();
      const played = episode(env, 60, new Random(1));
      for (const told of played) expect(env.observationSpace.contains((told as [unknown])[0])).toBe(true);
      expect(episode(other, 60, new Random(1))).toEqual(played);
    });

    test('save, load and continue equals never stopping', () => {
      const env = create(), other = create(), random = new Random(2);
      episode(env, 25, random);
      const saved = structuredClone(env.save!());
      env.load!(saved);
      other.reset({ seed: 99 });
      other.load!(saved);
      const goOn = (one: Env) => episode(one, 30, new Random(3), () => 'in mid-episode');
      expect(goOn(other)).toEqual(goOn(env));
    });

    test('the inner environment shines through', () => {
      const env = create() as Wrapper;
      env.reset({ seed: 1 });
      expect(env.unwrapped).toBeInstanceOf(DynamicsEnv);
      expect(env.npRandom).toBe(env.unwrapped.npRandom);
      expect(env.spec!.id).toBe(env.unwrapped.spec!.id);
      expect(env.scene!()).toEqual(env.unwrapped.scene!());
      expect(env.outcome!()).toBe('time limit');
      env.close();
      expect(() => env.unwrapped.reset()).toThrow('closed');
    });
  });

  test('what is no environment, or another\'s snapshot, is refused', () => {
    expect(() => new TimeLimit(undefined as never, 3)).toThrow(new TypeError('TimeLimit goes around an environment, an object with reset and step, and got undefined'));
    expect(() => new TimeLimit(cart(), 3).load!(cart().save!())).toThrow(/^this snapshot is of another environment: TimeLimit needs what it remembers in "own"/);
    expect(() => new TimeLimit(cart(), 3).load!(new DelayObservation(cart(), 1).save!())).toThrow('this snapshot is of another wrapper: elapsed is a number, and got undefined');
    expect(() => new DelayObservation(cart(), 2).load!(new DelayObservation(cart(), 1).save!())).toThrow(/^this snapshot is of another wrapper: memory is an array of 12 numbers, and got \[/);
  });

  test('where the inner environment offers no save and load, neither does the wrapper', () => {
    const plain: Env = { observationSpace: new Discrete(1), actionSpace: new Discrete(1), reset: () => [0, {}], step: () => [0, 0, false, false, {}], close() {} };
    const env = new TimeLimit(plain, 3);
    expect([env.save, env.load, env.scene, env.outcome, env.spec]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(() => env.render()).toThrow('this environment draws no pictures');
  });
});

describe('dynamics and environments are wrapped by the same piece', () => {
  const pole = () => cartPole(), hill = () => mountainCar(), cliffs = () => cliffWalking(), pendulums = () => pendulum(), table = () => blackjack();
  const twice = new Box(-Infinity, Infinity, { shape: [4] }), bins = { low: [-2.4, -2, -0.21, -3], high: [2.4, 2, 0.21, 3] };
  const pairs: [string, () => Dynamics, (env: Env) => Env, (dynamics: Dynamics) => Dynamics][] = [
    ['transformObservation', pole, (env) => new TransformObservation(env, (s: Float32Array) => s.map((x) => 2 * x), twice), (d) => transformObservation(d, (s, out) => { for (let k = 0; k < 4; k++) out[k] = 2 * s[k]; }, twice)],
    ['transformAction', cliffs, (env) => new TransformAction(env, (a: number) => 3 - a), (d) => transformAction(d, (a, out) => { out[0] = 3 - a[0]; })],
    ['transformReward', cliffs, (env) => new TransformReward(env, (r) => r / 100), (d) => transformReward(d, (r) => r / 100)],
    ['clipReward', pendulums, (env) => new ClipReward(env, -3), (d) => clipReward(d, -3)],
    ['clipAction', pendulums, (env) => new ClipAction(env), clipAction],
    ['rescaleAction', pendulums, (env) => new RescaleAction(env, -0.1, 0.3), (d) => rescaleAction(d, -0.1, 0.3)],
    ['rescaleObservation', hill, (env) => new RescaleObservation(env, 0, 1), (d) => rescaleObservation(d, 0, 1)],
    ['flattenObservation', table, (env) => new FlattenObservation(env), flattenObservation],
    ['filterObservation', table, (env) => new FilterObservation(env, [2, 0]), (d) => filterObservation(d, [2, 0])],
    ['frameStack', table, (env) => new FrameStackObservation(env, 3), (d) => frameStack(d, 3)],
    ['frameStack, zeros', pole, (env) => new FrameStackObservation(env, 2, { paddingType: 'zero' }), (d) => frameStack(d, 2, { paddingType: 'zero' })],
    ['delayObservation', cliffs, (env) => new DelayObservation(env, 3), (d) => delayObservation(d, 3)],
    ['timeAware', table, (env) => new TimeAwareObservation(env, { maxTimesteps: 200 }), (d) => timeAware(d, 200)],
    ['timeAware, normalized', pole, (env) => new TimeAwareObservation(env, { maxTimesteps: 200, normalizeTime: true, flatten: false }), (d) => timeAware(d, 200, { normalizeTime: true, flatten: false })],
    ['stickyAction', pole, (env) => new StickyAction(env, 0.4, [1, 3]), (d) => stickyAction(d, 0.4, [1, 3])],
    ['repeatAction', pole, (env) => new RepeatAction(env, 3), (d) => repeatAction(d, 3)],
    ['maxAndSkip', pole, (env) => new MaxAndSkipObservation(env, 3), (d) => maxAndSkip(d, 3)],
    ['discretizeObservation', pole, (env) => new DiscretizeObservation(env, [2, 3, 6, 3], bins), (d) => discretizeObservation(d, [2, 3, 6, 3], bins)],
  ];

  test.each(pairs)('%s', (_, world, wrap, around) => {
    const inside = new DynamicsEnv(around(world())), outside = wrap(new DynamicsEnv(world()));
    const played = episode(outside, 150, new Random(6));
    expect(episode(inside, 150, new Random(6)).map(rounded)).toEqual(played.map(rounded));
    expect(String(inside.observationSpace)).toBe(String(outside.observationSpace));
    expect(String(inside.actionSpace)).toBe(String(outside.actionSpace));
    expect(checkDynamics(around(world()), { steps: 300, maxEpisodeSteps: 60 }).filter((message) => !message.startsWith('a number of a Box can'))).toEqual([]);
  });

  /** Rows are float32: what an `Env` shows in double is rounded. */
  function rounded(told: unknown): unknown {
    if (told instanceof Float64Array) return Float32Array.from(told);
    return Array.isArray(told) ? told.map(rounded) : told;
  }

  test.each(pairs)('%s: rows are independent and can be saved', (_, world, __, around) => {
    const create = () => new DynamicsVectorEnv(around(stickyAction(world(), 0.2)), { rows: 3, maxEpisodeSteps: 20 }), rows = create(), copy = create();
    const random = new Random(8);
    const play = (n: number, ...ones: DynamicsVectorEnv[]) => {
      for (let t = 0; t < n; t++) {
        for (const one of ones) one.advance();
        for (let i = 0; i < 3; i++) {
          const row = new Float32Array(rows.actionSpace.rowSize);
          rows.actionSpace.toRow(anyAction(rows.actionSpace, random), row);
          for (const one of ones) one.action.set(row, i * row.length);
        }
        for (const one of ones) one.step();
      }
    };
    rows.reset(1); copy.reset(2);
    play(15, rows);
    copy.load(structuredClone(rows.save()));
    play(30, rows, copy);
    expect(copy.save()).toEqual(rows.save());
  });

  test('a reward that changes changes in the model; what hides the state has none', () => {
    const model = transformReward(cliffWalking(), (r) => r / 100).model!;
    expect(model.transitions(36, 1)).toEqual([{ probability: 1, next: 36, reward: -1, terminated: false }]);
    for (const change of [stickyAction(cliffWalking(), 0.5), frameStack(cliffWalking(), 2), repeatAction(cliffWalking(), 2)]) expect(change.model).toBeUndefined();
  });
});

describe('RunningMeanStd', () => {
  test('merges batches as if all had been one', () => {
    // epsilon 0: nothing but what was seen.  1 2 3 | 5 9: mean 4, variance ((-3)^2 + (-2)^2 + (-1)^2 + 1 + 5^2) / 5 = 8
    const rms = new RunningMeanStd(1, { epsilon: 0 });
    rms.update([1, 2, 3], 3);
    expect([rms.mean[0], rms.var[0]]).toEqual([2, 2 / 3]);
    rms.update([5, 9], 2);
    expect(rms.mean[0]).toBe(4);
    expect(rms.var[0]).toBeCloseTo(8, 14);
    expect(rms.count).toBe(5);
  });

  test('a wrong variant, the variance of a sample (divided by n - 1), is told apart', () => {
    const rms = new RunningMeanStd(1, { epsilon: 0 });
    rms.update([1, 3], 2);
    expect([rms.var[0], ((1 - 2) * (1 - 2) + (3 - 2) * (3 - 2)) / (2 - 1)]).toEqual([1, 2]);
  });

  test('numbers side by side are independent, and moments alone do as well', () => {
    const a = new RunningMeanStd(2), b = new RunningMeanStd(2);
    a.update([1, 10, 3, 30], 2);
    b.updateFromMoments([2, 20], [1, 100], 2);
    expect(a.save()).toEqual(b.save());
    // (0 * 1e-4 + 2 * 2) / 2.0001
    expect(a.mean[0]).toBeCloseTo(4 / 2.0001, 12);
    const c = new RunningMeanStd(2);
    c.load(a.save());
    expect(c.save()).toEqual(a.save());
    expect(() => new RunningMeanStd(3).load(a.save())).toThrow('mean is an array of 3 numbers');
  });

  test('frozen statistics stay as they are', () => {
    const env = new NormalizeObservation(cart());
    env.reset({ seed: 1 });
    env.step(0);
    env.updateRunningMean = false;
    const before = env.obsRms.save(), [observation] = env.step(1);
    expect(env.obsRms.save()).toEqual(before);
    const state = (env.unwrapped.save!().state as Float64Array).map(Math.fround);
    expect(observation[0]).toBeCloseTo((state[0] - env.obsRms.mean[0]) / Math.sqrt(env.obsRms.var[0] + 1e-8), 3);
  });
});

describe('one by one', () => {
  test('TimeLimit: the last step allowed is truncated, also where it is terminal; spec tells the limit', () => {
    const flags = (action: number) => { const env = new TimeLimit(new DynamicsEnv(story()), 2); env.reset({ seed: 1 }); env.step(READ); return env.step(action).slice(2, 4); };
    expect([flags(READ), flags(SHUT)]).toEqual([[false, true], [true, true]]);
    expect([new TimeLimit(cart(), 9).spec!.maxEpisodeSteps, spec('CartPole-v1').maxEpisodeSteps]).toEqual([9, 500]);
  });

  test('OrderEnforcing', () => {
    const draw = { ...storyEnv(), render: () => 'a picture' };
    const env = new OrderEnforcing(draw);
    expect(() => env.step(0)).toThrow(new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation'));
    expect(() => env.render()).toThrow(/^render was called before reset/);
    expect(new OrderEnforcing(draw, { disableRenderOrderEnforcing: true }).render()).toBe('a picture');
    env.reset();
    expect([env.hasReset, env.render(), env.step(0)[1]]).toEqual([true, 'a picture', 1]);
  });

  /** An object of one's own that pays 1 a step and ends after 3. */
  function storyEnv(): Env {
    let t = 0;
    return { observationSpace: new Discrete(9), actionSpace: new Discrete(2), reset: () => [t = 0, {}], step: () => [++t, 1, t === 3, false, {}], close() {} };
  }

  test('RecordEpisodeStatistics keeps the last episodes, and durations by the clock it is given', () => {
    let now = 10;
    const env = new RecordEpisodeStatistics(storyEnv(), { bufferLength: 2, statsKey: 'run', clock: () => now });
    for (const seconds of [1, 2, 4]) {
      env.reset();
      env.step(0); env.step(0);
      now += seconds;
      expect(env.step(0)[4]).toEqual({ run: { r: 3, l: 3, t: seconds } });
    }
    expect([env.episodeCount, env.returnQueue, env.lengthQueue, env.timeQueue]).toEqual([3, [3, 3], [3, 3], [2, 4]]);
    const twice = new RecordEpisodeStatistics(new RecordEpisodeStatistics(storyEnv()));
    twice.reset(); twice.step(0); twice.step(0);
    expect(() => twice.step(0)).toThrow('info has an entry "episode" already; give RecordEpisodeStatistics another statsKey');
  });

  test('RenderCollection hands its pictures over once, and forgets them with a reset', () => {
    const collect = (options: object) => { const env = new RenderCollection(make('CliffWalking-v1', { renderMode: 'ansi' }), options); env.reset({ seed: 1 }); env.step(0); return env; };
    const env = collect({}), frames = env.frames();
    expect(frames).toHaveLength(2);
    expect(frames[1]).toBe(env.env.render!());
    expect(env.frames()).toHaveLength(0);
    const kept = collect({ popFrames: false, resetClean: false });
    kept.reset();
    expect([kept.frames().length, kept.frames().length]).toEqual([3, 3]);
    expect(() => new RenderCollection(cart())).toThrow(/^RenderCollection needs an environment with a render mode/);
  });

  test('DiscretizeObservation counts bins, the last number fastest', () => {
    const seeing = (x: number, y: number) => new DynamicsEnv({ ...story(), observationSpace: new Box([0, -1], [4, 1]), observe(_, o) { o.set([x, y]); } }, { disableEnvChecker: true });
    const shown = (x: number, y: number) => new DiscretizeObservation(seeing(x, y), [4, 2]).reset({ seed: 1 })[0];
    // bin of x: [0, 1) [1, 2) [2, 3) [3, 4];  of y: [-1, 0) [0, 1];   2 x + y
    expect([shown(0, -1), shown(0.99, 0), shown(1, -0.01), shown(4, 1), shown(-9, 9)]).toEqual([0, 1, 2, 7, 1]);
    const env = new DiscretizeObservation(seeing(0, 0), [4, 2]);
    expect(env.revertObservation(5)).toEqual([Float64Array.of(2, 0), Float64Array.of(3, 1)]);
    expect(new DiscretizeObservation(seeing(0, 0), [4, 2], { multidiscrete: true }).revertObservation([2, 1])).toEqual([Float64Array.of(2, 0), Float64Array.of(3, 1)]);
    expect(() => env.revertObservation(8)).toThrow('8 is no observation of Discrete(8)');
  });

  test('StickyAction repeats for as long as it says', () => {
    const heard: number[] = [];
    const env = new StickyAction(new TransformAction(new DynamicsEnv({ ...story(), actionSpace: new Discrete(50), terminal: () => false }), (a: number) => { heard.push(a); return a; }), 0.5, 3);
    env.reset({ seed: 4 });
    for (let a = 0; a < 50; a++) env.step(a);
    // Between two repetitions an action is played at least once; each lasts 3 steps more, or 6, 9, ... where the next begins at once.
    const runs = heard.reduce<number[]>((runs, a, t) => (a === heard[t - 1] ? [...runs.slice(0, -1), runs.at(-1)! + 1] : [...runs, 1]), []);
    expect(runs.slice(0, -1).every((length) => length % 3 === 1)).toBe(true);
    expect(runs.some((length) => length > 1)).toBe(true);
    expect(heard.every((a, t) => a === t || a === heard[t - 1])).toBe(true);
  });

  test('StickyAction draws for itself where the environment has no generator', () => {
    const play = (seed: number) => {
      const heard: unknown[] = [];
      const env = new StickyAction({ ...storyEnv(), step: (a) => { heard.push(a); return [0, 0, false, false, {}]; } }, 0.5);
      env.reset({ seed });
      for (let t = 0; t < 40; t++) env.step(t % 2);
      return heard;
    };
    expect(play(1)).toEqual(play(1));
    expect(play(1)).not.toEqual(play(2));
  });

  test('MaxAndSkipObservation: where an episode ends early, the last two observations there were', () => {
    const numbers = [5, 1, 3, 2, 8, 9];
    const env = (end: number) => new MaxAndSkipObservation(new DynamicsEnv({ ...story(), observationSpace: new Box(0, 9), observe(s, o) { o[0] = numbers[s[0]]; }, terminal: (s) => s[0] === end }), 4);
    const shown = (end: number) => { const one = env(end); one.reset({ seed: 1 }); return [...one.step(READ)[0] as Float32Array]; };
    // Steps show 1 3 2 8: of all four max(2, 8); of three max(3, 2); of two max(1, 3); of one 1
    expect([shown(9), shown(3), shown(2), shown(1)]).toEqual([[8], [3], [3], [1]]);
  });

  test('an action of the wrong form is refused before it is changed', () => {
    for (const env of [new ClipAction(swing()), new RescaleAction(swing(), -1, 1)]) {
      env.reset({ seed: 1 });
      for (const action of [[NaN], [1, 2], 1, 'left']) expect(() => env.step(action as number[])).toThrow(/^the action .* is outside the action space Box\(/);
    }
  });
});

describe('DiscretizeObservation lets a table learn CartPole', () => {
  /** Mean length of the last 50 episodes of Q-learning on bins. */
  function learned(bins: number[]): number {
    const env = new DiscretizeObservation(cart(), bins, { low: [-2.4, -2, -0.21, -2], high: [2.4, 2, 0.21, 2] }), random = new Random(1), lengths: number[] = [];
    const q = new Float64Array(2 * (env.observationSpace as Discrete).n), greedy = (s: number) => (q[2 * s] >= q[2 * s + 1] ? 0 : 1);
    let s = env.reset({ seed: 1 })[0] as number;
    for (let k = 1, t = 0; k <= 100_000; k++) {
      const a = random.random() < Math.max(0.01, 0.5 - k / 60_000) ? random.integers(2) : greedy(s);
      const [next, reward, terminated, truncated] = env.step(a), sNext = next as number;
      const future = terminated ? 0 : Math.max(q[2 * sNext], q[2 * sNext + 1]);
      q[2 * s + a] += 0.1 * (reward + 0.99 * future - q[2 * s + a]);
      s = sNext;
      t++;
      if (!terminated && !truncated) continue;
      lengths.push(t);
      t = 0;
      s = env.reset()[0] as number;
    }
    return lengths.slice(-50).reduce((sum, length) => sum + length, 0) / 50;
  }
  test('with bins for the angle and its speed', () => { expect(learned([1, 3, 8, 6])).toBeGreaterThan(120); });
  test('and not with one bin, which sees nothing', () => { expect(learned([1, 1, 1, 1])).toBeLessThan(60); });
});

describe('at the door', () => {
  const both = new DynamicsEnv({ ...story(), observationSpace: new Tuple([new Discrete(2), new Dict({ time: new Box(0, 1) })]) });
  const named = new DynamicsEnv({ ...story(), observationSpace: new Dict({ time: new Discrete(2), place: new MultiDiscrete([2, 2]) }) });
  test.each<[string, () => unknown, string]>([
    ['no limit', () => new TimeLimit(cart(), 0), 'maxEpisodeSteps is a whole number from 1 up, and got 0'],
    ['a limit in words', () => new TimeLimit(cart(), '9' as never), 'maxEpisodeSteps is a whole number from 1 up, and got "9"'],
    ['no bounds', () => new ClipReward(cart()), 'ClipReward needs a minReward, a maxReward above it, or one of them, and got -Infinity and Infinity'],
    ['bounds the wrong way', () => new ClipReward(cart(), 1, -1), 'ClipReward needs a minReward, a maxReward above it, or one of them, and got 1 and -1'],
    ['discrete actions', () => new ClipAction(cart()), 'ClipAction needs a Box of actions, and this action space is Discrete(2)'],
    ['discrete actions', () => new RescaleAction(cart(), -1, 1), 'RescaleAction needs a Box of float32 or float64, and got Discrete(2)'],
    ['equal ends', () => new RescaleAction(swing(), 1, 1), 'RescaleAction needs a minAction below its maxAction, and both are 1 at index 0: such actions cannot be told apart'],
    ['ends the wrong way', () => new RescaleAction(swing(), 1, -1), 'RescaleAction needs lower ends that are not above the upper ones, and got 1 and -1 at index 0'],
    ['two ends for one', () => new RescaleAction(swing(), [1, 2], 3), 'RescaleAction needs a number or 1 of them as lower end, and got [1, 2]'],
    ['an end for the endless', () => new RescaleObservation(cart(), -1, 1), 'RescaleObservation cannot map -Infinity to -1 (index 1): what has no end keeps none; give -Infinity there, or clip before'],
    ['no frames', () => new FrameStackObservation(cart(), 0), 'stackSize is a whole number from 1 up, and got 0'],
    ['other padding', () => new FrameStackObservation(cart(), 2, { paddingType: 'one' }), 'a paddingType is "reset", "zero" or an observation of Box('],
    ['half a delay', () => new DelayObservation(cart(), 0.5), 'delay is a whole number from 0 up, and got 0.5'],
    ['no limit to be told', () => new TimeAwareObservation(cliff()), 'TimeAwareObservation needs a time limit, a whole number from 1 up, and found undefined; wrap the environment in TimeLimit, or give maxTimesteps'],
    ['a name that is taken', () => new TimeAwareObservation(named, { maxTimesteps: 9 }), 'the observations have a part "time" already; give TimeAwareObservation another dictTimeKey'],
    ['parts of what has none', () => new FilterObservation(cart(), ['x']), 'FilterObservation needs a Dict or Tuple of observations, and this space is Box('],
    ['no parts', () => new FilterObservation(both, []), 'FilterObservation takes a list of at least one key to keep, and got []'],
    ['a part twice', () => new FilterObservation(both, [0, 0]), 'FilterObservation got the key 0 twice'],
    ['a place that is not there', () => new FilterObservation(both, [2]), 'have the places 0 to 1, and FilterObservation got 2'],
    ['a key that is not there', () => new FilterObservation(named, ['plaice']), 'There is no part "plaice". Did you mean "place"? The parts are: place, time.'],
    ['a probability of 1', () => new StickyAction(cart(), 1), 'StickyAction needs a repeatActionProbability from 0 up to but not 1, and got 1'],
    ['durations the wrong way', () => new StickyAction(cart(), 0.1, [3, 1]), 'StickyAction needs a repeatActionDuration that is a whole number from 1 up, or [least, most] of them, and got [3, 1]'],
    ['no repeats', () => new RepeatAction(cart(), 0), 'numRepeats is a whole number from 1 up, and got 0'],
    ['a skip of one', () => new MaxAndSkipObservation(cart(), 1), 'skip is a whole number from 2 up, and got 1'],
    ['the greater of two tuples', () => new MaxAndSkipObservation(cards()), 'MaxAndSkipObservation needs numbers of one shape, and this space is Tuple('],
    ['endless bins', () => new DiscretizeObservation(cart(), 4), 'DiscretizeObservation needs ends to put bins between, and number 1 of Box('],
    ['bins for the discrete', () => new DiscretizeObservation(cliff(), 4), 'DiscretizeObservation needs a Box of observations, and this space is Discrete(48)'],
    ['too few bins', () => new DiscretizeObservation(swing(), [2, 2]), 'DiscretizeObservation needs a number or 3 of them as bins, and got [2, 2]'],
    ['half a bin', () => new DiscretizeObservation(swing(), 2.5), 'a count of bins is a whole number from 1 up, and got 2.5'],
    ['bins the wrong way', () => new DiscretizeObservation(swing(), 2, { low: 1, high: 1 }), 'DiscretizeObservation needs a low below its high, and got 1 and 1 at index 0'],
    ['the mean of a tuple', () => new NormalizeObservation(cards()), 'NormalizeObservation needs numbers of one shape, and this space is Tuple('],
    ['an epsilon of 0', () => new NormalizeObservation(cart(), { epsilon: 0 }), 'NormalizeObservation needs an epsilon above 0, or it divides by zero, and got 0'],
    ['an epsilon of 0', () => new NormalizeReward(cart(), { epsilon: 0 }), 'NormalizeReward needs an epsilon above 0, or it divides by zero, and got 0'],
    ['a gamma of 2', () => new NormalizeReward(cart(), { gamma: 2 }), 'NormalizeReward needs a gamma from 0 to 1, and got 2'],
    ['no episodes kept', () => new RecordEpisodeStatistics(cart(), { bufferLength: 0 }), 'bufferLength is a whole number from 1 up, and got 0'],
    ['no function', () => new TransformReward(cart(), 2 as never), 'TransformReward takes a function, and got 2'],
    ['no function', () => transformObservation(cartPole(), undefined as never), 'transformObservation takes a function, and got undefined'],
  ])('%s: %s', (_, create, sentence) => {
    expect(create).toThrow(sentence);
  });
});
