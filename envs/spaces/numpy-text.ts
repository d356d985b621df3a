// Numbers as NumPy 2.4 prints them, on one line (NumPy breaks lines at 75 characters): `[-4.8               -inf -0.41887903        -inf]`.

import type { BoxArray } from './dtype.ts';

const PRECISION = 8;                                       // places after the point, at most
const MANY = 1000, EDGE = 3;                               // longer arrays show their first and last three

/** `str(array)`: row-major numbers of a shape, all as wide as the widest. `single`: they are float32; `whole`: integers. */
export function arrayText(numbers: ArrayLike<number>, shape: readonly number[], kind: NumberKind): string {
  const shown = shownIndices(shape, numbers.length > MANY), values = leaves(shown).map((i) => numbers[i]);
  const text = kind === 'whole' ? wholeText(values) : fractionText(values, kind === 'float32');
  const print = (part: Nest): string => (typeof part === 'number' ? text(numbers[part]) : `[${part.map((one) => (one === undefined ? '...' : print(one))).join(' ')}]`);
  return print(shown);
}
export type NumberKind = 'float32' | 'float64' | 'whole';

/** What a Box prints of its lows or highs: one number where all are alike, else all. */
export function boundText(numbers: BoxArray, shape: readonly number[], kind: NumberKind): string {
  if (numbers.length === 0 || !numbers.every((x) => x === numbers[0])) return arrayText(numbers, shape, kind);
  return kind === 'whole' ? String(numbers[0]) : scalarText(numbers[0], kind === 'float32');
}

/** `str(np.float64(x))` or `str(np.float32(x))`. */
export function scalarText(x: number, single: boolean): string {
  if (!Number.isFinite(x)) return spelled(x);
  const size = Math.abs(x);
  if (x === 0 || (size >= 1e-4 && size < (single ? 1e6 : 1e16))) return plain(shortest(x, single));
  return shortExponent(shortest(x, single).toExponential());
}

type Nest = number | (Nest | undefined)[];                 // indices in lists of lists; undefined stands for those left out

function shownIndices(shape: readonly number[], cut: boolean): Nest {
  const nest = (axis: number, at: number): Nest => {
    if (axis === shape.length) return at;
    const n = shape[axis], size = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const indices = Array.from({ length: n }, (_, i): number | undefined => i);
    if (cut && n > 2 * EDGE) indices.splice(EDGE, n - 2 * EDGE, undefined);
    return indices.map((i) => (i === undefined ? undefined : nest(axis + 1, at + i * size)));
  };
  return nest(0, 0);
}

const leaves = (part: Nest | undefined): number[] => (part === undefined ? [] : typeof part === 'number' ? [part] : part.flatMap(leaves));

function wholeText(values: readonly number[]): (x: number) => string {
  const width = Math.max(0, ...values.map((x) => String(x).length));
  return (x) => String(x).padStart(width);
}

/** NumPy's FloatingFormat: one form for all, with an exponent where they are very large, very small or far apart. */
function fractionText(values: readonly number[], single: boolean): (x: number) => string {
  const finite = values.filter(Number.isFinite), sizes = finite.map(Math.abs).filter((x) => x !== 0);
  const most = Math.max(...sizes), least = Math.min(...sizes);
  const exponent = sizes.length > 0 && (most >= 1e8 || least < 1e-4 || most / least > 1000);
  const parts = finite.map((x) => (exponent ? scientific(x, single) : fixed(x, single)).split(/[.e]/));
  const places = Math.max(0, ...parts.map((part) => part[1].length));
  const powers = Math.max(2, ...parts.map((part) => (part[2] ?? '').length - 1));           // digits of an exponent
  const write = (x: number) => (exponent ? shortExponent(x.toExponential(places), '.', powers) : fixed(x, single));
  const tail = exponent ? places + 'e+'.length + powers : places;
  const others = values.filter((x) => !Number.isFinite(x)).map((x) => spelled(x).length - tail - 1);
  const head = Math.max(0, ...parts.map((part) => part[0].length), ...others);
  return (x) => {
    if (!Number.isFinite(x)) return spelled(x).padStart(head + tail + 1);
    const [before, after] = write(x).split('.');
    return `${before.padStart(head)}.${after.padEnd(tail)}`;
  };
}

/** With all the places that tell it from its neighbours, at most eight: `1.`, `-0.41887903` */
function fixed(x: number, single: boolean): string {
  const text = plain(shortest(x, single)).replace(/\.0$/, '.');
  return text.length - text.indexOf('.') - 1 <= PRECISION ? text : x.toFixed(PRECISION).replace(/0+$/, '');
}

function scientific(x: number, single: boolean): string {
  const text = shortExponent(shortest(x, single).toExponential(), '.'), [digits] = text.split('e');
  return digits.length - digits.indexOf('.') - 1 <= PRECISION ? text : shortExponent(x.toExponential(PRECISION).replace(/0+(?=e)/, ''), '.');
}

/** The number with the fewest digits that rounds to x. */
function shortest(x: number, single: boolean): number {
  if (!single) return x;
  for (let digits = 1; digits < 9; digits++) {
    const near = Number(x.toPrecision(digits));
    if (Math.fround(near) === x) return near;
  }
  return Number(x.toPrecision(9));
}

/** Without an exponent, and with a point: `100.0`. |x| from 1e-4 to 1e16 */
const plain = (x: number): string => {
  const text = Object.is(x, -0) ? '-0' : String(x);
  return text.includes('.') ? text : `${text}.0`;
};

/** `1e+5` of JavaScript as `1e+05`, or with `point` as `1.e+05`. */
const shortExponent = (text: string, point = '', powers = 2): string => {
  const [digits, power] = text.split('e'), size = power.slice(1).padStart(powers, '0');
  return `${digits.includes('.') ? digits : digits + point}e${power[0]}${size}`;
};

const spelled = (x: number): string => (Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf');
