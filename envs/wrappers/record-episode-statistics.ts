import type { Info } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { describe } from '../core/words.ts';
import { checkWhole, recalled, Wrapper } from './wrapper.ts';

export interface RecordEpisodeStatisticsOptions {
  /** How many of the last episodes are kept. Default 100. */
  readonly bufferLength?: number;
  /** Under which key of `info` they are told. Default `episode`. */
  readonly statsKey?: string;
  /** A clock in seconds, such as `() => performance.now() / 1000`. Nothing here looks at one by itself: without it no durations are told. */
  readonly clock?: () => number;
}

/** Tells at the end of each episode `info.episode`: its return `r`, its length `l` and, given a clock, its duration `t` in seconds. */
export class RecordEpisodeStatistics<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  /** Returns, lengths and durations of the last episodes, the oldest first. */
  readonly returnQueue: number[] = [];
  readonly lengthQueue: number[] = [];
  readonly timeQueue: number[] = [];
  /** Episodes that have ended. */
  episodeCount = 0;
  readonly #keep: number;
  readonly #key: string;
  readonly #clock: (() => number) | undefined;
  #return = 0;
  #length = 0;
  #began = 0;

  constructor(env: Env<Observation, Action>, { bufferLength = 100, statsKey = 'episode', clock }: RecordEpisodeStatisticsOptions = {}) {
    super(env);
    checkWhole('bufferLength', bufferLength, 1);
    if (typeof statsKey !== 'string') throw new TypeError(`statsKey is a text, and got ${describe(statsKey)}`);
    if (clock !== undefined && typeof clock !== 'function') {
      throw new TypeError(`clock is a function that gives seconds, and got ${describe(clock)}`);
    }
    this.#keep = bufferLength;
    this.#key = statsKey;
    this.#clock = clock;
  }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    const begun = super.reset(how);
    this.#return = this.#length = 0;
    this.#began = this.#clock?.() ?? 0;
    return begun;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action);
    this.#return += reward;
    this.#length++;
    return [observation, reward, terminated, truncated, terminated || truncated ? this.#told(info) : info];
  }

  #told(info: Info): Info {
    if (Object.hasOwn(info, this.#key)) {
      throw new Error(`info has an entry ${JSON.stringify(this.#key)} already; give RecordEpisodeStatistics another statsKey`);
    }
    const duration = this.#clock && Math.round((this.#clock() - this.#began) * 1e6) / 1e6;
    this.episodeCount++;
    this.#push(this.returnQueue, this.#return);
    this.#push(this.lengthQueue, this.#length);
    if (duration !== undefined) this.#push(this.timeQueue, duration);
    return { ...info, [this.#key]: { r: this.#return, l: this.#length, ...(duration !== undefined && { t: duration }) } };
  }

  #push(queue: number[], value: number): void {
    queue.push(value);
    if (queue.length > this.#keep) queue.shift();
  }

  protected override memory(): Snapshot {
    return {
      episodeCount: this.episodeCount, return: this.#return, length: this.#length,
      returnQueue: Float64Array.from(this.returnQueue), lengthQueue: Float64Array.from(this.lengthQueue), timeQueue: Float64Array.from(this.timeQueue),
    };
  }

  protected override recall(memory: Snapshot): void {
    const count = recalled(memory, 'episodeCount');
    [this.#return, this.#length] = [recalled(memory, 'return'), recalled(memory, 'length')];
    this.episodeCount = count;
    for (const name of ['returnQueue', 'lengthQueue', 'timeQueue'] as const) this[name].splice(0, Infinity, ...(memory[name] as Float64Array));
    this.#began = this.#clock?.() ?? 0;                   // a clock of then says nothing now
  }
}
