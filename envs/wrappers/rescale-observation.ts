import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import type { BoxArray } from '../spaces/dtype.ts';
import { rules } from './around.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { rescaling } from './rescale.ts';
import { inside } from './wrapper.ts';

/** Shows observations mapped from their own bounds onto `minObs` to `maxObs`, a straight line in between. */
export class RescaleObservation<Action = unknown> extends LensObservation<BoxArray, Action> {
  /** Bounds are one number for all or one each; infinite where the observation's are. Throws where it is no Box, or the bounds do not fit. */
  constructor(env: Env<unknown, Action>, minObs: number | ArrayLike<number>, maxObs: number | ArrayLike<number>) {
    super(env, rescaled(inside('RescaleObservation', env).observationSpace, minObs, maxObs));
  }
}

/** Dynamics that show their observations mapped onto `minObs` to `maxObs`. */
export const rescaleObservation = (dynamics: Dynamics, minObs: number | ArrayLike<number>, maxObs: number | ArrayLike<number>): Dynamics => (
  throughLens(dynamics, rescaled(rules(dynamics).observationSpace, minObs, maxObs))
);

function rescaled(space: Space, min: number | ArrayLike<number>, max: number | ArrayLike<number>): Lens {
  const { box, gradient, intercept, single } = rescaling('RescaleObservation', space, min, max), n = box.rowSize;
  return {
    space: box,
    memory: 0,
    see(row, out) {
      for (let k = 0; k < n; k++) {
        const scaled = gradient[k] * row[k];
        const y = (single ? Math.fround(scaled) : scaled) + intercept[k];
        out[k] = single ? Math.fround(y) : y;
      }
    },
  };
}
