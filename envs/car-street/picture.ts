import { facing } from '../scene/facing.ts';
import { INK, arrow, arrowSymbol, dot, inkOn, moved, panelled, valueScale, type ArrowKind, type Entry } from '../scene/policy-marks.ts';
import type { Scene, Shape } from '../scene/scene.ts';
import { ALL, AWAY, COAT, GROUND, ON_THE_ROAD, ROAD, SHADOW, ZEBRA, arrival, beam, car, collision, destination, drivenAlong, figure, personOn, streetShapes, zebra } from './drawing.ts';
import { EAST, HEADINGS, NORTH, SOUTH, type Street } from './street.ts';

const SEEN = ['nobody at the crosswalk', 'somebody is about to step on the road', 'somebody is on the road', 'somebody is leaving the road'];

export interface StreetSituation {
  readonly cell: number;
  readonly heading: number;
  /** State of the crosswalk in sight of the car; 0 where none is. */
  readonly people: number;
  /** How the episode ended, if it has. */
  readonly outcome?: string;
}

/** The street, the car and the people of the crosswalk that it sees. One world unit a cell. */
export function streetScene(street: Street, { cell, heading, people, outcome }: StreetSituation): Scene {
  const walk = street.crosswalk[cell], shapes = [...streetShapes(street)];
  const x = street.x[cell] + 0.5, y = street.y[cell] + 0.5;
  if (!outcome) shapes.push(beam(x, y, heading));
  if (walk !== -1 && people !== AWAY) shapes.push(...personOn(street, walk, people));
  shapes.push(...car(x, y, heading));
  if (outcome === 'collision') shapes.push(...collision(x, y));
  if (outcome === 'arrived') shapes.push(...arrival(x, y));
  return { width: street.width, height: street.height, background: GROUND, shapes, caption: captionOf(walk, heading, people, outcome) };
}

function captionOf(walk: number, heading: number, people: number, outcome?: string): string {
  if (outcome === 'collision') return 'Collision: somebody was on the crosswalk.';
  if (outcome === 'arrived') return 'Arrived at the destination.';
  const seen = walk === -1 ? 'no crosswalk in sight' : SEEN[people];
  return `The car points ${HEADINGS[heading]}; ${seen}.`;
}

// What a policy does

export interface StreetPolicy {
  /** Whether people are seen at the crosswalks; if not, the street is drawn once and `person` is always 0. */
  readonly seen?: boolean;
  /** V(cell, heading, person). What is no finite number is drawn grey. */
  value(cell: number, heading: number, person: number): number;
  /** The actions that the policy may take: 0 forward, 1 reverse, 2 turn left, 3 turn right; several where they tie. */
  actions(cell: number, heading: number, person: number): readonly number[];
}

const UNIT = 3;                                   // world units a cell, so that each of its four wedges has a plain character of its own
const PLOT = '#e3e4e6';
const ARROWS: readonly ArrowKind[] = ['go', 'back', 'left', 'right'];
const TITLES = ['Nobody at the crosswalk', 'Somebody about to step on the road', 'Somebody on the road', 'Somebody leaving the road'];
const READING = 'Each road cell has four wedges, one for each way that the car can point: the upper one is for north. Colour is the value of being there, the arrow is what to do.';

/**
 * The street with a policy drawn into it: one picture for each of the given states of the people, in one scale of colours.
 * Each road cell shows four wedges, one a heading, coloured by value, with the actions that the policy takes as arrows.
 */
export function streetPolicyScene(street: Street, policy: StreetPolicy, people: readonly number[] = [AWAY, ON_THE_ROAD]): Scene {
  const shown = policy.seen === false ? [AWAY] : people;
  const cells = Array.from({ length: street.cells }, (_, cell) => cell).filter((cell) => cell !== street.destination);
  const seenFrom = (cell: number, person: number) => (street.crosswalk[cell] === -1 ? AWAY : person);
  const runOver = (cell: number, person: number) => street.crosswalk[cell] === cell && person === ON_THE_ROAD;
  const scale = valueScale(shown.flatMap((person) => cells.filter((cell) => !runOver(cell, person))
    .flatMap((cell) => ALL.map((heading) => policy.value(cell, heading, seenFrom(cell, person))))));

  const panels = shown.map((person) => ({
    title: TITLES[person], width: street.width * UNIT, height: street.height * UNIT,
    shapes: moved([
      ...plots(street),
      ...destination(street.x[street.destination] + 0.5, street.y[street.destination] + 0.5),
      ...cells.flatMap((cell) => (runOver(cell, person) ? [] : ALL.flatMap((heading) => {
        const seen = seenFrom(cell, person);
        return wedge(street, cell, heading, scale.color(policy.value(cell, heading, seen)), policy.actions(cell, heading, seen));
      }))),
      ...cells.flatMap((cell) => badge(street, cell, person)),
    ], UNIT, 0, 0),
  }));
  return panelled(panels, scale, ENTRIES, READING);
}

const ENTRIES: readonly Entry[] = [
  ...['forward', 'reverse', 'turn left', 'turn right'].map((text, a): Entry => ({ text, mark: [arrow(ARROWS[a], NORTH, 0, 0, 1.4, INK)] })),
  { text: 'several', mark: [dot(0, 0, 1.6, INK)] },
];

/** Quiet ground, so that the values stand out, and asphalt under the road. */
function plots(street: Street): Shape[] {
  return street.map.flatMap((row, y) => [...row].map((sign, x): Shape => (sign === '#'
    ? { kind: 'rectangle', x: x + 0.02, y: y + 0.02, width: 0.96, height: 0.96, radius: 0.06, fill: PLOT, symbol: '#' }
    : { kind: 'rectangle', x, y, width: 1, height: 1, fill: ROAD, symbol: sign === '=' ? '=' : ' ' })));
}

function wedge(street: Street, cell: number, heading: number, color: string, actions: readonly number[]): Shape[] {
  const x = street.x[cell] + 0.5, y = street.y[cell] + 0.5, turned = facing(heading, x, y), ink = inkOn(color);
  const symbol = actions.length === 1 ? arrowSymbol(ARROWS[actions[0]], heading) : actions.length ? '+' : ' ';
  const mark = (a: number, right: number, size: number) => arrow(ARROWS[a], heading, ...turned.at(right, 0.32), size, ink);
  return [
    { ...turned.polygon([[-0.45, 0.48], [0.45, 0.48], [0, 0.03]]), fill: color, symbol },
    ...(actions.length === 1 ? [mark(actions[0], 0, 0.26)]
      : actions.length === 2 ? [mark(actions[0], -0.14, 0.2), mark(actions[1], 0.14, 0.2)]
      : actions.length ? [dot(...turned.at(0, 0.32), 0.3, ink)] : []),
  ];
}

/** What stands in the middle of a cell: the start, or the crosswalk with its people. */
function badge(street: Street, cell: number, person: number): Shape[] {
  const x = street.x[cell] + 0.5, y = street.y[cell] + 0.5;
  if (street.crosswalk[cell] === cell) {
    if (person === ON_THE_ROAD) return [...zebra(x, y, drivenAlong(street, cell)), ...personOn(street, cell, person)];
    const turned = facing(drivenAlong(street, cell), x, y);
    const stripes = [-0.44, 0.44].flatMap((ahead) => [-0.36, -0.12, 0.12, 0.36].map((right): Shape => (
      { ...turned.box(right - 0.07, ahead - 0.06, right + 0.07, ahead + 0.06), fill: ZEBRA }
    )));
    return person === AWAY ? stripes : [...stripes, ...moved(figure(0, 0, drivenAlong(street, cell) === EAST ? SOUTH : EAST, COAT[person]), 0.7, x, y)];
  }
  const start = street.starts.find((one) => one.cell === cell);
  return start ? [{ kind: 'circle', x, y, r: 0.12, fill: ZEBRA, stroke: SHADOW, strokeWidth: 0.03, symbol: 'S' }] : [];
}
