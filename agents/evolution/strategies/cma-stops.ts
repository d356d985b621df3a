import { describe, type Snapshot } from 'gymnasium-js/basics';
import { check, type NamesOf } from './checks.ts';

/** When CMA-ES has nothing left to do. Any criterion is switched off by the value at the end of its line. */
export interface CmaStopOptions {
  /** Stops when a fitness reaches this. Default Infinity (off). Source: of the problem. */
  readonly targetFitness?: number;
  /** Stops after so many generations, from 1. Default Infinity (off). */
  readonly maxGenerations?: number;
  /**
   * Stops when the fitness of a generation, and the best of the last 10 + 30 n / populationSize, range over less: at once where all of a first
   * generation are equally fit, so set it to 0, with tolFunHist, where fitness is a return that many share. Default 1e-11, pycma; 0.
   */
  readonly tolFun?: number;
  /** Stops when the best fitness of those generations ranges over less. Default 1e-12, pycma; 0. */
  readonly tolFunHist?: number;
  /** Stops when every standard deviation of a genome's numbers is less. Default 1e-11, pycma; 0. */
  readonly tolX?: number;
  /** Stops when a standard deviation has grown by more: sigma0 was far too small, or the fitness has no top. Default 1,000, pycma; Infinity. */
  readonly tolFacUpX?: number;
  /** Stops when C's largest eigenvalue is more than so many times its smallest. Default 1e14, tutorial and pycma; Infinity. */
  readonly tolConditionCov?: number;
  /** Stops when the best three quarters of a generation were equally fit more generations in a row. Default 1, pycma; Infinity. */
  readonly tolFlatFitness?: number;
  /**
   * Stops when neither the best nor the median fitness is better over its last generations than over as many before them, this many in all
   * at least. Default floor(100 + 100 n^1.5 / populationSize), pycma; Infinity.
   */
  readonly tolStagnation?: number;
  /** Stops when a step of 0.1 deviations along an axis of C, or of 0.2 along a coordinate, no longer changes the mean. Default true, tutorial. */
  readonly noEffect?: boolean;
}

export const CMA_STOP_OPTIONS: NamesOf<CmaStopOptions> = {
  targetFitness: true, maxGenerations: true, tolFun: true, tolFunHist: true, tolX: true, tolFacUpX: true, tolConditionCov: true,
  tolFlatFitness: true, tolStagnation: true, noEffect: true,
};

/** What a generation looked like, for judging whether to stop. */
export interface CmaGeneration {
  readonly generation: number;
  /** The fittest first; NaN counts as -Infinity. [populationSize] */
  readonly sorted: Float64Array;
  readonly mean: Float64Array;
  readonly sigma: number;
  /** [n x n] */
  readonly C: Float64Array;
  readonly pathC: Float64Array;
  /** B and D of C = B D^2 B', D ascending. [n x n], [n] */
  readonly B: Float64Array;
  readonly D: Float64Array;
}

const SPARSE = 5, MOST = 20_000;                            // every 5th generation is remembered for stagnation, and 20,000 of them

/** The stopping criteria of the tutorial's section B.3, with their numbers as pycma 4 has them. */
export class CmaStops {
  readonly #options: Required<CmaStopOptions>;
  readonly #sigma0: number;
  #recent: number[] = [];                                   // best fitness of the last generations, the newest last
  #bests: number[] = [];                                    // of every 5th generation
  #medians: number[] = [];
  #flat = 0;
  #record = -Infinity;
  #recordAt = 0;

  constructor(name: string, options: CmaStopOptions, n: number, populationSize: number, sigma0: number) {
    const {
      targetFitness = Infinity, maxGenerations = Infinity, tolFun = 1e-11, tolFunHist = 1e-12, tolX = 1e-11, tolFacUpX = 1e3,
      tolConditionCov = 1e14, tolFlatFitness = 1, tolStagnation = Math.floor(100 + 100 * n * Math.sqrt(n) / populationSize), noEffect = true,
    } = options;
    check(!Number.isNaN(targetFitness) && typeof targetFitness === 'number', name, 'targetFitness', targetFitness, 'a number; Infinity for none');
    const isCount = typeof maxGenerations === 'number' && maxGenerations >= 1;
    check(isCount, name, 'maxGenerations', maxGenerations, 'a number from 1 up; Infinity for no end');
    for (const [key, value] of Object.entries({ tolFun, tolFunHist, tolX })) {
      check(typeof value === 'number' && value >= 0, name, key, value, 'a number from 0 up; 0 switches it off');
    }
    for (const [key, value] of Object.entries({ tolFacUpX, tolConditionCov })) {
      check(typeof value === 'number' && value > 1, name, key, value, 'a number above 1; Infinity switches it off');
    }
    for (const [key, value] of Object.entries({ tolFlatFitness, tolStagnation })) {
      check(typeof value === 'number' && value >= 0, name, key, value, 'a number of generations from 0 up; Infinity switches it off');
    }
    check(typeof noEffect === 'boolean', name, 'noEffect', noEffect, 'true or false');
    this.#options = { targetFitness, maxGenerations, tolFun, tolFunHist, tolX, tolFacUpX, tolConditionCov, tolFlatFitness, tolStagnation, noEffect };
    this.#sigma0 = sigma0;
  }

  /** Takes in a generation; why to stop after it, if so. */
  judge(now: CmaGeneration): string | undefined {
    this.#remember(now);
    return this.#byFitness(now) ?? this.#byDistribution(now);
  }

  #remember({ generation, sorted, mean: { length: n } }: CmaGeneration): void {
    const lambda = sorted.length, [best] = sorted, middle = lambda >> 1;
    this.#recent.push(best);
    if (this.#recent.length > 10 + 30 * n / lambda) this.#recent.shift();
    if (generation % SPARSE === 0) {
      this.#bests.push(best);
      this.#medians.push(lambda % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
      if (this.#bests.length > MOST) { this.#bests.shift(); this.#medians.shift(); }
    }
    this.#flat = best > sorted[Math.floor(0.75 * lambda)] ? 0 : this.#flat + 1;
    if (best > this.#record) { this.#record = best; this.#recordAt = generation; }
  }

  #byFitness({ generation, sorted, mean: { length: n } }: CmaGeneration): string | undefined {
    const { targetFitness, maxGenerations, tolFun, tolFunHist, tolFlatFitness } = this.#options;
    const lambda = sorted.length, recent = this.#recent;
    if (targetFitness < Infinity && sorted[0] >= targetFitness) {
      return `targetFitness: a fitness of ${describe(sorted[0])} reached the ${describe(targetFitness)} asked for`;
    }
    const range = sorted[0] - sorted[lambda - 1], past = Math.max(...recent) - Math.min(...recent);
    if (range < tolFun && past < tolFun) {
      return `tolFun: fitness ranges over ${range} in the generation and its best over ${past} in the last ${recent.length}, below ${tolFun}`;
    }
    if (recent.length > 9 && past < tolFunHist) {
      return `tolFunHist: the best fitness ranged over ${past} in the last ${recent.length} generations, below ${tolFunHist}`;
    }
    if (this.#flat > tolFlatFitness) return `tolFlatFitness: three quarters of a generation were equally fit ${this.#flat} times in a row`;
    if (this.#stagnates(generation, n, lambda)) return 'tolStagnation: neither the best nor the median fitness gets better';
    return generation >= maxGenerations ? `maxGenerations: ${generation} generations` : undefined;
  }

  /** As pycma: whether the newest `half` of what is remembered is no better than the `half` before it. */
  #stagnates(generation: number, n: number, lambda: number): boolean {
    const { tolStagnation } = this.#options, bests = this.#bests, medians = this.#medians;
    const half = Math.floor(Math.max(tolStagnation / SPARSE / 2, bests.length / 10));
    return bests.length > 100 && 2 * half < bests.length && generation > n * (5 + 100 / lambda)
      && generation - this.#recordAt > tolStagnation / 2
      && median(medians, half, 0) <= median(medians, half, half) && median(bests, half, 0) <= median(bests, half, half);
  }

  #byDistribution({ generation, mean, sigma, C, pathC, B, D }: CmaGeneration): string | undefined {
    const { tolX, tolFacUpX, tolConditionCov, noEffect } = this.#options, n = mean.length;
    let most = 0, path = 0, still = -1;
    for (let i = 0; i < n; i++) {
      const deviation = sigma * Math.sqrt(C[i * n + i]);
      most = Math.max(most, deviation);
      path = Math.max(path, sigma * Math.abs(pathC[i]));
      if (mean[i] === mean[i] + 0.2 * deviation) still = i;
    }
    if (most < tolX && path < tolX) return `tolX: the largest standard deviation is ${most}, below ${tolX}`;
    if (most > tolFacUpX * this.#sigma0) return `tolFacUpX: a standard deviation grew from ${this.#sigma0} to ${most}: try a larger sigma0`;
    const condition = (D[n - 1] / D[0]) * (D[n - 1] / D[0]);
    if (condition > tolConditionCov) return `tolConditionCov: the condition number of C is ${condition}, above ${tolConditionCov}`;
    if (!noEffect) return undefined;
    if (still >= 0) return `noEffectCoord: 0.2 standard deviations no longer change number ${still} of the mean`;
    const axis = generation % n;
    for (let i = 0; i < n; i++) if (mean[i] !== mean[i] + 0.1 * sigma * D[axis] * B[i * n + axis]) return undefined;
    return `noEffectAxis: 0.1 standard deviations along axis ${axis} of C no longer change the mean`;
  }

  save(): Snapshot {
    return {
      recent: Float64Array.from(this.#recent), bests: Float64Array.from(this.#bests), medians: Float64Array.from(this.#medians),
      counts: Float64Array.of(this.#flat, this.#record, this.#recordAt),
    };
  }

  load({ recent, bests, medians, counts }: Snapshot): void {
    this.#recent = [...recent as Float64Array];
    this.#bests = [...bests as Float64Array];
    this.#medians = [...medians as Float64Array];
    [this.#flat, this.#record, this.#recordAt] = counts as unknown as [number, number, number];
  }
}

/** The median of the `count` entries that have `newer` after them. */
function median(list: readonly number[], count: number, newer: number): number {
  const sorted = Float64Array.from(list.slice(list.length - newer - count, list.length - newer)).sort(), middle = count >> 1;
  return count % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
