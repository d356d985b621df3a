import type { Snapshot, Step, TypedArray } from 'gymnasium-js';
import type { Actor } from './actor.ts';
import type { Segment } from './advantages.ts';

/** Places in the count: steps so far, cuts so far, and how many of these are normalized. */
const STEPS = 0, CUTS = 1, NORMALIZED = 2;

/** The last `steps` steps of all rows, as they were played; step t of row i is at t * rows + i. */
export class Rollout implements Segment {
  readonly steps: number;
  readonly rows: number;
  /** steps x rows */
  readonly size: number;
  /** What the network saw of S. [size x width] */
  readonly x: Float32Array;
  /** A, as it was drawn. [size x actionSize] */
  readonly action: Float32Array;
  /** R, as it is learned from. */
  readonly reward: Float64Array;
  /** Which actions were allowed in S. [size x maskSize] */
  readonly mask: Uint8Array | undefined;
  readonly terminated: Uint8Array;
  readonly over: Uint8Array;
  readonly value: Float64Array;
  readonly nextValue: Float64Array;
  /** log pi(A|S) of those who played, if they judged. */
  readonly logProbability: Float64Array | undefined;
  readonly #xNext: Float32Array;                      // what follows a step that no other step of the segment follows: [cuts x width]
  readonly #cutAt: Int32Array;                        // and which steps these are
  readonly #look: Float32Array;
  readonly #goesOn: Uint8Array;
  readonly #count = new Int32Array(3);                // see STEPS

  constructor(steps: number, rows: number, { width, pi, judged }: Actor, masked: boolean) {
    const size = steps * rows;
    this.steps = steps;
    this.rows = rows;
    this.size = size;
    this.x = new Float32Array(size * width);
    this.action = new Float32Array(size * pi.actionSize);
    this.reward = new Float64Array(size);
    this.mask = masked ? new Uint8Array(size * pi.maskSize) : undefined;
    this.terminated = new Uint8Array(size);
    this.over = new Uint8Array(size);
    this.value = new Float64Array(size);
    this.nextValue = new Float64Array(size);
    this.logProbability = judged && new Float64Array(size);
    this.#xNext = new Float32Array(size * width);
    this.#cutAt = new Int32Array(size);
    this.#look = new Float32Array(rows * width);
    this.#goesOn = new Uint8Array(rows);
  }

  get full(): boolean { return this.#count[STEPS] === this.steps; }

  /** Takes in the step that followed `actor.act`. Throws a RangeError where a row rests: a segment is of all rows, side by side. */
  add({ next, mask, terminated, truncated, playing }: Step, actor: Actor, reward: Float64Array): void {
    const { rows } = this, { width } = actor, t = this.#count[STEPS]++, from = t * rows, last = t === this.steps - 1;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 1) continue;
      throw new RangeError(`row ${i} rests, and here all rows learn side by side, step by step. Wake it, or try reinforce, whose rows may rest`);
    }
    this.#normalizeCuts(actor);                       // of the step before: what now began in their rows has been taken in
    this.x.set(actor.x, from * width);
    this.action.set(actor.drawn, from * actor.pi.actionSize);
    this.reward.set(reward, from);
    this.terminated.set(terminated, from);
    if (this.mask && mask) this.mask.set(mask, from * actor.pi.maskSize);
    if (actor.judged) {
      this.value.set(actor.judged.value, from);
      this.logProbability!.set(actor.judged.logProbability, from);
    }
    let looked = false;
    for (let i = 0; i < rows; i++) {
      this.over[from + i] = terminated[i] | truncated[i];
      this.#goesOn[i] = 1 - this.over[from + i];
      // Time ran out, or the segment does, but the world goes on: the future still has value.
      if (terminated[i] === 1 || !(last || truncated[i] === 1)) continue;
      if (!looked) actor.lookRaw(next, rows, this.#look);
      looked = true;
      const cut = this.#count[CUTS]++;
      this.#cutAt[cut] = from + i;
      for (let k = 0; k < width; k++) this.#xNext[cut * width + k] = this.#look[i * width + k];
    }
    if (!last || !looked) return;
    actor.meet(this.#look, rows, this.#goesOn);
    this.#normalizeCuts(actor);
  }

  #normalizeCuts(actor: Actor): void {
    const count = this.#count, from = count[NORMALIZED], to = count[CUTS];
    if (from < to) actor.normalize(this.#xNext.subarray(from * actor.width, to * actor.width), to - from);
    count[NORMALIZED] = to;
  }

  /** V(S) and V(S') of every step, by the network as it stands; returns what it says of all S, ready for `backward`. [size x outputs] */
  judge(actor: Actor): Float32Array {
    const { size, value } = this, { outputs } = actor;
    this.#judgeCuts(actor);
    const said = actor.forward(this.x, size);
    for (let j = 0; j < size; j++) value[j] = said[(j + 1) * outputs - 1];
    this.#lookAhead();
    return said;
  }

  /** V(S') of every step, where the actor has judged S as it played. */
  judgeNext(actor: Actor): void {
    this.#judgeCuts(actor);
    this.#lookAhead();
  }

  #judgeCuts(actor: Actor): void {
    const cuts = this.#count[CUTS], { outputs, width, network } = actor, most = network.rows;      // all at once may be more than there is room for
    for (let from = 0; from < cuts; from += most) {
      const n = Math.min(most, cuts - from), said = network.forward(this.#xNext.subarray(from * width, (from + n) * width), n);
      for (let c = 0; c < n; c++) this.nextValue[this.#cutAt[from + c]] = said[(c + 1) * outputs - 1];
    }
  }

  /** What follows S in its row is S'; after the end there is nothing. */
  #lookAhead(): void {
    const { size, rows, value, nextValue, terminated, over } = this;
    for (let j = 0; j < size; j++) {
      if (terminated[j] === 1) nextValue[j] = 0;
      if (j >= rows && over[j - rows] === 0) nextValue[j - rows] = value[j];
    }
  }

  clear(): void { this.#count.fill(0); }

  #arrays(): Record<string, TypedArray> {
    const { x, action, reward, terminated, over, mask, value, logProbability } = this;
    return {
      x, action, reward, terminated, over, xNext: this.#xNext, cutAt: this.#cutAt, count: this.#count, ...(mask && { mask }),
      ...(logProbability && { value, logProbability }),
    };
  }

  save(): Snapshot {
    return Object.fromEntries(Object.entries(this.#arrays()).map(([name, array]) => [name, array.slice()]));
  }

  load(snapshot: Snapshot): void {
    const arrays = Object.entries(this.#arrays());
    for (const [name, array] of arrays) {
      const { length } = snapshot[name] as TypedArray ?? {};
      if (length !== array.length) {
        throw new RangeError(`this snapshot's segment holds ${length ?? 'no'} numbers of ${name}, and ${array.length} are needed`);
      }
    }
    for (const [name, array] of arrays) array.set(snapshot[name] as TypedArray);
  }
}
