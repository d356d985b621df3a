import { UsageError } from '../usage-error.ts';

/** What --workers says. Throws a UsageError. */
export function workersOf(workers: number): number {
  if (Number.isSafeInteger(workers) && workers >= 1) return workers;
  throw new UsageError(`--workers is a whole number from 1 up, and got ${workers}`);
}
