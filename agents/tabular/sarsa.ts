import type { Situation, Snapshot, Step } from 'gymnasium-js';
import type { AgentSpec, Policy, PolicyOptions, Setup, TabularAgent, World } from '../agent.ts';
import { ActionValues, refusesTable } from './learner.ts';
import { tabularOptions, type TabularOptions } from './options.ts';

/**
 * SARSA: learns the value of what it does, exploration included.
 *
 *     Q(S,A) <- Q(S,A) + alpha [R + gamma Q(S',A') - Q(S,A)]
 *
 * A' is drawn before the update and is then what the row plays. Rummery & Niranjan (1994); Sutton & Barto (2018), eq. 6.7.
 */
class Sarsa implements TabularAgent {
  readonly #memory: ActionValues;
  /** A', promised to be played next, counted from 0. [rows] */
  readonly #aNext: Float64Array;

  constructor(world: World, setup: Setup<TabularOptions>) {
    this.#memory = new ActionValues(world, setup);
    this.#aNext = new Float64Array(setup.rows);
  }

  act({ rows, playing, first, observation, mask }: Situation, action: Float32Array): void {
    const { stateAt, width, firstAction } = this.#memory;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      action[i] = firstAction + (first[i] === 1 ? this.#memory.choose(stateAt(observation, i * width), i, mask) : this.#aNext[i]);
    }
  }

  learn(step: Step): void {
    const { rows, playing, observation, action, reward, next, nextMask, terminated } = step;
    const { q, gamma, stateAt, width, firstAction } = this.#memory;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const s = stateAt(observation, i * width), a = action[i] - firstAction, r = reward[i];
      const sNext = stateAt(next, i * width);
      let target = r;
      if (terminated[i] === 0) {
        const aNext = (this.#aNext[i] = this.#memory.choose(sNext, i, nextMask));
        target = r + gamma * q.get(sNext, aNext);
      }
      this.#memory.learn(s, a, target);
    }
    this.#memory.passed(step);
  }

  get metrics(): Record<string, number> { return this.#memory.metrics; }
  get actionValues(): Float64Array { return this.#memory.q.values; }
  policy(options?: PolicyOptions): Policy { return this.#memory.policy(options); }
  save(): Snapshot { return { ...this.#memory.save(), aNext: this.#aNext.slice() }; }

  load(snapshot: Snapshot): void {
    const aNext = snapshot.aNext as Float64Array | undefined;
    if (aNext?.length !== this.#aNext.length) {
      throw new RangeError(`this snapshot is of ${aNext?.length ?? 'no'} rows, and ${this.#aNext.length} are needed`);
    }
    this.#memory.load(snapshot);
    this.#aNext.set(aNext);
  }
}

export const sarsa: AgentSpec<typeof tabularOptions> = {
  name: 'sarsa',
  description: 'learns the value of what it does, exploration included (on-policy, tabular)',
  source: 'Rummery & Niranjan (1994); Sutton & Barto (2018), section 6.4',
  options: tabularOptions,
  refuses: (world) => refusesTable('sarsa', world),
  create: (world, setup) => new Sarsa(world, setup),
};
