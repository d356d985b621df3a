import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { isPlayable, refuseAction } from '../core/playable.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { Random } from '../random/index.ts';
import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';
import { around, innerState, rules } from './around.ts';
import { recalled, Wrapper } from './wrapper.ts';

/**
 * What stands between who acts and a world: the world gets another action than the one given. One lever serves an `Env` (`LeverAction`) and
 * `Dynamics` (`throughLever`). What it remembers are `memory` numbers of an array, from index `at`.
 */
export interface Lever {
  /** The actions that it takes. */
  readonly space: Space;
  /** Numbers that it remembers. */
  readonly memory: number;
  /** Whether what it writes has the precision of the world's Box whatever was given, as a NumPy array of its dtype. Else that of what was given. */
  readonly typed?: boolean;
  /** An episode begins. */
  begin?(memory: Float64Array, at: number): void;
  /** Writes the action that the world gets. Where `out` is a Float32Array the arithmetic is float32, as NumPy's. */
  pull(action: ArrayLike<number>, out: Float32Array | Float64Array, memory: Float64Array, at: number, random: Random): void;
}

const WORDS = 10;                                         // of a saved generator

/** An environment that is played through a lever. It draws from the environment's own generator, if that has one. */
export class LeverAction<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #lever: Lever;
  readonly #memory: Float64Array;
  readonly #row: Float64Array;
  readonly #single: Float32Array;
  readonly #double: Float64Array;
  #random: Random | undefined;                            // where the environment has none

  constructor(env: Env<Observation>, lever: Lever) {
    super(env as Env<Observation, Action>);
    this.#lever = lever;
    this.#memory = new Float64Array(lever.memory);
    this.#row = new Float64Array(lever.space.rowSize);
    this.#single = new Float32Array(env.actionSpace.rowSize);
    this.#double = new Float64Array(env.actionSpace.rowSize);
  }

  override get actionSpace(): Space<Action> { return this.#lever.space as Space<Action>; }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    if (this.#random && how?.seed !== undefined) this.#random.reseed(how.seed);
    else if (this.env.npRandom === undefined) this.#random ??= new Random(how?.seed);
    this.#lever.begin?.(this.#memory, 0);
    return super.reset(how);
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    if (!isPlayable(this.#lever.space, action)) refuseAction(this.#lever.space, action);
    this.#lever.space.toRow(action, this.#row);
    const single = (this.#lever.typed === true || action instanceof Float32Array) && isSingle(this.env.actionSpace), out = single ? this.#single : this.#double;
    this.#lever.pull(this.#row, out, this.#memory, 0, this.env.npRandom ?? (this.#random ??= new Random()));
    const { actionSpace } = this.env;
    // A Box keeps the precision of what was given; what is discrete becomes an element again.
    const played = actionSpace instanceof Box && actionSpace.dtype.startsWith('float') ? out.slice() as Action : actionSpace.fromRow(out);
    return super.step(played);
  }

  protected override memory(): Snapshot { return { memory: this.#memory.slice(), random: this.#random?.save() ?? new Uint32Array(0) }; }

  protected override recall(memory: Snapshot): void {
    const random = memory.random as Uint32Array | undefined;
    this.#memory.set(recalled(memory, 'memory', this.#memory.length));
    if (random?.length === WORDS) (this.#random ??= new Random(0)).load(random);
  }
}

/** Dynamics that are played through a lever. What it remembers lies behind their state. */
export function throughLever(inner: Dynamics, lever: Lever): Dynamics {
  const { memory, typed = false } = lever, at = rules(inner).stateSize, own = innerState(inner, memory), n = inner.actionSpace.rowSize;
  const single = new Float32Array(n), double = new Float64Array(n), mayBeSingle = isSingle(inner.actionSpace);
  return around(inner, {
    actionSpace: lever.space,
    ...(lever.space !== inner.actionSpace && { mask: undefined }),
    reset(s, random, options) {
      inner.reset(own(s), random, options);
      lever.begin?.(s, at);
    },
    step(s, action, random) {
      const out = mayBeSingle && (typed || action instanceof Float32Array) ? single : double;
      lever.pull(action, out, s, at, random);
      return inner.step(own(s), out, random);
    },
  }, memory);
}

const isSingle = (space: Space) => space instanceof Box && space.dtype === 'float32';
