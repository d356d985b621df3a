// Over one row. What is added up across a row is added in the order of its columns, one after the other.
import { exp4 } from './elementary';
import { mulAdd, store4 } from './lanes';

function largest(y: usize, n: i32): f32 {
  let most = load<f32>(y);
  for (let j: i32 = 1; j < n; j++) most = max(most, load<f32>(y + (<usize>j << 2)));
  return most;
}

/** sum + the first `width` lanes, in their order. */
// @ts-ignore: decorator
@inline
function addLanes(sum: f32, v: v128, width: i32): f32 {
  sum += f32x4.extract_lane(v, 0);
  if (width > 1) sum += f32x4.extract_lane(v, 1);
  if (width > 2) sum += f32x4.extract_lane(v, 2);
  if (width > 3) sum += f32x4.extract_lane(v, 3);
  return sum;
}

/** y[j] <- e^(y[j] - max) / sum of those. A logit of minus infinity gets 0. */
export function softmaxRow(y: usize, n: i32): void {
  const most = f32x4.splat(largest(y, n));
  let sum: f32 = 0;
  for (let j: i32 = 0; j < n; j += 4) {
    const p = y + (<usize>j << 2), e = exp4(f32x4.sub(v128.load(p), most));
    store4(p, e, n - j);
    sum = addLanes(sum, e, n - j);
  }
  const total = f32x4.splat(sum);
  for (let j: i32 = 0; j < n; j += 4) {
    const p = y + (<usize>j << 2);
    store4(p, f32x4.div(v128.load(p), total), n - j);
  }
}

/** y[j] <- (y[j] - max) - ln sum of e^(y[i] - max). */
export function logSoftmaxRow(y: usize, n: i32): void {
  const most = f32x4.splat(largest(y, n));
  let sum: f32 = 0;
  for (let j: i32 = 0; j < n; j += 4) sum = addLanes(sum, exp4(f32x4.sub(v128.load(y + (<usize>j << 2)), most)), n - j);
  const log = f32x4.splat(<f32>NativeMath.log(<f64>sum));
  for (let j: i32 = 0; j < n; j += 4) {
    const p = y + (<usize>j << 2);
    store4(p, f32x4.sub(f32x4.sub(v128.load(p), most), log), n - j);
  }
}

/** dz[j] = y[j] (dy[j] - sum of dy[i] y[i]) */
export function softmaxBackward(y: usize, dy: usize, n: i32): void {
  let sum: f32 = 0;
  for (let j: i32 = 0; j < n; j++) sum += load<f32>(dy + (<usize>j << 2)) * load<f32>(y + (<usize>j << 2));
  const mean = f32x4.splat(sum);
  for (let j: i32 = 0; j < n; j += 4) {
    const o = <usize>j << 2;
    store4(dy + o, f32x4.mul(v128.load(y + o), f32x4.sub(v128.load(dy + o), mean)), n - j);
  }
}

/** dz[j] = dy[j] - e^(y[j]) sum of dy[i] */
export function logSoftmaxBackward(y: usize, dy: usize, n: i32): void {
  let sum: f32 = 0;
  for (let j: i32 = 0; j < n; j++) sum += load<f32>(dy + (<usize>j << 2));
  const minus = f32x4.splat(-sum);
  for (let j: i32 = 0; j < n; j += 4) {
    const o = <usize>j << 2;
    store4(dy + o, mulAdd(v128.load(dy + o), exp4(v128.load(y + o)), minus), n - j);
  }
}
