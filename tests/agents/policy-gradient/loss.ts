import { Discrete, type Step } from 'gymnasium-js';
import { features, type MlpOptions } from '../../../nets/index.ts';
import { TwinMlp } from '../../nets/twin/mlp.ts';
import type { World } from '../../../agents/index.ts';

/*
 * The losses of A2C and PPO in float64, slowly and from what was played alone: the updates of both must follow their gradient. Each fault is one
 * that learners of this kind have been seen with.
 */

export const FAULTS = [
  'bootstraps past the terminal state', 'bootstraps from the reset observation', 'ends at the time limit', 'carries advantages across episodes',
  'ratio without clipping', 'entropy with the other sign', 'no mask', 'the mask of the next state', 'learns from the action as it was played',
  'squashed without log(1 - tanh^2)',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface LossOptions {
  readonly gamma: number;
  readonly lambda: number;
  readonly entCoef: number;
  readonly vfCoef: number;
  readonly normalizeAdvantage: boolean;
  /** PPO's epsilon; A2C has none. */
  readonly clipRange?: number;
  readonly clipRangeVf?: number;
  /** Width of gSDE's features: the last hidden layer of the policy, which begins at parameter 0 and is the only one. */
  readonly sde?: number;
  /** Whether numbers are squashed by tanh. */
  readonly squash?: boolean;
}

type Numbers = ArrayLike<number>;

/** What a policy's numbers say of an action: log pi(a|s) and H. */
interface Said { readonly logP: number; readonly entropy: number }
type Says = (said: readonly number[], a: readonly number[], mask: readonly number[] | undefined, h: readonly number[]) => Said;

/** Softmax over the allowed ones of n actions from 0. */
const categorical = (start: number): Says => (z, [a], mask) => {
  const allowed = z.map((z, k) => (mask?.[k] === 0 ? -Infinity : z)), logSum = Math.log(allowed.reduce((sum, z) => sum + Math.exp(z), 0));
  const logP = allowed.map((z) => z - logSum);
  return { logP: logP[a - start], entropy: -logP.reduce((sum, l) => (l === -Infinity ? sum : sum + Math.exp(l) * l), 0) };
};

/** Independent normals: means, then logarithms of deviations. */
const gaussian: Says = (said, a) => {
  const n = a.length;
  return sumOf(a.map((a, i) => normal(a, said[i], Math.exp(2 * said[n + i]))));
};

/** Normals whose variance is sum_i h_i^2 e^(2 s_ij) + 1e-6. */
const stateDependent: Says = (said, a, _, h) => {
  const n = a.length;
  return sumOf(a.map((a, j) => normal(a, said[j], h.reduce((sum, h, i) => sum + h * h * Math.exp(2 * said[n + i * n + j]), 1e-6))));
};

/**
 * Normals u squashed to tanh(u):  log p = log N(u) - sum log(1 - tanh(u)^2),  H = H(u) + sum E[log(1 - tanh(u)^2)]. The means are taken over z
 * between -8 and 8, an eighth apart. What is given is u, so the correction of log p has no gradient, and that of H has.
 */
const squashed: Says = (said, u) => {
  const n = u.length;
  const mean = (f: (z: number) => number) => Z.reduce((sum, z) => sum + f(z) * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) / 8, 0);
  const corrections = u.map((u, i) => ({ logP: -logSlope(u), entropy: mean((z) => logSlope(said[i] + Math.exp(said[n + i]) * z)) }));
  return sumOf([gaussian(said, u, undefined, []), ...corrections]);
};
const Z = Array.from({ length: 129 }, (_, k) => (k - 64) / 8);
/** log(1 - tanh(u)^2), for 1 - tanh^2 = 1 / cosh^2 */
const logSlope = (u: number) => -2 * Math.log(Math.cosh(u));

const normal = (a: number, mu: number, variance: number) => ({
  logP: -((a - mu) ** 2) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2, entropy: (1 + Math.log(2 * Math.PI * variance)) / 2,
});
const add = (a: Said, b: Said) => ({ logP: a.logP + b.logP, entropy: a.entropy + b.entropy });
const sumOf = (parts: readonly Said[]) => parts.reduce(add, { logP: 0, entropy: 0 });

const rowOf = (x: Numbers, i: number, width: number) => Array.from({ length: width }, (_, k) => x[i * width + k]);

/** What was played: `steps` of all rows, and the actions as they were drawn, [steps x rows x actionSize]. */
export interface Segment { readonly world: World; readonly steps: readonly Step[]; readonly drawn: Numbers }

/** Where a loss is asked for: what the segment was played with, and the point around which it is taken, whose gSDE features are given. */
export interface Points { readonly theta0: Float64Array; readonly at: Float64Array }

export type Loss = (theta: Float64Array) => number;
/** Loss(theta) over a segment that was played with theta_0. */
export function lossOf(segment: Segment, net: MlpOptions, { theta0, at }: Points, options: LossOptions, fault?: Fault): Loss {
  const { world, steps, drawn } = segment;
  const twin = new TwinMlp(net), seen = features(world.observationSpace), { rows } = steps[0], { rowSize: actionSize } = world.actionSpace;
  const { gamma, lambda, normalizeAdvantage, clipRange, clipRangeVf, sde, squash } = options, V = twin.outputs - 1;
  const look = (observation: Float32Array) => { const x = new Float32Array(rows * seen.width); seen.write(observation, rows, x); return x; };
  const value = (theta: Float64Array, x: Numbers) => [...twin.forward(theta, x, rows)].filter((_, k) => k % twin.outputs === V);
  const ofNumbers = sde !== undefined ? stateDependent : squash === true && fault !== 'squashed without log(1 - tanh^2)' ? squashed : gaussian;
  const says = world.actionSpace instanceof Discrete ? categorical(world.actionSpace.start) : ofNumbers;

  const xs = steps.map(({ observation }) => look(observation)), T = steps.length;
  const v = xs.map((x) => value(theta0, x)), vNext = steps.map(({ next, terminated, truncated }, t) => value(theta0, look(next)).map((v1, i) => {
    const over = terminated[i] === 1 || truncated[i] === 1;
    if (fault === 'bootstraps from the reset observation' && over && t + 1 < T) return terminated[i] === 1 ? 0 : v[t + 1][i];
    if (fault === 'ends at the time limit' && over) return 0;
    return terminated[i] === 1 && fault !== 'bootstraps past the terminal state' ? 0 : v1;
  }));

  // A_t = sum_k (gamma lambda)^k delta_t+k up to the end of the episode or of the segment.
  const A: number[] = [], G: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < rows; i++) {
      let a = 0;
      for (let k = t, weight = 1; k < T; k++, weight *= gamma * lambda) {
        a += weight * (steps[k].reward[i] + gamma * vNext[k][i] - v[k][i]);
        if ((steps[k].terminated[i] === 1 || steps[k].truncated[i] === 1) && fault !== 'carries advantages across episodes') break;
      }
      A.push(a);
      G.push(a + v[t][i]);
    }
  }
  const n = A.length, mean = A.reduce((sum, a) => sum + a, 0) / n, deviation = Math.sqrt(A.reduce((sum, a) => sum + (a - mean) ** 2, 0) / (n - 1));
  const weight = normalizeAdvantage ? A.map((a) => (a - mean) / (deviation + 1e-8)) : A;

  /** gSDE's features: they are given, no gradient flows through them. */
  const hidden = (theta: Numbers, x: readonly number[]) => Array.from({ length: sde ?? 0 }, (_, j) => (
    Math.tanh(x.reduce((sum, x, k) => sum + x * theta[k * sde! + j], theta[x.length * sde! + j]))
  ));
  const each = (theta: Float64Array, features: Float64Array) => steps.flatMap(({ mask, nextMask, action }, t) => {
    const said = twin.forward(theta, xs[t], rows), m = fault === 'no mask' ? undefined : fault === 'the mask of the next state' ? nextMask : mask;
    return Array.from({ length: rows }, (_, i) => {
      const z = rowOf(said, i, twin.outputs), masks = m && rowOf(m, i, m.length / rows);
      const a = fault === 'learns from the action as it was played' ? rowOf(action, i, actionSize) : rowOf(drawn, t * rows + i, actionSize);
      return { ...says(z.slice(0, V), a, masks, hidden(features, rowOf(xs[t], i, seen.width))), v: z[V] };
    });
  });
  const old = each(theta0, theta0), sign = fault === 'entropy with the other sign' ? -1 : 1;
  const clip = (x: number, range = Infinity) => Math.max(-range, Math.min(range, x));
  return (theta) => each(theta, at).reduce((sum, { logP, entropy, v }, j) => {
    const ratio = Math.exp(logP - old[j].logP), free = ratio * weight[j], clipped = (1 + clip(ratio - 1, clipRange)) * weight[j];
    const surrogate = fault === 'ratio without clipping' ? free : Math.min(free, clipped);
    const policy = clipRange === undefined ? logP * weight[j] : surrogate, error = old[j].v + clip(v - old[j].v, clipRangeVf) - G[j];
    return sum + (-policy - sign * options.entCoef * entropy + options.vfCoef * error * error) / n;
  }, 0);
}
