// Statistics that the tests of chance are decided by.

/** The standard normal's distribution function, by Marsaglia's (2004) series: 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...). */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let term = x, sum = x;
  for (let k = 3; sum + term !== sum; k += 2) sum += term *= x * x / k;
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Kolmogorov and Smirnov's statistic, sqrt(n) times the greatest distance between the distribution function of the sample and `cdf`.
 * Above 1.95 in one of a thousand samples of that distribution.
 */
export function kolmogorovSmirnov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const x = Float64Array.from(sample).sort(), n = x.length;
  let distance = 0;
  for (let i = 0; i < n; i++) distance = Math.max(distance, Math.abs(cdf(x[i]) - i / n), Math.abs(cdf(x[i]) - (i + 1) / n));
  return Math.sqrt(n) * distance;
}

/**
 * How unlikely counts are under given probabilities, in deviations of a normal: Pearson's chi-square by Wilson & Hilferty's (1931)
 * cube root. Above 3.1 in one of a thousand. Infinite where something was counted that has probability 0.
 */
export function chiSquareDeviations(counts: ArrayLike<number>, p: ArrayLike<number>): number {
  const n = Array.from(counts).reduce((a, b) => a + b, 0);
  let chi2 = 0, degrees = -1;
  for (let k = 0; k < p.length; k++) {
    if (p[k] === 0) {
      if (counts[k] > 0) return Infinity;
      continue;
    }
    chi2 += (counts[k] - n * p[k]) ** 2 / (n * p[k]);
    degrees++;
  }
  if (degrees === 0) return 0;
  const v = 2 / (9 * degrees);
  return (Math.cbrt(chi2 / degrees) - (1 - v)) / Math.sqrt(v);
}

/** The mean of a sample, and the deviation of that mean. */
export function meanAndError(sample: ArrayLike<number>): { mean: number; error: number } {
  const x = Array.from(sample), n = x.length, mean = x.reduce((a, b) => a + b, 0) / n;
  return { mean, error: Math.sqrt(x.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) / n) };
}
