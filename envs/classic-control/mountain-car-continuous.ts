import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cos } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import type { MountainCarOptions } from './mountain-car.ts';
import { mountainCarScene } from './mountain-car-picture.ts';
import { resetBounds } from './reset-bounds.ts';

const LEFT = -1.2, RIGHT = 0.6, GOAL = 0.45;            // position
const TOP_SPEED = 0.07, POWER = 0.0015, PULL = 0.0025;  // position per step, and per step^2
const ARRIVAL = 100, COST = 0.1;                        // rewards: of the goal, and of the square of an action

// Columns of a state row; the first two are what is seen.
const POSITION = 0, VELOCITY = 1, DOUBLE = 2, ARRIVED = 3;

/** A number in the precision that it is to have. */
const as = (double: boolean, x: number) => (double ? x : Math.fround(x));

/**
 * The mountain car with an engine that can push with any force up to its power, and pays for it. Moore (1990); Gymnasium's
 * `MountainCarContinuous-v0`.
 *
 * | observation | `Box` of 2: position in [-1.2, 0.6], velocity in [-0.07, 0.07] (position per step) |
 * | --- | --- |
 * | action | `Box` of 1: force in [-1, 1]; what is beyond pushes no harder, but costs |
 * | reward | -0.1 action^2 a step; 100 more for arriving |
 * | end | at position 0.45 or beyond with at least `goalVelocity` |
 * | reset | position uniform in [-0.6, -0.4], or in [low, high] of the reset's options; at rest |
 *
 * Gymnasium's state is double after a reset and float32 after each step, and NumPy 2 gives every operation a precision of its own: a
 * double beside a float32 makes a double, but a constant takes the precision of what it meets. So a step with an action from a
 * `Float32Array`, or with one that was clipped to a constant, is float32 unless it is an episode's first, and any other is double.
 */
export function mountainCarContinuous({ goalVelocity = 0 }: MountainCarOptions = {}): Dynamics {
  if (typeof goalVelocity !== 'number' || Number.isNaN(goalVelocity)) throw new TypeError(`goalVelocity is a number, and got ${describe(goalVelocity)}`);
  return {
    observationSpace: new Box([LEFT, -TOP_SPEED], [RIGHT, TOP_SPEED]),
    actionSpace: new Box(-1, 1),
    stateSize: 4,
    reset(s, random, options) {
      const [low, high] = resetBounds(options, -0.6, -0.4);
      s[POSITION] = random.uniform(low, high);
      s[VELOCITY] = 0;
      s[DOUBLE] = 1;
      s[ARRIVED] = 0;
    },
    step(s, action) {
      const a = action[0], force = a < -1 ? -1 : a > 1 ? 1 : a, clipped = force !== a;
      const wide = s[DOUBLE] === 1, single = action instanceof Float32Array && !clipped;
      const slope = cos(as(wide, 3 * s[POSITION]));
      const push = as(!single, as(!single, force * as(!single, POWER)) - as(!single, PULL * slope));

      const vDouble = wide || !(single || clipped), top = as(vDouble, TOP_SPEED);
      let v = as(vDouble, s[VELOCITY] + as(vDouble, push));
      const limited = v > top || v < -top;
      if (limited) v = v > 0 ? TOP_SPEED : -TOP_SPEED;

      const pDouble = wide || (vDouble && !limited), left = as(pDouble, LEFT), right = as(pDouble, RIGHT);
      let p = as(pDouble, s[POSITION] + as(pDouble, v));
      p = p < left ? left : p > right ? right : p;
      if (p === left && v < 0) v = 0;                   // the left wall is inelastic

      const arrived = p >= as(pDouble, GOAL) && v >= as(vDouble || limited, goalVelocity);
      s[POSITION] = Math.fround(p);
      s[VELOCITY] = Math.fround(v);
      s[DOUBLE] = 0;
      s[ARRIVED] = arrived ? 1 : 0;
      return (arrived ? ARRIVAL : 0) - a * a * COST;    // of the action as it was given
    },
    terminal: (s) => s[ARRIVED] === 1,
    observe(s, observation) {
      observation[0] = s[POSITION]; observation[1] = s[VELOCITY];
    },
    outcome: () => 'arrived',
    render: (s) => mountainCarScene(s[POSITION], s[VELOCITY], { left: LEFT, right: RIGHT, goal: GOAL }),
  };
}
