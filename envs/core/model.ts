import type { Scene } from '../scene/scene.ts';

/** One way that an action can turn out: p(s', r | s, a). */
export interface Transition {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  /** s' is terminal: it has no future. */
  readonly terminated: boolean;
}

/** A finite Markov decision process, told completely. States are the values of the discrete observation, actions those of the action space. */
export interface Model {
  readonly states: number;
  readonly actions: number;
  /** Where episodes begin. */
  readonly start: readonly { readonly state: number; readonly probability: number }[];
  /** Every way that action a can turn out in s; the probabilities add to 1. Terminal states have none. */
  transitions(s: number, a: number): readonly Transition[];
  stateName(s: number): string;
  actionName(a: number): string;
  /** The world with what is known about its states drawn into it: the value of each state as colour, its best actions as arrows. */
  renderPolicy?(policy: DrawnPolicy): Scene;
}

export interface DrawnPolicy {
  /** V(s). [states] */
  readonly values: ArrayLike<number>;
  /** The actions that the policy may take in s: one, or several where they tie. */
  actions(s: number): readonly number[];
}
