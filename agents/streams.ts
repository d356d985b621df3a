import alea, { type Alea } from 'seedrandom/lib/alea.js';

/** Random numbers for an agent, from a name. Baagøe's Alea, of the package `seedrandom`: four numbers of state, about 10 ns a draw. */
export class Stream {
  #next: Alea;

  constructor(name: string) {
    this.#next = alea(name, { state: true });
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  random(): number {
    return this.#next();
  }

  /** Uniform over 0, 1, ..., n - 1. */
  integer(n: number): number {
    return Math.floor(this.#next() * n);
  }

  save(): Float64Array {
    const { c, s0, s1, s2 } = this.#next.state();
    return Float64Array.of(c, s0, s1, s2);
  }

  load(state: Float64Array): void {
    if (state?.length !== 4) throw new RangeError(`a stream is saved as 4 numbers, and these are ${state?.length ?? 'none'}`);
    const [c, s0, s1, s2] = state as unknown as [number, number, number, number];
    this.#next = alea('', { state: { c, s0, s1, s2 } });
  }
}

/** The stream of a name and a row, at its start. Pure: it depends on the run's seed, the name and the row, and on nothing else. */
export type StreamOf = (name: string, row?: number) => Stream;

export const streamsOf = (seed: number): StreamOf => (name, row = 0) => new Stream(`${seed}/${name}/${row}`);

/** One stream a row, saved together. */
export class RowStreams {
  readonly rows: readonly Stream[];

  constructor(stream: StreamOf, name: string, rows: number) {
    this.rows = Array.from({ length: rows }, (_, i) => stream(name, i));
  }

  /** The stream of a row. */
  of(row: number): Stream {
    const stream = this.rows[row];
    if (stream === undefined) {
      throw new RangeError(`row ${row} is not one of the ${this.rows.length} that this was made for: `
        + 'make the agent, or its policy({ rows }), for as many rows as the environment has');
    }
    return stream;
  }

  /** [rows x 4] */
  save(): Float64Array {
    return Float64Array.from(this.rows.flatMap((stream) => [...stream.save()]));
  }

  load(state: Float64Array): void {
    if (state.length !== 4 * this.rows.length) {
      throw new RangeError(`these streams are of ${state.length / 4} rows, and ${this.rows.length} are needed`);
    }
    this.rows.forEach((stream, i) => stream.load(state.subarray(4 * i, 4 * i + 4)));
  }
}
