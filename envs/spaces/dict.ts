import { describe } from '../core/words.ts';
import type { Seed } from '../random/index.ts';
import { given } from './masks.ts';
import { checkSpace, isSeed, subseeds } from './parts.ts';
import type { Row, SampleOptions, Seeds, Space } from './space.ts';

type Named<T = unknown> = { readonly [key: string]: T };

/** One element of each of several spaces, by name. In a row they lie one after another, in the order of the keys. */
export class Dict<T extends Named = Named> implements Space<T> {
  readonly kind = 'dict';
  readonly spaces: { readonly [K in keyof T]: Space<T[K]> };
  /** Sorted by their characters, unless asked otherwise: the order of rows, seeds and draws. */
  readonly keys: readonly (keyof T & string)[];
  #rowSize: number | undefined;

  /** `sortKeys: false` keeps the keys as given, as a list of pairs does. `seed` as in `seed()`. Throws a TypeError where something is no space. */
  constructor(spaces: { readonly [K in keyof T]: Space<T[K]> } | readonly (readonly [string, Space])[], options: { seed?: Seed | Named<Seeds | null | undefined>; sortKeys?: boolean } = {}) {
    const { seed, sortKeys = true } = options;
    if (spaces === null || typeof spaces !== 'object') {
      throw new TypeError(`Dict takes an object of spaces, such as { position: new Box(0, 1) }, and got ${describe(spaces)}`);
    }
    const pairs = Array.isArray(spaces) ? [...spaces as readonly (readonly [string, Space])[]] : Object.entries<Space>(spaces as never);
    for (const pair of pairs) {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string') {
        throw new TypeError(`Dict takes an object, or a list of pairs of a key and a space, and got the entry ${describe(pair)}`);
      }
      checkSpace(pair[1], `Dict has under ${JSON.stringify(pair[0])}`);
    }
    const keys = pairs.map(([key]) => key), twice = keys.find((key, i) => keys.indexOf(key) !== i);
    if (twice !== undefined) throw new RangeError(`Dict has the key ${JSON.stringify(twice)} twice; give each space a name of its own`);
    if (sortKeys && !Array.isArray(spaces)) keys.sort(byCharacters);
    this.keys = keys;
    this.spaces = Object.fromEntries(pairs) as { readonly [K in keyof T]: Space<T[K]> };
    if (seed !== undefined) this.seed(seed);
  }

  /** The spaces, in the order of the keys. */
  get parts(): readonly Space[] { return this.keys.map((key) => this.spaces[key]); }

  #map<U>(of: (space: Space, key: string, i: number) => U): { [key: string]: U } {
    return Object.fromEntries(this.keys.map((key, i) => [key, of(this.spaces[key], key, i)]));
  }

  get rowSize(): number {
    return (this.#rowSize ??= this.keys.reduce((sum, key) => sum + this.spaces[key].rowSize, 0));
  }

  /** `mask`, `probability`: an object with that of each part, or null. */
  sample(how?: SampleOptions<Named, Named>): T {
    const { mask, probability } = given(how, this);
    if ((mask ?? probability) === undefined) return this.#map((space) => space.sample()) as T;
    this.#checkKeys(mask ?? probability, mask === undefined ? 'probabilities' : 'masks');
    return this.#map((space, key) => space.sample({ mask: mask?.[key], probability: probability?.[key] })) as T;
  }

  #checkKeys(named: unknown, what: string): void {
    if (!this.#hasKeys(named)) {
      throw new TypeError(`${this.toString()} takes ${what} as an object with the keys ${this.keys.join(', ')}, and got ${describe(named)}`);
    }
  }

  #hasKeys(x: unknown): x is Named {
    return x !== null && typeof x === 'object' && !Array.isArray(x) && Object.keys(x).length === this.keys.length && this.keys.every((key) => Object.hasOwn(x, key));
  }

  contains(x: unknown): x is T {
    return this.#hasKeys(x) && this.keys.every((key) => this.spaces[key].contains(x[key]));
  }

  equals(other: unknown): boolean {
    if (!(other instanceof Dict) || other.keys.length !== this.keys.length) return false;
    return this.keys.every((key, i) => {
      const space: Space = this.spaces[key], its = (other.spaces as Named<Space>)[key];
      return other.keys[i] === key && (space === its || space.equals?.(its) === true);
    });
  }

  /** From one seed, each part gets its own, drawn from it in the order of the keys; an object holds the seed of each part. Returns what each part took. */
  seed(seed?: Seed | Named<Seeds | null | undefined>): { [key: string]: Seeds } {
    const drawn = isSeed(seed) ? subseeds(seed, this.keys.length) : [], own = isSeed(seed) ? undefined : seed;
    if (own !== undefined) this.#checkKeys(own, 'seeds');
    return this.#map((space, key, i) => space.seed(own?.[key] ?? drawn[i]));
  }

  toRow(x: T, row: Row, at = 0): void {
    for (const key of this.keys) {
      const space = this.spaces[key];
      space.toRow(x[key], row, at);
      at += space.rowSize;
    }
  }

  fromRow(row: ArrayLike<number>, at = 0): T {
    return this.#map((space) => {
      at += space.rowSize;
      return space.fromRow(row, at - space.rowSize);
    }) as T;
  }

  toString(): string {
    return `Dict(${this.keys.map((key) => `'${key}': ${String(this.spaces[key])}`).join(', ')})`;
  }
}

/** Order by code points, as Python sorts texts. */
function byCharacters(a: string, b: string): number {
  const x = Array.from(a), y = Array.from(b);
  const i = x.findIndex((character, i) => character !== y[i]);
  if (i < 0) return x.length - y.length;
  return i >= y.length ? 1 : x[i].codePointAt(0)! - y[i].codePointAt(0)!;
}
