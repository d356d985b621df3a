import { describe } from '../core/words.ts';
import type { Seed } from '../random/index.ts';
import { isList } from './dtype.ts';
import { checkList, given } from './masks.ts';
import { checkSpace, isSeed, subseeds } from './parts.ts';
import type { Row, SampleOptions, Seeds, Space } from './space.ts';

type PartSeeds = Seed | readonly (Seeds | null | undefined)[];

/** One element of each of several spaces, in their order. In a row they lie one after another. */
export class Tuple<T extends readonly unknown[] = readonly unknown[]> implements Space<T> {
  readonly kind = 'tuple';
  readonly spaces: { readonly [K in keyof T]: Space<T[K]> };
  #rowSize: number | undefined;

  /** `seed` as in `seed()`. Throws a TypeError where something is no space. */
  constructor(spaces: readonly [...{ readonly [K in keyof T]: Space<T[K]> }], options: { seed?: PartSeeds } = {}) {
    if (!Array.isArray(spaces)) throw new TypeError(`Tuple takes a list of spaces, and got ${describe(spaces)}`);
    spaces.forEach((space, i) => checkSpace(space, `Tuple has at index ${i}`));
    this.spaces = [...spaces] as unknown as { readonly [K in keyof T]: Space<T[K]> };
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** The spaces, as a plain list. */
  get parts(): readonly Space[] { return this.spaces; }

  get rowSize(): number {
    return (this.#rowSize ??= this.parts.reduce((sum, space) => sum + space.rowSize, 0));
  }

  /** `mask`, `probability`: a list with that of each part, or null. */
  sample(how?: SampleOptions<readonly unknown[], readonly unknown[]>): T {
    const { mask, probability } = given(how, this), parts = this.parts, own = mask ?? probability;
    if (own === undefined) return parts.map((space) => space.sample()) as unknown as T;
    checkList(own, parts.length, this, mask === undefined ? 'probability' : 'mask', 'entries, one for each part (null for none)');
    return parts.map((space, i) => space.sample({ mask: mask?.[i], probability: probability?.[i] })) as unknown as T;
  }

  contains(x: unknown): x is T {
    return isList(x) && x.length === this.parts.length && this.parts.every((space, i) => space.contains(x[i]));
  }

  equals(other: unknown): boolean {
    return other instanceof Tuple && other.parts.length === this.parts.length && this.parts.every((space, i) => space === other.parts[i] || space.equals?.(other.parts[i]) === true);
  }

  /** From one seed, each part gets its own, drawn from it; a list holds the seed of each part. Returns what each part took. */
  seed(seed?: PartSeeds): Seeds[] {
    const parts = this.parts;
    if (Array.isArray(seed) && seed.length !== parts.length) {
      throw new RangeError(`a list of seeds for ${this.toString()} needs ${parts.length} entries, and got ${seed.length}`);
    }
    if (seed !== undefined && !isSeed(seed) && !Array.isArray(seed)) {
      throw new TypeError(`${this.toString()} takes a seed or a list of ${parts.length}, and got ${describe(seed)}`);
    }
    const own: readonly (Seeds | null | undefined)[] = isSeed(seed) ? subseeds(seed, parts.length) : (seed as readonly (Seeds | null | undefined)[] | undefined) ?? [];
    return parts.map((space, i) => space.seed(own[i] ?? undefined));
  }

  toRow(x: T, row: Row, at = 0): void {
    this.parts.forEach((space, i) => {
      space.toRow(x[i], row, at);
      at += space.rowSize;
    });
  }

  fromRow(row: ArrayLike<number>, at = 0): T {
    return this.parts.map((space) => {
      at += space.rowSize;
      return space.fromRow(row, at - space.rowSize);
    }) as unknown as T;
  }

  toString(): string {
    return `Tuple(${this.parts.map(String).join(', ')})`;
  }
}
