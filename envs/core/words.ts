import type { Space } from '../spaces/space.ts';

const MANY = 8, DEEP = 3, LONG_TEXT = 120, LONG = 400;       // entries, levels; characters of a text and of all

/** A value as it should stand in a sentence: short, and telling a text from a number. Whatever it is, it is told and never throws. */
export function describe(value: unknown): string {
  const all = told(value, 0);
  return all.length <= LONG ? all : `${all.slice(0, LONG)} ...`;
}

function told(value: unknown, depth: number): string {
  if (typeof value === 'string') {
    return value.length <= LONG_TEXT ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, LONG_TEXT))}... (${value.length} characters)`;
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return toldFunction(value);
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value);
  try {
    return toldObject(value, depth);
  } catch {
    return 'an object that cannot be looked into';            // a getter or a proxy threw
  }
}

function toldFunction(f: object): string {
  const { name } = f as { name?: unknown }, kind = /^class\b/.test(Function.prototype.toString.call(f)) ? 'class' : 'function';
  return typeof name === 'string' && name !== '' ? `the ${kind} ${name}` : `a ${kind}`;
}

function toldObject(value: object, depth: number): string {
  if (isSpace(value)) return value.toString();
  const inner: unknown = typeof value.valueOf === 'function' ? value.valueOf() : value;
  if (typeof inner !== 'object') return `new ${value.constructor.name}(${told(inner, depth)})`;         // new Number(1)
  if (value instanceof Error) return String(value);
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as unknown as ArrayLike<unknown>, shown = Array.prototype.slice.call(list, 0, MANY) as unknown[];
    if (depth === DEEP && list.length > 0) return '[...]';
    return `[${Array.from(shown, (entry) => told(entry, depth + 1)).join(', ')}${list.length > MANY ? `, ... ${list.length} in all` : ''}]`;
  }
  const maker = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor?.name;
  const name = typeof maker === 'string' && maker !== 'Object' && maker !== '' ? `${maker} ` : '';
  const keys = Object.keys(value);
  if (keys.length === 0) return `${name}{}`;
  if (depth === DEEP) return `${name}{ ... }`;
  const entries = keys.slice(0, MANY).map((key) => `${key}: ${told((value as Record<string, unknown>)[key], depth + 1)}`);
  return `${name}{ ${entries.join(', ')}${keys.length > MANY ? ', ...' : ''} }`;
}

function isSpace(value: object): value is Space {
  const { sample, contains, toString } = value as { sample?: unknown; contains?: unknown; toString?: unknown };
  return typeof sample === 'function' && typeof contains === 'function' && typeof toString === 'function' && toString !== Object.prototype.toString;
}

/** Single insertions, deletions, replacements and swaps of neighbours that lead from a to b (Damerau 1964). */
export function editDistance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, d[i - 2][j - 2] + 1);
      d[i][j] = best;
    }
  }
  return d[a.length][b.length];
}

/** The name that was probably meant, if one is near enough to be a slip of the hand. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_\s]/g, '');
  let best: string | undefined, distance = Infinity;
  for (const candidate of names) {
    const d = Math.min(editDistance(plain(name), plain(candidate)), plain(candidate).startsWith(plain(name)) && name.length > 2 ? 1 : Infinity);
    if (d < distance) [best, distance] = [candidate, d];
  }
  return best !== undefined && distance <= Math.max(1, Math.ceil(name.length / 3)) ? best : undefined;
}

/** `There is no KIND "x". Did you mean "y"? The KINDs are: ...` */
export function unknownName(kind: string, name: unknown, names: readonly string[]): string {
  const guess = typeof name === 'string' ? nearest(name, names) : undefined;
  const known = names.length === 0 ? `There are no ${kind}s here.` : `The ${kind}s are: ${names.join(', ')}.`;
  return `There is no ${kind} ${describe(name)}. ${guess === undefined ? '' : `Did you mean ${JSON.stringify(guess)}? `}${known}`;
}
