import { describe, type Snapshot } from 'gymnasium-js/basics';
import { normal } from '../../../nets/draws.ts';
import type { Stream } from '../../streams.ts';
import { diversity } from '../genetic/diversity.ts';
import { ranking, type Elite, type Strategy } from '../strategy.ts';
import { centredRanks } from './centred-ranks.ts';
import { check, checkFitness, checkNames, otherSize, startOf, streamFor, VECTOR_OPTIONS, type NamesOf, type VectorOptions } from './checks.ts';
import { fitter } from './fitter.ts';

/** A number, or one for each generation, the first being 0; it must depend on nothing else, or a loaded strategy goes on otherwise. */
export type ByGeneration = number | ((generation: number) => number);

export interface OpenaiEsOptions extends VectorOptions {
  /** Two for each direction, so an even number from 2 up. Default 100, ours; the paper has 1,440, its code 10,000 for the humanoid. */
  readonly populationSize?: number;
  /** Standard deviation of the noise, above 0. Default 0.02, humanoid.json of the authors' code. */
  readonly sigma?: ByGeneration;
  /** alpha, Adam's step size, from 0 up: about how far a number of the mean moves in a generation. Default 0.01, humanoid.json. */
  readonly learningRate?: ByGeneration;
  /** The gradient of the mean is lessened by so many times the mean, from 0 up. Default 0.005, l2coeff of humanoid.json. */
  readonly weightDecay?: number;
  /** Adam's decay of the mean gradient, [0, 1). Default 0.9, Kingma & Ba (2015). */
  readonly beta1?: number;
  /** Adam's decay of the mean squared gradient, [0, 1). Default 0.999, Kingma & Ba (2015). */
  readonly beta2?: number;
  /** Added to the root of the mean squared gradient, above 0. Default 1e-8, Kingma & Ba (2015). */
  readonly epsilon?: number;
  /** Stops when a fitness reaches this. Default Infinity (off). Source: of the problem. */
  readonly targetFitness?: number;
}

const NAMES: NamesOf<OpenaiEsOptions> = {
  ...VECTOR_OPTIONS, populationSize: true, sigma: true, learningRate: true, weightDecay: true, beta1: true, beta2: true, epsilon: true,
  targetFitness: true,
};

const NAME = 'openai-es';

/**
 * A gradient from noise: genomes theta + sigma epsilon_j and theta - sigma epsilon_j, epsilon_j ~ N(0, I), whose fitness by centred ranks is
 * F+ and F-, give
 *
 *     g = sum over j of (F+_j - F-_j) epsilon_j / populationSize,   theta <- theta + Adam(g - weightDecay theta).
 *
 * Salimans et al. (2017), "Evolution strategies as a scalable alternative to reinforcement learning", arXiv:1703.03864, algorithm 1 and
 * section 2.1; g without 1 / sigma and the defaults are those of the authors' code (openai/evolution-strategies-starter), where weightDecay has
 * its meaning. Genomes 2j and 2j + 1 are the pair of direction j.
 */
export class OpenaiEs implements Strategy {
  readonly populationSize: number;
  /** theta, a live view. [n] */
  readonly mean: Float64Array;
  generation = 0;
  best: Elite<Float64Array> | undefined;
  stop: string | undefined;
  #sigma = NaN;
  #metrics: Record<string, number>;
  readonly #options: Required<Omit<OpenaiEsOptions, 'x0' | 'dimension' | 'stream' | 'seed' | 'populationSize'>>;
  readonly #stream: Stream;
  readonly #m: Float64Array;                                // Adam's mean gradient and mean squared gradient
  readonly #v: Float64Array;
  #beta1Power = 1;                                          // beta1^generation, beta2^generation
  #beta2Power = 1;
  readonly #epsilon: Float64Array[];                        // [populationSize / 2][n]
  readonly #x: Float64Array[];                              // [populationSize][n]

  /** Throws a RangeError or TypeError for an option that cannot be. */
  constructor(options: OpenaiEsOptions) {
    checkNames(NAME, options, NAMES);
    this.mean = startOf(NAME, options);
    const { populationSize = 100, sigma = 0.02, learningRate = 0.01, weightDecay = 0.005, targetFitness = Infinity } = options;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const even = 'an even number from 2 up, for every direction is tried both ways';
    check(Number.isInteger(populationSize) && populationSize >= 2 && populationSize % 2 === 0, NAME, 'populationSize', populationSize, even);
    check(Number.isFinite(weightDecay) && weightDecay >= 0, NAME, 'weightDecay', weightDecay, 'a number from 0 up');
    for (const [key, beta] of Object.entries({ beta1, beta2 })) {
      check(typeof beta === 'number' && beta >= 0 && beta < 1, NAME, key, beta, 'a number from 0 to below 1');
    }
    check(Number.isFinite(epsilon) && epsilon > 0, NAME, 'epsilon', epsilon, 'a number above 0');
    check(typeof targetFitness === 'number' && !Number.isNaN(targetFitness), NAME, 'targetFitness', targetFitness, 'a number; Infinity for none');
    this.populationSize = populationSize;
    this.#options = { sigma, learningRate, weightDecay, beta1, beta2, epsilon, targetFitness };
    this.#stream = streamFor(options, NAME)('openai-es');
    const n = this.mean.length;
    this.#m = new Float64Array(n);
    this.#v = new Float64Array(n);
    this.#epsilon = Array.from({ length: populationSize / 2 }, () => new Float64Array(n));
    this.#x = Array.from({ length: populationSize }, () => new Float64Array(n));
    this.#metrics = {
      sigma: this.#now('sigma'), learningRate: this.#now('learningRate'), gradientNorm: NaN, stepNorm: NaN, nanFitness: 0, diversity: NaN,
    };
    this.#draw();
  }

  /** Of the genomes that `ask` gives. */
  get sigma(): number { return this.#sigma; }

  /** Of the last generation: sigma, learningRate, gradientNorm |g|, stepNorm by how much the mean moved, nanFitness how many were NaN, diversity. */
  get metrics(): Readonly<Record<string, number>> { return this.#metrics; }

  ask(): readonly Float64Array[] { return this.#x; }

  tell(fitness: ArrayLike<number>): void {
    const { populationSize, mean: theta } = this, n = theta.length;
    checkFitness(NAME, fitness, populationSize);
    const [first] = ranking(fitness);
    if (fitter(fitness[first], this.best)) this.best = { genome: this.#x[first].slice(), fitness: fitness[first] };
    const { targetFitness } = this.#options;
    if (targetFitness < Infinity && fitness[first] >= targetFitness) {
      this.stop ??= `targetFitness: a fitness of ${describe(fitness[first])} reached the ${describe(targetFitness)} asked for`;
    }
    let nanFitness = 0;
    for (let i = 0; i < populationSize; i++) if (Number.isNaN(fitness[i])) nanFitness++;

    const F = centredRanks(fitness), g = new Float64Array(n);
    this.#epsilon.forEach((epsilon, j) => {
      const weight = (F[2 * j] - F[2 * j + 1]) / populationSize;
      if (weight !== 0) for (let i = 0; i < n; i++) g[i] += weight * epsilon[i];
    });
    const learningRate = this.#now('learningRate'), sigma = this.#sigma;
    const stepNorm = this.#adam(g, learningRate);
    this.#metrics = { sigma, learningRate, gradientNorm: norm(g), stepNorm, nanFitness, diversity: diversity(this.#x) };
    this.generation++;
    this.#draw();
  }

  /**
   * Adam, upwards: m <- beta1 m + (1 - beta1) d, v <- beta2 v + (1 - beta2) d^2, theta <- theta + alpha m^ / (sqrt(v^) + epsilon), with
   * d = g - weightDecay theta, and m^, v^ as if they had begun full; epsilon beside sqrt(v), as in the paper's faster order (section 2).
   * Kingma & Ba (2015), algorithm 1. Returns by how much theta moved.
   */
  #adam(g: Float64Array, learningRate: number): number {
    const { weightDecay, beta1, beta2, epsilon } = this.#options, theta = this.mean, m = this.#m, v = this.#v;
    this.#beta1Power *= beta1;
    this.#beta2Power *= beta2;
    const alpha = learningRate * Math.sqrt(1 - this.#beta2Power) / (1 - this.#beta1Power);
    let squares = 0;
    for (let i = 0; i < theta.length; i++) {
      const d = g[i] - weightDecay * theta[i];
      m[i] = beta1 * m[i] + (1 - beta1) * d;
      v[i] = beta2 * v[i] + (1 - beta2) * d * d;
      const step = alpha * m[i] / (Math.sqrt(v[i]) + epsilon);
      theta[i] += step;
      squares += step * step;
    }
    return Math.sqrt(squares);
  }

  /** Draws the next generation. */
  #draw(): void {
    for (const epsilon of this.#epsilon) for (let i = 0; i < epsilon.length; i++) epsilon[i] = normal(this.#stream);
    this.#sigma = this.#now('sigma');
    this.#place();
  }

  #place(): void {
    const theta = this.mean, sigma = this.#sigma;
    this.#epsilon.forEach((epsilon, j) => {
      const plus = this.#x[2 * j], minus = this.#x[2 * j + 1];
      for (let i = 0; i < theta.length; i++) {
        plus[i] = theta[i] + sigma * epsilon[i];
        minus[i] = theta[i] - sigma * epsilon[i];
      }
    });
  }

  #now(option: 'sigma' | 'learningRate'): number {
    const given = this.#options[option], value = typeof given === 'function' ? given(this.generation) : given;
    const expected = `${option === 'sigma' ? 'a number above 0' : 'a number from 0 up'}, or a function of the generation that gives such`;
    check(Number.isFinite(value) && (option === 'sigma' ? value > 0 : value >= 0), NAME, option, value, expected);
    return value;
  }

  save(): Snapshot {
    return {
      counts: Float64Array.of(this.generation, this.#sigma, this.#beta1Power, this.#beta2Power),
      mean: this.mean.slice(), m: this.#m.slice(), v: this.#v.slice(), epsilon: Float64Array.from(this.#epsilon.flatMap((row) => [...row])),
      stream: this.#stream.save(), metrics: { ...this.#metrics }, stop: this.stop ?? '',
      ...(this.best && { best: this.best.genome.slice(), bestFitness: this.best.fitness }),
    };
  }

  /** Throws a RangeError for a snapshot of another dimension or population size. */
  load(snapshot: Snapshot): void {
    const { counts, mean, m, v, epsilon, best } = snapshot as Readonly<Record<string, Float64Array | undefined>>, n = this.mean.length;
    if (mean?.length !== n || epsilon?.length !== n * this.populationSize / 2) {
      throw otherSize(NAME, n, this.populationSize, mean?.length, epsilon && 2 * epsilon.length);
    }
    [this.generation, this.#sigma, this.#beta1Power, this.#beta2Power] = counts as unknown as [number, number, number, number];
    this.mean.set(mean);
    this.#m.set(m!);
    this.#v.set(v!);
    this.#epsilon.forEach((row, j) => row.set(epsilon.subarray(j * n, j * n + n)));
    this.#stream.load(snapshot.stream as Float64Array);
    this.#metrics = { ...snapshot.metrics as Record<string, number> };
    this.stop = snapshot.stop === '' ? undefined : snapshot.stop as string;
    this.best = best && { genome: best.slice(), fitness: snapshot.bestFitness as number };
    this.#place();
  }
}

/** OpenAI's evolution strategy in ask/tell form; see `OpenaiEs`. Throws a RangeError or TypeError for an option that cannot be. */
export const openaiEs = (options: OpenaiEsOptions): OpenaiEs => new OpenaiEs(options);

function norm(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return Math.sqrt(sum);
}
