import { INK, arrow, inkOn, moved, panelled, valueScale, type Entry } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import type { Lake } from './frozen-lake-maps.ts';

const ICE = '#d9eef8', SHEEN = '#cde6f3', SCRATCH = '#f4fbff', SEAM = '#b9d8e8';
const RIM = '#8fbdd6', WATER = '#1f4f7a', DEEP = '#163a5c', RIPPLE = '#6fa3c7';
const WOOD = '#8a6238', WOOD_DARK = '#6d4b29';
const GIFT = '#d9303e', GIFT_DARK = '#b32331', RIBBON = '#ffd23f';
const TUNIC = '#2f9e44', HAT = '#237a35', TRIM = '#ffffff', SKIN = '#ffe0bd', BOOTS = '#5d4630', EYES = '#22262e';

/** The lake, and the elf on his way over it. One world unit a cell. */
export function lakeScene(lake: Lake, position: number): Scene {
  const { width, height, letters } = lake, column = position % width, row = Math.floor(position / width);
  const x = column + 0.5, y = row + 0.5, here = letters[position];
  return {
    width, height, background: ICE,
    shapes: [...cells(lake).flatMap((s) => ground(lake, s)), ...(here === 'H' ? sinking(x, y) : elf(x, y))],
    caption: here === 'H' ? `Fell into the hole in row ${row}, column ${column}.` : here === 'G' ? 'Arrived at the gift.' : `Row ${row}, column ${column}.`,
  };
}

const cells = ({ letters }: Lake) => Array.from(letters, (_, s) => s);

function ground({ width, letters }: Lake, s: number): Shape[] {
  const x = s % width, y = Math.floor(s / width), letter = letters[s];
  return [
    { kind: 'rectangle', x, y, width: 1, height: 1, fill: (x + y) % 2 ? ICE : SHEEN, symbol: letter },
    { kind: 'line', points: [[x + 0.02, y + 1], [x + 1, y + 1], [x + 1, y + 0.02]], stroke: SEAM, strokeWidth: 0.02 },
    ...(letter === 'H' ? hole(x, y) : [...scratches(x, y), ...(letter === 'S' ? stool(x, y) : letter === 'G' ? gift(x, y) : [])]),
  ];
}

/** Where skates went. */
function scratches(x: number, y: number): Shape[] {
  const dx = 0.1 + (x * 5 + y * 3) % 7 / 20, dy = 0.25 + (x * 3 + y * 5) % 5 / 10;
  return [[0, 0, 0.3, -0.1], [0.12, 0.14, 0.34, 0.07]].map(([x0, y0, x1, y1]): Shape => (
    { kind: 'line', points: [[x + dx + x0, y + dy + y0], [x + dx + x1, y + dy + y1]], stroke: SCRATCH, strokeWidth: 0.03 }
  ));
}

/** Broken edges around the middle, as shares of a cell. */
const EDGE: readonly Point[] = [[-0.42, -0.12], [-0.26, -0.36], [-0.02, -0.3], [0.2, -0.42], [0.42, -0.18], [0.34, 0.06], [0.43, 0.26], [0.18, 0.42], [-0.06, 0.34], [-0.3, 0.42], [-0.43, 0.18]];
const edge = (x: number, y: number, size: number): Point[] => EDGE.map(([dx, dy]) => [x + 0.5 + size * dx, y + 0.5 + size * dy]);

function hole(x: number, y: number): Shape[] {
  return [
    { kind: 'polygon', points: edge(x, y, 1.06), fill: RIM },
    { kind: 'polygon', points: edge(x, y + 0.03, 0.9), fill: WATER },
    { kind: 'polygon', points: edge(x, y + 0.07, 0.66), fill: DEEP },
  ];
}

function stool(x: number, y: number): Shape[] {
  return [
    { kind: 'line', points: [[x + 0.3, y + 0.62], [x + 0.26, y + 0.9]], stroke: WOOD_DARK, strokeWidth: 0.08 },
    { kind: 'line', points: [[x + 0.7, y + 0.62], [x + 0.74, y + 0.9]], stroke: WOOD_DARK, strokeWidth: 0.08 },
    { kind: 'rectangle', x: x + 0.16, y: y + 0.52, width: 0.68, height: 0.16, radius: 0.06, fill: WOOD },
    { kind: 'label', x: x + 0.5, y: y + 0.28, size: 0.4, text: 'S', bold: true, fill: WOOD_DARK },
  ];
}

function gift(x: number, y: number): Shape[] {
  return [
    { kind: 'rectangle', x: x + 0.18, y: y + 0.42, width: 0.64, height: 0.48, radius: 0.04, fill: GIFT },
    { kind: 'rectangle', x: x + 0.12, y: y + 0.3, width: 0.76, height: 0.18, radius: 0.04, fill: GIFT_DARK },
    { kind: 'rectangle', x: x + 0.43, y: y + 0.3, width: 0.14, height: 0.6, fill: RIBBON },
    { kind: 'polygon', points: [[x + 0.5, y + 0.31], [x + 0.24, y + 0.08], [x + 0.2, y + 0.26]], fill: RIBBON },
    { kind: 'polygon', points: [[x + 0.5, y + 0.31], [x + 0.76, y + 0.08], [x + 0.8, y + 0.26]], fill: RIBBON },
    { kind: 'circle', x: x + 0.5, y: y + 0.29, r: 0.07, fill: GIFT_DARK },
  ];
}

function elf(x: number, y: number): Shape[] {
  return [
    { kind: 'rectangle', x: x - 0.2, y: y + 0.3, width: 0.17, height: 0.13, radius: 0.06, fill: BOOTS },
    { kind: 'rectangle', x: x + 0.03, y: y + 0.3, width: 0.17, height: 0.13, radius: 0.06, fill: BOOTS },
    { kind: 'polygon', points: [[x - 0.15, y + 0.02], [x + 0.15, y + 0.02], [x + 0.24, y + 0.33], [x - 0.24, y + 0.33]], fill: TUNIC },
    { kind: 'rectangle', x: x - 0.2, y: y + 0.17, width: 0.4, height: 0.06, fill: BOOTS },
    { kind: 'rectangle', x: x - 0.25, y: y + 0.28, width: 0.5, height: 0.06, radius: 0.03, fill: TRIM },
    ...head(x, y),
    { kind: 'circle', x, y, r: 0.3, symbol: '@' },
  ];
}

function head(x: number, y: number): Shape[] {
  return [
    { kind: 'polygon', points: [[x - 0.13, y - 0.15], [x - 0.32, y - 0.16], [x - 0.14, y - 0.02]], fill: SKIN },
    { kind: 'polygon', points: [[x + 0.13, y - 0.15], [x + 0.32, y - 0.16], [x + 0.14, y - 0.02]], fill: SKIN },
    { kind: 'circle', x, y: y - 0.07, r: 0.17, fill: SKIN },
    { kind: 'circle', x: x - 0.06, y: y - 0.06, r: 0.026, fill: EYES },
    { kind: 'circle', x: x + 0.06, y: y - 0.06, r: 0.026, fill: EYES },
    { kind: 'polygon', points: [[x - 0.19, y - 0.13], [x + 0.19, y - 0.13], [x + 0.07, y - 0.47]], fill: HAT },
    { kind: 'rectangle', x: x - 0.21, y: y - 0.18, width: 0.42, height: 0.07, radius: 0.03, fill: TRIM },
    { kind: 'circle', x: x + 0.08, y: y - 0.44, r: 0.05, fill: RIBBON },
  ];
}

/** Only the head is above the water. */
function sinking(x: number, y: number): Shape[] {
  return [
    ...head(x, y + 0.08),
    { kind: 'polygon', points: [[x - 0.3, y + 0.12], [x + 0.3, y + 0.12], [x + 0.22, y + 0.32], [x - 0.22, y + 0.32]], fill: DEEP },
    { kind: 'line', points: [[x - 0.32, y + 0.12], [x - 0.16, y + 0.16], [x, y + 0.12], [x + 0.16, y + 0.16], [x + 0.32, y + 0.12]], stroke: RIPPLE, strokeWidth: 0.05 },
    { kind: 'line', points: [[x - 0.2, y + 0.25], [x, y + 0.27], [x + 0.2, y + 0.25]], stroke: RIPPLE, strokeWidth: 0.04 },
    { kind: 'circle', x, y, r: 0.3, symbol: 'X' },
  ];
}

// What a policy does

const UNIT = 3;                                   // world units a cell, so that tied actions have plain characters of their own
const PAGE = 36;                                  // world units of the legend; a smaller lake stands in its middle
const HEADING = [3, 2, 1, 0];                     // of the actions left, down, right, up: clockwise from the top of the picture
const WAYS: readonly Point[] = [[0, -1], [1, 0], [0, 1], [-1, 0]];
const ENTRIES: readonly Entry[] = [{ text: 'best action', mark: [arrow('go', 1, 0, 0, 1.4, INK)] }];

/** The lake with V(s) as colour and the actions that the policy takes as arrows. */
export function lakePolicyScene(lake: Lake, valueOf: (state: number) => number, actionsOf: (state: number) => readonly number[]): Scene {
  const { width, height, letters } = lake;
  const walked = cells(lake).filter((s) => letters[s] === 'S' || letters[s] === 'F'), scale = valueScale(walked.map(valueOf));
  const ends = cells(lake).filter((s) => letters[s] === 'H' || letters[s] === 'G');
  const shapes = [
    ...walked.flatMap((s) => plot(lake, s, scale.color(valueOf(s)), actionsOf(s).map((a) => HEADING[a]))),
    ...moved(ends.flatMap((s) => ground(lake, s)), UNIT, 0, 0),
  ];
  const margin = UNIT * Math.max(0, Math.floor((PAGE / UNIT - width) / 2));
  return panelled([{ title: '', width: 2 * margin + width * UNIT, height: height * UNIT, shapes: moved(shapes, 1, margin, 0) }], scale, ENTRIES, 'Colour is the value of a cell, arrows are the best actions; several where they are equally good. On slippery ice an arrow may point away from where it should lead.');
}

function plot({ width, letters }: Lake, s: number, color: string, headings: readonly number[]): Shape[] {
  const left = s % width * UNIT, top = Math.floor(s / width) * UNIT;
  const x = left + UNIT / 2, y = top + UNIT / 2, ink = inkOn(color);
  return [
    { kind: 'rectangle', x: left + 0.04, y: top + 0.04, width: UNIT - 0.08, height: UNIT - 0.08, fill: color, symbol: ' ' },
    ...(letters[s] === 'S' ? [{ kind: 'label', x: left + 0.5, y: top + 0.5, size: 0.9, text: 'S', bold: true, fill: ink } as const] : []),
    ...(headings.length === 1 ? [arrow('go', headings[0], x, y, 1.5, ink)]
      : headings.map((way) => arrow('go', way, x + WAYS[way][0], y + WAYS[way][1], 0.9, ink))),
  ];
}
