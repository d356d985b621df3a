import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import { rules } from './around.ts';
import { binOf, gridOf, placesOf, type Grid } from './bins.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { inside } from './wrapper.ts';

const NAMES = { wrapper: 'DiscretizeObservation', of: 'observations' } as const;

export interface DiscretizeOptions {
  /** Show the place on each axis (a MultiDiscrete) instead of one number. Default false. */
  readonly multidiscrete?: boolean;
  /** Where the first bins begin and the last ones end, instead of the bounds of the space: needed where those are infinite. What is beyond counts to the last bin. */
  readonly low?: number | ArrayLike<number>;
  readonly high?: number | ArrayLike<number>;
}

/**
 * Shows in which bin an observation lies, so that tables can learn what is continuous. Every number has its own count of bins of one width;
 * the last number of an observation counts fastest.
 *
 *     new DiscretizeObservation(make('CartPole-v1'), [1, 3, 6, 4], { low: [-2.4, -2, -0.21, -3], high: [2.4, 2, 0.21, 3] })
 */
export class DiscretizeObservation<Action = unknown> extends LensObservation<number | Int32Array, Action> {
  /** `bins` is one count for all or one each. */
  readonly bins: readonly number[];
  readonly #grid: Grid;

  constructor(env: Env<unknown, Action>, bins: number | readonly number[], options: DiscretizeOptions = {}) {
    const grid = gridOf(NAMES, inside(NAMES.wrapper, env).observationSpace, bins, options);
    super(env, binning(grid, options));
    this.bins = grid.bins;
    this.#grid = grid;
  }

  /** The ends of the bin that is shown as `observation`: [low, high]. */
  revertObservation(observation: number | ArrayLike<number>): [low: Float64Array, high: Float64Array] {
    const { bins, ends } = this.#grid;
    if (!this.observationSpace.contains(observation)) {
      throw new RangeError(`${describe(observation)} is no observation of ${String(this.observationSpace)}`);
    }
    const places = placesOf(bins, observation);
    return [Float64Array.from(places, (bin, k) => ends[k][bin]), Float64Array.from(places, (bin, k) => ends[k][bin + 1])];
  }
}

/** Dynamics that show in which bin their observation lies. */
export function discretizeObservation(dynamics: Dynamics, bins: number | readonly number[], options: DiscretizeOptions = {}): Dynamics {
  return throughLens(dynamics, binning(gridOf(NAMES, rules(dynamics).observationSpace, bins, options), options));
}

function binning({ bins, ends }: Grid, { multidiscrete = false }: DiscretizeOptions): Lens {
  const n = bins.length;
  return {
    space: multidiscrete ? new MultiDiscrete(bins) : new Discrete(bins.reduce((product, count) => product * count, 1)),
    memory: 0,
    see(row, out) {
      let index = 0;
      for (let k = 0; k < n; k++) {
        const bin = binOf(row[k], ends[k], bins[k]);
        index = index * bins[k] + bin;
        if (multidiscrete) out[k] = bin;
      }
      if (!multidiscrete) out[0] = index;
    },
  };
}
