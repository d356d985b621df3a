import type { Stream } from '../../streams.ts';
import { uniform, withGene, type NeatGenome } from './genome.ts';
import type { Markings } from './innovations.ts';

export interface WeightOptions {
  /** How weights change; see `mutateWeights` and `shakeWeights`. */
  readonly weightMutateMode: 'paper' | 'program';
  /** Of each weight, how likely it is to be moved by a number uniform in +-weightMutatePower ... */
  readonly weightMutateRate: number;
  /** ... and how likely to be replaced by one. */
  readonly weightReplaceRate: number;
  readonly weightMutatePower: number;
  /** Weights are clipped to +- this. */
  readonly weightMaxValue: number;
}

export interface MutationOptions extends WeightOptions {
  readonly nodeAddProb: number;
  readonly connAddProb: number;
  readonly mutateLinkWeightsProb: number;
  readonly mutateToggleEnableProb: number;
  readonly mutateGeneReenableProb: number;
  readonly recurOnlyProb: number;
}

const TRIES = 20;                                         // newlink_tries of Stanley's parameter files; also of `mutate_add_node`
const LINK_WEIGHT = 1;                                    // new connections begin uniform in +- this: `mutate_add_link`

/**
 * One mutation: a node, or else a connection, or else weights and what is expressed, as `Species::reproduce` of Stanley's program orders them.
 * A structural mutation that finds no place in twenty tries leaves the genome as it is.
 */
export function mutate(genome: NeatGenome, options: MutationOptions, markings: Markings, stream: Stream): NeatGenome {
  if (stream.random() < options.nodeAddProb) return addNode(genome, markings, stream);
  if (stream.random() < options.connAddProb) return addConnection(genome, options.recurOnlyProb, markings, stream);
  let child = genome;
  if (stream.random() < options.mutateLinkWeightsProb) child = mutateWeights(child, options, stream);
  if (stream.random() < options.mutateToggleEnableProb) child = toggle(child, stream);
  if (stream.random() < options.mutateGeneReenableProb) child = reenable(child);
  return child;
}

/**
 * Each weight is moved with probability `weightMutateRate`, replaced with probability `weightReplaceRate`, or left. Stanley & Miikkulainen
 * (2002), section 4.1: 0.9 and 0.1. In mode `program` the rates are those of Stanley's program: see `shaken`.
 */
export function mutateWeights(genome: NeatGenome, options: WeightOptions, stream: Stream): NeatGenome {
  const { weightMutatePower: power, weightMaxValue: most, weightMutateMode: mode } = options;
  const weights = genome.weights.slice(), n = weights.length, severe = mode === 'program' && stream.random() > 0.5;
  let moved = options.weightMutateRate, replaced = moved + options.weightReplaceRate;
  for (let g = 0; g < n; g++) {
    if (mode === 'program') [moved, replaced] = shaken(severe, g, n);
    const u = stream.random();
    if (u >= replaced) continue;
    const change = uniform(power, stream), w = u < moved ? weights[g] + change : change;
    weights[g] = Math.min(most, Math.max(-most, w));
  }
  return { structure: genome.structure, weights, enabled: genome.enabled };
}

/**
 * How likely gene g of n is to be moved, and to be moved or replaced, in `Genome::mutate_link_weights` of Stanley's program: of every second
 * genome 0.7 and 0.9; of the others 1 and 1, but in the last fifth of ten genes or more, which are the youngest, 0.5 and 0.7.
 */
function shaken(severe: boolean, g: number, n: number): readonly [moved: number, replaced: number] {
  return severe ? SEVERE : n >= 10 && g > 0.8 * n ? TAIL : ALL;
}
const SEVERE = [0.7, 0.9] as const, TAIL = [0.5, 0.7] as const, ALL = [1, 1] as const;

/**
 * A gene is split: it is disabled, and a new node takes its place, with a connection of weight 1 into it and one of the old weight out of
 * it. Section 3.1. That connections from the bias are not split is from `Genome::mutate_add_node`.
 */
export function addNode(genome: NeatGenome, markings: Markings, stream: Stream): NeatGenome {
  const { structure } = genome, { genes, shape } = structure, bias = shape.bias === 0 ? -1 : shape.sensors - 1;
  for (let i = 0; i < TRIES && genes.length > 0; i++) {
    const g = stream.integer(genes.length), { from, to, recurrent } = genes[g];
    if (genome.enabled[g] === 0 || from === bias) continue;
    const { node, into, outOf } = markings.split(structure, g);
    const enabled = genome.enabled.slice();
    enabled[g] = 0;
    const disabled = { structure, weights: genome.weights, enabled };
    const first = withGene(disabled, { innovation: into, from, to: node, recurrent }, 1);
    return withGene(first, { innovation: outOf, from: node, to, recurrent: 0 }, genome.weights[g]);
  }
  return genome;
}

/**
 * A connection between two nodes that had none. In a share `recurOnlyProb` of cases it is one that closes a cycle (half of them from a node to
 * itself) or leaves an output, else one that does not. Section 3.1; the two cases are those of `Genome::mutate_add_link`.
 */
export function addConnection(genome: NeatGenome, recurOnlyProb: number, markings: Markings, stream: Stream): NeatGenome {
  const { structure } = genome, { sensors, outputs } = structure.shape, { nodes } = structure;
  const recurrent = recurOnlyProb > 0 && stream.random() < recurOnlyProb ? 1 : 0;
  const target = () => sensors + stream.integer(nodes - sensors);
  for (let i = 0; i < TRIES; i++) {
    const isLoop = recurrent === 1 && stream.random() < 0.5;
    const to = target(), from = isLoop ? to : stream.integer(nodes), isOutput = from >= sensors && from < sensors + outputs;
    if (structure.connects(from, to)) continue;
    if ((isOutput || structure.leads(to, from)) !== (recurrent === 1)) continue;
    const a = structure.nodeAt(from), b = structure.nodeAt(to);
    const { innovation, weight } = markings.link(structure, a, b, recurrent, uniform(LINK_WEIGHT, stream));
    return withGene(genome, { innovation, from: a, to: b, recurrent }, weight);
  }
  return genome;
}

/** A gene is disabled, unless nothing else expressed begins where it does; or expressed, if it was disabled. `Genome::mutate_toggle_enable`. */
export function toggle(genome: NeatGenome, stream: Stream): NeatGenome {
  const { from } = genome.structure, n = from.length;
  if (n === 0) return genome;
  const g = stream.integer(n), enabled = genome.enabled.slice();
  if (enabled[g] === 0) enabled[g] = 1;
  else if (from.some((slot, other) => other !== g && slot === from[g] && enabled[other] === 1)) enabled[g] = 0;
  return { ...genome, enabled };
}

/** The oldest disabled gene is expressed again. `Genome::mutate_gene_reenable`. */
export function reenable(genome: NeatGenome): NeatGenome {
  const g = genome.enabled.indexOf(0);
  if (g < 0) return genome;
  const enabled = genome.enabled.slice();
  enabled[g] = 1;
  return { ...genome, enabled };
}
