import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { DTYPES, isList, sameNumbers, shapeText, sizeOf } from './dtype.ts';
import type { BoxArray, BoxDtype } from './dtype.ts';
import { refuseMasks } from './masks.ts';
import { boundText } from './numpy-text.ts';
import type { Row, SampleOptions, Space } from './space.ts';

export type { BoxArray, BoxDtype } from './dtype.ts';

/** A box in R^n: each number lies between its low and its high, both included. Row-major. */
export class Box implements Space<BoxArray> {
  readonly kind = 'box';
  readonly rowSize: number;
  readonly shape: readonly number[];
  readonly low: BoxArray;
  readonly high: BoxArray;
  readonly dtype: BoxDtype;
  /** 1 where a number has an end below, or above. A signed whole number without one still has that of its type. */
  readonly boundedBelow: Uint8Array;
  readonly boundedAbove: Uint8Array;
  #random: Random | undefined;

  /**
   * `low` and `high` are one number for all or one each, possibly infinite; `shape` is that of an array of bounds if one is given, else [1].
   * Throws a RangeError where a low is above its high, a bound is NaN or none of `dtype`, or the number of bounds does not fit the shape.
   */
  constructor(low: number | ArrayLike<number>, high: number | ArrayLike<number>, options: { shape?: readonly number[]; dtype?: BoxDtype; seed?: Seed } = {}) {
    const { dtype = 'float32', seed } = options;
    for (const bound of [low, high]) {
      if (typeof bound !== 'number' && !isList(bound)) {
        throw new TypeError(`a Box takes a number or a list of numbers as low and as high, and got ${describe(bound)}`);
      }
    }
    const given = typeof low !== 'number' ? low.length : typeof high !== 'number' ? high.length : 1;
    this.shape = options.shape ?? [given];
    if (!Array.isArray(this.shape) || !this.shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
      throw new RangeError(`a shape is a list of whole numbers, and this Box got ${describe(this.shape)}`);
    }
    if (!Object.hasOwn(DTYPES, dtype)) {
      throw new RangeError(`a Box holds ${Object.keys(DTYPES).join(', ')}, and this one was asked for ${describe(dtype)}`);
    }
    this.rowSize = sizeOf(this.shape);
    this.dtype = dtype;
    [this.low, this.boundedBelow] = this.#bounds(low, 'low');
    [this.high, this.boundedAbove] = this.#bounds(high, 'high');
    for (let i = 0; i < this.rowSize; i++) {
      if (!(this.low[i] <= this.high[i])) {
        throw new RangeError(`a Box needs low <= high, and at index ${i} it got low ${this.low[i]} and high ${this.high[i]}`);
      }
    }
    if (seed !== undefined) this.seed(seed);
  }

  #bounds(bound: number | ArrayLike<number>, name: 'low' | 'high'): [BoxArray, Uint8Array] {
    const { rowSize: n, dtype } = this, type = DTYPES[dtype], open = name === 'low' ? -Infinity : Infinity;
    if (typeof bound !== 'number' && bound.length !== n) {
      throw new RangeError(`a Box of shape [${this.shape.join(', ')}] needs ${n} numbers as ${name}, and got ${bound.length}`);
    }
    const bounds = type.make(n), bounded = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const x = typeof bound === 'number' ? bound : bound[i];
      bounded[i] = x === open ? 0 : 1;
      if (type.whole && x === open && type.signed) {
        bounds[i] = name === 'low' ? type.lowest : type.highest;
        continue;
      }
      if (typeof x !== 'number') throw new TypeError(`a Box needs numbers as ${name}, and got ${describe(x)} at index ${i}`);
      if (type.whole && !Number.isInteger(x)) {
        throw new RangeError(`a Box of ${dtype} needs ${type.signed ? '' : 'finite '}whole numbers as ${name}, and got ${x} at index ${i}; try another dtype`);
      }
      if (Number.isFinite(x) && (x < type.lowest || x > type.highest)) {
        throw new RangeError(`a Box of ${dtype} holds numbers from ${type.lowest} to ${type.highest}, and got ${x} as ${name} at index ${i}; try a larger dtype`);
      }
      bounds[i] = x;
    }
    return [bounds, bounded];
  }

  /** Whether every number has an end below, above, or both. */
  isBounded(manner: 'both' | 'below' | 'above' = 'both'): boolean {
    const all = (flags: Uint8Array) => flags.every((flag) => flag === 1);
    return (manner === 'above' || all(this.boundedBelow)) && (manner === 'below' || all(this.boundedAbove));
  }

  /**
   * As Gymnasium draws: first normals for all that is unbounded, then exponentials for what is bounded below, then for what is
   * bounded above, then uniforms between two bounds; each group in index order. Whole numbers are the same rounded down, with a high that is one higher.
   */
  sample(how?: SampleOptions<null, null>): BoxArray {
    if (how !== undefined) refuseMasks(how, this);
    const random = (this.#random ??= new Random());
    const { low, high, rowSize: n, boundedBelow: below, boundedAbove: above } = this;
    const { make, whole } = DTYPES[this.dtype], x = make(n), end = whole ? 1 : 0;
    // Rounding to a large whole number can reach the end itself, and a drawn one can pass the type's.
    const put = (i: number, drawn: number) => { x[i] = whole ? Math.min(Math.max(Math.floor(drawn), low[i]), high[i]) : drawn; };
    for (let i = 0; i < n; i++) if (!below[i] && !above[i]) put(i, random.normal());
    for (let i = 0; i < n; i++) if (below[i] && !above[i]) put(i, random.exponential() + low[i]);
    for (let i = 0; i < n; i++) if (!below[i] && above[i]) put(i, high[i] + end - random.exponential());
    for (let i = 0; i < n; i++) {
      if (!below[i] || !above[i]) continue;
      if (high[i] - low[i] === Infinity) {
        throw new RangeError(`the numbers from ${low[i]} to ${high[i]} (index ${i}) are too far apart to be drawn evenly; give the Box infinite or nearer bounds`);
      }
      put(i, random.uniform(low[i], high[i] + end));
    }
    return x;
  }

  /**
   * Numbers in a plain list count as rounded to the box's precision. A box of whole numbers holds whole numbers in any array; one of
   * fractions holds no arrays of whole ones.
   */
  contains(x: unknown): x is BoxArray {
    if (!isList(x) || x.length !== this.rowSize) return false;
    const { low, high, dtype } = this, { whole } = DTYPES[dtype];
    if (!whole && !Array.isArray(x) && !(x instanceof Float32Array) && !(x instanceof Float64Array)) return false;
    const rounds = dtype === 'float32' && Array.isArray(x);
    for (let i = 0; i < x.length; i++) {
      const number = rounds && typeof x[i] === 'number' ? Math.fround(x[i] as number) : x[i];
      if (!(typeof number === 'number' && number >= low[i] && number <= high[i] && (!whole || Number.isInteger(number)))) return false;
    }
    return true;
  }

  equals(other: unknown): boolean {
    return other instanceof Box && other.dtype === this.dtype && sameNumbers(other.shape, this.shape)
      && sameNumbers(other.low, this.low) && sameNumbers(other.high, this.high)
      && sameNumbers(other.boundedBelow, this.boundedBelow) && sameNumbers(other.boundedAbove, this.boundedAbove);
  }

  seed(seed: Seed = freshSeed()): Seed {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: ArrayLike<number>, row: Row, at = 0): void {
    for (let i = 0; i < this.rowSize; i++) row[at + i] = x[i];
  }

  fromRow(row: ArrayLike<number>, at = 0): BoxArray {
    const x = DTYPES[this.dtype].make(this.rowSize);
    for (let i = 0; i < x.length; i++) x[i] = row[at + i];
    return x;
  }

  toString(): string {
    const { shape, dtype } = this, kind = DTYPES[dtype].whole ? 'whole' : dtype as 'float32' | 'float64';
    return `Box(${boundText(this.low, shape, kind)}, ${boundText(this.high, shape, kind)}, ${shapeText(shape)}, ${dtype})`;
  }
}
