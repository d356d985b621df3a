import { describe } from '../core/words.ts';
import { Box } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { DTYPES, isList, promote } from './dtype.ts';
import type { BoxArray, BoxDtype } from './dtype.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

// Gymnasium's flat form, for networks: a discrete value is a one among zeros. Rows (`toRow`) hold a discrete value as one number.

/** How many numbers `flatten` gives. Throws a TypeError for spaces that have no fixed number. */
export function flatdim(space: Space): number {
  if (space instanceof Discrete) return space.n;
  if (space instanceof MultiDiscrete) return space.nvec.reduce((sum, n) => sum + n, 0);
  if (space instanceof Box || space instanceof MultiBinary || space instanceof Text) return space.rowSize;
  return partsOf(space).reduce((sum, part) => sum + flatdim(part), 0);
}

/** The element as numbers in the type of `flattenSpace(space)`. Throws a RangeError where x has not the form of the space; how far numbers of a Box reach is not looked at. */
export function flatten<T>(space: Space<T>, x: T): BoxArray {
  const flat = DTYPES[flatDtype(space)].make(flatdim(space));
  write(space, x, flat, 0);
  return flat;
}

/** The element that `flatten` made these numbers of; the first number that is not zero tells a discrete value. Throws a RangeError on other lengths, and where all are zero. */
export function unflatten<T>(space: Space<T>, flat: ArrayLike<number>): T {
  const n = flatdim(space);
  if (!isList(flat) || flat.length !== n) {
    throw new RangeError(`unflatten needs the ${n} numbers of a flat ${String(space)}, and got ${isList(flat) ? `${flat.length}: ` : ''}${describe(flat)}`);
  }
  return read(space, flat, 0) as T;
}

/** The Box that holds every flattened element. Its dtype holds the numbers of all parts. */
export function flattenSpace(space: Space): Box {
  const n = flatdim(space), low = new Float64Array(n), high = new Float64Array(n);
  bounds(space, low, high, 0);
  return new Box(low, high, { dtype: flatDtype(space) });
}

/** The parts of a composite space. Throws, in words, for what cannot be flattened. */
function partsOf(space: Space): readonly Space[] {
  if (space instanceof Tuple || space instanceof Dict) return space.parts;
  throw new TypeError(`${String(space)} cannot be flattened: it has no fixed number of numbers, or is none of gymnasium-js's spaces. Try a Box or MultiDiscrete of the greatest length`);
}

function flatDtype(space: Space): BoxDtype {
  if (space instanceof Box) return space.dtype;
  if (space instanceof MultiBinary) return 'int8';
  if (space instanceof Text) return 'int32';
  if (space instanceof Discrete || space instanceof MultiDiscrete) return 'int64';
  const parts = partsOf(space).map(flatDtype);
  return parts.length === 0 ? 'float32' : parts.reduce(promote);
}

function write(space: Space, x: unknown, flat: BoxArray, at: number): void {
  if (space instanceof Box ? !(isList(x) && x.length === space.rowSize) : !(space instanceof Tuple || space instanceof Dict) && !space.contains(x)) refuse(space, x);
  if (space instanceof Discrete) flat[at + (x as number) - space.start] = 1;
  else if (space instanceof MultiDiscrete) {
    for (let i = 0; i < space.rowSize; i++) {
      flat[at + (x as Int32Array)[i] - space.start[i]] = 1;
      at += space.nvec[i];
    }
  } else if (space instanceof Box) flat.set(Array.isArray(x) ? space.fromRow(x) : x as BoxArray, at);       // a plain list is read in the box's precision
  else if (space instanceof MultiBinary || space instanceof Text) (space as Space).toRow(x, flat, at);
  else {
    const values = space instanceof Dict ? space.keys.map((key) => (x as { readonly [key: string]: unknown } | null)?.[key]) : x;
    const parts = partsOf(space);
    if (!isList(values) || values.length !== parts.length) refuse(space, x);
    parts.forEach((part, i) => {
      write(part, values[i], flat, at);
      at += flatdim(part);
    });
  }
}

function refuse(space: Space, x: unknown): never {
  throw new RangeError(`flatten got ${describe(x)}, which is no element of ${String(space)}`);
}

function read(space: Space, flat: ArrayLike<number>, at: number): unknown {
  if (space instanceof Discrete) return space.start + hot(space, flat, at, space.n);
  if (space instanceof MultiDiscrete) {
    return space.nvec.map((n, i) => {
      at += n;
      return space.start[i] + hot(space, flat, at - n, n);
    });
  }
  if (space instanceof Box || space instanceof MultiBinary || space instanceof Text) return space.fromRow(flat, at);
  const values = partsOf(space).map((part) => {
    at += flatdim(part);
    return read(part, flat, at - flatdim(part));
  });
  return space instanceof Dict ? Object.fromEntries(space.keys.map((key, i) => [key, values[i]])) : values;
}

/** Which of n numbers is the first that is not zero. */
function hot(space: Space, flat: ArrayLike<number>, at: number, n: number): number {
  for (let i = 0; i < n; i++) if (flat[at + i] !== 0) return i;
  throw new RangeError(`unflatten needs a one among the ${n} numbers of a discrete value, and got only zeros for ${String(space)}; not all that lies in the flat Box comes from an element`);
}

function bounds(space: Space, low: Float64Array, high: Float64Array, at: number): void {
  const n = flatdim(space);
  if (space instanceof Box) {
    low.set(space.low, at);
    high.set(space.high, at);
  } else if (space instanceof Tuple || space instanceof Dict) {
    for (const part of partsOf(space)) {
      bounds(part, low, high, at);
      at += flatdim(part);
    }
  } else high.fill(space instanceof Text ? space.characters.length : 1, at, at + n);
}
