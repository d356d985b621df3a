import { draw32, draw64, drawn, HIGH, LOW } from './pcg64.ts';
import type { Pcg64 } from './pcg64.ts';

// A number below n from a random word: the high half of word * n, where a low half under 2^32 mod n is drawn again.
// Lemire (2019), "Fast Random Integer Generation in an Interval", algorithm 5.

/** A whole number from 0 to n - 1, n from 1 to 2^32. Draws 32 bits, none where n is 1. */
export function below(s: Pcg64, n: number): number {
  if (n === 1) return 0;
  let word = draw32(s);
  if (n === 0x1_0000_0000) return word;
  let low = Math.imul(word, n) >>> 0;
  if (low < n) {
    const threshold = (0x1_0000_0000 - n) % n;
    while (low < threshold) {
      word = draw32(s);
      low = Math.imul(word, n) >>> 0;
    }
  }
  // word * n is rounded to 53 of its 64 bits; less its low half it is within 2^11 of a multiple of 2^32, which adding a half finds.
  return (word * n - low) / 0x1_0000_0000 + 0.5 >>> 0;
}

/** The same by another road: as many bits as n - 1 has, drawn again while they are too many. NumPy shuffles with this one. */
export function belowByMask(s: Pcg64, n: number): number {
  if (n === 1) return 0;
  const mask = 0xffffffff >>> Math.clz32(n - 1);
  let x: number;
  do x = (draw32(s) & mask) >>> 0; while (x >= n);
  return x;
}

/** A whole number from 0n to n - 1n, n from 1n to 2^64. Draws 32 bits up to n = 2^32, 64 beyond. */
export function belowBig(s: Pcg64, n: bigint): bigint {
  if (n <= 1n << 32n) return BigInt(below(s, Number(n)));
  let product = word64(s) * n;
  if (n === 1n << 64n) return product >> 64n;
  const threshold = ((1n << 64n) - n) % n;
  while (BigInt.asUintN(64, product) < threshold) product = word64(s) * n;
  return product >> 64n;
}

function word64(s: Pcg64): bigint {
  draw64(s);
  return BigInt(drawn[HIGH]) << 32n | BigInt(drawn[LOW]);
}

/**
 * Fills `out` with low + a whole number below n, cutting pieces of `bits` bits (1, 8 or 16; n <= 2^bits) from 32-bit draws, the
 * lowest first. What is left of the last draw is thrown away.
 */
export function fillFromPieces(s: Pcg64, out: { length: number; [i: number]: number }, low: number, n: number, bits: 1 | 8 | 16): void {
  const size = 1 << bits, threshold = (size - n) % n;
  let word = 0, left = 0;
  for (let i = 0; i < out.length; i++) {
    if (n === 1) { out[i] = low; continue; }
    let product: number;
    do {
      if (left === 0) { word = draw32(s); left = 32 / bits; }
      product = (word & size - 1) * n;                                      // < 2^32
      word >>>= bits;
      left--;
    } while (product % size < threshold);
    out[i] = low + Math.floor(product / size);
  }
}
