import type { ResetOptions } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';

/** The range that an episode's beginning is drawn from: `low` and `high` of the reset's options, where given. Throws where they are no range. */
export function resetBounds(options: ResetOptions = {}, defaultLow: number, defaultHigh: number): readonly [low: number, high: number] {
  const low = resetNumber(options, 'low', defaultLow), high = resetNumber(options, 'high', defaultHigh);
  if (low > high) throw new RangeError(`the reset option low is at most high, and got low ${low} and high ${high}`);
  return [low, high];
}

/** An option of `reset` that is a number. Throws a TypeError where it is none. */
export function resetNumber(options: ResetOptions, name: string, standard: number): number {
  const given = options[name] === undefined ? standard : options[name];
  if (typeof given !== 'number' || !Number.isFinite(given)) throw new TypeError(`the reset option ${name} is a finite number, and got ${describe(given)}`);
  return given;
}
