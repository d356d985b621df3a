import type { Phase } from '../../agents/index.ts';
import type { News } from './timeline.ts';

/** Whoever plays the phases of a population, one at a time. */
export interface Player {
  /** What becomes known of a phase, until all is or `signal` said to stop. Throws what went wrong. */
  play(phase: Phase<unknown>, signal?: AbortSignal): AsyncIterable<News>;
  /** Stops at once what is under way, and frees what is held. */
  end(): Promise<void>;
}
