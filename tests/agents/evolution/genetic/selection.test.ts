import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamsOf } from '../../../../agents/index.ts';
import { fitter, Line, linearRanks, proportional, spin, tournament, truncation, wheelOf } from '../../../../agents/evolution/genetic/selection.ts';
import { ranking } from '../../../../agents/evolution/strategy.ts';
import type { Draw } from '../../../../nets/index.ts';
import { chiSquareDeviations } from '../../../nets/statistics.ts';

const DRAWS = 40_000, FITS = 3.1, REJECTED = 5;
const drawOf = (seed: number) => streamsOf(seed)('selection');

function counted(n: number, select: (draw: Draw) => number, seed = 1): number[] {
  const counts = new Array<number>(n).fill(0), draw = drawOf(seed);
  for (let i = 0; i < DRAWS; i++) counts[select(draw)]++;
  return counts;
}
const places = (n: number, p: (i: number) => number) => Array.from({ length: n }, (_, i) => p(i));
const wheel = (fill: (weights: Float64Array) => void, n: number) => {
  const weights = new Float64Array(n);
  fill(weights);
  wheelOf(weights);
  return weights;
};
const weightsFor = (fitness: readonly number[]) => {
  const weights = new Float64Array(fitness.length).fill(9);
  proportional(Float64Array.from(fitness), weights);
  return [...weights];
};
const shares = (weights: readonly number[]) => weights.map((w) => w / weights.reduce((a, b) => a + b, 0));

describe('truncation', () => {
  test('draws the fittest so many alike, and nobody else', () => {
    const counts = counted(8, (draw) => truncation(5, draw));
    expect(chiSquareDeviations(counts, places(8, (i) => (i < 5 ? 1 / 5 : 0)))).toBeLessThan(FITS);
    expect(chiSquareDeviations(counts, places(8, () => 1 / 8))).toBeGreaterThan(REJECTED);
  });
});

describe('a tournament', () => {
  const law = (n: number, size: number) => places(n, (i) => ((n - i) / n) ** size - ((n - i - 1) / n) ** size);

  test.each([[10, 1], [10, 2], [7, 3], [4, 9], [1, 3]])('among %i of size %i is won as often as its formula says', (n, size) => {
    expect(chiSquareDeviations(counted(n, (draw) => tournament(n, size, draw)), law(n, size))).toBeLessThan(FITS);
  });

  test('by hand: of three, two take part, and the fittest is there in 1 - (2/3)^2 = 5/9 of them', () => {
    expect(law(3, 2).map((p) => Math.round(9 * p))).toEqual([5, 3, 1]);
  });

  test('among others, of one more, and of different individuals are told apart', () => {
    const twoOthers = (draw: Draw) => {
      const a = Math.floor(draw.random() * 7), b = Math.floor(draw.random() * 6);
      return Math.min(a, b < a ? b : b + 1);
    };
    expect(chiSquareDeviations(counted(7, twoOthers), law(7, 2))).toBeGreaterThan(REJECTED);
    expect(chiSquareDeviations(counted(7, (draw) => tournament(7, 3, draw)), law(7, 2))).toBeGreaterThan(REJECTED);
  });
});

describe('the roulette', () => {
  test.each([
    ['fitness from 0 up as it is', [6, 3, 1, 0], [6, 3, 1, 0]],
    ['negative fitness less the lowest', [2, 0, -1, -4], [6, 4, 3, 0]],
    ['NaN and -Infinity not at all', [3, 1, -Infinity, NaN], [3, 1, 0, 0]],
    ['NaN beside negative fitness not at all', [-1, -3, NaN], [2, 0, 0]],
    ['Infinity alone', [Infinity, Infinity, 5, NaN], [1, 1, 0, 0]],
    ['equals alike', [-7, -7, -7], [1, 1, 1]],
    ['zeros alike', [0, 0], [1, 1]],
    ['alike where all is NaN', [NaN, NaN, NaN], [1, 1, 1]],
    ['the largest numbers without overflow', [1e308, 0, -1e308], [2, 1, 0]],
    ['the smallest numbers too', [3e-323, 1e-323, 0], [3, 1, 0]],
  ] as [string, number[], number[]][])('weighs %s', (_, fitness, expected) => {
    expect(shares(weightsFor(fitness))).toEqual(shares(expected).map((p) => expect.closeTo(p, 12) as number));
  });

  const spun = (fitness: readonly number[]) => {
    const turned = wheel((weights) => proportional(Float64Array.from(fitness), weights), fitness.length);
    return counted(fitness.length, (draw) => spin(turned, draw));
  };

  test('stops in proportion to those weights', () => {
    expect(chiSquareDeviations(spun([6, 3, 1, 0]), shares([6, 3, 1, 0]))).toBeLessThan(FITS);
    expect(chiSquareDeviations(spun([2, 0, -1, -4]), shares([6, 4, 3, 0]))).toBeLessThan(FITS);
    expect(chiSquareDeviations(spun([5, 4, 3]), shares([5, 4, 3]))).toBeLessThan(FITS);
  });

  test('a shift by the lowest fitness always, one by its size and 1 more, and fitness below 0 taken for 0 are rejected', () => {
    expect(chiSquareDeviations(spun([5, 4, 3]), shares([2, 1, 0]))).toBeGreaterThan(REJECTED);
    expect(chiSquareDeviations(spun([2, 0, -1, -4]), shares([7, 5, 4, 1]))).toBeGreaterThan(REJECTED);
    expect(chiSquareDeviations(spun([2, 0, -1, -4]), shares([2, 0, 0, 0]))).toBeGreaterThan(REJECTED);
  });
});

describe('rank selection', () => {
  const law = (n: number, pressure: number) => places(n, (i) => (n === 1 ? 1 : (pressure - (2 * pressure - 2) * i / (n - 1)) / n));

  test.each([[10, 1], [10, 1.5], [5, 2], [2, 1.2], [1, 2]])('of %i with pressure %d', (n, pressure) => {
    const turned = wheel((weights) => linearRanks(pressure, weights), n);
    expect(chiSquareDeviations(counted(n, (draw) => spin(turned, draw)), law(n, pressure))).toBeLessThan(FITS);
  });

  test('its probabilities sum to 1, from pressure / n to (2 - pressure) / n; a line that falls over n places rather than n - 1 is rejected', () => {
    const n = 6, p = law(n, 1.8), counts = counted(n, (draw) => spin(wheel((weights) => linearRanks(1.8, weights), n), draw));
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect([p[0], p[5]]).toEqual([expect.closeTo(0.3, 12), expect.closeTo(0.2 / 6, 12)]);
    expect(chiSquareDeviations(counts, p)).toBeLessThan(FITS);
    expect(chiSquareDeviations(counts, shares(places(n, (i) => 1.8 - 1.6 * i / n)))).toBeGreaterThan(REJECTED);
    expect(chiSquareDeviations(counts, p.toReversed())).toBeGreaterThan(REJECTED);
  });
});

describe('a wheel', () => {
  const turned = (weights: number[]) => wheel((w) => w.set(weights), weights.length), at = (weights: number[], u: number) => spin(turned(weights), { random: () => u });

  test('never stops in a slot without width, at the ends of [0, 1) neither', () => {
    expect([at([0, 0, 2, 0, 1, 0], 0), at([0, 0, 2, 0, 1, 0], 2 / 3), at([0, 0, 2, 0, 1, 0], 1 - 2 ** -32)]).toEqual([2, 4, 4]);
  });

  test('stops where a search from the first slot on would', () => {
    fc.assert(fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }).filter((w) => w.some((x) => x > 0)), fc.nat(2 ** 32 - 1), (weights, u) => {
      const edges = turned(weights), stop = u / 2 ** 32 * edges.at(-1)!;
      expect(at(weights, u / 2 ** 32)).toBe(edges.findIndex((edge) => edge > stop));
    }));
  });
});

describe('a line', () => {
  const number = fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, 0, 1), fc.integer({ min: -5, max: 5 }), fc.double());
  const lined = (fitness: readonly number[], n = fitness.length, seed = 0) => [...new Line(fitness.length).up(Float64Array.from(fitness), n, drawOf(seed))].slice(0, n);

  test('goes from the fittest to the least fit, NaN last, everyone once, and is the shared ranking but for equals', () => {
    fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 70 }), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (fitness, seed, part) => {
      const n = 1 + Math.floor(part * (fitness.length - 1)), order = lined(fitness, n, seed), value = (i: number) => (fitness[i] === 0 ? 0 : fitness[i]);
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(order.map(value)).toEqual([...ranking(fitness.slice(0, n))].map(value));
    }));
  });

  test('has equals in every order alike; one that has the first first, as a stable sort does, is rejected', () => {
    const fitness = [3, 7, 3, NaN, 3], orders = ['024', '042', '204', '240', '402', '420'], line = new Line(5), draw = drawOf(3);
    const counts = (order: () => ArrayLike<number>) => {
      const seen = orders.map(() => 0);
      for (let i = 0; i < 6000; i++) {
        const [first, ...rest] = Array.from(order());
        expect([first, rest.pop()]).toEqual([1, 3]);
        seen[orders.indexOf(rest.join(''))]++;
      }
      return seen;
    };
    expect(chiSquareDeviations(counts(() => line.up(Float64Array.from(fitness), 5, draw)), orders.map(() => 1 / 6))).toBeLessThan(FITS);
    expect(chiSquareDeviations(counts(() => ranking(fitness)), orders.map(() => 1 / 6))).toBeGreaterThan(REJECTED);
  });

  test('NaN is below all numbers, and equals beat nobody', () => {
    expect([[2, 1], [1, 2], [1, 1], [-Infinity, NaN], [NaN, -Infinity], [NaN, NaN]].map(([a, b]) => fitter(a, b))).toEqual([true, false, false, true, false, false]);
  });
});
