import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eigen, type Eigen } from '../../../../agents/evolution/strategies/eigen.ts';
import { streamsOf } from '../../../../agents/index.ts';

const matrix = (rows: number[][]) => Float64Array.from(rows.flat());
const most = (list: Iterable<number>) => { let largest = 0; for (const x of list) largest = Math.max(largest, Math.abs(x)); return largest; };

/** A symmetric matrix of uniform numbers. */
function symmetric(n: number, seed: number): Float64Array {
  const stream = streamsOf(seed)('matrix'), C = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) C[i * n + j] = C[j * n + i] = stream.random() - 0.5;
  return C;
}

/** The largest entries of B'B - I, and of CB - BD over the largest of C. */
function errors(C: Float64Array, n: number, { values, vectors: B }: Eigen): { orthogonality: number; residual: number } {
  let orthogonality = 0, residual = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let dot = 0, Cb = 0;
      for (let k = 0; k < n; k++) { dot += B[k * n + i] * B[k * n + j]; Cb += C[j * n + k] * B[k * n + i]; }
      orthogonality = Math.max(orthogonality, Math.abs(dot - (i === j ? 1 : 0)));
      residual = Math.max(residual, Math.abs(Cb - values[i] * B[j * n + i]));
    }
  }
  return { orthogonality, residual: residual / Math.max(most(C), Number.MIN_VALUE) };
}
const holds = (C: Float64Array, n: number, found: Eigen) => {
  const { orthogonality, residual } = errors(C, n, found);
  return orthogonality < n * 1e-14 && residual < n * 1e-14;
};

describe('matrices whose eigenvalues are known', () => {
  test('two by two: 2 and 1 beside it give 1 and 3, along the diagonals', () => {
    const { values, vectors: [a, b, c, d] } = eigen(matrix([[2, 1], [1, 2]]), 2);
    expect(values[0]).toBeCloseTo(1, 15);
    expect(values[1]).toBeCloseTo(3, 15);
    for (const entry of [a, b, c, d]) expect(Math.abs(entry)).toBeCloseTo(Math.SQRT1_2, 15);
    expect(Math.sign(a * c)).toBe(-1);
    expect(Math.sign(b * d)).toBe(1);
  });

  test('a diagonal matrix gives its entries in order, and unit vectors', () => {
    const { values, vectors } = eigen(matrix([[3, 0, 0], [0, -1, 0], [0, 0, 2]]), 3);
    expect([...values]).toEqual([-1, 2, 3]);
    expect([...vectors]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0]);
  });

  test.each([1, 2, 3, 10, 57])('the second difference of %i points: 2 - 2 cos(k pi / (n + 1))', (n) => {
    const C = new Float64Array(n * n);
    for (let i = 0; i < n; i++) { C[i * n + i] = 2; if (i > 0) C[i * n + i - 1] = C[(i - 1) * n + i] = -1; }
    const found = eigen(C, n);
    for (let k = 1; k <= n; k++) expect(found.values[k - 1]).toBeCloseTo(2 - 2 * Math.cos((k * Math.PI) / (n + 1)), 13);
    expect(holds(C, n, found)).toBe(true);
  });

  test('all ones: n once and 0 otherwise', () => {
    const n = 12, C = new Float64Array(n * n).fill(1), found = eigen(C, n);
    expect(found.values[n - 1]).toBeCloseTo(n, 13);
    expect(most(found.values.subarray(0, n - 1))).toBeLessThan(1e-14);
    expect(holds(C, n, found)).toBe(true);
  });

  test('the Hilbert matrix of five, condition 476,607', () => {
    const n = 5, C = Float64Array.from({ length: n * n }, (_, k) => 1 / (Math.floor(k / n) + (k % n) + 1));
    const { values } = eigen(C, n);
    expect(values[0]).toBeCloseTo(3.287928772171863e-6, 15);
    expect(values[4]).toBeCloseTo(1.567050691098231, 14);
  });

  test('eigenvalues over fourteen orders of magnitude come back, each within 1e-15 of the largest', () => {
    const n = 15, { vectors: Q } = eigen(symmetric(n, 3), n), C = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) C[i * n + j] += Q[i * n + k] * 10 ** -k * Q[j * n + k];
    const { values } = eigen(C, n);
    for (let k = 0; k < n; k++) expect(Math.abs(values[n - 1 - k] - 10 ** -k)).toBeLessThan(1e-15 * n);
  });
});

describe('any symmetric matrix', () => {
  test('is B D B with B orthogonal and D ascending', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1e6), fc.integer({ min: -200, max: 200 }), (n, seed, scale) => {
      const C = symmetric(n, seed).map((x) => x * 2 ** scale), found = eigen(C, n);
      expect(holds(C, n, found)).toBe(true);
      expect([...found.values]).toEqual([...found.values].sort((a, b) => a - b));
    }), { numRuns: 200 });
  });

  test('also with most entries 0, where it falls apart', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(1e6), (n, seed) => {
      const stream = streamsOf(seed)('zeros'), C = symmetric(n, seed);
      for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) if (stream.random() < 0.8) C[i * n + j] = C[j * n + i] = 0;
      expect(holds(C, n, eigen(C, n))).toBe(true);
    }), { numRuns: 200 });
  });

  test('is read in its lower triangle alone, and left as it is', () => {
    const n = 7, C = symmetric(n, 1), lower = C.map((x, k) => (k % n > Math.floor(k / n) ? NaN : x)), copy = lower.slice();
    expect(eigen(lower, n)).toEqual(eigen(C, n));
    expect(lower).toEqual(copy);
  });

  test('of 150 rows too', () => {
    const C = symmetric(150, 5);
    expect(holds(C, 150, eigen(C, 150))).toBe(true);
  });

  test('has the same bits each time', () => {
    expect(eigen(symmetric(30, 2), 30)).toEqual(eigen(symmetric(30, 2), 30));
  });
});

describe('the check rejects', () => {
  const n = 8, C = symmetric(n, 4), right = eigen(C, n);
  test('eigenvectors as rows instead of columns', () => {
    const vectors = right.vectors.map((_, k) => right.vectors[(k % n) * n + Math.floor(k / n)]);
    expect(holds(C, n, { ...right, vectors })).toBe(false);
  });
  test('values that were sorted without their vectors', () => {
    expect(holds(C, n, { ...right, values: right.values.toReversed() })).toBe(false);
  });
  test('an upper triangle that was read as the lower', () => {
    const other = C.map((x, k) => (k % n > Math.floor(k / n) ? 2 * x : x)), turned = other.map((_, k) => other[(k % n) * n + Math.floor(k / n)]);
    expect(holds(C, n, eigen(turned, n))).toBe(false);
  });
});

test.each([NaN, Infinity])('a matrix with %f in it is refused by the name of the entry', (x) => {
  expect(() => eigen([1, 0, x, 1], 2)).toThrow(new RangeError(`entry (1, 0) of a matrix to decompose is ${x}; every entry must be finite`));
});
