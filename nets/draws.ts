import { math } from 'gymnasium-js/basics';
import type { Draw } from './network.ts';

/**
 * A number of the standard normal distribution, by the polar method: a point (x, y) uniform in the unit circle, s = x^2 + y^2, gives
 * x sqrt(-2 ln(s) / s). Marsaglia & Bray (1964), "A convenient method for generating normal variables".
 *
 * Draws pairs until one lies in the circle: 2.55 numbers on average. y would give a second normal number; it is dropped, so that all the
 * memory there is lies in `draw`, whose state is saved. From 32-bit uniforms the largest possible is 9.3 deviations.
 */
export function normal(draw: Draw): number {
  for (let i = 0; i < 1000; i++) {
    const x = 2 * draw.random() - 1, y = 2 * draw.random() - 1, s = x * x + y * y;
    if (s < 1 && s > 0) return x * Math.sqrt(-2 * math.log(s) / s);
  }
  throw new RangeError('a thousand pairs of random numbers and none in the unit circle: draw.random() must give uniform numbers in [0, 1)');
}
