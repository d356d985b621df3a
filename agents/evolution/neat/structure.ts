import { describe } from 'gymnasium-js/basics';
import type { Activation } from './network.ts';

/** A connection gene without its weight. Nodes are named by numbers: sensors, then outputs, then hidden nodes by age. */
export interface Gene {
  /** The historical marking: genes with the same number came from the same mutation. */
  readonly innovation: number;
  readonly from: number;
  readonly to: number;
  /** 1 if it closes a cycle, or leaves an output: the others form a graph without cycles. */
  readonly recurrent: number;
}

/** What all genomes of a population have in common. */
export interface Shape {
  /** Numbers that the network is given. */
  readonly inputs: number;
  /** The constant that one more sensor sees; 0: there is none. */
  readonly bias: number;
  /** Inputs, and the bias if there is one: nodes 0, 1, ..., sensors - 1. */
  readonly sensors: number;
  /** Nodes sensors, ..., sensors + outputs - 1. */
  readonly outputs: number;
  /** Whether a signal goes through the whole network at once, so that there may be no cycles. */
  readonly feedForward: boolean;
  readonly activation: Activation;
}

/**
 * What a genome connects, apart from its weights. A value: mutations that add something make a new one.
 *
 * A node's *slot* is its place among the nodes of this structure: its number for sensors and outputs, and behind them hidden nodes by age.
 */
export class Structure {
  readonly shape: Shape;
  /** By innovation number, upwards. */
  readonly genes: readonly Gene[];
  readonly innovations: readonly number[];
  /** Numbers of the hidden nodes, upwards. */
  readonly hidden: readonly number[];
  /** Slots of both ends of each gene. [genes] */
  readonly from: readonly number[];
  readonly to: readonly number[];
  #incoming: readonly (readonly number[])[] | undefined;
  #order: readonly number[] | undefined;

  /** Genes must be sorted by their innovation numbers; all the rest follows from them. */
  constructor(shape: Shape, genes: readonly Gene[]) {
    const visible = shape.sensors + shape.outputs, hidden = new Set<number>();
    for (const { from, to } of genes) {
      if (from >= visible) hidden.add(from);
      if (to >= visible) hidden.add(to);
    }
    this.shape = shape;
    this.genes = genes;
    this.innovations = genes.map((gene) => gene.innovation);
    this.hidden = [...hidden].sort((a, b) => a - b);
    const slots = new Map(this.hidden.map((node, i) => [node, visible + i])), slot = (node: number) => slots.get(node) ?? node;
    this.from = genes.map((gene) => slot(gene.from));
    this.to = genes.map((gene) => slot(gene.to));
  }

  /** Nodes of every kind. */
  get nodes(): number { return this.shape.sensors + this.shape.outputs + this.hidden.length; }

  /** The number of the node in a slot. */
  nodeAt(slot: number): number {
    const visible = this.shape.sensors + this.shape.outputs;
    return slot < visible ? slot : this.hidden[slot - visible];
  }

  /** Positions of the genes that end in each slot. */
  get incoming(): readonly (readonly number[])[] {
    if (this.#incoming !== undefined) return this.#incoming;
    const incoming = Array.from({ length: this.nodes }, (): number[] => []);
    for (let g = 0; g < this.genes.length; g++) incoming[this.to[g]].push(g);
    this.#incoming = incoming;
    return incoming;
  }

  /** All slots but the sensors', each behind those whose non-recurrent genes lead to it, whether expressed or not. */
  get order(): readonly number[] {
    return (this.#order ??= this.#sorted());
  }

  /** Whether a way of non-recurrent genes, expressed or not, leads from one slot to another. Every slot leads to itself. */
  leads(from: number, to: number): boolean {
    const { incoming, genes } = this, seen = new Uint8Array(this.nodes), stack = [to];
    while (stack.length > 0) {
      const slot = stack.pop() as number;
      if (slot === from) return true;
      if (seen[slot] === 1) continue;
      seen[slot] = 1;
      for (const g of incoming[slot]) if (genes[g].recurrent === 0) stack.push(this.from[g]);
    }
    return false;
  }

  /** Whether some gene, expressed or not, goes from one slot to another. */
  connects(from: number, to: number): boolean {
    return this.incoming[to].some((g) => this.from[g] === from);
  }

  /** With one gene more, sorted in. `at` is its position. */
  with(gene: Gene): { readonly structure: Structure; readonly at: number } {
    let at = this.genes.length;
    while (at > 0 && this.genes[at - 1].innovation > gene.innovation) at--;
    return { structure: new Structure(this.shape, [...this.genes.slice(0, at), gene, ...this.genes.slice(at)]), at };
  }

  #sorted(): number[] {
    const { incoming, genes, nodes } = this, { sensors } = this.shape;
    const waiting = new Int32Array(nodes), order: number[] = [];
    const done = new Uint8Array(nodes).fill(1, 0, sensors);
    for (let slot = sensors; slot < nodes; slot++) {
      for (const g of incoming[slot]) if (genes[g].recurrent === 0 && this.from[g] >= sensors) waiting[slot]++;
    }
    while (order.length < nodes - sensors) {
      const next = waiting.findIndex((count, slot) => done[slot] === 0 && count === 0);
      if (next < 0) throw new RangeError(`genes that are not recurrent go in a circle: ${describe(genes.map((gene) => [gene.from, gene.to]))}`);
      done[next] = 1;
      order.push(next);
      for (let g = 0; g < genes.length; g++) if (genes[g].recurrent === 0 && this.from[g] === next) waiting[this.to[g]]--;
    }
    return order;
  }
}
