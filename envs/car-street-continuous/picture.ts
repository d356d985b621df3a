import { CAR, COAT, GROUND, SHADOW, arrival, collision, figure, streetShapes } from '../car-street/drawing.ts';
import { EAST, NORTH, SOUTH, WEST, streetOf, type Street } from '../car-street/street.ts';
import { moved } from '../scene/policy-marks.ts';
import type { Point, Polygon, Scene, Shape } from '../scene/scene.ts';
import { COS, HEADING, RADIUS, SIN, SPEED, WHEELBASE, LOCK, middleX, middleY } from './car.ts';
import { CELL, type Course } from './course.ts';
import { AT, DOORWAY, PACE, PERSON } from './people.ts';
import { PEOPLE, RAYS, SEEN, SIGHT, WALLS, look } from './sight.ts';
import { cos, sin } from '../math/index.ts';

const LONG = (WHEELBASE / 2 + RADIUS) / CELL, WIDE = RADIUS / CELL;        // half of the car, cells
const TALL = 0.42;                                                         // of the figures of CarStreet: larger than life, to be seen
const RAY = '#fff3a6', WAITING = COAT[1], WALKING = COAT[2];
const ARROWS = '→↘↓↙←↖↑↗', SYMBOLS = '>v<^';
const WINDS = ['east', 'south-east', 'south', 'south-west', 'west', 'north-west', 'north', 'north-east'];

const streets = new WeakMap<Course, Street>();
function streetFor(course: Course): Street {
  let street = streets.get(course);
  if (!street) streets.set(course, street = streetOf(course.map));
  return street;
}

export interface Drawn {
  /** Where the people of the state row begin, or -1 if nobody crosses. */
  readonly people: number;
  /** Share of the lock, right above 0. */
  readonly steering: number;
  /** How the episode ended, if it has. */
  readonly outcome?: string | undefined;
}

/** The street, the people, what the car sees along its rays, and the car. One world unit a cell of the map. */
export function drivenStreetScene(course: Course, s: Float64Array, { people, steering, outcome }: Drawn): Scene {
  const street = streetFor(course), x = middleX(s) / CELL, y = middleY(s) / CELL, seen = new Float32Array(SEEN);
  look(course, s, people, seen);
  const shapes = [
    ...streetShapes(street),
    ...(outcome ? [] : rays(seen, turned(s, x, y))),
    ...(people === -1 ? [] : crossing(course, s, people)),
    ...car(turned(s, x, y), steering, x, y, s[HEADING]),
    ...(outcome === 'collision' ? collision(x, y) : outcome === 'arrived' ? arrival(x, y) : []),
  ];
  return { width: street.width, height: street.height, background: GROUND, shapes, caption: captionOf(s, seen, outcome) };
}

function captionOf(s: Float64Array, seen: Float32Array, outcome?: string): string {
  if (outcome === 'collision') return 'Collision: somebody was on the crosswalk.';
  if (outcome === 'arrived') return 'Arrived at the destination.';
  const speed = Math.abs(s[SPEED]) < 0.05 ? 'stands' : `${s[SPEED] < 0 ? 'rolls back' : 'drives'} at ${Math.abs(s[SPEED]).toFixed(1)} m/s`;
  const count = RAYS.filter((_, k) => seen[PEOPLE + k] > 0).length;
  return `The car points ${WINDS[eighth(s[HEADING])]} and ${speed}; ${count === 0 ? 'nobody' : count === 1 ? 'somebody' : `${count} people`} in sight.`;
}

const eighth = (heading: number) => (Math.round(heading / (Math.PI / 4)) + 8) % 8;

/** The place `right` and `ahead` of the car's middle, all in cells. */
type Turned = (right: number, ahead: number) => Point;
const turned = (s: Float64Array, x: number, y: number): Turned => (right, ahead) => [x + ahead * s[COS] - right * s[SIN], y + ahead * s[SIN] + right * s[COS]];

const shape = (at: Turned, corners: readonly Point[]): Pick<Polygon, 'kind' | 'points'> => ({ kind: 'polygon', points: corners.map(([right, ahead]) => at(right, ahead)) });

/** A box whose corners are cut off by `cut`. */
function box(at: Turned, right0: number, ahead0: number, right1: number, ahead1: number, cut: number): Pick<Polygon, 'kind' | 'points'> {
  const c = cut * 0.3;
  return shape(at, [
    [right0 + cut, ahead0], [right1 - cut, ahead0], [right1 - c, ahead0 + c], [right1, ahead0 + cut], [right1, ahead1 - cut], [right1 - c, ahead1 - c],
    [right1 - cut, ahead1], [right0 + cut, ahead1], [right0 + c, ahead1 - c], [right0, ahead1 - cut], [right0, ahead0 + cut], [right0 + c, ahead0 + c],
  ]);
}

/** Pale lines to the buildings; where a ray tells of somebody, a stronger one as far as they are. */
function rays(seen: Float32Array, at: Turned): Shape[] {
  return RAYS.flatMap((degrees, k): Shape[] => {
    const a = degrees * Math.PI / 180, end = (near: number) => at((1 - near) * SIGHT / CELL * sin(a), (1 - near) * SIGHT / CELL * cos(a));
    const near = seen[PEOPLE + k];
    return [
      { kind: 'line', points: [at(0, 0), end(seen[WALLS + k])], stroke: RAY, strokeWidth: 0.025, opacity: 0.3 },
      ...(near > 0 ? [{ kind: 'line', points: [at(0, 0), end(near)], stroke: WALKING, strokeWidth: 0.04, opacity: 0.5 } as const] : []),
    ];
  });
}

function crossing(course: Course, s: Float64Array, people: number): Shape[] {
  return Array.from(course.walkX, (_, k): Shape[] => {
    const i = people + k * PERSON, pace = s[i + PACE], east = course.walkEast[k] === 1, at = s[i + AT];
    if (pace === 0) return [];
    const x = course.walkX[k] / CELL, y = course.walkY[k] / CELL, waits = Math.abs(at) === DOORWAY, coat = waits ? WAITING : WALKING;
    const px = x + (east ? at / CELL : 0), py = y + (east ? 0 : at / CELL), heading = east ? (pace > 0 ? EAST : WEST) : pace > 0 ? SOUTH : NORTH;
    return [
      { kind: 'rectangle', x: x - 0.5, y: y - 0.5, width: 1, height: 1, symbol: waits ? '!' : 'o' },
      { kind: 'circle', x: px, y: py, r: 0.17, fill: coat, opacity: 0.45 },
      ...moved(figure(0, 0, heading, coat), TALL, px, py),
    ];
  }).flat();
}

/** From above: pale lights ahead, red ones behind, front wheels as they are turned, and an arrow on the roof for terminals with few pixels. */
function car(at: Turned, steering: number, x: number, y: number, heading: number): Shape[] {
  const w = WIDE, l = LONG, axle = WHEELBASE / 2 / CELL, c = cos(steering * LOCK), d = sin(steering * LOCK);
  const wheel = (right: number, ahead: number, turns: boolean): Shape => ({
    ...box((r, a) => (turns ? at(right + r * c + a * d, ahead - r * d + a * c) : at(right + r, ahead + a)), -0.035, -0.075, 0.035, 0.075, 0.02), fill: CAR.wheel,
  });
  return [
    { ...box(at, -w * 0.8, -l * 0.94, w * 1.15, l * 0.94, 0.09), fill: SHADOW, opacity: 0.35 },
    wheel(-w, axle, true), wheel(w, axle, true), wheel(-w, -axle, false), wheel(w, -axle, false),
    { ...box(at, -w, -l, w, l, 0.1), fill: CAR.body },
    { ...shape(at, [[-0.6 * w, 0.1 * l], [0.6 * w, 0.1 * l], [0.75 * w, 0.42 * l], [-0.75 * w, 0.42 * l]]), fill: CAR.glass },
    { ...shape(at, [[-0.6 * w, -0.42 * l], [0.6 * w, -0.42 * l], [0.7 * w, -0.6 * l], [-0.7 * w, -0.6 * l]]), fill: CAR.glass },
    { ...shape(at, [[-0.35 * w, -0.28 * l], [0.35 * w, -0.28 * l], [0, 0]]), fill: CAR.glass, glyph: ARROWS[eighth(heading)] },
    ...[-0.55 * w, 0.55 * w].flatMap((right): Shape[] => [
      { ...box(at, right - 0.3 * w, 0.8 * l, right + 0.3 * w, 1.01 * l, 0.02), fill: CAR.head },
      { ...box(at, right - 0.3 * w, -1.01 * l, right + 0.3 * w, -0.86 * l, 0.02), fill: CAR.tail },
    ]),
    { kind: 'rectangle', x: Math.floor(x), y: Math.floor(y), width: 1, height: 1, symbol: SYMBOLS[(Math.round(heading / (Math.PI / 2)) + 4) % 4] },
  ];
}
