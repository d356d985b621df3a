import type { ResetOptions } from '../core/dynamics.ts';
import type { Env, RenderMode } from '../core/env.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { describe } from '../core/words.ts';
import type { EnvSpec } from '../registry.ts';
import type { Random } from '../random/index.ts';
import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';

/**
 * An environment around another: all that a subclass does not change is that of the inner one. A subclass that remembers something tells it
 * in `memory` and takes it in `recall`; then `save` and `load` are offered wherever the inner environment offers them.
 */
export class Wrapper<Observation = unknown, Action = unknown> implements Env<Observation, Action> {
  readonly env: Env<Observation, Action>;

  /** Throws a TypeError where `env` is no environment. */
  constructor(env: Env<Observation, Action>) {
    if (typeof env?.reset !== 'function' || typeof env.step !== 'function') throw new TypeError(`${new.target.name} goes around an environment, an object with reset and step, and got ${describe(env)}`);
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

  render(): ReturnType<NonNullable<Env['render']>> {
    if (!this.env.render) throw new Error('this environment draws no pictures: it has no render()');
    return this.env.render();
  }

  get scene(): (() => Scene) | undefined { return this.env.scene && (() => this.env.scene!()); }
  get outcome(): (() => string) | undefined { return this.env.outcome && (() => this.env.outcome!()); }

  /** What the wrapper itself remembers. */
  protected memory(): Snapshot { return {}; }
  /** Takes what `memory` gave. Throws a RangeError on anything else. */
  protected recall(_memory: Snapshot): void {}

  get save(): (() => Snapshot) | undefined { return this.env.save && (() => ({ own: this.memory(), env: this.env.save!() })); }

  get load(): ((snapshot: Snapshot) => void) | undefined {
    return this.env.load && ((snapshot) => {
      const { own, env } = snapshot as { own?: Snapshot; env?: Snapshot };
      if (own === undefined || env === undefined) throw new RangeError(`this snapshot is of another environment: ${this.constructor.name} needs what it remembers in "own" and the inner environment in "env", and got ${Object.keys(snapshot).join(', ') || 'nothing'}`);
      this.recall(own);
      this.env.load!(env);
    });
  }

  close(): void { this.env.close(); }
}

/** A number or an array of n numbers out of a snapshot. Throws a RangeError where it is not there. */
export function recalled(memory: Snapshot, name: string): number;
export function recalled(memory: Snapshot, name: string, n: number): ArrayLike<number>;
export function recalled(memory: Snapshot, name: string, n?: number): number | ArrayLike<number> {
  const value = memory[name];
  if (n === undefined && typeof value === 'number') return value;
  const array = ArrayBuffer.isView(value) ? value : undefined;
  if (n !== undefined && array?.length === n) return array;
  throw new RangeError(`this snapshot is of another wrapper: ${name} is ${n === undefined ? 'a number' : `an array of ${n} numbers`}, and got ${describe(value)}`);
}

/** Throws a RangeError unless n is a whole number from `least` up. */
export function checkWhole(name: string, n: unknown, least: number): void {
  if (!Number.isSafeInteger(n) || (n as number) < least) throw new RangeError(`${name} is a whole number from ${least} up, and got ${describe(n)}`);
}

/** Throws a TypeError unless `f` is a function. */
export function checkFunction(name: string, f: unknown): void {
  if (typeof f !== 'function') throw new TypeError(`${name} takes a function, and got ${describe(f)}`);
}
