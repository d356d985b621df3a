import { describe } from '../core/words.ts';

/** A map of cells, numbered row by row from the top. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** # wall, . floor, S start, G goal, P pit. [cells] */
  readonly letters: string;
}

/** Clockwise from up, as rows grow downwards. */
export const COMPASS = ['up', 'right', 'down', 'left'] as const;
/** [columns, rows] that a step goes in each of those directions. */
export const WAYS: readonly (readonly [dx: number, dy: number])[] = [[0, -1], [1, 0], [0, 1], [-1, 0]];

const LETTERS = '# wall, . floor, S start, G goal, P pit', LARGEST = 10_000;

export const cellName = ({ width }: Pick<Grid, 'width'>, s: number): string => `row ${Math.floor(s / width)}, column ${s % width}`;

/** The cell that a step in a direction leads to: the same one where a wall or the edge of the map is in the way. */
export function beside({ width, height, letters }: Grid, s: number, direction: number): number {
  const x = s % width + WAYS[direction][0], y = Math.floor(s / width) + WAYS[direction][1], next = width * y + x;
  return x < 0 || x >= width || y < 0 || y >= height || letters[next] === '#' ? s : next;
}

/** Where episodes begin: on any S with equal chances, or on any open floor of a map without one. */
export function startsOf({ letters }: Grid): { state: number; probability: number }[] {
  const letter = letters.includes('S') ? 'S' : '.';
  const starts = Array.from(letters, (_, s) => s).filter((s) => letters[s] === letter);
  return starts.map((state) => ({ state, probability: 1 / starts.length }));
}

/** Reads a map, given as a text of lines or as their list. Throws where it is none that can be played: see the sentences. */
export function gridOf(map: unknown): Grid {
  const lines = typeof map === 'string' ? map.trim().split(/\s+/) : map;
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string')) throw new TypeError(`a map is a text of lines, such as "S.#\\n..G", or their list, and got ${describe(map)}`);
  const width = lines[0]?.length ?? 0, height = lines.length, letters = lines.join('');
  if (width === 0) throw new RangeError(`the map has no cells: it is ${describe(map)}; try "S.#\\n..G"`);
  if (letters.length > LARGEST) throw new RangeError(`the map has ${letters.length} cells, and a table of up to ${LARGEST} is kept; try a smaller one`);
  for (const [i, line] of lines.entries()) {
    if (line.length !== width) throw new RangeError(`line ${i + 1} of the map has ${line.length} cells and line 1 has ${width}; make all lines as long as the first`);
    const odd = /[^#.SGP]/u.exec(line)?.[0];
    if (odd !== undefined) throw new RangeError(`line ${i + 1} of the map holds ${describe(odd)}, and the letters are ${LETTERS}${/[sgp]/.test(odd) ? `; try ${odd.toUpperCase()}` : ''}`);
  }
  if (!letters.includes('G')) throw new RangeError(`the map has no goal: put at least one G into it (${LETTERS})`);
  if (!/[S.]/.test(letters)) throw new RangeError(`the map has nowhere to start: put at least one S or . into it (${LETTERS})`);
  const grid = { width, height, letters }, lost = cutOff(grid);
  if (lost !== undefined) throw new RangeError(`no way leads from ${cellName(grid, lost)} to a goal: walls and pits are all around; open one with ., or close the cell with #`);
  return grid;
}

/** The first open cell that no goal can be reached from without entering a pit. */
function cutOff(grid: Grid): number | undefined {
  const { letters } = grid, cells = Array.from(letters, (_, s) => s), open = cells.filter((s) => letters[s] === 'G'), seen = new Set(open);
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    for (let direction = 0; direction < 4; direction++) {
      const next = beside(grid, cell, direction);                 // ways lead as far back as forth
      if (letters[next] === 'P' || seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return cells.find((s) => /[S.]/.test(letters[s]) && !seen.has(s));
}
