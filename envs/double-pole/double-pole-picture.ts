import { cos, sin } from '../math/index.ts';
import type { Scene, Shape } from '../scene/scene.ts';

const WIDTH = 24, HEIGHT = 8, UNITS = 4, RAIL = 6.5;     // units; units a metre; height of the rail
const LONGER = 5;                                         // so many times as long as it is is the short pole drawn
const SKY = '#f4f7fb', FLOOR = '#dfe5ee', INK = '#22262e', STOP = '#e8323c', TYRE = '#5b6472';
const LONG = '#ca9865', SHORT = '#d1495b', AXLE = '#8184cb';

interface Pole { readonly theta: number; readonly length: number }

/**
 * The cart on its rail, the middle of which is x = 0, with the long pole at its left and the short one at its right; theta is how far a pole
 * leans to the right. Lengths are metres, `track` that of the rail either way. The short pole is drawn five times as long as it is.
 */
export function doublePoleScene(x: number, [long, short]: readonly [Pole, Pole], track: number): Scene {
  const at = WIDTH / 2 + UNITS * x, axle = RAIL - 1, end = WIDTH / 2 + UNITS * track, start = WIDTH - end;
  const poles = [
    ...pole(at - 0.5, axle, UNITS * long.length, long.theta, { stroke: LONG, strokeWidth: 0.36, symbol: 'o' }),
    ...pole(at + 0.5, axle, UNITS * LONGER * short.length, short.theta, { stroke: SHORT, strokeWidth: 0.28, symbol: 'i' }),
  ];
  return {
    width: WIDTH, height: HEIGHT, background: SKY,
    shapes: [
      { kind: 'rectangle', x: 0, y: RAIL, width: WIDTH, height: HEIGHT - RAIL, fill: FLOOR },
      { kind: 'line', points: [[WIDTH / 2, RAIL + 0.25], [WIDTH / 2, RAIL + 0.7]], stroke: TYRE, strokeWidth: 0.12 },
      { kind: 'rectangle', x: 0, y: RAIL, width: WIDTH, height: 0.25, fill: INK, symbol: '-' },
      ...[start, end].map((stop) => ({ kind: 'rectangle', x: stop - 0.125, y: RAIL - 0.5, width: 0.25, height: 1.25, fill: STOP }) as const),
      ...[start, end].map((stop) => ({ kind: 'rectangle', x: Math.floor(stop), y: Math.floor(RAIL), width: 1, height: 1, symbol: '|' }) as const),
      { kind: 'rectangle', x: at - 1, y: RAIL - 1.3, width: 2, height: 1, radius: 0.14, fill: INK, symbol: '#' },
      { kind: 'circle', x: at - 0.55, y: RAIL - 0.26, r: 0.26, fill: TYRE },
      { kind: 'circle', x: at + 0.55, y: RAIL - 0.26, r: 0.26, fill: TYRE },
      ...poles,
    ],
    caption: `Cart at ${x.toFixed(2)} m, long pole ${lean(long.theta)}, short pole ${lean(short.theta)} (drawn ${LONGER} times as long as it is).`,
  };
}

interface Wood { readonly stroke: string; readonly strokeWidth: number; readonly symbol: string }

function pole(x: number, y: number, length: number, theta: number, { stroke, strokeWidth, symbol }: Wood): Shape[] {
  const tip = [x + length * sin(theta), y - length * cos(theta)] as const;
  return [
    { kind: 'line', points: [[x, y], tip], stroke, strokeWidth },
    { kind: 'line', points: [[x, y - 0.5], tip], strokeWidth: 1, symbol },
    { kind: 'circle', x, y, r: 0.2, fill: AXLE },
  ];
}

function lean(theta: number): string {
  const degrees = Math.abs(theta * 180 / Math.PI).toFixed(1);
  return degrees === '0.0' ? 'upright' : `${degrees} degrees to the ${theta > 0 ? 'right' : 'left'}`;
}
