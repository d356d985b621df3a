import { FREE_FROM, kernelsIn, memoryOf } from '../../../nets/kernels/kernels.ts';

const CANARY = -12345.678;

/** A memory for the kernels alone: arrays are laid one behind another, each followed by numbers that nobody may touch. */
export function arena(bytes = 1 << 18) {
  const memory = memoryOf(bytes, false), kernels = kernelsIn(memory, false);
  const guards: Float32Array[] = [];
  let top = FREE_FROM;
  /** [count], from the given values or filled with NaN, which shows in all that depends on it. */
  const take = (values: ArrayLike<number> | number): Float32Array => {
    const count = typeof values === 'number' ? values : values.length;
    const array = new Float32Array(memory.buffer, top, count), guard = new Float32Array(memory.buffer, top + 4 * count, 24);
    top += 4 * (count + 24);
    if (typeof values === 'number') array.fill(NaN);
    else array.set(values);
    guard.fill(CANARY);
    guards.push(guard);
    return array;
  };
  return { kernels, memory, take, untouched: () => guards.every((guard) => guard.every((number) => number === Math.fround(CANARY))) };
}

export const SIZES = [1, 2, 3, 5, 7, 8, 9, 17, 64];
export const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
