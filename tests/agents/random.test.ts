import { describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type World } from '../../agents/index.ts';
import { chiSquare, CHI_SQUARE_999, frequencies, maskedRing, nobody, pushing, rowsOf, stepOf, tableWorld } from './toys.ts';

const agentIn = (world: World, rows = 1, seed = 0) => createAgent('random', world, { rows, budget: 1000, stream: streamsOf(seed), options: {} });

describe('random', () => {
  test('takes each discrete action as likely', () => {
    expect(chiSquare(frequencies(agentIn(tableWorld(1, 4)), 4, 40_000), [1 / 4, 1 / 4, 1 / 4, 1 / 4])).toBeLessThan(CHI_SQUARE_999[3]);
  });

  test('takes each allowed action as likely, counted from where the space begins', () => {
    const agent = agentIn(tableWorld(1, 4, { firstAction: 3, masked: true })), counts = [0, 0, 0, 0], action = new Float32Array(1);
    for (let i = 0; i < 30_000; i++) {
      agent.act(stepOf({ observation: [0], action: [0], reward: [0], next: [0], mask: [1, 0, 1, 1] }), action);
      counts[action[0] - 3]++;
    }
    expect(chiSquare(counts, [1 / 3, 0, 1 / 3, 1 / 3])).toBeLessThan(CHI_SQUARE_999[2]);
  });

  test('never takes a forbidden one', () => {
    const env = rowsOf(maskedRing, { rows: 4 }), agent = agentIn(env, 4);      // the ring throws at a forbidden action
    env.reset(0);
    for (let t = 0; t < 1000; t++) {
      env.advance();
      agent.act(env, env.action);
      env.step();
    }
    expect(env.steps).toBe(4000);
  });

  test('draws continuous actions uniformly between their bounds', () => {
    // Low -0.1, -0.2 and high 0.1, 0.3: quarters of each range come equally often.
    const env = rowsOf(pushing, { rows: 2 }), agent = agentIn(env, 2), action = new Float32Array(4);
    const now = { ...stepOf({ observation: [0, 0], action: [0, 0], reward: [0, 0], next: [0, 0] }) }, counts = [[0, 0, 0, 0], [0, 0, 0, 0]];
    for (let i = 0; i < 10_000; i++) {
      agent.act(now, action);
      for (const row of [0, 1]) {
        counts[0][Math.floor((action[2 * row] + 0.1) / 0.2 * 4)]++;
        counts[1][Math.floor((action[2 * row + 1] + 0.2) / 0.5 * 4)]++;
      }
    }
    for (const quarters of counts) expect(chiSquare(quarters, [1 / 4, 1 / 4, 1 / 4, 1 / 4])).toBeLessThan(CHI_SQUARE_999[3]);
    expect(counts.flat().length).toBe(8);                            // nothing outside
  });

  test('learns nothing, has no dials, and rows that rest draw nothing', () => {
    const agent = agentIn(tableWorld(2, 2), 2), before = agent.save(), action = Float32Array.of(9, 9);
    const step = stepOf({ observation: [0, 0], action: [0, 0], reward: [1, 1], next: [1, 1], playing: [0, 0] });
    agent.act(step, action);
    agent.learn(step, nobody);
    expect([...action]).toEqual([9, 9]);
    expect(agent.save()).toEqual(before);
    expect(agent.metrics).toEqual({});
  });
});
