import { distance, type DistanceOptions } from './distance.ts';
import type { NeatGenome } from './genome.ts';

/**
 * Genomes of a new generation, one after another. Each joins the first species whose model it is like, or founds one and is its model.
 * Stanley & Miikkulainen (2002), section 3.3.
 */
export class Brood {
  readonly genomes: NeatGenome[] = [];
  /** Positions of the genomes of each species: those that there were, then those that were founded. */
  readonly members: number[][];
  readonly #models: NeatGenome[];
  readonly #threshold: number;
  readonly #options: DistanceOptions;

  /** `models` are of the species that there are; genomes nearer than `threshold` are alike. */
  constructor(models: readonly NeatGenome[], threshold: number, options: DistanceOptions) {
    this.members = models.map(() => []);
    this.#models = [...models];
    this.#threshold = threshold;
    this.#options = options;
  }

  add(genome: NeatGenome): void {
    const models = this.#models;
    let s = 0;
    while (s < models.length && !(distance(genome, models[s], this.#options) < this.#threshold)) s++;
    if (s === models.length) {
      models.push(genome);
      this.members.push([]);
    }
    this.members[s].push(this.genomes.push(genome) - 1);
  }
}
