// The part of TensorFlow.js that is used here. `tf` is passed in, so that nothing of it is loaded before somebody asks for it: the namespace of
// @tensorflow/tfjs, tfjs-node or tfjs-node-gpu fits, and so do those of tfjs-core and tfjs-layers put together.

export interface Tensor {
  readonly shape: number[];
  dataSync(): ArrayLike<number>;
  dispose(): void;
}

export interface Variable extends Tensor {
  readonly name: string;
  assign(value: Tensor): void;
}

/** What operations take. Tensors are what they get here; the rest is TensorFlow.js's own freedom. */
type Operand = Tensor | number | boolean | string | { readonly [index: number]: unknown };

export interface TensorFlow {
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
  /** Frees every tensor made in `f` but variables. Nothing is returned through it: it would walk through every number of an array. */
  tidy(f: () => void): void;
  tensor(values: Float32Array, shape: number[]): Tensor;
  variable(initial: Tensor): Variable;
  variableGrads(f: () => Tensor, variables?: Variable[]): { value: Tensor; grads: Record<string, Tensor> };

  add(a: Operand, b: Operand): Tensor;
  mul(a: Operand, b: Operand): Tensor;
  matMul(a: Operand, b: Operand): Tensor;
  sum(x: Operand): Tensor;
  concat(tensors: Operand[], axis: number): Tensor;
  slice(x: Operand, begin: number[], size: number[]): Tensor;
  reshape(x: Operand, shape: number[]): Tensor;

  step(x: Operand): Tensor;
  sigmoid(x: Operand): Tensor;
  tanh(x: Operand): Tensor;
  relu(x: Operand): Tensor;
  leakyRelu(x: Operand, alpha: number): Tensor;
  elu(x: Operand): Tensor;
  softmax(x: Operand): Tensor;
  logSoftmax(x: Operand): Tensor;
}

/** A tf.LayersModel: what `tf.sequential`, `tf.model` and `tf.loadLayersModel` make. */
export interface LayersModel {
  readonly name: string;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  readonly layers: readonly Layer[];
  readonly trainableWeights: readonly LayerWeight[];
  apply(x: unknown, options: unknown): unknown;
}

export interface SymbolicTensor {
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
}

export interface Layer {
  readonly name: string;
  readonly trainableWeights: readonly LayerWeight[];
  /** Each weight with its values, the names as they are saved. */
  readonly weights: readonly LayerWeight[];
  readonly stateful?: boolean;
  getConfig(): Record<string, unknown>;
}

export interface LayerWeight {
  readonly name: string;
  readonly originalName: string;
  readonly shape: readonly (number | null)[];
  /** The variable itself. */
  read(): Tensor;
}
