/**
 * Fitness by rank alone, from -1/2 of the least fit to 1/2 of the fittest, equally far apart; equals share the mean of their ranks, so that a
 * flat fitness is 0 everywhere. NaN is below all else. Salimans et al. (2017), "Evolution strategies as a scalable alternative to reinforcement
 * learning", section 2.1; there equals are ranked as they come, which pulls where nothing is to be learned.
 */
export function centredRanks(fitness: ArrayLike<number>): Float64Array {
  const n = fitness.length, ranks = new Float64Array(n);
  if (n < 2) return ranks;
  const worth = (i: number) => (Number.isNaN(fitness[i]) ? -Infinity : fitness[i]), nan = (i: number) => (Number.isNaN(fitness[i]) ? 0 : 1);
  const equal = (i: number, j: number) => worth(i) === worth(j) && nan(i) === nan(j);
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    if (equal(i, j)) return i - j;
    return worth(i) === worth(j) ? nan(i) - nan(j) : worth(i) < worth(j) ? -1 : 1;
  });
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && equal(order[from], order[to])) to++;
    for (let k = from; k < to; k++) ranks[order[k]] = (from + to - 1) / 2 / (n - 1) - 0.5;
  }
  return ranks;
}
