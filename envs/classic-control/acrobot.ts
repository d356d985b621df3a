import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cos, sin } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { acrobotScene } from './acrobot-picture.ts';
import { resetBounds } from './reset-bounds.ts';

// Both links are 1 m long, weigh 1 kg, have their mass in the middle and a moment of inertia of 1 kg m^2.
const L = 1, LC = 0.5, M = 1, I = 1, G = 9.8;           // m, m, kg, kg m^2, m/s^2
const TOP_1 = 4 * Math.PI, TOP_2 = 9 * Math.PI;         // rad/s
const PI = Math.PI;

/** What Gymnasium keeps as attributes of the environment: `book_or_nips`, `torque_noise_max` and `dt`. */
export interface AcrobotOptions {
  /** The equations of motion of Sutton and Barto's book, or those of the paper of 1996, which lack a term. Default `book`. */
  readonly bookOrNips?: 'book' | 'nips';
  /** The torque is off by up to this much either way, at random; N m. Default 0. */
  readonly torqueNoiseMax?: number;
  /** The time that an action lasts, s. Default 0.2. */
  readonly dt?: number;
}

/**
 * Two links hang from a bar; a motor at the elbow must swing the free end up to the line, one link above the bar. Sutton (1996),
 * "Generalization in reinforcement learning: successful examples using sparse coarse coding"; Sutton & Barto (2018) tell it with their
 * equations of motion; Gymnasium's `Acrobot-v1`.
 *
 * | observation | `Box` of 6: cosine and sine of theta1 and of theta2, their velocities (rad/s) |
 * | --- | --- |
 * | actions | torque at the elbow for `dt`, 0.2 s: 0 -1, 1 none, 2 +1 (N m) |
 * | reward | -1 a step, 0 for the last |
 * | end | the free end is above the line: -cos theta1 - cos(theta1 + theta2) > 1 |
 * | reset | all four uniform in [-0.1, 0.1], or in [low, high] of the reset's options, as float32 |
 *
 * theta1 is the angle of the upper link from hanging down, theta2 that of the lower link from the upper one, both counterclockwise, in
 * [-pi, pi]; the velocities stay within 4 pi and 9 pi. Throws where an option is of the wrong type or out of range.
 */
export function acrobot({ bookOrNips = 'book', torqueNoiseMax = 0, dt = 0.2 }: AcrobotOptions = {}): Dynamics {
  if (bookOrNips !== 'book' && bookOrNips !== 'nips') throw new RangeError(`bookOrNips is "book" or "nips", and got ${describe(bookOrNips)}`);
  if (!(Number.isFinite(torqueNoiseMax) && torqueNoiseMax >= 0))
    throw new RangeError(`torqueNoiseMax is a torque in N m from 0 up, and got ${describe(torqueNoiseMax)}`);
  if (!(Number.isFinite(dt) && dt > 0)) throw new RangeError(`dt is a time in seconds above 0, and got ${describe(dt)}`);
  const inBook = bookOrNips === 'book' ? 1 : 0;
  const high = [1, 1, 1, 1, TOP_1, TOP_2];
  return {
    observationSpace: new Box(high.map((bound) => -bound), high),
    actionSpace: new Discrete(3),
    stateSize: 4,
    reset(s, random, options) {
      const [low, high] = resetBounds(options, -0.1, 0.1);
      for (let k = 0; k < 4; k++) s[k] = Math.fround(random.uniform(low, high));
    },
    step(s, action, random) {
      let torque = action[0] - 1;
      if (torqueNoiseMax > 0) torque += random.uniform(-torqueNoiseMax, torqueNoiseMax);
      rungeKutta(s, torque, dt, inBook);
      s[0] = wrap(s[0]);
      s[1] = wrap(s[1]);
      s[2] = Math.min(Math.max(s[2], -TOP_1), TOP_1);
      s[3] = Math.min(Math.max(s[3], -TOP_2), TOP_2);
      return isUp(s) ? 0 : -1;
    },
    terminal: isUp,
    observe(s, observation) {
      observation[0] = cos(s[0]); observation[1] = sin(s[0]);
      observation[2] = cos(s[1]); observation[3] = sin(s[1]);
      observation[4] = s[2]; observation[5] = s[3];
    },
    outcome: () => 'swung up',
    render: (s) => acrobotScene(s[0], s[1], isUp(s)),
  };
}

const isUp = (s: Float64Array) => -cos(s[0]) - cos(s[1] + s[0]) > 1;

/** The same angle in [-pi, pi]. */
function wrap(theta: number): number {
  while (theta > PI) theta -= 2 * PI;
  while (theta < -PI) theta += 2 * PI;
  return theta;
}

const k1 = new Float64Array(4), k2 = new Float64Array(4), k3 = new Float64Array(4), k4 = new Float64Array(4), y = new Float64Array(4);

/** y' = y + h/6 (k1 + 2 k2 + 2 k3 + k4), with k1 = f(y), k2 = f(y + h/2 k1), k3 = f(y + h/2 k2), k4 = f(y + h k3) */
function rungeKutta(s: Float64Array, torque: number, h: number, inBook: number): void {
  motion(s, torque, k1, inBook);
  for (let i = 0; i < 4; i++) y[i] = s[i] + h / 2 * k1[i];
  motion(y, torque, k2, inBook);
  for (let i = 0; i < 4; i++) y[i] = s[i] + h / 2 * k2[i];
  motion(y, torque, k3, inBook);
  for (let i = 0; i < 4; i++) y[i] = s[i] + h * k3[i];
  motion(y, torque, k4, inBook);
  for (let i = 0; i < 4; i++) s[i] = s[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

/**
 * ds/dt at s under a torque at the elbow: Sutton & Barto (2018), the acrobot's equations of motion; the paper's have no term in omega1^2
 * (`inBook` 0). Rounded in Gymnasium's order.
 */
function motion(s: Float64Array, torque: number, ds: Float64Array, inBook: number): void {
  const theta1 = s[0], theta2 = s[1], omega1 = s[2], omega2 = s[3];
  const cos2 = cos(theta2), sin2 = sin(theta2);
  const d1 = M * (LC * LC) + M * (L * L + LC * LC + 2 * L * LC * cos2) + I + I;
  const d2 = M * (LC * LC + L * LC * cos2) + I;
  const phi2 = M * LC * G * cos(theta1 + theta2 - PI / 2);
  const phi1 = -M * L * LC * (omega2 * omega2) * sin2 - 2 * M * L * LC * omega2 * omega1 * sin2 + (M * LC + M * L) * G * cos(theta1 - PI / 2) + phi2;
  const alpha2 = (torque + d2 / d1 * phi1 - inBook * M * L * LC * (omega1 * omega1) * sin2 - phi2) / (M * (LC * LC) + I - d2 * d2 / d1);
  ds[0] = omega1;
  ds[1] = omega2;
  ds[2] = -(d2 * alpha2 + phi1) / d1;
  ds[3] = alpha2;
}
