import { Random, type Seed } from '../random/index.ts';
import type { EnvSpec } from '../registry.ts';
import type { Scene } from '../scene/scene.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { attributeOf, noAttribute } from './attributes.ts';
import { checkOptions, checkRules } from './check-rules.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { Dynamics, Info } from './dynamics.ts';
import type { Env, Metadata, RenderMode, RgbArray } from './env.ts';
import { checkObserved } from './observed.ts';
import { isPlayable, refuseAction } from './playable.ts';
import { checkRenderMode, drawn, NO_MODE, RENDER_MODES, show, TOO_EARLY } from './render-mode.ts';
import { checkReset, type ResetArguments } from './reset.ts';
import type { Snapshot } from './snapshot.ts';
import { checkTimeLimit } from './time-limit.ts';
import { describe } from './words.ts';

const PHASES = ['new', 'playing', 'over', 'closed'] as const;

export interface DynamicsEnvOptions {
  readonly maxEpisodeSteps?: number;
  readonly renderMode?: RenderMode;
  readonly spec?: EnvSpec;
  /** Whether to leave out the check that the first reset and step observe elements of the observation space. */
  readonly disableEnvChecker?: boolean;
}

/** Dynamics in Gymnasium's shape: one episode at a time, a fresh observation from every call, and its order of calls enforced. */
export class DynamicsEnv<Observation = unknown, Action = unknown> implements Env<Observation, Action> {
  readonly observationSpace: Space<Observation>;
  readonly actionSpace: Space<Action>;
  readonly renderMode: RenderMode | undefined;
  readonly spec: EnvSpec | undefined;
  readonly dynamics: Dynamics;
  readonly #limit: number;
  readonly #state: Float64Array;
  readonly #row: Float32Array;
  readonly #action: number[];
  readonly #observations: Discrete | undefined;
  #random: Random | undefined;
  #seed: Seed | undefined;
  #elapsed = 0;
  #phase: (typeof PHASES)[number] = 'new';
  #unchecked: number;                                     // 2 until the first reset was looked at, 1 until the first step, then 0

  /** Throws where `dynamics` lack a part, or an option is none. */
  constructor(dynamics: Dynamics, options: DynamicsEnvOptions = {}) {
    checkRules(dynamics);
    checkOptions('DynamicsEnv', options);
    const { maxEpisodeSteps = Infinity, renderMode, spec, disableEnvChecker = false } = options;
    checkRenderMode(renderMode);
    checkTimeLimit(maxEpisodeSteps);
    this.dynamics = dynamics;
    this.observationSpace = dynamics.observationSpace as Space<Observation>;
    this.actionSpace = dynamics.actionSpace as Space<Action>;
    this.renderMode = renderMode;
    this.spec = spec;
    this.#limit = maxEpisodeSteps;
    this.#state = new Float64Array(dynamics.stateSize);
    this.#row = new Float32Array(dynamics.observationSpace.rowSize);
    this.#action = new Array<number>(dynamics.actionSpace.rowSize).fill(0);
    this.#observations = dynamics.observationSpace instanceof Discrete ? dynamics.observationSpace : undefined;
    this.#unchecked = disableEnvChecker ? 0 : 2;
  }

  get npRandom(): Random {
    if (this.#random) return this.#random;
    this.#random = new Random();
    this.#seed = this.#random.seed as Seed;
    return this.#random;
  }

  /** What the generator was seeded with; -1 after `load`. */
  get npRandomSeed(): Seed {
    void this.npRandom;
    return this.#seed!;
  }

  get metadata(): Metadata {
    const renderFps = this.spec?.renderFps;
    return { renderModes: this.dynamics.render ? RENDER_MODES : [], ...(renderFps !== undefined && { renderFps }) };
  }

  /** Itself: there is nothing around it. */
  get unwrapped(): this { return this; }

  hasWrapperAttr(name: string): boolean { return name in this; }

  /** An attribute by its name. Throws where there is none. */
  getWrapperAttr(name: string): unknown {
    if (!this.hasWrapperAttr(name)) throw noAttribute(name);
    return attributeOf(this, name);
  }

  /** Begins an episode. With a seed the generator starts anew; without one it goes on (and starts from entropy the first time). */
  reset(how: ResetArguments = {}): [Observation, Info] {
    this.#open();
    checkReset(how);
    const { seed, options } = how;
    if (seed !== undefined && seed !== null) {
      this.#random = new Random(seed);
      this.#seed = seed;
    }
    this.dynamics.reset(this.#state, this.npRandom, options ?? undefined);
    // Who says where an episode begins may begin it outside the space.
    if (options && Object.keys(options).length > 0) this.#unchecked = 0;
    this.#elapsed = 0;
    this.#phase = 'playing';
    if (this.renderMode === 'human') show(this.scene());
    return [this.#observation(), this.#info()];
  }

  /**
   * Plays one action. Throws where it is none of the action space's (beyond a Box's bounds is allowed), before the first `reset`, and after the end of an episode.
   * Both `terminated` and `truncated` can be true, as in Gymnasium, where the last step allowed is also the last of the story.
   */
  step(action: Action): [Observation, number, boolean, boolean, Info] {
    this.#open();
    if (this.#phase === 'new') {
      throw new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation');
    }
    if (this.#phase === 'over') throw new Error('step was called after the end of the episode: call env.reset() to begin the next one');
    if (!isPlayable(this.actionSpace, action)) refuseAction(this.actionSpace, action);
    // The row keeps the precision of what it was given: a Float32Array is float32 arithmetic, as in NumPy 2.
    const row = action instanceof Float32Array ? action : this.#action;
    if (row === this.#action) this.actionSpace.toRow(action, this.#action);
    const reward = this.dynamics.step(this.#state, row, this.npRandom);
    const terminated = this.dynamics.terminal(this.#state), truncated = ++this.#elapsed >= this.#limit;
    if (terminated || truncated) this.#phase = 'over';
    const observation = this.#observation();
    if (!Number.isFinite(reward)) {
      throw new RangeError(`the environment gave ${reward} as reward (step ${this.#elapsed} of its episode, action ${describe(action)}); its step must return a finite number`);
    }
    if (this.renderMode === 'human') show(this.scene());
    return [observation, reward, terminated, truncated, this.#info()];
  }

  /** A picture of now. Labels and captions are missing in `rgb_array`; in `human` it is on the console already, and there is nothing to give. */
  render(): string | RgbArray | undefined {
    if (this.renderMode === undefined) throw new Error(NO_MODE);
    return drawn(this.scene(), this.renderMode);
  }

  scene(): Scene {
    this.#open();
    if (this.#phase === 'new') throw new Error(TOO_EARLY);
    if (!this.dynamics.render) throw new Error('this environment draws no pictures: its dynamics have no render');
    return this.dynamics.render(this.#state);
  }

  outcome(): string {
    if (this.#phase !== 'over' || !this.dynamics.terminal(this.#state)) return 'time limit';
    return this.dynamics.outcome?.(this.#state) ?? 'terminated';
  }

  close(): void {
    this.#phase = 'closed';
  }

  save(): Snapshot {
    return { state: this.#state.slice(), random: this.npRandom.save(), elapsed: this.#elapsed, phase: this.#phase };
  }

  /** Goes on where `save` was called. Throws a RangeError on what no `save` of such an environment gives; nothing is changed then. */
  load(snapshot: Snapshot): void {
    checkSnapshot(snapshot);
    const { state, random, elapsed, phase } = snapshot as { state: Float64Array; random: Uint32Array; elapsed: number; phase: (typeof PHASES)[number] };
    if (state?.length !== this.#state.length) {
      throw new RangeError(`this snapshot is of another environment: its state holds ${state?.length ?? 'no'} numbers, and ${this.#state.length} are needed`);
    }
    if (!Number.isSafeInteger(elapsed) || elapsed < 0 || !PHASES.includes(phase)) {
      throw new RangeError(`this snapshot is no whole one: it needs the steps so far in "elapsed" and one of ${PHASES.join(', ')} in "phase", and got ${describe(elapsed)} and ${describe(phase)}`);
    }
    this.npRandom.load(random);
    this.#seed = -1;
    this.#state.set(state);
    this.#elapsed = elapsed;
    this.#phase = phase;
  }

  #open(): void {
    if (this.#phase === 'closed') throw new Error('this environment was closed: make a new one');
  }

  #observation(): Observation {
    this.dynamics.observe(this.#state, this.#row);
    for (let i = 0; i < this.#row.length; i++) {
      if (Number.isNaN(this.#row[i])) {
        throw new RangeError(`the environment gave NaN in its observation (step ${this.#elapsed} of its episode); the observation space is ${String(this.observationSpace)}`);
      }
    }
    const observation = this.observationSpace.fromRow(this.#row);
    // A discrete one may index a table: each is checked.
    const isFirst = this.#unchecked > 0 && this.#elapsed === 2 - this.#unchecked;
    if (isFirst || this.#observations?.contains(observation) === false) {
      checkObserved(this.observationSpace, observation, `step ${this.#elapsed} of its episode`);
      if (isFirst) this.#unchecked--;
    }
    return observation;
  }

  #info(): Info {
    const info = this.dynamics.info?.(this.#state) ?? {};
    if (!this.dynamics.mask || !(this.actionSpace instanceof Discrete)) return info;
    const mask = new Uint8Array(this.actionSpace.n);
    this.dynamics.mask(this.#state, mask);
    info.action_mask = mask;                    // the dynamics made `info` for this call: a copy of it cost ten times the step
    return info;
  }
}
