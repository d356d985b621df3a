/** Where an episode of the double pole begins: options of `reset`. */
export interface DoublePoleStart { readonly x: number; readonly v: number; readonly theta1: number; readonly omega1: number }

const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];             // of the way from the least to the most
const DEGREE = Math.PI / 180;
const TOP_X = 2.16, TOP_V = 1.35, TOP_THETA = 3.6 * DEGREE, TOP_OMEGA = 8.6 * DEGREE;         // m, m/s, rad, rad/s, either way

/**
 * The 625 starts of the generalization test: position and velocity of the cart, angle and velocity of the long pole, each at 0.05, 0.25, 0.5,
 * 0.75 and 0.95 of its range (2.16 m, 1.35 m/s, 3.6 degrees, 8.6 degrees/s either way); the short pole stands upright. A solution
 * balances at least 200 of them for 1,000 steps. Gruau, Whitley & Pyeatt (1996); Stanley & Miikkulainen (2002), section 4.
 */
export function generalizationStarts(): DoublePoleStart[] {
  const values = (top: number) => SHARES.map((share) => (2 * share - 1) * top);
  return values(TOP_X).flatMap((x) => values(TOP_V).flatMap((v) =>
    values(TOP_THETA).flatMap((theta1) => values(TOP_OMEGA).map((omega1) => ({ x, v, theta1, omega1 })))));
}
