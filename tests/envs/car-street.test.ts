import { DynamicsEnv, HEADINGS, MAPS, carStreet, make, makeRows, streetOf, type CarStreetOptions, type Model, type Street } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, greedyActions, valueIteration } from '../../agents/planning/index.ts';
import { chiSquare } from './worlds.ts';

const FORWARD = 0, REVERSE = 1, TURN_LEFT = 2, TURN_RIGHT = 3, ACTIONS = [FORWARD, REVERSE, TURN_LEFT, TURN_RIGHT];
const NORTH = 0, EAST = 1, SOUTH = 2, WEST = 3;
const AWAY = 0, STEPPING_ON = 1, ON_THE_ROAD = 2, LEAVING = 3;
const BUILT_IN = Object.keys(MAPS) as (keyof typeof MAPS)[];

/** pi(i) = (1 / p(i)) / sum of 1 / p, for the chances 0.3, 0.7, 0.4 and 0.9: 10/3, 10/7, 5/2 and 10/9 out of 8.373. */
const PI = [10 / 3, 10 / 7, 5 / 2, 10 / 9].map((d) => d / (10 / 3 + 10 / 7 + 5 / 2 + 10 / 9));

const modelOf = (options: CarStreetOptions, timeLimit?: number): Model => carStreet(options, timeLimit === undefined ? {} : { timeLimit }).model!;

/** The observation as the documentation counts it: base(cell) + heading, or base(cell) + 4 heading + people where a crosswalk is in sight. */
function observations(street: Street, people = true) {
  const sees = (cell: number) => people && street.crosswalk[cell] !== -1;
  const base = [0];
  for (let cell = 0; cell < street.cells; cell++) base.push(base[cell] + (sees(cell) ? 16 : 4));
  const of = (cell: number, heading: number, person = AWAY) => base[cell] + (sees(cell) ? 4 * heading + person : heading);
  const read = (s: number) => {
    const cell = base.findIndex((first, c) => s >= first && s < base[c + 1]), rest = s - base[cell];
    return sees(cell) ? { cell, heading: rest >> 2, person: rest & 3 } : { cell, heading: rest, person: AWAY };
  };
  return { of, read, sees, count: base[street.cells] };
}

describe('driving, on a crossroads without people', () => {
  //   0 north
  // 1 2 3      2 is the start, heading north, one cell from everything
  //   4 south, the destination
  const map = ['##.##', '#.^.#', '##D##'], model = modelOf({ map, people: false });
  const AT = { north: 0, west: 1, middle: 2, east: 3, south: 4 };
  /** [cell, heading, reward] after an action. */
  const after = (cell: number, heading: number, a: number) => {
    const [{ next, reward }] = model.transitions(4 * cell + heading, a);
    return [Math.floor(next / 4), next % 4, reward];
  };

  test('episodes begin at the start, heading as drawn', () => {
    expect(model.start).toEqual([{ state: 4 * AT.middle + NORTH, probability: 1 }]);
  });

  // Phi is minus the distance: -1 in the middle, -2 in the north, west and east; shaping is Phi(S') - Phi(S).
  test.each([
    ['north', NORTH, AT.north, AT.south], ['east', EAST, AT.east, AT.west], ['south', SOUTH, AT.south, AT.north], ['west', WEST, AT.west, AT.east],
  ])('heading %s, forward goes there and reverse goes to the other side', (_, heading, ahead, behind) => {
    const away = -1 - 2 + 1, home = -1 + 20 + 0 + 1;
    expect(after(AT.middle, heading, FORWARD)).toEqual([ahead, heading, ahead === AT.south ? home : away]);
    expect(after(AT.middle, heading, REVERSE)).toEqual([behind, heading, (behind === AT.south ? home : away) - 1]);
  });

  test.each(HEADINGS.map((name, heading) => [name, heading] as const))('heading %s, turning left and right turns by 90 degrees on the spot for -1', (_, heading) => {
    expect(after(AT.middle, heading, TURN_LEFT)).toEqual([AT.middle, (heading + 3) % 4, -1]);
    expect(after(AT.middle, heading, TURN_RIGHT)).toEqual([AT.middle, (heading + 1) % 4, -1]);
  });

  test('a bump costs 5 more and the car stays: -1 - 5 forward, -2 - 5 in reverse, into a building or the edge', () => {
    expect(after(AT.north, NORTH, FORWARD)).toEqual([AT.north, NORTH, -6]);              // the edge
    expect(after(AT.north, SOUTH, REVERSE)).toEqual([AT.north, SOUTH, -7]);
    expect(after(AT.north, EAST, FORWARD)).toEqual([AT.north, EAST, -6]);                // a building
    expect(after(AT.west, EAST, REVERSE)).toEqual([AT.west, EAST, -7]);
  });

  test('arrival ends the episode', () => {
    expect(model.transitions(4 * AT.middle + SOUTH, FORWARD)).toEqual([{ probability: 1, next: 4 * AT.south + SOUTH, reward: 20, terminated: true }]);
    const env = make('CarStreet-v0', { map, people: false });
    env.reset({ seed: 0 });
    expect(env.step(REVERSE)).toEqual([4 * AT.south + NORTH, -2 + 20 + 1, true, false, { prob: 1, distance: 0 }]);
    expect(env.outcome!()).toBe('arrived');
  });

  test('several starts are equally likely', () => {
    const { start } = modelOf({ map: ['>.D.<', '##^##'], people: false });
    expect(start).toEqual([0 + EAST, 4 * 4 + WEST, 4 * 5 + NORTH].map((state) => ({ state, probability: 1 / 3 })));
  });

  test('with gamma 0.5 the shaping is 0.5 Phi(S\') - Phi(S): a car that stays two cells away gets 0.5 (-2) + 2 = 1', () => {
    const half = modelOf({ map, people: false, shapingGamma: 0.5 });
    expect(half.transitions(4 * AT.north + NORTH, TURN_LEFT)[0].reward).toBe(-1 + 1);
    expect(half.transitions(4 * AT.middle + NORTH, FORWARD)[0].reward).toBe(-1 + 0.5 * -2 + 1);
  });
});

describe('people', () => {
  // Cells 0 to 6 in a line, all within sight of the crosswalk, cell 3; the car begins at 0; state 16 cell + 4 heading + person.
  const map = ['>..=..D'], model = modelOf({ map });
  const state = (cell: number, heading: number, person: number) => 16 * cell + 4 * heading + person;
  const chain = (cell: number, person: number, a = TURN_LEFT) => (
    Object.fromEntries(model.transitions(state(cell, EAST, person), a).map(({ next, probability }) => [next % 4, probability]))
  );

  test('they come, step on, cross and go with chances of 0.3, 0.7, 0.4 and 0.9 a step', () => {
    expect(chain(1, AWAY)).toEqual({ [STEPPING_ON]: 0.3, [AWAY]: 0.7 });
    expect(chain(1, STEPPING_ON)).toEqual({ [ON_THE_ROAD]: 0.7, [STEPPING_ON]: 1 - 0.7 });
    expect(chain(1, ON_THE_ROAD)).toEqual({ [LEAVING]: 0.4, [ON_THE_ROAD]: 0.6 });
    expect(chain(1, LEAVING)).toEqual({ [AWAY]: 0.9, [LEAVING]: 1 - 0.9 });
  });

  test('the chances are options, and a chance of 1 is certain', () => {
    const other = modelOf({ map, pCome: 0.5, pEnter: 1, pCross: 0.25, pGo: 1 });
    const outcomes = (person: number) => other.transitions(state(1, EAST, person), TURN_LEFT).map(({ next, probability }) => [next % 4, probability]);
    expect([AWAY, STEPPING_ON, ON_THE_ROAD, LEAVING].map(outcomes)).toEqual([[[1, 0.5], [0, 0.5]], [[2, 1]], [[3, 0.25], [2, 0.75]], [[0, 1]]]);
  });

  test('nobody steps on while the car stands on the crosswalk; the rest of the chain goes on', () => {
    expect(chain(3, STEPPING_ON)).toEqual({ [STEPPING_ON]: 1 });
    expect(chain(3, AWAY)).toEqual({ [STEPPING_ON]: 0.3, [AWAY]: 0.7 });
    expect(chain(2, STEPPING_ON, FORWARD)).toEqual({ [STEPPING_ON]: 1 });                // the car was first
    expect(chain(3, STEPPING_ON, FORWARD)).toEqual({ [ON_THE_ROAD]: 0.7, [STEPPING_ON]: 1 - 0.7 });
  });

  test.each([200, 50, 1])('to drive onto a crosswalk with somebody on the road costs 100 + the time limit of %d', (timeLimit) => {
    // -1 for the step, -(100 + limit), and shaping 0 - (-4): from cell 2 it is 4 cells to the destination, and Phi is 0 at the end.
    expect(modelOf({ map }, timeLimit).transitions(state(2, EAST, ON_THE_ROAD), FORWARD)).toEqual([
      { probability: 1, next: state(3, EAST, ON_THE_ROAD), reward: -1 - (100 + timeLimit) + 4, terminated: true },
    ]);
    expect(makeRows('CarStreet-v0', { map, maxEpisodeSteps: timeLimit }).model!.transitions(state(4, EAST, ON_THE_ROAD), REVERSE)[0].reward).toBe(-2 - (100 + timeLimit) + 2);
  });

  test('a collision is told as such', () => {
    const env = new DynamicsEnv(carStreet({ map, pCross: 1e-9, pCome: 1, pEnter: 1, pGo: 1 }), { maxEpisodeSteps: 200 });       // somebody is always on the road
    env.reset({ seed: 0 });
    env.step(FORWARD); env.step(FORWARD);
    const [s, reward, terminated, truncated] = env.step(FORWARD);
    expect([s, reward, terminated, truncated, env.outcome()]).toEqual([state(3, EAST, ON_THE_ROAD), -297, true, false, 'collision']);
  });

  test('an only crosswalk in sight is found as it mostly stands: pi(i) proportional to 1 / p(i)', () => {
    expect(model.start.map(({ state: s }) => s)).toEqual([0, 1, 2, 3].map((person) => state(0, EAST, person)));
    model.start.forEach(({ probability }, i) => expect(probability).toBeCloseTo(PI[i], 14));
  });

  test('pi is stationary: it stays as it is under the chain', () => {
    const later = [0, 0, 0, 0];
    PI.forEach((p, person) => Object.entries(chain(1, person)).forEach(([next, chance]) => { later[Number(next)] += p * chance; }));
    later.forEach((p, i) => expect(p).toBeCloseTo(PI[i], 14));
  });

  test('a crosswalk out of sight is not simulated: coming into sight it is drawn from pi', () => {
    const far = ['>....=...D'], { of, count } = observations(streetOf(far)), distant = modelOf({ map: far });
    expect([distant.states, count]).toEqual([3 * 4 + 7 * 16, 3 * 4 + 7 * 16]);           // cells 0, 1 and 9 do not see cell 5
    expect(distant.transitions(of(0, EAST), FORWARD)).toEqual([{ probability: 1, next: of(1, EAST), reward: 0, terminated: false }]);
    const seen = distant.transitions(of(1, EAST), FORWARD);
    expect(seen.map(({ next }) => next)).toEqual([0, 1, 2, 3].map((person) => of(2, EAST, person)));
    seen.forEach(({ probability }, i) => expect(probability).toBeCloseTo(PI[i], 14));
    for (const person of [0, 1, 2, 3]) expect(distant.transitions(of(2, EAST, person), REVERSE)).toEqual([{ probability: 1, next: of(1, EAST), reward: -3, terminated: false }]);
  });

  test('from one crosswalk straight to the next: its people are drawn anew', () => {
    const two = ['>..=......=..D'], { of, sees } = observations(streetOf(two)), far = modelOf({ map: two });
    expect([6, 7].map(sees)).toEqual([true, true]);
    const seen = far.transitions(of(6, EAST, ON_THE_ROAD), FORWARD);
    expect(seen.map(({ next }) => next)).toEqual([0, 1, 2, 3].map((person) => of(7, EAST, person)));
    seen.forEach(({ probability }, i) => expect(probability).toBeCloseTo(PI[i], 14));
  });

  test('without people the crosswalk is road', () => {
    const empty = modelOf({ map, people: false });
    expect(empty.states).toBe(7 * 4);
    expect(empty.transitions(4 * 2 + EAST, FORWARD)).toEqual([{ probability: 1, next: 4 * 3 + EAST, reward: 0, terminated: false }]);
  });

  test('played, the chain has the frequencies of the model', () => {
    const env = makeRows('CarStreet-v0', { map, rows: 50, maxEpisodeSteps: 1_000_000 });
    env.reset(4);
    const found = [0, 0, 0, 0], moves = [[0, 0], [0, 0], [0, 0], [0, 0]];
    for (let t = 0; t < 400; t++) {
      env.advance();
      if (t === 0) env.observation.forEach((s) => found[s % 4]++);
      env.action.fill(TURN_LEFT);                                                        // the car waits
      env.step();
      for (let i = 0; i < env.rows; i++) moves[env.observation[i] % 4][env.next[i] % 4 === env.observation[i] % 4 ? 1 : 0]++;
    }
    expect(chiSquare(found, PI)).toBeLessThan(16.3);                                     // 3 degrees of freedom, 0.1 %
    [0.3, 0.7, 0.4, 0.9].forEach((p, person) => expect(chiSquare(moves[person], [p, 1 - p])).toBeLessThan(10.8));      // 1 degree
    expect(chiSquare(moves[AWAY], [0.35, 0.65])).toBeGreaterThan(10.8);                  // the gate sees a chance that is 0.05 off
  });
});

describe.each(BUILT_IN)('the built-in street %s', (map) => {
  const street = streetOf(MAPS[map]), { of, read, count } = observations(street), model = modelOf({ map });

  test('has at most 4,096 observations, counted as documented and named in words', () => {
    expect(model.states).toBe(count);
    expect(count).toBeLessThanOrEqual(4096);
    const people = ['nobody there', 'somebody stepping on', 'somebody on the road', 'somebody leaving'];
    for (let s = 0; s < model.states; s++) {
      const { cell, heading, person } = read(s);
      expect(of(cell, heading, person)).toBe(s);
      expect(model.stateName(s)).toBe(`(${street.x[cell]}, ${street.y[cell]}) heading ${HEADINGS[heading]}${street.crosswalk[cell] === -1 ? '' : `, ${people[person]}`}`);
    }
  });

  test('every transition follows the rules', () => {
    for (let s = 0; s < model.states; s++) {
      const from = read(s);
      for (const a of ACTIONS) {
        for (const { next, reward, terminated } of model.transitions(s, a)) {
          const to = read(next), turned = a === TURN_LEFT || a === TURN_RIGHT;
          const ahead = turned ? from.cell : street.neighbour[4 * from.cell + (a === FORWARD ? from.heading : (from.heading + 2) % 4)];
          const hit = to.cell !== from.cell && to.cell === street.crosswalk[to.cell] && to.person === ON_THE_ROAD, arrived = to.cell === street.destination;
          const phi = hit || arrived ? 0 : -street.distance[to.cell];
          const want = -1 - (a === REVERSE ? 1 : 0) - (ahead === -1 ? 5 : 0) + (arrived ? 20 : 0) - (hit ? 300 : 0) + phi + street.distance[from.cell];
          if (reward !== want || to.cell !== (ahead === -1 ? from.cell : ahead) || terminated !== (hit || arrived)) expect.fail(`${model.actionName(a)} in ${model.stateName(s)} gives ${reward} and ${model.stateName(next)}`);
        }
      }
    }
  });

  test('nobody ever walks into the car: somebody is on its crosswalk only where it drove onto them', () => {
    for (let s = 0; s < model.states; s++) {
      for (const a of ACTIONS) {
        for (const { next, terminated } of model.transitions(s, a)) {
          const from = read(s), to = read(next);
          if (to.cell !== street.crosswalk[to.cell] || to.person !== ON_THE_ROAD) continue;
          expect([from.person, from.cell !== to.cell, terminated]).toEqual([ON_THE_ROAD, true, true]);
        }
      }
    }
  });

  test('can be driven without hitting anybody: the optimal driver arrives', () => {
    const { actionValues } = valueIteration(model, { gamma: 1 });
    const { ends, timeLimit } = evaluatePolicy(model, (s) => greedyActions(actionValues, 4, s, 1e-9), { gamma: 1, horizon: 200 });
    const arrived = ends.reduce((sum, p, s) => sum + (read(s).cell === street.destination ? p : 0), 0), total = ends.reduce((sum, p) => sum + p, 0);
    expect(total - arrived).toBeLessThan(1e-12);
    expect(timeLimit).toBeLessThan(1e-9);
  });
});

describe('progress', () => {
  test('over a finished episode its sum is the distance from the start, whatever way was taken', () => {
    const map = ['###.###', '#>..=.D', '#.#.###'], street = streetOf(map), env = makeRows('CarStreet-v0', { map, rows: 20 });
    const { read } = observations(street), plain = new Float64Array(20), outcomes = new Set<string>();
    env.reset(1);
    let finished = 0;
    for (let t = 0; t < 3000; t++) {
      env.advance();
      for (let i = 0; i < env.rows; i++) env.action[i] = (t * 7 + i * 3 + (t % 11) * i) % 4;
      env.step();
      for (let i = 0; i < env.rows; i++) {
        if (env.first[i] === 1) plain[i] = 0;
        const a = env.action[i], from = read(env.observation[i]), to = read(env.next[i]);
        plain[i] += -1 - (a === REVERSE ? 1 : 0) - (a < 2 && from.cell === to.cell ? 5 : 0);
        if (env.terminated[i] === 0) continue;
        outcomes.add(env.outcome!(i));
        plain[i] += env.outcome!(i) === 'arrived' ? 20 : -300;
        expect(env.returns[i]).toBe(plain[i] + street.distance[street.starts[0].cell]);
        finished++;
      }
    }
    expect(finished).toBeGreaterThan(100);
    expect(outcomes).toEqual(new Set(['arrived', 'collision']));
  });

  /** The model with other rewards. */
  const rewarded = (model: Model, bonus: (s: number, next: number, terminated: boolean) => number): Model => ({
    ...model,
    transitions: (s, a) => model.transitions(s, a).map((outcome) => ({ ...outcome, reward: outcome.reward + bonus(s, outcome.next, outcome.terminated) })),
  });

  describe.each([1, 0.9])('as shaping with gamma %d', (gamma) => {
    const street = streetOf(MAPS.crossing), { read } = observations(street);
    const phi = (s: number) => -street.distance[read(s).cell];
    const shaped = modelOf({ shapingGamma: gamma });
    const plain = rewarded(shaped, (s, next, terminated) => phi(s) - gamma * (terminated ? 0 : phi(next)));
    /** Ng, Harada & Russell (1999): with shaping, Q*(s, a) is Q*(s, a) - Phi(s) without. The largest departure from that. */
    const departure = (model: Model) => {
      const Q = valueIteration(model, { gamma }).actionValues, Q0 = valueIteration(plain, { gamma }).actionValues;
      return Q.reduce((most, q, sa) => (shaped.transitions(sa >> 2, sa & 3).length === 0 ? most : Math.max(most, Math.abs(q - (Q0[sa] - phi(sa >> 2))))), 0);
    };

    test('it changes no optimal policy: Q*(s, a) only moves by Phi(s)', () => {
      expect(departure(shaped)).toBeLessThan(1e-8);
      const Q = valueIteration(shaped, { gamma }).actionValues, Q0 = valueIteration(plain, { gamma }).actionValues;
      for (let s = 0; s < shaped.states; s++) expect(greedyActions(Q, 4, s, 1e-7)).toEqual(greedyActions(Q0, 4, s, 1e-7));
    });

    test('the gate rejects a Phi that is minus the distance in terminal states too: a collision would cost by where it happens', () => {
      const wrong = rewarded(shaped, (_, next, terminated) => (terminated ? gamma * phi(next) : 0));
      expect(departure(wrong)).toBeGreaterThan(1);
    });
  });

  test('the gate rejects progress by another gamma than the agent\'s: waiting would pay', () => {
    // Ten cells away, a turn earns 0.5 Phi - Phi - 1 = 0.5 (-10) + 10 - 1 = 4, again and again.
    const best = (shapingGamma: number) => {
      const model = modelOf({ map: ['>.........D'], people: false, shapingGamma });
      return greedyActions(valueIteration(model, { gamma: 0.9 }).actionValues, 4, EAST, 1e-9);
    };
    expect(best(0.9)).toEqual([FORWARD]);
    expect(best(0.5)).toEqual([TURN_LEFT, TURN_RIGHT]);
  });
});

describe('the street is not too easy', () => {
  test.each(['crossing', 'town'] as const)('on %s the shortest-path driver who ignores people hits somebody in at least 20 % of episodes, and the optimal driver nobody', (map) => {
    const street = streetOf(MAPS[map]), { read } = observations(street), model = modelOf({ map });
    const blind = valueIteration(modelOf({ map, people: false }), { gamma: 1 }).actionValues, seeing = valueIteration(model, { gamma: 1 }).actionValues;
    const collisions = (policy: (s: number) => number[]) => (
      evaluatePolicy(model, policy, { gamma: 1, horizon: 200 }).ends.reduce((sum, p, s) => sum + (read(s).cell === street.destination ? 0 : p), 0)
    );
    const ignoring = collisions((s) => { const { cell, heading } = read(s); return greedyActions(blind, 4, 4 * cell + heading, 1e-9); });
    expect(ignoring).toBeGreaterThanOrEqual(0.2);
    expect(collisions((s) => greedyActions(seeing, 4, s, 1e-9))).toBeLessThan(1e-12);
  });

  test('100,000 random steps on each street are all in its model', () => {
    for (const map of BUILT_IN) {
      const env = makeRows('CarStreet-v0', { map, rows: 100 }), known = new Map<string, number>();
      for (let s = 0; s < env.model!.states; s++) for (const a of ACTIONS) for (const { next, reward } of env.model!.transitions(s, a)) known.set(`${s} ${a} ${next}`, reward);
      env.reset(8);
      let wrong = 0, x = 1;
      for (let t = 0; t < 1000; t++) {
        env.advance();
        for (let i = 0; i < env.rows; i++) env.action[i] = (x = (x * 48271) % 2147483647) & 3;
        env.step();
        for (let i = 0; i < env.rows; i++) if (known.get(`${env.observation[i]} ${env.action[i]} ${env.next[i]}`) !== env.reward[i]) wrong++;
      }
      expect([map, wrong]).toEqual([map, 0]);
    }
  });
});

describe('a map that is no street is refused in words', () => {
  const LEGEND = '\nA map is text with one character a cell: # building, . road, = crosswalk, ^ > v < start and where the car points, D destination.';
  test.each([
    [[], 'the map is empty'],
    ['\n  \n', 'the map is empty'],
    [['..D'], 'it has no start'],
    [['>..'], 'it has 0 destinations (D) and needs exactly one'],
    [['D>.D'], 'it has 2 destinations (D) and needs exactly one'],
    [['>.xD'], 'row 1, column 3 holds "x"'],
    [['####', '>. D'], 'row 2, column 3 holds " "'],
    [['#####', '>.D'], 'row 2 has 3 cells, where the longest has 5'],
    [['>.#D'], 'no road leads from row 1, column 1 to the destination'],
    [['>.D#.'], 'no road leads from row 1, column 5 to the destination'],
    [['>=....=.D'], 'from row 1, column 4 two crosswalks are within 3 road cells, row 1, column 2 and row 1, column 7; put them 7 or more apart'],
    [['>==D'], 'from row 1, column 1 two crosswalks are within 3 road cells, row 1, column 2 and row 1, column 3; put them 7 or more apart'],
  ])('%j: %s', (map, sentence) => {
    expect(() => make('CarStreet-v0', { map })).toThrow(new RangeError(`this is no street: ${sentence}.${LEGEND}`));
  });

  test('rows that are no text', () => {
    expect(() => make('CarStreet-v0', { map: ['>.D', 1] })).toThrow('each row of a map is text, and row 2 is 1.');
  });

  test('crosswalks seven road cells apart are far enough', () => {
    expect(() => streetOf(['>=......=.D'])).not.toThrow();
  });

  test('text is read with or without margins', () => {
    expect(streetOf('\n    ###\n    >.D\n    ###\n  ').map).toEqual(['###', '>.D', '###']);
  });

  test('a street with too many states', () => {
    expect(() => make('CarStreet-v0', { map: [`>${'.'.repeat(1030)}D`] })).toThrow(new RangeError('this street has 4128 states, and the most is 4096; draw a smaller one'));
  });

  test.each([
    ['twon', 'There is no map "twon". Did you mean "town"? The maps are: straight, corner, crossing, town. A street of your own is drawn as text over several lines.'],
    ['', 'There is no map "". The maps are: straight, corner, crossing, town.'],
    ['toString', 'There is no map "toString".'],
    [7, 'map is the name of a street or one drawn as text, and got 7'],
  ])('map %j', (map, sentence) => {
    expect(() => make('CarStreet-v0', { map })).toThrow(sentence);
  });
});

describe('an option out of range is refused in words', () => {
  test.each([0, -0.1, 1.1, NaN, '0.5', null])('a chance of %o', (p) => {
    for (const name of ['pCome', 'pEnter', 'pCross', 'pGo']) {
      const shown = typeof p === 'string' ? `"${p}"` : String(p);
      expect(() => make('CarStreet-v0', { [name]: p })).toThrow(new RangeError(`${name} is a chance per step, above 0 and at most 1, and got ${shown}`));
    }
  });

  test.each([-0.1, 1.1, NaN, '0.5'])('shapingGamma %o', (shapingGamma) => {
    expect(() => make('CarStreet-v0', { shapingGamma })).toThrow(/^shapingGamma lies between 0 and 1, and got /);
  });

  test('people that are neither there nor not', () => {
    expect(() => make('CarStreet-v0', { people: 'many' })).toThrow(new TypeError('people is true or false, and got "many"'));
  });

  test('no time limit: then no collision costs enough', () => {
    expect(() => make('CarStreet-v0', { maxEpisodeSteps: Infinity })).toThrow(new RangeError('CarStreet needs a time limit, since a collision costs 100 more than it, and got Infinity'));
  });
});
