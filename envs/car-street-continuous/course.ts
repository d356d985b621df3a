import { RADIUS } from './car.ts';

/** m: the side of a cell of the map, and so the width of the roads. */
export const CELL = 6;

/** Column and row steps by heading: 0 north, 1 east, 2 south, 3 west. */
export const COLUMN = [0, 1, 0, -1] as const, ROW = [-1, 0, 1, 0] as const;
/** Of the road's neighbours, those one cell nearer to the destination are bits 0 to 3 by heading, those one cell farther bits 4 to 7. */
const NEARER = 15, FARTHER = 4;
/** The first heading of a set of four bits, or -1. */
const FIRST = Int8Array.from({ length: 16 }, (_, bits) => [0, 1, 2, 3].findIndex((heading) => bits & 1 << heading));

/**
 * A street as driving needs it: small, since thousands are kept. Cells are those of the map within a margin of one cell of buildings, in
 * reading order; metres are counted from the map's upper left corner.
 */
export interface Course {
  /** What was drawn. */
  readonly map: readonly string[];
  /** Cells from a row to the next. */
  readonly stride: number;
  /** Which neighbours lead to and from the destination; 0 is no road. [cells] */
  readonly ways: Uint8Array;
  /** Road cells to the destination. [cells] */
  readonly distance: Int16Array;
  readonly destination: number;
  /** Middles of the starts (m), and where the car points (rad). */
  readonly starts: readonly { readonly x: number; readonly y: number; readonly heading: number }[];
  /** Middles of the crosswalks (m). */
  readonly walkX: Float64Array;
  readonly walkY: Float64Array;
  /** 1 where people walk to the east or west, 0 where they walk to the north or south. [crosswalks] */
  readonly walkEast: Uint8Array;
}

/** A street from its map, which must be one: no cell is checked here. */
export function courseOf(map: readonly string[]): Course {
  const stride = map[0].length + 2, cells = stride * (map.length + 2);
  const signs = '#'.repeat(stride + 1) + map.join('##') + '#'.repeat(stride + 1);
  const distance = new Int16Array(cells).fill(-1), ways = new Uint8Array(cells), step = COLUMN.map((column, h) => column + ROW[h] * stride);
  const destination = signs.indexOf('D'), queue = [destination];
  distance[destination] = 0;
  for (const at of queue) {
    for (const by of step) {
      if (signs[at + by] === '#' || distance[at + by] !== -1) continue;
      distance[at + by] = distance[at] + 1;
      queue.push(at + by);
    }
  }
  // On a grid, neighbours are never equally far.
  for (const at of queue) {
    for (let h = 0; h < 4; h++) {
      const d = distance[at + step[h]];
      if (d !== -1) ways[at] |= 1 << (d < distance[at] ? h : FARTHER + h);
    }
  }
  const x = (at: number) => (at % stride - 0.5) * CELL, y = (at: number) => (Math.floor(at / stride) - 0.5) * CELL;
  const starts = queue.filter((at) => '^>v<'.includes(signs[at])).sort((a, b) => a - b)
    .map((at) => ({ x: x(at), y: y(at), heading: ('^>v<'.indexOf(signs[at]) - 1) * Math.PI / 2 }));
  const walks = queue.filter((at) => signs[at] === '=').sort((a, b) => a - b), open = (at: number, h: number) => ways[at + step[h]] !== 0;
  const alongSouth = (at: number) => (open(at, 0) && open(at, 2) ? !(open(at, 1) && open(at, 3)) : !(open(at, 1) || open(at, 3)));
  return {
    map, stride, ways, distance, destination, starts,
    walkX: Float64Array.from(walks, x), walkY: Float64Array.from(walks, y), walkEast: Uint8Array.from(walks, (at) => (alongSouth(at) ? 1 : 0)),
  };
}

export const cellAt = (course: Course, x: number, y: number): number => (Math.floor(y / CELL) + 1) * course.stride + Math.floor(x / CELL) + 1;

/** Whether a disc of the car about (x, y) touches no building. */
export function isFree(course: Course, x: number, y: number): boolean {
  const { ways, stride } = course, r = RADIUS / CELL;
  const column = Math.floor(x / CELL), row = Math.floor(y / CELL), at = (row + 1) * stride + column + 1;
  const fx = x / CELL - column, fy = y / CELL - row;
  if (ways[at] === 0) return false;
  const sideways = fx < r ? -1 : fx > 1 - r ? 1 : 0, lengthways = fy < r ? -stride : fy > 1 - r ? stride : 0;
  if (sideways !== 0 && ways[at + sideways] === 0) return false;
  if (lengthways !== 0 && ways[at + lengthways] === 0) return false;
  if (sideways === 0 || lengthways === 0 || ways[at + sideways + lengthways] !== 0) return true;
  const dx = sideways < 0 ? fx : 1 - fx, dy = lengthways < 0 ? fy : 1 - fy;
  return dx * dx + dy * dy >= r * r;
}

/**
 * Of the cell that (x, y) lies in, the share that is behind whoever follows the road to the destination: 0 where it comes in from a cell
 * that is farther, 1 where it leaves to one that is nearer, and a/(a + b) between them, a and b being how far those sides of the cell are.
 */
export function share(course: Course, x: number, y: number): number {
  const column = Math.floor(x / CELL), row = Math.floor(y / CELL), ways = course.ways[(row + 1) * course.stride + column + 1];
  const fx = x / CELL - column, fy = y / CELL - row;
  const b = nearest(ways & NEARER, fx, fy);
  if (b === 2) return 0;                                      // the destination itself
  const a = nearest(ways >> FARTHER, fx, fy);
  return a === 2 ? 1 - b : a + b === 0 ? 0.5 : a / (a + b);       // 0 / 0 where four cells of road meet
}

/** To the nearest of some of a cell's sides, or 2 where there is none. */
function nearest(sides: number, fx: number, fy: number): number {
  let least = 2;
  if (sides & 1) least = fy;
  if (sides & 2 && 1 - fx < least) least = 1 - fx;
  if (sides & 4 && 1 - fy < least) least = 1 - fy;
  if (sides & 8 && fx < least) least = fx;
  return least;
}

/** Road from (x, y) to the edge of the destination, in cells. Continuous, and 0 in the destination. */
export function roadLeft(course: Course, x: number, y: number): number {
  const at = cellAt(course, x, y);
  return at === course.destination ? 0 : course.distance[at] - share(course, x, y);
}

/** The heading in which the shortest way leaves a cell, or -1 in the destination. The first of several. */
export const wayOn = (course: Course, at: number): number => FIRST[course.ways[at] & NEARER];

/** Metres from (x, y) along the unit vector (dx, dy) to a building, at most `most`. */
export function toWall(course: Course, x: number, y: number, dx: number, dy: number, most: number): number {
  const column = Math.floor(x / CELL), row = Math.floor(y / CELL);
  return CELL * cellsToWall(course, (row + 1) * course.stride + column + 1, x / CELL - column, y / CELL - row, dx, dy, most / CELL);
}

/** The same in cells, from the place (fx, fy) within the cell `at`: from side to side of the cells on the way. Amanatides & Woo (1987). */
export function cellsToWall({ ways, stride }: Course, at: number, fx: number, fy: number, dx: number, dy: number, most: number): number {
  const acrossX = dx > 0 ? 1 / dx : -1 / dx, acrossY = dy > 0 ? 1 / dy : -1 / dy, stepX = dx > 0 ? 1 : -1, stepY = dy > 0 ? stride : -stride;
  let nextX = dx === 0 ? Infinity : (dx > 0 ? 1 - fx : fx) * acrossX, nextY = dy === 0 ? Infinity : (dy > 0 ? 1 - fy : fy) * acrossY;
  for (;;) {
    let t: number;
    if (nextX < nextY) { t = nextX; nextX += acrossX; at += stepX; } else { t = nextY; nextY += acrossY; at += stepY; }
    if (t >= most) return most;
    if (ways[at] === 0) return t;
  }
}
