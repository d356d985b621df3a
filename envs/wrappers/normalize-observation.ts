import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Text } from '../spaces/text.ts';
import { Tuple } from '../spaces/tuple.ts';
import { RunningMeanStd } from './running-mean-std.ts';
import { Wrapper } from './wrapper.ts';

/**
 * Shows (observation - mean) / sqrt(variance + epsilon), with mean and variance of all that was shown so far, this observation included.
 * `updateRunningMean = false` freezes them, for evaluation. Agents that learn from rows normalize for themselves, with the same RunningMeanStd.
 */
export class NormalizeObservation<Action = unknown> extends Wrapper<Float32Array, Action> {
  readonly obsRms: RunningMeanStd;
  readonly epsilon: number;
  updateRunningMean = true;
  readonly #space: Box;
  readonly #row: Float64Array;
  readonly #round: (x: number) => number;

  /** Throws where observations are no numbers of one shape, or epsilon is not above 0. */
  constructor(env: Env<unknown, Action>, { epsilon = 1e-8 }: { epsilon?: number } = {}) {
    super(env as Env<Float32Array, Action>);
    const space: Space = env.observationSpace;
    if (space instanceof Tuple || space instanceof Dict || space instanceof Text) {
      throw new TypeError(`NormalizeObservation needs numbers of one shape, and this space is ${String(space)}; wrap the environment in FlattenObservation before`);
    }
    if (!(epsilon > 0)) throw new RangeError(`NormalizeObservation needs an epsilon above 0, or it divides by zero, and got ${describe(epsilon)}`);
    const single = space instanceof Box && space.dtype === 'float32';
    const shape = space instanceof Discrete ? [] : (space as Box).shape;
    this.#space = new Box(-Infinity, Infinity, { shape });
    this.#row = new Float64Array(space.rowSize);
    this.#round = single ? Math.fround : (x) => x;
    this.obsRms = new RunningMeanStd(space.rowSize, { dtype: single ? 'float32' : 'float64' });
    // Gymnasium's begin as float32 whatever is seen, so that the first variance is weighted with a count of 1e-4 rounded to it.
    if (!single) this.obsRms.var.fill(Math.fround(this.obsRms.count) / this.obsRms.count);
    this.epsilon = epsilon;
  }

  override get observationSpace(): Space<Float32Array> { return this.#space as Space<Float32Array>; }

  override reset(how?: ResetArguments): ReturnType<Env<Float32Array, Action>['reset']> {
    const [observation, info] = super.reset(how);
    return [this.#normalized(observation), info];
  }

  override step(action: Action): ReturnType<Env<Float32Array, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action);
    return [this.#normalized(observation), reward, terminated, truncated, info];
  }

  #normalized(observation: Float32Array): Float32Array {
    const { obsRms: rms, epsilon } = this, x = this.#row, round = this.#round;
    this.env.observationSpace.toRow(observation, x);
    if (this.updateRunningMean) rms.update(x);
    return Float32Array.from(x, (x, k) => round(x - rms.mean[k]) / round(Math.sqrt(round(rms.var[k] + round(epsilon)))));
  }

  protected override memory(): Snapshot { return { obsRms: this.obsRms.save() }; }
  protected override recall(memory: Snapshot): void { this.obsRms.load(memory.obsRms as Snapshot ?? {}); }
}
