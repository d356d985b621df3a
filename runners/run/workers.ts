import { Worker } from 'node:worker_threads';
import { DivergedError } from '../../nets/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { threadFile } from '../thread-file.ts';
import type { FromWorker, ToWorker, WorkerBeginning } from './messages.ts';
import type { RunEnd, RunWatcher } from './perform.ts';
import type { RunFolder } from './run-folder.ts';

/** A thread that performs runs, one at a time. */
export class RunThread {
  readonly #thread: Worker;
  #settle: { resolve(end: RunEnd): void; reject(error: Error): void } | undefined;
  #progress: RunWatcher['progress'];
  #broken: Error | undefined;

  constructor(beginning: WorkerBeginning) {
    this.#thread = new Worker(threadFile('run/worker'), { workerData: beginning });
    this.#thread.on('message', (message: FromWorker) => this.#hear(message));
    this.#thread.on('error', (error: Error) => this.#break(error));
    this.#thread.on('exit', (code) => this.#break(new Error(`its thread ended with exit code ${code}`)));
  }

  /** Performs a run as `performRun` does. */
  async perform(spec: RunSpec, { path }: RunFolder, { signal, workers = 1, progress }: RunWatcher = {}): Promise<RunEnd> {
    if (this.#broken) throw this.#broken;
    this.#progress = progress;
    const stop = () => this.#tell({ kind: 'stop' });
    signal?.addEventListener('abort', stop);
    try {
      return await new Promise<RunEnd>((resolve, reject) => {
        this.#settle = { resolve, reject };
        this.#tell({ kind: 'run', spec, path, workers });
        if (signal?.aborted === true) stop();
      });
    } finally {
      this.#settle = undefined;
      signal?.removeEventListener('abort', stop);
    }
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  #tell(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#thread.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'progress') this.#progress?.(message.fraction);
    else if (message.kind === 'end') this.#settle?.resolve(message.end);
    else {
      const { diverged, message: words, stack } = message;
      this.#settle?.reject(Object.assign(diverged ? new DivergedError(words) : new Error(words), { stack }));
    }
  }

  #break(error: Error): void {
    this.#broken ??= error;
    this.#settle?.reject(error);
  }
}
