import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveExperiment, type Experiment } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { readCsv } from '../../runners/results/csv.ts';
import { finalSummaryOf, scoresOf } from '../../runners/results/finals.ts';
import { evaluationColumns, finalColumns, finalSummaryColumns, scoreColumns, type FinalRow } from '../../runners/results/rows.ts';
import { bytesOf, sha256, stopsAfter, testFolder } from './folders.ts';

const at = testFolder();
const experiment = (evaluation: object): Experiment => resolveExperiment({
  name: 'both', environments: ['CartPole-v1'], agents: [{ name: 'a2c', rows: 4 }, 'random'], seeds: [0, 3], steps: 4000,
  evaluation: { every: 1000, episodes: 3, finalEpisodes: 5, ...evaluation },
});
const BOTH = experiment({ final: 'both' }), GREEDY = experiment({}), DRAWN = experiment({ stochastic: true });
const text = (...names: string[]) => readFileSync(at(...names), 'utf8');

beforeAll(async () => {
  for (const [name, one] of Object.entries({ both: BOTH, greedy: GREEDY, drawn: DRAWN })) await runExperiment(one, { out: at(name) });
});

describe('evaluation.final: both', () => {
  test('adds three files, hashed in the manifest, and changes no byte of the others', () => {
    const names = ['final-episodes.csv', 'final-scores.csv', 'final-summary.csv'];
    for (const name of ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv']) expect([name, sha256(at('both', name))]).toEqual([name, sha256(at('greedy', name))]);
    for (const name of names) expect([existsSync(at('both', name)), existsSync(at('greedy', name))]).toEqual([true, false]);
    const manifest = JSON.parse(text('both', 'manifest.json')) as { sha256: Record<string, string> };
    expect(Object.keys(manifest.sha256).sort()).toEqual(['curves.csv', 'episodes.csv', 'evaluations.csv', ...names, 'summary.csv']);
    for (const [name, hash] of Object.entries(manifest.sha256)) expect(hash).toBe(sha256(at('both', name)));
  });

  test('its episodes are those of a run that is evaluated greedily and of one that is evaluated with drawn actions', () => {
    const finals = readCsv<FinalRow>(finalColumns, text('both', 'final-episodes.csv'));
    const last = (name: string) => readCsv(evaluationColumns, text(name, 'evaluations.csv')).filter(({ step }) => step === 4000);
    const only = (policy: string) => finals.filter((row) => row.policy === policy).map(({ policy, ...row }) => { void policy; return row; });
    expect(only('greedy')).toEqual(last('greedy'));
    expect(only('stochastic')).toEqual(last('drawn'));
    expect(only('greedy')).not.toEqual(last('drawn'));                        // they do differ: A2C's greedy action is not the drawn one
  });

  test('is the other way round where the rest is evaluated with drawn actions, and the same file', async () => {
    await runExperiment(experiment({ final: 'both', stochastic: true }), { out: at('other') });
    expect(sha256(at('other', 'final-episodes.csv'))).toBe(sha256(at('both', 'final-episodes.csv')));
    expect(sha256(at('other', 'evaluations.csv'))).toBe(sha256(at('drawn', 'evaluations.csv')));
  });

  test('comes to the same bytes after an interruption', async () => {
    for (let k = 3; (await runExperiment(BOTH, { out: at('parts') }, stopsAfter(k))).end === 'stopped'; k = 3);
    expect(bytesOf(at('parts'))).toEqual(bytesOf(at('both')));
  });

  test('what it comes to is in the files and in what runExperiment returns', async () => {
    const { finals } = await runExperiment(BOTH, { out: at('again') });
    expect(readCsv(finalSummaryColumns, text('again', 'final-summary.csv'))).toEqual(finals);
    expect(readCsv(scoreColumns, text('again', 'final-scores.csv'))).toHaveLength(2 * 2 * 2);
    expect(finals!.map(({ agent, policy, runs, episodes }) => [agent, policy, runs, episodes])).toEqual([
      ['a2c', 'greedy', 2, 10], ['a2c', 'stochastic', 2, 10], ['random', 'greedy', 2, 10], ['random', 'stochastic', 2, 10],
    ]);
    expect(text('again', 'report.html')).toContain('a2c, stochastic');
    expect((await runExperiment(GREEDY, { out: at('none') })).finals).toBeUndefined();
  });
});

describe('its statistics', () => {
  const row = (seed: number, policy: 'greedy' | 'stochastic', value: number, episode = 0): FinalRow => (
    { env: 'CartPole-v1', agent: 'a', seed, policy, step: 9, episode, return: value, length: value, terminated: true, truncated: false, outcome: 'fell' }
  );

  test('are, of each run, over its episodes', () => {
    // 400 and 500: mean 450, sample deviation sqrt(2 * 50^2 / 1) = 70.71
    const [one] = scoresOf([row(0, 'greedy', 500, 0), row(0, 'greedy', 400, 1)]);
    expect(one).toEqual({ env: 'CartPole-v1', agent: 'a', seed: 0, policy: 'greedy', step: 9, episodes: 2, mean: 450, std: Math.sqrt(5000), min: 400, max: 500, meanLength: 450 });
  });

  test('count the runs whose mean is at the threshold, which CartPole-v1 has at 475, or above', () => {
    // runs 0 and 1 have 500 and 475; run 2 has (500 + 449) / 2 = 474.5: its best episode is not its mean
    const greedy = [row(0, 'greedy', 500), row(1, 'greedy', 475), row(2, 'greedy', 500), row(2, 'greedy', 449, 1)];
    const drawn = [0, 1, 2].map((seed) => row(seed, 'stochastic', 20));
    const [a, b] = finalSummaryOf(GREEDY, [...greedy, ...drawn]);
    expect([a.policy, a.threshold, a.reached, a.runs]).toEqual(['greedy', 475, 2, 3]);
    expect([b.policy, b.threshold, b.reached, b.runs]).toEqual(['stochastic', 475, 0, 3]);
  });

  test('know no threshold where there is none, or where the environment is another', () => {
    const changed = resolveExperiment({ name: 'x', environments: [{ id: 'CartPole-v1', options: { suttonBartoReward: true } }], agents: ['random'], seeds: 0, steps: 1 });
    const [one] = finalSummaryOf(changed, [row(0, 'greedy', 500), row(0, 'stochastic', 500)]);
    expect([one.threshold, one.reached]).toEqual([NaN, NaN]);
  });
});

test('anything else than both is refused', () => {
  expect(() => experiment({ final: 'greedy' })).toThrow(/evaluation\.final cannot be "greedy": it is "both", or left out/);
});
