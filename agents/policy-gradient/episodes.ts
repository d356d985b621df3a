import type { Snapshot, Step, TypedArray } from 'gymnasium-js';

/** Numbers that are kept of a step. */
export interface Widths {
  /** What was seen. */
  readonly width: number;
  readonly actionSize: number;
  /** 0 where there are no masks. */
  readonly maskSize: number;
}

const ROOM = 256;                                     // steps, at first

/**
 * Whole episodes as they were played, one a row: step after step, those of one moment by row. Nobody knows how long they will be (some worlds have
 * no time limit), so the room for them doubles when it is full. Step j is number j of every array; hold none of these arrays, for they are replaced
 * as they grow.
 */
export class Episodes {
  /** Steps so far. */
  length = 0;
  /** What was seen of S. [length x width] */
  x: Float32Array;
  /** A, as it was drawn. [length x actionSize] */
  action: Float32Array;
  /** R, as it is learned from. */
  reward: Float64Array;
  /** Which actions were allowed in S. [length x maskSize] */
  mask: Uint8Array;
  /** The row that played it. */
  row: Int32Array;
  /** G, the return from here on: see `returns`. */
  G: Float64Array;
  /** v(S), for whoever computes it. */
  value: Float64Array;
  readonly #widths: Widths;
  readonly #after: Float64Array;                      // [rows]

  constructor(rows: number, widths: Widths) {
    this.#widths = widths;
    this.#after = new Float64Array(rows);
    this.x = new Float32Array(ROOM * widths.width);
    this.action = new Float32Array(ROOM * widths.actionSize);
    this.mask = new Uint8Array(ROOM * widths.maskSize);
    this.reward = new Float64Array(ROOM);
    this.row = new Int32Array(ROOM);
    this.G = new Float64Array(ROOM);
    this.value = new Float64Array(ROOM);
  }

  /** Takes in a step of the rows that play: what was seen of them, what was drawn, and the rewards to learn from. */
  add({ rows, playing, mask }: Step, x: Float32Array, drawn: Float32Array, reward: Float64Array): void {
    const { width, actionSize, maskSize } = this.#widths;
    if (this.length + rows > this.reward.length) this.#grow(this.length + rows);
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const j = this.length++;
      for (let k = 0; k < width; k++) this.x[j * width + k] = x[i * width + k];
      for (let k = 0; k < actionSize; k++) this.action[j * actionSize + k] = drawn[i * actionSize + k];
      if (mask) for (let k = 0; k < maskSize; k++) this.mask[j * maskSize + k] = mask[i * maskSize + k];
      this.reward[j] = reward[i];
      this.row[j] = i;
    }
  }

  /** G_t = R_t+1 + gamma G_t+1 of every step, where `beyond` says for each row what follows its last one. Sutton & Barto (2018), eq. 3.9 */
  returns(gamma: number, beyond: Float64Array): void {
    const { G, reward, row } = this, after = this.#after;
    after.set(beyond);
    for (let j = this.length - 1; j >= 0; j--) {
      const i = row[j];
      G[j] = after[i] = reward[j] + gamma * after[i];
    }
  }

  clear(): void { this.length = 0; }

  #grow(steps: number): void {
    let room = this.reward.length;
    while (room < steps) room *= 2;
    const { width, actionSize, maskSize } = this.#widths;
    this.x = into(new Float32Array(room * width), this.x);
    this.action = into(new Float32Array(room * actionSize), this.action);
    this.mask = into(new Uint8Array(room * maskSize), this.mask);
    this.reward = into(new Float64Array(room), this.reward);
    this.row = into(new Int32Array(room), this.row);
    this.G = new Float64Array(room);
    this.value = new Float64Array(room);
  }

  save(): Snapshot {
    const { length: n, x, action, mask, reward, row } = this, { width, actionSize, maskSize } = this.#widths;
    return {
      length: n, x: x.slice(0, n * width), action: action.slice(0, n * actionSize), mask: mask.slice(0, n * maskSize),
      reward: reward.slice(0, n), row: row.slice(0, n),
    };
  }

  load(snapshot: Snapshot): void {
    const { width, actionSize, maskSize } = this.#widths, n = snapshot.length as number;
    const { x, action, mask, reward, row } = snapshot as Record<string, TypedArray>;
    const parts = [['x', x, width], ['action', action, actionSize], ['mask', mask, maskSize], ['reward', reward, 1], ['row', row, 1]] as const;
    for (const [name, array, size] of parts) {
      const length = array?.length ?? 'no';
      if (length !== n * size) throw new RangeError(`this snapshot holds ${length} numbers of ${name} for ${n} steps, and ${n * size} are needed`);
    }
    if (n > this.reward.length) this.#grow(n);
    this.x.set(x);
    this.action.set(action);
    this.mask.set(mask);
    this.reward.set(reward);
    this.row.set(row);
    this.length = n;
  }
}

function into<A extends TypedArray>(room: A, old: A): A {
  room.set(old);
  return room;
}
