import { unknownName } from 'gymnasium-js/basics';
import type { Activations, LayerShape, Network, NetworkPart } from '../network.ts';
import { PARTS } from '../wasm/layout.ts';
import type { Tensor, TensorFlow, Variable } from './tensorflow.ts';

/** What TensorFlow.js computes for a network. */
export interface Graph {
  /** Of one row of inputs. */
  readonly inputShape: readonly number[];
  readonly outputs: number;
  readonly layers: readonly LayerShape[];
  /** In the order of the flat vector, which holds each of them row by row. */
  readonly weights: readonly Variable[];
  /** Whether others see the weights, so that they are the network's own whenever no call is under way. */
  readonly lent?: boolean;
  /** [rows x ...inputShape] -> [rows x outputs] */
  apply(x: Tensor): Tensor;
  /** Of networks of our own making: where each layer's outputs begin among a row's (-1: a hidden layer), and what a layer says of x. */
  readonly inside?: { readonly columns: readonly number[]; layer(x: Tensor, layer: number): Tensor };
  /** Row i through parameters i: [rows x inputs], [rows x size] -> [rows x outputs]. Row by row through `apply` if left out. */
  applyEach?(x: Tensor, population: Tensor): Tensor;
  /** Frees the weights, where they are the network's own. */
  dispose(): void;
}

const product = (shape: readonly (number | null)[]) => shape.reduce<number>((n, d) => n * (d ?? 1), 1);

/**
 * A network that TensorFlow.js computes, on any of its backends that read back synchronously (`cpu`, `wasm`, `tensorflow`, `webgl`).
 * Parameters and gradient live here; weights are uploaded by `forward` where they differ from what was uploaded last. `dispose` frees what
 * TensorFlow.js holds of it; a network that is dropped without it stays in TensorFlow.js's memory.
 */
export class TfjsNetwork implements Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly rows: number;
  readonly size: number;
  readonly layers: readonly LayerShape[];
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;

  readonly #tf: TensorFlow;
  readonly #backend: string;
  readonly #graph: Graph;
  /** Where each weight begins in the flat vector, and behind the last one the size. */
  readonly #offsets: readonly number[];
  /** What the weights hold, number by number and bit by bit. */
  readonly #uploaded: Float32Array;
  readonly #uploadedBits: Int32Array;
  readonly #x: Float32Array;                              // [rows x inputs] of the last forward
  readonly #y: Float32Array;                              // [rows x outputs]
  /** How many vectors there may be, and how many are given out. */
  readonly #most: number;
  #given = 0;
  /** How many rows the last forward had; 0 where there is nothing to go back through. */
  #rows = 0;
  /** How many rows the last forward of the network or of a part had; 0 where no layer has seen any. */
  #seen = 0;
  /** Parameters of the last forward. */
  #last: Float32Array;
  #parts = 0;
  #disposed = false;

  constructor(tf: TensorFlow, graph: Graph, { rows, vectors }: { rows: number; vectors: number }) {
    if (tf.getBackend() === 'webgpu') {
      throw new TypeError('TensorFlow.js reads back from webgpu asynchronously, and a network answers at once. Try the backend webgl, wasm or cpu.');
    }
    this.#tf = tf;
    this.#backend = tf.getBackend();
    this.#graph = graph;
    const offsets = [0];
    for (const { shape } of graph.weights) offsets.push(offsets[offsets.length - 1] + product(shape));
    this.#offsets = offsets;
    this.inputs = product(graph.inputShape);
    this.outputs = graph.outputs;
    this.rows = atLeast('rows', rows, 1);
    this.size = offsets[offsets.length - 1];
    this.layers = graph.layers;
    this.parameters = new Float32Array(this.size);
    this.#last = this.parameters;
    this.gradient = new Float32Array(this.size);
    graph.weights.forEach((weight, i) => this.parameters.set(weight.dataSync(), offsets[i]));
    this.#uploaded = this.parameters.slice();
    this.#uploadedBits = bitsOf(this.#uploaded);
    this.#x = new Float32Array(rows * this.inputs);
    this.#y = new Float32Array(rows * this.outputs);
    this.#most = atLeast('vectors', vectors, 0);
  }

  forward(x: Float32Array, rows: number, parameters = this.parameters): Float32Array {
    this.#check(x, rows);
    expectLength('parameters', parameters, this.size, 'exactly');
    this.#enter();
    this.#rows = this.#seen = 0;
    this.#x.set(x.subarray(0, rows * this.inputs));
    this.#with(parameters, () => { this.#tf.tidy(() => { this.#y.set(this.#graph.apply(this.#input(rows)).dataSync()); }); });
    this.#rows = this.#seen = rows;
    this.#last = parameters;
    return this.#y.subarray(0, rows * this.outputs);
  }

  forwardEach(x: Float32Array, rows: number, population: Float32Array): Float32Array {
    this.#check(x, rows);
    expectLength('population', population, rows * this.size, 'at least');
    this.#enter();
    this.#rows = this.#seen = 0;
    this.#x.set(x.subarray(0, rows * this.inputs));
    const { applyEach } = this.#graph, { inputs, outputs, size } = this, tf = this.#tf;
    if (applyEach === undefined) {
      for (let i = 0; i < rows; i++) {
        const row = this.#x.subarray(i * inputs, (i + 1) * inputs);
        this.#with(population.subarray(i * size, (i + 1) * size), () => {
          tf.tidy(() => { this.#y.set(this.#graph.apply(tf.tensor(row, [1, ...this.#graph.inputShape])).dataSync(), i * outputs); });
        });
      }
    } else {
      tf.tidy(() => { this.#y.set(applyEach(this.#input(rows), tf.tensor(population.slice(0, rows * size), [rows, size])).dataSync()); });
    }
    return this.#y.subarray(0, rows * outputs);
  }

  /** d/dw sum(f(x) dLoss/dOutputs): TensorFlow.js walks forward once more to know the way back. */
  backward(outputGradient: Float32Array, inputGradient?: Float32Array): void {
    const rows = this.#rows, tf = this.#tf;
    if (rows === 0) {
      throw new Error('backward goes back through the last forward, and there is none. Call forward first (forwardEach and parts have no backward).');
    }
    expectLength('outputGradient', outputGradient, rows * this.outputs, 'at least');
    if (inputGradient !== undefined) expectLength('inputGradient', inputGradient, rows * this.inputs, 'at least');
    this.#enter();
    let x: Variable | undefined;
    const back = () => {
      tf.tidy(() => {
        const input = this.#input(rows), dY = tf.tensor(outputGradient.slice(0, rows * this.outputs), [rows, this.outputs]);
        if (inputGradient !== undefined) x = tf.variable(input);
        const of = x === undefined ? [...this.#graph.weights] : [...this.#graph.weights, x];
        if (of.length === 0) return;
        const { grads } = this.#gradients(() => tf.sum(tf.mul(this.#graph.apply(x ?? input), dY)), of);
        this.#graph.weights.forEach(({ name }, i) => add(this.gradient, this.#offsets[i], grads[name]));
        if (inputGradient !== undefined && x !== undefined) {
          inputGradient.fill(0, 0, rows * this.inputs);
          add(inputGradient, 0, grads[x.name]);
        }
      });
    };
    try {
      if (this.#last === this.parameters) back();
      else this.#with(this.#last, back);
    } finally {
      x?.dispose();
    }
  }

  /** TensorFlow.js's wasm backend can compute much whose gradient it cannot: convolutions, for one. */
  #gradients(loss: () => Tensor, of: Variable[]) {
    try {
      return this.#tf.variableGrads(loss, of);
    } catch (error) {
      const missing = /Kernel '(\w+)' not registered for backend '(\w+)'/.exec(String(error));
      if (missing === null) throw error;
      const [, kernel, backend] = missing;
      const lacking = `its backend ${backend}, which lacks ${kernel}`;
      throw new Error(`TensorFlow.js cannot train this network on ${lacking}. Try tfjs-cpu or tfjs-node.`, { cause: error });
    }
  }

  part(heads: readonly string[]): NetworkPart {
    const { columns } = this.#inside('parts');
    const said = this.layers.flatMap(({ name, outputs }, i) => (columns[i] < 0 ? [] : [{ name, outputs, column: columns[i] }]));
    const unknown = heads.find((name) => !said.some((head) => head.name === name));
    if (unknown !== undefined) throw new RangeError(unknownName('head', unknown, said.map(({ name }) => name)));
    if (heads.length === 0) throw new RangeError('a part of a network needs one head at least');
    if (this.#parts === PARTS) throw new RangeError(`a network has room for ${PARTS} parts, and they are taken`);
    this.#parts++;
    const asked = said.filter(({ name }) => heads.includes(name));
    const chosen = asked.flatMap(({ column, outputs }) => Array.from({ length: outputs }, (_, k) => column + k));
    const y = new Float32Array(this.rows * chosen.length);
    return {
      outputs: chosen.length,
      forward: (x, rows) => {
        const all = this.forward(x, rows);
        this.#rows = 0;
        for (let i = 0, at = 0; i < rows; i++) for (const column of chosen) y[at++] = all[i * this.outputs + column];
        return y.subarray(0, rows * chosen.length);
      },
    };
  }

  activations(layer: number): Activations {
    const inside = this.#inside('activations');
    if (!(inside.columns[layer] < 0)) throw new RangeError(`layer ${layer} is no hidden layer of this network`);
    if (this.#seen === 0) throw new Error('activations are those of the last forward, and there is none');
    this.#enter();
    const { outputs: stride } = this.layers[layer], values = new Float32Array(this.#seen * stride);
    this.#tf.tidy(() => { values.set(inside.layer(this.#input(this.#seen), layer).dataSync()); });
    return { values, stride };
  }

  #inside(what: string): NonNullable<Graph['inside']> {
    if (!this.#graph.inside) {
      throw new TypeError(`this network is a TensorFlow.js model of another making, so it has no ${what}; networks of backend.mlp have`);
    }
    return this.#graph.inside;
  }

  /** Those that no earlier call has given. */
  vectors(count: number): Float32Array {
    const left = this.#most - this.#given;
    if (!(Number.isInteger(count) && count >= 0 && count <= left)) {
      throw new RangeError(`${count} vectors of parameters are asked for, and this network has ${left} left of ${this.#most};`
        + ' the option "vectors" says how many it has');
    }
    this.#given += count;
    return new Float32Array(count * this.size);
  }

  /** Frees what TensorFlow.js holds for this network; it cannot be asked afterwards. The weights of a model that was handed in stay the model's. */
  dispose(): void {
    if (!this.#disposed) this.#graph.dispose();
    this.#disposed = true;
  }

  /** Calls `use` with these weights; those that others see are the network's own again afterwards. */
  #with(parameters: Float32Array, use: () => void): void {
    this.#upload(parameters);
    try {
      use();
    } finally {
      if (this.#graph.lent === true && parameters !== this.parameters) this.#upload(this.parameters);
    }
  }

  /** Uploads the weights that differ from what was uploaded last. Bits are compared, so that a NaN equals itself and -0 is not 0. */
  #upload(parameters: Float32Array): void {
    const bits = bitsOf(parameters), old = this.#uploadedBits;
    this.#graph.weights.forEach((weight, k) => {
      const from = this.#offsets[k], to = this.#offsets[k + 1];
      let i = from;
      while (i < to && bits[i] === old[i]) i++;
      if (i === to) return;
      this.#uploaded.set(parameters.subarray(from, to), from);
      const values = this.#tf.tensor(parameters.slice(from, to), weight.shape);
      weight.assign(values);
      values.dispose();
    });
  }

  #input(rows: number): Tensor {
    return this.#tf.tensor(this.#x.subarray(0, rows * this.inputs), [rows, ...this.#graph.inputShape]);
  }

  /** TensorFlow.js has one backend at a time; networks on two of them take turns. One that is loaded is set before setBackend returns. */
  #enter(): void {
    if (this.#disposed) throw new Error('this network has been disposed of; make a new one');
    if (this.#tf.getBackend() !== this.#backend) void this.#tf.setBackend(this.#backend);
  }

  #check(x: Float32Array, rows: number): void {
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= this.rows)) {
      throw new RangeError(`a call of this network carries 1 to ${this.rows} rows, not ${rows}; the option "rows" says how many`);
    }
    expectLength('x', x, rows * this.inputs, 'at least');
  }
}

const bitsOf = (numbers: Float32Array) => new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);

/** Adds a tensor to a part of a vector; one that is not there is zero: the loss does not depend on it. */
function add(to: Float32Array, offset: number, tensor: Tensor | undefined): void {
  if (tensor === undefined) return;
  const g = tensor.dataSync();
  for (let i = 0; i < g.length; i++) to[offset + i] += g[i];
}

function atLeast(name: string, value: number, least: number): number {
  if (!(Number.isInteger(value) && value >= least)) throw new RangeError(`"${name}" must be a whole number of at least ${least}, not ${value}`);
  return value;
}

function expectLength(name: string, numbers: Float32Array, length: number, how: 'exactly' | 'at least'): void {
  if (!(numbers instanceof Float32Array)) throw new TypeError(`${name} must be a Float32Array, not ${typeof numbers}`);
  if (how === 'exactly' ? numbers.length !== length : numbers.length < length) {
    throw new RangeError(`${name} must hold ${how} ${length} numbers here, and holds ${numbers.length}`);
  }
}
