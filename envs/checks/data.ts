import { Random } from '../random/index.ts';

type Fields = Readonly<Record<string, unknown>>;
const isObject = (x: unknown): x is Fields => x !== null && typeof x === 'object';
const isArray = (x: unknown): x is ArrayLike<unknown> => Array.isArray(x) || (ArrayBuffer.isView(x) && !(x instanceof DataView));

/** Whether two values hold the same: numbers within `tolerance` (absolute and relative), NaN equal to NaN, arrays of one type, objects of the same keys. */
export function sameData(a: unknown, b: unknown, tolerance = 0): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
  if (isArray(a) || isArray(b)) {
    if (!isArray(a) || !isArray(b) || a.length !== b.length || a.constructor !== b.constructor) return false;
    for (let i = 0; i < a.length; i++) if (!sameData(a[i], b[i], tolerance)) return false;
    return true;
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameData(a[key], b[key], tolerance));
}

/** Whether changing one value can change the other: they share an object or the memory of an array. */
export function sharesData(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return false;
  if (a === b) return true;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
  if (isArray(a) && isArray(b)) return Array.from(a).some((x, i) => sharesData(x, b[i]));
  return Object.keys(a).some((key) => Object.hasOwn(b, key) && sharesData(a[key], b[key]));
}

/** A copy that no call can change: of what observations and infos are made of. */
export function copied<T>(x: T): T {
  if (!isObject(x)) return x;
  if (ArrayBuffer.isView(x)) return (x as unknown as Float32Array).slice() as unknown as T;
  if (Array.isArray(x)) return x.map(copied) as T;
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, copied(value)])) as T;
}

/** Where a generator stands, as text; undefined where there is none. */
export function standing(random: Random | undefined): string | undefined {
  return random instanceof Random ? Array.from(random.save()).join(' ') : undefined;
}
