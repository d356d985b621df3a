import { instantiate } from '../math/wasm.ts';
import { drawFromPool } from './seed-sequence.ts';
import { WASM } from './pcg64.wasm.ts';

/**
 * PCG64's memory, ten words, the order in which a generator is saved:
 * 0-3 the 128-bit state s and 4-7 the odd increment c, low word first; 8 is 1 while half of a 64-bit draw is kept; 9 that half.
 */
export type Pcg64 = Uint32Array;
export const WORDS = 10;
const KEPT = 8, HALF = 9;

// A double costs 7 to 8 ns this way (Node 20, x86-64), carrying the state to WebAssembly and back included. The same step in JavaScript
// costs 23 ns with 32-bit limbs and high halves from float64 products, 29 with 16-bit columns in float64, 40 with 16-bit integer
// products, 200 with BigInt. Leaving the state in WebAssembly's memory would save 2 to 3 ns, and need somebody to free it.
type Step<Result> = (s0: number, s1: number, s2: number, s3: number, c0: number, c1: number, c2: number, c3: number) => Result;
const pcg64 = instantiate<{
  next: Step<void>; random: Step<number>; result: { value: number }; memory: { buffer: ArrayBuffer };
}>(WASM);
const step = pcg64.next, stepToDouble = pcg64.random;
const result = new Uint32Array(pcg64.memory.buffer, pcg64.result.value, 6);     // s' and the 64 bits of the last `next`

/** The lower and the higher half of the last 64-bit draw, as `draw64` left them. */
export const LOW = 4, HIGH = 5;
export const drawn: Readonly<Uint32Array> = result;

/** Draws 64 bits: read them at once from `drawn[LOW]` and `drawn[HIGH]`. */
export function draw64(s: Pcg64): void {
  step(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
  s[0] = result[0]; s[1] = result[1]; s[2] = result[2]; s[3] = result[3];
}

/** Draws a double from [0, 1), a multiple of 2^-53. */
export function drawDouble(s: Pcg64): number {
  const u = stepToDouble(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
  s[0] = result[0]; s[1] = result[1]; s[2] = result[2]; s[3] = result[3];
  return u;
}

/** Draws 32 bits. Two of them share a 64-bit draw, the lower half first; the other half waits however many other draws come between. */
export function draw32(s: Pcg64): number {
  if (s[KEPT] === 1) {
    s[KEPT] = 0;
    return s[HALF];
  }
  draw64(s);
  s[KEPT] = 1;
  s[HALF] = result[HIGH];
  return result[LOW];
}

/** Draws a float32 from [0, 1), a multiple of 2^-24. */
export function drawSingle(s: Pcg64): number {
  return (draw32(s) >>> 8) / 0x100_0000;
}

const seeds = new Uint32Array(8);                                          // scratch of `seed`

/** Begins the stream of a seed sequence's pool: with four draws of 64 bits i, i', j, j' it is c = 2 [j j'] + 1, s = a ([i i'] + c) + c. */
export function seed(s: Pcg64, pool: Uint32Array): void {
  drawFromPool(pool, seeds);
  let shifted = 1, carry = 0;
  for (let k = 0; k < 4; k++) {
    const from = k ^ 2;                                                     // the higher 64 bits are drawn first, but stand last
    s[4 + k] = seeds[4 + from] << 1 | shifted;
    shifted = seeds[4 + from] >>> 31;
    const sum = s[4 + k] + seeds[from] + carry;                             // < 2^33
    s[k] = sum;
    carry = sum > 0xffffffff ? 1 : 0;
  }
  draw64(s);
  s[KEPT] = s[HALF] = 0;
}
