import type { Random } from '../../envs/random/index.ts';

const times = <T>(n: number, draw: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => draw(i));
type Draws = readonly unknown[];

/** What each recorded case of NumPy did, done by our generator. Numbers past 2^53 are decimal texts in the recording. */
export function replay(name: string, random: Random): Draws {
  const integers = /^integers_(-?\d+)_(-?\d+)_(scalar_calls|array)$/.exec(name);
  if (integers) {
    const low = BigInt(integers[1]), high = BigInt(integers[2]);
    if (high - low > 2n ** 53n) return integers[3] === 'array' ? random.integersBig(low, high, { size: 200 }).map(text) : times(200, () => text(random.integersBig(low, high)));
    return integers[3] === 'array'
      ? [...random.integers(Number(low), Number(high), { size: 200 })] : times(200, () => random.integers(Number(low), Number(high)));
  }
  return CASES[name](random);
}

export const isReplayed = (name: string): boolean => name in CASES || /^integers_-?\d+_-?\d+_/.test(name);

const DECK = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10];
const text = (x: bigint) => x > -(2n ** 53n) && x < 2n ** 53n ? Number(x) : String(x);
const range = (n: number) => times(n, (i) => i);
const tail = (n: number, from: number, draw: () => number) =>
  times(n, (i) => [i, draw()]).filter(([, x]) => Math.abs(x) > from).flat();

const CASES: Record<string, (random: Random) => Draws> = {
  raw64: (r) => r.integersBig(0n, 2n ** 64n, { size: 200 }).map(text),
  random: (r) => times(200, () => r.random()),
  random_array: (r) => times(200, () => r.random()),
  random_f32: (r) => times(200, () => r.random32()),
  integers_0_9_endpoint: (r) => [...r.integers(0, 9, { size: 200, endpoint: true })],
  integers_int32_0_7: (r) => [...r.integers(0, 7, { size: 200, dtype: 'int32' })],
  integers_int32_scalar_0_7: (r) => times(200, () => r.integers(0, 7, { dtype: 'int32' })),
  integers_uint32_full: (r) => [...r.integers(0, 2 ** 32, { size: 200, dtype: 'uint32' })],
  integers_int8_0_2: (r) => [...r.integers(0, 2, { size: 200, dtype: 'int8' })],
  integers_int8_scalar_0_2: (r) => times(200, () => r.integers(0, 2, { dtype: 'int8' })),
  integers_uint8_0_100: (r) => [...r.integers(0, 100, { size: 200, dtype: 'uint8' })],
  'integers_int16_-300_300': (r) => [...r.integers(-300, 300, { size: 200, dtype: 'int16' })],
  integers_bool: (r) => [...r.integers(0, 2, { size: 200, dtype: 'bool' })],
  integers_uint64_full: (r) => r.integersBig(0n, 2n ** 64n, { size: 200 }).map(text),
  'uniform_-0.05_0.05': (r) => times(200, () => r.uniform(-0.05, 0.05)),
  'uniform_scalar_-0.6_-0.4': (r) => times(200, () => r.uniform(-0.6, -0.4)),
  uniform_array_bounds: (r) => times(200, (i) => i % 2 === 0 ? r.uniform(-Math.PI, Math.PI) : r.uniform(-1, 1)),
  standard_normal: (r) => times(200, () => r.standardNormal()),
  standard_normal_20000_sum: (r) => {
    let sum = 0, squares = 0, max = -Infinity, min = Infinity;
    for (let i = 0; i < 20000; i++) {
      const x = r.standardNormal();
      sum += x; squares += x * x; max = Math.max(max, x); min = Math.min(min, x);
    }
    return [sum, squares, max, min];
  },
  standard_normal_tail: (r) => tail(100_000, 3.6541528853610088, () => r.standardNormal()),
  'normal_2_0.5': (r) => times(200, () => r.normal(2, 0.5)),
  normal_scalar: (r) => times(200, () => r.normal()),
  standard_exponential: (r) => times(200, () => r.standardExponential()),
  exponential_3: (r) => times(200, () => r.exponential(3)),
  exponential_tail: (r) => tail(50_000, 7.69711747013105, () => r.standardExponential()),
  choice_list13: (r) => times(200, () => r.choice(DECK)),
  choice_strings4: (r) => times(200, () => r.choice(['C', 'D', 'H', 'S'])),
  choice_int5: (r) => r.choice(5, { size: 200 }),
  choice_p: (r) => r.choice(4, { size: 200, p: [0.1, 0.2, 0.3, 0.4] }),
  choice_p_scalar: (r) => times(200, () => r.choice(3, { p: [0.5, 0.25, 0.25] })),
  choice_noreplace_50_of_100: (r) => r.choice(100, { size: 50, replace: false }),
  choice_noreplace_5_of_1000: (r) => r.choice(1000, { size: 5, replace: false }),
  choice_noreplace_60_of_20000: (r) => r.choice(20_000, { size: 60, replace: false }),
  choice_noreplace_500_of_20000_noshuffle: (r) => r.choice(20_000, { size: 200, replace: false, shuffle: false }),
  choice_noreplace_p: (r) => times(20, () => r.choice(6, { size: 3, replace: false, p: [0.1, 0.1, 0.2, 0.2, 0.3, 0.1] })).flat(),
  permutation_200: (r) => r.permutation(200),
  permutation_10_x20: (r) => times(20, () => r.permutation(10)).flat(),
  shuffle_array_200: (r) => { const a = Float64Array.from(range(200)); r.shuffle(a); return [...a]; },
  shuffle_pylist_200: (r) => { const a = range(200); r.shuffle(a); return a; },
  shuffle_rows_20x2: (r) => { const rows = times(20, (i) => [2 * i, 2 * i + 1]); r.shuffle(rows); return rows.flat(); },
  permuted_10: (r) => times(20, () => r.permutation(range(10))).flat(),
  mixed_sequence: (r) => times(40, () =>
    [r.random(), r.integers(0, 3), r.standardNormal(), r.integers(0, 2 ** 40), r.exponential(), r.choice(7)]).flat(),
};
