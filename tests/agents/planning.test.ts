import { carStreet, cliffWalking, Random, tabular, type Model, type Transition } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, greedyActions, valueIteration } from '../../agents/index.ts';

const sure = (next: number, reward: number, terminated = false): Transition => ({ probability: 1, next, reward, terminated });

/** States 0 to n, from 0; forward (0) and back (1) cost a step each; n is the end. */
function corridor(n: number): Model {
  return tabular({
    states: n + 1, actions: ['forward', 'back'], start: [{ state: 0, probability: 1 }],
    transitions: (s, a) => [a === 0 ? sure(s + 1, -1, s + 1 === n) : sure(Math.max(0, s - 1), -1)],
    terminal: (s) => s === n, stateName: String,
  }).model;
}

/** A player with s of n coins stakes one coin on each throw, wins it with chance p, and goes on until he has none or all. Action 1 gives up. */
function gambler(n: number, p: number, from: number): Model {
  return tabular({
    states: n + 1, actions: ['stake', 'give up'], start: [{ state: from, probability: 1 }],
    transitions: (s, a) => (a === 1 ? [sure(0, 0, true)] : [
      { probability: p, next: s + 1, reward: s + 1 === n ? 1 : 0, terminated: s + 1 === n },
      { probability: 1 - p, next: s - 1, reward: 0, terminated: s - 1 === 0 },
    ]),
    terminal: (s) => s === 0 || s === n, stateName: String,
  }).model;
}

describe('value iteration', () => {
  test.each([1, 0.9])('of a corridor of 8 steps with gamma %d: V(s) = -(1 + gamma + ... + gamma^(7 - s))', (gamma) => {
    const { values, actionValues, start } = valueIteration(corridor(8), { gamma });
    for (let s = 0; s < 8; s++) {
      let V = 0;
      for (let k = 0; k < 8 - s; k++) V = -1 + gamma * V;
      expect(values[s]).toBeCloseTo(V, 12);
      expect(actionValues[2 * s]).toBeCloseTo(V, 12);
      expect(actionValues[2 * s + 1]).toBeCloseTo(-1 + gamma * values[Math.max(0, s - 1)], 11);
    }
    expect(values[8]).toBe(0);                              // the end has no future
    expect(start).toBe(values[0]);
  });

  test('of the cliff: 13 steps along the edge', () => {
    // Up, eleven times right, down: 13 steps of -1. With gamma 0.9: -(1 - 0.9^13) / (1 - 0.9)
    expect(valueIteration(cliffWalking().model!, { gamma: 1 }).start).toBe(-13);
    expect(valueIteration(cliffWalking().model!, { gamma: 0.9 }).start).toBeCloseTo(-(1 - 0.9 ** 13) / 0.1, 11);
  });

  test.each([0.4, 0.5, 0.6])('of a gambler who wins a throw with %d: the chance to ruin the bank', (p) => {
    // (1 - r^s) / (1 - r^n) with r = (1 - p) / p, and s / n where p = 1/2; he never does better by giving up
    const n = 10, r = (1 - p) / p, { values } = valueIteration(gambler(n, p, 5), { gamma: 1, tolerance: 1e-15 });
    for (let s = 1; s < n; s++) expect(values[s]).toBeCloseTo(p === 0.5 ? s / n : (1 - r ** s) / (1 - r ** n), 10);
  });

  test('within a horizon, of the best that can be done in so many steps', () => {
    // From 5 of 10 coins five throws ruin the bank if all are won, and four never do. Seven do it with one loss, and that among the first five.
    const value = (horizon: number) => valueIteration(gambler(10, 0.5, 5), { gamma: 1, horizon }).start;
    expect(value(4)).toBe(0);
    expect(value(5)).toBe(1 / 32);
    expect(value(6)).toBe(1 / 32);                          // after six throws he has an odd number of coins
    expect(value(7)).toBe(1 / 32 + 5 / 128);                // a loss among the first five throws, then as many wins as are needed
    expect(value(0)).toBe(0);
    expect(valueIteration(corridor(8), { gamma: 1, horizon: 3 }).start).toBe(-3);
  });

  test('within a horizon, the first step is the one of its last sweep', () => {
    // Two ways to 10: at once 1, or in two steps 10. With one step left it takes the 1, with two it waits.
    const model = tabular({
      states: 3, actions: ['now', 'wait'], start: [{ state: 0, probability: 1 }],
      transitions: (s, a) => [s === 1 ? sure(2, 10, true) : a === 0 ? sure(2, 1, true) : sure(1, 0)],
      terminal: (s) => s === 2, stateName: String,
    }).model;
    expect(greedyActions(valueIteration(model, { gamma: 1, horizon: 1 }).actionValues, 2, 0)).toEqual([0]);
    expect(greedyActions(valueIteration(model, { gamma: 1, horizon: 2 }).actionValues, 2, 0)).toEqual([1]);
  });

  test('of values that grow without end says so', () => {
    const model = tabular({
      states: 1, actions: ['earn'], start: [{ state: 0, probability: 1 }], transitions: () => [sure(0, 1)], terminal: () => false, stateName: String,
    }).model;
    expect(() => valueIteration(model, { gamma: 1, sweeps: 100 })).toThrow('value iteration did not settle in 100 sweeps: with gamma 1 some values grow without end; give a horizon');
    expect(valueIteration(model, { gamma: 0.5 }).start).toBeCloseTo(2, 11);
    expect(valueIteration(model, { gamma: 1, horizon: 17 }).start).toBe(17);
  });

  test('the start is the mean over where episodes begin', () => {
    const model: Model = { ...corridor(4), start: [{ state: 0, probability: 0.25 }, { state: 2, probability: 0.5 }, { state: 2, probability: 0.25 }] };
    expect(valueIteration(model, { gamma: 1 }).start).toBe(0.25 * -4 + 0.75 * -2);
    expect(evaluatePolicy(model, () => [0], { gamma: 1, horizon: 10 }).value).toBe(-2.5);
  });
});

describe('a policy evaluated exactly', () => {
  test('forward through a corridor', () => {
    const { value, ends, timeLimit, length } = evaluatePolicy(corridor(8), () => [0], { gamma: 0.9, horizon: 100 });
    expect(value).toBeCloseTo(-(1 - 0.9 ** 8) / 0.1, 12);
    expect([ends[8], timeLimit, length]).toEqual([1, 0, 8]);
  });

  test('that does not arrive in time', () => {
    const { value, ends, timeLimit, length } = evaluatePolicy(corridor(8), () => [0], { gamma: 1, horizon: 5 });
    expect([value, ends[8], timeLimit, length]).toEqual([-5, 0, 1, 5]);
  });

  test('by chance through a corridor of two: forward and back are as likely', () => {
    // From 0: half stay at 0, half go to 1; from 1: half arrive, half go back. T0 = 1 + (T0 + T1) / 2, T1 = 1 + T0 / 2  =>  T0 = 6
    const { value, length, timeLimit } = evaluatePolicy(corridor(2), () => [0, 1], { gamma: 1, horizon: 1000 });
    expect(length).toBeCloseTo(6, 10);
    expect(value).toBeCloseTo(-6, 10);
    expect(timeLimit).toBeLessThan(1e-12);
  });

  test('of a gambler: the ends have the chances of the closed form', () => {
    const n = 6, p = 0.4, r = (1 - p) / p, bank = (1 - r ** 2) / (1 - r ** n);
    const { value, ends, length } = evaluatePolicy(gambler(n, p, 2), () => [0], { gamma: 1, horizon: 2000 });
    expect(value).toBeCloseTo(bank, 12);
    expect(ends[n]).toBeCloseTo(bank, 12);
    expect(ends[0]).toBeCloseTo(1 - bank, 12);
    expect(length).toBeCloseTo(2 / (1 - 2 * p) - n / (1 - 2 * p) * bank, 10);         // the mean length of play (Feller, XIV.3)
  });

  test('is worth the optimum where it takes the best actions, in every street', () => {
    for (const people of [false, true]) {
      const { model } = carStreet({ people }), settled = valueIteration(model!, { gamma: 0.99 });
      const { value } = evaluatePolicy(model!, (s) => greedyActions(settled.actionValues, 4, s, 1e-9), { gamma: 0.99, horizon: 2000 });
      expect(value).toBeCloseTo(settled.start, 6);
    }
  });

  test('with a time limit, no policy is worth more than the best within the horizon', () => {
    const { model } = carStreet(), random = new Random(1), best = valueIteration(model!, { gamma: 1, horizon: 30 }).start;
    for (let i = 0; i < 20; i++) {
      const chosen = Array.from({ length: model!.states }, () => [random.integers(4)]);
      expect(evaluatePolicy(model!, (s) => chosen[s], { gamma: 1, horizon: 30 }).value).toBeLessThanOrEqual(best);
    }
  });
});

describe('against episodes that are played', () => {
  const EPISODES = 20_000, HORIZON = 25, GAMMA = 0.95;

  /** Means over played episodes of the return and of arriving, with their standard errors. */
  function play() {
    const dynamics = carStreet({ map: 'straight' }), random = new Random(11), state = new Float64Array(dynamics.stateSize);
    const returns: number[] = [], arrived: number[] = [];
    for (let e = 0; e < EPISODES; e++) {
      dynamics.reset(state, random);
      let G = 0, power = 1;
      for (let t = 0; t < HORIZON && !dynamics.terminal(state); t++, power *= GAMMA) {
        const choices = driver(state[0]);
        G += power * dynamics.step(state, [choices[random.integers(choices.length)]], random);
      }
      returns.push(G);
      arrived.push(dynamics.terminal(state) && dynamics.outcome!(state) === 'arrived' ? 1 : 0);
    }
    return { return: summary(returns), arrived: summary(arrived) };
  }
  const summary = (x: number[]) => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    return { mean, error: Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1) / x.length) };
  };
  /** Mostly forward, now and then a turn; one state in five drives back and forth. */
  const driver = (s: number) => (s % 5 === 0 ? [0, 1] : [0, 0, 0, 2, 3]);

  test('the value and the ends agree within three and a half standard errors', () => {
    const dynamics = carStreet({ map: 'straight' }), played = play();
    const exact = evaluatePolicy(dynamics.model!, driver, { gamma: GAMMA, horizon: HORIZON });
    const arrived = exact.ends.reduce((sum, p, s) => (p > 0 && dynamics.outcome!(Float64Array.of(s, 1)) === 'arrived' ? sum + p : sum), 0);
    expect(Math.abs(played.return.mean - exact.value)).toBeLessThan(3.5 * played.return.error);
    expect(Math.abs(played.arrived.mean - arrived)).toBeLessThan(3.5 * played.arrived.error);
    expect(exact.ends.reduce((sum, p) => sum + p, exact.timeLimit)).toBeCloseTo(1, 12);
    // An evaluation that forgot to discount would be found out.
    expect(Math.abs(evaluatePolicy(dynamics.model!, driver, { gamma: 1, horizon: HORIZON }).value - played.return.mean)).toBeGreaterThan(5 * played.return.error);
  });
});

test('greedy actions: the best, and with a tolerance those as good', () => {
  const Q = [1, 3, 3, 2.5, /* next state */ -1, -1, -1, -2];
  expect(greedyActions(Q, 4, 0)).toEqual([1, 2]);
  expect(greedyActions(Q, 4, 0, 0.5)).toEqual([1, 2, 3]);
  expect(greedyActions(Q, 4, 1)).toEqual([0, 1, 2]);
});
