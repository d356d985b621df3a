import type { Structure } from './structure.ts';

/** Gives new genes their numbers. What the algorithm needs of `Innovations`. */
export interface Markings {
  /** A connection between two nodes. It would begin with `weight`; it begins with that of the first who made it. */
  link(structure: Structure, from: number, to: number, recurrent: number, weight: number): { readonly innovation: number; readonly weight: number };
  /** A node in the middle of the gene at this position, and the genes that lead to it and away from it. */
  split(structure: Structure, gene: number): { readonly node: number; readonly into: number; readonly outOf: number };
  /** The next numbers to be given: all that is remembered from generation to generation. */
  next: { readonly innovation: number; readonly node: number };
  /** What is made from now on is no longer the same as what was made until now. */
  nextGeneration(): void;
}

interface Link { readonly innovation: number; readonly weight: number }
interface Split { readonly node: number; readonly into: number; readonly outOf: number }

/**
 * Historical markings: a number for each mutation that made something new, and the same number for the same mutation within one generation.
 * Stanley & Miikkulainen (2002), section 3.2. That a repeated connection also begins with the same weight is from Stanley's program
 * (NEAT C++ 1.2, `Genome::mutate_add_link`); so is that a split is the same only if the same gene was split.
 */
export class Innovations implements Markings {
  #innovation: number;
  #node: number;
  readonly #links = new Map<string, Link>();
  readonly #splits = new Map<number, Split>();

  /** The first innovation number and the first node that are free. */
  constructor(innovation: number, node: number) {
    this.#innovation = innovation;
    this.#node = node;
  }

  get next(): { readonly innovation: number; readonly node: number } {
    return { innovation: this.#innovation, node: this.#node };
  }

  set next({ innovation, node }: { readonly innovation: number; readonly node: number }) {
    this.#innovation = innovation;
    this.#node = node;
    this.nextGeneration();
  }

  link(_structure: Structure, from: number, to: number, recurrent: number, weight: number): Link {
    const key = `${from} ${to} ${recurrent}`, known = this.#links.get(key);
    if (known !== undefined) return known;
    const made = { innovation: this.#innovation++, weight };
    this.#links.set(key, made);
    return made;
  }

  split({ genes, hidden }: Structure, gene: number): Split {
    const known = this.#splits.get(genes[gene].innovation);
    // One genome can split a gene twice in a generation only if somebody mutates it twice; the second node is then another one.
    if (known !== undefined && !hidden.includes(known.node)) return known;
    const made = { node: this.#node++, into: this.#innovation, outOf: this.#innovation + 1 };
    this.#innovation += 2;
    this.#splits.set(genes[gene].innovation, made);
    return made;
  }

  nextGeneration(): void {
    this.#links.clear();
    this.#splits.clear();
  }
}
