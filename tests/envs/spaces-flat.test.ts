import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Sequence, Text, Tuple, elementAt, flatdim, flatten, flattenSpace, indexOf, rowIndex, stateCount, unflatten, type BoxDtype, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { recorded, spaces } from '../fixtures/spaces.ts';

const INF = Infinity;

/** Whether a way of flattening gives, for every recorded element, Gymnasium's numbers. */
function agrees(name: string, flat: (space: Space, x: unknown) => ArrayLike<number>): boolean {
  return recorded.flat[name].elements.every(([x, want]) => {
    const got = flat(spaces[name](), x);
    return got.length === want.length && want.every((number, i) => got[i] === (got instanceof Float32Array ? Math.fround(number) : number));    // float32 stands in its shortest text
  });
}

/** Whether a Box is the flat one of Gymnasium. */
function isFlatBox(name: string, box: Box): boolean {
  const { low, high, dtype } = recorded.flat[name];
  return box.equals(new Box(low.map(Number), high.map(Number), { dtype }));
}

describe('the flat form is that of Gymnasium', () => {
  test.each(Object.keys(recorded.flat))('%s: its elements', (name) => {
    expect(agrees(name, flatten)).toBe(true);
  });

  test.each(Object.keys(recorded.flat))('%s: its Box', (name) => {
    const space = spaces[name](), box = flattenSpace(space);
    expect(isFlatBox(name, box)).toBe(true);
    expect(box.shape).toEqual([flatdim(space)]);
  });

  test('the gate rejects a flat Box of the wrong type or with bounds of 0 and 1 everywhere', () => {
    const name = 'Dict nested {pos:Box, inner:Dict{x:MultiBinary(3),y:Tuple(Discrete(2),Discrete(5))}}', { low, high } = flattenSpace(spaces[name]());
    expect(isFlatBox(name, new Box(low, high, { dtype: 'float64' }))).toBe(true);
    expect(isFlatBox(name, new Box(low, high, { dtype: 'float32' }))).toBe(false);
    expect(isFlatBox(name, new Box(0, 1, { shape: [low.length], dtype: 'float64' }))).toBe(false);
  });

  test('the gate rejects the numbers of a row: a discrete value is a one among zeros', () => {
    const asRow = (space: Space, x: unknown) => { const row: number[] = []; space.toRow(x, row); return row; };
    expect(agrees('Box f64 [-2,2]x[0,1]', asRow)).toBe(true);                    // numbers of a Box are themselves in both
    expect(agrees('Discrete(6)', asRow)).toBe(false);
    expect(agrees('Dict(b=Discrete(4),a=Box[0,1]^2)', asRow)).toBe(false);
  });

  test('the type holds the numbers of every part', () => {
    const type = (...dtypes: BoxDtype[]) => flattenSpace(new Tuple(dtypes.map((dtype) => new Box(0, 1, { dtype })))).dtype;
    // numpy.result_type of the same pairs.
    const pairs: [BoxDtype, BoxDtype, BoxDtype][] = [
      ['float32', 'float32', 'float32'], ['float32', 'float64', 'float64'], ['float32', 'int16', 'float32'], ['uint16', 'float32', 'float32'], ['float32', 'int32', 'float64'], ['uint32', 'float32', 'float64'],
      ['int8', 'uint8', 'int16'], ['uint8', 'int16', 'int16'], ['uint16', 'int8', 'int32'], ['int16', 'uint16', 'int32'], ['uint32', 'int8', 'int64'], ['int64', 'uint32', 'int64'], ['uint8', 'uint32', 'uint32'], ['int8', 'int32', 'int32'], ['int64', 'float32', 'float64'],
    ];
    for (const [a, b, both] of pairs) expect([type(a, b), type(b, a)], `${a} and ${b}`).toEqual([both, both]);
    expect(type()).toBe('float32');
    expect(flattenSpace(new Tuple([new MultiBinary(2), new Text(2)])).dtype).toBe('int32');
  });
});

describe('what cannot be flattened is refused in words', () => {
  const pair = new Tuple([new Discrete(3), new Box(0, 1)]);
  test.each<[string, () => unknown]>([
    ['flatten got 3, which is no element of Discrete(3)', () => flatten(new Discrete(3), 3)],
    ['flatten got [0], which is no element of Box(0.0, 1.0, (2,), float32)', () => flatten(new Box(0, 1, { shape: [2] }), [0] as never)],
    ['flatten got [0, 9], which is no element of MultiDiscrete([2 3])', () => flatten(new MultiDiscrete([2, 3]), [0, 9] as never)],
    ['flatten got "abc", which is no element of Text(1, 2, charset=abc)', () => flatten(new Text(2, { charset: 'abc' }), 'abc')],
    ['flatten got [1], which is no element of Tuple(Discrete(3), Box(0.0, 1.0, (1,), float32))', () => flatten(pair, [1] as never)],
    ['flatten got undefined, which is no element of Discrete(2)', () => flatten(new Dict({ a: new Discrete(2) }) as Space, { b: 1 })],
    ['unflatten needs the 4 numbers of a flat Tuple(Discrete(3), Box(0.0, 1.0, (1,), float32)), and got 2: [1, 0]', () => unflatten(pair, [1, 0])],
    ['unflatten needs the 2 numbers of a flat Discrete(2), and got 1', () => unflatten(new Discrete(2), 1 as never)],
    ['unflatten needs a one among the 3 numbers of a discrete value, and got only zeros for Discrete(3); not all that lies in the flat Box comes from an element', () => unflatten(pair, [0, 0, 0, 1])],
    ['Sequence(Discrete(2), stack=False) cannot be flattened: it has no fixed number of numbers, or is none of gymnasium-js\'s spaces. Try a Box or MultiDiscrete of the greatest length', () => flatdim(new Tuple([new Sequence(new Discrete(2))]))],
  ])('%s', (sentence, use) => {
    expect(use).toThrow(sentence);
  });

  test('but a number of a Box beyond its bounds is only written down', () => {
    expect([...flatten(new Box(0, 1), Float32Array.of(7))]).toEqual([7]);
  });
});

describe('tables', () => {
  test('count the elements of finite spaces', () => {
    const counts: [Space, number][] = [
      [new Discrete(5, { start: -2 }), 5], [new MultiDiscrete([[2, 3], [4, 7]]), 168], [new MultiBinary(5), 32], [new MultiBinary([2, 3]), 64],
      [new Box(0, 255, { shape: [2], dtype: 'uint8' }), 65536], [new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]), 704], [new Dict({ a: new Discrete(3), b: new Tuple([new MultiBinary(2)]) }), 12],
      [new Tuple([]), 1],
      [new Box(0, 1), INF], [new Box(0, INF, { dtype: 'int32' }), INF], [new Text(2), INF], [new Sequence(new Discrete(2)), INF], [new Tuple([new Discrete(2), new Box(0, 1)]), INF],
    ];
    for (const [space, count] of counts) expect(stateCount(space), String(space)).toBe(count);
  });

  test('number them as NumPy does: the last number counts fastest', () => {
    // Sum 20, dealer 7, an ace: (20 * 11 + 7) * 2 + 1 = 455
    expect(indexOf(new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]), [20, 7, 1])).toBe(455);
    expect(indexOf(new Discrete(5, { start: -2 }), -2)).toBe(0);
    expect(elementAt(new Dict({ b: new Discrete(4), a: new MultiBinary(2) }), 13)).toEqual({ a: Int8Array.of(1, 1), b: 1 });       // ((1 * 2) + 1) * 4 + 1
  });

  test('read a row of float32 numbers where it lies', () => {
    const space = new MultiDiscrete([3, 4], { start: [10, -1] }), index = rowIndex(space);
    expect(index(Float32Array.of(0, 0, 11, 2), 2)).toBe(7);                                                             // 1 * 4 + 3
  });

  test.each<[string, () => unknown]>([
    ['5 has no place in Discrete(5), because it is no element of it', () => indexOf(new Discrete(5), 5)],
    ['the elements of Discrete(5) have the places 0 to 4, and got 5', () => elementAt(new Discrete(5), 5)],
    ['the elements of Discrete(5) have the places 0 to 4, and got 0.5', () => elementAt(new Discrete(5), 0.5)],
    ['the elements of Box(0.0, 1.0, (1,), float32) cannot be counted; try Discrete, MultiDiscrete, MultiBinary, a bounded Box of whole numbers, or a Tuple or Dict of these', () => rowIndex(new Box(0, 1))],
    ['MultiBinary(60) has 1152921504606847000 elements, too many to number them exactly (up to 2^53)', () => indexOf(new MultiBinary(60), new Int8Array(60))],
  ])('refuse in words: %s', (sentence, use) => {
    expect(use).toThrow(sentence);
  });
});
