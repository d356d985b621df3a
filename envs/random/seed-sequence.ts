import { checkCount } from './arguments.ts';
import { freshSeed, isList, wordCount, writeWords } from './seed.ts';
import type { Seed } from './seed.ts';

const POOL = 4;                                                           // words; 128 bits of entropy are kept
const INIT_A = 0x43b0d7e5, MULTIPLY_A = 0x931e8875;                       // hash going in
const INIT_B = 0x8b51f9dd, MULTIPLY_B = 0x58f38ded;                       // hash coming out
const MIX_LEFT = 0xca01f9dd, MIX_RIGHT = 0x4973f715;

/**
 * NumPy's `SeedSequence`: turns any whole number, or a list of them, into as many well mixed words as a generator wants, and
 * grows a tree of independent sequences from one seed. Equal arguments give equal words.
 * Source: O'Neill (2015), "Developing a seed_seq Alternative"; NumPy enhancement proposal 19.
 */
export class SeedSequence {
  readonly entropy: Seed | readonly Seed[];
  /** The path from the root of the tree: which child, of which child, ... */
  readonly spawnKey: readonly number[];
  /** The mixed entropy. [4 words] */
  readonly pool = new Uint32Array(POOL);
  private children = 0;

  /**
   * `entropy` and the members of `spawnKey` are whole numbers from 0 up. Without entropy, fresh entropy is taken.
   * Throws RangeError where a number is negative, fractional or not exact, TypeError where it is no number.
   */
  constructor(entropy: Seed | readonly Seed[] = freshSeed(), { spawnKey = [] }: { spawnKey?: readonly number[] } = {}) {
    this.entropy = isList(entropy) ? entropy.slice() : entropy;
    this.spawnKey = spawnKey.slice();
    fillPool(this.pool, this.entropy, this.spawnKey);
  }

  /** `words` numbers of 32 bits, or with `bits` 64 of 64 bits. The same ones each time. */
  generateState(words: number, bits?: 32): Uint32Array<ArrayBuffer>;
  generateState(words: number, bits: 64): BigUint64Array<ArrayBuffer>;
  generateState(words: number, bits: 32 | 64 = 32): Uint32Array<ArrayBuffer> | BigUint64Array<ArrayBuffer> {
    checkCount('generateState', words);
    if (bits === 32) return drawFromPool(this.pool, new Uint32Array(words));
    const halves = drawFromPool(this.pool, new Uint32Array(2 * words));
    return BigUint64Array.from({ length: words }, (_, i) => BigInt(halves[2 * i]) | BigInt(halves[2 * i + 1]) << 32n);
  }

  /** `n` new children, independent of each other, of this sequence and of the children spawned before. */
  spawn(n: number): SeedSequence[] {
    checkCount('spawn', n);
    const first = this.children;
    this.children += n;
    return Array.from({ length: n }, (_, i) => new SeedSequence(this.entropy, { spawnKey: [...this.spawnKey, first + i] }));
  }
}

let words = new Uint32Array(16);                                          // scratch: entropy and spawn key as 32-bit words

/** Mixes entropy and spawn key into `pool`. It keeps nothing and, for number seeds, allocates nothing. */
export function fillPool(pool: Uint32Array, entropy: Seed | readonly Seed[], spawnKey: readonly number[]): void {
  const needed = POOL + wordCount(entropy) + wordCount(spawnKey);
  if (needed > words.length) words = new Uint32Array(2 * needed);
  let n = writeWords(entropy, words, 0);
  // Short entropy is padded before a spawn key, so that (seed 5, child 7) is not the seed [5, 7].
  if (spawnKey.length > 0) while (n < POOL) words[n++] = 0;
  n = writeWords(spawnKey, words, n);

  hash = INIT_A;
  for (let i = 0; i < POOL; i++) pool[i] = hashIn(i < n ? words[i] : 0);
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++)
      if (from !== to) pool[to] = mix(pool[to], hashIn(pool[from]));
  for (let from = POOL; from < n; from++)
    for (let to = 0; to < POOL; to++) pool[to] = mix(pool[to], hashIn(words[from]));
}

/** Fills `out` with words drawn from the pool. */
export function drawFromPool<Words extends Uint32Array>(pool: Uint32Array, out: Words): Words {
  let multiplier = INIT_B;
  for (let i = 0; i < out.length; i++) {
    let x = pool[i % POOL] ^ multiplier;
    multiplier = Math.imul(multiplier, MULTIPLY_B);
    x = Math.imul(x, multiplier);
    out[i] = x ^ x >>> 16;
  }
  return out;
}

let hash = INIT_A;                                                        // changes with every word hashed

function hashIn(x: number): number {
  x ^= hash;
  hash = Math.imul(hash, MULTIPLY_A);
  x = Math.imul(x, hash);
  return x ^ x >>> 16;
}

function mix(x: number, y: number): number {
  const z = Math.imul(MIX_LEFT, x) - Math.imul(MIX_RIGHT, y);
  return z ^ z >>> 16;
}
