import { drawNumbers } from './twin/numeric.ts';

/** A stream of numbers in [0, 1), the same for the same seed. */
export function drawOf(seed: number) {
  const numbers = drawNumbers(200_000, seed);
  let at = 0;
  return {
    random(): number {
      if (at === numbers.length) throw new Error('the stream is at its end');
      return (numbers[at++] + 1) / 2;
    },
  };
}
