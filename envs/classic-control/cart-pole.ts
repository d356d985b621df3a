import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cos, sin } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { cartPoleScene } from './cart-pole-picture.ts';
import { resetBounds } from './reset-bounds.ts';

const GRAVITY = 9.8;                                      // m/s^2
const POLE_MASS = 0.1, MASS = 0.1 + 1;                    // kg; of both together
const HALF_LENGTH = 0.5, POLE_MOMENT = POLE_MASS * HALF_LENGTH;      // m; kg m
const PUSH = 10, DT = 0.02;                               // N; s
const TRACK = 2.4, FALLEN = 12 * 2 * Math.PI / 360;       // m either way; rad either way
const RIGHT = 1;

export interface CartPoleOptions {
  /** Rewards as in Sutton and Barto's code: 0 a step, and -1 for the last. */
  readonly suttonBartoReward?: boolean;
  /** Whether positions go on from the velocities before the step, or from those after it: Gymnasium's attribute `kinematics_integrator`. Default `euler`. */
  readonly kinematicsIntegrator?: KinematicsIntegrator;
}
export type KinematicsIntegrator = 'euler' | 'semi-implicit euler';

/**
 * A pole stands on a cart that is pushed left or right; it must not fall, and the cart must stay on its track. Barto, Sutton & Anderson
 * (1983), "Neuronlike adaptive elements that can solve difficult learning control problems"; Gymnasium's `CartPole-v0`, `CartPole-v1`.
 *
 * | observation | `Box` of 4: position (m), velocity (m/s), angle of the pole (rad, to the right), angular velocity (rad/s) |
 * | --- | --- |
 * | actions | 0 push left, 1 push right, with 10 N for 0.02 s |
 * | reward | 1 a step; with `suttonBartoReward` 0 a step and -1 for the last |
 * | end | the pole leans more than 12 degrees, or the cart is more than 2.4 m from the middle |
 * | reset | all four uniform in [-0.05, 0.05]; in [low, high] of the reset's options |
 *
 * The state is double throughout; what is seen of it is float32.
 */
export function cartPole({ suttonBartoReward = false, kinematicsIntegrator = 'euler' }: CartPoleOptions = {}): Dynamics {
  if (typeof suttonBartoReward !== 'boolean') throw new TypeError(`suttonBartoReward is true or false, and got ${describe(suttonBartoReward)}`);
  if (kinematicsIntegrator !== 'euler' && kinematicsIntegrator !== 'semi-implicit euler') {
    throw new RangeError(`kinematicsIntegrator is "euler" or "semi-implicit euler", and got ${describe(kinematicsIntegrator)}`);
  }
  const isImplicit = kinematicsIntegrator === 'semi-implicit euler';
  const high = [2 * TRACK, Infinity, 2 * FALLEN, Infinity];
  return {
    observationSpace: new Box(high.map((bound) => -bound), high),
    actionSpace: new Discrete(2),
    stateSize: 4,
    reset(s, random, options) {
      const [low, high] = resetBounds(options, -0.05, 0.05);
      for (let k = 0; k < 4; k++) s[k] = random.uniform(low, high);
    },
    step(s, action) {
      const x = s[0], v = s[1], theta = s[2], omega = s[3];
      const force = action[0] === RIGHT ? PUSH : -PUSH, sinTheta = sin(theta), cosTheta = cos(theta);
      // Florian (2007), "Correct equations for the dynamics of the cart-pole system", eq. 23 and 24 without friction. This order of rounding is Gymnasium's.
      const forced = (force + POLE_MOMENT * (omega * omega) * sinTheta) / MASS;
      const alpha = (GRAVITY * sinTheta - cosTheta * forced) / (HALF_LENGTH * (4 / 3 - POLE_MASS * (cosTheta * cosTheta) / MASS));
      const a = forced - POLE_MOMENT * alpha * cosTheta / MASS;
      s[1] = v + DT * a;
      s[3] = omega + DT * alpha;
      s[0] = x + DT * (isImplicit ? s[1] : v);            // Euler: all four go on from S
      s[2] = theta + DT * (isImplicit ? s[3] : omega);
      if (suttonBartoReward) return isOver(s) ? -1 : 0;
      return 1;
    },
    terminal: isOver,
    observe(s, observation) {
      observation[0] = s[0]; observation[1] = s[1]; observation[2] = s[2]; observation[3] = s[3];
    },
    outcome: (s) => (Math.abs(s[2]) > FALLEN ? 'fell' : 'left the track'),
    render: (s) => cartPoleScene(s[0], s[2], { track: TRACK, length: 2 * HALF_LENGTH }),
  };
}

const isOver = (s: Float64Array) => s[0] < -TRACK || s[0] > TRACK || s[2] < -FALLEN || s[2] > FALLEN;
