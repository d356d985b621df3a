import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSchedule, scheduled, scheduleOf } from '../../agents/index.ts';

describe('a schedule', () => {
  test.each([
    // text, values at progress 0, 0.25, 0.5 and 1
    [0.3, [0.3, 0.3, 0.3, 0.3]],
    ['lin_1', [1, 0.75, 0.5, 0]],                          // to 0, as in rl-zoo
    ['lin_0.001', [0.001, 0.00075, 0.0005, 0]],
    ['lin_1_0.5', [1, 0.875, 0.75, 0.5]],
    ['lin_0_1', [0, 0.25, 0.5, 1]],
    ['lin_1_0_0.5', [1, 0.5, 0, 0]],                       // there after half of the budget
    ['exp_1_0.0625', [1, 0.5, 0.25, 0.0625]],              // 2^-(4 progress)
    ['exp_1_0.25_0.5', [1, 0.5, 0.25, 0.25]],
    ['lin_1e-1_1e-3_1', [0.1, 0.07525, 0.0505, 0.001]],
  ] as [string | number, number[]][])('%s', (text, values) => {
    const at = scheduleOf(text);
    [0, 0.25, 0.5, 1].forEach((progress, i) => expect(at(progress)).toBeCloseTo(values[i], 14));
  });

  test('begins and ends at its numbers to the last bit, and stays between them', () => {
    const number = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(fc.property(fc.constantFrom('lin', 'exp'), number, number, number, number, (kind, x, y, f, progress) => {
      const { from, to, at } = parseSchedule(`${kind}_${x}_${y}_${f}`)!;
      expect([from, to]).toEqual([x, y]);
      expect(at(0)).toBe(x);
      expect(Math.abs(at(1) - y)).toBeLessThanOrEqual(1e-15);
      const low = Math.min(x, y), high = Math.max(x, y);
      expect(at(progress)).toBeGreaterThanOrEqual(low - 1e-15);
      expect(at(progress)).toBeLessThanOrEqual(high + 1e-15);
    }));
  });

  test('falls by equal factors where it is exponential: a straight line would be far off in the middle', () => {
    expect(scheduleOf('exp_1_0.0001')(0.5)).toBeCloseTo(0.01, 12);
    expect(scheduleOf('lin_1_0.0001')(0.5)).toBeCloseTo(0.50005, 12);
  });

  test.each(['', 'linear_1', 'lin', 'lin_', 'lin_x', 'lin_1_', 'lin_1_2_3_4', 'lin_1_0_0', 'lin_1_0_2', 'lin_1_0_-1', 'exp_1', 'exp_1_0', 'exp_0_1', 'exp_-1_1', 'lin_NaN', 'lin_Infinity', '0.5x', 'lin_1-0'])('%j is none', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});

describe('a hyperparameter that may be a schedule', () => {
  const share = scheduled({ least: 0, most: 1 });

  test.each([0, 0.5, 1, 'lin_1', 'lin_1_0.05_0.5', 'exp_0.5_0.01'])('takes %j', (value) => {
    expect(share.parse(value)).toBe(value);
  });

  test.each([-0.1, 1.1, NaN, Infinity, 'lin_2', 'lin_0.5_1.5', 'often', '', null, undefined, [0.5], {}])('refuses %j, and says what it takes', (value) => {
    const { success, error } = share.safeParse(value);
    expect(success).toBe(false);
    expect(error!.issues[0].message).toBe('a number from 0 to 1, or a schedule between such: "lin_0.5", "lin_1_0.05", "lin_1_0.05_0.5", "exp_0.5_0.01"');
  });
});
