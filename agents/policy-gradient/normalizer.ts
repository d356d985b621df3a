import { RunningMeanStd, type Snapshot, type Step } from 'gymnasium-js';

const EPSILON = 1e-8, MOST = 10;                           // as Stable-Baselines3's VecNormalize

/** z = (x - mean) * scale, clipped to +-most. */
export interface NormalizationRule { readonly mean: Float64Array; readonly scale: Float64Array; readonly most: number }

/** (x - mean) / sqrt(variance + 1e-8), clipped to +-10, by the mean and variance of all that was seen. Statistics are shared over rows. */
export class ObservationNormalizer {
  readonly #seen: RunningMeanStd;
  readonly #mean: Float64Array;
  readonly #scale: Float64Array;
  readonly #one: Float32Array;

  /** Of rows of `width` numbers. */
  constructor(width: number) {
    this.#seen = new RunningMeanStd(width);
    this.#mean = new Float64Array(width);
    this.#scale = new Float64Array(width);
    this.#one = new Float32Array(width);
    this.#refresh();
  }

  /** Takes in the rows that play. [rows x width] */
  update(x: Float32Array, rows: number, playing: Uint8Array): void {
    const { length: width } = this.#mean;
    let all = true;
    for (let i = 0; i < rows; i++) if (playing[i] === 0) all = false;
    if (all) this.#seen.update(x, rows);
    else {
      for (let i = 0; i < rows; i++) {
        if (playing[i] === 0) continue;
        for (let k = 0; k < width; k++) this.#one[k] = x[i * width + k];
        this.#seen.update(this.#one);
      }
    }
    this.#refresh();
  }

  /** What `apply` does: clips (x - mean) * scale to +-most. */
  get rule(): NormalizationRule {
    return { mean: this.#mean.slice(), scale: this.#scale.slice(), most: MOST };
  }

  #refresh(): void {
    const { mean, var: variance } = this.#seen;
    for (let k = 0; k < this.#mean.length; k++) {
      this.#mean[k] = mean[k];
      this.#scale[k] = 1 / Math.sqrt(variance[k] + EPSILON);
    }
  }

  /** In place. [rows x width] */
  apply(x: Float32Array, rows: number): void {
    const mean = this.#mean, scale = this.#scale, width = mean.length;
    for (let i = 0, at = 0; i < rows; i++) {
      for (let k = 0; k < width; k++, at++) {
        const z = (x[at] - mean[k]) * scale[k];
        x[at] = z > MOST ? MOST : z < -MOST ? -MOST : z;
      }
    }
  }

  save(): Snapshot { return this.#seen.save(); }

  load(snapshot: Snapshot): void {
    this.#seen.load(snapshot);
    this.#refresh();
  }
}

/** R / sqrt(variance of G + 1e-8), clipped to +-10, where G <- gamma G + R of each row is its discounted return so far in an episode. */
export class RewardNormalizer {
  readonly #seen = new RunningMeanStd();
  readonly #returns: Float64Array;
  readonly #gamma: number;

  constructor(rows: number, gamma: number) {
    this.#returns = new Float64Array(rows);
    this.#gamma = gamma;
  }

  /** Takes in the rewards of the rows that play, and writes them normalized. [rows] */
  normalize({ reward, terminated, truncated, playing }: Step, out: Float64Array): void {
    const G = this.#returns, rows = G.length;
    let all = true;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 1) G[i] = this.#gamma * G[i] + reward[i];
      else all = false;
    }
    if (all) this.#seen.update(G, rows);
    else for (let i = 0; i < rows; i++) if (playing[i] === 1) this.#seen.update(G.subarray(i, i + 1));
    const scale = 1 / Math.sqrt(this.#seen.var[0] + EPSILON);
    for (let i = 0; i < rows; i++) {
      out[i] = Math.max(-MOST, Math.min(MOST, reward[i] * scale));
      if ((terminated[i] | truncated[i]) === 1 && playing[i] === 1) G[i] = 0;
    }
  }

  save(): Snapshot { return { seen: this.#seen.save(), returns: this.#returns.slice() }; }

  load({ seen, returns }: Snapshot): void {
    if ((returns as Float64Array | undefined)?.length !== this.#returns.length) {
      const rows = (returns as Float64Array | undefined)?.length ?? 'no';
      throw new RangeError(`this snapshot normalizes the rewards of ${rows} rows, and ${this.#returns.length} are needed`);
    }
    this.#seen.load(seen as Snapshot);
    this.#returns.set(returns as Float64Array);
  }
}
