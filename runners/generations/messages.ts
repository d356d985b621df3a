import type { Phase, Plan, Species, Trial } from '../../agents/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import type { Part } from './stage.ts';
import type { News, TimedEnd } from './timeline.ts';

/** What a thread is told as it begins. */
export interface ThreadBeginning {
  readonly spec: RunSpec;
  /** Modules with environments and agents of somebody's own: absolute paths. */
  readonly modules: readonly string[];
}

/** Many short arrays in one block: posting a block costs as much as posting one of them. */
interface Block { readonly numbers: Float64Array<ArrayBuffer>; readonly lengths: readonly number[] }

/** To a thread: play this. */
export interface PackedPart {
  readonly rows: readonly number[];
  /** [trials x TRIAL]: row of the part, genome of the part, seed */
  readonly trials: Float64Array<ArrayBuffer>;
  /** As the species writes them. */
  readonly genomes: Block | readonly (Float64Array | string)[];
}

/** From a thread: what it has played; or what went wrong in it. */
export type FromThread =
  | { readonly kind: 'news'; readonly ends: Float64Array<ArrayBuffer>; readonly outcomes: readonly string[]; readonly until: number }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string };

const TRIAL = 3, END = 8;

export function packPart({ plan, genomes }: Phase<unknown>, rows: readonly number[], species: Species<unknown>): PackedPart {
  const places = new Map<number, number>(), trials: number[] = [];
  rows.forEach((row, i) => plan[row].forEach(({ genome, seed }) => {
    if (!places.has(genome)) places.set(genome, places.size);
    trials.push(i, places.get(genome)!, seed);
  }));
  return { rows, trials: Float64Array.from(trials), genomes: block([...places.keys()].map((genome) => species.write(genomes[genome]))) };
}

function block(written: readonly (Float64Array | string)[]): PackedPart['genomes'] {
  if (!written.every((one) => typeof one !== 'string')) return written;
  const lengths = written.map(({ length }) => length), numbers = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const one of written) {
    numbers.set(one, at);
    at += one.length;
  }
  return { numbers, lengths };
}

export function unpackPart({ rows, trials, genomes }: PackedPart, species: Species<unknown>): Part {
  const plan: Trial[][] = rows.map(() => []);
  for (let at = 0; at < trials.length; at += TRIAL) plan[trials[at]].push({ genome: trials[at + 1], seed: trials[at + 2] });
  return { rows, plan: plan satisfies Plan, genomes: unblock(genomes).map((written) => species.read(written)) };
}

function unblock(genomes: PackedPart['genomes']): readonly (Float64Array | string)[] {
  if (!('numbers' in genomes)) return genomes;
  let at = 0;
  return genomes.lengths.map((length) => genomes.numbers.subarray(at, at += length));
}

/** Of each end: row, round, return, length, terminated, truncated, lost, and which of the outcomes. */
export function packNews({ ends, until }: News): Extract<FromThread, { kind: 'news' }> {
  const outcomes: string[] = [], packed = new Float64Array(END * ends.length);
  ends.forEach(({ row, round, ending: { return: G, length, terminated, truncated, lost, outcome } }, i) => {
    let told = outcomes.indexOf(outcome);
    if (told < 0) told = outcomes.push(outcome) - 1;
    packed.set([row, round, G, length, Number(terminated), Number(truncated), Number(lost === true), told], END * i);
  });
  return { kind: 'news', ends: packed, outcomes, until };
}

export function unpackNews({ ends: packed, outcomes, until }: Extract<FromThread, { kind: 'news' }>): News {
  const ends: TimedEnd[] = [];
  for (let at = 0; at < packed.length; at += END) {
    const [row, round, G, length, terminated, truncated, lost, told] = packed.subarray(at, at + END);
    const ending = {
      return: G, length, terminated: terminated === 1, truncated: truncated === 1, outcome: outcomes[told], ...(lost === 1 && { lost: true }),
    };
    ends.push({ row, round, ending });
  }
  return { ends, until };
}
