import { normal } from '../../../nets/draws.ts';
import type { Stream } from '../../streams.ts';
import { crossover } from './crossover.ts';
import { distance } from './distance.ts';
import type { NeatGenome } from './genome.ts';
import type { Markings } from './innovations.ts';
import { addConnection, mutate, mutateWeights } from './mutation.ts';
import type { NeatSettings } from './options.ts';
import type { Species } from './species.ts';

/** What offspring are made of. */
export interface Parents {
  readonly genomes: readonly NeatGenome[];
  readonly fitness: ArrayLike<number>;
  /** Ranked, from the one with the fittest champion down. */
  readonly bestFirst: readonly Species[];
  readonly markings: Markings;
  readonly stream: Stream;
  readonly settings: NeatSettings;
}

/**
 * The next `count` offspring of a ranked species: its champions, if it has many; else a mutated copy of one parent, or a child of two. Parents
 * are drawn from the fittest members. Stanley & Miikkulainen (2002), section 4.1; the order of the draws is `Species::reproduce` of
 * Stanley's program.
 */
export function breed(species: Species, count: number, parents: Parents): NeatGenome[] {
  const { genomes, settings, markings, stream } = parents, { members } = species;
  const survivors = Math.min(members.length, Math.floor(settings.survivalThreshold * members.length + 1));
  const elite = count > settings.elitismAbove ? Math.min(settings.elitism, members.length, count) : 0;
  return Array.from({ length: count }, (_, k) => {
    if (k < elite) return genomes[members[k]];
    const mother = members[stream.integer(survivors)];
    if (stream.random() < settings.mutateOnlyProb) return mutate(genomes[mother], settings, markings, stream);
    const father = stream.random() < settings.interspeciesMateRate ? stranger(species, parents) : members[stream.integer(survivors)];
    return child(mother, father, parents);
  });
}

function child(mother: number, father: number, { genomes, fitness, settings, markings, stream }: Parents): NeatGenome {
  const a = genomes[mother], b = genomes[father], x = fitness[mother], y = fitness[father];
  const mating = stream.random() < settings.mateMultipointProb ? 'multipoint' : 'average';
  const baby = crossover(a, b, x > y ? 1 : x < y ? -1 : 0, mating, stream);
  // Parents that are alike have a child that is as they are, so it is mutated.
  const isMutated = stream.random() >= settings.mateOnlyProb || mother === father || distance(a, b, settings) === 0;
  return isMutated ? mutate(baby, settings, markings, stream) : baby;
}

/** The champion of another species, rather of a fit one; of the same, if five draws hit no other. */
function stranger(species: Species, { bestFirst, stream }: Parents): number {
  let other = species;
  for (let i = 0; i < 5 && other === species; i++) {
    const place = Math.min(1, Math.max(0, normal(stream) / 4));
    other = bestFirst[Math.floor(place * (bestFirst.length - 1) + 0.5)];
  }
  return other.members[0];
}

/**
 * The `count` offspring of a champion, when nothing has become fitter for a long time: itself, and copies with all weights changed, or in a fifth
 * of cases with one more connection. `Population::epoch` and `Species::reproduce` of Stanley's program, of which the paper says only that the
 * top two species alone may reproduce.
 */
export function breedFromChampion(champion: NeatGenome, count: number, { settings, markings, stream }: Parents): NeatGenome[] {
  return Array.from({ length: count }, (_, k) => {
    if (k === 0) return champion;
    const isGrown = stream.random() >= 0.8 && settings.connAddProb > 0;
    return isGrown ? addConnection(champion, settings.recurOnlyProb, markings, stream) : mutateWeights(champion, settings, stream);
  });
}
