import { describe } from '../core/words.ts';
import { freshSeed, Random } from '../random/index.ts';
import type { Row, Space } from './space.ts';

export type BoxArray = Float32Array | Float64Array;
export type BoxDtype = 'float32' | 'float64';
const ARRAYS = { float32: Float32Array, float64: Float64Array };

/** A box in R^n: each number lies between its low and its high, both included. Row-major. */
export class Box implements Space<BoxArray> {
  readonly kind = 'box';
  readonly rowSize: number;
  readonly shape: readonly number[];
  readonly low: BoxArray;
  readonly high: BoxArray;
  readonly dtype: BoxDtype;
  #random: Random | undefined;

  /**
   * `low` and `high` are one number for all or one each, possibly infinite; `shape` is that of an array of bounds if one is given, else [1].
   * Throws a RangeError where a low is above its high, a bound is NaN, or the number of bounds does not fit the shape.
   */
  constructor(low: number | ArrayLike<number>, high: number | ArrayLike<number>, options: { shape?: readonly number[]; dtype?: BoxDtype; seed?: number } = {}) {
    const { dtype = 'float32', seed } = options;
    const given = typeof low !== 'number' ? low.length : typeof high !== 'number' ? high.length : 1;
    this.shape = options.shape ?? [given];
    if (!this.shape.every((n) => Number.isSafeInteger(n) && n >= 0)) throw new RangeError(`a shape is a list of whole numbers, and this Box got ${describe(this.shape)}`);
    if (!(dtype in ARRAYS)) throw new RangeError(`a Box holds float32 or float64, and this one was asked for ${describe(dtype)}`);
    this.rowSize = this.shape.reduce((product, n) => product * n, 1);
    this.dtype = dtype;
    this.low = this.#bounds(low, 'low');
    this.high = this.#bounds(high, 'high');
    for (let i = 0; i < this.rowSize; i++) {
      if (!(this.low[i] <= this.high[i])) throw new RangeError(`a Box needs low <= high, and at index ${i} it got low ${this.low[i]} and high ${this.high[i]}`);
    }
    if (seed !== undefined) this.seed(seed);
  }

  #bounds(bound: number | ArrayLike<number>, name: string): BoxArray {
    const n = this.rowSize;
    if (typeof bound !== 'number' && bound.length !== n) throw new RangeError(`a Box of shape [${this.shape.join(', ')}] needs ${n} numbers as ${name}, and got ${bound.length}`);
    const Array_ = ARRAYS[this.dtype];
    return typeof bound === 'number' ? new Array_(n).fill(bound) : Array_.from(bound);
  }

  /**
   * As Gymnasium draws: first normals for all that is unbounded, then exponentials for what is bounded below, then for what is
   * bounded above, then uniforms between two bounds; each group in index order.
   */
  sample(): BoxArray {
    const random = (this.#random ??= new Random());
    const { low, high, rowSize: n } = this;
    const x = new ARRAYS[this.dtype](n);
    const below = (i: number) => low[i] > -Infinity, above = (i: number) => high[i] < Infinity;
    for (let i = 0; i < n; i++) if (!below(i) && !above(i)) x[i] = random.normal();
    for (let i = 0; i < n; i++) if (below(i) && !above(i)) x[i] = random.exponential() + low[i];
    for (let i = 0; i < n; i++) if (!below(i) && above(i)) x[i] = high[i] - random.exponential();
    for (let i = 0; i < n; i++) if (below(i) && above(i)) x[i] = random.uniform(low[i], high[i]);
    return x;
  }

  contains(x: unknown): x is BoxArray {
    if (!Array.isArray(x) && !(x instanceof Float32Array) && !(x instanceof Float64Array)) return false;
    if (x.length !== this.rowSize) return false;
    for (let i = 0; i < x.length; i++) if (!(typeof x[i] === 'number' && x[i] >= this.low[i] && x[i] <= this.high[i])) return false;
    return true;
  }

  seed(seed: number = freshSeed()): number {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: ArrayLike<number>, row: Row, at = 0): void {
    for (let i = 0; i < this.rowSize; i++) row[at + i] = x[i]!;
  }

  fromRow(row: ArrayLike<number>, at = 0): BoxArray {
    const x = new ARRAYS[this.dtype](this.rowSize);
    for (let i = 0; i < x.length; i++) x[i] = row[at + i]!;
    return x;
  }

  toString(): string {
    const bound = (values: BoxArray) => (values.every((v) => v === values[0]) ? String(values[0]) : `[${values.join(' ')}]`);
    return `Box(${bound(this.low)}, ${bound(this.high)}, (${this.shape.join(', ')}${this.shape.length === 1 ? ',' : ''}), ${this.dtype})`;
  }
}
