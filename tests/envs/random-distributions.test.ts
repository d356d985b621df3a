import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Random } from '../../envs/random/index.ts';

interface Case { method: Method; seed: number; arguments: (number | null)[]; drawn: number[]; next: number }
type Method = keyof typeof play;
// Recorded from NumPy 2.4 by numpy-distributions.py.
const fixture = new URL('../fixtures/numpy-distributions.json.gz', import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as { cases: Case[] };

const times = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const play = {
  binomial: (random: Random, n: number, p: number, count: number) => times(count, () => random.binomial(n, p)),
  geometric: (random: Random, p: number, count: number) => times(count, () => random.geometric(p)),
  standardNormal32: (random: Random, count: number) => times(count, () => random.standardNormal32()),
  permuted(random: Random, rows: number, columns: number, axis: number | null) {
    const table = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => i * columns + k));
    return random.permuted(table, axis === null ? undefined : axis as 0 | 1).flat();
  },
};

/** How many draws of a method differ from NumPy's, and whether every case ends where NumPy's ended. */
function compared(method: Method, create = (seed: number): Random => new Random(seed)) {
  let draws = 0, differ = 0, furthest = 0, endsAlike = true;
  for (const one of cases.filter((one) => one.method === method)) {
    const random = create(one.seed), got = (play[method] as (random: Random, ...given: unknown[]) => number[])(random, ...one.arguments);
    expect(got).toHaveLength(one.drawn.length);
    draws += got.length;
    const want = method === 'standardNormal32' ? one.drawn.map(Math.fround) : one.drawn;
    got.forEach((x, i) => {
      if (x !== want[i]) differ++;
      furthest = Math.max(furthest, Math.abs(x - want[i]));
    });
    endsAlike &&= random.random() === one.next;
  }
  return { draws, differ, furthest, endsAlike };
}

const exact = (draws: number) => ({ draws, differ: 0, furthest: 0, endsAlike: true });

describe('Random draws what NumPy draws', () => {
  test('binomial numbers of few and of many expected successes, of rare and of sure ones', () => {
    expect(compared('binomial')).toEqual(exact(90 * 25 + 6 * 1000));
  });

  test('geometric numbers, by search and by inversion', () => {
    expect(compared('geometric')).toEqual(exact(8 * 200));
  });

  test('float32 normal numbers, each a float32', () => {
    // In the tail (1 of 4,000) NumPy takes a log1p of single precision from the C library, whose last bit is not the same everywhere.
    const { draws, differ, furthest, endsAlike } = compared('standardNormal32');
    expect({ draws, endsAlike }).toEqual({ draws: 3 * 4000, endsAlike: true });
    expect(differ).toBeLessThanOrEqual(1);
    expect(furthest).toBeLessThan(5e-7);
    const random = new Random(1);
    expect(times(1000, () => random.standardNormal32()).every((x) => x === Math.fround(x))).toBe(true);
  });

  test('tables permuted by rows, by columns and as a whole', () => {
    expect(compared('permuted')).toEqual(exact(3 * (1 + 12 + 5 + 7 + 660)));
  });
});

describe('a wrong variant is told apart', () => {
  const { binomial, geometric } = Random.prototype;
  const wrong: readonly [string, Method, (this: Random, ...asked: never[]) => unknown][] = [
    ['tries that are counted one by one', 'binomial', function (n: number, p: number) {
      return Array.from({ length: Math.min(n, 100) }, () => this.random()).filter((u) => u < p).length;
    }],
    ['failures that are drawn where successes are rare', 'binomial', function (n: number, p: number) { return n - binomial.call(this, n, 1 - p); }],
    ['a search where an inversion is due', 'geometric', function (p: number) {
      if (p < 0.01) return geometric.call(this, p);
      let x = 1;
      for (let u = this.random(), sum = p, f = p; u > sum; x++) sum += f *= 1 - p;
      return x;
    }],
    ['normal numbers in double precision, rounded', 'standardNormal32', function () { return Math.fround(this.standardNormal()); }],
    ['rows that stay together', 'permuted', function (rows: readonly ArrayLike<number>[]) { return this.permutation(rows).map((row) => Array.from(row)); }],
  ];
  test.each(wrong)('%s', (_, method, draw) => {
    const { differ, endsAlike } = compared(method, (seed) => Object.assign(new Random(seed), { [method]: draw }));
    expect(differ > 10 && !endsAlike).toBe(true);
  });
});

test('counts and probabilities out of range are refused in a sentence, and nothing is drawn', () => {
  const random = new Random(1), before = random.save();
  expect(() => random.binomial(-1, 0.5)).toThrow('binomial counts a whole number of tries, from 0 to 2^53 - 1, and got -1. Try Math.floor.');
  expect(() => random.binomial(1.5, 0.5)).toThrow('and got 1.5');
  expect(() => random.binomial(0.5, 10)).toThrow('and got 0.5');
  expect(() => random.binomial(10, 1.1)).toThrow('binomial takes the probability of one success, from 0 to 1, and got 1.1. Try binomial(n, p) in this order.');
  expect(() => random.binomial(10, NaN)).toThrow('got NaN');
  expect(() => random.geometric(0)).toThrow('geometric takes the probability of one success, above 0 and up to 1, and got 0.');
  expect(() => random.permuted([[1, 2], [3]], 1)).toThrow('Row 1 of the table has 1 entries and row 0 has 2. Make all rows as long as the first.');
  expect(() => random.permuted([[1]], 2 as 1)).toThrow('The axis of a table is 0 (columns), 1 (rows) or left out (all entries), and 2 arrived.');
  expect(random.save()).toEqual(before);
});
