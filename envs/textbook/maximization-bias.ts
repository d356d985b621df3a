import type { Dynamics } from '../core/dynamics.ts';
import { Discrete } from '../spaces/discrete.ts';
import { biasScene } from './maximization-bias-picture.ts';
import { checkCount, checkNumber } from './options.ts';

const A = 0, B = 1, END = 2;                              // observations
const LEFT = 0, CHOICES = 2;                              // of A: left, right
/** What a state row holds: where, whether A was left to the left, and the last reward. */
const PLACE = 0, WENT_LEFT = 1, REWARD = 2;

export interface MaximizationBiasOptions {
  /** Actions in B, 2 to 1000. Default 10. */
  readonly actions?: number;
  /** Mean of their rewards. Default -0.1. */
  readonly mean?: number;
  /** Standard deviation of their rewards, from 0 up. Default 1. */
  readonly deviation?: number;
}

/**
 * Two states, and a trap for whoever takes the highest of noisy estimates for the estimate of the highest. Sutton & Barto (2018),
 * example 6.7: the right way from A ends with 0; the left way leads to B, where every action ends with a reward drawn from a normal
 * distribution of mean -0.1. Left is a mistake, and Q-learning believes in it for a long time.
 *
 * | observation | `Discrete(3)`: 0 A, 1 B, 2 the end |
 * | --- | --- |
 * | actions | in A 0 left, 1 right; in B 0 to `actions` - 1, all alike; the mask tells those that there are, and in A the others are as right |
 * | reward | 0 in A; in B normal(-0.1, 1): options |
 * | end | to the right of A, or after B; there is no time limit |
 * | outcome | `left` or `right`: what was done in A |
 *
 * With epsilon 0.1, the best that can be done goes left in 5 % of the episodes. Throws where an option is out of its range.
 */
export function maximizationBias({ actions = 10, mean = -0.1, deviation = 1 }: MaximizationBiasOptions = {}): Dynamics {
  checkCount('actions', 'the number of actions in B', actions, CHOICES, 1000);
  checkNumber('mean', 'the mean reward in B', mean);
  checkNumber('deviation', 'the standard deviation of the rewards in B', deviation, 0);
  return {
    observationSpace: new Discrete(3),
    actionSpace: new Discrete(actions),
    stateSize: 3,
    reset(state) {
      state[PLACE] = A;
      state[WENT_LEFT] = state[REWARD] = 0;
    },
    step(state, action, random) {
      if (state[PLACE] === B) {
        state[PLACE] = END;
        return (state[REWARD] = random.normal(mean, deviation));
      }
      state[WENT_LEFT] = action[0] === LEFT ? 1 : 0;
      state[PLACE] = action[0] === LEFT ? B : END;
      return 0;
    },
    terminal: (state) => state[PLACE] === END,
    observe(state, observation) { observation[0] = state[PLACE]; },
    mask(state, mask) { for (let a = 0; a < actions; a++) mask[a] = state[PLACE] === B || a < CHOICES ? 1 : 0; },
    outcome: (state) => (state[WENT_LEFT] === 1 ? 'left' : 'right'),
    render: (state) => biasScene({ actions, mean, deviation }, state[PLACE], state[WENT_LEFT] === 1, state[REWARD]),
  };
}
