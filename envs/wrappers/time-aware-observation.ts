import type { Dynamics } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { rules } from './around.ts';
import { flattening } from './flatten-observation.ts';
import { LensObservation, throughLens, type Lens } from './lens.ts';
import { TimeLimit } from './time-limit.ts';
import { inside, Wrapper } from './wrapper.ts';

export interface TimeAwareOptions {
  /** Show all as one list of numbers, as `FlattenObservation` would. Default true. */
  readonly flatten?: boolean;
  /** Show the share of the time that has passed, from 0 to 1, instead of the steps. Default false. */
  readonly normalizeTime?: boolean;
  /** Under which key time joins a Dict of observations. Default `time`. */
  readonly dictTimeKey?: string;
  /** The time limit, where no TimeLimit wrapper and no `spec` tells it. */
  readonly maxTimesteps?: number;
}

/**
 * Shows beside each observation how many steps of the episode have passed. Time joins a Dict under `dictTimeKey` and a Tuple at its end;
 * anything else becomes a Dict of `obs` and `time`.
 */
export class TimeAwareObservation<Observation = unknown, Action = unknown> extends LensObservation<Observation, Action> {
  /** Throws a RangeError where nothing tells the time limit. */
  constructor(env: Env<unknown, Action>, options: TimeAwareOptions = {}) {
    super(env, clock(inside('TimeAwareObservation', env).observationSpace, limitOf(env, options.maxTimesteps), options));
  }
}

/** Dynamics that show how many of `maxTimesteps` steps have passed. */
export const timeAware = (dynamics: Dynamics, maxTimesteps: number, options: TimeAwareOptions = {}): Dynamics => throughLens(dynamics, clock(rules(dynamics).observationSpace, maxTimesteps, options));

/** Its memory is the number of steps. */
function clock(space: Space, limit: number | undefined, { flatten = true, normalizeTime = false, dictTimeKey = 'time' }: TimeAwareOptions): Lens {
  if (limit === undefined || !Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`TimeAwareObservation needs a time limit, a whole number from 1 up, and found ${describe(limit)}; wrap the environment in TimeLimit, or give maxTimesteps`);
  }
  const time = normalizeTime ? new Box(0, 1) : new Box(0, limit, { dtype: 'int32' });
  const { space: joined, at: place } = join(space, time, dictTimeKey), size = space.rowSize;
  const write = (row: ArrayLike<number>, out: Float32Array | Float64Array, steps: number) => {
    for (let k = 0; k < place; k++) out[k] = row[k];
    out[place] = normalizeTime ? steps / limit : steps;
    for (let k = place; k < size; k++) out[k + 1] = row[k];
  };
  const flat = flatten ? flattening(joined) : undefined, whole = new Float64Array(size + 1);
  return {
    space: flat?.space ?? joined,
    memory: 1,
    begin(memory, at) { memory[at] = 0; },
    next(memory, at) { memory[at]++; },
    see(row, out, memory, at) {
      if (flat === undefined) return write(row, out, memory[at]);
      write(row, whole, memory[at]);
      // What is normalized is float32, also among numbers that are not.
      if (normalizeTime) whole[place] = Math.fround(whole[place]);
      flat.see(whole, out, memory, at);
    },
  };
}

/** The space with time in it, and the place of time in its row. */
function join(space: Space, time: Box, key: string): { space: Space; at: number } {
  if (space instanceof Tuple) return { space: new Tuple([...space.parts, time]), at: space.rowSize };
  if (!(space instanceof Dict)) return { space: new Dict({ obs: space, time }), at: space.rowSize };
  if (space.keys.includes(key)) {
    throw new RangeError(`the observations have a part ${describe(key)} already; give TimeAwareObservation another dictTimeKey`);
  }
  const joined = new Dict({ ...space.spaces, [key]: time });
  const before = joined.keys.slice(0, joined.keys.indexOf(key));
  return { space: joined, at: before.reduce((sum, name) => sum + (joined.spaces as Record<string, Space>)[name].rowSize, 0) };
}

/** The limit given, or that of the outermost TimeLimit, or that of the spec. */
function limitOf(env: Env, given: number | undefined): number | undefined {
  if (given !== undefined) return given;
  for (let inner: Env = env; inner instanceof Wrapper; inner = inner.env) if (inner instanceof TimeLimit) return inner.maxEpisodeSteps;
  return env.spec?.maxEpisodeSteps;
}
