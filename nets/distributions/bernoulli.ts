import { describe, math } from 'gymnasium-js/basics';
import { DivergedError } from '../diverged.ts';
import type { Draw } from '../network.ts';
import { DIVERGED, type Block, type Distribution } from './distribution.ts';

/**
 * n independent zeros and ones, each from a logit z:  p = P(a = 1) = 1 / (1 + e^-z).
 * Williams (1992), "Simple statistical gradient-following algorithms for connectionist reinforcement learning": Bernoulli logistic units.
 *
 * log p = -softplus(-z) and log(1 - p) = -softplus(z), with softplus(z) = log(1 + e^z); so nothing is lost where p is near 0 or 1.
 */
export class Bernoulli implements Distribution {
  readonly parameters: number;
  readonly actionSize: number;
  readonly maskSize = 0;
  /** z, log p and log(1 - p) of the row that was read last. [n] each */
  readonly #z: Float64Array;
  readonly #logP1: Float64Array;
  readonly #logP0: Float64Array;
  /** p and 1 - p. [n] each */
  readonly #p1: Float64Array;
  readonly #p0: Float64Array;

  constructor(n: number) {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`a Bernoulli needs a whole number of binary actions from 1 up, and got ${describe(n)}`);
    }
    this.parameters = this.actionSize = n;
    this.#z = new Float64Array(n);
    this.#logP1 = new Float64Array(n);
    this.#logP0 = new Float64Array(n);
    this.#p1 = new Float64Array(n);
    this.#p0 = new Float64Array(n);
  }

  read(outputs: Block, at: number): void {
    for (let i = 0; i < this.#z.length; i++) {
      const z = outputs[at + i];
      if (!(Math.abs(z) < Infinity)) throw new DivergedError(`the logit of binary action ${i} is ${z}: it must be a finite number. ${DIVERGED}`);
      const e = math.exp(-Math.abs(z)), log = math.log1p(e);         // e <= 1; the likelier of the two has 1 / (1 + e), the other e / (1 + e)
      this.#z[i] = z;
      this.#logP1[i] = Math.min(z, 0) - log;
      this.#logP0[i] = Math.min(-z, 0) - log;
      this.#p1[i] = (z < 0 ? e : 1) / (1 + e);
      this.#p0[i] = (z < 0 ? 1 : e) / (1 + e);
    }
  }

  sample(draw: Draw, action: Float32Array, at: number): void {
    for (let i = 0; i < this.actionSize; i++) action[at + i] = draw.random() < this.#p1[i] ? 1 : 0;
  }

  mode(action: Float32Array, at: number): void {
    for (let i = 0; i < this.actionSize; i++) action[at + i] = this.#z[i] > 0 ? 1 : 0;
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    for (let i = 0; i < this.actionSize; i++) played[playedAt + i] = action[at + i];
  }

  /** sum_i log p_i where a_i = 1, log(1 - p_i) where a_i = 0 */
  logProbability(action: Float32Array, at: number): number {
    let sum = 0;
    for (let i = 0; i < this.actionSize; i++) sum += action[at + i] === 1 ? this.#logP1[i] : this.#logP0[i];
    return sum;
  }

  /** d log p(a) / dz = a - p */
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    for (let i = 0; i < this.actionSize; i++) gradient[gradientAt + i] += scale * (action[at + i] === 1 ? this.#p0[i] : -this.#p1[i]);
  }

  /** H = -sum_i p log p + (1 - p) log(1 - p) */
  entropy(): number {
    let h = 0;
    for (let i = 0; i < this.actionSize; i++) h -= this.#p1[i] * this.#logP1[i] + this.#p0[i] * this.#logP0[i];
    return h;
  }

  /** dH/dz = -z p (1 - p) */
  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    for (let i = 0; i < this.actionSize; i++) gradient[at + i] -= scale * this.#z[i] * this.#p1[i] * this.#p0[i];
  }

  /** KL(p || q) = sum_i p (log p - log q) + (1 - p) (log(1 - p) - log(1 - q)) */
  kl(q: Bernoulli): number {
    let kl = 0;
    for (let i = 0; i < this.actionSize; i++) {
      kl += this.#p1[i] * (this.#logP1[i] - q.#logP1[i]) + this.#p0[i] * (this.#logP0[i] - q.#logP0[i]);
    }
    return kl;
  }

  /** dKL(p || q)/dz_p = p (1 - p) (z_p - z_q) */
  addKlGradient(q: Bernoulli, scale: number, gradient: Block, at: number): void {
    for (let i = 0; i < this.actionSize; i++) gradient[at + i] += scale * this.#p1[i] * this.#p0[i] * (this.#z[i] - q.#z[i]);
  }

  /** dKL(p || q)/dz_q = q - p */
  addKlFromGradient(p: Bernoulli, scale: number, gradient: Block, at: number): void {
    for (let i = 0; i < this.actionSize; i++) gradient[at + i] += scale * (this.#p1[i] - p.#p1[i]);
  }
}
