import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Space } from '../spaces/space.ts';
import { around, innerState, rules } from './around.ts';
import { recalled, Wrapper } from './wrapper.ts';

/**
 * What stands between a world and who looks at it: it shows another row of numbers than the one it is shown. One lens serves an `Env`
 * (`LensObservation`) and `Dynamics` (`throughLens`). What it remembers are `memory` numbers of an array, from index `at`.
 */
export interface Lens {
  /** What is seen through it. */
  readonly space: Space;
  /** Numbers that it remembers. */
  readonly memory: number;
  /** Takes in the first row of an episode. */
  begin?(memory: Float64Array, at: number, row: ArrayLike<number>): void;
  /** Takes in the row that a step led to. */
  next?(memory: Float64Array, at: number, row: ArrayLike<number>): void;
  /** Writes what is seen of the row that was taken in last. Every number of `out` is written. */
  see(row: ArrayLike<number>, out: Float32Array | Float64Array, memory: Float64Array, at: number): void;
}

const NOTHING = new Float64Array(0);

/** An environment seen through a lens. */
export class LensObservation<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #lens: Lens;
  readonly #memory: Float64Array;
  readonly #row: Float64Array;
  readonly #seen: Float64Array;

  constructor(env: Env<unknown, Action>, lens: Lens) {
    super(env as Env<Observation, Action>);
    this.#lens = lens;
    this.#memory = new Float64Array(lens.memory);
    this.#row = new Float64Array(env.observationSpace.rowSize);
    this.#seen = new Float64Array(lens.space.rowSize);
  }

  override get observationSpace(): Space<Observation> { return this.#lens.space as Space<Observation>; }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    const [observation, info] = this.env.reset(how);
    this.env.observationSpace.toRow(observation, this.#row);
    this.#lens.begin?.(this.#memory, 0, this.#row);
    return [this.#see(), info];
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    this.env.observationSpace.toRow(observation, this.#row);
    this.#lens.next?.(this.#memory, 0, this.#row);
    return [this.#see(), reward, terminated, truncated, info];
  }

  #see(): Observation {
    this.#lens.see(this.#row, this.#seen, this.#memory, 0);
    return this.#lens.space.fromRow(this.#seen) as Observation;
  }

  protected override memory(): Snapshot { return { memory: this.#memory.slice() }; }
  protected override recall(memory: Snapshot): void { this.#memory.set(recalled(memory, 'memory', this.#memory.length)); }
}

/** Dynamics seen through a lens. What it remembers lies behind their state. */
export function throughLens(inner: Dynamics, lens: Lens): Dynamics {
  const { memory, space } = lens, at = rules(inner).stateSize;
  const row = new Float32Array(inner.observationSpace.rowSize);
  if (memory === 0) {
    return around(inner, {
      observationSpace: space,
      observe(s, observation) {
        inner.observe(s, row);
        lens.see(row, observation, NOTHING, 0);
      },
    });
  }
  const own = innerState(inner, memory);
  return around(inner, {
    observationSpace: space,
    reset(s, random, options) {
      inner.reset(own(s), random, options);
      inner.observe(own(s), row);
      lens.begin!(s, at, row);
    },
    step(s, action, random) {
      const reward = inner.step(own(s), action, random);
      inner.observe(own(s), row);
      lens.next!(s, at, row);
      return reward;
    },
    observe(s, observation) {
      inner.observe(own(s), row);
      lens.see(row, observation, s, at);
    },
  }, memory);
}
