import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, type MlpOptions } from '../../../nets/network.ts';
import { wasmBackend } from '../../../nets/wasm/index.ts';
import { TwinMlp } from '../twin/mlp.ts';
import { drawFrom } from './draw.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';

const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));
const anyDraw = drawFrom(1);

/** A network with drawn parameters, and its float64 twin. */
function pair(options: MlpOptions, seed = 1) {
  const network = wasmBackend.mlp({ init: 'uniform', ...options }, anyDraw), twin = new TwinMlp(options);
  expect(network.size).toBe(twin.size);
  network.parameters.set(numbers(network.size, seed, 0.7));
  return { network, twin };
}

const shapes: Record<string, MlpOptions> = {
  'no hidden layer': { inputs: 3, outputs: 2 },
  'one number in, one out': { inputs: 1, outputs: 1, hidden: [1] },
  '4-64-64-2': { inputs: 4, outputs: 2, hidden: [64, 64] },
  'odd widths': { inputs: 5, outputs: 3, hidden: [17, 9, 7] },
  'rows that would fall on the same lines of the cache': { inputs: 9, outputs: 3, hidden: [128, 9] },
  'shared torso, two heads': { inputs: 4, hidden: [16, 8], heads: [{ name: 'policy', outputs: 3 }, { name: 'value', outputs: 1 }] },
  'separate torsos': { inputs: 4, heads: [{ name: 'policy', outputs: 5, hidden: [8, 9] }, { name: 'value', outputs: 1, hidden: [7] }] },
  'torso, own layers, a constant head between': {
    inputs: 3, hidden: [6], heads: [{ name: 'mean', outputs: 2, hidden: [5] }, { name: 'deviation', outputs: 2, constant: -0.5 }, { name: 'value', outputs: 1 }],
  },
  'softmax beside a value': { inputs: 3, hidden: [5], heads: [{ name: 'policy', outputs: 7, activation: 'softmax' }, { name: 'value', outputs: 1 }] },
};
const ROWS = [1, 2, 3, 4, 5, 8, 9, 31, 33, 70];

describe.each(Object.entries(shapes))('%s', (_, options) => {
  const { network, twin } = pair({ ...options, rows: 70 });

  test.each(ROWS)('forward of %i rows equals the twin', (rows) => {
    const x = numbers(rows * network.inputs, rows);
    const y = network.forward(x, rows);
    expect(y.length).toBe(rows * network.outputs);
    expect(vectorError(y, twin.forward(network.parameters, x, rows))).toBeLessThan(2e-6);
  });

  test.each(ROWS)('backward of %i rows equals the twin, to the inputs as well', (rows) => {
    const x = numbers(rows * network.inputs, rows), dY = numbers(rows * network.outputs, rows + 1), dX = new Float32Array(rows * network.inputs).fill(9);
    network.gradient.fill(0);
    network.forward(x, rows);
    network.backward(dY, dX);
    const expected = twin.backward(network.parameters, x, rows, dY);
    expect(vectorError(network.gradient, expected.gradient)).toBeLessThan(1e-5);
    expect(vectorError(dX, expected.inputGradient)).toBeLessThan(1e-5);
  });

  test('rows do not meet: each alone says what it says among the others, to the bit', () => {
    const rows = 37, x = numbers(rows * network.inputs, 5), together = network.forward(x, rows).slice();
    for (let i = 0; i < rows; i++) {
      const alone = network.forward(x.subarray(i * network.inputs), 1);
      expect(alone).toEqual(together.subarray(i * network.outputs, (i + 1) * network.outputs));
    }
  });

  test('backward in pieces gives the bits of all rows at once', () => {
    const rows = 67, x = numbers(rows * network.inputs, 6), dY = numbers(rows * network.outputs, 7);
    const train = (pieces: readonly number[]) => {
      let from = 0;
      network.gradient.fill(0.25);
      for (const count of pieces) {
        network.forward(x.subarray(from * network.inputs), count);
        network.backward(dY.subarray(from * network.outputs));
        from += count;
      }
      return network.gradient.slice();
    };
    expect(train([1, 2, 29, 35])).toEqual(train([67]));
  });
});

describe('weights so many that they are packed for many rows', () => {
  const { network, twin } = pair({ inputs: 6, hidden: [514, 512], outputs: 3, rows: 37 }), x = numbers(6 * 37, 1), dY = numbers(3 * 37, 2);

  test('give the bits that they give as they are, a row at a time', () => {
    const together = network.forward(x, 37).slice();
    for (let i = 0; i < 37; i++) expect(network.forward(x.subarray(6 * i), 1)).toEqual(together.subarray(3 * i, 3 * i + 3));
  });

  test('equal the twin, forward and back', () => {
    expect(vectorError(network.forward(x, 8), twin.forward(network.parameters, x, 8))).toBeLessThan(1e-5);
    network.backward(dY);
    expect(vectorError(network.gradient, twin.backward(network.parameters, x, 8, dY).gradient)).toBeLessThan(1e-5);
  });
});

describe.each(ACTIVATIONS)('%s after hidden layers and outputs', (activation) => {
  test('goes forward and back as the twin', () => {
    const options: MlpOptions = { inputs: 3, hidden: [7, 5], outputs: 4, activation, outputActivation: activation, rows: 9 }, { network, twin } = pair(options);
    const x = numbers(27, 1), dY = numbers(36, 2), dX = new Float32Array(27);
    expect(vectorError(network.forward(x, 9), twin.forward(network.parameters, x, 9))).toBeLessThan(2e-6);
    network.backward(dY, dX);
    const expected = twin.backward(network.parameters, x, 9, dY);
    expect(vectorError(network.gradient, expected.gradient)).toBeLessThan(1e-5);
    expect(vectorError(dX, expected.inputGradient)).toBeLessThan(1e-5);
  });
});

test('any net that can be drawn equals the twin', () => {
  const width = fc.integer({ min: 1, max: 20 }), smooth = fc.constantFrom('tanh', 'sigmoid', 'elu', 'identity');
  const head = fc.record({ outputs: width, hidden: fc.array(width, { maxLength: 2 }), constant: fc.boolean() });
  const nets = fc.record({ inputs: width, hidden: fc.array(width, { maxLength: 3 }), activation: smooth, heads: fc.array(head, { minLength: 1, maxLength: 4 }), rows: fc.integer({ min: 1, max: 40 }) });
  fc.assert(fc.property(nets, ({ heads, ...rest }) => {
    const named = heads.map(({ outputs, hidden, constant }, i) => (constant ? { name: `head ${i}`, outputs, constant: 1 } : { name: `head ${i}`, outputs, hidden }));
    const { network, twin } = pair({ ...rest, heads: named }), { rows } = rest;
    const x = numbers(rows * network.inputs, 1), dY = numbers(rows * network.outputs, 2), dX = new Float32Array(x.length);
    expect(vectorError(network.forward(x, rows), twin.forward(network.parameters, x, rows))).toBeLessThan(2e-6);
    network.backward(dY, dX);
    const expected = twin.backward(network.parameters, x, rows, dY);
    expect(vectorError(network.gradient, expected.gradient)).toBeLessThan(1e-5);
    expect(vectorError(dX, expected.inputGradient)).toBeLessThan(1e-5);
  }), { numRuns: 60, seed: 4 });
});

describe('what the check on gradients rejects', () => {
  const options: MlpOptions = { inputs: 4, hidden: [16, 8], heads: [{ name: 'policy', outputs: 3 }, { name: 'value', outputs: 1 }], rows: 8 };
  const { network, twin } = pair(options), x = numbers(32, 1), dY = numbers(32, 2), expected = twin.backward(network.parameters, x, 8, dY).gradient;
  const backward = (from: number, change = (dY: Float32Array) => dY) => {
    network.gradient.fill(from);
    network.forward(x, 8);
    network.backward(change(dY.slice()));
    return network.gradient.slice();
  };

  test('the right one passes, and adds to what is there', () => {
    expect(vectorError(backward(0), expected)).toBeLessThan(1e-5);
    expect(vectorError(backward(1), expected.map((g) => g + 1))).toBeLessThan(1e-5);
  });

  test('a gradient written over what was there', () => {
    expect(vectorError(expected, expected.map((g) => g + 1))).toBeGreaterThan(1e-2);
  });

  test('a mean over rows instead of the sum', () => {
    expect(vectorError(backward(0).map((g) => g / 8), expected)).toBeGreaterThan(1e-2);
  });

  test('a torso that hears its first head alone', () => {
    expect(vectorError(backward(0, (dY) => dY.map((d, i) => (i % 4 === 3 ? 0 : d))), expected)).toBeGreaterThan(1e-2);
  });
});

describe('other parameters', () => {
  const options: MlpOptions = { inputs: 4, hidden: [9], outputs: 3, rows: 6, vectors: 8 }, { network, twin } = pair(options);
  const x = numbers(24, 3), own = network.parameters.slice();

  test('a vector of the network\'s own and an array from elsewhere give the same bits, and leave the parameters alone', () => {
    const other = numbers(network.size, 9), [inside] = [network.vectors(1)];
    inside.set(other);
    const y = network.forward(x, 6, inside).slice();
    expect(vectorError(y, twin.forward(other, x, 6))).toBeLessThan(2e-6);
    expect(network.forward(x, 6, other)).toEqual(y);
    expect(network.parameters).toEqual(own);
  });

  test('backward is at the parameters of the last forward', () => {
    const other = numbers(network.size, 9), dY = numbers(18, 4);
    network.gradient.fill(0);
    network.forward(x, 6, other);
    network.backward(dY);
    expect(vectorError(network.gradient, twin.backward(other, x, 6, dY).gradient)).toBeLessThan(1e-5);
    expect(vectorError(network.gradient, twin.backward(own, x, 6, dY).gradient)).toBeGreaterThan(1e-2);
  });

  test('a population, one row each, equals each of its members alone, to the bit', () => {
    const population = network.vectors(6), { size } = network;
    population.set(numbers(6 * size, 12));
    const together = network.forwardEach(x, 6, population).slice(), elsewhere = network.forwardEach(x, 6, population.slice()).slice();
    expect(elsewhere).toEqual(together);
    for (let i = 0; i < 6; i++) {
      expect(network.forward(x.subarray(4 * i), 1, population.subarray(i * size, (i + 1) * size))).toEqual(together.subarray(3 * i, 3 * i + 3));
    }
  });

  test('vectors are different ones each time, and run out', () => {
    const net = wasmBackend.mlp({ inputs: 2, outputs: 1, vectors: 3 }, anyDraw), a = net.vectors(1), b = net.vectors(2);
    a.fill(1);
    b.fill(2);
    expect([a.length, b.length]).toEqual([3, 6]);
    expect([...a]).toEqual([1, 1, 1]);
    expect(() => net.vectors(1)).toThrow('1 vectors of parameters are asked for, and this network has 0 left of 3');
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  /** Bytes a round that stay when all that can be collected is: the least of three measures, since what leaks does so in each. */
  const growth = (work: (rounds: number) => void) => {
    const used = () => {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    work(5000);
    return Math.min(...[1, 2, 3].map(() => {
      const before = used();
      work(10_000);
      return (used() - before) / 10_000;
    }));
  };

  test('a view is the same array for the same number of rows, and the buffer never changes', () => {
    const { network } = pair({ inputs: 4, hidden: [64, 64], outputs: 2, rows: 40 }), x = numbers(160, 1), { buffer } = network.parameters;
    const first = network.forward(x, 40), bytes = buffer.byteLength;
    for (let i = 0; i < 2000; i++) {
      network.forward(x, 1 + i % 40);
      network.backward(first);
    }
    expect(network.forward(x, 40)).toBe(first);
    expect(network.parameters.buffer).toBe(buffer);
    expect(buffer.byteLength).toBe(bytes);
  });

  test('the heap does not grow with the number of calls', () => {
    const { network } = pair({ inputs: 4, hidden: [8], outputs: 2, rows: 8, vectors: 1 }), x = numbers(32, 1), dY = numbers(16, 2), dX = new Float32Array(32), other = network.vectors(1);
    const optimizer = wasmBackend.optimizer({ name: 'adam' }, network);
    const work = (n: number) => {
      for (let i = 0; i < n; i++) {
        network.forward(x, 8, other);
        network.forward(x, 8);
        network.backward(dY, dX);
        wasmBackend.clipGradient(network, 0.5);
        optimizer.step(network.parameters, network.gradient, 1e-9);
      }
    };
    expect(growth(work)).toBeLessThan(5);
    const kept: Float32Array[] = [];
    expect(growth((n) => { for (let i = 0; i < n; i++) kept.push(other.subarray(1)); }), 'a view that is kept each round').toBeGreaterThan(50);
  });
});

describe('what cannot be is refused in a sentence', () => {
  const { network } = pair({ inputs: 4, hidden: [3], outputs: 2, rows: 4 });
  const x = (count: number) => new Float32Array(count);

  test.each([
    ['more rows than it has', () => network.forward(x(20), 5), 'carries 1 to 4 rows, not 5; the option "rows"'],
    ['no rows', () => network.forward(x(0), 0), '1 to 4 rows, not 0'],
    ['half a row', () => network.forward(x(20), 1.5), 'not 1.5'],
    ['an x that is too short', () => network.forward(x(7), 2), 'x must hold 2 x 4 numbers, and holds 7'],
    ['parameters of another shape', () => network.forward(x(4), 1, x(5)), 'parameters must hold 23 numbers, one vector of this network, and hold 5'],
    ['a population that is too small', () => network.forwardEach(x(8), 2, x(45)), 'population must hold 2 x 23 numbers'],
    ['too many vectors', () => network.vectors(1), 'has 0 left of 0; the option "vectors"'],
    ['an unknown activation', () => wasmBackend.mlp({ inputs: 1, outputs: 1, activation: 'tanhh' as 'tanh' }, anyDraw), 'Did you mean "tanh"?'],
    ['a width of 0', () => wasmBackend.mlp({ inputs: 1, outputs: 1, hidden: [0] }, anyDraw), 'whole number of at least 1'],
    ['a constant that is not a number', () => wasmBackend.mlp({ inputs: 1, heads: [{ name: 'a', outputs: 1, constant: NaN }] }, anyDraw), 'finite number, not NaN'],
    ['more memory than there is', () => wasmBackend.mlp({ inputs: 1000, outputs: 1, rows: 2_000_000 }, anyDraw), 'Try fewer rows or vectors'],
  ])('%s', (_, call, sentence) => { expect(call).toThrow(sentence); });

  test('backward without a forward, after forwardEach, after a forward that was refused, and with too few numbers', () => {
    const net = pair({ inputs: 4, hidden: [3], outputs: 2, rows: 4 }).network, none = 'backward goes back through the last forward, and there is none';
    expect(() => net.backward(x(2))).toThrow(none);
    net.forward(x(8), 2);
    expect(() => net.backward(x(3))).toThrow('the last forward had 2 rows, so outputGradient must hold 2 x 2 numbers, and holds 3');
    expect(() => net.backward(x(4), x(7))).toThrow('inputGradient must hold 2 x 4 numbers, and holds 7');
    net.backward(x(4));
    net.forwardEach(x(8), 2, x(46));
    expect(() => net.backward(x(4))).toThrow(none);
    net.forward(x(8), 2);
    expect(() => net.forward(x(3), 2)).toThrow('x must hold 2 x 4 numbers');
    expect(() => net.backward(x(4))).toThrow(none);
  });
});
