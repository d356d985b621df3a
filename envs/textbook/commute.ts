import type { Dynamics } from '../core/dynamics.ts';
import type { Transition } from '../core/model.ts';
import { unknownName } from '../core/words.ts';
import { checkChance } from '../toy-text/options.ts';
import { tabular } from '../toy-text/tabular.ts';
import { commutePolicyScene, commuteScene } from './commute-picture.ts';

/** Minutes from either place to work, if nothing were in the way. */
const WAY = 15;

// The junction: a ship passes, the drawbridge is up, and cars stand in front of it.
const LONGEST = 12;                                       // minutes that the bridge is up: 1 to 12, each as likely
const ALREADY = [0, 3, 6];                                // minutes that it has been up when you come, each as likely
const RING_ROAD = [[17, 1 / 2], [21, 1 / 3], [25, 1 / 6]] as const;     // minutes by the way around, and their chances

// The platform: the train is due, and does not come.
const LATE = 1 / 4;                                       // chance a minute that a late train comes
const NEXT = 1 / 40;                                      // chance a minute that the one after a cancelled train comes
const LONG = 30;                                          // minutes waited, and more
const BUS = [[30, 1 / 2], [35, 1 / 3], [40, 1 / 6]] as const;           // minutes by bus, and their chances

const WAIT = 0;
// States: minutes at the junction, minutes on the platform, and the four ways to have arrived.
const JUNCTION = 0, PLATFORM = LONGEST, ARRIVED = PLATFORM + LONG + 1;
const BY = ['bridge', 'ring road', 'train', 'bus'] as const, BRIDGE = 0, RING = 1, TRAIN = 2, COACH = 3;

export const COMMUTES = ['either', 'junction', 'platform'] as const;
export type CommuteStart = (typeof COMMUTES)[number];

export interface CommuteOptions {
  /** Where the story begins: at the `junction`, on the `platform`, or `either`, half of the days each. Default `either`. */
  readonly start?: CommuteStart;
  /** Chance that the train which does not come was cancelled, [0, 1]. Default 0.3. */
  readonly cancelled?: number;
}

/**
 * On your way to work. Normally 15 minutes are left, but today something is in the way: wait, or take another way?
 *
 * By car you stand at the **junction** before a drawbridge that is up for a ship, and a clock tells since when. By train you stand on the
 * **platform**; the train is due and does not come. It may be late, or it may have been cancelled, and nobody says.
 *
 * | place | action | what happens | reward: minus the minutes |
 * | --- | --- | --- | --- |
 * | junction, bridge up for w minutes | 0 wait | within the minute the bridge comes down, with chance 1/(12 - w): at work 15 minutes later | -1 - 15 |
 * | | | or it stays up: w + 1 | -1 |
 * | | 1 other way | the ring road: at work after 17, 21 or 25 minutes, with chances 1/2, 1/3, 1/6 | -17, -21, -25 |
 * | platform, waited for w minutes | 0 wait | within the minute the train comes: at work 15 minutes later. A late train comes with chance 1/4 a minute, the next one after a cancelled one with 1/40 | -1 - 15 |
 * | | | or it does not: w + 1, up to 30, which stands for 30 and more | -1 |
 * | | 1 other way | the bus: at work after 30, 35 or 40 minutes, with chances 1/2, 1/3, 1/6 | -30, -35, -40 |
 *
 * | observation | `Discrete(47)`: 0 to 11 junction, bridge up for so many minutes; 12 to 42 platform, waited for 0 to 30; 43 to 46 at work by bridge, ring road, train, bus |
 * | --- | --- |
 * | start | junction, with the bridge up for 0, 3 or 6 minutes (1/6 each), or platform, just come (1/2) |
 * | end | at work; the outcome is the way: `bridge`, `ring road`, `train`, `bus` |
 *
 * Nothing is discounted: an hour is an hour, so gamma is 1. How long one has waited already tells something, and each place teaches the
 * opposite. The bridge is down after 12 minutes at the latest: the longer it has been up, the sooner it comes down, and who has waited
 * stays. The train is cancelled with chance 0.3 (an option); the longer it has not come, the surer it is that it will not, and the time
 * waited is no reason to wait on: w minutes without a train leave a late one with odds of 7 x 0.75^w to 3 x 0.975^w.
 *
 * Throws where there is no such start and where `cancelled` is no chance.
 */
export function commute({ start = 'either', cancelled = 0.3 }: CommuteOptions = {}): Dynamics {
  if (!COMMUTES.includes(start)) throw new RangeError(unknownName('start', start, COMMUTES));
  checkChance('cancelled', cancelled);
  const comes = trainComes(cancelled), junction = start === 'junction' ? 1 : start === 'platform' ? 0 : 1 / 2;
  return tabular({
    states: ARRIVED + BY.length,
    actions: ['wait', 'other way'],
    start: [
      ...ALREADY.map((w) => ({ state: JUNCTION + w, probability: junction / ALREADY.length })),
      { state: PLATFORM, probability: 1 - junction },
    ].filter(({ probability }) => probability > 0),
    transitions(s, a) {
      if (s < PLATFORM) return a === WAIT ? waiting(1 / (LONGEST - s), s + 1, BRIDGE) : RING_ROAD.map(([minutes, chance]) => atWork(RING, minutes, chance));
      const w = s - PLATFORM;
      return a === WAIT ? waiting(comes[w], PLATFORM + Math.min(w + 1, LONG), TRAIN) : BUS.map(([minutes, chance]) => atWork(COACH, minutes, chance));
    },
    terminal: (s) => s >= ARRIVED,
    stateName: nameOf,
    outcome: (s) => BY[s - ARRIVED],
    render: (s) => commuteScene(s < PLATFORM ? 'junction' : s < ARRIVED ? 'platform' : 'work', s < PLATFORM ? s : s - PLATFORM, s < ARRIVED ? undefined : BY[s - ARRIVED]),
    renderPolicy: ({ values, actions }) => commutePolicyScene(
      { title: 'At the junction: minutes that the bridge has been up', states: Array.from({ length: LONGEST }, (_, w) => w) },
      { title: 'On the platform: minutes waited for the train', states: Array.from({ length: LONG + 1 }, (_, w) => PLATFORM + w) },
      values, actions,
    ),
  });
}

const atWork = (by: number, minutes: number, probability: number): Transition => ({ probability, next: ARRIVED + by, reward: -minutes, terminated: true });

/** A minute passes, and with that chance the way is free. */
function waiting(free: number, otherwise: number, by: number): Transition[] {
  const stays = { probability: 1 - free, next: otherwise, reward: -1, terminated: false };
  return [atWork(by, 1 + WAY, free), stays].filter(({ probability }) => probability > 0);
}

/** The chance that the train comes in the next minute, after w minutes without it: by Bayes' rule over late and cancelled. [0 to 30] */
function trainComes(cancelled: number): number[] {
  let late = 1 - cancelled, gone = cancelled;             // chance of each, together with no train so far
  return Array.from({ length: LONG + 1 }, () => {
    const chance = (late * LATE + gone * NEXT) / (late + gone);
    late *= 1 - LATE;
    gone *= 1 - NEXT;
    return chance;
  });
}

function nameOf(s: number): string {
  if (s >= ARRIVED) return `at work by ${BY[s - ARRIVED]}`;
  return s < PLATFORM ? `junction, bridge up for ${s} min` : `platform, waited ${s - PLATFORM}${s - PLATFORM === LONG ? ' or more' : ''} min`;
}
