/** Where a stream of random numbers begins: a whole number from 0 up, as a bigint past 2^53. */
export type Seed = number | bigint;

/** An unpredictable seed that fits a number, so that it can be printed and given again. [0, 2^53) */
export function freshSeed(): number {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return (high >>> 11) * 0x1_0000_0000 + low;
}

/** An upper bound on the 32-bit words that `writeWords` will write. */
export function wordCount(seed: Seed | readonly Seed[]): number {
  if (typeof seed === 'bigint') return seed.toString(16).length + 7 >>> 3;
  if (!isList(seed)) return 2;
  let count = 0;
  for (let i = 0; i < seed.length; i++) count += wordCount(seed[i]);
  return count;
}

/** Writes a seed in words of 32 bits, lowest first, from index `at`; returns the index after the last. Zero is one word. */
export function writeWords(seed: Seed | readonly Seed[], words: Uint32Array, at: number): number {
  if (typeof seed === 'number') {
    checkSeed(seed);
    words[at++] = seed;
    if (seed > 0xffffffff) words[at++] = seed / 0x1_0000_0000;
  } else if (typeof seed === 'bigint') {
    checkSeed(seed);
    do words[at++] = Number(seed & 0xffffffffn); while ((seed >>= 32n) > 0n);
  } else if (isList(seed)) {
    for (let i = 0; i < seed.length; i++) at = writeWords(seed[i], words, at);
  } else checkSeed(seed);
  return at;
}

/** `Array.isArray` for lists that nobody writes to. */
export const isList = (x: unknown): x is readonly unknown[] & readonly Seed[] => Array.isArray(x);

const EXPECTED = 'a seed is a whole number from 0 to 2^53 - 1, or a bigint from 0n up';

/** Throws, in words, unless `seed` is a whole number from 0 up that is held exactly. */
export function checkSeed(seed: unknown): asserts seed is Seed {
  if (typeof seed === 'bigint' ? seed >= 0n : Number.isSafeInteger(seed) && seed as number >= 0) return;
  if (typeof seed !== 'number' && typeof seed !== 'bigint')
    throw new TypeError(`The seed is ${describe(seed)}; ${EXPECTED}.\nTry a number such as 42, or leave the seed out for a fresh one.`);
  if (Number.isInteger(seed) && Math.abs(seed as number) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`The seed is ${seed}, too large to be an exact number; ${EXPECTED}.\nTry BigInt('...') with its digits.`);
  const nearby = typeof seed === 'bigint' ? -seed : Number.isFinite(seed) ? Math.floor(Math.abs(seed)) : 42;
  throw new RangeError(`The seed is ${seed}; ${EXPECTED}.\nTry ${nearby}, or leave the seed out for a fresh one.`);
}

const describe = (x: unknown) => typeof x === 'string' ? `the text '${x}'` : x === null ? 'null' : `of type ${typeof x}`;
