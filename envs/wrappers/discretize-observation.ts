import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { checkWhole } from './wrapper.ts';

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
    const grid = gridOf(env.observationSpace, bins, options);
    super(env, binning(grid, options));
    this.bins = grid.bins;
    this.#grid = grid;
  }

  /** The ends of the bin that is shown as `observation`: [low, high]. */
  revertObservation(observation: number | ArrayLike<number>): [low: Float64Array, high: Float64Array] {
    const { bins, ends } = this.#grid, places = new Array<number>(bins.length);
    if (!this.observationSpace.contains(observation)) throw new RangeError(`${describe(observation)} is no observation of ${String(this.observationSpace)}`);
    let rest = observation as number;
    for (let k = bins.length - 1; k >= 0; k--) {
      places[k] = typeof observation === 'number' ? rest % bins[k] : observation[k];
      rest = Math.floor(rest / bins[k]);
    }
    return [Float64Array.from(places, (bin, k) => ends[k][bin]), Float64Array.from(places, (bin, k) => ends[k][bin + 1])];
  }
}

/** Dynamics that show in which bin their observation lies. */
export function discretizeObservation(dynamics: Dynamics, bins: number | readonly number[], options: DiscretizeOptions = {}): Dynamics {
  return throughLens(dynamics, binning(gridOf(dynamics.observationSpace, bins, options), options));
}

/** For each number its count of bins, and their bins + 1 ends. */
interface Grid { readonly bins: readonly number[]; readonly ends: readonly Float64Array[] }

function gridOf(space: Space, bins: number | readonly number[], { low, high }: DiscretizeOptions): Grid {
  if (!(space instanceof Box)) throw new TypeError(`DiscretizeObservation needs a Box of observations, and this space is ${String(space)}`);
  const n = space.rowSize, round = space.dtype === 'float32' ? Math.fround : (x: number) => x;
  const each = (given: number | ArrayLike<number>, name: string) => {
    if (typeof given !== 'number' && given?.length !== n) throw new RangeError(`DiscretizeObservation needs a number or ${n} of them as ${name}, and got ${describe(given)}`);
    return Array.from({ length: n }, (_, k) => (typeof given === 'number' ? given : given[k]));
  };
  const counts = each(bins, 'bins'), from = each(low ?? space.low, 'low').map(round), to = each(high ?? space.high, 'high').map(round);
  const ends = counts.map((count, k) => {
    checkWhole('a count of bins', count, 1);
    if (!Number.isFinite(from[k]) || !Number.isFinite(to[k])) throw new RangeError(`DiscretizeObservation needs ends to put bins between, and number ${k} of ${String(space)} lies from ${from[k]} to ${to[k]}; give low and high`);
    if (!(from[k] < to[k])) throw new RangeError(`DiscretizeObservation needs a low below its high, and got ${from[k]} and ${to[k]} at index ${k}`);
    const width = round(round(to[k] - from[k]) / count);
    return Float64Array.from({ length: count + 1 }, (_, i) => (i === count ? to[k] : round(round(i * width) + from[k])));
  });
  return { bins: counts, ends };
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

/** How many of the ends between the first and the last bin are not above x. */
function binOf(x: number, ends: Float64Array, bins: number): number {
  let below = 0, above = bins;                            // x lies in one of the bins from `below` up to but not `above`
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (x >= ends[middle]) below = middle;
    else above = middle;
  }
  return below;
}
