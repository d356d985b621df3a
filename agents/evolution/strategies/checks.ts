import { describe, unknownName } from 'gymnasium-js/basics';
import { streamsOf, type StreamOf } from '../../streams.ts';

/** What every strategy over vectors takes. */
export interface VectorOptions {
  /** Where the search begins, n finite numbers. Default: the origin, if `dimension` is given. Source: of the problem. */
  readonly x0?: ArrayLike<number>;
  /** n, how many numbers a genome has, from 1 up. Default: the length of `x0`. */
  readonly dimension?: number;
  /** Named random streams; wins over `seed`. */
  readonly stream?: StreamOf;
  /** Default 0. The same seed gives the same bytes. */
  readonly seed?: number;
}

/** The names of `Options`, all of them. */
export type NamesOf<Options> = Readonly<Record<keyof Options, true>>;

export const VECTOR_OPTIONS: NamesOf<VectorOptions> = { x0: true, dimension: true, stream: true, seed: true };

/** Throws a TypeError unless these are options, and a RangeError for one that `strategy` does not have. */
export function checkNames(strategy: string, options: unknown, names: Readonly<Record<string, true>>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options) || ArrayBuffer.isView(options)) {
    throw new TypeError(`${strategy} takes options, such as { dimension: 10 }, and got ${describe(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) throw new RangeError(unknownName(`${strategy} option`, unknown, Object.keys(names)));
}

/** A copy of x0, or the origin. Throws a TypeError where neither says how long a genome is, a RangeError where they disagree or x0 is not finite. */
export function startOf(name: string, { x0, dimension }: VectorOptions): Float64Array {
  if (dimension !== undefined && !(Number.isInteger(dimension) && dimension >= 1)) {
    throw new RangeError(`dimension of ${name} cannot be ${describe(dimension)}: how many numbers a genome has, a whole number from 1 up`);
  }
  if (x0 === undefined) {
    if (dimension === undefined) {
      throw new TypeError(`${name} was given neither x0 nor dimension: give x0, the genome to begin from, or dimension to begin from as many zeros`);
    }
    return new Float64Array(dimension);
  }
  const given: unknown = x0, listed = typeof given === 'object' && given !== null;
  const start: readonly unknown[] = listed ? Array.from(given as ArrayLike<unknown>) : [];
  if (start.length === 0 || !start.every(Number.isFinite)) {
    throw new RangeError(`x0 of ${name} cannot be ${describe(x0)}: the genome to begin from, one finite number or more`);
  }
  if (dimension !== undefined && dimension !== start.length) {
    throw new RangeError(`x0 of ${name} has ${start.length} numbers and its dimension is ${dimension}: leave one of them out`);
  }
  return Float64Array.from(start as readonly number[]);
}

/** Throws a RangeError unless `holds`. */
export function check(holds: boolean, strategy: string, option: string, value: unknown, expected: string): void {
  if (!holds) throw new RangeError(`${option} of ${strategy} cannot be ${describe(value)}: ${expected}`);
}

export const streamFor = ({ stream, seed = 0 }: VectorOptions, name: string): StreamOf => {
  if (stream !== undefined) {
    if (typeof stream !== 'function') throw new TypeError(`stream of ${name} is a function, and got ${describe(stream)}`);
    return stream;
  }
  check(Number.isSafeInteger(seed), name, 'seed', seed, 'a whole number');
  return streamsOf(seed);
};

/** Throws a RangeError unless there is one fitness for each genome. */
export function checkFitness(name: string, fitness: ArrayLike<number>, populationSize: number): void {
  if (fitness.length !== populationSize) {
    const told = describe(fitness.length);
    throw new RangeError(`${name} was told ${told} fitnesses, and ask() gave ${populationSize} genomes: tell one for each, in the order of ask()`);
  }
}

/** The error of a snapshot whose mean has `found` numbers, and all its genomes `numbers`. */
export function otherSize(name: string, n: number, populationSize: number, found?: number, numbers?: number): RangeError {
  const other = found === undefined || numbers === undefined ? 'something else' : `${found} dimensions and ${numbers / found} individuals`;
  return new RangeError(`this snapshot is of ${other}, and this ${name} has ${n} and ${populationSize}: make one of the same size to load it`);
}
