import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import type { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { gridOf } from './bins.ts';
import { LeverAction, throughLever, type Lever } from './lever.ts';
import { inside } from './wrapper.ts';

const NAMES = { wrapper: 'DiscretizeAction', of: 'actions' } as const;

export interface DiscretizeActionOptions {
  /** Take the place on each axis (a MultiDiscrete) instead of one number. Default false. */
  readonly multidiscrete?: boolean;
}

/**
 * Takes the number of a bin and plays its middle, so that what chooses among actions can drive what takes any. Every number of an action has
 * its own count of bins of one width; the last one counts fastest.
 *
 *     new DiscretizeAction(make('Pendulum-v1'), 10)          // action 3 is a torque of -0.6
 */
export class DiscretizeAction<Observation = unknown> extends LeverAction<Observation, number | ArrayLike<number>> {
  /** `bins` is one count for all or one each. */
  readonly bins: readonly number[];
  readonly #middles: readonly Float64Array[];

  /** Throws where actions are no Box with finite bounds, or the counts do not fit. */
  constructor(env: Env<Observation>, bins: number | readonly number[], options: DiscretizeActionOptions = {}) {
    const middles = middlesOf(inside(NAMES.wrapper, env).actionSpace, bins);
    super(env, choosing(middles, options));
    this.bins = middles.map(({ length }) => length);
    this.#middles = middles;
  }

  /** The action whose middle is nearest to what the environment takes; the lower of two. Gymnasium's `revert_action`. */
  revertAction(action: ArrayLike<number>): number | Int32Array {
    if (action?.length !== this.bins.length) throw new RangeError(`revertAction takes ${this.bins.length} numbers, and got ${describe(action)}`);
    const places = this.#middles.map((middles, k) => nearest(middles, action[k]));
    if (this.actionSpace instanceof MultiDiscrete) return Int32Array.from(places);
    return places.reduce((index, place, k) => index * this.bins[k] + place, 0);
  }
}

/** Dynamics that take the number of a bin and play its middle. */
export function discretizeAction(dynamics: Dynamics, bins: number | readonly number[], options: DiscretizeActionOptions = {}): Dynamics {
  return throughLever(dynamics, choosing(middlesOf(rules(dynamics).actionSpace, bins), options));
}

/** For each number of an action the middles of its bins. */
function middlesOf(space: Space, bins: number | readonly number[]): Float64Array[] {
  const { ends } = gridOf(NAMES, space, bins), round = (space as Box).dtype === 'float32' ? Math.fround : (x: number) => x;
  return ends.map((end) => Float64Array.from({ length: end.length - 1 }, (_, i) => 0.5 * round(end[i] + end[i + 1])));
}

function choosing(middles: readonly Float64Array[], { multidiscrete = false }: DiscretizeActionOptions): Lever {
  const bins = middles.map(({ length }) => length), n = bins.length;
  return {
    space: multidiscrete ? new MultiDiscrete(bins) : new Discrete(bins.reduce((product, count) => product * count, 1)),
    memory: 0,
    typed: true,
    pull(action, out) {
      if (multidiscrete) {
        for (let k = 0; k < n; k++) out[k] = middles[k][action[k]];
        return;
      }
      for (let k = n - 1, rest = action[0]; k >= 0; k--) {
        out[k] = middles[k][rest % bins[k]];
        rest = Math.floor(rest / bins[k]);
      }
    },
  };
}

function nearest(middles: Float64Array, x: number): number {
  let best = 0;
  for (let i = 1; i < middles.length; i++) if (Math.abs(middles[i] - x) < Math.abs(middles[best] - x)) best = i;
  return best;
}
