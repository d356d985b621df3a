import type { Agent, Setup, World } from 'gymnase/agents';
import { RowStreams, Table } from 'gymnase/agents';
import type { Discrete, Situation, Snapshot, Step } from 'gymnasium-js';

interface Options { readonly learningRate: number; readonly gamma: number; readonly epsilon: number }

/** Q(S,A) <- Q(S,A) + alpha [R + gamma sum_a pi(a|S') Q(S',a) - Q(S,A)]      Sutton & Barto (2018), eq. 6.9 */
export class ExpectedSarsa implements Agent {
  readonly metrics = {};
  readonly #q: Table;
  readonly #streams: RowStreams;
  readonly #setup: Setup<Options>;

  constructor({ observationSpace, actionSpace }: World, setup: Setup<Options>) {
    this.#q = new Table((observationSpace as Discrete).n, (actionSpace as Discrete).n);
    this.#streams = new RowStreams(setup.stream, 'explore', setup.rows);
    this.#setup = setup;
  }

  act({ rows, playing, observation }: Situation, action: Float32Array) {
    const { epsilon } = this.#setup.options;
    for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = this.#q.epsilonGreedy(observation[i], epsilon, this.#streams.of(i));
  }

  learn({ rows, playing, observation, action, reward, next, terminated }: Step) {
    const { learningRate: alpha, gamma } = this.#setup.options;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const s = observation[i], a = action[i], r = reward[i];
      const target = terminated[i] === 1 ? r : r + gamma * this.#expected(next[i]);
      this.#q.add(s, a, alpha * (target - this.#q.get(s, a)));
    }
  }

  /** sum_a pi(a|s) Q(s,a) of the epsilon-greedy policy: the best with 1 - epsilon, all alike with epsilon. */
  #expected(s: number) {
    const { epsilon } = this.#setup.options, { actions } = this.#q;
    let mean = 0;
    for (let a = 0; a < actions; a++) mean += this.#q.get(s, a) / actions;
    return (1 - epsilon) * this.#q.max(s) + epsilon * mean;
  }

  policy({ rows = 1, stochastic = false } = {}) {
    const q = this.#q.copy(), epsilon = stochastic ? this.#setup.options.epsilon : 0;
    const streams = new RowStreams(this.#setup.stream, 'policy', rows);
    return {
      act({ rows: n, playing, observation }: Situation, action: Float32Array) {
        for (let i = 0; i < n; i++) if (playing[i] === 1) action[i] = q.epsilonGreedy(observation[i], epsilon, streams.of(i));
      },
    };
  }

  save(): Snapshot { return { q: this.#q.values.slice(), streams: this.#streams.save() }; }

  load({ q, streams }: Snapshot) {
    this.#q.values.set(q as Float64Array);
    this.#streams.load(streams as Float64Array);
  }
}
