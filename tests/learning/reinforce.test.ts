import { DynamicsVectorEnv, type VectorEnv } from 'gymnasium-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import { shortCorridor } from '../../envs/textbook/short-corridor.ts';
import { train } from '../../runners/train.ts';
import {
  AddsTheBaseline, AveragesOverTheSteps, ForgetsLateSteps, LearnsFromTheNextReward, LearnsFromTheWholeReturn, MovesAtTheEnd, type PlainOptions,
} from '../agents/policy-gradient/plain-reinforce.ts';

/*
 * REINFORCE on the short corridor (figures 13.1 and 13.2), against ShangtongZhang/reinforcement-learning-an-introduction, whose corridor pays 0 rather than
 * -1 on the last step: its returns are one higher. The best policy is worth -11.66.
 *
 * Without a baseline some trials run into a policy that nearly always goes right, and stay there: returns about -45, where all others lie within -10 to -15.
 * Their number is judged apart, and the mean is taken without the lowest and the highest tenth.
 */

const TRIALS = 500, EPISODES = 1000, LATE = 200, STUCK = -20;
const LEFT_AT_FIRST = [1.47, -1.47] as const;                       // p(right) = 0.05; the book's theta = (-1.47, 1.47) with x(right) = (1, 0)

type Create = (env: VectorEnv, seed: number) => Agent;
const listed = (options: Record<string, unknown>): Create => (env, seed) => createAgent('reinforce', env, {
  rows: 1, budget: Infinity, stream: streamsOf(seed),
  options: { policy: 'softmax', gamma: 1, gammaPower: true, minProbability: 0.05, initialPreferences: [...LEFT_AT_FIRST], baseline: false, ...options },
});
type Kind = new (world: VectorEnv, options: PlainOptions) => Agent;
const plain = (Kind: Kind, options: PlainOptions): Create => (env, seed) => new Kind(env, { least: 0.05, theta: LEFT_AT_FIRST, stream: streamsOf(seed), ...options });

/** Mean returns of the first 100 and of the last 200 episodes of a trial. */
function trial(create: Create, seed: number): { early: number; late: number } {
  const env = new DynamicsVectorEnv(shortCorridor());
  let episodes = 0, early = 0, late = 0;
  env.reset(seed);
  for (const event of train(create(env, seed), env, { steps: Infinity, reportEvery: Infinity, tickEvery: Infinity })) {
    if (event.kind !== 'episode') continue;
    if (episodes < 100) early += event.return / 100;
    if (episodes >= EPISODES - LATE) late += event.return / LATE;
    if (++episodes === EPISODES) break;
  }
  return { early, late };
}

interface Score { readonly mean: number; readonly error: number }
function score(runs: readonly number[]): Score {
  const mean = runs.reduce((sum, x) => sum + x, 0) / runs.length;
  return { mean, error: Math.sqrt(runs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs.length - 1) / runs.length) };
}
const agrees = (ours: Score, theirs: Score) => Math.abs(ours.mean - theirs.mean) <= 2 * Math.hypot(ours.error, theirs.error);

interface Result { readonly trimmed: number; readonly stuck: number; readonly early: Score; readonly late: Score }
function result(create: Create, trials: number): Result {
  const runs = Array.from({ length: trials }, (_, seed) => trial(create, seed)), late = runs.map((run) => run.late).toSorted((a, b) => a - b);
  return {
    trimmed: score(late.slice(trials / 10, trials - trials / 10)).mean, stuck: late.filter((x) => x < STUCK).length / trials,
    early: score(runs.map((run) => run.early)), late: score(late),
  };
}

const small = { alpha: 2e-4 }, large = { alpha: 2e-3 }, both = { alpha: 2e-3, alphaW: 2e-2 };
const results = new Map<string, Result>();
const learners: Record<string, { create: Create; trials?: number }> = {
  'reinforce, 2e-4': { create: listed({ learningRate: 2e-4 }) },
  'reinforce, 2e-3': { create: listed({ learningRate: 2e-3 }) },
  'reinforce with baseline': { create: listed({ learningRate: 2e-3, baseline: true, baselineLearningRate: 2e-2 }) },
  '2e-4, learns from the whole return': { create: plain(LearnsFromTheWholeReturn, small) },
  '2e-4, learns from the next reward': { create: plain(LearnsFromTheNextReward, small), trials: 50 },
  '2e-4, averages over the steps': { create: plain(AveragesOverTheSteps, small), trials: 50 },
  '2e-4, forgets late steps': { create: plain(ForgetsLateSteps, small), trials: 100 },
  '2e-3, moves at the end': { create: plain(MovesAtTheEnd, large), trials: 100 },
  'baseline, learns from the whole return': { create: plain(LearnsFromTheWholeReturn, both), trials: 200 },
  'baseline, is added': { create: plain(AddsTheBaseline, both), trials: 50 },
};

beforeAll(() => {
  for (const [name, { create, trials = TRIALS }] of Object.entries(learners)) results.set(name, result(create, trials));
  const cell = ({ mean, error }: Score) => `${mean.toFixed(2)} +- ${error.toFixed(2)}`;
  const lines = [...results].map(([name, { trimmed, stuck, early, late }]) => (
    `  ${name.padEnd(40)} ${trimmed.toFixed(2)}   ${(100 * stuck).toFixed(1).padStart(5)} %   ${cell(early)}   ${cell(late)}`));
  console.log(['short corridor: trimmed mean of episodes 801-1000, trials stuck; means of episodes 1-100 and 801-1000', ...lines].join('\n'));
}, 300_000);

const passes = (name: string, wanted: number) => Math.abs(results.get(name)!.trimmed - wanted) <= 0.3 && results.get(name)!.stuck <= 0.03;
const rejected = (of: string) => Object.keys(learners).filter((name) => name.startsWith(`${of}, `));

describe('alpha 2e-4: -11.85 +- 0.3, at most 3 % stuck', () => {
  test('REINFORCE', () => expect(passes('reinforce, 2e-4', -11.85)).toBe(true));
  test('and its first 100 episodes: -39.8 +- 0.6', () => expect(agrees(results.get('reinforce, 2e-4')!.early, { mean: -39.83, error: 0.60 })).toBe(true));
  test.each(rejected('2e-4'))('the gate rejects: %s', (name) => expect(passes(name, -11.85)).toBe(false));
});

describe('with a learned baseline, alphas 2e-3 and 2e-2: -11.97 +- 0.3, at most 3 % stuck', () => {
  test('REINFORCE', () => expect(passes('reinforce with baseline', -11.97)).toBe(true));
  test('and its first 100 episodes: -20.4 +- 0.3', () => expect(agrees(results.get('reinforce with baseline')!.early, { mean: -20.41, error: 0.32 })).toBe(true));
  test.each(rejected('baseline'))('the gate rejects: %s', (name) => expect(passes(name, -11.97)).toBe(false));
});

describe('alpha 2e-3, where about half of the trials are stuck: means -31.9 +- 1.7 and -26.1 +- 1.7', () => {
  const like = (name: string) => agrees(results.get(name)!.early, { mean: -31.89, error: 1.72 }) && agrees(results.get(name)!.late, { mean: -26.07, error: 1.73 });
  test('REINFORCE, which moves at every step of an episode that it goes through', () => expect(like('reinforce, 2e-3')).toBe(true));
  test.each(rejected('2e-3'))('the gate rejects: %s', (name) => expect(like(name)).toBe(false));
});
