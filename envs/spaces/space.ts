import type { Seed } from '../random/index.ts';

/** A row of numbers, or a part of one. */
export type Row = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | number[];

/** What `seed` takes and tells: one seed (a bigint past 2^53), or one for each part of a composite space. */
export type Seeds = Seed | readonly (Seeds | null | undefined)[] | { readonly [key: string]: Seeds | null | undefined };

/** How to draw: only what a mask allows, or with given probabilities. Each space says what its own look like; at most one is given. */
export interface SampleOptions<Mask = unknown, Probability = unknown> {
  readonly mask?: Mask | null | undefined;
  readonly probability?: Probability | null | undefined;
}

/** The set of all valid observations or actions: what they look like, how to draw one, and how one lies in a row of numbers. */
export interface Space<T = unknown> {
  readonly kind: string;
  /** Numbers that an element takes in a row. */
  readonly rowSize: number;
  /** A random element, from the space's own generator. */
  sample(how?: SampleOptions): T;
  contains(x: unknown): x is T;
  /** Whether `other` is the same set. Every space here tells; one of your own may leave it out. */
  equals?(other: unknown): boolean;
  /** Seeds the space's generator, and those of its parts; returns the seeds taken. Without one, takes fresh entropy. */
  seed(seed?: Seeds): Seeds;
  /** Writes x into `row` from index `at`. */
  toRow(x: T, row: Row, at?: number): void;
  /** Reads an element from `row` at index `at`; it is a copy. */
  fromRow(row: ArrayLike<number>, at?: number): T;
  /** As Gymnasium prints it: `Discrete(4)`. */
  toString(): string;
}
