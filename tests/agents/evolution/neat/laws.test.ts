import { assert, boolean, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consensus } from '../../../../agents/evolution/neat/consensus.ts';
import { crossover, type Mating } from '../../../../agents/evolution/neat/crossover.ts';
import { distance } from '../../../../agents/evolution/neat/distance.ts';
import { genomeFromJson, genomeToJson, validate } from '../../../../agents/evolution/neat/genome-json.ts';
import { minimalStructure, randomGenome, type NeatGenome } from '../../../../agents/evolution/neat/genome.ts';
import { Innovations } from '../../../../agents/evolution/neat/innovations.ts';
import { addConnection, addNode, mutate, mutateWeights } from '../../../../agents/evolution/neat/mutation.ts';
import { compile } from '../../../../agents/evolution/neat/network.ts';
import { PRESETS } from '../../../../agents/evolution/neat/presets.ts';
import { offspring } from '../../../../agents/evolution/neat/sharing.ts';
import { genomeOf, shapeOf, streamOf, wild, wildlife } from './genomes.ts';

const seeds = integer({ min: 0, max: 1e9 }), shapes = constantFrom(
  shapeOf(), shapeOf({ feedForward: false }), shapeOf({ inputs: 3, outputs: 2, bias: 0 }), shapeOf({ inputs: 1, outputs: 3, feedForward: false, activation: 'tanh' }),
);
const outputsOf = (genome: NeatGenome, seed: number): number[] => {
  const network = compile(genome), stream = streamOf(seed), x = new Float32Array(network.inputs), y = new Float32Array(network.outputs);
  return Array.from({ length: 5 }, () => {
    network.activate(x.map(() => stream.random()), 0, y, 0);
    return [...y];
  }).flat();
};

describe('Genomes', () => {
  test('stay valid through thousands of mutations and crossovers', () => {
    let seen = 0, grown = 0, disabled = 0;
    assert(property(seeds, shapes, (seed, shape) => {
      wildlife(seed, shape, 300, (genome) => {
        validate(genome);
        seen++;
        if (genome.structure.hidden.length > 2) grown++;
        if (genome.enabled.includes(0)) disabled++;
      });
    }), { numRuns: 20 });
    expect(seen).toBe(6000);
    expect(Math.min(grown, disabled)).toBeGreaterThan(500);
  });

  test('a crossover that takes any gene of either parent is not valid for long', () => {
    // Without looking for cycles and loose ends: the union of what two parents have.
    const union = (a: NeatGenome, b: NeatGenome): NeatGenome => {
      const genes = [...a.structure.genes, ...b.structure.genes.filter(({ innovation }) => !a.structure.innovations.includes(innovation))];
      return genomeOf(a.structure.shape, genes.map(({ from, to }) => [from, to, 0] as const));
    };
    expect(() => {
      for (let seed = 0; seed < 20; seed++) {
        const genomes = wildlife(seed, shapeOf(), 60, () => {});
        for (const a of genomes) for (const b of genomes) validate(union(a, b));
      }
    }).toThrow(/twice|circle/);
  });

  test('with the same innovation number, genes connect the same nodes, in all genomes', () => {
    assert(property(seeds, shapes, (seed, shape) => {
      const known = new Map<number, string>();
      wildlife(seed, shape, 300, ({ structure }) => {
        for (const { innovation, from, to } of structure.genes) {
          expect(known.get(innovation) ?? `${from} ${to}`).toBe(`${from} ${to}`);
          known.set(innovation, `${from} ${to}`);
        }
      });
    }), { numRuns: 8 });
  });

  test('load from their JSON as networks with the same outputs, and as the same genome', () => {
    assert(property(seeds, shapes, (seed, shape) => {
      for (const genome of wildlife(seed, shape, 60, () => {})) {
        const loaded = genomeFromJson(JSON.stringify(genomeToJson(genome)));
        expect(outputsOf(loaded, seed)).toEqual(outputsOf(genome, seed));
        expect(genomeToJson(loaded)).toEqual(genomeToJson(genome));
      }
    }), { numRuns: 20 });
  });
});

describe('The distance', () => {
  const options = { ...PRESETS.canonical };

  test('is symmetric, from 0 up, and 0 from a genome to itself', () => {
    assert(property(seeds, shapes, boolean(), (seed, shape, compatibilityNormalize) => {
      const genomes = wildlife(seed, shape, 60, () => {}), some = { ...options, compatibilityNormalize };
      for (const a of genomes) {
        expect(distance(a, genomeFromJson(genomeToJson(a)), some)).toBe(0);
        for (const b of genomes) {
          expect(distance(a, b, some)).toBe(distance(b, a, some));
          expect(distance(a, b, some)).toBeGreaterThanOrEqual(0);
        }
      }
    }), { numRuns: 20 });
  });

  test('counts genes that one has, and the mean difference of weights of those that both have', () => {
    const shape = shapeOf(), stream = streamOf(0), markings = new Innovations(3, 4);
    const a = genomeOf(shape, [[0, 3, 1], [1, 3, 2], [2, 3, -1]]), b = { ...a, weights: [1.5, 0, -1] };
    // W = (0.5 + 2 + 0) / 3, and no gene apart; then two genes more, the weights the same   =>   0.4 W, 2, 2 + 0.4 W
    expect(distance(a, b, options)).toBeCloseTo(0.4 * 2.5 / 3, 12);
    expect(distance(a, addNode(a, markings, stream), options)).toBe(2);
    expect(distance(addNode(a, markings, stream), b, options)).toBeCloseTo(2 + 0.4 * 2.5 / 3, 12);
  });

  test('divides by the number of genes only of genomes with twenty or more', () => {
    const shape = shapeOf({ inputs: 25 }), all = Array.from({ length: 26 }, (_, from) => [from, 26, 1] as const);
    const large = genomeOf(shape, all), less = genomeOf(shape, all.slice(0, 24)), small = genomeOf(shape, all.slice(0, 15)), smaller = genomeOf(shape, all.slice(0, 13));
    const normalized = { ...options, compatibilityNormalize: true };
    expect(distance(large, less, normalized)).toBe(2 / 26);
    expect(distance(small, smaller, normalized)).toBe(2);
  });
});

describe('The consensus of some genomes', () => {
  test('is the first of them, as most of those who have a gene have it', () => {
    const shape = shapeOf(), markings = new Innovations(3, 4);
    const a = genomeOf(shape, [[0, 3, 1], [1, 3, 2], [2, 3, 3]]), b = { ...a, weights: [3, 4, 5], enabled: [0, 1, 0] };
    const grown = addNode({ ...a, weights: [5, 6, 7] }, markings, streamOf(5)), split = grown.enabled.indexOf(0);
    expect(genomeToJson(consensus([a, b]))).toEqual(genomeToJson({ ...a, weights: [2, 3, 4], enabled: [1, 1, 1] }));
    expect(genomeToJson(consensus([a, b, b]))).toEqual(genomeToJson({ ...a, weights: [7 / 3, 10 / 3, 13 / 3], enabled: [0, 1, 0] }));
    // What the grown one alone has stays as it is there; what all have is averaged.
    const mean = consensus([grown, a, b]);
    expect(mean.structure).toBe(grown.structure);
    expect(mean.weights).toEqual([3, 4, 5, ...grown.weights.slice(3)].map((w) => expect.closeTo(w, 12)));
    expect(mean.enabled[split]).toBe(split === 1 ? 1 : 0);
    expect(consensus([a, grown, b]).structure).toBe(a.structure);
  });

  test('is valid for any population, and a genome itself if all are the same', () => {
    assert(property(seeds, shapes, (seed, shape) => {
      const zoo: NeatGenome[] = [];
      for (const genome of wildlife(seed, shape, 60, () => {})) {
        zoo.push(genome);
        expect(consensus([genome, genome])).toEqual({ ...genome, weights: [...genome.weights], enabled: [...genome.enabled] });
        expect(genomeFromJson(genomeToJson(consensus([genome, ...zoo])))).toBeDefined();
      }
    }), { numRuns: 20 });
  });
});

describe('Crossover', () => {
  test('of equals is the identity', () => {
    assert(property(seeds, shapes, integer({ min: -1, max: 1 }), constantFrom<Mating>('multipoint', 'average', { alpha: 0.5, most: 8 }), (seed, shape, fitness, mating) => {
      const stream = streamOf(seed);
      for (const genome of wildlife(seed, shape, 60, () => {})) {
        const twin = genomeFromJson(genomeToJson(genome));
        expect(genomeToJson(crossover(genome, twin, fitness, mating, stream))).toEqual(genomeToJson(genome));
      }
    }), { numRuns: 20 });
  });

  test('takes genes that both have from either, or their mean, and all others from the fitter', () => {
    const shape = shapeOf(), markings = new Innovations(3, 4), stream = streamOf(5);
    const small = genomeOf(shape, [[0, 3, 1], [1, 3, 1], [2, 3, 1]]), large = addNode({ ...small, weights: [3, 3, 3] }, markings, stream);
    const children = (fitness: number, mating: Mating) => Array.from({ length: 200 }, () => crossover(small, large, fitness, mating, stream));
    expect(children(1, 'multipoint').every(({ structure }) => structure === small.structure)).toBe(true);
    expect(children(-1, 'multipoint').every(({ structure }) => structure === large.structure)).toBe(true);
    expect(new Set(children(1, 'multipoint').flatMap(({ weights }) => weights))).toEqual(new Set([1, 3]));
    expect(new Set(children(1, 'average').flatMap(({ weights }) => weights))).toEqual(new Set([2]));
    const blended = children(1, { alpha: 0.25, most: 3.2 }).flatMap(({ weights }) => [...weights]);
    expect(Math.min(...blended)).toBeCloseTo(0.5, 1);        // half of 1 to 3 longer, but for what lies beyond 3.2
    expect(Math.max(...blended)).toBe(3.2);
    expect(blended.reduce((sum, w) => sum + w, 0) / blended.length).toBeCloseTo(2, 1);
    // One parent has the split gene disabled, so three of four children have: 150 of 200, with a deviation of 6.1.
    const disabled = children(1, 'multipoint').filter(({ enabled }) => enabled.includes(0)).length;
    expect(Math.abs(disabled - 150)).toBeLessThan(25);
    // Of equals, a coin decides about each of two genes; one alone would leave the new node loose, so one child of four is large.
    const grown = children(0, 'multipoint').filter(({ structure }) => structure.hidden.length === 1).length;
    expect(Math.abs(grown - 50)).toBeLessThan(25);
  });
});

describe('Mutations', () => {
  test('that are the same in one generation get the same numbers, and other ones in the next', () => {
    const shape = shapeOf(), markings = new Innovations(3, 4), genome = randomGenome(minimalStructure(shape), 1, streamOf(0));
    const splits = Array.from({ length: 40 }, (_, i) => addNode(genome, markings, streamOf(i)));
    const newest = (all: readonly NeatGenome[]) => new Set(all.map(({ structure }) => structure.genes.slice(3).map((gene) => gene.innovation).join(' ')));
    // Two inputs have connections that can be split; the bias has none.
    expect(newest(splits)).toEqual(new Set(['3 4', '5 6']));
    markings.nextGeneration();
    expect(newest(Array.from({ length: 40 }, (_, i) => addNode(genome, markings, streamOf(i))))).toEqual(new Set(['7 8', '9 10']));
  });

  test('split a gene so that the network does nearly the same: weight 1 into the new node, the old weight out of it', () => {
    const genome = genomeOf(shapeOf({ inputs: 1, bias: 0 }), [[0, 1, 2.5]]), split = addNode(genome, new Innovations(1, 2), streamOf(0));
    expect(split.enabled).toEqual([0, 1, 1]);
    expect(split.weights).toEqual([2.5, 1, 2.5]);
    expect(split.structure.genes.map(({ from, to }) => [from, to])).toEqual([[0, 1], [0, 2], [2, 1]]);
  });

  test('add connections where there are none, and none at all where all are there', () => {
    const genome = randomGenome(minimalStructure(shapeOf()), 1, streamOf(0));
    expect(addConnection(genome, 0, new Innovations(3, 4), streamOf(1))).toBe(genome);
    const looped = addConnection(genome, 1, new Innovations(3, 4), streamOf(1));
    expect(looped.structure.genes.slice(3)).toEqual([{ innovation: 3, from: 3, to: 3, recurrent: 1 }]);
  });

  test('move nine weights of ten and replace the tenth, as the paper says', () => {
    const n = 20_000, genome = genomeOf(shapeOf({ inputs: n, bias: 0 }), Array.from({ length: n }, (_, from) => [from, n, 7] as const));
    const options = { ...PRESETS.canonical, weightMutateMode: 'paper' as const, weightMutatePower: 2.5 }, { weights } = mutateWeights(genome, options, streamOf(0));
    // 7 +- 2.5 clipped to 8, or +-2.5
    const replaced = weights.filter((w) => w <= 2.5).length, clipped = weights.filter((w) => w === 8).length;
    expect(Math.abs(replaced - 0.1 * n)).toBeLessThan(200);
    expect(Math.abs(clipped - 0.9 * 0.3 * n)).toBeLessThan(300);
    expect(Math.min(...weights.filter((w) => w > 2.5))).toBeGreaterThanOrEqual(4.5);
  });

  test('leave the parent as it was', () => {
    for (const genome of wildlife(7, shapeOf(), 100, () => {})) {
      const before = JSON.stringify(genomeToJson(genome)), markings = new Innovations(1000, 1000), stream = streamOf(3);
      for (let i = 0; i < 50; i++) mutate(genome, wild(true), markings, stream);
      expect(JSON.stringify(genomeToJson(genome))).toBe(before);
    }
  });
});

test('Offspring are as many as there are places, in proportion to the means, off by less than one (the most by two)', () => {
  assert(property(seeds, integer({ min: 1, max: 30 }), integer({ min: 2, max: 300 }), (seed, species, total) => {
    const stream = streamOf(seed), means = Array.from({ length: species }, () => stream.random()), sum = means.reduce((a, b) => a + b, 0);
    const counts = offspring(means, total);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
    counts.forEach((count, s) => expect(Math.abs(count - total * means[s] / sum)).toBeLessThan((count === Math.max(...counts) ? 2 : 1) + 1e-9));
  }));
  // 10 places, means 1, 1 and 2: 2.5, 2.5 and 5; the half is carried from the first to the second.
  expect([...offspring([1, 1, 2], 10)]).toEqual([2, 3, 5]);
  expect([...offspring([0, 0], 10)]).toEqual([0, 0]);
});
