import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { LeverAction, throughLever, type Lever } from './lever.ts';
import { inside } from './wrapper.ts';

/** How many steps a repetition lasts: a number, or [least, most], drawn each time. */
export type StickyDuration = number | readonly [least: number, most: number];

/**
 * Plays with probability `repeatActionProbability` the action of the step before instead of the one given, for `repeatActionDuration` steps.
 * Machado et al. (2018), "Revisiting the Arcade Learning Environment". It draws from the environment's own generator, in Gymnasium's order.
 */
export class StickyAction<Observation = unknown, Action = unknown> extends LeverAction<Observation, Action> {
  /** The probability is from 0 up to but not 1; a duration is a whole number from 1. Throws a RangeError otherwise. */
  constructor(env: Env<Observation>, repeatActionProbability: number, repeatActionDuration: StickyDuration = 1) {
    super(env, sticky(inside('StickyAction', env).actionSpace, repeatActionProbability, repeatActionDuration));
  }
}

/** Dynamics that stick to the action of the step before, now and then. */
export const stickyAction = (dynamics: Dynamics, repeatActionProbability: number, repeatActionDuration: StickyDuration = 1): Dynamics => (
  throughLever(dynamics, sticky(rules(dynamics).actionSpace, repeatActionProbability, repeatActionDuration))
);

const ANY = 0, STUCK = 1, LASTS = 2, TAKEN = 3, LAST = 4;        // whether there was a step before; whether it repeats; for how long; steps of it; that action

function sticky(space: Space, p: number, duration: StickyDuration): Lever {
  if (!(p >= 0 && p < 1)) throw new RangeError(`StickyAction needs a repeatActionProbability from 0 up to but not 1, and got ${describe(p)}`);
  const [least, most] = typeof duration === 'number' ? [duration, duration] : Array.isArray(duration) ? duration as readonly number[] : [];
  if (!(Number.isSafeInteger(least) && Number.isSafeInteger(most) && least >= 1 && most >= least))
    throw new RangeError(`StickyAction needs a repeatActionDuration that is a whole number from 1 up, or [least, most] of them, and got ${describe(duration)}`);
  const n = space.rowSize;
  return {
    space,
    memory: LAST + n,
    begin: (m, at) => { m.fill(0, at, at + LAST + n); },
    pull(action, out, m, at, random) {
      const last = at + LAST;
      if (m[at + STUCK] === 1 || (m[at + ANY] === 1 && random.random() < p)) {
        if (m[at + LASTS] === 0) m[at + LASTS] = random.integers(least, most + 1);
        m[at + STUCK] = 1;
        m[at + TAKEN]++;
        if (m[at + TAKEN] === m[at + LASTS]) m[at + STUCK] = m[at + LASTS] = m[at + TAKEN] = 0;
      } else for (let k = 0; k < n; k++) m[last + k] = action[k];
      m[at + ANY] = 1;
      for (let k = 0; k < n; k++) out[k] = m[last + k];
    },
  };
}
