/** A row of numbers, or a part of one. */
export type Row = Float32Array | Float64Array | Int32Array | Uint8Array | number[];

/** The set of all valid observations or actions: what they look like, how to draw one, and how one lies in a row of numbers. */
export interface Space<T = unknown> {
  readonly kind: string;
  /** Numbers that an element takes in a row. */
  readonly rowSize: number;
  /** A random element, from the space's own generator. */
  sample(): T;
  contains(x: unknown): x is T;
  /** Seeds the space's generator; returns the seed. Without one, takes fresh entropy. */
  seed(seed?: number): number;
  /** Writes x into `row` from index `at`. */
  toRow(x: T, row: Row, at?: number): void;
  /** Reads an element from `row` at index `at`; it is a copy. */
  fromRow(row: ArrayLike<number>, at?: number): T;
  /** As Gymnasium prints it: `Discrete(4)`. */
  toString(): string;
}
