import { describe } from 'gymnasium-js/basics';
import type { Draw } from '../network.ts';
import { Categorical } from './categorical.ts';
import type { Block, Distribution } from './distribution.ts';

/**
 * Several independent choices at once, each with logits of its own, side by side: p(a) = prod_i p_i(a_i), so that log-probabilities,
 * entropies and divergences add up. A mask holds those of the choices side by side.
 */
export class MultiCategorical implements Distribution {
  readonly parameters: number;
  readonly actionSize: number;
  readonly maskSize: number;
  readonly #parts: readonly Categorical[];

  /** Choice i is one of start[i], ..., start[i] + counts[i] - 1, all from -2^24 to 2^24. */
  constructor(counts: ArrayLike<number>, start?: ArrayLike<number>) {
    if (!(counts.length > 0)) throw new RangeError(`a MultiCategorical needs the count of one choice at least, and got ${describe(counts)}`);
    this.#parts = Array.from(counts, (n, i) => new Categorical(n, start?.[i]));
    this.parameters = this.maskSize = this.#parts.reduce((sum, part) => sum + part.parameters, 0);
    this.actionSize = counts.length;
  }

  read(outputs: Block, at: number, mask?: Uint8Array, maskAt = 0): void {
    for (const part of this.#parts) {
      part.read(outputs, at, mask, maskAt);
      at += part.parameters;
      maskAt += part.parameters;
    }
  }

  sample(draw: Draw, action: Float32Array, at: number): void {
    for (const part of this.#parts) part.sample(draw, action, at++);
  }

  mode(action: Float32Array, at: number): void {
    for (const part of this.#parts) part.mode(action, at++);
  }

  play(action: Float32Array, at: number, played: Float32Array, playedAt: number): void {
    for (let i = 0; i < this.actionSize; i++) played[playedAt + i] = action[at + i];
  }

  logProbability(action: Float32Array, at: number): number {
    let sum = 0;
    for (const part of this.#parts) sum += part.logProbability(action, at++);
    return sum;
  }

  addLogProbabilityGradient(action: Float32Array, at: number, scale: number, gradient: Block, gradientAt: number): void {
    for (const part of this.#parts) {
      part.addLogProbabilityGradient(action, at++, scale, gradient, gradientAt);
      gradientAt += part.parameters;
    }
  }

  entropy(): number {
    let sum = 0;
    for (const part of this.#parts) sum += part.entropy();
    return sum;
  }

  addEntropyGradient(scale: number, gradient: Block, at: number): void {
    for (const part of this.#parts) {
      part.addEntropyGradient(scale, gradient, at);
      at += part.parameters;
    }
  }

  kl(q: MultiCategorical): number {
    let sum = 0;
    for (let i = 0; i < this.actionSize; i++) sum += this.#parts[i].kl(q.#parts[i]);
    return sum;
  }

  addKlGradient(q: MultiCategorical, scale: number, gradient: Block, at: number): void {
    for (let i = 0; i < this.actionSize; i++) {
      this.#parts[i].addKlGradient(q.#parts[i], scale, gradient, at);
      at += this.#parts[i].parameters;
    }
  }

  addKlFromGradient(p: MultiCategorical, scale: number, gradient: Block, at: number): void {
    for (let i = 0; i < this.actionSize; i++) {
      this.#parts[i].addKlFromGradient(p.#parts[i], scale, gradient, at);
      at += this.#parts[i].parameters;
    }
  }
}
