import { makeRows, type VectorEnv } from 'gymnasium-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import { train } from '../../runners/train.ts';
import { ExploresAmongTheOthers, RedrawsItsNextAction } from '../agents/wrong.ts';

/*
 * Cliff walking as in the book: epsilon 0.1, alpha 0.5, gamma 1, ties broken at random. Sutton & Barto (2018), example 6.6; the mean return
 * per episode over episodes 101 to 500, as in ShangtongZhang/reinforcement-learning-an-introduction: Q-learning -49.9 +- 0.5 and
 * SARSA -28.4 +- 0.6 (mean +- standard error of 50 runs).
 */
const EPISODES = 500, SKIPPED = 100;
const options = { learningRate: 0.5, gamma: 1, epsilon: 0.1 };
const plain = { alpha: 0.5, gamma: 1, epsilon: 0.1 };

type Create = (env: VectorEnv, seed: number) => Agent;
const listed = (name: string): Create => (env, seed) => createAgent(name, env, { rows: 1, budget: Infinity, stream: streamsOf(seed), options });

/** Who learns, and from how many seeds: the two SARSAs differ by half a unit, so they are told apart with more. */
const learners: Record<string, { seeds: number; create: Create }> = {
  'q-learning': { seeds: 1000, create: listed('q-learning') },
  'explores among the others': { seeds: 1000, create: (env, seed) => new ExploresAmongTheOthers(env, { ...plain, stream: streamsOf(seed) }) },
  'sarsa': { seeds: 4000, create: listed('sarsa') },
  'redraws its next action': { seeds: 4000, create: (env, seed) => new RedrawsItsNextAction(env, { ...plain, stream: streamsOf(seed) }) },
};

/** The mean return of a run's episodes 101 to 500. */
function meanReturn(create: Create, seed: number): number {
  const env = makeRows('CliffWalking-v1');
  env.reset(seed);
  let sum = 0;
  for (const event of train(create(env, seed), env, { steps: Infinity, reportEvery: Infinity, tickEvery: Infinity })) {
    if (event.kind !== 'episode') continue;
    if (env.episodes > SKIPPED) sum += event.return;
    if (env.episodes === EPISODES) break;
  }
  return sum / (EPISODES - SKIPPED);
}

interface Score { readonly mean: number; readonly error: number }
function score(runs: readonly number[]): Score {
  const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
  return { mean, error: Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs.length - 1) / runs.length) };
}

const runs = new Map<string, number[]>();
const scores = (name: string) => [score(runs.get(name)!.slice(0, 1000)), score(runs.get(name)!)];
const isQLearning = ({ mean }: Score) => Math.abs(mean - -49.9) <= 0.5;
const isSarsa = ({ mean }: Score) => Math.abs(mean - -28.0) <= 0.6;

beforeAll(() => {
  for (const [name, { seeds, create }] of Object.entries(learners)) runs.set(name, Array.from({ length: seeds }, (_, seed) => meanReturn(create, seed)));
  const cell = ({ mean, error }: Score) => `${mean.toFixed(2).padStart(7)} +- ${error.toFixed(2)}`;
  console.log([
    `cliff walking, mean return of episodes ${SKIPPED + 1} to ${EPISODES}`,
    `  ${''.padEnd(26)} ${'1,000 seeds'.padEnd(16)} all`,
    ...Object.keys(learners).map((name) => `  ${name.padEnd(26)} ${scores(name).map(cell).join('  ')} of ${runs.get(name)!.length}`),
  ].join('\n'));
}, 600_000);

describe('cliff walking as in the book', () => {
  test('Q-learning: -49.9 +- 0.5', () => expect(scores('q-learning').map(isQLearning)).toEqual([true, true]));

  test('SARSA: -28.0 +- 0.6', () => expect(scores('sarsa').map(isSarsa)).toEqual([true, true]));

  test('a Q-learning that explores among the other actions alone is no Q-learning', () => {
    // It errs with probability 0.1, where epsilon-greedy errs with 0.1 * 3/4, and falls the more often.
    expect(scores('explores among the others').map(isQLearning)).toEqual([false, false]);
  });

  test('a SARSA whose target\'s A\' is not the action it then plays is no SARSA: about -27', () => {
    expect(scores('redraws its next action').map(isSarsa)).toEqual([false, false]);
    const [right, wrong] = [scores('sarsa')[1], scores('redraws its next action')[1]];
    expect(wrong.mean - right.mean).toBeGreaterThan(4 * Math.hypot(right.error, wrong.error));
  });

  test('and each of the two algorithms fails the gate of the other', () => {
    expect(scores('q-learning').some(isSarsa)).toBe(false);
    expect(scores('sarsa').some(isQLearning)).toBe(false);
  });
});
