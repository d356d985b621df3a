import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cmaEs, type CmaEs, type CmaEsOptions } from '../../../../agents/evolution/strategies/index.ts';
import { cmaParameters, type CmaParameters } from '../../../../agents/evolution/strategies/cma-parameters.ts';
import { streamsOf } from '../../../../agents/index.ts';
import { pycma } from '../../../fixtures/pycma.ts';

type F = (x: Float64Array) => number;
const sphere: F = (x) => -x.reduce((sum, v) => sum + v * v, 0);
const rosenbrock: F = (x) => -x.reduce((sum, v, i) => (i === 0 ? 0 : sum + 100 * (x[i - 1] ** 2 - v) ** 2 + (1 - x[i - 1]) ** 2), 0);

function climb(es: CmaEs, f: F, generations: number): CmaEs {
  for (let g = 0; g < generations; g++) es.tell(es.ask().map(f));
  return es;
}
/** Until it stops, and for 5,000 generations at most. */
function finish(es: CmaEs, f: F): CmaEs {
  while (es.stop === undefined && es.generation < 5000) es.tell(es.ask().map(f));
  return es;
}
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let most = a.length === b.length ? 0 : Infinity, scale = 0;
  for (let i = 0; i < a.length; i++) { most = Math.max(most, Math.abs(a[i] - b[i])); scale = Math.max(scale, Math.abs(b[i])); }
  return most / Math.max(scale, 1e-30);
};

describe('constants are those of pycma 4.4.0', () => {
  const NAMES = ['mu', 'muEff', 'cSigma', 'dSigma', 'cC', 'c1', 'cMu'] as const;
  test.each(pycma.sizes)('$n dimensions, $populationSize individuals', ({ n, populationSize, ...expected }) => {
    const found = cmaParameters(n, populationSize, true);
    for (const name of NAMES) expect([name, apart([found[name]], [expected[name]]) < 1e-11]).toEqual([name, true]);
    expect(apart(found.weights, expected.weights)).toBeLessThan(1e-11);
  });

  test('E|N(0, I)| is sqrt(2) Gamma((n + 1) / 2) / Gamma(n / 2)', () => {
    expect(cmaParameters(1, 4, true).chiN).toBeCloseTo(Math.sqrt(2 / Math.PI), 15);
    expect(cmaParameters(4, 4, true).chiN).toBeCloseTo(1.5 * Math.sqrt(Math.PI / 2), 14);
    expect(cmaParameters(1000, 4, true).chiN).toBeCloseTo(Math.sqrt(1000) * (1 - 1 / 4000 + 1 / 32e6), 8);
  });

  test('the population is 4 + floor(3 ln n) by default', () => {
    expect([1, 2, 5, 10, 20, 100].map((dimension) => cmaEs({ dimension }).populationSize)).toEqual([4, 6, 8, 10, 12, 17]);
  });
});

describe('generation by generation it learns what pycma learns', () => {
  type After = (typeof pycma.cases)[number]['after'][number];
  const state = (es: CmaEs): After => {
    const { counts, pathSigma, pathC, C } = es.save() as unknown as Readonly<Record<string, Float64Array>>, n = es.mean.length;
    return { mean: [...es.mean], sigma: counts[3], pathSigma: [...pathSigma], pathC: [...pathC], C: [...C].filter((_, k) => k % n <= Math.floor(k / n)) };
  };
  /** The largest relative difference, and in which generation something first differs by more than 1e-6. */
  function follow({ x0, sigma0, populationSize, active, asked, after }: (typeof pycma.cases)[number], other: Partial<CmaEsOptions> = {}) {
    const es = cmaEs({ x0, sigma0, populationSize, active, seed: 1, ...other });
    let most = 0, from: number | undefined;
    for (const [g, { x, y }] of asked.entries()) {
      const differs = apart(es.ask()[0], x);
      es.tell(y.map((v) => -v));
      const found = state(es), expected = after[g];
      most = Math.max(most, differs, apart([found.sigma], [expected.sigma]), ...(['mean', 'pathSigma', 'pathC', 'C'] as const).map((name) => apart(found[name], expected[name])));
      if (most > 1e-6) from ??= g;
    }
    return { most, from };
  }

  test.each(pycma.cases)('$name: mean, step size, both paths and C', (given) => {
    expect(follow(given).most).toBeLessThan(1e-6);
  });

  test('in one case the path grows so long that pathC rests: both branches are seen', () => {
    const rests = pycma.cases.map(({ x0, constants: { cSigma }, after }) => after.some(({ pathSigma }, g) => {
      const n = x0.length, square = pathSigma.reduce((sum, p) => sum + p * p, 0);
      return square / (1 - (1 - cSigma) ** (2 * (g + 1))) >= (2 + 4 / (n + 1)) * n;
    }));
    expect(rests).toContain(true);
  });

  test('this rejects one without negative weights, from the first generation on', () => {
    expect(follow(pycma.cases[0], { active: false }).from).toBe(0);
  });
});

describe('it finds the top', () => {
  test.each([['the sphere', sphere, 0], ['Rosenbrock', rosenbrock, 1]])('of %s in six dimensions', (_, f, top) => {
    const es = finish(cmaEs({ x0: [0.5, -0.5, 0, 2, 1, 0], seed: 3, targetFitness: -1e-12 }), f);
    expect(es.stop).toMatch(/^targetFitness: a fitness of -\d\.\d+e-1[3-9] reached the -1e-12 asked for$/);
    for (const x of es.best!.genome) expect(x).toBeCloseTo(top, 5);
    for (const x of es.mean) expect(x).toBeCloseTo(top, 4);
  });

  test('in one dimension, and with two individuals', () => {
    expect(finish(cmaEs({ x0: [3], seed: 1, targetFitness: -1e-10 }), sphere).best!.fitness).toBeGreaterThan(-1e-10);
    expect(finish(cmaEs({ x0: [3, 1], seed: 1, populationSize: 2, targetFitness: -1e-6 }), sphere).best!.fitness).toBeGreaterThan(-1e-6);
  });

  test('C becomes the inverse of the Hessian, but for a factor', () => {
    const f: F = ([x, y]) => -(x * x + 100 * y * y), { C } = climb(cmaEs({ x0: [1, 1], seed: 2 }), f, 60).save() as { C: Float64Array };
    expect(C[0] / C[3]).toBeGreaterThan(30);
    expect(C[0] / C[3]).toBeLessThan(300);
  });
});

describe('laws', () => {
  test('only the order of fitness counts: any growing function of it leads to the same bytes', () => {
    fc.assert(fc.property(fc.nat(1e6), fc.constantFrom<(y: number) => number>((y) => 2 ** 20 * y, (y) => Math.cbrt(y), (y) => -1 / (y - 1)), (seed, grow) => {
      const a = cmaEs({ dimension: 3, seed, tolFun: 0, tolFunHist: 0 }), b = cmaEs({ dimension: 3, seed, tolFun: 0, tolFunHist: 0 });
      for (let g = 0; g < 15; g++) {
        const y = a.ask().map(rosenbrock), grown = y.map(grow);
        fc.pre(new Set(grown).size === new Set(y).size);
        a.tell(y);
        b.tell(grown);
      }
      expect(b.ask()).toEqual(a.ask());
    }), { numRuns: 30 });
  });

  test('genomes move with x0 and grow with sigma0', () => {
    const a = cmaEs({ x0: [0, 0], sigma0: 1, seed: 5 }), b = cmaEs({ x0: [8, -4], sigma0: 2, seed: 5 });
    for (let g = 0; g < 10; g++) {
      a.ask().forEach((x, k) => expect(apart([8 + 2 * x[0], -4 + 2 * x[1]], b.ask()[k])).toBeLessThan(1e-12));
      const y = a.ask().map(rosenbrock);
      a.tell(y);
      b.tell(y);
    }
  });

  test('the same seed gives the same bytes, another seed others; a stream wins over a seed', () => {
    const run = (options: CmaEsOptions) => climb(cmaEs(options), rosenbrock, 20).save();
    expect(run({ dimension: 4, seed: 7 })).toEqual(run({ dimension: 4, seed: 7 }));
    expect(run({ dimension: 4, seed: 7 })).toEqual(run({ dimension: 4, seed: 8, stream: streamsOf(7) }));
    expect(run({ dimension: 4, seed: 8 })).not.toEqual(run({ dimension: 4, seed: 7 }));
  });

  test('ask gives the same until tell', () => {
    const es = cmaEs({ dimension: 2 }), before = es.ask().map((x) => [...x]);
    expect(es.ask().map((x) => [...x])).toEqual(before);
    es.tell(es.ask().map(sphere));
    expect(es.ask().map((x) => [...x])).not.toEqual(before);
  });

  test('saved at any generation and loaded into another, it goes on as if nothing had happened', () => {
    fc.assert(fc.property(fc.nat(80), fc.nat(1e6), (before, seed) => {
      const one = climb(cmaEs({ x0: [1, 2, 3], seed }), rosenbrock, before), other = climb(cmaEs({ dimension: 3, seed: 99 }), sphere, 3);
      const saved = one.save(), copy = structuredClone(saved);
      other.load(saved);
      expect(other.metrics).toEqual(one.metrics);
      climb(one, rosenbrock, 60);
      climb(other, rosenbrock, 60);
      expect(other.save()).toEqual(one.save());
      expect([other.best, other.stop, other.generation]).toEqual([one.best, one.stop, one.generation]);
      expect(saved).toEqual(copy);
    }), { numRuns: 15 });
  });

  test('between ask and tell it can be saved too, and best is kept for good', () => {
    const one = climb(cmaEs({ dimension: 2, seed: 4 }), sphere, 10), y = one.ask().map(sphere), other = cmaEs({ dimension: 2 });
    other.load(one.save());
    const { best } = other;
    one.tell(y);
    other.tell(y);
    expect(other.ask()).toEqual(one.ask());
    expect(best!.fitness).toBeLessThanOrEqual(other.best!.fitness);
    expect(sphere(other.best!.genome)).toBe(other.best!.fitness);
  });
});

describe('bad fitness', () => {
  test('NaN is last and counted: to be told NaN or less than all else is the same', () => {
    const a = cmaEs({ dimension: 3, seed: 1 }), b = cmaEs({ dimension: 3, seed: 1 });
    for (let g = 0; g < 20; g++) {
      const y = a.ask().map(sphere);
      a.tell(y.map((v, i) => (i === 2 ? NaN : v)));
      b.tell(y.map((v, i) => (i === 2 ? -1e300 : v)));
      expect(a.metrics.nanFitness).toBe(1);
      expect(b.metrics.nanFitness).toBe(0);
    }
    expect(a.ask()).toEqual(b.ask());
    expect(a.best).toEqual(b.best);
  });

  test('all NaN: there is a best, which any number replaces', () => {
    const es = cmaEs({ dimension: 2, seed: 1 });
    es.tell(es.ask().map(() => NaN));
    expect(es.best!.fitness).toBeNaN();
    expect(es.metrics.nanFitness).toBe(6);
    es.tell(es.ask().map(() => -Infinity));
    expect(es.best!.fitness).toBe(-Infinity);
  });

  test('another number of fitnesses than of genomes is refused, and nothing is learned', () => {
    const es = cmaEs({ dimension: 2 }), before = es.save();
    expect(() => es.tell([1, 2])).toThrow(new RangeError('cma-es was told 2 fitnesses, and ask() gave 6 genomes: tell one for each, in the order of ask()'));
    expect(es.save()).toEqual(before);
  });
});

describe('it stops', () => {
  const two = { dimension: 2, seed: 1 };
  test.each<[string, CmaEsOptions, F]>([
    ['maxGenerations', { ...two, maxGenerations: 7 }, sphere],
    ['tolFun', two, (x) => sphere(x) - 1],
    ['tolFunHist', { ...two, tolFun: 0, tolFunHist: 1e-3 }, sphere],
    ['tolX', { ...two, tolFun: 0, tolFunHist: 0, noEffect: false }, sphere],
    ['tolFacUpX', { ...two, sigma0: 1e-3 }, ([x]) => x],
    ['tolConditionCov', { ...two, tolConditionCov: 100, tolFun: 0 }, ([x, y]) => -(x * x + 1e6 * y * y)],
    ['tolFun', two, () => 5],
    ['tolFlatFitness', { ...two, tolFun: 0 }, () => 5],
    ['tolFlatFitness', two, () => NaN],
    ['noEffectCoord', { ...two, x0: [1e12, 1], sigma0: 1e-5 }, ([, y]) => y],
    ['noEffectAxis', { ...two, x0: [1e8, 1e8], sigma0: 1, tolFun: 0, tolFunHist: 0, tolX: 0, tolFlatFitness: Infinity }, ([x, y]) => -Math.abs(x - 1e8) - Math.abs(y - 1e8)],
    ['targetFitness', { ...two, targetFitness: -1 }, sphere],
  ])('by %s', (reason, options, f) => {
    const { stop } = finish(cmaEs(options), f);
    expect(stop?.split(':')[0]).toBe(reason);
  });

  test('by tolStagnation, on fitness that is nothing but noise', () => {
    const noise = streamsOf(0)('noise');
    const es = cmaEs({ dimension: 2, seed: 1, tolFacUpX: Infinity, tolX: 0, tolConditionCov: Infinity, noEffect: false });
    expect(finish(es, () => noise.random()).stop).toBe('tolStagnation: neither the best nor the median fitness gets better');
  });

  test('and not without a reason', () => {
    const es = climb(cmaEs({ x0: [-1, 1, 2], seed: 1 }), rosenbrock, 60);
    expect(es.stop).toBeUndefined();
    expect(es.metrics.sigma).toBe(es.sigma);
    expect(es.metrics.axisRatio).toBeGreaterThan(1);
  });

  test('the reason stays, and ask and tell go on, with ordinary numbers whatever they are told', () => {
    const off = { tolFun: 0, tolFunHist: 0, tolX: 0, tolFacUpX: Infinity, tolConditionCov: Infinity, tolFlatFitness: Infinity, noEffect: false };
    const FS: F[] = [sphere, ([x]) => x, () => 0, ([x]) => -Math.abs(x), ([, y]) => -y * y, ([x]) => (x > 0 ? Infinity : NaN)];
    for (const f of FS) {
      const es = climb(cmaEs({ ...two, ...off }), f, 3000);
      for (const x of es.ask()) expect(x.every(Number.isFinite)).toBe(true);
      expect(es.sigma).toBeGreaterThan(0);
    }
    const done = climb(cmaEs({ ...two, maxGenerations: 2 }), sphere, 30);
    expect(done.stop).toBe('maxGenerations: 2 generations');
    expect(climb(cmaEs({ ...two, ...off }), ([x]) => x, 3000).stop).toMatch(/^diverged: /);
  });
});

describe('options that cannot be are refused', () => {
  test.each<[string, CmaEsOptions]>([
    ['cma-es was given neither x0 nor dimension: give x0, the genome to begin from, or dimension to begin from as many zeros', {}],
    ['dimension of cma-es cannot be 0: how many numbers a genome has, a whole number from 1 up', { dimension: 0 }],
    ['x0 of cma-es cannot be []: the genome to begin from, one finite number or more', { x0: [] }],
    ['x0 of cma-es cannot be [1, NaN]: the genome to begin from, one finite number or more', { x0: [1, NaN] }],
    ['x0 of cma-es has 2 numbers and its dimension is 3: leave one of them out', { x0: [1, 2], dimension: 3 }],
    ['populationSize of cma-es cannot be 1: a whole number from 2 up', { dimension: 2, populationSize: 1 }],
    ['populationSize of cma-es cannot be 0: a whole number from 2 up', { dimension: 2, populationSize: 0 }],
    ['populationSize of cma-es cannot be 2.5: a whole number from 2 up', { dimension: 2, populationSize: 2.5 }],
    ['sigma0 of cma-es cannot be 0: a number above 0, some third of how far x0 may be from the optimum', { dimension: 2, sigma0: 0 }],
    ['sigma0 of cma-es cannot be NaN: a number above 0, some third of how far x0 may be from the optimum', { dimension: 2, sigma0: NaN }],
    ['active of cma-es cannot be "yes": true or false', { dimension: 2, active: 'yes' as unknown as boolean }],
    ['targetFitness of cma-es cannot be NaN: a number; Infinity for none', { dimension: 2, targetFitness: NaN }],
    ['tolX of cma-es cannot be -1: a number from 0 up; 0 switches it off', { dimension: 2, tolX: -1 }],
    ['tolFlatFitness of cma-es cannot be NaN: a number of generations from 0 up; Infinity switches it off', { dimension: 2, tolFlatFitness: NaN }],
    ['tolConditionCov of cma-es cannot be 1: a number above 1; Infinity switches it off', { dimension: 2, tolConditionCov: 1 }],
    ['seed of cma-es cannot be 0.5: a whole number', { dimension: 2, seed: 0.5 }],
  ])('%s', (message, options) => expect(() => cmaEs(options)).toThrow(message));

  test('and snapshots of another size or of something else', () => {
    const es = cmaEs({ dimension: 3 });
    expect(() => es.load(cmaEs({ dimension: 2 }).save())).toThrow(new RangeError('this snapshot is of 2 dimensions and 6 individuals, and this cma-es has 3 and 7: make one of the same size to load it'));
    expect(() => es.load({})).toThrow('this snapshot is of something else');
  });
});

test('negative weights take nothing from C that it has: with all weights it stays positive definite', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 2, max: 400 }), (n, lambda) => {
    const { weights, c1, cMu, mu }: CmaParameters = cmaParameters(n, lambda, true);
    const minus = -weights.reduce((sum, w) => sum + Math.min(w, 0), 0);
    expect(weights.slice(0, mu).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
    expect(n * cMu * minus).toBeLessThanOrEqual(1 - c1 - cMu + 1e-12);
    expect(c1 + cMu).toBeLessThanOrEqual(1);
    expect(weights.every((w, i) => i === 0 || w <= weights[i - 1])).toBe(true);
  }));
});

test('its bytes have not moved', () => {
  expect([...climb(cmaEs({ x0: [-1, 2, 0], seed: 42 }), rosenbrock, 50).mean]).toEqual([0.04749592310498446, 0.011128802969840956, 0.019108129310964672]);
});
