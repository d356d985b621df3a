import type { Policy } from '../agents/index.ts';
import type { VectorEnv } from 'gymnasium-js';
import { outcomeOf } from './train.ts';

/** Nobody watches longer than this where an environment has no time limit: a policy that walks in circles would never end. */
export const LONGEST_EPISODE = 10_000;

/** How long to watch: up to the time limit, where there is one. */
export const longestIn = ({ maxEpisodeSteps = Infinity }: { readonly maxEpisodeSteps?: number }): number => (
  Number.isFinite(maxEpisodeSteps) ? maxEpisodeSteps : LONGEST_EPISODE
);

/** The outcome of an episode that was cut there. */
export const UNFINISHED = 'unfinished';

/** Episodes played side by side. */
export const EVALUATION_ROWS = 64;

export interface PlayedEpisode {
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly outcome: string;
}

export interface EvaluateOptions {
  readonly episodes: number;
  /** Of the environment. */
  readonly seed: number;
  /** Steps after which an episode is cut. */
  readonly longest?: number;
}

/**
 * Plays a policy for a number of episodes and returns them in order. Episode e is played by row e mod rows, so that each row has its share
 * from the start and quick episodes are not counted more often than slow ones. Episodes past `longest` steps are cut as truncated.
 */
export function evaluate(policy: Policy, env: VectorEnv, { episodes, seed, longest = LONGEST_EPISODE }: EvaluateOptions): PlayedEpisode[] {
  const { rows } = env, played: PlayedEpisode[] = new Array(episodes);
  const upNext = Array.from({ length: rows }, (_, row) => row);
  env.reset(seed);
  for (let row = episodes; row < rows; row++) env.rest(row);
  for (let left = Math.min(episodes, rows); left > 0;) {
    env.advance();
    policy.act(env, env.action);
    env.step();
    for (let row = 0; row < rows; row++) {
      if (env.playing[row] === 0) continue;
      const terminated = env.terminated[row] === 1, truncated = env.truncated[row] === 1 || (!terminated && env.lengths[row] >= longest);
      if (!terminated && !truncated) continue;
      const outcome = terminated || env.truncated[row] === 1 ? outcomeOf(env, row) : UNFINISHED;
      played[upNext[row]] = { return: env.returns[row], length: env.lengths[row], terminated, truncated, outcome };
      upNext[row] += rows;
      if (upNext[row] < episodes) env.begin(row);
      else { env.rest(row); left--; }
    }
  }
  return played;
}
