import { describe } from '../core/words.ts';
import { Random, type Seed } from '../random/index.ts';
import type { Space } from './space.ts';

/** One seed for all, not one for each part. */
export const isSeed = (x: unknown): x is Seed => typeof x === 'number' || typeof x === 'bigint';

/** The seeds of n parts, drawn from one. */
export function subseeds(seed: Seed, n: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: n }, () => random.integers(0x7fff_ffff));
}

/** Throws, in words, unless `space` is one. */
export function checkSpace(space: unknown, where: string): asserts space is Space {
  const has = space as Partial<Space> | null | undefined;
  if (typeof has?.sample !== 'function' || typeof has.contains !== 'function') {
    throw new TypeError(`${where} ${describe(space)}, which is no space; try new Discrete(n) or new Box(low, high)`);
  }
}
