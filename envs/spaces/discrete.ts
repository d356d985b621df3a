import { freshSeed, Random } from '../random/index.ts';
import { describe } from '../core/words.ts';
import type { Row, Space } from './space.ts';

/** The integers start, start + 1, ..., start + n - 1. One number in a row. */
export class Discrete implements Space<number> {
  readonly kind = 'discrete';
  readonly rowSize = 1;
  readonly n: number;
  readonly start: number;
  #random: Random | undefined;

  /** `n` is a whole number from 1; `start` any whole number. Throws a RangeError otherwise. */
  constructor(n: number, options: { start?: number; seed?: number } = {}) {
    const { start = 0, seed } = options;
    if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`Discrete needs a whole number of elements from 1 up, and got ${describe(n)}`);
    if (!Number.isSafeInteger(start)) throw new RangeError(`Discrete starts at a whole number, and got ${describe(start)}`);
    this.n = n;
    this.start = start;
    if (seed !== undefined) this.seed(seed);
  }

  sample(): number {
    this.#random ??= new Random();
    return this.start + this.#random.integers(this.n);
  }

  contains(x: unknown): x is number {
    return Number.isInteger(x) && (x as number) >= this.start && (x as number) < this.start + this.n;
  }

  seed(seed: number = freshSeed()): number {
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
