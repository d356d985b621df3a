import type { Seed } from '../random/index.ts';
import type { ResetOptions } from './dynamics.ts';
import { isPlainObject } from './plain-object.ts';
import { describe, nearest } from './words.ts';

/** What `reset` takes. */
export interface ResetArguments<Seeds = Seed> {
  /** Begins the generator anew: a whole number from 0, as a bigint past 2^53. Without one it goes on. */
  readonly seed?: Seeds | undefined;
  /** What an environment lets one say about its beginning, such as `{ low: -0.1, high: 0.1 }`. */
  readonly options?: ResetOptions | undefined;
}

const KEYS: readonly string[] = ['seed', 'options'];

/** Throws, in words, unless `how` is what `reset` takes: `reset(42)` would begin another episode than was asked for, without a word. Seeds are checked where they are used. */
export function checkReset(how: unknown): void {
  if (how === undefined) return;
  const wanted = 'reset takes { seed } or { seed, options }, and got';
  if (typeof how === 'number' || typeof how === 'bigint') throw new TypeError(`${wanted} ${describe(how)}; try reset({ seed: ${how} })`);
  if (!isPlainObject(how)) throw new TypeError(`${wanted} ${describe(how)}; try reset({ seed: 42 }), or reset()`);
  for (const key in how) {
    if (key === 'seed' || key === 'options') continue;
    const guess = nearest(key, KEYS);
    throw new TypeError(`${wanted} ${describe(how)}; try ${guess === undefined ? `reset({ options: { ${key} } })` : `${guess} instead of ${key}`}`);
  }
  const { options } = how;
  if (options === undefined || options === null || (typeof options === 'object' && !Array.isArray(options))) return;
  throw new TypeError(`the options of a reset are an object, such as { low: -0.1, high: 0.1 }, and got ${describe(options)}`);
}
