import { describe } from '../core/words.ts';

/** Headings, clockwise from the top of the map. A quarter turn to the right adds 1. */
export const NORTH = 0, EAST = 1, SOUTH = 2, WEST = 3;
export const HEADINGS = ['north', 'east', 'south', 'west'] as const;

/** Crosswalks are seen from this far, in road cells; from any cell at most one may be. */
export const SIGHT = 3;

/** A street, ready to drive in. Cells are road cells only, numbered in reading order. */
export interface Street {
  /** The map as it was drawn. */
  readonly map: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly cells: number;
  /** Column and row of each cell. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The cell one step away, or -1 where a building or the edge is. [cells x 4 headings] */
  readonly neighbour: Int32Array;
  readonly starts: readonly { readonly cell: number; readonly heading: number }[];
  readonly destination: number;
  /** Road cells to the destination. [cells] */
  readonly distance: Int32Array;
  /** The cell of the crosswalk within sight, or -1. A crosswalk sees itself. [cells] */
  readonly crosswalk: Int32Array;
}

const LEGEND = '# building, . road, = crosswalk, ^ > v < start and where the car points, D destination';
const START = '^>v<';

/**
 * Reads a street from its map.
 * Throws where the map is not a street that can be driven: a sentence that says what is wrong with it, and where.
 */
export function streetOf(map: string | readonly string[]): Street {
  const odd = typeof map === 'string' ? -1 : map.findIndex((row) => typeof row !== 'string');
  if (odd >= 0) throw new TypeError(`each row of a map is text, and row ${odd + 1} is ${describe(map[odd])}. Its characters are: ${LEGEND}.`);
  const rows = (typeof map === 'string' ? map.replace(/^(\s*\n)+|\s+$/g, '').split('\n') : [...map]).map((row) => row.trim());
  const height = rows.length, width = Math.max(0, ...rows.map((row) => row.length));
  const wrong = (what: string) => new RangeError(`this is no street: ${what}.\nA map is text with one character a cell: ${LEGEND}.`);
  if (width === 0) throw wrong('the map is empty');

  const x: number[] = [], y: number[] = [], signs: string[] = [];
  const cellAt = new Int32Array(width * height).fill(-1);
  rows.forEach((row, j) => {
    if (row.length !== width) throw wrong(`row ${j + 1} has ${row.length} cells, where the longest has ${width}`);
    [...row].forEach((sign, i) => {
      if (!'#.=D'.includes(sign) && !START.includes(sign)) throw wrong(`row ${j + 1}, column ${i + 1} holds ${JSON.stringify(sign)}`);
      if (sign === '#') return;
      cellAt[j * width + i] = x.length;
      x.push(i); y.push(j); signs.push(sign);
    });
  });
  const cells = x.length;
  const at = (i: number, j: number) => (i < 0 || j < 0 || i >= width || j >= height ? -1 : cellAt[j * width + i]);
  const place = (cell: number) => `row ${y[cell] + 1}, column ${x[cell] + 1}`;

  const neighbour = new Int32Array(cells * 4);
  for (let cell = 0; cell < cells; cell++) {
    const i = x[cell], j = y[cell];
    neighbour.set([at(i, j - 1), at(i + 1, j), at(i, j + 1), at(i - 1, j)], cell * 4);
  }

  const destinations = signs.flatMap((sign, cell) => (sign === 'D' ? [cell] : []));
  if (destinations.length !== 1) throw wrong(`it has ${destinations.length} destinations (D) and needs exactly one`);
  const destination = destinations[0];
  const starts = signs.flatMap((sign, cell) => (START.includes(sign) ? [{ cell, heading: START.indexOf(sign) }] : []));
  if (starts.length === 0) throw wrong('it has no start');

  const distance = distancesFrom(destination, neighbour);
  for (let cell = 0; cell < cells; cell++) {
    if (distance[cell] === -1) throw wrong(`no road leads from ${place(cell)} to the destination`);
  }

  const crosswalk = new Int32Array(cells).fill(-1);
  signs.forEach((sign, walk) => {
    if (sign !== '=') return;
    distancesFrom(walk, neighbour).forEach((d, cell) => {
      if (d === -1 || d > SIGHT) return;
      if (crosswalk[cell] !== -1) throw wrong(`from ${place(cell)} two crosswalks are within ${SIGHT} road cells, ${place(crosswalk[cell])} and ${place(walk)}; put them ${2 * SIGHT + 1} or more apart`);
      crosswalk[cell] = walk;
    });
  });
  return { map: rows, width, height, cells, x, y, neighbour, starts, destination, distance, crosswalk };
}

/** Road cells from `origin` to every cell, -1 where no road leads. Breadth first. */
function distancesFrom(origin: number, neighbour: Int32Array): Int32Array {
  const distance = new Int32Array(neighbour.length / 4).fill(-1);
  distance[origin] = 0;
  const queue = [origin];
  for (const cell of queue) {
    for (let heading = 0; heading < 4; heading++) {
      const next = neighbour[cell * 4 + heading];
      if (next === -1 || distance[next] !== -1) continue;
      distance[next] = distance[cell] + 1;
      queue.push(next);
    }
  }
  return distance;
}
