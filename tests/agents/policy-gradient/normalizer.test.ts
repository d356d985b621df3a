import { Box, makeRows, Random, type Situation, type Snapshot } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import type { Agent } from '../../../agents/index.ts';
import { ObservationNormalizer, RewardNormalizer } from '../../../agents/policy-gradient/normalizer.ts';
import { train } from '../../../runners/train.ts';
import { learner, parametersOf, withParameters } from './hand.ts';
import { stepOf } from '../toys.ts';

/*
 * Against Stable-Baselines3's VecNormalize, written slowly: mean and variance of all that was ever seen, beside a prior of mean 0 and variance 1 that
 * counts for 0.0001 of a number (its RunningMeanStd's epsilon); (x - mean) / sqrt(variance + 1e-8), clipped to +-10.
 */

function momentsOf(seen: readonly number[]): { mean: number; variance: number } {
  const prior = 1e-4, n = seen.length + prior, mean = seen.reduce((sum, x) => sum + x, 0) / n;
  return { mean, variance: (seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) + prior * (1 + mean ** 2)) / n };
}
const clip = (x: number) => Math.max(-10, Math.min(10, x));

describe('observations', () => {
  const ROWS = 3, WIDTH = 2;
  /** Rows of two numbers of different sizes, each row elsewhere; a wild one late, when deviations are known too well for it. */
  const blocks = () => {
    const random = new Random(3);
    return Array.from({ length: 80 }, (_, t) => Float32Array.from({ length: ROWS * WIDTH }, (_, j) => (
      (j % 2 === 0 ? 100 + 10 * j + 5 * random.normal() : random.normal() / 50) * (t === 75 && j === 1 ? 1e5 : 1)
    )));
  };

  /** What row i, number k should be after `t` blocks, of those rows that played. */
  const slowly = (all: readonly Float32Array[], played: (t: number, i: number) => boolean, t: number, i: number, k: number) => {
    const seen = all.slice(0, t + 1).flatMap((x, at) => [0, 1, 2].filter((row) => played(at, row)).map((row) => x[row * WIDTH + k]));
    const { mean, variance } = momentsOf(seen);
    return clip((all[t][i * WIDTH + k] - mean) / Math.sqrt(variance + 1e-8));
  };

  test.each<[string, (t: number, i: number) => boolean]>([
    ['all rows', () => true],
    ['the rows that play alone', (t, i) => (t + i) % 3 !== 0],
  ])('are seen by the mean and deviation of all so far, of %s, this one included', (_, played) => {
    const all = blocks(), normalizer = new ObservationNormalizer(WIDTH);
    let clipped = 0;
    all.forEach((x, t) => {
      const y = x.slice();
      normalizer.update(y, ROWS, Uint8Array.from([0, 1, 2], (i) => Number(played(t, i))));
      normalizer.apply(y, ROWS);
      for (let j = 0; j < y.length; j++) {
        const expected = slowly(all, played, t, Math.floor(j / WIDTH), j % WIDTH);
        if (Math.abs(expected) === 10) clipped++;
        expect(Math.abs(y[j] - expected)).toBeLessThan(1e-5);
      }
    });
    expect(clipped).toBeGreaterThan(0);
  });

  test('a normalizer with statistics for each row alone would say otherwise', () => {
    const all = blocks(), shared = new ObservationNormalizer(WIDTH), alone = new ObservationNormalizer(WIDTH), playing = Uint8Array.of(1, 1, 1);
    for (const x of all) {
      shared.update(x, ROWS, playing);
      alone.update(x, 1, playing);
    }
    const [a, b] = [shared, alone].map((normalizer) => { const y = all[5].slice(); normalizer.apply(y, ROWS); return y; });
    expect(Math.abs(a[0] - b[0])).toBeGreaterThan(0.01);
  });

  test('saved and loaded it sees the same', () => {
    const one = new ObservationNormalizer(WIDTH), other = new ObservationNormalizer(WIDTH), playing = Uint8Array.of(1, 1, 1);
    for (const x of blocks()) one.update(x, ROWS, playing);
    other.load(one.save());
    const [a, b] = [one, other].map((normalizer) => { const y = blocks()[7].slice(); normalizer.apply(y, ROWS); return [...y]; });
    expect(b).toEqual(a);
  });
});

describe('rewards', () => {
  const GAMMA = 0.9, ROWS = 2;

  /** Both rows' rewards and ends over 80 steps; a wild one late. */
  const story = () => {
    const random = new Random(4);
    return Array.from({ length: 80 }, (_, t) => ({
      reward: [random.normal() * 3, random.normal() + (t === 75 ? 1e4 : 0)],
      terminated: [Number(random.random() < 0.1), 0], truncated: [0, Number(random.random() < 0.1)],
    }));
  };
  /** Their returns so far go into the statistics at every step, R included, and begin anew after the end of an episode, either way. */
  function slowly(steps: ReturnType<typeof story>, { resets = true }: { resets?: boolean } = {}): number[][] {
    const G = [0, 0], seen: number[] = [];
    return steps.map(({ reward, terminated, truncated }) => {
      reward.forEach((r, i) => { G[i] = GAMMA * G[i] + r; });
      seen.push(...G);
      const deviation = Math.sqrt(momentsOf(seen).variance + 1e-8);
      reward.forEach((_, i) => { if (resets && (terminated[i] === 1 || truncated[i] === 1)) G[i] = 0; });
      return reward.map((r) => clip(r / deviation));
    });
  }
  const given = (steps: ReturnType<typeof story>) => {
    const normalizer = new RewardNormalizer(ROWS, GAMMA);
    return steps.map((step) => {
      const out = new Float64Array(ROWS);
      normalizer.normalize(stepOf({ observation: [0, 0], action: [0, 0], next: [0, 0], ...step }), out);
      return [...out];
    });
  };
  const near = (all: readonly (readonly number[])[]) => all.map((row) => row.map((x) => expect.closeTo(x, 9) as number));

  test('are divided by the deviation of the discounted return, and not centred', () => {
    const steps = story(), out = given(steps);
    expect(out).toEqual(near(slowly(steps)));
    expect(steps.every(({ reward }, t) => reward.every((r, i) => Math.sign(r) === Math.sign(out[t][i])))).toBe(true);
    expect(out.flat().some((r) => r === 10)).toBe(true);
  });

  test('a return that goes on across episodes would say otherwise', () => {
    expect(given(story())).not.toEqual(near(slowly(story(), { resets: false })));
  });

  test('of rows that rest have no part in it', () => {
    const normalizer = new RewardNormalizer(2, GAMMA), alone = new RewardNormalizer(1, GAMMA), out = new Float64Array(2), one = new Float64Array(1);
    for (const r of [1, -2, 5]) {
      normalizer.normalize(stepOf({ observation: [0, 0], action: [0, 0], next: [0, 0], reward: [r, 99], playing: [1, 0] }), out);
      alone.normalize(stepOf({ observation: [0], action: [0], next: [0], reward: [r] }), one);
      expect(out[0]).toBe(one[0]);
    }
  });

  test('a snapshot of other rows is refused in words', () => {
    const two = new RewardNormalizer(2, GAMMA).save();
    expect(() => new RewardNormalizer(3, GAMMA).load(two)).toThrow('this snapshot normalizes the rewards of 2 rows, and 3 are needed');
  });
});

describe.each(['a2c', 'ppo'])('%s that normalizes', (name) => {
  const OPTIONS = { nSteps: 16, netArch: [], normalizeObservation: true, normalizeReward: true };

  test('has a policy that sees what the learner saw, and learns nothing of what it sees itself', () => {
    const env = makeRows('CartPole-v1', { rows: 2 }), agent = learner(name, env, { ...OPTIONS, learningRate: 0 }, { rows: 2 });
    env.reset(1);
    const width = 4, seen: number[][] = [[], [], [], []];
    for (let t = 0; t < 100; t++) {
      env.advance();
      for (let k = 0; k < width; k++) seen[k].push(env.observation[k], env.observation[width + k]);
      agent.act(env, env.action);
      env.step();
      agent.learn(env, env);
    }
    const moments = seen.map(momentsOf), s = Float32Array.of(0.1, -0.5, 0.02, 3);
    const z = [...s].map((x, k) => clip((x - moments[k].mean) / Math.sqrt(moments[k].variance + 1e-8)));
    // Linear logits w z for action 1 and 0 for action 0, with a bias that puts the choice on the edge: one side, then the other.
    const w = [0.3, -0.2, 0.7, 0.1], edge = z.reduce((sum, z, k) => sum + w[k] * z, 0);
    const situation: Situation = { rows: 1, observation: s, first: Uint8Array.of(1), playing: Uint8Array.of(1) };
    const chosen = [-1e-3, 1e-3].map((beyond) => {
      const { length: size } = parametersOf(agent), parameters = new Float32Array(size), action = new Float32Array(1);
      w.forEach((w, k) => { parameters[2 * k + 1] = w; });
      parameters[2 * width + 1] = beyond - edge;
      const policy = withParameters(agent, parameters).policy();
      // Were these taken in, all would change.
      for (let k = 0; k < 20; k++) policy.act({ ...situation, observation: Float32Array.of(1e4, 1e4, 1e4, 1e4) }, action);
      policy.act(situation, action);
      return action[0];
    });
    expect(chosen).toEqual([0, 1]);
  });

  test('leaves rewards and observations of the environment raw', () => {
    const env = makeRows('CartPole-v1', { rows: 2 }), agent = learner(name, env, OPTIONS, { rows: 2 });
    env.reset(1);
    for (const event of train(agent, env, { steps: 200 })) if (event.kind === 'episode') expect(event.return).toBe(event.length);
    expect([...env.reward]).toEqual([1, 1]);
    expect(new Box(-5, 5, { shape: [4] }).contains([...env.observation.subarray(0, 4)])).toBe(true);
  });
});

/** What observations look like to a learner: how many it has seen, and their moments; and the rows whose S' is already among them. */
function statisticsOf(agent: Agent): { count: number; mean: Float64Array; var: Float64Array; met: number[] } {
  const saved = agent.save(), { observations, met } = (saved.actor ?? (saved.memory as Snapshot).actor) as { observations: never; met: Uint8Array };
  return { ...observations as object as { count: number; mean: Float64Array; var: Float64Array }, met: [...met] };
}

describe('what follows a segment is seen before it is valued,', () => {
  const ROWS = 3, SHORT = { rows: ROWS, maxEpisodeSteps: 13 }, OPTIONS = { nSteps: 5, netArch: [], normalizeObservation: true };

  test.each(['a2c', 'ppo'])('and %s counts it once: S\' of the rows that go on, and S wherever nobody was met', (name) => {
    const env = makeRows('CartPole-v1', SHORT), agent = learner(name, env, OPTIONS, { rows: ROWS, seed: 2 }), acted: number[] = [];
    env.reset(2);
    let ended = 0;
    for (let t = 1; t <= 60; t++) {
      env.advance();
      for (let i = 0; i < ROWS; i++) acted.push(env.observation[4 * i]);
      agent.act(env, env.action);
      env.step();
      agent.learn(env, env);
      const goesOn = [0, 1, 2].filter((i) => t % 5 === 0 && env.terminated[i] === 0 && env.truncated[i] === 0);
      if (t % 5 === 0 && goesOn.length < ROWS) ended++;
      const seen = [...acted, ...goesOn.map((i) => env.next[4 * i])], { mean, variance } = momentsOf(seen), now = statisticsOf(agent);
      expect(now.count).toBeCloseTo(seen.length + 1e-4, 6);
      expect([now.mean[0], now.var[0]]).toEqual([expect.closeTo(mean, 12), expect.closeTo(variance, 12)]);
      expect(now.met).toEqual([0, 1, 2].map((i) => Number(goesOn.includes(i))));
    }
    expect(ended).toBeGreaterThan(0);
  });

  test('and so does a3c, of whose rows some rest meanwhile', () => {
    const env = makeRows('CartPole-v1', SHORT), agent = learner('a3c', env, OPTIONS, { rows: ROWS, seed: 2 });
    env.reset(2);
    let acted = 0, met = 0, rested = 0;
    for (let t = 1; t <= 100; t++) {
      env.advance();
      const before = statisticsOf(agent).met;
      for (let i = 0; i < ROWS; i++) {
        acted += env.playing[i];
        if (env.playing[i] === 1) met += before[i];
        else rested++;
      }
      agent.act(env, env.action);
      env.step();
      agent.learn(env, env);
      const now = statisticsOf(agent);
      expect(now.count).toBeCloseTo(acted + now.met.filter((one) => one === 1).length + 1e-4, 6);
    }
    expect([met > 20, rested > 20]).toEqual([true, true]);                  // counted twice it would be `met` more
  });

  test('but where a row begins anew, it was another that was met', () => {
    const env = makeRows('CartPole-v1', SHORT), agent = learner('a2c', env, OPTIONS, { rows: ROWS });
    env.reset(1);
    for (let t = 0; t < 5; t++) { env.advance(); agent.act(env, env.action); env.step(); agent.learn(env, env); }
    expect(statisticsOf(agent).met).toEqual([1, 1, 1]);
    const { count } = statisticsOf(agent);
    env.reset(2);
    env.advance();
    agent.act(env, env.action);
    expect(statisticsOf(agent).count).toBeCloseTo(count + ROWS, 6);
  });
});
