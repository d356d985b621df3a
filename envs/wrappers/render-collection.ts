import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import { Wrapper } from './wrapper.ts';

type Frame = ReturnType<NonNullable<Env['render']>>;

export interface RenderCollectionOptions {
  /** Whether `frames` hands its pictures over for good, so that the next call gives only later ones. Default true. */
  readonly popFrames?: boolean;
  /** Whether a reset throws away the pictures of the episode before. Default true. */
  readonly resetClean?: boolean;
}

/** Draws a picture after every reset and step and keeps it; `frames` gives the list. (Gymnasium gives it from `render`, which draws one picture here.) */
export class RenderCollection<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  #frames: Frame[] = [];
  readonly #pop: boolean;
  readonly #clean: boolean;

  /** Throws where the environment was made without a render mode. */
  constructor(env: Env<Observation, Action>, { popFrames = true, resetClean = true }: RenderCollectionOptions = {}) {
    super(env);
    if (env.renderMode === undefined) {
      throw new Error('RenderCollection needs an environment with a render mode: make(id, { renderMode: "ansi" }), or "svg"');
    }
    this.#pop = popFrames;
    this.#clean = resetClean;
  }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    const begun = super.reset(how);
    if (this.#clean) this.#frames = [];
    this.#frames.push(super.render());
    return begun;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const stepped = super.step(action);
    this.#frames.push(super.render());
    return stepped;
  }

  /** The pictures so far, the oldest first. */
  frames(): Frame[] {
    const frames = this.#frames;
    if (!this.#pop) return [...frames];
    this.#frames = [];
    return frames;
  }
}
