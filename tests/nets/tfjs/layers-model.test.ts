import { beforeAll, describe, expect, test } from 'vitest';
import { tfjsNetwork } from '../../../nets/tfjs/layers-model.ts';
import type { LayersModel, TensorFlow } from '../../../nets/tfjs/tensorflow.ts';
import { TwinMlp } from '../twin/mlp.ts';
import { dot, drawNumbers, numericGradient, vectorError } from '../twin/numeric.ts';
import { core, layers as tfl, tfOn } from './tf.ts';

const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));

describe.each(['cpu', 'wasm'])('a network from a tf.LayersModel on %s', (backend) => {
  let tf: TensorFlow;
  beforeAll(async () => { tf = await tfOn(backend); });

  test('that is a stack of dense layers has the flat vector of the same perceptron', () => {
    const model = tfl.sequential({ layers: [
      tfl.layers.dense({ units: 6, inputShape: [4], activation: 'elu', name: 'first' }),
      tfl.layers.dense({ units: 3, activation: 'softmax', name: 'second' }),
    ] });
    const net = tfjsNetwork(tf, model, { rows: 5 });
    const twin = new TwinMlp({ inputs: 4, hidden: [6], outputs: 3, activation: 'elu', outputActivation: 'softmax' });
    expect(net.layers).toEqual([
      { name: 'first', inputs: 4, outputs: 6, activation: 'elu', offset: 0 },
      { name: 'second', inputs: 6, outputs: 3, activation: 'softmax', offset: 30 },
    ]);
    expect([...net.parameters]).toEqual(model.getWeights().flatMap((w) => [...w.dataSync()]));
    net.parameters.set(numbers(net.size, 1));
    const x = numbers(20, 2), dY = numbers(15, 3), inputGradient = new Float32Array(20);
    expect(vectorError(net.forward(x, 5), twin.forward(net.parameters, x, 5))).toBeLessThan(1e-6);
    net.backward(dY, inputGradient);
    const back = twin.backward(net.parameters, x, 5, dY);
    expect(vectorError(net.gradient, back.gradient)).toBeLessThan(1e-5);
    expect(vectorError(inputGradient, back.inputGradient)).toBeLessThan(1e-5);

    // The model sees what the network was told, and can be asked itself.
    core.tidy(() => {
      const said = model.predict(core.tensor2d(x, [5, 4])) as core.Tensor;
      expect(vectorError(said.dataSync(), net.forward(x, 5))).toBeLessThan(1e-6);
    });

    const population = numbers(2 * net.size, 4), each = net.forwardEach(x, 2, population).slice();
    for (let i = 0; i < 2; i++) {
      expect(vectorError(each.subarray(3 * i, 3 * i + 3), twin.forward(population.subarray(i * net.size), x.subarray(4 * i), 1))).toBeLessThan(1e-6);
    }
    model.dispose();
  });

  test('with convolutions and two outputs has the gradients that finite differences find, or says that there are none', () => {
    // Outputs of 4 and 2 numbers stand side by side. Differences of single precision see three digits.
    const image = tfl.input({ shape: [4, 4, 1] });
    const eye = tfl.layers.conv2d({ filters: 2, kernelSize: 2, strides: 2, activation: 'tanh', name: 'eye' });
    const seen = tfl.layers.flatten().apply(eye.apply(image)) as tfl.SymbolicTensor;
    const outputs = [tfl.layers.dense({ units: 4, name: 'policy' }).apply(seen), tfl.layers.reshape({ targetShape: [2, 1] })
      .apply(tfl.layers.dense({ units: 2, name: 'value' }).apply(seen))] as tfl.SymbolicTensor[];
    const model = tfl.model({ inputs: image, outputs }), net = tfjsNetwork(tf, model, { rows: 3 });
    expect({ inputs: net.inputs, outputs: net.outputs, size: net.size }).toEqual({ inputs: 16, outputs: 6, size: 2 * 2 * 2 + 2 + (8 + 1) * 6 });
    expect(net.layers[0]).toEqual({ name: 'eye', inputs: 0, outputs: 10, activation: 'tanh', offset: 0 });
    const x = numbers(48, 1), dY = numbers(18, 2), p = numbers(net.size, 3), inputGradient = new Float32Array(48);
    net.parameters.set(p);
    net.forward(x, 3);
    if (backend === 'wasm') {                              // it has the way there, and no way back
      expect(() => net.backward(dY)).toThrow('cannot train this network on its backend wasm, which lacks Conv2DBackpropFilter. Try tfjs-cpu');
      model.dispose();
      return;
    }
    net.backward(dY, inputGradient);
    const loss = (p: ArrayLike<number>, x: ArrayLike<number>) => dot(net.forward(Float32Array.from(x), 3, Float32Array.from(p)), dY);
    expect(vectorError(net.gradient, numericGradient((p) => loss(p, x), Float64Array.from(p), 1e-2))).toBeLessThan(1e-3);
    expect(vectorError(inputGradient, numericGradient((x) => loss(p, x), Float64Array.from(x), 1e-2))).toBeLessThan(1e-3);
    const mean = net.gradient.map((g) => g / 3);
    expect(vectorError(mean, numericGradient((p) => loss(p, x), Float64Array.from(p), 1e-2)), 'the mean over rows').toBeGreaterThan(0.1);
    model.dispose();
  });

  test('is asked in inference mode, and frozen weights are no parameters', () => {
    const model = tfl.sequential({ layers: [
      tfl.layers.dense({ units: 8, inputShape: [3], trainable: false }), tfl.layers.batchNormalization(), tfl.layers.dropout({ rate: 0.5 }),
      tfl.layers.dense({ units: 1 })] });
    const net = tfjsNetwork(tf, model, { rows: 2 }), x = numbers(6, 1);
    expect(net.size).toBe(8 + 8 + 8 + 1);                   // gamma and beta; the last layer
    const first = net.forward(x, 2).slice();
    net.backward(Float32Array.of(1, 1));
    expect([...net.forward(x, 2)]).toEqual([...first]);
    expect(net.gradient[net.size - 1], 'dLoss/db of the last layer').toBe(2);
    model.dispose();
  });

  test('is asked with other parameters, and the model keeps its own', () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2] })] }), net = tfjsNetwork(tf, model, { rows: 2 });
    const x = Float32Array.of(1, 2, 3, -1), ask = () => core.tidy(() => [...(model.predict(core.tensor(x, [2, 2])) as core.Tensor).dataSync()]);
    net.parameters.set([1, 10, 0]);
    const own = [...net.forward(x, 2)], target = Float32Array.of(2, 1, 5), population = Float32Array.of(0, 0, 1, 0, 0, 2);
    expect([own, ask()]).toEqual([[21, -7], [21, -7]]);
    expect([...net.forward(x, 2, target)]).toEqual([9, 10]);
    expect(ask(), 'after a target').toEqual(own);
    const inputGradient = new Float32Array(4);
    net.backward(Float32Array.of(1, 1), inputGradient);
    expect([...inputGradient], 'back through the target, not through the own').toEqual([2, 1, 2, 1]);
    expect(ask(), 'after its backward').toEqual(own);
    expect([...net.forwardEach(x, 2, population)]).toEqual([1, 2]);
    expect(ask(), 'after a population').toEqual(own);
    model.dispose();
  });

  test('keeps no tensors, and leaves the model its weights', () => {
    const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [2] })] }), net = tfjsNetwork(tf, model);
    const before = core.memory().numTensors;
    const x = numbers(2, 1), inputGradient = new Float32Array(2);
    for (let t = 0; t < 300; t++) {
      net.forward(x, 1);
      net.backward(x, inputGradient);
      net.parameters[t % net.size] += 0.01;
      net.forwardEach(x, 1, net.gradient);
    }
    expect(core.memory().numTensors).toBe(before);
    net.dispose();
    expect(core.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('a tf.LayersModel that is no network', () => {
  const dense = (options: object = { inputShape: [2] }) => tfl.layers.dense({ units: 1, ...options });
  const two = () => {
    const a = tfl.input({ shape: [2] }), b = tfl.input({ shape: [2] });
    return tfl.model({ inputs: [a, b], outputs: tfl.layers.add().apply([a, b]) as tfl.SymbolicTensor, name: 'twins' });
  };
  const embedding = () => {
    const inputs = tfl.input({ shape: [3], dtype: 'int32' }), words = tfl.layers.embedding({ inputDim: 4, outputDim: 2 }).apply(inputs);
    return tfl.model({ inputs, outputs: tfl.layers.flatten().apply(words) as tfl.SymbolicTensor });
  };
  const memory = () => tfl.layers.gru({ units: 1, stateful: true, recurrentInitializer: 'zeros', batchInputShape: [1, 2, 1] });
  const eye = () => tfl.layers.conv2d({ filters: 1, kernelSize: 2, inputShape: [null, null, 1] });
  test.each<[string, () => LayersModel, string]>([
    ['with two inputs', two, 'of the model "twins": it has 2 inputs, and a row is one input. Concatenate'],
    ['with a fixed number of rows', () => tfl.sequential({ layers: [dense({ batchInputShape: [4, 2] })] }),
      'a fixed number of rows, 4. Give the first layer inputShape'],
    ['of any size of picture', () => tfl.sequential({ layers: [eye()] }), 'leaves a size open: [? x ? x 1]'],
    ['with a state', () => tfl.sequential({ layers: [memory()] }), 'keeps a state from call to call'],
    ['of whole numbers', embedding, 'its input is int32'],
  ])('%s is refused with a sentence', async (_, make, sentence) => {
    const tf = await tfOn('cpu'), model = make();
    expect(() => tfjsNetwork(tf, model)).toThrow(sentence);
  });
});
