import { describe, math } from 'gymnasium-js/basics';
import { DivergedError } from '../diverged.ts';
import type { Draw } from '../network.ts';
import { DIVERGED, type Block, type Distribution } from './distribution.ts';

/** 2^24: single precision has every whole number from minus this to this, and not the next. */
const EXACT = 16777216;

/**
 * One of n actions, by a softmax over n logits z:  p_k = e^z_k / sum_j e^z_j.      Sutton & Barto (2018), eq. 13.2
 *
 * A mask leaves the sum to the allowed ones, as if the others' logits were -Infinity: Huang & Ontañón (2020), "A closer look at invalid
 * action masking in policy gradient algorithms". A logit may be -Infinity itself.
 */
export class Categorical implements Distribution {
  readonly parameters: number;
  readonly actionSize = 1;
  readonly maskSize: number;
  readonly #start: number;
  /** p_k and log p_k of the row that was read last; 0 and -Infinity where forbidden. */
  readonly #p: Float64Array;
  readonly #logP: Float64Array;

  /** Actions are start, ..., start + n - 1, all from -2^24 to 2^24: an action's row is in single precision, which lacks some beyond. */
  constructor(n: number, start = 0) {
    if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`a Categorical needs a whole number of actions from 1 up, and got ${describe(n)}`);
    if (!Number.isSafeInteger(start) || start < -EXACT || start + n - 1 > EXACT) {
      throw new RangeError(`the ${n} actions of a Categorical are whole numbers from -2^24 to 2^24, which single precision holds, `
        + `and they start at ${describe(start)}; try a start of 0`);
    }
    this.parameters = this.maskSize = n;
    this.#start = start;
    this.#p = new Float64Array(n);
    this.#logP = new Float64Array(n);
  }

  read(z: Block, at: number, mask?: Uint8Array, maskAt = 0): void {
    const p = this.#p, logP = this.#logP, n = p.length;
    let top = -Infinity, sum = 0;
    for (let k = 0; k < n; k++) {
      const logit = mask !== undefined && mask[maskAt + k] === 0 ? -Infinity : z[at + k];
      logP[k] = logit;
      if (logit > top) top = logit;
    }
    for (let k = 0; k < n; k++) {                        // less the top, which so counts e^0: nothing overflows, and the sum is from 1 to n
      const logit = logP[k] - top;
      logP[k] = logit;
      sum += p[k] = logit === 0 ? 1 : math.exp(logit);
    }
    if (!(sum >= 1)) refuse(z, at, n, mask, maskAt);     // NaN, when nothing is allowed or a logit is NaN
    const logSum = math.log(sum);
    for (let k = 0; k < n; k++) {
      p[k] /= sum;
      logP[k] -= logSum;
    }
  }

  /** The probability of action number k, from 0 up. */
  probability(k: number): number {
    return this.#p[k];
  }

  sample(draw: Draw, action: Float32Array, at: number): void {
    action[at] = this.#start + this.#draw(draw.random());
  }

  /** The k with p_0 + ... + p_k-1 <= u < p_0 + ... + p_k; where rounding leaves u above them all, the last that has any probability. */
  #draw(u: number): number {
    const p = this.#p, n = p.length;
    let last = 0;
    for (let k = 0; k < n; k++) {
      if (p[k] === 0) continue;
      u -= p[k];
      if (u < 0) return k;
      last = k;
    }
    return last;
  }

  mode(action: Float32Array, at: number): void {
    const p = this.#p;
    let best = 0;
    for (let k = 1; k < p.length; k++) if (p[k] > p[best]) best = k;
    action[at] = this.#start + best;
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    played[playedAt] = action[at];
  }

  logProbability(action: Float32Array, at: number): number {
    return this.#logP[action[at] - this.#start];
  }

  /** d log p_a / dz_k = 1{k = a} - p_k */
  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    const p = this.#p, n = p.length, a = action[at] - this.#start;
    for (let k = 0; k < n; k++) gradient[gradientAt + k] += scale * ((k === a ? 1 : 0) - p[k]);
  }

  /** H = -sum_k p_k log p_k, where 0 log 0 = 0 */
  entropy(): number {
    const p = this.#p, logP = this.#logP, n = p.length;
    let h = 0;
    for (let k = 0; k < n; k++) if (p[k] > 0) h -= p[k] * logP[k];
    return h;
  }

  /** dH/dz_k = -p_k (log p_k + H) */
  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    const p = this.#p, logP = this.#logP, n = p.length, h = this.entropy();
    for (let k = 0; k < n; k++) if (p[k] > 0) gradient[at + k] -= scale * p[k] * (logP[k] + h);
  }

  /** KL(p || q) = sum_k p_k (log p_k - log q_k); Infinity where q forbids what p does */
  kl(q: Categorical): number {
    const p = this.#p, logP = this.#logP, logQ = q.#logP, n = p.length;
    let kl = 0;
    for (let k = 0; k < n; k++) if (p[k] > 0) kl += p[k] * (logP[k] - logQ[k]);
    return kl;
  }

  /** dKL(p || q)/dz_k = p_k (log p_k - log q_k - KL), z being p's */
  addKlGradient(q: Categorical, scale: number, gradient: Block, at: number): void {
    const p = this.#p, logP = this.#logP, logQ = q.#logP, n = p.length, kl = this.kl(q);
    for (let k = 0; k < n; k++) if (p[k] > 0) gradient[at + k] += scale * p[k] * (logP[k] - logQ[k] - kl);
  }

  /** dKL(p || q)/dz_k = q_k - p_k, z being q's */
  addKlFromGradient(p: Categorical, scale: number, gradient: Block, at: number): void {
    const q = this.#p, n = q.length;
    for (let k = 0; k < n; k++) gradient[at + k] += scale * (q[k] - p.#p[k]);
  }
}

/** Says why a row of logits gives no probabilities. */
function refuse(z: Block, at: number, n: number, mask: Uint8Array | undefined, maskAt: number): never {
  const logits = z.slice(at, at + n), allowed = mask?.slice(maskAt, maskAt + n);
  if (allowed?.every((one) => one === 0)) {
    throw new RangeError(`the mask ${describe(allowed)} forbids every action; one at least must be allowed where an episode goes on`);
  }
  const under = allowed === undefined ? '' : ` under the mask ${describe(allowed)}`;
  throw new DivergedError(`the logits ${describe(logits)} give no probabilities${under}: `
    + `they must be numbers below Infinity, one of them above -Infinity. ${DIVERGED}`);
}
