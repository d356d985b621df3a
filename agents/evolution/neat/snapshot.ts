import type { Snapshot } from 'gymnasium-js';
import type { Elite } from '../strategy.ts';
import type { NeatGenome } from './genome.ts';
import type { Species } from './species.ts';
import { Structure, type Gene, type Shape } from './structure.ts';

/** What NEAT remembers from generation to generation, beside its random numbers, markings and history. */
export interface NeatMemory {
  genomes: readonly NeatGenome[];
  species: Species[];
  generation: number;
  threshold: number;
  nextSpecies: number;
  /** The highest fitness since the beginning, or since an extinction, and the generations since it was reached. */
  highest: number;
  unimproved: number;
  extinctions: number;
  isExtinct: boolean;
  best: Elite<NeatGenome> | undefined;
  metrics: Readonly<Record<string, number>>;
}

/** The memory as data: the best genome stands behind those of the population, and structures that genomes share are written once. */
export function saveMemory({ genomes, species, best, metrics, isExtinct, ...numbers }: NeatMemory): Snapshot {
  const all = best === undefined ? genomes : [...genomes, best.genome];
  const structures = [...new Set(all.map((genome) => genome.structure))], places = new Map(structures.map((structure, s) => [structure, s]));
  const genes = structures.flatMap((structure) => structure.genes);
  const speciesOf = new Int32Array(genomes.length);
  species.forEach(({ members }, s) => { for (const i of members) speciesOf[i] = s; });
  return {
    ...numbers,
    isExtinct: Number(isExtinct),
    bestFitness: Float64Array.from(best === undefined ? [] : [best.fitness]),
    metrics: { ...metrics },
    structures: {
      sizes: Int32Array.from(structures, (structure) => structure.genes.length),
      innovations: Int32Array.from(genes, (gene) => gene.innovation),
      from: Int32Array.from(genes, (gene) => gene.from),
      to: Int32Array.from(genes, (gene) => gene.to),
      recurrent: Uint8Array.from(genes, (gene) => gene.recurrent),
    },
    genomes: {
      structures: Int32Array.from(all, (genome) => places.get(genome.structure)!),
      weights: Float64Array.from(all.flatMap((genome) => genome.weights)),
      enabled: Uint8Array.from(all.flatMap((genome) => genome.enabled)),
    },
    species: {
      ids: Int32Array.from(species, (one) => one.id),
      ages: Int32Array.from(species, (one) => one.age),
      improvedAt: Int32Array.from(species, (one) => one.improvedAt),
      bestFitness: Float64Array.from(species, (one) => one.bestFitness),
      members: speciesOf,
    },
  };
}

type Numbers = 'generation' | 'threshold' | 'nextSpecies' | 'highest' | 'unimproved' | 'extinctions';
type Saved = Readonly<Record<Numbers | 'isExtinct', number>> & {
  readonly bestFitness: Float64Array;
  readonly metrics: Readonly<Record<string, number>>;
  readonly structures: Readonly<Record<'sizes' | 'innovations' | 'from' | 'to', Int32Array>> & { readonly recurrent: Uint8Array };
  readonly genomes: { readonly structures: Int32Array; readonly weights: Float64Array; readonly enabled: Uint8Array };
  readonly species: Readonly<Record<'ids' | 'ages' | 'improvedAt' | 'members', Int32Array>> & { readonly bestFitness: Float64Array };
};

/** What `saveMemory` wrote, of genomes of this shape. */
export function loadMemory(snapshot: Snapshot, shape: Shape): NeatMemory {
  const { structures: written, genomes: saved, species: kept, bestFitness, metrics, isExtinct, ...rest } = snapshot as unknown as Saved;
  const { generation, threshold, nextSpecies, highest, unimproved, extinctions } = rest;
  const starts = startsOf(written.sizes);
  const structures = Array.from(written.sizes, (size, s) => new Structure(shape, Array.from({ length: size }, (_, g): Gene => {
    const at = starts[s] + g;
    return { innovation: written.innovations[at], from: written.from[at], to: written.to[at], recurrent: written.recurrent[at] };
  })));
  const begins = startsOf(saved.structures.map((s) => written.sizes[s]));
  const genomes = Array.from(saved.structures, (s, i): NeatGenome => {
    const begin = begins[i], end = begin + written.sizes[s];
    return { structure: structures[s], weights: [...saved.weights.subarray(begin, end)], enabled: [...saved.enabled.subarray(begin, end)] };
  });
  const best = bestFitness.length === 0 ? undefined : { genome: genomes.pop()!, fitness: bestFitness[0] };
  const species = Array.from(kept.ids, (id, s): Species => ({
    id, age: kept.ages[s], improvedAt: kept.improvedAt[s], bestFitness: kept.bestFitness[s],
    members: genomes.flatMap((_, i) => (kept.members[i] === s ? [i] : [])),
  }));
  return {
    generation, threshold, nextSpecies, highest, unimproved, extinctions, isExtinct: isExtinct === 1, genomes, species, best, metrics: { ...metrics },
  };
}

function startsOf(sizes: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(sizes.length);
  for (let i = 1; i < starts.length; i++) starts[i] = starts[i - 1] + sizes[i - 1];
  return starts;
}
