import { atan, cos, sin } from '../math/index.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';

const PX = 16;                                            // px a unit
const WIDTH = 18, AT = 4.5, GROUND = 3;                   // units; the bird's middle from the left; the ground's height
const AIR = '#4ec0ca', CLOUD = '#e9fcd9', LEAVES = '#82da7f', EARTH = '#ded895', TURF = '#73bf2e';
const EDGE = '#543847', PIPE = '#74bf2e', SHINE = '#9be659', SHADE = '#558022';
const BODY = '#f9c61e', BELLY = '#f9efc4', WING = '#fdf5d3', BEAK = '#f2542d', EYE = '#ffffff', INK = '#22262e';
const CLOUDS = [[1.5, 1.5], [4.6, 1.9], [8.2, 2.3], [11.4, 1.5], [15.3, 1.9], [17.2, 1.7]] as const;         // units: x, radius
const LIP = 1.4, OVER = 0.12;                             // units: how high a pipe's end is, and how far it stands out

/** All in px: heights above the ground, `ahead` from the bird's middle to a pipe's near edge. Speed is px a frame, up is positive. */
export interface FlappyBirdPicture {
  readonly height: number; readonly speed: number; readonly radius: number; readonly flies: boolean;
  readonly sky: number; readonly pipe: number; readonly gap: number; readonly passed: number;
  readonly pipes: readonly { readonly ahead: number; readonly gap: number }[];
}

export function flappyBirdScene({ height, speed, radius, flies, sky, pipe, gap, passed, pipes }: FlappyBirdPicture): Scene {
  const pace = speed === 0 ? 'level' : `${Math.abs(speed)} px a frame ${speed > 0 ? 'up' : 'down'}`;
  const floor = sky / PX, up = (px: number) => floor - px / PX;
  return {
    width: WIDTH, height: floor + GROUND, background: AIR,
    shapes: [
      ...CLOUDS.map(([x, r]) => ({ kind: 'circle', x, y: floor - 0.4, r, fill: CLOUD }) as const),
      { kind: 'rectangle', x: 0, y: floor - 1, width: WIDTH, height: 1, fill: LEAVES },
      ...pipes.flatMap((one) => pipeShapes(AT + one.ahead / PX, pipe / PX, up(one.gap + gap / 2), up(one.gap - gap / 2), floor)),
      { kind: 'rectangle', x: 0, y: floor, width: WIDTH, height: GROUND, fill: EARTH, symbol: '.' },
      { kind: 'rectangle', x: 0, y: floor, width: WIDTH, height: 0.7, fill: TURF },
      { kind: 'rectangle', x: 0, y: floor, width: WIDTH, height: 0.14, fill: EDGE },
      ...birdShapes(AT, up(height), radius / PX, atan(speed / 8), flies),
      { kind: 'label', x: WIDTH / 2, y: 3, size: 2, text: String(passed), fill: EYE, bold: true },
    ],
    caption: `${passed} ${passed === 1 ? 'pipe' : 'pipes'} passed, ${height} px up, ${pace}.`,
  };
}

/** A pipe from x on, open from `top` to `bottom`; what is outside of the picture is left out. */
function pipeShapes(x: number, width: number, top: number, bottom: number, floor: number): Shape[] {
  const bar = (from: number, to: number, y: number, height: number, fill: string, symbol?: string): Shape[] => {
    const left = Math.max(from, 0), right = Math.min(to, WIDTH);
    return left < right ? [{ kind: 'rectangle', x: left, y, width: right - left, height, fill, ...(symbol && { symbol }) }] : [];
  };
  const end = x + width;
  const tube = (y: number, height: number, over: number) => [
    ...bar(x - over, end + over, y, height, EDGE, '#'),
    ...bar(x - over + 0.1, end + over - 0.1, y + (over && 0.1), height - 2 * (over && 0.1), PIPE),
    ...bar(x - over + 0.4, x + 0.8, y + (over && 0.1), height - 2 * (over && 0.1), SHINE),
    ...bar(end - 0.5, end + over - 0.1, y + (over && 0.1), height - 2 * (over && 0.1), SHADE),
  ];
  return [...tube(0, top, 0), ...tube(top - LIP, LIP, OVER), ...tube(bottom, floor - bottom, 0), ...tube(bottom, LIP, OVER)];
}

/** The bird, its beak turned up by so many radians. */
function birdShapes(x: number, y: number, r: number, tilt: number, flies: boolean): Shape[] {
  const across = r * cos(tilt), along = r * sin(tilt);
  const turned = (ahead: number, up: number): Point => [x + ahead * across - up * along, y - ahead * along - up * across];
  const disc = (ahead: number, up: number, radius: number, fill: string, stroke?: string): Shape => {
    const [cx, cy] = turned(ahead, up);
    return { kind: 'circle', x: cx, y: cy, r: r * radius, fill, ...(stroke && { stroke, strokeWidth: 0.1 }) };
  };
  const beak = (from: number, to: number): Shape => {
    const points = [turned(0.55, from), turned(1.5, (from + to) / 2), turned(0.55, to)];
    return { kind: 'polygon', points, fill: BEAK, stroke: EDGE, strokeWidth: 0.06 };
  };
  return [
    { kind: 'rectangle', x: Math.floor(x), y: Math.floor(y), width: 1, height: 1, symbol: flies ? '@' : 'X' },
    disc(0, 0, 0.95, BODY, EDGE),
    disc(0.1, -0.45, 0.4, BELLY),
    disc(0.38, 0.36, 0.4, EYE, EDGE),
    disc(0.52, 0.36, flies ? 0.14 : 0.05, INK),
    beak(0.06, -0.3), beak(-0.24, -0.54),
    // The wing is down while the bird goes up.
    disc(-0.6, tilt > 0 ? -0.3 : 0.2, 0.42, WING, EDGE),
  ];
}
