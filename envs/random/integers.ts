import { below, belowBig, fillFromPieces } from './bounded.ts';
import type { Pcg64 } from './pcg64.ts';

/** NumPy's integer types and the array that holds each. `int64` is for whole numbers that a double holds: up to 2^53 - 1. */
export interface IntegerArrays {
  int64: Float64Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>; uint32: Uint32Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>; uint16: Uint16Array<ArrayBuffer>;
  int8: Int8Array<ArrayBuffer>; uint8: Uint8Array<ArrayBuffer>; bool: Uint8Array<ArrayBuffer>;
}
export type IntegerType = keyof IntegerArrays;

const TYPES = {
  int64: { make: (n: number) => new Float64Array(n), lowest: Number.MIN_SAFE_INTEGER, highest: Number.MAX_SAFE_INTEGER },
  int32: { make: (n: number) => new Int32Array(n), lowest: -0x8000_0000, highest: 0x7fff_ffff },
  uint32: { make: (n: number) => new Uint32Array(n), lowest: 0, highest: 0xffff_ffff },
  int16: { make: (n: number) => new Int16Array(n), lowest: -32768, highest: 32767, pieces: 16 },
  uint16: { make: (n: number) => new Uint16Array(n), lowest: 0, highest: 65535, pieces: 16 },
  int8: { make: (n: number) => new Int8Array(n), lowest: -128, highest: 127, pieces: 8 },
  uint8: { make: (n: number) => new Uint8Array(n), lowest: 0, highest: 255, pieces: 8 },
  bool: { make: (n: number) => new Uint8Array(n), lowest: 0, highest: 1, pieces: 1 },
} as const satisfies Record<IntegerType, { make(n: number): ArrayLike<number>; lowest: number; highest: number; pieces?: number }>;

/** A whole number from `low` to `low + n - 1`; n up to 2^54. */
export function integer(s: Pcg64, low: number, high: number): number {
  const n = high - low;
  if (n <= 0x1_0000_0000) return low + below(s, n);
  const from = BigInt(low);
  return Number(from + belowBig(s, BigInt(high) - from));
}

/** An array of `size` whole numbers from `low` to `high - 1`. The smaller types share draws, as NumPy's do. */
export function integerArray(s: Pcg64, low: number, high: number, size: number, dtype: IntegerType): IntegerArrays[IntegerType] {
  const type = TYPES[dtype], out = type.make(size);
  if ('pieces' in type) fillFromPieces(s, out, low, high - low, type.pieces);
  else for (let i = 0; i < size; i++) out[i] = integer(s, low, high);
  return out;
}

/** Throws, in words, unless `low` to `high - 1` is a range of whole numbers inside the type. */
export function checkRange(low: number, high: number, dtype: IntegerType): void {
  const type = TYPES[dtype];
  if (type === undefined) throw new TypeError(`There is no integer type '${dtype}'; try one of ${Object.keys(TYPES).join(', ')}.`);
  if (!Number.isInteger(low) || !Number.isInteger(high))
    throw new RangeError(`The range goes from ${low} to ${high}; both must be whole numbers. Try Math.floor, or integersBig(low, high) with bigints.`);
  if (!(low < high)) {
    throw new RangeError(`The range from ${low} up to ${high} is empty (${high} itself is not drawn unless endpoint is true). Try a higher end.`);
  }
  if (low < type.lowest || high - 1 > type.highest)
    throw new RangeError(`The range from ${low} up to ${high} leaves ${dtype}, which goes from ${type.lowest} to ${type.highest}. `
      + (dtype === 'int64' ? 'Try integersBig(low, high) with bigints.' : 'Try a larger type.'));
}
