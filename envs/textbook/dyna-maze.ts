import type { Dynamics } from '../core/dynamics.ts';
import { describe, unknownName } from '../core/words.ts';
import { tabular } from '../toy-text/tabular.ts';
import { COMPASS, WAYS, beside, cellName, gridOf, startsOf, type Grid } from './grid.ts';
import { gridPolicyScene, gridScene } from './grid-picture.ts';

/** The mazes of chapter 8, and what becomes of them. # wall, . floor, S start, G goal. */
const MAZES = {
  still: {
    changeAt: Infinity,
    before: `
      .......#G
      ..#....#.
      S.#....#.
      ..#......
      .....#...
      .........`,
  },
  blocking: {
    changeAt: 1000,                                       // steps
    before: `
      ........G
      .........
      .........
      ########.
      .........
      ...S.....`,
    after: `
      ........G
      .........
      .........
      .########
      .........
      ...S.....`,
  },
  shortcut: {
    changeAt: 3000,
    before: `
      ........G
      .........
      .........
      .########
      .........
      ...S.....`,
    after: `
      ........G
      .........
      .........
      .#######.
      .........
      ...S.....`,
  },
} as const;
export type MazeName = keyof typeof MAZES;

const ARRIVED = 1;

/** What a state row of a maze that changes holds: the cell, 1, steps so far, and the number that the generator would draw next when the episode began. */
const CELL = 0, PROB = 1, CLOCK = 2, PROMISED = 3;

export interface DynaMazeOptions {
  /** `still` (figure 8.2), `blocking` (figure 8.4) or `shortcut` (figure 8.5). Default `still`. */
  readonly maze?: MazeName;
  /** Steps, over all episodes, after which the maze changes; Infinity for never. Default: the book's 1000 for `blocking`, 3000 for `shortcut`. */
  readonly changeAt?: number | null;
}

/**
 * The mazes of Sutton & Barto (2018), chapter 8: the one that Dyna-Q learns in (figure 8.2), one whose way is blocked after a while and
 * another opened (figure 8.4), and one that gains a shorter way (figure 8.5). In the book, gamma is 0.95.
 *
 * | observation | `Discrete(54)`: 9 row + column, rows from the top; when the maze will change, or has, is not seen |
 * | --- | --- |
 * | actions | 0 up, 1 right, 2 down, 3 left; walls and the edge hold |
 * | reward | 1 at the goal, else 0 |
 * | end | at the goal; there is no time limit |
 * | info | `prob`, always 1: nothing is left to chance; `changed`, in a maze that changes |
 *
 * The shortest ways are 14 steps in `still`, 10 and then 16 in `blocking`, 16 and then 10 in `shortcut`. The clock is part of the state
 * row and runs on from episode to episode; it starts at 0 when the generator is seeded anew. Whoever stands where a wall appears walks
 * out of it. There is a `model` where nothing changes: `still`, and the others with `changeAt` 0 (as they become) or Infinity (as they are).
 *
 * Throws where there is no such maze and where `changeAt` is no whole number from 0 up or is given for `still`.
 */
export function dynaMaze({ maze = 'still', changeAt = null }: DynaMazeOptions = {}): Dynamics {
  if (!Object.hasOwn(MAZES, maze)) throw new RangeError(unknownName('maze', maze, Object.keys(MAZES)));
  if (changeAt !== null && changeAt !== Infinity && !(Number.isSafeInteger(changeAt) && changeAt >= 0)) {
    throw new RangeError(`changeAt is a whole number of steps from 0 up, or Infinity, and got ${describe(changeAt)}`);
  }
  if (maze === 'still' && changeAt !== null && changeAt !== Infinity) {
    throw new RangeError(`the maze "still" never changes, and got changeAt ${describe(changeAt)}; try the maze "blocking" or "shortcut"`);
  }
  const drawing = MAZES[maze], at = changeAt ?? drawing.changeAt;
  const before = mazeOf(gridOf(drawing.before));
  if (!('after' in drawing) || at === Infinity) return before.table;
  const after = mazeOf(gridOf(drawing.after));
  return at === 0 ? after.table : changing(before, after, at);
}

interface Maze { readonly grid: Grid; readonly table: ReturnType<typeof tabular> }

function mazeOf(grid: Grid): Maze {
  const { letters } = grid, isGoal = (s: number) => letters[s] === 'G';
  return {
    grid,
    table: tabular({
      states: letters.length,
      actions: COMPASS,
      start: startsOf(grid),
      transitions(s, a) {
        const next = beside(grid, s, a);
        return [{ probability: 1, next, reward: isGoal(next) ? ARRIVED : 0, terminated: isGoal(next) }];
      },
      terminal: isGoal,
      stateName: (s) => cellName(grid, s),
      outcome: () => 'arrived',
      render: (s) => gridScene(grid, s, isGoal(s) ? 'Arrived at the goal.' : undefined),
      renderPolicy: (policy) => gridPolicyScene(grid, WAYS, policy),
    }),
  };
}

/** One maze for so many steps, then the other. Both begin and end in the same places. */
function changing(before: Maze, after: Maze, changeAt: number): Dynamics {
  const now = (state: Float64Array) => (state[CLOCK] < changeAt ? before : after);
  const [{ state: start }] = startsOf(before.grid), goal = before.grid.letters.indexOf('G');
  return {
    observationSpace: before.table.observationSpace,
    actionSpace: before.table.actionSpace,
    stateSize: 4,
    reset(state, random) {
      if (random.random() !== state[PROMISED]) state[CLOCK] = 0;           // another stream of numbers: another life
      const standing = random.save();
      state[PROMISED] = random.random();
      random.load(standing);
      state[CELL] = start;
      state[PROB] = 1;
    },
    step(state, action) {
      state[CELL] = beside(now(state).grid, state[CELL], action[0]);
      state[CLOCK]++;
      return state[CELL] === goal ? ARRIVED : 0;
    },
    terminal: (state) => state[CELL] === goal,
    observe(state, observation) { observation[0] = state[CELL]; },
    info: (state) => ({ prob: state[PROB], changed: state[CLOCK] >= changeAt }),
    outcome: () => 'arrived',
    render(state) {
      const since = `Step ${state[CLOCK]}; the maze ${state[CLOCK] < changeAt ? 'changes' : 'changed'} after ${changeAt}.`;
      return gridScene(now(state).grid, state[CELL], state[CELL] === goal ? `Arrived at the goal. ${since}` : since);
    },
  };
}
