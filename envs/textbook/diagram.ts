import type { Point, Shape } from '../scene/scene.ts';

// Problems as the book draws them: circles for states, squares for where nothing follows, arrows between.

export const PAPER = '#fdfcf8', INK = '#22262e', QUIET = '#8b8f98', HERE = '#ffcf33', END = '#c9ccd3', GOOD = '#2f9e44', BAD = '#d9303e';
const WHITE = '#ffffff', TEXT = 0.5, LINE = 0.06;

/** A state; filled where the agent is. */
export function node(x: number, y: number, name: string, here: boolean, fill = WHITE, ink = INK): Shape[] {
  return [
    { kind: 'circle', x, y, r: 0.5, fill: here ? HERE : fill, stroke: INK, strokeWidth: LINE, symbol: here ? '@' : 'o' },
    { kind: 'label', x, y, size: name.length > 2 ? 0.34 : TEXT, text: name, bold: true, fill: here ? INK : ink, ...(here ? { symbol: '@' } : {}) },
  ];
}

/** Where nothing follows. */
export function end(x: number, y: number, here: boolean): Shape[] {
  return [{ kind: 'rectangle', x: x - 0.32, y: y - 0.32, width: 0.64, height: 0.64, fill: here ? HERE : END, stroke: INK, strokeWidth: LINE, symbol: here ? '@' : '#' }];
}

/** An arrow from one place to the other. */
export function edge([x0, y0]: Point, [x1, y1]: Point, stroke = INK): Shape[] {
  const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)), ux = (x1 - x0) / length, uy = (y1 - y0) / length;
  const side = (sign: number): Point => [x1 - 0.24 * ux - sign * 0.13 * uy, y1 - 0.24 * uy + sign * 0.13 * ux];
  return [
    { kind: 'line', points: [[x0, y0], [x1 - 0.15 * ux, y1 - 0.15 * uy]], stroke, strokeWidth: LINE },
    { kind: 'polygon', points: [[x1, y1], side(1), side(-1)], fill: stroke },
  ];
}

export const text = (x: number, y: number, words: string, fill = INK, size = TEXT): Shape => ({ kind: 'label', x, y, size, text: words, fill });
