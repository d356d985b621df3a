import { facing } from '../scene/facing.ts';
import { INK, arrow, dot, inkOn, panelled, valueScale, type Entry } from '../scene/policy-marks.ts';
import type { Point, Scene, Shape } from '../scene/scene.ts';
import { IN_TAXI, PLACES, SIZE, WALLS, columnOf, destinationOf, passengerOf, rowOf, stateOf } from './taxi-town.ts';

// Where there are only characters the town is Gymnasium's: a cell every second one, walls between them.
const TOWN = 2 * SIZE + 1;                        // world units; a cell is 2 wide
const ASPHALT = '#5b6068', LANE = '#6d737c', PAVEMENT = '#c9c3b4', HEDGE = '#4e8a4a', HEDGE_TOP = '#6aa864';
const COLORS = [{ pad: '#e5484d', dark: '#a61f26' }, { pad: '#46b068', dark: '#20713c' }, { pad: '#f0c33c', dark: '#9a7408' }, { pad: '#4a7fe0', dark: '#1e4a9c' }];
const BODY = '#ffc81f', EDGE = '#c08f00', GLASS = '#2b3440', WHEEL = '#1d2025', SIGN = '#ffffff', LIGHT = '#fff6cf', BRAKE = '#d6323a';
const COAT = '#7a3fc0', SKIN = '#ffdcb8', HAIR = '#4a3021', WALL = '#f3ead8', DOOR = '#6d4b29';
const HEADING = [2, 0, 1, 3];                     // of south, north, east, west: clockwise from the top of the picture

const centre = (row: number, column: number): Point => [2 * column + 1.5, 2 * row + 1.5];
const CELLS = Array.from({ length: SIZE * SIZE }, (_, i): readonly [row: number, column: number] => [Math.floor(i / SIZE), i % SIZE]);

/** The town, the taxi, who waits or rides, and the house where they want to go. `facing` is 0 south, 1 north, 2 east, 3 west. */
export function taxiScene(s: number, facing: number): Scene {
  const passenger = passengerOf(s), destination = destinationOf(s), arrived = passenger === destination;
  const [x, y] = centre(rowOf(s), columnOf(s));
  return {
    width: TOWN, height: TOWN, background: PAVEMENT,
    shapes: [
      ...streets(), ...PLACES.flatMap(pad), ...hedges(), middle(destination, 'H'),
      ...(passenger === IN_TAXI ? [] : [middle(passenger, arrived ? '*' : 'o')]),
      ...taxi(x, y, HEADING[facing], passenger === IN_TAXI), ...house(destination),
      ...(passenger === IN_TAXI ? [] : waiting(passenger, arrived)),
    ],
    caption: arrived ? `Delivered to ${PLACES[destination].name}.`
      : passenger === IN_TAXI ? `In the taxi, on the way to ${PLACES[destination].name}.` : `Waits at ${PLACES[passenger].name}, wants to go to ${PLACES[destination].name}.`,
  };
}

function streets(): Shape[] {
  const dashes = Array.from({ length: SIZE - 1 }, (_, i) => 2 * i + 2.5), ends = [0.8, TOWN - 0.8];
  return [
    { kind: 'rectangle', x: 0, y: 0, width: TOWN, height: TOWN, symbol: '#' },
    { kind: 'rectangle', x: 0.5, y: 0.5, width: TOWN - 1, height: TOWN - 1, radius: 0.2, fill: ASPHALT },
    { kind: 'rectangle', x: 1, y: 1, width: TOWN - 2, height: TOWN - 2, symbol: ' ' },
    ...dashes.flatMap((at): Shape[] => [
      { kind: 'line', points: [[ends[0], at], [ends[1], at]], stroke: LANE, strokeWidth: 0.05, dashed: true },
      { kind: 'line', points: [[at, ends[0]], [at, ends[1]]], stroke: LANE, strokeWidth: 0.05, dashed: true },
    ]),
  ];
}

function pad({ name, row, column }: (typeof PLACES)[number], place: number): Shape[] {
  const [x, y] = centre(row, column), { pad: fill, dark } = COLORS[place];
  return [
    { kind: 'rectangle', x: x - 0.88, y: y - 0.88, width: 1.76, height: 1.76, radius: 0.22, fill },
    { kind: 'rectangle', x: x - 0.76, y: y - 0.76, width: 1.52, height: 1.52, radius: 0.16, stroke: dark, strokeWidth: 0.05 },
    { kind: 'label', x: x - 0.48, y: y + 0.48, size: 0.55, text: name[0], bold: true, fill: dark },
  ];
}

/** What stands for a place where there are only characters. */
function middle(place: number, symbol: string): Shape {
  const [x, y] = centre(PLACES[place].row, PLACES[place].column);
  return { kind: 'rectangle', x: x - 0.5, y: y - 0.5, width: 1, height: 1, symbol };
}

/** The walls, each as long as the rows that have it. */
function hedges(): Shape[] {
  return WALLS.flatMap((columns, row) => columns.filter((column) => !WALLS[row - 1]?.includes(column)).flatMap((column): Shape[] => {
    const rows = WALLS.slice(row).findIndex((other) => !other.includes(column)), long = 2 * (rows === -1 ? SIZE - row : rows);
    const x = 2 * column + 2.5, y = 2 * row + 0.5;
    const bushes = Array.from({ length: 2 * long }, (_, i): Shape => ({ kind: 'circle', x: x - 0.04, y: y + 0.22 + 0.5 * i, r: 0.13, fill: HEDGE_TOP }));
    return [
      { kind: 'rectangle', x: x - 0.2, y: y - 0.04, width: 0.4, height: long + 0.08, radius: 0.2, fill: HEDGE },
      ...bushes,
      { kind: 'rectangle', x: x - 0.5, y: y + 0.5, width: 1, height: long - 1, symbol: '|' },
    ];
  }));
}

/** Stands at the upper right of its place, so that the taxi leaves it seen. */
function house(place: number): Shape[] {
  const [cx, cy] = centre(PLACES[place].row, PLACES[place].column), x = cx + 0.5, y = cy - 0.5, { dark } = COLORS[place];
  return [
    { kind: 'rectangle', x: x - 0.3, y: y - 0.08, width: 0.6, height: 0.46, fill: WALL },
    { kind: 'rectangle', x: x - 0.08, y: y + 0.1, width: 0.17, height: 0.28, fill: DOOR },
    { kind: 'polygon', points: [[x - 0.42, y - 0.06], [x, y - 0.42], [x + 0.42, y - 0.06]], fill: dark, stroke: SIGN, strokeWidth: 0.04 },
  ];
}

/** From above: a chequered band, and its sign on the roof; whoever rides looks out of it. */
function taxi(x: number, y: number, heading: number, taken: boolean): Shape[] {
  const turned = facing(heading, x, y);
  const wheel = (right: number, ahead: number): Shape => ({ ...turned.box(right - 0.07, ahead - 0.14, right + 0.07, ahead + 0.14), radius: 0.05, fill: WHEEL });
  const cheques = [-0.36, 0.36].flatMap((side) => [0, 1, 2, 3, 4, 5].map((i): Shape => {
    const right = side + (i % 2 ? 0.035 : -0.035), ahead = -0.36 + 0.12 * i;
    return { ...turned.box(right - 0.035, ahead - 0.06, right + 0.035, ahead + 0.06), fill: WHEEL };
  }));
  const [signX, signY] = turned.at(0, taken ? 0.1 : -0.03), [rearX, rearY] = turned.at(0, -0.26);
  return [
    wheel(-0.44, 0.4), wheel(0.44, 0.4), wheel(-0.44, -0.4), wheel(0.44, -0.4),
    { ...turned.box(-0.46, -0.78, 0.46, 0.78), radius: 0.2, fill: BODY, stroke: EDGE, strokeWidth: 0.05 },
    { ...turned.polygon([[-0.3, 0.26], [0.3, 0.26], [0.36, 0.46], [-0.36, 0.46]]), fill: GLASS },
    { ...turned.polygon([[-0.3, -0.46], [0.3, -0.46], [0.35, -0.6], [-0.35, -0.6]]), fill: GLASS },
    ...cheques,
    { ...turned.box(-0.38, 0.68, -0.16, 0.8), radius: 0.05, fill: LIGHT }, { ...turned.box(0.16, 0.68, 0.38, 0.8), radius: 0.05, fill: LIGHT },
    { ...turned.box(-0.38, -0.8, -0.16, -0.7), radius: 0.04, fill: BRAKE }, { ...turned.box(0.16, -0.8, 0.38, -0.7), radius: 0.04, fill: BRAKE },
    ...(taken ? person(rearX, rearY) : []),
    { kind: 'rectangle', x: signX - 0.3, y: signY - 0.12, width: 0.6, height: 0.24, radius: 0.05, fill: SIGN, stroke: WHEEL, strokeWidth: 0.03 },
    { kind: 'label', x: signX, y: signY, size: 0.22, text: 'TAXI', bold: true, fill: WHEEL, symbol: taken ? '&' : '@' },
    { kind: 'circle', x, y, r: 0.4, symbol: taken ? '&' : '@' },
  ];
}

/** At the upper left of the place; in front of the house once arrived. */
function waiting(place: number, arrived: boolean): Shape[] {
  const { row, column } = PLACES[place], [cx, cy] = centre(row, column), x = cx + (arrived ? 0.02 : -0.52), y = cy - 0.5;
  return [
    { kind: 'rectangle', x: x - 0.13, y: y + 0.3, width: 0.11, height: 0.18, radius: 0.04, fill: WHEEL },
    { kind: 'rectangle', x: x + 0.02, y: y + 0.3, width: 0.11, height: 0.18, radius: 0.04, fill: WHEEL },
    ...person(x, y),
  ];
}

const person = (x: number, y: number): Shape[] => [
  { kind: 'rectangle', x: x - 0.2, y: y, width: 0.4, height: 0.36, radius: 0.14, fill: COAT },
  { kind: 'circle', x, y: y - 0.1, r: 0.19, fill: HAIR },
  { kind: 'circle', x, y: y - 0.05, r: 0.14, fill: SKIN },
];

// What a policy does

const UNIT = 3, SIDE = SIZE * UNIT, HEAD = 3;     // world units: a cell, so that tied actions have plain characters of their own; a drawing; the line above it
const PICK_UP = 4, DROP_OFF = 5;
const SPOTS: readonly Point[] = [[0, 1], [0, -1], [1, 0], [-1, 0], [-1, -1], [1, -1]];       // of actions that tie
const letter = (text: string, x: number, y: number, size: number, ink: string): Shape => ({ kind: 'label', x, y, size, text, bold: true, fill: ink, symbol: text });
const ENTRIES: readonly Entry[] = [
  { text: 'drive', mark: [arrow('go', 1, 0, 0, 1.4, INK)] },
  { text: 'pick up', mark: [letter('P', 0, 0, 1.4, INK)] },
  { text: 'drop off', mark: [letter('D', 0, 0, 1.4, INK)] },
  { text: 'all the same', mark: [dot(0, 0, 1.4, INK)] },
];
/** Trips that between them use each place as origin and as destination. */
const TRIPS = [[0, 1], [1, 2], [2, 3], [3, 0]] as const;

/** Four trips, one a panel: above, on the way to the passenger; below, with the passenger on the way to the destination. */
export function taxiPolicyScene(valueOf: (state: number) => number, actionsOf: (state: number) => readonly number[]): Scene {
  const states = TRIPS.map(([from, to]) => [from, IN_TAXI].map((passenger) => CELLS.map(([row, column]) => stateOf(row, column, passenger, to))));
  const scale = valueScale(states.flat(2).map(valueOf));
  const panels = TRIPS.map(([from, to], i) => ({
    title: `${PLACES[from].name} to ${PLACES[to].name}`, width: SIDE, height: 2 * (SIDE + HEAD),
    shapes: states[i].flatMap((drawing, k) => {
      const top = HEAD + k * (SIDE + HEAD), goal = k === 0 ? from : to;
      return [
        heading(k === 0 ? 'to passenger' : 'with passenger', top),
        ...drawing.flatMap((s) => plot(s, top, scale.color(valueOf(s)), actionsOf(s))), ...walls(top),
        ...PLACES.flatMap((_, place) => (place === goal ? frame(place, top) : spot(place, top))),
      ];
    }),
  }));
  return panelled(panels, scale, ENTRIES, 'Colour is the value of a cell, marks are the best actions; several where they are equally good. Four of the twelve trips: above on the way to the passenger, below with the passenger in the taxi. The place to go to is framed.');
}

const heading = (text: string, top: number): Shape => ({ kind: 'label', x: 0.5, y: top - HEAD / 2 + 0.5, size: 1.1, text, anchor: 'start', fill: INK });

function plot(s: number, above: number, color: string, actions: readonly number[]): Shape[] {
  const left = columnOf(s) * UNIT, top = above + rowOf(s) * UNIT, x = left + UNIT / 2, y = top + UNIT / 2, ink = inkOn(color);
  const mark = (a: number, atX: number, atY: number, size: number) => (
    a === PICK_UP ? letter('P', atX, atY, size, ink) : a === DROP_OFF ? letter('D', atX, atY, size, ink) : arrow('go', HEADING[a], atX, atY, size, ink)
  );
  return [
    { kind: 'rectangle', x: left + 0.04, y: top + 0.04, width: UNIT - 0.08, height: UNIT - 0.08, fill: color, symbol: ' ' },
    ...(actions.length === 1 ? [mark(actions[0], x, y, 1.5)]
      : actions.length === SPOTS.length ? [dot(x, y, 1.5, ink)]
      : actions.map((a) => mark(a, x + SPOTS[a][0], y + SPOTS[a][1], 0.9))),
  ];
}

function walls(above: number): Shape[] {
  return WALLS.flatMap((columns, row) => columns.map((column): Shape => {
    const x = (column + 1) * UNIT, y = above + row * UNIT;
    return { kind: 'line', points: [[x, y + 0.1], [x, y + UNIT - 0.1]], stroke: INK, strokeWidth: 0.3 };
  }));
}

/** The place to go to. */
function frame(place: number, above: number): Shape[] {
  const { row, column } = PLACES[place], x = column * UNIT + 0.14, y = above + row * UNIT + 0.14;
  return [{ kind: 'rectangle', x, y, width: UNIT - 0.28, height: UNIT - 0.28, stroke: COLORS[place].pad, strokeWidth: 0.28 }];
}

/** Any other place. */
function spot(place: number, above: number): Shape[] {
  const { name, row, column } = PLACES[place], x = column * UNIT + 0.2, y = above + (row + 1) * UNIT - 0.75;
  return [{ kind: 'rectangle', x, y, width: 0.55, height: 0.55, radius: 0.12, fill: COLORS[place].pad, stroke: SIGN, strokeWidth: 0.08, symbol: name[0].toLowerCase() }];
}
