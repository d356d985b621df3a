import type { Model } from 'gymnasium-js';
import { tableModel } from './table-model.ts';

/** How a policy does, exactly: no episode is played. */
export interface ExactEvaluation {
  /** Expected discounted return from where episodes begin. */
  readonly value: number;
  /** Probability of an episode ending in each terminal state within the horizon. [states] */
  readonly ends: Float64Array;
  /** Probability of an episode still going on at the horizon. */
  readonly timeLimit: number;
  /** Expected length of an episode. */
  readonly length: number;
}

/**
 * Follows the distribution over states for `horizon` steps. `policy(s)` lists the actions that it takes in s, each as likely as
 * the others (greedy actions that tie, say).
 */
export function evaluatePolicy(
  model: Model, policy: (s: number) => readonly number[], { gamma, horizon }: { gamma: number; horizon: number },
): ExactEvaluation {
  const { states, actions, from, next, probability, reward, terminated, start } = tableModel(model);
  const chosen = Array.from({ length: states }, (_, s) => policy(s));
  const ends = new Float64Array(states);
  let at = start.slice(), later = new Float64Array(states);
  let value = 0, length = 0, discount = 1;
  for (let t = 0; t < horizon; t++) {
    later.fill(0);
    for (let s = 0; s < states; s++) {
      if (at[s] === 0) continue;
      length += at[s];
      for (const a of chosen[s]) {
        const p = at[s] / chosen[s].length;
        for (let i = from[s * actions + a], end = from[s * actions + a + 1]; i < end; i++) {
          value += discount * p * probability[i] * reward[i];
          (terminated[i] === 1 ? ends : later)[next[i]] += p * probability[i];
        }
      }
    }
    [at, later] = [later, at];
    discount *= gamma;
  }
  return { value, ends, timeLimit: at.reduce((sum, p) => sum + p, 0), length };
}
