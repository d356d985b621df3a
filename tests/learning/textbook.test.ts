import { DynamicsVectorEnv, type Dynamics, type VectorEnv } from 'gymnasium-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import { maximizationBias } from '../../envs/textbook/maximization-bias.ts';
import { windyGridworld } from '../../envs/textbook/windy-gridworld.ts';
import { train } from '../../runners/train.ts';
import { ExploresAmongTheOthers, RedrawsItsNextAction } from '../agents/wrong.ts';

/*
 * Learning results of the book's small worlds, against ShangtongZhang/reinforcement-learning-an-introduction (mean +- standard error
 * over its runs). Ours come from more seeds; the errors of both count.
 */

type Create = (env: VectorEnv, seed: number) => Agent;
const listed = (name: string, options: Record<string, unknown>): Create => (env, seed) => createAgent(name, env, { rows: 1, budget: Infinity, stream: streamsOf(seed), options });
const quiet = { reportEvery: Infinity, tickEvery: Infinity };

interface Score { readonly mean: number; readonly error: number }
function score(runs: readonly number[]): Score {
  const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
  return { mean, error: Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs.length - 1) / runs.length) };
}
/** Whether two means are the same, for all that their errors tell. */
const agrees = (ours: Score, theirs: Score) => Math.abs(ours.mean - theirs.mean) <= 2 * Math.hypot(ours.error, theirs.error);
const cell = ({ mean, error }: Score, digits: number) => `${mean.toFixed(digits)} +- ${error.toFixed(digits)}`;

describe('windy gridworld, episodes finished by step 8000: epsilon 0.1, alpha 0.5 (example 6.5)', () => {
  const SEEDS = 1000, STEPS = 8000;
  const book: Score = { mean: 158.16, error: 1.37 };              // of 50 runs
  const options = { learningRate: 0.5, gamma: 1, epsilon: 0.1 }, plain = { alpha: 0.5, gamma: 1, epsilon: 0.1 };

  const learners: Record<string, { create: Create; world?: Dynamics }> = {
    'sarsa': { create: listed('sarsa', options) },
    'q-learning': { create: listed('q-learning', options) },
    'redraws its next action': { create: (env, seed) => new RedrawsItsNextAction(env, { ...plain, stream: streamsOf(seed) }) },
    'explores among the others': { create: (env, seed) => new ExploresAmongTheOthers(env, { ...plain, stream: streamsOf(seed) }) },
    'sarsa in a stochastic wind': { create: listed('sarsa', options), world: windyGridworld({ stochasticWind: true }) },
  };
  const scores = new Map<string, Score>();

  function finished(create: Create, world: Dynamics, seed: number): number {
    const env = new DynamicsVectorEnv(world);
    env.reset(seed);
    for (const _ of train(create(env, seed), env, { steps: STEPS, ...quiet }));
    return env.episodes;
  }

  beforeAll(() => {
    for (const [name, { create, world = windyGridworld() }] of Object.entries(learners)) scores.set(name, score(Array.from({ length: SEEDS }, (_, seed) => finished(create, world, seed))));
    console.log(['windy gridworld, episodes by step 8000', ...[...scores].map(([name, s]) => `  ${name.padEnd(28)} ${cell(s, 2)}`)].join('\n'));
  }, 300_000);

  test('SARSA: 158.2 +- 1.4', () => expect(agrees(scores.get('sarsa')!, book)).toBe(true));

  test.each(Object.keys(learners).slice(1))('the gate rejects: %s', (name) => expect(agrees(scores.get(name)!, book)).toBe(false));
});

describe('maximization bias, share of episodes that go left: epsilon 0.1, alpha 0.1 (example 6.7)', () => {
  const SEEDS = 4000, EPISODES = 300, AT = [10, 50, 100, 300];
  const book: Score[] = [{ mean: 0.859, error: 0.0110 }, { mean: 0.809, error: 0.0124 }, { mean: 0.464, error: 0.0158 }, { mean: 0.113, error: 0.0100 }];      // of 1,000 runs

  const learner = listed('q-learning', { learningRate: 0.1, gamma: 1, epsilon: 0.1 });
  /** All ten actions are there in A too, and all but one go right. */
  const unmasked = (): Dynamics => { const { mask: _, ...rules } = maximizationBias(); return rules; };
  const worlds: Record<string, Dynamics> = {
    'q-learning': maximizationBias(),
    'without the mask': unmasked(),
    'rewards without noise': maximizationBias({ deviation: 0 }),
    'five actions in B': maximizationBias({ actions: 5 }),
    'sarsa': maximizationBias(),
  };
  const scores = new Map<string, Score[]>();

  function lefts(create: Create, world: Dynamics, seed: number): boolean[] {
    const env = new DynamicsVectorEnv(world), went: boolean[] = [];
    env.reset(seed);
    for (const event of train(create(env, seed), env, { steps: Infinity, ...quiet })) {
      if (event.kind === 'episode' && went.push(event.outcome === 'left') === EPISODES) break;
    }
    return went;
  }

  beforeAll(() => {
    for (const [name, world] of Object.entries(worlds)) {
      const create = name === 'sarsa' ? listed('sarsa', { learningRate: 0.1, gamma: 1, epsilon: 0.1 }) : learner;
      const runs = Array.from({ length: SEEDS }, (_, seed) => lefts(create, world, seed));
      scores.set(name, AT.map((episode) => score(runs.map((went) => (went[episode - 1] ? 1 : 0)))));
    }
    console.log(['maximization bias, share that went left in episodes 10, 50, 100, 300', ...[...scores].map(([name, s]) => `  ${name.padEnd(28)} ${s.map((x) => cell(x, 3)).join('   ')}`)].join('\n'));
  }, 300_000);

  test.each(AT.map((episode, i) => [episode, book[i].mean, i] as const))('Q-learning in episode %d: %d', (_episode, _mean, i) => {
    expect(agrees(scores.get('q-learning')![i], book[i])).toBe(true);
  });

  test.each(Object.keys(worlds).slice(1))('the gate rejects: %s', (name) => {
    expect(AT.every((_, i) => agrees(scores.get(name)![i], book[i]))).toBe(false);
  });
});
