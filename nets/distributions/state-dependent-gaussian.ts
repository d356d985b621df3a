import { describe, math } from 'gymnasium-js/basics';
import { DivergedError } from '../diverged.ts';
import { normal } from '../draws.ts';
import type { Draw } from '../network.ts';
import { checkedBounds, type Bounds } from './bounds.ts';
import { DIVERGED, type Block, type Distribution } from './distribution.ts';

const HALF_LOG_TWO_PI = 0.9189385332046727;
/** Keeps the variance above 0 where the latent features are all 0; Stable-Baselines3's. */
const EPSILON = 1e-6;

/**
 * Exploration that is a function of the state and stays the same for a while (gSDE): the noise of number j is h(s) . theta_j, where h(s) are the
 * policy's last hidden features and the theta_ij ~ N(0, sigma_ij^2) are drawn now and then, for each row its own. So for whoever sees one action only
 *
 *     a_j ~ N(mu_j(s), sum_i h_i(s)^2 sigma_ij^2 + 1e-6),      sigma_ij = e^s_ij
 *
 * Raffin, Kober & Stulp (2021), "Smooth exploration for robotic reinforcement learning", eq. 7 to 9. A network says
 * [mu_1, ..., mu_n, s_11, s_12, ..., s_mn] (i the feature, j the action number); the s come from a constant head. No gradient flows back through
 * h, as in Stable-Baselines3.
 */
export class StateDependentGaussian implements Distribution {
  readonly parameters: number;
  readonly actionSize: number;
  readonly maskSize = 0;
  readonly #bounds: Bounds | undefined;
  readonly #features: number;
  readonly #mu: Float64Array;
  readonly #variance: Float64Array;
  readonly #squares: Float64Array;              // h_i^2
  readonly #s: Float64Array;                    // what #sigmaSquared was computed of
  readonly #sigmaSquared: Float64Array;         // [features x n]
  readonly #noise: Float64Array;                // theta, [rows x features x n]
  #h: Block = new Float64Array(0);
  #hAt = 0;

  /** Of `n` action numbers, for a policy whose last hidden layer has `features` units, playing `rows` rows. */
  constructor(n: number, features: number, rows: number, bounds?: Bounds) {
    for (const [name, count] of Object.entries({ n, features, rows })) {
      if (!Number.isSafeInteger(count) || count < 1) {
        throw new RangeError(`the ${name} of a StateDependentGaussian is a whole number from 1 up, and got ${describe(count)}`);
      }
    }
    this.parameters = n + features * n;
    this.actionSize = n;
    this.#bounds = bounds && checkedBounds('a StateDependentGaussian', n, bounds);
    this.#features = features;
    this.#mu = new Float64Array(n);
    this.#variance = new Float64Array(n);
    this.#squares = new Float64Array(features);
    this.#s = new Float64Array(features * n).fill(NaN);
    this.#sigmaSquared = new Float64Array(features * n);
    this.#noise = new Float64Array(rows * features * n);
  }

  /** Draws the noise of a row anew, by the s of `outputs` at `at`. */
  renew(row: number, outputs: Block, at: number, draw: Draw): void {
    this.#take(outputs, at);
    const size = this.#sigmaSquared.length;
    for (let k = 0; k < size; k++) this.#noise[row * size + k] = Math.sqrt(this.#sigmaSquared[k]) * normal(draw);
  }

  /** What the next `read` goes with: the features h of its row. */
  see(h: Block, at: number): void {
    this.#h = h;
    this.#hAt = at;
  }

  read(outputs: Block, at: number): void {
    const n = this.actionSize, h = this.#h, hAt = this.#hAt, variance = this.#variance;
    this.#take(outputs, at);
    for (let j = 0; j < n; j++) {
      this.#mu[j] = outputs[at + j];
      variance[j] = EPSILON;
    }
    for (let i = 0; i < this.#features; i++) {
      const square = this.#squares[i] = h[hAt + i] * h[hAt + i];
      for (let j = 0; j < n; j++) variance[j] += square * this.#sigmaSquared[i * n + j];
    }
    for (let j = 0; j < n; j++) {
      if (!(Math.abs(this.#mu[j]) < Infinity && variance[j] < Infinity)) {
        throw new DivergedError(`action number ${j} has mean ${this.#mu[j]} and variance ${variance[j]}: both must be finite. ${DIVERGED}`);
      }
    }
  }

  /** sigma^2 of s; the s of one constant head are the same for all rows, so they are rarely new. */
  #take(outputs: Block, at: number): void {
    const s = this.#s, from = at + this.actionSize;
    for (let k = 0; k < s.length; k++) {
      if (s[k] === outputs[from + k]) continue;
      s[k] = outputs[from + k];
      this.#sigmaSquared[k] = math.exp(2 * s[k]);
    }
  }

  /** The mean plus this row's noise, for the state at hand. */
  explore(row: number, action: Float32Array, at: number): void {
    const n = this.actionSize, h = this.#h, hAt = this.#hAt, from = row * this.#features * n;
    for (let j = 0; j < n; j++) {
      let a = this.#mu[j];
      for (let i = 0; i < this.#features; i++) a += h[hAt + i] * this.#noise[from + i * n + j];
      action[at + j] = a;
    }
  }

  /** A number drawn as if the noise had just been drawn anew. */
  sample(draw: Draw, action: Float32Array, at: number): void {
    for (let j = 0; j < this.actionSize; j++) action[at + j] = this.#mu[j] + Math.sqrt(this.#variance[j]) * normal(draw);
  }

  mode(action: Float32Array, at: number): void {
    for (let j = 0; j < this.actionSize; j++) action[at + j] = this.#mu[j];
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    const bounds = this.#bounds;
    for (let j = 0; j < this.actionSize; j++) {
      const a = action[at + j];
      played[playedAt + j] = bounds === undefined ? a : Math.min(Math.max(a, bounds.low[j]), bounds.high[j]);
    }
  }

  logProbability(action: Float32Array, at: number): number {
    let sum = 0;
    for (let j = 0; j < this.actionSize; j++) {
      const d = action[at + j] - this.#mu[j], variance = this.#variance[j];
      sum -= 0.5 * (d * d / variance + math.log(variance)) + HALF_LOG_TWO_PI;
    }
    return sum;
  }

  /** With v the variance and z^2 = (a - mu)^2 / v:   d log p / dmu = (a - mu) / v,   d log p / ds_ij = (z^2 - 1) h_i^2 sigma_ij^2 / v */
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    for (let j = 0; j < this.actionSize; j++) {
      const d = action[at + j] - this.#mu[j], variance = this.#variance[j];
      gradient[gradientAt + j] += scale * d / variance;
      this.#addDeviationGradient(j, scale * (d * d / variance - 1), gradient, gradientAt);
    }
  }

  /** d log sigma_j / ds_ij = h_i^2 sigma_ij^2 / v, times `scale` */
  #addDeviationGradient(j: number, scale: number, gradient: Block, at: number): void {
    const n = this.actionSize, factor = scale / this.#variance[j];
    for (let i = 0; i < this.#features; i++) gradient[at + n + i * n + j] += factor * this.#squares[i] * this.#sigmaSquared[i * n + j];
  }

  /** H = sum_j (1 + log(2 pi v_j)) / 2 */
  entropy(): number {
    let h = 0;
    for (let j = 0; j < this.actionSize; j++) h += 0.5 * (1 + math.log(this.#variance[j])) + HALF_LOG_TWO_PI;
    return h;
  }

  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    for (let j = 0; j < this.actionSize; j++) this.#addDeviationGradient(j, scale, gradient, at);
  }

  /** Of two normals per action number: KL(p || q) = sum_j (log(v_q / v_p) + (v_p + (mu_p - mu_q)^2) / v_q - 1) / 2 */
  kl(q: StateDependentGaussian): number {
    let kl = 0;
    for (let j = 0; j < this.actionSize; j++) {
      const d = this.#mu[j] - q.#mu[j], v = this.#variance[j], w = q.#variance[j];
      kl += 0.5 * (math.log(w / v) + (v + d * d) / w - 1);
    }
    return kl;
  }

  addKlGradient(q: StateDependentGaussian, scale: number, gradient: Block, at: number): void {
    for (let j = 0; j < this.actionSize; j++) {
      const d = this.#mu[j] - q.#mu[j], w = q.#variance[j];
      gradient[at + j] += scale * d / w;
      this.#addDeviationGradient(j, scale * (this.#variance[j] / w - 1), gradient, at);
    }
  }

  addKlFromGradient(p: StateDependentGaussian, scale: number, gradient: Block, at: number): void {
    for (let j = 0; j < this.actionSize; j++) {
      const d = this.#mu[j] - p.#mu[j], v = this.#variance[j];
      gradient[at + j] += scale * d / v;
      this.#addDeviationGradient(j, scale * (1 - (p.#variance[j] + d * d) / v), gradient, at);
    }
  }

  /** The noise of all rows, copied. */
  save(): Float64Array { return this.#noise.slice(); }

  load(noise: Float64Array): void {
    if (noise?.length !== this.#noise.length) {
      throw new RangeError(`this snapshot's noise has ${noise?.length ?? 'no'} numbers, and ${this.#noise.length} are needed`);
    }
    this.#noise.set(noise);
  }
}
