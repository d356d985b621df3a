import { createHash } from 'node:crypto';
import { Box, Discrete, DynamicsVectorEnv, makeRows, type Dynamics } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { train } from '../../../runners/train.ts';
import { learner, parametersOf, play, playedByHand, watched, type Call, type Hand } from './hand.ts';

const near = (numbers: readonly number[], digits = 6) => numbers.map((x) => expect.closeTo(x, digits) as number);

// V(s) = 2 s, and both actions are as likely. Adam with an epsilon of 1 moves at first by alpha g / (|g| + 1).
const THETA = [0, 0, 0, 0, 2, 0];
const OPTIONS = {
  nSteps: 2, batchSize: 2, nEpochs: 1, gamma: 0.5, gaeLambda: 0.5, learningRate: 0.1, adamEps: 1, maxGradNorm: 1e6, normalizeAdvantage: false,
};
const STEPS: readonly Hand[] = [{ s: 1, a: 0, r: 1, sNext: 2 }, { s: 2, a: 1, r: 0, sNext: 3 }];
const played = (options: object, steps = STEPS) => playedByHand('ppo', { ...OPTIONS, ...options }, THETA, steps);
const step = (g: number) => -0.1 * g / (Math.abs(g) + 1);

describe('one update of PPO by hand', () => {
  // delta_0 = 1 + 0.5 V(2) - V(1) = 1, delta_1 = 0 + 0.5 V(3) - V(2) = -1;   A_1 = -1, A_0 = 1 + 0.25 A_1 = 0.75;   G = V + A = 2.75 and 3.
  test('at first the ratio is 1, and it moves as A2C: along A grad ln pi, and V towards A + V', () => {
    // Logits: -0.375 (0.5, -0.5) = (-0.1875, 0.1875) and 0.5 (-0.5, 0.5) = (-0.25, 0.25): weights -0.6875, biases -0.4375.
    // Values: 0.5 (2 - 2.75) = -0.375 and 0.5 (4 - 3) = 0.5: weight -0.375 + 2 * 0.5 = 0.625, bias 0.125.
    expect([...parametersOf(played({}))]).toEqual(near([step(-0.6875), step(0.6875), step(-0.4375), step(0.4375), 2 + step(0.625), step(0.125)]));
  });

  test('with an advantage that pays beyond the clip range, and one that does within it', () => {
    // After the first epoch the biases and weights above have moved the logits' gap, z_0 - z_1, to 2 (0.0304348 + s 0.0407407): 0.142351 at s =
    // 1, 0.223833 at s = 2.
    // So p_0(1) = 0.535528 with ratio 1.071056 (A = 0.75) and p_1(2) = 0.444274 with ratio 0.888548 (A = -1). Clipped at 0.05 both have gone as
    // far as they may:
    // no gradient; and min(r A, clip(r) A) is 1.05 * 0.75 = 0.7875 and 0.95 * -1 = -0.95, the mean -0.08125. Without clipping: 0.803292 - 0.888548.
    const clipped = played({ nEpochs: 2, clipRange: 0.05, vfCoef: 0 }).metrics, free = played({ nEpochs: 2, clipRange: 1, vfCoef: 0 }).metrics;
    // The dials are means over both steps of the optimizer; in the first, the loss is -(0.75 - 1) / 2 = 0.125 and nothing is clipped.
    expect(clipped.policyLoss).toBeCloseTo((0.125 + 0.08125) / 2, 6);
    expect(free.policyLoss).toBeCloseTo((0.125 - (0.803292 - 0.888548) / 2) / 2, 6);
    expect([clipped.clipFraction, free.clipFraction]).toEqual([0.5, 0]);
    expect(clipped.gradientNorm).toBeCloseTo(Math.sqrt(2 * 0.6875 ** 2 + 2 * 0.4375 ** 2) / 2, 6);         // the second step's is 0
    expect(free.gradientNorm).toBeGreaterThan(clipped.gradientNorm + 0.1);
    // KL, third estimator: r - 1 - ln r = 0.002413 at 1.071056 and 0.006718 at 0.888548.
    expect(clipped.approxKl).toBeCloseTo((0.002413 + 0.006718) / 2 / 2, 5);
  });

  test('a value may leave the old one by clipRangeVf only: beyond it there is no gradient', () => {
    // Values alone: V moves by up to -0.1 * 0.625 / 1.625 * 2 - 0.0111 at s = 2. With a range of 0.01 both are clipped, and the errors are those
    // of old +- 0.01.
    const values = { nEpochs: 2, learningRate: 0.1 }, tight = played({ ...values, clipRangeVf: 0.01 }).metrics, loose = played(values).metrics;
    // First step: (0.75^2 + 1^2) / 2 = 0.78125. V(1) = 2 - 0.049573 < 1.99, V(2) = 4 - 0.088034 < 3.99: ((1.99 - 2.75)^2 + (3.99 - 3)^2) / 2 =
    // 0.77885.
    expect(tight.valueLoss).toBeCloseTo((0.78125 + 0.77885) / 2, 6);
    expect(loose.valueLoss).toBeCloseTo((0.78125 + ((1.950427 - 2.75) ** 2 + (3.911966 - 3) ** 2) / 2) / 2, 5);
  });

  test('its dials are there by their names, and the loss of the first step is the mean of -A', () => {
    const { metrics } = played({});
    const expected = {
      learningRate: 0.1, clipRange: 0.2, entropyLoss: -Math.LN2, policyLoss: 0.125, valueLoss: 0.78125,
      explainedVariance: 1 - (1.75 / 2) ** 2 / 0.125 ** 2, approxKl: 0, clipFraction: 0,
      gradientNorm: Math.sqrt(2 * 0.6875 ** 2 + 2 * 0.4375 ** 2 + 0.625 ** 2 + 0.125 ** 2),
    };
    expect(Object.keys(metrics)).toEqual(Object.keys(expected));
    for (const [name, x] of Object.entries(expected)) expect(metrics[name], name).toBeCloseTo(x, 5);
  });
});

/** Counts its steps, which is what is seen: every step of a segment can be told from the others. */
const counting: Dynamics = {
  observationSpace: new Box(0, 1e6, { shape: [1] }), actionSpace: new Discrete(2), stateSize: 1,
  reset(state) { state[0] = 0; },
  step(state, action) { state[0]++; return action[0]; },
  terminal: () => false,
  observe(state, observation) { observation[0] = state[0]; },
};

function calls(options: Record<string, unknown>, times: number, budget = 1000): Call[] {
  const seen: Call[] = [], env = new DynamicsVectorEnv(counting);
  const agent = learner('ppo', env, { netArch: [], nEpochs: 3, ...options }, { budget, backend: watched(seen) });
  env.reset(0);
  play(agent, env, times);
  return seen;
}
const batches = (seen: readonly Call[]) => seen.flatMap((call) => (call.kind === 'backward' ? [[...call.x]] : []));
const rates = (seen: readonly Call[]) => seen.flatMap((call) => (call.kind === 'step' ? [call.learningRate] : []));

describe('the minibatches of PPO', () => {
  test('that do not divide the segment: each step once an epoch, and the last of an epoch is smaller', () => {
    const all = batches(calls({ nSteps: 12, batchSize: 5 }, 12)), epochs = [all.slice(0, 3), all.slice(3, 6), all.slice(6, 9)];
    expect(all).toHaveLength(9);
    for (const epoch of epochs) {
      expect(epoch.map((batch) => batch.length)).toEqual([5, 5, 2]);
      expect(epoch.flat().toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }
    expect(new Set(epochs.map((epoch) => epoch.flat().join())).size).toBe(3);           // in another order each time
  });

  test('that are larger than the segment hold all of it', () => {
    const first = [0, 1, 2, 3], second = [4, 5, 6, 7];
    const seen = batches(calls({ nSteps: 4, batchSize: 64 }, 9)).map((batch) => batch.toSorted((a, b) => a - b));
    expect(seen).toEqual([first, first, first, second, second, second]);
  });

  test('of one step leave its advantage as it is', () => {
    expect(batches(calls({ nSteps: 3, batchSize: 2, normalizeAdvantage: true }, 3)).map((batch) => batch.length)).toEqual([2, 1, 2, 1, 2, 1]);
  });
});

describe('PPO over a run', () => {
  test('stops an update where the policy has gone too far: no step of the optimizer follows, and the next segment is learned from again', () => {
    // The first step of an update is always taken, for its ratio is 1. It is large enough for a KL above 1.5 x 0.00001.
    const options = { nSteps: 6, batchSize: 3, nEpochs: 4, learningRate: 0.01 }, stopped = calls({ ...options, targetKl: 1e-5 }, 12);
    const never = calls(options, 12);
    expect(stopped.map(({ kind }) => kind)).toEqual(['backward', 'step', 'backward', 'step']);
    expect(never.filter(({ kind }) => kind === 'step')).toHaveLength(2 * 8);
    // A KL that is never reached stops nothing.
    expect(calls({ ...options, targetKl: 1e9 }, 12)).toEqual(never);
  });

  test('takes learning rate and clip range of their schedules at each update: unscheduled ones would stay', () => {
    const seen = rates(calls({ nSteps: 10, batchSize: 10, nEpochs: 2, learningRate: 'lin_0.1' }, 40, 40));
    expect(seen).toEqual(near([0.075, 0.075, 0.05, 0.05, 0.025, 0.025, 0, 0], 12));
    const env = new DynamicsVectorEnv(counting), agent = learner('ppo', env, { netArch: [], nSteps: 10, clipRange: 'lin_0.4' }, { budget: 40 });
    const ranges: number[] = [];
    env.reset(0);
    for (let segment = 0; segment < 4; segment++) {
      play(agent, env, 10);
      ranges.push(agent.metrics.clipRange);
    }
    expect(ranges).toEqual(near([0.3, 0.2, 0.1, 0], 12));
  });

  const ALL = {
    sharedTorso: true, clipRangeVf: 0.2, targetKl: 0.01, normalizeObservation: true, normalizeReward: true, learningRate: 'lin_0.001', clipRange: 'lin_0.2',
  };
  // The bits that were pinned; finite-differences.test.ts and the arithmetic above say that they are right.
  test.each([
    ['CartPole-v1', {}, '8443ff0f8d8fe4b0'],
    ['CartPole-v1', ALL, 'c4eb7bc0e0819648'],
    ['CarStreet-v0', { entCoef: 0.01, netArch: [16] }, '1358d2aaf1dd0013'],
    ['Pendulum-v1', { useSde: true, sdeSampleFreq: 4, entCoef: 0.001 }, '94c50c4c1789a771'],
    ['Pendulum-v1', { squashOutput: true, logStdInit: -1 }, '82ffb3cc8f8ee47b'],
  ])('on %s with %j: the bits that were pinned', (id, options, golden) => {
    const world = makeRows(id, { rows: 3 });
    const agent = learner('ppo', world, { nSteps: 32, batchSize: 20, nEpochs: 3, ...options }, { rows: 3, seed: 7 });
    world.reset(7);
    for (const _ of train(agent, world, { steps: 600 }));
    expect(createHash('sha256').update(new Uint8Array(parametersOf(agent).buffer)).digest('hex').slice(0, 16)).toBe(golden);
  });
});
