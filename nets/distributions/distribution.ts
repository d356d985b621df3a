import type { Draw } from '../network.ts';

/** What to try where a network's outputs say no distribution. */
export const DIVERGED = 'Has the network diverged? Try a smaller learning rate';

/** Where a network's outputs lie, or the gradient with respect to them: rows of any width, one after another. */
export type Block = Float32Array | Float64Array;

/**
 * A distribution over actions that some numbers of a network's output say: pi(.|s). `read` takes up one row; everything else is then asked
 * of that row, and what is costly is computed once. Nothing is allocated on the way, and all is float64 inside.
 *
 * ```ts
 * pi.read(outputs, i * width, mask, i * pi.maskSize);
 * pi.sample(draw, action, i * pi.actionSize);
 * const logP = pi.logProbability(action, i * pi.actionSize);
 * pi.addLogProbabilityGradient(action, i * pi.actionSize, -advantage, gradient, i * width);      // gradient of -A log pi(a|s)
 * pi.addEntropyGradient(-0.01, gradient, i * width);                                              // and of -0.01 H
 * ```
 *
 * An action's row is what the policy drew, which is what its probability is asked of; what the environment is to be given is another
 * thing, and `play` makes it. Every gradient is with respect to the numbers that this distribution was read from, times `scale`, and is
 * added to `gradient` from index `at`.
 */
export interface Distribution {
  /** Numbers of a network's output that say it. */
  readonly parameters: number;
  /** Numbers of an action's row. */
  readonly actionSize: number;
  /** Numbers of a mask's row; 0 where there are no masks. */
  readonly maskSize: number;

  /**
   * Becomes what `outputs` says from index `at`. With a mask, 1 where an action is allowed, the others have probability 0.
   * Throws a DivergedError (a RangeError) where the numbers say nothing, such as NaN, and a RangeError for a mask that forbids all.
   */
  read(outputs: Block, at: number, mask?: Uint8Array, maskAt?: number): void;

  /** Draws an action into `action` from index `at`. */
  sample(draw: Draw, action: Float32Array, at: number): void;
  /** The action to take where none is to be drawn: the most probable; for a squashed Gaussian its median. */
  mode(action: Float32Array, at: number): void;
  /**
   * Writes what the environment is given for an action's row: as it is, or clipped or rescaled to the action space's bounds. `played` may be
   * `action`.
   */
  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void;

  /**
   * log pi(a|s), natural; a density's for numbers. The action must be one that can be drawn, here and in the gradient: it is not checked, and the
   * answer for another (a choice beyond the last, say) means nothing.
   */
  logProbability(action: Float32Array, at: number): number;
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void;

  /** H = -E[log pi(a|s)], in nats. */
  entropy(): number;
  addEntropyGradient(scale: number, gradient: Block, at: number): void;

  /** KL(this || q) = E_this[log this(a) - log q(a)] for a q of the same kind. */
  kl(q: this): number;
  addKlGradient(q: this, scale: number, gradient: Block, at: number): void;
  /** Of KL(p || this): what keeps this one near an old p. */
  addKlFromGradient(p: this, scale: number, gradient: Block, at: number): void;
}
