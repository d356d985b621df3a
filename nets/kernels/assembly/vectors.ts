// Whole vectors of n numbers.
import { mulAdd, store4 } from './lanes';

/** The first index whose number (or with `squared` whose square) is NaN or infinite, or -1. */
export function firstNotFinite(p: usize, n: i32, squared: i32): i32 {
  // 0 times a finite number is 0 or -0, and NaN for the others; a NaN stays in a sum.
  const zero = f32x4.splat(0);
  let a = zero, b = zero, i: i32 = 0;
  for (; i + 8 <= n; i += 8) {
    const q = p + (<usize>i << 2);
    const x = v128.load(q), y = v128.load(q, 16);
    a = mulAdd(a, squared ? f32x4.mul(x, x) : x, zero);
    b = mulAdd(b, squared ? f32x4.mul(y, y) : y, zero);
  }
  const sum = f32x4.add(a, b), rest = i;
  for (; i < n; i++) if (isTooLarge(load<f32>(p + (<usize>i << 2)), squared)) break;
  if (!v128.any_true(f32x4.ne(sum, sum))) return i < n ? i : -1;
  for (i = 0; i < rest; i++) if (isTooLarge(load<f32>(p + (<usize>i << 2)), squared)) return i;
  return -1;
}

// @ts-ignore: decorator
@inline
function isTooLarge(x: f32, squared: i32): bool {
  return !isFinite(squared ? x * x : x);
}

/** Adds squares, in float64, to 16 partial sums at `sums`: that of number i to the one at i mod 16. */
export function squares(p: usize, n: i32, sums: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  let i: i32 = 0;
  for (; i + 16 <= n; i += 16, p += 64) {
    s0 = addSquares(s0, load<u64>(p)); s1 = addSquares(s1, load<u64>(p, 8));
    s2 = addSquares(s2, load<u64>(p, 16)); s3 = addSquares(s3, load<u64>(p, 24));
    s4 = addSquares(s4, load<u64>(p, 32)); s5 = addSquares(s5, load<u64>(p, 40));
    s6 = addSquares(s6, load<u64>(p, 48)); s7 = addSquares(s7, load<u64>(p, 56));
  }
  v128.store(sums, s0); v128.store(sums, s1, 16); v128.store(sums, s2, 32); v128.store(sums, s3, 48);
  v128.store(sums, s4, 64); v128.store(sums, s5, 80); v128.store(sums, s6, 96); v128.store(sums, s7, 112);
  for (; i < n; i++, p += 4, sums += 8) {
    const x = <f64>load<f32>(p);
    store<f64>(sums, load<f64>(sums) + x * x);
  }
}

// @ts-ignore: decorator
@inline
function addSquares(sum: v128, pair: u64): v128 {
  const x = f64x2.promote_low_f32x4(i64x2.splat(pair));
  return f64x2.add(sum, f64x2.mul(x, x));
}

/** p <- factor p */
export function scale(p: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  for (; n > 0; n -= 4, p += 16) store4(p, f32x4.mul(v128.load(p), f), n);
}

/** target <- target + tau (source - target) */
export function polyak(target: usize, source: usize, n: i32, tau: f32): void {
  const t = f32x4.splat(tau);
  for (; n > 0; n -= 4, target += 16, source += 16) {
    const old = v128.load(target);
    store4(target, mulAdd(old, t, f32x4.sub(v128.load(source), old)), n);
  }
}
