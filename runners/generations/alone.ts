import type { Phase } from '../../agents/index.ts';
import type { Player } from './player.ts';
import { busyRows, type Stage } from './stage.ts';
import type { News } from './timeline.ts';

/** Plays phases in this thread. Between two pieces of news the event loop has its turn, and with it Ctrl-C. */
export class Alone implements Player {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async* play({ plan, genomes }: Phase<unknown>, signal?: AbortSignal): AsyncGenerator<News, void, void> {
    const rows = busyRows(plan);
    for (const news of this.#stage.play({ rows, plan: rows.map((row) => plan[row]), genomes })) {
      yield news;
      await new Promise<void>((resolve) => { setImmediate(resolve); });
      if (signal?.aborted === true) return;
    }
  }

  async end(): Promise<void> { this.#stage.dispose(); }
}
