import type { Discrete, RowControl, Situation, Snapshot, Step } from 'gymnasium-js';
import { streamsOf, type Agent, type Policy, type Stream, type StreamOf, type World } from '../../../agents/index.ts';

/*
 * The book's boxes (Sutton & Barto 2018, sections 13.3 and 13.4) in the plainest form: one row, a table, two actions, float64; and variants of it
 * that are nearly right.
 */

export interface PlainOptions {
  readonly alpha: number;
  /** Of the baseline; there is none if left out. */
  readonly alphaW?: number;
  readonly gamma?: number;
  readonly least?: number;
  /** Preferences at first. */
  readonly theta?: readonly [number, number];
  readonly stream?: StreamOf;
}

export class PlainReinforce implements Agent {
  readonly metrics = {};
  /** [states x 2] */
  readonly theta: Float64Array;
  /** [states] */
  readonly w: Float64Array;
  readonly options: Required<PlainOptions>;
  readonly #explore: Stream;
  #s: number[] = [];
  #a: number[] = [];
  #r: number[] = [];

  constructor({ observationSpace }: World, { alpha, alphaW = 0, gamma = 1, least = 0, theta = [0, 0], stream = streamsOf(0) }: PlainOptions) {
    const states = (observationSpace as Discrete).n;
    this.options = { alpha, alphaW, gamma, least, theta, stream };
    this.theta = Float64Array.from({ length: 2 * states }, (_, i) => theta[i % 2]);
    this.w = new Float64Array(states);
    this.#explore = stream('explore', 0);
  }

  /** pi(0|s); as the reference code has it, the smaller of the two is set to `least` where it is below, and the other to the rest. */
  p0(s: number): number {
    const { least } = this.options, p = 1 / (1 + Math.exp(this.theta[2 * s + 1] - this.theta[2 * s]));
    return p < least ? least : p > 1 - least ? 1 - least : p;
  }

  act({ observation }: Situation, action: Float32Array): void {
    action[0] = this.#explore.random() < this.p0(observation[0]) ? 0 : 1;
  }

  learn({ observation, action, reward, terminated, truncated }: Step, _control: RowControl): void {
    this.#s.push(observation[0]);
    this.#a.push(action[0]);
    this.#r.push(reward[0]);
    if (terminated[0] === 0 && truncated[0] === 0) return;
    this.update(this.#s, this.#a, this.#r);
    this.#s = [];
    this.#a = [];
    this.#r = [];
  }

  update(s: readonly number[], a: readonly number[], r: readonly number[]): void {
    const { theta, w } = this, { alpha, alphaW, gamma } = this.options, G = this.returns(r);
    let power = 1;
    for (let t = 0; t < r.length; t++) {
      const delta = this.delta(G[t], w[s[t]]), p0 = this.p0(s[t]), size = alpha * this.weight(power, r.length) * delta;
      w[s[t]] += alphaW * power * (G[t] - w[s[t]]);
      theta[2 * s[t]] += size * ((a[t] === 0 ? 1 : 0) - p0);
      theta[2 * s[t] + 1] += size * ((a[t] === 1 ? 1 : 0) - (1 - p0));
      power *= gamma;
    }
  }

  returns(r: readonly number[]): number[] {
    const G = [...r];
    for (let t = r.length - 2; t >= 0; t--) G[t] += this.options.gamma * G[t + 1];
    return G;
  }

  delta(G: number, v: number): number { return G - v; }
  weight(power: number, _length: number): number { return power; }
  policy(): Policy { return this; }
  save(): Snapshot { return { theta: this.theta.slice(), w: this.w.slice() }; }
  load(): void { throw new Error('only for short runs'); }
}

/** Every step learns from the return of the whole episode, what came before it included. */
export class LearnsFromTheWholeReturn extends PlainReinforce {
  override returns(r: readonly number[]): number[] { return r.map(() => super.returns(r)[0]); }
}

/** Every step learns from the next reward alone. */
export class LearnsFromTheNextReward extends PlainReinforce {
  override returns(r: readonly number[]): number[] { return [...r]; }
}

/** The mean over an episode's steps, where the gradient of its return is their sum. */
export class AveragesOverTheSteps extends PlainReinforce {
  override weight(power: number, length: number): number { return power / length; }
}

/** The baseline is added rather than taken off. */
export class AddsTheBaseline extends PlainReinforce {
  override delta(G: number, v: number): number { return G + v; }
}

/** Undiscounted returns, and steps that weigh 0.9^t. */
export class ForgetsLateSteps extends PlainReinforce {
  #power = 1;
  override weight(_power: number): number { return (this.#power *= 0.9) / 0.9; }
  override update(s: readonly number[], a: readonly number[], r: readonly number[]): void {
    this.#power = 1;
    super.update(s, a, r);
  }
}

/** Goes through the episode with the policy and the baseline that played it, and moves once at its end. */
export class MovesAtTheEnd extends PlainReinforce {
  override update(s: readonly number[], a: readonly number[], r: readonly number[]): void {
    const { theta, w } = this, { alpha, alphaW } = this.options, G = this.returns(r), dTheta = theta.map(() => 0), dW = w.map(() => 0);
    for (let t = 0; t < r.length; t++) {
      const delta = this.delta(G[t], w[s[t]]), p0 = this.p0(s[t]);
      dW[s[t]] += alphaW * (G[t] - w[s[t]]);
      dTheta[2 * s[t]] += alpha * delta * ((a[t] === 0 ? 1 : 0) - p0);
      dTheta[2 * s[t] + 1] += alpha * delta * ((a[t] === 1 ? 1 : 0) - (1 - p0));
    }
    dTheta.forEach((d, i) => { theta[i] += d; });
    dW.forEach((d, i) => { w[i] += d; });
  }
}
