import { Box } from '../spaces/box.ts';
import { isList } from '../spaces/dtype.ts';
import type { Space } from '../spaces/space.ts';
import { batchColumns, batchSpace } from './batch.ts';
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

export interface GymVectorOptions {
  readonly autoresetMode?: AutoresetMode;
  /** One after another, in this process: the only mode there is. */
  readonly vectorizationMode?: 'sync';
}

/** [observations, rewards, terminations, truncations, infos], one entry per environment in each. */
export type VectorStep = [observations: unknown[], rewards: Float64Array, terminations: boolean[], truncations: boolean[], infos: VectorInfo];

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

  /** Throws where there are no environments, their spaces differ, or a mode is none. */
  constructor(envs: readonly Env[], { autoresetMode = 'NextStep', vectorizationMode = 'sync' }: GymVectorOptions = {}) {
    if (!MODES.includes(autoresetMode)) {
      throw new RangeError(`autoresetMode is one of ${MODES.join(', ')}, and got ${describe(autoresetMode)}`);
    }
    checkVectorizationMode(vectorizationMode);
    if (envs.length === 0) throw new RangeError('environments side by side are at least one, and got none');
    const { observationSpace, actionSpace } = envs[0];
    envs.forEach((env, i) => {
      checkSame('observation', observationSpace, env.observationSpace, i);
      checkSame('action', actionSpace, env.actionSpace, i);
    });
    this.envs = envs;
    this.numEnvs = envs.length;
    this.singleObservationSpace = observationSpace;
    this.singleActionSpace = actionSpace;
    this.observationSpace = batchSpace(observationSpace, envs.length);
    this.actionSpace = batchSpace(actionSpace, envs.length);
    this.autoresetMode = autoresetMode;
    this.#over = envs.map(() => false);
    this.#last = envs.map(() => undefined);
  }

  /**
   * Begins an episode everywhere, or where `options.reset_mask` is true (for `Disabled`): the others show what they showed last, with
   * an empty info. A number seeds environment i with seed + i; of a list each takes its own, if it is a number.
   */
  reset({ seed, options = {} }: { seed?: number | readonly (number | null | undefined)[]; options?: ResetOptions } = {}): [unknown[], VectorInfo] {
    const { reset_mask: mask, ...rest } = options as { reset_mask?: readonly boolean[] };
    if (mask !== undefined) this.#checkMask(mask);
    if (Array.isArray(seed) && seed.length !== this.numEnvs) {
      throw new RangeError(`a list of seeds needs ${this.numEnvs} entries, and got ${seed.length}`);
    }
    const each: Info[] = this.envs.map(() => ({}));
    this.envs.forEach((env, i) => {
      if (mask && !mask[i]) return;
      const own = typeof seed === 'number' ? seed + i : seed?.[i] ?? undefined;
      [this.#last[i], each[i]] = env.reset({ options: rest, ...(own !== undefined && { seed: own }) });
      this.#over[i] = false;
    });
    return [[...this.#last], merged(each)];
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
    const infos = merged(each);
    if (!finalInfo.some((info) => info !== undefined)) return [observations, rewards, terminated, truncated, infos];
    const ended = finalInfo.map((info) => info !== undefined);
    const final = { final_obs: finalObs, _final_obs: ended, final_info: merged(finalInfo), _final_info: [...ended] };
    return [observations, rewards, terminated, truncated, { ...infos, ...final }];
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

function checkSame(what: string, first: Space, other: Space, i: number): void {
  if (other === first || first.equals === undefined || first.equals(other)) return;
  throw new RangeError(`environments side by side have the same ${what} space: the first has ${String(first)}, and environment ${i} has ${String(other)}`);
}
