import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { isList, sameNumbers, shapeText } from './dtype.ts';
import { checkList, checkShares, drawAllowed, given } from './masks.ts';
import { arrayText } from './numpy-text.ts';
import type { Row, SampleOptions, Space } from './space.ts';

/** Numbers in a list, or in lists of lists of one length. */
export type Nested<T = number> = ArrayLike<T> | readonly Nested<T>[];

const INT32_MAX = 0x7fff_ffff, LOOSE = 1e-5 + 1e-8;         // NumPy's tolerance for sums that are divided out afterwards

/** Several numbers, each with its own count: number i is one of start[i], ..., start[i] + nvec[i] - 1. Row-major, whatever the shape. */
export class MultiDiscrete implements Space<Int32Array> {
  readonly kind = 'multi-discrete';
  readonly rowSize: number;
  readonly shape: readonly number[];
  readonly nvec: Int32Array;
  readonly start: Int32Array;
  #random: Random | undefined;

  /** `nvec` holds whole numbers from 1, in lists of any depth; `start`, of the same shape, any whole numbers (default 0). Throws on others. */
  constructor(nvec: Nested, options: { start?: Nested; seed?: Seed } = {}) {
    const { start, seed } = options;
    const { numbers, shape } = unnest(nvec, 'counts');
    const from = start === undefined ? { numbers: numbers.map(() => 0), shape } : unnest(start, 'starts');
    if (!sameNumbers(from.shape, shape)) {
      throw new RangeError(`MultiDiscrete needs one start for each count, and got counts of shape ${shapeText(shape)} and starts of shape ${shapeText(from.shape)}`);
    }
    numbers.forEach((n, i) => {
      if (!Number.isInteger(n) || n < 1) {
        throw new RangeError(`MultiDiscrete needs whole numbers from 1 up as counts, and got ${describe(n)} at index ${i}`);
      }
      const first = from.numbers[i];
      if (!Number.isInteger(first)) throw new RangeError(`MultiDiscrete starts at whole numbers, and got ${describe(first)} at index ${i}`);
      if (first < -INT32_MAX - 1 || first + n - 1 > INT32_MAX || n > INT32_MAX) {
        throw new RangeError(`MultiDiscrete holds 32-bit whole numbers, and at index ${i} got ${n} of them from ${first} on; try a Tuple of Discrete`);
      }
    });
    this.shape = shape;
    this.rowSize = numbers.length;
    this.nvec = Int32Array.from(numbers);
    this.start = Int32Array.from(from.numbers);
    if (seed !== undefined) this.seed(seed);
  }

  /**
   * `mask`: for each number, as nvec is nested, a list of zeros and ones, drawn among the ones (start, if there are none).
   * `probability`: for each number a list of its probabilities, which add to 1.
   */
  sample(how?: SampleOptions<Nested<ArrayLike<number>>, Nested<ArrayLike<number>>>): Int32Array {
    const random = (this.#random ??= new Random());
    const { mask, probability } = given(how, this);
    if (mask !== undefined) return this.#each(mask, 'mask', (mask, n) => drawAllowed(random, n, mask, this));
    if (probability !== undefined) {
      return this.#each(probability, 'probability', (share, n) => {
        const p = Float64Array.from(checkShares(share, n, this, LOOSE)), sum = p.reduce((a, b) => a + b, 0);
        return random.choice(n, { p: p.map((x) => x / sum) });
      });
    }
    return this.nvec.map((n, i) => this.start[i] + Math.floor(random.random() * n));
  }

  /** Draws every number with its own list, taken from lists that are nested as the counts were. */
  #each(nested: unknown, name: string, draw: (list: unknown, n: number) => number): Int32Array {
    let level: ArrayLike<unknown> = [nested];
    for (const length of this.shape) level = Array.from(level).flatMap((part) => Array.from(checkList(part, length, this, name, length === 1 ? 'list' : 'lists')));
    return this.nvec.map((n, i) => this.start[i] + draw(level[i], n));
  }

  contains(x: unknown): x is Int32Array {
    if (!isList(x) || x.length !== this.rowSize) return false;
    for (let i = 0; i < x.length; i++) {
      const number = x[i] as number;
      if (!(Number.isInteger(number) && number >= this.start[i] && number < this.start[i] + this.nvec[i])) return false;
    }
    return true;
  }

  equals(other: unknown): boolean {
    return other instanceof MultiDiscrete && sameNumbers(other.shape, this.shape)
      && sameNumbers(other.nvec, this.nvec) && sameNumbers(other.start, this.start);
  }

  seed(seed: Seed = freshSeed()): Seed {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: ArrayLike<number>, row: Row, at = 0): void {
    for (let i = 0; i < this.rowSize; i++) row[at + i] = x[i];
  }

  fromRow(row: ArrayLike<number>, at = 0): Int32Array {
    const x = new Int32Array(this.rowSize);
    for (let i = 0; i < x.length; i++) x[i] = row[at + i];
    return x;
  }

  toString(): string {
    const start = this.start.some((x) => x !== 0) ? `, start=${arrayText(this.start, this.shape, 'whole')}` : '';
    return `MultiDiscrete(${arrayText(this.nvec, this.shape, 'whole')}${start})`;
  }
}

/** The numbers of nested lists in one list, and their shape. Throws, in words, where lists beside each other differ in length. */
function unnest(nested: unknown, what: string): { numbers: number[]; shape: number[] } {
  const shape: number[] = [];
  if (!isList(nested)) throw new TypeError(`MultiDiscrete takes its ${what} in a list, such as [3, 2], and got ${describe(nested)}`);
  let level: readonly unknown[] = [nested];
  while (level.some(isList)) {
    const length = isList(level[0]) ? level[0].length : 0;
    if (!level.every((part) => isList(part) && part.length === length)) {
      throw new RangeError(`MultiDiscrete takes its ${what} in lists of one length, and got ${describe(nested)}`);
    }
    shape.push(length);
    level = level.flatMap((part) => Array.from(part as ArrayLike<unknown>));
  }
  return { numbers: level as number[], shape };
}
