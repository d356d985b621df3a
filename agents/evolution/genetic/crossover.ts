import type { Draw } from '../../../nets/network.ts';

/** Writes a child of parents a and b, all of one length; it may not be either of them. Of two equal parents it is a copy. */
export type Crossover = (a: Float64Array, b: Float64Array, child: Float64Array, draw: Draw) => void;

/** Each gene from either parent by the toss of a coin. Syswerda (1989), "Uniform crossover in genetic algorithms". */
export const uniform: Crossover = (a, b, child, draw) => {
  const n = child.length;
  child.set(a);
  for (let from = 0; from < n; from += 32) {             // one random number has 32 coins
    let coins = (draw.random() * 0x1_0000_0000) | 0;
    if (n - from < 32) coins &= (1 << (n - from)) - 1;
    while (coins !== 0) {
      const k = 31 - Math.clz32(coins);
      child[from + k] = b[from + k];
      coins ^= 1 << k;
    }
  }
};

/** Genes of a up to a cut, of b from there on, with at least one of each. One gene alone is a's. Holland (1975), chapter 6. */
export const onePoint: Crossover = (a, b, child, draw) => {
  const n = child.length, cut = 1 + Math.floor(draw.random() * (n - 1));
  child.set(a);
  for (let k = cut; k < n; k++) child[k] = b[k];
};

/**
 * The genome is a ring, cut in two places: one arc of it is b's, the other a's, with at least one gene each. One gene alone is a's.
 * De Jong (1975), "An analysis of the behavior of a class of genetic adaptive systems".
 */
export const twoPoint: Crossover = (a, b, child, draw) => {
  const n = child.length, start = Math.floor(draw.random() * n), length = n === 1 ? 0 : 1 + Math.floor(draw.random() * (n - 1));
  child.set(a);
  for (let j = 0; j < length; j++) {
    const k = start + j < n ? start + j : start + j - n;
    child[k] = b[k];
  }
};

/**
 * BLX-alpha: each gene anywhere in the parents' interval, made longer by alpha times its length on both sides:
 *
 *     uniform in [min(a, b) - alpha |a - b|, max(a, b) + alpha |a - b|],     within +-limit
 *
 * Eshelman & Schaffer (1993), "Real-coded genetic algorithms and interval-schemata". Without selection, a population narrows by it for alpha
 * below (sqrt 3 - 1) / 2 = 0.366 and widens above that.
 */
export const blend = (alpha: number, limit: number): Crossover => (a, b, child, draw) => {
  for (let k = 0; k < child.length; k++) {
    const gene = a[k] + (b[k] - a[k]) * (draw.random() * (1 + 2 * alpha) - alpha);
    child[k] = gene > limit ? limit : gene < -limit ? -limit : gene;
  }
};
