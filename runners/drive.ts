import type { Policy } from '../agents/index.ts';
import type { Scene, VectorEnv } from 'gymnasium-js';
import { UNFINISHED } from './evaluate.ts';
import { outcomeOf } from './train.ts';

/** One step as a spectator sees it. */
export interface Frame {
  readonly scene: Scene;
  readonly step: number;
  readonly return: number;
}

export interface Drive {
  readonly frames: readonly Frame[];
  readonly return: number;
  readonly length: number;
  readonly outcome: string;
}

/** Nobody looks at more frames than these. */
const LONGEST_DRIVE = 1000;

/** Plays one episode of a policy in the one row of an environment and draws every step, the first situation included. */
export function drive(policy: Policy, env: VectorEnv, { seed, longest = LONGEST_DRIVE }: { seed: number; longest?: number }): Drive {
  if (!env.render) throw new Error('this environment draws no pictures');
  env.reset(seed);
  env.advance();
  const frames: Frame[] = [{ scene: env.render(0), step: 0, return: 0 }];
  while (env.lengths[0] < longest) {
    policy.act(env, env.action);
    env.step();
    frames.push({ scene: env.render(0), step: env.lengths[0], return: env.returns[0] });
    if (env.terminated[0] === 1 || env.truncated[0] === 1) break;
    env.advance();
  }
  const over = env.terminated[0] === 1 || env.truncated[0] === 1;
  return { frames, return: env.returns[0], length: env.lengths[0], outcome: over ? outcomeOf(env, 0) : UNFINISHED };
}
