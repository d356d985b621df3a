import { makeRows } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agentSpec, streamsOf, type Agent } from '../../agents/index.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { train } from '../../runners/train.ts';
import { mixesUpIndividuals } from './mixed-up.ts';

/*
 * Do populations solve CartPole-v1? Gymnasium calls it solved at a mean return of 475. Ten seeds each; the champion plays 100 episodes on seeds
 * of their own. Linear policies do it as well: as in augmented random search, Mania et al. (2018), "Simple random search provides a
 * competitive approach to reinforcement learning".
 */
const SEEDS = Array.from({ length: 10 }, (_, i) => 100 + i), SOLVED = 475;   // settings were chosen on other seeds

interface Case { readonly agent: string; readonly about: string; readonly rows: number; readonly steps: number; readonly options: Record<string, unknown> }

const CASES: Case[] = [
  { agent: 'openai-es', about: 'a network of 16', rows: 32, steps: 300_000, options: { sigma: 0.3, learningRate: 0.5 } },
  { agent: 'openai-es', about: 'a linear policy', rows: 16, steps: 300_000, options: { netArch: [], sigma: 0.3, learningRate: 0.5 } },
  { agent: 'cma-es', about: 'a linear policy', rows: 10, steps: 150_000, options: {} },
  { agent: 'genetic', about: 'a network of 16', rows: 64, steps: 300_000, options: {} },
  { agent: 'neat', about: 'networks that grow', rows: 150, steps: 300_000, options: {} },
];

/** Mean return of the champion after so many steps. */
function evolved({ agent: name, rows, steps, options }: Case, seed: number, as: (agent: Agent) => Agent = (agent) => agent): number {
  const env = makeRows('CartPole-v1', { rows }), spec = agentSpec(name);
  const agent = as(spec.create(env, { rows, budget: steps, stream: streamsOf(seed), options: agentOptions(spec, options) }));
  env.reset(seed);
  for (const _ of train(agent, env, { steps, reportEvery: steps, tickEvery: steps }));
  const episodes = evaluate(agent.policy({ rows: 50 }), makeRows('CartPole-v1', { rows: 50, role: 'final' }), { episodes: 100, seed });
  return episodes.reduce((sum, episode) => sum + episode.return, 0) / episodes.length;
}

function solved(one: Case, as?: (agent: Agent) => Agent): number {
  const scores = SEEDS.map((seed) => evolved(one, seed, as));
  console.log(`${one.agent}, ${one.about}${as ? ', mixed up' : ''}: ${scores.map((x) => x.toFixed(0)).join(' ')}`);
  return scores.filter((score) => score >= SOLVED).length;
}

describe.each(CASES)('$agent with $about', (one) => {
  test(`solves CartPole-v1 within ${one.steps} steps, on nine of ten seeds at least`, () => {
    expect(solved(one)).toBeGreaterThanOrEqual(9);
  });

  test('does not where each individual is as fit as its neighbour', () => {
    expect(solved(one, mixesUpIndividuals)).toBeLessThanOrEqual(6);
  });
});
