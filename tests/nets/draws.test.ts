import { Random } from 'gymnasium-js';
import { expect, test } from 'vitest';
import { Stream } from '../../agents/streams.ts';
import { normal } from '../../nets/draws.ts';
import type { Draw } from '../../nets/network.ts';
import { kolmogorovSmirnov, meanAndError, normalCdf } from './statistics.ts';

const N = 200_000;
/** The worst of the first six moments, in standard errors of their means; those of a normal are 0, 1, 0, 3, 0, 15. */
const momentDeviations = (x: readonly number[]) => Math.max(...[0, 1, 0, 3, 0, 15].map((expected, i) => {
  const { mean, error } = meanAndError(x.map((x) => x ** (i + 1)));
  return Math.abs(mean - expected) / error;
}));
const sampleOf = (draw: Draw, of: (draw: Draw) => number) => Array.from({ length: N }, () => of(draw));

test.each<[string, () => Draw]>([
  ['NumPy\'s generator', () => new Random(3)], ['an agent\'s 32-bit stream', () => new Stream('7/explore/0')],
])('numbers are standard normal, drawn from %s', (_, make) => {
  const x = sampleOf(make(), normal);
  expect(kolmogorovSmirnov(x, normalCdf)).toBeLessThan(1.95);
  expect(momentDeviations(x)).toBeLessThan(4);
  // neighbours know nothing of each other
  const { mean, error } = meanAndError(x.slice(1).map((y, i) => x[i] * y));
  expect(Math.abs(mean) / error).toBeLessThan(4);
});

test('wrong variants are told apart', () => {
  const draw = new Random(3);
  const forgetsTheTwo = sampleOf(draw, (draw) => normal(draw) / Math.SQRT2);            // sqrt(-ln(s) / s)
  expect(kolmogorovSmirnov(forgetsTheTwo, normalCdf)).toBeGreaterThan(10);
  const twelveUniforms = sampleOf(draw, (draw) => Array.from({ length: 12 }, () => draw.random()).reduce((a, b) => a + b) - 6);
  expect(momentDeviations(twelveUniforms), 'its tails are thin').toBeGreaterThan(5);
  const square = sampleOf(draw, (draw) => {                                             // a point of the square, not of the circle
    const x = 2 * draw.random() - 1, s = Math.min(x * x + (2 * draw.random() - 1) ** 2, 1 - 1e-9);
    return x * Math.sqrt(-2 * Math.log(s) / s);
  });
  expect(kolmogorovSmirnov(square, normalCdf)).toBeGreaterThan(10);
});

test('nothing is kept from one number to the next: the same state gives the same number', () => {
  const stream = new Stream('1/explore/0');
  for (let i = 0; i < 100; i++) {
    const state = stream.save(), x = normal(stream);
    const after = stream.save();
    stream.load(state);
    expect(normal(stream)).toBe(x);
    expect(stream.save()).toEqual(after);
  }
});

test('points at the centre and outside the circle are drawn again', () => {
  // (0, 0) has s = 0; (1/2, -1) has s = 5/4; (1/2, 0) has s = 1/4: x sqrt(-2 ln(s) / s) = sqrt(2 ln 4)
  const numbers = [0.5, 0.5, 0.75, 0, 0.75, 0.5];
  expect(normal({ random: () => numbers.shift()! })).toBeCloseTo(Math.sqrt(2 * Math.log(4)), 15);
  expect(numbers).toEqual([]);
});

test('the smallest circle that 32-bit numbers know gives a finite number', () => {
  const numbers = [0.5 + 2 ** -32, 0.5];                            // x = 2^-31, y = 0
  expect(normal({ random: () => numbers.shift()! })).toBeCloseTo(Math.sqrt(-4 * Math.log(2 ** -31)), 12);
});

test('a stream that stands still is an error, not a loop without end', () => {
  expect(() => normal({ random: () => 0.5 })).toThrow('draw.random() must give uniform numbers in [0, 1)');
});
