import { math } from 'gymnasium-js';
import { cmaParameters, type CmaParameters } from '../../../../agents/evolution/strategies/cma-parameters.ts';
import { eigen } from '../../../../agents/evolution/strategies/eigen.ts';
import { ranking } from '../../../../agents/evolution/strategy.ts';
import { streamsOf } from '../../../../agents/index.ts';
import { normal } from '../../../../nets/draws.ts';

type Vector = readonly number[];
type Matrix = readonly Vector[];
const dot = (a: Vector, b: Vector) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const times = (A: Matrix, x: Vector) => A.map((row) => dot(row, x));
const combine = (a: number, x: Vector, b: number, y: Vector) => x.map((v, i) => a * v + b * y[i]);
const weighted = (w: Vector, x: Matrix) => x[0].map((_, i) => w.reduce((sum, wk, k) => sum + wk * x[k][i], 0));

/** What can go wrong in a CMA-ES. */
export interface Fault {
  readonly parameters?: (right: CmaParameters) => CmaParameters;
  /** The path of the step size follows the steps as they are, rather than as they would be if C were I. */
  readonly rawPath?: boolean;
  /** Axes are decomposed, but steps are not stretched along them. */
  readonly forgetsD?: boolean;
  /** The mean of the step's parents, without the root of how many they are worth. */
  readonly shortPath?: boolean;
}

/**
 * CMA-ES without any fault, in the plainest form that the tutorial's page allows, decomposing C in every generation: what the wrong variants
 * change one thing of. Stops at the target, when the step size is gone, or after 100,000 generations.
 */
export class PlainCmaEs {
  readonly populationSize: number;
  generation = 0;
  best = -Infinity;
  readonly #fault: Fault;
  readonly #p: CmaParameters;
  readonly #target: number;
  readonly #stream;
  #m: Vector;
  #sigma: number;
  #pSigma: Vector;
  #pC: Vector;
  #C: Matrix;
  #B: Matrix;
  #D: Vector;
  #z: Matrix = [];

  constructor({ x0, sigma0, seed, populationSize, targetFitness }: { x0: Float64Array; sigma0: number; seed: number; populationSize: number; targetFitness: number }, fault: Fault = {}) {
    const n = x0.length, right = cmaParameters(n, populationSize, true), I = Array.from(x0, (_, i) => Array.from(x0, (_, j) => (i === j ? 1 : 0)));
    this.populationSize = populationSize;
    this.#fault = fault;
    this.#p = fault.parameters?.(right) ?? right;
    this.#target = targetFitness;
    this.#stream = streamsOf(seed)('plain');
    this.#m = [...x0];
    this.#sigma = sigma0;
    this.#pSigma = this.#pC = I[0].map(() => 0);
    this.#C = this.#B = I;
    this.#D = I[0].map(() => 1);
  }

  get done(): boolean {
    return this.best >= this.#target || this.generation >= 100_000 || !(this.#sigma > 1e-30 && this.#sigma < 1e30);
  }

  ask(): Float64Array[] {
    this.#z = Array.from({ length: this.populationSize }, () => this.#m.map(() => normal(this.#stream)));
    return this.#z.map((z) => Float64Array.from(combine(1, this.#m, this.#sigma, this.#y(z))));
  }

  #y(z: Vector): Vector { return times(this.#B, this.#fault.forgetsD ? z : z.map((v, i) => this.#D[i] * v)); }

  tell(fitness: readonly number[]): void {
    const n = this.#m.length, { muEff, cSigma, dSigma, cC, c1, cMu, chiN, weights } = this.#p, w = [...weights];
    const order = [...ranking(fitness)];
    this.best = Math.max(this.best, ...fitness);
    this.generation++;
    const z = order.map((i) => this.#z[i]), y = z.map((zi) => this.#y(zi)), parents = w.map((wk) => Math.max(wk, 0)), yw = weighted(parents, y);
    this.#m = combine(1, this.#m, this.#sigma, yw);
    const white = this.#fault.rawPath ? yw : times(this.#B, weighted(parents, z));
    this.#pSigma = combine(1 - cSigma, this.#pSigma, Math.sqrt(cSigma * (2 - cSigma) * (this.#fault.shortPath ? 1 : muEff)), white);
    const long = dot(this.#pSigma, this.#pSigma) / (1 - (1 - cSigma) ** (2 * this.generation)) >= (2 + 4 / (n + 1)) * n, h = long ? 0 : 1;
    this.#pC = combine(1 - cC, this.#pC, h * Math.sqrt(cC * (2 - cC) * muEff), yw);
    const keep = 1 - c1 - cMu * dot(w, w.map(() => 1)) + (1 - h) * c1 * cC * (2 - cC);
    const rates = w.map((wk, k) => cMu * wk * (wk < 0 ? n / dot(z[k], z[k]) : 1));
    this.#C = this.#C.map((row, i) => row.map((c, j) => keep * c + c1 * this.#pC[i] * this.#pC[j] + y.reduce((sum, yk, k) => sum + rates[k] * yk[i] * yk[j], 0)));
    this.#sigma *= math.exp(Math.min(1, cSigma / dSigma * (Math.sqrt(dot(this.#pSigma, this.#pSigma)) / chiN - 1)));
    const { values, vectors } = eigen(this.#C.flat(), n);
    this.#B = Array.from({ length: n }, (_, i) => [...vectors.subarray(i * n, i * n + n)]);
    this.#D = Array.from(values, (v) => Math.sqrt(Math.max(v, 1e-30)));
  }
}

const noWeightsBelow0 = (weights: Float64Array) => weights.map((w) => Math.max(w, 0));

/** Each with one fault. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'no negative weights': { parameters: (p) => ({ ...p, weights: noWeightsBelow0(p.weights) }) },
  'no rank-mu update': { parameters: (p) => ({ ...p, cMu: 0 }) },
  'no rank-one update': { parameters: (p) => ({ ...p, c1: 0 }) },
  'damping twice as strong': { parameters: (p) => ({ ...p, dSigma: 2 * p.dSigma }) },
  'a step-size path in the coordinates of C': { rawPath: true },
  'a step-size path without the root of muEff': { shortPath: true },
  'equal weights': { parameters: (p) => ({ ...p, weights: p.weights.map((w) => (w > 0 ? 1 / p.mu : w)), muEff: p.mu }) },
  'C without effect': { forgetsD: true },
};
