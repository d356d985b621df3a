import { normal } from '../../../nets/draws.ts';
import type { Stream } from '../../streams.ts';
import type { Brood } from './brood.ts';
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

/** How many of a species' fittest members may have offspring. */
export const survivorsOf = ({ length }: readonly number[], { survivalThreshold }: NeatSettings): number => (
  Math.min(length, Math.floor(survivalThreshold * length + 1))
);

interface Parent { readonly genome: NeatGenome; readonly fitness: number }

/**
 * Adds the `count` offspring of a ranked species, the one with index `s`, to the brood: its champions, if it has many; else a mutated copy of one
 * parent, or a child of two. Parents are drawn from the fittest members and, if newborns mate, from those that are of this species and were born
 * before its turn; of them no fitness is known, and any that is known is higher. Stanley & Miikkulainen (2002), section 4.1; the order of the
 * draws, and newborn parents, are `Species::reproduce` of Stanley's program.
 */
export function breed(species: Species, s: number, count: number, parents: Parents, brood: Brood): void {
  const { genomes, fitness, settings, markings, stream } = parents, { members } = species;
  const survivors = survivorsOf(members, settings);
  const newborns = settings.newbornsMate ? brood.members[s].map((i) => brood.genomes[i]) : [];
  const elite = count > settings.elitismAbove ? Math.min(settings.elitism, members.length, count) : 0;
  const parent = (): Parent => {
    const k = stream.integer(survivors + newborns.length);
    return k < survivors ? { genome: genomes[members[k]], fitness: fitness[members[k]] } : { genome: newborns[k - survivors], fitness: -Infinity };
  };
  for (let k = 0; k < count; k++) {
    if (k < elite) {
      brood.add(genomes[members[k]]);
      continue;
    }
    const mother = parent();
    if (stream.random() < settings.mutateOnlyProb) {
      brood.add(mutate(mother.genome, settings, markings, stream));
      continue;
    }
    const father = stream.random() < settings.interspeciesMateRate ? stranger(species, parents) : parent();
    brood.add(child(mother, father, parents));
  }
}

function child({ genome: a, fitness: x }: Parent, { genome: b, fitness: y }: Parent, { markings, settings, stream }: Parents): NeatGenome {
  const { mateMultipointProb, mateBlendAlpha: alpha, weightMaxValue: most } = settings;
  const mating = stream.random() < mateMultipointProb ? 'multipoint' : alpha === null ? 'average' : { alpha, most };
  const baby = crossover(a, b, x > y ? 1 : x < y ? -1 : 0, mating, stream);
  // Parents that are alike have a child that is as they are, so it is mutated.
  const isMutated = stream.random() >= settings.mateOnlyProb || a === b || distance(a, b, settings) === 0;
  return isMutated ? mutate(baby, settings, markings, stream) : baby;
}

/** The champion of another species, rather of a fit one; of the same, if five draws hit no other. */
function stranger(species: Species, { bestFirst, genomes, fitness, stream }: Parents): Parent {
  let other = species;
  for (let i = 0; i < 5 && other === species; i++) {
    const place = Math.min(1, Math.max(0, normal(stream) / 4));
    other = bestFirst[Math.floor(place * (bestFirst.length - 1) + 0.5)];
  }
  const [best] = other.members;
  return { genome: genomes[best], fitness: fitness[best] };
}

/**
 * Adds the `count` offspring of a champion, when nothing has become fitter for a long time: itself, and copies with all weights changed, or in a
 * fifth of cases with one more connection. `Population::epoch` and `Species::reproduce` of Stanley's program, of which the paper says only that the
 * top two species alone may reproduce.
 */
export function breedFromChampion(champion: NeatGenome, count: number, { settings, markings, stream }: Parents, brood: Brood): void {
  if (count > 0) brood.add(champion);
  for (let k = 1; k < count; k++) {
    const isGrown = stream.random() >= 0.8 && settings.connAddProb > 0;
    brood.add(isGrown ? addConnection(champion, settings.recurOnlyProb, markings, stream) : mutateWeights(champion, settings, stream));
  }
}
