import { log1p } from '../math/index.ts';
import { drawDouble } from './pcg64.ts';
import type { Pcg64 } from './pcg64.ts';
import { standardExponential } from './ziggurat.ts';

/** How many tries it takes until one of probability p succeeds: f(x) = (1 - p)^(x - 1) p, x from 1. p in (0, 1]. */
export function geometric(s: Pcg64, p: number): number {
  if (p < 1 / 3) return Math.ceil(-standardExponential(s) / log1p(-p));   // ceil(log u / log(1 - p)), where -log u is exponential
  const u = drawDouble(s), q = 1 - p;
  let x = 1, f = p;
  for (let sum = p; u > sum; sum += f) {
    f *= q;
    x++;
  }
  return x;
}
