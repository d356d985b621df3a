import { Random } from '../random/index.ts';
import type { Scene } from '../scene/scene.ts';
import type { Dynamics, Info } from './dynamics.ts';
import type { Model } from './model.ts';
import type { Snapshot } from './snapshot.ts';
import { checkOptions, checkRules } from './check-rules.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { checkObserved } from './observed.ts';
import { checkTimeLimit } from './time-limit.ts';
import { checkRole, ROLES, VectorRows, type Role, type RowSeed } from './vector-rows.ts';

const RANDOM_WORDS = 10;

export interface VectorOptions {
  /** Worlds side by side, from 1. */
  readonly rows?: number;
  /** What they are for: their random numbers depend on it. */
  readonly role?: Role;
  /** Steps after which an episode is truncated; none by default. */
  readonly maxEpisodeSteps?: number;
  /** Whether to leave out the check that the first reset and step observe elements of the observation space. */
  readonly disableEnvChecker?: boolean;
}

const PARTS = ['observationSpace', 'actionSpace', 'stateSize', 'reset', 'step', 'terminal', 'observe', 'mask', 'outcome', 'info', 'render', 'model'] as const;

/**
 * The same rules in an object whose parts stand in one order: where many kinds of rules have run in one process, looking up a part would be slow
 * (64 rows of CliffWalking after ten others: 20 M steps a second). Rules with more to them than their parts stay as they are.
 */
function alike(dynamics: Dynamics): Dynamics {
  const isPlain = Object.getPrototypeOf(dynamics) === Object.prototype && Object.keys(dynamics).every((name) => (PARTS as readonly string[]).includes(name));
  if (!isPlain) return dynamics;
  const { observationSpace, actionSpace, stateSize, reset, step, terminal, observe, mask, outcome, info, render, model } = dynamics;
  return { observationSpace, actionSpace, stateSize, reset, step, terminal, observe, mask, outcome, info, render, model };
}

/** Rows played straight from their dynamics: the fast side. */
export class DynamicsVectorEnv extends VectorRows {
  readonly model?: Model;
  /** Absent where the dynamics draw no pictures. */
  readonly render?: (row: number) => Scene;
  readonly #dynamics: Dynamics;
  readonly #limit: number;
  readonly #role: number;
  readonly #states: Float64Array[];
  readonly #random: Random[];
  readonly #observations: Float32Array[];
  readonly #nexts: Float32Array[];
  readonly #actions: Float32Array[];
  readonly #masks: Uint8Array[];
  readonly #nextMasks: Uint8Array[];
  #unchecked: number;                                     // 2 until the first S0 was looked at, 1 until the first step, then 0

  /** Throws where `dynamics` lack a part, or an option is none. */
  constructor(dynamics: Dynamics, options: VectorOptions = {}) {
    checkRules(dynamics);
    checkOptions('DynamicsVectorEnv', options);
    const { rows = 1, role = 'training', maxEpisodeSteps = Infinity, disableEnvChecker = false } = options;
    checkRole(role);
    checkTimeLimit(maxEpisodeSteps);
    super(rows, dynamics.observationSpace, dynamics.actionSpace, dynamics.mask !== undefined);
    this.#dynamics = alike(dynamics);
    this.#limit = maxEpisodeSteps;
    this.#role = ROLES[role];
    if (dynamics.model) this.model = dynamics.model;
    if (dynamics.render) this.render = (row) => dynamics.render!(this.#states[row]);
    const views = <T extends Float32Array | Float64Array | Uint8Array>(block: T, size: number): T[] => (
      Array.from({ length: rows }, (_, i) => block.subarray(i * size, (i + 1) * size) as T)
    );
    this.#states = views(new Float64Array(rows * dynamics.stateSize), dynamics.stateSize);
    this.#observations = views(this.observation, this.observationSize);
    this.#nexts = views(this.next, this.observationSize);
    this.#actions = views(this.action, this.actionSize);
    this.#masks = this.mask ? views(this.mask, this.maskSize) : [];
    this.#nextMasks = this.nextMask ? views(this.nextMask, this.maskSize) : [];
    this.#random = Array.from({ length: rows }, () => new Random(0));
    this.#unchecked = disableEnvChecker ? 0 : 2;
  }

  #check(i: number, observations: Float32Array): void {
    this.#unchecked--;
    const observation = this.observationSpace.fromRow(observations, i * this.observationSize);
    // Those that are no numbers have a sentence of their own.
    if (!observations.includes(NaN)) checkObserved(this.observationSpace, observation, `row ${i}, step ${this.lengths[i]} of its episode`);
  }

  protected override startRow(i: number, seed?: RowSeed): void {
    const dynamics = this.#dynamics, random = this.#random[i], state = this.#states[i];
    if (seed) random.reseed(seed.seed, seed.run ? [this.#role, i] : []);
    dynamics.reset(state, random);
    dynamics.observe(state, this.#observations[i]);
    dynamics.mask?.(state, this.#masks[i]);
    if (this.#unchecked === 2) this.#check(i, this.observation);
  }

  protected override stepRows(): void {
    const dynamics = this.#dynamics, limit = this.#limit, states = this.#states, actions = this.#actions, random = this.#random, nexts = this.#nexts;
    const { rows, masked, playing, reward, terminated, truncated, lengths } = this;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const state = states[i];
      reward[i] = dynamics.step(state, actions[i], random[i]);
      dynamics.observe(state, nexts[i]);
      if (masked) dynamics.mask!(state, this.#nextMasks[i]);
      const over = dynamics.terminal(state);
      terminated[i] = over ? 1 : 0;
      truncated[i] = !over && lengths[i] >= limit ? 1 : 0;
    }
    if (this.#unchecked === 1) this.#check(playing.indexOf(1), this.next);
  }

  /** How a row's episode ended; meaningful once it is over. */
  override outcome(row: number): string {
    if (this.terminated[row] === 0) return 'time limit';
    return this.#dynamics.outcome?.(this.#states[row]) ?? 'terminated';
  }

  override info(row: number): Info {
    return this.#dynamics.info?.(this.#states[row]) ?? {};
  }

  override save(): Snapshot {
    const { stateSize } = this.#dynamics;
    const state = new Float64Array(this.rows * stateSize), random = new Uint32Array(this.rows * RANDOM_WORDS);
    for (let i = 0; i < this.rows; i++) {
      state.set(this.#states[i], i * stateSize);
      random.set(this.#random[i].save(), i * RANDOM_WORDS);
    }
    return { ...super.save(), state, random };
  }

  override load(snapshot: Snapshot): void {
    checkSnapshot(snapshot);
    const state = snapshot.state as Float64Array | undefined, random = snapshot.random as Uint32Array | undefined;
    const { stateSize } = this.#dynamics;
    if (state?.length !== this.rows * stateSize || random?.length !== this.rows * RANDOM_WORDS) {
      throw new RangeError('this snapshot is of another environment or number of rows: its states do not fit');
    }
    super.load(snapshot);
    for (let i = 0; i < this.rows; i++) {
      this.#states[i].set(state.subarray(i * stateSize, (i + 1) * stateSize));
      this.#random[i].load(random.subarray(i * RANDOM_WORDS, (i + 1) * RANDOM_WORDS));
    }
  }
}
