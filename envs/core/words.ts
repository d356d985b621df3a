/** A value as it should stand in a sentence: short, and telling a text from a number. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const list = Array.from(value as unknown as ArrayLike<unknown>);
    return `[${list.slice(0, 8).map(describe).join(', ')}${list.length > 8 ? `, ... ${list.length} in all` : ''}]`;
  }
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    return `{ ${keys.slice(0, 8).map((key) => `${key}: ${describe((value as Record<string, unknown>)[key])}`).join(', ')}${keys.length > 8 ? ', ...' : ''} }`;
  }
  return typeof value === 'bigint' ? `${value}n` : String(value);
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
