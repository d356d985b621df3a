import { createHash } from 'node:crypto';
import { makeRows } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { train } from '../../../runners/train.ts';
import { learner, parametersOf, playedByHand, watched, type Call, type Hand } from './hand.ts';

const near = (numbers: readonly number[], digits = 6) => numbers.map((x) => expect.closeTo(x, digits) as number);

// V(s) = 2 s, and both actions are as likely. RMSProp with an epsilon of 1 moves by alpha g / (sqrt(0.01 g^2) + 1) = alpha g / (0.1 |g| + 1).
const THETA = [0, 0, 0, 0, 2, 0];
const OPTIONS = { nSteps: 2, gamma: 0.5, learningRate: 0.1, rmsPropEps: 1, maxGradNorm: 1e6 };
const STEPS: readonly Hand[] = [{ s: 1, a: 0, r: 1, sNext: 2 }, { s: 2, a: 1, r: 0, sNext: 3 }];
const moved = (options: object, steps = STEPS) => [...parametersOf(playedByHand('a2c', { ...OPTIONS, ...options }, THETA, steps))];
const step = (g: number) => -0.1 * g / (0.1 * Math.abs(g) + 1);

describe('one update of A2C by hand', () => {
  test('moves the policy by A grad ln pi and the value towards the n-step return', () => {
    // G_1 = 0 + 0.5 V(3) = 3,  G_0 = 1 + 0.5 G_1 = 2.5;   A_0 = 2.5 - V(1) = 0.5,  A_1 = 3 - V(2) = -1.
    // Of -A ln pi(A|S) / 2 by the logits: S = 1: -0.25 (0.5, -0.5) = (-0.125, 0.125);   S = 2: 0.5 (-0.5, 0.5) = (-0.25, 0.25).
    // Weights: 1 (-0.125) + 2 (-0.25) = -0.625 and 0.625.   Biases: -0.375 and 0.375.
    // Of 0.5 (V - G)^2 / 2 by V: 0.5 (2 - 2.5) = -0.25 and 0.5 (4 - 3) = 0.5.   Weight: -0.25 + 2 * 0.5 = 0.75.   Bias: 0.25.
    const expected = [0.625 / 1.0625, -0.625 / 1.0625, 0.375 / 1.0375, -0.375 / 1.0375].map((d) => 0.1 * d);
    expect(moved({})).toEqual(near([...expected, 2 - 0.1 * 0.75 / 1.075, -0.1 * 0.25 / 1.025]));
  });

  test('where S\' is terminal nothing follows it', () => {
    // G_1 = 0, A_1 = -4;  G_0 = 1, A_0 = -1.   Logits: 0.5 (0.5, -0.5) and 2 (-0.5, 0.5): weights 0.25 - 2 = -1.75, biases -0.75.
    // Values: 0.5 (2 - 1) = 0.5 and 0.5 (4 - 0) = 2: weight 4.5, bias 2.5.   With V(S') = V(3) it would be the numbers above.
    const ended = moved({}, [STEPS[0], { ...STEPS[1], ends: 'terminated' }]);
    expect(ended).toEqual(near([step(-1.75), step(1.75), step(-0.75), step(0.75), 2 + step(4.5), step(2.5)]));
    expect(ended).not.toEqual(near(moved({})));
  });

  test('where time ran out what follows is worth V of the true S\', and no later advantage comes back from the next episode', () => {
    // S = 1 is truncated at S' = 5: G_0 = 1 + 0.5 * 10 = 6, A_0 = 4.   The next episode begins at 2: G_1 = 3, A_1 = -1.
    // Logits: -2 (0.5, -0.5) = (-1, 1) and (-0.25, 0.25): weights -1.5, biases -1.25.   Values: 0.5 (2 - 6) = -2 and 0.5: weight -1, bias -1.5.
    const cut = moved({}, [{ s: 1, a: 0, r: 1, sNext: 5, ends: 'truncated' }, STEPS[1]]);
    expect(cut).toEqual(near([step(-1.5), step(1.5), step(-1.25), step(1.25), 2 + step(-1), step(-1.5)]));
  });

  test('lambda below 1 mixes the returns', () => {
    // delta_0 = 1 + 0.5 * 4 - 2 = 1, delta_1 = 0.5 * 6 - 4 = -1;   A_1 = -1, A_0 = 1 + 0.5 * 0.5 * (-1) = 0.75.
    // Logits: -0.375 (0.5, -0.5) = (-0.1875, 0.1875) and (-0.25, 0.25): weights -0.6875, biases -0.4375.   G = V + A: values -0.375 and 0.5:
    // 0.625, 0.125.
    expect(moved({ gaeLambda: 0.5 })).toEqual(near([step(-0.6875), step(0.6875), step(-0.4375), step(0.4375), 2 + step(0.625), step(0.125)]));
  });

  test('the entropy\'s gradient is 0 where both actions are as likely, and pulls them together elsewhere', () => {
    expect(moved({ entCoef: 0.3 })).toEqual(near(moved({})));
    const still = { ...OPTIONS, vfCoef: 0, learningRate: 0.1, gamma: 0, entCoef: 1 };
    // V = 0, R = 0: no advantage.   z = (1, 0): p = 0.731059, H = 0.582203;   dH/dz_0 = -p (ln p + H) = -0.731059 (-0.313262 + 0.582203) = -0.196612.
    const after = parametersOf(playedByHand('a2c', still, [0, 0, 1, 0, 0, 0], STEPS.map((hand) => ({ ...hand, r: 0 }))));
    // Both S say so: biases g = 0.196612 and -0.196612, weights (1 + 2) / 2 of it. The gap shrinks; with the sign turned it would grow.
    expect([...after.subarray(0, 4)]).toEqual(near([step(0.294918), step(-0.294918), 1 + step(0.196612), step(-0.196612)]));
    expect(after[2] - after[3]).toBeLessThan(1);
  });

  test('normalizeAdvantage gives both steps the same weight: +-0.7071', () => {
    // A = 0.5 and -1: mean -0.25, deviation sqrt(1.125) = 1.06066: +-0.707107.   Logits: -0.353553 (0.5, -0.5) and 0.353553 (-0.5, 0.5): both
    // (-0.176777, 0.176777).
    expect(moved({ normalizeAdvantage: true }).slice(0, 4)).toEqual(near([step(-0.530330), step(0.530330), step(-0.353553), step(0.353553)], 5));
  });

  test('the gradient of policy and value together is scaled down to maxGradNorm', () => {
    // Norm: sqrt(2 * 0.625^2 + 2 * 0.375^2 + 0.75^2 + 0.25^2) = sqrt(1.6875) = 1.299038; with a maximum of 0.5 each number is 0.384900 of itself.
    const calls: Call[] = [], k = 0.5 / Math.sqrt(1.6875);
    const agent = playedByHand('a2c', { ...OPTIONS, maxGradNorm: 0.5 }, THETA, STEPS, { backend: watched(calls) });
    const g = [-0.625, 0.625, -0.375, 0.375, 0.75, 0.25];
    expect([...parametersOf(agent)]).toEqual(near(g.map((g, i) => THETA[i] + step(g * k))));
    expect(agent.metrics.gradientNorm).toBeCloseTo(Math.sqrt(1.6875), 6);
    expect(calls.findLast(({ kind }) => kind === 'step')).toMatchObject({ norm: expect.closeTo(0.5, 6) as number });
  });

  test('its dials: the losses that moved it', () => {
    // policyLoss: -(0.5 ln 0.5 - ln 0.5) / 2 = 0.25 ln 0.5;   valueLoss: (0.25 + 1) / 2;   Var(G - V) = Var(0.5, -1), Var(G) = Var(2.5, 3): 1 -
    // 2.25 / 0.25 = -8.
    const { metrics } = playedByHand('a2c', OPTIONS, THETA, STEPS);
    const expected = {
      learningRate: 0.1, entropyLoss: -Math.LN2, policyLoss: -0.25 * Math.LN2, valueLoss: 0.625,
      explainedVariance: -8, gradientNorm: Math.sqrt(1.6875),
    };
    expect(Object.keys(metrics)).toEqual(Object.keys(expected));
    for (const [name, x] of Object.entries(expected)) expect(metrics[name], name).toBeCloseTo(x, 6);
  });
});

describe('A2C over a run', () => {
  const env = (rows = 4) => { const env = makeRows('CartPole-v1', { rows }); env.reset(1); return env; };

  test('takes the learning rate of its schedule at each update: an unscheduled one would stay', () => {
    const calls: Call[] = [], world = env();
    const agent = learner('a2c', world, { learningRate: 'lin_0.001', netArch: [4] }, { rows: 4, budget: 100, backend: watched(calls) });
    for (const _ of train(agent, world, { steps: 100 }));
    // An update every 4 x 5 steps, at 20, 40, ... of 100.
    expect(calls.flatMap((call) => (call.kind === 'step' ? [call.learningRate] : []))).toEqual(near([0.0008, 0.0006, 0.0004, 0.0002, 0], 12));
  });

  test('learns once from each segment, all rows at once, and not from a part of one', () => {
    const calls: Call[] = [], world = env(), agent = learner('a2c', world, { nSteps: 7, netArch: [4] }, { rows: 4, backend: watched(calls) });
    for (const _ of train(agent, world, { steps: 4 * 20 }));
    expect(calls.map((call) => (call.kind === 'backward' ? call.rows : 'step'))).toEqual([28, 'step', 28, 'step']);
  });

  const ALL = {
    sharedTorso: true, useRmsProp: false, normalizeObservation: true, normalizeReward: true, gaeLambda: 0.9, normalizeAdvantage: true,
    learningRate: 'lin_0.001',
  };
  // The bits that were pinned; finite-differences.test.ts and the arithmetic above say that they are right.
  test.each([
    ['CartPole-v1', {}, '1e990f58da8e5cb7'],
    ['CartPole-v1', ALL, 'c7180362f8db5673'],
    ['CarStreet-v0', { entCoef: 0.01, netArch: [16] }, '0798782ac77baec7'],
    ['Pendulum-v1', { useSde: true, nSteps: 8, entCoef: 0.001 }, '7a4121e5253e4c68'],
    ['Pendulum-v1', { squashOutput: true, logStdInit: -1 }, 'b22436d0c9e2522b'],
  ])('on %s with %j: the bits that were pinned', (id, options, golden) => {
    const world = makeRows(id, { rows: 3 }), agent = learner('a2c', world, options, { rows: 3, seed: 7 });
    world.reset(7);
    for (const _ of train(agent, world, { steps: 600 }));
    expect(createHash('sha256').update(new Uint8Array(parametersOf(agent).buffer)).digest('hex').slice(0, 16)).toBe(golden);
  });
});
