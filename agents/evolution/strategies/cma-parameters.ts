import { math } from 'gymnasium-js/basics';

/** The constants of CMA-ES, by the tutorial's letters. */
export interface CmaParameters {
  /** How many of the fittest are the parents: those with a weight above 0. */
  readonly mu: number;
  /** w: of the fittest first; those above 0 sum to 1. [populationSize] */
  readonly weights: Float64Array;
  /** How many equal parents the weights are worth. */
  readonly muEff: number;
  /** Step size: cumulation and damping. */
  readonly cSigma: number;
  readonly dSigma: number;
  /** Covariance: cumulation, learning rate of rank one and of rank mu. */
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** E|N(0, I)| */
  readonly chiN: number;
}

/**
 * The defaults for n dimensions and lambda individuals. Hansen (2016, 2023), "The CMA evolution strategy: a tutorial", arXiv:1604.00772,
 * table 1 and equations 49 to 58, but for two that are pycma 4's: cSigma is (muEff + 2) / (n + muEff + 3) where the tutorial has 5 for 3, and
 * c1 is smaller below 6 individuals.
 */
export function cmaParameters(n: number, lambda: number, active: boolean): CmaParameters {
  const raw = Float64Array.from({ length: lambda }, (_, i) => math.log((lambda + 1) / 2) - math.log(i + 1));
  const mu = raw.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  const sum = (from: number, to: number) => raw.subarray(from, to).reduce((sum, w) => sum + w, 0);
  const squares = (from: number, to: number) => raw.subarray(from, to).reduce((sum, w) => sum + w * w, 0);
  const positive = sum(0, mu), negative = -sum(mu, lambda);
  const muEff = positive * positive / squares(0, mu), muEffMinus = negative * negative / squares(mu, lambda);

  const cSigma = (muEff + 2) / (n + muEff + 3);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
  const cC = (4 + muEff / n) / (n + 4 + 2 * muEff / n);
  const c1 = Math.min(1, lambda / 6) * 2 / ((n + 1.3) * (n + 1.3) + muEff);
  const cMu = Math.min(1 - c1, 2 * (0.25 + muEff + 1 / muEff - 2) / ((n + 2) * (n + 2) + muEff));

  // The negative weights: so many that C does not decay, fewer where muEff- is small or C could stop being positive definite.
  const noDecay = 1 + c1 / cMu, few = 1 + 2 * muEffMinus / (muEff + 2), definite = (1 - c1 - cMu) / (n * cMu);
  const minus = active ? Math.min(noDecay, few, definite) : 0;
  const weights = raw.map((w) => (w > 0 ? w / positive : w < 0 ? w / negative * minus : 0));
  return { mu, weights, muEff, cSigma, dSigma, cC, c1, cMu, chiN: chi(n) };
}

/** E|N(0, I)| in n dimensions, sqrt(2) Gamma((n + 1) / 2) / Gamma(n / 2): the first is sqrt(2 / pi), and the n-th times the next is n. */
function chi(n: number): number {
  let x = 0.7978845608028654;
  for (let k = 1; k < n; k++) x = k / x;
  return x;
}
