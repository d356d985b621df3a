import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { Model } from '../core/model.ts';
import { around, rules } from './around.ts';
import { checkFunction, Wrapper } from './wrapper.ts';

/** Pays f(reward). */
export class TransformReward<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #f: (reward: number) => number;

  constructor(env: Env<Observation, Action>, f: (reward: number) => number) {
    super(env);
    checkFunction('TransformReward', f);
    this.#f = f;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action);
    return [observation, this.#f(reward), terminated, truncated, info];
  }
}

/** Dynamics that pay f(reward); so does their model. */
export function transformReward(dynamics: Dynamics, f: (reward: number) => number): Dynamics {
  checkFunction('transformReward', f);
  rules(dynamics);
  return around(dynamics, {
    step: (s, action, random) => f(dynamics.step(s, action, random)),
    ...(dynamics.model && { model: paying(dynamics.model, f) }),
  });
}

function paying(model: Model, f: (reward: number) => number): Model {
  return {
    ...model,
    transitions: (s, a) => model.transitions(s, a).map((transition) => ({ ...transition, reward: f(transition.reward) })),
    stateName: (s) => model.stateName(s),
    actionName: (a) => model.actionName(a),
    ...(model.renderPolicy && { renderPolicy: (policy) => model.renderPolicy!(policy) }),
  };
}
