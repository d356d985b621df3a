import { describe } from './words.ts';

/** An attribute of an object, if it has one; methods stay bound to it, as in Python. */
export function attributeOf(owner: object, name: string): unknown {
  const value = (owner as Record<string, unknown>)[name];
  return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(owner) : value;
}

export function noAttribute(name: unknown): Error {
  return new Error(`neither the environment nor a wrapper around it has an attribute ${describe(name)}; hasWrapperAttr(name) tells whether one has`);
}
