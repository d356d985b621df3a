import { Worker } from 'node:worker_threads';
import { DivergedError } from '../../nets/index.ts';
import type { LastStep } from '../run/course.ts';
import { threadFile } from '../thread-file.ts';
import { STOP, type FromThread, type ThreadBeginning, type ThreadEvent } from './messages.ts';

/** A thread diverged: what it saw last. */
export class ThreadDivergedError extends DivergedError {
  readonly last: LastStep;
  /** What its dials showed. */
  readonly metrics: Readonly<Record<string, number>>;

  constructor({ message, last, metrics }: Extract<FromThread, { kind: 'diverged' }>) {
    super(message);
    this.last = last;
    this.metrics = metrics;
  }
}

/**
 * Starts threads and yields what happens in them, in the order of the steps of all, as it becomes known. Ends when all have ended; ends them all
 * where it is left, where `signal` says so, and where one fails: then it throws that one's error.
 */
export async function* playThreads(
  threads: number, beginning: Omit<ThreadBeginning, 'thread' | 'gate'>, signal?: AbortSignal,
): AsyncGenerator<readonly ThreadEvent[], void, void> {
  const gate = new Int32Array(new SharedArrayBuffer(8)), stop = () => { Atomics.store(gate, STOP, 1); };
  const until = new Array<number>(threads).fill(0), waiting: ThreadEvent[] = [];
  let failure: Error | undefined, wake = () => {};
  const fail = (error: Error) => { failure ??= error; wake(); };
  const workers = until.map((_, i) => {
    const worker = new Worker(threadFile('threads/thread'), { workerData: { ...beginning, gate, thread: i + 1 } satisfies ThreadBeginning });
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'diverged') return fail(new ThreadDivergedError(message));
      if (message.kind === 'failure') return fail(Object.assign(new Error(message.message), { stack: message.stack }));
      waiting.push(...message.events);
      until[i] = message.until;
      return wake();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => { if (until[i] < Infinity) fail(new Error(`thread ${i + 1} ended with exit code ${code}`)); });
    return worker;
  });
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  try {
    for (let known = 0; known < Infinity;) {
      const news = new Promise<void>((resolve) => { wake = resolve; });
      if (failure === undefined && Math.min(...until) === known) await news;
      known = Math.min(...until);
      const reached = failure ? Infinity : known, ready = waiting.filter(({ step }) => step <= reached).sort((a, b) => a.step - b.step);
      waiting.splice(0, waiting.length, ...waiting.filter(({ step }) => step > reached));
      yield ready;
      if (failure) throw failure;                           // after all that was told before it
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
