import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agentSpec, streamsOf, type Agent } from '../../agents/index.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { parseExperiment, resolveExperiment, rowsFor, runsOf, type RunSpec } from '../../runners/experiment/experiment.ts';
import { train } from '../../runners/train.ts';
import { mixesUpIndividuals } from './mixed-up.ts';

/*
 * Do populations learn to drive by wheel and pedals, in streets that they never saw? The drivers of experiments/street-evolution.yaml with a fifth of
 * its steps, whose schedules are quicker then; bench/results/street-evolution has the whole.
 */
const FILE = 'experiments/street-evolution.yaml', STEPS = 40_000_000, EPISODES = 500;
const drivers = runsOf(resolveExperiment(parseExperiment(readFileSync(FILE, 'utf8'), FILE), FILE)).filter(({ seed }) => seed === 0);

/** Who follows the road and never brakes for anybody. */
const BLIND = { arrived: 0.7, collision: 0.3 };

/** Of so many episodes of the champion, which share arrived, and which ran into somebody. */
function driven({ environment, agent: { name, rows, options }, seed }: RunSpec, as: (agent: Agent) => Agent, steps: number) {
  const env = rowsFor(environment, { rows, role: 'training' });
  const agent = as(agentSpec(name).create(env, { rows, budget: STEPS, stream: streamsOf(seed), options }));
  env.reset(seed);
  for (const _ of train(agent, env, { steps, reportEvery: steps, tickEvery: steps }));
  const played = evaluate(agent.policy({ rows: 50 }), rowsFor(environment, { rows: 50, role: 'final' }), { episodes: EPISODES, seed });
  const share = (outcome: string) => played.filter((episode) => episode.outcome === outcome).length / EPISODES;
  console.log(`${name}: ${(100 * share('arrived')).toFixed(1)} % arrive, ${(100 * share('collision')).toFixed(1)} % run into somebody`);
  return { arrived: share('arrived'), collision: share('collision') };
}

describe.each(drivers.map((spec) => [spec.agent.name, spec] as const))('%s', (_, spec) => {
  test('learns to drive through streets that it never saw, and to brake', () => {
    const { arrived, collision } = driven(spec, (agent) => agent, STEPS);
    expect(arrived).toBeGreaterThan(BLIND.arrived + 0.1);
    expect(collision).toBeLessThan(BLIND.collision - 0.1);
  });

  test('does not where each individual is as fit as its neighbour', () => {
    expect(driven(spec, mixesUpIndividuals, STEPS / 8).arrived).toBeLessThan(0.1);
  });
});
