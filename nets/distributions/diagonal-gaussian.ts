import { describe, math } from 'gymnasium-js/basics';
import { DivergedError } from '../diverged.ts';
import { normal } from '../draws.ts';
import type { Draw } from '../network.ts';
import { checkedBounds, type Bounds } from './bounds.ts';
import { DIVERGED, type Block, type Distribution } from './distribution.ts';

/** log(2 pi) / 2 */
const HALF_LOG_TWO_PI = 0.9189385332046727;

/**
 * n independent normal numbers. A network says the means and the logarithms s of the standard deviations side by side:
 * [mu_1, ..., mu_n, s_1, ..., s_n]; the s often come from a head that is constant.      Sutton & Barto (2018), eq. 13.19 and 13.20
 *
 * log p(a) = sum_i -z^2 / 2 - s - log(2 pi) / 2  with  z = (a - mu) / sigma,  sigma = e^s
 *
 * An action's row is the number drawn, which lies anywhere; `play` clips it to the bounds. It is held in single precision, so a
 * deviation below about 1e-7 of the mean is lost in it: the density is that of the number held.
 */
export class DiagonalGaussian implements Distribution {
  readonly parameters: number;
  readonly actionSize: number;
  readonly maskSize = 0;
  readonly #bounds: Bounds | undefined;
  /** mu, s = log sigma and sigma of the row that was read last. [n] each */
  readonly #mu: Float64Array;
  readonly #s: Float64Array;
  readonly #sigma: Float64Array;

  /** `bounds` of the numbers that the environment takes, infinite or left out where there are none. */
  constructor(n: number, bounds?: Bounds) {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`a DiagonalGaussian needs a whole number of action numbers from 1 up, and got ${describe(n)}`);
    }
    this.parameters = 2 * n;
    this.actionSize = n;
    this.#bounds = bounds && checkedBounds('a DiagonalGaussian', n, bounds);
    this.#mu = new Float64Array(n);
    this.#s = new Float64Array(n);
    this.#sigma = new Float64Array(n);
  }

  read(outputs: Block, at: number): void {
    const n = this.actionSize;
    for (let i = 0; i < n; i++) {
      const mu = outputs[at + i], s = outputs[at + n + i], sigma = math.exp(s);
      if (!(Math.abs(mu) < Infinity && sigma > 0 && sigma < Infinity)) {
        const which = `action number ${i} has mean ${mu} and log standard deviation ${s}`;
        throw new DivergedError(`${which}: the mean must be finite, the other between -745 and 709. ${DIVERGED}`);
      }
      this.#mu[i] = mu;
      this.#s[i] = s;
      this.#sigma[i] = sigma;
    }
  }

  /** The mean of number i. */
  mean(i: number): number {
    return this.#mu[i];
  }

  /** The standard deviation of number i. */
  deviation(i: number): number {
    return this.#sigma[i];
  }

  sample(draw: Draw, action: Float32Array, at: number): void {
    for (let i = 0; i < this.actionSize; i++) action[at + i] = this.#mu[i] + this.#sigma[i] * normal(draw);
  }

  mode(action: Float32Array, at: number): void {
    for (let i = 0; i < this.actionSize; i++) action[at + i] = this.#mu[i];
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    const bounds = this.#bounds;
    for (let i = 0; i < this.actionSize; i++) {
      const a = action[at + i];
      played[playedAt + i] = bounds === undefined ? a : Math.min(Math.max(a, bounds.low[i]), bounds.high[i]);
    }
  }

  logProbability(action: Float32Array, at: number): number {
    let sum = 0;
    for (let i = 0; i < this.actionSize; i++) {
      const z = (action[at + i] - this.#mu[i]) / this.#sigma[i];
      sum -= 0.5 * z * z + this.#s[i] + HALF_LOG_TWO_PI;
    }
    return sum;
  }

  /** d log p / dmu = z / sigma,   d log p / ds = z^2 - 1 */
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    const n = this.actionSize;
    for (let i = 0; i < n; i++) {
      const sigma = this.#sigma[i], z = (action[at + i] - this.#mu[i]) / sigma;
      gradient[gradientAt + i] += scale * z / sigma;
      gradient[gradientAt + n + i] += scale * (z * z - 1);
    }
  }

  /** H = sum_i s + (1 + log(2 pi)) / 2 */
  entropy(): number {
    let h = 0;
    for (let i = 0; i < this.actionSize; i++) h += this.#s[i] + 0.5 + HALF_LOG_TWO_PI;
    return h;
  }

  /** dH/dmu = 0,   dH/ds = 1 */
  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    const n = this.actionSize;
    for (let i = 0; i < n; i++) gradient[at + n + i] += scale;
  }

  /** KL(p || q) = sum_i s_q - s_p + (sigma_p^2 + (mu_p - mu_q)^2) / (2 sigma_q^2) - 1/2 */
  kl(q: DiagonalGaussian): number {
    let kl = 0;
    for (let i = 0; i < this.actionSize; i++) {
      const d = (this.#mu[i] - q.#mu[i]) / q.#sigma[i], r = this.#sigma[i] / q.#sigma[i];
      kl += q.#s[i] - this.#s[i] + 0.5 * (r * r + d * d - 1);
    }
    return kl;
  }

  /** dKL(p || q)/dmu_p = (mu_p - mu_q) / sigma_q^2,   dKL(p || q)/ds_p = sigma_p^2 / sigma_q^2 - 1 */
  addKlGradient(q: DiagonalGaussian, scale: number, gradient: Block, at: number): void {
    const n = this.actionSize;
    for (let i = 0; i < n; i++) {
      const d = (this.#mu[i] - q.#mu[i]) / q.#sigma[i], r = this.#sigma[i] / q.#sigma[i];
      gradient[at + i] += scale * d / q.#sigma[i];
      gradient[at + n + i] += scale * (r * r - 1);
    }
  }

  /** dKL(p || q)/dmu_q = (mu_q - mu_p) / sigma_q^2,   dKL(p || q)/ds_q = 1 - (sigma_p^2 + (mu_p - mu_q)^2) / sigma_q^2 */
  addKlFromGradient(p: DiagonalGaussian, scale: number, gradient: Block, at: number): void {
    const n = this.actionSize;
    for (let i = 0; i < n; i++) {
      const sigma = this.#sigma[i], d = (this.#mu[i] - p.#mu[i]) / sigma, r = p.#sigma[i] / sigma;
      gradient[at + i] += scale * d / sigma;
      gradient[at + n + i] += scale * (1 - r * r - d * d);
    }
  }
}
