import { describe } from 'gymnasium-js/basics';
import { kernelsIn, memoryOf, type Kernels } from '../kernels/kernels.ts';
import { planMlp, type MlpPlan } from '../mlp-layers.ts';
import type { Activations, LayerShape, MlpOptions, Network, NetworkPart } from '../network.ts';
import { Desk } from './desk.ts';
import { KEPT_NUMBERS, KEPT_VECTORS, layoutOf, PARTS, type Workspace } from './layout.ts';
import { writePart, writeProgram } from './program.ts';

/** What an optimizer remembers, in the memory of the network that it moves. */
export interface Kept {
  readonly numbers: Float64Array;
  readonly vectors: readonly Float32Array[];
}

/** What another thread needs to have a network over the same parameters: it can be sent with `postMessage`. */
export interface SharedNetwork {
  readonly memory: WebAssembly.Memory;
  readonly options: MlpOptions;
  readonly workers: number;
}

/**
 * A multi-layer perceptron in a WebAssembly memory of its own. Each number of a layer begins as its bias and adds its inputs times their
 * weights in the order of the inputs; a gradient begins as what `gradient` holds and adds the rows in their order, so that many rows at once
 * give the bits of the same rows in several calls. Nothing is allocated by a call.
 */
export class WasmNetwork implements Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly rows: number;
  readonly size: number;
  readonly layers: readonly LayerShape[];
  /** In a memory that threads share, all have these. */
  readonly parameters: Float32Array;
  /** In a memory that threads share, each has its own. */
  readonly gradient: Float32Array;
  readonly desk: Desk;

  readonly #kernels: Kernels;
  readonly #shared: SharedNetwork | undefined;
  readonly #buffer: ArrayBufferLike;
  readonly #place: Workspace;
  readonly #x: Float32Array;
  readonly #foreign: Float32Array;
  readonly #dy: Float32Array;
  readonly #dx: Float32Array;
  readonly #vectors: Float32Array;
  /** What is given out by `forward`, by the number of rows. */
  readonly #views: Float32Array[] = [];
  readonly #activations: Activations[] = [];
  readonly #plan: MlpPlan;
  #given = 0;
  #parts = 0;
  #kept: Kept | undefined;
  /** Of the last `forward`: how many rows (0 where there is nothing to go back through), and where its parameters lie. */
  #rows = 0;
  #at = 0;

  private constructor(
    plan: MlpPlan, kernels: Kernels, memory: WebAssembly.Memory, { workspaces, own }: { workspaces: number; own: number }, shared?: SharedNetwork,
  ) {
    const { buffer } = memory, { inputs, outputs, rows, size, vectors } = plan;
    const { parameters, kept, workspaces: places } = layoutOf(plan, workspaces), place = places[own];
    const numbers = (at: number, count: number) => new Float32Array(buffer, at, count);
    this.inputs = inputs;
    this.outputs = outputs;
    this.rows = rows;
    this.size = size;
    this.layers = plan.layers.map(({ name, inputs, outputs, activation, offset }) => ({ name, inputs, outputs, activation, offset }));
    this.parameters = numbers(parameters, size);
    this.gradient = numbers(place.gradient, size);
    this.desk = new Desk(kernels, memory, place.desk);
    this.#plan = plan;
    this.#kernels = kernels;
    this.#shared = shared;
    this.#buffer = buffer;
    this.#place = place;
    this.#x = numbers(place.x, rows * inputs);
    this.#foreign = numbers(place.foreign, size);
    this.#dy = numbers(place.dy, rows * outputs);
    this.#dx = numbers(place.dx, rows * inputs);
    this.#vectors = numbers(place.vectors, vectors * size);
    const behind = kept + 8 * KEPT_NUMBERS;
    this.#kept = {
      numbers: new Float64Array(buffer, kept, KEPT_NUMBERS),
      vectors: Array.from({ length: KEPT_VECTORS }, (_, i) => numbers(behind + 4 * size * i, size)),
    };
    writeProgram(plan, place, buffer);
  }

  /** One whose parameters are all 0. With `workers`, as many other threads can have it too, through `share` and `attach`. */
  static create(options: MlpOptions, workers?: number): WasmNetwork {
    const plan = planMlp(options), workspaces = (workers ?? 0) + 1, shared = workers !== undefined;
    const memory = memoryOf(layoutOf(plan, workspaces).bytes, shared), kernels = kernelsIn(memory, shared);
    return new WasmNetwork(plan, kernels, memory, { workspaces, own: 0 }, shared ? { memory, options, workers } : undefined);
  }

  /** In another thread: worker 1 to `workers`, each at most once. The parameters are everybody's; gradient, rows and vectors are this worker's. */
  static attach(shared: SharedNetwork, worker: number): WasmNetwork {
    const { memory, options, workers } = shared;
    if (!(Number.isInteger(worker) && worker >= 1 && worker <= workers)) {
      throw new RangeError(`this network was made for the workers 1 to ${workers}, and worker ${worker} asks for it`);
    }
    return new WasmNetwork(planMlp(options), kernelsIn(memory, true), memory, { workspaces: workers + 1, own: worker }, shared);
  }

  /** What `attach` takes. */
  share(): SharedNetwork {
    if (this.#shared === undefined) {
      throw new TypeError('this network has a memory of its own. Make it with createWasmBackend({ workers }) to share it with other threads.');
    }
    return this.#shared;
  }

  forward(x: Float32Array, rows: number, parameters: Float32Array = this.parameters): Float32Array {
    this.#check(x, rows);
    if (parameters.length !== this.size) {
      throw new RangeError(`parameters must hold ${this.size} numbers, one vector of this network, and hold ${parameters.length}`);
    }
    copy(this.#x, x, rows * this.inputs);
    if (parameters.buffer === this.#buffer) {
      this.#at = parameters.byteOffset;
    } else {
      this.#foreign.set(parameters);
      this.#at = this.#place.foreign;
    }
    this.#kernels.forward(this.#place.program, this.#at, rows);
    this.#rows = rows;
    return this.#view(rows);
  }

  forwardEach(x: Float32Array, rows: number, population: Float32Array): Float32Array {
    this.#check(x, rows);
    const { size } = this, { program } = this.#place;
    if (population.length < rows * size) {
      throw new RangeError(`population must hold ${rows} x ${size} numbers, one vector of parameters for each row, and holds ${population.length}`);
    }
    copy(this.#x, x, rows * this.inputs);
    if (population.buffer === this.#buffer) {
      this.#kernels.forwardEach(program, population.byteOffset, 4 * size, 0, rows);
    } else {
      for (let i = 0; i < rows; i++) {
        this.#foreign.set(population.subarray(i * size, (i + 1) * size));
        this.#kernels.forwardEach(program, this.#place.foreign, 0, i, 1);
      }
    }
    return this.#view(rows);
  }

  backward(outputGradient: Float32Array, inputGradient?: Float32Array): void {
    const rows = this.#rows, wanted = inputGradient !== undefined;
    if (rows === 0) {
      throw new Error('backward goes back through the last forward, and there is none. Call forward first (forwardEach and parts have no backward).');
    }
    if (outputGradient.length < rows * this.outputs) {
      const needed = `${rows} x ${this.outputs} numbers`;
      throw new RangeError(`the last forward had ${rows} rows, so outputGradient must hold ${needed}, and holds ${outputGradient.length}`);
    }
    if (wanted && inputGradient.length < rows * this.inputs) {
      const needed = `${rows} x ${this.inputs} numbers`;
      throw new RangeError(`the last forward had ${rows} rows, so inputGradient must hold ${needed}, and holds ${inputGradient.length}`);
    }
    copy(this.#dy, outputGradient, rows * this.outputs);
    this.#kernels.backward(this.#place.program, this.#at, this.gradient.byteOffset, rows, Number(wanted));
    if (wanted) copy(inputGradient, this.#dx, rows * this.inputs);
  }

  part(heads: readonly string[]): NetworkPart {
    if (heads.length === 0) throw new RangeError('a part of a network needs one head at least');
    if (this.#parts === PARTS) throw new RangeError(`a network has room for ${PARTS} parts, and they are taken`);
    const { program, outputs } = writePart(this.#plan, this.#place, this.#parts, heads, this.#buffer), views: Float32Array[] = [];
    this.#parts++;
    return {
      outputs,
      forward: (x, rows) => {
        this.#check(x, rows);
        copy(this.#x, x, rows * this.inputs);
        this.#kernels.forward(program, this.parameters.byteOffset, rows);
        return views[rows] ??= new Float32Array(this.#buffer, this.#place.y, rows * outputs);
      },
    };
  }

  activations(layer: number): Activations {
    const { y, ys } = this.#place.layers[layer] ?? {};
    if (y === undefined || ys === undefined || this.#plan.layers[layer].column >= 0) {
      const hidden = this.layers.flatMap(({ name }, i) => (this.#plan.layers[i].column >= 0 ? [] : [`${i} (${name})`]));
      throw new RangeError(`layer ${layer} is no hidden layer of this network; its hidden layers are ${hidden.join(', ') || 'none'}`);
    }
    return this.#activations[layer] ??= { values: new Float32Array(this.#buffer, y, this.rows * ys / 4), stride: ys / 4 };
  }

  /** Those that no earlier call has given. */
  vectors(count: number): Float32Array {
    const most = this.#vectors.length / this.size, left = most - this.#given;
    if (!(Number.isInteger(count) && count >= 0 && count <= left)) {
      throw new RangeError(`${count} vectors of parameters are asked for, and this network has ${left} left of ${most}; `
        + 'the option "vectors" says how many it has');
    }
    const from = this.#given;
    this.#given += count;
    return this.#vectors.subarray(from * this.size, this.#given * this.size);
  }

  /** Room for what one optimizer remembers, where nobody has it yet. */
  takeKept(): Kept | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept;
  }

  /** The first of the last inputs that is NaN or infinite; undefined where all were finite. */
  badInput(): number | undefined {
    const x = this.#x.subarray(0, this.#rows * this.inputs), i = this.desk.firstNotFinite(x);
    return i < 0 ? undefined : x[i];
  }

  #check(x: Float32Array, rows: number): void {
    this.#rows = 0;
    if (!(x instanceof Float32Array)) throw new TypeError(`x must be a Float32Array, not ${describe(x)}`);
    if (!(Number.isInteger(rows) && rows >= 1 && rows <= this.rows)) {
      throw new RangeError(`a call of this network carries 1 to ${this.rows} rows, not ${rows}; the option "rows" says how many`);
    }
    if (x.length < rows * this.inputs) throw new RangeError(`x must hold ${rows} x ${this.inputs} numbers, and holds ${x.length}`);
  }

  #view(rows: number): Float32Array {
    return this.#views[rows] ??= new Float32Array(this.#buffer, this.#place.y, rows * this.outputs);
  }
}

/** to[i] = from[i] for i below n. A few numbers are copied faster one by one. */
function copy(to: Float32Array, from: Float32Array, n: number): void {
  if (n <= 16) for (let i = 0; i < n; i++) to[i] = from[i];
  else to.set(from.length === n ? from : from.subarray(0, n));
}
