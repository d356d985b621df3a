import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamsOf } from '../../../../agents/index.ts';
import { blend, onePoint, twoPoint, uniform, type Crossover } from '../../../../agents/evolution/genetic/crossover.ts';
import { chiSquareDeviations, kolmogorovSmirnov } from '../../../nets/statistics.ts';

const FITS = 3.1, REJECTED = 5, drawOf = (seed: number) => streamsOf(seed)('crossover');
const child = (cross: Crossover, a: ArrayLike<number>, b: ArrayLike<number>, draw = drawOf(0)) => {
  const out = new Float64Array(a.length).fill(NaN);
  cross(Float64Array.from(a), Float64Array.from(b), out, draw);
  return out;
};

const gene = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const parents = fc.integer({ min: 1, max: 70 }).chain((n) => fc.tuple(fc.array(gene, { minLength: n, maxLength: n }), fc.array(gene, { minLength: n, maxLength: n })));
type Law = (a: readonly number[], b: readonly number[], child: Float64Array) => boolean;
/** Whether a law holds for children of any parents, in 200 trials. */
const holds = (cross: Crossover, law: Law, of: typeof parents = parents) =>
  !fc.check(fc.property(of, fc.nat(), ([a, b], seed) => law(a, b, child(cross, a, b, drawOf(seed)))), { seed: 1, numRuns: 200 }).failed;

const identity: Law = (a, _, child) => child.every((x, k) => x === a[k]);
const equals = parents.map(([a]): [number[], number[]] => [a, a]);
const fromParents: Law = (a, b, child) => child.every((x, k) => x === a[k] || x === b[k]);
const inInterval = (alpha: number): Law => (a, b, child) => child.every((x, k) => {
  const low = Math.min(a[k], b[k]), high = Math.max(a[k], b[k]), wider = alpha * (high - low);
  const rounding = 1e-15 * (Math.abs(low) + Math.abs(high)) * (1 + alpha);
  return x >= low - wider - rounding && x <= high + wider + rounding;
});

/** Which parent each gene came from: 0s and 1s. */
const ZEROS = (n: number) => new Float64Array(n), ONES = (n: number) => new Float64Array(n).fill(1);
const origin = (cross: Crossover, n: number, draw = drawOf(0)) => child(cross, ZEROS(n), ONES(n), draw);
/** Places where neighbours came from different parents; on a ring the last has the first for a neighbour. */
const cuts = (from: Float64Array, ring = false) => from.reduce((sum, x, k) => sum + Number(k + 1 < from.length ? x !== from[k + 1] : ring && x !== from[0]), 0);

const average: Crossover = (a, b, child) => { for (let k = 0; k < child.length; k++) child[k] = (a[k] + b[k]) / 2; };
const shifted: Crossover = (a, b, child, draw) => { uniform(a, b, child, draw); child.copyWithin(1, 0); };
const alone: Crossover = (a, b, child, draw) => { for (let k = 0; k < child.length; k++) child[k] = draw.random() * a[k] + draw.random() * b[k]; };

describe('every crossover', () => {
  test.each<[string, Crossover]>([
    ['uniform', uniform], ['onePoint', onePoint], ['twoPoint', twoPoint], ['blend', blend(0.5, 1e30)], ['blend of 0', blend(0, 1e30)],
  ])('%s of equal parents is the identity', (_, cross) => {
    expect(holds(cross, identity, equals)).toBe(true);
  });

  test('weights for both parents that do not sum to 1, and genes that slip by one place, are rejected by that', () => {
    expect([holds(alone, identity, equals), holds(shifted, identity, equals)]).toEqual([false, false]);
  });

  test.each<[string, Crossover]>([['uniform', uniform], ['onePoint', onePoint], ['twoPoint', twoPoint]])('%s takes each gene from the same place of either parent', (_, cross) => {
    expect(holds(cross, fromParents)).toBe(true);
  });

  test('the mean of both, and genes that slip by one place, are rejected by that', () => {
    expect([holds(average, fromParents), holds(shifted, fromParents)]).toEqual([false, false]);
  });
});

describe('uniform', () => {
  const counts = (cross: Crossover, n: number) => {
    const b = new Array<number>(n).fill(0), pairs = new Array<number>(4).fill(0), draw = drawOf(5);
    for (let i = 0; i < 4000; i++) {
      const from = origin(cross, n, draw);
      from.forEach((x, k) => { b[k] += x; });
      for (let k = 0; k + 1 < n; k += 2) pairs[from[k] + 2 * from[k + 1]]++;
    }
    return { b, pairs };
  };
  const uneven = (b: readonly number[]) => Math.max(...b.map((x) => chiSquareDeviations([x, 4000 - x], [0.5, 0.5])));
  const quarters = [0.25, 0.25, 0.25, 0.25];

  test('tosses a fair coin for each gene, beyond the 32 of one random number too, and independently of its neighbour', () => {
    const { b, pairs } = counts(uniform, 114);
    expect(uneven(b)).toBeLessThan(4);                             // the worst of 114
    expect(chiSquareDeviations(pairs, quarters)).toBeLessThan(FITS);
  });

  test('coins of 31 bits, and a cut in one place, are rejected', () => {
    const short: Crossover = (a, b, child, draw) => uniform(a, b, child, { random: () => Math.floor(draw.random() * 2 ** 31) / 2 ** 32 });
    expect(uneven(counts(short, 64).b)).toBeGreaterThan(REJECTED);
    expect(chiSquareDeviations(counts(onePoint, 64).pairs, quarters)).toBeGreaterThan(REJECTED);
  });
});

describe('onePoint', () => {
  const cutsOf = (cross: Crossover, n: number) => {
    const counts = new Array<number>(n + 1).fill(0), draw = drawOf(6);
    for (let i = 0; i < 20_000; i++) {
      const from = origin(cross, n, draw), cut = from.indexOf(1);
      counts[cut === -1 ? n : cut]++;
    }
    return counts;
  };
  const inside = (n: number) => Array.from({ length: n + 1 }, (_, cut) => (cut === 0 || cut === n ? 0 : 1 / (n - 1)));

  test('is the first parent up to a cut and the second from there on, each cut as likely, with at least one gene of each', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (n, seed) => {
      const from = origin(onePoint, n, drawOf(seed));
      expect([cuts(from), from[0], from[n - 1]]).toEqual([1, 0, 1]);
    }));
    expect(chiSquareDeviations(cutsOf(onePoint, 8), inside(8))).toBeLessThan(FITS);
  });

  test('a cut before the first gene is rejected', () => {
    const anywhere: Crossover = (a, b, child, draw) => {
      const cut = Math.floor(draw.random() * child.length);
      for (let k = 0; k < child.length; k++) child[k] = k < cut ? a[k] : b[k];
    };
    expect(chiSquareDeviations(cutsOf(anywhere, 8), inside(8))).toBe(Infinity);
  });

  test('one gene alone is the first parent\'s', () => expect([origin(onePoint, 1)[0], origin(twoPoint, 1)[0]]).toEqual([0, 0]));
});

describe('twoPoint', () => {
  const arcs = (cross: Crossover, n: number) => {
    const starts = new Array<number>(n).fill(0), lengths = new Array<number>(n + 1).fill(0), draw = drawOf(7);
    for (let i = 0; i < 20_000; i++) {
      const from = origin(cross, n, draw);
      starts[from.findIndex((x, k) => x === 1 && from[(k + n - 1) % n] === 0)]++;
      lengths[from.reduce((a, b) => a + b)]++;
    }
    return { starts, lengths };
  };

  test('takes one arc of a ring, from anywhere and of any length, each as likely, with at least one gene of each parent', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (n, seed) => {
      expect(cuts(origin(twoPoint, n, drawOf(seed)), true)).toBe(2);
    }));
    const { starts, lengths } = arcs(twoPoint, 7);
    expect(chiSquareDeviations(starts, starts.map(() => 1 / 7))).toBeLessThan(FITS);
    expect(chiSquareDeviations(lengths, lengths.map((_, length) => (length === 0 || length === 7 ? 0 : 1 / 6)))).toBeLessThan(FITS);
  });

  test('one cut, whose arc always ends with the genome, is rejected', () => {
    const { starts } = arcs(onePoint, 7);
    expect(chiSquareDeviations(starts, starts.map(() => 1 / 7))).toBeGreaterThan(REJECTED);
  });
});

describe('blend', () => {
  test.each([0, 0.3, 0.5, 1])('of alpha %d stays in the blended interval', (alpha) => expect(holds(blend(alpha, 1e30), inInterval(alpha))).toBe(true));
  test('a larger alpha is rejected by that', () => expect(holds(blend(0.6, 1e30), inInterval(0.5))).toBe(false));

  test('is even over that interval, whichever parent is larger: from 2 and 4, uniform in [1, 5]', () => {
    const sample = (alpha: number, a: number, b: number) => {
      const draw = drawOf(8);
      return Float64Array.from({ length: 5000 }, () => child(blend(alpha, 1e30), [a], [b], draw)[0]);
    };
    const cdf = (x: number) => Math.max(0, Math.min(1, (x - 1) / 4));
    expect(kolmogorovSmirnov(sample(0.5, 2, 4), cdf)).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(sample(0.5, 4, 2), cdf)).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(sample(0.4, 2, 4), cdf)).toBeGreaterThan(3);
  });

  test('ends at the limit', () => {
    const draw = drawOf(9);
    for (let i = 0; i < 100; i++) expect(Math.abs(child(blend(2, 10), [-10], [10], draw)[0])).toBeLessThanOrEqual(10);
  });
});
