import type { Env } from '../core/env.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { describe } from '../core/words.ts';
import { RunningMeanStd } from './running-mean-std.ts';
import { recalled, Wrapper } from './wrapper.ts';

/**
 * Pays reward / sqrt(var(G) + epsilon), where G <- gamma G (1 - terminated) + R is a running discounted sum. As in Gymnasium G forgets at the
 * end of the story, before it takes in the last reward, and not at a truncation.
 * `updateRunningMean = false` freezes the variance, for evaluation.
 */
export class NormalizeReward<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly returnRms = new RunningMeanStd();
  readonly gamma: number;
  readonly epsilon: number;
  updateRunningMean = true;
  readonly #G = new Float64Array(1);

  /** gamma in [0, 1], epsilon above 0. Throws a RangeError otherwise. */
  constructor(env: Env<Observation, Action>, { gamma = 0.99, epsilon = 1e-8 }: { gamma?: number; epsilon?: number } = {}) {
    super(env);
    if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`NormalizeReward needs a gamma from 0 to 1, and got ${describe(gamma)}`);
    if (!(epsilon > 0)) throw new RangeError(`NormalizeReward needs an epsilon above 0, or it divides by zero, and got ${describe(epsilon)}`);
    this.gamma = gamma;
    this.epsilon = epsilon;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const [observation, reward, terminated, truncated, info] = super.step(action), G = this.#G;
    G[0] = G[0] * this.gamma * (terminated ? 0 : 1) + reward;
    if (this.updateRunningMean) this.returnRms.update(G);
    return [observation, reward / Math.sqrt(this.returnRms.var[0] + this.epsilon), terminated, truncated, info];
  }

  protected override memory(): Snapshot { return { returnRms: this.returnRms.save(), G: this.#G[0] }; }

  protected override recall(memory: Snapshot): void {
    const G = recalled(memory, 'G');
    this.returnRms.load(memory.returnRms as Snapshot ?? {});
    this.#G[0] = G;
  }
}
