import type { Snapshot } from 'gymnasium-js';

/**
 * Evolution in its ask/tell form: it proposes genomes and is told how fit they were, and never asks how that was found out.
 *
 * ```ts
 * const es = cmaEs({ x0: [1, 1], sigma0: 0.5, seed: 0 });
 * while (es.stop === undefined) es.tell(es.ask().map((x) => -sphere(x)));
 * ```
 *
 * Fitness is maximised; hand in -f to minimise f. NaN counts as the lowest of all.
 */
export interface Strategy<Genome = Float64Array> {
  /** How many genomes a generation has. */
  readonly populationSize: number;
  /** Generations that have been told. */
  readonly generation: number;
  /** This generation's genomes, the same until `tell`. They are the strategy's own: read them, do not write. [populationSize] */
  ask(): readonly Genome[];
  /** How fit they were, in the order of `ask`. Throws a RangeError for another number of them. */
  tell(fitness: ArrayLike<number>): void;
  /** The fittest genome that was ever told, and its fitness; undefined before the first `tell`. */
  readonly best: Elite<Genome> | undefined;
  /** Why there is nothing left to do (a fitness reached, a stall, an extinction, a step size gone to 0), if so. `ask` still works. */
  readonly stop: string | undefined;
  /** Dials of the last generation beside those of fitness: sigma, the number of species, ... */
  readonly metrics: Readonly<Record<string, number>>;
  /** The whole memory, copied. */
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}

export interface Elite<Genome> {
  readonly genome: Genome;
  readonly fitness: number;
}

/** The indices of a generation from its fittest to its least fit; NaN is last, and of equals the first comes first. */
export function ranking(fitness: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: fitness.length }, (_, i) => i);
  const rank = (x: number) => (Number.isNaN(x) ? -Infinity : x), nan = (x: number) => (Number.isNaN(x) ? 1 : 0);
  return order.sort((a, b) => {
    const x = rank(fitness[a]), y = rank(fitness[b]);
    return x === y ? nan(fitness[a]) - nan(fitness[b]) || a - b : y > x ? 1 : -1;
  });
}
