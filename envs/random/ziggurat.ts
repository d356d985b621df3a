import { exp, log1p } from '../math/index.ts';
import { draw32, draw64, drawDouble, drawn, drawSingle, HIGH, LOW } from './pcg64.ts';
import type { Pcg64 } from './pcg64.ts';
import {
  EXPONENTIAL_HEIGHT, EXPONENTIAL_INSIDE, EXPONENTIAL_WIDTH, NORMAL_HEIGHT, NORMAL_INSIDE, NORMAL_WIDTH,
} from './ziggurat-tables.ts';

// The area under a density is cut into 256 layers of equal area. A draw picks a layer and a place across it; nearly always that place
// is under the density (INSIDE). Else a second draw decides in the wedge, and layer 0 has a tail.
// Marsaglia and Tsang (2000), "The Ziggurat Method for Generating Random Variables".

const NORMAL_TAIL = 3.6541528853610088, EXPONENTIAL_TAIL = 7.69711747013105;
const INVERSE_NORMAL_TAIL = 0.27366123732975828;

/** f(x) proportional to exp(-x^2 / 2). Of 64 bits: 8 for the layer, a sign, 52 for the place. */
export function standardNormal(s: Pcg64): number {
  for (;;) {
    draw64(s);
    const low = drawn[LOW], layer = low & 0xff, sign = low & 0x100 ? -1 : 1;
    const place = (drawn[HIGH] & 0x1fffffff) * 0x80_0000 + (low >>> 9);
    const x = place * NORMAL_WIDTH[layer];
    if (place < NORMAL_INSIDE[layer]) return sign * x;
    if (layer === 0) return (low & 0x20000 ? -1 : 1) * normalTail(s);     // NumPy takes this sign from bit 8 of the place
    const height = (NORMAL_HEIGHT[layer - 1] - NORMAL_HEIGHT[layer]) * drawDouble(s) + NORMAL_HEIGHT[layer];
    if (height < exp(-0.5 * x * x)) return sign * x;
  }
}

/** Marsaglia (1964), "Generating a Variable from the Tail of the Normal Distribution". */
function normalTail(s: Pcg64): number {
  for (;;) {
    const x = -INVERSE_NORMAL_TAIL * log1p(-drawDouble(s));
    const y = -log1p(-drawDouble(s));
    if (y + y > x * x) return NORMAL_TAIL + x;
  }
}

// The same tables for 23 bits instead of 52.
const WIDTH_32 = Float32Array.from(NORMAL_WIDTH, (x) => x * 0x2000_0000), HEIGHT_32 = Float32Array.from(NORMAL_HEIGHT);
const INSIDE_32 = Uint32Array.from(NORMAL_INSIDE, (x) => Math.round(x / 0x2000_0000));
const f32 = Math.fround, TAIL_32 = f32(NORMAL_TAIL), INVERSE_TAIL_32 = f32(INVERSE_NORMAL_TAIL);

/** The standard normal distribution in float32. Of 32 bits: 8 for the layer, a sign, 23 for the place. */
export function standardNormal32(s: Pcg64): number {
  for (;;) {
    const word = draw32(s), layer = word & 0xff, sign = word & 0x100 ? -1 : 1, place = word >>> 9;
    const x = f32(place * WIDTH_32[layer]);
    if (place < INSIDE_32[layer]) return sign * x;
    if (layer === 0) return (word & 0x20000 ? -1 : 1) * normalTail32(s);
    const height = f32(f32(f32(HEIGHT_32[layer - 1] - HEIGHT_32[layer]) * drawSingle(s)) + HEIGHT_32[layer]);
    if (height < exp(-0.5 * x * x)) return sign * x;
  }
}

function normalTail32(s: Pcg64): number {
  for (;;) {
    const x = f32(-INVERSE_TAIL_32 * f32(log1p(-drawSingle(s))));
    const y = f32(-log1p(-drawSingle(s)));
    if (f32(y + y) > f32(x * x)) return f32(TAIL_32 + x);
  }
}

/** f(x) = exp(-x). Of 64 bits the lowest 3 are not used, 8 are for the layer, 53 for the place. */
export function standardExponential(s: Pcg64): number {
  for (;;) {
    draw64(s);
    const low = drawn[LOW], layer = low >>> 3 & 0xff;
    const place = drawn[HIGH] * 0x20_0000 + (low >>> 11);
    const x = place * EXPONENTIAL_WIDTH[layer];
    if (place < EXPONENTIAL_INSIDE[layer]) return x;
    if (layer === 0) return EXPONENTIAL_TAIL - log1p(-drawDouble(s));
    const height = (EXPONENTIAL_HEIGHT[layer - 1] - EXPONENTIAL_HEIGHT[layer]) * drawDouble(s) + EXPONENTIAL_HEIGHT[layer];
    if (height < exp(-x)) return x;
  }
}
