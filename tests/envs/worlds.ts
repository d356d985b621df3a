import { Box, Discrete, type Dynamics, type Random, type Space } from 'gymnasium-js';

/** The actions of `story`. */
export const READ = 0, SHUT = 1;

/**
 * A story of five pages, small enough to follow by hand.
 *
 * | observation | `Box` of 3: the page, from 0; which story it is, drawn at its beginning; the last line, drawn with every page |
 * | --- | --- |
 * | action 0 | reads one page: reward 1 |
 * | action 1 | reads one page and shuts the book: reward 10 |
 * | end | shut, or on page 5 |
 */
export function story({ masked = false } = {}): Dynamics {
  return {
    observationSpace: new Box(0, 2_000_000, { shape: [3] }),
    actionSpace: new Discrete(2),
    stateSize: 4,                                         // page, story, line, shut
    reset(s, random) {
      s.set([0, random.integers(1_000_000), 0, 0]);
    },
    step(s, action, random) {
      s[0]++;
      s[2] = random.integers(1_000_000);
      s[3] = action[0] === SHUT ? 1 : 0;
      return s[3] === 1 ? 10 : 1;
    },
    terminal: (s) => s[3] === 1 || s[0] === 5,
    observe(s, observation) { observation.set(s.subarray(0, 3)); },
    outcome: (s) => (s[3] === 1 ? 'shut' : 'read'),
    info: (s) => ({ page: s[0] }),
    ...(masked && { mask(s: Float64Array, mask: Uint8Array) { mask.set([1, s[0] % 2]); } }),         // the book can be shut on odd pages
  };
}

/** An action of the space, drawn from the given stream; only one that the mask allows, if there is a mask. */
export function anyAction(space: Space, random: Random, mask?: ArrayLike<number>): unknown {
  if (space instanceof Discrete) {
    const allowed = Array.from({ length: space.n }, (_, a) => a).filter((a) => !mask || mask[a] === 1);
    return space.start + allowed[random.integers(allowed.length)];
  }
  if (space instanceof Box) return space.low.map((low, i) => random.uniform(Math.max(low, -10), Math.min(space.high[i], 10)));
  throw new TypeError(`no actions are drawn from a ${space.kind} here`);
}

const number = (words: ArrayLike<number>) => Array.from(words).reduceRight((sum, word) => sum << 32n | BigInt(word), 0n);

/** Where a saved generator stands, as Python prints it. */
export function standing(words: Uint32Array): { state: string; inc: string; has_uint32: number; uinteger: number } {
  return { state: String(number(words.slice(0, 4))), inc: String(number(words.slice(4, 8))), has_uint32: words[8], uinteger: words[9] };
}

/** Pearson's chi-square: the sum of (seen - expected)^2 / expected over all kinds. */
export function chiSquare(seen: readonly number[], probabilities: readonly number[]): number {
  const n = seen.reduce((sum, count) => sum + count, 0);
  return seen.reduce((sum, count, i) => sum + (count - n * probabilities[i]) * (count - n * probabilities[i]) / (n * probabilities[i]), 0);
}
