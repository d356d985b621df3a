import type { Dynamics } from '../core/dynamics.ts';
import { checkChance, checkFlag } from './options.ts';
import { tabular } from './tabular.ts';
import { taxiPolicyScene, taxiScene } from './taxi-picture.ts';
import { IN_TAXI, PLACES, STATES, cellOf, columnOf, destinationOf, isOpen, passengerOf, placeAt, rowOf, stateOf } from './taxi-town.ts';

const ACTIONS = ['south', 'north', 'east', 'west', 'pick up', 'drop off'];
const SOUTH = 0, NORTH = 1, EAST = 2, WEST = 3, PICK_UP = 4, DROP_OFF = 5;
const STEP = -1, REFUSED = -10, DELIVERED = 20;
/** Of south, north, east, west: where rain drives the taxi, to its left and to its right. */
const DRIFT = [[EAST, WEST], [WEST, EAST], [NORTH, SOUTH], [SOUTH, NORTH]];

/** What a state row holds. */
const S = 0, PROB = 1, FICKLE = 2, FACING = 3;

export interface TaxiOptions {
  /** In rain a move may go to either side of its direction. Default false. */
  readonly isRainy?: boolean;
  /** Some passengers change their mind about where to go, once, on the first move that they ride along. Default false. */
  readonly ficklePassenger?: boolean;
  /** Chance that a move in rain goes where it was meant to, [0, 1]; the sides share the rest. Default 0.8. */
  readonly rainyProbability?: number;
  /** Chance that the passenger of an episode is a fickle one, [0, 1]. Default 0.3. */
  readonly fickleProbability?: number;
}

/**
 * A taxi fetches a passenger at one of four places and takes them to another. Dietterich (2000), section 2.1 and, for rain and
 * fickle passengers, 7.1; Gymnasium's `Taxi-v4`.
 *
 * | observation | `Discrete(500)`: ((5 row + column) 5 + passenger) 4 + destination; places are 0 red, 1 green, 2 yellow, 3 blue; passenger 4 sits in the taxi |
 * | --- | --- |
 * | actions | 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off; the mask tells those that would change something |
 * | reward | -1 a step; 20 for delivering; -10 for picking up nobody and dropping off where nobody can be |
 * | end | delivered |
 *
 * A fickle passenger cannot be seen, so with `ficklePassenger` the observation is no Markov state and there is no `model`.
 * Throws where an option is of the wrong type or a chance is outside [0, 1].
 */
export function taxi({ isRainy = false, ficklePassenger = false, rainyProbability = 0.8, fickleProbability = 0.3 }: TaxiOptions = {}): Dynamics {
  checkFlag('isRainy', isRainy);
  checkFlag('ficklePassenger', ficklePassenger);
  checkChance('rainyProbability', rainyProbability);
  checkChance('fickleProbability', fickleProbability);
  const table = tabular({
    states: STATES,
    actions: ACTIONS,
    start: starts(),
    transitions: (s, a) => (a >= PICK_UP ? [serve(s, a)] : isRainy ? inRain(s, a, rainyProbability) : [drive(s, a, 1)]),
    terminal: (s) => passengerOf(s) === destinationOf(s),
    stateName: nameOf,
    outcome: () => 'delivered',
    renderPolicy: ({ values, actions }) => taxiPolicyScene((s) => values[s], actions),
  });
  const { model, ...rules } = table;
  return {
    ...rules,
    stateSize: 4,
    reset(state, random) {
      table.reset(state, random);
      state[PROB] = 1;
      state[FICKLE] = ficklePassenger && random.random() < fickleProbability ? 1 : 0;
      state[FACING] = EAST;
    },
    step(state, action, random) {
      const before = state[S], reward = table.step(state, action, random);
      if (action[0] < PICK_UP) state[FACING] = action[0];
      if (state[FICKLE] === 1 && passengerOf(before) === IN_TAXI && cellOf(state[S]) !== cellOf(before)) {
        state[FICKLE] = 0;
        const after = state[S], other = random.integers(PLACES.length - 1);          // one of the three others, in their order
        state[S] = after - destinationOf(after) + (other < destinationOf(before) ? other : other + 1);
      }
      return reward;
    },
    mask(state, mask) {
      for (let a = SOUTH, from = ACTIONS.length * state[S]; a <= DROP_OFF; a++) mask[a] = MASKS[from + a];
    },
    render: (state) => taxiScene(state[S], state[FACING]),
    ...(ficklePassenger ? {} : { model }),
  };
}

/** Which actions would change something: the ways that are open, picking up who waits here, dropping off at a place. [states x actions] */
const MASKS = Uint8Array.from({ length: STATES * ACTIONS.length }, (_, i) => {
  const s = Math.floor(i / ACTIONS.length), a = i % ACTIONS.length, row = rowOf(s), column = columnOf(s), place = placeAt(row, column);
  const changes = a < PICK_UP ? isOpen(row, column, a) : place !== -1 && passengerOf(s) === (a === PICK_UP ? place : IN_TAXI);
  return changes ? 1 : 0;
});

/** Anywhere, with a passenger who waits at one place and wants to another: 300 states. */
function starts() {
  const states = Array.from({ length: STATES }, (_, s) => s).filter((s) => passengerOf(s) !== IN_TAXI && passengerOf(s) !== destinationOf(s));
  return states.map((state) => ({ state, probability: 1 / states.length }));
}

function drive(s: number, heading: number, probability: number) {
  const row = rowOf(s), column = columnOf(s), open = isOpen(row, column, heading);
  const y = row + (open ? [1, -1, 0, 0][heading] : 0), x = column + (open ? [0, 0, 1, -1][heading] : 0);
  return { probability, next: stateOf(y, x, passengerOf(s), destinationOf(s)), reward: STEP, terminated: false };
}

/** Where the way is blocked, rain does not drive the taxi aside either. */
function inRain(s: number, heading: number, straight: number) {
  const aside = (1 - straight) / 2, open = isOpen(rowOf(s), columnOf(s), heading), [left, right] = open ? DRIFT[heading] : [heading, heading];
  return [drive(s, heading, straight), drive(s, left, aside), drive(s, right, aside)].filter(({ probability }) => probability > 0);
}

/** Picks up or drops off. */
function serve(s: number, a: number) {
  const row = rowOf(s), column = columnOf(s), passenger = passengerOf(s), destination = destinationOf(s), place = placeAt(row, column);
  const outcome = (now: number, reward: number) => ({ probability: 1, next: stateOf(row, column, now, destination), reward, terminated: now === destination });
  if (a === PICK_UP) return place !== -1 && passenger === place ? outcome(IN_TAXI, STEP) : outcome(passenger, REFUSED);
  if (place === -1 || passenger !== IN_TAXI) return outcome(passenger, REFUSED);
  return outcome(place, place === destination ? DELIVERED : STEP);
}

function nameOf(s: number): string {
  const passenger = passengerOf(s), where = passenger === IN_TAXI ? 'in the taxi' : `at ${PLACES[passenger].name}`;
  return `row ${rowOf(s)}, column ${columnOf(s)}, passenger ${where}, to ${PLACES[destinationOf(s)].name}`;
}
