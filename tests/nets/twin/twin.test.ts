import { describe, expect, test } from 'vitest';
import { ACTIVATIONS, type Activation, type MlpOptions, type OptimizerOptions } from '../../../nets/network.ts';
import { pytorch } from '../../fixtures/pytorch.ts';
import { activate, activationGradient, TwinMlp } from './mlp.ts';
import { dot, drawNumbers, numericGradient, vectorError } from './numeric.ts';
import { twinClip, twinOptimizer, twinPolyak } from './optimizers.ts';

const smooth = ACTIVATIONS.filter((activation) => activation !== 'step');

describe('the float64 twin of networks', () => {
  test.each(smooth)('%s has the slope that finite differences find', (activation) => {
    const z = drawNumbers(6, 3, 2), dY = drawNumbers(6, 4), y = (z: Float64Array) => activate(activation, [...z]);
    expect(vectorError(activationGradient(activation, [...z], [...dY]), numericGradient((z) => dot(y(z), dY), z))).toBeLessThan(1e-8);
  });

  test('activations are what their names say at hand-made numbers', () => {
    // e^0 = 1 and ln 3 = 1.0986123: softmax(0, ln 3) = (1/4, 3/4)
    const at: [Activation, number[]][] = [
      ['identity', [-1, 0, 2]], ['step', [0, 0, 1]], ['relu', [0, 0, 2]], ['leakyRelu', [-0.01, 0, 2]], ['elu', [-0.6321205588285577, 0, 2]],
      ['sigmoid', [0.2689414213699951, 0.5, 0.8807970779778823]], ['tanh', [-0.7615941559557649, 0, 0.9640275800758169]],
    ];
    for (const [activation, y] of at) expect(vectorError(activate(activation, [-1, 0, 2]), y)).toBeLessThan(1e-15);
    expect(vectorError(activate('softmax', [0, Math.log(3)]), [0.25, 0.75])).toBeLessThan(1e-15);
    expect(vectorError(activate('logSoftmax', [1000, 1000 + Math.log(3)]), [Math.log(0.25), Math.log(0.75)])).toBeLessThan(1e-12);
  });

  test.each<[string, MlpOptions]>([
    ['without hidden layers', { inputs: 3, outputs: 2 }],
    ['with two tanh layers', { inputs: 3, hidden: [5, 4], outputs: 2 }],
    ['with softmax behind elu', { inputs: 2, hidden: [4], outputs: 3, activation: 'elu', outputActivation: 'softmax' }],
    ['with a shared torso and heads of their own', { inputs: 3, hidden: [5], activation: 'sigmoid', heads: [
      { name: 'policy', outputs: 3, activation: 'logSoftmax', hidden: [4, 3] }, { name: 'value', outputs: 1 },
      { name: 'deviation', outputs: 2, constant: -1 }] }],
    ['with separate torsos', { inputs: 2, heads: [{ name: 'policy', outputs: 2, hidden: [4, 4] }, { name: 'value', outputs: 1, hidden: [3, 3] }] }],
  ])('a network %s has the gradients that finite differences find', (_, options) => {
    const net = new TwinMlp(options), rows = 3;
    const parameters = drawNumbers(net.size, 1), x = drawNumbers(rows * net.inputs, 2), dY = drawNumbers(rows * net.outputs, 5);
    const { gradient, inputGradient } = net.backward(parameters, x, rows, dY);
    expect(vectorError(gradient, numericGradient((p) => dot(net.forward(p, x, rows), dY), parameters))).toBeLessThan(1e-8);
    expect(vectorError(inputGradient, numericGradient((x) => dot(net.forward(parameters, x, rows), dY), x))).toBeLessThan(1e-8);
  });

  const recorded = pytorch.networks.map((net) => [net.options.heads![0].activation!, net] as const);
  test.each(recorded)('a network with %s says what PyTorch says, and has its gradients', (_, recorded) => {
    const { options, rows, parameters, x, y, dy } = recorded, net = new TwinMlp(options);
    expect(net.size).toBe(parameters.length);
    expect(vectorError(net.forward(parameters, x, rows), y)).toBeLessThan(1e-13);
    const { gradient, inputGradient } = net.backward(parameters, x, rows, dy);
    expect(vectorError(gradient, recorded.gradient)).toBeLessThan(1e-13);
    expect(vectorError(inputGradient, recorded.inputGradient)).toBeLessThan(1e-13);
  });

  test('finite differences reject a gradient that forgets the slope of the activation', () => {
    const z = drawNumbers(4, 1), dY = drawNumbers(4, 2);
    expect(vectorError(dY, numericGradient((z) => dot(activate('tanh', [...z]), dY), z))).toBeGreaterThan(0.05);
  });

  test('weights lie row by row before their biases, layer after layer', () => {
    // y = relu(x W1 + b1) W2 + b2 with W1 = [[1, 2], [3, 4]], b1 = [10, -100], W2 = [[5], [6]], b2 = [7]
    // x = (1, 1): x W1 + b1 = (14, -94), so y = 14 * 5 + 0 * 6 + 7 = 77
    const net = new TwinMlp({ inputs: 2, hidden: [2], outputs: 1, activation: 'relu' });
    expect([...net.forward([1, 2, 3, 4, 10, -100, 5, 6, 7], [1, 1], 1)]).toEqual([77]);
  });
});

describe('the float64 twin of optimizers', () => {
  const { learningRate, first, gradients, at, cases } = pytorch.optimizers;

  /** The worst difference to what PyTorch had after the recorded steps. */
  const distance = (options: OptimizerOptions, after: readonly (readonly number[])[]) => {
    const theta = Float64Array.from(first), step = twinOptimizer(options);
    let worst = 0;
    gradients.forEach((g, t) => {
      step(theta, g, learningRate);
      if (at.includes(t + 1)) worst = Math.max(worst, vectorError(theta, after[at.indexOf(t + 1)]));
    });
    return worst;
  };

  test.each(cases.map((c) => [JSON.stringify(c.options), c] as const))('%s goes where PyTorch goes over 100 steps', (_, { options, after }) => {
    expect(distance(options, after)).toBeLessThan(1e-12);
  });

  test('PyTorch rejects the variants that are often confused', () => {
    const recorded = (name: string, i: number) => cases.filter((c) => c.options.name === name)[i];
    const momentum = recorded('sgd', 2), root = recorded('rmsprop', 1), decay = recorded('adamw', 1), adam = recorded('adam', 1);
    expect(distance({ name: 'sgd', momentum: 0.8, nesterov: false }, momentum.after), 'plain momentum for Nesterov\'s').toBeGreaterThan(1e-3);
    expect(distance({ ...root.options, epsilonPlacement: 'inside' } as OptimizerOptions, root.after), 'epsilon under the root').toBeGreaterThan(1e-3);
    expect(distance({ ...decay.options, name: 'adam' }, decay.after), 'no weight decay').toBeGreaterThan(1e-3);
    expect(distance({ ...adam.options, epsilon: 1e-8 } as OptimizerOptions, adam.after), 'another epsilon').toBeGreaterThan(1e-3);
  });

  test('RMSProp with epsilon under the root moves by lr g / sqrt(v + epsilon)', () => {
    // g = 2, alpha = 0.9: v = 0.1 * 4 = 0.4; then v = 0.36 + 0.4 = 0.76, b = 0.5 b + 2 / sqrt(0.76 + 0.1)
    const theta = Float64Array.of(1), step = twinOptimizer({ name: 'rmsprop', alpha: 0.9, epsilon: 0.1, momentum: 0.5, epsilonPlacement: 'inside' });
    step(theta, [2], 0.01);
    const b1 = 2 / Math.sqrt(0.5);
    expect(theta[0]).toBeCloseTo(1 - 0.01 * b1, 14);
    step(theta, [2], 0.01);
    expect(theta[0]).toBeCloseTo(1 - 0.01 * b1 - 0.01 * (0.5 * b1 + 2 / Math.sqrt(0.86)), 14);
  });

  test('clipping scales (3, 4) with norm 5 down to norm 1 and leaves shorter ones alone', () => {
    const g = Float64Array.of(3, 4);
    expect(twinClip(g, 1)).toBe(5);
    expect(vectorError(g, [0.6, 0.8])).toBeLessThan(1e-15);
    expect(twinClip(g, 2)).toBeCloseTo(1, 15);
    expect(vectorError(g, [0.6, 0.8])).toBeLessThan(1e-15);
  });

  test('Polyak averaging moves a target by tau of the way', () => {
    const target = Float64Array.of(0, 10);
    twinPolyak(target, [1, 0], 0.25);
    expect([...target]).toEqual([0.25, 7.5]);
  });
});
