import type { Random } from '../random/index.ts';
import { BRAKE, COS, HALF, RADIUS, SIN, SPEED, TIME_STEP, X, Y, middleX, middleY } from './car.ts';
import type { Course } from './course.ts';

/** A person is a disc, m. */
export const PERSON_RADIUS = 0.3;
/** Where people wait and go, in a doorway on either side: m from the middle of the road. The car does not reach there. */
export const DOORWAY = 3.4;
/** m/s: slowest and fastest. */
export const SLOWEST = 0.9, FASTEST = 1.5;
/** s: until somebody comes, on average; and how long who came stands and looks, at least and at most. */
export const AWAY = 4, LEAST_LOOK = 0.4, MOST_LOOK = 1.2;
/** s: who has waited on the road for so long turns back, so that nobody and no car wait for each other for ever. */
export const PATIENCE = 2;
/** People keep this much clear of the car (m), and think it this slow to react (s). */
const MARGIN = 0.3, REACTION = 0.4, STANDOFF = 1;

/**
 * Columns of one person of a state row: the way across, m from the middle of the road, south or east above 0; the pace of somebody who
 * walks that way, m/s, 0 while nobody is there; s until somebody comes, or until who stands and looks may go
 * (below 0, how long who is on the road has waited); what they walk just now, m/s.
 */
export const AT = 0, PACE = 1, WAIT = 2, WALKING = 3, PERSON = 4;

/** Where the discs of person and car touch, m; beyond NEAR of the rear axle, in either direction, they do not. */
const TOUCH = RADIUS + PERSON_RADIUS, NEAR = 8;

/** Everybody as they mostly are: away, or anywhere on their way across. */
export function gather(course: Course, s: Float64Array, first: number, random: Random): void {
  const across = 2 * DOORWAY / ((SLOWEST + FASTEST) / 2);
  for (let k = 0, i = first; k < course.walkX.length; k++, i += PERSON) {
    const there = random.random() < across / (across + AWAY);
    if (there) {
      come(s, i, random);
      s[i + AT] = random.uniform(-DOORWAY, DOORWAY);
      s[i + WAIT] = 0;
    } else leave(s, i, random);
  }
}

/** Everybody's next step, after the car's. Nobody walks into the car. */
export function walk(course: Course, s: Float64Array, first: number, random: Random): void {
  for (let k = 0, i = first; k < course.walkX.length; k++, i += PERSON) {
    s[i + WALKING] = 0;
    if (s[i + WAIT] > 0) {
      s[i + WAIT] -= TIME_STEP;
      if (s[i + PACE] === 0 && s[i + WAIT] <= 0) come(s, i, random);
      continue;
    }
    const at = s[i + AT], pace = s[i + PACE], after = at + pace * TIME_STEP;
    if (Math.abs(at) === DOORWAY) {
      if (!dares(course, s, k)) continue;
    } else if (!mayGo(course, s, k, at, after)) {
      s[i + WAIT] -= TIME_STEP;
      if (s[i + WAIT] <= -PATIENCE) turnBack(s, i);
      continue;
    }
    s[i + WAIT] = 0;
    if (Math.abs(after) >= DOORWAY) leave(s, i, random);
    else {
      s[i + AT] = after;
      s[i + WALKING] = pace;
    }
  }
}

function come(s: Float64Array, i: number, random: Random): void {
  const way = random.random() < 0.5 ? -1 : 1;
  s[i + AT] = -DOORWAY * way;
  s[i + PACE] = way * random.uniform(SLOWEST, FASTEST);
  s[i + WAIT] = random.uniform(LEAST_LOOK, MOST_LOOK);
  s[i + WALKING] = 0;
}

function turnBack(s: Float64Array, i: number): void {
  s[i + PACE] = -s[i + PACE];
  s[i + WAIT] = 0;
}

function leave(s: Float64Array, i: number, random: Random): void {
  s[i + AT] = s[i + PACE] = s[i + WALKING] = 0;
  s[i + WAIT] = random.exponential(AWAY);
}

/** Whether a car that brakes now would stand before the way across: only then does somebody set foot on the road. */
function dares(course: Course, s: Float64Array, k: number): boolean {
  const mx = middleX(s) - course.walkX[k], my = middleY(s) - course.walkY[k], v = s[SPEED];
  const along = Math.abs(course.walkEast[k] ? mx : my), beside = course.walkEast[k] ? my : mx;
  const beyond = along > DOORWAY ? along - DOORWAY : 0;
  const gap = Math.sqrt(beyond * beyond + beside * beside) - HALF - TOUCH;
  return gap > STANDOFF + REACTION * Math.abs(v) + v * v / (2 * BRAKE);
}

/** Whether the way from `at` to `after` is clear of the car, or leads away from it. */
function mayGo(course: Course, s: Float64Array, k: number, at: number, after: number): boolean {
  const x = course.walkX[k], y = course.walkY[k], clear = TOUCH + MARGIN;
  if (Math.abs(s[X] - x) > NEAR || Math.abs(s[Y] - y) > NEAR) return true;
  const east = course.walkEast[k] === 1;
  const then = toCarSquared(s, east ? x + after : x, east ? y : y + after);
  return then >= clear * clear || then >= toCarSquared(s, east ? x + at : x, east ? y : y + at);
}

/** Square of the way from (x, y) to the nearest of the middles of the car's discs. */
function toCarSquared(s: Float64Array, x: number, y: number): number {
  let least = Infinity;
  for (let disc = 0; disc <= 2; disc++) {
    const dx = s[X] + disc * HALF * s[COS] - x, dy = s[Y] + disc * HALF * s[SIN] - y, squared = dx * dx + dy * dy;
    if (squared < least) least = squared;
  }
  return least;
}

/** The crosswalk whose person the car touches, or -1. */
export function touched(course: Course, s: Float64Array, first: number): number {
  for (let k = 0, i = first; k < course.walkX.length; k++, i += PERSON) {
    if (s[i + PACE] === 0 || Math.abs(s[i + AT]) === DOORWAY) continue;
    const x = course.walkX[k] + (course.walkEast[k] ? s[i + AT] : 0), y = course.walkY[k] + (course.walkEast[k] ? 0 : s[i + AT]);
    if (Math.abs(s[X] - x) > NEAR || Math.abs(s[Y] - y) > NEAR) continue;
    if (toCarSquared(s, x, y) < TOUCH * TOUCH) return k;
  }
  return -1;
}
