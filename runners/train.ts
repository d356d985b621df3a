import type { Agent } from '../agents/index.ts';
import type { VectorEnv } from 'gymnasium-js';

export type TrainingEvent =
  | {
    readonly kind: 'episode'; readonly row: number; readonly step: number; readonly return: number; readonly length: number;
    readonly terminated: boolean; readonly truncated: boolean; readonly outcome: string;
  }
  | { readonly kind: 'report'; readonly step: number; readonly metrics: Readonly<Record<string, number>> }
  | { readonly kind: 'tick'; readonly step: number };

export interface TrainOptions {
  /** The budget: training ends at the first step of all playing rows that reaches it. */
  readonly steps: number;
  /** Steps between reports of the agent's metrics; of one that learns by generations, each is followed by a report instead. */
  readonly reportEvery?: number;
  /** Steps between ticks. */
  readonly tickEvery?: number;
}

/**
 * Trains an agent in an environment that was reset, and yields what happens: the end of each episode (those of one step by row), the agent's
 * metrics now and then, and ticks. A tick is the last event of its step and the place to evaluate, to save and to stop. It ends when the budget is
 * spent, or when the agent has finished.
 *
 * It remembers nothing: agent and environment are the whole run, so that it may be left at any tick and taken up again, in
 * another process too. Throws if no row plays, since then nothing would ever happen again.
 */
export function* train(
  agent: Agent, env: VectorEnv, { steps, reportEvery = 1000, tickEvery = 2000 }: TrainOptions,
): Generator<TrainingEvent, void, void> {
  for (const [name, every] of Object.entries({ steps, reportEvery, tickEvery })) {
    if (!(every >= (name === 'steps' ? 0 : 1))) throw new RangeError(`${name} of train is a number of steps, and got ${every}`);
  }
  if (env.steps === 0) agent.start?.(env);
  let nextReport = after(env.steps, reportEvery), nextTick = after(env.steps, tickEvery), { episodes } = env, { generation } = agent;
  while (env.steps < steps && agent.finished === undefined) {
    env.advance();                              // S <- S', or a fresh S0; carries out rest, wake and begin
    agent.act(env, env.action);                 // A
    if (env.step() === 0) throw new Error(nobodyPlays(env));     // R, S'
    agent.learn(env, env);
    if (env.episodes !== episodes) {
      episodes = env.episodes;
      for (let i = 0; i < env.rows; i++) if (env.playing[i] === 1 && (env.terminated[i] === 1 || env.truncated[i] === 1)) yield episodeOf(env, i);
    }
    const step = env.steps, told = agent.generation;
    if (told === undefined ? step >= nextReport : told !== generation) {
      nextReport = after(step, reportEvery);
      generation = told;
      yield { kind: 'report', step, metrics: { ...agent.metrics } };
    }
    if (step >= nextTick || agent.finished !== undefined) {
      nextTick = after(step, tickEvery);
      yield { kind: 'tick', step };
    }
  }
}

const nobodyPlays = ({ steps }: VectorEnv) => (
  steps === 0
    ? 'no row plays: call env.reset(seed) before train; or if you did, the agent put every row to sleep in its start'
    : 'every row rests: the agent put all of them to sleep, and its learn must wake or begin one'
);

/** The first multiple of `every` past `step`. */
export const after = (step: number, every: number) => (Math.floor(step / every) + 1) * every;

function episodeOf(env: VectorEnv, row: number): TrainingEvent {
  return {
    kind: 'episode', row, step: env.steps, return: env.returns[row], length: env.lengths[row],
    terminated: env.terminated[row] === 1, truncated: env.truncated[row] === 1, outcome: outcomeOf(env, row),
  };
}

/** How the episode of a row ended, in a word or two. */
export const outcomeOf = (env: VectorEnv, row: number): string => env.outcome?.(row) ?? (env.terminated[row] === 1 ? 'terminated' : 'time limit');
