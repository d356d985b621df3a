import type { Draw } from '../../../nets/network.ts';

/*
 * Who becomes a parent. Those who may are lined up from the fittest, at place 0, to the least fit, at n - 1; a selection draws a place. Each draw
 * is independent of the others, so that a parent may well be chosen twice (unlike Baker's universal sampling of 1987).
 */

/** Whether fitness `a` is above `b`. NaN is below all numbers. */
export const fitter = (a: number, b: number): boolean => a > b || (Number.isNaN(b) && !Number.isNaN(a));

const placeOf = (n: number, draw: Draw): number => Math.floor(draw.random() * n);

/**
 * Each of the fittest n with probability 1/n; that all others are left out is what selects.
 * Mühlenbein & Schlierkamp-Voosen (1993), "Predictive models for the breeder genetic algorithm".
 */
export const truncation = (n: number, draw: Draw): number => placeOf(n, draw);

/**
 * The fittest of `size` who are drawn evenly, with replacement: place i with probability ((n - i) / n)^size - ((n - i - 1) / n)^size.
 * Goldberg & Deb (1991), "A comparative analysis of selection schemes used in genetic algorithms".
 */
export function tournament(n: number, size: number, draw: Draw): number {
  let fittest = placeOf(n, draw);
  for (let k = 1; k < size; k++) fittest = Math.min(fittest, placeOf(n, draw));
  return fittest;
}

/**
 * Weights in proportion to fitness: Holland (1975), "Adaptation in natural and artificial systems", chapter 6.
 *
 * If any fitness is below 0, the lowest is taken from all of them, so that the least fit has weight 0; otherwise they are left as they are.
 * NaN and -Infinity have weight 0; beside Infinity all else has weight 0; where nothing has any weight, all have the same. [fitness.length]
 */
export function proportional(fitness: Float64Array, weights: Float64Array): void {
  let least = 0, size = 0, infinite = false, sum = 0;
  for (const f of fitness) {
    if (f === Infinity) infinite = true;
    if (!Number.isFinite(f)) continue;
    if (f < least) least = f;
    if (Math.abs(f) > size) size = Math.abs(f);
  }
  for (let i = 0; i < fitness.length; i++) {
    const f = fitness[i];
    if (infinite) weights[i] = f === Infinity ? 1 : 0;
    else weights[i] = Number.isFinite(f) && size > 0 ? f / size - least / size : 0;      // up to 2: nothing overflows
    sum += weights[i];
  }
  if (sum === 0) weights.fill(1);
}

/**
 * Weights that fall in a straight line from the fittest, `pressure` times the mean, to the least fit, 2 - pressure times the mean:
 *
 *     p_i = (pressure - 2 (pressure - 1) i / (n - 1)) / n,     pressure from 1 (all alike) to 2
 *
 * Baker (1985), "Adaptive selection methods for genetic algorithms".
 */
export function linearRanks(pressure: number, weights: Float64Array): void {
  const n = weights.length;
  for (let i = 0; i < n; i++) weights[i] = n === 1 ? 1 : pressure - 2 * (pressure - 1) * i / (n - 1);
}

/** The edges of a wheel whose slots are as wide as their weights: sums of the weights so far, in place. */
export function wheelOf(weights: Float64Array): void {
  for (let i = 1; i < weights.length; i++) weights[i] += weights[i - 1];
}

/** The slot in which a wheel stops: each with a probability in proportion to its weight. */
export function spin(wheel: Float64Array, draw: Draw): number {
  const stop = draw.random() * wheel[wheel.length - 1];
  let low = 0, high = wheel.length - 1;                  // the first edge beyond the stop lies among these
  while (low < high) {
    const middle = (low + high) >> 1;
    if (wheel[middle] > stop) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Lines a pool up from the fittest to the least fit, NaN last, in memory of its own. */
export class Line {
  #order: Int32Array;
  #spare: Int32Array;

  /** For a pool of at most `most`. */
  constructor(most: number) {
    this.#order = new Int32Array(most);
    this.#spare = new Int32Array(most);
  }

  /** The indices of the first n, in order; valid until the next call. Chance decides between equals, so that no index is favoured. */
  up(fitness: Float64Array, n: number, draw: Draw): Int32Array {
    for (let i = 0; i < n; i++) this.#order[i] = i;
    for (let run = 1; run < n; run *= 2) this.#merge(fitness, n, run);
    const order = this.#order;
    for (let from = 0; from < n;) {
      let end = from + 1;
      while (end < n && !fitter(fitness[order[from]], fitness[order[end]])) end++;
      for (let i = end - 1; i > from; i--) {             // Fisher and Yates
        const k = from + placeOf(i - from + 1, draw), kept = order[i];
        order[i] = order[k];
        order[k] = kept;
      }
      from = end;
    }
    return order;
  }

  /** Runs that are sorted become runs twice as long. */
  #merge(fitness: Float64Array, n: number, run: number): void {
    const from = this.#order, to = this.#spare;
    for (let low = 0; low < n; low += 2 * run) {
      const middle = Math.min(low + run, n), high = Math.min(low + 2 * run, n);
      for (let i = low, j = middle, k = low; k < high; k++) {
        to[k] = i < middle && (j === high || !fitter(fitness[from[j]], fitness[from[i]])) ? from[i++] : from[j++];
      }
    }
    this.#order = to;
    this.#spare = from;
  }
}
