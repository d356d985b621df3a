import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { BoxArray } from '../spaces/dtype.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { LeverAction, throughLever, type Lever } from './lever.ts';
import { rescaling } from './rescale.ts';
import { inside } from './wrapper.ts';

/** Takes actions from `minAction` to `maxAction` and plays them mapped onto the environment's own bounds, a straight line in between. */
export class RescaleAction<Observation = unknown> extends LeverAction<Observation, ArrayLike<number> | BoxArray> {
  /** Bounds are one number for all or one each. Throws where the actions are no Box, or the bounds are not apart or do not fit. */
  constructor(env: Env<Observation>, minAction: number | ArrayLike<number>, maxAction: number | ArrayLike<number>) {
    super(env, rescaled(inside('RescaleAction', env).actionSpace, minAction, maxAction));
  }
}

/** Dynamics that take actions from `minAction` to `maxAction`, mapped onto their own bounds. */
export const rescaleAction = (dynamics: Dynamics, minAction: number | ArrayLike<number>, maxAction: number | ArrayLike<number>): Dynamics => (
  throughLever(dynamics, rescaled(rules(dynamics).actionSpace, minAction, maxAction))
);

function rescaled(space: Space, min: number | ArrayLike<number>, max: number | ArrayLike<number>): Lever {
  const { box, gradient, intercept } = rescaling('RescaleAction', space, min, max), n = box.rowSize;
  const same = box.low.findIndex((low, i) => low === box.high[i]);
  if (same >= 0) {
    throw new RangeError(`RescaleAction needs a minAction below its maxAction, and both are ${box.low[same]} at index ${same}: such actions cannot be told apart`);
  }
  return {
    space: box,
    memory: 0,
    pull(action, out) {
      const single = out instanceof Float32Array;
      for (let k = 0; k < n; k++) {
        const shifted = action[k] - intercept[k];
        out[k] = (single ? Math.fround(shifted) : shifted) / gradient[k];
      }
    },
  };
}

