import { DivergedError } from '../../nets/index.ts';
import { loadBackend } from '../backends/load-backend.ts';
import { publish, type Picture, type Published } from '../results/publish.ts';
import { prepare, type ResultsFolder } from '../results/results-folder.ts';
import type { SummaryRow } from '../results/rows.ts';
import { freshAgent } from '../run/fresh-agent.ts';
import { performRun, type RunEnd } from '../run/perform.ts';
import type { RunFolder } from '../run/run-folder.ts';
import { RunThread } from '../run/workers.ts';
import { runsOf, type Experiment, type RunSpec } from './experiment.ts';

/** Whoever wants to know how an experiment is getting on. */
export interface ExperimentWatcher {
  readonly signal?: AbortSignal;
  /** `done` of `runs` runs were finished before. */
  begin?(experiment: Experiment, runs: number, done: number, folder: ResultsFolder): void;
  runBegins?(spec: RunSpec): void;
  /** From 0 to 1, of that run. */
  runProgresses?(fraction: number, spec: RunSpec): void;
  runEnds?(spec: RunSpec, folder: RunFolder): void;
  /** Its agent has diverged; the others go on. */
  runDiverges?(spec: RunSpec): void;
}

export interface ExperimentOptions {
  /** The folder for the results. */
  readonly out: string;
  readonly force?: boolean;
  /**
   * Runs played side by side, each in a thread of its own; 1 plays them here, one after another. Where there are fewer runs left, each has an equal
   * share of these threads to spread its population over, if its agent is one. The results are the same bytes.
   */
  readonly workers?: number;
  /** Pictures for the report. */
  picturesOf?(folder: ResultsFolder, summary: readonly SummaryRow[]): readonly Picture[];
}

export interface ExperimentEnd extends Partial<Published> {
  readonly end: RunEnd;
  readonly folder: ResultsFolder;
  /** Where what was there before is kept: results until the new ones are whole, and what is no results. */
  readonly earlier: readonly ResultsFolder[];
  readonly done: number;
  readonly runs: number;
  /** Where it was stopped: of each run that has diverged before, what there is to say. The same experiment tries it again. */
  readonly diverged?: readonly string[];
}

/**
 * Performs every run of an experiment that is not done yet, then publishes what they come to.
 *
 * A run whose agent diverges leaves the others alone: they are performed, environments and agents all of whose runs are done are published, and
 * then an error names all that have diverged. Any other failure stops the others at their next tick. The results are not whole then, and the same
 * experiment tries again what has failed, and nothing else.
 */
export async function runExperiment(
  experiment: Experiment, { out, force = false, workers = 1, picturesOf }: ExperimentOptions, watcher: ExperimentWatcher = {},
): Promise<ExperimentEnd> {
  if (!(Number.isSafeInteger(workers) && workers >= 1)) {
    throw new RangeError(`workers of runExperiment is a whole number from 1 up, and got ${workers}`);
  }
  const backend = await loadBackend(experiment.backend);   // what is missing or wrong is told before anything is written
  for (const spec of runsOf({ ...experiment, seeds: experiment.seeds.slice(0, 1) })) freshAgent(spec, backend).dispose?.();
  const folder = prepare(out, experiment, { force });
  const specs = runsOf(experiment), runs = specs.length;
  const done = () => specs.filter((spec) => folder.run(spec).done).length;
  watcher.begin?.(experiment, runs, done(), folder);
  const left = specs.filter((spec) => !folder.run(spec).done);
  const team = Math.max(1, Math.min(workers, left.length)), share = { threads: team === 1 ? 0 : team, workers: Math.floor(workers / team) };
  const { end, failures } = await performAll(left, folder, { ...share, modules: experiment.import ?? [] }, watcher);
  const failed = left.filter((spec) => failures.has(spec)), words = failed.map((spec) => wordsOf(spec, failures.get(spec)));
  const broken = failed.some((spec) => !(failures.get(spec) instanceof DivergedError));
  if (end === 'stopped' && !broken) {
    return { end, folder, earlier: folder.replaced(), done: done(), runs, ...(failed.length > 0 && { diverged: words }) };
  }
  const pictures = (rows: readonly SummaryRow[]) => picturesOf?.(folder, rows) ?? [];
  if (failed.length > 0) {
    const told = broken ? '' : await publishWholePairs(folder, experiment, words, pictures);
    throw new Error([...words, ...(told === '' ? [] : [told])].join('\n\n'), { cause: failures.get(failed[0]) });
  }
  const published = await publish(folder, experiment, pictures);
  return { end: 'done', folder, earlier: folder.discardReplaced(), done: runs, runs, ...published };
}

type Perform = typeof performRun;

/**
 * Performs runs in their order: here, or each in the first thread that is free. Whoever fails stops the others at their next tick, with
 * everything saved, unless it is an agent that has diverged: nothing is wrong with the others then.
 */
async function performAll(
  specs: readonly RunSpec[], folder: ResultsFolder,
  { threads, workers, modules }: { threads: number; workers: number; modules: readonly string[] }, watcher: ExperimentWatcher,
): Promise<{ end: RunEnd; failures: ReadonlyMap<RunSpec, unknown> }> {
  const stop = new AbortController(), { signal } = stop, abort = () => stop.abort();
  const failures = new Map<RunSpec, unknown>();
  let next = 0, done = 0;
  const work = async (perform: Perform): Promise<void> => {
    while (!signal.aborted && next < specs.length) {
      const spec = specs[next++], run = folder.run(spec);
      watcher.runBegins?.(spec);
      try {
        const end = await perform(spec, run, { signal, workers, progress: (fraction) => watcher.runProgresses?.(fraction, spec) });
        if (end === 'stopped') continue;
        done++;
        watcher.runEnds?.(spec, run);
      } catch (error) {
        failures.set(spec, error);
        if (error instanceof DivergedError) watcher.runDiverges?.(spec);
        else stop.abort();
      }
    }
  };
  const team = Array.from({ length: threads }, () => new RunThread({ modules }));
  if (watcher.signal?.aborted === true) abort();
  watcher.signal?.addEventListener('abort', abort);
  try {
    await Promise.all(threads === 0 ? [work(performRun)] : team.map((thread) => work((...run) => thread.perform(...run))));
  } finally {
    watcher.signal?.removeEventListener('abort', abort);
    await Promise.all(team.map((thread) => thread.end()));
  }
  return { end: done + failures.size === specs.length ? 'done' : 'stopped', failures };
}

/** An error inside a run says which run it was. */
const wordsOf = ({ environment, agent, seed }: RunSpec, error: unknown) => (
  `the run of ${agent.label} on ${environment.label} with seed ${seed} failed: ${(error as Error).message}`
);

/**
 * Publishes an environment and agent where all of their runs are done: means over those seeds alone that went well would flatter the others.
 * Returns what to say of it.
 */
async function publishWholePairs(
  folder: ResultsFolder, experiment: Experiment, diverged: readonly string[], picturesOf: (summary: readonly SummaryRow[]) => readonly Picture[],
): Promise<string> {
  const specs = runsOf(experiment), isOf = (a: RunSpec, b: RunSpec) => a.environment.label === b.environment.label && a.agent.label === b.agent.label;
  const undone = specs.filter((spec) => !folder.run(spec).done), whole = specs.filter((spec) => !undone.some((other) => isOf(spec, other)));
  const others = `${specs.length - undone.length} of ${specs.length} runs are done, and are not played again`;
  if (whole.length === 0) return specs.length === 1 ? '' : `${others}.`;
  await publish(folder, experiment, picturesOf, { runs: whole, diverged });
  return `${others}. ${folder.file('report.html')} tells of those agents, in each environment, all of whose runs are.`;
}
