import type { Elite } from '../strategy.ts';

/** Whether a fitness is above that of the best so far; any is above NaN, and NaN above none at all. */
export function fitter(fitness: number, best: Elite<unknown> | undefined): boolean {
  if (best === undefined) return true;
  return Number.isNaN(best.fitness) ? !Number.isNaN(fitness) : fitness > best.fitness;
}
