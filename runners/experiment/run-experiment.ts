import { publish, type Picture } from '../results/publish.ts';
import { prepare, type ResultsFolder } from '../results/results-folder.ts';
import type { SummaryRow } from '../results/rows.ts';
import { performRun, type RunEnd } from '../run/perform.ts';
import type { RunFolder } from '../run/run-folder.ts';
import { runsOf, type Experiment, type RunSpec } from './experiment.ts';

/** Whoever wants to know how an experiment is getting on. */
export interface ExperimentWatcher {
  readonly signal?: AbortSignal;
  /** `done` of `runs` runs were finished before. */
  begin?(experiment: Experiment, runs: number, done: number, folder: ResultsFolder): void;
  runBegins?(spec: RunSpec): void;
  /** From 0 to 1, of the run at hand. */
  runProgresses?(fraction: number): void;
  runEnds?(spec: RunSpec, folder: RunFolder): void;
}

export interface ExperimentOptions {
  /** The folder for the results. */
  readonly out: string;
  readonly force?: boolean;
  /** Pictures for the report. */
  picturesOf?(folder: ResultsFolder, summary: readonly SummaryRow[]): readonly Picture[];
}

export interface ExperimentEnd {
  readonly end: RunEnd;
  readonly folder: ResultsFolder;
  /** Where what was there before is kept: results until the new ones are whole, and what is no results. */
  readonly earlier: readonly ResultsFolder[];
  readonly done: number;
  readonly runs: number;
  readonly summary?: readonly SummaryRow[];
}

/** Performs every run of an experiment that is not done yet, then publishes what they come to. */
export async function runExperiment(experiment: Experiment, { out, force = false, picturesOf }: ExperimentOptions, watcher: ExperimentWatcher = {}): Promise<ExperimentEnd> {
  const folder = prepare(out, experiment, { force });
  const specs = runsOf(experiment), runs = specs.length;
  const done = () => specs.filter((spec) => folder.run(spec).done).length;
  const stopped = (): ExperimentEnd => ({ end: 'stopped', folder, earlier: folder.replaced(), done: done(), runs });
  watcher.begin?.(experiment, runs, done(), folder);
  for (const spec of specs) {
    const run = folder.run(spec);
    if (run.done) continue;
    if (watcher.signal?.aborted === true) return stopped();
    watcher.runBegins?.(spec);
    const runWatcher = { ...(watcher.signal && { signal: watcher.signal }), progress: (fraction: number) => watcher.runProgresses?.(fraction) };
    const end = await inside(spec, () => performRun(spec, run, runWatcher));
    if (end === 'stopped') return stopped();
    watcher.runEnds?.(spec, run);
  }
  const summary = await publish(folder, experiment, (rows) => picturesOf?.(folder, rows) ?? []);
  return { end: 'done', folder, earlier: folder.discardReplaced(), done: runs, runs, summary };
}

/** An error inside a run says which run it was. */
async function inside<T>({ environment, agent, seed }: RunSpec, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`the run of ${agent.label} on ${environment.label} with seed ${seed} failed: ${message}`, { cause: error });
  }
}
