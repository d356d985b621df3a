import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { recalled, Wrapper } from './wrapper.ts';

/** Throws where `step` or `render` is called before the first `reset`. */
export class OrderEnforcing<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #anyRender: boolean;
  #hasReset = false;

  /** `disableRenderOrderEnforcing` lets `render` come first. */
  constructor(env: Env<Observation, Action>, { disableRenderOrderEnforcing = false }: { disableRenderOrderEnforcing?: boolean } = {}) {
    super(env);
    this.#anyRender = disableRenderOrderEnforcing;
  }

  /** Whether an episode was begun. */
  get hasReset(): boolean { return this.#hasReset; }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    this.#hasReset = true;
    return super.reset(how);
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    if (!this.#hasReset) throw new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation');
    return super.step(action);
  }

  override render(): ReturnType<NonNullable<Env['render']>> {
    if (!this.#hasReset && !this.#anyRender) {
      throw new Error('render was called before reset: call env.reset({ seed }) first, or make OrderEnforcing with { disableRenderOrderEnforcing: true }');
    }
    return super.render();
  }

  protected override memory(): Snapshot { return { hasReset: this.#hasReset ? 1 : 0 }; }
  protected override recall(memory: Snapshot): void { this.#hasReset = recalled(memory, 'hasReset') === 1; }
}
