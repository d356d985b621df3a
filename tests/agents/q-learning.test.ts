import { describe, expect, test } from 'vitest';
import { makeRows } from 'gymnasium-js';
import { createAgent, Stream, streamsOf } from '../../agents/index.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { train } from '../../runners/train.ts';
import { chiSquare, CHI_SQUARE_999, frequencies, knowing, maskedRing, nobody, rowsOf, stepOf, tableWorld, tabularAgent } from './toys.ts';
import { BootstrapsPastTheEnd, EndsAtTheTimeLimit } from './wrong.ts';

const half = { learningRate: 0.5, gamma: 0.5, epsilon: 0 };

// Two states and two actions: Q(0,.) = 2, 3 and Q(1,.) = 4, 1.
const Q = [2, 3, 4, 1];
const step = { observation: [0], action: [0], reward: [1], next: [1] };

describe('one update', () => {
  test('Q-learning moves halfway to R + gamma max Q when alpha is one half', () => {
    // Q(s,a) = 2, R = 1, gamma = 0.5, max Q(s',.) = 4   =>   2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5
    const agent = knowing(tabularAgent('q-learning', tableWorld(2, 2), half), Q);
    agent.learn(stepOf(step), nobody);
    expect([...agent.actionValues]).toEqual([2.5, 3, 4, 1]);
  });

  test('it takes the best action of S\', whatever it plays next', () => {
    // max Q(0,.) = 3, though with epsilon 1 it would play either:   1 + 0.5 (0 + 0.5 * 3 - 1) = 1.25
    const agent = knowing(tabularAgent('q-learning', tableWorld(2, 2), { ...half, epsilon: 1 }), Q);
    agent.learn(stepOf({ observation: [1], action: [1], reward: [0], next: [0] }), nobody);
    expect([...agent.actionValues]).toEqual([2, 3, 4, 1.25]);
  });

  test('rows share the table and are taken in by their order', () => {
    // Row 0: Q(0,0) <- 2 + 0.5 (8 + 0.5 * 4 - 2) = 6.   Row 1 sees it: Q(1,0) <- 4 + 0.5 (1 + 0.5 * 6 - 4) = 4
    const agent = knowing(tabularAgent('q-learning', tableWorld(2, 2), half, { rows: 2 }), Q);
    agent.learn(stepOf({ observation: [0, 1], action: [0, 0], reward: [8, 1], next: [1, 0] }), nobody);
    expect([...agent.actionValues]).toEqual([6, 3, 4, 1]);
  });

  test('it counts states and actions from where their spaces begin', () => {
    // States 5, 6 and actions -1, 0: the same update as the first.
    const agent = knowing(tabularAgent('q-learning', tableWorld(2, 2, { firstState: 5, firstAction: -1 }), half), Q);
    agent.learn(stepOf({ observation: [5], action: [-1], reward: [1], next: [6] }), nobody);
    expect([...agent.actionValues]).toEqual([2.5, 3, 4, 1]);

    const action = new Float32Array(1);
    agent.act(stepOf({ observation: [5], action: [0], reward: [0], next: [5] }), action);
    expect(action[0]).toBe(0);                                       // the second action, Q = 3
    agent.policy().act(stepOf({ observation: [6], action: [0], reward: [0], next: [5] }), action);
    expect(action[0]).toBe(-1);                                      // the first, Q = 4
  });
});

describe('ends of episodes', () => {
  /** Q(0,0) after the step, from a learner with alpha = gamma = 1/2. */
  const after = (agent: { learn(step: ReturnType<typeof stepOf>, control: typeof nobody): void; actionValues: Float64Array }, end: object) => {
    agent.learn(stepOf({ ...step, ...end }), nobody);
    return agent.actionValues[0];
  };
  const right = () => knowing(tabularAgent('q-learning', tableWorld(2, 2), half), Q);

  // Terminated:  2 + 0.5 (1 - 2) = 1.5.   Truncated:  2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5
  const terminal = 1.5, cut = 2.5;

  test('nothing follows a terminal state; time that ran out still has a future', () => {
    expect(after(right(), { terminated: [1] })).toBe(terminal);
    expect(after(right(), { truncated: [1] })).toBe(cut);
  });

  test('this tells it from one that bootstraps past the end, and from one that stops at the time limit', () => {
    const options = { alpha: 0.5, gamma: 0.5 };
    expect(after(knowing(new BootstrapsPastTheEnd(tableWorld(2, 2), options), Q), { terminated: [1] })).not.toBe(terminal);
    expect(after(knowing(new EndsAtTheTimeLimit(tableWorld(2, 2), options), Q), { truncated: [1] })).not.toBe(cut);
  });
});

describe('what it plays', () => {
  const TIMES = 40_000;
  const playing = (q: number[], epsilon: number) => knowing(tabularAgent('q-learning', tableWorld(1, q.length), { epsilon }), q);

  test('among actions that tie, each is as likely', () => {
    expect(chiSquare(frequencies(playing([0, 0, 0, 0], 0), 4, TIMES), [1 / 4, 1 / 4, 1 / 4, 1 / 4])).toBeLessThan(CHI_SQUARE_999[3]);
    expect(chiSquare(frequencies(playing([7, 1, 7, 7], 0), 4, TIMES), [1 / 3, 0, 1 / 3, 1 / 3])).toBeLessThan(CHI_SQUARE_999[2]);
  });

  test('this rejects the first of the best, and a coin tossed at each tie', () => {
    // A coin at each tie gives 1/4, 1/4, 1/2 to three that tie.
    const stream = new Stream('coin');
    const coin = { act(_: unknown, action: Float32Array) { action[0] = stream.integer(2) === 0 ? 2 : stream.integer(2); } };
    const first = { act(_: unknown, action: Float32Array) { action[0] = 0; } };
    for (const wrong of [coin, first]) expect(chiSquare(frequencies(wrong, 3, TIMES), [1 / 3, 1 / 3, 1 / 3])).toBeGreaterThan(CHI_SQUARE_999[2]);
  });

  test('with probability epsilon it plays any action, the best among them', () => {
    // epsilon = 0.2 over four actions: 0.2 / 4 = 0.05 each, and 0.8 more for the best
    const gate = (counts: number[]) => chiSquare(counts, [0.05, 0.05, 0.85, 0.05]);
    expect(gate(frequencies(playing([1, 2, 3, 0], 0.2), 4, TIMES))).toBeLessThan(CHI_SQUARE_999[3]);
    // One that explores among the others only plays the best with 0.8.
    expect(gate([1 / 15, 1 / 15, 4 / 5, 1 / 15].map((p) => p * TIMES))).toBeGreaterThan(CHI_SQUARE_999[3]);
  });

  test('its policy is greedy, or as exploring as it is', () => {
    const agent = playing([1, 2, 3, 0], 0.2);
    expect(frequencies(agent.policy(), 4, 1000)).toEqual([0, 0, 1000, 0]);
    expect(chiSquare(frequencies(agent.policy({ stochastic: true }), 4, TIMES), [0.05, 0.05, 0.85, 0.05])).toBeLessThan(CHI_SQUARE_999[3]);
  });

  test('schedules move with the steps of the environment, and stop at the end of the budget', () => {
    const agent = tabularAgent('q-learning', tableWorld(2, 2), { epsilon: 'lin_1_0.5', learningRate: 'exp_1_0.01' }, { budget: 200 });
    expect(agent.metrics).toMatchObject({ epsilon: 1, learningRate: 1 });
    agent.learn(stepOf({ ...step, steps: 100 }), nobody);
    expect(agent.metrics.epsilon).toBe(0.75);                        // halfway from 1 to 0.5
    expect(agent.metrics.learningRate).toBeCloseTo(0.1, 15);         // halfway from 1 to 0.01 by equal factors
    agent.learn(stepOf({ ...step, steps: 500 }), nobody);
    expect(agent.metrics.epsilon).toBe(0.5);
    expect(agent.metrics.learningRate).toBeCloseTo(0.01, 15);
  });
});

describe('masks', () => {
  const world = tableWorld(2, 3, { masked: true });

  test('the best of S\' is the best that is allowed there', () => {
    // Q(1,.) = 10, 4, 7 and 10 is forbidden:   0 + 0.5 (1 + 0.5 * 7 - 0) = 2.25, and not 0.5 (1 + 0.5 * 10) = 3
    const agent = knowing(tabularAgent('q-learning', world, half), [0, 0, 0, 10, 4, 7]);
    agent.learn(stepOf({ ...step, mask: [1, 1, 1], nextMask: [0, 1, 1] }), nobody);
    expect(agent.actionValues[0]).toBe(2.25);
  });

  test('each row goes by its own mask', () => {
    // Row 1 may play 10 and gets   0.5 (1 + 0.5 * 10) = 3;  row 0 gets 2.25 as above
    const agent = knowing(tabularAgent('q-learning', world, half, { rows: 2 }), [0, 0, 0, 10, 4, 7]);
    agent.learn(stepOf({ observation: [0, 0], action: [0, 1], reward: [1, 1], next: [1, 1], mask: [1, 1, 1, 1, 1, 1], nextMask: [0, 1, 1, 1, 1, 1] }), nobody);
    expect([...agent.actionValues.subarray(0, 2)]).toEqual([2.25, 3]);

    const action = new Float32Array(2);
    agent.act(stepOf({ observation: [1, 1], action: [0, 0], reward: [0, 0], next: [1, 1], mask: [0, 1, 1, 0, 1, 0] }), action);
    expect([...action]).toEqual([2, 1]);
  });

  test('exploring and greedy, it never plays what is forbidden', () => {
    const env = rowsOf(maskedRing, { rows: 3, maxEpisodeSteps: 30 });         // it throws at a forbidden action
    const agent = tabularAgent('q-learning', env, { epsilon: 0.5 }, { rows: 3 }), played = new Set<string>();
    env.reset(1);
    for (let t = 0; t < 2000; t++) {
      env.advance();
      agent.act(env, env.action);
      for (let i = 0; i < 3; i++) played.add(`${env.observation[i]}: ${env.action[i]}`);
      env.step();
      agent.learn(env, env);
    }
    expect(played.size).toBe(6 * 3 - 5);                             // and plays all that is allowed: one is forbidden on five seats of six
  });
});

test('resting rows are neither acted for nor learned from, and draw nothing', () => {
  const agent = knowing(tabularAgent('q-learning', tableWorld(2, 2), { ...half, epsilon: 0.5 }, { rows: 2 }), Q);
  const before = agent.save(), action = Float32Array.of(9, 9);
  const resting = stepOf({ observation: [0, 0], action: [0, 0], reward: [1, 1], next: [1, 1], playing: [0, 0] });
  agent.act(resting, action);
  agent.learn(resting, nobody);
  expect([...action]).toEqual([9, 9]);
  expect({ ...agent.save(), dials: 0 }).toEqual({ ...before, dials: 0 });     // the clock may go on

  agent.act({ ...resting, playing: Uint8Array.of(0, 1) }, action);
  expect(action[0]).toBe(9);
  expect(action[1]).toBeLessThan(2);
});

test('a table holds any finite space: Q-learning plays Blackjack, whose hands are a Tuple, much better than chance', () => {
  // A random player loses 0.395 a hand, the best one 0.046 (natural false, sab true).
  const env = makeRows('Blackjack-v1');
  env.reset(0);
  const options = { learningRate: 0.01, gamma: 1, epsilon: 0.1 };
  const agent = createAgent('q-learning', env, { rows: 1, budget: 1e6, stream: streamsOf(0), options });
  for (const _ of train(agent, env, { steps: 400_000 }));
  const hands = evaluate(agent.policy({ rows: 64 }), makeRows('Blackjack-v1', { rows: 64, role: 'final' }), { episodes: 20_000, seed: 1 });
  const mean = hands.reduce((sum, hand) => sum + hand.return, 0) / hands.length;
  expect(mean).toBeGreaterThan(-0.1);                    // standard error 0.007
  expect(mean).toBeLessThan(-0.02);
});
