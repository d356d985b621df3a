import { cos, sin } from '../math/index.ts';
import type { Scene } from '../scene/scene.ts';

const WIDTH = 24, HEIGHT = 9, UNITS = 4, RAIL = 7.5;     // units; units a metre; height of the rail
const SKY = '#f4f7fb', FLOOR = '#dfe5ee', INK = '#22262e', STOP = '#e8323c', POLE = '#ca9865', AXLE = '#8184cb', TYRE = '#5b6472';

/** The cart on its rail, the middle of which is x = 0; theta is how far the pole leans to the right. `track` is the rail's length either way, `length` that of the pole, in metres. */
export function cartPoleScene(x: number, theta: number, { track, length }: { track: number; length: number }): Scene {
  const at = WIDTH / 2 + UNITS * x, axle = RAIL - 1, end = WIDTH / 2 + UNITS * track, start = WIDTH - end;
  const tip = [at + UNITS * length * sin(theta), axle - UNITS * length * cos(theta)] as const;
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
      { kind: 'line', points: [[at, axle], tip], stroke: POLE, strokeWidth: 0.42 },
      { kind: 'line', points: [[at, axle - 0.5], tip], strokeWidth: 1, symbol: 'o' },
      { kind: 'circle', x: at, y: axle, r: 0.22, fill: AXLE },
    ],
    caption: `Cart at ${x.toFixed(2)} m, pole ${lean(theta)}.`,
  };
}

function lean(theta: number): string {
  const degrees = Math.abs(theta * 180 / Math.PI).toFixed(1);
  return degrees === '0.0' ? 'upright' : `${degrees} degrees to the ${theta > 0 ? 'right' : 'left'}`;
}
