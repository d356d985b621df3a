import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';

/** Another box, and the straight line y = gradient x + intercept that leads from each number of the old one to it. */
export interface Rescaling { readonly box: Box; readonly gradient: Float32Array | Float64Array; readonly intercept: Float32Array | Float64Array; readonly single: boolean }

/**
 * Maps each number of a Box onto [min, max]. Where it has no end on one side it is only shifted, and the new bounds must be infinite there too.
 * Arithmetic is in the box's precision. Throws where `space` is no Box, or the bounds do not fit it.
 */
export function rescaling(name: string, space: Space, min: number | ArrayLike<number>, max: number | ArrayLike<number>): Rescaling {
  if (!(space instanceof Box) || !space.dtype.startsWith('float')) {
    throw new TypeError(`${name} needs a Box of float32 or float64, and got ${String(space)}`);
  }
  const { rowSize: n, low, high, shape, dtype } = space, single = dtype === 'float32';
  const bounds = (given: number | ArrayLike<number>, what: string) => {
    if (typeof given !== 'number' && given?.length !== n) {
      throw new RangeError(`${name} needs a number or ${n} of them as ${what}, and got ${describe(given)}`);
    }
    return Float64Array.from({ length: n }, (_, i) => (typeof given === 'number' ? given : given[i]));
  };
  const from = bounds(min, 'lower end'), to = bounds(max, 'upper end');
  const gradient = single ? new Float32Array(n) : new Float64Array(n), intercept = single ? new Float32Array(n) : new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!(from[i] <= to[i])) {
      throw new RangeError(`${name} needs lower ends that are not above the upper ones, and got ${from[i]} and ${to[i]} at index ${i}`);
    }
    for (const [old, ours] of [[low[i], from[i]], [high[i], to[i]]]) {
      if ((Number.isFinite(old) && Number.isFinite(ours)) || old === ours) continue;
      throw new RangeError(`${name} cannot map ${old} to ${ours} (index ${i}): what has no end keeps none; give ${old} there, or clip before`);
    }
    const below = Number.isFinite(from[i]), above = Number.isFinite(to[i]);
    gradient[i] = below && above ? (to[i] - from[i]) / (high[i] - low[i]) : 1;
    if (below) intercept[i] = (single ? Math.fround(gradient[i] * -low[i]) : gradient[i] * -low[i]) + from[i];
    else if (above) intercept[i] = to[i] - high[i];
  }
  return { box: new Box(from, to, { shape, dtype }), gradient, intercept, single };
}
