import { math } from 'gymnasium-js/basics';
import type { NeatGenome } from './genome.ts';

/** What a node makes of the sum of what reaches it. */
export const ACTIVATIONS = ['sigmoid', 'tanh', 'relu', 'identity'] as const;
export type Activation = typeof ACTIVATIONS[number];

const STEEP = 4.9;                                        // 1 / (1 + exp(-4.9 x)): Stanley & Miikkulainen (2002), section 4.1

/** The same in words, for whoever computes it elsewhere. */
export const FORMULAS: Readonly<Record<Activation, string>> = {
  sigmoid: `1 / (1 + exp(-${STEEP} x))`, tanh: 'tanh(x)', relu: 'max(0, x)', identity: 'x',
};

/** A genome that acts. */
export interface NeatNetwork {
  readonly inputs: number;
  readonly outputs: number;
  /** One step: `inputs` numbers from x[xAt] on become `outputs` numbers from y[yAt] on. */
  activate(x: Float32Array, xAt: number, y: Float32Array, yAt: number): void;
  /** Forgets what recurrent connections remember: before each episode. */
  reset(): void;
}

/**
 * The network that a genome stands for; arithmetic is double.
 *
 * Feed-forward: every node is computed once, behind those that it listens to, so that an input reaches the outputs at once. (Stanley's program
 * computes all nodes at the same time from what they were before: in XOR again and again until the input has gone through, which is the
 * same; with poles once a step, so that there an input takes a step a layer.)
 *
 * Recurrent: all nodes at the same time from what they were a step before, once a step, as in Stanley's program. Behind a `reset` nodes are 0
 * until something reaches them, and the first step lasts until something has reached every output that can be reached.
 *
 * A node that no input or bias reaches is 0, an output too.
 */
export function compile(genome: NeatGenome): NeatNetwork {
  const evaluator = new Evaluator();
  evaluator.load(genome);
  return evaluator;
}

/** A network that can become another one without new memory: to measure genomes one after the other. */
export class Evaluator implements NeatNetwork {
  #genome: NeatGenome | undefined;
  #sensors = 0;
  #bias = 0;
  #outputs = 0;
  #isRecurrent = false;
  #f: Activation = 'sigmoid';
  #computed = 0;                                          // nodes that something reaches
  #passed = 0;                                            // recurrent: steps of the nodes since reset, no more than it takes to reach all
  #first = 1;                                             // recurrent: such steps in the first step of the network
  #deepest = 0;
  #node = new Int32Array(16);                             // their slots, in the order in which they are computed [computed]
  #start = new Int32Array(17);                            // where their genes begin, and the last's end [computed + 1]
  #reached = new Int32Array(16);                          // recurrent: genes between the nearest sensor and a slot [nodes]
  #source = new Int32Array(64);                           // slot that a gene begins in
  #weight = new Float64Array(64);
  #now = new Float64Array(32);                            // what each node is [nodes]
  #next = new Float64Array(32);

  get inputs(): number { return this.#bias === 0 ? this.#sensors : this.#sensors - 1; }
  get outputs(): number { return this.#outputs; }
  get genome(): NeatGenome | undefined { return this.#genome; }

  /** Becomes the network of this genome, reset. */
  load(genome: NeatGenome): void {
    const { structure } = genome, { shape, nodes } = structure;
    this.#genome = genome;
    this.#sensors = shape.sensors;
    this.#bias = shape.bias;
    this.#outputs = shape.outputs;
    this.#isRecurrent = !shape.feedForward;
    this.#f = shape.activation;
    if (nodes > this.#reached.length || genome.weights.length > this.#source.length) this.#grow(nodes, genome.weights.length);
    if (this.#isRecurrent) this.#loadSteps(genome, this.#distances(genome));
    else this.#loadSteps(genome, structure.order);
    this.reset();
  }

  reset(): void {
    this.#passed = 0;
    this.#now.fill(0);
    this.#next.fill(0);
  }

  activate(x: Float32Array, xAt: number, y: Float32Array, yAt: number): void {
    const now = this.#now, { inputs } = this, outputs = this.#outputs, sensors = this.#sensors;
    for (let i = 0; i < inputs; i++) now[i] = x[xAt + i];
    if (this.#bias !== 0) now[inputs] = this.#bias;
    if (this.#isRecurrent) this.#step();
    else this.#through();
    const out = this.#now;
    for (let k = 0; k < outputs; k++) y[yAt + k] = out[sensors + k];
  }

  #through(): void {
    const now = this.#now, node = this.#node, computed = this.#computed;
    for (let k = 0; k < computed; k++) now[node[k]] = this.#valueOf(k);
  }

  #step(): void {
    const node = this.#node, reached = this.#reached, computed = this.#computed, sensors = this.#sensors;
    for (let i = this.#passed === 0 ? this.#first : 1; i > 0; i--) {
      if (this.#passed < this.#deepest) this.#passed++;
      const next = this.#next, now = this.#now, passed = this.#passed;
      for (let s = 0; s < sensors; s++) next[s] = now[s];
      for (let k = 0; k < computed && reached[node[k]] <= passed; k++) next[node[k]] = this.#valueOf(k);
      this.#now = next;
      this.#next = now;
    }
  }

  /** f(sum of w x) of the k-th computed node */
  #valueOf(k: number): number {
    const now = this.#now, source = this.#source, weight = this.#weight, start = this.#start;
    let sum = 0;
    for (let g = start[k], end = start[k + 1]; g < end; g++) sum += weight[g] * now[source[g]];
    return this.#f === 'sigmoid' ? 1 / (1 + math.exp(-STEEP * sum)) : otherwise(this.#f, sum);
  }

  /** Takes in the expressed genes of those nodes that something reaches, in this order of the nodes. */
  #loadSteps({ structure, weights, enabled }: NeatGenome, order: readonly number[]): void {
    const { incoming, from } = structure, sensors = this.#sensors, isRecurrent = this.#isRecurrent;
    const reached = this.#reached, source = this.#source, weight = this.#weight, start = this.#start, node = this.#node;
    if (!isRecurrent) for (let slot = 0; slot < structure.nodes; slot++) reached[slot] = slot < sensors ? 0 : -1;
    let genes = 0, computed = 0;
    for (let i = 0; i < order.length; i++) {
      const slot = order[i], into = incoming[slot], first = genes;
      for (let j = 0; j < into.length; j++) {
        const g = into[j], begin = from[g];
        if (enabled[g] === 0 || reached[begin] < 0) continue;
        source[genes] = begin;
        weight[genes++] = weights[g];
      }
      if (genes === first) continue;
      if (!isRecurrent) reached[slot] = 1;
      start[computed] = first;
      node[computed++] = slot;
    }
    start[computed] = genes;
    this.#computed = computed;
  }

  /** Slots but the sensors', by how many expressed genes lie between the nearest sensor and them; `#reached` is that number, or -1. */
  #distances({ structure, enabled }: NeatGenome): number[] {
    const { incoming, from, nodes } = structure, sensors = this.#sensors, reached = this.#reached, order: number[] = [];
    for (let slot = 0; slot < nodes; slot++) reached[slot] = slot < sensors ? 0 : -1;
    this.#first = this.#deepest = 0;
    for (let depth = 1, before = -1; order.length > before; depth++) {
      before = order.length;
      for (let slot = sensors; slot < nodes; slot++) {
        if (reached[slot] >= 0 || !incoming[slot].some((g) => enabled[g] === 1 && reached[from[g]] >= 0 && reached[from[g]] < depth)) continue;
        reached[slot] = depth;
        order.push(slot);
        this.#deepest = depth;
        if (slot < sensors + this.#outputs) this.#first = depth;
      }
    }
    this.#first = Math.max(1, this.#first);
    return order;
  }

  #grow(nodes: number, genes: number): void {
    this.#node = new Int32Array(2 * nodes);
    this.#start = new Int32Array(2 * nodes + 1);
    this.#reached = new Int32Array(2 * nodes);
    this.#now = new Float64Array(2 * nodes);
    this.#next = new Float64Array(2 * nodes);
    this.#source = new Int32Array(2 * genes);
    this.#weight = new Float64Array(2 * genes);
  }
}

function otherwise(f: Activation, x: number): number {
  return f === 'tanh' ? math.tanh(x) : f === 'relu' ? Math.max(0, x) : x;
}
