import { Random } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { DiagonalGaussian, SquashedGaussian, StateDependentGaussian } from '../../../nets/distributions/index.ts';
import { kolmogorovSmirnov, normalCdf } from '../statistics.ts';

const ONE = { low: [-1], high: [1] };
const gaussian = (mu: number, s: number) => {
  const pi = new DiagonalGaussian(1);
  pi.read(Float64Array.of(mu, s), 0);
  return pi;
};
const squashed = (mu: number, s: number) => {
  const pi = new SquashedGaussian(1, ONE);
  pi.read(Float64Array.of(mu, s), 0);
  return pi;
};
/** Integral of f by midpoints. */
const integral = (f: (x: number) => number, from: number, to: number, n = 20_000) => {
  const h = (to - from) / n;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += h * f(from + (i + 0.5) * h);
  return sum;
};

describe('DiagonalGaussian', () => {
  test('is as its formula has it at hand-made numbers', () => {
    // mu = 1, sigma = 2, a = 5: z = 2, log p = -2 - ln 2 - ln(2 pi) / 2
    const pi = gaussian(1, Math.log(2)), gradient = new Float64Array(2);
    expect(pi.logProbability(Float32Array.of(5), 0)).toBeCloseTo(-2 - Math.log(2) - Math.log(2 * Math.PI) / 2, 14);
    pi.addLogProbabilityGradient(Float32Array.of(5), 0, 1, gradient, 0);
    expect(gradient[0]).toBeCloseTo(1, 14);                         // z / sigma
    expect(gradient[1]).toBeCloseTo(3, 14);                         // z^2 - 1
    expect(pi.entropy()).toBeCloseTo(Math.log(2 * Math.sqrt(2 * Math.PI * Math.E)), 14);
    // KL(N(1, 4) || N(0, 1)) = -ln 2 + (4 + 1) / 2 - 1/2
    expect(pi.kl(gaussian(0, 0))).toBeCloseTo(2 - Math.log(2), 14);
  });

  test('the means come first, then the logarithms of the deviations', () => {
    const pi = new DiagonalGaussian(2), mode = new Float32Array(2);
    pi.read(Float64Array.of(10, 20, 0, -1), 0);
    pi.mode(mode, 0);
    expect([...mode]).toEqual([10, 20]);
    expect(pi.deviation(1)).toBeCloseTo(Math.exp(-1), 15);
  });

  test('draws are normal, and reject a deviation that is off by 5 %', () => {
    const pi = gaussian(-3, 0.5), random = new Random(1), action = new Float32Array(1);
    const x = Array.from({ length: 50_000 }, () => {
      pi.sample(random, action, 0);
      return action[0];
    });
    expect(kolmogorovSmirnov(x, (x) => normalCdf((x + 3) / Math.exp(0.5)))).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(x, (x) => normalCdf((x + 3) / (1.05 * Math.exp(0.5))))).toBeGreaterThan(1.95);
  });

  test('a log deviation of -20 is exact where single precision holds the action', () => {
    const pi = gaussian(0, -20), sigma = Math.exp(-20), action = Float32Array.of(sigma), z = action[0] / sigma, gradient = new Float64Array(2);
    expect(pi.logProbability(action, 0)).toBeCloseTo(20 - z * z / 2 - Math.log(2 * Math.PI) / 2, 12);
    pi.addLogProbabilityGradient(action, 0, 1, gradient, 0);
    expect(gradient[0] / (z / sigma)).toBeCloseTo(1, 14);
    expect(pi.entropy()).toBeCloseTo(-20 + 0.5 + Math.log(2 * Math.PI) / 2, 14);
    expect(gaussian(5, -20).kl(gaussian(5, -20))).toBe(0);
  });

  test('the environment is given the number clipped to its bounds; the row keeps what was drawn', () => {
    const pi = new DiagonalGaussian(3, { low: [-1, -1, -Infinity], high: [1, 1, Infinity] });
    const action = Float32Array.of(-2.5, 0.5, 9), played = new Float32Array(3);
    pi.play(action, 0, played, 0);
    expect([...played]).toEqual([-1, 0.5, 9]);
    expect([...action]).toEqual([-2.5, 0.5, 9]);
    const free = new DiagonalGaussian(3);
    free.play(action, 0, played, 0);
    expect([...played]).toEqual([-2.5, 0.5, 9]);
  });

  test('deviations that are none are refused in a sentence', () => {
    for (const s of [-800, 800, -Infinity, NaN]) {
      expect(() => gaussian(1, s)).toThrow(`action number 0 has mean 1 and log standard deviation ${s}: the mean must be finite`);
    }
    expect(() => new DiagonalGaussian(0)).toThrow('a DiagonalGaussian needs a whole number of action numbers from 1 up, and got 0');
  });
});

describe('SquashedGaussian', () => {
  /** The density of a = tanh(u) over (-1, 1). */
  const density = (logP: (u: Float32Array) => number) => (a: number) => Math.exp(logP(Float32Array.of(Math.atanh(a))));

  const parameters = [[0, 0], [0.7, -0.5], [-1.2, 0.2], [0, -2]];
  test.each(parameters)('the density of tanh(u) adds up to 1, and without its correction does not (mean %d, log deviation %d)', (mu, s) => {
    const pi = squashed(mu, s), uncorrected = gaussian(mu, s);
    expect(integral(density((u) => pi.logProbability(u, 0)), -1, 1)).toBeCloseTo(1, 3);
    expect(Math.abs(integral(density((u) => uncorrected.logProbability(u, 0)), -1, 1) - 1)).toBeGreaterThan(0.01);
  });

  test('log-probabilities stay exact where tanh(u) rounds to 1', () => {
    // log(1 - tanh(u)^2) = log(4 e^-2u) to 1e-17 from u = 20 on
    const pi = squashed(30, 0), u = Float32Array.of(30);
    expect(pi.logProbability(u, 0)).toBeCloseTo(-Math.log(2 * Math.PI) / 2 - Math.log(4) + 60, 12);
    expect(Math.log(1 - Math.tanh(30) ** 2)).toBe(-Infinity);                  // what the plain formula makes of it
    const far = squashed(1e4, 0);
    expect(far.logProbability(Float32Array.of(1e4), 0)).toBeCloseTo(-Math.log(2 * Math.PI) / 2 - Math.log(4) + 2e4, 9);
    expect(squashed(-30, 0).logProbability(Float32Array.of(-30), 0)).toBe(pi.logProbability(u, 0));
  });

  test('draws, squashed, are distributed as the density says, and reject the normal', () => {
    const pi = squashed(0.3, -0.2), random = new Random(2), action = new Float32Array(1), played = new Float32Array(1);
    const x = Array.from({ length: 50_000 }, () => {
      pi.sample(random, action, 0);
      pi.play(action, 0, played, 0);
      return played[0];
    });
    const cdf = (squash: (a: number) => number) => (a: number) => normalCdf((squash(a) - 0.3) / Math.exp(-0.2));
    expect(kolmogorovSmirnov(x, cdf(Math.atanh))).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(x, cdf((a) => a)), 'unsquashed').toBeGreaterThan(10);
  });

  test('the environment is given numbers between its bounds: -1 is the low, 1 the high, and 0 half way', () => {
    const pi = new SquashedGaussian(3, { low: [-2, 0, 5], high: [2, 10, 5] }), played = new Float32Array(3);
    pi.play(Float32Array.of(-100, 0, 0), 0, played, 0);
    expect([...played]).toEqual([-2, 5, 5]);
    pi.play(Float32Array.of(100, 100, 100), 0, played, 0);
    expect([...played]).toEqual([2, 10, 5]);
    pi.play(Float32Array.of(Math.atanh(0.5), 0, 0), 0, played, 0);
    expect(played[0]).toBeCloseTo(1, 6);
  });

  test.each([[0, -3, 1e-9], [0.5, 0, 2e-8], [2, 0.4, 2e-8], [-1, 1, 1e-5], [0, Math.log(4), 1e-4], [0, 3, 0.07]])(
    'entropy is what a fine integral says (mean %d, log deviation %d, within %d)', (mu, s, tolerance) => {
      const sigma = Math.exp(s), normalDensity = (u: number) => Math.exp(-(((u - mu) / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
      const slope = (u: number) => Math.log(4) - 2 * Math.abs(u) - 2 * Math.log1p(Math.exp(-2 * Math.abs(u)));
      const exact = s + 0.5 + Math.log(2 * Math.PI) / 2 + integral((u) => normalDensity(u) * slope(u), mu - 10 * sigma, mu + 10 * sigma, 50_000);
      expect(Math.abs(squashed(mu, s).entropy() - exact)).toBeLessThan(tolerance);
      expect(Math.abs(gaussian(mu, s).entropy() - exact), 'the entropy of u is another').toBeGreaterThan(1e-3);
    });

  test('it is refused where bounds are missing', () => {
    expect(() => new SquashedGaussian(2, { low: [0, -Infinity], high: [1, 1] }))
      .toThrow('a SquashedGaussian lies between two finite bounds, and those of action number 1 are -Infinity and 1');
  });
});

test.each<[string, (n: number, low: number[], high: number[]) => unknown]>([
  ['DiagonalGaussian', (n, low, high) => new DiagonalGaussian(n, { low, high })],
  ['SquashedGaussian', (n, low, high) => new SquashedGaussian(n, { low, high })],
  ['StateDependentGaussian', (n, low, high) => new StateDependentGaussian(n, 2, 1, { low, high })],
])('a %s refuses bounds of another length, and those that are none', (name, make) => {
  expect(() => make(2, [0, 0], [1, 0])).not.toThrow();
  expect(() => make(2, [0], [1, 1])).toThrow(`the bounds of a ${name} are one low and one high for each of its action numbers, 2 each, and got 1 and 2`);
  expect(() => make(2, [0, 0], [1])).toThrow('2 each, and got 2 and 1');
  expect(() => make(2, [0, 3], [1, 2])).toThrow(`the bounds of a ${name} are a low and a high that is not below it, and those of action number 1 are 3 and 2`);
  expect(() => make(1, [NaN], [2])).toThrow(RangeError);
});
