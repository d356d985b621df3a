import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cos } from '../math/index.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { mountainCarScene } from './mountain-car-picture.ts';
import { resetBounds } from './reset-bounds.ts';

const LEFT = -1.2, RIGHT = 0.6, GOAL = 0.5;             // position
const TOP_SPEED = 0.07, PUSH = 0.001, PULL = 0.0025;    // position per step, and per step^2

export interface MountainCarOptions {
  /** The least velocity with which the car must reach the flag, in position per step. */
  readonly goalVelocity?: number;
}

/**
 * A car in a valley, too weak to climb the hill with the flag: it must swing. Moore (1990); Sutton & Barto (2018), example 10.1;
 * Gymnasium's `MountainCar-v0`.
 *
 * | observation | `Box` of 2: position in [-1.2, 0.6], velocity in [-0.07, 0.07] (position per step) |
 * | --- | --- |
 * | actions | 0 push left, 1 do not push, 2 push right |
 * | reward | -1 a step |
 * | end | at position 0.5 or beyond with at least `goalVelocity` |
 * | reset | position uniform in [-0.6, -0.4], or in [low, high] of the reset's options; at rest |
 */
export function mountainCar({ goalVelocity = 0 }: MountainCarOptions = {}): Dynamics {
  if (typeof goalVelocity !== 'number' || Number.isNaN(goalVelocity)) throw new TypeError(`goalVelocity is a number, and got ${describe(goalVelocity)}`);
  return {
    observationSpace: new Box([LEFT, -TOP_SPEED], [RIGHT, TOP_SPEED]),
    actionSpace: new Discrete(3),
    stateSize: 2,
    reset(s, random, options) {
      const [low, high] = resetBounds(options, -0.6, -0.4);
      s[0] = random.uniform(low, high);
      s[1] = 0;
    },
    step(s, action) {
      const v = s[1] + ((action[0] - 1) * PUSH - PULL * cos(3 * s[0]));      // this order of rounding is Gymnasium's
      s[1] = clamp(v, -TOP_SPEED, TOP_SPEED);
      s[0] = clamp(s[0] + s[1], LEFT, RIGHT);
      if (s[0] === LEFT && s[1] < 0) s[1] = 0;            // the left wall is inelastic
      return -1;
    },
    terminal: (s) => s[0] >= GOAL && s[1] >= goalVelocity,
    observe(s, observation) {
      observation[0] = s[0]; observation[1] = s[1];
    },
    outcome: () => 'arrived',
    render: (s) => mountainCarScene(s[0], s[1], { left: LEFT, right: RIGHT, goal: GOAL }),
  };
}

const clamp = (x: number, low: number, high: number) => (x < low ? low : x > high ? high : x);
