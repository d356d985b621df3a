import { Random } from 'gymnasium-js';
import { expect, test } from 'vitest';
import { chiSquareDeviations, kolmogorovSmirnov, meanAndError, normalCdf } from './statistics.ts';

test('the normal distribution function has its tabulated values', () => {
  // Abramowitz & Stegun (1964), table 26.1
  for (const [x, p] of [[0, 0.5], [1, 0.841344746068543], [-1, 0.158655253931457], [2, 0.977249868051821], [3, 0.998650101968370], [-8.5, 0]]) {
    expect(normalCdf(x)).toBeCloseTo(p, 14);
  }
});

test('Kolmogorov and Smirnov accept uniform numbers as uniform and reject their squares', () => {
  const random = new Random(1), x = Array.from({ length: 10_000 }, () => random.random()), uniform = (x: number) => x;
  expect(kolmogorovSmirnov(x, uniform)).toBeLessThan(1.95);
  expect(kolmogorovSmirnov(x.map((x) => x * x), uniform)).toBeGreaterThan(10);
  expect(kolmogorovSmirnov([0.5], uniform)).toBe(0.5);
});

test('chi-square accepts a fair die, rejects a loaded one, and knows what is impossible', () => {
  // 15 degrees of freedom: 37.697 is exceeded once in a thousand, 3.09 deviations
  const p = new Float64Array(16).fill(1 / 16), off = Math.sqrt(37.697 * 100 / 2);
  expect(chiSquareDeviations([100 + off, 100 - off, ...new Array<number>(14).fill(100)], p)).toBeCloseTo(3.09, 1);
  expect(chiSquareDeviations([50, 50], [0.5, 0.5])).toBeLessThan(0);
  expect(chiSquareDeviations([700, 300], [0.5, 0.5])).toBeGreaterThan(5);
  expect(chiSquareDeviations([99, 1], [1, 0])).toBe(Infinity);
  expect(chiSquareDeviations([99, 0], [1, 0])).toBe(0);
});

test('the mean of 1, 2, 3 is 2, give or take 1 / sqrt(3)', () => {
  expect(meanAndError([1, 2, 3])).toEqual({ mean: 2, error: Math.sqrt(1 / 3) });
});
