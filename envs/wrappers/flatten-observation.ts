import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { BoxArray } from '../spaces/dtype.ts';
import { flattenSpace } from '../spaces/flatten.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { rules } from './around.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { inside } from './wrapper.ts';

/** Shows observations as one list of numbers, a discrete value as a one among zeros: `flatten` of every observation. */
export class FlattenObservation<Action = unknown> extends LensObservation<BoxArray, Action> {
  constructor(env: Env<unknown, Action>) {
    super(env, flattening(inside('FlattenObservation', env).observationSpace));
  }
}

/** Dynamics that show their observations as one list of numbers, a discrete value as a one among zeros. */
export const flattenObservation = (dynamics: Dynamics): Dynamics => throughLens(dynamics, flattening(rules(dynamics).observationSpace));

/** From a row, where a discrete value is one number, to Gymnasium's flat form, where it is a one among n. */
export function flattening(space: Space): Lens {
  const flat = flattenSpace(space), counts: number[] = [], starts: number[] = [];       // of each number in the row; 0 where it is copied
  const add = (part: Space) => {
    if (part instanceof Tuple || part instanceof Dict) for (const inner of part.parts) add(inner);
    else if (part instanceof Discrete) { counts.push(part.n); starts.push(part.start); }
    else if (part instanceof MultiDiscrete) { counts.push(...part.nvec); starts.push(...part.start); }
    else for (let k = 0; k < part.rowSize; k++) { counts.push(0); starts.push(0); }
  };
  add(space);
  return {
    space: flat,
    memory: 0,
    see(row, out) {
      for (let k = 0, at = 0; k < counts.length; k++) {
        const n = counts[k];
        if (n === 0) out[at++] = row[k];
        else {
          out.fill(0, at, at + n);
          out[at + row[k] - starts[k]] = 1;
          at += n;
        }
      }
    },
  };
}

