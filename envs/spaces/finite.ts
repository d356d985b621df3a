import { describe } from '../core/words.ts';
import { Box } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { DTYPES } from './dtype.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import type { Space } from './space.ts';
import { Tuple } from './tuple.ts';

// The row of a finite space is a number with digits: each has its own base, and the last counts fastest (NumPy's C order).

/** One number of a row: start, start + 1, ..., start + n - 1. */
interface Digit { readonly start: number; readonly n: number }

/**
 * How many elements a space has; Infinity where there is no end to them. Finite are Discrete, MultiDiscrete, MultiBinary, a bounded
 * Box of whole numbers, and a Tuple or Dict of these. Texts count as endless.
 */
export function stateCount(space: Space): number {
  return digitsOf(space)?.reduce((product, { n }) => product * n, 1) ?? Infinity;
}

/** The place of x among the elements of a finite space, from 0 to stateCount - 1. Throws a RangeError where x is none of them. */
export function indexOf<T>(space: Space<T>, x: T): number {
  const index = rowIndex(space);
  if (!space.contains(x)) throw new RangeError(`${describe(x)} has no place in ${String(space)}, because it is no element of it`);
  const row = new Array<number>(space.rowSize).fill(0);
  space.toRow(x, row);
  return index(row);
}

/** The element at place i: the inverse of `indexOf`. */
export function elementAt<T>(space: Space<T>, i: number): T {
  const digits = countable(space), count = stateCount(space), row = new Array<number>(digits.length).fill(0);
  if (!Number.isInteger(i) || i < 0 || i >= count) {
    throw new RangeError(`the elements of ${String(space)} have the places 0 to ${count - 1}, and got ${describe(i)}`);
  }
  for (let k = digits.length - 1; k >= 0; k--) {
    const { start, n } = digits[k];
    row[k] = start + i % n;
    i = Math.floor(i / n);
  }
  return space.fromRow(row);
}

/** For loops: a function that gives `indexOf` the element whose row begins at `at`. What is in the row is trusted. */
export function rowIndex(space: Space): (row: ArrayLike<number>, at?: number) => number {
  if (space instanceof Discrete) {
    const { start } = space;
    return (row, at = 0) => row[at] - start;
  }
  const digits = countable(space), size = digits.length;
  const starts = Float64Array.from(digits, ({ start }) => start), bases = Float64Array.from(digits, ({ n }) => n);
  return (row, at = 0) => {
    let index = 0;
    for (let k = 0; k < size; k++) index = index * bases[k] + (row[at + k] - starts[k]);
    return index;
  };
}

/** The digits of a space that can be counted exactly. Throws, in words, for others. */
function countable(space: Space): readonly Digit[] {
  const digits = digitsOf(space);
  if (digits === undefined) {
    throw new TypeError(`the elements of ${String(space)} cannot be counted; try Discrete, MultiDiscrete, MultiBinary, a bounded Box of whole numbers, or a Tuple or Dict of these`);
  }
  const count = stateCount(space);
  if (count > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`${String(space)} has ${count} elements, too many to number them exactly (up to 2^53)`);
  }
  return digits;
}

function digitsOf(space: Space): readonly Digit[] | undefined {
  if (space instanceof Discrete) return [space];
  if (space instanceof MultiDiscrete) return Array.from(space.nvec, (n, i) => ({ start: space.start[i], n }));
  if (space instanceof MultiBinary) return Array.from({ length: space.rowSize }, () => ({ start: 0, n: 2 }));
  if (space instanceof Box) return DTYPES[space.dtype].whole && space.isBounded() ? Array.from(space.low, (low, i) => ({ start: low, n: space.high[i] - low + 1 })) : undefined;
  if (!(space instanceof Tuple || space instanceof Dict)) return undefined;
  const digits: Digit[] = [];
  for (const part of (space as Tuple | Dict).parts) {
    const own = digitsOf(part);
    if (own === undefined) return undefined;
    digits.push(...own);
  }
  return digits;
}
