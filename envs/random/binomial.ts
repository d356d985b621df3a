import { exp, log, log1p } from '../math/index.ts';
import { drawDouble } from './pcg64.ts';
import type { Pcg64 } from './pcg64.ts';

const FEW = 30;                                                           // successes expected, up to which they are counted up

/** How many of n tries succeed, each with probability p. n: whole, from 0; p in [0, 1]. Draws nothing where n or p is 0. */
export function binomial(s: Pcg64, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  // The rarer of success and failure is drawn.
  const r = p <= 0.5 ? p : 1 - p, y = r * n <= FEW ? inversion(s, n, r) : btpe(s, n, r);
  return p <= 0.5 ? y : n - y;
}

/** Takes f(0), f(1), ... from a uniform draw until it is used up:   f(0) = q^n,   f(x) = f(x - 1) (n - x + 1) p / (x q). */
function inversion(s: Pcg64, n: number, p: number): number {
  const q = 1 - p, f0 = exp(n * log1p(-p)), np = n * p, end = Math.floor(Math.min(n, np + 10 * Math.sqrt(np * q + 1)));
  let x = 0, f = f0, u = drawDouble(s);
  while (u > f) {
    if (++x > end) {                                                      // rounding left some of u over: begin anew
      x = 0;
      f = f0;
      u = drawDouble(s);
    } else {
      u -= f;
      f = (n - x + 1) * p * f / (x * q);
    }
  }
  return x;
}

// Under a triangle, two parallelograms beside it and two exponential tails, which together cover the density: Kachitvichyanukul and
// Schmeiser (1988), "Binomial Random Variate Generation", algorithm BTPE. Its letters and its order of rounding, as NumPy has them.

interface Hull {
  readonly n: number; readonly p: number; readonly q: number; readonly npq: number;
  readonly mode: number; readonly xm: number; readonly xl: number; readonly xr: number; readonly c: number;
  readonly lambdaL: number; readonly lambdaR: number; readonly p1: number; readonly p2: number; readonly p3: number; readonly p4: number;
}

function hullOf(n: number, p: number): Hull {
  const q = 1 - p, fm = n * p + p, mode = Math.floor(fm);
  const p1 = Math.floor(2.195 * Math.sqrt(n * p * q) - 4.6 * q) + 0.5, xm = mode + 0.5, xl = xm - p1, xr = xm + p1, c = 0.134 + 20.5 / (15.3 + mode);
  const left = (fm - xl) / (fm - xl * p), right = (xr - fm) / (xr * q);
  const lambdaL = left * (1 + left / 2), lambdaR = right * (1 + right / 2);
  const p2 = p1 * (1 + 2 * c), p3 = p2 + c / lambdaL, p4 = p3 + c / lambdaR;
  return { n, p, q, npq: n * p * q, mode, xm, xl, xr, c, lambdaL, lambdaR, p1, p2, p3, p4 };
}

let last: Hull | undefined;                                               // the same n and p come again and again

function btpe(s: Pcg64, n: number, p: number): number {
  const hull = last?.n === n && last.p === p ? last : (last = hullOf(n, p));
  const { mode, xm, xl, xr, c, lambdaL, lambdaR, p1, p2, p3, p4 } = hull;
  for (;;) {
    const u = drawDouble(s) * p4;
    let v = drawDouble(s), y: number;
    if (u <= p1) return Math.floor(xm - p1 * v + u);                      // the triangle lies wholly under the density
    if (u <= p2) {
      const x = xl + (u - p1) / c;
      v = v * c + 1 - Math.abs(mode - x + 0.5) / p1;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= p3) {
      y = Math.floor(xl + log(v) / lambdaL);
      if (y < 0 || v === 0) continue;
      v = v * (u - p2) * lambdaL;
    } else {
      y = Math.floor(xr - log(v) / lambdaR);
      if (y > n || v === 0) continue;
      v = v * (u - p3) * lambdaR;
    }
    if (isUnder(hull, y, v)) return y;
  }
}

/** Whether v <= f(y) / f(mode): by recursion near the mode and far out, else by squeezing log v, and at last by Stirling's formula. */
function isUnder({ n, p, q, npq, mode, xm }: Hull, y: number, v: number): boolean {
  const k = Math.abs(y - mode);
  if (k <= 20 || k >= npq / 2 - 1) {
    const odds = p / q, a = odds * (n + 1);
    let f = 1;
    for (let i = mode + 1; i <= y; i++) f *= a / i - odds;
    for (let i = y + 1; i <= mode; i++) f /= a / i - odds;
    return v <= f;
  }
  const rho = k / npq * ((k * (k / 3 + 0.625) + 0.16666666666666666) / npq + 0.5), t = -k * k / (2 * npq), A = log(v);
  if (A < t - rho) return true;
  if (A > t + rho) return false;
  const x1 = y + 1, f1 = mode + 1, z = n + 1 - mode, w = n - y + 1;
  return A <= xm * log(f1 / x1) + (n - mode + 0.5) * log(z / w) + (y - mode) * log(w * p / (x1 * q))
    + stirling(f1) + stirling(z) + stirling(x1) + stirling(w);
}

/** What Stirling's formula leaves of log x!, up to x^-9. */
function stirling(x: number): number {
  const x2 = x * x;
  return (13680 - (462 - (132 - (99 - 140 / x2) / x2) / x2) / x2) / x / 166320;
}
