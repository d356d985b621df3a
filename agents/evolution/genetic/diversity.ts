/**
 * How far genomes are apart: their root mean square distance from the mean of all of them, sqrt(mean |x - m|^2). 0 where all are equal.
 * Found as sqrt(mean |x - x_0|^2 - |m - x_0|^2), in one pass, from the first of them rather than from 0, so that little cancels.
 */
export function diversity(genomes: readonly Float64Array[]): number {
  const n = genomes.length, [x0] = genomes, mean = new Float64Array(x0.length);
  let squares = 0;
  for (const x of genomes) {
    for (let k = 0; k < mean.length; k++) {
      const d = x[k] - x0[k];
      mean[k] += d;
      squares += d * d;
    }
  }
  let square = 0;
  for (let k = 0; k < mean.length; k++) square += mean[k] / n * (mean[k] / n);
  return Math.sqrt(Math.max(0, squares / n - square));
}
