import type { Situation } from 'gymnasium-js';
import type { Policy } from '../agent.ts';

/** What genomes act by: in each row lives one of them. */
export interface Body<Genome> {
  /** From now on row i is this genome, as it is now. */
  embody(row: number, genome: Genome): void;
  act(now: Situation, action: Float32Array): void;
  /** 1 where a genome has said NaN since it was embodied: it is as unfit as can be. [rows] */
  readonly lost?: Uint8Array;
  /** Frees what memory of its network does not go by itself. */
  dispose?(): void;
}

/** How the genomes of one kind live and are kept. */
export interface Species<Genome> {
  /** A body of so many rows. */
  body(rows: number): Body<Genome>;
  /** One that acts by the same genome in every row: a champion's. */
  policy(genome: Genome, rows: number): Policy;
  copy(genome: Genome): Genome;
  same(a: Genome, b: Genome): boolean;
  /** Written so that it fits into a snapshot and can be sent to another thread. Both ways, it may be the same memory: copy what you keep. */
  write(genome: Genome): Float64Array | string;
  read(written: Float64Array | string): Genome;
}
