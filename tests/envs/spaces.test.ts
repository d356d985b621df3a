import fc from 'fast-check';
import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Random, Sequence, Text, Tuple, type SampleOptions, type Seeds, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { recorded, spaces } from '../fixtures/spaces.ts';

const INF = Infinity;

/** Whether an element is the recorded one. */
function same(got: unknown, want: unknown): boolean {
  if (got === want) return true;
  if (got === null || want === null || typeof got !== 'object' || typeof want !== 'object') return false;
  const keys = Object.keys(want), own = got as Record<string, unknown>;
  if (got instanceof Float32Array) return got.length === keys.length && (want as number[]).every((x, i) => got[i] === Math.fround(x));
  return Object.keys(got).length === keys.length && keys.every((key) => same(own[key], (want as Record<string, unknown>)[key]));
}

/** What `seed` returned, with Gymnasium's texts as numbers. */
const seeds = (x: unknown): unknown => (typeof x === 'string' ? Number(x) : JSON.parse(JSON.stringify(x), (_, value: unknown) => (typeof value === 'string' ? Number(value) : value)));

/** Whether a space draws what Gymnasium drew, from every seed. */
function agrees(name: string, space: Space): boolean {
  return Object.entries(recorded.samples[name]).every(([seed, { seed_return, samples }]) => {
    if (!same(space.seed(Number(seed)), seeds(seed_return))) return false;
    return samples.every((want) => same(space.sample(), want));
  });
}

describe('samples are those of Gymnasium', () => {
  test('every recorded space is here', () => expect(Object.keys(spaces)).toEqual(Object.keys(recorded.samples)));

  test.each(Object.keys(spaces))('%s, from five seeds', (name) => {
    expect(agrees(name, spaces[name]())).toBe(true);
  });

  test('the gate rejects a Box that draws its numbers in index order', () => {
    class InOrder extends Box {
      #random = new Random(0);
      override seed(seed: number) { this.#random = new Random(seed); return seed; }
      override sample() {
        return Float32Array.from(this.low, (low, i) => {
          const random = this.#random, high = this.high[i];
          if (low > -INF && high < INF) return random.uniform(low, high);
          return low > -INF ? low + random.exponential() : high < INF ? high - random.exponential() : random.normal();
        });
      }
    }
    const copy = (name: string) => { const { low, high } = spaces[name]() as Box; return new InOrder(low, high); };
    expect(agrees('Box f32 unbounded(3)', copy('Box f32 unbounded(3)'))).toBe(true);            // one kind of number has one order
    const mixed = Object.keys(spaces).find((name) => name.includes('mixed'))!;
    expect(agrees(mixed, copy(mixed))).toBe(false);
  });

  test('the gate rejects whole numbers that are drawn as whole numbers: Gymnasium draws fractions and rounds them down', () => {
    class Integers extends Box {
      #random = new Random(0);
      override seed(seed: number) { this.#random = new Random(seed); return seed; }
      override sample() { return Int32Array.from(this.low, (low, i) => this.#random.integers(low, this.high[i] + 1)); }
    }
    expect(agrees('Box int32 [-3,7] (4,)', new Integers(-3, 7, { shape: [4], dtype: 'int32' }))).toBe(false);
    class Even extends MultiDiscrete {
      #random = new Random(0);
      override seed(seed: number) { this.#random = new Random(seed); return seed; }
      override sample() { return this.nvec.map((n) => this.#random.integers(n)); }
    }
    expect(agrees('MultiDiscrete([2,3,5])', new Even([2, 3, 5]))).toBe(false);
  });

  test('the gate rejects zeros and ones of a 32-bit draw each: eight bits of it make one', () => {
    class Wide extends MultiBinary {
      #random = new Random(0);
      override seed(seed: number) { this.#random = new Random(seed); return seed; }
      override sample() { return Int8Array.from({ length: this.rowSize }, () => this.#random.integers(2)); }
    }
    expect(agrees('MultiBinary(5)', new Wide(5))).toBe(false);
  });

  test('the gate rejects a Tuple whose parts all get its own seed, and a Dict whose keys stay as they came', () => {
    class OneSeed extends Tuple {
      override seed(seed: number) { return this.parts.map((part) => part.seed(seed)); }
    }
    const name = 'Tuple(Discrete(32),Discrete(11),Discrete(2))';
    expect(agrees(name, new OneSeed([new Discrete(32), new Discrete(11), new Discrete(2)]))).toBe(false);
    const parts = { b: new Discrete(4), a: new Box(0, 1, { shape: [2] }) };
    expect(agrees('Dict(b=Discrete(4),a=Box[0,1]^2)', new Dict(parts, { sortKeys: false }))).toBe(false);
    expect(agrees('Dict(b=Discrete(4),a=Box[0,1]^2)', new Dict([['b', parts.b], ['a', parts.a]]))).toBe(false);           // pairs keep their order
  });

  test('the gate rejects a Text whose letters come before its digits', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    expect(agrees('Text(1..10)', new Text(10, { charset: `${letters}${letters.toUpperCase()}0123456789` }))).toBe(false);
    expect(agrees('Text(1..10)', new Text(10, { charset: new Set(`${letters}${letters.toUpperCase()}0123456789`) }))).toBe(true);   // a Set has no order: it is sorted
  });

  test('the gate rejects a Sequence that leaves its own stream where the seed of its elements was drawn', () => {
    class Further extends Sequence {
      override seed(seed: number): [number, Seeds] { return [seed, super.seed([new Random(seed).integers(0x7fff_ffff), new Random(seed).integers(0x7fff_ffff)])[1]]; }
    }
    expect(agrees('Sequence(Discrete(4))', new Further(new Discrete(4)))).toBe(false);
  });
});

const pair = () => new Tuple([new Discrete(3), new MultiBinary(2)]);
const four = [0.1, 0.2, 0.3, 0.4];
const masked: Record<string, [Space, SampleOptions]> = {
  'Discrete(6) mask=101101': [new Discrete(6), { mask: Uint8Array.of(1, 0, 1, 1, 0, 1) }],
  'Discrete(4) probability=.1,.2,.3,.4': [new Discrete(4), { probability: four }],
  'Discrete(3,start=5) mask=000': [new Discrete(3, { start: 5 }), { mask: [0, 0, 0] }],
  'MultiDiscrete([2,4,3]) mask': [new MultiDiscrete([2, 4, 3], { start: [0, 7, 0] }), { mask: [[0, 1], [1, 0, 1, 1], [0, 0, 0]] }],
  'MultiDiscrete([2,4,3]) probability': [new MultiDiscrete([2, 4, 3], { start: [0, 7, 0] }), { probability: [[0.5, 0.5], [0.1, 0, 0.3, 0.6], [0, 1, 0]] }],
  'MultiDiscrete([[2,3],[4,7]]) mask': [new MultiDiscrete([[2, 3], [4, 7]]), { mask: [[[1, 1], [0, 1, 1]], [[1, 0, 0, 1], [1, 1, 1, 0, 1, 1, 1]]] }],
  'MultiBinary(5) mask=02122': [new MultiBinary(5), { mask: [0, 2, 1, 2, 2] }],
  'MultiBinary(4) probability=0,.2,.7,1': [new MultiBinary(4), { probability: [0, 0.2, 0.7, 1] }],
  'Tuple mask': [pair(), { mask: [[0, 1, 1], [2, 1]] }],
  'Tuple mask, none for one': [pair(), { mask: [null, [2, 1]] }],
  'Tuple probability': [pair(), { probability: [[0.2, 0.2, 0.6], [0.5, 0.1]] }],
  'Dict mask': [new Dict({ b: new Discrete(4), a: new Box(0, 1, { shape: [2] }) }), { mask: { a: null, b: [0, 1, 1, 1] } }],
  'Dict probability': [new Dict({ b: new Discrete(4), a: new Discrete(2) }), { probability: { a: [0.3, 0.7], b: four } }],
  'Text mask': [new Text(6, { charset: 'abcd' }), { mask: [null, [1, 0, 1, 1]] }],
  'Text mask, length 4': [new Text(6, { charset: 'abcd' }), { mask: [4, null] }],
  'Text probability': [new Text(6, { charset: 'abcd' }), { probability: [null, four] }],
  'Sequence mask': [new Sequence(new Discrete(4)), { mask: [null, [1, 0, 1, 1]] }],
  'Sequence mask, length 2, 3 or 5': [new Sequence(new Discrete(4)), { mask: [[2, 3, 5], [1, 0, 1, 1]] }],
  'Sequence probability, length 3': [new Sequence(new Discrete(4)), { probability: [3, four] }],
};

/** Whether a space draws with a mask or probabilities what Gymnasium drew, from every seed. */
function agreesMasked(name: string, space: Space, how: SampleOptions): boolean {
  return Object.entries(recorded.masked[name]).every(([seed, samples]) => {
    space.seed(Number(seed));
    return samples.every((want) => same(space.sample(how), want));
  });
}

describe('samples with a mask or probabilities are those of Gymnasium', () => {
  test('every recorded case is here', () => expect(Object.keys(masked)).toEqual(Object.keys(recorded.masked)));

  test.each(Object.keys(masked))('%s, from five seeds', (name) => {
    expect(agreesMasked(name, ...masked[name])).toBe(true);
  });

  test('the gate rejects a Discrete that draws until the mask allows', () => {
    class Again extends Discrete {
      override sample({ mask }: { mask: ArrayLike<number> }) {
        for (;;) { const x = super.sample(); if (mask[x] === 1) return x; }
      }
    }
    const name = 'Discrete(6) mask=101101';
    expect(agreesMasked(name, new Again(6) as Space, masked[name][1])).toBe(false);
  });

  test('the gate rejects a MultiBinary that draws only what the mask leaves open', () => {
    class Sparing extends MultiBinary {
      override sample({ mask }: { mask: number[] }) {
        const drawn = super.sample();
        let k = 0;
        return Int8Array.from(mask, (x) => (x === 2 ? drawn[k++] : x));
      }
    }
    const name = 'MultiBinary(5) mask=02122';
    expect(agreesMasked(name, new Sparing(5) as Space, masked[name][1])).toBe(false);
  });
});

describe('seeds', () => {
  test('a seed past 2^53 is a bigint, also of what has parts', () => {
    const seed = 2n ** 63n - 1n, box = new Box(0, 1, { shape: [2] });
    expect([box.seed(seed), box.sample()]).toEqual([seed, Float32Array.of(0.1754661202430725, 0.46992865204811096)]);       // as Gymnasium's
    const pair = new Dict({ b: new Discrete(9), a: new MultiDiscrete([50, 60]) });
    const parts = new Tuple([new Discrete(1000), pair, new Sequence(new Discrete(4))]);
    expect(parts.seed(seed)).toEqual([936983177, { a: 486066800, b: 565370197 }, [478601917, 462534708]]);
    expect(parts.sample()).toEqual([507, { a: Int32Array.of(9, 25), b: 5 }, [1]]);
    expect(parts.sample()).toEqual([689, { a: Int32Array.of(16, 8), b: 1 }, [2, 0, 3]]);
    // Rounded to a number it would be another seed.
    expect(() => box.seed(Number(seed))).toThrow('too large to be an exact number');
  });

  test('a seed given to the constructor is that of seed()', () => {
    const a = new Discrete(500, { seed: 3 }), b = new Discrete(500);
    expect(b.seed(3)).toBe(3);
    expect([a.sample(), a.sample()]).toEqual([b.sample(), b.sample()]);
  });

  test('without a seed, seed() takes a fresh one and returns it: giving it again gives the samples again', () => {
    for (const space of [new Discrete(1_000_000), new Box(-1, 1, { shape: [4] })]) {
      const seed = space.seed(), first = [space.sample(), space.sample()];
      expect(seed).not.toBe(space.seed());
      space.seed(seed);
      expect([space.sample(), space.sample()]).toEqual(first);
    }
  });
});

describe('seeds of composite spaces', () => {
  test('those that seed() returned give the samples again, at any depth', () => {
    for (const name of Object.keys(spaces).filter((name) => /^(Tuple|Dict|Sequence)/.test(name))) {
      const space = spaces[name](), taken = space.seed(), first = [space.sample(), space.sample()];
      expect(space.seed(taken), name).toEqual(taken);
      expect([space.sample(), space.sample()], name).toEqual(first);
    }
  });

  test('a list or an object gives each part its own, and a part with none takes a fresh one', () => {
    const [a, b] = [new Discrete(500), new Discrete(500)];
    expect(new Tuple([a, b]).seed([4, 5])).toEqual([4, 5]);
    expect([a.sample(), b.sample()]).toEqual([new Discrete(500, { seed: 4 }).sample(), new Discrete(500, { seed: 5 }).sample()]);
    expect(new Dict({ b, a }).seed({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
    const seeds = new Tuple([a, b]).seed([4, null]);
    expect(seeds[0]).toBe(4);
    expect(seeds[1]).not.toBe(new Tuple([a, b]).seed([4, null])[1]);
  });

  test('a seed given to the constructor is that of seed()', () => {
    const parts = () => ({ x: new Discrete(500), y: new Box(0, 1) });
    const made = new Dict(parts(), { seed: 3 }), seeded = new Dict(parts());
    seeded.seed(3);
    expect(made.sample()).toEqual(seeded.sample());
    expect(new MultiDiscrete([500, 500], { seed: 3 }).sample()).toEqual(Int32Array.of(42, 118));
    expect(new Text(5, { seed: 3 }).sample()).toBe(new Text(5, { seed: 3 }).sample());
    expect(new MultiBinary(9, { seed: 3 }).sample()).toEqual(new MultiBinary(9, { seed: 3 }).sample());
    expect(new Tuple([new Discrete(9)], { seed: [3] }).sample()).toEqual([new Discrete(9, { seed: 3 }).sample()]);
    expect(new Sequence(new Discrete(9), { seed: 3 }).sample()).toEqual(new Sequence(new Discrete(9), { seed: 3 }).sample());
  });
});

describe('contains', () => {
  test.each([
    [-2, true], [2, true], [0, true], [-0, true],
    [-3, false], [3, false], [0.5, false], [NaN, false], [INF, false], ['1', false], [undefined, false], [null, false], [true, false], [[1], false], [1n, false],
  ])('Discrete(5, start=-2) holds %o: %o', (x, held) => {
    expect(new Discrete(5, { start: -2 }).contains(x)).toBe(held);
  });

  test.each([
    [Float32Array.of(0, 1), true], [Float64Array.of(0.5, 5), true], [[1, 1e30], true],       // bounds belong to the box
    [[1, INF], true],
    [[1.1, 1], false], [[0, 0.9], false], [[0, NaN], false], [[0], false], [[0, 1, 1], false], [['0', '1'], false], [[null, 1], false],
    [0, false], ['01', false], [undefined, false], [Int32Array.of(0, 1), false], [new DataView(new ArrayBuffer(2)), false],
  ])('a Box of [0, 1] x [1, inf) holds %o: %o', (x, held) => {
    expect(new Box([0, 1], [1, INF]).contains(x)).toBe(held);
  });

  test('a plain list counts as rounded to the precision of the box', () => {
    expect(Math.fround(0.7)).toBeLessThan(0.7);
    expect(new Box(0, 0.7).contains([0.7])).toBe(true);
    expect(new Box(0, 0.7, { dtype: 'float64' }).contains([0.7000000001])).toBe(false);
  });

  test.each([
    [Uint8Array.of(0, 255), true], [[0, 255], true], [Int32Array.of(3, 4), true], [Float64Array.of(3, 4), true],
    [[0, 256], false], [[-1, 0], false], [[0.5, 1], false], [[NaN, 1], false], [Uint8Array.of(1), false], [['1', 1], false],
  ])('a Box of bytes holds %o: %o', (x, held) => {
    expect(new Box(0, 255, { shape: [2], dtype: 'uint8' }).contains(x)).toBe(held);
  });

  test.each([
    [Int32Array.of(10, -1), true], [[12, 2], true], [[13, 0], false], [[9, 0], false], [[10, -2], false], [[10.5, 0], false], [[10], false], [10, false], [null, false],
  ])('MultiDiscrete([3 4], start=[10 -1]) holds %o: %o', (x, held) => {
    expect(new MultiDiscrete([3, 4], { start: [10, -1] }).contains(x)).toBe(held);
  });

  test.each([
    [Int8Array.of(0, 1), true], [[1, 1], true], [[true, false], false], [[0, 2], false], [[0], false], ['01', false], [undefined, false],
  ])('MultiBinary(2) holds %o: %o', (x, held) => {
    expect(new MultiBinary(2).contains(x)).toBe(held);
  });

  test.each([
    [[0, Float32Array.of(0.5)], true], [[2, [1]], true], [[3, [1]], false], [[0], false], [[0, [1], 0], false], [{ 0: 0, 1: [1] }, false], [null, false],
  ])('a Tuple of Discrete(3) and Box(0, 1) holds %o: %o', (x, held) => {
    expect(new Tuple([new Discrete(3), new Box(0, 1)]).contains(x)).toBe(held);
  });

  test.each([
    [{ a: 1, b: 0 }, true], [{ b: 0, a: 1 }, true], [{ a: 1 }, false], [{ a: 1, b: 0, c: 0 }, false], [{ a: 9, b: 0 }, false], [[1, 0], false], [null, false], ['ab', false],
  ])('a Dict of two Discrete(2) holds %o: %o', (x, held) => {
    expect(new Dict({ a: new Discrete(2), b: new Discrete(2) }).contains(x)).toBe(held);
  });

  test.each([
    ['a', true], ['abc', true], ['', false], ['abca', false], ['d', false], ['A', false], [1, false], [['a'], false],
  ])('Text(1, 3) of a, b and c holds %o: %o', (x, held) => {
    expect(new Text(3, { charset: 'abc' }).contains(x)).toBe(held);
  });

  test('a character is one whatever its code: \u{1F600} and \u{1F697} are two characters', () => {
    const faces = new Text(2, { charset: '\u{1F697}\u{1F600}' });
    expect(faces.contains('\u{1F600}\u{1F697}')).toBe(true);
    expect(faces.characters.length).toBe(2);
    expect(String(faces)).toBe('Text(1, 2, charset=\u{1F600}\u{1F697})');
  });

  test.each([
    [[], true], [[0, 1, 1, 0], true], [[2], false], [Int32Array.of(0), false], [0, false],
  ])('a Sequence of Discrete(2) holds %o: %o', (x, held) => {
    expect(new Sequence(new Discrete(2)).contains(x)).toBe(held);
  });

  test('whatever is sampled is inside', () => {
    for (const [name, create] of Object.entries(spaces)) {
      const space = create();
      space.seed(7);
      for (let k = 0; k < 200; k++) expect(space.contains(space.sample()), name).toBe(true);
    }
  });
});

describe('a row of numbers holds an element', () => {
  test('of Discrete, as its one number, wherever it lies', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.nat(), fc.nat({ max: 3 }), (n, start, k, at) => {
      const space = new Discrete(n, { start }), x = start + k % n, row = new Float32Array(5).fill(7);
      space.toRow(x, row, at);
      expect(space.fromRow(row, at)).toBe(x);
      expect(row.filter((_, i) => i !== at)).toEqual(new Float32Array(4).fill(7));         // its neighbours are left alone
    }));
  });

  test('of Box, in index order, wherever it lies, and what is read back is a copy', () => {
    const bound = fc.constantFrom(-INF, -3, -1, 0), dtype = fc.constantFrom('float32' as const, 'float64' as const);
    fc.assert(fc.property(fc.array(bound, { minLength: 1, maxLength: 6 }), dtype, fc.nat(), fc.nat({ max: 3 }), (low, dtype, seed, at) => {
      const space = new Box(low, low.map((x) => (x === -1 ? INF : 2)), { dtype, seed }), n = low.length;
      const x = space.sample(), row = (dtype === 'float32' ? new Float32Array(n + 3) : new Float64Array(n + 3)).fill(7);
      space.toRow(x, row, at);
      const back = space.fromRow(row, at);
      expect(back).toEqual(x);
      expect([...row.subarray(0, at), ...row.subarray(at + n)]).toEqual([7, 7, 7]);
      row.fill(0);
      expect(back).toEqual(x);
    }));
  });

  test('rowSize is how many numbers that takes', () => {
    expect([new Discrete(9), new Box(0, 1), new Box(0, 1, { shape: [2, 3] }), new Box([0, 0], [1, 1])].map((space) => space.rowSize)).toEqual([1, 1, 6, 2]);
  });
});

describe('spaces print themselves', () => {
  test('as in Gymnasium', () => {
    const inLine = (text: string) => text.replaceAll('\n', '');
    for (const [name, text] of Object.entries(recorded.printed)) expect(String(spaces[name]()), name).toBe(inLine(text));
  });

  test('with their bounds, shape and precision', () => {
    expect(String(new Box(-1, 1, { shape: [2, 3] }))).toBe('Box(-1.0, 1.0, (2, 3), float32)');
    expect(String(new Box([0, -INF], [1, INF], { dtype: 'float64' }))).toBe('Box([  0. -inf], [ 1. inf], (2,), float64)');
    expect(String(new Box(0, 255, { shape: [], dtype: 'uint8' }))).toBe('Box(0, 255, (), uint8)');
  });
});

test('spaces are equal where they hold the same elements in the same form', () => {
  const different: Space[] = [
    new Discrete(2), new Discrete(3), new Discrete(2, { start: 1 }), new Box(0, 1), new Box(0, 2), new Box(-1, 1), new Box(0, 1, { dtype: 'float64' }), new Box(0, 1, { shape: [2] }), new Box(0, 1, { shape: [1, 1] }),
    new Box(-0x8000_0000, 7, { dtype: 'int32' }), new Box(-INF, 7, { dtype: 'int32' }),
    new MultiDiscrete([2, 2]), new MultiDiscrete([2, 3]), new MultiDiscrete([[2, 2]]), new MultiDiscrete([2, 2], { start: [0, 1] }), new MultiBinary(2), new MultiBinary([2, 1]),
    new Tuple([]), new Tuple([new Discrete(2)]), new Tuple([new Discrete(2), new Discrete(3)]), new Dict({ a: new Discrete(2) }), new Dict({ b: new Discrete(2) }), new Dict({ a: new Discrete(3) }),
    new Dict({ b: new Discrete(2), a: new Discrete(2) }, { sortKeys: false }), new Dict({ b: new Discrete(2), a: new Discrete(2) }),
    new Text(2), new Text(3), new Text(2, { minLength: 0 }), new Text(2, { charset: 'ab' }), new Sequence(new Discrete(2)), new Sequence(new Discrete(3)),
  ];
  const told = (equal: (a: Space, b: Space) => boolean) => different.every((a, i) => different.every((b, j) => equal(a, b) === (i === j)));
  expect(told((a, b) => a.equals!(b))).toBe(true);
  expect(told((a, b) => a.kind === b.kind && a.rowSize === b.rowSize)).toBe(false);                    // the form alone does not tell them apart
  expect(told((a, b) => String(a) === String(b))).toBe(false);                                         // nor does the text: an open end prints as that of the type
  for (const a of different) for (const b of [undefined, null, 2, {}]) expect(a.equals!(b)).toBe(false);
});

test('bounds are held in the precision of the box', () => {
  expect(new Box(-0.05, 0.1).low[0]).toBe(Math.fround(-0.05));
  expect(new Box(-0.05, 0.1, { dtype: 'float64' }).high[0]).toBe(0.1);
});

test('a signed whole number without a bound has that of its type, and isBounded still tells', () => {
  const box = new Box([-INF, 0], [5, INF], { dtype: 'int16' });
  expect([...box.low, ...box.high]).toEqual([-32768, 0, 5, 32767]);
  expect([box.isBounded(), box.isBounded('below'), box.isBounded('above')]).toEqual([false, false, false]);
  expect([new Box(0, INF).isBounded(), new Box(0, INF).isBounded('below'), new Box(0, INF).isBounded('above')]).toEqual([false, true, false]);
  expect([new Box(-INF, 0).isBounded(), new Box(-INF, 0).isBounded('below'), new Box(-INF, 0).isBounded('above')]).toEqual([false, false, true]);
});

test('a draw past the end of its type is that end', () => {
  const top = new Box([127, -INF], [INF, -128], { dtype: 'int8', seed: 1 });
  for (let k = 0; k < 20; k++) expect(top.sample()).toEqual(Int8Array.of(127, -128));
});

test('the types of a composite space are those of its parts', () => {
  const [n, x] = new Tuple([new Discrete(3), new Box(0, 1)], { seed: 1 }).sample();
  const { lamp, place }: { readonly lamp: number; readonly place: readonly [number, string] } = new Dict({ lamp: new Discrete(2), place: new Tuple([new Discrete(9), new Text(2)]) }, { seed: 1 }).sample();
  expect([n.toFixed(), x.length, lamp >> 1, place[1].charAt(3)]).toEqual([String(n), 1, 0, '']);
});

test('keys are sorted by their characters, those that look like numbers too', () => {
  const space = new Dict({ b: new Discrete(2), 10: new Discrete(3), 9: new Discrete(4), '\u{1F600}': new Discrete(5), '\uFF00': new Discrete(6), a: new Discrete(7) });
  expect(space.keys).toEqual(['10', '9', 'a', 'b', '\uFF00', '\u{1F600}']);
  const row = [0, 0, 0, 0, 0, 0];
  space.toRow({ 9: 2, 10: 1, a: 3, b: 4, '\uFF00': 5, '\u{1F600}': 6 }, row);
  expect(row).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a Text lies in a row as the indices of its characters, and its end as their number', () => {
  const row = [9, 9, 9];
  new Text(3, { charset: 'cab' }).toRow('bc', row);
  expect(row).toEqual([2, 0, 3]);
});

describe('a space that cannot be is refused in words', () => {
  test.each([
    ['Discrete needs a whole number of elements from 1 up, and got 0', () => new Discrete(0)],
    ['Discrete needs a whole number of elements from 1 up, and got 2.5', () => new Discrete(2.5)],
    ['Discrete needs a whole number of elements from 1 up, and got "3"', () => new Discrete('3' as never)],
    ['Discrete starts at a whole number, and got 0.5', () => new Discrete(3, { start: 0.5 })],
    ['Discrete ends at start + n - 1, which must be exact (below 2^53), and got start 9007199254740991 and n 2', () => new Discrete(2, { start: Number.MAX_SAFE_INTEGER })],
    ['a Box needs low <= high, and at index 0 it got low 1 and high -1', () => new Box(1, -1)],
    ['a Box needs low <= high, and at index 1 it got low NaN and high 1', () => new Box([0, NaN], [1, 1])],
    ['a Box of shape [2] needs 2 numbers as high, and got 3', () => new Box([0, 0], [1, 1, 1])],
    ['a Box of shape [3] needs 3 numbers as low, and got 2', () => new Box([0, 0], 1, { shape: [3] })],
    ['a shape is a list of whole numbers, and this Box got [2, -1]', () => new Box(0, 1, { shape: [2, -1] })],
    ['a Box holds float32, float64, int8, uint8, int16, uint16, int32, uint32, int64, and this one was asked for "complex"', () => new Box(0, 1, { dtype: 'complex' as never })],
    ['a Box takes a number or a list of numbers as low and as high, and got "0"', () => new Box('0' as never, 1)],
    ['a Box needs numbers as high, and got "1" at index 0', () => new Box(0, ['1'] as never)],
    ['a Box of uint8 holds numbers from 0 to 255, and got -1 as low at index 0; try a larger dtype', () => new Box(-1, 1, { dtype: 'uint8' })],
    ['a Box of uint8 needs finite whole numbers as high, and got Infinity at index 0; try another dtype', () => new Box(0, INF, { dtype: 'uint8' })],
    ['a Box of int32 needs whole numbers as low, and got 0.5 at index 1; try another dtype', () => new Box([0, 0.5], 1, { dtype: 'int32' })],
    ['a Box of int32 needs whole numbers as high, and got NaN at index 0; try another dtype', () => new Box(0, NaN, { dtype: 'int32' })],
    ['a Box of float32 holds numbers from -3.4028234663852886e+38 to 3.4028234663852886e+38, and got 1e+39 as high at index 0; try a larger dtype', () => new Box(0, 1e39)],
    ['MultiDiscrete takes its counts in a list, such as [3, 2], and got 3', () => new MultiDiscrete(3 as never)],
    ['MultiDiscrete needs whole numbers from 1 up as counts, and got 0 at index 1', () => new MultiDiscrete([2, 0])],
    ['MultiDiscrete needs whole numbers from 1 up as counts, and got "2" at index 0', () => new MultiDiscrete(['2'] as never)],
    ['MultiDiscrete takes its counts in lists of one length, and got [[1, 2], [3]]', () => new MultiDiscrete([[1, 2], [3]])],
    ['MultiDiscrete takes its counts in lists of one length, and got [[1, 2], 3]', () => new MultiDiscrete([[1, 2], 3] as never)],
    ['MultiDiscrete needs one start for each count, and got counts of shape (2,) and starts of shape (1,)', () => new MultiDiscrete([2, 3], { start: [1] })],
    ['MultiDiscrete starts at whole numbers, and got 0.5 at index 0', () => new MultiDiscrete([2], { start: [0.5] })],
    ['MultiDiscrete holds 32-bit whole numbers, and at index 0 got 2 of them from 2147483647 on; try a Tuple of Discrete', () => new MultiDiscrete([2], { start: [0x7fff_ffff] })],
    ['MultiBinary needs a whole number from 1 up, or a shape of them, and got 0', () => new MultiBinary(0)],
    ['MultiBinary needs a whole number from 1 up, or a shape of them, and got [2, 1.5]', () => new MultiBinary([2, 1.5])],
    ['Tuple takes a list of spaces, and got "ab"', () => new Tuple('ab' as never)],
    ['Tuple has at index 1 4, which is no space; try new Discrete(n) or new Box(low, high)', () => new Tuple([new Discrete(2), 4 as never])],
    ['Dict takes an object of spaces, such as { position: new Box(0, 1) }, and got undefined', () => new Dict(undefined as never)],
    ['Dict has under "a" null, which is no space; try new Discrete(n) or new Box(low, high)', () => new Dict({ a: null as never })],
    ['Dict takes an object, or a list of pairs of a key and a space, and got the entry 3', () => new Dict([3 as never])],
    ['Dict has the key "a" twice; give each space a name of its own', () => new Dict([['a', new Discrete(2)], ['a', new Discrete(2)]])],
    ['Text needs whole numbers from 0 up as lengths, and got -1', () => new Text(-1)],
    ['Text needs whole numbers from 0 up as lengths, and got 0.5', () => new Text(2, { minLength: 0.5 })],
    ['Text needs minLength <= maxLength, and got 3 and 2', () => new Text(2, { minLength: 3 })],
    ['Text takes its characters as a text or a Set, such as \'abc\', and got ["a"]', () => new Text(2, { charset: ['a'] as never })],
    ['Text is made of single characters, and got "ab" as one', () => new Text(2, { charset: new Set(['ab']) })],
    ['Text needs at least one character, and its set is empty', () => new Text(2, { charset: '' })],
    ['Sequence has as the space of its elements 5, which is no space; try new Discrete(n) or new Box(low, high)', () => new Sequence(5 as never)],
  ])('%s', (sentence, create) => {
    expect(['RangeError', 'TypeError'].map((kind) => `${kind}: ${sentence}`)).toContain(String(problem(create)));
  });

  test('a seed that is none', () => {
    expect(() => new Discrete(2).seed(-1)).toThrow(/The seed is -1; a seed is a whole number from 0 to 2\^53 - 1/);
    expect(() => new Box(0, 1, { seed: 0.5 })).toThrow(/The seed is 0\.5;/);
    expect(() => pair().seed(-1)).toThrow(/The seed is -1;/);
    expect(() => pair().seed([1])).toThrow('a list of seeds for Tuple(Discrete(3), MultiBinary(2)) needs 2 entries, and got 1');
    expect(() => pair().seed('7' as never)).toThrow('Tuple(Discrete(3), MultiBinary(2)) takes a seed or a list of 2, and got "7"');
    expect(() => new Dict({ a: new Discrete(2) }).seed({ b: 1 })).toThrow("Dict('a': Discrete(2)) takes seeds as an object with the keys a, and got { b: 1 }");
    expect(() => new Sequence(new Discrete(2)).seed([1] as never)).toThrow('Sequence(Discrete(2), stack=False) takes a seed, or a list of two, its own and that of its elements, and got [1]');
  });
});

describe('a mask that does not fit is refused in words', () => {
  const dict = new Dict({ a: new Discrete(2) });
  test.each<[string, Space, SampleOptions]>([
    ['Discrete(3).sample takes a mask or probabilities, and got both; leave one of them out', new Discrete(3), { mask: [1, 1, 1], probability: [1, 0, 0] }],
    ['Discrete(3).sample takes as mask a list of 3 zeros and ones; 2 arrived: [1, 1]', new Discrete(3), { mask: [1, 1] }],
    ['Discrete(3).sample takes as mask a list of 3 zeros and ones; 5 arrived', new Discrete(3), { mask: 5 }],
    ['a mask of Discrete(3) holds 1 where a value is allowed and 0 where not, and got 2 at index 1', new Discrete(3), { mask: [1, 2, 0] }],
    ['Discrete(2).sample takes as probability a list of 2 numbers from 0 to 1; 1 arrived: [1]', new Discrete(2), { probability: [1] }],
    ['a probability of Discrete(2) is a number from 0 to 1, and got 1.5 at index 0', new Discrete(2), { probability: [1.5, -0.5] }],
    ['a probability of Discrete(2) is a number from 0 to 1, and got NaN at index 1', new Discrete(2), { probability: [1, NaN] }],
    ['the probabilities of Discrete(2) add to 0.75 instead of 1; try dividing each by their sum', new Discrete(2), { probability: [0.5, 0.25] }],
    ['Box(0.0, 1.0, (1,), float32) cannot be sampled with a mask, and got [1]; inside a Tuple or Dict, give null for it', new Box(0, 1), { mask: [1] }],
    ['Box(0.0, 1.0, (1,), float32) cannot be sampled with a probability, and got [1]; inside a Tuple or Dict, give null for it', new Box(0, 1), { probability: [1] }],
    ['MultiDiscrete([2 3]).sample takes as mask a list of 2 lists; 1 arrived: [[1, 1]]', new MultiDiscrete([2, 3]), { mask: [[1, 1]] }],
    ['MultiDiscrete([2 3]).sample takes as mask a list of 3 zeros and ones; 2 arrived: [1, 1]', new MultiDiscrete([2, 3]), { mask: [[1, 1], [1, 1]] }],
    ['MultiDiscrete([2 3]).sample takes as mask a list of 3 zeros and ones; null arrived', new MultiDiscrete([2, 3]), { mask: [[1, 1], null] }],
    ['MultiDiscrete([2 3]).sample takes as probability a list of 3 numbers from 0 to 1; null arrived', new MultiDiscrete([2, 3]), { probability: [[1, 0], null] }],
    ['MultiDiscrete([[2 3]]).sample takes as mask a list of 1 list; 2 arrived: [[1, 1], [1, 1, 1]]', new MultiDiscrete([[2, 3]]), { mask: [[1, 1], [1, 1, 1]] }],
    ['MultiBinary(2).sample takes as mask a list of 2 numbers, each 0, 1 or 2; 3 arrived: [0, 1, 2]', new MultiBinary(2), { mask: [0, 1, 2] }],
    ['a mask of MultiBinary(2) holds 0 and 1 for what must be so and 2 for what is drawn, and got 3 at index 1', new MultiBinary(2), { mask: [0, 3] }],
    ['a probability of MultiBinary(2) is a number from 0 to 1, and got 2 at index 0', new MultiBinary(2), { probability: [2, 0] }],
    ['Tuple(Discrete(3), MultiBinary(2)).sample takes as mask a list of 2 entries, one for each part (null for none); 1 arrived: [[1, 1, 1]]', pair(), { mask: [[1, 1, 1]] }],
    ["Dict('a': Discrete(2)) takes masks as an object with the keys a, and got { b: [1, 1] }", dict, { mask: { b: [1, 1] } }],
    ["Dict('a': Discrete(2)) takes probabilities as an object with the keys a, and got [1]", dict, { probability: [1] }],
    ['a length of Text(1, 3, charset=ab) is a whole number from 1 to 3, or null, and got 4', new Text(3, { charset: 'ab' }), { mask: [4, null] }],
    ['Text(1, 3, charset=ab).sample takes as mask a list of 2 entries, a length and a list (or null for either); 1 arrived: [2]', new Text(3, { charset: 'ab' }), { mask: [2] }],
    ['a mask that allows no character leaves only the empty text, and Text(1, 3, charset=ab) begins at length 1; allow a character', new Text(3, { charset: 'ab' }), { mask: [null, [0, 0]] }],
    ['a length of Sequence(Discrete(2), stack=False) is a whole number from 0 up, a list of them, or null, and got -1', new Sequence(new Discrete(2)), { mask: [-1, null] }],
    ['a length of Sequence(Discrete(2), stack=False) is a whole number from 0 up, a list of them, or null, and got []', new Sequence(new Discrete(2)), { mask: [[], null] }],
  ])('%s', (sentence, space, how) => {
    expect(['RangeError', 'TypeError'].map((kind) => `${kind}: ${sentence}`)).toContain(String(problem(() => space.sample(how))));
  });

  test('where nothing is allowed, a Text that may be empty is', () => {
    expect(new Text(3, { minLength: 0, charset: 'ab' }).sample({ mask: [null, [0, 0]] })).toBe('');
  });

  test('the probabilities of a MultiDiscrete are divided by their sum, which may be a little off', () => {
    const off = [0.5, 0.500005];
    expect(new MultiDiscrete([2], { seed: 1 }).sample({ probability: [off] })).toEqual(Int32Array.of(1));                    // the first draw of seed 1 is 0.51
    expect(() => new Discrete(2).sample({ probability: off })).toThrow('the probabilities of Discrete(2) add to 1.000005 instead of 1; try dividing each by their sum');
    expect(() => new MultiDiscrete([2]).sample({ probability: [[0.5, 0.6]] })).toThrow('the probabilities of MultiDiscrete([2]) add to 1.1 instead of 1');
  });

  test('null is no mask', () => {
    const space = new Discrete(500, { seed: 1 }), copy = new Discrete(500, { seed: 1 });
    expect(space.sample({ mask: null })).toBe(copy.sample());
  });
});

test('bounds so far apart that no double tells the distance cannot be drawn between', () => {
  expect(() => new Box(-1.7e308, 1.7e308, { dtype: 'float64' }).sample()).toThrow('the numbers from -1.7e+308 to 1.7e+308 (index 0) are too far apart to be drawn evenly; give the Box infinite or nearer bounds');
});

test('a Sequence has no row, and says so wherever one is needed', () => {
  const sentence = /^Sequence\(Discrete\(2\), stack=False\) has elements of any length, and a row holds a fixed number of numbers; try a Box or MultiDiscrete/;
  const space = new Sequence(new Discrete(2)), within = new Tuple([new Discrete(2), space]);
  for (const use of [() => space.rowSize, () => space.toRow([1], [0]), () => space.fromRow([0]), () => within.rowSize]) expect(use).toThrow(sentence);
  expect(within.contains([1, [0, 1]])).toBe(true);
});

function problem(of: () => unknown): Error | undefined {
  try { of(); } catch (error) { return error as Error; }
  return undefined;
}
