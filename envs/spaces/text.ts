import { describe } from '../core/words.ts';
import { freshSeed, Random, type Seed } from '../random/index.ts';
import { allowedBy, checkList, checkShares, given } from './masks.ts';
import type { Row, SampleOptions, Space } from './space.ts';

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Texts of minLength to maxLength characters from a set. In a row: the index of each character, and the size of the set where the text has ended. */
export class Text implements Space<string> {
  readonly kind = 'text';
  readonly rowSize: number;
  readonly minLength: number;
  readonly maxLength: number;
  /** In the order of their indices: as given, or sorted where a Set was given. */
  readonly characters: readonly string[];
  readonly #index: ReadonlyMap<string, number>;
  readonly #uniform: Float64Array;
  #random: Random | undefined;

  /** Lengths are whole numbers, 0 <= minLength <= maxLength; `charset` is a text or a Set of characters (default: digits and Latin letters). Throws on others. */
  constructor(maxLength: number, options: { minLength?: number; charset?: string | ReadonlySet<string>; seed?: Seed } = {}) {
    const { minLength = 1, charset = ALPHANUMERIC, seed } = options;
    for (const length of [minLength, maxLength]) if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`Text needs whole numbers from 0 up as lengths, and got ${describe(length)}`);
    if (minLength > maxLength) throw new RangeError(`Text needs minLength <= maxLength, and got ${minLength} and ${maxLength}`);
    if (typeof charset !== 'string' && !(charset instanceof Set)) {
      throw new TypeError(`Text takes its characters as a text or a Set, such as 'abc', and got ${describe(charset)}`);
    }
    const given = typeof charset === 'string' ? new Set(charset) : charset as ReadonlySet<unknown>;
    for (const character of given) if (typeof character !== 'string' || Array.from(character).length !== 1) throw new RangeError(`Text is made of single characters, and got ${describe(character)} as one`);
    if (given.size === 0) throw new RangeError('Text needs at least one character, and its set is empty');
    this.characters = typeof charset === 'string' ? [...given] as string[] : sorted([...given] as string[]);
    this.minLength = minLength;
    this.maxLength = this.rowSize = maxLength;
    this.#index = new Map(this.characters.map((character, i) => [character, i]));
    this.#uniform = new Float64Array(this.characters.length).fill(1 / this.characters.length);
    if (seed !== undefined) this.seed(seed);
  }

  /**
   * `mask`: [length, allowed]; `probability`: [length, probabilities of the characters]. A null length is drawn from minLength to
   * maxLength, and with null in the second place all characters are alike.
   */
  sample(how?: SampleOptions<readonly [number | null, ArrayLike<number> | null], readonly [number | null, ArrayLike<number> | null]>): string {
    const random = (this.#random ??= new Random());
    const { mask, probability } = given(how, this), name = mask === undefined ? 'probability' : 'mask', pair = mask ?? probability;
    if (pair !== undefined) checkList(pair, 2, this, name, 'entries, a length and a list (or null for either)');
    const wanted = pair?.[0] ?? undefined;
    if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= this.minLength && wanted <= this.maxLength))
      throw new RangeError(`a length of ${this.toString()} is a whole number from ${this.minLength} to ${this.maxLength}, or null, and got ${describe(wanted)}`);
    const p = this.#shares(pair?.[1], name);
    const length = wanted ?? random.integers(this.minLength, this.maxLength + 1);
    if (p === undefined) {
      if (this.minLength === 0) return '';
      throw new RangeError(`a mask that allows no character leaves only the empty text, and ${this.toString()} begins at length ${this.minLength}; allow a character`);
    }
    return random.choice(this.characters, { size: length, p }).join('');
  }

  /** The probability of each character; undefined where the mask allows none. */
  #shares(weights: unknown, name: 'mask' | 'probability'): ArrayLike<number> | undefined {
    const n = this.characters.length;
    if (weights === null || weights === undefined) return this.#uniform;
    if (name === 'probability') return checkShares(weights, n, this);
    const allowed = allowedBy(weights, n, this);
    if (allowed.length === 0) return undefined;
    const p = new Float64Array(n);
    for (const i of allowed) p[i] = 1 / allowed.length;
    return p;
  }

  contains(x: unknown): x is string {
    if (typeof x !== 'string') return false;
    const characters = Array.from(x);
    return characters.length >= this.minLength && characters.length <= this.maxLength && characters.every((character) => this.#index.has(character));
  }

  equals(other: unknown): boolean {
    return other instanceof Text && other.minLength === this.minLength && other.maxLength === this.maxLength
      && other.characters.length === this.characters.length && this.characters.every((character) => other.#index.has(character));
  }

  seed(seed: Seed = freshSeed()): Seed {
    this.#random = new Random(seed);
    return seed;
  }

  toRow(x: string, row: Row, at = 0): void {
    const characters = Array.from(x), end = this.characters.length;
    for (let i = 0; i < this.maxLength; i++) row[at + i] = this.#index.get(characters[i]) ?? end;
  }

  fromRow(row: ArrayLike<number>, at = 0): string {
    let text = '';
    for (let i = 0; i < this.maxLength; i++) text += this.characters[row[at + i]] ?? '';
    return text;
  }

  toString(): string {
    return `Text(${this.minLength}, ${this.maxLength}, charset=${sorted(this.characters).join('')})`;
  }
}

const sorted = (characters: readonly string[]): string[] => [...characters].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
