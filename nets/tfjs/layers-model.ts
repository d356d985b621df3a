import { ACTIVATIONS, type Activation, type LayerShape } from '../network.ts';
import type { Layer, LayersModel, LayerWeight, Tensor, TensorFlow, Variable } from './tensorflow.ts';
import { TfjsNetwork } from './tfjs-network.ts';

/**
 * A network from any `tf.LayersModel` with one input of real numbers: `tf.sequential`, `tf.model` or `tf.loadLayersModel` made it. Several
 * outputs stand side by side, in the model's order. The flat parameters are the model's trainable weights in its order, each row by row, and
 * the model sees what is written to them from the next call on: both share the variables. The way back is closed: what `model.setWeights` or
 * `model.fit` writes the flat vector does not learn of, so train through the network only. It is asked in inference mode (dropout does nothing,
 * batch normalization uses its averages); what is frozen is no parameter.
 *
 * @param tf where the model comes from, with the backend set that it shall run on
 * @throws TypeError for a model with several inputs, a state, a fixed number of rows, sizes left open, or inputs that are not numbers
 */
export function tfjsNetwork(tf: TensorFlow, model: LayersModel, { rows = 1, vectors = 0 }: { rows?: number; vectors?: number } = {}): TfjsNetwork {
  const refuse = (what: string): never => { throw new TypeError(`a network cannot be made of the model "${model.name}": ${what}`); };
  if (model.inputs.length !== 1) refuse(`it has ${model.inputs.length} inputs, and a row is one input. Concatenate them in a model around it.`);
  const stateful = model.layers.find((layer) => layer.stateful);
  if (stateful !== undefined) refuse(`its layer "${stateful.name}" keeps a state from call to call. Make it with stateful: false.`);
  const [input] = model.inputs;
  if (input.dtype !== 'float32') refuse(`its input is ${input.dtype}, and rows are float32`);

  const rowShape = (what: string, [batch, ...shape]: readonly (number | null)[]): number[] => {
    if (batch !== null) refuse(`its ${what} has a fixed number of rows, ${batch}. Give the first layer inputShape instead of batchInputShape.`);
    return shape.map((d) => d ?? refuse(`its ${what} leaves a size open: [${shape.map((d) => d ?? '?').join(' x ')}]`));
  };
  const size = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);
  const sizes = model.outputs.map((output, i) => size(rowShape(model.outputs.length === 1 ? 'output' : `output ${i}`, output.shape)));

  return new TfjsNetwork(tf, {
    inputShape: rowShape('input', input.shape),
    outputs: sizes.reduce((sum, n) => sum + n, 0),
    layers: layerShapes(model),
    weights: model.trainableWeights.map((weight) => weight.read() as Variable),
    lent: true,
    apply(x) {
      const y = model.apply(x, { training: false }) as Tensor | Tensor[];
      const parts = (Array.isArray(y) ? y : [y]).map((y, i) => tf.reshape(y, [x.shape[0], sizes[i]]));
      return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
    },
    dispose() { /* The variables are the model's. */ },
  }, { rows, vectors });
}

/** Where the layers' numbers lie. One that is not a dense layer is described as so many free parameters. */
function layerShapes(model: LayersModel): LayerShape[] {
  const shapes: LayerShape[] = [], count = ({ shape }: LayerWeight) => shape.reduce<number>((n, d) => n * (d ?? 1), 1);
  let offset = 0;
  for (const layer of model.layers) {
    const weights = layer.trainableWeights, numbers = weights.reduce((sum, weight) => sum + count(weight), 0);
    if (numbers === 0) continue;
    const [kernel, bias] = weights.map(({ shape }) => shape);
    const dense = weights.length === 2 && kernel.length === 2 && bias.length === 1 && bias[0] === kernel[1];
    const [inputs, outputs] = dense ? kernel as [number, number] : [0, numbers];
    shapes.push({ name: layer.name, inputs, outputs, activation: activationOf(layer), offset });
    offset += numbers;
  }
  return shapes;
}

/** One that has no name here counts as identity. */
function activationOf(layer: Layer): Activation {
  const { activation: name } = layer.getConfig();
  return name === 'log_softmax' ? 'logSoftmax' : ACTIVATIONS.find((activation) => activation === name) ?? 'identity';
}
