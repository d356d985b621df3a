/**
 * Statistics of a few runs, after Agarwal et al. (2021), "Deep Reinforcement Learning at the Edge of the Statistical
 * Precipice". Scores are one number a run. Sums go from left to right and nothing but IEEE arithmetic is used, so that the same
 * scores give the same bytes everywhere. A NaN among the scores makes every statistic NaN.
 */
import { Stream } from '../../agents/streams.ts';

type Scores = ArrayLike<number>;

/** (x_1 + ... + x_n) / n; NaN if there are none. */
export function mean(x: Scores): number {
  return sum(x, 0, x.length) / x.length;
}

/** Sample standard deviation: sqrt(sum (x_i - mean)^2 / (n - 1)). NaN for n = 1: the spread of a single score is unknown. */
export function standardDeviation(x: Scores): number {
  const m = mean(x);
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const d = x[i]! - m;
    squares += d * d;
  }
  return Math.sqrt(squares / (x.length - 1));
}

/**
 * Interquartile mean: the mean of what is left when the lowest and the highest floor(n / 4) scores are put aside.
 * It is less swayed by one lucky run than the mean and uses more of the data than the median. With fewer than four scores it is the
 * mean. The same as `scipy.stats.trim_mean(x, 0.25)`, which rliable uses.
 */
export function interquartileMean(x: Scores): number {
  return trimmedMean(Float64Array.from(x).sort());
}

/** As `interquartileMean`, of scores in ascending order. `sort` puts a NaN last. */
function trimmedMean(sorted: Float64Array): number {
  const n = sorted.length, cut = Math.floor(n / 4);
  if (n === 0 || Number.isNaN(sorted[n - 1])) return NaN;
  return sum(sorted, cut, n - cut) / (n - 2 * cut);
}

function sum(x: Scores, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += x[i]!;
  return total;
}

/** The p-quantile, 0 <= p <= 1, of numbers in ascending order, with linear interpolation: NumPy's default, rounded as NumPy rounds. */
export function quantile(sorted: Scores, p: number): number {
  const h = (sorted.length - 1) * p, i = Math.floor(h), t = h - i;
  const a = sorted[i]!, b = sorted[Math.min(i + 1, sorted.length - 1)]!;
  if (a === b) return a;                                    // of infinities too
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

export interface BootstrapOptions {
  resamples?: number;
  /** How much of the bootstrap distribution the interval covers. */
  level?: number;
}

/**
 * Percentile bootstrap interval of the interquartile mean. From n scores, n are drawn with replacement, again and again;
 * the interval holds the middle 95 % of the interquartile means of these samples. `random` gives numbers in [0, 1).
 *
 * What is resampled is runs. Episodes of one run share its training, and to resample them as if they were independent would
 * promise far too much. A single score gives an interval of width 0, which says nothing about other runs; with five runs or
 * fewer the interval is known to be too narrow: ten or more are better.
 */
export function bootstrapInterval(x: Scores, random: () => number, { resamples = 2000, level = 0.95 }: BootstrapOptions = {}): [low: number, high: number] {
  const n = x.length;
  const scores = Float64Array.from(x).sort();               // the interval does not depend on the order of the runs
  const sample = new Float64Array(n);
  const estimates = new Float64Array(resamples);
  if (n === 0 || Number.isNaN(scores[n - 1])) return [NaN, NaN];
  for (let b = 0; b < resamples; b++) {
    for (let i = 0; i < n; i++) sample[i] = scores[Math.floor(random() * n)]!;
    estimates[b] = trimmedMean(sample.sort());
  }
  estimates.sort();
  const tail = (1 - level) / 2;
  return [quantile(estimates, tail), quantile(estimates, 1 - tail)];
}

/** The numbers in [0, 1) that the bootstrap of one point draws from: they depend on its environment, agent and step alone. */
export function bootstrapStream(env: string, agent: string, step: number): () => number {
  const stream = new Stream(JSON.stringify(['bootstrap', env, agent, step]));
  return () => stream.random();
}
