import type { Space } from '../spaces/space.ts';
import type { Info, ResetOptions } from './dynamics.ts';
import type { Env } from './env.ts';
import { describe } from './words.ts';

/**
 * What follows the end of an episode, as in Gymnasium:
 * - `NextStep`: the next `step` of that environment ignores its action and resets, with reward 0;
 * - `SameStep`: the step that ends an episode already gives the reset observation, and the last one is in `infos.final_obs`;
 * - `Disabled`: nothing; the caller resets with `options: { reset_mask }`.
 */
export type AutoresetMode = 'NextStep' | 'SameStep' | 'Disabled';
const MODES: readonly string[] = ['NextStep', 'SameStep', 'Disabled'];

/** One entry per environment. */
export interface VectorStep {
  readonly observations: unknown[];
  readonly rewards: Float64Array;
  readonly terminated: boolean[];
  readonly truncated: boolean[];
  readonly infos: VectorInfo;
}

export interface VectorInfo {
  /** What each environment told. */
  readonly each: Info[];
  /** The last observation and info of the episodes that ended in this step; undefined for the others. `SameStep` only. */
  readonly final_obs?: unknown[];
  readonly final_info?: (Info | undefined)[];
}

/** Environments side by side in Gymnasium's shape, for people; learners use `makeRows`, which never hides a last observation. */
export class GymVectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly #envs: readonly Env[];
  readonly #over: boolean[];
  readonly #last: unknown[];                        // what each environment showed last

  constructor(envs: readonly Env[], { autoresetMode = 'NextStep' }: { autoresetMode?: AutoresetMode } = {}) {
    if (!MODES.includes(autoresetMode)) throw new RangeError(`autoresetMode is one of ${MODES.join(', ')}, and got ${describe(autoresetMode)}`);
    this.#envs = envs;
    this.numEnvs = envs.length;
    this.singleObservationSpace = envs[0].observationSpace;
    this.singleActionSpace = envs[0].actionSpace;
    this.autoresetMode = autoresetMode;
    this.#over = envs.map(() => false);
    this.#last = envs.map(() => undefined);
  }

  /**
   * Begins an episode everywhere, or where `options.reset_mask` is true (for `Disabled`): the others show what they showed last, with
   * an empty info. A number seeds environment i with seed + i.
   */
  reset({ seed, options = {} }: { seed?: number | readonly (number | undefined)[]; options?: ResetOptions } = {}): [unknown[], VectorInfo] {
    const { reset_mask: mask, ...rest } = options as { reset_mask?: readonly boolean[] };
    if (mask !== undefined && mask.length !== this.numEnvs) throw new RangeError(`reset_mask needs ${this.numEnvs} entries, and got ${mask.length}`);
    if (Array.isArray(seed) && seed.length !== this.numEnvs) throw new RangeError(`a list of seeds needs ${this.numEnvs} entries, and got ${seed.length}`);
    const each: Info[] = this.#envs.map(() => ({}));
    this.#envs.forEach((env, i) => {
      if (mask && !mask[i]) return;
      const own = typeof seed === 'number' ? seed + i : seed?.[i];
      [this.#last[i], each[i]] = env.reset({ options: rest, ...(own !== undefined && { seed: own }) });
      this.#over[i] = false;
    });
    return [[...this.#last], { each }];
  }

  step(actions: ArrayLike<unknown>): VectorStep {
    if (actions.length !== this.numEnvs) throw new RangeError(`step needs ${this.numEnvs} actions, one for each environment, and got ${actions.length}`);
    const n = this.numEnvs;
    const observations: unknown[] = new Array(n), each: Info[] = new Array(n), rewards = new Float64Array(n);
    const terminated: boolean[] = new Array(n).fill(false), truncated: boolean[] = new Array(n).fill(false);
    const finalObs: unknown[] = new Array(n).fill(undefined), finalInfo: (Info | undefined)[] = new Array(n).fill(undefined);
    this.#envs.forEach((env, i) => {
      if (this.#over[i] && this.autoresetMode === 'NextStep') {
        [observations[i], each[i]] = env.reset();
        this.#over[i] = false;
        return;
      }
      [observations[i], rewards[i], terminated[i], truncated[i], each[i]] = env.step(actions[i]);
      this.#over[i] = terminated[i] || truncated[i];
      if (!this.#over[i] || this.autoresetMode !== 'SameStep') return;
      [finalObs[i], finalInfo[i]] = [observations[i], each[i]];
      [observations[i], each[i]] = env.reset();
    });
    observations.forEach((observation, i) => { this.#last[i] = observation; });
    const infos = this.autoresetMode === 'SameStep' ? { each, final_obs: finalObs, final_info: finalInfo } : { each };
    return { observations, rewards, terminated, truncated, infos };
  }

  close(): void {
    for (const env of this.#envs) env.close();
  }
}
