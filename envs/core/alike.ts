import type { Space } from '../spaces/space.ts';
import type { Env } from './env.ts';
import { describe } from './words.ts';

/** Throws unless `envs` is a list of one or more environments whose spaces are the same. `who` plays them side by side. */
export function checkAlike(who: string, envs: unknown): asserts envs is readonly Env[] {
  if (!Array.isArray(envs)) throw new TypeError(`${who} takes a list of environments, and got ${describe(envs)}`);
  if (envs.length === 0) throw new RangeError('environments side by side are at least one, and got none');
  envs.forEach((env: Partial<Env> | null | undefined, i) => {
    if (typeof env?.reset === 'function' && typeof env.step === 'function' && isSpace(env.observationSpace) && isSpace(env.actionSpace)) return;
    throw new TypeError(`${who} takes environments, objects with observationSpace, actionSpace, reset and step, and got ${describe(env)} at index ${i}`);
  });
  const all = envs as readonly Env[], { observationSpace, actionSpace } = all[0];
  all.forEach((env, i) => {
    checkSame('observation', observationSpace, env.observationSpace, i);
    checkSame('action', actionSpace, env.actionSpace, i);
  });
}

const isSpace = (space: unknown): boolean => typeof (space as Partial<Space> | null | undefined)?.contains === 'function';

function checkSame(what: string, first: Space, other: Space, i: number): void {
  if (other === first || first.equals === undefined || first.equals(other)) return;
  throw new RangeError(`environments side by side have the same ${what} space: the first has ${String(first)}, and environment ${i} has ${String(other)}`);
}
