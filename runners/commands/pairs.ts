import { parse } from 'yaml';
import { atTheDoor, UsageError } from '../usage-error.ts';

/** `name=value` pairs; values are read as YAML, so that numbers are numbers and `lin_0.5` is text. Throws a UsageError. */
export function pairs(flag: string, words: readonly string[]): Record<string, unknown> {
  const found = new Map<string, unknown>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 1) throw new UsageError(`${flag} takes name=value, and got "${word}"`);
    const name = word.slice(0, at), text = word.slice(at + 1);
    if (found.has(name)) throw new UsageError(`${flag} ${name} is given twice`);
    found.set(name, text.includes('\n') ? text : atTheDoor(`${flag} ${word}`, () => parse(text, { prettyErrors: false })));
  }
  return Object.fromEntries(found);
}
