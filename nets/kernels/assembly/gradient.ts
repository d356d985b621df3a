// dw[p][j] += x[i][p] dy[i][j] and db[j] += dy[i][j], for rows i = 0, 1, ..., m - 1 in this order, each element alone. Sums begin from what dw
// and db hold, so that many rows at once give the bits of the same rows in pieces. Strides are in bytes, as in dense.ts.
import { gather4, gatherFew, mulAdd, scatter4, store8 } from './lanes';

/** Outputs that are few enough to take one by one. */
const FEW: i32 = 4;

export function denseGradient(x: usize, xs: usize, dy: usize, dys: usize, dw: usize, db: usize, m: i32, k: i32, n: i32): void {
  const ws = <usize>n << 2, whole = k & ~3;
  for (let j: i32 = 0; j < n; j += 8) {
    const o = <usize>j << 2, width = n - j;
    if (width <= FEW) {
      for (let c = o, end = o + (<usize>width << 2); c < end; c += 4) oneOutput(x, xs, dy + c, dys, dw + c, ws, m, k);
      sum8(dy + o, dys, db + o, m, width);
      return;
    }
    for (let p: i32 = 0; p < whole; p += 4) block4x8(x + (<usize>p << 2), xs, dy + o, dys, dw + <usize>p * ws + o, ws, m, width);
    for (let p = whole; p < k; p++) block1x8(x + (<usize>p << 2), xs, dy + o, dys, dw + <usize>p * ws + o, m, width);
    sum8(dy + o, dys, db + o, m, width);
  }
}

/** Lanes run across the inputs, so that none of them is wasted: 16 inputs x 1 output. */
function oneOutput(x: usize, xs: usize, dy: usize, dys: usize, dw: usize, ws: usize, m: i32, k: i32): void {
  for (; k >= 16; k -= 16, x += 64, dw += ws << 4) {
    let c0 = gather4(dw, ws), c1 = gather4(dw + (ws << 2), ws), c2 = gather4(dw + (ws << 3), ws), c3 = gather4(dw + 12 * ws, ws);
    for (let i = m, xi = x, di = dy; i > 0; i--, xi += xs, di += dys) {
      const d = v128.load32_splat(di);
      c0 = mulAdd(c0, v128.load(xi), d); c1 = mulAdd(c1, v128.load(xi, 16), d);
      c2 = mulAdd(c2, v128.load(xi, 32), d); c3 = mulAdd(c3, v128.load(xi, 48), d);
    }
    scatter4(dw, ws, c0, 4); scatter4(dw + (ws << 2), ws, c1, 4); scatter4(dw + (ws << 3), ws, c2, 4); scatter4(dw + 12 * ws, ws, c3, 4);
  }
  for (; k > 0; k -= 4, x += 16, dw += ws << 2) {
    let c0 = k >= 4 ? gather4(dw, ws) : gatherFew(dw, ws, k);
    for (let i = m, xi = x, di = dy; i > 0; i--, xi += xs, di += dys) c0 = mulAdd(c0, v128.load(xi), v128.load32_splat(di));
    scatter4(dw, ws, c0, k);
  }
}

/** 4 inputs x 8 outputs, held in registers over all rows. */
// @ts-ignore: decorator
@inline
function block4x8(x: usize, xs: usize, dy: usize, dys: usize, dw: usize, ws: usize, m: i32, width: i32): void {
  const dw1 = dw + ws, dw2 = dw1 + ws, dw3 = dw2 + ws;
  let c00 = v128.load(dw), c01 = v128.load(dw, 16), c10 = v128.load(dw1), c11 = v128.load(dw1, 16);
  let c20 = v128.load(dw2), c21 = v128.load(dw2, 16), c30 = v128.load(dw3), c31 = v128.load(dw3, 16);
  for (; m > 0; m--, x += xs, dy += dys) {
    const d0 = v128.load(dy), d1 = v128.load(dy, 16);
    const a0 = v128.load32_splat(x); c00 = mulAdd(c00, a0, d0); c01 = mulAdd(c01, a0, d1);
    const a1 = v128.load32_splat(x, 4); c10 = mulAdd(c10, a1, d0); c11 = mulAdd(c11, a1, d1);
    const a2 = v128.load32_splat(x, 8); c20 = mulAdd(c20, a2, d0); c21 = mulAdd(c21, a2, d1);
    const a3 = v128.load32_splat(x, 12); c30 = mulAdd(c30, a3, d0); c31 = mulAdd(c31, a3, d1);
  }
  store8(dw, c00, c01, width);
  store8(dw1, c10, c11, width);
  store8(dw2, c20, c21, width);
  store8(dw3, c30, c31, width);
}

// @ts-ignore: decorator
@inline
function block1x8(x: usize, xs: usize, dy: usize, dys: usize, dw: usize, m: i32, width: i32): void {
  let c0 = v128.load(dw), c1 = v128.load(dw, 16);
  for (; m > 0; m--, x += xs, dy += dys) {
    const a = v128.load32_splat(x);
    c0 = mulAdd(c0, a, v128.load(dy));
    c1 = mulAdd(c1, a, v128.load(dy, 16));
  }
  store8(dw, c0, c1, width);
}

// @ts-ignore: decorator
@inline
function sum8(dy: usize, dys: usize, db: usize, m: i32, width: i32): void {
  let c0 = v128.load(db), c1 = v128.load(db, 16);
  for (; m > 0; m--, dy += dys) {
    c0 = f32x4.add(c0, v128.load(dy));
    c1 = f32x4.add(c1, v128.load(dy, 16));
  }
  store8(db, c0, c1, width);
}
