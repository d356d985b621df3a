import { describe, unknownName } from '../core/words.ts';
import { Random, type Seed } from '../random/index.ts';

/** Gymnasium's lakes. S start, F frozen, H hole, G goal. */
export const LAKES = {
  '4x4': [
    'SFFF',
    'FHFH',
    'FFFH',
    'HFFG',
  ],
  '8x8': [
    'SFFFFFFF',
    'FFFFFFFF',
    'FFFHFFFF',
    'FFFFFHFF',
    'FFFHFFFF',
    'FHHFFFHF',
    'FHFFHFHF',
    'FFFHFFFG',
  ],
} as const;
export type LakeName = keyof typeof LAKES;

/** A map that was checked: its cells are numbered row by row from the top. */
export interface Lake {
  readonly width: number;
  readonly height: number;
  /** S, F, H or G. [cells] */
  readonly letters: string;
}

const LETTERS = 'S start, F frozen, H hole, G goal';
const TRIES = 100_000;

/** The lake of that name. Throws a RangeError that lists the names where there is none. */
export function builtInLake(name: unknown): Lake {
  if (name === null) {
    throw new TypeError('mapName null asks for a map that could not be had again; try desc: generateRandomMap(8, 0.8, seed), which gives one by its seed');
  }
  if (typeof name !== 'string' || !Object.hasOwn(LAKES, name)) {
    throw new RangeError(`${unknownName('map', name, Object.keys(LAKES))} A map of your own is given as desc.`);
  }
  return lakeOf(LAKES[name as LakeName]);
}

/** Reads a map, given as its lines or as one text. Throws where it is none that can be played: see the sentences. */
export function lakeOf(desc: unknown): Lake {
  const lines = typeof desc === 'string' ? desc.trim().split(/\s+/) : desc;
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string')) {
    throw new TypeError(`desc is a map as a list of lines, such as ["SF", "HG"], and got ${describe(desc)}`);
  }
  const width = lines[0]?.length ?? 0, height = lines.length, letters = lines.join('');
  if (width === 0) throw new RangeError(`the map has no cells: desc is ${describe(desc)}; try ["SF", "HG"]`);
  for (const [i, line] of lines.entries()) {
    if (line.length !== width) {
      throw new RangeError(`line ${i + 1} of the map has ${line.length} cells and line 1 has ${width}; make all lines as long as the first`);
    }
    const odd = /[^SFHG]/u.exec(line)?.[0];
    if (odd !== undefined) {
      throw new RangeError(`line ${i + 1} of the map holds ${describe(odd)}, and the letters are ${LETTERS}${/[sfhg]/.test(odd) ? `; try ${odd.toUpperCase()}` : ''}`);
    }
  }
  for (const [letter, what] of [['S', 'start'], ['G', 'goal']] as const) {
    if (!letters.includes(letter)) throw new RangeError(`the map has no ${what}: put at least one ${letter} into it (${LETTERS})`);
  }
  const lake = { width, height, letters }, stuck = [...letters].findIndex((letter, cell) => letter === 'S' && !leadsToGoal(lake, cell));
  if (stuck !== -1) {
    throw new RangeError(`no way leads from the start in row ${Math.floor(stuck / width)}, column ${stuck % width} to a goal: holes are all around; try F in place of some H`);
  }
  return lake;
}

/** Whether a goal can be reached from the cell without stepping into a hole. */
function leadsToGoal({ width, height, letters }: Lake, from: number): boolean {
  const seen = new Set([from]), open = [from];
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (letters[cell] === 'G') return true;
    const column = cell % width, row = Math.floor(cell / width);
    const neighbours = [column > 0 ? cell - 1 : cell, column < width - 1 ? cell + 1 : cell, row > 0 ? cell - width : cell, row < height - 1 ? cell + width : cell];
    for (const next of neighbours) {
      if (letters[next] === 'H' || seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return false;
}

/**
 * A random square lake with a way from the start, upper left, to the goal, lower right; each other cell is frozen with chance p.
 * The same size, p and seed give the map of Gymnasium's `generate_random_map`. Without a seed, fresh entropy is taken.
 * Throws where no such map can be, or none came up in 100,000 draws.
 */
export function generateRandomMap(size = 8, p = 0.8, seed?: Seed): string[] {
  if (!Number.isSafeInteger(size) || size < 2) throw new RangeError(`size is a whole number of cells from 2 up, and got ${describe(size)}`);
  if (!(typeof p === 'number' && p > 0 && p <= 1)) {
    throw new RangeError(`p is the chance of a frozen cell, above 0 and up to 1, and got ${describe(p)}`);
  }
  const random = new Random(seed);
  for (let k = 0; k < TRIES; k++) {
    const cells = random.choice(['F', 'H'], { size: size * size, p: [p, 1 - p] });
    cells[0] = 'S';
    cells[size * size - 1] = 'G';
    const letters = cells.join('');
    if (leadsToGoal({ width: size, height: size, letters }, 0)) return Array.from({ length: size }, (_, row) => letters.slice(row * size, (row + 1) * size));
  }
  throw new RangeError(`none of ${TRIES} random maps of ${size} x ${size} cells had a way to the goal with p = ${p}; try a larger p, or a smaller map`);
}
