import type { Situation } from 'gymnasium-js';
import { features, type Features } from '../../nets/index.ts';
import type { Policy, World } from '../agent.ts';
import type { Body, Species } from './body.ts';
import { decisionFor, type Decision, type DecisionRule, type Range } from './decision.ts';
import { Evaluator, genomeFromJson, genomeToJson, type Activation, type NeatGenome } from './neat/index.ts';

const RANGES: Readonly<Record<Activation, Range>> = { sigmoid: [0, 1], tanh: [-1, 1], relu: undefined, identity: undefined };

/** A policy that asks the network of a genome. */
export interface GenomePolicy extends Policy {
  readonly genome: NeatGenome;
  /** How what the network says becomes an action. */
  readonly decision: DecisionRule;
}

/**
 * A policy that acts by one genome in each of `rows` rows, as a champion does:
 *
 * ```ts
 * const policy = genomePolicy(genomeFromJson(readFileSync('genome.json', 'utf8')), env);
 * ```
 *
 * Throws a RangeError where the genome has other inputs or outputs than the world needs, and a TypeError where no network could live there.
 */
export function genomePolicy(genome: NeatGenome, world: World, rows = 1): GenomePolicy {
  const { inputs, outputs, activation } = genome.structure.shape, species = new NeatSpecies(world, activation);
  if (inputs !== species.inputs || outputs !== species.outputs) {
    const is = `this genome is given ${inputs} numbers and gives ${outputs}`;
    const needed = `in this world a network is given ${species.inputs} and gives ${species.outputs}`;
    throw new RangeError(`${is}, and ${needed}: take the environment, with the options, that it evolved in`);
  }
  return species.policy(genome, rows);
}

/** Genomes that say which nodes there are, and what connects them. */
export class NeatSpecies implements Species<NeatGenome> {
  /** Numbers that a network sees, and that it says. */
  readonly inputs: number;
  readonly outputs: number;
  readonly #world: World;
  readonly #range: Range;

  constructor(world: World, activation: Activation) {
    this.#world = world;
    this.#range = RANGES[activation];
    this.inputs = features(world.observationSpace).width;
    this.outputs = decisionFor(world.actionSpace, this.#range).outputs;
  }

  body(rows: number): Body<NeatGenome> {
    return new NeatBody(features(this.#world.observationSpace), decisionFor(this.#world.actionSpace, this.#range), rows);
  }

  policy(genome: NeatGenome, rows: number): GenomePolicy {
    const body = this.body(rows), { rule } = decisionFor(this.#world.actionSpace, this.#range);
    for (let i = 0; i < rows; i++) body.embody(i, genome);
    return { genome, decision: rule, act: (now, action) => body.act(now, action) };
  }

  /** Genomes never change. */
  copy(genome: NeatGenome): NeatGenome { return genome; }
  same(a: NeatGenome, b: NeatGenome): boolean { return a === b || this.write(a) === this.write(b); }
  write(genome: NeatGenome): string { return JSON.stringify(genomeToJson(genome)); }
  read(written: Float64Array | string): NeatGenome { return genomeFromJson(written); }
}

/** Each row by a network of its own, of any shape. */
class NeatBody implements Body<NeatGenome> {
  readonly lost: Uint8Array;
  readonly #features: Features;
  readonly #decision: Decision;
  readonly #networks: readonly Evaluator[];
  readonly #x: Float32Array;
  readonly #said: Float32Array;

  constructor(seen: Features, decision: Decision, rows: number) {
    this.lost = new Uint8Array(rows);
    this.#features = seen;
    this.#decision = decision;
    this.#networks = Array.from({ length: rows }, () => new Evaluator());
    this.#x = new Float32Array(rows * seen.width);
    this.#said = new Float32Array(decision.outputs);
  }

  embody(row: number, genome: NeatGenome): void {
    this.lost[row] = 0;
    this.#networks[row].load(genome);
  }

  /** What recurrent connections remember begins anew with each episode. */
  act({ rows, playing, first, observation, mask }: Situation, action: Float32Array): void {
    const { width } = this.#features, size = action.length / rows, maskSize = mask === undefined ? 0 : mask.length / rows;
    this.#features.write(observation, rows, this.#x, playing);
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const network = this.#networks[i];
      if (first[i] === 1) network.reset();
      network.activate(this.#x, i * width, this.#said, 0);
      if (!this.#decision.write(this.#said, 0, action, i * size, mask, i * maskSize)) this.lost[i] = 1;
    }
  }
}
