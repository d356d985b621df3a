import { describe, math, type Discrete, type Situation, type Snapshot } from 'gymnasium-js';
import { DivergedError } from '../../nets/index.ts';
import type { Policy, PolicyOptions, World } from '../agent.ts';
import { RowStreams, type StreamOf } from '../streams.ts';
import type { Episodes } from './episodes.ts';
import type { ParametricPolicy } from './parametric.ts';
import { raise } from './raise.ts';
import { Seen } from './seen.ts';

export interface SoftmaxShape {
  readonly rows: number;
  readonly stream: StreamOf;
  /** theta at first, the same in every state; none: 0. [actions] */
  readonly preferences: readonly number[];
  /** Probabilities stay at or above this. */
  readonly least: number;
}

/**
 * A softmax over preferences that are linear in theta:
 *
 *     h(s, a) = theta_a . x(s),      pi(a|s) = e^h(s,a) / sum_b e^h(s,b),      grad ln pi(a|s) = x(s, a) - sum_b pi(b|s) x(s, b)
 *
 * Sutton & Barto (2018), eq. 13.2, 13.3 and 13.9. With `least`, probabilities below it are raised to it and the others share the rest in
 * proportion, for acting and in the gradient alike, so that no episode goes on for ever.
 */
export class LinearSoftmax implements ParametricPolicy {
  readonly x: Float32Array;
  readonly drawn: Float32Array;
  readonly width: number;
  readonly actionSize = 1;
  readonly maskSize: number;
  readonly most = 1;
  logProbability = 0;
  entropy = 0;
  readonly #world: World;
  readonly #shape: SoftmaxShape;
  readonly #seen: Seen;
  readonly #actions: number;
  readonly #firstAction: number;
  readonly #theta: Float64Array;                      // [features x actions]
  readonly #direction: Float64Array;                  // [features x actions], 0 but for the features from #low to #high - 1
  #low = Infinity;
  #high = 0;
  readonly #p: Float64Array;                          // pi(.|s) of the state read last. [actions]
  readonly #raised: Uint8Array;
  readonly #draws: RowStreams | undefined;
  #played: Episodes | undefined;

  constructor(world: World, shape: SoftmaxShape, draws: string | undefined = 'explore') {
    const { n, start } = world.actionSpace as Discrete, { rows, stream, preferences, least } = shape;
    this.#seen = new Seen(world);
    if (preferences.length > 0 && !this.#seen.tabular) {
      const these = `these observations cannot be counted: ${String(world.observationSpace)}`;
      throw new TypeError(`initialPreferences are those of every state of a table, and ${these}. Leave them out.`);
    }
    if (preferences.length > 0 && preferences.length !== n) {
      throw new RangeError(`initialPreferences holds one number for each of the ${n} actions, and got ${describe(preferences)}`);
    }
    if (least * n > 1) throw new RangeError(`${n} actions cannot all have a probability of ${least}: minProbability is at most ${1 / n} here`);
    this.#world = world;
    this.#shape = shape;
    this.#actions = n;
    this.maskSize = world.masked === true ? n : 0;
    this.#firstAction = start;
    this.width = this.#seen.width;
    this.x = new Float32Array(rows * this.width);
    this.drawn = new Float32Array(rows);
    this.#theta = Float64Array.from({ length: this.#seen.features * n }, (_, i) => preferences[i % n] ?? 0);
    this.#direction = new Float64Array(this.#theta.length);
    this.#p = new Float64Array(n);
    this.#raised = new Uint8Array(n);
    this.#draws = draws === undefined ? undefined : new RowStreams(stream, draws, rows);
  }

  act({ rows, playing, observation, mask }: Situation, action: Float32Array): void {
    this.look(observation, rows, this.x);
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      this.#read(this.x, i, mask, i);
      action[i] = this.drawn[i] = this.#firstAction + (this.#draws ? this.#draw(this.#draws.of(i).random()) : this.#best());
    }
  }

  look(observation: Float32Array, rows: number, out: Float32Array): void { this.#seen.look(observation, rows, out); }
  see(played: Episodes): void { this.#played = played; }

  /** d ln pi(a|s) / dtheta_bf = (1{b = a} - pi(b|s)) x_f(s),      dH / dtheta_bf = -pi(b|s) (ln pi(b|s) + H) x_f(s) */
  add(j: number, weight: number, beta: number): void {
    const { x, action, mask } = this.#played!, p = this.#p, n = this.#actions, a = action[j] - this.#firstAction, direction = this.#direction;
    this.#read(x, j, this.maskSize > 0 ? mask : undefined, j);
    let h = 0;
    for (let b = 0; b < n; b++) if (p[b] > 0) h -= p[b] * math.log(p[b]);
    this.entropy = h;
    this.logProbability = math.log(p[a]);
    const { tabular, width } = this.#seen, low = tabular ? x[j] : 0, high = tabular ? low + 1 : width;
    for (let f = low; f < high; f++) {
      const xf = tabular ? 1 : x[j * width + f];
      for (let b = 0; b < n; b++) {
        const dh = weight * ((b === a ? 1 : 0) - p[b]) - (beta !== 0 && p[b] > 0 ? beta * p[b] * (math.log(p[b]) + h) : 0);
        direction[f * n + b] += dh * xf;
      }
    }
    if (low < this.#low) this.#low = low;
    if (high > this.#high) this.#high = high;
  }

  close(): void {}

  move(alpha: number): void {
    const theta = this.#theta, direction = this.#direction, to = this.#high * this.#actions;
    for (let k = this.#low * this.#actions; k < to; k++) {
      theta[k] += alpha * direction[k];
      direction[k] = 0;
    }
    this.#low = Infinity;
    this.#high = 0;
  }

  /** pi(.|s), s being row i of x. */
  #read(x: Float32Array, i: number, mask: Uint8Array | undefined, maskRow: number): void {
    const { tabular, width } = this.#seen, theta = this.#theta, p = this.#p, n = this.#actions;
    let top = -Infinity, sum = 0;
    for (let a = 0; a < n; a++) {
      let h = 0;
      if (tabular) h = theta[x[i] * n + a];
      else for (let f = 0; f < width; f++) h += theta[f * n + a] * x[i * width + f];
      p[a] = mask !== undefined && mask[maskRow * n + a] === 0 ? -Infinity : h;
      if (p[a] > top) top = p[a];
    }
    for (let a = 0; a < n; a++) sum += p[a] = p[a] === top ? 1 : math.exp(p[a] - top);
    if (!(sum >= 1 && Math.abs(top) < Infinity)) this.#refuse(mask, maskRow);
    let bottom = 1;
    for (let a = 0; a < n; a++) {
      p[a] /= sum;
      if (p[a] < bottom) bottom = p[a];
    }
    if (bottom < this.#shape.least) raise(p, this.#shape.least, this.#raised, mask, maskRow);
  }

  #refuse(mask: Uint8Array | undefined, maskRow: number): never {
    const n = this.#actions, allowed = mask?.slice(maskRow * n, (maskRow + 1) * n);
    if (allowed?.every((one) => one === 0)) {
      throw new RangeError(`the mask ${describe(allowed)} forbids every action; one at least must be allowed where an episode goes on`);
    }
    throw new DivergedError('the preferences of a state give no probabilities: they are no longer finite. Try a smaller learning rate.');
  }

  #draw(u: number): number {
    const p = this.#p;
    let last = 0;
    for (let a = 0; a < p.length; a++) {
      if (p[a] === 0) continue;
      u -= p[a];
      if (u < 0) return a;
      last = a;
    }
    return last;
  }

  #best(): number {
    const p = this.#p;
    let best = 0;
    for (let a = 1; a < p.length; a++) if (p[a] > p[best]) best = a;
    return best;
  }

  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const copy = new LinearSoftmax(this.#world, { ...this.#shape, rows }, stochastic ? 'policy' : undefined);
    copy.#theta.set(this.#theta);
    return copy;
  }

  save(): Snapshot { return { theta: this.#theta.slice(), ...(this.#draws && { draws: this.#draws.save() }) }; }

  load({ theta, draws }: Snapshot): void {
    const { length } = theta as Float64Array | undefined ?? {}, needed = `${this.#seen.features} features x ${this.#actions} actions`;
    if (length !== this.#theta.length) throw new RangeError(`this snapshot has ${length ?? 'no'} preferences, and ${needed} are needed`);
    this.#draws?.load(draws as Float64Array);
    this.#theta.set(theta as Float64Array);
  }
}
