import { describe, expect, test } from 'vitest';
import { genomeFromJson, genomeToJson } from '../../../../agents/evolution/neat/genome-json.ts';
import { genomeScene } from '../../../../agents/evolution/neat/genome-scene.ts';
import { speciesScene } from '../../../../agents/evolution/neat/species-scene.ts';
import { genomeOf, shapeOf } from './genomes.ts';

const good = genomeToJson(genomeOf(shapeOf(), [[0, 3, 1], [1, 3, 2], [2, 3, 3, false], [1, 4, 1], [4, 3, 2]]));
const gene = (g: number, change: object) => ({ ...good, genes: good.genes.map((one, k) => (k === g ? { ...one, ...change } : one)) });

describe('A genome file is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['that was cut off', JSON.stringify(good).slice(0, 60), /it is no JSON .* cut off/],
    ['of another kind', { layers: [] }, /does not say that it is one.*got undefined/],
    ['of another version', { ...good, version: 2 }, /version 2, and this gymnase reads version 1/],
    ['without inputs', { ...good, inputs: 0 }, /"inputs" is a whole number from 1 up, and got 0/],
    ['with an activation that there is not', { ...good, activation: 'sine' }, /one of sigmoid, tanh, relu, identity, and got "sine"/],
    ['without genes', { ...good, genes: undefined }, /"genes" is a list, and got undefined/],
    ['with a weight that is no number', gene(1, { weight: null }), /"weight" of gene 1 is a finite number, and got null/],
    ['with a gene from nowhere', gene(1, { from: -1 }), /"from" of gene 1 is a whole number from 0 up, and got -1/],
    ['with one innovation twice', gene(2, { innovation: 1 }), /gene 2 .* does not have a higher innovation number/],
    ['with one connection twice', gene(1, { from: 0 }), /gene 1 .* is there twice/],
    ['with a connection into a sensor', gene(1, { to: 2 }), /ends in an input or the bias/],
    ['with a node that leads nowhere', gene(4, { from: 5, to: 5, recurrent: true }), /recurrent, and the network is feed-forward/],
    ['with a dangling hidden node', { ...good, genes: good.genes.slice(0, 4) }, /hidden node 4 leads to no other node/],
    ['with a hidden node from nothing', { ...good, genes: good.genes.filter((_, g) => g !== 3) }, /no other node leads to hidden node 4/],
    ['with a cycle', { ...good, genes: [...good.genes, { ...good.genes[0], innovation: 9, from: 3, to: 4 }] }, /circle/],
  ])('%s', (_, file, message) => {
    expect(() => genomeFromJson(file)).toThrow(RangeError);
    expect(() => genomeFromJson(file)).toThrow(message);
  });

  test('but not the one that they were made from', () => {
    expect(genomeToJson(genomeFromJson(good))).toEqual(good);
  });
});

describe('Drawings', () => {
  test('of a genome show each gene and each node, sensors left of hidden nodes, outputs right, and all within the picture', () => {
    const genome = genomeOf(shapeOf({ feedForward: false }), [[0, 3, 1], [1, 3, -2], [2, 3, 3, false], [1, 4, 1], [4, 3, 2], [4, 4, 1, true, true]]);
    const { shapes, width, height } = genomeScene(genome, { inputs: ['left', 'right'], outputs: ['go'] });
    const lines = shapes.filter((shape) => shape.kind === 'line'), circles = shapes.filter((shape) => shape.kind === 'circle');
    expect(lines.map((line) => line.dashed === true).filter(Boolean)).toHaveLength(1);
    expect(lines).toHaveLength(6);
    expect(circles).toHaveLength(5);
    expect(circles[0].x).toBeLessThan(circles[4].x);
    expect(circles[4].x).toBeLessThan(circles[3].x);
    expect(shapes.flatMap((shape) => (shape.kind === 'label' ? [shape.text] : []))).toEqual(['left', 'right', 'bias 1', 'go', '4']);
    for (const [x, y] of lines.flatMap((line) => line.points)) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
    expect(new Set(lines.map((line) => line.stroke)).size).toBe(3);
  });

  test('of species stack to the whole population', () => {
    const { shapes, caption } = speciesScene({ species: Int32Array.of(1, 2), generations: Int32Array.of(0, 1), sizes: Int32Array.of(10, 0, 4, 6) });
    const areas = shapes.filter((shape) => shape.kind === 'polygon').map(({ points }) => points.map(([, y]) => y));
    // Species 1 has all ten, then four; species 2 none, then six on top of them.
    expect(areas[0][0]).toBe(areas[1][1]);
    expect(areas[0][1]).toBe(areas[1][2]);
    expect((areas[0][2] - areas[0][1]) / (areas[0][3] - areas[0][0])).toBeCloseTo(0.4, 12);
    expect(caption).toBe('2 species up to generation 1, 2 of them in it. Each area is a species: the higher, the more genomes.');
  });
});
