import type { Species } from './species.ts';

/** Sizes of species over generations, as a stacked area needs them. */
export interface SpeciesSizes {
  /** Species by age. [species] */
  readonly species: Int32Array;
  /** [generations] */
  readonly generations: Int32Array;
  /** Genomes of each species in each generation, 0 where it was not yet or no longer. [generations x species] */
  readonly sizes: Int32Array;
}

/** Remembers how many genomes each species had. */
export class SpeciesHistory {
  readonly #rows: number[] = [];                          // generation, species, genomes; and again

  add(generation: number, species: readonly Species[]): void {
    for (const { id, members } of species) this.#rows.push(generation, id, members.length);
  }

  get sizes(): SpeciesSizes {
    const column = (at: number) => [...new Set(this.#rows.filter((_, i) => i % 3 === at))].sort((a, b) => a - b);
    const generations = Int32Array.from(column(0)), species = Int32Array.from(column(1));
    const places = new Map([...species].map((id, s) => [id, s])), turns = new Map([...generations].map((t, i) => [t, i]));
    const sizes = new Int32Array(generations.length * species.length);
    for (let i = 0; i < this.#rows.length; i += 3) {
      sizes[turns.get(this.#rows[i])! * species.length + places.get(this.#rows[i + 1])!] = this.#rows[i + 2];
    }
    return { species, generations, sizes };
  }

  save(): Int32Array {
    return Int32Array.from(this.#rows);
  }

  load(rows: Int32Array): void {
    this.#rows.length = 0;
    for (const x of rows) this.#rows.push(x);
  }
}
