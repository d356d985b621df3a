import { cos, sin } from '../math/index.ts';
import type { Point, Scene } from '../scene/scene.ts';

const SIZE = 17, UNITS = 4, MIDDLE = SIZE / 2;         // units; units a metre
const PAPER = '#f7f8fa', LINE = '#22262e', REACHED = '#2f9e44', LINK = '#00b4b4', EDGE = '#007f86', JOINT = '#d9c400';

/** Two links that hang from the middle, theta1 and theta2 counterclockwise from hanging straight, and the line that the free end must cross. */
export function acrobotScene(theta1: number, theta2: number, up: boolean): Scene {
  const bar: Point = [MIDDLE, MIDDLE];
  const elbow: Point = [MIDDLE + UNITS * sin(theta1), MIDDLE + UNITS * cos(theta1)];
  const hand: Point = [elbow[0] + UNITS * sin(theta1 + theta2), elbow[1] + UNITS * cos(theta1 + theta2)];
  const height = (MIDDLE - hand[1]) / UNITS;              // m
  const joint = ([x, y]: Point) => ({ kind: 'circle', x, y, r: 0.4, fill: JOINT, stroke: EDGE, strokeWidth: 0.08 }) as const;
  const link = (from: Point, to: Point) => [
    { kind: 'line', points: [from, to], stroke: EDGE, strokeWidth: 0.9 },
    { kind: 'line', points: [from, to], stroke: LINK, strokeWidth: 0.74, symbol: '#' },
  ] as const;
  return {
    width: SIZE, height: SIZE, background: PAPER,
    shapes: [
      { kind: 'rectangle', x: 0, y: MIDDLE - UNITS - 0.25, width: SIZE, height: 0.25, fill: up ? REACHED : LINE, symbol: '-' },
      ...link(bar, elbow), joint(bar),
      ...link(elbow, hand), joint(elbow),
      ...[bar, elbow].map(([x, y]) => ({ kind: 'rectangle', x: Math.floor(x), y: Math.floor(y), width: 1, height: 1, symbol: 'O' }) as const),
    ],
    caption: `Free end ${Math.abs(height).toFixed(2)} m ${height < 0 ? 'below' : 'above'} the bar; the line is 1 m above it.`,
  };
}
