import type { DrawnPolicy } from '../core/model.ts';
import { INK, arrow, dot, inkOn, moved, panelled, valueScale, type Entry } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import { cellName, type Grid } from './grid.ts';

/** A grid, and what blows over it. */
export interface WindyGrid extends Grid {
  /** Rows upwards per step, by column. */
  readonly wind?: readonly number[];
}

const FLOOR = '#fdfcf8', EDGE = '#d3cfc4', WALL = '#8b8f98', WALL_TOP = '#a3a7af', WALL_DARK = '#6d717a';
const PIT = '#2b2530', PIT_EDGE = '#5a4f60', EMBER = '#e2572b', GOAL = '#d8f0cf', FLAG = '#2f9e44', POLE = '#5d4630', START = '#dfe8fb';
const AIR = ['#fdfcf8', '#e6f2fb', '#cde4f6'], BREEZE = '#7db3da', BODY = '#2b6be0', BODY_DARK = '#1d4ea8', EYES = '#ffffff', PUPIL = '#1b1f27';

/** The grid and the robot in it. One world unit a cell; below a windy one stand the strengths of the wind, as in the book. */
export function gridScene(grid: WindyGrid, position: number, caption = `${cellName(grid, position)}.`): Scene {
  const { width, height, wind } = grid;
  return {
    width, height: height + (wind ? 1 : 0), background: FLOOR,
    shapes: [...cells(grid).flatMap((s) => ground(grid, s)), ...(wind ? strengths(wind, height) : []), ...robot(position % width + 0.5, Math.floor(position / width) + 0.5)],
    caption: caption[0].toUpperCase() + caption.slice(1),
  };
}

const cells = ({ letters }: Grid) => Array.from(letters, (_, s) => s);

function ground({ width, letters, wind }: WindyGrid, s: number): Shape[] {
  const x = s % width, y = Math.floor(s / width), letter = letters[s], strength = wind?.[x] ?? 0;
  const fill = letter === 'G' ? GOAL : letter === 'S' ? START : letter === '#' ? WALL : letter === 'P' ? PIT : AIR[strength];
  return [
    { kind: 'rectangle', x, y, width: 1, height: 1, fill, stroke: EDGE, strokeWidth: 0.03, symbol: letter },
    ...(letter === '#' ? bricks(x, y) : letter === 'P' ? pit(x, y) : letter === '.' && strength > 0 ? gusts(x, y, strength) : []),
    ...(letter === 'S' ? [{ kind: 'label', x: x + 0.5, y: y + 0.5, size: 0.55, text: 'S', bold: true, fill: BODY_DARK } as const] : letter === 'G' ? flag(x, y) : []),
  ];
}

function bricks(x: number, y: number): Shape[] {
  const joint = (points: readonly Point[]): Shape => ({ kind: 'line', points, stroke: WALL_DARK, strokeWidth: 0.035 });
  return [
    { kind: 'rectangle', x, y, width: 1, height: 0.1, fill: WALL_TOP },
    ...[0.34, 0.67].map((at) => joint([[x + 0.02, y + at], [x + 0.98, y + at]])),
    joint([[x + 0.3, y + 0.1], [x + 0.3, y + 0.34]]), joint([[x + 0.7, y + 0.34], [x + 0.7, y + 0.67]]), joint([[x + 0.3, y + 0.67], [x + 0.3, y + 0.98]]),
  ];
}

function pit(x: number, y: number): Shape[] {
  return [
    { kind: 'circle', x: x + 0.5, y: y + 0.54, r: 0.38, fill: PIT_EDGE },
    { kind: 'circle', x: x + 0.5, y: y + 0.58, r: 0.31, fill: '#120e15' },
    ...[[0.3, 0.62], [0.46, 0.5], [0.62, 0.64]].map(([dx, dy]): Shape => (
      { kind: 'polygon', points: [[x + dx, y + dy + 0.2], [x + dx + 0.08, y + dy], [x + dx + 0.16, y + dy + 0.2]], fill: EMBER }
    )),
  ];
}

function flag(x: number, y: number): Shape[] {
  return [
    { kind: 'line', points: [[x + 0.32, y + 0.84], [x + 0.32, y + 0.16]], stroke: POLE, strokeWidth: 0.07 },
    { kind: 'polygon', points: [[x + 0.34, y + 0.14], [x + 0.84, y + 0.32], [x + 0.34, y + 0.5]], fill: FLAG },
    { kind: 'label', x: x + 0.62, y: y + 0.72, size: 0.36, text: 'G', bold: true, fill: FLAG },
  ];
}

/** Arrows of air: one for each row that the wind carries. */
function gusts(x: number, y: number, strength: number): Shape[] {
  return Array.from({ length: strength }, (_, i): Shape => ({ ...arrow('go', 0, x + (i + 0.5) / strength, y + 0.5, 0.45, BREEZE), symbol: undefined }));
}

const strengths = (wind: readonly number[], y: number): Shape[] => wind.map((strength, x) => (
  { kind: 'label', x: x + 0.5, y: y + 0.5, size: 0.5, text: String(strength), fill: strength > 0 ? '#2f6f9e' : '#8b8f98' }
));

function robot(x: number, y: number): Shape[] {
  return [
    { kind: 'line', points: [[x, y - 0.24], [x, y - 0.38]], stroke: BODY_DARK, strokeWidth: 0.05 },
    { kind: 'circle', x, y: y - 0.39, r: 0.06, fill: EMBER },
    { kind: 'rectangle', x: x - 0.27, y: y + 0.2, width: 0.18, height: 0.16, radius: 0.05, fill: PUPIL },
    { kind: 'rectangle', x: x + 0.09, y: y + 0.2, width: 0.18, height: 0.16, radius: 0.05, fill: PUPIL },
    { kind: 'rectangle', x: x - 0.3, y: y - 0.26, width: 0.6, height: 0.54, radius: 0.16, fill: BODY, stroke: BODY_DARK, strokeWidth: 0.04, symbol: '@' },
    ...[-0.12, 0.12].flatMap((dx): Shape[] => [
      { kind: 'circle', x: x + dx, y: y - 0.04, r: 0.09, fill: EYES },
      { kind: 'circle', x: x + dx + 0.02, y: y - 0.03, r: 0.045, fill: PUPIL },
    ]),
    { kind: 'line', points: [[x - 0.12, y + 0.14], [x + 0.12, y + 0.14]], stroke: EYES, strokeWidth: 0.04 },
  ];
}

// What a policy does

const UNIT = 3;                                   // world units a cell, so that tied actions have plain characters of their own
const READING = 'Colour is the value of a cell, arrows are the best actions; several where they are equally good.';
const BEST: Entry = { text: 'best action', mark: [arrow('go', 1, 0, 0, 1.4, INK)] };
const STAY: Entry = { text: 'stay', mark: [dot(0, 0, 1.6, INK)] };

/** The grid with V(s) as colour and the actions that the policy takes as arrows; action a moves by `ways[a]`, [columns, rows]. */
export function gridPolicyScene(grid: WindyGrid, ways: readonly Point[], { values, actions }: DrawnPolicy): Scene {
  const { width, height, letters, wind } = grid;
  const walked = cells(grid).filter((s) => letters[s] === 'S' || letters[s] === '.'), scale = valueScale(walked.map((s) => values[s]));
  const shapes = [
    ...walked.flatMap((s) => plot(grid, s, scale.color(values[s]), actions(s).map((a) => ways[a]))),
    ...moved([...cells(grid).filter((s) => !walked.includes(s)).flatMap((s) => ground({ width, height, letters }, s)), ...(wind ? strengths(wind, height) : [])], UNIT, 0, 0),
  ];
  const canStay = ways.some(([dx, dy]) => dx === 0 && dy === 0);
  return panelled([{ title: '', width: width * UNIT, height: (height + (wind ? 1 : 0)) * UNIT, shapes }], scale, [BEST, ...(canStay ? [STAY] : [])], READING);
}

function plot({ width, letters }: Grid, s: number, color: string, ways: readonly Point[]): Shape[] {
  const left = s % width * UNIT, top = Math.floor(s / width) * UNIT, x = left + UNIT / 2, y = top + UNIT / 2, ink = inkOn(color);
  return [
    { kind: 'rectangle', x: left + 0.04, y: top + 0.04, width: UNIT - 0.08, height: UNIT - 0.08, fill: color, symbol: ' ' },
    ...(letters[s] === 'S' ? [{ kind: 'label', x: left + 0.5, y: top + 0.5, size: 0.9, text: 'S', bold: true, fill: ink } as const] : []),
    ...(ways.length === 1 ? [toward(ways[0], x, y, 1.5, ink)] : ways.map((way) => toward(way, x + way[0], y + way[1], 0.9, ink))),
  ];
}

const STRAIGHT: readonly Point[] = [[0, -1], [1, 0], [0, 1], [-1, 0]];
/** Up right, then clockwise. Plain characters are those of a keypad. */
const SLANTED: readonly (readonly [way: Point, glyph: string, symbol: string])[] = [[[1, -1], '↗', '9'], [[1, 1], '↘', '3'], [[-1, 1], '↙', '1'], [[-1, -1], '↖', '7']];

/** An arrow that way; a dot for going nowhere. */
function toward([dx, dy]: Point, x: number, y: number, size: number, ink: string): Shape {
  const straight = STRAIGHT.findIndex((way) => way[0] === dx && way[1] === dy);
  if (straight !== -1) return arrow('go', straight, x, y, size, ink);
  const slanted = SLANTED.find(([way]) => way[0] === dx && way[1] === dy);
  if (!slanted) return dot(x, y, size, ink);
  const [, glyph, symbol] = slanted, upright = arrow('go', 0, 0, 0, size, ink);
  if (upright.kind !== 'polygon') return upright;
  // Half a right angle clockwise from up, then as many whole ones as there are before it.
  const turned = upright.points.map(([px, py]): Point => [(px - py) * Math.SQRT1_2, (px + py) * Math.SQRT1_2]);
  const points = turned.map(([px, py]): Point => (dx > 0 ? (dy < 0 ? [x + px, y + py] : [x - py, y + px]) : dy > 0 ? [x - px, y - py] : [x + py, y - px]));
  return { ...upright, points, glyph, symbol };
}
