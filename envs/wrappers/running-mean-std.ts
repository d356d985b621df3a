import type { Snapshot } from '../core/snapshot.ts';
import { checkWhole, recalled } from './wrapper.ts';

const f32 = Math.fround, f64 = (x: number) => x;

/**
 * Mean and variance of all that was seen, number by number, without keeping it. Batches are merged as in Chan, Golub & LeVeque (1979),
 * "Updating formulae and a pairwise algorithm for computing sample variances":
 *
 *   delta = mean_B - mean,   n = count + count_B
 *   mean <- mean + delta count_B / n
 *   var  <- (var count + var_B count_B + delta^2 count count_B / n) / n
 *
 * It begins with mean 0, variance 1 and a count of `epsilon`. Variances are those of the whole population (divided by n).
 */
export class RunningMeanStd {
  readonly mean: Float32Array | Float64Array;
  readonly var: Float32Array | Float64Array;
  count: number;
  readonly #round: (x: number) => number;
  readonly #batchMean: Float64Array;
  readonly #batchVar: Float64Array;

  /** `size` numbers. With `float32` every operation is rounded as NumPy's on float32 arrays is. */
  constructor(size = 1, { epsilon = 1e-4, dtype = 'float64' }: { epsilon?: number; dtype?: 'float32' | 'float64' } = {}) {
    checkWhole('the size of a RunningMeanStd', size, 1);
    const single = dtype === 'float32';
    this.mean = single ? new Float32Array(size) : new Float64Array(size);
    this.var = (single ? new Float32Array(size) : new Float64Array(size)).fill(1);
    this.count = epsilon;
    this.#round = single ? f32 : f64;
    this.#batchMean = new Float64Array(size);
    this.#batchVar = new Float64Array(size);
  }

  /** Takes in `rows` rows of `size` numbers. */
  update(x: ArrayLike<number>, rows = 1): void {
    const size = this.mean.length, round = this.#round, mean = this.#batchMean, variance = this.#batchVar;
    for (let k = 0; k < size; k++) {
      let sum = 0, squares = 0;
      for (let i = 0; i < rows; i++) sum = round(sum + x[i * size + k]);
      mean[k] = round(sum / rows);
      for (let i = 0; i < rows; i++) {
        const d = round(x[i * size + k] - mean[k]);
        squares = round(squares + round(d * d));
      }
      variance[k] = round(squares / rows);
    }
    this.updateFromMoments(mean, variance, rows);
  }

  /** Takes in a batch of which only mean, variance and count are known. */
  updateFromMoments(batchMean: ArrayLike<number>, batchVar: ArrayLike<number>, batchCount: number): void {
    const round = this.#round, n = round(this.count + batchCount), count = round(this.count);
    for (let k = 0; k < this.mean.length; k++) {
      const delta = round(batchMean[k] - this.mean[k]);
      const m = round(round(this.var[k] * count) + round(batchVar[k] * batchCount));
      const between = round(round(round(round(delta * delta) * count) * batchCount) / n);
      this.mean[k] = round(this.mean[k] + round(round(delta * batchCount) / n));
      this.var[k] = round(m + between) / n;
    }
    this.count += batchCount;
  }

  save(): Snapshot { return { mean: this.mean.slice(), var: this.var.slice(), count: this.count }; }

  load(snapshot: Snapshot): void {
    const mean = recalled(snapshot, 'mean', this.mean.length), variance = recalled(snapshot, 'var', this.var.length);
    this.count = recalled(snapshot, 'count');
    this.mean.set(mean);
    this.var.set(variance);
  }
}
