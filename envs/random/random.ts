import { describe } from '../core/words.ts';
import { checkCount, checkFrom, checkItems, checkSize, refuseNormal, refuseScale, refuseUniform } from './arguments.ts';
import { binomial } from './binomial.ts';
import { belowBig } from './bounded.ts';
import { checkProbabilities, shuffle, weighted, weightedWithoutReplacement, withoutReplacement } from './choice.ts';
import type { Items } from './choice.ts';
import { geometric } from './geometric.ts';
import { checkRange, integer, integerArray } from './integers.ts';
import type { IntegerArrays, IntegerType } from './integers.ts';
import { draw32, drawDouble, drawSingle, seed as seedState, WORDS } from './pcg64.ts';
import { fillPool, SeedSequence } from './seed-sequence.ts';
import { freshSeed } from './seed.ts';
import type { Seed } from './seed.ts';
import { standardExponential, standardNormal, standardNormal32 } from './ziggurat.ts';

export interface IntegersOptions<Type extends IntegerType = IntegerType> {
  /** How many; without it, one number instead of an array. */
  size?: number;
  /** Default `int64`. Smaller types cut several numbers from one draw, so that they are different streams. */
  dtype?: Type;
  /** Whether `high` itself may be drawn. Default false. */
  endpoint?: boolean;
}

export interface ChoiceOptions {
  /** How many; without it, one item instead of an array. */
  size?: number;
  /** Whether an item may come more than once. Default true. */
  replace?: boolean;
  /** The probability of each item; they add to 1. Default: all alike. */
  p?: ArrayLike<number>;
  /** Without replacement and p: whether the order is random too. Default true; without, the draw is cheaper. */
  shuffle?: boolean;
}

const NO_KEY: readonly number[] = [];
const pool = new Uint32Array(4);                                          // scratch of `reseed`

/**
 * A stream of random numbers: NumPy's `Generator(PCG64(SeedSequence(seed)))`, bit for bit. The same seed and calls give the
 * numbers that Python's Gymnasium draws. With a `size`, last as in NumPy, a draw fills an array: the numbers that as many calls give.
 * Arguments that no distribution has (a deviation below 0, a text, a size of 1.5) throw, in words, before anything is drawn.
 * Sources: NumPy 2.2 (`numpy.random`); O'Neill (2014), "PCG"; and beside each algorithm.
 */
export class Random {
  private readonly state = new Uint32Array(WORDS);
  private entropy!: Seed | readonly Seed[];
  private key!: readonly number[];
  private children = 0;

  /** A seed is a whole number from 0 to 2^53 - 1, a bigint from 0n up, or a seed sequence. Without one, fresh entropy is taken. Throws on others. */
  constructor(seed?: Seed | SeedSequence) {
    if (seed instanceof SeedSequence) this.begin(seed.entropy, seed.spawnKey);
    else this.begin(seed ?? freshSeed(), NO_KEY);
  }

  /** Starts over in place, as `new Random(new SeedSequence(seed, { spawnKey }))` would. */
  reseed(seed: Seed = freshSeed(), spawnKey: readonly number[] = NO_KEY): void {
    this.begin(seed, spawnKey.length === 0 ? NO_KEY : spawnKey.slice());
  }

  /** What this stream was seeded with: giving it again gives the stream again. */
  get seed(): Seed | readonly Seed[] { return this.entropy; }

  /** A double from [0, 1), a multiple of 2^-53. */
  random(size: number): Float64Array<ArrayBuffer>;
  random(size?: undefined): number;
  random(size?: number): number | Float64Array<ArrayBuffer> {
    if (size !== undefined) return this.filled(size, drawDouble);
    return drawDouble(this.state);
  }

  /** A float32 from [0, 1), a multiple of 2^-24: NumPy's `random(dtype=float32)`. */
  random32(size: number): Float32Array<ArrayBuffer>;
  random32(size?: undefined): number;
  random32(size?: number): number | Float32Array<ArrayBuffer> {
    if (size !== undefined) return Float32Array.from(this.filled(size, drawSingle));
    return drawSingle(this.state);
  }

  /** 32 random bits as a number from 0 to 2^32 - 1. Two calls share one 64-bit draw, the lower half first. */
  uint32(): number {
    return draw32(this.state);
  }

  /** A double from [low, high): low + (high - low) u, rounded as written. Throws RangeError where high is below low or infinitely far from it. */
  uniform(low: number | undefined, high: number | undefined, size: number): Float64Array<ArrayBuffer>;
  uniform(low?: number, high?: number, size?: undefined): number;
  uniform(low = 0, high = 1, size?: number): number | Float64Array<ArrayBuffer> {
    const range = high - low;
    if (!(range >= 0 && range < Infinity && typeof low === 'number' && typeof high === 'number')) refuseUniform(low, high);
    if (size !== undefined) return this.filled(size, (s) => low + range * drawDouble(s));
    return low + range * drawDouble(this.state);
  }

  /**
   * A whole number from `low` to `high - 1` (with `endpoint`, to `high`), or with `size` an array of them; with one argument, from 0
   * to that less 1. All are equally likely. Numbers must be exact (below 2^53): beyond, use `integersBig`.
   * Throws RangeError where the range is empty, not whole or outside `dtype`.
   */
  integers(low: number, high?: number): number;
  integers(low: number, high: number | undefined, options: IntegersOptions & { size?: undefined }): number;
  integers<Type extends IntegerType = 'int64'>(low: number, high: number | undefined, options: IntegersOptions<Type> & { size: number }): IntegerArrays[Type];
  integers(low: number, high?: number, options?: IntegersOptions): number | IntegerArrays[IntegerType] {
    if (high === undefined) { high = low; low = 0; }
    if (options === undefined) {
      if (!(low < high && Number.isSafeInteger(low) && Number.isSafeInteger(high))) checkRange(low, high, 'int64');
      return integer(this.state, low, high);
    }
    const { size, dtype = 'int64', endpoint = false } = options;
    if (endpoint) high++;
    checkRange(low, high, dtype);
    if (size !== undefined) checkSize(size);
    const array = integerArray(this.state, low, high, size ?? 1, dtype);
    return size === undefined ? array[0] : array;
  }

  /** `integers` for any range up to 2^64 numbers wide: a bigint from `low` to `high - 1n`, or with `size` an array of them. */
  integersBig(low: bigint, high: bigint, options?: { endpoint?: boolean; size?: undefined }): bigint;
  integersBig(low: bigint, high: bigint, options: { endpoint?: boolean; size: number }): bigint[];
  integersBig(low: bigint, high: bigint, { endpoint = false, size }: { endpoint?: boolean; size?: number } = {}): bigint | bigint[] {
    if (typeof low !== 'bigint' || typeof high !== 'bigint')
      throw new TypeError(`integersBig takes bigints, and ${describe(low)} and ${describe(high)} arrived. Try integers for numbers.`);
    if (size !== undefined) checkSize(size);
    const n = high - low + (endpoint ? 1n : 0n);
    if (n < 1n || n > 1n << 64n)
      throw new RangeError(`The range from ${low} up to ${high} holds ${n} numbers; it must hold from 1 to 2^64.`);
    if (size === undefined) return low + belowBig(this.state, n);
    return Array.from({ length: size }, () => low + belowBig(this.state, n));
  }

  /**
   * One of the items, or of the numbers from 0 to n - 1; with `size`, an array of them.
   * Throws RangeError where there is nothing to choose from, p is no distribution, or more are wanted without replacement than there are.
   */
  choice(n: number, options?: ChoiceOptions & { size?: undefined }): number;
  choice(n: number, options: ChoiceOptions & { size: number }): number[];
  choice<T>(items: ArrayLike<T>, options?: ChoiceOptions & { size?: undefined }): T;
  choice<T>(items: ArrayLike<T>, options: ChoiceOptions & { size: number }): T[];
  choice<T>(from: number | ArrayLike<T>, options?: ChoiceOptions): number | T | (number | T)[] {
    if (typeof from !== 'number') checkFrom('choice', from, 1);
    const n = typeof from === 'number' ? from : from.length;
    if (!(n >= 1 && n <= 0x1_0000_0000 && Number.isInteger(n)))
      throw new RangeError(`There are ${n} items to choose from; there must be from 1 to 2^32. Try a list that is not empty.`);
    if (options?.p) checkProbabilities(options.p, n);
    if (options?.size === undefined) {
      const i = options?.p ? weighted(this.state, options.p) : integer(this.state, 0, n);
      return typeof from === 'number' ? i : from[i];
    }
    checkSize(options.size);
    const indices = this.indices(n, options.size, options);
    return typeof from === 'number' ? indices : indices.map((i) => from[i]);
  }

  /** From the standard normal distribution: mean 0, standard deviation 1. Ziggurat method. */
  standardNormal(size: number): Float64Array<ArrayBuffer>;
  standardNormal(size?: undefined): number;
  standardNormal(size?: number): number | Float64Array<ArrayBuffer> {
    if (size !== undefined) return this.filled(size, standardNormal);
    return standardNormal(this.state);
  }

  /** A float32 from the standard normal distribution: NumPy's `standard_normal(dtype=float32)`. Ziggurat method on 32-bit draws. */
  standardNormal32(size: number): Float32Array<ArrayBuffer>;
  standardNormal32(size?: undefined): number;
  standardNormal32(size?: number): number | Float32Array<ArrayBuffer> {
    if (size !== undefined) return Float32Array.from(this.filled(size, standardNormal32));
    return standardNormal32(this.state);
  }

  /** From the normal distribution: `mean` + `deviation` times a standard normal number. Throws RangeError where the deviation is below 0. */
  normal(mean: number | undefined, deviation: number | undefined, size: number): Float64Array<ArrayBuffer>;
  normal(mean?: number, deviation?: number, size?: undefined): number;
  normal(mean = 0, deviation = 1, size?: number): number | Float64Array<ArrayBuffer> {
    if (!(deviation >= 0 && mean === mean && typeof mean === 'number' && typeof deviation === 'number')) refuseNormal(mean, deviation);
    if (size !== undefined) return this.filled(size, (s) => mean + deviation * standardNormal(s));
    return mean + deviation * standardNormal(this.state);
  }

  /** From the exponential distribution with mean 1. Ziggurat method. */
  standardExponential(size: number): Float64Array<ArrayBuffer>;
  standardExponential(size?: undefined): number;
  standardExponential(size?: number): number | Float64Array<ArrayBuffer> {
    if (size !== undefined) return this.filled(size, standardExponential);
    return standardExponential(this.state);
  }

  /** From the exponential distribution with the mean `scale`. Throws RangeError where that is below 0. */
  exponential(scale: number | undefined, size: number): Float64Array<ArrayBuffer>;
  exponential(scale?: number, size?: undefined): number;
  exponential(scale = 1, size?: number): number | Float64Array<ArrayBuffer> {
    if (!(scale >= 0 && typeof scale === 'number')) refuseScale(scale);
    if (size !== undefined) return this.filled(size, (s) => scale * standardExponential(s));
    return scale * standardExponential(this.state);
  }

  /**
   * How many of n tries succeed, each with probability p. Throws RangeError unless n is a whole number from 0 to 2^53 - 1 and p a
   * number from 0 to 1.
   */
  binomial(n: number, p: number, size: number): Float64Array<ArrayBuffer>;
  binomial(n: number, p: number, size?: undefined): number;
  binomial(n: number, p: number, size?: number): number | Float64Array<ArrayBuffer> {
    if (!(Number.isSafeInteger(n) && n >= 0))
      throw new RangeError(`binomial counts a whole number of tries, from 0 to 2^53 - 1, and got ${n}. Try Math.floor.`);
    if (!(p >= 0 && p <= 1))
      throw new RangeError(`binomial takes the probability of one success, from 0 to 1, and got ${p}. Try binomial(n, p) in this order.`);
    if (size !== undefined) return this.filled(size, (s) => binomial(s, n, p));
    return binomial(this.state, n, p);
  }

  /** How many tries it takes until one of probability p succeeds: 1 or more. Throws RangeError unless p is above 0 and up to 1. */
  geometric(p: number, size: number): Float64Array<ArrayBuffer>;
  geometric(p: number, size?: undefined): number;
  geometric(p: number, size?: number): number | Float64Array<ArrayBuffer> {
    if (!(p > 0 && p <= 1)) throw new RangeError(`geometric takes the probability of one success, above 0 and up to 1, and got ${p}.`);
    if (size !== undefined) return this.filled(size, (s) => geometric(s, p));
    return geometric(this.state, p);
  }

  /** Puts the items into random order, in place. All orders are equally likely. */
  shuffle(items: Items): void {
    checkItems(items);
    shuffle(this.state, items);
  }

  /** The items, or the numbers from 0 to n - 1, in random order: a new array. */
  permutation(n: number): number[];
  permutation<T>(items: ArrayLike<T>): T[];
  permutation<T>(from: number | ArrayLike<T>): (number | T)[] {
    checkFrom('permutation', from, 0);
    const items = typeof from === 'number' ? Array.from({ length: from }, (_, i) => i) : Array.from(from);
    shuffle(this.state, items);
    return items;
  }

  /**
   * The numbers of a table, each row by itself (`axis` 1), each column by itself (0) or all of them (without) in random order: new rows.
   * NumPy's `permuted`; where `permutation` keeps the rows of a table together, this one does not. Throws RangeError where rows differ in length.
   */
  permuted<T>(rows: readonly ArrayLike<T>[], axis?: 0 | 1): T[][] {
    const table: unknown = rows;
    if (!Array.isArray(table)) throw new TypeError(`permuted takes a table, a list of rows, and ${describe(rows)} arrived.`);
    const width = rows[0]?.length ?? 0, odd = rows.findIndex((row) => row.length !== width);
    if (odd >= 0)
      throw new RangeError(`Row ${odd} of the table has ${rows[odd].length} entries and row 0 has ${width}. Make all rows as long as the first.`);
    if (axis === 1) return rows.map((row) => this.permutation(row));
    if (axis === 0) {
      const columns = Array.from({ length: width }, (_, k) => this.permutation(rows.map((row) => row[k])));
      return rows.map((_, i) => columns.map((column) => column[i]));
    }
    if (axis !== undefined) {
      throw new RangeError(`The axis of a table is 0 (columns), 1 (rows) or left out (all entries), and ${String(axis)} arrived.`);
    }
    const all = this.permutation(rows.flatMap((row) => Array.from(row)));
    return rows.map((_, i) => all.slice(i * width, (i + 1) * width));
  }

  /** `n` new streams, independent of each other, of this one and of those spawned before. Draws nothing. */
  spawn(n: number): Random[] {
    checkCount('spawn', n);
    const first = this.children;
    this.children += n;
    return Array.from({ length: n }, (_, i) => new Random(new SeedSequence(this.entropy, { spawnKey: [...this.key, first + i] })));
  }

  /**
   * Where the stream stands: ten 32-bit words, a copy. 0-3: PCG64's 128-bit state; 4-7: its increment, both low word first;
   * 8: 1 while half of a 64-bit draw is kept for the next 32-bit one; 9: that half. What `spawn` counts is not part of it.
   */
  save(): Uint32Array<ArrayBuffer> {
    return this.state.slice();
  }

  /** Goes on from where `save` was called. Throws RangeError on words that no `save` returns. */
  load(words: ArrayLike<number>): void {
    if (words?.length !== WORDS) {
      throw new RangeError(`A saved generator has ${WORDS} words; ${words?.length ?? describe(words)} arrived. Try what save() returned.`);
    }
    if (words[4] % 2 !== 1 || words[8] > 1) {
      throw new RangeError('These words are not a saved PCG64 generator: its increment (words 4-7) is odd and word 8 is 0 or 1. Try what save() returned.');
    }
    this.state.set(words);
  }

  private filled(size: number, draw: (state: Uint32Array) => number): Float64Array<ArrayBuffer> {
    checkSize(size);
    const numbers = new Float64Array(size), s = this.state;
    for (let i = 0; i < size; i++) numbers[i] = draw(s);
    return numbers;
  }

  private begin(entropy: Seed | readonly Seed[], key: readonly number[]): void {
    fillPool(pool, entropy, key);
    seedState(this.state, pool);
    this.entropy = entropy;
    this.key = key;
    this.children = 0;
  }

  private indices(n: number, size: number, { replace = true, p, shuffle: ordered = true }: ChoiceOptions): number[] {
    const s = this.state;
    if (replace) return Array.from({ length: size }, () => p ? weighted(s, p) : integer(s, 0, n));
    const possible = p ? Array.from(p).filter((share) => share > 0).length : n;
    if (size > possible) {
      throw new RangeError(`${size} different items are wanted but only ${possible} can come. Ask for fewer, or allow replace.`);
    }
    return p ? weightedWithoutReplacement(s, p, size) : withoutReplacement(s, n, size, ordered);
  }
}
