import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { shift } from './frame-stack-observation.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { checkWhole, inside } from './wrapper.ts';
import { zeroRow } from './zero.ts';

/** Shows what was to be seen `delay` steps ago; zeros until then. */
export class DelayObservation<Observation = unknown, Action = unknown> extends LensObservation<Observation, Action> {
  constructor(env: Env<Observation, Action>, delay: number) {
    super(env, delaying(inside('DelayObservation', env).observationSpace, delay));
  }
}

/** Dynamics that show what was to be seen `delay` steps ago. */
export const delayObservation = (dynamics: Dynamics, delay: number): Dynamics => throughLens(dynamics, delaying(rules(dynamics).observationSpace, delay));

/** Its memory is the last delay + 1 rows, the oldest first. */
function delaying(space: Space, delay: number): Lens {
  checkWhole('delay', delay, 0);
  const size = space.rowSize, n = delay + 1, zero = zeroRow(space);
  return {
    space,
    memory: n * size,
    begin(memory, at, row) {
      for (let i = 0; i < n; i++) for (let k = 0; k < size; k++) memory[at + i * size + k] = i < delay ? zero[k] : row[k];
    },
    next: (memory, at, row) => shift(memory, at, n, row, size),
    see(_, out, memory, at) {
      for (let k = 0; k < size; k++) out[k] = memory[at + k];
    },
  };
}
