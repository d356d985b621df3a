import { checkSeed, type Seed } from '../random/index.ts';
import { Box } from '../spaces/box.ts';
import { isList } from '../spaces/dtype.ts';
import type { Space } from '../spaces/space.ts';
import type { EnvSpec } from '../registry.ts';
import { checkAlike } from './alike.ts';
import { batchColumns, batched, batchSpace, unbatched } from './batch.ts';
import { checkOptions } from './check-rules.ts';
import type { Info } from './dynamics.ts';
import type { Env, Metadata, RenderMode } from './env.ts';
import { checkReset, type ResetArguments } from './reset.ts';
import { describe } from './words.ts';

/**
 * What follows the end of an episode, as in Gymnasium:
 * - `NextStep`: the next `step` of that environment ignores its action and resets, with reward 0;
 * - `SameStep`: the step that ends an episode already gives the reset observation, and the last one is in `infos.final_obs`;
 * - `Disabled`: nothing; the caller resets with `options: { reset_mask }`.
 */
export type AutoresetMode = 'NextStep' | 'SameStep' | 'Disabled';
const MODES: readonly string[] = ['NextStep', 'SameStep', 'Disabled'];

export interface GymVectorOptions {
  readonly autoresetMode?: AutoresetMode;
  /** One after another, in this process: the only mode there is. */
  readonly vectorizationMode?: 'sync';
}

/**
 * [observations, rewards, terminations, truncations, infos]. `observations` is an element of `observationSpace`, those of all environments in one:
 * n Boxes of shape (4,) are one array of n x 4 numbers, row by row; n discrete values an Int32Array; a Dict or Tuple has such arrays as parts.
 * `env.observation(observations, i)` takes out that of environment i. The others have one entry for each environment.
 */
export type VectorStep = [observations: unknown, rewards: Float64Array, terminations: boolean[], truncations: boolean[], infos: VectorInfo];

/**
 * What the environments told, key by key as in Gymnasium: `prob` lists the value of each (undefined where it told none), and `_prob` is true
 * where it did. In `SameStep`, `final_obs` and `final_info` hold the last observation and info of the episodes that ended in this step.
 */
export interface VectorInfo {
  readonly [key: string]: unknown;
  readonly final_obs?: unknown[];
  readonly final_info?: VectorInfo;
}

/** Environments side by side in Gymnasium's shape, for people; learners use `makeRows`, which never hides a last observation. */
export class GymVectorEnv {
  readonly numEnvs: number;
  readonly singleObservationSpace: Space;
  readonly singleActionSpace: Space;
  /** Those of all environments together: n Boxes are one Box with one more axis, n discrete values a MultiDiscrete. */
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly autoresetMode: AutoresetMode;
  readonly envs: readonly Env[];
  readonly #over: boolean[];
  readonly #last: unknown[];                        // what each environment showed last
  readonly #seen: boolean[];                        // whether it showed anything yet

  /** Throws where there are no environments, their spaces differ, or a mode is none. */
  constructor(envs: readonly Env[], options: GymVectorOptions = {}) {
    checkOptions('GymVectorEnv', options);
    const { autoresetMode = 'NextStep', vectorizationMode = 'sync' } = options;
    if (!MODES.includes(autoresetMode)) {
      throw new RangeError(`autoresetMode is one of ${MODES.join(', ')}, and got ${describe(autoresetMode)}`);
    }
    checkVectorizationMode(vectorizationMode);
    checkAlike('GymVectorEnv', envs);
    const { observationSpace, actionSpace } = envs[0];
    this.envs = envs;
    this.numEnvs = envs.length;
    this.singleObservationSpace = observationSpace;
    this.singleActionSpace = actionSpace;
    this.observationSpace = batchSpace(observationSpace, envs.length);
    this.actionSpace = batchSpace(actionSpace, envs.length);
    this.autoresetMode = autoresetMode;
    this.#over = envs.map(() => false);
    this.#last = envs.map(() => undefined);
    this.#seen = envs.map(() => false);
  }

  /** That of the environments. */
  get spec(): EnvSpec | undefined { return this.envs[0].spec; }
  get metadata(): Metadata | undefined { return this.envs[0].metadata; }
  get renderMode(): RenderMode | undefined { return this.envs[0].renderMode; }
  /** Itself: there is nothing around it. */
  get unwrapped(): this { return this; }

  /** The observation of environment i, taken out of those of all; a copy. */
  observation(observations: unknown, i: number): unknown {
    if (!Number.isInteger(i) || i < 0 || i >= this.numEnvs) {
      throw new RangeError(`the environments are 0 to ${this.numEnvs - 1}, and got ${describe(i)}`);
    }
    return unbatched(this.singleObservationSpace, observations, i);
  }

  /**
   * Begins an episode everywhere, or where `options.reset_mask` is true (for `Disabled`): the others show what they showed last, with
   * an empty info. A number (or bigint) seeds environment i with seed + i; of a list each takes its own, if it is a number.
   */
  reset(how: ResetArguments<Seed | readonly (Seed | null | undefined)[] | null> = {}): [observations: unknown, infos: VectorInfo] {
    checkReset(how);
    const { seed, options } = how, { reset_mask: mask, ...rest } = (options ?? {}) as { reset_mask?: readonly boolean[] };
    if (mask !== undefined) this.#checkMask(mask);
    const seeds = this.#seedsOf(seed);
    const each: Info[] = this.envs.map(() => ({}));
    this.envs.forEach((env, i) => {
      if (mask && !mask[i]) return;
      const own = seeds[i], hasOptions = options !== undefined && options !== null;
      [this.#last[i], each[i]] = env.reset({ ...(hasOptions && { options: rest }), ...(own !== undefined && { seed: own }) });
      this.#over[i] = false;
      this.#seen[i] = true;
    });
    const unseen = this.#seen.indexOf(false);
    if (unseen >= 0) throw new Error(`environment ${unseen} was never reset, and has nothing to show: call reset() without a reset_mask first`);
    return [this.#batched(this.#last), merged(each)];
  }

  /** The seed of each environment. */
  #seedsOf(seed: unknown): (Seed | undefined)[] {
    if (seed === undefined || seed === null) return [];
    if (Array.isArray(seed)) {
      if (seed.length !== this.numEnvs) throw new RangeError(`a list of seeds needs ${this.numEnvs} entries, and got ${seed.length}`);
      for (const own of seed as unknown[]) if (own !== undefined && own !== null) checkSeed(own);
      return (seed as (Seed | null | undefined)[]).map((own) => own ?? undefined);
    }
    checkSeed(seed);
    return this.envs.map((_, i) => {
      const own = typeof seed === 'bigint' ? seed + BigInt(i) : seed + i;
      checkSeed(own);
      return own;
    });
  }

  #batched(observations: readonly unknown[]): unknown {
    const space = this.singleObservationSpace;
    observations.forEach((observation, i) => {
      // A number out of its range in a Box is the author's to explain (checkers warn of it); another shape has no place among the others.
      const fits = space instanceof Box ? (observation as ArrayLike<number> | null | undefined)?.length === space.rowSize : space.contains(observation);
      if (!fits) throw new RangeError(`environment ${i} gave the observation ${describe(observation)}; its observation space is ${String(space)}`);
    });
    return batched(space, observations);
  }

  #checkMask(mask: unknown): void {
    if (!isList(mask)) throw new TypeError(`reset_mask is a list of true and false, one for each environment, and got ${describe(mask)}`);
    if (mask.length !== this.numEnvs) throw new RangeError(`reset_mask needs ${this.numEnvs} entries, and got ${mask.length}`);
    const odd = Array.from(mask).findIndex((entry) => typeof entry !== 'boolean');
    if (odd >= 0) throw new TypeError(`reset_mask holds true and false, and got ${describe(mask[odd])} at index ${odd}`);
    if (!Array.from(mask).includes(true)) {
      throw new RangeError('reset_mask asks for no reset: at least one of its entries is true; leave it out to reset all');
    }
  }

  /** Takes an element of `actionSpace`, or a list with the action of each environment. */
  step(actions: unknown): VectorStep {
    const n = this.numEnvs, played = this.#each(actions);
    const over = this.#over.flatMap((isOver, i) => (isOver ? [i] : []));
    if (this.autoresetMode === 'Disabled' && over.length > 0) {
      throw new Error(`step was called after the end of the episode of environment ${over.join(', ')}: with autoresetMode Disabled, call reset({ options: { reset_mask } }) with true there`);
    }
    const observations: unknown[] = new Array(n), each: Info[] = new Array(n), rewards = new Float64Array(n);
    const terminated: boolean[] = new Array(n).fill(false), truncated: boolean[] = new Array(n).fill(false);
    const finalObs: unknown[] = new Array(n).fill(undefined), finalInfo: (Info | undefined)[] = new Array(n).fill(undefined);
    this.envs.forEach((env, i) => {
      if (this.#over[i] && this.autoresetMode === 'NextStep') {
        [observations[i], each[i]] = env.reset();
        this.#over[i] = false;
        return;
      }
      [observations[i], rewards[i], terminated[i], truncated[i], each[i]] = env.step(played[i]);
      this.#over[i] = terminated[i] || truncated[i];
      if (!this.#over[i] || this.autoresetMode !== 'SameStep') return;
      [finalObs[i], finalInfo[i]] = [observations[i], each[i]];
      [observations[i], each[i]] = env.reset();
      this.#over[i] = false;
    });
    observations.forEach((observation, i) => { this.#last[i] = observation; });
    const infos = merged(each), seen = this.#batched(observations);
    if (!finalInfo.some((info) => info !== undefined)) return [seen, rewards, terminated, truncated, infos];
    const ended = finalInfo.map((info) => info !== undefined);
    const final = { final_obs: finalObs, _final_obs: ended, final_info: merged(finalInfo), _final_info: [...ended] };
    return [seen, rewards, terminated, truncated, { ...infos, ...final }];
  }

  /** The action of each environment. */
  #each(actions: unknown): unknown[] {
    const { numEnvs: n, singleActionSpace: one, actionSpace: all } = this, size = one.rowSize;
    const count = isList(actions) ? actions.length : undefined;
    if (one instanceof Box && count === n * size && typeof (actions as ArrayLike<unknown>)[0] === 'number') {
      // A part of the array itself, so that the precision of what was given is kept.
      return Array.from({ length: n }, (_, i) => Array.prototype.slice.call(actions, i * size, (i + 1) * size)).map((part: number[]) => (
        actions instanceof Float32Array ? Float32Array.from(part) : actions instanceof Float64Array ? Float64Array.from(part) : part));
    }
    if (one.kind !== 'discrete' && !(one instanceof Box) && all.contains(actions)) {
      const row = new Float64Array(all.rowSize), rows = new Float64Array(n * size), columns = batchColumns(one, n);
      all.toRow(actions, row);
      columns.forEach((column, i) => { rows[column] = row[i]; });
      return Array.from({ length: n }, (_, i) => one.fromRow(rows, i * size));
    }
    if (count !== n) throw new RangeError(`step needs ${n} actions, one for each environment, and got ${count ?? describe(actions)}`);
    return Array.from(actions as ArrayLike<unknown>);
  }

  /** A picture of each environment, in the render mode that they were made with. */
  render(): ReturnType<NonNullable<Env['render']>>[] {
    return this.envs.map((env, i) => {
      if (!env.render) throw new Error(`environment ${i} draws no pictures: it has no render()`);
      return env.render();
    });
  }

  close(): void {
    for (const env of this.envs) env.close();
  }
}

/** The infos of all, key by key. */
function merged(infos: readonly (Info | undefined)[]): VectorInfo {
  const keys = new Set(infos.flatMap((info) => Object.keys(info ?? {}))), all: Record<string, unknown> = {};
  for (const key of keys) {
    all[key] = infos.map((info) => info?.[key]);
    all[`_${key}`] = infos.map((info) => info !== undefined && key in info);
  }
  return all;
}

/** Throws a RangeError, in words, for every mode but `sync`. */
export function checkVectorizationMode(mode: unknown): void {
  if (mode === 'sync') return;
  const known = mode === 'async' || mode === 'vector_entry_point';
  throw new RangeError(`vectorizationMode is "sync" (environments play one after another), and got ${describe(mode)}${known ? '; processes would cost more than these environments do. For speed try makeRows' : ''}`);
}
