import { math } from 'gymnasium-js';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const ARGUMENTS = 100_000;

/** Half of them evenly over [-20, 20], the other half over the bits of all doubles: zeros, tiny and huge ones, infinities, NaN. */
function makeArguments(): Float64Array {
  const half = ARGUMENTS / 2, cell = new DataView(new ArrayBuffer(8));
  return Float64Array.from({ length: ARGUMENTS }, (_, i) => {
    if (i < half) return -20 + (40 * i) / (half - 1);
    cell.setUint32(0, (i - half) * Math.floor(0x1_0000_0000 / half));
    cell.setUint32(4, i % 3 === 0 ? 0 : i * 0x9e37_79b1);
    return cell.getFloat64(0);
  });
}

/** f over all arguments; where it takes two, the second runs over them in another order. */
function over(f: (...x: number[]) => number): string {
  const x = makeArguments();
  return new Digest().add(x.map(f.length === 1 ? (first) => f(first) : (first, i) => f(first, x[(i * 7919) % ARGUMENTS]))).hex();
}

/** Every function of `math`. */
export const functions: Goldens = Object.fromEntries(Object.entries(math).map(([name, f]) => [`math.${name}`, () => over(f)]));

/** The language's own, which leaves the last bits to the engine: that they differ between places shows that the comparison can see it. */
export const controls: Goldens = Object.fromEntries((['sin', 'exp', 'tanh', 'pow'] as const).map((name) => [`Math.${name}`, () => over(Math[name])]));
