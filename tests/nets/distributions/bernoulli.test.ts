import { Random } from 'gymnasium-js';
import { expect, test } from 'vitest';
import { Bernoulli } from '../../../nets/distributions/index.ts';
import { chiSquareDeviations } from '../statistics.ts';

const read = (...logits: number[]) => {
  const pi = new Bernoulli(logits.length);
  pi.read(Float64Array.from(logits), 0);
  return pi;
};

test('a logit of ln 3 says 3/4', () => {
  expect(read(Math.log(3)).logProbability(Float32Array.of(1), 0)).toBeCloseTo(Math.log(0.75), 15);
  expect(read(Math.log(3)).logProbability(Float32Array.of(0), 0)).toBeCloseTo(Math.log(0.25), 15);
});

test('three of them are what counting all eight combinations says', () => {
  const pi = read(0.4, -1.2, 2), q = read(0, 0.3, -1);
  let total = 0, entropy = 0, kl = 0;
  for (let k = 0; k < 8; k++) {
    const action = Float32Array.of(k & 1, k >> 1 & 1, k >> 2), log = pi.logProbability(action, 0), p = Math.exp(log);
    total += p;
    entropy -= p * log;
    kl += p * (log - q.logProbability(action, 0));
  }
  expect(total).toBeCloseTo(1, 14);
  expect(pi.entropy()).toBeCloseTo(entropy, 14);
  expect(pi.kl(q)).toBeCloseTo(kl, 14);
});

test('counts are as probabilities have it, each on its own', () => {
  const pi = read(0.5, -0.5), random = new Random(1), action = new Float32Array(2), counts = new Float64Array(4);
  for (let i = 0; i < 50_000; i++) {
    pi.sample(random, action, 0);
    counts[action[0] + 2 * action[1]]++;
  }
  const p = [0, 1, 2, 3].map((k) => Math.exp(pi.logProbability(Float32Array.of(k & 1, k >> 1), 0)));
  expect(chiSquareDeviations(counts, p)).toBeLessThan(3.3);
  expect(chiSquareDeviations(counts, p.toReversed()), 'zeros for ones').toBeGreaterThan(10);
});

test('logits of 10,000 and -10,000 are certain, and have finite logarithms and gradients', () => {
  const pi = read(1e4, -1e4), action = new Float32Array(2), gradient = new Float64Array(2);
  pi.sample({ random: () => 1 - 2 ** -53 }, action, 0);
  expect([...action]).toEqual([1, 0]);
  pi.sample({ random: () => 0 }, action, 0);
  expect([...action]).toEqual([1, 0]);
  expect(pi.logProbability(Float32Array.of(1, 0), 0)).toBeCloseTo(0, 15);
  expect(pi.logProbability(Float32Array.of(0, 0), 0)).toBe(-1e4);
  expect(pi.entropy()).toBeCloseTo(0, 15);
  pi.addEntropyGradient(1, gradient, 0);
  pi.addLogProbabilityGradient(Float32Array.of(0, 1), 0, 1, gradient, 0);
  expect([...gradient]).toEqual([-1, 1]);
  expect(pi.kl(read(-1e4, -1e4))).toBe(1e4);
});

test('a probability near 1 loses no digits: log(1 - p) is -z where z is large', () => {
  expect(read(50).logProbability(Float32Array.of(0), 0)).toBe(-50);
  expect(Math.log(1 - 1 / (1 + Math.exp(-50)))).toBe(-Infinity);                // what the plain formula makes of it
});

test('nothing is refused but counts that are none', () => {
  expect(() => new Bernoulli(0)).toThrow('a Bernoulli needs a whole number of binary actions from 1 up, and got 0');
});
