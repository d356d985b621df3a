import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamsOf } from '../../../../agents/index.ts';
import { gaussian, reset } from '../../../../agents/evolution/genetic/mutation.ts';
import type { Draw } from '../../../../nets/index.ts';
import { chiSquareDeviations, kolmogorovSmirnov, normalCdf } from '../../../nets/statistics.ts';

const FITS = 3.1, REJECTED = 5, MOST = 1e30, drawOf = (seed: number) => streamsOf(seed)('mutation');
type Mutation = (genome: Float64Array, rate: number, draw: Draw) => void;
const noise: Mutation = (genome, rate, draw) => gaussian(genome, rate, 2, MOST, draw);
const anew: Mutation = (genome, rate, draw) => reset(genome, rate, 2, MOST, draw);

/** How often each of n genes changed in 4,000 genomes, how often it changed together with the one before, and how many genomes had 0, 1, ... changes. */
function changes(mutate: Mutation, rate: number, n = 12) {
  const each = new Array<number>(n).fill(0), numbers = new Array<number>(n + 1).fill(0), draw = drawOf(2);
  let together = 0;
  for (let i = 0; i < 4000; i++) {
    const genome = new Float64Array(n);
    mutate(genome, rate, draw);
    const changed = Array.from(genome, (x) => Number(x !== 0));
    changed.forEach((x, k) => { each[k] += x; together += x * (changed[k - 1] ?? 0); });
    numbers[changed.reduce((a, b) => a + b)]++;
  }
  return { each, numbers, together };
}
const binomial = (n: number, p: number) => {
  const pmf = [(1 - p) ** n];
  for (let k = 1; k <= n; k++) pmf.push(pmf[k - 1] * (n - k + 1) / k * p / (1 - p));
  return pmf;
};
/** Counts beyond which fewer than 5 are expected, in one. */
const gathered = (counts: readonly number[], p: readonly number[]) => {
  const kept = p.map((x) => 4000 * x >= 5), rest = (all: readonly number[]) => all.reduce((sum, x, k) => sum + (kept[k] ? 0 : x), 0);
  return chiSquareDeviations([...counts.filter((_, k) => kept[k]), rest(counts)], [...p.filter((_, k) => kept[k]), rest(p)]);
};
const worst = (each: readonly number[], rate: number) => Math.max(...each.map((x) => chiSquareDeviations([x, 4000 - x], [rate, 1 - rate])));

describe.each<[string, Mutation]>([['gaussian', noise], ['reset', anew]])('%s', (_, mutate) => {
  test('with rate 0 changes nothing, and draws nothing', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (genes) => {
      const genome = Float64Array.from(genes), never: Draw = { random: () => { throw new Error('drawn'); } };
      mutate(genome, 0, never);
      expect(genome).toEqual(Float64Array.from(genes));
    }));
  });

  test('with rate 1 changes every gene', () => {
    const genome = new Float64Array(200);
    mutate(genome, 1, drawOf(1));
    expect(genome.every((x) => x !== 0)).toBe(true);
  });

  test.each([0.02, 0.1, 0.5, 0.95])('with rate %d changes each gene so often, the first and the last too, independently of the others', (rate) => {
    const { each, numbers, together } = changes(mutate, rate), pairs = 4000 * 11;
    expect(worst(each, rate)).toBeLessThan(4);                    // the worst of 12
    expect(gathered(numbers, binomial(12, rate))).toBeLessThan(FITS);
    expect(Math.abs(together - pairs * rate * rate)).toBeLessThan(4.5 * Math.sqrt(pairs * rate * rate));
  });
});

test('gaps of the wrong logarithm, and a first gap that is one too long, are rejected', () => {
  /** ln(1 - rate) is -rate only for small rates. */
  const linear: Mutation = (genome, rate, draw) => {
    const gap = () => Math.floor(Math.log(1 - draw.random()) / -rate);
    for (let k = gap(); k < genome.length; k += 1 + gap()) genome[k] = 1;
  };
  /** The gap before the first gene counts that gene too. */
  const late: Mutation = (genome, rate, draw) => {
    const gap = () => Math.floor(Math.log(1 - draw.random()) / Math.log1p(-rate));
    for (let k = 1 + gap(); k < genome.length; k += 1 + gap()) genome[k] = 1;
  };
  const right: Mutation = (genome, rate, draw) => { for (let k = 0; k < genome.length; k++) if (draw.random() < rate) genome[k] = 1; };
  const verdicts = [right, linear, late].map((mutate) => worst(changes(mutate, 0.5).each, 0.5));
  expect(verdicts[0]).toBeLessThan(4);
  expect(verdicts[1]).toBeGreaterThan(REJECTED);
  expect(verdicts[2]).toBeGreaterThan(REJECTED);
});

describe('what a gene becomes', () => {
  const sample = (mutate: Mutation, gene: number, rate: number) => {
    const genome = new Float64Array(rate === 1 ? 5000 : 50_000).fill(gene);
    mutate(genome, rate, drawOf(3));
    return genome.filter((x) => x !== gene);
  };
  const around = (mean: number) => (x: number) => normalCdf((x - mean) / 2);

  test.each([1, 0.1])('by gaussian, rate %d: itself and normal noise; by reset: normal around 0, whatever it was', (rate) => {
    expect(kolmogorovSmirnov(sample(noise, 7, rate), around(7))).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(sample(anew, 7, rate), around(0))).toBeLessThan(1.95);
  });

  test('a reset that adds, and noise of another deviation, are rejected', () => {
    expect(kolmogorovSmirnov(sample(noise, 7, 1), around(0))).toBeGreaterThan(3);
    expect(kolmogorovSmirnov(sample((genome, rate, draw) => gaussian(genome, rate, 3, MOST, draw), 7, 1), around(7))).toBeGreaterThan(3);
  });

  test('stays within the limit', () => {
    const genome = new Float64Array(100).fill(1), draw = drawOf(4);
    gaussian(genome, 1, 10, 3, draw);
    expect([Math.max(...genome), Math.min(...genome)]).toEqual([3, -3]);
    reset(genome, 1, 10, 2, draw);
    expect([Math.max(...genome), Math.min(...genome)]).toEqual([2, -2]);
  });
});
