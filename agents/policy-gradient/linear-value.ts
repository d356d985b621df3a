import type { Snapshot } from 'gymnasium-js';
import type { World } from '../agent.ts';
import type { Episodes } from './episodes.ts';
import type { ParametricValue } from './parametric.ts';
import { Seen } from './seen.ts';

/** v(s, w) = w . x(s), 0 at first. Sutton & Barto (2018), eq. 9.8 */
export class LinearValue implements ParametricValue {
  readonly #seen: Seen;
  readonly #w: Float64Array;
  readonly #direction: Float64Array;                  // 0 but from #low to #high - 1
  #low = Infinity;
  #high = 0;
  #played: Episodes | undefined;

  constructor(world: World) {
    this.#seen = new Seen(world);
    this.#w = new Float64Array(this.#seen.features);
    this.#direction = new Float64Array(this.#seen.features);
  }

  at(x: Float32Array): number { return this.#valueOf(x, 0); }

  #valueOf(x: Float32Array, i: number): number {
    const { tabular, width } = this.#seen, w = this.#w;
    if (tabular) return w[x[i]];
    let v = 0;
    for (let f = 0; f < width; f++) v += w[f] * x[i * width + f];
    return v;
  }

  see(played: Episodes): void { this.#played = played; }
  of(j: number): number { return this.#valueOf(this.#played!.x, j); }

  add(j: number, weight: number): void {
    const { x } = this.#played!, { tabular, width } = this.#seen, low = tabular ? x[j] : 0, high = tabular ? low + 1 : width;
    for (let f = low; f < high; f++) this.#direction[f] += weight * (tabular ? 1 : x[j * width + f]);
    if (low < this.#low) this.#low = low;
    if (high > this.#high) this.#high = high;
  }

  close(): void {}

  move(alpha: number): void {
    for (let f = this.#low; f < this.#high; f++) {
      this.#w[f] += alpha * this.#direction[f];
      this.#direction[f] = 0;
    }
    this.#low = Infinity;
    this.#high = 0;
  }

  save(): Snapshot { return { w: this.#w.slice() }; }

  load({ w }: Snapshot): void {
    const { length } = w as Float64Array | undefined ?? {};
    if (length !== this.#w.length) throw new RangeError(`this snapshot's baseline has ${length ?? 'no'} weights, and ${this.#w.length} are needed`);
    this.#w.set(w as Float64Array);
  }
}
