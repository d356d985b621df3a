import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamsOf } from '../../../../agents/index.ts';
import { blend, onePoint, uniform } from '../../../../agents/evolution/genetic/crossover.ts';
import { diversity } from '../../../../agents/evolution/genetic/diversity.ts';
import { genetic, type GeneticOptions } from '../../../../agents/evolution/genetic/genetic.ts';
import { gaussian, reset } from '../../../../agents/evolution/genetic/mutation.ts';
import type { Strategy } from '../../../../agents/evolution/strategy.ts';
import { chiSquareDeviations } from '../../../nets/statistics.ts';

const sphere = (x: Float64Array) => -x.reduce((sum, x) => sum + x * x, 0);
type Fitness = (genome: Float64Array, i: number) => number;
/** Runs so many generations; what the best of each was. */
const evolve = (strategy: Strategy, generations: number, fitness: Fitness = sphere) => Array.from({ length: generations }, () => {
  const all = strategy.ask().map(fitness);
  strategy.tell(all);
  return Math.max(...all);
});
const copyOf = (strategy: Strategy) => strategy.ask().map((genome) => [...genome]);
/** Genomes of one gene each. */
const ones = (genes: readonly number[]) => genes.map((x) => Float64Array.of(x));
const first = (strategy: Strategy) => strategy.ask().map(([x]) => x);
const ALL_SAME = { mutationRate: 0, crossover: 'none' } as const;

const options: fc.Arbitrary<GeneticOptions> = fc.record({
  dimension: fc.integer({ min: 1, max: 40 }), populationSize: fc.integer({ min: 3, max: 12 }),
  selection: fc.constantFrom('truncation', 'tournament', 'roulette', 'rank'),
  crossover: fc.constantFrom('uniform', 'onePoint', 'twoPoint', 'blend', 'none'),
  crossoverRate: fc.constantFrom(0, 0.5, 1), mutationRate: fc.constantFrom(0, 0.1, 1),
  resetRate: fc.constantFrom(0, 0.1), mutationSigma: fc.constantFrom(0.1, 2), seed: fc.nat(1000), parents: fc.integer({ min: 1, max: 3 }),
});

describe('a generation', () => {
  test('begins with genomes of the normal distribution, or with copies of those given', () => {
    const given = ones([3, 1, 2]), strategy = genetic({ dimension: 1, populationSize: 3, initial: given });
    given[0][0] = 99;
    expect(first(strategy)).toEqual([3, 1, 2]);
    const genes = genetic({ dimension: 50, populationSize: 100, initialDeviation: 3 }).ask().flatMap((genome) => [...genome]);
    expect(Math.abs(genes.reduce((a, b) => a + b) / 5000)).toBeLessThan(4 * 3 / Math.sqrt(5000));
    expect(Math.sqrt(genes.reduce((a, b) => a + b * b, 0) / 5000)).toBeCloseTo(3, 0.7);
  });

  test('is the same until it is told, and 100 genomes if nobody says otherwise', () => {
    const strategy = genetic({ dimension: 2 });
    expect(strategy.ask()).toBe(strategy.ask());
    expect([strategy.populationSize, strategy.ask().length, strategy.generation]).toEqual([100, 100, 0]);
    evolve(strategy, 3);
    expect(strategy.generation).toBe(3);
  });

  test('has its elite first and in order, then children of the fittest alone', () => {
    const strategy = genetic({ dimension: 1, populationSize: 6, initial: ones([10, 50, 30, 60, 20, 40]), elitism: 2, selection: 'truncation', parents: 3, ...ALL_SAME });
    evolve(strategy, 1, ([x]) => x);
    const [best, second, ...children] = first(strategy);
    expect([best, second]).toEqual([60, 50]);
    expect(children.every((x) => [60, 50, 40].includes(x))).toBe(true);
  });

  test('has the mean of those who could be parents', () => {
    const initial = [[1, 9], [5, 5], [3, 1], [-7, 2]].map((genes) => Float64Array.from(genes));
    const strategy = genetic({ dimension: 2, populationSize: 4, initial, selection: 'truncation', parents: 2 });
    strategy.tell([1, NaN, 4, 3]);
    expect([...strategy.mean]).toEqual([-2, 1.5]);
  });

  test.each(['truncation', 'tournament', 'roulette', 'rank'] as const)('by %s has children as often as the selection says', (selection) => {
    const n = 5, law = {
      truncation: [1 / 2, 1 / 2, 0, 0, 0], tournament: [9, 7, 5, 3, 1].map((x) => x / 25), roulette: [4, 3, 2, 1, 0].map((x) => x / 10),
      rank: [0.3, 0.25, 0.2, 0.15, 0.1],
    };
    const counts = new Array<number>(n).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const parents = selection === 'truncation' ? 2 : n;
      const strategy = genetic({ dimension: 1, populationSize: n, initial: ones([2, 1, 0, -2, -1]), elitism: 0, selection, parents, seed, ...ALL_SAME });
      evolve(strategy, 1, ([x]) => x);
      for (const x of first(strategy)) counts[2 - x]++;
    }
    expect(chiSquareDeviations(counts, law[selection])).toBeLessThan(3.1);
    for (const [other, p] of Object.entries(law)) if (other !== selection) expect(chiSquareDeviations(counts, p)).toBeGreaterThan(5);
  });

  test('has two parents as often as crossoverRate says', () => {
    const draw = { dimension: 40, populationSize: 1000, initial: Array.from({ length: 1000 }, (_, i) => new Float64Array(40).fill(i)), mutationRate: 0, elitism: 0 };
    const mixed = (crossoverRate: number) => {
      const strategy = genetic({ ...draw, crossoverRate });
      strategy.tell(new Float64Array(1000));
      return strategy.ask().filter((genome) => genome.some((x) => x !== genome[0])).length;
    };
    expect([mixed(0), mixed(0.3), mixed(1)]).toEqual([0, expect.closeTo(300, -2) as number, expect.closeTo(1000, -1) as number]);
    const n = mixed(0.3);
    expect(chiSquareDeviations([n, 1000 - n], [0.3, 0.7])).toBeLessThan(3.1);
    expect(chiSquareDeviations([n, 1000 - n], [0.4, 0.6])).toBeGreaterThan(5);
  });
});

describe('laws', () => {
  const falls = (best: readonly number[]) => best.some((f, t) => t > 0 && f < best[t - 1]);

  test('an elite never lowers the best fitness on a deterministic function', () => {
    fc.assert(fc.property(options, fc.integer({ min: 1, max: 2 }), (options, elitism) => {
      expect(falls(evolve(genetic({ ...options, elitism }), 15))).toBe(false);
    }), { numRuns: 60 });
  });

  test('a generation without elitism, and one whose elite is mutated, are rejected by that', () => {
    const none = genetic({ dimension: 5, populationSize: 6, elitism: 0, mutationRate: 1 });
    expect(falls(evolve(none, 15))).toBe(true);
    const mutated = genetic({ dimension: 5, populationSize: 6 });
    const best = Array.from({ length: 15 }, (_, t) => {
      gaussian(mutated.ask()[0], 1, 0.3, 1e30, streamsOf(t)('wrong'));
      return evolve(mutated, 1)[0];
    });
    expect(falls(best)).toBe(true);
  });

  test('with no mutation all genes are of the first generation, each in its place', () => {
    fc.assert(fc.property(options, (given) => {
      if (given.crossover === 'blend') return;
      const strategy = genetic({ ...given, mutationRate: 0, resetRate: 0 }), genes = Array.from({ length: given.dimension }, (_, k) => new Set(strategy.ask().map((genome) => genome[k])));
      evolve(strategy, 10);
      expect(strategy.ask().every((genome) => genome.every((x, k) => genes[k].has(x)))).toBe(true);
    }), { numRuns: 60 });
  });

  const foreign = (options: Partial<GeneticOptions>) => {
    const strategy = genetic({ dimension: 40, populationSize: 6, mutationRate: 0, ...options }), genes = new Set(copyOf(strategy).flat());
    evolve(strategy, 1);
    return copyOf(strategy).flat().some((x) => !genes.has(x));
  };
  test('a mutation rate of 0.05, a reset rate of 0.05 and a blend are rejected by that', () => {
    expect([{}, { mutationRate: 0.05 }, { resetRate: 0.05 }, { crossover: 'blend' as const }].map(foreign)).toEqual([false, true, true, true]);
  });

  test('genes stay finite through 3,000 generations of what widens most', () => {
    const wide = { crossover: 'blend', crossoverRate: 1, blendAlpha: 1, mutationSigma: 5, mutationRate: 0.5, resetRate: 0.01 } as const;
    const strategy = genetic({ dimension: 3, populationSize: 10, selection: 'rank', elitism: 0, ...wide });
    evolve(strategy, 3000, () => 0);
    const genes = copyOf(strategy).flat();
    expect(genes.every((x) => Math.abs(x) <= 1e30)).toBe(true);
    expect(genes.some((x) => Math.abs(x) > 1e20)).toBe(true);
  });

  test('a blend without a limit is rejected by that', () => {
    const cross = blend(1, Infinity), draw = streamsOf(0)('wrong');
    let all = Array.from({ length: 30 }, () => Float64Array.of(draw.random()));
    for (let t = 0; t < 3000; t++) {
      all = all.map(() => {
        const child = new Float64Array(1);
        cross(all[draw.integer(30)], all[draw.integer(30)], child, draw);
        return child;
      });
    }
    expect(all.every(([x]) => Number.isFinite(x))).toBe(false);
  });
});

describe('parents that are kept', () => {
  const one = { dimension: 1, populationSize: 3, initial: ones([1, 2, 3]), parents: 1, selection: 'truncation', elitism: 0, crossover: 'none' } as const;
  test('stay with the fitness that they had until fitter ones replace them', () => {
    const strategy = genetic({ ...one, mutationRate: 0, keepParents: true });
    evolve(strategy, 1, ([x]) => x);
    expect(first(strategy)).toEqual([3, 3, 3]);
    for (const fitness of [[-5, -6, -7], [2, 2, NaN], [-1, -Infinity, 0]]) {
      strategy.tell(fitness);
      expect(first(strategy)).toEqual([3, 3, 3]);
    }
    const snapshot = strategy.save(), kept = (snapshot['fitness'] as Float64Array)[3], genome = (snapshot['genes'] as Float64Array)[3];
    expect([kept, genome]).toEqual([3, 3]);
    strategy.tell([1, 4, 2]);
    expect((strategy.save()['fitness'] as Float64Array)[3]).toBe(4);
  });

  test('climb: (2 + 6) never loses its fittest parent, whose children (2, 6) may all be worse', () => {
    const lowest = (keepParents: boolean) => {
      const strategy = genetic({ dimension: 5, populationSize: 6, parents: 2, keepParents, elitism: 0, selection: 'truncation', mutationRate: 1, mutationSigma: 1 });
      let fallen = false, before = -Infinity;
      for (let t = 0; t < 60; t++) {
        const [best] = evolve(strategy, 1), pool = strategy.save()['fitness'] as Float64Array, now = keepParents ? pool[6] : best;
        fallen ||= now < before;
        before = now;
      }
      return fallen;
    };
    expect([lowest(true), lowest(false)]).toEqual([false, true]);
  });
});

describe('fitness', () => {
  test('that is NaN is last, counted, and has no children where others may have them', () => {
    const strategy = genetic({ dimension: 1, populationSize: 4, initial: ones([1, 2, 3, 4]), selection: 'truncation', parents: 2, ...ALL_SAME });
    strategy.tell([NaN, -Infinity, NaN, -1e300]);
    expect(strategy.best).toEqual({ genome: Float64Array.of(4), fitness: -1e300 });
    expect(strategy.metrics['nanFitness']).toBe(2);
    expect(first(strategy).every((x) => x === 4 || x === 2)).toBe(true);
    strategy.tell([0, 0, 0, 0]);
    expect(strategy.metrics['nanFitness']).toBe(0);
  });

  test('that is NaN everywhere kills nobody, and the first number is better than it', () => {
    for (const selection of ['truncation', 'tournament', 'roulette', 'rank'] as const) {
      const strategy = genetic({ dimension: 2, populationSize: 3, selection });
      for (let t = 0; t < 3; t++) strategy.tell([NaN, NaN, NaN]);
      expect([strategy.best!.fitness, strategy.metrics['nanFitness']]).toEqual([NaN, 3]);
      expect(copyOf(strategy).flat().every(Number.isFinite)).toBe(true);
      strategy.tell([NaN, -Infinity, NaN]);
      expect(strategy.best!.fitness).toBe(-Infinity);
    }
  });

  test('of another number of genomes is refused in words, and changes nothing', () => {
    const strategy = genetic({ dimension: 2, populationSize: 3 }), before = strategy.save();
    expect(() => strategy.tell([1, 2])).toThrow(new RangeError('tell takes the fitness of all 3 genomes that were asked about, and got 2 numbers'));
    expect(strategy.save()).toEqual(before);
  });

  test('that was the best ever is remembered, its genome too, whatever becomes of the arrays', () => {
    const strategy = genetic({ dimension: 1, populationSize: 3, initial: ones([1, 2, 3]), elitism: 0, mutationRate: 1 });
    expect(strategy.best).toBe(undefined);
    strategy.tell([0, 5, 1]);
    const { best } = strategy;
    for (let t = 0; t < 5; t++) strategy.tell([4, 5, 4]);
    expect(strategy.best).toBe(best);
    expect(best).toEqual({ genome: Float64Array.of(2), fitness: 5 });
  });
});

describe('it stops', () => {
  test('at its targetFitness, and says so; asking still works', () => {
    const strategy = genetic({ dimension: 1, populationSize: 3, targetFitness: 7 });
    strategy.tell([6, 5, 4]);
    expect(strategy.stop).toBe(undefined);
    strategy.tell([6, 7.5, 4]);
    expect(strategy.stop).toBe('fitness 7.5 has reached 7, the targetFitness');
    expect(strategy.ask()).toHaveLength(3);
  });

  test('after stallGenerations without a new best fitness, an equal one not being new', () => {
    const strategy = genetic({ dimension: 1, populationSize: 2, stallGenerations: 2 }), stops: (string | undefined)[] = [];
    for (const fitness of [[1, 0], [1, 1], [2, 0], [0, 0], [2, 2]]) {
      strategy.tell(fitness);
      stops.push(strategy.stop);
    }
    expect(stops).toEqual([undefined, undefined, undefined, undefined, 'no better fitness than 2 for 2 generations, the stallGenerations']);
  });

  test('never otherwise', () => {
    const strategy = genetic({ dimension: 1, populationSize: 2, targetFitness: null, stallGenerations: null });
    evolve(strategy, 50, () => Infinity);
    expect(strategy.stop).toBe(undefined);
  });
});

describe('mutationSigma', () => {
  test('follows its schedule over progress, asked once a generation', () => {
    let asked = 0;
    const strategy = genetic({ dimension: 1, populationSize: 2, mutationSigma: 'lin_1_0', progress: () => asked++ / 4 }), seen: number[] = [];
    expect(strategy.metrics['sigma']).toBe(NaN);
    for (let t = 0; t < 5; t++) {
      strategy.tell([0, 0]);
      seen.push(strategy.metrics['sigma']);
    }
    expect(seen).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  test('is the deviation that children get', () => {
    const initial = [new Float64Array(2000), new Float64Array(2000)];
    const strategy = genetic({ dimension: 2000, populationSize: 2, initial, mutationSigma: 'lin_4', progress: () => 0.5, mutationRate: 1 });
    strategy.tell([0, 0]);
    expect(Math.sqrt(-sphere(strategy.ask()[1]) / 2000)).toBeCloseTo(2, 0.7);
  });

  test('with progress that is no number from 0 to 1 is refused', () => {
    expect(() => genetic({ dimension: 1, progress: () => NaN }).tell(new Float64Array(100))).toThrow('progress of genetic says how much of the run is over, from 0 to 1, and got NaN');
  });
});

describe('diversity', () => {
  test('by hand: (0, 0), (2, 0), (4, 3) lie around (2, 1) at squared distances 5, 1 and 8', () => {
    expect(diversity([Float64Array.of(0, 0), Float64Array.of(2, 0), Float64Array.of(4, 3)])).toBeCloseTo(Math.sqrt(14 / 3), 12);
  });

  test('is 0 for equals, and does not cancel away far from 0', () => {
    expect(diversity([Float64Array.of(1e8, 0.1), Float64Array.of(1e8, 0.1), Float64Array.of(1e8, 0.1)])).toBe(0);
    expect(diversity([Float64Array.of(1e8 + 1), Float64Array.of(1e8 - 1)])).toBeCloseTo(1, 12);
  });

  test('is a metric of the genomes that were told, beside their fitness', () => {
    const strategy = genetic({ dimension: 3, populationSize: 5, keepParents: true });
    expect(strategy.metrics['diversity']).toBeNaN();
    for (let t = 0; t < 3; t++) {
      const told = strategy.ask().map((genome) => genome.slice());
      evolve(strategy, 1);
      expect(strategy.metrics['diversity']).toBe(diversity(told));
      expect(strategy.metrics['diversity'], 'this rejects that of the next generation').not.toBe(diversity(strategy.ask()));
    }
  });
});

describe('saved and loaded', () => {
  test('in the middle it goes on with the same bytes, in another object with another seed too', () => {
    fc.assert(fc.property(options, fc.boolean(), fc.nat(4), (given, keepParents, before) => {
      const whole = { ...given, keepParents, ...(keepParents && { elitism: 0 }) }, one = genetic(whole), other = genetic({ ...whole, seed: 7777 });
      evolve(one, before);
      evolve(other, 2);
      const snapshot = one.save(), copy = structuredClone(snapshot);
      other.load(snapshot);
      for (let t = 0; t < 4; t++) {
        expect(copyOf(other)).toEqual(copyOf(one));
        expect([other.best, other.generation, other.metrics]).toEqual([one.best, one.generation, one.metrics]);
        evolve(one, 1);
        evolve(other, 1);
      }
      expect(other.save()).toEqual(one.save());
      expect(snapshot).toEqual(copy);                       // it was a copy
    }), { numRuns: 60 });
  });

  test.each(['selecting', 'crossing', 'mutating', 'genes', 'fitness', 'kept', 'best', 'stall'])('without its %s it goes on otherwise', (name) => {
    const given: GeneticOptions = { dimension: 6, populationSize: 8, parents: 3, keepParents: true, crossoverRate: 0.5, mutationRate: 0.3, stallGenerations: 100 };
    const one = genetic(given), other = genetic({ ...given, seed: 5 });
    evolve(one, 5);
    one.tell([-100, -101, -102, -103, -104, -105, -106, -107]);          // so that there is a stall, and parents that were kept
    const fresh = other.save()[name];
    other.load({ ...one.save(), [name]: fresh });
    for (const strategy of [one, other]) evolve(strategy, 2, (genome) => sphere(genome) - 1000);
    expect(other.save()).not.toEqual(one.save());
  });

  test('a snapshot of other options is refused in words', () => {
    expect(() => genetic({ dimension: 2, populationSize: 4 }).load(genetic({ dimension: 3, populationSize: 4 }).save())).toThrow(
      'this snapshot is of 12 genes in 4 genomes, and 8 in 4 are needed, for a populationSize of 4 and a dimension of 2: load it with the options that it was saved with');
    expect(() => genetic({ dimension: 2, populationSize: 4 }).load({})).toThrow('this snapshot is of no genes in no genomes');
  });
});

describe('the same seed gives the same bytes', () => {
  const GIVEN = { dimension: 37, populationSize: 12, parents: 7, elitism: 2, tournamentSize: 3, crossoverRate: 0.7, mutationRate: 0.2, mutationSigma: 0.4, resetRate: 0.05, seed: 11 } as const;

  /** The page of the book, slowly: everything sorted and copied anew in each generation. (Fitness has no equals here, so none are shuffled.) */
  function slowly(generations: number, cross: typeof uniform): Float64Array[] {
    const { dimension, populationSize, parents, elitism, tournamentSize, crossoverRate, mutationRate, mutationSigma, resetRate, seed } = GIVEN, stream = streamsOf(seed);
    const selecting = stream('selection'), crossing = stream('crossover'), mutating = stream('mutation'), initial = stream('initial genomes');
    let all = Array.from({ length: populationSize }, () => new Float64Array(dimension));
    for (const genome of all) reset(genome, 1, 1, Infinity, initial);
    for (let t = 0; t < generations; t++) {
      const fittest = all.toSorted((a, b) => sphere(b) - sphere(a));
      const parent = () => fittest[Math.min(...Array.from({ length: tournamentSize }, () => selecting.integer(parents)))];
      all = all.map((_, i) => {
        if (i < elitism) return fittest[i].slice();
        let child = parent().slice();
        if (crossing.random() < crossoverRate) {
          const a = child;
          child = new Float64Array(dimension);
          cross(a, parent(), child, crossing);
        }
        reset(child, resetRate, 1, Infinity, mutating);
        gaussian(child, mutationRate, mutationSigma, Infinity, mutating);
        return child;
      });
    }
    return all;
  }
  const fast = (generations: number, more: Partial<GeneticOptions> = {}) => {
    const strategy = genetic({ ...GIVEN, ...more });
    evolve(strategy, generations);
    return copyOf(strategy);
  };
  const slow = (cross: typeof uniform) => slowly(50, cross).map((genome) => [...genome]);

  test('fifty generations are what fifty slow ones of the same streams are', () => {
    expect(fast(50)).toEqual(slow(uniform));
    expect(fast(50, { crossover: 'onePoint' })).toEqual(slow(onePoint));
    expect(fast(50)).not.toEqual(slow(onePoint));
  });

  test('the bits that were pinned', () => {
    const bytes = (more: Partial<GeneticOptions>) => new Uint8Array(Float64Array.from(fast(50, more).flat()).buffer);
    const ways: Partial<GeneticOptions>[] = [{}, { crossover: 'blend', selection: 'rank', keepParents: true, elitism: 0 }, { crossover: 'twoPoint', selection: 'roulette' }];
    expect(ways.map((more) => createHash('sha256').update(bytes(more)).digest('hex').slice(0, 16))).toEqual(['aeb135acae3f21c1', '2f414bbc2afc846f', '4f62497f983d6c75']);
  });

  test('another seed gives others', () => expect(fast(1, { seed: 12 })).not.toEqual(fast(1)));
});

describe('it optimises', () => {
  const reached = (given: Partial<GeneticOptions>, fitness: Fitness = sphere) => Array.from({ length: 10 }, (_, seed) => {
    const strategy = genetic({ dimension: 5, populationSize: 40, seed, mutationSigma: 'exp_0.5_0.005', progress: () => strategy.generation / 100, ...given });
    evolve(strategy, 100, fitness);
    return sphere(strategy.ask()[0]);
  }).toSorted((a, b) => b - a);

  test.each<[string, Partial<GeneticOptions>]>([
    ['as it is', {}], ['by truncation', { selection: 'truncation' }], ['by rank', { selection: 'rank', rankPressure: 2 }], ['with one point', { crossover: 'onePoint' }],
    ['with two points', { crossover: 'twoPoint' }], ['with a blend', { crossover: 'blend' }], ['with no crossover', { crossover: 'none' }],
  ])('the sphere in 5 dimensions to 0.01 in 100 generations of 40, %s: all of 10 seeds', (_, given) => expect(reached(given).at(-1)).toBeGreaterThan(-0.01));

  test('children of parents chosen without regard to their fitness are rejected by that', () => {
    expect(reached({}, (_, i) => (i * 7919) % 40).at(0)).toBeLessThan(-0.01);
  });
});
