import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { freshSeed, Random, SeedSequence } from '../../envs/random/index.ts';
import type { Seed } from '../../envs/random/index.ts';
import { isReplayed, replay } from './numpy-cases.ts';

interface End { state: string; inc: string; has_uint32: number; uinteger: number }
interface Recording {
  cases: Record<string, Record<string, { draws: unknown[]; end: End }>>;
  seedsequence: Record<string, Record<string, unknown>>;
}
// Recorded from NumPy 2.2.4: the draws of each case from a fresh generator, and where it stood afterwards.
const fixture = new URL('../fixtures/numpy-random.json.gz', import.meta.url);
const numpy = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Recording;

const number = (words: ArrayLike<number>) => Array.from(words).reduceRight((sum, word) => sum << 32n | BigInt(word), 0n);
const standing = (random: Random): End => {
  const words = random.save();
  return { state: String(number(words.slice(0, 4))), inc: String(number(words.slice(4, 8))), has_uint32: words[8], uinteger: words[9] };
};

/** Whether a generator draws what NumPy drew in a case, bit for bit, and ends where NumPy ended. */
function agrees(name: string, create: (seed: number) => Random): boolean {
  return Object.entries(numpy.cases[name]).every(([seed, { draws, end }]) => {
    const random = create(Number(seed)), got = replay(name, random);
    const want = name === 'random_f32' ? draws.map((x) => Math.fround(x as number)) : draws;
    return got.length === want.length && got.every((x, i) => Object.is(x, want[i]))
      && JSON.stringify(standing(random)) === JSON.stringify(end);
  });
}

describe('Random draws what NumPy draws', () => {
  test.each(Object.keys(numpy.cases))('%s, from three seeds, and ends in the same state', (name) => {
    expect(isReplayed(name)).toBe(true);
    expect(agrees(name, (seed) => new Random(seed))).toBe(true);
  });

  test('the gate rejects a generator that forgets the waiting half of a draw when 64 bits are drawn', () => {
    const { random, standardNormal } = Random.prototype;
    function forget(one: Random): Random {
      const words = one.save();
      words[8] = words[9] = 0;
      one.load(words);
      return one;
    }
    const create = (seed: number) => Object.assign(new Random(seed), {
      random(this: Random) { return random.call(forget(this)); },
      standardNormal(this: Random) { return standardNormal.call(forget(this)); },
    });
    expect(agrees('random', create)).toBe(true);                          // where nothing waits, nothing is lost
    expect(agrees('mixed_sequence', create)).toBe(false);
  });

  test('the gate rejects a generator that takes the higher half of 64 bits first', () => {
    const takingFrom = (end: 'pop' | 'shift') => (seed: number) => {
      const random = new Random(seed), halves: number[] = [];
      random.random32 = (() => {
        if (halves.length === 0) halves.push(...new Uint32Array(BigUint64Array.of(random.integersBig(0n, 2n ** 64n)).buffer));
        return (halves[end]()! >>> 8) / 2 ** 24;
      }) as Random['random32'];
      return random;
    };
    const draws = (create: (seed: number) => Random) => replay('random_f32', create(42));
    expect(draws(takingFrom('shift'))).toEqual(draws((seed) => new Random(seed)));
    expect(agrees('random_f32', takingFrom('pop'))).toBe(false);
  });

  test('the gate rejects a generator that takes a remainder instead of the high half of a product', () => {
    const create = (seed: number) => {
      const random = new Random(seed);
      random.choice = ((items: string[]) => items[random.uint32() % items.length]) as Random['choice'];
      return random;
    };
    expect(agrees('choice_strings4', create)).toBe(false);
  });

  test('numbers of the smaller types share a draw inside a call, and what is left of it is thrown away', () => {
    const random = new Random(3);
    expect([...random.integers(-128, 128, { size: 9, dtype: 'int8' })]).toEqual([120, 66, 62, 79, 19, -102, 109, -107, 117]);
    expect([...random.integers(0, 65536, { size: 5, dtype: 'uint16' })]).toEqual([40197, 15519, 60470, 11885, 21191]);
    expect([...random.integers(5, 6, { size: 3, dtype: 'uint8' })]).toEqual([5, 5, 5]);
    expect([...random.integers(0, 3, { size: 4, dtype: 'uint8' })]).toEqual([0, 0, 1, 2]);
    expect(random.random()).toBe(0.09412864224039919);
  });

  test('a range that wastes many draws, one past 2^53 and one of nearly 2^64', () => {
    const random = new Random(3);
    expect(Array.from({ length: 12 }, () => random.integers(0, 3_000_000_000))).toEqual([
      2434513622, 256947500, 538322202, 710431519, 544094361, 2403823395, 1746486107, 282385926, 1299380820, 1863683560, 1437153893, 479216743]);
    expect(random.random()).toBe(0.7345771514092145);
    random.reseed(3);
    expect(Array.from({ length: 3 }, () => random.integers(-(2 ** 53) + 1, 2 ** 53 - 1))).toEqual([-7464281025810511, -4741200417686539, 5427278276959098]);
    expect(random.integersBig(0n, 2n ** 64n - 5n, { size: 2 })).toEqual([10738994088709064481n, 1736366973414412045n]);
  });
});

describe('SeedSequence', () => {
  test.each(Object.keys(numpy.seedsequence))('seed %s gives the pool, the words and the children of NumPy', (seed) => {
    const sequence = new SeedSequence(Number(seed)), want = numpy.seedsequence[seed];
    expect([...sequence.pool]).toEqual(want.pool);
    expect([...sequence.generateState(8)]).toEqual(want.generate_state_uint32_8);
    expect([...sequence.generateState(20)]).toEqual(want.generate_state_uint32_20);
    expect([...sequence.generateState(4, 64)].map(String)).toEqual(want.generate_state_uint64_4);
    expect(sequence.spawn(3).map((child) => [...child.generateState(4)])).toEqual(want.spawn3_generate_state_uint32_4);
  });

  // From NumPy 2.2.4: entropy, spawn key, generate_state(4), then random() and integers(0, 1000) of the generator that it seeds.
  const ORACLE: [Seed | Seed[], number[], number[], number, number][] = [
    [5, [], [16823399, 2940995229, 2290007392, 1039507385], 0.8050029237453802, 22],
    [5, [0, 3], [3746326865, 3542498568, 1950727508, 3035343371], 0.5676200815123381, 105],
    [5, [7], [4037575360, 475697274, 2445172038, 1042379297], 0.4439478352741669, 596],
    [[5, 7], [], [2524741263, 2010921117, 2071104189, 3776980861], 0.5124898348706527, 846],
    [0, [0], [3757552657, 2018376492, 1456443223, 3395645823], 0.9429375528828794, 5],
    [2 ** 32 - 1, [], [1992424968, 705021410, 3255730584, 540206095], 0.2519435680449965, 724],
    [2 ** 32, [], [3964924996, 1358922860, 3894904162, 2051610843], 0.8897387912781343, 992],
    [2 ** 40 + 5, [], [3767146251, 3672381269, 2127416108, 2216012776], 0.004739459374490829, 449],
    [2 ** 40 + 5, [2], [25566430, 1002971300, 2731910374, 3700757669], 0.3202581161987432, 175],
    [2 ** 53 - 1, [], [3367776697, 1170575226, 2422347966, 3181658150], 0.7862681066761149, 827],
    [2n ** 100n + 12345678901234567890n, [], [1995958091, 3665719747, 3912743790, 4047327467], 0.8700817691167598, 895],
    [2n ** 200n + 7n, [1, 2 ** 33], [2561355015, 1216026521, 2328406798, 29220498], 0.6373276197841681, 192],
    [[1, 2 ** 40, 3, 4, 5], [9], [3679769378, 1673793288, 4177629353, 4290327248], 0.2186445174156756, 753],
  ];
  test.each(ORACLE)('entropy %s with spawn key %s', (entropy, spawnKey, words, u, k) => {
    const sequence = new SeedSequence(entropy, { spawnKey }), random = new Random(sequence);
    expect([...sequence.generateState(4)]).toEqual(words);
    expect([random.random(), random.integers(0, 1000)]).toEqual([u, k]);
  });

  test('children of generators are NumPy’s, and spawning draws nothing', () => {
    const random = new Random(5);
    const [a, b] = random.spawn(2), [c] = random.spawn(1), [d] = c.spawn(1);
    expect([a, b, c, d, random].map((each) => each.random())).toEqual([
      0.4031184756244418, 0.2531538239071238, 0.6337294897074003, 0.4945388243063964, 0.8050029237453802]);
  });
});

describe('a stream', () => {
  const hundred = (random: Random) => Array.from({ length: 100 }, (_, i) => i % 3 === 0 ? random.integers(0, 10) : random.standardNormal());

  test('starts over when it is seeded again, the waiting half of a draw included', () => {
    const random = new Random(1);
    random.uint32();
    random.reseed(5, [0, 3]);
    expect(random.random()).toBe(0.5676200815123381);
    random.reseed(42);
    expect(hundred(random)).toEqual(hundred(new Random(42)));
  });

  test('goes on as if nothing had happened after save and load, and saving changes nothing', () => {
    const random = new Random(9), other = new Random();
    random.uint32();
    const saved = random.save(), copy = saved.slice(), future = hundred(random);
    expect(saved).toEqual(copy);
    other.load(saved);
    expect(hundred(other)).toEqual(future);
    expect(() => other.load([1, 2, 3])).toThrow('10 words; 3 arrived');
    expect(() => other.load(new Uint32Array(10))).toThrow('increment');
  });

  test('belongs to its instance: thousands of them, used in turn, do not disturb each other', () => {
    const many = Array.from({ length: 3000 }, (_, seed) => new Random(seed));
    const first = many.map((random) => [random.uint32(), random.random()]), second = many.map((random) => random.uint32());
    for (const seed of [0, 1, 1234, 2999]) {
      const alone = new Random(seed);
      expect([alone.uint32(), alone.random(), alone.uint32()]).toEqual([...first[seed], second[seed]]);
    }
  });

  test('without a seed is a new one each time, and tells the seed that repeats it', () => {
    const random = new Random(), again = new Random(random.seed as number);
    expect(new Random().seed).not.toEqual(random.seed);
    expect(again.random()).toBe(random.random());
    expect(Array.from({ length: 100 }, freshSeed).every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  });

  test('choice takes any list, and shuffles and permutations keep every item', () => {
    const random = new Random(3), letters = ['a', 'b', 'c'];
    expect(letters).toContain(random.choice(letters));
    expect(random.choice(Float64Array.of(7))).toBe(7);
    expect(random.choice(letters, { size: 3, replace: false }).sort()).toEqual(letters);
    expect(random.permutation(letters).sort()).toEqual(letters);
    expect(letters).toEqual(['a', 'b', 'c']);
  });
});

describe('errors say what arrived, what was expected and what to try', () => {
  test.each<[unknown, string]>([
    [-1, 'The seed is -1; a seed is a whole number from 0 to 2^53 - 1, or a bigint from 0n up.\nTry 1,'],
    [1.5, 'The seed is 1.5'], [-1.5, 'Try 1,'], [-Infinity, 'Try 42,'], [NaN, 'The seed is NaN'], [Infinity, 'The seed is Infinity'], [2 ** 53, 'BigInt'],
    [-3n, 'The seed is -3'], ['7', "The seed is the text '7'"], [{}, 'of type object'], [true, 'of type boolean'],
  ])('seed %s', (seed, message) => {
    expect(() => new Random(seed as number)).toThrow(message);
    expect(() => new SeedSequence(seed as number)).toThrow(message);
    const random = new Random(1), before = random.save();
    expect(() => random.reseed(seed as number)).toThrow(message);
    expect(() => random.reseed(1, [seed as number])).toThrow(message);
    expect(random.save()).toEqual(before);
  });

  test('ranges, choices and probabilities', () => {
    const random = new Random(1);
    expect(() => random.integers(5, 5)).toThrow('from 5 up to 5 is empty');
    expect(() => random.integers(0, 1.5)).toThrow('whole numbers');
    expect(() => random.integers(0, NaN)).toThrow('whole numbers');
    expect(() => random.integers(0, 2 ** 60)).toThrow('integersBig');
    expect(() => random.integers(0, 257, { dtype: 'uint8' })).toThrow('leaves uint8, which goes from 0 to 255');
    expect(() => random.integers(0, 2, { dtype: 'float' as 'int8' })).toThrow("no integer type 'float'");
    expect(() => random.integersBig(0n, 2n ** 64n + 1n)).toThrow('from 1 to 2^64');
    expect(() => random.choice([])).toThrow('0 items to choose from');
    expect(() => random.choice(2.5)).toThrow('2.5 items');
    expect(() => random.choice(3, { p: [0.5, 0.5] })).toThrow('2 probabilities for 3 items');
    expect(() => random.choice(2, { p: [0.5, 0.6] })).toThrow('add to 1.1');
    expect(() => random.choice(2, { p: [-0.5, 1.5] })).toThrow('Probability 0 is -0.5');
    expect(() => random.choice(2, { p: [NaN, 1] })).toThrow('Probability 0 is NaN');
    expect(() => random.choice(3, { size: 4, replace: false })).toThrow('4 different items are wanted but only 3');
    expect(() => random.choice(3, { size: 3, replace: false, p: [0.5, 0.5, 0] })).toThrow('only 2 can come');
  });
});
