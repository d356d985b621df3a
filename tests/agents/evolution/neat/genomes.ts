import { crossover } from '../../../../agents/evolution/neat/crossover.ts';
import { minimalStructure, randomGenome, type NeatGenome } from '../../../../agents/evolution/neat/genome.ts';
import { Innovations } from '../../../../agents/evolution/neat/innovations.ts';
import { mutate, type MutationOptions } from '../../../../agents/evolution/neat/mutation.ts';
import type { Activation } from '../../../../agents/evolution/neat/network.ts';
import { PRESETS } from '../../../../agents/evolution/neat/presets.ts';
import { Structure, type Shape } from '../../../../agents/evolution/neat/structure.ts';
import { streamsOf, type Stream } from '../../../../agents/streams.ts';

export const streamOf = (seed: number): Stream => streamsOf(seed)('neat');

interface Drawn { readonly inputs?: number; readonly outputs?: number; readonly bias?: number; readonly feedForward?: boolean; readonly activation?: Activation }

export const shapeOf = ({ inputs = 2, outputs = 1, bias = 1, feedForward = true, activation = 'sigmoid' }: Drawn = {}): Shape => (
  { inputs, outputs, bias, sensors: inputs + (bias === 0 ? 0 : 1), feedForward, activation }
);

/** Genes by hand: [from, to, weight], and if need be whether it is expressed and recurrent. */
export function genomeOf(shape: Shape, genes: readonly (readonly [from: number, to: number, weight: number, enabled?: boolean, recurrent?: boolean])[]): NeatGenome {
  const structure = new Structure(shape, genes.map(([from, to, , , recurrent = false], innovation) => ({ innovation, from, to, recurrent: Number(recurrent) })));
  return { structure, weights: genes.map(([, , weight]) => weight), enabled: genes.map(([, , , enabled = true]) => Number(enabled)) };
}

/** Mutations of every kind, and many of structure. */
export const wild = (feedForward: boolean): MutationOptions => ({
  ...PRESETS.canonical, nodeAddProb: 0.2, connAddProb: 0.4, mutateToggleEnableProb: 0.2, mutateGeneReenableProb: 0.1, recurOnlyProb: feedForward ? 0 : 0.4,
});

/** Every genome of a few that are mutated and mated again and again, all with fitnesses from a hat (ties too): `steps` of them. */
export function wildlife(seed: number, shape: Shape, steps: number, look: (genome: NeatGenome) => void): NeatGenome[] {
  const stream = streamOf(seed), structure = minimalStructure(shape), options = wild(shape.feedForward);
  const markings = new Innovations(structure.genes.length, shape.sensors + shape.outputs);
  const genomes = Array.from({ length: 6 }, () => randomGenome(structure, 1, stream));
  for (let t = 0; t < steps; t++) {
    const a = genomes[stream.integer(6)], b = genomes[stream.integer(6)], fitness = stream.integer(3) - 1;
    const child = stream.random() < 0.5 ? mutate(a, options, markings, stream) : crossover(a, b, fitness, stream.random() < 0.5 ? 'multipoint' : 'average', stream);
    look(child);
    // Smaller ones stay, so that this does not grow without bounds.
    genomes[stream.integer(6)] = child.weights.length > 40 ? randomGenome(structure, 1, stream) : child;
    if (t % 50 === 49) markings.nextGeneration();
  }
  return genomes;
}
