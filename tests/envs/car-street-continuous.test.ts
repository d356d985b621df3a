import { readFileSync } from 'node:fs';
import { DynamicsEnv, MAPS, Random, ansi, make, makeRows, math, register, registry, streetOf, type Dynamics, type MakeOptions } from 'gymnasium-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BRAKE, COS, DRAG, GRIP, HEADING, LOCK, PIECE, PIECES, RADIUS, SIN, SPEED, THRUST, TIME_STEP, TOP_SPEED, WHEELBASE, X, Y, accelerate, curvatureOf, park, roll } from '../../envs/car-street-continuous/car.ts';
import { continuousActionStreet, continuousStreet, type ContinuousStreetOptions } from '../../envs/car-street-continuous/car-street-continuous.ts';
import { CELL, cellAt, courseOf, roadLeft, toWall, wayOn, type Course } from '../../envs/car-street-continuous/course.ts';
import { DOORWAY, PERSON_RADIUS } from '../../envs/car-street-continuous/people.ts';
import { LONGEST, MOST_WALKS, SHORTEST, randomStreet } from '../../envs/car-street-continuous/random-street.ts';
import { carStreetContinuous } from '../../envs/car-street-continuous/registered.ts';
import { APPROACH, PACE_SEEN, PEOPLE, RAYS, SIGHT, WALLS, WAY } from '../../envs/car-street-continuous/sight.ts';
import { streetBySeed } from '../../envs/car-street-continuous/street-store.ts';

for (const spec of carStreetContinuous) if (!registry.has(spec.id)) register(spec);

const FOUR = 'CarStreetContinuous-v0', BOX = 'CarStreetContinuousAction-v0';
const FORWARD = 0, REVERSE = 1, RIGHT = 3;
const TESTS = { mapSeeds: [10_000, 11_000] } as const;
const END = 7, SEED = 9, FIRST = 10;                        // columns of a state row: how it ended, the map's seed, the first person
const AT = 0, PACE = 1, WAIT = 2, WALKING = 3;              // columns of a person

/** A play of rules with nothing around them. */
function played(rules: Dynamics, seed = 0) {
  const s = new Float64Array(rules.stateSize), random = new Random(seed), seen = new Float32Array(rules.observationSpace.rowSize);
  rules.reset(s, random);
  return { s, random, step: (...action: number[]) => rules.step(s, action, random), look: () => { rules.observe(s, seen); return seen; } };
}
const stateOf = (env: unknown) => (env as DynamicsEnv).save().state as Float64Array;
const squared = (x: number, y: number) => x * x + y * y;
const field = ['#'.repeat(20), ...Array.from({ length: 18 }, (_, j) => `#${(j === 8 ? '........>........' : j === 0 ? 'D................' : '.'.repeat(17))}.#`), '#'.repeat(20)];

/** A careful driver who knows only what is seen: [steering, throttle]. */
function drive(seen: ArrayLike<number>, eyes = true): [number, number] {
  const v = 8 * seen[PACE_SEEN], [p1, p2, p4] = [1, 2, 4].map((cells, i) => [6 * cells * seen[WAY + 2 * i], 6 * cells * seen[WAY + 2 * i + 1]] as const);
  // Pure pursuit: the circle through the rear axle that touches the heading and meets the point has curvature 2 y / d^2.
  const back = p1[0] + 1.2, kappa = 2 * p1[1] / (back * back + p1[1] * p1[1]);
  const steering = Math.max(-1, Math.min(1, Math.atan(2.4 * kappa) / 0.6));
  const bend = Math.max(...[p1, p2].map(([ahead, right]) => Math.abs(Math.atan2(right, ahead))));
  let most = bend > 0.25 ? 3 : 8;
  if (eyes) RAYS.forEach((degrees, k) => {
    if (seen[PEOPLE + k] === 0) return;
    const far = SIGHT * (1 - seen[PEOPLE + k]), a = degrees * Math.PI / 180, [way, beside] = along([[0, 0], p1, p2, p4], far * Math.cos(a), far * Math.sin(a));
    if (beside > (seen[APPROACH + k] > 0.01 ? 4.5 : 1.9)) return;
    most = Math.min(most, Math.sqrt(8 * Math.max(0, way - 4.2)));
  });
  if (most < 0.3) return [steering, v > 0.05 ? -1 : 0];
  return [steering, v > most ? Math.max(-1, most - v - 0.1) : Math.min(1, 0.7 * (most - v) + most / 16)];
}

/** How far along a way a point is, and how far beside it, m. */
function along(points: readonly (readonly [number, number])[], x: number, y: number): [number, number] {
  let best: [number, number] = [0, Infinity], before = 0;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1], dx = points[i][0] - ax, dy = points[i][1] - ay, long = Math.hypot(dx, dy) || 1e-9;
    const t = ((x - ax) * dx + (y - ay) * dy) / long, on = Math.max(0, Math.min(long, t)), beside = Math.hypot(x - ax - on * dx / long, y - ay - on * dy / long);
    if (beside < best[1]) best = [before + on, beside];
    before += long;
  }
  return best;
}

/** The same with four actions: wheels are straight or at full lock, and on average as they should be. */
function fourDriver(eyes = true): (seen: ArrayLike<number>) => number {
  let owed = 0;                                   // steering that is due
  return (seen) => {
    const [steering, pedal] = drive(seen, eyes), v = 8 * seen[PACE_SEEN];
    if (pedal === 0 || pedal < -0.1) return v > -0.1 ? 1 : 0;
    owed = Math.max(-1, Math.min(1, owed + steering));
    if (Math.abs(owed) < 0.5) return 0;
    const right = owed > 0;
    owed -= right ? 1 : -1;
    return right ? 3 : 2;
  };
}

describe('the car', () => {
  /** The rear axle's places under one action, from rest. */
  const trace = (steps: number, ...action: number[]) => {
    const play = played(continuousActionStreet({ map: field }));
    return Array.from({ length: steps }, () => { play.step(...action); return play.s.slice(); });
  };

  test('at full throttle it follows v = v0 (1 - e^(-k t)), x = v0 (t - (1 - e^(-k t)) / k), exactly, with v0 = 8 m/s and k = 0.5 / s', () => {
    const start = played(continuousActionStreet({ map: field })).s[X];
    trace(30, 0, 1).forEach((s, i) => {
      const t = (i + 1) * TIME_STEP, rise = 1 - math.exp(-DRAG * t);
      expect(s[SPEED]).toBeCloseTo(TOP_SPEED * rise, 12);
      expect(s[X] - start).toBeCloseTo(TOP_SPEED * (t - rise / DRAG), 11);
      expect(s[Y]).toBe(trace(1, 0, 0)[0][Y]);
    });
    expect(THRUST / DRAG).toBe(TOP_SPEED);
  });

  test('the gate rejects Euler\'s method: its speed is off by more than 1e-3', () => {
    let v = 0;
    for (let piece = 0; piece < PIECES; piece++) v += (THRUST - DRAG * v) * PIECE;
    expect(Math.abs(v - TOP_SPEED * (1 - math.exp(-DRAG * TIME_STEP)))).toBeGreaterThan(1e-3);
  });

  test('it brakes by 6 m/s^2 and drag to a halt, then backs up to 2 m/s', () => {
    const play = played(continuousActionStreet({ map: field }));
    for (let t = 0; t < 10; t++) play.step(0, 1);
    // v + b/k falls by e^(-k t).
    const v = play.s[SPEED], limit = -BRAKE / DRAG;
    play.step(0, -1);
    expect(play.s[SPEED]).toBeCloseTo(limit + (v - limit) * math.exp(-DRAG * TIME_STEP), 12);
    for (let t = 0; t < 5; t++) play.step(0, -1);
    expect(play.s[SPEED]).toBeLessThanOrEqual(0);
    for (let t = 0; t < 40; t++) play.step(0, -1);
    expect(play.s[SPEED]).toBeGreaterThan(-2);
    expect(play.s[SPEED]).toBeLessThan(-1.9);
    expect(trace(5, 0.3, 0).every((s) => s[SPEED] === 0)).toBe(true);      // at rest it stays at rest
  });

  /** How far the rear axle strays from the circle of radius `r` around the point at its right, for a step of the model. */
  const strays = (model: (s: Float64Array, way: number, kappa: number) => void, r: number, way: number) => {
    const s = new Float64Array(10);
    park(s, 50, 50, 1);
    const cx = s[X] - r * s[SIN], cy = s[Y] + r * s[COS];
    let most = 0;
    for (let i = 0; i < 200; i++) {
      model(s, way, 1 / r);
      most = Math.max(most, Math.abs(Math.sqrt(squared(s[X] - cx, s[Y] - cy)) - r));
    }
    return most;
  };
  const euler = (s: Float64Array, way: number, kappa: number) => {
    s[X] += way * math.cos(s[HEADING]); s[Y] += way * math.sin(s[HEADING]); s[HEADING] += way * kappa;
  };
  const radius = WHEELBASE / math.tan(LOCK);

  test('at full lock it drives a circle of radius L / tan(delta) = 3.51 m, to the right where steering is above 0', () => {
    expect(1 / curvatureOf(1)).toBeCloseTo(radius, 12);
    expect(radius).toBeCloseTo(3.508, 3);
    expect(strays(roll, radius, 0.4)).toBeLessThan(1e-9);
    const play = played(continuousStreet({ map: field })), { s } = play, y = s[Y];
    for (let t = 0; t < 8; t++) play.step(RIGHT);
    expect(s[HEADING]).toBeGreaterThan(0.3);                              // east to south: down
    expect(s[Y]).toBeGreaterThan(y);
    const cx = s[X] - radius * s[SIN], cy = s[Y] + radius * s[COS];
    for (let t = 0; t < 60; t++) {
      play.step(RIGHT);
      expect(Math.sqrt(squared(s[X] - cx, s[Y] - cy))).toBeCloseTo(radius, 9);
      expect(squared(s[COS], s[SIN])).toBeCloseTo(1, 12);
      expect(s[COS]).toBeCloseTo(math.cos(s[HEADING]), 11);
    }
  });

  test('the gate rejects a heading that turns only after the way, and a wheelbase of another length', () => {
    expect(strays(euler, radius, 0.4)).toBeGreaterThan(0.1);
    expect(strays((s, way, kappa) => roll(s, way, kappa * WHEELBASE / 2.5), radius, 0.4)).toBeGreaterThan(0.1);
  });

  test('tyres hold 5 m/s^2: at top speed a turn takes v^2 / 5 = 12.8 m of radius at least', () => {
    const play = played(continuousActionStreet({ map: field })), { s } = play;
    for (let t = 0; t < 20; t++) play.step(0, 1);
    for (let t = 0; t < 10; t++) {
      const before = s[HEADING], v = s[SPEED];
      play.step(-1, 1);
      expect(Math.abs(s[HEADING] - before) / TIME_STEP * v).toBeLessThan(GRIP * 1.1);
      expect(Math.abs(s[HEADING] - before)).toBeGreaterThan(0.05);
    }
  });

  test('going back over the same bend leads back', () => {
    const s = new Float64Array(10);
    park(s, 30, 30, 0.7);
    const start = s.slice();
    for (let i = 0; i < 50; i++) roll(s, 0.3, 0.2);
    for (let i = 0; i < 50; i++) roll(s, -0.3, 0.2);
    s.forEach((value, i) => expect(value).toBeCloseTo(start[i], 10));
    expect(accelerate(s, 0)).toBe(0);
  });
});

/** How near the car's discs come to a building, m: by looking in all directions, not by the rules' own test. */
function room(course: Course, s: Float64Array): number {
  let least = Infinity;
  for (let disc = 0; disc <= 2; disc++) {
    const x = s[X] + disc * WHEELBASE / 2 * s[COS], y = s[Y] + disc * WHEELBASE / 2 * s[SIN], at = cellAt(course, x, y);
    if (course.ways[at] === 0) return -1;
    for (let row = -1; row <= 1; row++) {
      for (let column = -1; column <= 1; column++) {
        if (course.ways[at + row * course.stride + column] !== 0) continue;
        const left = (at % course.stride - 1 + column) * CELL, top = (Math.floor(at / course.stride) - 1 + row) * CELL;
        least = Math.min(least, Math.sqrt(squared(x - Math.max(left, Math.min(left + CELL, x)), y - Math.max(top, Math.min(top + CELL, y)))));
      }
    }
  }
  return least;
}

describe('walls and sight', () => {
  test('walls are never crossed, and what is seen stays in its box, whatever is done', () => {
    const actions = fc.array(fc.tuple(fc.double({ min: -1.5, max: 1.5, noNaN: true }), fc.double({ min: -1.5, max: 1.5, noNaN: true }), fc.integer({ min: 1, max: 12 })), { minLength: 5, maxLength: 40 });
    fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), actions, (seed, moves) => {
      const rules = continuousActionStreet({ mapSeeds: [seed, seed + 1] }), play = played(rules, seed), course = streetBySeed(seed);
      for (const [steering, throttle, times] of moves) {
        for (let i = 0; i < times && !rules.terminal(play.s); i++) {
          const reward = play.step(steering, throttle);
          expect(Number.isFinite(reward)).toBe(true);
          expect(room(course, play.s)).toBeGreaterThan(RADIUS - 1e-9);
          expect(rules.observationSpace.contains(play.look())).toBe(true);
        }
      }
    }), { numRuns: 150, seed: 1 });
  });

  test('a bump stops the car where it touches, and costs 1 + 4 v / 8', () => {
    const play = played(continuousActionStreet({ map: ['########', '#D.>...#', '########'] })), { s } = play;
    let bumped = 0;
    for (let t = 0; t < 40 && bumped === 0; t++) {
      const v = s[SPEED], road = s[8], reward = play.step(0, 1);
      if (s[SPEED] > 0) continue;
      bumped = reward + 0.2 - (road - s[8]);
      expect(bumped).toBeLessThan(-1 - 4 * v / 8);                        // it was a little faster when it touched
      expect(bumped).toBeGreaterThan(-1 - 4 * (v + 0.8) / 8);
    }
    expect(bumped).toBeLessThan(0);
    const gap = 7 * CELL - (s[X] + WHEELBASE + RADIUS);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThan(0.06);
  });

  test('rays measure the way to buildings: ahead, behind and to the sides of a start', () => {
    const { look } = played(continuousStreet({ map: ['#########', '#.>....D#', '#########'] })), seen = look();
    const metres = (degrees: number) => SIGHT * (1 - seen[WALLS + RAYS.indexOf(degrees as 0)]);
    expect(metres(0)).toBeCloseTo(5.5 * CELL > SIGHT ? SIGHT : 5.5 * CELL, 5);
    expect([metres(-90), metres(90)]).toEqual([expect.closeTo(3, 5), expect.closeTo(3, 5)]);
    expect(metres(180)).toBeCloseTo(1.5 * CELL, 5);
    expect(metres(45)).toBeCloseTo(3 * Math.SQRT2, 5);
  });

  test('the ray agrees with small steps through the map', () => {
    const course = courseOf(randomStreet(5)), random = new Random(1);
    for (let n = 0; n < 500; n++) {
      const x = random.uniform(CELL, (course.stride - 3) * CELL), y = random.uniform(CELL, 8 * CELL), angle = random.uniform(-Math.PI, Math.PI);
      if (course.ways[cellAt(course, x, y)] === 0) continue;
      const dx = math.cos(angle), dy = math.sin(angle);
      let walked = 0;
      while (walked < SIGHT && course.ways[cellAt(course, x + walked * dx, y + walked * dy)] !== 0) walked += 0.01;
      expect(Math.abs(toWall(course, x, y, dx, dy, SIGHT) - walked)).toBeLessThan(0.02);
    }
  });

  test('somebody is told by the nearest ray, with distance and how fast they come nearer; nobody through a wall', () => {
    const rules = continuousStreet({ map: ['###########', '#>..=....D#', '###########'] }), { s, look } = played(rules);
    s[FIRST + AT] = -2; s[FIRST + PACE] = 1.2; s[FIRST + WALKING] = 1.2;
    // 18 m ahead and 2 m to the left (north): 6.3 degrees to the left, so the ray at -6; walking south at 1.2 m/s it comes nearer by 1.2 sin(6.3 degrees).
    const far = Math.sqrt(18 * 18 + 4), k = RAYS.indexOf(-6), seen = look();
    expect(seen[PEOPLE + k]).toBeCloseTo(1 - far / SIGHT, 6);
    expect(seen[APPROACH + k]).toBeCloseTo(1.2 * 2 / far / 1.5, 6);
    expect(RAYS.filter((_, i) => seen[PEOPLE + i] > 0)).toEqual([-6]);
    s[FIRST + AT] = 2;
    expect(look()[APPROACH + RAYS.indexOf(6)]).toBeCloseTo(-1.2 * 2 / far / 1.5, 6);
    const hidden = played(continuousStreet({ map: ['#####', '#>..#', '###.#', '###.#', '###=#', '###.#', '###D#', '#####'] }));
    hidden.s[FIRST + PACE] = 1;
    expect(RAYS.some((_, i) => hidden.look()[PEOPLE + i] > 0)).toBe(false);
  });
});

describe('people', () => {
  test('nobody walks into a standing car, wherever it stands, in 100,000 steps', () => {
    const map = ['##########', '#>...=..D#', '##########'], rules = continuousActionStreet({ map }), play = played(rules), { s } = play, course = courseOf(map);
    const random = new Random(3);
    let walked = 0, waited = 0, least = Infinity;
    for (let t = 0; t < 100_000; t++) {
      if (t % 500 === 0) {
        do { s[FIRST + PACE] = 0; s[FIRST + WAIT] = 1; park(s, 33 + random.uniform(-5, 5), 9 + random.uniform(-2, 2), random.uniform(-3.1, 3.1)); } while (room(course, s) < RADIUS);
      }
      play.step(0, 0);
      expect(s[END]).toBe(0);
      if (s[FIRST + PACE] === 0) continue;
      if (s[FIRST + WALKING] === 0) { waited++; continue; }
      walked++;
      for (let disc = 0; disc <= 2; disc++) least = Math.min(least, squared(s[X] + disc * WHEELBASE / 2 * s[COS] - 33, s[Y] + disc * WHEELBASE / 2 * s[SIN] - 9 - s[FIRST + AT]));
    }
    expect(Math.sqrt(least)).toBeGreaterThan(RADIUS + PERSON_RADIUS);
    expect(Math.min(walked, waited)).toBeGreaterThan(5_000);
  });

  test('whoever brakes as soon as somebody is on the road, never hits anybody: nobody steps out too late', () => {
    const map = ['####################', '#>.....=..........D#', '####################'];
    let met = 0;
    for (let seed = 0; seed < 400; seed++) {
      const rules = continuousActionStreet({ map }), play = played(rules, seed), { s } = play;
      for (let t = 0; t < 300 && !rules.terminal(s); t++) {
        const on = s[FIRST + PACE] !== 0 && Math.abs(s[FIRST + AT]) < DOORWAY, past = s[X] > 45;
        play.step(0, on && !past ? (s[SPEED] > 0 ? -1 : 0) : 1);
        if (on && !past && s[X] > 35) met++;
      }
      expect(rules.outcome!(s)).toBe('arrived');
    }
    expect(met).toBeGreaterThan(500);
  });

  test('who is on the road and in the way of a car that stands turns back after two seconds', () => {
    const map = ['##########', '#>...=..D#', '##########'], play = played(continuousActionStreet({ map })), { s } = play;
    park(s, 33, 9, 0);
    s[FIRST + AT] = -2.3; s[FIRST + PACE] = 1; s[FIRST + WAIT] = 0;
    for (let t = 0; t < 16; t++) play.step(0, 0);
    expect(s[FIRST + PACE] <= 0).toBe(true);
    expect(s[END]).toBe(0);
  });

  test('a collision ends the episode and costs 100 + 0.2 a step of the time limit', () => {
    const play = played(continuousActionStreet({ map: ['##########', '#>...=..D#', '##########'] }, { timeLimit: 300 })), { s } = play;
    for (let t = 0; t < 60 && s[END] === 0; t++) {
      s[FIRST + AT] = 0; s[FIRST + PACE] = 1; s[FIRST + WAIT] = 9;
      const road = s[8], reward = play.step(0, 1);
      if (s[END] !== 0) expect(reward).toBeCloseTo(-0.2 - 160 + road, 10);
    }
    expect(s[END]).toBe(2);
  });

  test('without people nobody comes', () => {
    const play = played(continuousStreet({ people: false }));
    expect(play.s.length).toBe(FIRST);
    for (let t = 0; t < 100; t++) { play.step(FORWARD); expect(RAYS.some((_, i) => play.look()[PEOPLE + i] > 0)).toBe(false); }
  });
});

describe('progress', () => {
  test('the road that is left is continuous where the car can be, and agrees with the map in the middle of straight cells', () => {
    const random = new Random(2);
    for (let seed = 0; seed < 40; seed++) {
      const course = streetBySeed(seed), rows = course.map.length;
      for (let n = 0; n < 200; n++) {
        const x = random.uniform(0, (course.stride - 2) * CELL), y = random.uniform(0, rows * CELL), far = random.uniform(0, 2 * Math.PI);
        const clear = [0, 1, 2, 3, 4, 5, 6, 7].every((k) => course.ways[cellAt(course, x + math.cos(k * Math.PI / 4), y + math.sin(k * Math.PI / 4))] !== 0);
        if (!clear) continue;
        const step = Math.abs(roadLeft(course, x + 1e-4 * math.cos(far), y + 1e-4 * math.sin(far)) - roadLeft(course, x, y));
        expect(step).toBeLessThan(1e-4);
      }
      const { x, y } = course.starts[0];
      expect(roadLeft(course, x, y)).toBeCloseTo(course.distance[cellAt(course, x, y)] - 0.5, 12);
    }
  });

  test('over a finished episode its sum is the road from the start, whatever way was taken', () => {
    const env = makeRows(BOX, { ...TESTS, rows: 40 }), plain = new Float64Array(40), road = new Float64Array(40), outcomes = new Set<string>();
    env.reset(1);
    let finished = 0;
    for (let t = 0; t < 600; t++) {
      env.advance();
      for (let i = 0; i < env.rows; i++) {
        const seen = env.observation.subarray(i * 44, (i + 1) * 44);
        if (env.first[i] === 1) { plain[i] = 0; road[i] = (env.info!(i).distance as number) / CELL; }
        env.action.set(drive(seen, i % 2 === 0), 2 * i);
      }
      env.step();
      for (let i = 0; i < env.rows; i++) {
        plain[i] += -0.2 - (env.next[i * 44 + PACE_SEEN] < 0 ? 0.2 : 0);
        if (env.terminated[i] === 0) continue;
        const outcome = env.outcome!(i);
        outcomes.add(outcome);
        plain[i] += outcome === 'arrived' ? 20 : -200;
        if (env.returns[i] < plain[i] + road[i] - 0.9) continue;         // it bumped into something on the way
        expect(env.returns[i]).toBeCloseTo(plain[i] + road[i], 8);
        finished++;
      }
    }
    expect(finished).toBeGreaterThan(100);
    expect(outcomes).toEqual(new Set(['arrived', 'collision']));
  });
});

describe('random streets', () => {
  const seeds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => randomStreet(from + i));

  test('10,000 seeds give 9,999 maps, none of them among the tests\', with ways of the documented lengths', () => {
    const maps = seeds(0, 10_000), training = new Set(maps.map((map) => map.join('\n')));
    expect(training.size).toBe(9_999);
    expect(seeds(10_000, 11_000).filter((map) => training.has(map.join('\n')))).toEqual([]);
    const courses = maps.map(courseOf), lengths = courses.map((course) => course.distance[cellAt(course, course.starts[0].x, course.starts[0].y)]).sort((a, b) => a - b);
    expect([0, 2_500, 5_000, 7_500, 9_999].map((i) => lengths[i])).toEqual([12, 13, 15, 18, 40]);
    expect(lengths.reduce((sum, cells) => sum + cells, 0) / 10_000).toBeCloseTo(16.4, 1);
    const shares = [[12, 14], [15, 19], [20, 24], [25, 40]].map(([from, to]) => lengths.filter((cells) => cells >= from && cells <= to).length / 100);
    expect(shares.map(Math.round)).toEqual([42, 38, 15, 5]);
  });

  test('envs/README.md tells how long the ways are, of training and test streets', () => {
    const page = readFileSync(new URL('../../envs/README.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/^\| (\d+) to (\d+) \| (\d+) % \| (\d+) % \|$/gm)].map((row) => row.slice(1).map(Number));
    expect(told.map(([from, to]) => [from, to])).toEqual([[12, 14], [15, 19], [20, 24], [25, 40]]);
    [seeds(0, 10_000), seeds(10_000, 11_000)].forEach((maps, column) => {
      const lengths = maps.map(courseOf).map((course) => course.distance[cellAt(course, course.starts[0].x, course.starts[0].y)]);
      for (const [from, to, ...shares] of told) {
        const share = 100 * lengths.filter((cells) => cells >= from && cells <= to).length / lengths.length;
        expect(Math.round(share), `${from} to ${to}`).toBe(shares[column]);
      }
    });
  });

  test('each can be driven: 12 to 40 road cells, a car that points the right way, crosswalks far enough apart, one or more on the way', () => {
    for (const map of seeds(0, 400)) {
      const street = streetOf(map), course = courseOf(street.map), [{ x, y, heading }] = course.starts;
      let at = cellAt(course, x, y), met = 0;
      expect(course.distance[at]).toBeGreaterThanOrEqual(SHORTEST);
      expect(course.distance[at]).toBeLessThanOrEqual(LONGEST);
      expect(wayOn(course, at)).toBe((Math.round(heading / (Math.PI / 2)) + 5) % 4);
      for (let cells = course.distance[at]; cells > 0; cells--) {
        at += [-course.stride, 1, course.stride, -1][wayOn(course, at)];
        const [column, row] = [at % course.stride - 1, Math.floor(at / course.stride) - 1];
        if (street.map[row][column] === '=') met++;
      }
      expect(at).toBe(course.destination);
      expect(met).toBeGreaterThanOrEqual(1);
      expect(course.walkX.length).toBeLessThanOrEqual(MOST_WALKS);
      street.distance.forEach((d, cell) => expect(course.distance[(street.y[cell] + 1) * course.stride + street.x[cell] + 1]).toBe(d));
    }
  });

  test('episodes draw their map from the range given, and from no other', () => {
    const drawn = (mapSeeds?: readonly [number, number]) => {
      const play = played(continuousStreet(mapSeeds && { mapSeeds })), rules = continuousStreet(mapSeeds && { mapSeeds });
      return Array.from({ length: 200 }, () => { rules.reset(play.s, play.random); return play.s[SEED]; });
    };
    expect(drawn().every((seed) => seed >= 0 && seed < 10_000)).toBe(true);
    expect(drawn([10_000, 11_000]).every((seed) => seed >= 10_000 && seed < 11_000)).toBe(true);
    expect(new Set(drawn([5, 8]))).toEqual(new Set([5, 6, 7]));
  });

  test('a state row is all there is: played elsewhere, after other streets, it goes on as it would have', () => {
    for (const id of [FOUR, BOX]) {
      const env = make(id, TESTS) as DynamicsEnv, stranger = make(id, TESTS) as DynamicsEnv, random = new Random(4);
      env.reset({ seed: 12 });
      const act = (): never => (id === FOUR ? random.integers(4) : [random.uniform(-1, 1), random.uniform(-0.5, 1)]) as never;
      for (let t = 0; t < 40; t++) env.step(act());
      stranger.load(structuredClone(env.save()));
      for (let seed = 20_000; seed < 20_050; seed++) streetBySeed(seed);
      for (let t = 0; t < 100; t++) {
        const a = act();
        expect(stranger.step(a)).toEqual(env.step(a));
      }
      expect(stateOf(stranger)).toEqual(stateOf(env));
    }
  });
});

/** How episodes of a driver end, one on each of the first test maps, and their mean return. */
function driven(id: string, driver: () => (seen: ArrayLike<number>) => unknown, episodes: number, options: MakeOptions = {}) {
  const count: Record<string, number> = { arrived: 0, collision: 0, 'time limit': 0 };
  let sum = 0;
  for (let k = 0; k < episodes; k++) {
    const env = make(id, options.map ? options : { ...options, mapSeeds: [10_000 + k, 10_001 + k] }), act = driver();
    let [seen] = env.reset({ seed: k }) as [Float32Array, unknown], over = false;
    while (!over) {
      const [next, reward, terminated, truncated] = env.step(act(seen));
      sum += reward;
      seen = next as Float32Array;
      over = terminated || truncated;
    }
    count[env.outcome!()]++;
  }
  return { count, mean: sum / episodes };
}
const ends = (...asked: Parameters<typeof driven>) => driven(...asked).count;

describe('the problem is solvable, and not too easy', () => {
  test.each([[FOUR, () => fourDriver()], [BOX, () => (seen: ArrayLike<number>) => drive(seen)]] as const)('%s: a careful driver arrives on more than 95 %% of 200 test maps and hits nobody', (id, driver) => {
    const { arrived, collision } = ends(id, driver, 200);
    expect(arrived).toBeGreaterThan(190);
    expect(collision).toBe(0);
  });

  test.each([[FOUR, () => fourDriver(false)], [BOX, () => (seen: ArrayLike<number>) => drive(seen, false)]] as const)('%s: the same driver without eyes for people hits somebody on at least 20 %%', (id, driver) => {
    expect(ends(id, driver, 200).collision).toBeGreaterThanOrEqual(40);
  });

  test('the thresholds: a point below the careful driver with wheels and pedals, and halfway to that from what it gets with four actions', () => {
    const [four, box] = [FOUR, BOX].map((id) => registry.get(id)!.rewardThreshold!);
    const coarse = driven(FOUR, () => fourDriver(), 200).mean, fine = driven(BOX, () => (seen) => drive(seen), 200).mean;
    expect([coarse, fine].map((mean) => mean.toFixed(1))).toEqual(['4.1', '11.9']);
    expect([four, box]).toEqual([Math.round((coarse + fine) / 2), Math.round(fine - 1)]);
    // Without eyes for people neither comes near.
    expect(driven(FOUR, () => fourDriver(false), 200).mean).toBeLessThan(four - 30);
    expect(driven(BOX, () => (seen) => drive(seen, false), 200).mean).toBeLessThan(box - 30);
  });

  test.each(['straight', 'corner', 'crossing'])('the careful driver also drives the built-in street %s', (map) => {
    expect(ends(BOX, () => (seen) => drive(seen), 10, { map })).toEqual({ arrived: 10, collision: 0, 'time limit': 0 });
  });

  test.each([FOUR, BOX])('%s: a random driver hardly ever arrives', (id) => {
    const random = new Random(1);
    const { arrived } = ends(id, () => () => (id === FOUR ? random.integers(4) : [random.uniform(-1, 1), random.uniform(-1, 1)]), 100);
    expect(arrived).toBeLessThanOrEqual(1);
  });
});

describe('pictures', () => {
  test('in plain characters the car, people, start and destination are where they are on the map', () => {
    const env = make(FOUR, { map: 'straight' });
    env.reset({ seed: 1 });
    const state = stateOf(env), draw = (change: (s: Float64Array) => void) => {
      const s = state.slice();
      change(s);
      return ansi((env as DynamicsEnv).dynamics.render!(s), { colors: 'none' }).split('\n');
    };
    expect(draw((s) => { s[FIRST + PACE] = 0; })).toEqual([...streetOf(MAPS.straight).map, 'The car points east and stands; nobody in sight.']);
    expect(draw((s) => { park(s, 21, 9, Math.PI / 2); s[SPEED] = -0.7; s[FIRST + PACE] = 1; s[FIRST + AT] = 0; }).slice(1)).toEqual([
      '#s.v..o.....D#', '##############', 'The car points south and rolls back at 0.7 m/s; somebody in sight.',
    ]);
    expect(draw((s) => { s[END] = 2; }).at(-1)).toMatch(/^Collision/);
    expect(draw((s) => { s[END] = 1; }).at(-1)).toMatch(/^Arrived/);
  });
});

describe('an option out of range is refused in words', () => {
  test.each<[ContinuousStreetOptions | Record<string, unknown>, string]>([
    [{ map: 'twon' }, 'There is no map "twon". Did you mean "town"? The maps are: random, straight, corner, crossing, town. A street of your own is drawn as text over several lines.'],
    [{ map: 7 }, 'map is "random", the name of a street or one drawn as text, and got 7'],
    [{ map: ['>..'] }, 'this is no street: it has 0 destinations (D) and needs exactly one.'],
    [{ map: 'town', mapSeeds: [1, 2] }, 'mapSeeds are for the map "random", and the map is "town"; leave one of them out'],
    [{ mapSeeds: [5, 5] }, 'mapSeeds are two whole numbers [from, to], 0 <= from < to <= 2^32, of which the last seed is to - 1; got [5, 5]'],
    [{ mapSeeds: 5 }, 'mapSeeds are two whole numbers [from, to]'],
    [{ mapSeeds: [0, 1, 2] }, 'mapSeeds are two whole numbers [from, to]'],
    [{ mapSeeds: [-1, 2] }, 'mapSeeds are two whole numbers [from, to]'],
    [{ people: 'many' }, 'people is true or false, and got "many"'],
    [{ shapingGamma: 1.1 }, 'shapingGamma lies between 0 and 1, and got 1.1'],
  ])('%j', (options, sentence) => {
    for (const id of [FOUR, BOX]) expect(() => make(id, options as MakeOptions)).toThrow(sentence);
  });

  test('no time limit: then no collision costs enough', () => {
    expect(() => make(FOUR, { maxEpisodeSteps: Infinity })).toThrow('CarStreetContinuous needs a time limit, since a collision costs 100 more than it, and got Infinity');
  });

  test('the pedals of the four actions: reverse rolls back from rest', () => {
    const play = played(continuousStreet({ map: field }));
    const reward = play.step(REVERSE);
    expect(play.s[SPEED]).toBeLessThan(0);
    expect(reward).toBeLessThan(-0.39);
  });
});
