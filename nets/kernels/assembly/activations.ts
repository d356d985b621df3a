import { exp4, expm14, tanh4 } from './elementary';
import { store4 } from './lanes';
import { logSoftmaxBackward, logSoftmaxRow, softmaxBackward, softmaxRow } from './softmax';

// The places in ACTIVATIONS of nets/network.ts.
const STEP: i32 = 1, SIGMOID: i32 = 2, TANH: i32 = 3, RELU: i32 = 4, LEAKY_RELU: i32 = 5, ELU: i32 = 6, SOFTMAX: i32 = 7, LOG_SOFTMAX: i32 = 8;
const LEAK: f32 = 0.01;

/** y = f(z), where `kind` is known to the compiler. */
// @ts-ignore: decorator
@inline
function f(kind: i32, z: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == TANH) return tanh4(z);
  if (kind == RELU) return f32x4.pmax(z, zero);
  if (kind == LEAKY_RELU) return v128.bitselect(f32x4.mul(z, f32x4.splat(LEAK)), z, f32x4.lt(z, zero));
  if (kind == ELU) return v128.bitselect(expm14(z), z, f32x4.lt(z, zero));
  if (kind == SIGMOID) return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(z))));
  return v128.bitselect(one, f32x4.mul(z, zero), f32x4.gt(z, zero));                 // step; 0 z, so that a NaN stays one
}

/** dz = dy f'(z), with f' told from y = f(z). */
// @ts-ignore: decorator
@inline
function df(kind: i32, y: v128, dy: v128): v128 {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(y, y)));
  if (kind == RELU) return f32x4.mul(dy, v128.bitselect(one, f32x4.mul(y, zero), f32x4.gt(y, zero)));
  if (kind == LEAKY_RELU) return v128.bitselect(dy, f32x4.mul(dy, f32x4.splat(LEAK)), f32x4.gt(y, zero));
  if (kind == ELU) return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, one)), f32x4.gt(y, zero));
  if (kind == SIGMOID) return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(one, y)));
  return f32x4.mul(dy, zero);                                                        // step is flat
}

// @ts-ignore: decorator
@inline
function eachF(kind: i32, y: usize, count: i32): void {
  // Four at a time share the constants, which the engine makes anew in every turn of a loop.
  for (; count >= 16; count -= 16, y += 64) {
    const a = f(kind, v128.load(y)), b = f(kind, v128.load(y, 16)), c = f(kind, v128.load(y, 32)), d = f(kind, v128.load(y, 48));
    v128.store(y, a); v128.store(y, b, 16); v128.store(y, c, 32); v128.store(y, d, 48);
  }
  for (; count >= 4; count -= 4, y += 16) v128.store(y, f(kind, v128.load(y)));
  if (count > 0) store4(y, f(kind, v128.load(y)), count);
}

// @ts-ignore: decorator
@inline
function eachDf(kind: i32, y: usize, dy: usize, count: i32): void {
  for (; count >= 4; count -= 4, y += 16, dy += 16) v128.store(dy, df(kind, v128.load(y), v128.load(dy)));
  if (count > 0) store4(dy, df(kind, v128.load(y), v128.load(dy)), count);
}

function activateRow(kind: i32, y: usize, count: i32): void {
  if (kind == TANH) eachF(TANH, y, count);
  else if (kind == RELU) eachF(RELU, y, count);
  else if (kind == LEAKY_RELU) eachF(LEAKY_RELU, y, count);
  else if (kind == ELU) eachF(ELU, y, count);
  else if (kind == SIGMOID) eachF(SIGMOID, y, count);
  else if (kind == STEP) eachF(STEP, y, count);
  else if (kind == SOFTMAX) softmaxRow(y, count);
  else if (kind == LOG_SOFTMAX) logSoftmaxRow(y, count);
}

function deriveRow(kind: i32, y: usize, dy: usize, count: i32): void {
  if (kind == TANH) eachDf(TANH, y, dy, count);
  else if (kind == RELU) eachDf(RELU, y, dy, count);
  else if (kind == LEAKY_RELU) eachDf(LEAKY_RELU, y, dy, count);
  else if (kind == ELU) eachDf(ELU, y, dy, count);
  else if (kind == SIGMOID) eachDf(SIGMOID, y, dy, count);
  else if (kind == STEP) eachDf(STEP, y, dy, count);
  else if (kind == SOFTMAX) softmaxBackward(y, dy, count);
  else if (kind == LOG_SOFTMAX) logSoftmaxBackward(y, dy, count);
}

/** y <- f(y) for m rows of n numbers, `ys` bytes apart. */
export function activate(kind: i32, y: usize, ys: usize, m: i32, n: i32): void {
  if (kind == 0) return;
  if (kind < SOFTMAX && ys == <usize>n << 2) { n *= m; m = 1; }                      // rows that touch are one long row
  for (; m > 0; m--, y += ys) activateRow(kind, y, n);
}

/** dy <- dy f'(z) for m rows of n numbers. */
export function derive(kind: i32, y: usize, ys: usize, dy: usize, dys: usize, m: i32, n: i32): void {
  if (kind == 0) return;
  if (kind < SOFTMAX && ys == <usize>n << 2 && dys == ys) { n *= m; m = 1; }
  for (; m > 0; m--, y += ys, dy += dys) deriveRow(kind, y, dy, n);
}
