import { loadBackend } from '../backends/load-backend.ts';
import { publish, type Picture, type Published } from '../results/publish.ts';
import { prepare, type ResultsFolder } from '../results/results-folder.ts';
import type { SummaryRow } from '../results/rows.ts';
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
}

export interface ExperimentOptions {
  /** The folder for the results. */
  readonly out: string;
  readonly force?: boolean;
  /** Runs played side by side, each in a thread of its own; 1 plays them here, one after another. The results are the same bytes. */
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
}

/** Performs every run of an experiment that is not done yet, then publishes what they come to. */
export async function runExperiment(
  experiment: Experiment, { out, force = false, workers = 1, picturesOf }: ExperimentOptions, watcher: ExperimentWatcher = {},
): Promise<ExperimentEnd> {
  if (!(Number.isSafeInteger(workers) && workers >= 1)) throw new RangeError(`workers of runExperiment is a whole number from 1 up, and got ${workers}`);
  await loadBackend(experiment.backend);                   // what is missing is told before anything is written
  const folder = prepare(out, experiment, { force });
  const specs = runsOf(experiment), runs = specs.length;
  const done = () => specs.filter((spec) => folder.run(spec).done).length;
  watcher.begin?.(experiment, runs, done(), folder);
  const left = specs.filter((spec) => !folder.run(spec).done);
  const end = await performAll(left, folder, { threads: workers === 1 ? 0 : Math.min(workers, left.length), modules: experiment.import ?? [] }, watcher);
  if (end === 'stopped') return { end, folder, earlier: folder.replaced(), done: done(), runs };
  const published = await publish(folder, experiment, (rows) => picturesOf?.(folder, rows) ?? []);
  return { end, folder, earlier: folder.discardReplaced(), done: runs, runs, ...published };
}

type Perform = typeof performRun;

/**
 * Performs runs in their order: here, or each in the first thread that is free. Whoever fails stops the others at their next tick, with
 * everything saved, and of several the first in the order is told.
 */
async function performAll(
  specs: readonly RunSpec[], folder: ResultsFolder, { threads, modules }: { threads: number; modules: readonly string[] }, watcher: ExperimentWatcher,
): Promise<RunEnd> {
  const stop = new AbortController(), { signal } = stop, abort = () => stop.abort();
  const failures = new Map<RunSpec, unknown>();
  let next = 0, done = 0;
  const work = async (perform: Perform): Promise<void> => {
    while (!signal.aborted && next < specs.length) {
      const spec = specs[next++], run = folder.run(spec);
      watcher.runBegins?.(spec);
      try {
        const end = await perform(spec, run, { signal, progress: (fraction) => watcher.runProgresses?.(fraction, spec) });
        if (end === 'stopped') continue;
        done++;
        watcher.runEnds?.(spec, run);
      } catch (error) {
        failures.set(spec, error);
        stop.abort();
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
  for (const spec of specs) if (failures.has(spec)) throw failureOf(spec, failures.get(spec));
  return done === specs.length ? 'done' : 'stopped';
}

/** An error inside a run says which run it was. */
function failureOf({ environment, agent, seed }: RunSpec, error: unknown): Error {
  const { message } = error as Error;
  return new Error(`the run of ${agent.label} on ${environment.label} with seed ${seed} failed: ${message}`, { cause: error });
}
