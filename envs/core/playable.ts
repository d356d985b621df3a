import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { isList } from '../spaces/dtype.ts';
import type { Space } from '../spaces/space.ts';
import { describe } from './words.ts';

/** Whether an action can be played: it is one of the space's, or lies beyond a Box's bounds, as in Gymnasium: dynamics clip it, and some charge for it. */
export function isPlayable(space: Space, action: unknown): boolean {
  if (!(space instanceof Box)) return space.contains(action);
  const numbers = action as ArrayLike<unknown> | null | undefined;
  if (numbers?.length !== space.rowSize) return false;
  for (let i = 0; i < numbers.length; i++) if (typeof numbers[i] !== 'number' || Number.isNaN(numbers[i])) return false;
  return true;
}

/** Says that an action cannot be played, and which one can. */
export function refuseAction(space: Space, action: unknown): never {
  throw new RangeError(`the action ${describe(action)} is outside the action space ${String(space)}; ${advice(space, action)}`);
}

function advice(space: Space, action: unknown): string {
  for (const meant of meanings(action)) if (isPlayable(space, meant)) return `try ${describe(meant)}`;
  if (space instanceof Discrete) return `its actions are the whole numbers from ${space.start} to ${space.start + space.n - 1}`;
  if (space instanceof Box) return `an action is a list of ${space.rowSize} number${space.rowSize === 1 ? '' : 's'}`;
  return 'try one that env.actionSpace.sample() gives';
}

/** What may have been meant: the number in a text, in a list, or near a fraction; a list around a number; lists in one. */
function meanings(action: unknown): unknown[] {
  if (typeof action === 'string') return action.trim() === '' ? [] : [Number(action), [Number(action)]];
  if (typeof action === 'bigint') return [Number(action), [Number(action)]];
  if (typeof action === 'number') return [[action], Math.floor(action)];
  if (!isList(action)) return [];
  const list = Array.from(action), flat = list.flat(Infinity);
  return [...(flat.length === 1 ? [flat[0], Number(flat[0])] : []), flat, flat.every((x) => typeof x === 'string' && x.trim() !== '') ? flat.map(Number) : undefined];
}
