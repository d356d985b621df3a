import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { drawIndex } from './masks.ts';
import type { Row, SampleOptions, Space } from './space.ts';

/** The integers start, start + 1, ..., start + n - 1. One number in a row. */
export class Discrete implements Space<number> {
  readonly kind = 'discrete';
  readonly rowSize = 1;
  readonly n: number;
  readonly start: number;
  #random: Random | undefined;

  /** `n` is a whole number from 1; `start` any whole number. Throws a RangeError otherwise. */
  constructor(n: number, options: { start?: number; seed?: Seed } = {}) {
    const { start = 0, seed } = options;
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`Discrete needs a whole number of elements from 1 up, and got ${describe(n)}`);
    }
    if (!Number.isSafeInteger(start)) throw new RangeError(`Discrete starts at a whole number, and got ${describe(start)}`);
    if (!Number.isSafeInteger(start + (n - 1))) {
      throw new RangeError(`Discrete ends at start + n - 1, which must be exact (below 2^53), and got start ${start} and n ${n}`);
    }
    this.n = n;
    this.start = start;
    if (seed !== undefined) this.seed(seed);
  }

  /** `mask`: n zeros and ones, drawn among the ones (start, if there are none). `probability`: one for each element; they add to 1. */
  sample(how?: SampleOptions<ArrayLike<number>, ArrayLike<number>>): number {
    const random = (this.#random ??= new Random());
    return this.start + (how === undefined ? random.integers(this.n) : drawIndex(random, this.n, how, this));
  }

  contains(x: unknown): x is number {
    return Number.isInteger(x) && (x as number) >= this.start && (x as number) < this.start + this.n;
  }

  equals(other: unknown): boolean {
    return other instanceof Discrete && other.n === this.n && other.start === this.start;
  }

  seed(seed: Seed = freshSeed()): Seed {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: number, row: Row, at = 0): void {
    row[at] = x;
  }

  fromRow(row: ArrayLike<number>, at = 0): number {
    return row[at];
  }

  toString(): string {
    return this.start === 0 ? `Discrete(${this.n})` : `Discrete(${this.n}, start=${this.start})`;
  }
}
