import { describe } from '../core/words.ts';
import { boxOf, distanceTo, type Drawn } from './distance.ts';
import { plain, startOf } from './plain.ts';
import { rasterise, rgbOf, type Pixels } from './raster.ts';
import type { Scene, Shape } from './scene.ts';
import { printable, wrap } from './wrap.ts';

export interface AnsiOptions {
  /** Characters a line, a whole number from 1 up. Default: what suits the picture. */
  readonly columns?: number;
  /** Lines at most, the caption among them, a whole number from 1 up: the picture gets smaller, and at last the caption shorter. Default: no limit. */
  readonly rows?: number;
  /** What the terminal can show; `none` gives plain characters, one per square world unit, however many those are. */
  readonly colors?: 'truecolor' | '256' | 'none';
}

const WIDEST = 100, TALLEST = 36, PER_UNIT = 8, NARROWEST = 40;      // characters, characters, columns, characters
const HALF = '▀', RESET = '\x1b[0m';

/**
 * The scene as a picture for a terminal: one character is two pixels, the upper in its own colour, the lower in that behind it.
 * Every line is `columns` wide and ends with a reset; what the cells of a grid leave over is a margin at the right. The caption stands below.
 * Labels are taken to be of characters that are one column wide. Throws a RangeError where an option is wrong.
 */
export function ansi(scene: Scene, { columns = columnsFor(scene), rows, colors = 'truecolor' }: AnsiOptions = {}): string {
  checkCount('columns', columns);
  if (rows !== undefined) checkCount('rows', rows);
  if (!COLORS.has(colors)) throw new RangeError(`colors is "truecolor", "256" or "none", and got ${describe(colors)}`);
  if (colors === 'none') return plain(scene);
  const caption = wrap(printable(scene.caption ?? ''), columns);
  const most = rows === undefined ? Infinity : Math.max(Math.ceil(rows / 2), rows - caption.length);         // lines of the picture
  const width = Math.max(1, Math.round(scene.width * wholeCells(Math.min(columns / scene.width, 2 * most / scene.height))));
  const high = Math.min(most, Math.max(1, Math.round(width * scene.height / scene.width / 2)));
  const pixels = rasterise(scene, width, high * 2, (shape) => shape.kind === 'label' || shape.glyph !== undefined);
  const letters = lettersOf(scene, width, high, pixels);
  const paint = colors === '256' ? indexed : direct;
  const margin = width < columns ? ' '.repeat(columns - width) + RESET : '';
  const lines = Array.from({ length: high }, (_, row) => line(row, pixels, letters, paint) + margin);
  const below = caption.slice(0, rows === undefined ? caption.length : rows - high).map((text) => text.padEnd(columns) + RESET);
  return [...lines, ...below].join('\n');
}

const COLORS: ReadonlySet<unknown> = new Set(['truecolor', '256', 'none']);
const MOST = 10_000;                              // columns or rows: more is a mistake, and takes all memory

function checkCount(what: 'columns' | 'rows', count: unknown): void {
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST) return;
  throw new RangeError(`${what} is a whole number from 1 to ${MOST}, and got ${describe(count)}; leave it out for what suits the picture`);
}

/** Columns for each world unit, rounded down so that a grid's cells are all alike: they are one unit wide, or three in pictures of policies. */
const wholeCells = (perUnit: number) => (perUnit >= 3 ? Math.floor(perUnit) : Math.floor(3 * perUnit) / 3 || perUnit);

function columnsFor({ width, height }: Scene): number {
  const perUnit = Math.min(PER_UNIT, WIDEST / width), low = Math.max(4, 2 * TALLEST / height);
  return Math.max(NARROWEST, Math.round(width * wholeCells(Math.min(perUnit, low))));
}

interface Letter { readonly text: string; readonly color: number; readonly bold: boolean }

/** What is written over the pixels, by character: labels, and glyphs in place of shapes. */
function lettersOf(scene: Scene, columns: number, rows: number, pixels: Pixels): Map<number, Letter> {
  const letters = new Map<number, Letter>();
  const put = (row: number, column: number, text: string, shape: Shape) => {
    if (row < 0 || row >= rows || column < 0 || column >= columns || text === ' ' || text === '') return;
    const color = mix(behind(pixels, row, column), packed(rgbOf(shape.fill ?? shape.stroke ?? '#000000')), shape.opacity ?? 1);
    letters.set(row * columns + column, { text, color, bold: shape.kind === 'label' ? shape.bold ?? false : true });
  };
  const column = (x: number) => x * columns / scene.width, row = (y: number) => Math.floor(column(y) / 2);
  for (const shape of scene.shapes) {
    if (shape.kind === 'label') {
      const text = [...printable(shape.text)], from = startOf(shape.anchor, column(shape.x), text.length);
      text.forEach((letter, i) => put(row(shape.y), from + i, letter, shape));
    } else if (shape.glyph !== undefined) {
      const [left, top, right, bottom] = boxOf(shape);
      put(row((top + bottom) / 2), Math.floor(column((left + right) / 2)), printable(shape.glyph), shape);
    } else if (shape.fill !== undefined && (shape.opacity ?? 1) > 0.5) {
      hide(letters, shape, columns, rows, scene.width / columns);
    }
  }
  return letters;
}

/** A shape lies on top of what was written before it. `size` is that of a pixel. */
function hide(letters: Map<number, Letter>, shape: Drawn, columns: number, rows: number, size: number): void {
  if (letters.size === 0) return;
  const [left, top, right, bottom] = boxOf(shape), distance = distanceTo(shape);
  for (let row = Math.max(0, Math.floor(top / size / 2)); row < rows && row <= bottom / size / 2; row++) {
    for (let column = Math.max(0, Math.floor(left / size)); column < columns && column <= right / size; column++) {
      const at = row * columns + column;
      if (letters.has(at) && distance((column + 0.5) * size, (2 * row + 1) * size) <= 0) letters.delete(at);
    }
  }
}

type PaintOf = (color: number, layer: 38 | 48) => string;

/** One line of characters; characters of one colour share an escape sequence. */
function line(row: number, pixels: Pixels, letters: Map<number, Letter>, paint: PaintOf): string {
  let text = '', front = -1, back = -1, bold = false;
  for (let column = 0; column < pixels.width; column++) {
    const letter = letters.get(row * pixels.width + column);
    const upper = pixel(pixels, 2 * row, column), lower = pixel(pixels, 2 * row + 1, column);
    const newBack = letter ? mix(upper, lower, 0.5) : lower, newFront = letter ? letter.color : upper, newBold = letter?.bold ?? false;
    // A space shows no front, so its colour may stay whatever it was.
    const blank = !letter && upper === lower;
    const changes = [
      ...(newBold === bold ? [] : [newBold ? '1' : '22']),
      ...(blank || newFront === front ? [] : [paint(newFront, 38)]),
      ...(newBack === back ? [] : [paint(newBack, 48)]),
    ];
    if (changes.length) text += `\x1b[${changes.join(';')}m`;
    text += letter ? letter.text : blank ? ' ' : HALF;
    if (!blank) front = newFront;
    back = newBack; bold = newBold;
  }
  return text + RESET;
}

const direct: PaintOf = (color, layer) => `${layer};2;${color >> 16};${color >> 8 & 255};${color & 255}`;

/** The nearest of the 6 x 6 x 6 colours 16 to 231 and the 24 greys 232 to 255. */
const indexed: PaintOf = (color, layer) => {
  const rgb = [color >> 16, color >> 8 & 255, color & 255];
  const cube = rgb.map((c) => (c < 48 ? 0 : c < 115 ? 1 : Math.floor((c - 35) / 40)));
  const grey = Math.max(0, Math.min(23, Math.round(((rgb[0] + rgb[1] + rgb[2]) / 3 - 8) / 10)));
  const off = (shade: (i: number) => number) => rgb.reduce((sum, c, i) => sum + (c - shade(i)) * (c - shade(i)), 0);
  const cubeIsNearer = off((i) => (cube[i] === 0 ? 0 : 55 + 40 * cube[i])) <= off(() => 8 + 10 * grey);
  return `${layer};5;${cubeIsNearer ? 16 + 36 * cube[0] + 6 * cube[1] + cube[2] : 232 + grey}`;
};

const packed = ([r, g, b]: readonly [number, number, number]) => r << 16 | g << 8 | b;
const pixel = ({ rgb, width }: Pixels, y: number, x: number) => packed([rgb[(y * width + x) * 3], rgb[(y * width + x) * 3 + 1], rgb[(y * width + x) * 3 + 2]]);
const behind = (pixels: Pixels, row: number, column: number) => mix(pixel(pixels, 2 * row, column), pixel(pixels, 2 * row + 1, column), 0.5);
const mix = (from: number, to: number, share: number) => packed([16, 8, 0].map((shift) => {
  const a = from >> shift & 255, b = to >> shift & 255;
  return Math.round(a + share * (b - a));
}) as [number, number, number]);
