import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { EnvSpec } from '../registry.ts';
import { checkWhole, recalled, Wrapper } from './wrapper.ts';

/** Truncates episodes after `maxEpisodeSteps` steps. As in Gymnasium the last step allowed is truncated even if it is also terminal. */
export class TimeLimit<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly maxEpisodeSteps: number;
  #elapsed = 0;
  #spec: EnvSpec | undefined;

  /** `maxEpisodeSteps` is a whole number from 1. Throws a RangeError otherwise. */
  constructor(env: Env<Observation, Action>, maxEpisodeSteps: number) {
    super(env);
    checkWhole('maxEpisodeSteps', maxEpisodeSteps, 1);
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  /** That of the inner environment, with this limit. */
  override get spec(): EnvSpec | undefined {
    const inner = this.env.spec;
    return inner && (this.#spec ??= { ...inner, maxEpisodeSteps: this.maxEpisodeSteps });
  }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    this.#elapsed = 0;
    return super.reset(how);
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action);
    this.#elapsed++;
    return [observation, reward, terminated, truncated || this.#elapsed >= this.maxEpisodeSteps, info];
  }

  protected override memory(): Snapshot { return { elapsed: this.#elapsed }; }
  protected override recall(memory: Snapshot): void { this.#elapsed = recalled(memory, 'elapsed'); }
}
