import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { describe } from './words.ts';

/** Throws a RangeError unless rules observed an element of their space. `where` tells when: `step 1 of its episode`. */
export function checkObserved(space: Space, observation: unknown, where: string): void {
  if (isObserved(space, observation)) return;
  throw new RangeError(`the environment gave the observation ${describe(observation)} (${where}), which is outside the observation space ${String(space)}; widen the space, or look at observe`);
}

/** What rules observe is rounded to float32, and so may be a bound of a float64 Box. */
function isObserved(space: Space, x: unknown): boolean {
  if (space instanceof Box && space.dtype === 'float64') {
    const numbers = x as ArrayLike<number>, { low, high } = space;
    for (let i = 0; i < numbers.length; i++) if (!(numbers[i] >= Math.fround(low[i]) && numbers[i] <= Math.fround(high[i]))) return false;
    return true;
  }
  if (space instanceof Tuple) return space.parts.every((part: Space, i) => isObserved(part, (x as readonly unknown[])[i]));
  if (space instanceof Dict) return space.keys.every((key) => isObserved(space.spaces[key], (x as Record<string, unknown>)[key]));
  return space.contains(x);
}
