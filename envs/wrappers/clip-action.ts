import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { Box } from '../spaces/box.ts';
import type { BoxArray } from '../spaces/dtype.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { LeverAction, throughLever, type Lever } from './lever.ts';
import { inside } from './wrapper.ts';

/** Takes any numbers as action and plays the nearest that the space allows. */
export class ClipAction<Observation = unknown> extends LeverAction<Observation, ArrayLike<number> | BoxArray> {
  constructor(env: Env<Observation>) {
    super(env, clipping(inside('ClipAction', env).actionSpace));
  }
}

/** Dynamics that take any numbers as action and play the nearest that the space allows. */
export const clipAction = (dynamics: Dynamics): Dynamics => throughLever(dynamics, clipping(rules(dynamics).actionSpace));

function clipping(space: Space): Lever {
  if (!(space instanceof Box)) throw new TypeError(`ClipAction needs a Box of actions, and this action space is ${String(space)}`);
  const { low, high, shape, dtype, rowSize } = space;
  return {
    space: new Box(-Infinity, Infinity, { shape, dtype }),
    memory: 0,
    pull(action, out) {
      for (let k = 0; k < rowSize; k++) out[k] = Math.min(Math.max(action[k], low[k]), high[k]);
    },
  };
}
