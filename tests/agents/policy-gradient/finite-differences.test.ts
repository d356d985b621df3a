import { DynamicsVectorEnv, type Dynamics, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import type { MlpOptions } from '../../../nets/index.ts';
import { drawNumbers, numericGradient, vectorError } from '../../nets/twin/numeric.ts';
import { maskedRing, pushing } from '../toys.ts';
import { adamMean, learner, parametersOf, play, withParameters } from './hand.ts';
import { FAULTS, lossOf, type Fault, type LossOptions, type Segment } from './loss.ts';

/*
 * The gradients that A2C and PPO follow, against finite differences of their losses in float64, over segments with terminations, truncations and
 * masks. Adam remembers them: m <- 0.9 m + 0.1 g.
 */

const HIDDEN = 4, NSTEPS = 24, ROWS = 3;
/** The ring, begun near its end. */
const lateRing: Dynamics = { ...maskedRing, reset(state, random) { state[0] = 3 + 2 * random.integers(2); } };
const ring = () => new DynamicsVectorEnv(lateRing, { rows: ROWS, maxEpisodeSteps: 6 });
/** The point has arrived where |x| + |y| < 0.5. */
const nearPushing = { ...pushing, terminal: (state: Float64Array) => Math.abs(state[0]) + Math.abs(state[1]) < 0.5 };
const push = () => new DynamicsVectorEnv(nearPushing, { rows: ROWS, maxEpisodeSteps: 7 });

/** The network as its owner makes it: policy and value with a hidden layer each, or shared. */
const net = (inputs: number, policy: number, deviations: number, shared: boolean): MlpOptions => {
  const own = shared ? {} : { hidden: [HIDDEN] };
  return {
    inputs, hidden: shared ? [HIDDEN] : [],
    heads: [
      { name: 'policy', outputs: policy, ...own },
      ...(deviations > 0 ? [{ name: 'log deviation', outputs: deviations, constant: 0 }] : []),
      { name: 'value', outputs: 1, ...own },
    ],
  };
};

interface Case {
  readonly name: string; readonly env: () => VectorEnv; readonly net: MlpOptions; readonly options: Record<string, unknown>;
  readonly policy?: Pick<LossOptions, 'sde' | 'squash'>;
}
const CASES: readonly Case[] = [
  { name: 'masked actions', env: ring, net: net(6, 3, 0, false), options: {} },
  { name: 'masked actions and a shared torso', env: ring, net: net(6, 3, 0, true), options: { sharedTorso: true } },
  { name: 'clipped numbers', env: push, net: net(2, 2, 2, false), options: { logStdInit: -0.5 } },
  { name: 'numbers and gSDE', env: push, net: net(2, 2, 2 * HIDDEN, false), options: { useSde: true, sdeSampleFreq: 5 }, policy: { sde: HIDDEN } },
  { name: 'squashed numbers', env: push, net: net(2, 2, 2, false), options: { squashOutput: true, logStdInit: -0.5 }, policy: { squash: true } },
];
const LOSS = { gamma: 0.9, lambda: 0.8, entCoef: 0.3, vfCoef: 0.7 };
const { gamma, lambda: gaeLambda, entCoef, vfCoef } = LOSS;
const SHARED = { netArch: [HIDDEN], nSteps: NSTEPS, gamma, gaeLambda, entCoef, vfCoef, maxGradNorm: 1e6 };

interface Learned {
  readonly segment: Segment; readonly theta0: Float64Array; readonly theta: Float64Array; readonly m: Float64Array;
  readonly metrics: Readonly<Record<string, number>>;
}
/** The first segment that an agent plays, what it was before and after it learned from it. */
function learned(name: string, { env: envOf, options }: Case, more: Record<string, unknown>): Learned {
  const env = envOf(), fresh = learner(name, env, { ...SHARED, ...options, ...more }, { rows: ROWS, seed: 3 });
  const { length: size } = parametersOf(fresh);
  const agent = withParameters(fresh, drawNumbers(size, 5, 0.9)), theta0 = Float64Array.from(parametersOf(agent));       // with opinions of its own
  env.reset(3);
  const segment = { world: env, ...play(agent, env, NSTEPS) };
  return { segment, theta0, theta: Float64Array.from(parametersOf(agent)), m: Float64Array.from(adamMean(agent)), metrics: { ...agent.metrics } };
}

/** How far a gradient is from that of a loss at a point, in units of its largest number. */
function errorOf(g: Float64Array, { segment, theta0 }: Learned, at: Float64Array, net: MlpOptions, options: LossOptions, fault?: Fault): number {
  return vectorError(g, numericGradient(lossOf(segment, net, { theta0, at: at.slice() }, options, fault), at.slice()));
}

/** Faults that can show in a case. */
function faultsIn({ net: { heads }, policy }: Case, ppo: boolean): Fault[] {
  const masked = heads![0].outputs === 3, shows: Partial<Record<Fault, boolean>> = {
    'no mask': masked, 'the mask of the next state': masked, 'learns from the action as it was played': !masked,
    'squashed without log(1 - tanh^2)': policy?.squash === true, 'ratio without clipping': ppo,
  };
  return FAULTS.filter((fault) => shows[fault] ?? true);
}

describe.each(CASES)('A2C with $name', (kind) => {
  for (const normalizeAdvantage of [false, true]) {
    test(`follows the gradient of its losses${normalizeAdvantage ? ' with normalized advantages' : ', and of no faulty one'}`, () => {
      const it = learned('a2c', kind, { useRmsProp: false, normalizeAdvantage }), g = it.m.map((m) => m / 0.1);
      const before = it.segment.steps.slice(0, -1);
      const count = (flag: 'terminated' | 'truncated') => before.flatMap((step) => [...step[flag]]).filter((one) => one === 1).length;
      expect([count('terminated'), count('truncated')].map((n) => n > 1)).toEqual([true, true]);
      const options = { ...LOSS, normalizeAdvantage, ...kind.policy };
      expect(errorOf(g, it, it.theta0, kind.net, options)).toBeLessThan(2e-5);
      const faults = normalizeAdvantage ? [] : faultsIn(kind, false);
      for (const fault of faults) expect(errorOf(g, it, it.theta0, kind.net, options, fault), fault).toBeGreaterThan(0.005);

      // What it tells of its losses adds up to the loss at theta_0, log-probabilities and entropies included.
      const told = it.metrics.policyLoss + entCoef * it.metrics.entropyLoss + vfCoef * it.metrics.valueLoss;
      const lossAt0 = (fault?: Fault) => lossOf(it.segment, kind.net, { theta0: it.theta0, at: it.theta0 }, options, fault)(it.theta0);
      expect(Math.abs(told / lossAt0() - 1)).toBeLessThan(1e-5);
      if (kind.policy?.squash === true) expect(Math.abs(told / lossAt0('squashed without log(1 - tanh^2)') - 1)).toBeGreaterThan(0.05);
    });
  }
});

describe.each(CASES)('PPO with $name', (kind) => {
  test('follows the gradient of the clipped losses in its second epoch, and of no faulty one', () => {
    const clip = { clipRange: 0.1, clipRangeVf: 0.15, normalizeAdvantage: true }, more = { ...clip, batchSize: NSTEPS * ROWS, learningRate: 0.05 };
    // The first epoch takes theta_0 to theta_1, where ratios are 1; the second is at theta_1, where some have left the clip range, with both
    // signs of A.
    const first = learned('ppo', kind, { ...more, nEpochs: 1 }), second = learned('ppo', kind, { ...more, nEpochs: 2 });
    expect(second.theta0).toEqual(first.theta0);
    const options = { ...LOSS, ...clip, ...kind.policy }, g1 = first.m.map((m) => m / 0.1);
    const g2 = second.m.map((m, k) => (m - 0.9 * first.m[k]) / 0.1);
    expect(errorOf(g1, first, first.theta0, kind.net, options)).toBeLessThan(2e-5);
    expect(errorOf(g2, first, first.theta, kind.net, options)).toBeLessThan(2e-4);
    for (const fault of faultsIn(kind, true)) expect(errorOf(g2, first, first.theta, kind.net, options, fault), fault).toBeGreaterThan(0.005);
    // Value clipping plays its part, too.
    expect(errorOf(g2, first, first.theta, kind.net, { ...options, clipRangeVf: Infinity })).toBeGreaterThan(0.005);
  });
});
