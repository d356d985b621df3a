import type { Dynamics } from '../core/dynamics.ts';
import { unknownName } from '../core/words.ts';
import { checkChance } from '../toy-text/options.ts';
import { tabular } from '../toy-text/tabular.ts';
import { COMPASS, WAYS, beside, cellName, gridOf, startsOf } from './grid.ts';
import { gridPolicyScene, gridScene } from './grid-picture.ts';
import { checkNumber } from './options.ts';

/** Maps of the textbooks. # wall, . floor, S start, G goal, P pit; a map without S begins anywhere. */
export const GRIDS = {
  // Russell and Norvig (2010), "Artificial Intelligence: A Modern Approach", figure 17.1.
  '4x3': [
    '...G',
    '.#.P',
    'S...',
  ],
  // Sutton and Barto (2018), example 4.1: with stepReward -1, goalReward 0 and slip 0.
  corners: [
    'G...',
    '....',
    '....',
    '...G',
  ],
  // Dayan's rooms as in Sutton, Precup and Singh (1999), "Between MDPs and semi-MDPs", figure 2.
  rooms: [
    '#############',
    '#.....#.....#',
    '#.....#.....#',
    '#...........#',
    '#.....#.....#',
    '#.....#.....#',
    '##.####.....#',
    '#.....###.###',
    '#.....#.....#',
    '#.....#.....#',
    '#...........#',
    '#S....#....G#',
    '#############',
  ],
} as const;
export type GridName = keyof typeof GRIDS;

export interface GridWorldOptions {
  /** A built-in map by name, or one of your own as a text of lines or their list. Default `4x3`. */
  readonly map?: string | readonly string[];
  /** Chance that a step goes to either side of its direction, half to each, [0, 1]. Default 0.2. */
  readonly slip?: number;
  /** Reward of every step. Default -0.04. */
  readonly stepReward?: number;
  /** Added to it on entering a goal. Default 1. */
  readonly goalReward?: number;
  /** Added to it on entering a pit. Default -1. */
  readonly pitReward?: number;
}

/**
 * A grid drawn as text: to a goal, around walls and pits. As it stands, the 4 x 3 world of Russell and Norvig (2010), section 17.1;
 * `corners` is example 4.1 of Sutton and Barto (2018), `rooms` the four rooms of Sutton, Precup and Singh (1999).
 *
 * | observation | `Discrete(width x height)`: width x row + column, rows from the top |
 * | --- | --- |
 * | actions | 0 up, 1 right, 2 down, 3 left; walls and the edge hold |
 * | chance | with chance `slip` a step goes to one of the two sides of its direction instead |
 * | reward | -0.04 a step, +1 more at a goal, -1 more in a pit: options |
 * | end | in a goal or a pit; there is no limit but the registered one |
 *
 * Throws where an option is of the wrong type or range, and where the map cannot be played: no goal, nowhere to start, open cells
 * without a way to a goal, ragged lines, unknown letters.
 */
export function gridWorld({ map = '4x3', slip = 0.2, stepReward = -0.04, goalReward = 1, pitReward = -1 }: GridWorldOptions = {}): Dynamics {
  checkChance('slip', slip);
  checkNumber('stepReward', 'the reward of a step', stepReward);
  checkNumber('goalReward', 'the reward at a goal', goalReward);
  checkNumber('pitReward', 'the reward in a pit', pitReward);
  const grid = gridOf(drawn(map)), { letters } = grid;
  const move = (s: number, direction: number, probability: number) => {
    const next = beside(grid, s, direction), letter = letters[next];
    const reward = stepReward + (letter === 'G' ? goalReward : letter === 'P' ? pitReward : 0);
    return { probability, next, reward, terminated: letter === 'G' || letter === 'P' };
  };
  return tabular({
    states: letters.length,
    actions: COMPASS,
    start: startsOf(grid),
    transitions: (s, a) => [move(s, a, 1 - slip), move(s, (a + 3) % 4, slip / 2), move(s, (a + 1) % 4, slip / 2)].filter(({ probability }) => probability > 0),
    terminal: (s) => 'GP#'.includes(letters[s]),                  // nobody is ever in a wall
    stateName: (s) => cellName(grid, s),
    outcome: (s) => (letters[s] === 'G' ? 'arrived' : 'fell'),
    render: (s) => gridScene(grid, s, letters[s] === 'G' ? 'Arrived at the goal.' : letters[s] === 'P' ? 'Fell into the pit.' : undefined),
    renderPolicy: (policy) => gridPolicyScene(grid, WAYS, policy),
  });
}

/** What a name stands for. Anything that could be a drawing is taken for one. */
function drawn(map: unknown): unknown {
  if (typeof map !== 'string' || /[\s#.]/.test(map) || /^[SGP]+$/.test(map)) return map;
  if (!Object.hasOwn(GRIDS, map)) throw new RangeError(`${unknownName('map', map, Object.keys(GRIDS))} A map of your own is a text of lines: # wall, . floor, S start, G goal, P pit.`);
  return GRIDS[map as GridName];
}
