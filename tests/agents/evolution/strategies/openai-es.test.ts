import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centredRanks } from '../../../../agents/evolution/strategies/centred-ranks.ts';
import { openaiEs, type OpenaiEs, type OpenaiEsOptions } from '../../../../agents/evolution/strategies/index.ts';
import { streamsOf } from '../../../../agents/index.ts';
import { normal } from '../../../../nets/draws.ts';

type F = (x: Float64Array) => number;
const sphere: F = (x) => -x.reduce((sum, v) => sum + v * v, 0);
const rosenbrock: F = (x) => -x.reduce((sum, v, i) => (i === 0 ? 0 : sum + 100 * (x[i - 1] ** 2 - v) ** 2 + (1 - x[i - 1]) ** 2), 0);

function climb<Es extends Pick<OpenaiEs, 'ask' | 'tell'>>(es: Es, f: F, generations: number): Es {
  for (let g = 0; g < generations; g++) es.tell(es.ask().map(f));
  return es;
}

/** What can go wrong in it. */
interface Fault {
  readonly shape?: (fitness: readonly number[]) => ArrayLike<number>;
  /** Every genome has noise of its own. */
  readonly unmirrored?: boolean;
  /** Adam begins empty and does not make up for it. */
  readonly uncorrected?: boolean;
  /** Walks down. */
  readonly sign?: number;
}

/** The strategy in its plainest form, with the same noise: what the wrong variants change one thing of. */
class PlainOpenaiEs {
  mean: number[];
  readonly #o: { populationSize: number; sigma: number; learningRate: number; weightDecay: number };
  readonly #fault: Fault;
  readonly #stream;
  #noise: number[][] = [];
  #m: number[];
  #v: number[];
  #t = 0;

  constructor(x0: number[], seed: number, options: { populationSize: number; sigma: number; learningRate: number; weightDecay: number }, fault: Fault = {}) {
    this.mean = x0;
    this.#m = x0.map(() => 0);
    this.#v = x0.map(() => 0);
    this.#o = options;
    this.#fault = fault;
    this.#stream = streamsOf(seed)('openai-es');
  }

  ask(): Float64Array[] {
    const draw = () => this.mean.map(() => normal(this.#stream)), pairs = Array.from({ length: this.#o.populationSize / 2 }, draw);
    this.#noise = pairs.flatMap((e) => [e, this.#fault.unmirrored ? draw() : e.map((x) => -x)]);
    return this.#noise.map((e) => Float64Array.from(e, (x, i) => this.mean[i] + this.#o.sigma * x));
  }

  tell(fitness: readonly number[]): void {
    const { populationSize, learningRate, weightDecay } = this.#o, F = (this.#fault.shape ?? centredRanks)(fitness);
    this.#t++;
    this.mean = this.mean.map((theta, i) => {
      const g = (this.#fault.sign ?? 1) * this.#noise.reduce((sum, e, k) => sum + F[k] * e[i], 0) / populationSize - weightDecay * theta;
      this.#m[i] = 0.9 * this.#m[i] + 0.1 * g;
      this.#v[i] = 0.999 * this.#v[i] + 0.001 * g * g;
      const full = this.#fault.uncorrected ? 1 : Math.sqrt(1 - 0.999 ** this.#t) / (1 - 0.9 ** this.#t);
      return theta + learningRate * full * this.#m[i] / (Math.sqrt(this.#v[i]) + 1e-8);
    });
  }
}

const FAULTS: Record<string, Fault> = {
  'raw fitness': { shape: (fitness) => fitness },
  'ranks with a jump in the middle': { shape: (fitness) => centredRanks(fitness).map((rank) => rank + 0.5 * Number(rank > 0)) },
  'no mirroring': { unmirrored: true },
  'an Adam that begins empty': { uncorrected: true },
  'a walk downhill': { sign: -1 },
};

describe('centred ranks', () => {
  test('go from -1/2 to 1/2 in equal steps', () => {
    expect([...centredRanks([30, -5, 1e9, 7, 8])]).toEqual([0.25, -0.5, 0.5, -0.25, 0]);
  });
  test('equals share theirs, NaN is below all, and one alone is in the middle', () => {
    expect([...centredRanks([1, 2, 2, 3, 2])]).toEqual([-0.5, 0, 0, 0.5, 0]);
    expect([...centredRanks([7, 7, 7])]).toEqual([0, 0, 0]);
    expect([...centredRanks([NaN, -Infinity, 0])]).toEqual([-0.5, 0, 0.5]);
    expect([...centredRanks([NaN, 1, NaN])]).toEqual([-0.25, 0.5, -0.25]);
    expect([...centredRanks([NaN, NaN])]).toEqual([0, 0]);
    expect([...centredRanks([3])]).toEqual([0]);
  });
  test('sum to 0, and grow with fitness', () => {
    fc.assert(fc.property(fc.array(fc.double(), { minLength: 2, maxLength: 40 }), (fitness) => {
      const ranks = centredRanks(fitness);
      expect(Math.abs(ranks.reduce((sum, rank) => sum + rank, 0))).toBeLessThan(1e-12);
      fitness.forEach((a, i) => fitness.forEach((b, j) => { if (a < b) expect(ranks[i]).toBeLessThan(ranks[j]); }));
    }));
  });
});

describe('a generation by hand', () => {
  test('genomes come in pairs on both sides of the mean', () => {
    const es = openaiEs({ x0: [0, 0, 0], sigma: 0.5, populationSize: 6, seed: 2 }), x = es.ask(), stream = streamsOf(2)('openai-es');
    for (let j = 0; j < 3; j++) {
      for (let i = 0; i < 3; i++) {
        expect(x[2 * j][i]).toBe(0.5 * normal(stream));
        expect(x[2 * j + 1][i]).toBe(-x[2 * j][i]);
      }
    }
  });

  test('the first step: F = 1/2 and -1/6 of one pair, 1/6 and -1/2 of the other', () => {
    const es = openaiEs({ x0: [1], sigma: 0.1, learningRate: 0.2, weightDecay: 0.25, populationSize: 4, seed: 5 });
    const [e1, e2] = [es.ask()[0], es.ask()[2]].map(([x]) => (x - 1) / 0.1);
    es.tell([40, 20, 30, 10]);
    // g = ((1/2 + 1/6) e1 + (1/6 + 1/2) e2) / 4 = (e1 + e2) / 6, d = g - weightDecay theta; Adam's first step is alpha d / (|d| + epsilon / sqrt(1 - beta2))
    const g = (e1 + e2) / 6, d = g - 0.25;
    expect(es.metrics.gradientNorm).toBeCloseTo(Math.abs(g), 12);
    expect(es.mean[0]).toBeCloseTo(1 + 0.2 * d / (Math.abs(d) + 1e-8 / Math.sqrt(0.001)), 12);
    expect(es.metrics.stepNorm).toBeCloseTo(Math.abs(es.mean[0] - 1), 12);
  });

  test('flat fitness: no gradient, and only weight decay moves the mean, by the learning rate towards 0', () => {
    const still = climb(openaiEs({ x0: [1, -2], weightDecay: 0 }), () => 3, 5), decays = climb(openaiEs({ x0: [1, -2], learningRate: 0.01 }), () => 3, 1);
    expect([...still.mean]).toEqual([1, -2]);
    expect(still.metrics.gradientNorm).toBe(0);
    expect(decays.mean[0]).toBeCloseTo(0.99, 5);
    expect(decays.mean[1]).toBeCloseTo(-1.99, 5);
  });
});

describe('against the plainest form, with the same noise', () => {
  const options = { populationSize: 20, sigma: 0.1, learningRate: 0.05, weightDecay: 0.01 };
  /** How far the means are apart after 30 generations. */
  const apart = (fault: Fault) => {
    const es = climb(openaiEs({ x0: [-1, 0, 2], seed: 3, ...options }), rosenbrock, 30), plain = climb(new PlainOpenaiEs([-1, 0, 2], 3, options, fault), rosenbrock, 30);
    return Math.max(...plain.mean.map((x, i) => Math.abs(x - es.mean[i])));
  };
  test('the mean is the same after 30 generations', () => expect(apart({})).toBeLessThan(1e-10));
  test.each(Object.entries(FAULTS))('this rejects %s', (_, fault) => expect(apart(fault)).toBeGreaterThan(1e-4));
});

describe('laws', () => {
  const growing = fc.constantFrom<(y: number) => number>((y) => 2 ** 30 * y, (y) => Math.cbrt(y), (y) => -1 / (y - 1));
  const options = { populationSize: 10, sigma: 0.1, learningRate: 0.05, weightDecay: 0.01 };

  test('only the order of fitness counts: any growing function of it leads to the same bytes', () => {
    fc.assert(fc.property(fc.nat(1e6), growing, (seed, grow) => {
      const a = openaiEs({ dimension: 3, seed, ...options }), b = openaiEs({ dimension: 3, seed, ...options });
      for (let g = 0; g < 10; g++) {
        const y = a.ask().map(rosenbrock), grown = y.map(grow);
        fc.pre(new Set(grown).size === new Set(y).size);
        a.tell(y);
        b.tell(grown);
      }
      expect(b.mean).toEqual(a.mean);
    }), { numRuns: 30 });
  });

  test('this rejects raw fitness', () => {
    const run = (grow: (y: number) => number) => climb(new PlainOpenaiEs([0, 0, 0], 1, options, FAULTS['raw fitness']), (x) => grow(rosenbrock(x)), 10).mean;
    expect(run(Math.cbrt)).not.toEqual(run((y) => y));
  });

  test('on the top of a hill that is even about it, the mean stays: each pair cancels', () => {
    const es = climb(openaiEs({ dimension: 4, seed: 1 }), (x) => -Math.abs(x[0]) - x[1] ** 2 * x[2] ** 2 - Math.cosh(x[3]), 50);
    expect([...es.mean]).toEqual([0, 0, 0, 0]);
  });

  test('this rejects no mirroring', () => {
    const wanders = climb(new PlainOpenaiEs([0, 0], 1, options, FAULTS['no mirroring']), sphere, 1);
    expect(Math.abs(wanders.mean[0])).toBeGreaterThan(1e-3);
  });

  test('the same seed gives the same bytes, another seed others; a stream wins over a seed', () => {
    const run = (given: OpenaiEsOptions) => climb(openaiEs(given), rosenbrock, 20).save();
    expect(run({ dimension: 4, seed: 7 })).toEqual(run({ dimension: 4, seed: 7 }));
    expect(run({ dimension: 4, seed: 7 })).toEqual(run({ dimension: 4, seed: 8, stream: streamsOf(7) }));
    expect(run({ dimension: 4, seed: 8 })).not.toEqual(run({ dimension: 4, seed: 7 }));
  });

  test('saved at any generation and loaded into another, it goes on as if nothing had happened', () => {
    const scheduled = { sigma: (g: number) => 0.1 / (1 + g), learningRate: (g: number) => 0.05 * (1 - g / 100), populationSize: 8 };
    fc.assert(fc.property(fc.nat(40), fc.nat(1e6), (before, seed) => {
      const one = climb(openaiEs({ x0: [1, 2, 3], seed, ...scheduled }), rosenbrock, before), other = climb(openaiEs({ dimension: 3, ...scheduled }), sphere, 3);
      const saved = one.save(), copy = structuredClone(saved), y = one.ask().map(rosenbrock);
      other.load(saved);
      expect([other.metrics, other.sigma]).toEqual([one.metrics, one.sigma]);
      one.tell(y);
      other.tell(y);
      climb(one, rosenbrock, 20);
      climb(other, rosenbrock, 20);
      expect(other.save()).toEqual(one.save());
      expect([other.best, other.stop, other.generation]).toEqual([one.best, one.stop, one.generation]);
      expect(saved).toEqual(copy);
    }), { numRuns: 20 });
  });
});

test('sigma and the learning rate may follow the generation', () => {
  const es = openaiEs({ dimension: 2, sigma: (g) => 1 / (g + 1), learningRate: (g) => 0.1 * (g + 1), seed: 1 });
  expect(es.sigma).toBe(1);
  climb(es, sphere, 3);
  expect(es.sigma).toBe(1 / 4);
  expect(es.metrics).toMatchObject({ sigma: 1 / 3, learningRate: 0.1 * 3, nanFitness: 0 });
});

describe('it finds the top', () => {
  const sinking = { populationSize: 40, weightDecay: 0, seed: 1, learningRate: (g: number) => 0.1 * (1 - g / 1500) };
  test('of a sphere in ten dimensions', () => {
    const es = climb(openaiEs({ x0: new Float64Array(10).fill(1), sigma: 0.1, ...sinking }), sphere, 1500);
    expect(sphere(es.mean)).toBeGreaterThan(-1e-6);
  });
  test('of Rosenbrock, but for what noise of that size sees of it', () => {
    const es = climb(openaiEs({ x0: [-1, -1], sigma: 0.02, ...sinking }), rosenbrock, 1500);
    expect(rosenbrock(es.mean)).toBeGreaterThan(-5e-3);
    expect(rosenbrock(es.best!.genome)).toBe(es.best!.fitness);
    expect(es.best!.fitness).toBeGreaterThan(-1e-4);
  });
  test('and stops at a target', () => {
    const es = openaiEs({ x0: [1, 1], sigma: 0.1, learningRate: 0.05, seed: 1, targetFitness: -0.01 });
    while (es.stop === undefined && es.generation < 500) es.tell(es.ask().map(sphere));
    expect(es.stop).toMatch(/^targetFitness: a fitness of -0\.00\d+ reached the -0\.01 asked for$/);
    expect(climb(es, () => -5, 3).stop).toMatch(/^targetFitness/);
  });
  test('this rejects a walk downhill', () => {
    expect(sphere(Float64Array.from(climb(new PlainOpenaiEs([1, 1], 1, { populationSize: 40, sigma: 0.1, learningRate: 0.1, weightDecay: 0 }, FAULTS['a walk downhill']), sphere, 100).mean))).toBeLessThan(-2);
  });
});

describe('bad input', () => {
  test('NaN is last and counted', () => {
    const a = openaiEs({ dimension: 3, seed: 1 }), b = openaiEs({ dimension: 3, seed: 1 });
    for (let g = 0; g < 10; g++) {
      const y = a.ask().map(sphere);
      a.tell(y.map((v, i) => (i === 2 ? NaN : v)));
      b.tell(y.map((v, i) => (i === 2 ? -1e300 : v)));
      expect([a.metrics.nanFitness, b.metrics.nanFitness]).toEqual([1, 0]);
    }
    expect(a.mean).toEqual(b.mean);
    expect(a.best).toEqual(b.best);
  });

  test('another number of fitnesses than of genomes is refused', () => {
    expect(() => openaiEs({ dimension: 2 }).tell([1])).toThrow(new RangeError('openai-es was told 1 fitnesses, and ask() gave 100 genomes: tell one for each, in the order of ask()'));
  });

  const EVEN = 'an even number from 2 up, for every direction is tried both ways';
  test.each<[string, OpenaiEsOptions]>([
    ['openai-es was given neither x0 nor dimension: give x0, the genome to begin from, or dimension to begin from as many zeros', {}],
    [`populationSize of openai-es cannot be 0: ${EVEN}`, { dimension: 2, populationSize: 0 }],
    [`populationSize of openai-es cannot be 1: ${EVEN}`, { dimension: 2, populationSize: 1 }],
    [`populationSize of openai-es cannot be 7: ${EVEN}`, { dimension: 2, populationSize: 7 }],
    ['sigma of openai-es cannot be 0: a number above 0, or a function of the generation that gives such', { dimension: 2, sigma: 0 }],
    ['sigma of openai-es cannot be -1: a number above 0, or a function of the generation that gives such', { dimension: 2, sigma: () => -1 }],
    ['learningRate of openai-es cannot be NaN: a number from 0 up, or a function of the generation that gives such', { dimension: 2, learningRate: NaN }],
    ['weightDecay of openai-es cannot be -1: a number from 0 up', { dimension: 2, weightDecay: -1 }],
    ['beta1 of openai-es cannot be 1: a number from 0 to below 1', { dimension: 2, beta1: 1 }],
    ['beta2 of openai-es cannot be NaN: a number from 0 to below 1', { dimension: 2, beta2: NaN }],
    ['epsilon of openai-es cannot be 0: a number above 0', { dimension: 2, epsilon: 0 }],
    ['targetFitness of openai-es cannot be NaN: a number; Infinity for none', { dimension: 2, targetFitness: NaN }],
  ])('%s', (message, options) => expect(() => openaiEs(options)).toThrow(message));

  test('and snapshots of another size', () => {
    expect(() => openaiEs({ dimension: 3 }).load(openaiEs({ dimension: 2, populationSize: 10 }).save())).toThrow(
      new RangeError('this snapshot is of 2 dimensions and 10 individuals, and this openai-es has 3 and 100: make one of the same size to load it'));
    expect(() => openaiEs({ dimension: 3 }).load({})).toThrow('this snapshot is of something else');
  });
});

test('its bytes have not moved', () => {
  expect([...climb(openaiEs({ x0: [-1, 2, 0], sigma: 0.1, seed: 42 }), rosenbrock, 50).mean]).toEqual([-1.1721826793417096, 1.495485738102861, 0.4622437120683183]);
});
