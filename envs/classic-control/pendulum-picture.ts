import { cos, sin } from '../math/index.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';

const SIZE = 13, MIDDLE = SIZE / 2, LENGTH = 4.4;       // units
const PAPER = '#ffffff', ROD = '#cc4d4d', INK = '#22262e', ARROW = '#3b4cc0';
const TURN = 4.2, RADIUS = 2, HEAD = 0.7;               // rad of the arrow at full torque; units

/** The rod, theta counterclockwise from upright, and an arrow round the axle: the torque as a fraction of the strongest, counterclockwise above 0. */
export function pendulumScene(theta: number, torque: number): Scene {
  const tip: Point = [MIDDLE - LENGTH * sin(theta), MIDDLE - LENGTH * cos(theta)];
  return {
    width: SIZE, height: SIZE, background: PAPER,
    shapes: [
      { kind: 'line', points: [[MIDDLE, MIDDLE], tip], stroke: ROD, strokeWidth: 0.9, symbol: '#' },
      ...arrow(torque),
      { kind: 'circle', x: MIDDLE, y: MIDDLE, r: 0.24, fill: INK, symbol: 'O' },
    ],
    caption: `${leaning(theta)}, torque ${torque === 0 ? 'none' : `${Math.round(100 * Math.abs(torque))} % ${torque > 0 ? 'counterclockwise' : 'clockwise'}`}.`,
  };
}

/** Begins at the top and reaches the further round the stronger the torque is. */
function arrow(torque: number): Shape[] {
  if (Math.abs(torque) < 0.005) return [];
  const round = (turned: number, radius: number): Point => [MIDDLE - radius * sin(turned), MIDDLE - radius * cos(turned)];
  const end = TURN * torque, size = HEAD * (0.4 + 0.6 * Math.abs(torque)), ahead = Math.sign(torque) * size / RADIUS * 1.3;
  return [
    { kind: 'line', points: Array.from({ length: 33 }, (_, i) => round(end * i / 32, RADIUS)), stroke: ARROW, strokeWidth: 0.22 },
    { kind: 'polygon', points: [round(end, RADIUS - size * 0.6), round(end, RADIUS + size * 0.6), round(end + ahead, RADIUS)], fill: ARROW },
  ];
}

function leaning(theta: number): string {
  const turns = Math.floor((theta + Math.PI) / (2 * Math.PI)), degrees = (theta - 2 * Math.PI * turns) * 180 / Math.PI;
  const size = Math.abs(degrees).toFixed(0);
  return size === '0' ? 'Upright' : `${size} degrees ${degrees > 0 ? 'left' : 'right'} of upright`;
}
