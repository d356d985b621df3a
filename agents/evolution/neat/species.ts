/** Genomes that are alike: within a species they compete and mate, and their fitness is shared. */
export interface Species {
  /** Species get numbers as they arise, never again. */
  readonly id: number;
  /** Generations that it has lived; 1 in its first. */
  age: number;
  /** The highest fitness that any of its genomes had, and its age then. */
  bestFitness: number;
  improvedAt: number;
  /** Positions of its genomes in the population. From fittest to least fit, once it is ranked. */
  members: number[];
}

export const newSpecies = (id: number): Species => ({ id, age: 1, bestFitness: -Infinity, improvedAt: 1, members: [] });

/** Sorts the members by `rank`, a genome's place in the whole generation, and notes whether its best is better than ever. */
export function rankSpecies(species: Species, rank: ArrayLike<number>, fitness: ArrayLike<number>): void {
  species.members.sort((i, j) => rank[i] - rank[j]);
  const best = fitness[species.members[0]];
  if (best > species.bestFitness) {
    species.bestFitness = best;
    species.improvedAt = species.age;
  }
}

/** "If the maximum fitness of a species did not improve in 15 generations": Stanley & Miikkulainen (2002), section 4.1 */
export const isStale = ({ age, improvedAt }: Species, maxStagnation: number): boolean => age - improvedAt >= maxStagnation;
