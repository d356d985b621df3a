import { SeedSequence } from '../random/index.ts';
import { Box } from '../spaces/box.ts';
import type { Scene } from '../scene/scene.ts';
import type { Info } from './dynamics.ts';
import type { Env } from './env.ts';
import type { Snapshot } from './snapshot.ts';
import { checkAlike } from './alike.ts';
import { checkOptions } from './check-rules.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { checkTimeLimit } from './time-limit.ts';
import { describe } from './words.ts';
import { checkRole, ROLES, VectorRows, type Role, type RowSeed } from './vector-rows.ts';

export interface SyncVectorOptions {
  readonly role?: Role;
  /** Steps after which an episode is truncated, beside what the environments do themselves. */
  readonly maxEpisodeSteps?: number;
  /** Whether `info.action_mask` tells which actions are allowed. */
  readonly masked?: boolean;
}

/** Rows that are objects of Gymnasium's shape, one each, whoever made them. They take part in snapshots if they offer `save` and `load`. */
export class SyncVectorEnv extends VectorRows {
  declare readonly model: undefined;
  /** Absent where the environments draw no pictures. */
  readonly render?: (row: number) => Scene;
  readonly #envs: readonly Env[];
  readonly #role: number;
  readonly #limit: number;
  readonly #infos: Info[];

  /** Throws where there are no environments, their spaces differ, or an option is none. */
  constructor(envs: readonly Env[], options: SyncVectorOptions = {}) {
    checkAlike('SyncVectorEnv', envs);
    checkOptions('SyncVectorEnv', options);
    const { role = 'training', maxEpisodeSteps = Infinity, masked = false } = options;
    checkRole(role);
    checkTimeLimit(maxEpisodeSteps);
    if (typeof masked !== 'boolean') throw new TypeError(`masked is true or false, and got ${describe(masked)}`);
    super(envs.length, envs[0].observationSpace, envs[0].actionSpace, masked);
    this.#envs = envs;
    this.#role = ROLES[role];
    this.#limit = maxEpisodeSteps;
    this.#infos = envs.map(() => ({}));
    if (envs.every((env) => env.scene !== undefined)) this.render = (row) => envs[row].scene!();
  }

  protected override startRow(i: number, seed?: RowSeed): void {
    const [observation, info] = this.#envs[i].reset(seed ? { seed: this.#seedOf(i, seed) } : {});
    this.#write(i, observation, info, this.observation, this.mask);
  }

  protected override stepRows(): void {
    for (let i = 0; i < this.rows; i++) if (this.playing[i] === 1) this.#stepRow(i);
  }

  #stepRow(i: number): void {
    const action = this.actionSpace.fromRow(this.action, i * this.actionSize);
    const [observation, reward, terminated, truncated, info] = this.#envs[i].step(action);
    this.#write(i, observation, info, this.next, this.nextMask);
    this.reward[i] = reward;
    this.terminated[i] = terminated ? 1 : 0;
    this.truncated[i] = !terminated && (truncated || this.lengths[i] >= this.#limit) ? 1 : 0;
  }

  /** An environment of unknown making can only take a number: the first word of the row's seed sequence. */
  #seedOf(i: number, { seed, run }: RowSeed): number {
    return run ? new SeedSequence(seed, { spawnKey: [this.#role, i] }).generateState(1)[0] : seed;
  }

  #write(i: number, observation: unknown, info: Info, to: Float32Array, mask?: Uint8Array): void {
    // A number out of its range in a Box is the author's to explain (checkers warn of it); another shape cannot be written down.
    const fits = this.observationSpace instanceof Box
      ? (observation as ArrayLike<number> | undefined)?.length === this.observationSize
      : this.observationSpace.contains(observation);
    if (!fits) {
      throw new RangeError(`the environment gave the observation ${describe(observation)} (row ${i}); the observation space is ${String(this.observationSpace)}`);
    }
    this.observationSpace.toRow(observation, to, i * this.observationSize);
    this.#infos[i] = info;
    if (mask === undefined) return;
    const told = info?.action_mask as ArrayLike<number> | undefined;
    if (told?.length !== this.maskSize) {
      throw new RangeError(`the environment told no mask of ${this.maskSize} numbers in info.action_mask (row ${i}), but ${describe(told)}; leave out { masked: true }, or tell it`);
    }
    mask.set(told, i * this.maskSize);
  }

  /** Whether every environment offers save and load. */
  get savable(): boolean {
    return this.#envs.every((env) => env.save !== undefined && env.load !== undefined);
  }

  override outcome(row: number): string {
    if (this.terminated[row] === 0) return 'time limit';
    return this.#envs[row].outcome?.() ?? 'terminated';
  }

  override info(row: number): Info {
    return this.#infos[row];
  }

  override save(): Snapshot {
    const envs: Record<string, Snapshot> = {};
    this.#envs.forEach((env, i) => {
      if (!env.save) throw new Error('this environment cannot be saved: it offers no save() and load()');
      envs[i] = env.save();
    });
    return { ...super.save(), envs };
  }

  override load(snapshot: Snapshot): void {
    checkSnapshot(snapshot);
    const envs = snapshot.envs as Snapshot | undefined;
    if (!this.savable) throw new Error('this environment cannot be loaded: it offers no save() and load()');
    if (!envs) throw new RangeError('this snapshot is of another environment or number of rows: it holds no objects');
    super.load(snapshot);
    this.#envs.forEach((env, i) => env.load!(envs[i] as Snapshot));
  }
}
