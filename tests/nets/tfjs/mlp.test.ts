import { beforeAll, describe, expect, test } from 'vitest';
import type { MlpOptions } from '../../../nets/network.ts';
import { tfjsMlp } from '../../../nets/tfjs/mlp.ts';
import type { TensorFlow } from '../../../nets/tfjs/tensorflow.ts';
import { drawOf } from '../draw.ts';
import { TwinMlp } from '../twin/mlp.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';
import { NETS } from './nets.ts';
import { core, tfOn } from './tf.ts';

const ROWS = 6;
const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));

/** A network with random parameters (biases too), its twin, and a batch. */
function pair(tf: TensorFlow, options: MlpOptions, rows = ROWS) {
  const net = tfjsMlp(tf, { ...options, rows }, drawOf(1)), twin = new TwinMlp(options);
  net.parameters.set(numbers(net.size, 2));
  return { net, twin, x: numbers(rows * net.inputs, 3, 2), dY: numbers(rows * net.outputs, 4) };
}

describe.each(['cpu', 'wasm'])('a perceptron in TensorFlow.js on %s', (backend) => {
  let tf: TensorFlow;
  beforeAll(async () => { tf = await tfOn(backend); });

  test.each(NETS)('%s says what the float64 twin says, and has its gradients', (_, options) => {
    const { net, twin, x, dY } = pair(tf, options);
    expect({ inputs: net.inputs, outputs: net.outputs, size: net.size }).toEqual({ inputs: twin.inputs, outputs: twin.outputs, size: twin.size });
    expect(net.layers.map(({ name, inputs, outputs, offset, activation }) => ({ name, inputs, outputs, offset, activation })))
      .toEqual(twin.layers.map(({ name, inputs, outputs, offset, activation }) => ({ name, inputs, outputs, offset, activation })));
    for (const rows of [ROWS, 1, 4]) {
      const inputGradient = new Float32Array(ROWS * net.inputs).fill(7);
      const y = net.forward(x, rows).slice();
      net.gradient.fill(0);
      net.backward(dY.subarray(0, rows * net.outputs), inputGradient);
      const back = twin.backward(net.parameters, x, rows, dY);
      expect(vectorError(y, twin.forward(net.parameters, x, rows)), 'outputs').toBeLessThan(1e-6);
      expect(vectorError(net.gradient, back.gradient), 'gradient').toBeLessThan(1e-5);
      expect(vectorError(inputGradient.subarray(0, rows * net.inputs), back.inputGradient), 'gradient of the inputs').toBeLessThan(1e-5);
      expect([...inputGradient.subarray(rows * net.inputs)].every((g) => g === 7), 'nothing behind the last row').toBe(true);
    }
    net.dispose();
  });

  test('backward adds to the gradient, and a second one adds again', () => {
    const { net, x, dY } = pair(tf, { inputs: 3, hidden: [4], outputs: 2 });
    net.forward(x, ROWS);
    net.backward(dY);
    const once = net.gradient.slice();
    net.backward(dY);
    expect(vectorError(net.gradient, once.map((g) => 2 * g))).toBeLessThan(1e-7);
    net.dispose();
  });

  test('forward sees what is written to the parameters, and goes through others that are handed in', () => {
    const { net, twin, x, dY } = pair(tf, { inputs: 3, hidden: [4], outputs: 2 });
    const first = net.forward(x, ROWS).slice();
    net.parameters[net.size - 1] += 0.5;                    // the last output's bias
    const second = net.forward(x, ROWS).slice();
    for (let i = 0; i < ROWS; i++) expect(second[2 * i + 1] - first[2 * i + 1]).toBeCloseTo(0.5, 6);
    const others = net.parameters.map((w) => -w);
    expect(vectorError(net.forward(x, ROWS, others), twin.forward(others, x, ROWS))).toBeLessThan(1e-6);
    net.backward(dY);
    expect(vectorError(net.gradient, twin.backward(others, x, ROWS, dY).gradient), 'the gradient is that of the last forward').toBeLessThan(1e-5);
    expect(vectorError(net.forward(x, ROWS), second)).toBe(0);
    net.dispose();
  });

  test.each(NETS)('%s sends row i through parameters i of a population', (_, options) => {
    const { net, twin, x } = pair(tf, options), population = numbers(ROWS * net.size, 9);
    const y = net.forwardEach(x, ROWS - 1, population), { inputs, outputs, size } = net;
    expect(y.length).toBe((ROWS - 1) * outputs);
    for (let i = 0; i < ROWS - 1; i++) {
      const expected = twin.forward(population.subarray(i * size, (i + 1) * size), x.subarray(i * inputs), 1);
      expect(vectorError(y.subarray(i * outputs, (i + 1) * outputs), expected)).toBeLessThan(1e-6);
    }
    net.dispose();
  });
});

describe('the comparison with the twin', () => {
  const options: MlpOptions = { inputs: 3, hidden: [3], outputs: 3 };             // square, so that transposing breaks no shape

  test('rejects transposed weights, biases before weights, and a gradient of one row only', async () => {
    const { net, twin, x, dY } = pair(await tfOn('cpu'), options);
    const y = twin.forward(net.parameters, x, ROWS);
    const transposed = net.parameters.slice(), shifted = net.parameters.slice();
    for (const { inputs, outputs, offset } of net.layers) {
      for (let j = 0; j < inputs; j++) for (let k = 0; k < outputs; k++) transposed[offset + k * inputs + j] = net.parameters[offset + j * outputs + k];
      const all = net.parameters.subarray(offset, offset + (inputs + 1) * outputs);
      shifted.set([...all.subarray(inputs * outputs), ...all.subarray(0, inputs * outputs)], offset);
    }
    expect(vectorError(net.forward(x, ROWS, transposed), y), 'transposed').toBeGreaterThan(0.01);
    expect(vectorError(net.forward(x, ROWS, shifted), y), 'biases first').toBeGreaterThan(0.01);
    net.forward(x.subarray((ROWS - 1) * 3), 1);
    net.backward(dY.subarray((ROWS - 1) * 3));
    expect(vectorError(net.gradient, twin.backward(net.parameters, x, ROWS, dY).gradient), 'not summed over rows').toBeGreaterThan(0.01);
    net.dispose();
  });
});

describe('a network of TensorFlow.js among others', () => {
  test('stays on its backend: networks on cpu and wasm take turns', async () => {
    const a = pair(await tfOn('cpu'), NETS[3][1]), b = pair(await tfOn('wasm'), NETS[3][1]);
    const expected = a.twin.backward(a.net.parameters, a.x, ROWS, a.dY).gradient;
    for (let turn = 0; turn < 3; turn++) {
      for (const { net, x, dY } of [a, b]) {
        net.gradient.fill(0);
        net.forward(x, ROWS);
        expect(core.getBackend()).toBe(net === a.net ? 'cpu' : 'wasm');
        net.backward(dY);
        expect(vectorError(net.gradient, expected)).toBeLessThan(1e-5);
      }
    }
    a.net.dispose();
    b.net.dispose();
  });

  test('hands out as many vectors of parameters as its options allow', async () => {
    const net = tfjsMlp(await tfOn('cpu'), { inputs: 2, outputs: 1, vectors: 3 }, drawOf(1));
    const two = net.vectors(2), one = net.vectors(1);
    expect([two.length, one.length]).toEqual([2 * net.size, net.size]);
    expect(two.buffer).not.toBe(one.buffer);
    expect(() => net.vectors(1)).toThrow('1 vectors of parameters are asked for, and this network has 0 left of 3');
    net.dispose();
  });
});

describe('memory of TensorFlow.js', () => {
  const UPDATES = 10_000;
  /** How many more tensors there are after so many updates than after the first ten. */
  function growth(tf: TensorFlow, updates: number): number {
    const { net, x, dY } = pair(tf, { inputs: 1, hidden: [2], outputs: 1 }, 2), inputGradient = new Float32Array(2), target = net.parameters.slice();
    let before = 0;
    for (let t = 0; t < updates + 10; t++) {
      if (t === 10) before = core.memory().numTensors;
      net.forward(x, 2);
      net.backward(dY, inputGradient);
      for (let i = 0; i < net.size; i++) net.parameters[i] -= 1e-4 * net.gradient[i];
      if (t % 50 === 0) {
        net.forward(x, 2, target);
        net.forwardEach(x, 1, target);
      }
    }
    const grown = core.memory().numTensors - before;
    net.dispose();
    return grown;
  }

  test(`holds no more tensors after ${UPDATES} updates than after ten`, async () => {
    expect(growth(await tfOn('cpu'), UPDATES)).toBe(0);
  });

  test('is seen to grow where nothing is freed', async () => {
    const tf = await tfOn('cpu');
    expect(growth({ ...tf, tidy: (f) => { f(); } }, 20)).toBeGreaterThan(20);
  });

  test('is given back by dispose, after which a network refuses to work', async () => {
    const tf = await tfOn('cpu'), before = core.memory();
    const { net, x } = pair(tf, NETS[9][1]);
    net.forward(x, ROWS);
    expect(core.memory().numTensors).toBeGreaterThan(before.numTensors);
    net.dispose();
    net.dispose();
    expect(core.memory().numTensors).toBe(before.numTensors);
    expect(core.memory().numBytes).toBe(before.numBytes);
    expect(() => net.forward(x, ROWS)).toThrow('disposed');
  });
});

describe('bad input to a network of TensorFlow.js', () => {
  test('is a sentence that says what fits', async () => {
    const tf = await tfOn('cpu'), net = tfjsMlp(tf, { inputs: 2, outputs: 1, rows: 3 }, drawOf(1));
    expect(() => net.backward(new Float32Array(3))).toThrow('there is none. Call forward first');
    expect(() => net.forward(new Float32Array(8), 4)).toThrow('a call of this network carries 1 to 3 rows, not 4');
    expect(() => net.forward(new Float32Array(8), 1.5)).toThrow('not 1.5');
    expect(() => net.forward(new Float32Array(5), 3)).toThrow('x must hold at least 6 numbers here, and holds 5');
    expect(() => net.forward(new Float32Array(6), 3, new Float32Array(4))).toThrow('parameters must hold exactly 3 numbers here, and holds 4');
    expect(() => net.forward([1, 2] as never, 1)).toThrow('x must be a Float32Array');
    expect(() => net.forwardEach(new Float32Array(6), 3, new Float32Array(8))).toThrow('population must hold at least 9 numbers here, and holds 8');
    net.forward(new Float32Array(6), 3);
    expect(() => net.backward(new Float32Array(2))).toThrow('outputGradient must hold at least 3 numbers here, and holds 2');
    expect(() => net.backward(new Float32Array(3), new Float32Array(5))).toThrow('inputGradient must hold at least 6 numbers here, and holds 5');
    net.forwardEach(new Float32Array(6), 3, new Float32Array(9));
    expect(() => net.backward(new Float32Array(3))).toThrow('forwardEach and parts have no backward');
    net.dispose();
  });

  test('is a backend that reads back asynchronously', async () => {
    const tf = { ...await tfOn('cpu'), getBackend: () => 'webgpu' };
    expect(() => tfjsMlp(tf, { inputs: 2, outputs: 1 }, drawOf(1))).toThrow('reads back from webgpu asynchronously');
  });
});
