import type { ResetOptions } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { Wrapper } from './wrapper.ts';

/** Truncates episodes after `maxEpisodeSteps` steps. As in Gymnasium the last step allowed is truncated even if it is also terminal. */
export class TimeLimit<Observation, Action> extends Wrapper<Observation, Action> {
  readonly maxEpisodeSteps: number;
  #elapsed = 0;

  constructor(env: Env<Observation, Action>, maxEpisodeSteps: number) {
    super(env);
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  override reset(how?: { seed?: number; options?: ResetOptions }): ReturnType<Env<Observation, Action>['reset']> {
    this.#elapsed = 0;
    return super.reset(how);
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action);
    this.#elapsed++;
    return [observation, reward, terminated, truncated || this.#elapsed >= this.maxEpisodeSteps, info];
  }
}
