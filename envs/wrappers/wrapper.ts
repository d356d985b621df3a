import { attributeOf, noAttribute } from '../core/attributes.ts';
import { checkSnapshot } from '../core/check-snapshot.ts';
import type { Env, Metadata, RenderMode } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { describe } from '../core/words.ts';
import type { EnvSpec } from '../registry.ts';
import type { Random, Seed } from '../random/index.ts';
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
    this.env = inside(new.target.name, env);
  }

  get observationSpace(): Space<Observation> { return this.env.observationSpace; }
  get actionSpace(): Space<Action> { return this.env.actionSpace; }
  get renderMode(): RenderMode | undefined { return this.env.renderMode; }
  get spec(): EnvSpec | undefined { return this.env.spec; }
  get npRandom(): Random | undefined { return this.env.npRandom; }
  get npRandomSeed(): Seed | undefined { return this.env.npRandomSeed; }
  get metadata(): Metadata | undefined { return this.env.metadata; }
  /** The environment inside all wrappers. */
  get unwrapped(): Env<Observation, Action> { return this.env instanceof Wrapper ? this.env.unwrapped as Env<Observation, Action> : this.env; }

  /** Whether this wrapper, one inside it or the environment has an attribute of that name. */
  hasWrapperAttr(name: string): boolean { return this.#owner(name) !== undefined; }

  /** An attribute of the outermost that has it: of this wrapper, one inside it, or the environment. Throws where none has. */
  getWrapperAttr(name: string): unknown {
    const owner = this.#owner(name);
    if (owner === undefined) throw noAttribute(name);
    return attributeOf(owner, name);
  }

  /** A wrapper has all names of Env; those that it has no value for may be further inside. */
  #owner(name: string): object | undefined {
    const has = (env: object) => (env as Record<string, unknown>)[name] !== undefined, { env } = this;
    if (has(this)) return this;
    return env instanceof Wrapper ? env.#owner(name) : has(env) ? env : undefined;
  }

  reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> { return this.env.reset(how); }
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
      checkSnapshot(snapshot);
      const { own, env } = snapshot as { own?: Snapshot; env?: Snapshot };
      if (own === undefined || env === undefined) {
        const { name } = this.constructor;
        throw new RangeError(`this snapshot is of another environment: ${name} needs what it remembers in "own" and the inner environment in "env", and got ${Object.keys(snapshot).join(', ') || 'nothing'}`);
      }
      this.recall(own);
      this.env.load!(env);
    });
  }

  close(): void { this.env.close(); }
}

/** The environment that a wrapper goes around. Throws a TypeError where it is none. */
export function inside<Observation, Action>(wrapper: string, env: Env<Observation, Action>): Env<Observation, Action> {
  if (typeof env?.reset === 'function' && typeof env.step === 'function') return env;
  throw new TypeError(`${wrapper} goes around an environment, an object with reset and step, and got ${describe(env)}`);
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
