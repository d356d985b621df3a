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

const MOST = 1000;

/** Remembers how many genomes each species had. */
export class SpeciesHistory {
  readonly #rows: number[] = [];                          // generation, species, genomes; and again

  add(generation: number, species: readonly Species[]): void {
    for (const { id, members } of species) this.#rows.push(generation, id, members.length);
  }

  /** Of at most MOST generations, evenly apart; species that lived in none of them are left out. */
  get sizes(): SpeciesSizes {
    const rows = this.#rows, last = rows.at(-3) ?? 0, stride = Math.ceil((last + 1) / MOST), kept: number[] = [];
    for (let i = 0; i < rows.length; i += 3) if (rows[i] % stride === 0) kept.push(i);
    const sorted = (numbers: Iterable<number>) => Int32Array.from(new Set(numbers)).sort();
    const generations = sorted(kept.map((i) => rows[i])), species = sorted(kept.map((i) => rows[i + 1]));
    const places = new Map(Array.from(species, (id, s) => [id, s])), sizes = new Int32Array(generations.length * species.length);
    for (const i of kept) sizes[(rows[i] / stride) * species.length + places.get(rows[i + 1])!] = rows[i + 2];
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
