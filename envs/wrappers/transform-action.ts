import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { throughLever } from './lever.ts';
import { checkFunction, Wrapper } from './wrapper.ts';

/** Plays f(action). `actionSpace` is the space of what f takes, if it is another one. */
export class TransformAction<Observation = unknown, Action = unknown, Inner = unknown> extends Wrapper<Observation, Action> {
  readonly #f: (action: Action) => Inner;
  readonly #space: Space<Action> | undefined;

  constructor(env: Env<Observation>, f: (action: Action) => Inner, actionSpace?: Space<Action>) {
    super(env as Env<Observation, Action>);
    checkFunction('TransformAction', f);
    this.#f = f;
    this.#space = actionSpace;
  }

  override get actionSpace(): Space<Action> { return this.#space ?? this.env.actionSpace; }
  override step(action: Action): ReturnType<Env<Observation, Action>['step']> { return super.step(this.#f(action) as unknown as Action); }
}

/** Dynamics that play another action: `f` writes every number of `out`, a row of their own action space. */
export function transformAction(dynamics: Dynamics, f: (action: ArrayLike<number>, out: Float32Array | Float64Array) => void, actionSpace = rules(dynamics).actionSpace): Dynamics {
  checkFunction('transformAction', f);
  return throughLever(dynamics, { space: actionSpace, memory: 0, pull: f });
}
