import { describe } from './words.ts';

/** Throws a RangeError unless `limit` is a number of steps from 1 up, or Infinity. */
export function checkTimeLimit(limit: unknown): asserts limit is number {
  if (limit === Infinity || (Number.isSafeInteger(limit) && (limit as number) > 0)) return;
  const advice = limit === -1 || limit === 0 ? '; try Infinity' : '';
  throw new RangeError(`maxEpisodeSteps is a whole number from 1 up, or Infinity for no limit, and got ${describe(limit)}${advice}`);
}
