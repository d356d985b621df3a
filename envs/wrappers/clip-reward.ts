import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { TransformReward, transformReward } from './transform-reward.ts';

/** Pays no less than `minReward` and no more than `maxReward`; one of the two may be left out. */
export class ClipReward<Observation = unknown, Action = unknown> extends TransformReward<Observation, Action> {
  constructor(env: Env<Observation, Action>, minReward?: number, maxReward?: number) {
    super(env, clipped(minReward, maxReward));
  }
}

/** Dynamics that pay no less than `minReward` and no more than `maxReward`. */
export const clipReward = (dynamics: Dynamics, minReward?: number, maxReward?: number): Dynamics => transformReward(dynamics, clipped(minReward, maxReward));

function clipped(least = -Infinity, most = Infinity): (reward: number) => number {
  if (!(least <= most) || (least === -Infinity && most === Infinity)) {
    throw new RangeError(`ClipReward needs a minReward, a maxReward above it, or one of them, and got ${describe(least)} and ${describe(most)}`);
  }
  return (reward) => Math.min(Math.max(reward, least), most);
}
