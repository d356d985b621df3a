import { math } from 'gymnasium-js/basics';

/**
 * Fitness from 0 up, as sharing needs it: where some is negative, all are counted from the lowest; NaN and -Infinity are as the lowest.
 * Fitnesses of 0 and more stay as they are. (Stanley's program takes 0.0001 for any negative one, which then are all the same.)
 */
export function fromZero(fitness: ArrayLike<number>): Float64Array {
  const HUGE = 1e300;                                     // so that a sum of many stays finite
  let lowest = 0;
  for (let i = 0; i < fitness.length; i++) if (fitness[i] < lowest && fitness[i] > -Infinity) lowest = Math.max(fitness[i], -HUGE);
  return Float64Array.from({ length: fitness.length }, (_, i) => {
    const f = fitness[i];
    return Number.isNaN(f) || f <= lowest ? 0 : Math.min(f, HUGE) - lowest;
  });
}

/**
 * How many offspring each species has, of `total`: in proportion to the sum of the adjusted fitnesses f'_i = f_i / (size of its species),
 * Stanley & Miikkulainen (2002), section 3.3, so to its mean fitness. Whole numbers, by carrying fractions from species to species; what is
 * then missing goes to the species with most (`Population::epoch` of Stanley's program). All 0 if all means are; then nothing may reproduce.
 */
export function offspring(means: readonly number[], total: number): Int32Array {
  const counts = new Int32Array(means.length);
  let sum = 0;
  for (const mean of means) sum += mean;
  if (!(sum > 0)) return counts;
  let carried = 0, given = 0, most = 0;
  for (let s = 0; s < means.length; s++) {
    carried += total * (means[s] / sum);
    counts[s] = Math.min(Math.floor(carried), total - given);
    carried -= counts[s];
    given += counts[s];
    if (counts[s] >= counts[most]) most = s;
  }
  counts[most] += total - given;
  return counts;
}

/** Instead of fitness, (1 - k/n)^power of whoever has k others before it in a ranking of n; who are equally fit have the mean of their places. */
export function byRank(fitness: ArrayLike<number>, order: Int32Array, power: number): Float64Array {
  const n = order.length, shared = new Float64Array(n);
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && isEqual(fitness[order[to]], fitness[order[from]])) to++;
    const place = (from + to - 1) / 2;
    for (let k = from; k < to; k++) shared[order[k]] = math.pow(1 - place / n, power);
  }
  return shared;
}

const isEqual = (x: number, y: number): boolean => x === y || (Number.isNaN(x) && Number.isNaN(y));
