import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { checkWhole } from './wrapper.ts';

/** For each number its count of bins, and their bins + 1 ends. */
export interface Grid { readonly bins: readonly number[]; readonly ends: readonly Float64Array[] }

/** Who cuts what into bins: for sentences. */
interface Names { readonly wrapper: string; readonly of: string }
interface Bounds { readonly low?: number | ArrayLike<number>; readonly high?: number | ArrayLike<number> }

/**
 * Bins of one width between the bounds of a Box, or others that are given, in the Box's precision: NumPy's `linspace`. `bins` is one count for
 * all or one each. Throws where `space` is no Box, a bound is infinite, or the counts do not fit.
 */
export function gridOf({ wrapper, of }: Names, space: Space, bins: number | readonly number[], { low, high }: Bounds = {}): Grid {
  if (!(space instanceof Box)) throw new TypeError(`${wrapper} needs a Box of ${of}, and this space is ${String(space)}`);
  const n = space.rowSize, round = space.dtype === 'float32' ? Math.fround : (x: number) => x;
  const each = (given: number | ArrayLike<number>, name: string) => {
    if (typeof given !== 'number' && given?.length !== n) {
      throw new RangeError(`${wrapper} needs a number or ${n} of them as ${name}, and got ${describe(given)}`);
    }
    return Array.from({ length: n }, (_, k) => (typeof given === 'number' ? given : given[k]));
  };
  const counts = each(bins, 'bins'), from = each(low ?? space.low, 'low').map(round), to = each(high ?? space.high, 'high').map(round);
  const ends = counts.map((count, k) => {
    checkWhole('a count of bins', count, 1);
    if (!Number.isFinite(from[k]) || !Number.isFinite(to[k])) {
      throw new RangeError(`${wrapper} needs ends to put bins between, and number ${k} of ${String(space)} lies from ${from[k]} to ${to[k]}; give low and high`);
    }
    if (!(from[k] < to[k])) throw new RangeError(`${wrapper} needs a low below its high, and got ${from[k]} and ${to[k]} at index ${k}`);
    const width = round(round(to[k] - from[k]) / count);
    return Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? to[k] : round(round(i * width) + from[k])));
  });
  return { bins: counts, ends };
}

/** On each axis the bin of an element: from one number, of which the last axis counts fastest, or as it is. */
export function placesOf(bins: readonly number[], element: number | ArrayLike<number>): number[] {
  if (typeof element !== 'number') return Array.from(element);
  const places = new Array<number>(bins.length);
  for (let k = bins.length - 1, rest = element; k >= 0; k--) {
    places[k] = rest % bins[k];
    rest = Math.floor(rest / bins[k]);
  }
  return places;
}

/** How many of the ends between the first and the last bin are not above x. */
export function binOf(x: number, ends: Float64Array, bins: number): number {
  let below = 0, above = bins;                            // x lies in one of the bins from `below` up to but not `above`
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (x >= ends[middle]) below = middle;
    else above = middle;
  }
  return below;
}
