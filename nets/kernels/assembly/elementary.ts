// tanh and the exponential of four float32 at a time. Their errors are measured over a grid of float32 in tests/nets/kernels.
import { affine, mulAdd } from './lanes';

/** Beyond it tanh rounds to 1. */
const TANH_ENDS: f32 = 9.02;

/**
 * x P(x^2) / Q(x^2), P and Q of degree 4: a minimax fit of the relative error on [-9.02, 9.02] (2e-8 before rounding), scaled so that P begins
 * with 1. Within 4.1e-7; exactly 1 or -1 from 9.02 on; odd to the bit; NaN for NaN.
 */
// @ts-ignore: decorator
@inline
export function tanh4(z: v128): v128 {
  // pmin(a, b) is b < a ? b : a, one instruction where min takes nine; in this order it keeps a NaN.
  const x = f32x4.pmax(f32x4.pmin(z, f32x4.splat(TANH_ENDS)), f32x4.splat(-TANH_ENDS));
  const t = f32x4.mul(x, x);
  let p = f32x4.add(t, f32x4.splat(1545.420166015625));
  p = affine(p, t, 262334.84375);
  p = affine(p, t, 10045607);
  p = affine(p, t, 75080872);
  let q = affine(t, f32x4.splat(58.27760696411133), 24649.693359375);
  q = affine(q, t, 1942421.5);
  q = affine(q, t, 35072552);
  q = affine(q, t, 75080880);
  const y = f32x4.div(f32x4.mul(x, p), q);
  return f32x4.pmax(f32x4.pmin(y, f32x4.splat(1)), f32x4.splat(-1));
}

// e^x = 2^n e^r, n the nearest whole number to x / ln 2, |r| <= ln 2 / 2. Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
const ROUND: f32 = 12582912, LOG2_E: f32 = 1.44269504088896341;
/** ln 2 in two parts, the first with 9 bits, so that n times it is exact. */
const LN2_HIGH: f32 = 0.693359375, LN2_LOW: f32 = -2.12194440e-4;
/** Below -88 the power is 0, above 88.7 it is infinite. */
const EXP_LOWEST: f32 = -88, EXP_HIGHEST: f32 = 88.7;

/** e^r - 1 = r + r^2 P(r): the polynomial of Cephes' expf (Moshier 1989). */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  let p = affine(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  p = affine(p, r, 8.3334519073e-3);
  p = affine(p, r, 4.1665795894e-2);
  p = affine(p, r, 1.6666665459e-1);
  p = affine(p, r, 5.0000001201e-1);
  return mulAdd(r, f32x4.mul(r, r), p);
}

// @ts-ignore: decorator
@inline
function clampExponent(z: v128): v128 {
  return f32x4.pmax(f32x4.pmin(z, f32x4.splat(EXP_HIGHEST)), f32x4.splat(EXP_LOWEST));
}

// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** 2^n from a number that has been rounded by adding ROUND: 0 for n = -127, infinite for 128. */
// @ts-ignore: decorator
@inline
function powerOfTwo(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(0x3f800000));
}

/** e^x. Seen within 2 ulp between -87.3 and 88.3; 0 below -87.7 (so also of minus infinity), infinite above 88.4; NaN for NaN. */
// @ts-ignore: decorator
@inline
export function exp4(z: v128): v128 {
  const x = clampExponent(z);
  const rounded = affine(x, f32x4.splat(LOG2_E), ROUND), n = f32x4.sub(rounded, f32x4.splat(ROUND));
  return f32x4.mul(f32x4.add(expm1Reduced(remainder(x, n)), f32x4.splat(1)), powerOfTwo(rounded));
}

/** e^x - 1, accurate also near 0: 2^n (e^r - 1) + (2^n - 1). */
// @ts-ignore: decorator
@inline
export function expm14(z: v128): v128 {
  const x = clampExponent(z);
  const rounded = affine(x, f32x4.splat(LOG2_E), ROUND), n = f32x4.sub(rounded, f32x4.splat(ROUND)), s = powerOfTwo(rounded);
  return f32x4.add(f32x4.mul(expm1Reduced(remainder(x, n)), s), f32x4.sub(s, f32x4.splat(1)));
}
