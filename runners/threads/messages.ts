import type { RunSpec } from '../experiment/experiment.ts';
import type { LastStep } from '../run/course.ts';
import type { TrainingEvent } from '../train.ts';

/** What a thread is told as it begins. */
export interface ThreadBeginning {
  readonly spec: RunSpec;
  /** Modules with environments of somebody's own: absolute paths. */
  readonly modules: readonly string[];
  /** Which thread this is, from 1. */
  readonly thread: number;
  /** What the agents share. */
  readonly shared: unknown;
  /** Shared by all: see STOP and READY. */
  readonly gate: Int32Array;
  /** Steps of all threads between reports, and between ticks. */
  readonly reportEvery: number;
  readonly tickEvery: number;
}

/** Places in the gate: 1 where all shall stop, and how many threads are ready to begin. */
export const STOP = 0, READY = 1;

/** At a tick, a thread tells what the agent was. */
export type ThreadEvent =
  | Exclude<TrainingEvent, { kind: 'tick' }>
  | { readonly kind: 'tick'; readonly step: number; readonly parameters: Float32Array; readonly metrics: Readonly<Record<string, number>> };

export type FromThread =
  /** What has happened in a thread. All that it tells later comes after step `until` of all. */
  | { readonly kind: 'events'; readonly events: readonly ThreadEvent[]; readonly until: number }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string }
  | { readonly kind: 'diverged'; readonly message: string; readonly last: LastStep; readonly metrics: Readonly<Record<string, number>> };
