import type { Discrete, Situation, Snapshot, Step } from 'gymnasium-js';
import { RowStreams, streamsOf, type Agent, type Policy, type PolicyOptions, type Stream, type StreamOf, type World } from '../../agents/index.ts';

/*
 * Learners that are nearly right. Each fault stands alone in a plain, correct learner of action values, and each has a name, so that a
 * gate can show what it rejects.
 */

export interface LearnerOptions {
  readonly alpha?: number;
  readonly gamma?: number;
  readonly epsilon?: number;
  readonly rows?: number;
  readonly stream?: StreamOf;
}

/** Q-learning without any fault, in the plainest form: what the wrong variants change one thing of. */
export class PlainQLearning implements Agent {
  readonly metrics = {};
  readonly actions: number;
  readonly q: Float64Array;
  readonly alpha: number;
  readonly gamma: number;
  readonly epsilon: number;
  readonly streams: RowStreams;
  readonly stream: StreamOf;

  constructor({ observationSpace, actionSpace }: World, { alpha = 0.1, gamma = 1, epsilon = 0.1, rows = 1, stream = streamsOf(0) }: LearnerOptions = {}) {
    this.actions = (actionSpace as Discrete).n;
    this.q = new Float64Array((observationSpace as Discrete).n * this.actions);
    this.alpha = alpha;
    this.gamma = gamma;
    this.epsilon = epsilon;
    this.stream = stream;
    this.streams = new RowStreams(stream, 'explore', rows);
  }

  get actionValues(): Float64Array { return this.q; }

  max(s: number): number {
    let max = -Infinity;
    for (let a = 0; a < this.actions; a++) max = Math.max(max, this.q[s * this.actions + a]);
    return max;
  }

  /** One of the best actions, each as likely; with probability epsilon any. */
  choose(s: number, stream: Stream, epsilon = this.epsilon): number {
    if (stream.random() < epsilon) return stream.integer(this.actions);
    const max = this.max(s);
    let ties = 0, chosen = 0;
    for (let a = 0; a < this.actions; a++) if (this.q[s * this.actions + a] === max) ties++;
    for (let nth = ties === 1 ? 0 : stream.integer(ties), a = 0; a < this.actions; a++) if (this.q[s * this.actions + a] === max && nth-- === 0) chosen = a;
    return chosen;
  }

  act({ rows, playing, observation }: Situation, action: Float32Array): void {
    for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = this.choose(observation[i], this.streams.rows[i]);
  }

  update(s: number, a: number, target: number): void {
    const sa = s * this.actions + a;
    this.q[sa] += this.alpha * (target - this.q[sa]);
  }

  /** What follows row i's step is worth. */
  future({ next, terminated }: Step, i: number): number {
    return terminated[i] === 1 ? 0 : this.max(next[i]);
  }

  learn(step: Step): void {
    const { rows, playing, observation, action, reward } = step;
    for (let i = 0; i < rows; i++) if (playing[i] === 1) this.update(observation[i], action[i], reward[i] + this.gamma * this.future(step, i));
  }

  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const streams = new RowStreams(this.stream, 'policy', rows), frozen = new PlainQLearning({ observationSpace: { n: this.q.length / this.actions } as Discrete, actionSpace: { n: this.actions } as Discrete });
    frozen.q.set(this.q);
    return this.acting(frozen, streams, stochastic ? this.epsilon : 0);
  }

  protected acting(table: PlainQLearning, streams: RowStreams, epsilon: number): Policy {
    return { act({ rows, playing, observation }, action) { for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = table.choose(observation[i], streams.rows[i], epsilon); } };
  }

  save(): Snapshot { return { q: this.q.slice(), explore: this.streams.save() }; }
  load({ q, explore }: Snapshot): void {
    this.q.set(q as Float64Array);
    this.streams.load(explore as Float64Array);
  }
}

/** Values S' even where nothing follows it. A table is never updated there, so it shows only where that value is not 0. */
export class BootstrapsPastTheEnd extends PlainQLearning {
  override future({ next }: Step, i: number): number { return this.max(next[i]); }
}

/** Values the fresh S0 in place of the last S': what comes of an environment that overwrites S' when it resets itself. */
export class BootstrapsFromTheReset extends PlainQLearning {
  #began = new Float64Array(1024);
  override act(now: Situation, action: Float32Array): void {
    for (let i = 0; i < now.rows; i++) if (now.first[i] === 1) this.#began[i] = now.observation[i];
    super.act(now, action);
  }

  override future({ next, terminated }: Step, i: number): number { return this.max(terminated[i] === 1 ? this.#began[i] : next[i]); }
}

/** Takes a time limit for the end of the story. */
export class EndsAtTheTimeLimit extends PlainQLearning {
  override future(step: Step, i: number): number { return step.truncated[i] === 1 ? 0 : super.future(step, i); }
}

/** SARSA whose target's A' is not the action that it then plays: it draws another one when it acts. */
export class RedrawsItsNextAction extends PlainQLearning {
  override future({ next, terminated }: Step, i: number): number {
    return terminated[i] === 1 ? 0 : this.q[next[i] * this.actions + this.choose(next[i], this.streams.rows[i])];
  }
}

/** With probability epsilon it plays one of the actions that are not the best: it explores more than epsilon says. */
export class ExploresAmongTheOthers extends PlainQLearning {
  override choose(s: number, stream: Stream): number {
    const explores = stream.random() < this.epsilon, best = super.choose(s, stream, 0);
    return explores ? (best + 1 + stream.integer(this.actions - 1)) % this.actions : best;
  }
}

/** Cannot tell apart states that `seen` maps to the same one: a driver who does not look at the people, say. */
export class SeesOnly extends PlainQLearning {
  readonly #seen: (s: number) => number;
  constructor(world: World, seen: (s: number) => number, options?: LearnerOptions) {
    super(world, options);
    this.#seen = seen;
  }

  override max(s: number): number { return super.max(this.#seen(s)); }
  override choose(s: number, stream: Stream, epsilon = this.epsilon): number { return super.choose(this.#seen(s), stream, epsilon); }
  override update(s: number, a: number, target: number): void { super.update(this.#seen(s), a, target); }
  /** As if the table had a line for every state. [states x actions] */
  override get actionValues(): Float64Array { return this.q.map((_, i) => this.q[this.#seen(Math.floor(i / this.actions)) * this.actions + i % this.actions]); }
}

/** Its policy draws from the stream that it explores with. */
export class EvaluatesWithItsExploration extends PlainQLearning {
  override policy({ stochastic = false }: PolicyOptions = {}): Policy { return this.acting(this, { rows: Array.from({ length: 1024 }, () => this.streams.rows[0]) } as unknown as RowStreams, stochastic ? this.epsilon : 0); }
}

/** Saves its table and forgets where its random numbers stood. */
export class ForgetsItsStreams extends PlainQLearning {
  override save(): Snapshot { return { q: this.q.slice() }; }
  override load({ q }: Snapshot): void { this.q.set(q as Float64Array); }
}

/** All rows draw from one stream, so what a row plays depends on who plays beside it. */
export class SharesOneStream extends PlainQLearning {
  override act({ rows, playing, observation }: Situation, action: Float32Array): void {
    for (let i = 0; i < rows; i++) if (playing[i] === 1) action[i] = this.choose(observation[i], this.streams.rows[0]);
  }
}
