import { readFileSync } from 'node:fs';
import { Box, MultiDiscrete, make, type BoxDtype } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

type Bound = number | string | Bound[];
interface Texts {
  /** [low, high, shape, dtype, what Gymnasium 1.4.0 with NumPy 2.4 prints, line breaks as spaces]; infinities as texts. */
  readonly boxes: readonly [low: Bound, high: Bound, shape: number[] | null, dtype: BoxDtype, text: string][];
  readonly multiDiscretes: readonly [nvec: number[], start: number[] | null, text: string][];
}
const { boxes, multiDiscretes } = JSON.parse(readFileSync(new URL('../fixtures/space-texts.json', import.meta.url), 'utf8')) as Texts;

const number = (bound: Bound): number | number[] => (
  Array.isArray(bound) ? bound.map((one) => number(one) as number) : bound === 'inf' ? Infinity : bound === '-inf' ? -Infinity : bound as number
);

describe('a space prints as Gymnasium prints it', () => {
  test.each(boxes.map((box) => [box[4].slice(0, 80), ...box] as const))('%s', (_, low, high, shape, dtype, text) => {
    expect(String(new Box(number(low), number(high), { dtype, ...(shape && { shape }) }))).toBe(text);
  });

  test.each(multiDiscretes.map((one) => [one[2], ...one] as const))('%s', (_, nvec, start, text) => {
    expect(String(new MultiDiscrete(nvec, start ? { start } : {}))).toBe(text);
  });

  test('the spaces of an environment', () => {
    expect(String(make('Pendulum-v1').actionSpace)).toBe('Box(-2.0, 2.0, (1,), float32)');
    expect(String(make('CartPole-v1').observationSpace))
      .toBe('Box([-4.8               -inf -0.41887903        -inf], [4.8               inf 0.41887903        inf], (4,), float32)');
  });

  test('the wrong variant, JavaScript\'s own numbers, prints most of them otherwise', () => {
    const plain = (values: ArrayLike<number>) => (new Set(Array.from(values)).size === 1 ? String(values[0]) : `[${Array.from(values).join(' ')}]`);
    const same = boxes.filter(([low, high, shape, dtype, text]) => {
      const box = new Box(number(low), number(high), { dtype, ...(shape && { shape }) });
      return text.startsWith(`Box(${plain(box.low)}, ${plain(box.high)}, (`);
    });
    expect(same.length).toBeLessThan(boxes.length / 4);
  });
});
