import type { Dynamics, Info } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { Text } from '../spaces/text.ts';
import { Tuple } from '../spaces/tuple.ts';
import { around, innerState, rules } from './around.ts';
import { checkWhole, Wrapper } from './wrapper.ts';

/**
 * Plays each action `skip` times, or until the episode ends, pays the sum of the rewards and shows, number by number, the greater of the last
 * two observations: what flickers is seen. Mnih et al. (2015), "Human-level control through deep reinforcement learning".
 *
 * Where an episode ends before the last two of `skip` steps, the observations are still the last two that there were; Gymnasium takes what its
 * buffer holds from the step before, so that what is seen there can stem from another episode.
 */
export class MaxAndSkipObservation<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #skip: number;
  readonly #last: Float64Array;
  readonly #row: Float64Array;

  constructor(env: Env<Observation, Action>, skip = 4) {
    super(env);
    checkSkip(env.observationSpace, skip);
    this.#skip = skip;
    this.#last = new Float64Array(env.observationSpace.rowSize);
    this.#row = new Float64Array(env.observationSpace.rowSize);
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const space = this.env.observationSpace, row = this.#row, last = this.#last;
    let observation: Observation, reward: number, sum = 0, terminated = false, truncated = false, info: Info;
    for (let i = 0; ; i++) {
      [observation, reward, terminated, truncated, info] = super.step(action);
      sum += reward;
      if (i > 0) last.set(row);
      space.toRow(observation, row);
      if (i > 0) greater(last, row, last, 0);
      else last.set(row);
      if (terminated || truncated || i === this.#skip - 1) return [space.fromRow(last), sum, terminated, truncated, info];
    }
  }
}

/** Dynamics that play each action `skip` times and show the greater of the last two observations. A time limit around them counts these as one step. */
export function maxAndSkip(dynamics: Dynamics, skip = 4): Dynamics {
  checkSkip(rules(dynamics).observationSpace, skip);
  const size = dynamics.observationSpace.rowSize, at = dynamics.stateSize, own = innerState(dynamics, size);
  const last = new Float32Array(size), row = new Float32Array(size);
  return around(dynamics, {
    reset(s, random, options) {
      dynamics.reset(own(s), random, options);
      dynamics.observe(own(s), row);
      s.set(row, at);
    },
    step(s, action, random) {
      const inner = own(s);
      let sum = 0, steps = 0;
      do {
        sum += dynamics.step(inner, action, random);
        last.set(row);
        dynamics.observe(inner, row);
      } while (++steps < skip && !dynamics.terminal(inner));
      greater(steps > 1 ? last : row, row, s, at);
      return sum;
    },
    observe(s, observation) {
      for (let k = 0; k < size; k++) observation[k] = s[at + k];
    },
  }, size);
}

/** out_k = max(a_k, b_k) */
function greater(a: ArrayLike<number>, b: ArrayLike<number>, out: Float64Array, at: number): void {
  for (let k = 0; k < a.length; k++) out[at + k] = Math.max(a[k], b[k]);
}

function checkSkip(space: Space, skip: number): void {
  checkWhole('skip', skip, 2);
  if (space instanceof Tuple || space instanceof Dict || space instanceof Text) {
    throw new TypeError(`MaxAndSkipObservation needs numbers of one shape, and this space is ${String(space)}; wrap the environment in FlattenObservation before`);
  }
}
