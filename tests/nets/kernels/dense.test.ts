import { describe, expect, test } from 'vitest';
import { drawNumbers } from '../twin/numeric.ts';
import { arena, ROWS, SIZES } from './arena.ts';

const f = Math.fround;
type Sum = (from: number, terms: readonly number[]) => number;

/** from + terms[0] + terms[1] + ..., rounded to float32 after each multiplication and each addition: what every number of a kernel must be. */
const inOrder: Sum = (from, terms) => terms.reduce((sum, term) => f(sum + term), from);

// What the exact check rejects: the same sum in another order, or with fewer roundings.
const wrong: Record<string, Sum> = {
  'a kernel that sums in pairs': (from, terms) => f(from + (terms.length < 2 ? terms[0] ?? 0 : pairwise(terms))),
  'a kernel with four partial sums': (from, terms) => {
    const parts = [from, 0, 0, 0];
    terms.forEach((term, i) => { parts[i % 4] = f(parts[i % 4] + term); });
    return f(f(parts[0] + parts[1]) + f(parts[2] + parts[3]));
  },
  'a kernel that adds the bias last': (from, terms) => f(inOrder(0, terms) + from),
  'a kernel that sums in float64': (from, terms) => f(terms.reduce((sum, term) => sum + term, from)),
};
const pairwise = (terms: readonly number[]): number =>
  (terms.length === 1 ? terms[0] : f(pairwise(terms.slice(0, terms.length >> 1)) + pairwise(terms.slice(terms.length >> 1))));

/** y[i][j] = c[i][j] + sum of x[i][p] w[p][j] over p; c has one row for all where it is a bias. */
function dense(c: Float32Array, x: Float32Array, w: Float32Array, m: number, k: number, n: number, sum = inOrder): Float32Array {
  return Float32Array.from({ length: m * n }, (_, at) => {
    const i = Math.floor(at / n), j = at % n;
    return sum(c[c.length === m * n ? at : j], Array.from({ length: k }, (_, p) => f(x[i * k + p] * w[p * n + j])));
  });
}

const drawn = (count: number, seed: number) => Float32Array.from(drawNumbers(count, seed, 2));
const sizes = SIZES.flatMap((k) => SIZES.map((n) => [k, n]));

describe('the dense kernel, to the bit', () => {
  test.each(SIZES)('y = b + x w with %i inputs, any number of outputs and rows', (k) => {
    for (const n of SIZES) {
      for (const m of ROWS) {
        const { kernels, take, untouched } = arena();
        const x = take(drawn(m * k, 1)), w = take(drawn(k * n, 2)), b = take(drawn(n, 3)), y = take(m * n);
        const packed = take(Math.ceil(n / 8) * 8 * k), again = take(m * n);
        kernels.dense(x.byteOffset, 4 * k, w.byteOffset, 32, 4 * n, b.byteOffset, 0, y.byteOffset, 4 * n, m, k, n);
        kernels.pack(w.byteOffset, k, n, packed.byteOffset);
        kernels.dense(x.byteOffset, 4 * k, packed.byteOffset, 32 * k, 32, b.byteOffset, 0, again.byteOffset, 4 * n, m, k, n);
        const expected = dense(b, x, w, m, k, n);
        expect(y, `${m} x ${k} x ${n}`).toEqual(expected);
        expect(again, `${m} x ${k} x ${n}, packed`).toEqual(expected);
        expect(untouched()).toBe(true);
      }
    }
  });

  test('dx = dy w\' through weights packed the other way, also on top of what is there', () => {
    for (const [k, n] of sizes) {
      for (const m of [1, 3, 4, 6, 8, 9]) {
        const { kernels, take, untouched } = arena();
        const dy = take(drawn(m * n, 1)), w = take(drawn(k * n, 2)), zeros = take(new Float32Array(k + 8)), dx = take(m * k);
        const before = drawn(m * k, 3), onTop = take(before), packed = take(Math.ceil(k / 8) * 8 * n);
        const transposed = Float32Array.from({ length: n * k }, (_, at) => w[at % k * n + Math.floor(at / k)]);
        kernels.packTransposed(w.byteOffset, k, n, packed.byteOffset);
        kernels.dense(dy.byteOffset, 4 * n, packed.byteOffset, 32 * n, 32, zeros.byteOffset, 0, dx.byteOffset, 4 * k, m, n, k);
        kernels.dense(dy.byteOffset, 4 * n, packed.byteOffset, 32 * n, 32, onTop.byteOffset, 4 * k, onTop.byteOffset, 4 * k, m, n, k);
        expect(dx, `${m} x ${k} x ${n}`).toEqual(dense(new Float32Array(k), dy, transposed, m, n, k));
        expect(onTop, `${m} x ${k} x ${n}, on top`).toEqual(dense(before, dy, transposed, m, n, k));
        expect(untouched()).toBe(true);
      }
    }
  });

  test('rows may lie apart: what is between them stays as it was', () => {
    const { kernels, take } = arena(), [m, k, n, gap] = [9, 5, 3, 4];
    const x = take(drawn(m * (k + gap), 1)), w = take(drawn(k * n, 2)), b = take(drawn(n, 3)), y = take(new Float32Array(m * (n + gap)).fill(7));
    kernels.dense(x.byteOffset, 4 * (k + gap), w.byteOffset, 32, 4 * n, b.byteOffset, 0, y.byteOffset, 4 * (n + gap), m, k, n);
    const tight = Float32Array.from({ length: m * k }, (_, at) => x[Math.floor(at / k) * (k + gap) + at % k]), expected = dense(b, tight, w, m, k, n);
    for (let i = 0; i < m; i++) {
      expect(y.slice(i * (n + gap), i * (n + gap) + n)).toEqual(expected.slice(i * n, (i + 1) * n));
      expect(y.slice(i * (n + gap) + n, (i + 1) * (n + gap))).toEqual(Float32Array.of(7, 7, 7, 7));
    }
  });

  test.each(Object.keys(wrong))('%s is told from it', (name) => {
    const [m, k, n] = [4, 17, 8], x = drawn(m * k, 1), w = drawn(k * n, 2), b = drawn(n, 3);
    expect(dense(b, x, w, m, k, n, wrong[name])).not.toEqual(dense(b, x, w, m, k, n));
  });
});

describe('the gradient of the weights, to the bit', () => {
  /** dw[p][j] = before + sum of x[i][p] dy[i][j] over rows i, and db[j] the same with x = 1. */
  const gradients = (before: Float32Array, x: Float32Array, dy: Float32Array, m: number, k: number, n: number, sum = inOrder) =>
    Float32Array.from({ length: (k + 1) * n }, (_, at) => {
      const p = Math.floor(at / n), j = at % n;
      return sum(before[at], Array.from({ length: m }, (_, i) => f((p < k ? x[i * k + p] : 1) * dy[i * n + j])));
    });

  test.each(SIZES)('rows are added in their order to what is there, with %i inputs', (k) => {
    for (const n of SIZES) {
      for (const m of ROWS) {
        const { kernels, take, untouched } = arena();
        const x = take(drawn(m * k, 1)), dy = take(drawn(m * n, 2)), before = drawn((k + 1) * n, 3), dw = take(before);
        kernels.denseGradient(x.byteOffset, 4 * k, dy.byteOffset, 4 * n, dw.byteOffset, dw.byteOffset + 4 * k * n, m, k, n);
        expect(dw, `${m} x ${k} x ${n}`).toEqual(gradients(before, x, dy, m, k, n));
        expect(untouched()).toBe(true);
      }
    }
  });

  test.each([...Object.keys(wrong), 'a gradient that is written over what was there'])('%s is told from it', (name) => {
    const [m, k, n] = [9, 5, 3], x = drawn(m * k, 1), dy = drawn(m * n, 2), before = drawn((k + 1) * n, 3);
    const variant: Sum = wrong[name] ?? ((_, terms) => inOrder(0, terms));
    expect(gradients(before, x, dy, m, k, n, variant)).not.toEqual(gradients(before, x, dy, m, k, n));
  });
});
