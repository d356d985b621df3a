import type { NeatGenome } from './genome.ts';

/**
 * The first of some genomes as all of them would have it: each weight is the mean of those who have that gene, which is expressed where at least
 * half of them express it; historical markings say which genes are the same. A child of all of them by `average`, so to speak.
 */
export function consensus(genomes: readonly NeatGenome[]): NeatGenome {
  const [{ structure, weights: { length: n } }] = genomes, { innovations } = structure;
  const sums = new Float64Array(n), expressed = new Int32Array(n), counts = new Int32Array(n);
  for (const { structure: other, weights, enabled } of genomes) {
    const q = other.innovations;
    for (let i = 0, j = 0; i < n && j < q.length; i++) {
      while (j < q.length && q[j] < innovations[i]) j++;
      if (q[j] !== innovations[i]) continue;
      sums[i] += weights[j];
      expressed[i] += enabled[j];
      counts[i]++;
    }
  }
  return {
    structure, weights: Array.from(sums, (sum, i) => sum / counts[i]), enabled: Array.from(expressed, (many, i) => (2 * many >= counts[i] ? 1 : 0)),
  };
}
