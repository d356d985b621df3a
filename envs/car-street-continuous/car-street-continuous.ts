import { MAPS } from '../car-street/maps.ts';
import { streetOf } from '../car-street/street.ts';
import type { Dynamics } from '../core/dynamics.ts';
import { describe, unknownName } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { Space } from '../spaces/space.ts';
import { COS, HALF, HEADING, PIECES, SIN, SPEED, TIME_STEP, TOP_SPEED, X, Y, accelerate, curvatureOf, held, middleX, middleY, park, roll } from './car.ts';
import { CELL, courseOf, isFree, roadLeft, cellAt, type Course } from './course.ts';
import { PERSON, gather, touched, walk } from './people.ts';
import { drivenStreetScene } from './picture.ts';
import { MOST_WALKS } from './random-street.ts';
import { APPROACH, LEFT, SEEN, look } from './sight.ts';
import { streetOfRow } from './street-store.ts';

// Rewards: a second, a second in reverse on top of it; a bump, and at top speed on top of it; and the ends.
const SECOND = -1, REVERSING = -1, BUMP = -1, CRASH = -4, ARRIVAL = 20, COLLISION = -100;

/**
 * Columns of a state row after the car's own: how the wheels are turned (share of the lock, right above 0), how it ended, the road left (cells),
 * the map's seed, and then the people.
 */
export const STEERING = 6, END = 7, ROAD = 8, SEED = 9, PEOPLE = 10;
const DRIVING = 0, ARRIVED = 1, HIT = 2;

/** What the four actions of the story do with wheels and pedals. */
const CRUISE = 0.4;
const WHEELS = [0, 0, -1, 1] as const, PEDALS = [1, -1, CRUISE, CRUISE] as const;

export interface ContinuousStreetOptions {
  /**
   * `random` streets by seed, a built-in one (`straight`, `corner`, `crossing`, `town`), or one drawn as text: # building, . road, = crosswalk,
   * ^ > v < start, D destination.
   */
  readonly map?: string | readonly string[];
  /** The seeds of random streets, [from, to): one is drawn for each episode. Tests and training take ranges that do not meet. */
  readonly mapSeeds?: readonly [from: number, to: number];
  /** Whether anybody crosses at all. */
  readonly people?: boolean;
  /** Gamma of the shaping reward gamma Phi(S') - Phi(S), [0, 1]. */
  readonly shapingGamma?: number;
}
interface Setup { readonly timeLimit?: number }

/**
 * The street of `CarStreet-v0` with a real car in it: `CarStreetContinuous-v0`, driven by four actions.
 *
 * | action | wheels | pedal | |
 * | --- | --- | --- | --- |
 * | 0 forward | straight | full throttle | towards 8 m/s |
 * | 1 reverse | straight | full brake, then backwards | towards -2 m/s |
 * | 2 steer left | full lock | 0.4 of the throttle | towards 3.2 m/s: a faster car slows down in a bend, and one that stands starts |
 * | 3 steer right | full lock | 0.4 of the throttle | |
 *
 * An action lasts 0.2 s. Wheels and pedals answer at once.
 *
 * **Car**: a kinematic bicycle, 2.4 m from axle to axle; its body is three discs of radius 1 m, about the rear axle, the middle and the front
 * axle (4.4 m by 2 m). Steering lock 0.6 rad (a circle of radius 3.5 m). Thrust 4 m/s^2, brakes 6 m/s^2, drag 0.5 of the speed a second, so
 * that the top speed is 8 m/s; in reverse the thrust is 1 m/s^2 and the top speed 2 m/s. Tyres hold 5 m/s^2 sideways: above 4.2 m/s the car
 * cannot follow its wheels at full lock.
 *
 * **Street**: cells of the map are 6 m wide. Buildings and the edge stop the car where it touches them.
 *
 * **People** (discs of radius 0.3 m) cross at crosswalks between two doorways 3.4 m on either side of the middle of the road, one at a time
 * at 0.9 to 1.5 m/s. After 4 s on average somebody comes, on either side; stands and looks for 0.4 to 1.2 s; steps on the road once a car
 * that brakes now would stop before them; and walks, or waits while a further step would come within 0.3 m of the car and nearer to it,
 * and after 2 s of that turns back. So nobody walks into the car, and a collision is always the driver's.
 *
 * **Observation**: `Box` of 44 numbers in [-1, 1].
 *
 * | numbers | |
 * | --- | --- |
 * | 0 to 11 | nearness of buildings along 12 rays from the middle of the car: 1 - distance / 30 m, 0 beyond |
 * | 12 to 23 | nearness of people in sight, each told by the ray nearest to them; 0 where there is nobody |
 * | 24 to 35 | how fast that person walks towards the car (away below 0), of 1.5 m/s; the car's own speed does not count |
 * | 36 to 41 | the shortest way 1, 2 and 4 cells of road on: ahead and to the right of the car, as shares of that many cells |
 * | 42 | road left, of 40 cells |
 * | 43 | speed, of 8 m/s |
 *
 * Rays point -90, -45, -25, -14, -6, 0, 6, 14, 25, 45, 90 and 180 degrees to the right of the heading.
 *
 * | event | reward | |
 * | --- | --- | --- |
 * | a step | -0.2 (-1 a second), -0.4 while rolling backwards | |
 * | bump into a building | -1, and up to -4 more, in proportion to the speed | the car stops for the rest of the step |
 * | arrival: the middle of the car is in the destination's cell | +20 | ends the episode: `arrived` |
 * | collision with a person | -(100 + what all steps of the time limit cost) | ends the episode: `collision` |
 * | progress | gamma Phi(S') - Phi(S), where Phi = -(road to the destination's edge, in cells) and Phi = 0 in terminal states | |
 *
 * Phi is continuous in the car's place. Over a finished episode progress for gamma = 1 sums to the road from the start.
 *
 * **Maps**: `random` ones by default, drawn from `mapSeeds` at each reset (see `randomStreet`); seeds 0 to 9,999 by default, so that tests may
 * take [10_000, 11_000]. The seeds 0 to 9,999 give 9,999 different maps of at most 21 by 21 cells. Their shortest ways have 12 to 40 road
 * cells: mean 16.4, quartiles 13, 15 and 18; 42 % have 12 to 14, 38 % 15 to 19, 15 % 20 to 24, 5 % 25 or more. There are 2 to 6 crosswalks,
 * 5.6 on average, of which 1 to 5 lie on the shortest way, 1.9 on average.
 *
 * **Start**: at a start of the map (uniformly, if it has several), standing. **End**: arrival, collision, or the time limit of 500 (100 s).
 *
 * `timeLimit` is that of `make`. Throws with a sentence about the option that is out of range.
 */
export function continuousStreet(options: ContinuousStreetOptions = {}, setup: Setup = {}): Dynamics {
  return streetRules(options, setup, new Discrete(4), (a) => WHEELS[a[0]], (a) => PEDALS[a[0]]);
}

/**
 * The same street with wheels and pedals: `CarStreetContinuousAction-v0`. An action is a `Box` of two numbers in [-1, 1]: steering (share of the
 * lock, right above 0) and throttle (brake, and reverse once the car stands, below 0). What is beyond is clipped.
 */
export function continuousActionStreet(options: ContinuousStreetOptions = {}, setup: Setup = {}): Dynamics {
  const clipped = (a: number) => (a < -1 ? -1 : a > 1 ? 1 : a);
  return streetRules(options, setup, new Box(-1, 1, { shape: [2] }), (a) => clipped(a[0]), (a) => clipped(a[1]));
}

type Control = (action: ArrayLike<number>) => number;

function streetRules(options: ContinuousStreetOptions, { timeLimit = 500 }: Setup, actionSpace: Space, wheelsOf: Control, pedalOf: Control): Dynamics {
  const { people = true, shapingGamma: gamma = 1 } = options;
  const [from, to] = seedsOf(options), fixed = fixedMap(options);
  if (typeof people !== 'boolean') throw new TypeError(`people is true or false, and got ${describe(people)}`);
  if (typeof gamma !== 'number' || !(gamma >= 0 && gamma <= 1)) throw new RangeError(`shapingGamma lies between 0 and 1, and got ${describe(gamma)}`);
  if (!Number.isFinite(timeLimit)) {
    throw new RangeError(`CarStreetContinuous needs a time limit, since a collision costs 100 more than it, and got ${describe(timeLimit)}`);
  }
  const course = (s: Float64Array): Course => fixed ?? streetOfRow(s, s[SEED]);
  const collision = COLLISION + SECOND * TIME_STEP * timeLimit;

  return {
    observationSpace: new Box(Array.from({ length: SEEN }, (_, i) => (i < APPROACH || i === LEFT ? 0 : -1)), 1),
    actionSpace,
    stateSize: PEOPLE + PERSON * (people ? fixed?.walkX.length ?? MOST_WALKS : 0),
    reset(s, random) {
      s.fill(0);
      if (!fixed) s[SEED] = from + random.integers(to - from);
      const here = course(s), { starts } = here, { x, y, heading } = starts[starts.length === 1 ? 0 : random.integers(starts.length)];
      park(s, x, y, heading);
      s[ROAD] = roadFrom(here, s);
      if (people) gather(here, s, PEOPLE, random);
    },
    step(s, action, random) {
      const here = course(s), pedal = pedalOf(action), steering = wheelsOf(action), kappa = curvatureOf(steering);
      const before = s[ROAD];
      let cost = SECOND * TIME_STEP;
      s[STEERING] = steering;
      for (let piece = 0; piece < PIECES && s[END] === DRIVING; piece++) {
        const impact = move(here, s, pedal, kappa);
        if (people && touched(here, s, PEOPLE) !== -1) s[END] = HIT;
        else if (isThere(here, s)) s[END] = ARRIVED;
        if (impact === -1) continue;
        cost += BUMP + CRASH * impact / TOP_SPEED;
        break;
      }
      s[ROAD] = roadFrom(here, s);
      if (s[SPEED] < 0) cost += REVERSING * TIME_STEP;
      if (s[END] === HIT) return cost + collision + before;
      if (s[END] === ARRIVED) return cost + ARRIVAL + before;
      if (people) walk(here, s, PEOPLE, random);
      return cost + before - gamma * s[ROAD];
    },
    terminal: (s) => s[END] !== DRIVING,
    observe(s, observation) { look(course(s), s, people ? PEOPLE : -1, observation); },
    outcome: (s) => (s[END] === ARRIVED ? 'arrived' : 'collision'),
    info: (s) => ({ distance: s[ROAD] * CELL, speed: s[SPEED], ...(!fixed && { map_seed: s[SEED] }) }),
    render: (s) => drivenStreetScene(course(s), s, { people: people ? PEOPLE : -1, steering: s[STEERING], outcome: [undefined, 'arrived', 'collision'][s[END]] }),
  };
}

/** Road from the middle of the car to the destination, in cells. */
const roadFrom = (course: Course, s: Float64Array) => roadLeft(course, middleX(s), middleY(s));

const isThere = (course: Course, s: Float64Array) => cellAt(course, middleX(s), middleY(s)) === course.destination;

/** One piece of time. Returns the speed at which the car bumped into a building, or -1. It then stands where it touched, within a sixteenth of its way. */
function move(course: Course, s: Float64Array, pedal: number, kappa: number): number {
  const x = s[X], y = s[Y], heading = s[HEADING], c = s[COS], d = s[SIN], way = accelerate(s, pedal), bend = held(kappa, s[SPEED]);
  roll(s, way, bend);
  if (fits(course, s)) return -1;
  const impact = Math.abs(s[SPEED]);
  s[SPEED] = 0;
  let free = 0, part = 0.5;
  for (;;) {
    s[X] = x; s[Y] = y; s[HEADING] = heading; s[COS] = c; s[SIN] = d;
    if (part > 0.05) {
      roll(s, way * (free + part), bend);
      if (fits(course, s)) free += part;
      part /= 2;
    } else {
      if (free > 0) roll(s, way * free, bend);
      return impact;
    }
  }
}

/** Whether no disc of the car touches a building. */
function fits(course: Course, s: Float64Array): boolean {
  const dx = HALF * s[COS], dy = HALF * s[SIN];
  return isFree(course, s[X], s[Y]) && isFree(course, s[X] + dx, s[Y] + dy) && isFree(course, s[X] + 2 * dx, s[Y] + 2 * dy);
}

/** The street that is the same in every episode, or nothing where they are drawn. */
function fixedMap({ map = 'random', mapSeeds }: ContinuousStreetOptions): Course | undefined {
  if (map === 'random') return undefined;
  if (typeof map !== 'string' && !Array.isArray(map)) {
    throw new TypeError(`map is "random", the name of a street or one drawn as text, and got ${describe(map)}`);
  }
  if (mapSeeds !== undefined && !isDefault(mapSeeds)) {
    throw new RangeError(`mapSeeds are for the map "random", and the map is ${describe(map)}; leave one of them out`);
  }
  if (typeof map !== 'string') {
    const odd = map.findIndex((row: unknown) => typeof row !== 'string');
    if (odd >= 0) throw new TypeError(`a map is drawn as text, row by row, and row ${odd + 1} is ${describe(map[odd])}`);
    return courseOf(streetOf(map).map);
  }
  if (Object.hasOwn(MAPS, map)) return courseOf(streetOf(MAPS[map as keyof typeof MAPS]).map);
  if (!map.includes('\n')) {
    throw new RangeError(`${unknownName('map', map, ['random', ...Object.keys(MAPS)])} A street of your own is drawn as text over several lines.`);
  }
  return courseOf(streetOf(map).map);
}

/** Random streets to train on, unless told otherwise. */
export const TRAINING_SEEDS = [0, 10_000] as const;
const isDefault = ([from, to]: readonly [number, number]) => from === TRAINING_SEEDS[0] && to === TRAINING_SEEDS[1];
const MOST_SEEDS = 0x1_0000_0000;

function seedsOf({ mapSeeds = TRAINING_SEEDS }: ContinuousStreetOptions): readonly [number, number] {
  const [from, to] = Array.isArray(mapSeeds) ? mapSeeds as readonly unknown[] : [];
  const whole = (n: unknown): n is number => Number.isSafeInteger(n);
  if (!Array.isArray(mapSeeds) || mapSeeds.length !== 2 || !whole(from) || !whole(to) || from < 0 || to <= from || to > MOST_SEEDS) {
    throw new RangeError(`mapSeeds are two whole numbers [from, to], 0 <= from < to <= 2^32, of which the last seed is to - 1; got ${describe(mapSeeds)}`);
  }
  return [from, to];
}
