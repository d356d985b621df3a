import { math, type Snapshot } from 'gymnasium-js/basics';
import { normal } from '../../../nets/draws.ts';
import type { Stream } from '../../streams.ts';
import { diversity } from '../genetic/diversity.ts';
import { ranking, type Elite, type Strategy } from '../strategy.ts';
import { check, checkFitness, checkNames, otherSize, startOf, streamFor, VECTOR_OPTIONS, type NamesOf, type VectorOptions } from './checks.ts';
import { cmaParameters, type CmaParameters } from './cma-parameters.ts';
import { CMA_STOP_OPTIONS, CmaStops, type CmaStopOptions } from './cma-stops.ts';
import { eigen } from './eigen.ts';
import { fitter } from './fitter.ts';

export interface CmaEsOptions extends VectorOptions, CmaStopOptions {
  /** Standard deviation at first, above 0: the optimum should lie within some 3 of it around x0. Default 0.5. Source: of the problem. */
  readonly sigma0?: number;
  /** lambda, from 2 up. Default 4 + floor(3 ln n), tutorial eq. 48; more searches more globally and bears more noise. */
  readonly populationSize?: number;
  /** Whether the unfit are learned from too, by negative weights. Default true, as pycma. */
  readonly active?: boolean;
}

const NAMES: NamesOf<CmaEsOptions> = { ...VECTOR_OPTIONS, sigma0: true, populationSize: true, active: true, ...CMA_STOP_OPTIONS };

const NAME = 'cma-es', LARGEST = 1e150;                     // its square is still a number

/**
 * CMA-ES: genomes are drawn from a normal distribution whose mean, covariance matrix and step size follow the fittest,
 *
 *     x_i = m + sigma y_i,   y_i = B D z_i,   z_i ~ N(0, I),   C = B D^2 B'.
 *
 * Hansen (2016, 2023), "The CMA evolution strategy: a tutorial", arXiv:1604.00772, figure 6, with active covariance. C is decomposed anew
 * only every 1 / (10 n (c1 + cMu)) generations, as there in B.2.
 *
 * C has n^2 numbers and a generation takes some populationSize n^2 operations, so n is practical up to some 500 and possible to 1,000.
 */
export class CmaEs implements Strategy {
  readonly populationSize: number;
  readonly parameters: CmaParameters;
  /** m, a live view. [n] */
  readonly mean: Float64Array;
  generation = 0;
  best: Elite<Float64Array> | undefined;
  stop: string | undefined;
  #sigma: number;
  #nanFitness = 0;
  #diversity = NaN;
  readonly #stops: CmaStops;
  readonly #stream: Stream;
  readonly #patience: number;                               // generations between decompositions
  #decomposedAt = 0;
  #fade = 1;                                                // (1 - cSigma)^(2 generation)
  readonly #pathSigma: Float64Array;
  readonly #pathC: Float64Array;
  readonly #C: Float64Array;                                // [n x n], the lower triangle
  #B: Float64Array;                                         // [n x n], column i is axis i
  readonly #D: Float64Array;                                // its length, ascending
  readonly #z: Float64Array[];                              // [populationSize][n]
  readonly #y: Float64Array[];
  readonly #x: Float64Array[];
  readonly #work: Float64Array;

  /** Throws a RangeError or TypeError for an option that cannot be. */
  constructor(options: CmaEsOptions) {
    checkNames(NAME, options, NAMES);
    this.mean = startOf(NAME, options);
    const n = this.mean.length, { sigma0 = 0.5, populationSize = 4 + Math.floor(3 * math.log(n)), active = true } = options;
    check(Number.isFinite(sigma0) && sigma0 > 0, NAME, 'sigma0', sigma0, 'a number above 0, some third of how far x0 may be from the optimum');
    check(Number.isInteger(populationSize) && populationSize >= 2, NAME, 'populationSize', populationSize, 'a whole number from 2 up');
    check(typeof active === 'boolean', NAME, 'active', active, 'true or false');
    this.populationSize = populationSize;
    this.parameters = cmaParameters(n, populationSize, active);
    this.#patience = 1 / (10 * n * (this.parameters.c1 + this.parameters.cMu));
    this.#stops = new CmaStops(NAME, options, n, populationSize, sigma0);
    this.#stream = streamFor(options, NAME)('cma-es');
    this.#sigma = sigma0;
    this.#pathSigma = new Float64Array(n);
    this.#pathC = new Float64Array(n);
    this.#C = identity(n);
    this.#B = identity(n);
    this.#D = new Float64Array(n).fill(1);
    this.#work = new Float64Array(n);
    const genomes = () => Array.from({ length: populationSize }, () => new Float64Array(n));
    this.#z = genomes();
    this.#y = genomes();
    this.#x = genomes();
    this.#draw();
  }

  get sigma(): number { return this.#sigma; }

  /**
   * sigma; axisRatio, the longest axis of C over its shortest; deviation, the largest of a genome's numbers; nanFitness, how many were NaN;
   * diversity, that of the genomes which were told last.
   */
  get metrics(): Readonly<Record<string, number>> {
    const n = this.mean.length, C = this.#C;
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, C[i * n + i]);
    return {
      sigma: this.#sigma, axisRatio: this.#D[n - 1] / this.#D[0], deviation: this.#sigma * Math.sqrt(most), nanFitness: this.#nanFitness,
      diversity: this.#diversity,
    };
  }

  ask(): readonly Float64Array[] { return this.#x; }

  tell(fitness: ArrayLike<number>): void {
    checkFitness(NAME, fitness, this.populationSize);
    const order = ranking(fitness), [first] = order;
    if (fitter(fitness[first], this.best)) this.best = { genome: this.#x[first].slice(), fitness: fitness[first] };
    this.#nanFitness = 0;
    for (let i = 0; i < this.populationSize; i++) if (Number.isNaN(fitness[i])) this.#nanFitness++;
    this.#diversity = diversity(this.#x);
    this.generation++;
    const sound = this.#adapt(order);
    if (sound && this.generation >= this.#decomposedAt + this.#patience) this.#decompose();
    this.stop ??= sound ? this.#judge(fitness, order) : `diverged: the step size ${this.#sigma} or the mean cannot be moved on in floating point`;
    this.#draw();
  }

  /** Moves the distribution; false, and nothing moved, where it would leave the numbers that can be computed with. */
  #adapt(order: Int32Array): boolean {
    const { mean: m, parameters: { mu, weights: w, muEff, cSigma, dSigma, cC, c1, cMu, chiN } } = this;
    const n = m.length, z = this.#z, y = this.#y, pSigma = this.#pathSigma, pC = this.#pathC;
    const yw = new Float64Array(n), zw = new Float64Array(n), Bzw = new Float64Array(n), path = new Float64Array(n);
    for (let k = 0; k < mu; k++) {
      for (let i = 0; i < n; i++) {
        yw[i] += w[k] * y[order[k]][i];
        zw[i] += w[k] * z[order[k]][i];
      }
    }
    // p_sigma <- (1 - c_sigma) p_sigma + sqrt(c_sigma (2 - c_sigma) muEff) C^(-1/2) yw,   where C^(-1/2) B D z = B z
    multiply(this.#B, zw, Bzw);
    let square = 0;
    for (let i = 0; i < n; i++) {
      path[i] = (1 - cSigma) * pSigma[i] + Math.sqrt(cSigma * (2 - cSigma) * muEff) * Bzw[i];
      square += path[i] * path[i];
    }
    // sigma <- sigma exp(c_sigma / d_sigma (|p_sigma| / E|N(0, I)| - 1)), e times at most
    const sigma = this.#sigma * math.exp(Math.min(1, cSigma / dSigma * (Math.sqrt(square) / chiN - 1)));
    let sound = sigma < LARGEST && sigma > 1 / LARGEST && this.#D[n - 1] < LARGEST;
    for (let i = 0; i < n; i++) if (!(Math.abs(m[i] + this.#sigma * yw[i]) < LARGEST)) sound = false;
    if (!sound) return false;

    for (let i = 0; i < n; i++) m[i] += this.#sigma * yw[i];
    this.#sigma = sigma;
    pSigma.set(path);
    this.#fade *= (1 - cSigma) * (1 - cSigma);
    // p_c <- (1 - c_c) p_c + h sqrt(c_c (2 - c_c) muEff) yw,   h = 0 while p_sigma is long
    const h = square / (1 - this.#fade) < (2 + 4 / (n + 1)) * n ? 1 : 0;
    for (let i = 0; i < n; i++) pC[i] = (1 - cC) * pC[i] + h * Math.sqrt(cC * (2 - cC) * muEff) * yw[i];
    // C <- (1 + c1 delta(h) - c1 - cMu sum w) C + c1 p_c p_c' + cMu sum w y y',   an unfit y scaled to |C^(-1/2) y|^2 = n
    let keep = 1 - c1 + (1 - h) * c1 * cC * (2 - cC);
    const rate = new Float64Array(this.populationSize + 1);
    for (let k = 0; k < w.length; k++) {
      keep -= cMu * w[k];
      rate[k] = cMu * w[k] * (w[k] < 0 ? n / squared(z[order[k]]) : 1);
    }
    rate[w.length] = c1;
    learn(this.#C, keep, [...Array.from(order, (i) => y[i]), pC], rate);
    return true;
  }

  #decompose(): void {
    const n = this.mean.length, C = this.#C, { values, vectors } = eigen(C, n);
    // Rounding may take C's smallest eigenvalue to 0 or below; then a little of the largest is added to all.
    const least = values[n - 1] * 1e-16, lift = values[0] < least ? least - values[0] : 0;
    for (let i = 0; i < n; i++) {
      C[i * n + i] += lift;
      this.#D[i] = Math.sqrt(values[i] + lift);
    }
    this.#B = vectors;
    this.#decomposedAt = this.generation;
  }

  #judge(fitness: ArrayLike<number>, order: Int32Array): string | undefined {
    const sorted = Float64Array.from(order, (i) => (Number.isNaN(fitness[i]) ? -Infinity : fitness[i]));
    const { generation, mean } = this;
    return this.#stops.judge({ generation, sorted, mean, sigma: this.#sigma, C: this.#C, pathC: this.#pathC, B: this.#B, D: this.#D });
  }

  #draw(): void {
    for (const z of this.#z) for (let i = 0; i < z.length; i++) z[i] = normal(this.#stream);
    this.#place();
  }

  /** x from z. */
  #place(): void {
    const { mean: m } = this, sigma = this.#sigma, D = this.#D, Dz = this.#work, n = m.length;
    this.#z.forEach((z, k) => {
      const y = this.#y[k], x = this.#x[k];
      for (let i = 0; i < n; i++) Dz[i] = D[i] * z[i];
      multiply(this.#B, Dz, y);
      for (let i = 0; i < n; i++) x[i] = m[i] + sigma * y[i];
    });
  }

  save(): Snapshot {
    return {
      counts: Float64Array.of(this.generation, this.#decomposedAt, this.#fade, this.#sigma, this.#nanFitness, this.#diversity),
      mean: this.mean.slice(), pathSigma: this.#pathSigma.slice(), pathC: this.#pathC.slice(),
      C: this.#C.slice(), B: this.#B.slice(), D: this.#D.slice(), z: Float64Array.from(this.#z.flatMap((z) => [...z])),
      stream: this.#stream.save(), stops: this.#stops.save(), stop: this.stop ?? '',
      ...(this.best && { best: this.best.genome.slice(), bestFitness: this.best.fitness }),
    };
  }

  /** Throws a RangeError for a snapshot of another dimension or population size. */
  load(snapshot: Snapshot): void {
    const { counts, mean, pathSigma, pathC, C, B, D, z, best } = snapshot as Readonly<Record<string, Float64Array | undefined>>;
    const n = this.mean.length;
    if (mean?.length !== n || z?.length !== n * this.populationSize) {
      throw otherSize(NAME, n, this.populationSize, mean?.length, z?.length);
    }
    const told = counts as unknown as [number, number, number, number, number, number];
    [this.generation, this.#decomposedAt, this.#fade, this.#sigma, this.#nanFitness, this.#diversity] = told;
    this.mean.set(mean);
    this.#pathSigma.set(pathSigma!);
    this.#pathC.set(pathC!);
    this.#C.set(C!);
    this.#B = B!.slice();
    this.#D.set(D!);
    this.#z.forEach((row, k) => row.set(z.subarray(k * n, k * n + n)));
    this.#stream.load(snapshot.stream as Float64Array);
    this.#stops.load(snapshot.stops as Snapshot);
    this.stop = snapshot.stop === '' ? undefined : snapshot.stop as string;
    this.best = best && { genome: best.slice(), fitness: snapshot.bestFitness as number };
    this.#place();
  }
}

/** CMA-ES in ask/tell form; see `CmaEs`. Throws a RangeError or TypeError for an option that cannot be. */
export const cmaEs = (options: CmaEsOptions): CmaEs => new CmaEs(options);

function identity(n: number): Float64Array {
  const I = new Float64Array(n * n);
  for (let i = 0; i < n; i++) I[i * n + i] = 1;
  return I;
}

/** out = B x. [n x n] [n] */
function multiply(B: Float64Array, x: Float64Array, out: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += B[row + j] * x[j];
    out[i] = sum;
  }
}

function squared(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return sum;
}

/** C <- keep C + sum over k of rate_k y_k y_k', in the lower triangle. */
function learn(C: Float64Array, keep: number, y: readonly Float64Array[], rate: Float64Array): void {
  const n = y[0].length;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) C[row + j] *= keep;
    for (let k = 0; k < y.length; k++) {
      const yk = y[k], a = rate[k] * yk[i];
      for (let j = 0; j <= i; j++) C[row + j] += a * yk[j];
    }
  }
}
