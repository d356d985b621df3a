import type { Dynamics } from '../core/dynamics.ts';
import { describe } from '../core/words.ts';
import { builtInLake, lakeOf, type LakeName } from './frozen-lake-maps.ts';
import { lakePolicyScene, lakeScene } from './frozen-lake-picture.ts';
import { checkChance, checkFlag } from './options.ts';
import { tabular } from './tabular.ts';

const LEFT = 0, DOWN = 1, RIGHT = 2, UP = 3;

export interface FrozenLakeOptions {
  /** A map of your own, its lines from the top: S start, F frozen, H hole, G goal. */
  readonly desc?: string | readonly string[] | null;
  /** A built-in map, where there is no `desc`. Default `4x4`. */
  readonly mapName?: LakeName;
  /** On slippery ice a move may go to either side of its direction. Default true. */
  readonly isSlippery?: boolean;
  /** Chance that a move on slippery ice goes where it was meant to, [0, 1]; the sides share the rest. Default 1/3. */
  readonly successRate?: number;
  /** Rewards for coming to the goal, to a hole, to a frozen cell. Default [1, 0, 0]. */
  readonly rewardSchedule?: readonly [goal: number, hole: number, frozen: number];
}

/**
 * Over a frozen lake to a gift, around the holes. Gymnasium's `FrozenLake-v1`, `FrozenLake8x8-v1`.
 *
 * | observation | `Discrete(rows x columns)`: columns x row + column, rows from the top |
 * | --- | --- |
 * | actions | 0 left, 1 down, 2 right, 3 up; the edge of the lake holds |
 * | reward | 1 at the goal, else 0 |
 * | end | at the goal, or in a hole |
 *
 * Throws where an option is of the wrong type, and where the map cannot be played: no start, no way to a goal, ragged, unknown letters.
 */
export function frozenLake({ desc, mapName = '4x4', isSlippery = true, successRate = 1 / 3, rewardSchedule = [1, 0, 0] }: FrozenLakeOptions = {}): Dynamics {
  checkFlag('isSlippery', isSlippery);
  checkChance('successRate', successRate);
  checkSchedule(rewardSchedule);
  const lake = desc === undefined || desc === null ? builtInLake(mapName) : lakeOf(desc), { width, height, letters } = lake;
  const starts = [...letters].flatMap((letter, state) => (letter === 'S' ? [state] : []));
  const [atGoal, inHole, onIce] = rewardSchedule, slip = (1 - successRate) / 2;
  const isOver = (s: number) => letters[s] === 'G' || letters[s] === 'H';
  const move = (s: number, a: number, probability: number) => {
    const row = Math.floor(s / width), column = s % width;
    const y = a === UP ? Math.max(row - 1, 0) : a === DOWN ? Math.min(row + 1, height - 1) : row;
    const x = a === LEFT ? Math.max(column - 1, 0) : a === RIGHT ? Math.min(column + 1, width - 1) : column;
    const next = width * y + x, letter = letters[next];
    return { probability, next, reward: letter === 'G' ? atGoal : letter === 'H' ? inHole : onIce, terminated: isOver(next) };
  };
  const table = tabular({
    states: width * height,
    actions: ['left', 'down', 'right', 'up'],
    start: starts.map((state) => ({ state, probability: 1 / starts.length })),
    transitions: (s, a) => (isSlippery
      ? [move(s, (a + 3) % 4, slip), move(s, a, successRate), move(s, (a + 1) % 4, slip)].filter(({ probability }) => probability > 0)
      : [move(s, a, 1)]),
    terminal: isOver,
    stateName: (s) => `row ${Math.floor(s / width)}, column ${s % width}`,
    outcome: (s) => (letters[s] === 'G' ? 'arrived' : 'fell'),
    render: (s) => lakeScene(lake, s),
    renderPolicy: ({ values, actions }) => lakePolicyScene(lake, (s) => values[s], actions),
  });
  return {
    ...table,
    reset(state, random) {
      table.reset(state, random);
      state[1] = 1;                                       // of several starts too, Gymnasium's `prob` tells of no chance
    },
  };
}

function checkSchedule(rewards: unknown): void {
  if (Array.isArray(rewards) && rewards.length === 3 && rewards.every((r) => Number.isFinite(r))) return;
  throw new TypeError(`rewardSchedule is three numbers, for coming to the goal, to a hole and to a frozen cell, and got ${describe(rewards)}; try [1, 0, 0]`);
}
