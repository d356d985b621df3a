import type { DrawnPolicy } from '../core/model.ts';
import { arrow, dot, inkOn, panelled, valueScale, type Entry } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import { INK, text } from './diagram.ts';

const WIDTH = 16, HEIGHT = 9, GROUND = 6.4;               // world units; the height of road and platform
const SKY = '#dcecf5', GRASS = '#9cc67f', RIVER = '#5b9fd0', RIVER_DARK = '#4a87b5', ROAD = '#5c626d', LINE = '#f3e9b0', CONCRETE = '#b9b4a9', CONCRETE_DARK = '#8d887d';
const STEEL = '#6d7480', WOOD = '#8a6238', SIGN = '#2c6e49', BOARD = '#1d2127', LIT = '#ffb52e', WHITE = '#ffffff', GLASS = '#cfe6f2', RED = '#d9303e', YELLOW = '#ffcf33', HOUSE = '#d9b99b', HOUSE_DARK = '#a98467', COAT = '#2b6be0', SKIN = '#ffe0bd', HULL = '#7a2f3a';

export type Place = 'junction' | 'platform' | 'work';

/** Where you stand on your way to work, and for how long the way has been shut. */
export function commuteScene(place: Place, waited: number, by?: string): Scene {
  const minutes = waited === 1 ? '1 minute' : `${waited} minutes`;
  const [shapes, caption] = place === 'junction' ? [junction(waited), `The bridge has been up for ${minutes}. Wait, or take the ring road?`]
    : place === 'platform' ? [platform(waited), `No train for ${minutes}. Wait, or take the bus?`]
    : [work(), `At work, by ${by}.`];
  return { width: WIDTH, height: HEIGHT, background: SKY, shapes, caption };
}

const box = (x: number, y: number, width: number, height: number, fill: string, more: { readonly radius?: number; readonly symbol?: string } = {}): Shape => (
  { kind: 'rectangle', x, y, width, height, fill, ...more }
);
const line = (points: readonly Point[], stroke: string, strokeWidth: number): Shape => ({ kind: 'line', points, stroke, strokeWidth });

/** The minutes waited. */
function clock(x: number, y: number, minutes: number): Shape[] {
  return [
    { kind: 'circle', x, y, r: 0.85, fill: WHITE, stroke: INK, strokeWidth: 0.12, symbol: ' ' },
    text(x, y - 0.1, String(minutes), INK, 0.8), text(x, y + 0.48, 'min', INK, 0.3),
  ];
}

function junction(waited: number): Shape[] {
  const hinge = 9.2, far = 12.8;
  return [
    box(0, GROUND, WIDTH, HEIGHT - GROUND, GRASS, { symbol: '.' }),
    box(hinge, GROUND + 0.5, far - hinge, HEIGHT - GROUND - 0.5, RIVER, { symbol: '~' }),
    ...[0.2, 0.9, 1.6].map((dy) => line([[hinge + 0.3, GROUND + 0.8 + dy], [hinge + 1.1, GROUND + 0.7 + dy], [hinge + 1.9, GROUND + 0.8 + dy], [hinge + 2.7, GROUND + 0.7 + dy]], RIVER_DARK, 0.08)),
    ...ship((hinge + far) / 2 + 0.3, GROUND + 0.9),
    box(0, GROUND, hinge, 0.9, ROAD, { symbol: '=' }), box(far, GROUND, WIDTH - far, 0.9, ROAD, { symbol: '=' }),
    ...[0.4, 2, 3.6, 5.2, 6.8].map((x) => box(x, GROUND + 0.4, 0.8, 0.1, LINE)), box(far + 0.6, GROUND + 0.4, 0.8, 0.1, LINE), box(far + 2.2, GROUND + 0.4, 0.8, 0.1, LINE),
    { kind: 'polygon', points: [[hinge - 0.1, GROUND + 0.3], [hinge + 0.1, GROUND], [hinge + 1.2, GROUND - 3.6], [hinge + 0.9, GROUND - 3.7]], fill: WOOD, symbol: '/' },
    box(hinge - 0.5, GROUND - 0.4, 0.8, 1.8, STEEL, { symbol: '|' }), box(far, GROUND - 0.4, 0.7, 1.8, STEEL, { symbol: '|' }),
    line([[hinge - 0.9, GROUND], [hinge - 0.9, GROUND - 2.6]], STEEL, 0.14), { kind: 'circle', x: hinge - 0.8, y: GROUND - 2.9, r: 0.32, fill: RED, stroke: INK, strokeWidth: 0.08, symbol: '!' },
    ...car(6.9, RED), ...car(4.7, '#7d8794'), ...car(2.5, COAT, true),
    ...signpost(0.8, GROUND, 'ring road', SIGN),
    ...clock(6.6, 2, waited), text(6.6, 0.6, 'bridge up', INK, 0.5),
  ];
}

function ship(x: number, y: number): Shape[] {
  return [
    { kind: 'polygon', points: [[x - 1.2, y - 0.2], [x + 1.2, y - 0.2], [x + 0.8, y + 0.7], [x - 0.9, y + 0.7]], fill: HULL, symbol: 'U' },
    line([[x, y - 0.2], [x, y - 3.4]], WOOD, 0.14),
    { kind: 'polygon', points: [[x + 0.1, y - 3.3], [x + 1.1, y - 0.6], [x + 0.1, y - 0.6]], fill: WHITE },
    { kind: 'polygon', points: [[x - 0.1, y - 2.9], [x - 0.8, y - 0.6], [x - 0.1, y - 0.6]], fill: '#eef3f6' },
  ];
}

/** A car that points to the right; yours is marked. */
function car(x: number, color: string, yours = false): Shape[] {
  const y = GROUND + 0.45;
  return [
    { kind: 'polygon', points: [[x - 0.55, y - 0.45], [x - 0.3, y - 0.95], [x + 0.35, y - 0.95], [x + 0.65, y - 0.45]], fill: GLASS, stroke: color, strokeWidth: 0.1 },
    box(x - 0.95, y - 0.5, 1.9, 0.5, color, { radius: 0.14, symbol: yours ? '@' : 'c' }),
    ...[-0.5, 0.5].map((dx): Shape => ({ kind: 'circle', x: x + dx, y: y + 0.05, r: 0.2, fill: INK })),
    ...(yours ? [{ kind: 'polygon', points: [[x, y - 1.15], [x - 0.25, y - 1.6], [x + 0.25, y - 1.6]], fill: YELLOW, stroke: INK, strokeWidth: 0.05 } as const] : []),
  ];
}

function signpost(x: number, y: number, words: string, fill: string): Shape[] {
  return [
    line([[x + 0.4, y], [x + 0.4, y - 2.6]], STEEL, 0.14),
    { kind: 'polygon', points: [[x - 0.6, y - 2.9], [x + 2, y - 2.9], [x + 2.5, y - 2.4], [x + 2, y - 1.9], [x - 0.6, y - 1.9]], fill },
    { kind: 'label', x: x - 0.4, y: y - 2.4, size: 0.5, text: words, anchor: 'start', fill: WHITE },
  ];
}

function platform(waited: number): Shape[] {
  return [
    box(0, GROUND, WIDTH, 1, CONCRETE, { symbol: '_' }), box(0, GROUND, WIDTH, 0.14, WHITE), box(0, GROUND + 1, WIDTH, HEIGHT - GROUND - 1, CONCRETE_DARK, { symbol: ' ' }),
    ...Array.from({ length: 10 }, (_, i) => box(0.3 + i * 1.6, GROUND + 1.7, 0.7, 0.4, WOOD)),
    box(0, GROUND + 1.5, WIDTH, 0.14, STEEL, { symbol: '=' }), box(0, GROUND + 2.1, WIDTH, 0.14, STEEL),
    ...[2.4, 12.5].map((x) => box(x, 1.4, 0.25, GROUND - 1.4, STEEL, { symbol: '|' })), { kind: 'polygon', points: [[1, 1.4], [1.8, 0.7], [13, 0.7], [13.8, 1.4]], fill: STEEL, symbol: '^' },
    box(4, 1.6, 5.6, 1.9, BOARD, { radius: 0.12, symbol: ' ' }), text(6.8, 2.15, 'CITY 15 min', LIT, 0.6), text(6.8, 3.05, waited === 0 ? 'due' : 'delayed', LIT, 0.5),
    ...clock(11.3, 2.6, waited),
    ...bench(4.6), ...commuter(8.2), ...signpost(13.3, GROUND + 0.2, 'bus', '#b5651d'),
  ];
}

function bench(x: number): Shape[] {
  return [box(x - 1.1, GROUND - 0.75, 2.2, 0.18, WOOD, { symbol: 'h' }), box(x - 1.1, GROUND - 1.25, 2.2, 0.18, WOOD), box(x - 0.9, GROUND - 0.6, 0.14, 0.6, STEEL), box(x + 0.76, GROUND - 0.6, 0.14, 0.6, STEEL)];
}

/** You, with a briefcase. */
function commuter(x: number, y = GROUND): Shape[] {
  return [
    box(x - 0.24, y - 0.75, 0.2, 0.78, INK), box(x + 0.06, y - 0.75, 0.2, 0.78, INK),
    box(x - 0.36, y - 1.75, 0.74, 1.1, COAT, { radius: 0.16, symbol: '@' }),
    { kind: 'circle', x, y: y - 2.05, r: 0.3, fill: SKIN, symbol: '@' }, { kind: 'polygon', points: [[x - 0.32, y - 2.1], [x - 0.22, y - 2.4], [x + 0.22, y - 2.4], [x + 0.32, y - 2.1]], fill: WOOD },
    box(x + 0.4, y - 0.85, 0.7, 0.5, WOOD, { radius: 0.06 }), line([[x + 0.36, y - 1.4], [x + 0.7, y - 0.9]], COAT, 0.18),
  ];
}

function work(): Shape[] {
  return [
    box(0, GROUND, WIDTH, HEIGHT - GROUND, GRASS, { symbol: '.' }), box(0, GROUND + 0.6, WIDTH, 0.9, CONCRETE, { symbol: '_' }),
    box(4.4, 0.8, 7.2, GROUND - 0.8, HOUSE, { symbol: '#' }), box(4.1, 0.5, 7.8, 0.5, HOUSE_DARK, { symbol: '#' }),
    ...[1.6, 3.2].flatMap((y) => [5.2, 7.3, 9.4].map((x) => box(x, y, 1.3, 1, GLASS, { symbol: 'o' }))),
    box(7.1, GROUND - 1.9, 1.8, 1.9, HOUSE_DARK, { symbol: 'n' }), text(8, GROUND - 1.4, 'WORK', WHITE, 0.5),
    ...commuter(9.9, GROUND + 0.7), ...[13.2, 2.2].flatMap((x): Shape[] => [box(x - 0.15, GROUND - 1.2, 0.3, 1.3, WOOD), { kind: 'circle', x, y: GROUND - 2, r: 1.1, fill: '#5f9a57', symbol: '%' }]),
  ];
}

// What a policy does

const UNIT = 3;
const ENTRIES: readonly Entry[] = [
  { text: 'wait', mark: [dot(0, 0, 1.8, INK)] },
  { text: 'take the other way', mark: [arrow('right', 0, 0, 0, 1.4, INK)] },
];

interface Strip { readonly title: string; readonly states: readonly number[] }

/** A strip of minutes for each place: V(s) as colour, what to do as a mark. */
export function commutePolicyScene(junctionStrip: Strip, platformStrip: Strip, values: ArrayLike<number>, actions: DrawnPolicy['actions']): Scene {
  const strips = [junctionStrip, platformStrip], scale = valueScale(strips.flatMap(({ states }) => states.map((s) => values[s])));
  const width = Math.max(...strips.map(({ states }) => states.length)) * UNIT, height = UNIT + 2;
  const panels = strips.map(({ title, states }) => ({
    title, width, height,
    shapes: states.flatMap((s, w): Shape[] => {
      const color = scale.color(values[s]), ink = inkOn(color), x = w * UNIT + UNIT / 2, y = UNIT / 2, best = actions(s);
      const mark = (a: number, dx: number, size: number) => (a === 0 ? dot(x + dx, y, size * 1.2, ink) : arrow('right', 0, x + dx, y, size, ink));
      return [
        box(w * UNIT + 0.04, 0.04, UNIT - 0.08, UNIT - 0.08, color, { symbol: ' ' }),
        ...(best.length === 1 ? [mark(best[0], 0, 1.6)] : best.map((a, i) => mark(a, i === 0 ? -0.8 : 0.8, 1.1))),
        { kind: 'label', x, y: UNIT + 0.7, size: 1.1, text: String(w), fill: INK },
      ];
    }),
  }));
  return panelled(panels, scale, ENTRIES, 'Colour is the value: minus the minutes that are left on the best way. Who has waited long stays at the bridge and leaves the platform.');
}
