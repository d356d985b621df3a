import type { Dynamics } from '../core/dynamics.ts';
import { checkFlag } from '../toy-text/options.ts';
import { tabular } from '../toy-text/tabular.ts';
import { COMPASS, WAYS, cellName } from './grid.ts';
import { gridPolicyScene, gridScene } from './grid-picture.ts';

const WIND = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0];              // rows upwards per step, by the column that is left
const WIDTH = WIND.length, HEIGHT = 7, START = 3 * WIDTH, GOAL = 3 * WIDTH + 7;
const STEP = -1;
const DIAGONALS = ['up right', 'down right', 'down left', 'up left'] as const, DIAGONAL_WAYS = [[1, -1], [1, 1], [-1, 1], [-1, -1]] as const;

export interface WindyGridworldOptions {
  /** Diagonal moves too: exercise 6.9. Default false. */
  readonly kingsMoves?: boolean;
  /** One more action, which moves by the wind alone: exercise 6.9. Default false. */
  readonly stay?: boolean;
  /** Where there is wind it is as told in a third of the steps, one more in a third and one less in a third: exercise 6.10. Default false. */
  readonly stochasticWind?: boolean;
}

/**
 * Across a grid with a wind that blows upwards in its middle columns. Sutton & Barto (2018), example 6.5, exercises 6.9 and 6.10.
 *
 * | observation | `Discrete(70)`: 10 row + column, rows from the top |
 * | --- | --- |
 * | actions | 0 up, 1 right, 2 down, 3 left; with king's moves 4 up right, 5 down right, 6 down left, 7 up left; with `stay` one more |
 * | wind | 0 0 0 1 1 1 2 2 1 0 rows upwards by the column that is left, on top of the move; the edge holds |
 * | reward | -1 a step |
 * | end | at the goal; there is no time limit |
 *
 * Throws a TypeError where an option is neither true nor false.
 */
export function windyGridworld({ kingsMoves = false, stay = false, stochasticWind = false }: WindyGridworldOptions = {}): Dynamics {
  checkFlag('kingsMoves', kingsMoves);
  checkFlag('stay', stay);
  checkFlag('stochasticWind', stochasticWind);
  const ways = [...WAYS, ...(kingsMoves ? DIAGONAL_WAYS : []), ...(stay ? [[0, 0] as const] : [])];
  const move = (s: number, [dx, dy]: readonly [number, number], wind: number, probability: number) => {
    const x = clamp(s % WIDTH + dx, WIDTH), y = clamp(Math.floor(s / WIDTH) + dy - wind, HEIGHT), next = WIDTH * y + x;
    return { probability, next, reward: STEP, terminated: next === GOAL };
  };
  const letters = Array.from({ length: WIDTH * HEIGHT }, (_, s) => (s === START ? 'S' : s === GOAL ? 'G' : '.')).join('');
  const grid = { width: WIDTH, height: HEIGHT, letters, wind: WIND };
  return tabular({
    states: WIDTH * HEIGHT,
    actions: [...COMPASS, ...(kingsMoves ? DIAGONALS : []), ...(stay ? ['stay'] : [])],
    start: [{ state: START, probability: 1 }],
    transitions(s, a) {
      const wind = WIND[s % WIDTH];
      return stochasticWind && wind > 0 ? [wind - 1, wind, wind + 1].map((gust) => move(s, ways[a], gust, 1 / 3)) : [move(s, ways[a], wind, 1)];
    },
    terminal: (s) => s === GOAL,
    stateName: (s) => cellName(grid, s),
    outcome: () => 'arrived',
    render: (s) => gridScene(grid, s, s === GOAL ? 'Arrived at the goal.' : undefined),
    renderPolicy: (policy) => gridPolicyScene(grid, ways, policy),
  });
}

const clamp = (i: number, size: number) => Math.max(0, Math.min(size - 1, i));
