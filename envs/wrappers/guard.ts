import type { Env, Metadata, RenderMode } from '../core/env.ts';
import { isPlayable, refuseAction } from '../core/playable.ts';
import { checkRenderMode, drawn, NO_MODE, RENDER_MODES, show, TOO_EARLY } from '../core/render-mode.ts';
import { checkReset, type ResetArguments } from '../core/reset.ts';
import { describe } from '../core/words.ts';
import type { EnvSpec } from '../registry.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { checkSeed } from '../random/index.ts';
import { recalled, Wrapper } from './wrapper.ts';

const PHASES = ['new', 'playing', 'over'] as const;

/**
 * What `make` puts around environments that were not made here, so that they are held to what those made from `Dynamics` keep by themselves:
 * reset comes first and after every end, actions are those of the action space (beyond a Box's bounds is allowed), rewards are finite
 * numbers, and nothing that is seen is NaN. Throws a sentence that says what arrived.
 */
export class Guard<Observation, Action> extends Wrapper<Observation, Action> {
  readonly #spec: EnvSpec | undefined;
  readonly #renderMode: RenderMode | undefined;
  readonly #fromScene: boolean;                             // whether pictures are made here, from the environment's scene
  #phase: (typeof PHASES)[number] = 'new';

  /** Throws where a render mode is asked for that is none, or that the environment can give no pictures in. */
  constructor(env: Env<Observation, Action>, { spec, renderMode }: { spec?: EnvSpec; renderMode?: RenderMode | undefined } = {}) {
    super(env);
    checkRenderMode(renderMode);
    this.#spec = spec;
    this.#renderMode = renderMode;
    // What draws by itself in this mode goes on doing so.
    const drawsItself = this.unwrapped.render !== undefined && (env.renderMode === renderMode || env.scene === undefined);
    this.#fromScene = renderMode !== undefined && !drawsItself;
    if (this.#fromScene && env.scene === undefined) {
      throw new TypeError(`${spec?.id ?? 'this environment'} draws no pictures, and was asked for the render mode ${describe(renderMode)}; give it a scene(), or leave the mode out`);
    }
  }

  override get spec(): EnvSpec | undefined {
    return this.env.spec ?? this.#spec;
  }

  override get renderMode(): RenderMode | undefined { return this.#renderMode ?? this.env.renderMode; }

  override get metadata(): Metadata | undefined {
    const renderFps = this.spec?.renderFps;
    return this.env.metadata ?? { renderModes: this.env.scene ? RENDER_MODES : [], ...(renderFps !== undefined && { renderFps }) };
  }

  protected override memory(): Snapshot { return { phase: PHASES.indexOf(this.#phase) }; }
  protected override recall(memory: Snapshot): void { this.#phase = PHASES[recalled(memory, 'phase')]; }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    checkReset(how);
    if (how?.seed !== undefined && how.seed !== null) checkSeed(how.seed);
    const result = super.reset(how);
    this.#phase = 'playing';
    refuseNaN(result?.[0]);
    this.#show();
    return result;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    if (this.#phase === 'new') throw new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation');
    if (this.#phase === 'over') throw new Error('step was called after the end of the episode: call env.reset() to begin the next one');
    if (!isPlayable(this.actionSpace, action)) refuseAction(this.actionSpace, action);
    const result = super.step(action), [observation, reward, terminated, truncated] = result;
    if (terminated || truncated) this.#phase = 'over';
    if (!Number.isFinite(reward)) {
      throw new RangeError(`the environment gave ${describe(reward)} as reward (action ${describe(action)}); its step must return a finite number`);
    }
    refuseNaN(observation);
    this.#show();
    return result;
  }

  override render(): ReturnType<NonNullable<Env['render']>> {
    const mode = this.renderMode;
    if (!this.#fromScene && this.unwrapped.render !== undefined) return super.render();
    if (mode === undefined) throw new Error(NO_MODE);
    if (this.#phase === 'new') throw new Error(TOO_EARLY);
    return drawn(this.env.scene!(), mode);
  }

  #show(): void {
    if (this.#fromScene && this.#renderMode === 'human') show(this.env.scene!());
  }
}

function refuseNaN(observation: unknown): void {
  const numbers = typeof observation === 'number' ? [observation] : ArrayBuffer.isView(observation) ? (observation as unknown as ArrayLike<number>) : [];
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isNaN(numbers[i])) {
      throw new RangeError(`the environment gave NaN in its observation ${describe(observation)}; look for a division by zero or a missing number`);
    }
  }
}
