import { courseOf, type Course } from './course.ts';
import { randomStreet } from './random-street.ts';

interface Kept { readonly seed: number; readonly course: Course }

/**
 * Streets that were asked for lately are kept in two halves of this size, about 1.7 kB each: when the younger half is full, the older one is
 * forgotten. Drawing a street anew takes some 25 microseconds, as long as 20 steps in it.
 */
const HALF = 128;
let young = new Map<number, Course>(), old = new Map<number, Course>();

/** The street that each row is in, however many rows there are. */
const byRow = new WeakMap<Float64Array, Kept>();
let lastRow: Float64Array | undefined, last: Kept | undefined;

/** The random street of the row's seed. Streets are rebuilt from their seeds, so what is kept changes nothing but the time it takes. */
export function streetOfRow(row: Float64Array, seed: number): Course {
  if (row === lastRow && last!.seed === seed) return last!.course;
  let kept = byRow.get(row);
  if (kept?.seed !== seed) byRow.set(row, kept = { seed, course: streetBySeed(seed) });
  lastRow = row;
  last = kept;
  return kept.course;
}

/** A random street, kept if it was asked for lately. */
export function streetBySeed(seed: number): Course {
  const known = young.get(seed);
  if (known) return known;
  const course = old.get(seed) ?? courseOf(randomStreet(seed));
  if (young.size === HALF) {
    old = young;
    young = new Map();
  }
  young.set(seed, course);
  return course;
}
