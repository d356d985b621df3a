import { performance } from 'node:perf_hooks';
import { playRounds, type Body, type Plan, type Species } from '../../agents/index.ts';
import type { VectorEnv } from 'gymnasium-js';
import { rowsFor, type EnvironmentChoice } from '../experiment/experiment.ts';
import type { News, TimedEnd } from './timeline.ts';

/** A part of a phase: whose trials they are, and which. */
export interface Part {
  /** For each row of the plan, which row of the population it is. */
  readonly rows: ArrayLike<number>;
  readonly plan: Plan;
  readonly genomes: readonly unknown[];
}

const TELL_EVERY = 50, LOOK_AT_THE_CLOCK_EVERY = 256;         // milliseconds, row steps

/** Where trials are played in this thread. */
export class Stage {
  readonly #environment: EnvironmentChoice;
  readonly #species: Species<unknown>;
  readonly #worlds = new Map<number, { env: VectorEnv; body: Body<unknown> }>();       // by rows: fewer rows are played quicker

  constructor(environment: EnvironmentChoice, species: Species<unknown>) {
    this.#environment = environment;
    this.#species = species;
  }

  #world(rows: number): { env: VectorEnv; body: Body<unknown> } {
    const known = this.#worlds.get(rows);
    if (known) return known;
    const made = { env: rowsFor(this.#environment, { rows, role: 'training' }), body: this.#species.body(rows) };
    this.#worlds.set(rows, made);
    return made;
  }

  dispose(): void {
    for (const { body } of this.#worlds.values()) body.dispose?.();
    this.#worlds.clear();
  }

  /** Plays a part, and tells of it now and then. What was played before an error is told before it is thrown. */
  * play({ rows, plan, genomes }: Part): Generator<News, void, void> {
    const { env, body } = this.#world(plan.length), rounds = playRounds(plan, genomes, body, env);
    let round = 0, ends: TimedEnd[] = [], told = performance.now();
    try {
      for (const some of rounds) {
        round++;
        for (const { row, ending } of some) ends.push({ row: rows[row], ending, round });
        if (round % Math.ceil(LOOK_AT_THE_CLOCK_EVERY / plan.length) !== 0 || performance.now() - told < TELL_EVERY) continue;
        yield { ends, until: round };
        ends = [];
        told = performance.now();
      }
    } catch (error) {
      yield { ends, until: round };
      throw error;
    }
    yield { ends, until: Infinity };
  }
}

/** The rows of a plan that have anything to play. */
export const busyRows = (plan: Plan): number[] => plan.flatMap((trials, row) => (trials.length > 0 ? [row] : []));
