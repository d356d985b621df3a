// A thread that performs runs, one after another. Each is a pure function of its spec, so that it does not matter which thread plays it.
import { parentPort, workerData } from 'node:worker_threads';
import { DivergedError } from '../../nets/index.ts';
import { importModules } from '../experiment/imports.ts';
import type { FromWorker, ToWorker, WorkerBeginning } from './messages.ts';
import { performRun } from './perform.ts';
import { RunFolder } from './run-folder.ts';

const port = parentPort!, controller = new AbortController(), { signal } = controller;
const tell = (message: FromWorker) => port.postMessage(message);
const ready = importModules((workerData as WorkerBeginning).modules);
ready.catch(() => {});                                     // the first run tells it

port.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') controller.abort();
  else void perform(message);
});

async function perform({ spec, path, workers }: Extract<ToWorker, { kind: 'run' }>): Promise<void> {
  try {
    await ready;
    const progress = (fraction: number) => tell({ kind: 'progress', fraction });
    tell({ kind: 'end', end: await performRun(spec, new RunFolder(path), { signal, workers, progress }) });
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'failure', message, stack, diverged: error instanceof DivergedError });
  }
}
