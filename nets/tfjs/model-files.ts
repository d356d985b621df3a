import { planMlp, type MlpLayer } from '../mlp-layers.ts';
import type { Activation, MlpOptions } from '../network.ts';
import type { LayersModel } from './tensorflow.ts';

// A trained network in TensorFlow.js's own format, and back. Format: a functional model of Keras (modelTopology), and the weights one after
// another in single precision, least significant byte first (weightsManifest).

/** What Keras calls an activation; leakyRelu is a layer of its own there, and step there is none. */
const KERAS: Record<Exclude<Activation, 'step'>, string> = {
  identity: 'linear', sigmoid: 'sigmoid', tanh: 'tanh', relu: 'relu', leakyRelu: 'linear', elu: 'elu', softmax: 'softmax', logSoftmax: 'log_softmax',
};

/** What the model's input is called. */
const INPUT = 'observation';

/** Two files that lie beside each other. */
export interface ModelFiles {
  readonly 'model.json': string;
  readonly 'weights.bin': Uint8Array<ArrayBuffer>;
}

/**
 * A multi-layer perceptron as `tf.loadLayersModel` reads it in any TensorFlow.js application: a file each. Each head is an output of its own,
 * in the heads' order and under the head's name. A constant head becomes a frozen layer whose weights are 0.
 *
 * @param options those that the network was made with
 * @param parameters its flat vector [size], of WebAssembly or of TensorFlow.js
 * @throws TypeError for the activation `step`, which Keras lacks; RangeError for another number of parameters, or one that is not finite
 */
export function layersModelFiles(options: MlpOptions, parameters: Float32Array): ModelFiles {
  const plan = planMlp(options), names = layerNames(plan.layers);
  if (parameters.length !== plan.size) {
    throw new RangeError(`a network of these options has ${plan.size} parameters, and ${parameters.length} were given`);
  }
  const layers: object[] = [{
    class_name: 'InputLayer', name: INPUT, inbound_nodes: [],
    config: { batch_input_shape: [null, plan.inputs], dtype: 'float32', sparse: false, name: INPUT },
  }];
  const weights: { name: string; shape: number[]; dtype: 'float32' }[] = [], values: number[] = [], says: string[] = [];

  plan.layers.forEach((layer, i) => {
    const { inputs, outputs, offset, from, activation } = layer, constant = inputs === 0, biases = offset + inputs * outputs;
    if (activation === 'step') {
      throw new TypeError(`layer "${layer.name}" has the activation step, which TensorFlow.js's layers lack; it cannot be saved`);
    }
    const bad = parameters.subarray(offset, biases + outputs).findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) {
      throw new RangeError(`layer "${layer.name}" has a parameter that is ${parameters[offset + bad]}; a model is saved with finite numbers`);
    }
    const name = names[i], fan = constant ? plan.inputs : inputs;
    layers.push({
      class_name: 'Dense', name, inbound_nodes: [[[from < 0 ? INPUT : says[from], 0, 0, {}]]],
      config: {
        name, trainable: !constant, dtype: 'float32', units: outputs, activation: KERAS[activation], use_bias: true,
        kernel_initializer: { class_name: 'Zeros', config: {} }, bias_initializer: { class_name: 'Zeros', config: {} },
      },
    });
    says.push(name);
    if (activation === 'leakyRelu') {
      says[i] = `${name}_leaky_relu`;
      layers.push({
        class_name: 'LeakyReLU', name: says[i], inbound_nodes: [[[name, 0, 0, {}]]],
        config: { name: says[i], trainable: true, dtype: 'float32', alpha: 0.01 },
      });
    }
    weights.push({ name: `${name}/kernel`, shape: [fan, outputs], dtype: 'float32' }, { name: `${name}/bias`, shape: [outputs], dtype: 'float32' });
    for (let k = 0; k < fan * outputs; k++) values.push(constant ? 0 : parameters[offset + k]);
    for (let k = 0; k < outputs; k++) values.push(parameters[biases + k]);
  });

  const heads = plan.layers.flatMap(({ column }, i) => (column < 0 ? [] : [[says[i], 0, 0]]));
  const modelTopology = {
    class_name: 'Model', keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js',
    config: { name: 'gymnase', layers, input_layers: [[INPUT, 0, 0]], output_layers: heads },
  };
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return {
    'model.json': JSON.stringify({
      format: 'layers-model', generatedBy: 'gymnase', convertedBy: null, modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }],
    }),
    'weights.bin': new Uint8Array(bytes.buffer),
  };
}

/**
 * The flat vector [size] of a model that `layersModelFiles` saved, perhaps trained further since; its layers are found by their names.
 * @throws RangeError for a layer that is not there or has another shape than `options` say
 */
export function mlpParameters(options: MlpOptions, model: LayersModel): Float32Array {
  const plan = planMlp(options), names = layerNames(plan.layers), parameters = new Float32Array(plan.size);
  plan.layers.forEach(({ inputs, outputs, offset }, i) => {
    const layer = model.layers.find(({ name }) => name === names[i]);
    if (layer === undefined) {
      const there = model.layers.map(({ name }) => name).join(', ');
      throw new RangeError(`the model "${model.name}" has no layer "${names[i]}". Its layers are: ${there}.`);
    }
    const expected = [[inputs === 0 ? plan.inputs : inputs, outputs], [outputs]], got = layer.weights.map(({ shape }) => shape);
    const shown = (shapes: readonly (readonly (number | null)[])[]) => shapes.map((shape) => `[${shape.join(' x ')}]`).join(' and ') || 'none';
    if (shown(got) !== shown(expected)) {
      throw new RangeError(`layer "${names[i]}" of the model "${model.name}" should have weights of shape ${shown(expected)}, and has ${shown(got)}`);
    }
    const [kernel, bias] = layer.weights;
    if (inputs > 0) parameters.set(kernel.read().dataSync(), offset);
    parameters.set(bias.read().dataSync(), offset + inputs * outputs);
  });
  return parameters;
}

/** Layers' names as Keras allows them, all different: `hidden 1` becomes `hidden_1`. */
function layerNames(layers: readonly MlpLayer[]): string[] {
  const names = [INPUT];
  for (const { name } of layers) {
    let allowed = name.replace(/[^A-Za-z0-9_.]+/g, '_');
    while (names.includes(allowed)) allowed += '_';
    names.push(allowed);
  }
  return names.slice(1);
}
