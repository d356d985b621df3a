import type { Stream } from '../../streams.ts';
import { Structure, type Gene, type Shape } from './structure.ts';

/**
 * A network as it is inherited: its connection genes with their weights, some of them disabled. Stanley & Miikkulainen (2002), section 3.1.
 *
 * What the genes connect is a `structure` of its own, which all genomes share that differ in weights alone.
 */
export interface NeatGenome {
  readonly structure: Structure;
  /** [genes], in the order of `structure.genes` */
  readonly weights: readonly number[];
  /** 1 where a gene is expressed, 0 where it is disabled [genes] */
  readonly enabled: readonly number[];
}

/** What the population begins with: no hidden nodes; each input, and the bias, is connected to each output, or nothing to anything. */
export function minimalStructure(shape: Shape, connected = true): Structure {
  const genes: Gene[] = [];
  for (let from = 0; connected && from < shape.sensors; from++) {
    for (let output = 0; output < shape.outputs; output++) {
      genes.push({ innovation: genes.length, from, to: shape.sensors + output, recurrent: 0 });
    }
  }
  return new Structure(shape, genes);
}

/** A genome of this structure, with weights uniform in [-power, power] and all genes expressed. */
export function randomGenome(structure: Structure, power: number, stream: Stream): NeatGenome {
  const weights = structure.genes.map(() => uniform(power, stream));
  return { structure, weights, enabled: structure.genes.map(() => 1) };
}

/** Uniform in [-power, power). */
export const uniform = (power: number, stream: Stream): number => (2 * stream.random() - 1) * power;

/** How many connections are expressed. */
export function expressed({ enabled }: NeatGenome): number {
  let count = 0;
  for (let g = 0; g < enabled.length; g++) count += enabled[g];
  return count;
}

/** With one gene more. */
export function withGene(genome: NeatGenome, gene: Gene, weight: number, isEnabled = 1): NeatGenome {
  const { structure, at } = genome.structure.with(gene), weights = genome.weights.slice(), enabled = genome.enabled.slice();
  weights.splice(at, 0, weight);
  enabled.splice(at, 0, isEnabled);
  return { structure, weights, enabled };
}
