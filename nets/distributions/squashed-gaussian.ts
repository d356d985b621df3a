import { math } from 'gymnasium-js/basics';
import type { Draw } from '../network.ts';
import { checkedBounds, type Bounds } from './bounds.ts';
import { DiagonalGaussian } from './diagonal-gaussian.ts';
import type { Block, Distribution } from './distribution.ts';

const TWO_LOG_2 = 1.3862943611198906;

/**
 * A normal u squashed into (-1, 1): a = tanh(u), so that no probability lies beyond the bounds. The network says what it says of a
 * DiagonalGaussian; with N the density of u,
 *
 * log p(a) = log N(u) - sum_i log(1 - tanh(u_i)^2)      Haarnoja et al. (2018), "Soft actor-critic", appendix C
 *
 * An action's row holds u, not a: near the bounds single precision has no a for many u (from |u| > 9 on it is 1), and the density
 * of the a it has is another. `play` gives the environment low + (high - low) (tanh(u) + 1) / 2. Densities are those of tanh(u), without
 * the constant factors of that stretching.
 */
export class SquashedGaussian implements Distribution {
  readonly parameters: number;
  readonly actionSize: number;
  readonly maskSize = 0;
  readonly #bounds: Bounds;
  /** Of u. */
  readonly #gaussian: DiagonalGaussian;

  /** `bounds` of the numbers that the environment takes, all finite, low <= high. Throws a RangeError on others. */
  constructor(n: number, bounds: Bounds) {
    this.#gaussian = new DiagonalGaussian(n);
    this.#bounds = checkedBounds('a SquashedGaussian', n, bounds);
    for (let i = 0; i < n; i++) {
      if (!(bounds.high[i] - bounds.low[i] < Infinity)) {
        const its = `${bounds.low[i]} and ${bounds.high[i]}`;
        throw new RangeError(`a SquashedGaussian lies between two finite bounds, and those of action number ${i} are ${its}; `
          + 'try one that is not squashed');
      }
    }
    this.parameters = 2 * n;
    this.actionSize = n;
  }

  read(outputs: Block, at: number): void {
    this.#gaussian.read(outputs, at);
  }

  sample(draw: Draw, action: Float32Array, at: number): void {
    this.#gaussian.sample(draw, action, at);
  }

  /** u = mu: tanh(mu) has as much probability above as below. */
  mode(action: Float32Array, at: number): void {
    this.#gaussian.mode(action, at);
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    const { low, high } = this.#bounds;
    for (let i = 0; i < this.actionSize; i++) {
      const share = (math.tanh(action[at + i]) + 1) / 2;
      played[playedAt + i] = Math.min(low[i] + (high[i] - low[i]) * share, high[i]);
    }
  }

  logProbability(action: Float32Array, at: number): number {
    let log = this.#gaussian.logProbability(action, at);
    for (let i = 0; i < this.actionSize; i++) log -= logSlope(action[at + i]);
    return log;
  }

  /** The squashing has no part in it: u is given. */
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    this.#gaussian.addLogProbabilityGradient(action, at, scale, gradient, gradientAt);
  }

  /**
   * H(a) = H(u) + sum_i E[log(1 - tanh(u_i)^2)]. There is no closed form: the mean is taken over the 49 nodes below, to 2e-8 for
   * deviations up to 1.5 and 1e-4 up to 4. Beyond, the kink that log(1 - tanh(u)^2) has near 0 falls between the nodes: at a log deviation
   * of 3 (a deviation of 20) it is off by 0.06 where the mean is 0. It costs about a microsecond for each number of the action.
   */
  entropy(): number {
    const gaussian = this.#gaussian;
    let h = gaussian.entropy();
    for (let i = 0; i < this.actionSize; i++) {
      for (let j = 0; j < NODES; j++) h += WEIGHT[j] * logSlope(gaussian.mean(i) + gaussian.deviation(i) * NODE[j]);
    }
    return h;
  }

  /** dH/dmu = E[-2 tanh(u)],   dH/ds = 1 + E[-2 tanh(u) sigma z]  with  u = mu + sigma z */
  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    const gaussian = this.#gaussian, n = this.actionSize;
    for (let i = 0; i < n; i++) {
      const mu = gaussian.mean(i), sigma = gaussian.deviation(i);
      let dMu = 0, dS = 1;
      for (let j = 0; j < NODES; j++) {
        const z = NODE[j], d = -2 * WEIGHT[j] * math.tanh(mu + sigma * z);
        dMu += d;
        dS += d * sigma * z;
      }
      gradient[at + i] += scale * dMu;
      gradient[at + n + i] += scale * dS;
    }
  }

  /** That of the unsquashed ones: a divergence stays the same under a mapping that can be undone. */
  kl(q: SquashedGaussian): number {
    return this.#gaussian.kl(q.#gaussian);
  }

  addKlGradient(q: SquashedGaussian, scale: number, gradient: Block, at: number): void {
    this.#gaussian.addKlGradient(q.#gaussian, scale, gradient, at);
  }

  addKlFromGradient(p: SquashedGaussian, scale: number, gradient: Block, at: number): void {
    this.#gaussian.addKlFromGradient(p.#gaussian, scale, gradient, at);
  }
}

/** log(1 - tanh(u)^2) = 2 (log 2 - u - softplus(-2u)), exact also where tanh(u) rounds to 1; written for |u|, as it is even */
function logSlope(u: number): number {
  const x = Math.abs(u);
  return TWO_LOG_2 - 2 * x - 2 * math.log1p(math.exp(-2 * x));
}

/**
 * Means over a standard normal z by the trapezoidal rule, nodes a quarter apart from -6 to 6 with the density's weights. For functions as
 * smooth as these it converges exponentially: Trefethen & Weideman (2014), "The exponentially convergent trapezoidal rule".
 */
const NODES = 49;
const NODE = Float64Array.from({ length: NODES }, (_, j) => (j - 24) / 4);
const WEIGHT = /* @__PURE__ */ weights(NODE);

function weights(z: Float64Array): Float64Array {
  const density = z.map((z) => math.exp(-z * z / 2)), sum = density.reduce((a, b) => a + b, 0);
  return density.map((d) => d / sum);
}
