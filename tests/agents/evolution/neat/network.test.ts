import { math } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { compile, Evaluator } from '../../../../agents/evolution/neat/network.ts';
import { genomeOf, shapeOf, wildlife } from './genomes.ts';

const f = (x: number) => 1 / (1 + math.exp(-4.9 * x)), h = Math.fround;
const step = (network: Evaluator | ReturnType<typeof compile>, ...x: number[]) => {
  const y = new Float32Array(network.outputs);
  network.activate(Float32Array.from(x), 0, y, 0);
  return [...y];
};

describe('A feed-forward network', () => {
  test('sends its inputs through all layers at once, by the steep sigmoid', () => {
    // inputs 0 and 1, bias 2, output 3, hidden 4
    const network = compile(genomeOf(shapeOf({ bias: 0.5 }), [[0, 3, 1], [1, 3, -2], [2, 3, 0.5], [0, 4, 3], [4, 3, -1.5]]));
    expect(step(network, 0.25, 0.125)).toEqual([h(f(0.25 - 0.25 + 0.25 - 1.5 * f(0.75)))]);
    expect([network.inputs, network.outputs]).toEqual([2, 1]);
  });

  test('reads and writes where it is told, and nothing else', () => {
    const network = compile(genomeOf(shapeOf({ inputs: 1, outputs: 2, bias: 0, activation: 'identity' }), [[0, 1, 2], [0, 2, 3]])), y = new Float32Array(4).fill(9);
    network.activate(Float32Array.of(8, 5, 8), 1, y, 1);
    expect([...y]).toEqual([9, 10, 15, 9]);
  });

  test('has no use for disabled genes, nor for nodes that no sensor reaches, which are 0', () => {
    // hidden 4 hangs on a disabled gene; were it computed, it would be f(0) = 0.5.
    const shape = shapeOf({ bias: 0 }), network = compile(genomeOf(shape, [[0, 2, 1], [1, 2, 1, false], [1, 4, 1, false], [4, 2, 8]]));
    expect(step(network, 0.5, 100)).toEqual([h(f(0.5))]);
    expect(step(compile(genomeOf(shape, [[0, 2, 1, false]])), 1, 1)).toEqual([0]);
  });

  test('knows three other activations', () => {
    for (const [activation, f] of [['tanh', math.tanh], ['relu', (x: number) => Math.max(0, x)], ['identity', (x: number) => x]] as const) {
      const network = compile(genomeOf(shapeOf({ inputs: 1, bias: 0, activation }), [[0, 1, -1.5]]));
      expect([1, -2].map((x) => step(network, x)[0])).toEqual([1, -2].map((x) => h(f(-1.5 * x))));
    }
  });
});

describe('A recurrent network', () => {
  const shape = shapeOf({ inputs: 1, bias: 0, feedForward: false, activation: 'identity' });

  test('computes all nodes from what they were a step before', () => {
    // 0 -> 1 at once, and 0 -> 2 -> 1 a step later.
    const network = compile(genomeOf(shape, [[0, 1, 1], [0, 2, 10], [2, 1, 1]]));
    expect([1, 2, 3].map((x) => step(network, x)[0])).toEqual([1, 2 + 10, 3 + 20]);
  });

  test('takes as many steps at first as it needs until something reaches the output', () => {
    const network = compile(genomeOf(shape, [[0, 1, 1, false], [0, 2, 10], [2, 3, 1], [3, 1, 1]]));
    expect([1, 2, 3, 4].map((x) => step(network, x)[0])).toEqual([10, 10, 10, 20]);
  });

  test('remembers by a connection from a node to itself, until it is reset', () => {
    const network = compile(genomeOf(shape, [[0, 1, 1], [1, 1, 1, true, true]]));
    expect([1, 2, 3].map((x) => step(network, x)[0])).toEqual([1, 3, 6]);
    network.reset();
    expect(step(network, 5)).toEqual([5]);
  });
});

test('An evaluator that was other networks before is the same as one that was none', () => {
  const evaluator = new Evaluator();
  for (const feedForward of [true, false]) {
    for (const genome of wildlife(3, shapeOf({ feedForward }), 200, () => {})) {
      evaluator.load(genome);
      const fresh = compile(genome);
      for (let t = 0; t < 5; t++) expect(step(evaluator, t / 5, 1)).toEqual(step(fresh, t / 5, 1));
    }
  }
});
