import fc from 'fast-check';
import { Box, Dict, Discrete, DynamicsEnv, DynamicsVectorEnv, MultiBinary, MultiDiscrete, Sequence, Text, Tuple, elementAt, flatdim, flatten, flattenSpace, indexOf, rowIndex, stateCount, unflatten, type BoxDtype, type Dynamics, type Row, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';

// A recipe makes the same space each time, so that two copies can be compared.
type Recipe = () => Space;

const small = fc.integer({ min: 1, max: 6 }), start = fc.integer({ min: -9, max: 9 });
const finite: fc.Arbitrary<Recipe>[] = [
  fc.tuple(small, start).map(([n, start]) => () => new Discrete(n, { start })),
  fc.array(fc.tuple(small, start), { minLength: 1, maxLength: 3 }).map((pairs) => () => new MultiDiscrete(pairs.map(([n]) => n), { start: pairs.map(([, start]) => start) })),
  fc.tuple(small, small, small).map(([a, b, c]) => () => new MultiDiscrete([[a, b, c]])),
  fc.oneof(small, fc.constant([2, 2])).map((n) => () => new MultiBinary(n)),
  fc.tuple(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), fc.constantFrom<BoxDtype>('uint8', 'int8', 'int16', 'int32', 'int64')).map(([high, dtype]) => () => new Box(high.map((x) => x >> 1), high, { dtype })),
];
const endless: fc.Arbitrary<Recipe>[] = [
  fc.tuple(fc.array(fc.constantFrom(-Infinity, -3, -0.1, 0), { minLength: 1, maxLength: 4 }), fc.constantFrom<BoxDtype>('float32', 'float64'))
    .map(([low, dtype]) => () => new Box(low, low.map((x) => (x === 0 ? Infinity : 2)), { dtype })),
  fc.constantFrom<BoxDtype>('int8', 'int32', 'int64').map((dtype) => () => new Box([-Infinity, 2], [3, Infinity], { dtype })),
  fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('ab', 'b\u{1F697}a', '0')).map(([minLength, charset]) => () => new Text(5, { minLength, charset })),
];

/** Spaces in spaces, of the given kinds. */
const nested = (leaves: fc.Arbitrary<Recipe>[]): fc.Arbitrary<Recipe> => fc.letrec<{ space: Recipe }>((tie) => ({
  space: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    ...leaves,
    fc.array(tie('space'), { maxLength: 3 }).map((parts): Recipe => () => new Tuple(parts.map((make) => make()))),
    fc.dictionary(fc.string({ maxLength: 3, unit: 'binary' }), tie('space'), { maxKeys: 3 }).map((parts): Recipe => () => new Dict(Object.fromEntries(Object.entries(parts).map(([key, make]) => [key, make()])))),
  ),
})).space;
const anySpace = nested([...finite, ...endless]), finiteSpace = nested(finite);
const seeds = fc.nat();

const law = (check: (make: Recipe, seed: number) => void, spaces = anySpace, numRuns = 300) => fc.assert(fc.property(spaces, seeds, check), { numRuns });

/** What a sample law says of one space. */
const contained = (make: Recipe, seed: number) => {
  const space = make();
  space.seed(seed);
  for (let k = 0; k < 5; k++) expect(space.contains(space.sample())).toBe(true);
};

/** A sample goes through a row and back, wherever it lies, and leaves its neighbours alone. */
const throughRow = (make: Recipe, seed: number) => {
  const space = make();
  space.seed(seed);
  const n = space.rowSize, at = seed % 4, x = space.sample(), row = new Float64Array(n + 4).fill(77);
  space.toRow(x, row, at);
  const back = space.fromRow(row, at);
  expect(back).toEqual(x);
  expect([...row.subarray(0, at), ...row.subarray(at + n)]).toEqual([77, 77, 77, 77]);
  row.fill(1);
  expect(back).toEqual(x);                                            // it is a copy
};

/** A sample goes through its flat form and back; the flat form has its width and lies in the flat Box. */
const throughFlat = (make: Recipe, seed: number, flat = flatten) => {
  const space = make();
  space.seed(seed);
  const x = space.sample(), numbers = flat(space, x);
  expect(numbers.length).toBe(flatdim(space));
  expect(flattenSpace(space).contains(numbers)).toBe(true);
  expect(unflatten(space, numbers)).toEqual(x);
};

/** The elements have the places 0, 1, ..., stateCount - 1, each its own, and their rows tell them. */
const counted = (make: Recipe, _seed: number, place = indexOf) => {
  const space = make(), count = stateCount(space), index = rowIndex(space), row = new Array<number>(space.rowSize + 2).fill(77);
  for (let i = 0; i < Math.min(count, 300); i++) {
    const x = elementAt(space, i);
    expect(space.contains(x)).toBe(true);
    expect(place(space, x)).toBe(i);
    space.toRow(x, row, 2);
    expect(index(row, 2)).toBe(i);
  }
};

/** Two copies with one seed draw the same; so does one that is seeded again, whatever it drew before. */
const repeatable = (make: Recipe, seed: number) => {
  const a = make(), b = make();
  expect(a.seed(seed)).toEqual(b.seed(seed));
  const first = Array.from({ length: 5 }, () => a.sample());
  expect(Array.from({ length: 5 }, () => b.sample())).toEqual(first);
  a.sample();
  a.seed(seed);
  expect(a.sample()).toEqual(first[0]);
};

describe('laws of all spaces, also of spaces in spaces', () => {
  test('whatever is sampled is inside', () => law(contained));
  test('what is written into a row is read from it, and nothing beside it is touched', () => law(throughRow));
  test('what is flattened is unflattened, and lies in the flat Box', () => law(throughFlat));

  test('the same seed gives the same samples, another seed others', () => {
    law(repeatable);
    const wide = new Tuple([new Discrete(1_000_000), new Dict({ a: new Box(0, 1) })]), draws = Array.from({ length: 50 }, (_, seed) => { wide.seed(seed); return JSON.stringify(wide.sample()); });
    expect(new Set(draws).size).toBe(50);
  });

  test('a space equals its copy and itself, and has one text', () => {
    law((make) => {
      const space = make();
      expect([space.equals!(make()), space.equals!(space), String(space) === String(make())]).toEqual([true, true, true]);
    });
  });

  test('a Sequence of any of them holds its samples, and the same seed gives the same', () => {
    law((make, seed) => {
      const a = new Sequence(make()), b = new Sequence(make());
      a.seed(seed);
      b.seed(seed);
      const x = a.sample();
      expect(a.contains(x)).toBe(true);
      expect(b.sample()).toEqual(x);
    }, anySpace, 100);
  });

  test('the elements of a finite space are numbered from 0 without a gap', () => law(counted, finiteSpace));
});

describe('the laws reject', () => {
  const pair = () => new Tuple([new Discrete(3), new MultiDiscrete([2, 4])]);
  const rejected = (check: () => void) => { try { check(); return false; } catch { return true; } };
  const seeded = (check: (seed: number) => void) => rejected(() => { for (let seed = 0; seed < 40; seed++) check(seed); });

  test('a Discrete that draws one too many', () => {
    class Beyond extends Discrete { override sample() { return super.sample() + 1; } }
    expect(seeded((seed) => contained(() => new Beyond(3), seed))).toBe(true);
    expect(seeded((seed) => contained(() => new Discrete(3), seed))).toBe(false);
  });

  test('a Discrete that is deaf to its seed, and one that takes it only once', () => {
    class Deaf extends Discrete { override seed(seed: number) { return seed; } }
    class Once extends Discrete { #seeded = false; override seed(seed: number) { if (!this.#seeded) super.seed(seed); this.#seeded = true; return seed; } }
    for (const make of [() => new Deaf(1000), () => new Once(1000)]) expect(seeded((seed) => repeatable(make, seed))).toBe(true);
    expect(seeded((seed) => repeatable(() => new Discrete(1000), seed))).toBe(false);
  });

  test('a Tuple whose parts all lie at one place in the row', () => {
    class Piled extends Tuple {
      override toRow(x: readonly unknown[], row: Row, at = 0) { this.parts.forEach((part, i) => part.toRow(x[i], row, at)); }
    }
    expect(seeded((seed) => throughRow(() => new Piled([new Discrete(3), new Discrete(9)]), seed))).toBe(true);
    expect(seeded((seed) => throughRow(pair, seed))).toBe(false);
  });

  test('a Box that reads a view of the row instead of a copy', () => {
    class View extends Box { override fromRow(row: Float64Array, at = 0) { return row.subarray(at, at + this.rowSize); } }
    expect(seeded((seed) => throughRow(() => new View(-1, 0, { dtype: 'float64' }), seed))).toBe(true);
  });

  test('a flat form that forgets where a Discrete starts', () => {
    const make = () => new Discrete(3, { start: 1 });
    const forgetful: typeof flatten = (space, x) => Float64Array.from({ length: flatdim(space) }, (_, i) => (i === x ? 1 : 0));
    expect(seeded((seed) => throughFlat(make, seed, forgetful))).toBe(true);
    expect(seeded((seed) => throughFlat(make, seed))).toBe(false);
  });

  test('a numbering that counts every digit in the same base', () => {
    const inOneBase: typeof indexOf = (space, x) => {
      const row: number[] = [];
      space.toRow(x, row);
      return row.reduce((index, digit) => index * 3 + digit, 0);
    };
    expect(rejected(() => counted(pair, 0, inOneBase))).toBe(true);
    expect(rejected(() => counted(pair, 0))).toBe(false);
  });
});

describe('a world whose observations and actions are composite', () => {
  // A wardrobe: take two of four drawers in hand, set three switches; it shows what was done.
  const wardrobe: Dynamics = {
    observationSpace: new Dict({ drawers: new MultiDiscrete([4, 4]), lamps: new MultiBinary(3), note: new Text(2, { minLength: 0, charset: 'xy' }) }),
    actionSpace: new Tuple([new MultiDiscrete([4, 4]), new MultiBinary(3)]),
    stateSize: 5,
    reset: (s) => { s.fill(0); },
    step: (s, action) => { for (let k = 0; k < 5; k++) s[k] = action[k]; return 1; },
    terminal: () => false,
    observe: (s, row) => { row.set(s); row[5] = s[0] % 2; row[6] = 2; },
  };

  test('plays through Env, element by element', () => {
    const env = new DynamicsEnv(wardrobe);
    expect(env.reset({ seed: 1 })[0]).toEqual({ drawers: Int32Array.of(0, 0), lamps: Int8Array.of(0, 0, 0), note: 'x' });
    expect(env.step([[3, 1], [1, 0, 1]])[0]).toEqual({ drawers: Int32Array.of(3, 1), lamps: Int8Array.of(1, 0, 1), note: 'y' });
    expect(() => env.step([[4, 1], [1, 0, 1]])).toThrow('the action [[4, 1], [1, 0, 1]] is outside the action space Tuple(MultiDiscrete([4 4]), MultiBinary(3))');
  });

  test('plays in rows, number by number', () => {
    const env = new DynamicsVectorEnv(wardrobe, { rows: 2 });
    env.reset(1);
    env.advance();
    env.actionSpace.toRow([[3, 1], [1, 0, 1]], env.action, 5);
    env.step();
    expect([...env.next]).toEqual([0, 0, 0, 0, 0, 0, 2, 3, 1, 1, 0, 1, 1, 2]);
    env.action[7] = NaN;
    env.advance();
    expect(() => env.step()).toThrow(/^the agent gave NaN in its action \(row 1, .*the action space is Tuple\(MultiDiscrete\(\[4 4\]\), MultiBinary\(3\)\)/);
  });

  test('is refused at the door where a part has no row', () => {
    expect(() => new DynamicsVectorEnv({ ...wardrobe, observationSpace: new Sequence(new Discrete(2)) })).toThrow(/^Sequence\(Discrete\(2\), stack=False\) has elements of any length/);
  });
});
