import { Box } from '../spaces/box.ts';
import type { Space } from '../spaces/space.ts';

/** Whether an action can be played: it is one of the space's, or lies beyond a Box's bounds, as in Gymnasium: dynamics clip it, and some charge for it. */
export function isPlayable(space: Space, action: unknown): boolean {
  if (!(space instanceof Box)) return space.contains(action);
  const numbers = action as ArrayLike<unknown> | null | undefined;
  if (numbers?.length !== space.rowSize) return false;
  for (let i = 0; i < numbers.length; i++) if (typeof numbers[i] !== 'number' || Number.isNaN(numbers[i])) return false;
  return true;
}
