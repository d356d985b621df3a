import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { isList } from './dtype.ts';
import { checkList, given } from './masks.ts';
import { checkSpace, isSeed, subseeds } from './parts.ts';
import type { Row, SampleOptions, Seeds, Space } from './space.ts';

const STOP = 1 / 4;                                        // after each element

/**
 * Lists of any length of elements of one space. Sampled lengths are geometric: 1 with probability 1/4, else one more than another try.
 * No row of fixed size holds them, so neither vector environments nor `flatten` take them.
 */
export class Sequence<T = unknown> implements Space<T[]> {
  readonly kind = 'sequence';
  readonly space: Space<T>;
  #random: Random | undefined;

  /** `seed` as in `seed()`. Throws a TypeError where `space` is none. */
  constructor(space: Space<T>, options: { seed?: Seed | readonly [Seed | null | undefined, Seeds | null | undefined] } = {}) {
    checkSpace(space, 'Sequence has as the space of its elements');
    this.space = space;
    if (options.seed !== undefined) this.seed(options.seed);
  }

  get rowSize(): number { return this.#refuse(); }

  /** `mask`, `probability`: [length, that of each element]. The length is a number, a list of numbers to draw one from, or null. */
  sample(how?: SampleOptions<readonly [number | ArrayLike<number> | null, unknown], readonly [number | ArrayLike<number> | null, unknown]>): T[] {
    const random = (this.#random ??= new Random());
    const { mask, probability } = given(how, this), name = mask === undefined ? 'probability' : 'mask', pair = mask ?? probability;
    if (pair === undefined) return Array.from({ length: random.geometric(STOP) }, () => this.space.sample());
    checkList(pair, 2, this, name, 'entries, a length and that of an element (or null for either)');
    const [wanted, element] = pair;
    const lengths = wanted === null || wanted === undefined ? undefined : isList(wanted) ? Array.from(wanted) : [wanted];
    if (lengths?.length === 0 || lengths?.every((length) => Number.isInteger(length) && length >= 0) === false)
      throw new RangeError(`a length of ${this.toString()} is a whole number from 0 up, a list of them, or null, and got ${describe(wanted)}`);
    const length = lengths === undefined ? random.geometric(STOP) : lengths[random.integers(lengths.length)];
    return Array.from({ length }, () => this.space.sample({ [name]: element }));
  }

  contains(x: unknown): x is T[] {
    return Array.isArray(x) && x.every((element) => this.space.contains(element));
  }

  equals(other: unknown): boolean {
    return other instanceof Sequence && (other.space === this.space || this.space.equals?.(other.space) === true);
  }

  /** From one seed, which is its own, the space of the elements gets another, drawn from it; a list holds both. Returns both. */
  seed(seed?: Seed | readonly (Seeds | null | undefined)[]): [Seed, Seeds] {
    if (seed !== undefined && !isSeed(seed) && !(Array.isArray(seed) && seed.length === 2)) {
      throw new TypeError(`${this.toString()} takes a seed, or a list of two, its own and that of its elements, and got ${describe(seed)}`);
    }
    const [own, element] = isSeed(seed) ? [seed, ...subseeds(seed, 1)] : (seed as readonly (Seeds | null | undefined)[] | undefined) ?? [];
    const taken = (own ?? freshSeed()) as Seed;
    this.#random = new Random(taken);
    return [taken, this.space.seed(element ?? undefined)];
  }

  toRow(_x: readonly T[], _row: Row, _at = 0): void { this.#refuse(); }
  fromRow(_row: ArrayLike<number>, _at = 0): T[] { return this.#refuse(); }

  #refuse(): never {
    throw new TypeError(`${this.toString()} has elements of any length, and a row holds a fixed number of numbers; try a Box or MultiDiscrete of the greatest length, or play one environment at a time with rules of your own in the shape of Env`);
  }

  toString(): string {
    return `Sequence(${String(this.space)}, stack=False)`;
  }
}
