import type { RunSpec } from '../experiment/experiment.ts';
import type { RunEnd } from './perform.ts';

/** What a worker is told as it begins. */
export interface WorkerBeginning {
  /** Modules with environments of somebody's own: absolute paths. */
  readonly modules: readonly string[];
}

/** To a worker: a run to perform, with the folder of its files and threads for its generations; or to stop at the next tick. */
export type ToWorker = { readonly kind: 'run'; readonly spec: RunSpec; readonly path: string; readonly workers: number } | { readonly kind: 'stop' };

/** From a worker: how far its run is, from 0 to 1; how it ended; or what went wrong. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'end'; readonly end: RunEnd }
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string; readonly diverged: boolean };
