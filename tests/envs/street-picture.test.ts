import { expect, test } from 'vitest';
import { MAPS } from '../../envs/car-street/maps.ts';
import { streetPolicyScene, streetScene, type StreetPolicy, type StreetSituation } from '../../envs/car-street/picture.ts';
import { streetOf, type Street } from '../../envs/car-street/street.ts';
import { ansi } from '../../envs/scene/ansi.ts';
import { rasterise } from '../../envs/scene/raster.ts';
import type { Scene } from '../../envs/scene/scene.ts';
import { svg } from '../../envs/scene/svg.ts';
import { cliffPolicyScene, cliffScene } from '../../envs/toy-text/cliff-walking-picture.ts';

const AWAY = 0, STEPPING_ON = 1, ON_THE_ROAD = 2, LEAVING = 3;
const PER_CELL = 8;                               // pixels

const streets = Object.entries(MAPS).map(([name, map]) => [name, streetOf(map)] as const);
const straight = streetOf(MAPS.straight), corner = streetOf(MAPS.corner);
const cellAt = ({ x, y }: Street, column: number, row: number) => x.findIndex((one, cell) => one === column && y[cell] === row);

/** The cells of the grid, as `column,row`, whose pixels differ. */
function difference(a: Scene, b: Scene): string[] {
  const [one, other] = [a, b].map((scene) => rasterise(scene, scene.width * PER_CELL, scene.height * PER_CELL).rgb) as [Uint8Array, Uint8Array];
  const cells = new Set<string>();
  one.forEach((value, k) => {
    const pixel = Math.floor(k / 3), x = pixel % (a.width * PER_CELL), y = Math.floor(pixel / (a.width * PER_CELL));
    if (value !== other[k]) cells.add(`${Math.floor(x / PER_CELL)},${Math.floor(y / PER_CELL)}`);
  });
  return [...cells];
}

test.each(streets)('the plain picture of the street %s at its start is its map', (_, street) => {
  const { cell, heading } = street.starts[0];
  const lines = ansi(streetScene(street, { cell, heading, people: AWAY }), { colors: 'none' }).split('\n');
  expect(lines.slice(0, -1)).toEqual(street.map);
  expect(lines.at(-1)).toMatch(/^The car points (north|east|south|west); /);
});

test('the plain picture tells what there is: start, person and car', () => {
  const scene = streetScene(straight, { cell: cellAt(straight, 4, 1), heading: 1, people: ON_THE_ROAD });
  expect(ansi(scene, { colors: 'none' })).toBe([
    '##############',
    '#s..>.o.....D#',
    '##############',
    'The car points east; somebody is on the road.',
  ].join('\n'));
});

test.each(['truecolor', '256', 'none'] as const)('every heading gives a different picture in %s, also in 80 columns', (colors) => {
  for (const [, street] of streets) {
    for (let cell = 0; cell < street.cells; cell += 7) {
      const pictures = [0, 1, 2, 3].map((heading) => ansi(streetScene(street, { cell, heading, people: AWAY }), { colors, columns: 80 }).split('\n').slice(0, -1).join('\n'));
      expect(new Set(pictures).size).toBe(4);
    }
  }
});

test('a person changes pixels inside the crosswalk in sight, and nowhere else', () => {
  for (const [, street] of streets) {
    const cell = street.crosswalk.findIndex((walk, at) => walk !== -1 && walk !== at), walk = street.crosswalk[cell];
    const draw = (people: number) => streetScene(street, { cell, heading: 2, people });
    for (const people of [STEPPING_ON, ON_THE_ROAD, LEAVING]) {
      expect(difference(draw(AWAY), draw(people))).toEqual([`${street.x[walk]},${street.y[walk]}`]);
    }
  }
});

test('people step on from the north or the west, and leave to the south or the east', () => {
  const half = (street: Street, cell: number, people: number) => {
    const draw = (state: number) => rasterise(streetScene(street, { cell, heading: 0, people: state }), street.width * 2, street.height * 2);
    const empty = draw(AWAY), seen = draw(people), walk = street.crosswalk[cell];
    const changed = (dx: number, dy: number) => [0, 1, 2].some((c) => {
      const k = ((street.y[walk] * 2 + dy) * empty.width + street.x[walk] * 2 + dx) * 3 + c;
      return empty.rgb[k] !== seen.rgb[k];
    });
    return { north: changed(0, 0) && changed(1, 0), west: changed(0, 0) && changed(0, 1), south: changed(0, 1) && changed(1, 1), east: changed(1, 0) && changed(1, 1) };
  };
  const acrossEast = cellAt(straight, 4, 1), acrossSouth = cellAt(corner, 9, 5);
  expect(half(straight, acrossEast, STEPPING_ON)).toMatchObject({ north: true, south: false });
  expect(half(straight, acrossEast, LEAVING)).toMatchObject({ north: false, south: true });
  expect(half(corner, acrossSouth, STEPPING_ON)).toMatchObject({ west: true, east: false });
  expect(half(corner, acrossSouth, LEAVING)).toMatchObject({ west: false, east: true });
});

test('a person out of sight is not drawn', () => {
  const draw = (people: number) => streetScene(straight, { cell: cellAt(straight, 1, 1), heading: 1, people });
  expect(draw(ON_THE_ROAD)).toEqual(draw(AWAY));
});

test('a collision and an arrival look like nothing else, and say so', () => {
  const at = (situation: Omit<StreetSituation, 'heading'>) => streetScene(straight, { heading: 1, ...situation });
  const walk = cellAt(straight, 6, 1), goal = straight.destination;
  expect(difference(at({ cell: walk, people: ON_THE_ROAD }), at({ cell: walk, people: ON_THE_ROAD, outcome: 'collision' }))).toContain('6,1');
  expect(ansi(at({ cell: walk, people: ON_THE_ROAD, outcome: 'collision' }), { colors: 'none' })).toMatch(/#s\.{4}X\.{5}D#[^]*\nCollision/);
  expect(ansi(at({ cell: goal, people: AWAY, outcome: 'arrived' }), { colors: 'none' })).toMatch(/#s\.{4}=\.{5}\*#[^]*\nArrived/);
});

test('the same situation gives the same bytes', () => {
  const situation = { cell: 3, heading: 1, people: STEPPING_ON };
  expect(svg(streetScene(streetOf(MAPS.straight), situation))).toBe(svg(streetScene(straight, situation)));
});

// Policies

/** Drive east; where somebody is on the road, turn left. */
const careful: StreetPolicy = {
  value: (cell, heading) => cell + heading / 4,
  actions: (_, heading, person) => (person === ON_THE_ROAD ? [2] : heading === 1 ? [0] : heading === 3 ? [1] : [2, 3]),
};

test('the plain picture of a policy has a wedge for each heading, in each state of the people', () => {
  const street = streetOf('######\n#>.=D#\n######');
  const lines = ansi(streetPolicyScene(street, careful), { colors: 'none' }).split('\n');
  expect(lines.slice(0, 24).map((line) => line.trim()).filter((line) => !/^#*$/.test(line))).toEqual([
    'Nobody at the crosswalk',
    '### +  + =+=DDD###',
    '###BS>B >B=>DDD###',
    '### +  + =+=DDD###',
    'Somebody on the road',
    '### L  L oooDDD###',
    '###LSLL LoooDDD###',
    '### L  L oooDDD###',
  ]);
});

test('a policy is asked about people where they can be seen, and never about a car that has run over somebody', () => {
  const asked: (readonly [cell: number, person: number])[] = [];
  streetPolicyScene(straight, { value: (cell, _, person) => { asked.push([cell, person]); return 0; }, actions: () => [0] });
  const far = cellAt(straight, 1, 1), near = cellAt(straight, 4, 1), walk = cellAt(straight, 6, 1);
  const people = (cell: number) => [...new Set(asked.filter(([one]) => one === cell).map(([, person]) => person))];
  expect([people(far), people(near), people(walk), people(straight.destination)]).toEqual([[AWAY], [AWAY, ON_THE_ROAD], [AWAY], []]);
});

test('panels share one scale of colours, and streets without people have one panel', () => {
  const two = streetPolicyScene(straight, careful), one = streetPolicyScene(straight, { ...careful, seen: false });
  expect(one.height).toBeLessThan(two.height - straight.height * 3 + 1);
  const wedges = (scene: Scene) => scene.shapes.filter((shape) => shape.kind === 'polygon' && shape.points.length === 3);
  expect(wedges(two)[0].fill).toBe(wedges(one)[0].fill);
  expect(new Set(wedges(one).map(({ fill }) => fill)).size).toBeGreaterThan(30);
});

test('what to do when somebody is on the road looks different from what to do when nobody is', () => {
  const [away, onTheRoad] = [AWAY, ON_THE_ROAD].map((person) => ansi(streetPolicyScene(straight, careful, [person]))) as [string, string];
  expect(away).toContain('→');
  expect(away).not.toBe(onTheRoad);
  expect(onTheRoad.split('↶').length).toBeGreaterThan(away.split('↶').length);
});

// Cliff walking

test('the plain picture of the cliff is its map with the walker', () => {
  expect(ansi(cliffScene(24), { colors: 'none' })).toBe('............\n............\n@...........\nS##########G\nRow 2, column 0.');
  expect(ansi(cliffScene(47), { colors: 'none' })).toMatch(/S##########@\nArrived/);
});

test('a policy on the cliff has an arrow for every best action, and none on the rocks', () => {
  const scene = cliffPolicyScene((s) => s, (s) => (s === 0 ? [1, 2] : [0]));
  const lines = ansi(scene, { colors: 'none' }).split('\n');
  expect(lines.slice(0, 3).map((line) => line.slice(0, 5))).toEqual(['', '  > ^', ' v']);
  expect(lines[10]).toBe(` ^ ${'#'.repeat(30)}GGG`);
});
