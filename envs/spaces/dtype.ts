export type BoxArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
export type BoxDtype = 'float32' | 'float64' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64';

interface Dtype { make(n: number): BoxArray; readonly bits: number; readonly whole: boolean; readonly signed: boolean; readonly lowest: number; readonly highest: number }

const FLOAT32_MAX = 3.4028234663852886e38;

/** NumPy's number types and the array that holds each. `int64` is for whole numbers that a double holds: up to 2^53 - 1. */
export const DTYPES: Readonly<Record<BoxDtype, Dtype>> = {
  float32: { make: (n) => new Float32Array(n), bits: 32, whole: false, signed: true, lowest: -FLOAT32_MAX, highest: FLOAT32_MAX },
  float64: { make: (n) => new Float64Array(n), bits: 64, whole: false, signed: true, lowest: -Number.MAX_VALUE, highest: Number.MAX_VALUE },
  int8: { make: (n) => new Int8Array(n), bits: 8, whole: true, signed: true, lowest: -128, highest: 127 },
  uint8: { make: (n) => new Uint8Array(n), bits: 8, whole: true, signed: false, lowest: 0, highest: 255 },
  int16: { make: (n) => new Int16Array(n), bits: 16, whole: true, signed: true, lowest: -32768, highest: 32767 },
  uint16: { make: (n) => new Uint16Array(n), bits: 16, whole: true, signed: false, lowest: 0, highest: 65535 },
  int32: { make: (n) => new Int32Array(n), bits: 32, whole: true, signed: true, lowest: -0x8000_0000, highest: 0x7fff_ffff },
  uint32: { make: (n) => new Uint32Array(n), bits: 32, whole: true, signed: false, lowest: 0, highest: 0xffff_ffff },
  int64: { make: (n) => new Float64Array(n), bits: 64, whole: true, signed: true, lowest: Number.MIN_SAFE_INTEGER, highest: Number.MAX_SAFE_INTEGER },
};

/** The smallest type that holds the numbers of both, as NumPy's `result_type`: float32 holds whole numbers of up to 16 bits. */
export function promote(a: BoxDtype, b: BoxDtype): BoxDtype {
  const x = DTYPES[a], y = DTYPES[b];
  if (!x.whole || !y.whole) {
    const bits = (type: Dtype) => (!type.whole ? type.bits : type.bits <= 16 ? 32 : 64);
    return Math.max(bits(x), bits(y)) === 32 ? 'float32' : 'float64';
  }
  if (x.signed === y.signed) return x.bits >= y.bits ? a : b;
  const [signed, unsigned] = x.signed ? [x, y] : [y, x];
  return `int${Math.max(signed.bits, 2 * unsigned.bits)}` as BoxDtype;
}

/** A list of numbers of any kind: a plain array or a typed one. */
export const isList = (x: unknown): x is ArrayLike<unknown> => Array.isArray(x) || (ArrayBuffer.isView(x) && !(x instanceof DataView));

/** `(2, 3)`, `(4,)`, `()` */
export const shapeText = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** How many numbers an array of this shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Whether two lists hold the same numbers. */
export const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => a.length === b.length && Array.prototype.every.call(a, (x, i) => x === b[i]);
