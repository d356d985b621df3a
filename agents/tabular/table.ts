import type { Stream } from '../streams.ts';

/** Action values, Q(s, a). Where there are masks, `mask` holds those of all rows and `row` says whose counts. */
export class Table {
  readonly states: number;
  readonly actions: number;
  /** [states x actions] */
  readonly values: Float64Array;

  constructor(states: number, actions: number, initialValue = 0) {
    this.states = states;
    this.actions = actions;
    this.values = new Float64Array(states * actions).fill(initialValue);
  }

  copy(): Table {
    const table = new Table(this.states, this.actions);
    table.values.set(this.values);
    return table;
  }

  get(s: number, a: number): number {
    return this.values[s * this.actions + a];
  }

  add(s: number, a: number, change: number): void {
    this.values[s * this.actions + a] += change;
  }

  /** max over the allowed a of Q(s, a). */
  max(s: number, mask?: Uint8Array, row = 0): number {
    const { values, actions } = this, first = s * actions, allowed = row * actions;
    let max = -Infinity;
    for (let a = 0; a < actions; a++) {
      const q = values[first + a];
      if (q > max && (mask === undefined || mask[allowed + a] === 1)) max = q;
    }
    return max;
  }

  /** An allowed action of the highest value; among several, each is as likely. */
  greedy(s: number, stream: Stream, mask?: Uint8Array, row = 0): number {
    const { values, actions } = this, first = s * actions, allowed = row * actions;
    let max = -Infinity, best = 0, ties = 0;
    for (let a = 0; a < actions; a++) {
      const q = values[first + a];
      if (q < max || (mask !== undefined && mask[allowed + a] === 0)) continue;
      if (q > max) { max = q; best = a; ties = 1; }
      else ties++;
    }
    if (ties <= 1) return best;
    let nth = stream.integer(ties);
    for (let a = best; ; a++) {
      if (values[first + a] === max && (mask === undefined || mask[allowed + a] === 1) && nth-- === 0) return a;
    }
  }

  /** A greedy action, or with probability epsilon any allowed one. */
  epsilonGreedy(s: number, epsilon: number, stream: Stream, mask?: Uint8Array, row = 0): number {
    if (stream.random() >= epsilon) return this.greedy(s, stream, mask, row);
    if (mask === undefined) return stream.integer(this.actions);
    const allowed = row * this.actions;
    let count = 0;
    for (let a = 0; a < this.actions; a++) count += mask[allowed + a];
    let nth = stream.integer(count);
    for (let a = 0; ; a++) if (mask[allowed + a] === 1 && nth-- === 0) return a;
  }
}
