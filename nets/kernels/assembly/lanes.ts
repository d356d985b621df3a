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
