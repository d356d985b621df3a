import type { Activation, LayerShape, MlpOptions } from '../../../nets/network.ts';

// A multi-layer perceptron in float64, written to be read: what every faster one must equal. It is held to finite differences in twin.test.ts.

type Numbers = ArrayLike<number>;
/** A layer as `nets/network.ts` describes it, and where its inputs come from: another layer, or the network's own input (undefined). */
export interface TwinLayer extends LayerShape { readonly from: TwinLayer | undefined; readonly isOutput: boolean }

/** The layers in the order of the flat vector: the shared hidden ones, then head by head its own hidden ones and its outputs. */
export function twinLayers(options: MlpOptions): TwinLayer[] {
  const { inputs, hidden = [], activation = 'tanh', outputs, outputActivation = 'identity' } = options;
  const heads = options.heads ?? [{ name: 'output', outputs: outputs!, activation: outputActivation }];
  const layers: TwinLayer[] = [];
  let offset = 0;
  const add = (name: string, from: TwinLayer | undefined, inputs: number, outputs: number, activation: Activation, isOutput = false): TwinLayer => {
    const layer = { name, from, inputs, outputs, activation, offset, isOutput };
    offset += inputs * outputs + outputs;
    layers.push(layer);
    return layer;
  };
  let torso: TwinLayer | undefined;
  hidden.forEach((width, i) => { torso = add(`hidden ${i + 1}`, torso, torso?.outputs ?? inputs, width, activation); });
  for (const head of heads) {
    let from = torso;
    (head.hidden ?? []).forEach((width, i) => { from = add(`${head.name} hidden ${i + 1}`, from, from?.outputs ?? inputs, width, activation); });
    add(head.name, from, head.constant === undefined ? from?.outputs ?? inputs : 0, head.outputs, head.activation ?? 'identity', true);
  }
  return layers;
}

export class TwinMlp {
  readonly layers: readonly TwinLayer[];
  readonly inputs: number;
  readonly outputs: number;
  /** How many parameters there are. */
  readonly size: number;

  constructor(options: MlpOptions) {
    this.layers = twinLayers(options);
    this.inputs = options.inputs;
    this.outputs = this.layers.filter((layer) => layer.isOutput).reduce((sum, layer) => sum + layer.outputs, 0);
    this.size = this.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs + outputs, 0);
  }

  /** [rows x inputs] -> [rows x outputs] */
  forward(parameters: Numbers, x: Numbers, rows: number): Float64Array {
    const y = new Float64Array(rows * this.outputs);
    for (let i = 0; i < rows; i++) {
      const after = this.#layersOf(parameters, this.#row(x, i));
      y.set(this.layers.filter((layer) => layer.isOutput).flatMap((layer) => after.get(layer)!), i * this.outputs);
    }
    return y;
  }

  /** dLoss/dParameters [size] and dLoss/dInputs [rows x inputs], given dLoss/dOutputs [rows x outputs]. */
  backward(parameters: Numbers, x: Numbers, rows: number, outputGradient: Numbers): { gradient: Float64Array; inputGradient: Float64Array } {
    const gradient = new Float64Array(this.size), inputGradient = new Float64Array(rows * this.inputs);
    for (let i = 0; i < rows; i++) {
      const input = this.#row(x, i), after = this.#layersOf(parameters, input);
      const dInput = input.map(() => 0), dAfter = new Map(this.layers.map((layer) => [layer, new Array<number>(layer.outputs).fill(0)]));
      let at = i * this.outputs;
      for (const layer of this.layers) if (layer.isOutput) for (let k = 0; k < layer.outputs; k++) dAfter.get(layer)![k] = outputGradient[at++];
      for (const layer of this.layers.toReversed()) {
        const { inputs, outputs, offset, from } = layer;
        const a = from === undefined ? input : after.get(from)!, dA = from === undefined ? dInput : dAfter.get(from)!;
        const dZ = activationGradient(layer.activation, preactivation(layer, parameters, a), dAfter.get(layer)!);
        // z = a W + b   =>   dW = a' dz,   db = dz,   da = dz W'
        for (let k = 0; k < outputs; k++) {
          for (let j = 0; j < inputs; j++) {
            gradient[offset + j * outputs + k] += a[j] * dZ[k];
            dA[j] += parameters[offset + j * outputs + k] * dZ[k];
          }
          gradient[offset + inputs * outputs + k] += dZ[k];
        }
      }
      inputGradient.set(dInput, i * this.inputs);
    }
    return { gradient, inputGradient };
  }

  #row(x: Numbers, i: number): number[] {
    return Array.from({ length: this.inputs }, (_, j) => x[i * this.inputs + j]);
  }

  /** What each layer says of one input. */
  #layersOf(parameters: Numbers, input: readonly number[]): Map<TwinLayer, number[]> {
    const after = new Map<TwinLayer, number[]>();
    for (const layer of this.layers) {
      const a = layer.from === undefined ? input : after.get(layer.from)!;
      after.set(layer, activate(layer.activation, preactivation(layer, parameters, a)));
    }
    return after;
  }
}

/** z = a W + b */
function preactivation({ inputs, outputs, offset }: TwinLayer, parameters: Numbers, a: readonly number[]): number[] {
  return Array.from({ length: outputs }, (_, k) => {
    let z = parameters[offset + inputs * outputs + k];
    for (let j = 0; j < inputs; j++) z += a[j] * parameters[offset + j * outputs + k];
    return z;
  });
}

/** What an activation makes of one layer's numbers. */
export function activate(activation: Activation, z: readonly number[]): number[] {
  switch (activation) {
    case 'identity': return [...z];
    case 'step': return z.map((z) => (z > 0 ? 1 : 0));
    case 'sigmoid': return z.map((z) => 1 / (1 + Math.exp(-z)));
    case 'tanh': return z.map(Math.tanh);
    case 'relu': return z.map((z) => Math.max(z, 0));
    case 'leakyRelu': return z.map((z) => (z > 0 ? z : 0.01 * z));
    case 'elu': return z.map((z) => (z > 0 ? z : Math.expm1(z)));
    case 'softmax': {
      const top = Math.max(...z), e = z.map((z) => Math.exp(z - top)), sum = e.reduce((a, b) => a + b, 0);
      return e.map((e) => e / sum);
    }
    case 'logSoftmax': {
      const top = Math.max(...z), logSum = Math.log(z.reduce((sum, z) => sum + Math.exp(z - top), 0));
      return z.map((z) => z - top - logSum);
    }
  }
}

/** dLoss/dz, given dLoss/dy of y = activate(z). At the corners as PyTorch: the slope from below. */
export function activationGradient(activation: Activation, z: readonly number[], dY: readonly number[]): number[] {
  const y = activate(activation, z), times = (slope: (z: number, y: number) => number) => dY.map((d, k) => d * slope(z[k], y[k]));
  switch (activation) {
    case 'identity': return [...dY];
    case 'step': return times(() => 0);
    case 'sigmoid': return times((_, y) => y * (1 - y));
    case 'tanh': return times((_, y) => 1 - y * y);
    case 'relu': return times((z) => (z > 0 ? 1 : 0));
    case 'leakyRelu': return times((z) => (z > 0 ? 1 : 0.01));
    case 'elu': return times((z) => (z > 0 ? 1 : Math.exp(z)));
    case 'softmax': {                                              // dy_j/dz_k = y_j (1{j = k} - y_k)
      const mean = dY.reduce((sum, d, j) => sum + d * y[j], 0);
      return dY.map((d, k) => y[k] * (d - mean));
    }
    case 'logSoftmax': {                                           // dy_j/dz_k = 1{j = k} - e^(y_k)
      const sum = dY.reduce((a, b) => a + b, 0);
      return dY.map((d, k) => d - Math.exp(y[k]) * sum);
    }
  }
}
