/** A segment of `steps` steps of `rows` rows; step t of row i is at t * rows + i. */
export interface Segment {
  readonly steps: number;
  readonly rows: number;
  /** R */
  readonly reward: Float64Array;
  /** V(S) */
  readonly value: Float64Array;
  /** V(S'), of the true S' where an episode was cut off; 0 where it terminated. */
  readonly nextValue: Float64Array;
  /** 1 where the episode ended, either way: what follows in the row is another story. */
  readonly over: Uint8Array;
}

/**
 * How much better each action was than the policy on average, by the rewards that followed:
 *
 *     delta = R + gamma V(S') - V(S),     A <- delta + gamma lambda A'
 *
 * Schulman et al. (2016), "High-dimensional continuous control using generalized advantage estimation", eq. 16. With lambda 1, A + V(S) is
 * the n-step return to the end of the segment; with lambda 0, A is the one-step error.
 */
export function advantages({ steps, rows, reward, value, nextValue, over }: Segment, gamma: number, lambda: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    let advantage = 0;
    for (let j = (steps - 1) * rows + i; j >= 0; j -= rows) {
      const delta = reward[j] + gamma * nextValue[j] - value[j];
      if (over[j] === 1) advantage = 0;
      out[j] = advantage = delta + gamma * lambda * advantage;
    }
  }
}

/** (A - mean) / (deviation + 1e-8) over the first n, with n - 1 in the variance as in PyTorch. One alone stays as it is. */
export function standardize(advantage: Float64Array, n: number): void {
  if (n < 2) return;
  let sum = 0, squares = 0;
  for (let j = 0; j < n; j++) sum += advantage[j];
  const mean = sum / n;
  for (let j = 0; j < n; j++) squares += (advantage[j] - mean) * (advantage[j] - mean);
  const deviation = Math.sqrt(squares / (n - 1));
  for (let j = 0; j < n; j++) advantage[j] = (advantage[j] - mean) / (deviation + 1e-8);
}

/** 1 - Var(G - V) / Var(G): 1 for a perfect critic, 0 for one that says the mean, below that for worse. NaN where G never varies. */
export function explainedVariance(value: Float64Array, G: Float64Array, n: number): number {
  let gSum = 0, eSum = 0, gSquares = 0, eSquares = 0;
  for (let j = 0; j < n; j++) { gSum += G[j]; eSum += G[j] - value[j]; }
  for (let j = 0; j < n; j++) {
    const g = G[j] - gSum / n, e = G[j] - value[j] - eSum / n;
    gSquares += g * g;
    eSquares += e * e;
  }
  return gSquares === 0 ? NaN : 1 - eSquares / gSquares;
}
