import { Random } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { advantages, explainedVariance, standardize, type Segment } from '../../../agents/policy-gradient/advantages.ts';

/** One row: rewards, V(S), V(S') and where episodes ended. */
const row = (reward: number[], value: number[], nextValue: number[], over: number[]): Segment => ({
  steps: reward.length, rows: 1, reward: Float64Array.from(reward), value: Float64Array.from(value), nextValue: Float64Array.from(nextValue), over: Uint8Array.from(over),
});
const solve = (segment: Segment, gamma: number, lambda: number) => {
  const out = new Float64Array(segment.reward.length);
  advantages(segment, gamma, lambda, out);
  return [...out];
};

/**
 * The definition, slowly: A_t = (1 - lambda) sum_k lambda^(k-1) (G_t:t+k - V(S_t)) over all k up to the end of the episode or of the segment,
 * which has all the weight that is left; G_t:t+k = R_t+1 + ... + gamma^(k-1) R_t+k + gamma^k V(S_t+k).      Schulman et al. (2016), eq. 15 and 16
 */
function slowly({ steps, rows, reward, value, nextValue, over }: Segment, gamma: number, lambda: number): number[] {
  const A = new Array<number>(steps * rows);
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < steps; t++) {
      let sum = 0, G = 0, discount = 1, weight = 1;
      for (let k = t; k < steps; k++) {
        const j = k * rows + i, last = over[j] === 1 || k === steps - 1;
        G += discount * reward[j];
        discount *= gamma;
        sum += (last ? weight : (1 - lambda) * weight) * (G + discount * nextValue[j] - value[t * rows + i]);
        weight *= lambda;
        if (last) break;
      }
      A[t * rows + i] = sum;
    }
  }
  return A;
}

/** Numbers at random, ends of both kinds among them; V(S') is V of the next S but where the row was cut. */
function segment(seed: number, steps = 12, rows = 3): Segment {
  const random = new Random(seed), n = steps * rows, draw = () => Float64Array.from({ length: n }, () => random.normal());
  const over = Uint8Array.from({ length: n }, () => (random.random() < 0.25 ? 1 : 0)), value = draw(), cut = draw();
  const nextValue = Float64Array.from({ length: n }, (_, j) => (over[j] === 1 ? (random.random() < 0.5 ? 0 : cut[j]) : j + rows < n ? value[j + rows] : cut[j]));
  return { steps, rows, reward: draw(), value, nextValue, over };
}

describe('advantages', () => {
  test('by hand: two steps, then termination', () => {
    // delta_2 = 4 + 0.5 * 0 - 2 = 2;  delta_1 = 1 + 0.5 * 2 - 3 = -1;  A_1 = -1 + 0.5 * 0.5 * 2 = -0.5
    expect(solve(row([1, 4], [3, 2], [2, 0], [0, 1]), 0.5, 0.5)).toEqual([-0.5, 2]);
  });

  test('by hand: a cut episode goes on from its true last observation, and the next one is another story', () => {
    // delta_1 = 1 + 0.5 * 10 - 3 = 3, cut;  delta_2 = 4 + 0.5 * 6 - 2 = 5, at the end of the segment
    expect(solve(row([1, 4], [3, 2], [10, 6], [1, 0]), 0.5, 1)).toEqual([3, 5]);
  });

  test.each([[0.99, 0.95], [0.9, 0], [1, 1], [0.97, 1], [0, 0.5]])('gamma %d, lambda %d: the slow definition over twenty segments', (gamma, lambda) => {
    for (let seed = 0; seed < 20; seed++) {
      const at = segment(seed), fast = solve(at, gamma, lambda);
      slowly(at, gamma, lambda).forEach((A, j) => expect(fast[j]).toBeCloseTo(A, 10));
    }
  });

  test('the slow definition rejects advantages that flow over an end, or that bootstrap from the fresh episode', () => {
    const at = segment(1), right = slowly(at, 0.99, 0.95), differs = (wrong: Segment) => solve(wrong, 0.99, 0.95).some((A, j) => Math.abs(A - right[j]) > 1e-6);
    expect(differs(at)).toBe(false);
    expect(differs({ ...at, over: new Uint8Array(at.over.length) })).toBe(true);
    const { rows, value, nextValue } = at;
    expect(differs({ ...at, nextValue: nextValue.map((v, j) => value[j + rows] ?? v) })).toBe(true);
  });
});

describe('standardize', () => {
  test('by hand: 1, 2, 3, 6 less their mean 3, over the deviation sqrt(14 / 3)', () => {
    const A = Float64Array.of(1, 2, 3, 6, 99);
    standardize(A, 4);
    expect([...A].map((x) => x * Math.sqrt(14 / 3))).toEqual([-2, -1, 0, 3, 99 * Math.sqrt(14 / 3)].map((x) => expect.closeTo(x, 6) as number));
  });

  test('one number alone stays as it is', () => {
    const A = Float64Array.of(5);
    standardize(A, 1);
    expect(A[0]).toBe(5);
  });
});

test('explained variance is 1 for a perfect critic, 0 for a constant one, negative for one that is worse, and not a number where returns never vary', () => {
  const G = Float64Array.of(1, 2, 3, 4);
  expect(explainedVariance(G, G, 4)).toBe(1);
  expect(explainedVariance(Float64Array.of(7, 7, 7, 7), G, 4)).toBe(0);
  expect(explainedVariance(Float64Array.of(4, 3, 2, 1), G, 4)).toBe(-3);         // errors -3, -1, 1, 3: variance 5; returns: 5 / 4
  expect(explainedVariance(G, Float64Array.of(2, 2, 2, 2), 4)).toBeNaN();
});
