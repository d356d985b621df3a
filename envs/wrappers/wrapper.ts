import type { ResetOptions } from '../core/dynamics.ts';
import type { Env, RenderMode } from '../core/env.ts';
import type { EnvSpec } from '../registry.ts';
import type { Random } from '../random/index.ts';
import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';

/** An environment around another: all that a subclass does not change is that of the inner one. */
export class Wrapper<Observation, Action> implements Env<Observation, Action> {
  readonly env: Env<Observation, Action>;

  constructor(env: Env<Observation, Action>) {
    this.env = env;
  }

  get observationSpace(): Space<Observation> { return this.env.observationSpace; }
  get actionSpace(): Space<Action> { return this.env.actionSpace; }
  get renderMode(): RenderMode | undefined { return this.env.renderMode; }
  get spec(): EnvSpec | undefined { return this.env.spec; }
  get npRandom(): Random | undefined { return this.env.npRandom; }
  /** The environment inside all wrappers. */
  get unwrapped(): Env<Observation, Action> { return this.env instanceof Wrapper ? this.env.unwrapped as Env<Observation, Action> : this.env; }

  reset(how?: { seed?: number; options?: ResetOptions }): ReturnType<Env<Observation, Action>['reset']> { return this.env.reset(how); }
  step(action: Action): ReturnType<Env<Observation, Action>['step']> { return this.env.step(action); }

  render(): string {
    if (!this.env.render) throw new Error('this environment draws no pictures: it has no render()');
    return this.env.render();
  }

  get scene(): (() => Scene) | undefined { return this.env.scene && (() => this.env.scene!()); }
  get outcome(): (() => string) | undefined { return this.env.outcome && (() => this.env.outcome!()); }

  close(): void { this.env.close(); }
}
