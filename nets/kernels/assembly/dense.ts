// y = c + x w for m rows: each element begins as c (a bias, zeros, or what y already holds) and adds x[i][p] w[p][j] for p = 0, 1, ..., k - 1.
//
// Pointers and strides are in bytes: rows of x, c and y are xs, cs and ys apart (cs = 0 repeats one row of biases). Columns of w come in panels
// of 8, `panel` apart, whose rows are ws apart: in a matrix as it is, panel = 32 and ws = 4 n; in a packed one (pack.ts), panel = 32 k and ws = 32.
// Lanes beyond column n are computed from whatever lies there and never stored.
import { gather4, mulAdd, scatter4, store4, store8 } from './lanes';

export function dense(
  x: usize, xs: usize, w: usize, panel: usize, ws: usize, c: usize, cs: usize, y: usize, ys: usize, m: i32, k: i32, n: i32,
): void {
  const whole = m & ~3;
  if (whole > 0) {
    for (let j: i32 = 0, wj = w; j < n; j += 8, wj += panel) {
      const o = <usize>j << 2;
      let xi = x, ci = c + o, yi = y + o, i: i32 = 0;
      if (n - j == 1) for (; i + 8 <= whole; i += 8, xi += xs << 3, ci += cs << 3, yi += ys << 3) block8x1(xi, xs, wj, ws, ci, cs, yi, ys, k);
      else if (n - j == 2) for (; i + 8 <= whole; i += 8, xi += xs << 3, ci += cs << 3, yi += ys << 3) block8x2(xi, xs, wj, ws, ci, cs, yi, ys, k);
      if (n - j <= 4) for (; i < whole; i += 4, xi += xs << 2, ci += cs << 2, yi += ys << 2) block4x4(xi, xs, wj, ws, ci, cs, yi, ys, k, n - j);
      else for (; i < whole; i += 4, xi += xs << 2, ci += cs << 2, yi += ys << 2) block4x8(xi, xs, wj, ws, ci, cs, yi, ys, k, n - j);
    }
  }
  for (let i = whole; i < m; i++) denseRow(x + <usize>i * xs, w, panel, ws, c + <usize>i * cs, y + <usize>i * ys, k, n);
}

/** One row, by up to 24 columns: enough to hide the time that an addition takes, and no more than 15 registers hold (6 sums, 6 weights, an input). */
export function denseRow(x: usize, w: usize, panel: usize, ws: usize, c: usize, y: usize, k: i32, n: i32): void {
  for (; n >= 24 && n != 32; n -= 24, w += 3 * panel, c += 96, y += 96) row24(x, w, panel, ws, c, y, k);
  for (; n >= 16; n -= 16, w += panel << 1, c += 64, y += 64) row16(x, w, panel, ws, c, y, k);
  if (n >= 8) { row8(x, w, ws, c, y, k, 8); n -= 8; w += panel; c += 32; y += 32; }
  if (n > 4) row8(x, w, ws, c, y, k, n);
  else if (n > 0) row4(x, w, ws, c, y, k, n);
}

/** 4 rows x 8 columns: 8 accumulators, 2 weights and an input in 16 registers. */
// @ts-ignore: decorator
@inline
function block4x8(x: usize, xs: usize, w: usize, ws: usize, c: usize, cs: usize, y: usize, ys: usize, k: i32, width: i32): void {
  const x0 = x, x1 = x0 + xs, x2 = x1 + xs, x3 = x2 + xs;
  let c00 = v128.load(c), c01 = v128.load(c, 16); c += cs;
  let c10 = v128.load(c), c11 = v128.load(c, 16); c += cs;
  let c20 = v128.load(c), c21 = v128.load(c, 16); c += cs;
  let c30 = v128.load(c), c31 = v128.load(c, 16);
  for (let p: usize = 0, end = <usize>k << 2; p < end; p += 4) {
    const w0 = v128.load(w), w1 = v128.load(w, 16);
    const a0 = v128.load32_splat(x0 + p); c00 = mulAdd(c00, a0, w0); c01 = mulAdd(c01, a0, w1);
    const a1 = v128.load32_splat(x1 + p); c10 = mulAdd(c10, a1, w0); c11 = mulAdd(c11, a1, w1);
    const a2 = v128.load32_splat(x2 + p); c20 = mulAdd(c20, a2, w0); c21 = mulAdd(c21, a2, w1);
    const a3 = v128.load32_splat(x3 + p); c30 = mulAdd(c30, a3, w0); c31 = mulAdd(c31, a3, w1);
    w += ws;
  }
  store8(y, c00, c01, width); y += ys;
  store8(y, c10, c11, width); y += ys;
  store8(y, c20, c21, width); y += ys;
  store8(y, c30, c31, width);
}

/** 4 rows x 4 columns, for the last few. */
// @ts-ignore: decorator
@inline
function block4x4(x: usize, xs: usize, w: usize, ws: usize, c: usize, cs: usize, y: usize, ys: usize, k: i32, width: i32): void {
  const x0 = x, x1 = x0 + xs, x2 = x1 + xs, x3 = x2 + xs;
  let c0 = v128.load(c), c1 = v128.load(c + cs), c2 = v128.load(c + 2 * cs), c3 = v128.load(c + 3 * cs);
  for (let p: usize = 0, end = <usize>k << 2; p < end; p += 4) {
    const w0 = v128.load(w);
    c0 = mulAdd(c0, v128.load32_splat(x0 + p), w0);
    c1 = mulAdd(c1, v128.load32_splat(x1 + p), w0);
    c2 = mulAdd(c2, v128.load32_splat(x2 + p), w0);
    c3 = mulAdd(c3, v128.load32_splat(x3 + p), w0);
    w += ws;
  }
  store4(y, c0, width);
  store4(y + ys, c1, width);
  store4(y + 2 * ys, c2, width);
  store4(y + 3 * ys, c3, width);
}

/** 8 rows x 1 column. Lanes run across the rows, so that none of them is wasted: 4 x 4 numbers of x are turned over at a time. */
function block8x1(x: usize, xs: usize, w: usize, ws: usize, c: usize, cs: usize, y: usize, ys: usize, k: i32): void {
  const end = x + (<usize>k << 2), whole = x + (<usize>(k & ~3) << 2), xs4 = xs << 2, cs4 = cs << 2, ys4 = ys << 2;
  let low = gather4(c, cs), high = gather4(c + cs4, cs);
  for (; x < whole; x += 16, w += ws << 2) {
    const w0 = v128.load32_splat(w), w1 = v128.load32_splat(w + ws), w2 = v128.load32_splat(w + (ws << 1)), w3 = v128.load32_splat(w + 3 * ws);
    low = fourInputs(low, x, xs, w0, w1, w2, w3);
    high = fourInputs(high, x + xs4, xs, w0, w1, w2, w3);
  }
  for (; x < end; x += 4, w += ws) {
    const a = v128.load32_splat(w);
    low = mulAdd(low, gather4(x, xs), a);
    high = mulAdd(high, gather4(x + xs4, xs), a);
  }
  scatter4(y, ys, low, 4);
  scatter4(y + ys4, ys, high, 4);
}

/** c + x[p] w0 + x[p + 1] w1 + x[p + 2] w2 + x[p + 3] w3 of 4 rows. */
// @ts-ignore: decorator
@inline
function fourInputs(c: v128, x: usize, xs: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  const a = v128.load(x), b = v128.load(x + xs), d = v128.load(x + (xs << 1)), e = v128.load(x + 3 * xs);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), de = v128.shuffle<i32>(d, e, 0, 4, 1, 5);
  const ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7), ed = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
  c = mulAdd(c, v128.shuffle<i64>(ab, de, 0, 2), w0);
  c = mulAdd(c, v128.shuffle<i64>(ab, de, 1, 3), w1);
  c = mulAdd(c, v128.shuffle<i64>(ba, ed, 0, 2), w2);
  return mulAdd(c, v128.shuffle<i64>(ba, ed, 1, 3), w3);
}

/** 8 rows x 2 columns, the same way. */
function block8x2(x: usize, xs: usize, w: usize, ws: usize, c: usize, cs: usize, y: usize, ys: usize, k: i32): void {
  const end = x + (<usize>k << 2), whole = x + (<usize>(k & ~3) << 2), xs4 = xs << 2, cs4 = cs << 2, ys4 = ys << 2;
  let low = gather4(c, cs), high = gather4(c + cs4, cs), low1 = gather4(c + 4, cs), high1 = gather4(c + 4 + cs4, cs);
  for (; x < whole; x += 16) {
    let a = v128.load(x), b = v128.load(x + xs), d = v128.load(x + (xs << 1)), e = v128.load(x + 3 * xs);
    let ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), de = v128.shuffle<i32>(d, e, 0, 4, 1, 5);
    let ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7), ed = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
    const p0 = v128.shuffle<i64>(ab, de, 0, 2), p1 = v128.shuffle<i64>(ab, de, 1, 3);
    const p2 = v128.shuffle<i64>(ba, ed, 0, 2), p3 = v128.shuffle<i64>(ba, ed, 1, 3);
    const xi = x + xs4;
    a = v128.load(xi); b = v128.load(xi + xs); d = v128.load(xi + (xs << 1)); e = v128.load(xi + 3 * xs);
    ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5); de = v128.shuffle<i32>(d, e, 0, 4, 1, 5);
    ba = v128.shuffle<i32>(a, b, 2, 6, 3, 7); ed = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
    const q0 = v128.shuffle<i64>(ab, de, 0, 2), q1 = v128.shuffle<i64>(ab, de, 1, 3);
    const q2 = v128.shuffle<i64>(ba, ed, 0, 2), q3 = v128.shuffle<i64>(ba, ed, 1, 3);
    let u = v128.load32_splat(w), v = v128.load32_splat(w, 4); w += ws;
    low = mulAdd(low, p0, u); high = mulAdd(high, q0, u); low1 = mulAdd(low1, p0, v); high1 = mulAdd(high1, q0, v);
    u = v128.load32_splat(w); v = v128.load32_splat(w, 4); w += ws;
    low = mulAdd(low, p1, u); high = mulAdd(high, q1, u); low1 = mulAdd(low1, p1, v); high1 = mulAdd(high1, q1, v);
    u = v128.load32_splat(w); v = v128.load32_splat(w, 4); w += ws;
    low = mulAdd(low, p2, u); high = mulAdd(high, q2, u); low1 = mulAdd(low1, p2, v); high1 = mulAdd(high1, q2, v);
    u = v128.load32_splat(w); v = v128.load32_splat(w, 4); w += ws;
    low = mulAdd(low, p3, u); high = mulAdd(high, q3, u); low1 = mulAdd(low1, p3, v); high1 = mulAdd(high1, q3, v);
  }
  for (; x < end; x += 4, w += ws) {
    const p = gather4(x, xs), q = gather4(x + xs4, xs), u = v128.load32_splat(w), v = v128.load32_splat(w, 4);
    low = mulAdd(low, p, u); high = mulAdd(high, q, u); low1 = mulAdd(low1, p, v); high1 = mulAdd(high1, q, v);
  }
  scatter4(y, ys, low, 4); scatter4(y + ys4, ys, high, 4);
  scatter4(y + 4, ys, low1, 4); scatter4(y + 4 + ys4, ys, high1, 4);
}

// @ts-ignore: decorator
@inline
function row24(x: usize, w: usize, panel: usize, ws: usize, c: usize, y: usize, k: i32): void {
  let c0 = v128.load(c), c1 = v128.load(c, 16), c2 = v128.load(c, 32), c3 = v128.load(c, 48), c4 = v128.load(c, 64), c5 = v128.load(c, 80);
  let u = w + panel, v = u + panel;
  for (let p = x, end = x + (<usize>k << 2); p < end; p += 4) {
    const a = v128.load32_splat(p);
    c0 = mulAdd(c0, a, v128.load(w)); c1 = mulAdd(c1, a, v128.load(w, 16)); w += ws;
    c2 = mulAdd(c2, a, v128.load(u)); c3 = mulAdd(c3, a, v128.load(u, 16)); u += ws;
    c4 = mulAdd(c4, a, v128.load(v)); c5 = mulAdd(c5, a, v128.load(v, 16)); v += ws;
  }
  v128.store(y, c0); v128.store(y, c1, 16); v128.store(y, c2, 32); v128.store(y, c3, 48); v128.store(y, c4, 64); v128.store(y, c5, 80);
}

// @ts-ignore: decorator
@inline
function row16(x: usize, w: usize, panel: usize, ws: usize, c: usize, y: usize, k: i32): void {
  let c0 = v128.load(c), c1 = v128.load(c, 16), c2 = v128.load(c, 32), c3 = v128.load(c, 48);
  let u = w + panel;
  for (let p = x, end = x + (<usize>k << 2); p < end; p += 4) {
    const a = v128.load32_splat(p);
    c0 = mulAdd(c0, a, v128.load(w)); c1 = mulAdd(c1, a, v128.load(w, 16)); w += ws;
    c2 = mulAdd(c2, a, v128.load(u)); c3 = mulAdd(c3, a, v128.load(u, 16)); u += ws;
  }
  v128.store(y, c0); v128.store(y, c1, 16); v128.store(y, c2, 32); v128.store(y, c3, 48);
}

// @ts-ignore: decorator
@inline
function row8(x: usize, w: usize, ws: usize, c: usize, y: usize, k: i32, width: i32): void {
  let c0 = v128.load(c), c1 = v128.load(c, 16);
  for (let p = x, end = x + (<usize>k << 2); p < end; p += 4, w += ws) {
    const a = v128.load32_splat(p);
    c0 = mulAdd(c0, a, v128.load(w)); c1 = mulAdd(c1, a, v128.load(w, 16));
  }
  store8(y, c0, c1, width);
}

// @ts-ignore: decorator
@inline
function row4(x: usize, w: usize, ws: usize, c: usize, y: usize, k: i32, width: i32): void {
  let c0 = v128.load(c);
  for (let p = x, end = x + (<usize>k << 2); p < end; p += 4, w += ws) c0 = mulAdd(c0, v128.load32_splat(p), v128.load(w));
  store4(y, c0, width);
}
