import type { Snapshot } from 'gymnasium-js';
import type { Policy, PolicyOptions } from '../agent.ts';
import type { Episodes, Widths } from './episodes.ts';

/**
 * pi(a|s, theta), whose parameters can go up the gradient of ln pi. It is asked of steps that were played: `see` some of them, then say what each
 * weighs.
 */
export interface ParametricPolicy extends Policy, Widths {
  /** What it saw in the last `act`. [rows x width] */
  readonly x: Float32Array;
  /** What it drew in the last `act`. [rows x actionSize] */
  readonly drawn: Float32Array;
  /** What it would see of observations. [rows x width] */
  look(observation: Float32Array, rows: number, out: Float32Array): void;
  /** Steps `from` to `to - 1`, at the parameters as they stand. No more than `most` at once. */
  see(played: Episodes, from: number, to: number): void;
  readonly most: number;
  /** Direction <- direction + weight grad ln pi(A|S) + beta grad H(pi(.|S)) of step j, which is one of those seen. */
  add(j: number, weight: number, beta: number): void;
  /** ln pi(A|S) and H of the step that was added last. */
  readonly logProbability: number;
  readonly entropy: number;
  /** Done with the steps seen. */
  close(): void;
  /** theta <- theta + alpha direction, or as an optimizer has it; then there is no direction. */
  move(alpha: number): void;
  policy(options?: PolicyOptions): Policy;
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}

/** v(s, w), likewise. */
export interface ParametricValue {
  /** v(S) of what `look` of the policy wrote of one row. */
  at(x: Float32Array): number;
  see(played: Episodes, from: number, to: number): void;
  /** v(S) of step j, which is one of those seen. */
  of(j: number): number;
  /** Direction <- direction + weight grad v(S) of step j. */
  add(j: number, weight: number): void;
  close(): void;
  /** w <- w + alpha direction, or as an optimizer has it; then there is no direction. */
  move(alpha: number): void;
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}
