import type { Situation, Snapshot, Step } from 'gymnasium-js';
import type { AgentSpec, Policy, PolicyOptions, Setup, TabularAgent, World } from '../agent.ts';
import { ActionValues, refusesTable } from './learner.ts';
import { tabularOptions, type TabularOptions } from './options.ts';

/**
 * Q-learning: learns the value of acting best, whatever it does meanwhile.
 *
 *     Q(S,A) <- Q(S,A) + alpha [R + gamma max Q(S',.) - Q(S,A)]
 *
 * Watkins (1989); Sutton & Barto (2018), eq. 6.8. Rows are streams of experience for the same table, taken in by their order.
 */
class QLearning implements TabularAgent {
  readonly #memory: ActionValues;

  constructor(world: World, setup: Setup<TabularOptions>) {
    this.#memory = new ActionValues(world, setup);
  }

  act({ rows, playing, observation, mask }: Situation, action: Float32Array): void {
    const { stateAt, width, firstAction } = this.#memory;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 1) action[i] = firstAction + this.#memory.choose(stateAt(observation, i * width), i, mask);
    }
  }

  learn(step: Step): void {
    const { rows, playing, observation, action, reward, next, nextMask, terminated } = step;
    const { q, gamma, stateAt, width, firstAction } = this.#memory;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const s = stateAt(observation, i * width), a = action[i] - firstAction, r = reward[i];
      const sNext = stateAt(next, i * width);
      const target = terminated[i] === 1 ? r : r + gamma * q.max(sNext, nextMask, i);
      this.#memory.learn(s, a, target);
    }
    this.#memory.passed(step);
  }

  get metrics(): Record<string, number> { return this.#memory.metrics; }
  get actionValues(): Float64Array { return this.#memory.q.values; }
  policy(options?: PolicyOptions): Policy { return this.#memory.policy(options); }
  save(): Snapshot { return this.#memory.save(); }
  load(snapshot: Snapshot): void { this.#memory.load(snapshot); }
}

export const qLearning: AgentSpec<typeof tabularOptions> = {
  name: 'q-learning',
  description: 'learns the value of acting best while it explores (off-policy, tabular)',
  source: 'Watkins (1989); Sutton & Barto (2018), section 6.5',
  options: tabularOptions,
  refuses: (world) => refusesTable('q-learning', world),
  create: (world, setup) => new QLearning(world, setup),
};
