import type { Snapshot } from './snapshot.ts';
import { describe } from './words.ts';

/** Throws a RangeError unless `snapshot` is an object, as `save` gives one. What it holds is checked by who takes it. */
export function checkSnapshot(snapshot: unknown): asserts snapshot is Snapshot {
  if (typeof snapshot === 'object' && snapshot !== null) return;
  throw new RangeError(`load takes a snapshot, an object that save() gave, and got ${describe(snapshot)}`);
}
