import { batchColumns, batchSpace } from '../core/batch.ts';
import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import type { Space } from '../spaces/space.ts';
import { rules } from './around.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { checkWhole, inside } from './wrapper.ts';
import { zeroRow } from './zero.ts';

export interface FrameStackOptions {
  /** What stands for the observations before the first: that one (`reset`, the default), zeros (`zero`), or an observation given here. */
  readonly paddingType?: unknown;
}

/** Shows the last `stackSize` observations, the oldest first, batched: Boxes of shape (4,) become one of shape (stackSize, 4), discrete values a MultiDiscrete. */
export class FrameStackObservation<Observation = unknown, Action = unknown> extends LensObservation<Observation, Action> {
  constructor(env: Env<unknown, Action>, stackSize: number, options: FrameStackOptions = {}) {
    super(env, stacking(inside('FrameStackObservation', env).observationSpace, stackSize, options));
  }
}

/** Dynamics that show their last `stackSize` observations. */
export const frameStack = (dynamics: Dynamics, stackSize: number, options: FrameStackOptions = {}): Dynamics => throughLens(dynamics, stacking(rules(dynamics).observationSpace, stackSize, options));

/** Its memory is the last n rows, the oldest first. */
function stacking(space: Space, n: number, { paddingType = 'reset' }: FrameStackOptions): Lens {
  checkWhole('stackSize', n, 1);
  const size = space.rowSize, columns = batchColumns(space, n), padding = paddingOf(space, paddingType);
  return {
    space: batchSpace(space, n),
    memory: n * size,
    begin(memory, at, row) {
      for (let i = 0; i < n; i++) {
        const shown = i < n - 1 && padding ? padding : row;
        for (let k = 0; k < size; k++) memory[at + i * size + k] = shown[k];
      }
    },
    next: (memory, at, row) => shift(memory, at, n, row, size),
    see(_, out, memory, at) {
      for (let k = 0; k < columns.length; k++) out[k] = memory[at + columns[k]];
    },
  };
}

/** Forgets the oldest of n rows, and appends one. */
export function shift(memory: Float64Array, at: number, n: number, row: ArrayLike<number>, size: number): void {
  memory.copyWithin(at, at + size, at + n * size);
  for (let k = 0, last = at + (n - 1) * size; k < size; k++) memory[last + k] = row[k];
}

/** The row that stands before the first one; undefined where it is the first one itself. */
function paddingOf(space: Space, padding: unknown): Float64Array | undefined {
  if (padding === 'zero') return zeroRow(space);
  if (space.contains(padding)) {
    const row = new Float64Array(space.rowSize);
    space.toRow(padding, row);
    return row;
  }
  if (padding === 'reset') return undefined;
  throw new RangeError(`a paddingType is "reset", "zero" or an observation of ${String(space)}, and got ${describe(padding)}`);
}
