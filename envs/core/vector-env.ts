import type { Scene } from '../scene/scene.ts';
import type { Space } from '../spaces/space.ts';
import type { Info } from './dynamics.ts';
import type { Model } from './model.ts';
import type { Snapshot } from './snapshot.ts';

/** What is seen before acting: S, one row each. All arrays are live views: copy what you keep. */
export interface Situation {
  readonly rows: number;
  /** S. [rows x observation numbers] */
  readonly observation: Float32Array;
  /** 1 where S begins an episode. */
  readonly first: Uint8Array;
  /** 1 where an action is allowed. [rows x actions] */
  readonly mask?: Uint8Array;
  /** 0 where a row rests: it is not stepped, counted, acted for or learned from. */
  readonly playing: Uint8Array;
}

/** One step of every playing row. `next` is the true successor, never a reset state. */
export interface Step extends Situation {
  /** A, as the agent gave it. [rows x action numbers] */
  readonly action: Float32Array;
  /** R, raw. */
  readonly reward: Float64Array;
  /** S'. [rows x observation numbers] */
  readonly next: Float32Array;
  /** Allowed in S'; meaningless where terminated. [rows x actions] */
  readonly nextMask?: Uint8Array;
  /** S' is terminal: nothing follows, do not bootstrap. Wins over truncated. */
  readonly terminated: Uint8Array;
  /** We stopped watching: bootstrap from S'. */
  readonly truncated: Uint8Array;
  /** Raw return of the episode so far, R included. */
  readonly returns: Float64Array;
  /** Length of the episode so far. */
  readonly lengths: Uint32Array;
  /** Steps over all playing rows since reset: the clock of schedules and budgets. */
  readonly steps: number;
  /** Episodes ended since reset. */
  readonly episodes: number;
}

/** Requests of whoever owns the rows. The next `advance` carries them out, the last one per row wins; until then nothing changes. */
export interface RowControl {
  /** Wait, in mid-episode or after its end. */
  rest(row: number): void;
  /** Go on where it was; after an end, with a fresh episode. */
  wake(row: number): void;
  /** Start a fresh episode, reseeding the row's generator if a seed is given. */
  begin(row: number, seed?: number): void;
}

/** Many rows of one environment, each a world of its own. */
export interface VectorEnv extends Step, RowControl {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly masked: boolean;
  readonly model?: Model;
  /** Wakes and begins every row; carried out by the next `advance`. */
  reset(seed: number): void;
  /** S <- S', or a fresh S0 where one is due. */
  advance(): void;
  /** Plays `action` in every playing row; returns how many played. */
  step(): number;
  outcome?(row: number): string;
  /** Absent where there are no pictures. */
  readonly render?: (row: number) => Scene;
  info?(row: number): Info;
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}
