import { describe, unknownName } from 'gymnasium-js/basics';
import { ACTIVATIONS, INITIALIZERS, type Activation, type Head, type Initializer, type LayerShape, type MlpOptions } from './network.ts';

/** A layer of a multi-layer perceptron, and what it is joined to. */
export interface MlpLayer extends LayerShape {
  /** Index of the layer that it sees; -1 for the network's own input, and for a layer that sees nothing. */
  readonly from: number;
  /** Of its first output among the numbers of a row that comes out; -1 for a hidden layer. */
  readonly column: number;
  /** Factor on its initial weights. */
  readonly gain: number;
  /** What the outputs of a layer without inputs begin as. */
  readonly constant: number | undefined;
}

/** What `MlpOptions` describe, with everything that may be left out filled in. */
export interface MlpPlan {
  readonly inputs: number;
  readonly outputs: number;
  /** How many parameters there are. */
  readonly size: number;
  readonly rows: number;
  readonly vectors: number;
  readonly init: Initializer;
  /** In the order of the flat vector: the shared hidden layers, then head by head its own hidden ones and its outputs. */
  readonly layers: readonly MlpLayer[];
}

const OPTIONS = ['inputs', 'hidden', 'outputs', 'heads', 'activation', 'outputActivation', 'init', 'gain', 'outputGain', 'rows', 'vectors'];

/** Which layers the options describe. Throws a RangeError or TypeError that says which option cannot be. */
export function planMlp(options: MlpOptions): MlpPlan {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`a network is made from options such as { inputs: 4, hidden: [64], outputs: 2 }, and got ${describe(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw new RangeError(unknownName('option of a network', unknown, OPTIONS));
  const { inputs, hidden = [], activation = 'tanh', init = 'orthogonal', rows = 1, vectors = 0 } = options;
  const gain = options.gain ?? (init === 'orthogonal' ? Math.SQRT2 : 1), heads = headsOf(options);
  whole('inputs', inputs, 1);
  whole('rows', rows, 1);
  whole('vectors', vectors, 0);
  finite('gain', gain);
  known('activation', activation, ACTIVATIONS);
  known('initialisation', init, INITIALIZERS);

  const layers: MlpLayer[] = [];
  let size = 0, outputs = 0;
  const add = (layer: Omit<MlpLayer, 'offset'>): number => {
    layers.push({ ...layer, offset: size });
    size += (layer.inputs + 1) * layer.outputs;
    return layers.length - 1;
  };
  const width = (from: number) => (from < 0 ? inputs : layers[from].outputs);
  /** Hidden layers one upon another; the index of the last. */
  const stack = (prefix: string, option: string, widths: readonly number[], from: number): number => {
    if (!Array.isArray(widths)) throw new TypeError(`"${option}" is a list of widths, such as [64, 64], and got ${describe(widths)}`);
    widths.forEach((outputs, i) => {
      whole(`${option}[${i}]`, outputs, 1);
      from = add({ name: `${prefix}hidden ${i + 1}`, inputs: width(from), outputs, activation, from, column: -1, gain, constant: undefined });
    });
    return from;
  };

  const torso = stack('', 'hidden', hidden, -1);
  for (const { name, outputs: count, activation: said = 'identity', gain = 1, hidden: own = [], constant } of heads) {
    whole(options.heads ? `outputs of head "${name}"` : 'outputs', count, 1);
    known('activation', said, ACTIVATIONS);
    finite(`gain of head "${name}"`, gain);
    if (constant !== undefined) finite(`constant of head "${name}"`, constant);
    if (constant !== undefined && own.length > 0) {
      throw new RangeError(`head "${name}" is constant, so it sees nothing and can have no hidden layers`);
    }
    const from = constant === undefined ? stack(`${name} `, `hidden of head "${name}"`, own, torso) : -1;
    add({ name, inputs: constant === undefined ? width(from) : 0, outputs: count, activation: said, from, column: outputs, gain, constant });
    outputs += count;
  }
  const twice = layers.find(({ name }, i) => layers.findIndex((layer) => layer.name === name) !== i);
  if (twice) throw new RangeError(`two layers are called "${twice.name}"; errors and saved models tell them apart, so give the heads other names`);
  return { inputs, outputs, size, rows, vectors, init, layers };
}

function headsOf({ outputs, outputActivation, outputGain, heads }: MlpOptions): readonly Head[] {
  if (heads === undefined) {
    if (outputs === undefined) throw new TypeError('a network needs either "outputs" or "heads", and got neither');
    return [{ name: 'output', outputs, activation: outputActivation ?? 'identity', gain: outputGain ?? 1 }];
  }
  const other = Object.entries({ outputs, outputActivation, outputGain }).find(([, value]) => value !== undefined);
  if (other) throw new TypeError(`"${other[0]}" describes a network without heads, and "heads" are given; say it in the heads`);
  if (!Array.isArray(heads)) throw new TypeError(`"heads" is a list of heads, and got ${describe(heads)}`);
  if (heads.length === 0) throw new RangeError('"heads" is empty, so nothing would come out; give one head at least');
  return heads;
}

function whole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) throw new RangeError(`"${name}" must be a whole number of at least ${least}, not ${value}`);
}

function finite(name: string, value: number): void {
  if (Number.isFinite(Math.fround(value))) return;
  const why = Number.isFinite(value) ? ', which is infinite in single precision' : '';
  throw new RangeError(`"${name}" must be a finite number, not ${value}${why}`);
}

function known<T extends string>(what: string, name: T, names: readonly T[]): asserts name is T & (Activation | Initializer) {
  if (!names.includes(name)) throw new RangeError(unknownName(what, name, names));
}
