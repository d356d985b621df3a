import { resetNumber } from '../classic-control/reset-bounds.ts';
import type { Dynamics, ResetOptions } from '../core/dynamics.ts';
import { describe, unknownName } from '../core/words.ts';
import { cos, sin } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import { doublePoleScene } from './double-pole-picture.ts';

const G = -9.8;                                           // m/s^2
const CART = 1, M1 = 0.1, M2 = 0.01;                      // kg
const L1 = 0.5, L2 = 0.05;                                // m, half the length of a pole
const MU = 0.000002;                                      // N m s, friction of the hinges; the cart has none
const FORCE = 20, DT = 0.01;                              // N from one end of the action to the other; s, of which an action takes two
const TRACK = 2.4, FALLEN = 36 * 2 * Math.PI / 360;       // m either way; rad either way
const LEAN = 0.07;                                        // rad, of the long pole in the beginning
const X_SCALE = 4.8, THETA_SCALE = 0.52, SPEED_SCALE = 2, BIAS = 0.5;         // m, rad, m/s and rad/s

// Columns of a state row: the motion, the steps balanced, and |x| + |v| + |theta1| + |omega1| after each of the last 100 of them.
const X = 0, V = 1, THETA1 = 2, OMEGA1 = 3, THETA2 = 4, OMEGA2 = 5, BALANCED = 6, JIGGLES = 7, MEMORY = 100;
const MOTION = 6;
const REWARDS = ['steps', 'damped'] as const;

export interface DoublePoleOptions {
  /** Whether the velocities are seen. */
  readonly velocities?: boolean;
  /** `steps`: 1 a step. `damped`: what the step adds to `dampedFitness`, so that this is the return. */
  readonly reward?: typeof REWARDS[number];
}

/**
 * Two poles, a long and a short one, stand side by side on a cart; they must not fall, and the cart must stay on its track. Wieland (1991),
 * "Evolving neural network controllers for unstable systems"; as in NEAT's experiments, Stanley & Miikkulainen (2002), "Evolving neural
 * networks through augmenting topologies", section 4, with the parameters of Gomez & Miikkulainen (1999).
 *
 * | observation | `Box` of 7: x / 4.8, v / 2, theta1 / 0.52, omega1 / 2, theta2 / 0.52, omega2 / 2 and a bias of 0.5; without velocities of 4: x / 4.8, theta1 / 0.52, theta2 / 0.52 and the bias |
 * | --- | --- |
 * | action | `Box` of 1: y in [0, 1], a force of 20 (y - 0.5) N for 0.02 s; what is beyond is clipped |
 * | reward | 1 a step; with `reward: 'damped'` what the step adds to `dampedFitness` |
 * | end | a pole leans more than 36 degrees, or the cart is more than 2.4 m from the middle |
 * | reset | the long pole leans 0.07 rad, all else is 0; or as `x`, `v`, `theta1`, `omega1`, `theta2`, `omega2` of the reset's options say |
 * | info | `balanced`, the steps after which nothing had failed; `jiggle`, the sum of \|x\| + \|v\| + \|theta1\| + \|omega1\| after the last 100 of them; `fitness`, their `dampedFitness` |
 *
 * x (m) and v (m/s) are the cart's, theta (rad, to the right) and omega (rad/s) those of the long pole (1: 1 m, 0.1 kg) and the short one
 * (2: 0.1 m, 0.01 kg). All is double; what is seen is float32. The step in which something fails is rewarded as any other with `steps`,
 * as NEAT counts them, and is not `balanced`. (Stanley's program takes 0.628329 rad for 36 degrees, which are 0.628319.)
 */
export function doublePole({ velocities = true, reward = 'steps' }: DoublePoleOptions = {}): Dynamics {
  if (typeof velocities !== 'boolean') throw new TypeError(`velocities is true or false, and got ${describe(velocities)}`);
  if (!REWARDS.includes(reward)) throw new RangeError(unknownName('reward', reward, REWARDS));
  const x = 2 * TRACK / X_SCALE, theta = 2 * FALLEN / THETA_SCALE;
  const high = velocities ? [x, Infinity, theta, Infinity, theta, Infinity, BIAS] : [x, theta, theta, BIAS];
  const low = high.map((bound) => (bound === BIAS ? BIAS : -bound));
  const isDamped = reward === 'damped';
  return {
    observationSpace: new Box(low, high),
    actionSpace: new Box(0, 1),
    stateSize: JIGGLES + MEMORY,
    reset(s, _random, options) {
      s.fill(0);
      start(s, options);
    },
    step(s, action) {
      const force = FORCE * (Math.min(Math.max(action[0], 0), 1) - 0.5);
      const before = isDamped ? fitnessOf(s) : 0;
      rungeKutta(s, force);
      rungeKutta(s, force);
      if (!isOver(s)) s[JIGGLES + s[BALANCED]++ % MEMORY] = Math.abs(s[X]) + Math.abs(s[V]) + Math.abs(s[THETA1]) + Math.abs(s[OMEGA1]);
      return isDamped ? fitnessOf(s) - before : 1;
    },
    terminal: isOver,
    observe(s, observation) {
      let k = 0;
      observation[k++] = s[X] / X_SCALE;
      if (velocities) observation[k++] = s[V] / SPEED_SCALE;
      observation[k++] = s[THETA1] / THETA_SCALE;
      if (velocities) observation[k++] = s[OMEGA1] / SPEED_SCALE;
      observation[k++] = s[THETA2] / THETA_SCALE;
      if (velocities) observation[k++] = s[OMEGA2] / SPEED_SCALE;
      observation[k] = BIAS;
    },
    outcome: (s) => (hasLeft(s) ? 'left the track' : Math.abs(s[THETA1]) > FALLEN ? 'the long pole fell' : 'the short pole fell'),
    info: (s) => ({ balanced: s[BALANCED], jiggle: jiggleOf(s), fitness: fitnessOf(s) }),
    render: (s) => doublePoleScene(s[X], [{ theta: s[THETA1], length: 2 * L1 }, { theta: s[THETA2], length: 2 * L2 }], TRACK),
  };
}

/**
 * 0.1 t / 1000 + 0.9 (0.75 / jiggle), the second part only from t = 100 on: the fitness of the experiment without velocities, which
 * does not pay for poles that are kept up by swinging them. t is `balanced` of an episode of 1,000 steps. Gruau, Whitley & Pyeatt (1996),
 * "A comparison between cellular encoding and direct encoding for genetic neural networks"; Stanley & Miikkulainen (2002), section 4.
 * A jiggle below 10^-6, of a cart that was set up to stand still, counts as that.
 */
export function dampedFitness(balanced: number, jiggle: number): number {
  const steadiness = balanced < MEMORY ? 0 : 0.75 / Math.max(jiggle, 1e-6);
  return 0.1 * (balanced / 1000) + 0.9 * steadiness;
}

const hasLeft = (s: Float64Array) => Math.abs(s[X]) > TRACK;
const isOver = (s: Float64Array) => hasLeft(s) || Math.abs(s[THETA1]) > FALLEN || Math.abs(s[THETA2]) > FALLEN;
const fitnessOf = (s: Float64Array) => dampedFitness(s[BALANCED], s[BALANCED] < MEMORY ? 0 : jiggleOf(s));

function jiggleOf(s: Float64Array): number {
  let sum = 0;
  for (let k = JIGGLES; k < JIGGLES + MEMORY; k++) sum += s[k];
  return sum;
}

function start(s: Float64Array, options: ResetOptions = {}): void {
  s[X] = resetNumber(options, 'x', 0);
  s[V] = resetNumber(options, 'v', 0);
  s[THETA1] = resetNumber(options, 'theta1', LEAN);
  s[OMEGA1] = resetNumber(options, 'omega1', 0);
  s[THETA2] = resetNumber(options, 'theta2', 0);
  s[OMEGA2] = resetNumber(options, 'omega2', 0);
  if (!isOver(s)) return;
  const got = `x ${s[X]}, theta1 ${s[THETA1]}, theta2 ${s[THETA2]}`;
  throw new RangeError(`an episode begins with the cart within ${TRACK} m and both poles within 36 degrees (0.628 rad), and got ${got}`);
}

const k1 = new Float64Array(MOTION), k2 = new Float64Array(MOTION), k3 = new Float64Array(MOTION), k4 = new Float64Array(MOTION);
const y = new Float64Array(MOTION);

/** y' = y + h/6 (k1 + 2 k2 + 2 k3 + k4), with k1 = f(y), k2 = f(y + h/2 k1), k3 = f(y + h/2 k2), k4 = f(y + h k3) */
function rungeKutta(s: Float64Array, force: number): void {
  motion(s, force, k1);
  for (let i = 0; i < MOTION; i++) y[i] = s[i] + DT / 2 * k1[i];
  motion(y, force, k2);
  for (let i = 0; i < MOTION; i++) y[i] = s[i] + DT / 2 * k2[i];
  motion(y, force, k3);
  for (let i = 0; i < MOTION; i++) y[i] = s[i] + DT * k3[i];
  motion(y, force, k4);
  for (let i = 0; i < MOTION; i++) s[i] += DT / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

/**
 * ds/dt at s under a force on the cart. Wieland (1991), for each pole i, with the friction f = mu omega / (m l):
 *
 *     F~ = m l omega^2 sin theta + 3/4 m cos theta (f + g sin theta)      what the pole does to the cart
 *     m~ = m (1 - 3/4 cos^2 theta)                                        and weighs on it
 *     a  = (F + F~1 + F~2) / (M + m~1 + m~2)
 *     alpha = -3/(4 l) (a cos theta + g sin theta + f)
 */
function motion(s: Float64Array, force: number, ds: Float64Array): void {
  const omega1 = s[OMEGA1], sin1 = sin(s[THETA1]), cos1 = cos(s[THETA1]), f1 = MU / (M1 * L1) * omega1;
  const omega2 = s[OMEGA2], sin2 = sin(s[THETA2]), cos2 = cos(s[THETA2]), f2 = MU / (M2 * L2) * omega2;
  const force1 = M1 * L1 * (omega1 * omega1) * sin1 + 0.75 * M1 * cos1 * (f1 + G * sin1);
  const force2 = M2 * L2 * (omega2 * omega2) * sin2 + 0.75 * M2 * cos2 * (f2 + G * sin2);
  const mass = CART + M1 * (1 - 0.75 * (cos1 * cos1)) + M2 * (1 - 0.75 * (cos2 * cos2));
  const a = (force + force1 + force2) / mass;
  ds[X] = s[V];
  ds[V] = a;
  ds[THETA1] = omega1;
  ds[OMEGA1] = -0.75 / L1 * (a * cos1 + G * sin1 + f1);
  ds[THETA2] = omega2;
  ds[OMEGA2] = -0.75 / L2 * (a * cos2 + G * sin2 + f2);
}
