import { cos, sin } from '../math/index.ts';
import { COS, SIN, SPEED, TOP_SPEED, middleX, middleY } from './car.ts';
import { CELL, COLUMN, ROW, cellAt, cellsToWall, share, toWall, wayOn, type Course } from './course.ts';
import { AT, FASTEST, PACE, PERSON, WALKING } from './people.ts';

/** Rays from the middle of the car, degrees to the right of its heading. */
export const RAYS = [-90, -45, -25, -14, -6, 0, 6, 14, 25, 45, 90, 180] as const;
/** How far they reach, m. */
export const SIGHT = 30;
/** Cells of road ahead at which the way is shown. */
export const AHEAD = [1, 2, 4] as const;
/** Cells of road that count as far. */
const FAR = 40;

/** Where each group of numbers of an observation begins, and how many there are. */
export const WALLS = 0, PEOPLE = RAYS.length, APPROACH = 2 * RAYS.length, WAY = 3 * RAYS.length, LEFT = WAY + 2 * AHEAD.length, PACE_SEEN = LEFT + 1;
export const SEEN = PACE_SEEN + 1;

const radians = RAYS.map((degrees) => degrees * Math.PI / 180), N = RAYS.length, MIDDLE = RAYS.indexOf(0);
const RAY_X = Float64Array.from(radians, cos), RAY_Y = Float64Array.from(radians, sin);
/** Between the rays from the middle one to the right: cosines and sines of the angles halfway. */
const halfway = Array.from({ length: N - 1 - MIDDLE }, (_, i) => (radians[MIDDLE + i] + radians[MIDDLE + i + 1]) / 2);
const EDGE_X = Float64Array.from(halfway, cos), EDGE_Y = Float64Array.from(halfway, sin);

/** The ray nearest to the direction of a point that lies so far ahead and to the right. */
function rayOf(ahead: number, right: number): number {
  const side = right < 0 ? -right : right;
  let k = 0;
  while (k < EDGE_X.length && side * EDGE_X[k] - ahead * EDGE_Y[k] > 0) k++;       // sin(angle - edge) > 0
  return right >= 0 || MIDDLE + k === N - 1 ? MIDDLE + k : MIDDLE - k;
}

/** All that the driver sees; `people` begin at `first`, or there are none if it is -1. */
export function look(course: Course, s: Float64Array, first: number, seen: Float32Array): void {
  const c = s[COS], d = s[SIN], x = middleX(s), y = middleY(s);
  const column = Math.floor(x / CELL), row = Math.floor(y / CELL), at = (row + 1) * course.stride + column + 1, fx = x / CELL - column, fy = y / CELL - row;
  for (let k = 0; k < N; k++) {
    seen[WALLS + k] = 1 - cellsToWall(course, at, fx, fy, c * RAY_X[k] - d * RAY_Y[k], d * RAY_X[k] + c * RAY_Y[k], SIGHT / CELL) * (CELL / SIGHT);
    seen[PEOPLE + k] = seen[APPROACH + k] = 0;
  }
  if (first !== -1) lookForPeople(course, s, first, seen, x, y, c, d);
  lookAhead(course, seen, x, y, c, d);
  seen[PACE_SEEN] = s[SPEED] / TOP_SPEED;
}

function lookForPeople(course: Course, s: Float64Array, first: number, seen: Float32Array, x: number, y: number, c: number, d: number): void {
  for (let k = 0, i = first; k < course.walkX.length; k++, i += PERSON) {
    if (s[i + PACE] === 0) continue;
    const east = course.walkEast[k] === 1, at = s[i + AT];
    const dx = course.walkX[k] + (east ? at : 0) - x, dy = course.walkY[k] + (east ? 0 : at) - y, squared = dx * dx + dy * dy;
    if (squared >= SIGHT * SIGHT) continue;
    const far = Math.sqrt(squared), nearness = 1 - far / SIGHT, ray = rayOf(dx * c + dy * d, dy * c - dx * d);
    if (nearness <= seen[PEOPLE + ray] || toWall(course, x, y, dx / far, dy / far, far) < far - 1) continue;       // a doorway is within 1 m of the road
    const own = s[i + WALKING], towards = -own * (east ? dx : dy) / far;
    seen[PEOPLE + ray] = nearness;
    seen[APPROACH + ray] = towards / FASTEST;
  }
}

/** Where the road is a few cells on: from the car, ahead and to the right, as shares of that many cells; and how much of it is left. */
function lookAhead(course: Course, seen: Float32Array, x: number, y: number, c: number, d: number): void {
  const { stride, destination, distance } = course;
  let at = cellAt(course, x, y);
  const t = at === destination ? 0 : share(course, x, y), left = at === destination ? 0 : distance[at] - t;
  let h = wayOn(course, at), exitX = sideX(course, at, h), exitY = sideY(course, at, h);
  for (let i = 0, cells = 1; i < AHEAD.length; cells++) {
    if (h !== -1) at += COLUMN[h] + ROW[h] * stride;
    h = wayOn(course, at);
    const nextX = sideX(course, at, h), nextY = sideY(course, at, h);
    if (cells === AHEAD[i]) {
      const dx = exitX + t * (nextX - exitX) - x, dy = exitY + t * (nextY - exitY) - y, far = cells * CELL;
      seen[WAY + 2 * i] = within((dx * c + dy * d) / far);
      seen[WAY + 2 * i + 1] = within((dy * c - dx * d) / far);
      i++;
    }
    exitX = nextX; exitY = nextY;
  }
  seen[LEFT] = left >= FAR ? 1 : left / FAR;
}

/** The middle of a side of a cell, or of the cell itself where the heading is -1, m. */
const sideX = ({ stride }: Course, at: number, h: number) => (at % stride - 0.5 + (h === -1 ? 0 : COLUMN[h] / 2)) * CELL;
const sideY = ({ stride }: Course, at: number, h: number) => (Math.floor(at / stride) - 0.5 + (h === -1 ? 0 : ROW[h] / 2)) * CELL;

const within = (share: number) => (share > 1 ? 1 : share < -1 ? -1 : share);
