import type { ResetOptions } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { isPlayable } from '../core/playable.ts';
import { describe } from '../core/words.ts';
import type { EnvSpec } from '../registry.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { recalled, Wrapper } from './wrapper.ts';

const PHASES = ['new', 'playing', 'over'] as const;

/**
 * What `make` puts around environments that were not made here, so that they are held to what those made from `Dynamics` keep by themselves:
 * reset comes first and after every end, actions are those of the action space (beyond a Box's bounds is allowed), rewards are finite
 * numbers, and nothing that is seen is NaN. Throws a sentence that says what arrived.
 */
export class Guard<Observation, Action> extends Wrapper<Observation, Action> {
  readonly #spec: EnvSpec | undefined;
  #phase: (typeof PHASES)[number] = 'new';

  constructor(env: Env<Observation, Action>, { spec }: { spec?: EnvSpec } = {}) {
    super(env);
    this.#spec = spec;
  }

  override get spec(): EnvSpec | undefined {
    return this.env.spec ?? this.#spec;
  }

  protected override memory(): Snapshot { return { phase: PHASES.indexOf(this.#phase) }; }
  protected override recall(memory: Snapshot): void { this.#phase = PHASES[recalled(memory, 'phase')]; }

  override reset(how?: { seed?: number; options?: ResetOptions }): ReturnType<Env<Observation, Action>['reset']> {
    const result = super.reset(how);
    this.#phase = 'playing';
    refuseNaN(result?.[0]);
    return result;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    if (this.#phase === 'new') throw new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation');
    if (this.#phase === 'over') throw new Error('step was called after the end of the episode: call env.reset() to begin the next one');
    if (!isPlayable(this.actionSpace, action)) throw new RangeError(`the action ${describe(action)} is outside the action space ${String(this.actionSpace)}`);
    const result = super.step(action), [observation, reward, terminated, truncated] = result;
    if (terminated || truncated) this.#phase = 'over';
    if (!Number.isFinite(reward)) {
      throw new RangeError(`the environment gave ${describe(reward)} as reward (action ${describe(action)}); its step must return a finite number`);
    }
    refuseNaN(observation);
    return result;
  }
}

function refuseNaN(observation: unknown): void {
  const numbers = typeof observation === 'number' ? [observation] : ArrayBuffer.isView(observation) ? (observation as unknown as ArrayLike<number>) : [];
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isNaN(numbers[i])) throw new RangeError(`the environment gave NaN in its observation ${describe(observation)}; look for a division by zero or a missing number`);
  }
}
