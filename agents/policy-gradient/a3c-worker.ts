import type { Snapshot, Step, TypedArray } from 'gymnasium-js';
import type { Actor } from './actor.ts';

const GOES_ON = Uint8Array.of(1);

/** A worker of A3C: its copy of the parameters, the segment that it plays by them, and where it stands on the virtual clock. */
export class Worker {
  /** theta' and w'. */
  readonly copy: Float32Array;
  /** What the network saw of S. [nSteps x width] */
  readonly x: Float32Array;
  /** A, as it was drawn. [nSteps x actionSize] */
  readonly action: Float32Array;
  /** R, as it is learned from. [nSteps] */
  readonly reward: Float64Array;
  /** Which actions were allowed in S. [nSteps x maskSize] */
  readonly mask: Uint8Array | undefined;
  /** What the network sees of S' of the last step. [width] */
  readonly xNext: Float32Array;
  /** Steps of the segment so far. */
  t = 0;
  /** Whether the segment is over, and waits for its turn. */
  done = false;
  /** Whether its last step terminated the episode. */
  terminated = false;
  /** The virtual time, and how much of it a step of this segment takes. */
  time = 0;
  pace = 1;
  /** Updates of the shared parameters when they were copied. */
  version = 0;
  /** Whether its row plays. */
  playing = false;

  constructor(nSteps: number, copy: Float32Array, { width, pi }: Actor, masked: boolean) {
    this.copy = copy;
    this.x = new Float32Array(nSteps * width);
    this.action = new Float32Array(nSteps * pi.actionSize);
    this.reward = new Float64Array(nSteps);
    this.mask = masked ? new Uint8Array(nSteps * pi.maskSize) : undefined;
    this.xNext = new Float32Array(width);
  }

  /** Takes in what row i did after `actor.act`. True where the segment ends there: at nSteps, or with the episode. */
  take(i: number, { mask, next, rows, terminated, truncated }: Step, actor: Actor, reward: number): boolean {
    const { t } = this, { width, pi: { actionSize, maskSize } } = actor;
    for (let k = 0; k < width; k++) this.x[t * width + k] = actor.x[i * width + k];
    for (let k = 0; k < actionSize; k++) this.action[t * actionSize + k] = actor.drawn[i * actionSize + k];
    if (this.mask && mask) for (let k = 0; k < maskSize; k++) this.mask[t * maskSize + k] = mask[i * maskSize + k];
    this.reward[t] = reward;
    this.t++;
    this.time += this.pace;
    this.terminated = terminated[i] === 1;
    this.done = this.t === this.reward.length || this.terminated || truncated[i] === 1;
    if (this.done && !this.terminated) {
      const size = next.length / rows;
      actor.lookRaw(next.subarray(i * size, (i + 1) * size), 1, this.xNext);
      if (truncated[i] === 0) actor.meet(this.xNext, 1, GOES_ON, i);
      actor.normalize(this.xNext, 1);
    }
    return this.done;
  }

  /** Goes on with the parameters as they are now, after so many updates, at another pace. */
  begin(parameters: Float32Array, version: number, pace: number): void {
    this.copy.set(parameters);
    this.version = version;
    this.pace = pace;
    this.t = 0;
    this.done = false;
  }

  #arrays(): Record<string, TypedArray> {
    const { copy, x, action, reward, xNext, mask } = this;
    return { copy, x, action, reward, xNext, ...(mask && { mask }) };
  }

  save(): Snapshot {
    const { t, done, terminated, time, pace, version } = this;
    const arrays = Object.entries(this.#arrays()).map(([name, array]) => [name, array.slice()]);
    return { ...Object.fromEntries(arrays) as Snapshot, t, done: Number(done), terminated: Number(terminated), time, pace, version };
  }

  load(snapshot: Snapshot): void {
    const arrays = Object.entries(this.#arrays());
    for (const [name, array] of arrays) {
      const { length } = snapshot[name] as TypedArray ?? {};
      if (length !== array.length) {
        throw new RangeError(`this snapshot's worker holds ${length ?? 'no'} numbers of ${name}, and ${array.length} are needed`);
      }
    }
    for (const [name, array] of arrays) array.set(snapshot[name] as TypedArray);
    const { t, done, terminated, time, pace, version } = snapshot as Record<string, number>;
    Object.assign(this, { t, done: done === 1, terminated: terminated === 1, time, pace, version });
  }
}
