import type { NeatGenome } from './genome.ts';

export interface DistanceOptions {
  /** c1 = c2: what a gene weighs that only one of two genomes has. */
  readonly compatibilityDisjointCoefficient: number;
  /** c3: what the mean difference of the weights of common genes weighs. */
  readonly compatibilityWeightCoefficient: number;
  /** Whether genes that only one has are divided by the number of the larger genome's, where that has 20 or more. */
  readonly compatibilityNormalize: boolean;
}

const SMALL = 20;                                         // genes, below which N may be 1

/**
 * How far two genomes are apart: delta = c1 E/N + c2 D/N + c3 W.      Stanley & Miikkulainen (2002), eq. 1
 *
 * E + D genes, excess and disjoint, are in one of them only (both have the same coefficient here, as in the paper's experiments); W is the
 * mean difference of the weights of the others, disabled or not. Symmetric; 0 from a genome to itself. W is 0 where no gene is common.
 */
export function distance(a: NeatGenome, b: NeatGenome, options: DistanceOptions): number {
  const x = a.weights, y = b.weights;
  let common = 0, difference = 0;
  if (a.structure === b.structure) {
    common = x.length;
    for (let g = 0; g < common; g++) difference += Math.abs(x[g] - y[g]);
  } else {
    const p = a.structure.innovations, q = b.structure.innovations;
    for (let i = 0, j = 0; i < p.length && j < q.length;) {
      if (p[i] === q[j]) {
        common++;
        difference += Math.abs(x[i++] - y[j++]);
      } else if (p[i] < q[j]) i++;
      else j++;
    }
  }
  const apart = x.length + y.length - 2 * common, longer = Math.max(x.length, y.length);
  const n = options.compatibilityNormalize && longer >= SMALL ? longer : 1;
  const w = common === 0 ? 0 : difference / common;
  return options.compatibilityDisjointCoefficient * apart / n + options.compatibilityWeightCoefficient * w;
}
