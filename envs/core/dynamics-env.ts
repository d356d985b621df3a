import { Random } from '../random/index.ts';
import type { EnvSpec } from '../registry.ts';
import { ansi } from '../scene/ansi.ts';
import { rgbArray } from '../scene/rgb-array.ts';
import type { Scene } from '../scene/scene.ts';
import { svg } from '../scene/svg.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import type { Dynamics, Info, ResetOptions } from './dynamics.ts';
import type { Env, RenderMode, RgbArray } from './env.ts';
import type { Snapshot } from './snapshot.ts';
import { isPlayable } from './playable.ts';
import { describe } from './words.ts';

const RENDER_MODES: readonly unknown[] = ['ansi', 'svg', 'rgb_array', 'human'] satisfies RenderMode[];

export interface DynamicsEnvOptions {
  readonly maxEpisodeSteps?: number;
  readonly renderMode?: RenderMode;
  readonly spec?: EnvSpec;
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
  #random: Random | undefined;
  #elapsed = 0;
  #phase: 'new' | 'playing' | 'over' | 'closed' = 'new';

  constructor(dynamics: Dynamics, { maxEpisodeSteps = Infinity, renderMode, spec }: DynamicsEnvOptions = {}) {
    if (renderMode !== undefined && !RENDER_MODES.includes(renderMode)) {
      throw new RangeError(`a render mode is "ansi", "svg", "rgb_array" or "human", and got ${describe(renderMode)}`);
    }
    this.dynamics = dynamics;
    this.observationSpace = dynamics.observationSpace as Space<Observation>;
    this.actionSpace = dynamics.actionSpace as Space<Action>;
    this.renderMode = renderMode;
    this.spec = spec;
    this.#limit = maxEpisodeSteps;
    this.#state = new Float64Array(dynamics.stateSize);
    this.#row = new Float32Array(dynamics.observationSpace.rowSize);
    this.#action = new Array<number>(dynamics.actionSpace.rowSize).fill(0);
  }

  get npRandom(): Random {
    return (this.#random ??= new Random());
  }

  /** Begins an episode. With a seed the generator starts anew; without one it goes on (and starts from entropy the first time). */
  reset({ seed, options }: { seed?: number; options?: ResetOptions } = {}): [Observation, Info] {
    this.#open();
    if (seed !== undefined) this.#random = new Random(seed);
    this.dynamics.reset(this.#state, this.npRandom, options);
    this.#elapsed = 0;
    this.#phase = 'playing';
    if (this.renderMode === 'human') this.#show();
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
    if (!isPlayable(this.actionSpace, action)) {
      throw new RangeError(`the action ${describe(action)} is outside the action space ${String(this.actionSpace)}`);
    }
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
    if (this.renderMode === 'human') this.#show();
    return [observation, reward, terminated, truncated, this.#info()];
  }

  /** A picture of now. Labels and captions are missing in `rgb_array`; in `human` it is on the console already, and there is nothing to give. */
  render(): string | RgbArray | undefined {
    if (this.renderMode === undefined) throw new Error('render needs a render mode: make(id, { renderMode: "ansi" }), or "svg"');
    const scene = this.scene();
    switch (this.renderMode) {
      case 'ansi': return ansi(scene);
      case 'svg': return svg(scene);
      case 'rgb_array': return rgbArray(scene);
      case 'human': return undefined;
    }
  }

  #show(): void {
    console.log(ansi(this.scene()));
  }

  scene(): Scene {
    this.#open();
    if (this.#phase === 'new') throw new Error('render was called before reset: call env.reset({ seed }) first');
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

  load(snapshot: Snapshot): void {
    const { state, random, elapsed, phase } = snapshot as { state: Float64Array; random: Uint32Array; elapsed: number; phase: 'new' | 'playing' | 'over' };
    if (state?.length !== this.#state.length) {
      throw new RangeError(`this snapshot is of another environment: its state holds ${state?.length ?? 'no'} numbers, and ${this.#state.length} are needed`);
    }
    this.#state.set(state);
    this.npRandom.load(random);
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
    return this.observationSpace.fromRow(this.#row);
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
