import type { Random } from '../random/random.ts';
import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';
import type { Model } from './model.ts';

/** Anything an environment wants to tell beside its observation. Keys keep Gymnasium's spelling: `prob`, `action_mask`, `final_obs`. */
export type Info = Record<string, unknown>;
export type ResetOptions = Readonly<Record<string, unknown>>;

/**
 * The dynamics of a Markov decision process: rules without memory. Everything that changes lives in the state row `S`, so that
 * snapshots, exact resume and playing many rows at once need nothing from the author of an environment.
 */
export interface Dynamics {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Numbers in a state row. */
  readonly stateSize: number;
  /** Writes S0. */
  reset(state: Float64Array, random: Random, options?: ResetOptions): void;
  /** S <- S'; returns R. `action` is a row of the action space. */
  step(state: Float64Array, action: ArrayLike<number>, random: Random): number;
  /** Nothing follows S. */
  terminal(state: Float64Array): boolean;
  /** Writes what is seen of S, a row of the observation space. */
  observe(state: Float64Array, observation: Float32Array): void;
  /** Writes 1 where an action is allowed in S, 0 elsewhere. [actions] */
  mask?(state: Float64Array, mask: Uint8Array): void;
  /** How an episode that ended in S ended: `arrived`, `collision`, ... */
  outcome?(state: Float64Array): string;
  /** What else there is to tell of S: a fresh object each time. */
  info?(state: Float64Array): Info;
  /** A drawing of S as data. */
  render?(state: Float64Array): Scene;
  /** Finite problems tell all: states, start distribution, p(s', r | s, a). */
  readonly model?: Model;
}
