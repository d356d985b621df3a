import { Random, ansi, make, makeRows, register, registry, svg, type Dynamics } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { flappyBird } from '../../envs/flappy-bird/flappy-bird.ts';
import { flappyBird as specs } from '../../envs/flappy-bird/registered.ts';

for (const spec of specs) if (!registry.has(spec.id)) register(spec);

// Columns of a state row.
const HEIGHT = 0, AHEAD = 2, NEXT_GAP = 4, AFTER_GAP = 5, PIPES = 6;
const FALL = 0, FLAP = 1;
const rules = flappyBird();

type Act = (s: Float64Array, t: number) => number;
/** Pipes passed by a way of acting, in so many steps at most. */
function pipes(seed: number, act: Act, steps = 40_000, world: Dynamics = rules): number {
  const s = new Float64Array(world.stateSize), random = new Random(seed);
  world.reset(s, random);
  for (let t = 0; t < steps && !world.terminal(s); t++) world.step(s, [act(s, t)], random);
  return s[PIPES];
}
const seeds = (n: number) => Array.from({ length: n }, (_, i) => i);
const most = (n: number, act: (seed: number) => Act) => Math.max(...seeds(n).map((seed) => pipes(seed, act(seed))));

/** The simplest rule: flap below the lower part of the gap. */
const simple: Act = (s) => (s[HEIGHT] < s[NEXT_GAP] - 26 ? FLAP : FALL);

/** Thinks of falling and of flapping now, with the simple rule ever after, and takes what lives on until both pipes that it sees are passed, or longer. */
const planner: Act = (s) => (lives(s, FALL) >= lives(s, FLAP) ? FALL : FLAP);
const other = new Random(0);
function lives(s: Float64Array, first: number): number {
  const thought = s.slice(), goal = s[PIPES] + 2;
  let steps = 1;
  for (rules.step(thought, [first], other); !rules.terminal(thought) && thought[PIPES] < goal; steps++) rules.step(thought, [simple(thought, 0)], other);
  return rules.terminal(thought) ? steps : Infinity;
}

describe('the way is there', () => {
  test('a planner that sees two pipes passes 1,000 on each of 20 seeds', () => {
    // The first is passed after (216 + 52 + 12) / 4 = 70 steps, each later one after 144 / 4 = 36 more.
    expect(seeds(20).map((seed) => pipes(seed, planner, 70 + 999 * 36))).toEqual(seeds(20).map(() => 1000));
  });

  test('in a world whose gaps are 64 px high it does not', () => {
    const narrow: Dynamics = { ...rules, terminal: (s) => rules.terminal(s) || (s[AHEAD] <= 0 && s[AHEAD] > -52 && Math.abs(s[HEIGHT] - s[NEXT_GAP]) > 20) };
    expect(Math.min(...seeds(5).map((seed) => pipes(seed, planner, 40_000, narrow)))).toBeLessThan(1000);
  });

  /*
   * Proof that no pipe is ever impassable, whatever comes. V holds heights and speeds at the moment when a pipe has been passed. At first it
   * holds all; then those are dropped from which, for some next gap, no sequence of flaps leads through it and into V again. What is left when nothing
   * is dropped any more can go on for ever.
   */
  const LOWEST = 130, HIGHEST = 270, HEIGHTS = 401, SPEEDS = 20;                   // speeds -10 to 9
  const at = (h: number, v: number) => h * SPEEDS + v + 10;

  /** safe[h]: whether the bird may be at h, so many px from a pipe, with its gap at `gap`. */
  function safe(ahead: number, gap: number): Uint8Array {
    const s = new Float64Array(rules.stateSize);
    return Uint8Array.from({ length: HEIGHTS }, (_, h) => {
      s.set([h - 9, 0, ahead + 4, 200, gap, 200, 0, 0]);
      rules.step(s, [FLAP], other);
      return rules.terminal(s) ? 0 : 1;
    });
  }

  /** States before so many frames from which some way leads into `end`, past safe heights alone. */
  function before(end: Uint8Array, safeIn: readonly Uint8Array[]): Uint8Array {
    let after = end;
    for (let frame = safeIn.length - 1; frame >= 0; frame--) {
      const now = new Uint8Array(HEIGHTS * SPEEDS), allowed = safeIn[frame];
      for (let h = 0; h < HEIGHTS; h++) {
        const up = h + 9, flap = up < HEIGHTS && allowed[up] === 1 && after[at(up, 9)] === 1 ? 1 : 0;
        for (let v = -10; v < 10; v++) {
          const w = Math.max(v - 1, -10), to = h + w;
          now[at(h, v)] = flap === 1 || (to >= 0 && to < HEIGHTS && allowed[to] === 1 && after[at(to, w)] === 1) ? 1 : 0;
        }
      }
      after = now;
    }
    return after;
  }

  function viable({ spacing = 144, highest = HIGHEST } = {}): { size: number; begins: boolean } {
    const gaps = Array.from({ length: highest - LOWEST + 1 }, (_, i) => LOWEST + i);
    // A pipe has been passed when its near edge is 52 + 12 px behind the bird's middle.
    const walls = gaps.map((gap) => Array.from({ length: spacing / 4 }, (_, i) => safe(spacing - 64 - 4 * (i + 1), gap)));
    let v = new Uint8Array(HEIGHTS * SPEEDS).fill(1), size = v.length;
    for (;;) {
      const left = v.slice();
      for (const wall of walls) before(v, wall).forEach((yes, k) => { left[k] &= yes; });
      const now = left.reduce((sum, yes) => sum + yes, 0);
      v = left;
      if (now === size) break;
      size = now;
    }
    const begins = gaps.every((gap) => before(v, Array.from({ length: 70 }, (_, i) => safe(216 - 4 * (i + 1), gap)))[at(200, 0)] === 1);
    return { size, begins };
  }

  test('and no sequence of pipes is without one, even for who sees only the next', () => {
    const { size, begins } = viable();
    expect(size).toBeGreaterThan(0);
    expect(begins).toBe(true);
  });

  test('as there would be if pipes stood 100 px apart', () => expect(viable({ spacing: 100 })).toEqual({ size: 0, begins: false }));
});

describe('before pipe 10 end', () => {
  test('the constant policies', () => expect([FALL, FLAP].map((a) => most(200, () => () => a))).toEqual([0, 0]));
  test('a random policy, with any bias', () => {
    const flapping = (p: number) => (seed: number): Act => { const random = new Random(1000 + seed); return () => (random.random() < p ? FLAP : FALL); };
    for (const p of [0.5, 0.03, 0.045, 0.05, 0.055, 0.06, 0.07, 0.1, 0.2]) expect(most(300, flapping(p))).toBeLessThan(10);
  });
  test('and any rhythm', () => { for (let rhythm = 1; rhythm <= 40; rhythm++) expect(most(200, () => (_, t) => (t % rhythm === 0 ? FLAP : FALL))).toBeLessThan(10); });
  test('while who looks at the next gap gets farther', () => expect(most(20, () => simple)).toBeGreaterThan(100));
});

describe('a step', () => {
  const step = (s: number[], a: number) => {
    const row = Float64Array.from(s), reward = rules.step(row, [a], new Random(0));
    return { s: Array.from(row), reward, over: rules.terminal(row) ? rules.outcome!(row) : '' };
  };
  const far = [216, 200, 200, 200, 0, 0];

  test('falls one px a frame faster, down to 10, and a flap throws it up by 9', () => {
    expect(step([200, 0, ...far], FALL).s.slice(0, 3)).toEqual([199, -1, 212]);
    expect(step([200, -10, ...far], FALL).s.slice(0, 2)).toEqual([190, -10]);
    expect(step([200, 9, ...far], FALL).s.slice(0, 2)).toEqual([208, 8]);
    expect(step([200, -10, ...far], FLAP).s.slice(0, 2)).toEqual([209, 9]);
  });

  test('pays 0.1, one more for a pipe that is passed, and -1 in the end', () => {
    expect(step([200, 0, ...far], FALL)).toMatchObject({ reward: 0.1, over: '' });
    const { s, reward } = step([200, 0, -60, 150, 200, 230, 4, 0], FALL);
    expect(reward).toBe(1.1);
    expect(s.slice(2, 5)).toEqual([80, 200, 230]);                // -60 - 4 + 144, and the gaps move up
    expect(s[PIPES]).toBe(5);
    expect(step([15, -5, ...far], FALL)).toMatchObject({ reward: -1, over: 'hit the ground' });
  });

  test('ends in a pipe, on the ground, or above the sky', () => {
    expect(step([13, -1, ...far], FALL).over).toBe('hit the ground');             // 13 - 2 < 12
    expect(step([14, -1, ...far], FALL).over).toBe('');                           // 14 - 2 = 12
    expect(step([379, 0, ...far], FLAP).over).toBe('');                           // 379 + 9 = 400 - 12
    expect(step([380, 0, ...far], FLAP).over).toBe('flew off');
    // The gap's middle is at 200, so a disc of 12 px fits from 162 to 238.
    expect(step([163, 0, 0, 200, 200, 200, 0, 0], FALL).over).toBe('');
    expect(step([162, 0, 0, 200, 200, 200, 0, 0], FALL).over).toBe('hit a pipe');
    expect(step([229, 0, 0, 200, 200, 200, 0, 0], FLAP).over).toBe('');
    expect(step([230, 0, 0, 200, 200, 200, 0, 0], FLAP).over).toBe('hit a pipe');
    // At the corner: 8 px before the pipe the disc reaches 12^2 - 8^2 = 80, 8.94 px further up or down.
    expect(step([260, 0, 16, 200, 200, 200, 0, 0], FALL).over).toBe('');          // 12 px before it: they touch
    expect(step([260, 0, 15, 200, 200, 200, 0, 0], FALL).over).toBe('hit a pipe');
    expect(step([160, 0, 12, 200, 200, 200, 0, 0], FALL).over).toBe('');          // 9 px within the gap's end
    expect(step([159, 0, 12, 200, 200, 200, 0, 0], FALL).over).toBe('hit a pipe');
  });
});

test('what is seen is height, speed, distance, the next gap and the one after', () => {
  const seen = new Float32Array(5);
  rules.observe(Float64Array.of(100, -5, 80, 0, 150, 250, 3, 0), seen);
  expect([...seen]).toEqual([0.25, -0.5, 1, 0.375, 0.625].map(Math.fround));      // (80 + 52 + 12) / 144 = 1
  for (const seed of seeds(20)) pipes(seed, (s, t) => {
    rules.observe(s, seen);
    expect(rules.observationSpace.contains(seen)).toBe(true);
    return seed < 10 ? planner(s, t) : seed % 2;
  }, 2000);
});

test('pipes are drawn from the episode\'s generator: gaps of all heights from 130 to 270, as often as each other', () => {
  const seen = new Array<number>(400).fill(0), s = new Float64Array(rules.stateSize);
  for (let seed = 0; seed < 14_100; seed++) {
    rules.reset(s, new Random(seed));
    seen[s[NEXT_GAP]]++;
    seen[s[AFTER_GAP]]++;
  }
  expect([seen.findIndex((n) => n > 0), seen.findLastIndex((n) => n > 0)]).toEqual([130, 270]);
  // 200 of each are expected. Chi-square with 140 degrees of freedom is above 200.2 once in 1,000 times.
  expect(seen.slice(130, 271).reduce((sum, n) => sum + (n - 200) * (n - 200) / 200, 0)).toBeLessThan(200.2);
});

test('the registered limit is enough for 1,000 pipes, and the threshold is what they pay', () => {
  const [{ maxEpisodeSteps, rewardThreshold }] = specs;
  expect(maxEpisodeSteps).toBeGreaterThanOrEqual(70 + 999 * 36);
  expect(rewardThreshold).toBeCloseTo(0.1 * (70 + 999 * 36) + 1000, -1);          // 3,603.4 + 1,000
});

test('rows count the same pipes', () => {
  const env = makeRows('FlappyBird-v0', { rows: 4 });
  env.reset(0);
  for (let t = 0; t < 400; t++) {
    env.advance();
    for (let i = 0; i < 4; i++) env.action[i] = env.observation[5 * i] < env.observation[5 * i + 3] - 26 / 400 ? FLAP : FALL;
    env.step();
  }
  expect(seeds(4).some((i) => env.info!(i).pipes as number > 3)).toBe(true);
  expect(make('FlappyBird-v0').reset({ seed: 0 })[1]).toEqual({ pipes: 0 });
});

test('the picture shows the bird, the pipes and how many are passed', () => {
  const scene = rules.render!(Float64Array.of(160, -3, 20, 230, 140, 260, 4, 0));
  expect(scene.caption).toBe('4 pipes passed, 160 px up, 3 px a frame down.');
  expect(svg(scene)).toContain('>4</text>');
  expect(ansi(scene, { colors: 'none' })).toMatchInlineSnapshot(`
    "      ###      ###
          ###      ###
          ###      ###
          ###4     ###
          ###      ###
          ###      ###
          ###
          ###
          ###
          ###
          ###
          ###
          ###      ###
                   ###
                   ###
        @          ###
                   ###
                   ###
                   ###
          ###      ###
          ###      ###
          ###      ###
          ###      ###
          ###      ###
          ###      ###
    ..................
    ..................
    ..................
    4 pipes passed, 160 px up, 3 px a frame down."
  `);
});
