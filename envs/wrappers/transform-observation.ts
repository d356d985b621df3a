import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { throughLens } from './lens.ts';
import { checkFunction, Wrapper } from './wrapper.ts';

/** Shows f(observation). `observationSpace` is the space of what f gives, if it is another one. */
export class TransformObservation<Observation = unknown, Action = unknown, Inner = unknown> extends Wrapper<Observation, Action> {
  readonly #f: (observation: Inner) => Observation;
  readonly #space: Space<Observation> | undefined;

  constructor(env: Env<unknown, Action>, f: (observation: Inner) => Observation, observationSpace?: Space<Observation>) {
    super(env as Env<Observation, Action>);
    checkFunction('TransformObservation', f);
    this.#f = f;
    this.#space = observationSpace;
  }

  override get observationSpace(): Space<Observation> { return this.#space ?? this.env.observationSpace; }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    const [observation, info] = this.env.reset(how);
    return [this.#f(observation as unknown as Inner), info];
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    return [this.#f(observation as unknown as Inner), reward, terminated, truncated, info];
  }
}

/** Dynamics that show another row: `f` writes every number of `out`, a row of `observationSpace`. */
export function transformObservation(dynamics: Dynamics, f: (row: ArrayLike<number>, out: Float32Array | Float64Array) => void, observationSpace = rules(dynamics).observationSpace): Dynamics {
  checkFunction('transformObservation', f);
  return throughLens(dynamics, { space: observationSpace, memory: 0, see: f });
}
