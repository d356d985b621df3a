import type { Scene, Shape } from '../scene/scene.ts';
import { HERE, INK, PAPER, QUIET, BAD, edge, text } from './diagram.ts';

const SIDE = 3, CELLS = 4, GOAL = 3, REVERSED = 1;        // world units a cell; cells, the goal included

/** The corridor as the book draws it: what `right` does stands above each cell. */
export function corridorScene(position: number): Scene {
  return {
    width: CELLS * SIDE, height: 5, background: PAPER,
    shapes: Array.from({ length: CELLS }, (_, s) => s).flatMap((s) => cell(s, s === position)),
    caption: position === GOAL ? 'Arrived at the goal.' : `In cell ${position}, which looks like the others.`,
  };
}

function cell(s: number, here: boolean): Shape[] {
  const x = s * SIDE, middle = x + SIDE / 2;
  return [
    { kind: 'rectangle', x: x + 0.05, y: 1.5, width: SIDE - 0.1, height: SIDE, fill: s === GOAL ? '#d8f0cf' : '#eef0f3', stroke: INK, strokeWidth: 0.08, symbol: ' ' },
    ...(s === GOAL ? [] : [
      { ...text(middle, 0.45, 'right', s === REVERSED ? BAD : QUIET, 0.45), symbol: s === REVERSED ? '<' : '>' },
      ...(s === REVERSED ? edge([middle + 0.7, 1], [middle - 0.7, 1], BAD) : edge([middle - 0.7, 1], [middle + 0.7, 1], QUIET)),
    ]),
    ...(here ? walker(middle, 3) : s === GOAL ? [text(middle, 3, 'G', '#2f9e44', 1.2)] : s === 0 ? [text(middle, 3, 'S', QUIET, 1.2)] : []),
  ];
}

/** Somebody blindfolded. */
function walker(x: number, y: number): Shape[] {
  return [
    { kind: 'circle', x, y, r: 0.9, fill: HERE, stroke: INK, strokeWidth: 0.06, symbol: '@' },
    { kind: 'rectangle', x: x - 0.88, y: y - 0.34, width: 1.76, height: 0.36, fill: INK, symbol: '@' },
    { kind: 'line', points: [[x - 0.3, y + 0.46], [x + 0.3, y + 0.46]], stroke: INK, strokeWidth: 0.08 },
  ];
}
