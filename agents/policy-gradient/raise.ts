/**
 * p, with the probabilities below `least` raised to it and the others sharing the rest in proportion; in place. Each round raises those that would be
 * below; the others then share less, so that more may be. Actions that row `maskRow` of `mask` forbids stay as they are.
 *
 * @param raised room for a mark of each action. [actions]
 */
export function raise(p: Float64Array, least: number, raised: Uint8Array, mask: Uint8Array | undefined, maskRow: number): void {
  const n = p.length;
  let share = 1, sum = 1, more = true;                // what is left for those not raised, and what they had
  for (let a = 0; a < n; a++) raised[a] = mask !== undefined && mask[maskRow * n + a] === 0 ? 1 : 0;
  while (more) {
    more = false;
    for (let a = 0; a < n; a++) {
      if (raised[a] === 1 || p[a] * share >= least * sum) continue;
      raised[a] = 1;
      share -= least;
      sum -= p[a];
      p[a] = least;
      more = true;
    }
  }
  for (let a = 0; a < n; a++) if (raised[a] === 0) p[a] *= share / sum;
}
