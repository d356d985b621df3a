import { DynamicsEnv, DynamicsVectorEnv, Random, ansi, make, makeRows, register, registry, svg, type Dynamics, type Model, type Transition } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, greedyActions, streamsOf, valueIteration, Table } from '../../agents/index.ts';
import { bandit, type BanditOptions } from '../../envs/textbook/bandit.ts';
import { commute, type CommuteOptions } from '../../envs/textbook/commute.ts';
import { dynaMaze, type DynaMazeOptions } from '../../envs/textbook/dyna-maze.ts';
import { gridWorld, type GridWorldOptions } from '../../envs/textbook/grid-world.ts';
import { maximizationBias } from '../../envs/textbook/maximization-bias.ts';
import { randomWalk, type RandomWalkOptions } from '../../envs/textbook/random-walk.ts';
import { textbook } from '../../envs/textbook/registered.ts';
import { shortCorridor, shortCorridorModel } from '../../envs/textbook/short-corridor.ts';
import { windyGridworld, type WindyGridworldOptions } from '../../envs/textbook/windy-gridworld.ts';

for (const spec of textbook) if (!registry.has(spec.id)) register(spec);

const UP = 0, RIGHT = 1, DOWN = 2, LEFT = 3;

const startingIn = (model: Model, state: number): Model => ({ ...model, start: [{ state, probability: 1 }] });
const changed = (model: Model, transitions: (s: number, a: number) => readonly Transition[]): Model => ({ ...model, transitions });
const all = (n: number) => Array.from({ length: n }, (_, i) => i);
const best = (model: Model, gamma = 1) => {
  const { values, actionValues, start } = valueIteration(model, { gamma });
  return { values, start, actions: (s: number) => greedyActions(actionValues, model.actions, s, 1e-9) };
};
/** The values of a policy that takes every action as often, from every state. */
const undecided = (model: Model, horizon: number) => all(model.states).map((s) => evaluatePolicy(startingIn(model, s), () => all(model.actions), { gamma: 1, horizon }).value);
/** Plays the actions from a fresh reset, and tells the observations. */
function walked(dynamics: Dynamics, actions: readonly number[]): unknown[] {
  const env = new DynamicsEnv(dynamics);
  return [env.reset({ seed: 0 })[0], ...actions.map((a) => env.step(a)[0])];
}
const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

describe('the grid world', () => {
  const model = gridWorld().model!;
  const RUSSELL_NORVIG = [0.812, 0.868, 0.918, 0.762, 0.660, 0.705, 0.655, 0.611, 0.388];           // figure 17.3, without the wall and the ends
  const open = [0, 1, 2, 4, 6, 8, 9, 10, 11];
  const valuesOf = (model: Model) => { const { values } = best(model); return open.map((s) => Math.round(1000 * values[s]) / 1000); };

  test('has the values that Russell and Norvig print for the 4 x 3 world', () => expect(valuesOf(model)).toEqual(RUSSELL_NORVIG));

  test('and the gate rejects ice on which one may also slip backwards', () => {
    const backwards = changed(model, (s, a) => [...all(4)].flatMap((direction) => model.transitions(s, direction).slice(0, 1).map((t) => ({ ...t, probability: direction === a ? 0.7 : 0.1 }))));
    expect(valuesOf(backwards)).not.toEqual(RUSSELL_NORVIG);
    expect(backwards.transitions(8, UP).reduce((sum, t) => sum + t.probability, 0)).toBeCloseTo(1);
  });

  test('up from the start: 0.8 up, 0.1 left into the edge, 0.1 right, each for -0.04', () => {
    expect(model.start).toEqual([{ state: 8, probability: 1 }]);
    expect(model.transitions(8, UP)).toEqual([
      { probability: 0.8, next: 4, reward: -0.04, terminated: false },
      { probability: 0.1, next: 8, reward: -0.04, terminated: false },
      { probability: 0.1, next: 9, reward: -0.04, terminated: false },
    ]);
  });

  test('the goal adds 1 and the pit takes 1: right of row 0, column 2 is -0.04 + 1', () => {
    const [goal] = model.transitions(2, RIGHT), [pit] = model.transitions(6, RIGHT);
    expect([goal.next, goal.reward, goal.terminated]).toEqual([3, 0.96, true]);
    expect([pit.next, pit.reward, pit.terminated]).toEqual([7, -1.04, true]);
  });

  test('the wall in row 1, column 1 holds from every side', () => {
    const still = gridWorld({ slip: 0 }).model!;
    for (const [s, a] of [[1, DOWN], [4, RIGHT], [6, LEFT], [9, UP]]) expect(still.transitions(s, a)).toEqual([{ probability: 1, next: s, reward: -0.04, terminated: false }]);
  });

  test('example 4.1: an undecided walker needs 14, 18, 20 or 22 steps to a corner', () => {
    const { model } = gridWorld({ map: 'corners', slip: 0, stepReward: -1, goalReward: 0 });
    expect(undecided(model!, 1000).map(Math.round)).toEqual([0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0]);
    expect(model!.start).toHaveLength(14);                        // no S, so it begins anywhere
  });

  test('a map of one\'s own, as a text or as lines', () => {
    const { start } = best(gridWorld({ map: 'S.#\n#.G', slip: 0, stepReward: -1, goalReward: 10 }).model!);
    expect(start).toBe(10 - 3);                                   // right, down, right
    expect(best(gridWorld({ map: ['S.#', '#.G'], slip: 0, stepReward: -1, goalReward: 10 }).model!).start).toBe(7);
  });

  test('tells how an episode ended', () => {
    const env = make('GridWorld-v0', { map: 'PSG', slip: 0 });
    env.reset({ seed: 0 });
    env.step(LEFT);
    expect(env.outcome!()).toBe('fell');
    env.reset();
    expect(env.step(RIGHT).slice(0, 3)).toEqual([2, 0.96, true]);
    expect(env.outcome!()).toBe('arrived');
  });
});

describe('the windy gridworld', () => {
  test('the book\'s 15 steps: nine to the right, four down, two to the left', () => {
    const way = [...Array<number>(9).fill(RIGHT), ...Array<number>(4).fill(DOWN), LEFT, LEFT];
    // Columns 3, 4 and 5 blow one row up each, into the top row, which holds; column 8 blows the last step up into the goal.
    expect(walked(windyGridworld(), way)).toEqual([30, 31, 32, 33, 24, 15, 6, 7, 8, 9, 19, 29, 39, 49, 48, 37]);
  });

  const shortest = (model: Model) => -best(model).start;
  test.each([[15, {}], [7, { kingsMoves: true }], [7, { kingsMoves: true, stay: true }], [15, { stay: true }]] as [number, WindyGridworldOptions][])('the shortest way is %d steps with %o', (steps, options) => {
    expect(shortest(windyGridworld(options).model!)).toBe(steps);
  });

  test('the gate rejects a wind of the column that is entered, and a wind that blows before the edge holds', () => {
    const { model } = windyGridworld() as { model: Model }, WIND = [0, 0, 0, 1, 1, 1, 2, 2, 1, 0], WAYS = [[0, -1], [1, 0], [0, 1], [-1, 0]];
    const land = (x: number, y: number) => ({ probability: 1, reward: -1, next: 10 * y + x, terminated: 10 * y + x === 37 });
    const clamp = (i: number, n: number) => Math.max(0, Math.min(n - 1, i));
    const blown = (windOf: (from: number, to: number) => number) => changed(model, (s, a) => {
      if (s === 37) return [];
      const from = s % 10, x = clamp(from + WAYS[a][0], 10);
      return [land(x, clamp(Math.floor(s / 10) + WAYS[a][1] - windOf(from, x), 7))];
    });
    expect(shortest(blown((from) => WIND[from]))).toBe(15);
    expect(shortest(blown((_, to) => WIND[to]))).not.toBe(15);
    expect(shortest(blown(() => 0))).toBe(7);
  });

  test('a stochastic wind of strength 2 blows 1, 2 or 3 rows, a third each; where there is none it stays calm', () => {
    const { model } = windyGridworld({ stochasticWind: true }) as { model: Model }, third = (next: number) => ({ probability: 1 / 3, next, reward: -1, terminated: false });
    expect(model.transitions(66, RIGHT)).toEqual([third(57), third(47), { ...third(37), terminated: true }]);      // from row 6, column 6
    expect(model.transitions(60, RIGHT)).toEqual([{ probability: 1, next: 61, reward: -1, terminated: false }]);
    expect(model.transitions(63, UP)).toEqual([third(53), third(43), third(33)]);
  });

  test('actions: four, eight with king\'s moves, and one more to stay', () => {
    const names = (options: WindyGridworldOptions) => { const { model } = windyGridworld(options) as { model: Model }; return all(model.actions).map((a) => model.actionName(a)); };
    expect(names({})).toEqual(['up', 'right', 'down', 'left']);
    expect(names({ kingsMoves: true, stay: true })).toEqual(['up', 'right', 'down', 'left', 'up right', 'down right', 'down left', 'up left', 'stay']);
    expect(walked(windyGridworld({ kingsMoves: true }), [4, 5, 6, 7])).toEqual([30, 21, 32, 41, 30]);
  });
});

describe('the random walk', () => {
  const values = (model: Model) => [...best(model).values];
  const near = (got: readonly number[], want: readonly number[]) => got.every((v, s) => Math.abs(v - want[s]) < 1e-9);
  const SIXTHS = [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 0];

  test('A to E are worth 1/6 to 5/6', () => {
    expect(near(values(randomWalk().model!), SIXTHS)).toBe(true);
    expect(randomWalk().model!.start).toEqual([{ state: 3, probability: 1 }]);
    expect(all(7).map((s) => randomWalk().model!.stateName(s))).toEqual(['left end', 'A', 'B', 'C', 'D', 'E', 'right end']);
  });

  test('with 19 states and -1 on the left, the values are -0.9 to 0.9 in steps of 0.1', () => {
    const got = values(randomWalk({ states: 19, leftReward: -1 }).model!);
    expect(near(got, [0, ...all(19).map((i) => (i - 9) / 10), 0])).toBe(true);
    expect(randomWalk({ states: 19 }).model!.start).toEqual([{ state: 10, probability: 1 }]);
  });

  test('the gate rejects a coin that falls to the right with 0.51, and a reward on the way', () => {
    const { model } = randomWalk() as { model: Model };
    const bent = changed(model, (s, a) => model.transitions(s, a).map((t) => ({ ...t, probability: t.next > s ? 0.51 : 0.49 })));
    const paid = changed(model, (s, a) => model.transitions(s, a).map((t) => ({ ...t, reward: t.reward + 0.001 })));
    expect([bent, paid].map((wrong) => near(values(wrong), SIXTHS))).toEqual([false, false]);
  });

  test('ends at the left with 0 and at the right with 1', () => {
    const env = make('RandomWalk-v0'), ends = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      env.reset({ seed });
      let got = env.step(0);
      while (!got[2]) got = env.step(0);
      ends.add(`${env.outcome!()} ${String(got[0])} ${got[1]}`);
    }
    expect([...ends].sort()).toEqual(['left 0 0', 'right 6 1']);
  });
});

describe('the short corridor', () => {
  /** The exact value of going right in so many of a hundred choices. */
  const value = (model: Model, rights: number) => evaluatePolicy(model, () => all(100).map((i) => (i < rights ? 1 : 0)), { gamma: 1, horizon: 5000 }).value;

  test('going right with p is worth (2p - 4) / (p (1 - p)): -11.66 at 0.59, -44 and -82 for the two epsilon-greedy policies', () => {
    // v0 = -1 + p v1 + (1 - p) v0,  v1 = -1 + p v0 + (1 - p) v2,  v2 = -1 + (1 - p) v1
    for (const rights of [5, 50, 59, 95]) expect(value(shortCorridorModel, rights)).toBeCloseTo((2 * rights / 100 - 4) / (rights / 100 * (1 - rights / 100)), 8);
    expect(value(shortCorridorModel, 59)).toBeCloseTo(-11.6577, 4);
    expect([value(shortCorridorModel, 95), value(shortCorridorModel, 5)].map(Math.round)).toEqual([-44, -82]);
    const p = all(99).map((i) => i + 1), values = p.map((rights) => value(shortCorridorModel, rights));
    expect(p[values.indexOf(Math.max(...values))]).toBe(59);
  });

  test('the gate rejects a corridor whose last step is free', () => {
    const free = changed(shortCorridorModel, (s, a) => shortCorridorModel.transitions(s, a).map((t) => (t.terminated ? { ...t, reward: 0 } : t)));
    expect(value(free, 59)).toBeCloseTo(-10.6577, 4);
  });

  test('its cells look alike, and the middle one is the wrong way around', () => {
    const env = make('ShortCorridor-v0'), step = (a: number) => { const [s, r, over, , info] = env.step(a); return [s, r, over, info.cell]; };
    expect(env.reset({ seed: 0 })).toEqual([0, { cell: 0 }]);
    expect([0, 1, 1, 1, 0, 1].map(step)).toEqual([
      [0, -1, false, 0], [0, -1, false, 1], [0, -1, false, 0],    // left against the end, right, and right leads back
      [0, -1, false, 1], [0, -1, false, 2], [0, -1, true, 3],     // right, left leads on, right
    ]);
    expect(shortCorridor().model).toBeUndefined();
    expect(shortCorridor().observationSpace.toString()).toBe('Discrete(1)');
  });
});

describe('the Dyna maze', () => {
  const steps = (options: DynaMazeOptions) => Math.round(Math.log(best(dynaMaze(options).model!, 0.95).start) / Math.log(0.95)) + 1;      // V(S) = 0.95^(n - 1)
  test('the shortest ways are 14 steps; 10, then 16 when blocked; 16, then 10 with the shortcut', () => {
    expect(best(dynaMaze().model!, 0.95).start).toBeCloseTo(0.95 ** 13, 12);
    expect([{ changeAt: Infinity }, { changeAt: 0 }].map((o) => steps({ maze: 'blocking', ...o }))).toEqual([10, 16]);
    expect([{ changeAt: Infinity }, { changeAt: 0 }].map((o) => steps({ maze: 'shortcut', ...o }))).toEqual([16, 10]);
  });

  test('the gate rejects a maze with a hole in its left wall: 12 steps', () => {
    const { model } = dynaMaze() as { model: Model };
    const holed = changed(model, (s, a) => (s === 19 && a === RIGHT ? [{ probability: 1, next: 20, reward: 0, terminated: false }] : model.transitions(s, a)));
    expect(best(holed, 0.95).start).toBeCloseTo(0.95 ** 11, 12);
  });

  const WAY = [...Array<number>(5).fill(RIGHT), ...Array<number>(5).fill(UP)];          // 10 steps, around the right end of the wall
  /** Walks the short way of `blocking` over and over, and tells after how many steps it is blocked. */
  function blockedAfter(dynamics: Dynamics, env = new DynamicsVectorEnv(dynamics), limit = 2000): number {
    if (env.steps === 0) env.reset(7);
    for (let t = env.steps; t < limit; t++) {
      env.advance();
      env.action[0] = WAY[env.lengths[0] % WAY.length];
      env.step();
      if (env.next[0] === env.observation[0]) return t;
    }
    return Infinity;
  }

  test('the clock runs on over episodes: 100 ways of 10 steps, and on the next one the seventh step hits the wall', () => {
    // rows 5, 4 are below the wall in row 3: five steps right, one up, and the next is refused, which is step 1000 + 6 counted from 0
    expect(blockedAfter(dynaMaze({ maze: 'blocking' }))).toBe(1006);
    expect(blockedAfter(dynaMaze({ maze: 'blocking', changeAt: 3 }))).toBe(6);
  });

  test('the gate rejects a clock that begins anew with every episode', () => {
    const maze = dynaMaze({ maze: 'blocking' });
    expect(blockedAfter({ ...maze, reset(state, random) { state.fill(0); maze.reset(state, random); } })).toBe(Infinity);
  });

  test('a generator that is seeded anew begins another life, with the same seed too', () => {
    const env = make('DynaMaze-v0', { maze: 'blocking', changeAt: 12 });
    const life = () => {
      env.reset({ seed: 5 });
      WAY.forEach((a) => env.step(a));
      env.reset();
      return WAY.map((a) => env.step(a).slice(0, 1).concat(env.step(LEFT)[4].changed));
    };
    const first = life();
    expect(first[0][1]).toBe(true);                               // 12 steps: ten, and two of the second episode
    expect(life()).toEqual(first);
    env.reset({ seed: 5 });
    expect(env.step(RIGHT)[4].changed).toBe(false);
    env.reset({ seed: 6 });
    WAY.slice(1).forEach((a) => env.step(a));
    expect(env.step(RIGHT)[4].changed).toBe(false);
  });

  test('a life saved in the middle goes on elsewhere', () => {
    const maze = dynaMaze({ maze: 'blocking' }), env = new DynamicsVectorEnv(maze), stranger = new DynamicsVectorEnv(maze);
    expect(blockedAfter(maze, env, 905)).toBe(Infinity);
    stranger.load(structuredClone(env.save()));
    expect(blockedAfter(maze, stranger)).toBe(1006);
  });

  test('who stands where the wall appears walks out of it', () => {
    const env = make('DynaMaze-v0', { maze: 'blocking', changeAt: 7 });
    env.reset({ seed: 0 });
    WAY.slice(0, 7).forEach((a) => env.step(a));                  // into the gap in row 3, column 8
    expect(env.step(LEFT)[0]).toBe(35);                           // more wall
    expect(env.step(UP)[0]).toBe(26);
    expect(env.step(DOWN)[0]).toBe(26);
  });
});

describe('maximization bias', () => {
  /** How often somebody who knows the values goes left, being random one time in ten. */
  function leftFraction(world: Dynamics, episodes: number, masked = true): number {
    const env = new DynamicsVectorEnv(world), q = new Table(3, 10), explore = streamsOf(1)('explore');
    q.values.fill(-0.1);                                          // all that leads to B or happens there
    q.add(0, 1, 0.1);                                             // right of A: 0
    let left = 0;
    env.reset(3);
    while (env.episodes < episodes) {
      env.advance();
      env.action[0] = q.epsilonGreedy(env.observation[0], 0.1, explore, masked ? env.mask : undefined, 0);
      env.step();
      if (env.terminated[0] === 1 && env.outcome(0) === 'left') left++;
    }
    return left / episodes;
  }

  test('the best that can be done goes left in 5 % of the episodes', () => {
    const n = 20_000, error = Math.sqrt(0.05 * 0.95 / n), isOptimal = (share: number) => Math.abs(share - 0.05) < 3 * error;
    expect(isOptimal(leftFraction(maximizationBias(), n))).toBe(true);
    expect(isOptimal(leftFraction(maximizationBias(), n, false)), 'without the mask: one action of ten, 1 %').toBe(false);
  });

  test('B pays normal(-0.1, 1), A nothing', () => {
    const rules = maximizationBias(), s = new Float64Array(3), random = new Random(1), n = 20_000;
    const paid = all(n).map((i) => {
      rules.reset(s, random);
      expect(rules.step(s, [0], random)).toBe(0);
      return rules.step(s, [i % 10], random);
    });
    expect(Math.abs(mean(paid) - -0.1)).toBeLessThan(3 / Math.sqrt(n));
    expect(Math.abs(mean(paid.map((r) => (r + 0.1) * (r + 0.1))) - 1)).toBeLessThan(3 * Math.sqrt(2 / n));
  });

  test('A has two actions, B has ten', () => {
    const env = make('MaximizationBias-v0');
    expect([...env.reset({ seed: 0 })[1].action_mask as Uint8Array]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const [b, reward, over, , info] = env.step(0);
    expect([b, reward, over, [...info.action_mask as Uint8Array]]).toEqual([1, 0, false, Array(10).fill(1)]);
    expect(env.step(9).slice(0, 3)).toEqual([2, expect.any(Number), true]);
    env.reset();
    expect(env.step(1).slice(0, 3)).toEqual([2, 0, true]);
    expect(env.outcome!()).toBe('right');
  });
});

describe('the bandit', () => {
  const Q = 3;
  const drawn = (options: BanditOptions, n: number) => { const rules = bandit(options), s = new Float64Array(rules.stateSize), random = new Random(2); return all(n).map(() => { rules.reset(s, random); return s.slice(Q); }); };

  test('the best of ten arms is worth 1.539 in the mean over bandits', () => {
    // the expected maximum of ten standard normal numbers, whose standard deviation is 0.587
    const n = 5000, error = 0.587 / Math.sqrt(n), isTestbed = (options: BanditOptions) => Math.abs(mean(drawn(options, n).map((q) => Math.max(...q))) - 1.5388) < 3 * error;
    expect(isTestbed({})).toBe(true);
    expect(isTestbed({ spread: 0.95 }), 'means drawn too narrow').toBe(false);
    expect(isTestbed({ arms: 9 }), 'one arm short').toBe(false);
  });

  test('an arm pays normal(q*(a), 1), and info tells the best one and what a pull fell short of it by', () => {
    const rules = bandit({ arms: 3 }), s = new Float64Array(rules.stateSize), random = new Random(1), n = 20_000;
    rules.reset(s, random);
    s.set([0.5, 2, -1], Q);
    const paid = all(n).map(() => rules.step(s, [0], random));
    expect(Math.abs(mean(paid) - 0.5)).toBeLessThan(3 / Math.sqrt(n));
    expect(Math.abs(mean(paid.map((r) => (r - 0.5) * (r - 0.5))) - 1)).toBeLessThan(3 * Math.sqrt(2 / n));
    expect(rules.info!(s)).toEqual({ optimal_action: 1, regret: 1.5 });
    rules.step(s, [1], random);
    expect(rules.info!(s)).toEqual({ optimal_action: 1, regret: 0 });
    expect(s.slice(Q)).toEqual(Float64Array.of(0.5, 2, -1));                // stationary
  });

  test('with drift every mean takes a random step after every pull: a variance of 1000 x 0.01^2 = 0.1 after a thousand', () => {
    const rules = bandit({ spread: 0, drift: 0.01 }), s = new Float64Array(rules.stateSize), random = new Random(3), moved: number[] = [];
    for (let k = 0; k < 60; k++) {
      rules.reset(s, random);
      expect(s.slice(Q)).toEqual(new Float64Array(10));
      for (let t = 0; t < 1000; t++) rules.step(s, [0], random);
      moved.push(...s.slice(Q));
    }
    expect(Math.abs(mean(moved.map((q) => q * q)) - 0.1)).toBeLessThan(3 * 0.1 * Math.sqrt(2 / moved.length));
  });

  test('an episode is 1000 pulls long, or as long as asked for, and another bandit every time', () => {
    const env = make('Bandit-v0', { maxEpisodeSteps: 5 });
    env.reset({ seed: 0 });
    expect(all(5).map(() => env.step(0).slice(2, 4).join())).toEqual([...Array<string>(4).fill('false,false'), 'false,true']);
    expect(registry.get('Bandit-v0')!.maxEpisodeSteps).toBe(1000);
    const [one, other] = drawn({}, 2);
    expect([...one]).not.toEqual([...other]);
  });
});

describe('the commute', () => {
  const JUNCTION = 0, PLATFORM = 12, WAIT = 0, OTHER = 1;
  const { values, actions } = best(commute().model!);
  const junction = (w: number) => actions(JUNCTION + w), platform = (w: number) => actions(PLATFORM + w);

  test('at the bridge: the ring road takes 19 2/3 minutes in the mean, waiting 15 + (13 - w) / 2, so wait from 4 on', () => {
    // 17/2 + 21/3 + 25/6 = 19.67; the bridge comes down within one of the 12 - w minutes that are left: (1 + 12 - w) / 2 in the mean
    for (let w = 0; w < 12; w++) {
      const stay = 15 + (13 - w) / 2, around = 17 / 2 + 21 / 3 + 25 / 6;
      expect(values[JUNCTION + w]).toBeCloseTo(-Math.min(stay, around), 9);
      expect(junction(w)).toEqual([stay < around ? WAIT : OTHER]);
    }
    expect([junction(3), junction(4)]).toEqual([[OTHER], [WAIT]]);
  });

  /** Minutes from the platform for who takes the bus after m minutes without a train, worked out from the two stories: it is late, or it was cancelled. */
  const patience = (m: number) => {
    const story = (chance: number) => {
      let minutes = 0, none = 1;
      for (let k = 1; k <= m; k++) { minutes += none * chance * (k + 15); none *= 1 - chance; }
      return minutes + none * (m + 30 / 2 + 35 / 3 + 40 / 6);
    };
    return 0.7 * story(1 / 4) + 0.3 * story(1 / 40);
  };

  test('on the platform: wait for 11 minutes, then take the bus', () => {
    const waits = all(31), minutes = waits.map(patience), longest = minutes.indexOf(Math.min(...minutes));
    expect(longest).toBe(11);
    expect(values[PLATFORM]).toBeCloseTo(-minutes[longest], 9);
    for (const w of waits) expect(platform(w), `after ${w} minutes`).toEqual([w < longest ? WAIT : OTHER]);
  });

  test('so the best choice depends on how long one has waited, and the other way around in the two places', () => {
    const depends = ({ model }: Dynamics) => { const choose = best(model!).actions; return ['junction', 'platform'].map((place) => { const [from, to] = place === 'junction' ? [0, 11] : [12, 42]; return [choose(from)[0], choose(to)[0]]; }); };
    expect(depends(commute())).toEqual([[OTHER, WAIT], [WAIT, OTHER]]);
    // The gate rejects a train that forgets: if it was surely late, or surely cancelled, waiting tells nothing.
    expect(depends(commute({ cancelled: 0 }))[1]).toEqual([WAIT, WAIT]);
    expect(depends(commute({ cancelled: 1 }))[1]).toEqual([OTHER, OTHER]);
  });

  test('whoever does not look at the clock loses minutes', () => {
    const { model } = commute() as { model: Model }, worth = (policy: (s: number) => readonly number[]) => evaluatePolicy(model, policy, { gamma: 1, horizon: 2000 }).value;
    const optimum = worth(actions);
    expect(optimum).toBeCloseTo(best(model).start, 8);
    // always the same in a place: the best of these four
    const blind = [[WAIT, WAIT], [WAIT, OTHER], [OTHER, WAIT], [OTHER, OTHER]].map(([j, p]) => worth((s) => [s < PLATFORM ? j : p]));
    expect(optimum - Math.max(...blind)).toBeGreaterThan(1);
  });

  test('chances of the train fall with waiting: 0.7 / 4 + 0.3 / 40 = 0.1825 at first, and after a minute without it 0.7 x 0.75 to 0.3 x 0.975', () => {
    const { model } = commute() as { model: Model }, comes = (w: number) => model.transitions(PLATFORM + w, WAIT)[0].probability;
    expect(comes(0)).toBeCloseTo(0.1825, 12);
    const late = 0.7 * 0.75, gone = 0.3 * 0.975;
    expect(comes(1)).toBeCloseTo((late / 4 + gone / 40) / (late + gone), 12);
    for (let w = 0; w < 30; w++) expect(comes(w + 1)).toBeLessThan(comes(w));
    expect(model.transitions(PLATFORM + 30, WAIT)[1].next).toBe(PLATFORM + 30);
    expect(model.transitions(JUNCTION + 11, WAIT)).toEqual([{ probability: 1, next: 43, reward: -16, terminated: true }]);
  });

  test('begins where asked, and tells by which way one came', () => {
    const starts = (options: CommuteOptions) => commute(options).model!.start.map(({ state, probability }) => [state, Math.round(probability * 6)]);
    expect(starts({})).toEqual([[0, 1], [3, 1], [6, 1], [12, 3]]);
    expect(starts({ start: 'junction' })).toEqual([[0, 2], [3, 2], [6, 2]]);
    expect(starts({ start: 'platform' })).toEqual([[12, 6]]);
    const env = make('Commute-v0', { start: 'platform' });
    env.reset({ seed: 0 });
    const [, reward, over] = env.step(OTHER);
    expect([[-30, -35, -40].includes(reward), over, env.outcome!()]).toEqual([true, true, 'bus']);
  });
});

describe('options are checked at the door', () => {
  type Case = [() => unknown, string];
  const cases: Case[] = [
    [() => gridWorld({ map: 'room' }), 'There is no map "room". Did you mean "rooms"? The maps are: 4x3, corners, rooms. A map of your own is a text of lines: # wall, . floor, S start, G goal, P pit.'],
    [() => gridWorld({ map: 5 } as unknown as GridWorldOptions), 'a map is a text of lines, such as "S.#\\n..G", or their list, and got 5'],
    [() => gridWorld({ map: 'S.\nG' }), 'line 2 of the map has 1 cells and line 1 has 2; make all lines as long as the first'],
    [() => gridWorld({ map: 'S.\n.g' }), 'line 2 of the map holds "g", and the letters are # wall, . floor, S start, G goal, P pit; try G'],
    [() => gridWorld({ map: 'S.\n..' }), 'the map has no goal: put at least one G into it (# wall, . floor, S start, G goal, P pit)'],
    [() => gridWorld({ map: '##\nGP' }), 'the map has nowhere to start: put at least one S or . into it (# wall, . floor, S start, G goal, P pit)'],
    [() => gridWorld({ map: 'S#G\n.P.' }), 'no way leads from row 0, column 0 to a goal: walls and pits are all around; open one with ., or close the cell with #'],
    [() => gridWorld({ map: [] }), 'the map has no cells: it is []; try "S.#\\n..G"'],
    [() => gridWorld({ slip: 20 }), 'slip is a chance from 0 to 1, and got 20; try 0.2'],
    [() => gridWorld({ goalReward: NaN }), 'goalReward is the reward at a goal, a number, and got NaN'],
    [() => windyGridworld({ kingsMoves: 1 } as unknown as WindyGridworldOptions), 'kingsMoves is true or false, and got 1'],
    [() => randomWalk({ states: 0 }), 'states is the number of states between the ends, a whole number from 1 to 1000, and got 0'],
    [() => randomWalk({ states: 2.5 }), 'states is the number of states between the ends, a whole number from 1 to 1000, and got 2.5'],
    [() => randomWalk({ leftReward: '0' } as unknown as RandomWalkOptions), 'leftReward is the reward at the left end, a number, and got "0"'],
    [() => dynaMaze({ maze: 'blocked' } as unknown as DynaMazeOptions), 'There is no maze "blocked". Did you mean "blocking"? The mazes are: still, blocking, shortcut.'],
    [() => dynaMaze({ maze: 'blocking', changeAt: -1 }), 'changeAt is a whole number of steps from 0 up, or Infinity, and got -1'],
    [() => dynaMaze({ changeAt: 100 }), 'the maze "still" never changes, and got changeAt 100; try the maze "blocking" or "shortcut"'],
    [() => maximizationBias({ actions: 1 }), 'actions is the number of actions in B, a whole number from 2 to 1000, and got 1'],
    [() => maximizationBias({ deviation: -1 }), 'deviation is the standard deviation of the rewards in B, a number from 0 up, and got -1'],
    [() => bandit({ arms: 0 }), 'arms is the number of arms, a whole number from 1 to 1000, and got 0'],
    [() => bandit({ drift: -0.1 }), 'drift is the standard deviation of a mean\'s step after each pull, a number from 0 up, and got -0.1'],
    [() => commute({ start: 'home' } as unknown as CommuteOptions), 'There is no start "home". The starts are: either, junction, platform.'],
    [() => commute({ cancelled: 30 }), 'cancelled is a chance from 0 to 1, and got 30; try 0.3'],
  ];
  test.each(cases.map(([create, sentence]) => [sentence, create] as const))('%s', (sentence, create) => {
    let said = 'nothing';
    try { create(); } catch (error) { said = (error as Error).message; }
    expect(said).toBe(sentence);
  });
});

describe('pictures', () => {
  const shown = textbook.map(({ id }) => id);
  test.each(shown)('%s is drawn, as SVG, in colours and in plain characters', (id) => {
    const env = make(id);
    env.reset({ seed: 1 });
    const scene = env.scene!();
    expect(svg(scene)).toMatch(/^<svg[^]*<\/svg>\n$/);
    expect(svg(scene)).not.toMatch(/NaN|undefined/);
    expect(ansi(scene).length).toBeGreaterThan(100);
    expect(ansi(scene, { colors: 'none' })).toContain(id === 'Bandit-v0' ? '0|1|2|' : '@');
  });

  const plain = (id: string, options = {}) => { const env = make(id, options); env.reset({ seed: 0 }); return ansi(env.scene!(), { colors: 'none' }).split('\n'); };
  test('the windy gridworld has its winds below it, as in the book', () => {
    expect(plain('WindyGridworld-v0').slice(2, 8)).toEqual(['..........', '@......G..', '..........', '..........', '..........', '0001112210']);
  });
  test('the walk is a line of letters between two squares, the corridor has its actions above it', () => {
    expect(plain('RandomWalk-v0')).toEqual(['  0   0     1', ' # A B @ D E #', '', 'In state C.']);
    expect(plain('ShortCorridor-v0').slice(0, 4)).toEqual([' >  <  >', '', ' @', ' @        G']);
  });

  const planned = ['GridWorld-v0', 'WindyGridworld-v0', 'RandomWalk-v0', 'DynaMaze-v0', 'Commute-v0'];
  test.each(planned)('%s draws what is known about it', (id) => {
    const model = makeRows(id).model!, { values, actions } = best(model, id === 'DynaMaze-v0' ? 0.95 : 1);
    const text = svg(model.renderPolicy!({ values, actions }));
    expect(text).not.toMatch(/NaN|undefined/);
    expect(text).toContain('value');
  });

  test('the best way through the 4 x 3 world: around the wall by the left, and away from the pit', () => {
    const { model } = gridWorld() as { model: Model };
    const lines = ansi(model.renderPolicy!(best(model)), { colors: 'none' }).split('\n');
    expect([1, 4, 7].map((row) => lines[row].replaceAll(' ', ''))).toEqual(['>>>GGG', '^###^PPP', '^<<<']);
  });

  test('a king\'s arrows point where he goes', () => {
    const { model } = windyGridworld({ kingsMoves: true, stay: true }) as { model: Model };
    const scene = model.renderPolicy!({ values: new Float64Array(70), actions: (s) => (s === 11 ? all(9) : []) });
    const lines = ansi(scene, { colors: 'none' }).split('\n').slice(3, 6).map((line) => line.slice(3, 6));
    expect(lines).toEqual(['7^9', '<+>', '1v3']);
  });
});

test('the list has eight worlds, described, with every option at its default', () => {
  expect(textbook.map(({ id }) => id)).toEqual(['GridWorld-v0', 'WindyGridworld-v0', 'RandomWalk-v0', 'ShortCorridor-v0', 'DynaMaze-v0', 'MaximizationBias-v0', 'Bandit-v0', 'Commute-v0']);
  for (const { id, options = {} } of textbook) {
    const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
    const [plain, spelled] = [make(id), make(id, defaults)].map((env) => { env.reset({ seed: 4 }); return Array.from({ length: 20 }, (_, t) => { const got = env.step(t % 2 === 0 && id !== 'RandomWalk-v0' ? 1 : 0); if (got[2]) env.reset(); return got; }); });
    expect(spelled).toEqual(plain);
  }
});

test('a wall of the grid world has no transitions, and nobody comes to one', () => {
  const { model } = gridWorld({ map: 'rooms' }) as { model: Model };
  const walls = all(model.states).filter((s) => model.transitions(s, 0).length === 0);
  const reached = new Set(all(model.states).flatMap((s) => all(4).flatMap((a) => model.transitions(s, a).map(({ next }) => next))));
  expect(walls.filter((s) => reached.has(s))).toEqual([11 * 13 + 11]);         // the goal alone
});
