import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../../nets/network.ts';
import { activate, activationGradient } from '../twin/mlp.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';
import { arena, ROWS, SIZES } from './arena.ts';

/** f(z) of the kernel. */
function kernel(activation: Activation, z: ArrayLike<number>): Float32Array {
  const { kernels, take } = arena(8 * z.length + (1 << 16)), y = take(z);
  kernels.activate(ACTIVATIONS.indexOf(activation), y.byteOffset, 4 * y.length, 1, y.length);
  return y;
}

const bits = new Uint32Array(1), float = new Float32Array(bits.buffer);
/** Every `step`-th float32 from a to b, both of one sign, on both sides of 0 where `mirrored`. */
function floats(a: number, b: number, step: number, mirrored = true): Float32Array {
  const bitsOf = (x: number) => { float[0] = x; return bits[0]; };
  const numbers: number[] = [];
  for (let i = bitsOf(a); i < bitsOf(b); i += step) {
    bits[0] = i;
    numbers.push(float[0]);
    if (mirrored) numbers.push(-float[0]);
  }
  return Float32Array.from(numbers);
}
/** Distance of neighbouring float32 at x. */
const ulp = (x: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), -126) - 23);

/** The largest of |f(z) - exact(z)|, in units of `unit(exact(z))`. */
function worst(activation: Activation, z: Float32Array, exact: (z: number) => number, unit: (y: number) => number): number {
  let most = 0;
  for (let from = 0; from < z.length; from += 500_000) {
    const part = z.subarray(from, from + 500_000), y = kernel(activation, part);
    for (let i = 0; i < y.length; i++) {
      const right = exact(part[i]), error = Math.abs(y[i] - right) / unit(right);
      most = Math.max(most, Number.isNaN(error) ? Infinity : error);
    }
  }
  return most;
}

describe('how far activations are from the truth', () => {
  const wide = floats(1e-10, 9.1, 271), near = floats(0.03, 9.1, 97);

  test('tanh is within 4.1e-7, and within 5 units in the last place below 1/2', () => {
    expect(worst('tanh', wide, Math.tanh, () => 1)).toBeLessThan(4.1e-7);
    expect(worst('tanh', near, Math.tanh, () => 1)).toBeLessThan(4.1e-7);
    expect(worst('tanh', floats(1e-10, 0.549, 271), Math.tanh, ulp)).toBeLessThan(5);
  });

  test('tanh ends at exactly 1 and -1, and never goes beyond', () => {
    for (const z of [9.02, 10, 88, 1e10, 3e38, Infinity]) expect([...kernel('tanh', [z, -z])]).toEqual([1, -1]);
    expect(kernel('tanh', floats(2, 9.1, 31)).every((y) => Math.abs(y) <= 1)).toBe(true);
  });

  test('tanh is odd to the bit, and 0 stays 0', () => {
    const up = floats(1e-6, 9.1, 5003, false);
    expect(kernel('tanh', up.map((z) => -z))).toEqual(kernel('tanh', up).map((y) => -y));
    expect([...kernel('tanh', [0, -0])]).toEqual([0, -0]);
  });

  test('sigmoid is within 3 units in the last place where it is above 1e-37, and ends at 0 and 1', () => {
    expect(worst('sigmoid', floats(1e-6, 85, 997), (z) => 1 / (1 + Math.exp(-z)), ulp)).toBeLessThan(3);
    expect([...kernel('sigmoid', [-100, -Infinity, 100, Infinity])]).toEqual([0, 0, 1, 1]);
  });

  test('elu is within 2 units in the last place, near 0 too', () => {
    expect(worst('elu', floats(1e-10, 100, 997), (z) => (z > 0 ? z : Math.expm1(z)), ulp)).toBeLessThan(2);
    expect([...kernel('elu', [-Infinity, Infinity, 0, -0])]).toEqual([-1, Infinity, 0, -0]);
  });

  test('the exponential in softmax is within 2 units in the last place: e^z = y1 / y0 for logits (0, z)', () => {
    // y0 = 1 / (1 + e^z) and y1 = e^z / (1 + e^z) have one rounding each beside it.
    const z = floats(1e-3, 80, 150011, false).map((z) => -z);
    let most = 0;
    for (const one of z) {
      const [y0, y1] = kernel('softmax', [0, one]);
      most = Math.max(most, Math.abs(y1 / y0 - Math.exp(one)) / ulp(Math.exp(one)));
    }
    expect(most).toBeLessThan(4);
  });

  test('a rational of lower degree for tanh would be told from it', () => {
    const lower = (z: number) => Math.max(-1, Math.min(1, z * (135135 + z * z * (17325 + z * z * (378 + z * z))) / (135135 + z * z * (62370 + z * z * (3150 + z * z * 28)))));
    expect(near.reduce((most, z) => Math.max(most, Math.abs(lower(z) - Math.tanh(z))), 0)).toBeGreaterThan(1e-5);
  });
});

describe.each(ACTIVATIONS)('%s', (activation) => {
  test('equals the float64 twin in rows of any length, apart or touching, and touches nothing else', () => {
    for (const n of SIZES) {
      for (const m of ROWS) {
        for (const gap of [0, 3]) {
          const { kernels, take, untouched } = arena(), stride = n + gap, z = Float32Array.from(drawNumbers(m * stride, n + m, 4)), y = take(z);
          kernels.activate(ACTIVATIONS.indexOf(activation), y.byteOffset, 4 * stride, m, n);
          for (let i = 0; i < m; i++) {
            const row = [...z.subarray(i * stride, i * stride + n)], expected = activate(activation, row);
            expect(vectorError(y.subarray(i * stride, i * stride + n), expected), `row ${i} of ${m} x ${n}`).toBeLessThan(1e-6);
            expect(y.subarray(i * stride + n, (i + 1) * stride)).toEqual(z.subarray(i * stride + n, (i + 1) * stride));
          }
          expect(untouched()).toBe(true);
        }
      }
    }
  });

  test('goes back as the float64 twin', () => {
    for (const n of SIZES) {
      for (const m of [1, 3, 9]) {
        for (const gap of [0, 3]) {
          const { kernels, take, untouched } = arena(), stride = n + gap, kind = ACTIVATIONS.indexOf(activation);
          const z = Float32Array.from(drawNumbers(m * stride, n + m, 3)), dY = Float32Array.from(drawNumbers(m * n, 7)), y = take(z), dy = take(dY);
          kernels.activate(kind, y.byteOffset, 4 * stride, m, n);
          kernels.derive(kind, y.byteOffset, 4 * stride, dy.byteOffset, 4 * n, m, n);
          for (let i = 0; i < m; i++) {
            const expected = activationGradient(activation, [...z.subarray(i * stride, i * stride + n)], [...dY.subarray(i * n, (i + 1) * n)]);
            // A softmax of one number is flat, and rounding leaves a little.
            expect(vectorError([...dy.subarray(i * n, (i + 1) * n), 1], [...expected, 1]), `row ${i} of ${m} x ${n}`).toBeLessThan(2e-6);
          }
          expect(untouched()).toBe(true);
        }
      }
    }
  });

  test('keeps a NaN, wherever it stands', () => {
    for (let at = 0; at < 9; at++) {
      const y = kernel(activation, Array.from({ length: 9 }, (_, i) => (i === at ? NaN : 0.5)));
      expect(y[at]).toBeNaN();
    }
  });
});

describe('softmax and logSoftmax', () => {
  test('a masked action has probability 0 and log-probability minus infinity, and gets no gradient', () => {
    const z = [1, -Infinity, 2, -Infinity, 0.5], y = kernel('softmax', z);
    expect(vectorError(y, activate('softmax', z))).toBeLessThan(3e-7);
    expect([y[1], y[3]]).toEqual([0, 0]);
    const log = kernel('logSoftmax', z);
    expect([log[1], log[3]]).toEqual([-Infinity, -Infinity]);
    expect(log[2]).toBeCloseTo(Math.log(y[2]), 6);

    const { kernels, take } = arena(), out = take(y), dy = take([1, 2, 3, 4, 5]);
    kernels.derive(ACTIVATIONS.indexOf('softmax'), out.byteOffset, 20, dy.byteOffset, 20, 1, 5);
    expect([Math.abs(dy[1]), Math.abs(dy[3])]).toEqual([0, 0]);
  });

  test('large logits do not overflow: (1000, 999) is (1, 0)', () => {
    expect(vectorError(kernel('softmax', [1000, 999]), activate('softmax', [1, 0]))).toBeLessThan(3e-7);
    expect(vectorError(kernel('logSoftmax', [-1000, -999]), activate('logSoftmax', [0, 1]))).toBeLessThan(3e-7);
  });

  test('probabilities add to 1 over 64 actions', () => {
    expect(kernel('softmax', drawNumbers(64, 3, 5)).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });
});
