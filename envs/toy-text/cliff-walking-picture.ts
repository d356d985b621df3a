import { INK, arrow, inkOn, moved, panelled, valueScale, type Entry } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';

const WIDTH = 12, HEIGHT = 4, START = 36, GOAL = 47;
const GRASS = '#8fbf6f', GRASS_EDGE = '#86b566', ROCK = '#4a4038', LEDGE = '#a58a68', DEPTH = '#26211e';
const SIGN = '#fff6dc', POLE = '#5d4630', FLAG = '#e8323c', HAT = '#ffcf33', SHIRT = '#2b6be0', BOOTS = '#22262e';

const column = (s: number) => s % WIDTH, row = (s: number) => Math.floor(s / WIDTH);
const isCliff = (s: number) => s > START && s < GOAL;
const STATES = Array.from({ length: WIDTH * HEIGHT }, (_, s) => s);

/** The meadow above the cliff, and the walker. One world unit a cell. */
export function cliffScene(position: number): Scene {
  return {
    width: WIDTH, height: HEIGHT, background: GRASS,
    shapes: [...STATES.flatMap(ground), ...cliff(), ...walker(column(position) + 0.5, row(position) + 0.5)],
    caption: position === GOAL ? 'Arrived at the goal.' : `Row ${row(position)}, column ${column(position)}.`,
  };
}

function ground(s: number): Shape[] {
  const x = column(s), y = row(s);
  if (isCliff(s)) return [];
  return [
    { kind: 'rectangle', x, y, width: 1, height: 1, fill: (x + y) % 2 ? GRASS : GRASS_EDGE, symbol: '.' },
    ...(s === START ? start(x, y) : s === GOAL ? goal(x, y) : tuft(x, y)),
  ];
}

/** A ledge above, rock below it, then the dark. */
function cliff(): Shape[] {
  const left = column(START) + 1, right = column(GOAL), y = row(START), columns = Array.from({ length: right - left }, (_, i) => left + i);
  const teeth = columns.flatMap((x): Point[] => [[x, y + 0.46], [x + 0.2, y + 0.52], [x + 0.4, y + 0.68], [x + 0.62, y + 0.48], [x + 0.82, y + 0.6]]);
  const cracks = columns.flatMap((x): Point[][] => [[[x + 0.3, y + 0.22], [x + 0.36, y + 0.4]], [[x + 0.74, y + 0.2], [x + 0.7, y + 0.34]]]);
  return [
    { kind: 'rectangle', x: left, y, width: right - left, height: 1, fill: DEPTH, symbol: '#' },
    { kind: 'polygon', points: [[right, y + 0.46], [right, y + 0.1], [left, y + 0.1], ...teeth], fill: ROCK },
    { kind: 'rectangle', x: left, y, width: right - left, height: 0.18, fill: LEDGE },
    ...cracks.map((points): Shape => ({ kind: 'line', points, stroke: DEPTH, strokeWidth: 0.035 })),
  ];
}

function tuft(x: number, y: number): Shape[] {
  const dx = 0.25 + (x * 5 + y * 3) % 7 / 14, dy = 0.3 + (x * 3 + y * 5) % 5 / 12;
  return [-0.07, 0, 0.07].map((lean): Shape => ({ kind: 'line', points: [[x + dx, y + dy + 0.1], [x + dx + lean, y + dy]], stroke: '#6f9f52', strokeWidth: 0.03 }));
}

function start(x: number, y: number): Shape[] {
  return [
    { kind: 'rectangle', x: x + 0.1, y: y + 0.1, width: 0.8, height: 0.8, radius: 0.14, fill: SIGN, opacity: 0.75, symbol: 'S' },
    { kind: 'label', x: x + 0.5, y: y + 0.5, size: 0.5, text: 'S', bold: true, fill: POLE },
  ];
}

function goal(x: number, y: number): Shape[] {
  return [
    { kind: 'rectangle', x: x + 0.08, y: y + 0.08, width: 0.84, height: 0.84, radius: 0.14, fill: SIGN, symbol: 'G' },
    { kind: 'line', points: [[x + 0.3, y + 0.86], [x + 0.3, y + 0.16]], stroke: POLE, strokeWidth: 0.08 },
    { kind: 'polygon', points: [[x + 0.32, y + 0.14], [x + 0.86, y + 0.33], [x + 0.32, y + 0.54]], fill: FLAG },
  ];
}

function walker(x: number, y: number): Shape[] {
  return [
    { kind: 'rectangle', x: x - 0.18, y: y + 0.18, width: 0.14, height: 0.24, radius: 0.05, fill: BOOTS },
    { kind: 'rectangle', x: x + 0.04, y: y + 0.18, width: 0.14, height: 0.24, radius: 0.05, fill: BOOTS },
    { kind: 'rectangle', x: x - 0.25, y: y - 0.1, width: 0.5, height: 0.36, radius: 0.12, fill: SHIRT, symbol: '@' },
    { kind: 'circle', x, y: y - 0.2, r: 0.17, fill: '#ffe0bd' },
    { kind: 'polygon', points: [[x - 0.26, y - 0.24], [x + 0.26, y - 0.24], [x + 0.14, y - 0.42], [x - 0.14, y - 0.42]], fill: HAT },
  ];
}

// What a policy does

const UNIT = 3;                                   // world units a cell, so that tied actions have plain characters of their own
const WAYS: readonly Point[] = [[0, -1], [1, 0], [0, 1], [-1, 0]];
const ENTRIES: readonly Entry[] = [{ text: 'best action', mark: [arrow('go', 1, 0, 0, 1.4, INK)] }];

/** The meadow with V(s) as colour and the actions that the policy takes (0 up, 1 right, 2 down, 3 left) as arrows. */
export function cliffPolicyScene(valueOf: (state: number) => number, actionsOf: (state: number) => readonly number[]): Scene {
  const walked = STATES.filter((s) => !isCliff(s) && s !== GOAL), scale = valueScale(walked.map(valueOf));
  const shapes = [
    ...walked.flatMap((s) => plot(s, scale.color(valueOf(s)), actionsOf(s))),
    ...moved([...ground(GOAL), ...cliff()], UNIT, 0, 0),
  ];
  return panelled([{ title: '', width: WIDTH * UNIT, height: HEIGHT * UNIT, shapes }], scale, ENTRIES, 'Colour is the value of a cell, arrows are the best actions; several where they are equally good.');
}

function plot(s: number, color: string, actions: readonly number[]): Shape[] {
  const left = column(s) * UNIT, top = row(s) * UNIT;
  const x = left + UNIT / 2, y = top + UNIT / 2, ink = inkOn(color);
  return [
    { kind: 'rectangle', x: left + 0.04, y: top + 0.04, width: UNIT - 0.08, height: UNIT - 0.08, fill: color, symbol: ' ' },
    ...(s === START ? [{ kind: 'label', x: left + 0.5, y: top + 0.5, size: 0.9, text: 'S', bold: true, fill: ink } as const] : []),
    ...(actions.length === 1 ? [arrow('go', actions[0], x, y, 1.5, ink)]
      : actions.map((a) => arrow('go', a, x + WAYS[a][0], y + WAYS[a][1], 0.9, ink))),
  ];
}
