import type { Dynamics } from '../core/dynamics.ts';
import { Discrete } from '../spaces/discrete.ts';
import { banditScene } from './bandit-picture.ts';
import { checkCount, checkNumber } from './options.ts';

const NOISE = 1;                                          // standard deviation of a reward around its arm's mean
/** What a state row holds before the means of the arms: the arm pulled last (-1 before the first), its reward, its regret. */
const PULLED = 0, REWARD = 1, REGRET = 2, Q = 3;

export interface BanditOptions {
  /** Arms, 1 to 1000: the book's k. Default 10. */
  readonly arms?: number;
  /** What the arms' means are drawn around. Default 0. */
  readonly mean?: number;
  /** Standard deviation of the arms' means at reset, from 0 up. Default 1. */
  readonly spread?: number;
  /** Standard deviation of the random step that every mean takes after every pull, from 0 up: above 0 the problem is nonstationary. Default 0. */
  readonly drift?: number;
}

/**
 * The k-armed testbed: a row of slot machines that pay differently. Sutton & Barto (2018), sections 2.1 and 2.3. Every episode is another
 * bandit: q*(a) is drawn from normal(0, 1) at reset. With `spread` 0 and `drift` 0.01, exercise 2.5; with `mean` 4, figure 2.5.
 *
 * | observation | `Discrete(1)`: always 0 |
 * | --- | --- |
 * | actions | 0 to k - 1: the arm to pull |
 * | reward | normal(q*(a), 1) |
 * | end | never: an episode is as long as its time limit, 1000 pulls |
 * | info | `optimal_action`: the arm of the highest mean now (the first of several); `regret`: what the last pull fell short of the best one by, in the mean |
 *
 * Throws where an option is out of its range.
 */
export function bandit({ arms = 10, mean = 0, spread = 1, drift = 0 }: BanditOptions = {}): Dynamics {
  checkCount('arms', 'the number of arms', arms, 1, 1000);
  checkNumber('mean', 'what the means of the arms are drawn around', mean);
  checkNumber('spread', 'the standard deviation of the means of the arms', spread, 0);
  checkNumber('drift', 'the standard deviation of a mean\'s step after each pull', drift, 0);
  const best = (state: Float64Array) => {
    let a = 0;
    for (let b = 1; b < arms; b++) if (state[Q + b] > state[Q + a]) a = b;
    return a;
  };
  return {
    observationSpace: new Discrete(1),
    actionSpace: new Discrete(arms),
    stateSize: Q + arms,
    reset(state, random) {
      state[PULLED] = -1;
      state[REWARD] = state[REGRET] = 0;
      for (let a = 0; a < arms; a++) state[Q + a] = random.normal(mean, spread);
    },
    step(state, action, random) {
      const a = action[0], q = state[Q + a];
      state[PULLED] = a;
      state[REGRET] = state[Q + best(state)] - q;
      state[REWARD] = random.normal(q, NOISE);
      if (drift > 0) for (let b = 0; b < arms; b++) state[Q + b] += random.normal(0, drift);
      return state[REWARD];
    },
    terminal: () => false,
    observe(_state, observation) { observation[0] = 0; },
    info: (state) => ({ optimal_action: best(state), regret: state[REGRET] }),
    render: (state) => banditScene(Array.from(state.subarray(Q)), NOISE, best(state), state[PULLED], state[REWARD]),
  };
}
