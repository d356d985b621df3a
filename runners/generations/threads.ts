import { Worker } from 'node:worker_threads';
import type { Phase, Species } from '../../agents/index.ts';
import { threadFile } from '../thread-file.ts';
import { deal } from './deal.ts';
import { packPart, unpackNews, type FromThread, type ThreadBeginning } from './messages.ts';
import type { Player } from './player.ts';
import { busyRows } from './stage.ts';
import type { News, TimedEnd } from './timeline.ts';

/** Plays phases in threads, the rows of each dealt out to all of them. */
export class Threads implements Player {
  readonly #species: Species<unknown>;
  readonly #threads: readonly Worker[];
  readonly #until: Float64Array;                      // how many rounds are known of each thread's part. [threads]
  #ends: TimedEnd[] = [];
  #failure: Error | undefined;
  #wake = () => {};

  constructor(threads: number, species: Species<unknown>, beginning: ThreadBeginning) {
    this.#species = species;
    this.#until = new Float64Array(threads).fill(Infinity);
    this.#threads = Array.from(this.#until, (_, i) => {
      const thread = new Worker(threadFile('generations/thread'), { workerData: beginning });
      thread.on('message', (message: FromThread) => this.#hear(i, message));
      thread.on('error', (error: Error) => this.#fail(error));
      thread.on('exit', (code) => this.#fail(new Error(`worker thread ${i + 1} ended with exit code ${code}`)));
      return thread;
    });
  }

  async* play(phase: Phase<unknown>, signal?: AbortSignal): AsyncGenerator<News, void, void> {
    const wake = () => this.#wake();
    signal?.addEventListener('abort', wake);
    try {
      this.#begin(phase);
      for (let known = 0; known < Infinity;) {
        const news = new Promise<void>((resolve) => { this.#wake = resolve; });
        if (signal?.aborted !== true && this.#failure === undefined && Math.min(...this.#until) === known) await news;
        if (signal?.aborted === true) return;
        known = Math.min(...this.#until);
        const ends = this.#ends;
        this.#ends = [];
        yield { ends, until: known };
        if (this.#failure) throw this.#failure;             // after all that was told before it
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }

  #begin(phase: Phase<unknown>): void {
    this.#ends = [];
    deal(busyRows(phase.plan), this.#threads.length).forEach((rows, i) => {
      this.#until[i] = rows.length === 0 ? Infinity : 0;
      if (rows.length === 0) return;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window; and it is copied: see thread.ts
      this.#threads[i].postMessage(packPart(phase, rows, this.#species));
    });
  }

  #hear(i: number, message: FromThread): void {
    if (message.kind === 'failure') {
      this.#fail(Object.assign(new Error(message.message), { stack: message.stack }));
      return;
    }
    const { ends, until } = unpackNews(message);
    this.#ends.push(...ends);
    this.#until[i] = until;
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
