import { DynamicsEnv, DynamicsVectorEnv, Random, tabular, type Rules, type Transition } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { chiSquare } from './worlds.ts';

const to = (next: number, probability: number, reward = 0): Transition => ({ next, probability, reward, terminated: next === 3 });

/** Four states, of which 3 is the end: `leap` leaves 0 for 1, 2 or 3 with chances of 0.2, 0.5 and 0.3; `walk` goes on by one. */
const leaps = (change: Partial<Rules> = {}) => tabular({
  states: 4,
  actions: ['leap', 'walk'],
  start: [{ state: 0, probability: 1 }],
  transitions: (s, a) => (a === 0 && s === 0 ? [to(1, 0.2, 1), to(2, 0.5, 2), to(3, 0.3, 3)] : [to(s + 1, 1, -1)]),
  terminal: (s) => s === 3,
  stateName: (s) => `place ${s}`,
  ...change,
});

describe('a finite world is checked when it is made', () => {
  test('probabilities that do not add to 1', () => {
    expect(() => leaps({ transitions: (s) => [to(s + 1, s === 1 ? 0.75 : 1)] })).toThrow(new RangeError('the probabilities of leap in place 1 add to 0.75 instead of 1'));
    expect(() => leaps({ transitions: () => [] })).toThrow(new RangeError('the probabilities of leap in place 0 add to 0 instead of 1'));
    expect(() => leaps({ transitions: () => [to(1, NaN)] })).toThrow('has an outcome of probability NaN');
    expect(() => leaps({ transitions: (s) => [to(s + 1, 1 / 3), to(s + 1, 1 / 3), to(s + 1, 1 / 3)] })).not.toThrow();        // three thirds are near enough
    expect(() => leaps({ transitions: (s) => [to(s + 1, 1.5), to(s + 1, -0.5)] })).toThrow('has an outcome of probability -0.5');
  });

  test('starts that are no states, that are over already, or whose probabilities do not add to 1', () => {
    const starting = (...start: { state: number; probability: number }[]) => () => leaps({ start });
    expect(starting({ state: -1, probability: 1 })).toThrow('an episode starts in state -1, and the states are 0 to');
    expect(starting({ state: 0, probability: 0.5 })).toThrow('the probabilities of the starts add to 0.5 instead of 1');
    expect(starting({ state: 0, probability: 1.5 }, { state: 1, probability: -0.5 })).toThrow('an episode starts in state 1 with probability -0.5');
    expect(starting()).toThrow('the probabilities of the starts add to 0 instead of 1');
  });

  test.each([4, -1, 1.5, NaN])('a transition to %d, which is no state', (next) => {
    expect(() => leaps({ transitions: () => [to(next, 1)] })).toThrow(new RangeError(`leap in place 0 leads to state ${next}, and the states are 0 to 3`));
  });

  test('a flag that contradicts terminal(s)', () => {
    expect(() => leaps({ transitions: (s) => [{ ...to(s + 1, 1), terminated: false }] })).toThrow(new RangeError('leap in place 2 leads to state 3 with terminated false, and terminal(3) says true'));
    expect(() => leaps({ transitions: (s) => [{ ...to(s + 1, 1), terminated: true }] })).toThrow(new RangeError('leap in place 0 leads to state 1 with terminated true, and terminal(1) says false'));
  });

  test('terminal states are not asked for their transitions, and have none', () => {
    const asked: number[] = [];
    const { model } = leaps({ transitions: (s) => { asked.push(s); return [to(s + 1, 1)]; } });
    expect(asked).not.toContain(3);
    expect([model.transitions(3, 0), model.transitions(3, 1)]).toEqual([[], []]);
  });
});

describe('a finite world plays its own model', () => {
  const N = 20_000;
  /** How often each state follows `leap` in 0. */
  function frequencies(world: ReturnType<typeof tabular>): number[] {
    const seen = [0, 0, 0], s = new Float64Array(2), random = new Random(11);
    for (let k = 0; k < N; k++) {
      world.reset(s, random);
      world.step(s, [0], random);
      seen[s[0] - 1]++;
    }
    return seen;
  }
  const CRITICAL = 13.8;                                  // chi-square with 2 degrees of freedom exceeds it with a chance of 0.001

  test('outcomes come as often as their chances say', () => {
    expect(chiSquare(frequencies(leaps()), [0.2, 0.5, 0.3])).toBeLessThan(CRITICAL);
  });

  test('the gate rejects a world whose outcomes are all as likely', () => {
    const thirds = leaps({ transitions: (s, a) => (a === 0 && s === 0 ? [to(1, 1 / 3), to(2, 1 / 3), to(3, 1 / 3)] : [to(s + 1, 1)]) });
    expect(chiSquare(frequencies(thirds), [0.2, 0.5, 0.3])).toBeGreaterThan(CRITICAL);
  });

  test('the outcome is the first whose cumulative chance exceeds one random() draw', () => {
    const world = leaps(), s = new Float64Array(2), random = new Random(3), twin = new Random(3);
    for (let k = 0; k < 1000; k++) {
      world.reset(s, random);
      twin.random();                                      // a reset draws one, though there is one start
      const r = world.step(s, [0], random), u = twin.random();
      const next = u < 0.2 ? 1 : u < 0.7 ? 2 : 3;
      expect([s[0], r, s[1]]).toEqual([next, next, [0.2, 0.5, 0.3][next - 1]]);
    }
    expect(random.save()).toEqual(twin.save());
  });

  test('where nothing is left to chance a step draws one as well', () => {
    const world = leaps(), s = Float64Array.of(1, 1), random = new Random(3), twin = new Random(3);
    world.step(s, [1], random);
    twin.random();
    expect([s[0], random.save()]).toEqual([2, twin.save()]);
  });

  test('starts come as often as their chances say', () => {
    const chances = [0.1, 0.6, 0.3], world = leaps({ start: chances.map((probability, state) => ({ state, probability })) });
    const env = new DynamicsEnv<number>(world), seen = [0, 0, 0];
    env.reset({ seed: 5 });
    for (let k = 0; k < N; k++) {
      const [s, info] = env.reset();
      seen[s]++;
      expect(info.prob).toBe(chances[s]);
    }
    expect(chiSquare(seen, chances)).toBeLessThan(CRITICAL);
  });

  test('rules add to info, and tell how an episode ended', () => {
    const world = leaps({ info: (s) => ({ left: 3 - s }), outcome: (s) => `at ${s}` });
    const env = new DynamicsVectorEnv(world);
    env.reset(0); env.advance();
    for (let k = 0; k < 3; k++) { env.action[0] = 1; env.step(); env.advance(); if (k < 2) expect(env.info(0)).toEqual({ prob: 1, left: 2 - k }); }
    env.rest(0);
    expect(env.model).toBe(world.model);
    expect([env.model!.actionName(1), env.model!.stateName(2)]).toEqual(['walk', 'place 2']);
  });
});
