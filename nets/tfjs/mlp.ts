import { initialize } from '../initialize.ts';
import { planMlp } from '../mlp-layers.ts';
import type { Activation, Draw, MlpOptions } from '../network.ts';
import type { Tensor, TensorFlow } from './tensorflow.ts';
import { TfjsNetwork } from './tfjs-network.ts';

const ACTIVATE: Record<Activation, (tf: TensorFlow, z: Tensor) => Tensor> = {
  identity: (_, z) => z,
  step: (tf, z) => tf.step(z),
  sigmoid: (tf, z) => tf.sigmoid(z),
  tanh: (tf, z) => tf.tanh(z),
  relu: (tf, z) => tf.relu(z),
  leakyRelu: (tf, z) => tf.leakyRelu(z, 0.01),
  elu: (tf, z) => tf.elu(z),
  softmax: (tf, z) => tf.softmax(z),
  logSoftmax: (tf, z) => tf.logSoftmax(z),
};

/**
 * The multi-layer perceptron of `options` in TensorFlow.js: the same layers, the same flat vector and, from the same draw, the same initial
 * numbers as the one in WebAssembly (0 without one). Throws a RangeError or TypeError that says which option cannot be.
 */
export function tfjsMlp(tf: TensorFlow, options: MlpOptions, draw?: Draw): TfjsNetwork {
  const plan = planMlp(options), { layers } = plan;
  const initial = new Float32Array(plan.size);
  if (draw) initialize(plan, draw, initial);

  /** y = f(a W + b), layer by layer. W and b may have one more dimension in front: one of each for every row. */
  const through = (x: Tensor, W: (layer: number) => Tensor, b: (layer: number) => Tensor, nothing: () => Tensor): Tensor[] => {
    const after: Tensor[] = [];
    layers.forEach(({ inputs, from, activation }, i) => {
      const z = inputs === 0 ? tf.add(nothing(), b(i)) : tf.add(tf.matMul(from < 0 ? x : after[from], W(i)), b(i));
      after.push(ACTIVATE[activation](tf, z));
    });
    return after;
  };
  /** The heads, side by side. */
  const said = (after: Tensor[]): Tensor => {
    const heads = after.filter((_, i) => layers[i].column >= 0);
    return heads.length === 1 ? heads[0] : tf.concat(heads, heads[0].shape.length - 1);
  };

  /** Where W and b of each layer are among the weights; a layer without inputs has b alone. */
  const own = layers.flatMap(({ inputs, outputs, offset }, layer) => [
    ...(inputs > 0 ? [{ layer, bias: false, shape: [inputs, outputs], offset }] : []),
    { layer, bias: true, shape: [outputs], offset: offset + inputs * outputs },
  ]);
  const weights = own.map(({ shape, offset }) => {
    const values = tf.tensor(initial.slice(offset, offset + shape.reduce((n, d) => n * d, 1)), shape), variable = tf.variable(values);
    values.dispose();
    return variable;
  });
  const at = (layer: number, bias: boolean) => weights[own.findIndex((one) => one.layer === layer && one.bias === bias)];
  const W = layers.map((_, i) => at(i, false)), b = layers.map((_, i) => at(i, true));
  const zeros = (...shape: number[]) => tf.tensor(new Float32Array(shape.reduce((n, d) => n * d, 1)), shape);

  return new TfjsNetwork(tf, {
    inputShape: [plan.inputs],
    outputs: plan.outputs,
    layers: layers.map(({ name, inputs, outputs, activation, offset }) => ({ name, inputs, outputs, activation, offset })),
    weights,
    apply: (x) => said(through(x, (i) => W[i], (i) => b[i], () => zeros(x.shape[0], 1))),
    inside: {
      columns: layers.map(({ column }) => column),
      layer: (x, i) => through(x, (i) => W[i], (i) => b[i], () => zeros(x.shape[0], 1))[i],
    },
    applyEach(x, population) {
      const [rows] = x.shape;
      const part = (offset: number, shape: number[]) => tf.reshape(tf.slice(population, [0, offset], [rows, shape[0] * shape[1]]), [rows, ...shape]);
      const y = said(through(tf.reshape(x, [rows, 1, plan.inputs]),
        (i) => part(layers[i].offset, [layers[i].inputs, layers[i].outputs]),
        (i) => part(layers[i].offset + layers[i].inputs * layers[i].outputs, [1, layers[i].outputs]),
        () => zeros(rows, 1, 1)));
      return tf.reshape(y, [rows, plan.outputs]);
    },
    dispose: () => { for (const weight of weights) weight.dispose(); },
  }, plan);
}
