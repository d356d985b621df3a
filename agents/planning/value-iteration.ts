import type { Model } from 'gymnasium-js';
import { lookAhead, tableModel, type TableModel } from './table-model.ts';

export interface Optimum {
  /** V*(s) of the first step. [states] */
  readonly values: Float64Array;
  /** Q*(s, a) of the first step. [states x actions] */
  readonly actionValues: Float64Array;
  /** The mean of V* over where episodes begin. */
  readonly start: number;
}

export interface Planning {
  readonly gamma: number;
  /** Steps until the end of an episode, whatever happens. */
  readonly horizon?: number;
  /** Without a horizon: the change of a value that counts as none, and the most sweeps to wait for that. */
  readonly tolerance?: number;
  readonly sweeps?: number;
}

/**
 * The optimum of a finite problem by dynamic programming: V(s) <- max_a sum p(s', r | s, a) [r + gamma V(s')].
 * With a horizon, of the best policy over that many steps, which may depend on the step; without one, until no value moves by more
 * than the tolerance. Sutton & Barto (2018), section 4.4.
 */
export function valueIteration(model: Model, { gamma, horizon = Infinity, tolerance = 1e-12, sweeps = 100_000 }: Planning): Optimum {
  const table = tableModel(model), { states, actions, start } = table;
  const actionValues = new Float64Array(states * actions);
  let V = new Float64Array(states), next = new Float64Array(states);
  for (let k = 0; k < Math.min(horizon, sweeps); k++) {
    const change = sweep(table, V, next, actionValues, gamma);
    [V, next] = [next, V];
    if (horizon === Infinity && change <= tolerance) break;
    if (horizon === Infinity && k === sweeps - 1) {
      throw new Error(`value iteration did not settle in ${sweeps} sweeps: with gamma ${gamma} some values grow without end; give a horizon`);
    }
  }
  let value = 0;
  for (let s = 0; s < states; s++) value += start[s] * V[s];
  return { values: V, actionValues, start: value };
}

/** One sweep; returns the largest change. */
function sweep(table: TableModel, V: Float64Array, next: Float64Array, actionValues: Float64Array, gamma: number): number {
  const { states, actions, from } = table;
  let change = 0;
  for (let s = 0; s < states; s++) {
    if (from[s * actions] === from[(s + 1) * actions]) continue;            // terminal
    let best = -Infinity;
    for (let a = 0; a < actions; a++) {
      const q = (actionValues[s * actions + a] = lookAhead(table, V, gamma, s, a));
      if (q > best) best = q;
    }
    next[s] = best;
    change = Math.max(change, Math.abs(best - V[s]));
  }
  return change;
}

/** The actions of highest value in each state; those within `tie` of the best are as good. */
export function greedyActions(actionValues: ArrayLike<number>, actions: number, s: number, tie = 0): number[] {
  let best = -Infinity;
  for (let a = 0; a < actions; a++) best = Math.max(best, actionValues[s * actions + a]);
  return Array.from({ length: actions }, (_, a) => a).filter((a) => actionValues[s * actions + a] >= best - tie);
}
