// Four float32 at a time. Lanes run across columns and never meet, so that a wider machine gives the same bits. Multiply, then add: never fused.

// @ts-ignore: decorator
@inline
export function mulAdd(c: v128, a: v128, b: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

/** a x + b */
// @ts-ignore: decorator
@inline
export function affine(a: v128, x: v128, b: f32): v128 {
  return f32x4.add(f32x4.mul(a, x), f32x4.splat(b));
}

/** Stores the first `width` (1 to 4) lanes and leaves what is beyond as it was: it may be someone else's. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, v: v128, width: i32): void {
  if (width >= 4) v128.store(p, v);
  else storeFew(p, v, width);
}

/** The first `width` (1 to 8) lanes of two vectors. */
// @ts-ignore: decorator
@inline
export function store8(p: usize, v0: v128, v1: v128, width: i32): void {
  if (width >= 8) {
    v128.store(p, v0);
    v128.store(p, v1, 16);
  } else storePart(p, v0, v1, width);
}

function storePart(p: usize, v0: v128, v1: v128, width: i32): void {
  if (width < 4) { storeFew(p, v0, width); return; }
  v128.store(p, v0);
  storeFew(p + 16, v1, width - 4);
}

/** 0 to 3 lanes. */
function storeFew(p: usize, v: v128, width: i32): void {
  if (width >= 2) {
    v128.store64_lane(p, v, 0);
    if (width == 3) v128.store32_lane(p, v, 2, 8);
  } else if (width == 1) v128.store32_lane(p, v, 0);
}

/** Four numbers that are `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function gather4(p: usize, stride: usize): v128 {
  let v = v128.load32_zero(p);
  v = v128.load32_lane(p + stride, v, 1);
  v = v128.load32_lane(p + (stride << 1), v, 2);
  return v128.load32_lane(p + 3 * stride, v, 3);
}

/** 1 to 3 of them; the other lanes are 0. */
export function gatherFew(p: usize, stride: usize, count: i32): v128 {
  let v = v128.load32_zero(p);
  if (count >= 2) v = v128.load32_lane(p + stride, v, 1);
  if (count >= 3) v = v128.load32_lane(p + (stride << 1), v, 2);
  return v;
}

/** The first `count` (1 to 4, or more for 4) lanes to where they were gathered. */
// @ts-ignore: decorator
@inline
export function scatter4(p: usize, stride: usize, v: v128, count: i32): void {
  v128.store32_lane(p, v, 0);
  if (count >= 2) v128.store32_lane(p + stride, v, 1);
  if (count >= 3) v128.store32_lane(p + (stride << 1), v, 2);
  if (count >= 4) v128.store32_lane(p + 3 * stride, v, 3);
}
