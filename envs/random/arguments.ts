import { describe } from '../core/words.ts';
import type { Items } from './choice.ts';

// What draws are asked with, said in a sentence where it cannot be.

/** Throws unless `size` is a count of numbers to draw. */
export function checkSize(size: unknown): asserts size is number {
  if (Number.isSafeInteger(size) && (size as number) >= 0) return;
  const wanted = `The size is how many numbers are drawn, a whole number from 0 up, and ${describe(size)} arrived.`;
  throw new RangeError(`${wanted} Leave it out for one number; tables are drawn in one go and cut into rows.`);
}

/** Throws unless `n` is a count from `least` up. */
export function checkCount(what: string, n: unknown, least = 0): void {
  if (Number.isSafeInteger(n) && (n as number) >= least) return;
  throw new RangeError(`${what} takes a whole number from ${least} up, and ${describe(n)} arrived.`);
}

/** Throws unless there are numbers `low` <= `high`, as far apart as a number can tell. */
export function refuseUniform(low: unknown, high: unknown): never {
  checkNumbers('uniform', 'low', low, 'high', high);
  if ((low as number) > (high as number)) {
    throw new RangeError(`uniform draws from low up to high, and ${String(low)} and ${String(high)} arrived. Try uniform(${String(high)}, ${String(low)}).`);
  }
  throw new RangeError(`uniform needs ends at a finite distance, and ${String(low)} and ${String(high)} arrived. Try normal() where there are none.`);
}

export function refuseNormal(mean: unknown, deviation: unknown): never {
  checkNumbers('normal', 'mean', mean, 'deviation', deviation);
  throw new RangeError(`normal takes a mean and a standard deviation from 0 up, and ${String(mean)} and ${String(deviation)} arrived.`
    + ((deviation as number) < 0 ? ` Try normal(${String(mean)}, ${-(deviation as number)}).` : ''));
}

export function refuseScale(scale: unknown): never {
  if (typeof scale !== 'number') throw new TypeError(`exponential takes its mean, a number from 0 up, and ${describe(scale)} arrived.`);
  throw new RangeError(`exponential takes its mean, a number from 0 up, and ${scale} arrived.${scale < 0 ? ` Try exponential(${-scale}).` : ''}`);
}

function checkNumbers(draw: string, first: string, a: unknown, second: string, b: unknown): void {
  if (typeof a === 'number' && typeof b === 'number') return;
  throw new TypeError(`${draw} takes numbers as ${first} and ${second}, and ${describe(a)} and ${describe(b)} arrived.`);
}

/** Throws unless `items` are a list, plain or typed, whose order can be changed. */
export function checkItems(items: unknown): asserts items is Items {
  if (typeof items === 'object' && items !== null && isCount((items as { length?: unknown }).length)) return;
  throw new TypeError(`shuffle puts a list into random order, in place, and ${describe(items)} arrived. ${typeof items === 'string' ? 'Try shuffle([...text]) with its characters, or' : 'Try'} permutation, which gives a new list.`);
}

/** Throws unless `from` is a list of items, or a count of numbers from `least` up. */
export function checkFrom(draw: string, from: unknown, least: number): void {
  if (typeof from === 'number') {
    if (isCount(from) && from >= least && from <= 0x1_0000_0000) return;
    throw new RangeError(`${draw} takes a list, or a whole number n for those from 0 to n - 1, from ${least} to 2^32, and ${describe(from)} arrived.`);
  }
  const listed = typeof from === 'string' || (typeof from === 'object' && from !== null);
  if (!listed || !isCount((from as { length?: unknown }).length)) {
    throw new TypeError(`${draw} takes a list, or a whole number n for those from 0 to n - 1, and ${describe(from)} arrived.`);
  }
}

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
