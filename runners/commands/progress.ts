import { MultiBar, type SingleBar } from 'cli-progress';
import type { ExperimentWatcher } from '../experiment/run-experiment.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { readCsv } from '../results/csv.ts';
import { costColumns, type CostRow } from '../results/rows.ts';

const nameOf = ({ environment, agent, seed }: RunSpec) => `${agent.label} on ${environment.label}, seed ${seed}`;
const DECIMALS = 2;

export type ProgressWatcher = ExperimentWatcher & { say(text: string): void; close(): void };

/** Two bars on a terminal, one for the whole and one for the run at hand; elsewhere a line for each run. */
export function progressOn(stream: NodeJS.WriteStream, signal: AbortSignal): ProgressWatcher {
  return stream.isTTY ? bars(stream, signal) : lines(stream, signal);
}

function lines(stream: NodeJS.WriteStream, signal: AbortSignal): ProgressWatcher {
  let runs = 0, ended = 0;
  return {
    signal,
    begin(experiment, all, done, folder) {
      [runs, ended] = [all, done];
      const before = done > 0 ? `; ${done} are done already` : '';
      stream.write(`${experiment.name}: ${all} ${all === 1 ? 'run' : 'runs'} of ${experiment.steps} steps, into ${folder.path}${before}\n`);
    },
    runEnds(spec, folder) {
      const [cost] = readCsv<CostRow>(costColumns, folder.read('costs'));
      stream.write(`${String(++ended).padStart(String(runs).length)}/${runs}  ${nameOf(spec)}: ${cost.wallSeconds.toFixed(DECIMALS)} s\n`);
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
  let whole: SingleBar | undefined, one: SingleBar | undefined, ended = 0, all = 0;
  return {
    signal,
    begin(experiment, runs, done) {
      [ended, all] = [done, runs];
      whole = both.create(runs, done, { what: 'all runs', detail: `${done} of ${runs} of ${experiment.name}` });
      one = both.create(1, 0, { what: 'this run', detail: '' });
    },
    runBegins(spec) { one?.update(0, { detail: nameOf(spec) }); },
    runProgresses(fraction) {
      one?.update(fraction);
      whole?.update(Math.min(all, ended + fraction));
    },
    runEnds() { whole?.update(++ended, { detail: `${ended} of ${all}` }); },
    say: (text) => { both.log(text); },
    close() { both.stop(); },
  };
}
