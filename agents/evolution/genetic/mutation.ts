import { math } from 'gymnasium-js';
import { normal } from '../../../nets/draws.ts';
import type { Draw } from '../../../nets/network.ts';

/**
 * How many genes in a row are left as they are when each is changed with probability `rate`, above 0 and below 1:
 *
 *     floor(ln(1 - u) / ln(1 - rate)),     u uniform in [0, 1)
 *
 * Devroye (1986), "Non-uniform random variate generation", section X.2. One draw for each gene that changes, rather than one for each gene:
 * at a rate of 0.1, 256 genomes of 114 genes took 68 rather than 362 microseconds (normal numbers aside). From 32-bit uniforms, so rates are met to
 * 2^-32.
 */
const gap = (perLog: number, draw: Draw): number => Math.floor(math.log(1 - draw.random()) * perLog);

/** Each gene with probability `rate`: `kept` (0 or 1) times what it was, plus deviation times a standard normal number, within +-limit. */
function change(genome: Float64Array, kept: number, rate: number, deviation: number, limit: number, draw: Draw): void {
  if (rate === 0) return;
  const perLog = 1 / math.log1p(-rate), all = rate === 1;
  for (let k = all ? 0 : gap(perLog, draw); k < genome.length; k += all ? 1 : 1 + gap(perLog, draw)) {
    const gene = kept * genome[k] + deviation * normal(draw);
    genome[k] = gene > limit ? limit : gene < -limit ? -limit : gene;
  }
}

/*
 * Montana & Davis (1989), "Training feedforward neural networks using genetic algorithms", have both: BIASED-MUTATE-WEIGHTS adds a number to a
 * weight, UNBIASED-MUTATE-WEIGHTS draws it anew as it was drawn at first. Theirs are two-sided exponential; normal ones are the usual choice since.
 */

/** Adds normal noise of deviation sigma to each gene with probability `rate`, within +-limit. */
export const gaussian = (genome: Float64Array, rate: number, sigma: number, limit: number, draw: Draw): void => (
  change(genome, 1, rate, sigma, limit, draw)
);

/** Draws each gene anew with probability `rate`, normal with mean 0 and this deviation, within +-limit. */
export const reset = (genome: Float64Array, rate: number, deviation: number, limit: number, draw: Draw): void => (
  change(genome, 0, rate, deviation, limit, draw)
);
