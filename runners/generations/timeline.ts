import type { End, Ending, Plan } from '../../agents/index.ts';

/** The end of a trial, and in which round of its phase that was: all rows that still play do so together, a step each round, from round 1 on. */
export interface TimedEnd extends End { readonly round: number }

/** What is known of a phase that is being played somewhere: these ends, and before them all others up to round `until`. */
export interface News {
  readonly ends: readonly TimedEnd[];
  /** Infinity when all has been played. */
  readonly until: number;
}

/** One step of every row that still played. */
export interface Round {
  /** Steps of all rows so far. */
  readonly step: number;
  /** Whose trial it ended, by row. */
  readonly ends: readonly End[];
  /** Whether nobody has anything left to play. */
  readonly over: boolean;
}

const NONE: readonly TimedEnd[] = [];

/** The rounds of a phase as one thread would play them, put together from what is told of it, in whatever order that comes. */
export class Timeline {
  /** How the trials of each row ended, up to the last round that was taken. */
  readonly endings: readonly Ending[][];
  readonly #left: Int32Array;                         // trials that each row has not ended
  #step: number;
  #playing: number;                                   // rows that have any
  #round = 0;
  #waiting: readonly TimedEnd[] = [];                 // ends of rounds that not all is known of

  /** `steps` are those of all rows before the phase. */
  constructor(plan: Plan, steps: number) {
    this.endings = plan.map(() => []);
    this.#left = Int32Array.from(plan, (trials) => trials.length);
    this.#playing = plan.filter((trials) => trials.length > 0).length;
    this.#step = steps;
  }

  /** The rounds that are now known and were not before. */
  * take({ ends, until }: News): Generator<Round, void, void> {
    const all = [...this.#waiting, ...ends].sort((a, b) => a.round - b.round || a.row - b.row);
    let k = 0;
    try {
      while (this.#playing > 0 && this.#round < until) {
        const round = ++this.#round, from = k;
        this.#step += this.#playing;
        while (k < all.length && all[k].round === round) this.#end(all[k++]);
        yield { step: this.#step, ends: k === from ? NONE : all.slice(from, k), over: this.#playing === 0 };
      }
    } finally {
      this.#waiting = all.slice(k);
    }
  }

  #end({ row, ending }: End): void {
    this.endings[row].push(ending);
    if (--this.#left[row] === 0) this.#playing--;
  }
}
