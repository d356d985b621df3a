import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { agentSpec } from '../../agents/index.ts';
import type { Backend } from '../../nets/index.ts';
import { exposure, svg } from 'gymnasium-js';
import { loadBackend } from '../backends/load-backend.ts';
import { drive, type Drive } from '../drive.ts';
import { rowsFor, runsOf, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { runExperiment } from '../experiment/run-experiment.ts';
import { networkNames } from '../names.ts';
import { readCsv } from '../results/csv.ts';
import { asSummary } from '../results/finals.ts';
import type { Picture } from '../results/publish.ts';
import type { ResultsFolder } from '../results/results-folder.ts';
import { evaluationColumns, type EvaluationRow, type SummaryRow } from '../results/rows.ts';
import { summaryTable } from '../results/table.ts';
import { chosenRuns, trainedAgent } from '../results/trained.ts';
import { inThreads } from '../threads/threaded-course.ts';
import { onInterrupt } from './interrupt.ts';
import { progressOn } from './progress.ts';
import { colors, picture, say } from './terminal.ts';

/** Runs an experiment for somebody who is watching; returns the exit code. */
export async function performForAll(experiment: Experiment, { out, force, again, workers = 1 }: { out: string; force: boolean; again: string; workers?: number }): Promise<number> {
  const backend = await loadBackend(experiment.backend), cores = availableParallelism();
  const { signal, release } = onInterrupt((text) => watcher.say(text)), watcher = progressOn(process.stderr, signal);
  if (workers > cores) watcher.say(`--workers ${workers} is more than the ${cores} ${cores === 1 ? 'core' : 'cores'} of this machine: they take turns, and nothing gets faster\n`);
  for (const text of learnsNothing(experiment)) watcher.say(`${text}\n`);
  const result = await runExperiment(experiment, { out, force, workers, picturesOf: picturesOf(experiment, backend) }, watcher).finally(() => { watcher.close(); release(); });
  if (result.end === 'stopped') {
    say(`Stopped: ${result.done} of ${result.runs} runs are done, and all that was played is kept in ${result.folder.path}.`);
    for (const { path } of result.earlier) say(`The results from before are in ${path}.`);
    for (const words of result.diverged ?? []) say(`\n${words}\n`);
    const anew = runsOf(experiment).every((spec) => inThreads(spec.agent) || result.folder.run(spec).done);
    say(`${anew ? 'Begin anew with' : 'Go on where it stopped with'}: ${again}`);
    return 130;
  }
  for (const best of bestRuns(experiment, result.summary!)) showDrive(result.folder, best, backend);
  say();
  say(summaryTable(result.finals ? asSummary(result.finals) : result.summary!, { color: colors() !== 'none' }).trimEnd());
  showFiles(result.folder);
  for (const { path } of result.earlier) say(`Kept      ${path} (files that are no results were in the folder before)`);
  return 0;
}

/** Of agents that learn once they have played a segment, those whose budget is over before: each is told once. */
function learnsNothing(experiment: Experiment): string[] {
  const texts = runsOf(experiment).flatMap(({ agent: { name, label, options, rows }, steps }) => {
    const segment = agentSpec(name).segment?.(options);
    if (segment === undefined || Math.ceil(steps / rows) >= segment.steps) return [];
    const made = `${rows} row${rows === 1 ? '' : 's'} x ${segment.option} ${segment.steps}`;
    return [`${label} learns after ${rows * segment.steps} steps, ${made}; this run has ${steps}: it learns nothing. `
      + `Take a smaller ${segment.option}, fewer rows, or more steps`];
  });
  return [...new Set(texts)];
}

/** Of each environment, the first seed's run of the agent that did best. */
function bestRuns(experiment: Experiment, summary: readonly SummaryRow[]): RunSpec[] {
  return experiment.environments.flatMap(({ label }) => {
    const here = summary.filter(({ env }) => env === label);                // none, where in each agent's runs there is one that diverged
    return here.length === 0 ? [] : chosenRuns(experiment, { env: label, agent: here.reduce((a, b) => (b.iqm > a.iqm ? b : a)).agent }).slice(0, 1);
  });
}

/** One greedy episode of a trained agent; undefined where its environment draws no pictures. */
export function greedyDrive(folder: ResultsFolder, spec: RunSpec, backend: Backend, { seed = spec.seed, stochastic = false } = {}): Drive | undefined {
  const { agent } = trainedAgent(folder, spec, backend), world = rowsFor(spec.environment, { rows: 1, role: 'final' });
  return world.render ? drive(agent.policy({ stochastic }), world, { seed }) : undefined;
}

const titleOf = ({ agent, environment, seed }: RunSpec, { return: total, length, outcome }: Drive) => (
  `${agent.label} (seed ${seed}) on ${environment.label}, one greedy episode: ${outcome} after ${length} steps, return ${Number(total.toFixed(2))}`
);

function showDrive(folder: ResultsFolder, spec: RunSpec, backend: Backend): void {
  const driven = greedyDrive(folder, spec, backend);
  if (!driven) return;
  say();
  say(`${titleOf(spec, driven)}:`);
  say(picture(exposure(driven.frames.map(({ scene }) => scene))));
}

function picturesOf(experiment: Experiment, backend: Backend): (folder: ResultsFolder, summary: readonly SummaryRow[]) => Picture[] {
  return (folder, summary) => [
    ...bestRuns(experiment, summary).flatMap((spec) => {
      const driven = greedyDrive(folder, spec, backend);
      return driven ? [{ title: titleOf(spec, driven), svg: svg(exposure(driven.frames.map(({ scene }) => scene))) }] : [];
    }),
    ...summary.flatMap(({ env, agent }) => portraits(folder, chosenRuns(experiment, { env, agent }), backend)),
  ];
}

const PORTRAIT = 560;                                       // px: about as wide as the report shows it, so that its words are as large as they should be

/** What there is to see of an agent itself, in its run with the best last evaluation. */
function portraits(folder: ResultsFolder, runs: readonly RunSpec[], backend: Backend): Picture[] {
  if ((trainedAgent(folder, runs[0], backend).agent.pictures?.() ?? []).length === 0) return [];
  const scores = new Map(runs.map((spec) => [spec, lastReturn(readCsv<EvaluationRow>(evaluationColumns, folder.run(spec).read('evaluations')))]));
  const best = runs.reduce((a, b) => (scores.get(b)! > scores.get(a)! ? b : a)), { agent, world } = trainedAgent(folder, best, backend);
  const whose = `${best.agent.label} (seed ${best.seed}${runs.length === 1 ? '' : `, the best of ${runs.length} runs`}) on ${best.environment.label}`;
  const pictures = agent.pictures!(networkNames(best.environment.id, world));
  return pictures.map(({ title, scene }) => ({ title: `${whose}: ${title}`, svg: svg(scene, { width: PORTRAIT }) }));
}

/** The mean return of the last evaluation. */
function lastReturn(evaluations: readonly EvaluationRow[]): number {
  const step = evaluations[evaluations.length - 1].step, last = evaluations.filter((row) => row.step === step);
  return last.reduce((sum, row) => sum + row.return, 0) / last.length;
}

function showFiles(folder: ResultsFolder): void {
  const path = (name: string) => relative('', folder.file(name)) || '.';
  say();
  say(`Report    ${path('report.html')}   (opens in a browser, needs no network)`);
  say(`Curves    ${path('curves.svg')}, ${path('curves.csv')}`);
  say(`Episodes  ${path('episodes.csv')} (training), ${path('evaluations.csv')} (policy)`);
}
