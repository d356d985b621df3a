import { describe } from '../core/words.ts';

// What options of several environments have to be, said in a sentence where they are something else.

/** Throws a TypeError unless `value` is true or false. */
export function checkFlag(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new TypeError(`${name} is true or false, and got ${describe(value)}`);
}

/** Throws unless `value` is a number from 0 to 1. */
export function checkChance(name: string, value: unknown): void {
  if (typeof value !== 'number') throw new TypeError(`${name} is a chance, a number from 0 to 1, and got ${describe(value)}`);
  if (!(value >= 0 && value <= 1)) {
    throw new RangeError(`${name} is a chance from 0 to 1, and got ${describe(value)}${value > 1 && value <= 100 ? `; try ${value / 100}` : ''}`);
  }
}
