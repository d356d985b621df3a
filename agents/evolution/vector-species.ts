import type { Situation } from 'gymnasium-js';
import { features, initialize, planMlp, type Backend, type Features, type MlpOptions, type MlpPlan, type Network } from '../../nets/index.ts';
import type { NetworkPolicy, World } from '../agent.ts';
import type { StreamOf } from '../streams.ts';
import type { Body, Species } from './body.ts';
import { decisionFor, type Decision, type Range } from './decision.ts';
import type { GenomeNetworkOptions } from './options.ts';

/** Rows that play, of all, below which each is asked for alone. */
const FEW = 0.5;

/** Genomes that are the flat vector of a network's parameters. */
export class VectorSpecies implements Species<Float64Array> {
  /** Numbers of a genome. */
  readonly size: number;
  readonly #world: World;
  readonly #backend: Backend;
  readonly #stream: StreamOf;
  readonly #shape: Omit<MlpOptions, 'rows' | 'vectors'>;
  readonly #plan: MlpPlan;
  readonly #decision: Decision;

  constructor(world: World, { backend, stream }: { backend: Backend; stream: StreamOf }, { netArch, activation, outputActivation }: GenomeNetworkOptions) {
    const range: Range = outputActivation === 'tanh' ? [-1, 1] : outputActivation === 'sigmoid' ? [0, 1] : undefined;
    this.#world = world;
    this.#backend = backend;
    this.#stream = stream;
    this.#decision = decisionFor(world.actionSpace, range);
    const discrete = world.actionSpace.kind !== 'box' && world.actionSpace.kind !== 'multi-binary';
    // Which logit is the highest does not depend on a rising function of it.
    this.#shape = {
      inputs: features(world.observationSpace).width, hidden: netArch, outputs: this.#decision.outputs,
      activation, outputActivation: discrete ? 'identity' : outputActivation,
    };
    this.#plan = planMlp(this.#shape);
    this.size = this.#plan.size;
  }

  /** Its own parameters are a genome's, or are never asked for. */
  #network(rows: number, vectors: number): Network {
    return this.#backend.mlp({ ...this.#shape, rows, vectors });
  }

  /** A network's initial parameters, drawn for individual i. */
  initial(i: number): Float64Array {
    const parameters = new Float32Array(this.size);
    initialize(this.#plan, this.#stream('init', i), parameters);
    return Float64Array.from(parameters);
  }

  body(rows: number): Body<Float64Array> {
    return new VectorBody(this.#network(rows, rows), features(this.#world.observationSpace), this.#decision, rows);
  }

  policy(genome: Float64Array, rows: number): NetworkPolicy {
    const network = this.#network(rows, 0), seen = features(this.#world.observationSpace), decision = this.#decision;
    const x = new Float32Array(rows * seen.width);
    network.parameters.set(genome);
    return {
      network, shape: { ...this.#shape, rows }, normalization: undefined, decision: decision.rule,
      act({ rows, playing, observation, mask }, action) {
        seen.write(observation, rows, x, playing);
        write(decision, network.forward(x, rows), { rows, playing, mask }, action);
      },
      dispose() { network.dispose?.(); },
    };
  }

  copy(genome: Float64Array): Float64Array { return genome.slice(); }
  same(a: Float64Array, b: Float64Array): boolean { return a.every((x, i) => x === b[i]); }
  write(genome: Float64Array): Float64Array { return genome; }
  read(written: Float64Array | string): Float64Array { return written as Float64Array; }
}

/** Each row by a network of its own, all of one shape. */
class VectorBody implements Body<Float64Array> {
  readonly lost: Uint8Array;
  readonly #network: Network;
  readonly #features: Features;
  readonly #decision: Decision;
  readonly #x: Float32Array;
  readonly #vectors: Float32Array;
  readonly #xs: Float32Array[];                       // from each row on
  readonly #ones: Float32Array[];

  constructor(network: Network, seen: Features, decision: Decision, rows: number) {
    this.lost = new Uint8Array(rows);
    this.#network = network;
    this.#features = seen;
    this.#decision = decision;
    this.#x = new Float32Array(rows * seen.width);
    this.#vectors = network.vectors(rows);
    this.#xs = Array.from({ length: rows }, (_, i) => this.#x.subarray(i * seen.width, (i + 1) * seen.width));
    this.#ones = Array.from({ length: rows }, (_, i) => this.#vectors.subarray(i * network.size, (i + 1) * network.size));
  }

  embody(row: number, genome: Float64Array): void {
    this.lost[row] = 0;
    this.#vectors.set(genome, row * this.#network.size);
  }

  act({ rows, playing, observation, mask }: Situation, action: Float32Array): void {
    const network = this.#network, decision = this.#decision, x = this.#x;
    let n = 0;
    for (let i = 0; i < rows; i++) n += playing[i];
    this.#features.write(observation, rows, x, playing);
    if (n > FEW * rows) {
      write(decision, network.forwardEach(x, rows, this.#vectors), { rows, playing, mask }, action, this.lost);
      return;
    }
    const size = action.length / rows, maskSize = mask === undefined ? 0 : mask.length / rows;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      if (!decision.write(network.forwardEach(this.#xs[i], 1, this.#ones[i]), 0, action, i * size, mask, i * maskSize)) this.lost[i] = 1;
    }
  }

  dispose(): void { this.#network.dispose?.(); }
}

type Playing = Pick<Situation, 'rows' | 'playing' | 'mask'>;

function write({ outputs, write }: Decision, said: Float32Array, { rows, playing, mask }: Playing, action: Float32Array, lost?: Uint8Array): void {
  const size = action.length / rows, maskSize = mask === undefined ? 0 : mask.length / rows;
  for (let i = 0; i < rows; i++) {
    if (playing[i] === 1 && !write(said, i * outputs, action, i * size, mask, i * maskSize) && lost) lost[i] = 1;
  }
}
