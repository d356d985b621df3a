import type { Step } from 'gymnasium-js';

/** What workers count together: steps that all have played, and updates of the parameters that they share. */
export interface Counts {
  /** Counts a step; returns how many there are now. */
  played(step: Step): number;
  readonly updates: number;
  /** Counts an update; returns how many there were before. */
  updated(): number;
}

/** Of workers that play in one thread. */
export class OwnCounts implements Counts {
  updates = 0;

  played({ steps }: Step): number { return steps; }
  updated(): number { return this.updates++; }
}

const STEPS = 0, UPDATES = 1;

/** The most steps that threads can count together: of 32 bits, since atomic numbers of 64 are ten times slower. */
export const MOST_SHARED_STEPS = 2_147_483_647;

/** Of workers in threads, without locks: each number is given out once. */
export class SharedCounts implements Counts {
  readonly shared: Int32Array<SharedArrayBuffer>;
  /** What the last step of this thread was among those of all. */
  steps = 0;

  constructor(shared = new Int32Array(new SharedArrayBuffer(8))) {
    this.shared = shared;
  }

  /** Steps of all threads. */
  get all(): number { return Atomics.load(this.shared, STEPS); }
  played(): number { return this.steps = Atomics.add(this.shared, STEPS, 1) + 1; }
  get updates(): number { return Atomics.load(this.shared, UPDATES); }
  updated(): number { return Atomics.add(this.shared, UPDATES, 1); }
}
