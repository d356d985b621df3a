import { facing } from '../scene/facing.ts';
import type { Paint, Point, Shape } from '../scene/scene.ts';
import { EAST, NORTH, SOUTH, WEST, type Street } from './street.ts';

// The things that a street is drawn from, one world unit a cell.

/** Where the person of a crosswalk is. */
export const AWAY = 0, STEPPING_ON = 1, ON_THE_ROAD = 2, LEAVING = 3;

export const GROUND = '#9aa588', ROAD = '#3d424c', ZEBRA = '#ffffff', SHADOW = '#1c2026';
const GRASS = '#86a06c', KERB = '#cfcabd', MARK = '#e9e5d6';
export const CAR = { body: '#16c0e8', glass: '#12303d', wheel: '#14161a', head: '#fffbd0', tail: '#ff2b2b', beam: '#fff3a6' };
export const COAT = ['', '#ffb000', '#ff2e88', '#38d66b'], SKIN = '#ffe0bd', HAIR = '#3a2a20', BOOTS = '#1c1e24';
const TREE = '#547d4c', LEAVES = '#6b985c', GLASS = '#8fa3ad';
const FLAG = { light: '#ffffff', dark: '#101215', frame: '#00b865' };
const BURST = { outer: '#ff3b1f', middle: '#ff9d00', inner: '#fff3b0', ink: '#7a0f00' };
const CONFETTI = ['#ff4fa3', '#ffd400', '#37c9ff', '#5be07d', '#ff8a3d'];
/** Roof in the light, roof in the shade, wall. */
const HOUSES = [
  ['#b98a72', '#a4765f', '#c9b49f'], ['#8f96a3', '#7d8592', '#b9bab9'], ['#b3a07f', '#9d8b6c', '#cfc3aa'],
  ['#a57f78', '#91706a', '#c6b0a6'], ['#859598', '#748488', '#b4bdbb'], ['#b5a08d', '#a08c7a', '#cbbdb0'],
] as const;

const drawn = new WeakMap<Street, readonly Shape[]>();
/** All that stands still, drawn once a street. */
export function streetShapes(street: Street): readonly Shape[] {
  let shapes = drawn.get(street);
  if (!shapes) drawn.set(street, shapes = [...blocks(street), ...roads(street)]);
  return shapes;
}

function blocks({ map }: Street): Shape[] {
  return map.flatMap((row, y) => [...row].flatMap((sign, x) => (sign === '#' ? block(x, y) : [])));
}

function roads(street: Street): Shape[] {
  const cells = Array.from({ length: street.cells }, (_, cell) => cell);
  return [...cells.map((cell) => asphalt(street, cell)), ...cells.flatMap((cell) => kerbs(street, cell)), ...cells.flatMap((cell) => marks(street, cell))];
}

// Buildings and gardens

/** The same number from 0 to n - 1 for a place every time, and no pattern to the eye. */
function pick(x: number, y: number, n: number): number {
  let h = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b);
  h = Math.imul(h ^ h >>> 15, 0x2c1b3c6d);
  return ((h ^ h >>> 13) >>> 0) % n;
}

function block(x: number, y: number): Shape[] {
  const what = pick(x, y, 10);
  return [
    { kind: 'rectangle', x, y, width: 1, height: 1, fill: what < 2 ? GRASS : GROUND, symbol: '#' },
    ...(what < 2 ? garden(x, y, what === 0) : what < 5 ? office(x, y) : house(x, y)),
  ];
}

function house(x: number, y: number): Shape[] {
  const [light, shade, wall] = HOUSES[pick(y, x, HOUSES.length)];
  return [
    { kind: 'rectangle', x: x + 0.06, y: y + 0.5, width: 0.88, height: 0.44, fill: wall },
    { kind: 'rectangle', x: x + 0.03, y: y + 0.06, width: 0.94, height: 0.28, fill: light },
    { kind: 'rectangle', x: x + 0.03, y: y + 0.34, width: 0.94, height: 0.26, fill: shade },
    ...[0.16, 0.64].map((left): Shape => ({ kind: 'rectangle', x: x + left, y: y + 0.68, width: 0.2, height: 0.15, fill: '#71838d' })),
    { kind: 'rectangle', x: x + 0.43, y: y + 0.7, width: 0.14, height: 0.24, fill: shade },
    { kind: 'rectangle', x: x + (pick(x, y, 2) ? 0.68 : 0.18), y: y + 0.12, width: 0.12, height: 0.14, fill: '#6b4a3f' },
  ];
}

function office(x: number, y: number): Shape[] {
  const [light, shade, wall] = HOUSES[pick(y, x, HOUSES.length)];
  return [
    { kind: 'rectangle', x: x + 0.04, y: y + 0.05, width: 0.92, height: 0.9, fill: shade },
    { kind: 'rectangle', x: x + 0.04, y: y + 0.05, width: 0.92, height: 0.5, fill: light },
    { kind: 'rectangle', x: x + 0.11, y: y + 0.12, width: 0.78, height: 0.36, fill: wall },
    { kind: 'rectangle', x: x + 0.55, y: y + 0.2, width: 0.2, height: 0.18, fill: shade },
    ...[0.12, 0.33, 0.54, 0.75].map((left): Shape => ({ kind: 'rectangle', x: x + left, y: y + 0.66, width: 0.13, height: 0.18, fill: GLASS })),
  ];
}

function garden(x: number, y: number, three: boolean): Shape[] {
  const at: Point[] = three ? [[0.3, 0.3], [0.7, 0.42], [0.4, 0.74]] : [[0.35, 0.38], [0.66, 0.66]];
  return at.flatMap(([dx, dy]): Shape[] => [
    { kind: 'circle', x: x + dx, y: y + dy, r: 0.21, fill: TREE },
    { kind: 'circle', x: x + dx - 0.05, y: y + dy - 0.06, r: 0.12, fill: LEAVES },
  ]);
}

// The road

const isOpen = ({ neighbour }: Street, cell: number, heading: number) => neighbour[cell * 4 + heading] !== -1;
export const ALL = [NORTH, EAST, SOUTH, WEST];

/** Neighbours overlap a little, so that no seam shows between them. */
const asphalt = (street: Street, cell: number): Shape =>
  ({ kind: 'rectangle', x: street.x[cell], y: street.y[cell], width: isOpen(street, cell, EAST) ? 1.02 : 1, height: isOpen(street, cell, SOUTH) ? 1.02 : 1, fill: ROAD, symbol: '.' });

function kerbs(street: Street, cell: number): Shape[] {
  const here = (heading: number) => facing(heading, street.x[cell] + 0.5, street.y[cell] + 0.5), kerb = 0.07;
  const sides = ALL.filter((heading) => !isOpen(street, cell, heading));
  const corners = ALL.filter((heading) => {
    const ahead = street.neighbour[cell * 4 + heading], right = (heading + 1) % 4;
    return ahead !== -1 && isOpen(street, cell, right) && !isOpen(street, ahead, right);
  });
  return [
    ...sides.map((heading): Shape => ({ ...here(heading).box(-0.51, 0.5 - kerb, 0.51, 0.5), fill: KERB })),
    ...corners.map((heading): Shape => ({ ...here(heading).box(0.5 - kerb, 0.5 - kerb, 0.5, 0.5), fill: KERB })),
  ];
}

/** What is painted on the asphalt. */
function marks(street: Street, cell: number): Shape[] {
  const x = street.x[cell] + 0.5, y = street.y[cell] + 0.5;
  if (cell === street.destination) return destination(x, y);
  const start = street.starts.find((one) => one.cell === cell);
  if (start) return startBay(x, y, start.heading);
  if (street.crosswalk[cell] === cell) return zebra(x, y, drivenAlong(street, cell));
  const ways = ALL.filter((heading) => isOpen(street, cell, heading));
  if (ways.length > 2) return [];                 // no lane marks on a junction
  return ways.map((heading) => ({ ...facing(heading, x, y).box(-0.028, 0.14, 0.028, 0.36), fill: MARK, opacity: 0.75 }));
}

/** The heading, east or south, along which cars cross the crosswalk. */
export function drivenAlong(street: Street, walk: number): number {
  return isOpen(street, walk, NORTH) && isOpen(street, walk, SOUTH) && !(isOpen(street, walk, EAST) && isOpen(street, walk, WEST)) ? SOUTH
    : isOpen(street, walk, EAST) || isOpen(street, walk, WEST) ? EAST : SOUTH;
}

/** Stripes lie along the way of the cars, and people walk across them. */
export function zebra(x: number, y: number, along: number): Shape[] {
  const turned = facing(along, x, y);
  return [
    { kind: 'rectangle', x: x - 0.5, y: y - 0.5, width: 1, height: 1, symbol: '=' },
    ...[-0.375, -0.125, 0.125, 0.375].map((right): Shape => ({ ...turned.box(right - 0.085, -0.42, right + 0.085, 0.42), fill: ZEBRA })),
  ];
}

function startBay(x: number, y: number, heading: number): Shape[] {
  const turned = facing(heading, x, y), paint: Paint = { stroke: MARK, strokeWidth: 0.05, opacity: 0.6 };
  return [
    { kind: 'rectangle', x: x - 0.5, y: y - 0.5, width: 1, height: 1, symbol: 's' },
    { kind: 'line', points: [turned.at(-0.34, -0.38), turned.at(-0.34, 0.38), turned.at(0.34, 0.38), turned.at(0.34, -0.38)], ...paint },
    { ...turned.polygon([[-0.2, -0.1], [0, 0.2], [0.2, -0.1], [0, 0]]), fill: MARK },
  ];
}

export function destination(x: number, y: number): Shape[] {
  const left = x - 0.5, top = y - 0.5, dark = [0, 1, 2, 3].flatMap((j) => [0, 1, 2, 3].filter((i) => (i + j) % 2 === 1).map((i) => [i, j] as const));
  return [
    { kind: 'rectangle', x: left, y: top, width: 1, height: 1, fill: FLAG.light, symbol: 'D' },
    ...dark.map(([i, j]): Shape => ({ kind: 'rectangle', x: left + i * 0.25, y: top + j * 0.25, width: 0.25, height: 0.25, fill: FLAG.dark })),
    { kind: 'rectangle', x: left + 0.04, y: top + 0.04, width: 0.92, height: 0.92, stroke: FLAG.frame, strokeWidth: 0.1 },
  ];
}

// Car and people

export const beam = (x: number, y: number, heading: number): Shape =>
  ({ ...facing(heading, x, y).polygon([[-0.24, 0.4], [0.24, 0.4], [0.36, 0.95], [-0.36, 0.95]]), fill: CAR.beam, opacity: 0.5 });

/** From above: pale lights ahead, red ones behind, and an arrow on the roof for terminals with few pixels. */
export function car(x: number, y: number, heading: number): Shape[] {
  const turned = facing(heading, x, y);
  const wheel = (right: number, ahead: number): Shape => ({ ...turned.box(right - 0.05, ahead - 0.09, right + 0.05, ahead + 0.09), radius: 0.03, fill: CAR.wheel });
  return [
    { ...turned.box(-0.25, -0.44, 0.31, 0.42), radius: 0.12, fill: SHADOW, opacity: 0.35 },
    wheel(-0.28, 0.2), wheel(0.28, 0.2), wheel(-0.28, -0.2), wheel(0.28, -0.2),
    { ...turned.box(-0.28, -0.47, 0.28, 0.47), radius: 0.13, fill: CAR.body },
    { ...turned.polygon([[-0.19, 0.03], [0.19, 0.03], [0.22, 0.19], [-0.22, 0.19]]), fill: CAR.glass },
    { ...turned.polygon([[-0.19, -0.17], [0.19, -0.17], [0.21, -0.25], [-0.21, -0.25]]), fill: CAR.glass },
    { ...turned.polygon([[-0.09, -0.11], [0.09, -0.11], [0, 0]]), fill: CAR.glass, glyph: '▲▶▼◀'[heading] },
    ...[-0.15, 0.15].flatMap((right): Shape[] => [
      { ...turned.box(right - 0.13, 0.26, right + 0.13, 0.49), radius: 0.07, fill: CAR.head },
      { ...turned.box(right - 0.14, -0.49, right + 0.14, -0.28), radius: 0.05, fill: CAR.tail },
    ]),
    { kind: 'circle', x, y, r: 0.3, symbol: '^>v<'[heading] },
  ];
}

/** People walk from the north or west kerb to the south or east one. The crosswalk glows in the colour of their coat. */
export function personOn(street: Street, walk: number, people: number): Shape[] {
  const heading = drivenAlong(street, walk) === EAST ? SOUTH : EAST, x = street.x[walk] + 0.5, y = street.y[walk] + 0.5;
  const [ahead, from, to] = [[], [-0.33, -0.5, -0.1], [0, -0.5, 0.5], [0.33, 0.1, 0.5]][people] as [number, number, number];
  const across = facing(heading, x, y), coat = COAT[people];
  return [
    { kind: 'rectangle', x: x - 0.5, y: y - 0.5, width: 1, height: 1, symbol: [' ', '!', 'o', ','][people] },
    { ...across.box(-0.5, from, 0.5, to), fill: coat, opacity: 0.5 },
    ...figure(...across.at(0, ahead), heading, coat),
  ];
}

export function figure(x: number, y: number, heading: number, coat: string): Shape[] {
  const turned = facing(heading, x, y), [faceX, faceY] = turned.at(0, 0.05);
  return [
    { ...turned.box(-0.15, -0.02, -0.05, 0.17), radius: 0.05, fill: BOOTS },
    { ...turned.box(0.05, -0.17, 0.15, 0.02), radius: 0.05, fill: BOOTS },
    { ...turned.box(-0.32, -0.14, 0.32, 0.14), radius: 0.13, fill: coat },
    { kind: 'circle', x, y, r: 0.105, fill: HAIR },
    { kind: 'circle', x: faceX, y: faceY, r: 0.06, fill: SKIN },
  ];
}

// How it ended

/** Twelve points of a circle, clockwise from the top. */
const ROUND: readonly Point[] = [[0, -1], [0.5, -0.866], [0.866, -0.5], [1, 0], [0.866, 0.5], [0.5, 0.866], [0, 1], [-0.5, 0.866], [-0.866, 0.5], [-1, 0], [-0.866, -0.5], [-0.5, -0.866]];

function star(x: number, y: number, outer: number, inner: number, paint: Paint): Shape {
  return { kind: 'polygon', points: ROUND.map(([dx, dy], i) => { const r = i % 2 ? inner : outer; return [x + r * dx, y + r * dy]; }), ...paint };
}

export function collision(x: number, y: number): Shape[] {
  return [
    star(x, y, 0.95, 0.5, { fill: BURST.outer, symbol: 'X' }),
    star(x, y, 0.7, 0.38, { fill: BURST.middle }),
    star(x, y, 0.46, 0.27, { fill: BURST.inner }),
    { kind: 'label', x, y, size: 0.6, text: '!', bold: true, fill: BURST.ink, symbol: 'X' },
  ];
}

export function arrival(x: number, y: number): Shape[] {
  const ring = (r: number, turn: number): Shape[] => ROUND.map(([dx, dy], i) => star(x + r * dx, y + r * dy, 0.14, 0.09, { fill: CONFETTI[(i + turn) % CONFETTI.length] }));
  return [
    { kind: 'circle', x, y, r: 0.62, stroke: FLAG.frame, strokeWidth: 0.1 },
    ...ring(0.78, 0), ...ring(1.08, 2).filter((_, i) => i % 2),
    { kind: 'circle', x, y, r: 0.27, fill: FLAG.frame, stroke: FLAG.light, strokeWidth: 0.04, symbol: '*' },
    { kind: 'line', points: [[x - 0.12, y + 0.01], [x - 0.03, y + 0.11], [x + 0.13, y - 0.1]], stroke: FLAG.light, strokeWidth: 0.07, glyph: '✓' },
  ];
}
