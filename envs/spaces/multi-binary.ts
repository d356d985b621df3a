import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { isList, sameNumbers, shapeText, sizeOf } from './dtype.ts';
import { checkList, checkProbabilities, given } from './masks.ts';
import type { Row, SampleOptions, Space } from './space.ts';

/** Zeros and ones: n of them, or an array of any shape. Row-major. */
export class MultiBinary implements Space<Int8Array> {
  readonly kind = 'multi-binary';
  readonly rowSize: number;
  readonly shape: readonly number[];
  /** As it was given: a number or a shape. */
  readonly n: number | readonly number[];
  #random: Random | undefined;

  /** `n` is a whole number from 1, or a list of them. Throws a RangeError on others. */
  constructor(n: number | readonly number[], options: { seed?: Seed } = {}) {
    this.shape = isList(n) ? Array.from(n) : [n];
    if (!this.shape.every((length) => Number.isSafeInteger(length) && length >= 1)) {
      throw new RangeError(`MultiBinary needs a whole number from 1 up, or a shape of them, and got ${describe(n)}`);
    }
    this.n = isList(n) ? this.shape : n;
    this.rowSize = sizeOf(this.shape);
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** `mask`: for each number 0 or 1 where it is to be that, 2 where it is to be drawn. `probability`: for each number that of a 1. */
  sample(how?: SampleOptions<ArrayLike<number>, ArrayLike<number>>): Int8Array {
    const random = (this.#random ??= new Random());
    const n = this.rowSize;
    const { mask, probability } = given(how, this);
    if (probability !== undefined) return Int8Array.from(checkProbabilities(probability, n, this), (p) => (random.random() <= p ? 1 : 0));
    if (mask !== undefined) this.#checkMask(mask);
    const drawn = random.integers(0, 2, { size: n, dtype: 'int8' });
    return mask === undefined ? drawn : drawn.map((x, i) => (mask[i] === 2 ? x : mask[i]));
  }

  #checkMask(mask: unknown): void {
    const list = checkList(mask, this.rowSize, this, 'mask', 'numbers, each 0, 1 or 2');
    const i = Array.from(list).findIndex((x) => x !== 0 && x !== 1 && x !== 2);
    if (i >= 0) {
      throw new RangeError(`a mask of ${this.toString()} holds 0 and 1 for what must be so and 2 for what is drawn, and got ${describe(list[i])} at index ${i}`);
    }
  }

  contains(x: unknown): x is Int8Array {
    if (!isList(x) || x.length !== this.rowSize) return false;
    for (let i = 0; i < x.length; i++) if (x[i] !== 0 && x[i] !== 1) return false;
    return true;
  }

  equals(other: unknown): boolean {
    return other instanceof MultiBinary && sameNumbers(other.shape, this.shape);
  }

  seed(seed: Seed = freshSeed()): Seed {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: ArrayLike<number>, row: Row, at = 0): void {
    for (let i = 0; i < this.rowSize; i++) row[at + i] = x[i];
  }

  fromRow(row: ArrayLike<number>, at = 0): Int8Array {
    const x = new Int8Array(this.rowSize);
    for (let i = 0; i < x.length; i++) x[i] = row[at + i];
    return x;
  }

  toString(): string {
    return `MultiBinary(${typeof this.n === 'number' ? this.n : shapeText(this.n)})`;
  }
}
