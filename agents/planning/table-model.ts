import type { Model } from 'gymnasium-js';

/** A model as flat arrays: outcomes of (s, a) are from[s, a] to from[s, a + 1]. */
export interface TableModel {
  readonly states: number;
  readonly actions: number;
  readonly from: Int32Array;
  readonly next: Int32Array;
  readonly probability: Float64Array;
  readonly reward: Float64Array;
  /** 1 where s' has no future. */
  readonly terminated: Uint8Array;
  /** Probability of each state at the start. [states] */
  readonly start: Float64Array;
}

export function tableModel(model: Model): TableModel {
  const { states, actions } = model;
  const from = new Int32Array(states * actions + 1);
  const next: number[] = [], probability: number[] = [], reward: number[] = [], terminated: number[] = [];
  for (let s = 0; s < states; s++) {
    for (let a = 0; a < actions; a++) {
      for (const outcome of model.transitions(s, a)) {
        next.push(outcome.next); probability.push(outcome.probability); reward.push(outcome.reward); terminated.push(outcome.terminated ? 1 : 0);
      }
      from[s * actions + a + 1] = next.length;
    }
  }
  const start = new Float64Array(states);
  for (const { state, probability: p } of model.start) start[state] += p;
  return {
    states, actions, from, start,
    next: Int32Array.from(next), probability: Float64Array.from(probability), reward: Float64Array.from(reward),
    terminated: Uint8Array.from(terminated),
  };
}

/** Q(s, a) = sum over s', r of p(s', r | s, a) [r + gamma V(s')]; 0 where nothing can be done. */
export function lookAhead(
  { from, next, probability, reward, terminated, actions }: TableModel, V: ArrayLike<number>, gamma: number, s: number, a: number,
): number {
  let q = 0;
  for (let i = from[s * actions + a], end = from[s * actions + a + 1]; i < end; i++) {
    q += probability[i] * (reward[i] + (terminated[i] === 1 ? 0 : gamma * V[next[i]]));
  }
  return q;
}
