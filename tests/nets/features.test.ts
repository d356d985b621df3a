import { Box, Dict, Discrete, flatten, MultiBinary, MultiDiscrete, Sequence, Text, Tuple, type Space } from 'gymnasium-js';
import { expect, test } from 'vitest';
import { features } from '../../nets/features.ts';

const nested = () => new Dict({
  where: new Tuple([new Discrete(3, { start: -1 }), new Box(-1, 1, { shape: [2] })]),
  switches: new MultiBinary(3),
  cards: new MultiDiscrete([2, 4], { start: [5, -3] }),
});

test.each<[Space, number, boolean]>([
  [new Discrete(4), 4, false],
  [new Discrete(3, { start: 10 }), 3, false],
  [new MultiDiscrete([2, 3], { start: [1, -1] }), 5, false],
  [new MultiBinary([2, 2]), 4, true],
  [new Box(-1, 1, { shape: [2, 3] }), 6, true],
  [new Box(0, 255, { shape: [4], dtype: 'uint8' }), 4, true],
  [new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]), 45, false],
  [new Tuple([new Box(0, 1), new MultiBinary(2)]), 3, true],
  [nested(), 14, false],
])('a network sees of %s what Gymnasium\'s flatten gives', (space, width, direct) => {
  const seen = features(space), rows = 20, size = space.rowSize;
  expect([seen.width, seen.direct]).toEqual([width, direct]);
  space.seed(3);
  const elements = Array.from({ length: rows }, () => space.sample());
  const block = new Float32Array(rows * size), out = new Float32Array((rows + 1) * width).fill(9);
  elements.forEach((x, i) => space.toRow(x, block, i * size));
  seen.write(block, rows, out);
  elements.forEach((x, i) => {
    expect([...out.subarray(i * width, (i + 1) * width)]).toEqual(Array.from(flatten(space, x), Math.fround));
  });
  expect([...out.subarray(rows * width)], 'a row that was not asked for is left alone').toEqual(new Array(width).fill(9));
  seen.write(block, 1, out);
  expect([...out.subarray(width, 2 * width)]).toEqual(Array.from(flatten(space, elements[1]), Math.fround));
  if (direct) expect([...out.subarray(0, rows * width)]).toEqual([...block]);
});

test('a one among zeros by hand: Tuple(Discrete(3), Box, Discrete(2, start=1)) at (2, 0.5, 1)', () => {
  const seen = features(new Tuple([new Discrete(3), new Box(0, 1), new Discrete(2, { start: 1 })])), out = new Float32Array(6).fill(7);
  seen.write(Float32Array.of(2, 0.5, 1), 1, out);
  expect([...out]).toEqual([0, 0, 1, 0.5, 1, 0]);
});

test.each([[3], [-1], [0.5], [NaN]])('the number %d is no element of Discrete(3), and is refused rather than written beside its place', (x) => {
  expect(() => features(new Tuple([new Box(0, 1), new Discrete(3)])).write(Float32Array.of(0, 1, 0, x), 2, new Float32Array(8)))
    .toThrow(`number 1 of observation 1 should be one of the 3 from 0 on, as Tuple(Box(0.0, 1.0, (1,), float32), Discrete(3)) has it, and is ${x}`);
});

test.each([new Text(4), new Sequence(new Discrete(2)), new Tuple([new Discrete(2), new Text(3)])])('%s is refused in a sentence', (space) => {
  expect(() => features(space)).toThrow(/A network sees Discrete, .* Box observations, and Tuples and Dicts of them; it cannot see .*(Text|Sequence)\(/);
  expect(() => features(space)).toThrow(TypeError);
});
