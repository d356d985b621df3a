import { Box, Discrete, MultiBinary, MultiDiscrete, Text, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { decisionFor, decisionRefuses, type Range } from '../../../agents/evolution/decision.ts';

const decided = (space: Space, range: Range, said: readonly number[], mask?: readonly number[]) => {
  const decision = decisionFor(space, range), action = new Float32Array(space.rowSize + 1).fill(-9);
  expect(decision.outputs).toBe(said.length);
  decision.write(Float32Array.from([7, ...said]), 1, action, 1, mask && Uint8Array.from([1, ...mask]), 1);
  return [...action.subarray(1)];
};

describe('what is done when some numbers are said', () => {
  test('of Discrete actions the highest, of equals the first, of those that are allowed', () => {
    expect(decided(new Discrete(3, { start: 5 }), undefined, [0.1, 0.9, 0.9])).toEqual([6]);
    expect(decided(new Discrete(3), undefined, [0.1, 0.9, 0.5], [1, 0, 1])).toEqual([2]);
    expect(decided(new Discrete(3), undefined, [-5, 9, 9], [1, 0, 0])).toEqual([0]);
  });

  test('of MultiDiscrete ones each part by itself', () => {
    expect(decided(new MultiDiscrete([2, 3], { start: [0, 10] }), undefined, [1, 2, 5, 4, 3])).toEqual([1, 10]);
  });

  test('of MultiBinary ones those above the middle', () => {
    expect(decided(new MultiBinary(3), [0, 1], [0.4, 0.5, 0.6])).toEqual([0, 0, 1]);
    expect(decided(new MultiBinary(3), [-1, 1], [-0.4, 0, 0.1])).toEqual([0, 0, 1]);
  });

  test('of a Box the range stretched between its bounds, clipped where there is no range', () => {
    const box = new Box([-2, 0], [2, 10]);
    expect(decided(box, [-1, 1], [0.5, -1])).toEqual([1, 0]);
    expect(decided(box, [0, 1], [0.5, 1])).toEqual([0, 10]);
    expect(decided(box, undefined, [-7, 3])).toEqual([-2, 3]);
    expect(decided(new Box(0, Infinity), [-1, 1], [-0.5])).toEqual([0]);
  });

  test('no other space can be decided on', () => {
    expect(decisionRefuses('genetic', new Text(3), false)).toMatch(/genetic decides on Discrete.*these are Text/);
    expect(decisionRefuses('genetic', new MultiDiscrete([2, 2]), true)).toMatch(/masks of Discrete actions alone/);
    expect(decisionRefuses('genetic', new Discrete(2), true)).toBeUndefined();
  });
});
