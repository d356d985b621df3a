import { DynamicsEnv, Random, ansi, make, makeRows, register, registry, svg, type Dynamics } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { dampedFitness, doublePole } from '../../envs/double-pole/double-pole.ts';
import { doublePole as specs } from '../../envs/double-pole/registered.ts';
import { generalizationStarts } from '../../envs/double-pole/starts.ts';

for (const spec of specs) if (!registry.has(spec.id)) register(spec);

const random = new Random(0);
const stateOf = (rules: Dynamics, motion: readonly number[]) => { const s = new Float64Array(rules.stateSize); s.set(motion); return s; };
const motionOf = (s: Float64Array) => Array.from(s.subarray(0, 6));

// The plant again, from Lagrange's equations instead of Wieland's. A rod of mass m and half length l has its middle at
// (x + l sin theta, l cos theta) and a moment of inertia of m l^2 / 3 about it.
const g = 9.8, M = 1, m = [0.1, 0.01], l = [0.5, 0.05], mu = 0.000002;

interface Plant { readonly friction: number; readonly inertia: number; readonly force: number }
const plant: Plant = { friction: mu, inertia: 4 / 3, force: 20 };

/**
 * (M + m1 + m2) a + sum m l (cos theta alpha - sin theta omega^2) = F
 * m l cos theta a + 4/3 m l^2 alpha - m g l sin theta = -mu omega             for each pole
 */
function lagrange([, v, theta1, omega1, theta2, omega2]: readonly number[], F: number, { friction, inertia }: Plant): number[] {
  const theta = [theta1, theta2], omega = [omega1, omega2];
  const matrix = [[M + m[0] + m[1], 0, 0, F], [0, 0, 0, 0], [0, 0, 0, 0]];
  for (let i = 0; i < 2; i++) {
    matrix[0][i + 1] = matrix[i + 1][0] = m[i] * l[i] * Math.cos(theta[i]);
    matrix[0][3] += m[i] * l[i] * Math.sin(theta[i]) * omega[i] * omega[i];
    matrix[i + 1][i + 1] = inertia * m[i] * l[i] * l[i];
    matrix[i + 1][3] = m[i] * g * l[i] * Math.sin(theta[i]) - friction * omega[i];
  }
  const [a, alpha1, alpha2] = solved(matrix);
  return [v, a, omega1, alpha1, omega2, alpha2];
}

/** Gauss and Jordan's elimination of a matrix with its right-hand side in the last column. */
function solved(matrix: number[][]): number[] {
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      if (k === i) continue;
      const share = matrix[k][i] / matrix[i][i];
      for (let j = i; j < 4; j++) matrix[k][j] -= share * matrix[i][j];
    }
  }
  return matrix.map((row, i) => row[3] / row[i]);
}

type Slope = (z: readonly number[]) => number[];
const plus = (z: readonly number[], h: number, dz: readonly number[]) => z.map((x, i) => x + h * dz[i]);
const euler = (z: readonly number[], h: number, f: Slope) => plus(z, h, f(z));
function rungeKutta(z: readonly number[], h: number, f: Slope): number[] {
  const k1 = f(z), k2 = f(plus(z, h / 2, k1)), k3 = f(plus(z, h / 2, k2)), k4 = f(plus(z, h, k3));
  return z.map((x, i) => x + h * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6);
}

/** So many steps of a method after each other. */
const after = (steps: number, h: number, method = rungeKutta, other: Partial<Plant> = {}) => (z: readonly number[], y: number): number[] => {
  const world = { ...plant, ...other }, F = world.force * (y - 0.5);
  let now = [...z];
  for (let i = 0; i < steps; i++) now = method(now, h, (at) => lagrange(at, F, world));
  return now;
};

/** States that a controller may meet, and an action for each. */
const met = Array.from({ length: 2000 }, (_, i) => {
  const draw = new Random(i), either = (top: number) => draw.uniform(-top, top);
  return { z: [either(2.4), either(2), either(0.6), either(2), either(0.6), either(8)], y: draw.random() };
});

/** The largest difference between a step of the rules and another way to take it, over all states: in x, v, the angles, their velocities. */
function farthest(other: (z: readonly number[], y: number) => number[]): number {
  const rules = doublePole();
  return Math.max(...met.map(({ z, y }) => {
    const s = stateOf(rules, z);
    rules.step(s, [y], random);
    return Math.max(...other(z, y).map((x, i) => Math.abs(x - s[i])));
  }));
}

describe('a step is two steps of Runge and Kutta\'s method along Lagrange\'s equations', () => {
  const SAME = 1e-13;                                       // of numbers up to 30
  test('of 0.01 s each, with 20 (y - 0.5) N', () => expect(farthest(after(2, 0.01))).toBeLessThan(SAME));
  test.each([
    ['Euler\'s method', after(2, 0.01, euler)],
    ['one step of 0.02 s', after(1, 0.02)],
    ['one step of 0.01 s', after(1, 0.01)],
    ['10 (y - 0.5) N', after(2, 0.01, rungeKutta, { force: 10 })],
    ['hinges without friction', after(2, 0.01, rungeKutta, { friction: 0 })],
    ['poles with all their mass in the middle', after(2, 0.01, rungeKutta, { inertia: 1 })],
  ])('which is not %s', (_, other) => expect(farthest(other)).toBeGreaterThan(1e-4));

  test('and comes near the truth: 200 steps of 0.0001 s', () => expect(farthest(after(200, 0.0001))).toBeLessThan(2e-5));
});

describe('energy is what the force has done, less what the hinges took', () => {
  /** T + V of the cart and both rods. */
  function energy([, v, theta1, omega1, theta2, omega2]: readonly number[]): number {
    const rod = (i: number, theta: number, omega: number) => {
      const across = v + l[i] * omega * Math.cos(theta), up = -l[i] * omega * Math.sin(theta);
      return m[i] / 2 * (across * across + up * up) + m[i] * l[i] * l[i] / 3 * omega * omega / 2 + m[i] * g * l[i] * Math.cos(theta);
    };
    return M / 2 * v * v + rod(0, theta1, omega1) + rod(1, theta2, omega2);
  }

  /** The largest of |E' - E - F (x' - x) + mu (omega1^2 + omega2^2) dt| in a step, in joules: energies here are about 1 J. */
  const lost = (step: (z: readonly number[], y: number) => number[]) => Math.max(...met.map(({ z, y }) => {
    const next = step(z, y), heat = (at: readonly number[]) => mu * (at[3] * at[3] + at[5] * at[5]) * 0.02 / 2;
    return Math.abs(energy(next) - energy(z) - 20 * (y - 0.5) * (next[0] - z[0]) + heat(z) + heat(next));
  }));
  const rules = doublePole();
  const played = (z: readonly number[], y: number) => { const s = stateOf(rules, z); rules.step(s, [y], random); return motionOf(s); };

  test('to a millionth of a joule', () => expect(lost(played)).toBeLessThan(1e-6));
  test('which hinges without friction and Euler\'s method miss', () => {
    expect(lost(after(2, 0.01, rungeKutta, { friction: 0 }))).toBeGreaterThan(2e-6);
    expect(lost(after(2, 0.01, euler))).toBeGreaterThan(1e-3);
  });
});

/** A linear controller: F = -K z, by solving Riccati's equation for the plant near upright. */
const K = [1.7, 3.6, 67.1, 17.8, -48.8, -4.36];
const push = (z: ArrayLike<number>) => 0.5 - K.reduce((sum, k, i) => sum + k * z[i], 0) / 20;

function balance(start: Record<string, number>, act: (observation: Float32Array, t: number) => number, id = 'DoublePole-v0', options = {}) {
  const env = make(id, options);
  let [observation] = env.reset({ seed: 0, options: start }) as [Float32Array, unknown], total = 0;
  for (let t = 0; ; t++) {
    const [next, reward, terminated, truncated, info] = env.step(Float64Array.of(act(observation, t)));
    observation = next as Float32Array;
    total += reward;
    if (terminated || truncated) return { steps: t + 1, total, outcome: env.outcome!(), info: info as { balanced: number; jiggle: number; fitness: number } };
  }
}
const SCALES = [4.8, 2, 0.52, 2, 0.52, 2];
const bySight = (o: Float32Array) => push(SCALES.map((scale, i) => scale * o[i]));

/** Sees no velocities and takes differences instead. */
function byDifferences() {
  let before: number[] | undefined;
  return (o: Float32Array) => {
    const [x, theta1, theta2] = [o[0] * 4.8, o[1] * 0.52, o[2] * 0.52], [x0, a0, b0] = before ?? [x, theta1, theta2];
    before = [x, theta1, theta2];
    return push([x, (x - x0) / 0.02, theta1, (theta1 - a0) / 0.02, theta2, (theta2 - b0) / 0.02]);
  };
}

describe('the task', () => {
  test('is begun with the long pole at 0.07 rad and all else at 0, and seen in NEAT\'s scales', () => {
    const [seen] = make('DoublePole-v0').reset() as [Float32Array, unknown], [half] = make('DoublePoleNoVelocity-v0').reset() as [Float32Array, unknown];
    expect([...seen]).toEqual([0, 0, 0.07 / 0.52, 0, 0, 0, 0.5].map(Math.fround));
    expect([...half]).toEqual([0, 0.07 / 0.52, 0, 0.5].map(Math.fround));
    const start = { x: 1.2, v: -0.5, theta1: 0.13, omega1: 0.5, theta2: -0.26, omega2: 3 };
    expect([...make('DoublePole-v0').reset({ options: start })[0] as Float32Array]).toEqual([0.25, -0.25, 0.25, 0.25, -0.5, 1.5, 0.5].map(Math.fround));
    expect([...make('DoublePoleNoVelocity-v0').reset({ options: start })[0] as Float32Array]).toEqual([0.25, 0.25, -0.5, 0.5].map(Math.fround));
  });

  test('can be done: a linear controller balances for all of 100,000 steps, one by differences for all of 1,000', () => {
    expect(balance({}, bySight)).toMatchObject({ steps: 100_000, total: 100_000, outcome: 'time limit', info: { balanced: 100_000 } });
    expect(balance({}, byDifferences(), 'DoublePoleNoVelocity-v0')).toMatchObject({ steps: 1000, total: 1000, outcome: 'time limit', info: { balanced: 1000 } });
  });

  test('but not by any constant force, by chance, or with positions alone', () => {
    const draw = new Random(1);
    for (let y = 0; y <= 1; y += 0.05) expect(balance({}, () => y).steps).toBeLessThan(100);
    for (let i = 0; i < 50; i++) expect(balance({}, () => draw.random()).steps).toBeLessThan(150);
    expect(balance({}, ([x, theta1, theta2]) => push([4.8 * x, 0, 0.52 * theta1, 0, 0.52 * theta2, 0]), 'DoublePoleNoVelocity-v0').steps).toBeLessThan(150);
  });

  test('ends by a name: the cart leaves its track, or a pole falls', () => {
    expect(balance({ x: 2.39, v: 1, theta1: 0 }, () => 0.5)).toMatchObject({ steps: 1, total: 1, outcome: 'left the track', info: { balanced: 0 } });
    expect(balance({ theta1: 0.62, omega1: 1 }, () => 0.5)).toMatchObject({ outcome: 'the long pole fell' });
    expect(balance({ theta1: 0, theta2: 0.1 }, () => 0.5)).toMatchObject({ outcome: 'the short pole fell' });
  });

  test('a push beyond the ends is a push to the end', () => {
    const rules = doublePole(), pushed = (y: number) => { const s = stateOf(rules, [0, 0, 0.07, 0, 0, 0]); rules.step(s, [y], random); return motionOf(s); };
    expect(pushed(3)).toEqual(pushed(1));
    expect(pushed(-3)).toEqual(pushed(0));
  });

  test('lasts 100,000 steps, or 1,000 without velocities', () => {
    expect(specs.map(({ id, maxEpisodeSteps }) => [id, maxEpisodeSteps])).toEqual([['DoublePole-v0', 100_000], ['DoublePoleNoVelocity-v0', 1000]]);
    expect(make('DoublePoleNoVelocity-v0').actionSpace.toString()).toBe('Box(0.0, 1.0, (1,), float32)');
  });
});

describe('625 starts', () => {
  const starts = generalizationStarts();
  test('are all there, within 2.16 m, 1.35 m/s, 3.6 degrees and 8.6 degrees a second', () => {
    expect(starts).toHaveLength(625);
    expect(new Set(starts.map((start) => JSON.stringify(start))).size).toBe(625);
    // The first is at 0.05 of the way. As NEAT's program writes it: 0.05 * 4.32 - 2.16, 0.05 * 2.7 - 1.35, 0.05 * 0.12566304 - 0.06283152,
    // 0.05 * 0.30019504 - 0.15009752.
    const first = [-1.944, -1.215, -0.056548368, -0.135087768];
    Object.values(starts[0]).forEach((x, i) => expect(x).toBeCloseTo(first[i], 5));
    expect(starts[312]).toEqual({ x: 0, v: 0, theta1: 0, omega1: 0 });
  });

  test('of which the linear controller balances most for 1,000 steps, and no force only the five that are at rest', () => {
    const passes = (start: typeof starts[number], act: (o: Float32Array) => number) => balance({ ...start }, act, 'DoublePole-v0', { maxEpisodeSteps: 1000 }).info.balanced === 1000;
    const score = (act: (o: Float32Array) => number) => starts.filter((start) => passes(start, act)).length;
    expect(score(bySight)).toBeGreaterThan(500);
    expect(score(() => 0.5)).toBe(5);
  });
});

describe('the fitness without velocities', () => {
  test('is 0.1 t/1000 + 0.9 (0.75 / jiggle), the second from 100 steps on', () => {
    expect(dampedFitness(99, 5)).toBe(0.1 * 0.099);
    expect(dampedFitness(1000, 5)).toBeCloseTo(0.1 + 0.9 * 0.15, 15);         // 0.235
    expect(dampedFitness(1000, 0)).toBeCloseTo(0.1 + 0.9 * 750_000, 6);
  });

  /** Swings a little, so that there is something to measure. */
  const shaky = () => { const steady = byDifferences(); return (o: Float32Array, t: number) => steady(o) + 0.02 * (t % 30 < 15 ? 1 : -1); };

  /** t, and the sum of |x| + |v| + |theta1| + |omega1| after the last 100 steps in which nothing failed, from the states themselves. */
  function measured(steps: number) {
    const rules = doublePole({ velocities: false }), s = new Float64Array(rules.stateSize), o = new Float32Array(4), act = shaky(), terms: number[] = [];
    rules.reset(s, random);
    for (let t = 0; t < steps; t++) {
      rules.observe(s, o);
      rules.step(s, [t < 700 ? act(o, t) : 1], random);                       // at last it is pushed over
      if (rules.terminal(s)) break;
      terms.push(Math.abs(s[0]) + Math.abs(s[1]) + Math.abs(s[2]) + Math.abs(s[3]));
    }
    return { balanced: terms.length, jiggle: terms.slice(-100).reduce((sum, x) => sum + x, 0), info: rules.info!(s) };
  }

  test.each([30, 100, 250, 1000])('info has t and the jiggle of an episode of %d steps', (steps) => {
    const { balanced, jiggle, info } = measured(steps);
    expect(info.balanced).toBe(balanced);
    expect(info.jiggle).toBeCloseTo(jiggle, 10);
    expect(info.fitness).toBeCloseTo(dampedFitness(balanced, jiggle), 10);
  });

  test('with damped rewards it is the return, for rows as well', () => {
    const { total, info } = balance({}, shaky(), 'DoublePoleNoVelocity-v0', { reward: 'damped' });
    expect(info.balanced).toBe(1000);
    expect(total).toBeCloseTo(info.fitness, 10);
    const env = makeRows('DoublePoleNoVelocity-v0', { rows: 2, reward: 'damped' }), acts = [shaky(), () => 0.3];
    env.reset(0);
    for (let t = 0; t < 60; t++) {
      env.advance();
      acts.forEach((act, i) => { env.action[i] = act(env.observation.slice(4 * i, 4 * i + 4), t); });
      env.step();
      for (let i = 0; i < 2; i++) if (env.terminated[i] === 1) env.rest(i);
    }
    [0, 1].forEach((i) => expect(env.returns[i]).toBeCloseTo(env.info!(i).fitness as number, 12));
    expect(env.info!(1).balanced).toBe(env.lengths[1] - 1);                   // the step in which it fell is none
  });

  test('the steadier swing is the fitter one, though both balance to the end', () => {
    const swing = (size: number) => { const steady = byDifferences(); return balance({}, (o, t) => steady(o) + size * (t % 30 < 15 ? 1 : -1), 'DoublePoleNoVelocity-v0').info; };
    const [small, large] = [swing(0.02), swing(0.04)];
    expect([small.balanced, large.balanced]).toEqual([1000, 1000]);
    expect(small.fitness).toBeGreaterThan(large.fitness);
  });
});

test('rows and the handle play the same', () => {
  const env = make('DoublePole-v0') as DynamicsEnv<Float32Array, Float32Array>, rows = makeRows('DoublePole-v0', { rows: 3 });
  env.reset({ seed: 0 });
  rows.reset(0);
  for (let t = 0, over = false; !over; t++) {
    rows.advance();
    rows.action.fill(t % 5 / 4);
    rows.step();
    const [next, , terminated] = env.step(Float32Array.of(t % 5 / 4));
    over = terminated;
    expect(rows.terminated[0] === 1).toBe(over);
    for (let i = 0; i < 3; i++) expect(rows.next.subarray(7 * i, 7 * i + 7)).toEqual(next);
  }
});

test.each([
  [{ theta1: 0.7 }, 'an episode begins with the cart within 2.4 m and both poles within 36 degrees (0.628 rad), and got x 0, theta1 0.7, theta2 0'],
  [{ x: '1' }, 'the reset option x is a finite number, and got "1"'],
  [{ omega2: NaN }, 'the reset option omega2 is a finite number, and got NaN'],
])('a reset refuses %o', (options, sentence) => expect(() => make('DoublePole-v0').reset({ options })).toThrow(sentence));

test('an unknown reward is refused by name', () => {
  expect(() => make('DoublePole-v0', { reward: 'damp' })).toThrow('There is no reward "damp". Did you mean "damped"? The rewards are: steps, damped.');
});

test('the picture shows a cart with two poles', () => {
  const rules = doublePole(), scene = rules.render!(stateOf(rules, [-0.8, 0, 0.2, 0, -0.4, 0]));
  expect(scene.caption).toBe('Cart at -0.80 m, long pole 11.5 degrees to the right, short pole 22.9 degrees to the left (drawn 5 times as long as it is).');
  expect(svg(scene).match(/<polyline/g)).toHaveLength(3);
  expect(ansi(scene, { colors: 'none' })).toMatchInlineSnapshot(`
    "
             o
            o
            i
            ii
            ##
    --|------------------|--

    Cart at -0.80 m, long pole 11.5 degrees to the right, short pole 22.9 degrees to the left (drawn 5 times as long as it is)."
  `);
});
