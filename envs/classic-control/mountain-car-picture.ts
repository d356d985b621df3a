import { atan, cos, sin } from '../math/index.ts';
import type { Point, Scene } from '../scene/scene.ts';

const WIDTH = 24, HEIGHT = 16;
const SKY = '#dcecf7', EARTH = '#a98a63', GRASS = '#5f9e4a', INK = '#22262e', TYRE = '#6d7684', PAINT = '#2b6be0', GLASS = '#cfe6ff', FLAG = '#f2b705';
const SLICES = 96;

/** The valley y = sin 3p from p = left to right, the car in it, and the flag. Velocity is in p per step. */
export function mountainCarScene(p: number, v: number, { left, right, goal }: { left: number; right: number; goal: number }): Scene {
  const units = WIDTH / (right - left), rise = 0.45 * units;
  const place = (q: number): Point => [(q - left) * units, HEIGHT - 1.4 - rise * (1 + sin(3 * q))];
  const hill = Array.from({ length: SLICES + 1 }, (_, i) => place(left + (right - left) * i / SLICES));
  const [x, y] = place(p), tilt = -atan(3 * 0.45 * cos(3 * p));
  const turned = (ahead: number, up: number): Point => [x + ahead * cos(tilt) + up * sin(tilt), y + ahead * sin(tilt) - up * cos(tilt)];
  const wheel = (ahead: number) => { const [wx, wy] = turned(ahead, 0.36); return { kind: 'circle', x: wx, y: wy, r: 0.36, fill: TYRE, stroke: INK, strokeWidth: 0.12 } as const; };
  const [fx, fy] = place(goal);
  return {
    width: WIDTH, height: HEIGHT, background: SKY,
    shapes: [
      { kind: 'polygon', points: [[0, HEIGHT], ...hill, [WIDTH, HEIGHT]], fill: EARTH, symbol: '.' },
      { kind: 'line', points: hill, stroke: GRASS, strokeWidth: 0.34 },
      { kind: 'line', points: [[fx, fy], [fx, fy - 2.4]], stroke: INK, strokeWidth: 0.14 },
      { kind: 'polygon', points: [[fx, fy - 2.45], [fx + 1.3, fy - 2], [fx, fy - 1.55]], fill: FLAG },
      { kind: 'rectangle', x: Math.floor(fx), y: Math.floor(fy - 0.6), width: 1, height: 1, symbol: 'F' },
      { kind: 'polygon', points: [turned(-0.6, 0.9), turned(-0.4, 1.5), turned(0.35, 1.5), turned(0.65, 0.9)], fill: GLASS, stroke: PAINT, strokeWidth: 0.14 },
      { kind: 'polygon', points: [turned(-1, 0.4), turned(-1, 0.95), turned(1, 0.95), turned(1, 0.4)], fill: PAINT },
      { kind: 'rectangle', x: Math.floor(x), y: Math.floor(y - 0.7), width: 1, height: 1, symbol: '@' },
      wheel(-0.55), wheel(0.55),
    ],
    caption: `Position ${p.toFixed(3)}, velocity ${v.toFixed(4)}${p >= goal ? ': at the flag' : ''}.`,
  };
}
