import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Box, Discrete, Random, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

// Recorded from Gymnasium 1.4.0: what `seed` returns and 50 samples from five seeds. Float32 numbers stand in their shortest text.
const fixture = new URL('../fixtures/spaces.json.gz', import.meta.url);
const recorded = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Record<string, Record<string, { seed_return: unknown; samples: (number | number[])[] }>>;

const INF = Infinity;
const spaces: Record<string, () => Space> = {
  'Discrete(2)': () => new Discrete(2),
  'Discrete(3)': () => new Discrete(3),
  'Discrete(6)': () => new Discrete(6),
  'Discrete(500)': () => new Discrete(500),
  'Discrete(5,start=-2)': () => new Discrete(5, { start: -2 }),
  'Box f32 [-1,1]^1': () => new Box(-1, 1),
  'Box f32 [-2,2]x[0,1]x[-0.05,3]': () => new Box([-2, 0, -0.05], [2, 1, 3]),
  'Box f64 [-2,2]x[0,1]': () => new Box([-2, 0], [2, 1], { dtype: 'float64' }),
  'Box f32 unbounded(3)': () => new Box(-INF, INF, { shape: [3] }),
  'Box f32 half: [1,inf) , (-inf,2]': () => new Box([1, -INF], [INF, 2]),
  'Box f32 mixed: [0,1],(-inf,inf),[3,inf),(-inf,-1],[-1,1],(-inf,inf)': () => new Box([0, -INF, 3, -INF, -1, -INF], [1, INF, INF, -1, 1, INF]),
  'Box CartPole obs': () => {
    const high = [4.8, INF, 2 * 12 * 2 * Math.PI / 360, INF];
    return new Box(high.map((x) => -x), high);
  },
};

/** Whether a space draws what Gymnasium drew, from every seed. */
function agrees(name: string, space: Space): boolean {
  return Object.entries(recorded[name]).every(([seed, { seed_return, samples }]) => {
    if (space.seed(Number(seed)) !== Number(seed_return)) return false;
    return samples.every((want) => {
      const got = space.sample() as number | ArrayLike<number>;
      if (typeof want === 'number' || typeof got === 'number') return got === want;
      return got.length === want.length && want.every((x, i) => got[i] === (got instanceof Float32Array ? Math.fround(x) : x));
    });
  });
}

describe('samples are those of Gymnasium', () => {
  test('every recorded space is here', () => expect(Object.keys(spaces)).toEqual(Object.keys(recorded)));

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
    [0, false], ['01', false], [undefined, false], [Int32Array.of(0, 1), false],
  ])('a Box of [0, 1] x [1, inf) holds %o: %o', (x, held) => {
    expect(new Box([0, 1], [1, INF]).contains(x)).toBe(held);
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

test('spaces print their size, bounds, shape and precision', () => {
  expect(String(new Discrete(4))).toBe('Discrete(4)');
  expect(String(new Discrete(5, { start: -2 }))).toBe('Discrete(5, start=-2)');
  expect(String(new Box(-1, 1, { shape: [2, 3] }))).toBe('Box(-1, 1, (2, 3), float32)');
  expect(String(new Box([0, -INF], [1, INF], { dtype: 'float64' }))).toBe('Box([0 -Infinity], [1 Infinity], (2,), float64)');
});

test('bounds are held in the precision of the box', () => {
  expect(new Box(-0.05, 0.1).low[0]).toBe(Math.fround(-0.05));
  expect(new Box(-0.05, 0.1, { dtype: 'float64' }).high[0]).toBe(0.1);
});

describe('a space that cannot be is refused in words', () => {
  test.each([
    ['Discrete needs a whole number of elements from 1 up, and got 0', () => new Discrete(0)],
    ['Discrete needs a whole number of elements from 1 up, and got 2.5', () => new Discrete(2.5)],
    ['Discrete needs a whole number of elements from 1 up, and got "3"', () => new Discrete('3' as never)],
    ['Discrete starts at a whole number, and got 0.5', () => new Discrete(3, { start: 0.5 })],
    ['a Box needs low <= high, and at index 0 it got low 1 and high -1', () => new Box(1, -1)],
    ['a Box needs low <= high, and at index 1 it got low NaN and high 1', () => new Box([0, NaN], [1, 1])],
    ['a Box of shape [2] needs 2 numbers as high, and got 3', () => new Box([0, 0], [1, 1, 1])],
    ['a Box of shape [3] needs 3 numbers as low, and got 2', () => new Box([0, 0], 1, { shape: [3] })],
    ['a shape is a list of whole numbers, and this Box got [2, -1]', () => new Box(0, 1, { shape: [2, -1] })],
    ['a Box holds float32 or float64, and this one was asked for "int8"', () => new Box(0, 1, { dtype: 'int8' as never })],
  ])('%s', (sentence, create) => {
    expect(create).toThrow(new RangeError(sentence));
  });

  test('a seed that is none', () => {
    expect(() => new Discrete(2).seed(-1)).toThrow(/The seed is -1; a seed is a whole number from 0 to 2\^53 - 1/);
    expect(() => new Box(0, 1, { seed: 0.5 })).toThrow(/The seed is 0\.5;/);
  });
});
