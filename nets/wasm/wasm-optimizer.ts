import { describe, type Snapshot } from 'gymnasium-js/basics';
import { DivergedError } from '../diverged.ts';
import type { LayerShape, Network, Optimizer, OptimizerOptions } from '../network.ts';
import { Desk } from './desk.ts';
import { OPTIMIZERS, ruleOf, type Rule } from './rules.ts';
import { WasmNetwork, type Kept } from './wasm-network.ts';

/**
 * An optimizer whose memory lies beside the parameters of its network, so that a step copies nothing. The second one of a network, and one for
 * a network that is not of WebAssembly, keep it elsewhere and give the same bits.
 */
export class WasmOptimizer implements Optimizer {
  readonly #name: OptimizerOptions['name'];
  readonly #network: Network;
  readonly #desk: Desk;
  readonly #rule: Rule;
  readonly #numbers: Float64Array;
  readonly #remembered: readonly Float32Array[];
  /** Parameters, their gradient, and what is remembered: what a step works over. */
  readonly #vectors: Float32Array[];

  constructor(options: OptimizerOptions, network: Network) {
    const inside = network instanceof WasmNetwork;
    this.#name = options.name;
    this.#network = network;
    this.#desk = inside ? network.desk : Desk.alone();
    const rule = this.#rule = ruleOf(options, this.#desk.kernels);
    const kept = (inside ? network.takeKept() : undefined) ?? elsewhere(network.size, rule);
    this.#numbers = kept.numbers.subarray(1);
    this.#remembered = kept.vectors.slice(0, rule.vectors.length);
    this.#vectors = [network.parameters, network.gradient, ...this.#remembered];
    begin(kept.numbers, options.name, Object.values(rule.numbers));
  }

  step(parameters: Float32Array, gradient: Float32Array, learningRate: number): void {
    const { size } = this.#network;
    if (parameters.length !== size) {
      throw new RangeError(`parameters must hold ${size} numbers, as the network of this optimizer does, and hold ${parameters.length}`);
    }
    if (gradient.length !== size) {
      throw new RangeError(`gradient must hold ${size} numbers, as the network of this optimizer does, and holds ${gradient.length}`);
    }
    if (!Number.isFinite(Math.fround(learningRate))) throw new DivergedError(`the learning rate is ${learningRate}. ${UNCHANGED}`);
    this.#refuse('gradient', gradient, this.#rule.vectors.includes('square'));
    this.#refuse('parameter', parameters);
    const vectors = this.#vectors;
    vectors[0] = parameters;
    vectors[1] = gradient;
    this.#rule.begin(this.#numbers, learningRate);
    this.#desk.over(vectors, 1, this.#rule.move);
  }

  save(): Snapshot {
    const snapshot: Record<string, number | string | Float32Array> = { optimizer: this.#name };
    Object.keys(this.#rule.numbers).forEach((name, i) => { snapshot[name] = this.#numbers[i]; });
    this.#rule.vectors.forEach((name, i) => { snapshot[name] = this.#remembered[i].slice(); });
    return snapshot;
  }

  /** Throws a RangeError, and changes nothing, for the snapshot of another optimizer or of another shape. */
  load(snapshot: Snapshot): void {
    const { size } = this.#network, { vectors, numbers } = this.#rule;
    if (typeof snapshot !== 'object' || snapshot === null) throw new TypeError(`a snapshot is what save() gave, and this is ${describe(snapshot)}`);
    if (snapshot['optimizer'] !== this.#name) {
      throw new RangeError(`this is ${this.#name}, and the snapshot is of ${describe(snapshot['optimizer'])}`);
    }
    const names = new Set(['optimizer', ...vectors, ...Object.keys(numbers)]);
    const extra = Object.keys(snapshot).find((name) => !names.has(name));
    if (extra !== undefined) {
      throw new RangeError(`the snapshot holds ${describe(extra)}, which this ${this.#name} does not remember: its options were others`);
    }
    const saved = vectors.map((name) => {
      const vector = snapshot[name];
      if (!(vector instanceof Float32Array)) {
        throw new RangeError(`the snapshot should hold float32 numbers called ${describe(name)}, and holds ${describe(vector)} there`);
      }
      if (vector.length !== size) throw new RangeError(`the snapshot is of ${vector.length} parameters, and this ${this.#name} moves ${size}`);
      const bad = vector.findIndex((x) => !Number.isFinite(x) || (name === 'square' && x < 0));
      if (bad >= 0) throw new RangeError(`the snapshot is damaged: number ${bad} of its ${name} is ${vector[bad]}`);
      return vector;
    });
    const values = Object.keys(numbers).map((name) => {
      const value = snapshot[name];
      if (typeof value !== 'number') {
        throw new RangeError(`the snapshot should hold a number called ${describe(name)}, and holds ${describe(value)} there`);
      }
      if (!(value >= 0 && value <= 1)) {
        throw new RangeError(`the snapshot is damaged: its ${name} is ${value}, and a power of beta lies between 0 and 1`);
      }
      return value;
    });
    this.#numbers.set(values);
    saved.forEach((vector, i) => { this.#remembered[i].set(vector); });
  }

  /** A second moment that overflows would stay infinite, and nothing would move again. */
  #refuse(what: 'gradient' | 'parameter', vector: Float32Array, squared = false): void {
    const i = this.#desk.firstNotFinite(vector, squared);
    if (i < 0) return;
    const network = this.#network, bad = what === 'gradient' && network instanceof WasmNetwork ? network.badInput() : undefined;
    const which = `${what === 'gradient' ? 'gradient of' : 'parameter'} ${placeOf(network.layers, i)}`;
    const why = Number.isFinite(vector[i]) ? ', and its square overflows' : '';
    const because = bad === undefined ? '' : ` The input of the network held ${bad}.`;
    throw new DivergedError(`the ${which} is ${vector[i]}${why}.${because} ${UNCHANGED}`);
  }
}

const UNCHANGED = 'This step has changed nothing.';

/** `weight [2, 5] of hidden 1 (number 133 of all)` */
function placeOf(layers: readonly LayerShape[], i: number): string {
  const layer = layers.findLast(({ offset }) => offset <= i);
  if (layer === undefined) return `number ${i}`;
  const { name, inputs, outputs, offset } = layer, at = i - offset;
  const what = at < inputs * outputs ? `weight [${Math.floor(at / outputs)}, ${at % outputs}]` : `bias ${at - inputs * outputs}`;
  return `${what} of layer "${name}" (number ${i} of all)`;
}

function elsewhere(size: number, rule: Rule): Kept {
  return { numbers: new Float64Array(1 + Object.keys(rule.numbers).length), vectors: rule.vectors.map(() => new Float32Array(size)) };
}

/** The first of the numbers says whose memory this is; one that another thread has begun is gone on with. */
function begin(numbers: Float64Array, name: OptimizerOptions['name'], values: readonly number[]): void {
  const code = OPTIMIZERS.indexOf(name) + 1;
  if (numbers[0] !== 0 && numbers[0] !== code) {
    throw new RangeError(`another thread has begun with ${OPTIMIZERS[numbers[0] - 1]} here, and this is ${name}; give all the same`);
  }
  if (numbers[0] === code) return;
  numbers.set(values, 1);
  numbers[0] = code;
}
