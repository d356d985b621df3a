import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { cliffPolicyScene, cliffScene } from './cliff-walking-picture.ts';
import { tabular } from './tabular.ts';

const WIDTH = 12, HEIGHT = 4, START = 36, GOAL = 47;
const UP = 0, RIGHT = 1, DOWN = 2, LEFT = 3;
const FALL = -100, STEP = -1;

export interface CliffWalkingOptions {
  /** On ice a move goes where it was meant to, or to either side of that, with a chance of 1/3 each. */
  readonly isSlippery?: boolean;
}

/**
 * Cliff walking: from the lower left corner to the lower right one, along a cliff. Sutton & Barto (2018), example 6.6; Gymnasium's
 * `CliffWalking-v1`, `CliffWalkingSlippery-v1`.
 *
 * | observation | `Discrete(48)`: 12 row + column, rows from the top |
 * | --- | --- |
 * | actions | 0 up, 1 right, 2 down, 3 left |
 * | reward | -1 a step; -100 for falling off the cliff, which leads back to the start |
 * | end | on reaching the goal; there is no time limit |
 */
export function cliffWalking({ isSlippery = false }: CliffWalkingOptions = {}): Dynamics {
  if (typeof isSlippery !== 'boolean') throw new TypeError(`isSlippery is true or false, and got ${describe(isSlippery)}`);
  const move = (s: number, a: number, probability: number) => {
    const row = Math.floor(s / WIDTH), column = s % WIDTH;
    const y = a === UP ? Math.max(row - 1, 0) : a === DOWN ? Math.min(row + 1, HEIGHT - 1) : row;
    const x = a === LEFT ? Math.max(column - 1, 0) : a === RIGHT ? Math.min(column + 1, WIDTH - 1) : column;
    const fell = y === HEIGHT - 1 && x > 0 && x < WIDTH - 1;
    const next = fell ? START : WIDTH * y + x;
    return { probability, next, reward: fell ? FALL : STEP, terminated: next === GOAL };
  };
  return tabular({
    states: WIDTH * HEIGHT,
    actions: ['up', 'right', 'down', 'left'],
    start: [{ state: START, probability: 1 }],
    transitions: (s, a) => (isSlippery ? [(a + 3) % 4, a, (a + 1) % 4].map((direction) => move(s, direction, 1 / 3)) : [move(s, a, 1)]),
    terminal: (s) => s === GOAL,
    stateName: (s) => `row ${Math.floor(s / WIDTH)}, column ${s % WIDTH}`,
    outcome: () => 'arrived',
    render: (s) => cliffScene(s),
    renderPolicy: ({ values, actions }) => cliffPolicyScene((s) => values[s], actions),
  });
}
