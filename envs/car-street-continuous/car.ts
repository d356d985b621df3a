import { cos, exp, sin, tan } from '../math/index.ts';

/** Axle to axle, m. The middle of the car lies halfway. */
export const WHEELBASE = 2.4, HALF = WHEELBASE / 2;
/** The body is three discs of this radius (m), about the rear axle, the middle and the front axle: 4.4 m long, 2 m wide. */
export const RADIUS = 1;
/** Most that the front wheels turn, rad. */
export const LOCK = 0.6;
/** What the tyres hold sideways, m/s^2: faster than about 4.2 m/s the car cannot follow wheels at full lock. */
export const GRIP = 5;
/** m/s^2 at full throttle, at full brake, and at full throttle in reverse. */
export const THRUST = 4, BRAKE = 6, REVERSE_THRUST = 1;
/** 1/s: drag takes this share of the speed a second. */
export const DRAG = 0.5;
/** m/s, where thrust and drag are equal. */
export const TOP_SPEED = THRUST / DRAG, TOP_REVERSE = REVERSE_THRUST / DRAG;
/** s: of one action, and of one piece of it, within which the steering is held and after which walls and people are looked at. */
export const TIME_STEP = 0.2, PIECES = 2, PIECE = TIME_STEP / PIECES;

/**
 * Columns of a state row: the rear axle (m, y down), the heading (rad, clockwise from east, in [-pi, pi)), the speed along it (m/s), and the
 * heading's cosine and sine.
 */
export const X = 0, Y = 1, HEADING = 2, SPEED = 3, COS = 4, SIN = 5;

const REST = exp(-DRAG * PIECE), REACH = (1 - REST) / DRAG;

/** What throttle (above 0) and brake (below) do to a car at speed v, m/s^2. A car that rolls against its throttle brakes. */
function push(throttle: number, v: number): number {
  return throttle >= 0 ? (v >= 0 ? THRUST : BRAKE) * throttle : (v > 0 ? BRAKE : REVERSE_THRUST) * throttle;
}

/**
 * v' = push - DRAG v over one piece of time, solved exactly; a car that brakes to a halt stands for the rest of the piece. Writes the
 * new speed and returns the way, m.
 */
export function accelerate(s: Float64Array, throttle: number): number {
  const v = s[SPEED], force = push(throttle, v), limit = force / DRAG, after = limit + (v - limit) * REST;
  if (v * after < 0) {
    s[SPEED] = 0;
    return v * v / (2 * Math.abs(force)) * (v > 0 ? 1 : -1);
  }
  s[SPEED] = after;
  return limit * PIECE + (v - limit) * REACH;
}

/** 1/m: of the circle that the rear axle follows when the wheels are turned by `steering` of their lock (right above 0). */
export const curvatureOf = (steering: number): number => tan(LOCK * steering) / WHEELBASE;

/** What the tyres make of it at speed v: v^2 |kappa| <= GRIP. */
export function held(kappa: number, v: number): number {
  const most = GRIP / (v * v);
  return kappa > most ? most : kappa < -most ? -most : kappa;
}

/**
 * The kinematic bicycle: the rear axle goes `way` metres along the heading while that turns by kappa a metre.
 *
 *     x' = cos(heading), y' = sin(heading), heading' = kappa = tan(delta) / L        per metre
 *
 * An arc's chord is way sin(h) / h long and points along the heading in its middle, h being half of the turn. |h| is at most 0.12, where
 * the terms below give sin(h) and cos(h) within 1e-12.          Rajamani (2012), Vehicle Dynamics and Control, section 2.2
 */
export function roll(s: Float64Array, way: number, kappa: number): void {
  const h = way * kappa / 2, hh = h * h;
  const sinc = 1 - hh / 6 * (1 - hh / 20 * (1 - hh / 42)), sinH = h * sinc, cosH = 1 - hh / 2 * (1 - hh / 12 * (1 - hh / 30));
  const middle = s[HEADING] + h, c = cos(middle), d = sin(middle), end = middle + h;
  s[X] += way * sinc * c;
  s[Y] += way * sinc * d;
  s[COS] = c * cosH - d * sinH;
  s[SIN] = d * cosH + c * sinH;
  s[HEADING] = end >= Math.PI ? end - 2 * Math.PI : end < -Math.PI ? end + 2 * Math.PI : end;
}

/** The car stands with its middle at (x, y). */
export function park(s: Float64Array, x: number, y: number, heading: number): void {
  s[COS] = cos(heading);
  s[SIN] = sin(heading);
  s[X] = x - HALF * s[COS];
  s[Y] = y - HALF * s[SIN];
  s[HEADING] = heading;
  s[SPEED] = 0;
}

/** The middle of the car, m. */
export const middleX = (s: Float64Array): number => s[X] + HALF * s[COS];
export const middleY = (s: Float64Array): number => s[Y] + HALF * s[SIN];
