import { moved } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import { INK, PAPER, QUIET, edge, end, node, text } from './diagram.ts';

const A: Point = [8, 2.5], B: Point = [5, 2.5], RIGHT: Point = [11, 2.5], LEFT: Point = [1, 2.5];
const DRAWN = 10;                                         // lines stand for more actions
const UNIT = 2;                                           // so that words have room where there are only characters

/** A, B and the ends, as in figure 6.5 of the book. */
export function biasScene({ actions, mean, deviation }: { actions: number; mean: number; deviation: number }, place: number, wentLeft: boolean, reward: number): Scene {
  const drawn = Math.min(actions, DRAWN), fan = Array.from({ length: drawn }, (_, i) => -1.6 + 3.2 * (i + 0.5) / drawn);
  const over = place === 2, at: Point = [LEFT[0] + 0.5, LEFT[1]];
  const shapes: Shape[] = [
    ...fan.map((dy): Shape => ({ kind: 'line', points: [[B[0] - 0.5, B[1]], [(B[0] + at[0]) / 2, B[1] + dy], at], stroke: QUIET, strokeWidth: 0.04 })),
    ...edge([LEFT[0] + 0.6, LEFT[1]], [LEFT[0] + 0.36, LEFT[1]]),
    ...edge([A[0] - 0.55, A[1]], [B[0] + 0.55, B[1]]), ...edge([A[0] + 0.55, A[1]], [RIGHT[0] - 0.38, RIGHT[1]]),
    ...end(...LEFT, over && wentLeft), ...end(...RIGHT, over && !wentLeft),
    ...node(...B, 'B', place === 1), ...node(...A, 'A', place === 0),
    text(6.5, 1.7, 'left', INK, 0.4), text(6.5, 3.1, '0', QUIET, 0.4), text(9.5, 1.7, 'right', INK, 0.4), text(9.5, 3.1, '0', QUIET, 0.4),
    text(3, 0.5, `N(${mean}, ${deviation})`, INK, 0.45), text(3, 4.5, `${actions} actions`, QUIET, 0.4),
  ];
  return {
    width: 12 * UNIT, height: 5 * UNIT, background: PAPER, shapes: moved(shapes, UNIT, 0, 0),
    caption: place === 0 ? 'In A: left or right?' : place === 1 ? `In B: ${actions} actions, all alike.` : wentLeft ? `Ended after B, with ${reward.toFixed(2)}.` : 'Ended to the right of A, with 0.',
  };
}
