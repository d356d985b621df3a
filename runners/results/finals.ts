import { isDeepStrictEqual } from 'node:util';
import { spec } from 'gymnasium-js';
import type { EnvironmentChoice, Experiment } from '../experiment/experiment.ts';
import { scoreOf, summaryOf } from './curves.ts';
import type { FinalRow, FinalSummaryRow, PolicyName, ScoreRow, SummaryRow } from './rows.ts';

/** How actions are chosen in the last evaluation, where it is played both ways. */
export const POLICIES: readonly PolicyName[] = ['greedy', 'stochastic'];

/** One row for each run and way to choose actions, in the order of the episodes. */
export function scoresOf(finals: readonly FinalRow[]): ScoreRow[] {
  const runs = new Map<string, FinalRow[]>();
  for (const row of finals) {
    const key = JSON.stringify([row.env, row.agent, row.seed, row.policy]), run = runs.get(key);
    if (run) run.push(row); else runs.set(key, [row]);
  }
  return [...runs.values()].map((episodes) => {
    const [{ env, agent, seed, policy, step }] = episodes;
    return { env, agent, seed, policy, step, episodes: episodes.length, ...scoreOf(episodes) };
  });
}

/** For each environment and agent, both ways one after the other. */
export function finalSummaryOf(experiment: Experiment, finals: readonly FinalRow[]): FinalSummaryRow[] {
  const scores = scoresOf(finals);
  const each = POLICIES.map((policy) => ({ policy, summary: summaryOf(finals.filter((row) => row.policy === policy)) }));
  return each[0].summary.flatMap((_, i) => each.map(({ policy, summary }) => {
    const { env, agent, ...rest } = summary[i], threshold = thresholdOf(experiment.environments.find(({ label }) => label === env)!);
    const reached = scores.filter((score) => score.env === env && score.agent === agent && score.policy === policy && score.mean >= threshold).length;
    return { env, agent, policy, ...rest, threshold, reached: Number.isNaN(threshold) ? NaN : reached };
  }));
}

/** The mean return that counts as solved; NaN where there is none, or where the environment is not as it was set for. */
function thresholdOf({ id, options }: EnvironmentChoice): number {
  const { rewardThreshold = NaN, options: known = {} } = spec(id);
  return Object.entries(options).every(([name, value]) => isDeepStrictEqual(value, known[name]?.default)) ? rewardThreshold : NaN;
}

/** For tables that tell agents apart by their names. */
export const asSummary = (finals: readonly FinalSummaryRow[]): SummaryRow[] => (
  finals.map(({ policy, threshold: _, reached: __, ...row }) => ({ ...row, agent: `${row.agent}, ${policy}` }))
);
