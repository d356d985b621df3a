import type { Dynamics, Info } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { around } from './around.ts';
import { checkWhole, Wrapper } from './wrapper.ts';

/** Plays each action `numRepeats` times, or until the episode ends, and pays the sum of the rewards. */
export class RepeatAction<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly numRepeats: number;

  constructor(env: Env<Observation, Action>, numRepeats: number) {
    super(env);
    checkWhole('numRepeats', numRepeats, 1);
    this.numRepeats = numRepeats;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    let observation: Observation, reward: number, sum = 0, terminated = false, truncated = false, info: Info;
    for (let i = 0; ; i++) {
      [observation, reward, terminated, truncated, info] = super.step(action);
      sum += reward;
      if (terminated || truncated || i === this.numRepeats - 1) return [observation, sum, terminated, truncated, info];
    }
  }
}

/** Dynamics that play each action `numRepeats` times, or until their end. A time limit around them counts each of these as one step. */
export function repeatAction(dynamics: Dynamics, numRepeats: number): Dynamics {
  checkWhole('numRepeats', numRepeats, 1);
  return around(dynamics, {
    step(s, action, random) {
      let sum = 0;
      for (let i = 0; i < numRepeats; i++) {
        sum += dynamics.step(s, action, random);
        if (dynamics.terminal(s)) break;
      }
      return sum;
    },
  });
}
