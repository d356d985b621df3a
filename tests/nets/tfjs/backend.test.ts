import { beforeAll, describe, expect, test } from 'vitest';
import { INITIALIZERS, type Network, type OptimizerOptions } from '../../../nets/network.ts';
import { tfjsBackend, type TfjsBackend } from '../../../nets/tfjs/backend.ts';
import { wasmBackend } from '../../../nets/wasm/index.ts';
import { drawOf } from '../draw.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';
import { NETS } from './nets.ts';
import { core, tfOn } from './tf.ts';

const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));

describe.each(['cpu', 'wasm'])('the backend of TensorFlow.js on %s beside the one in WebAssembly', (device) => {
  let tfjs: TfjsBackend;
  beforeAll(async () => { tfjs = tfjsBackend(await tfOn(device), `tfjs-${device}`); });

  test.each(NETS)('a network %s has its outputs and gradients, within 1e-5 of the largest', (_, options) => {
    const rows = 7, a = wasmBackend.mlp({ ...options, rows }, drawOf(1)), b = tfjs.mlp({ ...options, rows }, drawOf(1));
    expect(b.layers).toEqual(a.layers);
    a.parameters.set(numbers(a.size, 5));
    b.parameters.set(a.parameters);                        // weights travel as they are
    const x = numbers(rows * a.inputs, 2, 2), dY = numbers(rows * a.outputs, 3), of = (net: Network) => {
      const y = net.forward(x, rows).slice(), inputs = new Float32Array(rows * net.inputs);
      net.backward(dY, inputs);
      return { y, inputs, gradient: net.gradient };
    };
    const expected = of(a), actual = of(b);
    expect(vectorError(actual.y, expected.y)).toBeLessThan(1e-6);
    expect(vectorError(actual.gradient, expected.gradient)).toBeLessThan(1e-5);
    expect(vectorError(actual.inputs, expected.inputs)).toBeLessThan(1e-5);
    b.dispose();
  });

  test.each(INITIALIZERS)('%s weights begin as the same numbers', (init) => {
    const options = { ...NETS[9][1], init }, net = tfjs.mlp(options, drawOf(4));
    expect([...net.parameters]).toEqual([...wasmBackend.mlp(options, drawOf(4)).parameters]);
    expect([...net.parameters]).not.toEqual([...wasmBackend.mlp(options, drawOf(5)).parameters]);
    net.dispose();
  });

  test('without a draw all weights begin as 0, constants too', () => {
    const [, options] = NETS[9], heads = [{ name: 'policy', outputs: 2 }, { name: 'log deviation', outputs: 2, constant: -1 }];
    for (const one of [options, { inputs: 3, heads }]) {
      for (const { mlp } of [tfjs, wasmBackend]) {
        expect(mlp(one, drawOf(4)).parameters.every((w) => w === 0)).toBe(false);
        expect([...mlp(one).parameters]).toEqual(new Array(mlp(one).size).fill(0));
      }
    }
  });

  test('clips a gradient and averages as the other does, to the bit', () => {
    const options = NETS[9][1], a = wasmBackend.mlp(options, drawOf(1)), b = tfjs.mlp(options, drawOf(1));
    a.gradient.set(numbers(a.size, 2));
    b.gradient.set(a.gradient);
    expect(tfjs.clipGradient(b, 0.5)).toBe(wasmBackend.clipGradient(a, 0.5));
    expect([...b.gradient]).toEqual([...a.gradient]);
    const targets = [numbers(a.size, 7), numbers(a.size, 7)];
    wasmBackend.polyak(a, targets[0], a.parameters, 0.01);
    tfjs.polyak(b, targets[1], b.parameters, 0.01);
    expect([...targets[1]]).toEqual([...targets[0]]);
    b.dispose();
  });

  test('refuses a step that is not finite, names the layer, and changes nothing', () => {
    const net = tfjs.mlp({ inputs: 2, hidden: [3], outputs: 1, rows: 2 }, drawOf(1)), adam = tfjs.optimizer({ name: 'adam' }, net);
    const before = net.parameters.slice();
    net.forward(Float32Array.of(1, NaN, 1, 1), 2);
    net.backward(Float32Array.of(1, 1));
    expect(() => adam.step(net.parameters, net.gradient, 0.1)).toThrow('of layer "hidden 1"');
    expect([...net.parameters]).toEqual([...before]);
    net.dispose();
  });

  test('learns: a network with its optimizer fits x0 x1 on the corners of a square', () => {
    const net = tfjs.mlp({ inputs: 2, hidden: [8], outputs: 1, rows: 4 }, drawOf(1)), adam = tfjs.optimizer({ name: 'adam' }, net);
    const x = Float32Array.of(-1, -1, -1, 1, 1, -1, 1, 1), target = [1, -1, -1, 1];
    let loss = 0;
    for (let t = 0; t < 200; t++) {
      const error = net.forward(x, 4).map((y, i) => y - target[i]);
      loss = error.reduce((sum, e) => sum + e * e, 0);
      net.gradient.fill(0);
      net.backward(error);
      adam.step(net.parameters, net.gradient, 0.02);
    }
    expect(loss).toBeLessThan(1e-3);
    net.dispose();
  });
});

describe('optimizers of networks of TensorFlow.js, against its own', () => {
  const LEARNING_RATE = 0.01, STEPS = 100;
  type Cases = readonly (readonly [string, OptimizerOptions, () => core.Optimizer])[];
  const cases: Cases = [
    ['SGD', { name: 'sgd' }, () => core.train.sgd(LEARNING_RATE)],
    ['momentum', { name: 'sgd', momentum: 0.9 }, () => core.train.momentum(LEARNING_RATE, 0.9)],
    ['Nesterov\'s momentum', { name: 'sgd', momentum: 0.9, nesterov: true }, () => core.train.momentum(LEARNING_RATE, 0.9, true)],
    ['RMSProp', { name: 'rmsprop', alpha: 0.9, epsilon: 1e-3, epsilonPlacement: 'inside' }, () => core.train.rmsprop(LEARNING_RATE, 0.9, 0, 1e-3)],
    ['RMSProp with momentum', { name: 'rmsprop', alpha: 0.9, epsilon: 1e-3, momentum: 0.5, epsilonPlacement: 'inside' },
      () => core.train.rmsprop(LEARNING_RATE, 0.9, 0.5, 1e-3)],
    ['Adam', { name: 'adam', beta1: 0.8, beta2: 0.99, epsilon: 1e-5 }, () => core.train.adam(LEARNING_RATE, 0.8, 0.99, 1e-5)],
  ];

  /** The worst difference between parameters after each step along the gradients of a network that learns a regression; both get the same ones. */
  async function distance(options: OptimizerOptions, make: () => core.Optimizer): Promise<number> {
    const rows = 6, tfjs = tfjsBackend(await tfOn('cpu'), 'tfjs-cpu'), net = tfjs.mlp({ inputs: 3, hidden: [5], outputs: 2, rows }, drawOf(1));
    const optimizer = tfjs.optimizer(options, net), own = make(), theirs = core.variable(core.tensor1d(net.parameters.slice()));
    const x = numbers(3 * rows, 2), target = numbers(2 * rows, 3);
    let worst = 0;
    for (let t = 0; t < STEPS; t++) {
      net.gradient.fill(0);
      net.backward(net.forward(x, rows).map((y, i) => y - target[i]));
      optimizer.step(net.parameters, net.gradient, LEARNING_RATE);
      core.tidy(() => { own.applyGradients({ [theirs.name]: core.tensor1d(net.gradient.slice()) }); });
      worst = Math.max(worst, vectorError(net.parameters, theirs.dataSync()));
    }
    own.dispose();
    theirs.dispose();
    net.dispose();
    return worst;
  }

  test.each(cases)(`%s goes where it goes, step for step over ${STEPS} steps`, async (_, options, make) => {
    expect(await distance(options, make)).toBeLessThan(1e-5);
  });

  test('plain momentum is not Nesterov\'s, and epsilon stands where it stands', async () => {
    expect(await distance(cases[1][1], cases[2][2])).toBeGreaterThan(1e-3);
    expect(await distance({ name: 'rmsprop', alpha: 0.9, epsilon: 1e-3, epsilonPlacement: 'outside' }, cases[3][2])).toBeGreaterThan(1e-3);
    expect(await distance({ name: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-5 }, cases[5][2])).toBeGreaterThan(1e-3);
  });
});
