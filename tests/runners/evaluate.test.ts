import { cliffWalking, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../agents/index.ts';
import { evaluate, LONGEST_EPISODE } from '../../runners/evaluate.ts';
import { countdown, rowsOf } from '../agents/toys.ts';

/** Plays 0, whatever it sees. */
const zero: Policy = { act: (_, action) => { action.fill(0); } };

/** What every one of n episodes comes to. */
const times = <T>(n: number, each: T): T[] => Array.from({ length: n }, () => each);

const world = (lengths: number[], rows: number) => rowsOf(countdown(lengths), { rows, role: 'evaluation' });
const lengths = (policy: Policy, env: VectorEnv, options: Parameters<typeof evaluate>[2]) => evaluate(policy, env, options).map(({ length }) => length);

describe('which episodes are played', () => {
  const LENGTHS = [1, 2, 3, 5, 8, 13, 21];

  /** The episodes of row i of an environment, in order: what it plays when it is left alone. */
  function ofRow(i: number, rows: number, seed: number, n: number): number[] {
    const env = world(LENGTHS, rows), ended: number[] = [];
    env.reset(seed);
    while (ended.length < n) {
      env.advance();
      env.action.fill(0);
      env.step();
      if (env.terminated[i] === 1) ended.push(env.lengths[i]);
    }
    return ended;
  }

  test.each([[1, 7], [3, 12], [3, 13], [3, 14], [5, 5], [8, 3], [64, 100]])('%i rows, %i episodes: episode e is played by row e mod rows', (rows, episodes) => {
    const played = lengths(zero, world(LENGTHS, rows), { episodes, seed: 4 });
    const expected = new Array<number>(episodes);
    for (let i = 0; i < rows; i++) ofRow(i, rows, 4, Math.ceil(episodes / rows)).forEach((length, k) => { if (k * rows + i < episodes) expected[k * rows + i] = length; });
    expect(played).toEqual(expected);
  });

  test('the same seed gives the same episodes, in the same environment or a new one; another seed others', () => {
    const env = world(LENGTHS, 4), one = lengths(zero, env, { episodes: 30, seed: 1 });
    expect(lengths(zero, env, { episodes: 30, seed: 1 })).toEqual(one);
    expect(lengths(zero, world(LENGTHS, 4), { episodes: 30, seed: 1 })).toEqual(one);
    expect(lengths(zero, env, { episodes: 30, seed: 2 })).not.toEqual(one);
  });

  test('fewer episodes are the first of more', () => {
    const many = lengths(zero, world(LENGTHS, 8), { episodes: 50, seed: 1 });
    for (const episodes of [0, 1, 5, 8, 20]) expect(lengths(zero, world(LENGTHS, 8), { episodes, seed: 1 })).toEqual(many.slice(0, episodes));
  });

  test('rows without an episode rest, and nothing is played in vain', () => {
    const env = world([4], 8);
    evaluate(zero, env, { episodes: 3, seed: 0 });
    expect(env.steps).toBe(12);                             // three episodes of four steps
  });
});

describe('no bias to short episodes', () => {
  // Half of the episodes take 1 step and half take 39: the mean is 20, the standard deviation 19.
  const LENGTHS = [1, 39], MEAN = 20, DEVIATION = 19, EPISODES = 64, REPEATS = 200;
  const error = DEVIATION / Math.sqrt(EPISODES * REPEATS);
  const mean = (play: (env: VectorEnv, seed: number) => number[]) => {
    const env = world(LENGTHS, 64);
    let sum = 0;
    for (let seed = 0; seed < REPEATS; seed++) sum += play(env, seed).reduce((total, length) => total + length, 0);
    return sum / (EPISODES * REPEATS);
  };

  /** Counts the first n episodes that finish, whoever plays them: quick ones get in more often. */
  const firstToFinish = (env: VectorEnv, seed: number) => {
    const ended: number[] = [];
    env.reset(seed);
    while (ended.length < EPISODES) {
      env.advance();
      env.action.fill(0);
      env.step();
      for (let i = 0; i < env.rows; i++) if (env.terminated[i] === 1) ended.push(env.lengths[i]);
    }
    return ended.slice(0, EPISODES);
  };

  test('the mean length is that of the world', () => {
    expect(Math.abs(mean((env, seed) => lengths(zero, env, { episodes: EPISODES, seed })) - MEAN)).toBeLessThan(3 * error);
  });

  test('the first episodes to finish are found out', () => {
    expect(Math.abs(mean(firstToFinish) - MEAN)).toBeGreaterThan(20 * error);
  });
});

describe('how episodes end', () => {
  test('the story ends, with its return and outcome', () => {
    // On the cliff: up, eleven times right, down.
    const edge: Policy = { act: ({ rows, observation }, action) => { for (let i = 0; i < rows; i++) action[i] = observation[i] === 36 ? 0 : observation[i] === 35 ? 2 : 1; } };
    const env = rowsOf(cliffWalking(), { rows: 2 });
    expect(evaluate(edge, env, { episodes: 3, seed: 0 })).toEqual(times(3, { return: -13, length: 13, terminated: true, truncated: false, outcome: 'arrived' }));
  });

  test('a policy that never arrives is cut as truncated: 10,000 steps unless asked otherwise', () => {
    const env = rowsOf(cliffWalking(), { rows: 2 });        // up, for ever
    expect(evaluate(zero, env, { episodes: 3, seed: 0, longest: 50 })).toEqual(times(3, { return: -50, length: 50, terminated: false, truncated: true, outcome: 'unfinished' }));
    expect(LONGEST_EPISODE).toBe(10_000);
    expect(evaluate(zero, env, { episodes: 1, seed: 0 })).toEqual([{ return: -10_000, length: 10_000, terminated: false, truncated: true, outcome: 'unfinished' }]);
  });

  test('after a cut the row begins afresh', () => {
    // Every episode takes seven steps: cut at five, all are five long; cut at seven, all end by themselves.
    expect(evaluate(zero, world([7], 2), { episodes: 5, seed: 0, longest: 5 }).map(({ length, terminated, truncated }) => [length, terminated, truncated])).toEqual(times(5, [5, false, true]));
    expect(evaluate(zero, world([7], 2), { episodes: 5, seed: 0, longest: 7 }).map(({ length, terminated, truncated }) => [length, terminated, truncated])).toEqual(times(5, [7, true, false]));
  });

  test('the time limit of the environment comes first where it is shorter', () => {
    const env = rowsOf(countdown([9]), { rows: 2, maxEpisodeSteps: 4 });
    expect(evaluate(zero, env, { episodes: 3, seed: 0 })).toEqual(times(3, { return: 4, length: 4, terminated: false, truncated: true, outcome: 'time limit' }));
  });
});

test('the policy is asked for the rows that play alone', () => {
  const seen: number[][] = [], watching: Policy = { act({ playing }, action) { seen.push([...playing]); action.fill(0); } };
  evaluate(watching, world([2], 3), { episodes: 4, seed: 0 });
  expect(seen).toEqual([[1, 1, 1], [1, 1, 1], [1, 0, 0], [1, 0, 0]]);
});
