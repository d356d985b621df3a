import { describe } from '../core/words.ts';

// What options of several small worlds have to be, said in a sentence where they are something else.

/** Throws unless `value` is a finite number, from `least` on where that is given. */
export function checkNumber(name: string, what: string, value: unknown, least = -Infinity): void {
  const wanted = `${name} is ${what}, a number${least === -Infinity ? '' : ` from ${least} up`}, and got ${describe(value)}`;
  if (typeof value !== 'number') throw new TypeError(wanted);
  if (!(Number.isFinite(value) && value >= least)) throw new RangeError(wanted);
}

/** Throws unless `value` is a whole number from `least` to `most`. */
export function checkCount(name: string, what: string, value: unknown, least: number, most: number): void {
  const wanted = `${name} is ${what}, a whole number from ${least} to ${most}, and got ${describe(value)}`;
  if (typeof value !== 'number') throw new TypeError(wanted);
  if (!(Number.isInteger(value) && value >= least && value <= most)) throw new RangeError(wanted);
}
