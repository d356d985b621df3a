import { MultiBar, type SingleBar } from 'cli-progress';
import type { ExperimentWatcher } from '../experiment/run-experiment.ts';
import { runsOf, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { readCsv } from '../results/csv.ts';
import { toldOf } from '../results/remarks.ts';
import { costColumns, type CostRow } from '../results/rows.ts';

const nameOf = ({ environment, agent, seed }: RunSpec) => `${agent.label} on ${environment.label}, seed ${seed}`;
const DECIMALS = 2;

export type ProgressWatcher = ExperimentWatcher & { say(text: string): void; close(): void };

/** Two bars on a terminal, one for the whole and one for the run that began last; elsewhere a line for each run. */
export function progressOn(stream: NodeJS.WriteStream, signal: AbortSignal): ProgressWatcher {
  return stream.isTTY ? bars(stream, signal) : lines(stream, signal);
}

/** How long the runs are: "60000", or "100000 to 1000000". */
function stepsOf(experiment: Experiment): string {
  const steps = runsOf(experiment).map((run) => run.steps), least = steps.reduce((a, b) => Math.min(a, b)), most = steps.reduce((a, b) => Math.max(a, b));
  return least === most ? String(least) : `${least} to ${most}`;
}

function lines(stream: NodeJS.WriteStream, signal: AbortSignal): ProgressWatcher {
  let runs = 0, ended = 0;
  const count = () => `${String(++ended).padStart(String(runs).length)}/${runs}`;
  return {
    signal,
    begin(experiment, all, done, folder) {
      [runs, ended] = [all, done];
      const before = done > 0 ? `; ${done} are done already` : '';
      stream.write(`${experiment.name}: ${all} ${all === 1 ? 'run' : 'runs'} of ${stepsOf(experiment)} steps, into ${folder.path}${before}\n`);
    },
    runEnds(spec, folder) {
      const [cost] = readCsv<CostRow>(costColumns, folder.read('costs'));
      stream.write(`${count()}  ${nameOf(spec)}: ${[`${cost.wallSeconds.toFixed(DECIMALS)} s`, ...toldOf(folder.remarks, spec.steps)].join('; ')}\n`);
    },
    runDiverges(spec) {
      stream.write(`${count()}  ${nameOf(spec)}: diverged\n`);
    },
    say: (text) => { stream.write(text); },
    close() {},
  };
}

function bars(stream: NodeJS.WriteStream, signal: AbortSignal): ProgressWatcher {
  const both = new MultiBar({
    stream, hideCursor: true, clearOnComplete: true, noTTYOutput: false, barsize: 24, gracefulExit: false,
    format: '{what} {bar} {percentage} %  {detail}', barCompleteChar: '━', barIncompleteChar: '─', fps: 15,
  });
  let whole: SingleBar | undefined, one: SingleBar | undefined, last: RunSpec | undefined, ended = 0, all = 0;
  const under = new Map<RunSpec, number>();                // runs that are under way, and how far
  const partly = () => [...under.values()].reduce((sum, fraction) => sum + fraction, 0);
  const leaves = (spec: RunSpec) => {
    under.delete(spec);
    ended++;
    whole?.update(Math.min(all, ended + partly()), { detail: `${ended} of ${all}` });
  };
  return {
    signal,
    begin(experiment, runs, done) {
      [ended, all] = [done, runs];
      whole = both.create(runs, done, { what: 'all runs', detail: `${done} of ${runs} of ${experiment.name}` });
      one = both.create(1, 0, { what: 'this run', detail: '' });
    },
    runBegins(spec) {
      last = spec;
      under.set(spec, 0);
      one?.update(0, { detail: nameOf(spec) });
    },
    runProgresses(fraction, spec) {
      under.set(spec, fraction);
      if (spec === last) one?.update(fraction);
      whole?.update(Math.min(all, ended + partly()));
    },
    runEnds(spec, folder) {
      const told = toldOf(folder.remarks, spec.steps);
      if (told.length > 0) both.log(`${nameOf(spec)}: ${told.join('; ')}\n`);
      leaves(spec);
    },
    runDiverges(spec) {
      both.log(`${nameOf(spec)}: diverged\n`);
      leaves(spec);
    },
    say: (text) => { both.log(text); },
    close() { both.stop(); },
  };
}
