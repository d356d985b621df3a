import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cos, powf, sin } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import { pendulumScene } from './pendulum-picture.ts';
import { resetNumber } from './reset-bounds.ts';

const M = 1, L = 1, DT = 0.05;                          // kg, m, s
const TOP_SPEED = 8, TOP_TORQUE = 2;                    // rad/s, N m
const f32 = Math.fround;

export interface PendulumOptions {
  /** Acceleration of gravity, m/s^2. */
  readonly g?: number;
}

/**
 * A pendulum that must be swung up and held upright by a motor too weak to lift it. Gymnasium's `Pendulum-v1`.
 *
 * | observation | `Box` of 3: cosine and sine of the angle theta from upright (counterclockwise), its velocity in [-8, 8] (rad/s) |
 * | --- | --- |
 * | action | `Box` of 1: torque u in [-2, 2] (N m, counterclockwise) for 0.05 s; what is beyond is clipped |
 * | reward | -(theta^2 + 0.1 omega^2 + 0.001 u^2), theta in [-pi, pi), of S before the step |
 * | end | none but the time limit |
 * | reset | theta uniform in [-pi, pi], omega in [-1, 1]; in [-x_init, x_init] and [-y_init, y_init] of the reset's options |
 *
 * A torque from a `Float32Array` is multiplied in float32, as NumPy 2 does; the rest is double.
 */
export function pendulum({ g = 10 }: PendulumOptions = {}): Dynamics {
  if (typeof g !== 'number' || !Number.isFinite(g)) throw new TypeError(`g is a finite number, and got ${describe(g)}`);
  const pull = 3 * g / (2 * L), push = 3 / (M * (L * L));
  return {
    observationSpace: new Box([-1, -1, -TOP_SPEED], [1, 1, TOP_SPEED]),
    actionSpace: new Box(-TOP_TORQUE, TOP_TORQUE),
    stateSize: 3,                                         // theta, which is not wrapped; omega; the torque that led here, for the picture
    reset(s, random, options = {}) {
      const theta = reach(resetNumber(options, 'x_init', Math.PI), 'x_init'), omega = reach(resetNumber(options, 'y_init', 1), 'y_init');
      s[0] = random.uniform(-theta, theta);
      s[1] = random.uniform(-omega, omega);
      s[2] = 0;
    },
    step(s, action) {
      const theta = s[0], omega = s[1], u = Math.min(Math.max(action[0], -TOP_TORQUE), TOP_TORQUE);
      const single = action instanceof Float32Array;
      const effort = single ? f32(f32(0.001) * powf(u, 2)) : 0.001 * (u * u);
      const turn = single ? f32(f32(push) * u) : push * u;
      const angle = normalized(theta), cost = angle * angle + 0.1 * (omega * omega) + effort;
      // I omega' = m g l/2 sin theta + u, with I = m l^2 / 3; semi-implicit Euler: theta goes on with the new omega.
      s[1] = Math.min(Math.max(omega + (pull * sin(theta) + turn) * DT, -TOP_SPEED), TOP_SPEED);
      s[0] = theta + s[1] * DT;
      s[2] = u;
      return -cost;
    },
    terminal: () => false,
    observe(s, observation) {
      observation[0] = cos(s[0]); observation[1] = sin(s[0]); observation[2] = s[1];
    },
    render: (s) => pendulumScene(s[0], s[2] / TOP_TORQUE),
  };
}

/** The same angle in [-pi, pi): the remainder takes the sign of the divisor, as Python's. */
function normalized(theta: number): number {
  const rest = (theta + Math.PI) % (2 * Math.PI);
  return (rest < 0 ? rest + 2 * Math.PI : rest) - Math.PI;
}

function reach(given: number, name: string): number {
  if (given < 0) throw new RangeError(`the reset option ${name} is the most that is drawn either way, from 0 up, and got ${given}`);
  return given;
}
