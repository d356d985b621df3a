import type { Activation, MlpOptions } from '../../../nets/network.ts';

/** Networks of many kinds, small enough for a test. */
export const NETS: readonly (readonly [string, MlpOptions])[] = [
  ['without hidden layers', { inputs: 3, outputs: 2 }],
  ...(['identity', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'softmax', 'logSoftmax'] as Activation[]).map((activation) => (
    [`with ${activation} everywhere`, { inputs: 5, hidden: [8, 7], outputs: 3, activation, outputActivation: activation }] as const)),
  ['with a shared torso, heads of their own and free parameters', { inputs: 4, hidden: [9], activation: 'elu', heads: [
    { name: 'policy', outputs: 3, activation: 'logSoftmax', hidden: [6, 5] }, { name: 'value', outputs: 1, hidden: [4] },
    { name: 'deviation', outputs: 2, constant: -0.5, activation: 'sigmoid' }] }],
  ['with separate torsos', { inputs: 4, heads: [
    { name: 'policy', outputs: 2, activation: 'softmax', hidden: [6, 6] }, { name: 'value', outputs: 1, hidden: [5, 5] }] }],
];
