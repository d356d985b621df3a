import { below, belowByMask } from './bounded.ts';
import { drawDouble } from './pcg64.ts';
import type { Pcg64 } from './pcg64.ts';

export type Items = { readonly length: number; [i: number]: unknown };

/** Swaps items at random, from the last down to `first`, each with itself or one before it (Fisher and Yates; Durstenfeld 1964). */
export function shuffle(s: Pcg64, items: Items, draw = belowByMask, first = 1): void {
  for (let i = items.length - 1; i >= first; i--) {
    const j = draw(s, i + 1), item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}

/** An index drawn with probabilities p: the first whose cumulative share exceeds a uniform draw. */
export function weighted(s: Pcg64, p: ArrayLike<number>): number {
  const total = sum(p), u = drawDouble(s);
  let cumulative = 0;
  for (let i = 0; i < p.length - 1; i++) {
    cumulative += p[i];
    if (cumulative / total > u) return i;
  }
  return p.length - 1;
}

/** `size` different indices below n, all sets alike. In random order with `ordered`; else the order tells which came first. */
export function withoutReplacement(s: Pcg64, n: number, size: number, ordered: boolean): number[] {
  // NumPy shuffles the tail of a whole list where it needs much of a long one, and otherwise follows Floyd.
  if (n > 10_000 && size > Math.floor(n / (ordered ? 50 : 20))) {
    const all = Array.from({ length: n }, (_, i) => i);
    shuffle(s, all, below, Math.max(n - size, 1));
    return all.slice(n - size);
  }
  // Bentley and Floyd (1987), "A Sample of Brilliance": a number from 0 to j, or j itself where that one is taken.
  const taken = new Set<number>();
  for (let j = n - size; j < n; j++) {
    const i = below(s, j + 1);
    taken.add(taken.has(i) ? j : i);
  }
  const indices = [...taken];
  if (ordered) shuffle(s, indices, below);
  return indices;
}

/** `size` different indices drawn with probabilities p, in the order in which they came. */
export function weightedWithoutReplacement(s: Pcg64, p: ArrayLike<number>, size: number): number[] {
  const left = Float64Array.from(p), found = new Set<number>();
  while (found.size < size) {
    const round = Array.from({ length: size - found.size }, () => drawDouble(s));
    for (const i of found) left[i] = 0;
    const total = sum(left);
    for (const u of round) {
      let i = 0, cumulative = left[0];
      while (!(cumulative / total > u)) cumulative += left[++i];
      found.add(i);
    }
  }
  return [...found];
}

/** Throws, in words, unless p holds a probability for each of n items and they add to 1. */
export function checkProbabilities(p: ArrayLike<number>, n: number): void {
  if (p.length !== n) throw new RangeError(`There are ${p.length} probabilities for ${n} items; give each item one.`);
  for (let i = 0; i < n; i++)
    if (!(p[i] >= 0)) throw new RangeError(`Probability ${i} is ${p[i]}; a probability is a number from 0 to 1.`);
  const total = sum(p);
  if (!(Math.abs(total - 1) < 1.5e-8))                                      // NumPy's tolerance: the square root of epsilon
    throw new RangeError(`The probabilities add to ${total} instead of 1. Try dividing each by their sum.`);
}

function sum(p: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) total += p[i];
  return total;
}
