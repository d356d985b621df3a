import fc from 'fast-check';
import { Random } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { Categorical, MultiCategorical } from '../../../nets/distributions/index.ts';
import { chiSquareDeviations } from '../statistics.ts';

const AT = new Float32Array(1);
const probabilities = (pi: Categorical) => Array.from({ length: pi.parameters }, (_, k) => pi.probability(k));
const read = (logits: readonly number[], mask?: readonly number[], start = 0) => {
  const pi = new Categorical(logits.length, start);
  pi.read(Float64Array.from(logits), 0, mask && Uint8Array.from(mask));
  return pi;
};
/** The index that the number u in [0, 1) draws. */
const drawn = (pi: Categorical, u: number) => {
  pi.sample({ random: () => u }, AT, 0);
  return AT[0];
};
const logP = (pi: Categorical, a: number) => pi.logProbability(Float32Array.of(a), 0);

test('logits 0 and ln 3 say 1/4 and 3/4', () => {
  const pi = read([0, Math.log(3)]);
  expect(pi.probability(0)).toBeCloseTo(0.25, 15);
  expect(logP(pi, 1)).toBeCloseTo(Math.log(0.75), 15);
  // H = 1/4 ln 4 + 3/4 ln 4/3 = ln 4 - 3/4 ln 3
  expect(pi.entropy()).toBeCloseTo(Math.log(4) - 0.75 * Math.log(3), 15);
});

test('actions are counted from the start of their space', () => {
  const pi = read([0, 1, 0], undefined, -7), gradient = new Float64Array(3);
  pi.mode(AT, 0);
  expect(AT[0]).toBe(-6);
  expect(drawn(pi, 0)).toBe(-7);
  expect(logP(pi, -5)).toBe(logP(pi, -7));
  pi.addLogProbabilityGradient(Float32Array.of(-6), 0, 1, gradient, 0);
  expect(gradient[1]).toBeCloseTo(1 - pi.probability(1), 15);
});

describe('masks', () => {
  const number = fc.oneof(fc.double({ min: -20, max: 20, noNaN: true }), fc.constantFrom(-1e4, 1e4, -1e30, 1e30, 0));
  const logits = fc.integer({ min: 1, max: 12 }).chain((n) => fc.record({
    logits: fc.array(number, { minLength: n, maxLength: n }),
    mask: fc.array(fc.constantFrom(0, 1), { minLength: n, maxLength: n }).filter((mask) => mask.includes(1)),
    u: fc.oneof(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.constantFrom(0, 1 - 2 ** -53, 2 ** -1074)),
  }));

  test('forbidden actions have probability 0, are never drawn and have no gradient; the others are what they are without them', () => {
    fc.assert(fc.property(logits, ({ logits, mask, u }) => {
      const allowed = logits.flatMap((_, k) => (mask[k] === 1 ? [k] : [])), pi = read(logits, mask), alone = read(allowed.map((k) => logits[k]));
      const p = probabilities(pi), gradient = new Float64Array(logits.length);
      expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 13);
      allowed.forEach((k, i) => {
        expect(p[k]).toBe(alone.probability(i));
        expect(logP(pi, k)).toBe(logP(alone, i));
        expect(logP(pi, k)).toBeGreaterThan(-Infinity);
      });
      expect(pi.entropy()).toBe(alone.entropy());
      expect(drawn(pi, u)).toBe(allowed[drawn(alone, u)]);
      const action = Float32Array.of(drawn(pi, u));
      pi.addEntropyGradient(1, gradient, 0);
      pi.addLogProbabilityGradient(action, 0, 1, gradient, 0);
      pi.addKlGradient(pi, 1, gradient, 0);
      pi.mode(AT, 0);
      expect(mask[AT[0]]).toBe(1);
      mask.forEach((one, k) => {
        if (one === 1) {
          expect(Number.isFinite(gradient[k])).toBe(true);
          return;
        }
        expect(p[k]).toBe(0);
        expect(logP(pi, k)).toBe(-Infinity);
        expect(gradient[k]).toBe(0);
      });
    }), { seed: 11, numRuns: 500 });
  });

  test('a mask that multiplies the softmax without dividing by what is left is told apart', () => {
    const logits = [0.3, -1, 0.8, 0.1], mask = [1, 0, 1, 1], sum = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    const wrong = logits.map((z, k) => mask[k] * Math.exp(z) / sum), p = probabilities(read(logits, mask));
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(wrong.reduce((a, b) => a + b)).toBeLessThan(0.95);
    expect(Math.abs(wrong[0] - p[0])).toBeGreaterThan(0.01);
  });

  test('a mask without any allowed action is refused in a sentence', () => {
    expect(() => read([1, 2, 3], [0, 0, 0])).toThrow('the mask [0, 0, 0] forbids every action; one at least must be allowed where an episode goes on');
  });

  test('several choices have their masks side by side, and each is refused on its own', () => {
    const pi = new MultiCategorical([2, 3], [0, 5]), action = new Float32Array(2);
    expect(pi.maskSize).toBe(5);
    pi.read(new Float64Array(5), 0, Uint8Array.of(0, 1, 0, 0, 1));
    pi.sample(new Random(1), action, 0);
    expect([...action]).toEqual([1, 7]);
    expect(pi.logProbability(action, 0)).toBeCloseTo(0, 15);
    expect(() => pi.read(new Float64Array(5), 0, Uint8Array.of(1, 1, 0, 0, 0))).toThrow(RangeError);
  });
});

describe('drawing', () => {
  test.each<[string, readonly number[], readonly number[] | undefined]>([
    ['two actions', [0.2, -0.5], undefined], ['seven actions', [0, 1, 2, -1, -2, 0.5, 1.5], undefined],
    ['a mask', [3, 0, 1, 2, 0.5], [0, 1, 1, 0, 1]], ['one impossible logit', [0, -Infinity, 1], undefined],
  ])('counts are as probabilities have it, with %s', (_, logits, mask) => {
    const pi = read(logits, mask), random = new Random(12), counts = new Float64Array(logits.length);
    for (let i = 0; i < 50_000; i++) {
      pi.sample(random, AT, 0);
      counts[AT[0]]++;
    }
    expect(chiSquareDeviations(counts, probabilities(pi))).toBeLessThan(3.3);
    // the gate has teeth: probabilities that leave out one action's share are rejected
    const wrong = probabilities(read(logits.map((z, k) => (k === logits.length - 1 ? z + 0.1 : z)), mask));
    expect(chiSquareDeviations(counts, wrong)).toBeGreaterThan(5);
  });

  test('the ends of [0, 1) draw the first and the last action that has any probability', () => {
    const pi = read([9, 0, 0, 0, 9], [0, 1, 1, 1, 0]);
    expect(drawn(pi, 0)).toBe(1);                                   // `u <= sum` would take the forbidden action 0 here
    expect(drawn(pi, 1 - 2 ** -53)).toBe(3);
    expect(drawn(read([-1e4, 0, -1e4]), 0)).toBe(1);
    expect(drawn(read([-1e4, 0, -1e4]), 1 - 2 ** -53)).toBe(1);
  });

  test('a sum that rounding leaves below u draws the last action that can be', () => {
    let short = 0;
    const random = new Random(4);
    for (let trial = 0; trial < 2000; trial++) {
      const n = 10, logits = Array.from({ length: n }, () => random.normal()), pi = read(logits, logits.map((_, k) => (k === n - 1 ? 0 : 1)));
      if (probabilities(pi).reduce((u, p) => u - p, 1 - 2 ** -53) >= 0) short++;
      expect(drawn(pi, 1 - 2 ** -53)).toBe(n - 2);
    }
    expect(short).toBeGreaterThan(100);                             // it does happen
  });
});

describe('extremes', () => {
  test('logits of 10,000 and -10,000 give exact certainty and finite logarithms', () => {
    const pi = read([1e4, -1e4, 0]), gradient = new Float64Array(3);
    expect(probabilities(pi)).toEqual([1, 0, 0]);
    expect([logP(pi, 0), logP(pi, 1), logP(pi, 2)]).toEqual([0, -2e4, -1e4]);
    expect(pi.entropy()).toBe(0);
    pi.addEntropyGradient(1, gradient, 0);
    pi.addLogProbabilityGradient(Float32Array.of(1), 0, 1, gradient, 0);
    expect([...gradient]).toEqual([-1, 1, 0]);
    expect(read([0, 0]).kl(read([1e4, 0]))).toBeCloseTo(5000 + Math.log(0.5), 10);
  });

  test('a logit of -Infinity is an action that cannot be', () => {
    const pi = read([0, -Infinity, Math.log(3)]);
    expect(pi.probability(1)).toBe(0);
    expect(pi.probability(2)).toBeCloseTo(0.75, 15);
    expect(pi.entropy()).toBe(read([0, Math.log(3)]).entropy());
    expect(pi.kl(read([0, 0, 0]))).toBeCloseTo(Math.log(3) - pi.entropy(), 14);
    expect(read([0, 0, 0]).kl(pi)).toBe(Infinity);
  });

  test('logits that say nothing are refused in sentences', () => {
    expect(() => read([-Infinity, -Infinity])).toThrow('the logits [-Infinity, -Infinity] give no probabilities: they must be numbers below Infinity');
    expect(() => read([0, NaN], [1, 1])).toThrow(/the logits \[0, NaN\] give no probabilities under the mask \[1, 1\]/);
    expect(read([0, NaN], [1, 0]).probability(0)).toBe(1);
  });

  test('counts that are none are refused', () => {
    expect(() => new Categorical(0)).toThrow('a Categorical needs a whole number of actions from 1 up, and got 0');
    expect(() => new Categorical(2.5)).toThrow(RangeError);
    expect(() => new MultiCategorical([])).toThrow('a MultiCategorical needs the count of one choice at least, and got []');
  });

  test('a start at which single precision would lose actions is refused', () => {
    const sentence = 'whole numbers from -2^24 to 2^24, which single precision holds, and they start at';
    for (const start of [2 ** 24 - 1, -(2 ** 24) - 1, 0.5, NaN]) {
      expect(() => new Categorical(3, start)).toThrow(`${sentence} ${start}`);
      expect(() => new MultiCategorical([2, 3], [0, start])).toThrow(`${sentence} ${start}`);
    }
    for (const start of [2 ** 24 - 2, -(2 ** 24)]) {
      const pi = read([0, 0, 0], undefined, start);
      expect([0, 0.5, 0.9].map((u) => drawn(pi, u))).toEqual([start, start + 1, start + 2]);
    }
  });
});

test('several choices together are what counting all of their combinations says', () => {
  const logits = Float64Array.of(0.4, -1, 2, 0, 0.7), pi = new MultiCategorical([2, 3]), q = new MultiCategorical([2, 3]);
  pi.read(logits, 0);
  q.read(logits.map((z) => 0.5 - z), 0);
  let total = 0, entropy = 0, kl = 0;
  for (let a = 0; a < 2; a++) {
    for (let b = 0; b < 3; b++) {
      const action = Float32Array.of(a, b), log = pi.logProbability(action, 0), p = Math.exp(log);
      total += p;
      entropy -= p * log;
      kl += p * (log - q.logProbability(action, 0));
    }
  }
  expect(total).toBeCloseTo(1, 14);
  expect(pi.entropy()).toBeCloseTo(entropy, 14);
  expect(pi.kl(q)).toBeCloseTo(kl, 14);
});
