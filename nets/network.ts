import type { Snapshot } from 'gymnasium-js/basics';

/** Uniform numbers in [0, 1): an agent's named stream, for one. */
export interface Draw {
  random(): number;
}

/** Where one layer's numbers lie in the flat vector of parameters: weights [inputs x outputs], row by row, then the biases [outputs]. */
export interface LayerShape {
  /** What errors call it: `hidden 1`, `policy`, `value hidden 2`. */
  readonly name: string;
  /** 0 for a layer that sees nothing and has biases alone: free parameters. */
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  /** Index of its first weight. */
  readonly offset: number;
}

/** Some of a network's heads. */
export interface NetworkPart {
  readonly outputs: number;
  forward(x: Float32Array, rows: number): Float32Array;
}

/** A layer's numbers: those of row i begin at i * stride. Valid until the next call. */
export interface Activations {
  readonly values: Float32Array;
  readonly stride: number;
}

/**
 * A differentiable function of one flat vector of parameters, for many rows at once. Its memory has a fixed size: `rows` is the most that a
 * call can carry, and a call that carries more throws a RangeError.
 */
export interface Network {
  /** Numbers of a row that goes in. */
  readonly inputs: number;
  /** Numbers of a row that comes out: those of all heads, side by side. */
  readonly outputs: number;
  /** The most rows of one call. */
  readonly rows: number;
  /** How many parameters there are. */
  readonly size: number;
  readonly layers: readonly LayerShape[];
  /** A genome, a checkpoint, a target to copy. [size], a live view: written at will, seen by the next `forward`. */
  readonly parameters: Float32Array;
  /** dLoss/dParameters, summed up by `backward`; whoever uses it clears it. [size], a live view. */
  readonly gradient: Float32Array;

  /**
   * f(x) for the first `rows` rows of x. [rows x inputs] -> [rows x outputs], a view that is valid until the next call.
   * With other parameters of the same shape it is that network's (a target's, a worker's copy); those of `vectors()` need no copying.
   */
  forward(x: Float32Array, rows: number, parameters?: Float32Array): Float32Array;

  /**
   * Row i through a network of its own, whose parameters are those at `i * size`: a population. [rows x inputs] -> [rows x outputs]; has no
   * backward.
   */
  forwardEach(x: Float32Array, rows: number, population: Float32Array): Float32Array;

  /**
   * Adds dLoss/dParameters of the last `forward` to `gradient`, given dLoss/dOutputs [rows x outputs] of as many rows; with `inputGradient`
   * [rows x inputs] it also writes dLoss/dInputs. At the parameters of that `forward`, which must not have changed since.
   */
  backward(outputGradient: Float32Array, inputGradient?: Float32Array): void;

  /**
   * What some heads alone say, side by side as they stand here: an actor without its critic. Its `forward` is a call like others, with the
   * network's own parameters; it has no backward. [rows x inputs] -> [rows x their outputs]. A network has room for two parts.
   */
  part(heads: readonly string[]): NetworkPart;

  /** What layer `layer` of `layers` said in the last call of `forward`, a part's included; those that the call had no use for hold older numbers. */
  activations(layer: number): Activations;

  /** `count` vectors of parameters, one after the other, in the network's own memory: [count x size]. As many as `vectors` of its options allow. */
  vectors(count: number): Float32Array;

  /** Frees what memory of its own does not go by itself; the network cannot be asked afterwards. */
  dispose?(): void;
}

export const ACTIVATIONS = ['identity', 'step', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'softmax', 'logSoftmax'] as const;
/**
 * step(z) is 1 where z > 0, for evaluation only; leakyRelu has slope 0.01 below 0; elu is e^z - 1 there; softmax and logSoftmax run over a whole
 * head.
 */
export type Activation = (typeof ACTIVATIONS)[number];

export const INITIALIZERS = ['orthogonal', 'xavierUniform', 'xavierNormal', 'heUniform', 'heNormal', 'uniform'] as const;
/**
 * How weights begin; biases begin at 0, but for `uniform`, where weights and biases lie in +-gain / sqrt(inputs) (PyTorch's default with gain 1).
 * `orthogonal`: Saxe et al. (2013); `xavier`: Glorot & Bengio (2010); `he`: He et al. (2015).
 */
export type Initializer = (typeof INITIALIZERS)[number];

/** One of the things that a network says: the policy's logits, a value. */
export interface Head {
  /** What errors call it. */
  readonly name: string;
  readonly outputs: number;
  readonly activation?: Activation;
  /** Factor on the initial weights of its last layer. 1 if left out. */
  readonly gain?: number;
  /** Layers of its own between the torso and its outputs. None if left out. */
  readonly hidden?: readonly number[];
  /** The outputs are parameters themselves and see no input (the deviation of a Gaussian policy, say); this is what they begin as. */
  readonly constant?: number;
}

/** A multi-layer perceptron. Either `outputs` or `heads` says what comes out. */
export interface MlpOptions {
  readonly inputs: number;
  /** Widths of the layers that all heads share. [] if left out. */
  readonly hidden?: readonly number[];
  readonly outputs?: number;
  readonly heads?: readonly Head[];
  /** After each hidden layer. `tanh` if left out. */
  readonly activation?: Activation;
  /** Of `outputs`. `identity` if left out. */
  readonly outputActivation?: Activation;
  /** `orthogonal` if left out. */
  readonly init?: Initializer;
  /** Factor on the initial weights of the hidden layers. sqrt 2 for orthogonal ones if left out, else 1. */
  readonly gain?: number;
  /** Factor on those of `outputs`. 1 if left out. */
  readonly outputGain?: number;
  /** The most rows of one call of `forward`. 1 if left out. */
  readonly rows?: number;
  /** How many vectors of parameters `vectors` can give. 0 if left out. */
  readonly vectors?: number;
}

/** Moves parameters against a gradient. */
export interface Optimizer {
  /**
   * Throws a DivergedError (a RangeError) that names the layer where a gradient, a parameter or the learning rate is NaN or infinite; nothing has
   * changed then.
   */
  step(parameters: Float32Array, gradient: Float32Array, learningRate: number): void;
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}

/** Where a root-mean-square optimizer puts its epsilon: g / (sqrt(v) + epsilon) as PyTorch, or g / sqrt(v + epsilon) as TensorFlow. */
export type EpsilonPlacement = 'outside' | 'inside';

/** Each with its fields' usual names; betas, rho and momentum in [0, 1), epsilon above 0, weightDecay from 0. */
export type OptimizerOptions =
  | { readonly name: 'sgd'; readonly momentum?: number; readonly nesterov?: boolean }
  | {
    readonly name: 'rmsprop'; readonly alpha?: number; readonly epsilon?: number; readonly momentum?: number;
    readonly epsilonPlacement?: EpsilonPlacement;
  }
  | { readonly name: 'adam'; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number }
  | { readonly name: 'adamw'; readonly beta1?: number; readonly beta2?: number; readonly epsilon?: number; readonly weightDecay?: number };

/** Makes networks and optimizers from their options, so that an agent never names an implementation. */
export interface Backend {
  /** `wasm`, `tfjs-cpu`, `tfjs-node-gpu`, ... */
  readonly name: string;
  /**
   * Draws the initial parameters from `draw`; without it all are 0, for an owner who writes others there. Throws a RangeError or TypeError that
   * says which option cannot be.
   */
  mlp(options: MlpOptions, draw?: Draw): Network;
  /** For the parameters of a network, or of several that have its shape. */
  optimizer(options: OptimizerOptions, network: Network): Optimizer;
  /** Scales the gradient of a network down to a Euclidean norm of at most `maxNorm`; returns the norm that it had. */
  clipGradient(network: Network, maxNorm: number): number;
  /** target <- target + tau (source - target), of two vectors of a network's shape. */
  polyak(network: Network, target: Float32Array, source: Float32Array, tau: number): void;
}
