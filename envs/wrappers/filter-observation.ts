import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe, unknownName } from '../core/words.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { rules } from './around.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { inside } from './wrapper.ts';

/** Shows only some parts of an observation: those of a Dict by their keys, those of a Tuple by their places. */
export class FilterObservation<Observation = unknown, Action = unknown> extends LensObservation<Observation, Action> {
  /** Parts of a Tuple come in the order of `filterKeys`, those of a Dict in the order of the Dict. Throws where a part is not there, or none is left. */
  constructor(env: Env<unknown, Action>, filterKeys: readonly (string | number)[]) {
    super(env, filtering(inside('FilterObservation', env).observationSpace, filterKeys));
  }
}

/** Dynamics that show only some parts of their observations. */
export const filterObservation = (dynamics: Dynamics, filterKeys: readonly (string | number)[]): Dynamics => throughLens(dynamics, filtering(rules(dynamics).observationSpace, filterKeys));

function filtering(space: Space, keys: readonly (string | number)[]): Lens {
  if (!(space instanceof Dict || space instanceof Tuple)) {
    throw new TypeError(`FilterObservation needs a Dict or Tuple of observations, and this space is ${String(space)}`);
  }
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError(`FilterObservation takes a list of at least one key to keep, and got ${describe(keys)}`);
  }
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new RangeError(`FilterObservation got the key ${describe(twice)} twice`);
  const kept = space instanceof Dict ? keptOfDict(space, keys) : keptOfTuple(space, keys);
  const all: readonly Space[] = space.parts, columns: number[] = [];
  for (const i of kept) {
    const at = all.slice(0, i).reduce((sum, part) => sum + part.rowSize, 0);
    for (let k = 0; k < all[i].rowSize; k++) columns.push(at + k);
  }
  return {
    space: space instanceof Dict ? new Dict(kept.map((i) => [space.keys[i], all[i]] as const)) : new Tuple(kept.map((i) => all[i])),
    memory: 0,
    see(row, out) {
      for (let k = 0; k < columns.length; k++) out[k] = row[columns[k]];
    },
  };
}

/** Indices of the parts that stay, in the order of the Dict. */
function keptOfDict(space: Dict, keys: readonly (string | number)[]): number[] {
  for (const key of keys) if (typeof key !== 'string' || !space.keys.includes(key)) throw new RangeError(unknownName('part', key, space.keys));
  return space.keys.flatMap((key, i) => (keys.includes(key) ? [i] : []));
}

function keptOfTuple(space: Tuple, keys: readonly (string | number)[]): number[] {
  return keys.map((key) => {
    if (Number.isInteger(key) && (key as number) >= 0 && (key as number) < space.parts.length) return key as number;
    throw new RangeError(`the parts of ${String(space)} have the places 0 to ${space.parts.length - 1}, and FilterObservation got ${describe(key)}`);
  });
}
