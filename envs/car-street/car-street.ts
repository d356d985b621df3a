import type { Dynamics } from '../core/dynamics.ts';
import type { Transition } from '../core/model.ts';
import { describe, unknownName } from '../core/words.ts';
import { tabular } from '../toy-text/tabular.ts';
import { MAPS } from './maps.ts';
import { streetPolicyScene, streetScene } from './picture.ts';
import { HEADINGS, streetOf } from './street.ts';

const FORWARD = 0, REVERSE = 1, TURN_LEFT = 2, TURN_RIGHT = 3;
const ACTIONS = ['forward', 'reverse', 'turn left', 'turn right'];

/** What happens on a crosswalk. */
const AWAY = 0, STEPPING_ON = 1, ON_THE_ROAD = 2;            // and 3, leaving
const PEOPLE = ['nobody there', 'somebody stepping on', 'somebody on the road', 'somebody leaving'];

const STEP = -1, REVERSING = -1, BUMP = -5, ARRIVAL = 20;
const MOST_OBSERVATIONS = 4096;

export interface CarStreetOptions {
  /** A built-in street (`straight`, `corner`, `crossing`, `town`), or one drawn as text: # building, . road, = crosswalk, ^ > v < start, D destination. */
  readonly map?: string | readonly string[];
  /** Whether anybody crosses at all. Without people the crosswalks are road. */
  readonly people?: boolean;
  /** Chance per step that somebody comes to an empty crosswalk, (0, 1]. */
  readonly pCome?: number;
  /** Chance per step that who is about to step on does, (0, 1]. */
  readonly pEnter?: number;
  /** Chance per step that who is on the road reaches the other side, (0, 1]. */
  readonly pCross?: number;
  /** Chance per step that who reached the other side is gone, (0, 1]. */
  readonly pGo?: number;
  /** Gamma of the shaping reward gamma Phi(S') - Phi(S), [0, 1]. */
  readonly shapingGamma?: number;
}

/**
 * A car in a street with pedestrians. It can go forward, reverse, and turn left and right, and should arrive at its destination
 * as fast as possible without running over anybody.
 *
 * | action | | reward |
 * | --- | --- | --- |
 * | 0 forward | one cell ahead | -1 |
 * | 1 reverse | one cell back | -2 |
 * | 2 turn left | 90 degrees on the spot, which is also how to wait | -1 |
 * | 3 turn right | 90 degrees on the spot | -1 |
 *
 * | event | reward, added to that of the action | |
 * | --- | --- | --- |
 * | bump into a building or the edge | -5 | the car stays |
 * | arrival at the destination | +20 | ends the episode: `arrived` |
 * | collision with a person | -(100 + time limit), so that no journey is too long to be careful | ends the episode: `collision` |
 * | progress | gamma Phi(S') - Phi(S), where Phi = -(road cells to the destination) and Phi = 0 in terminal states | |
 *
 * Progress is potential-based shaping: it shows the way without changing which policy is best for an agent that discounts by the
 * same gamma (Ng, Harada & Russell 1999). Over a finished episode its sum for gamma = 1 is the distance from the start.
 *
 * **Observation**: `Discrete(n)`, n <= 4,096, the whole state: the car's road cell, its heading (0 north, 1 east, 2 south, 3 west) and,
 * within three road cells of a crosswalk, what happens there. The value is base(cell) + heading outside, base(cell) + 4 heading + people
 * within, where base counts the observations of all cells before it in reading order; `model.stateName` tells it in words.
 *
 * **People** cross one at a time. Each step, after the car has moved:
 *
 *     0 away --pCome--> 1 stepping on --pEnter--> 2 on the road --pCross--> 3 leaving --pGo--> 0 away
 *
 * Nobody steps on while the car stands on the crosswalk, so a collision is always the driver's: it happens exactly when the car moves
 * onto a crosswalk in state 2, which it has seen. Crosswalks out of sight are not simulated; when one comes into sight, its
 * state is drawn from the chain's stationary distribution, pi(i) proportional to 1/p(i).
 *
 * **Start**: at a start of the map (uniformly, if it has several), heading as drawn. **End**: arrival, collision, or the time limit of 200.
 *
 * `timeLimit` is that of `make`. Throws a RangeError with a sentence about the option that is out of range.
 */
export function carStreet(options: CarStreetOptions = {}, { timeLimit = 200 }: { timeLimit?: number } = {}): Dynamics {
  const { map = 'crossing', people = true, shapingGamma: gamma = 1 } = options;
  const street = streetOf(mapOf(map));
  const chain = chanceOf(options);
  if (typeof people !== 'boolean') throw new TypeError(`people is true or false, and got ${describe(people)}`);
  if (typeof gamma !== 'number' || !(gamma >= 0 && gamma <= 1)) {
    throw new RangeError(`shapingGamma lies between 0 and 1, and got ${describe(gamma)}`);
  }
  if (!Number.isFinite(timeLimit)) {
    throw new RangeError(`CarStreet needs a time limit, since a collision costs 100 more than it, and got ${describe(timeLimit)}`);
  }
  const { cells, neighbour, destination, distance } = street;
  const crosswalk = people ? street.crosswalk : new Int32Array(cells).fill(-1);

  const base = new Int32Array(cells + 1);                       // the first observation of each cell
  for (let cell = 0; cell < cells; cell++) base[cell + 1] = base[cell] + (crosswalk[cell] === -1 ? 4 : 16);
  const states = base[cells];
  if (states > MOST_OBSERVATIONS) {
    throw new RangeError(`this street has ${states} states, and the most is ${MOST_OBSERVATIONS}; draw a smaller one`);
  }
  const cellOf = Int32Array.from({ length: states }, () => 0);
  for (let cell = 0; cell < cells; cell++) cellOf.fill(cell, base[cell], base[cell + 1]);

  const stateOf = (cell: number, heading: number, person: number) => base[cell] + (crosswalk[cell] === -1 ? heading : 4 * heading + person);
  const read = (s: number) => {
    const cell = cellOf[s], rest = s - base[cell];
    return crosswalk[cell] === -1 ? { cell, heading: rest, person: AWAY } : { cell, heading: rest >> 2, person: rest & 3 };
  };
  const collided = (cell: number, person: number) => crosswalk[cell] === cell && person === ON_THE_ROAD;
  const over = (cell: number, person: number) => cell === destination || collided(cell, person);
  const phi = (cell: number, person: number) => (over(cell, person) ? 0 : -distance[cell]);

  /** Where the car goes, and what that alone costs. */
  function drive(cell: number, heading: number, a: number) {
    if (a === TURN_LEFT || a === TURN_RIGHT) return { cell, heading: (heading + (a === TURN_LEFT ? 3 : 1)) % 4, cost: STEP };
    const cost = a === REVERSE ? STEP + REVERSING : STEP;
    const ahead = neighbour[4 * cell + (a === FORWARD ? heading : (heading + 2) % 4)];
    return ahead === -1 ? { cell, heading, cost: cost + BUMP } : { cell: ahead, heading, cost };
  }

  /** What is seen at a crosswalk next, with its chances, once the car has gone from one cell to another. */
  function cross(before: number, cell: number, person: number): readonly (readonly [person: number, probability: number])[] {
    const walk = crosswalk[cell];
    if (walk === -1) return [[AWAY, 1]];
    if (walk !== crosswalk[before]) return chain.stationary.map((probability, i) => [i, probability] as const);
    if (walk === cell && person === STEPPING_ON) return [[STEPPING_ON, 1]];          // the car is in the way
    const p = chain.leave[person];
    return p === 1 ? [[(person + 1) % 4, 1]] : [[(person + 1) % 4, p], [person, 1 - p]];
  }

  function transitions(s: number, a: number): Transition[] {
    const { cell: before, heading, person } = read(s);
    const { cell, heading: turned, cost } = drive(before, heading, a);
    const progress = (after: number) => gamma * phi(cell, after) - phi(before, person);
    if (cell !== before && collided(cell, person)) {
      return [{ probability: 1, next: stateOf(cell, turned, person), reward: cost - (100 + timeLimit) + progress(person), terminated: true }];
    }
    const arrived = cell === destination;
    return cross(before, cell, person).map(([after, probability]) => (
      { probability, next: stateOf(cell, turned, after), reward: cost + (arrived ? ARRIVAL : 0) + progress(after), terminated: arrived }
    ));
  }

  return tabular({
    states,
    actions: ACTIONS,
    start: street.starts.flatMap(({ cell, heading }) => (
      crosswalk[cell] === -1
        ? [{ state: stateOf(cell, heading, AWAY), probability: 1 / street.starts.length }]
        : chain.stationary.map((p, person) => ({ state: stateOf(cell, heading, person), probability: p / street.starts.length }))
    )),
    transitions,
    terminal(s) {
      const { cell, person } = read(s);
      return over(cell, person);
    },
    stateName(s) {
      const { cell, heading, person } = read(s);
      return `(${street.x[cell]}, ${street.y[cell]}) heading ${HEADINGS[heading]}${crosswalk[cell] === -1 ? '' : `, ${PEOPLE[person]}`}`;
    },
    outcome: (s) => (read(s).cell === destination ? 'arrived' : 'collision'),
    info: (s) => ({ distance: distance[cellOf[s]] }),
    render(s) {
      const { cell, heading, person } = read(s);
      const outcome = cell === destination ? 'arrived' : collided(cell, person) ? 'collision' : undefined;
      return streetScene(street, { cell, heading, people: person, outcome });
    },
    renderPolicy: ({ values, actions }) => streetPolicyScene(street, {
      seen: people,
      value: (cell, heading, person) => values[stateOf(cell, heading, person)],
      actions: (cell, heading, person) => actions(stateOf(cell, heading, person)),
    }),
  });
}

function mapOf(map: string | readonly string[]): string | readonly string[] {
  if (Array.isArray(map)) return map;
  if (typeof map !== 'string') throw new TypeError(`map is the name of a street or one drawn as text, and got ${describe(map)}`);
  if (Object.hasOwn(MAPS, map)) return MAPS[map as keyof typeof MAPS];
  if (!map.includes('\n')) {
    throw new RangeError(`${unknownName('map', map, Object.keys(MAPS))} A street of your own is drawn as text over several lines.`);
  }
  return map;
}

/** The chances to leave each state of a crosswalk, and how often each is found: pi(i) = (1/p(i)) / sum of 1/p. */
function chanceOf({ pCome = 0.3, pEnter = 0.7, pCross = 0.4, pGo = 0.9 }: CarStreetOptions) {
  const chances = { pCome, pEnter, pCross, pGo };
  for (const [name, p] of Object.entries(chances)) {
    if (typeof p !== 'number' || !(p > 0 && p <= 1)) {
      throw new RangeError(`${name} is a chance per step, above 0 and at most 1, and got ${describe(p)}`);
    }
  }
  const leave = Object.values(chances), durations = leave.map((p) => 1 / p);
  const total = durations.reduce((sum, duration) => sum + duration, 0);
  return { leave, stationary: durations.map((duration) => duration / total) };
}
