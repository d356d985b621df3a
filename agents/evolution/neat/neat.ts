import type { Snapshot } from 'gymnasium-js';
import { describe } from 'gymnasium-js/basics';
import type { Stream } from '../../streams.ts';
import { streamFor } from '../strategies/checks.ts';
import { ranking, type Elite, type Strategy } from '../strategy.ts';
import { Brood } from './brood.ts';
import { breed, breedFromChampion, survivorsOf, type Parents } from './breeding.ts';
import { consensus } from './consensus.ts';
import { distance } from './distance.ts';
import { expressed, minimalStructure, randomGenome, type NeatGenome } from './genome.ts';
import { Innovations, type Markings } from './innovations.ts';
import { powerOf, settingsOf, type NeatOptions, type NeatSettings } from './options.ts';
import { byRank, fromZero, offspring } from './sharing.ts';
import { SpeciesHistory } from './species-history.ts';
import { isStale, newSpecies, rankSpecies, type Species } from './species.ts';
import { loadMemory, saveMemory, type NeatMemory } from './snapshot.ts';
import type { Shape, Structure } from './structure.ts';

const VERSION = 2;
const LOWEST_THRESHOLD = 0.3;                             // of a threshold that moves: Stanley's program, `Population::epoch`

type Saved = Readonly<Record<'version' | 'populationSize' | 'inputs' | 'outputs' | 'bias' | 'feedForward' | 'innovation' | 'node', number>> & {
  readonly activation: string;
  readonly stream: Float64Array; readonly history: Int32Array; readonly memory: Snapshot;
};

/**
 * NEAT: networks that begin without hidden nodes and grow, in species that protect what is new.
 * Stanley & Miikkulainen (2002), "Evolving neural networks through augmenting topologies", Evolutionary Computation 10(2).
 *
 * ```ts
 * const evolution = neat({ inputs: 2, outputs: 1, seed: 0 });
 * for (let t = 0; t < 100; t++) evolution.tell(evolution.ask().map((genome) => fitnessOf(compile(genome))));
 * ```
 *
 * Throws a TypeError or RangeError that names what is wrong with the options.
 */
export function neat(options: NeatOptions): Neat {
  return new Neat(options);
}

export class Neat implements Strategy<NeatGenome> {
  readonly settings: NeatSettings;
  readonly shape: Shape;
  readonly populationSize: number;
  /** How many genomes of each species there were, generation by generation. */
  readonly speciesHistory = new SpeciesHistory();
  readonly #stream: Stream;
  readonly #minimal: Structure;
  readonly #markings: Markings;
  readonly #power: () => number;
  #memory: NeatMemory;
  #largest: readonly NeatGenome[] = [];                   // the parents of the largest species

  /** `markings` is for experiments with other ones than the paper's. */
  constructor(options: NeatOptions, markings?: Markings) {
    const settings = settingsOf(options), { populationSize, bias, feedForward, activationDefault } = settings;
    const { inputs, outputs } = options, stream = streamFor(options, 'neat');
    this.settings = settings;
    this.#power = powerOf(options, settings);
    this.populationSize = populationSize;
    this.shape = { inputs, bias, sensors: inputs + (bias === 0 ? 0 : 1), outputs, feedForward, activation: activationDefault };
    this.#stream = stream('neat');
    this.#minimal = minimalStructure(this.shape, settings.initialConnection === 'full');
    this.#markings = markings ?? new Innovations((inputs + 1) * outputs, this.shape.sensors + outputs);
    this.#memory = {
      genomes: [], species: [], generation: 0, threshold: settings.compatibilityThreshold, nextSpecies: 1, highest: -Infinity, unimproved: 0,
      extinctions: 0, isExtinct: false, best: undefined, metrics: {},
    };
    this.#begin();
  }

  get generation(): number { return this.#memory.generation; }
  get best(): Elite<NeatGenome> | undefined { return this.#memory.best; }
  get metrics(): Readonly<Record<string, number>> { return this.#memory.metrics; }
  /** The species of the generation that `ask` gives. */
  get species(): readonly Readonly<Species>[] { return this.#memory.species; }

  /**
   * What those who could be parents in the largest species had in common at the last `tell`: the fittest of them, with its weights averaged over all
   * (see `consensus`). Undefined before the first `tell`, and after `load` until the next.
   */
  get mean(): NeatGenome | undefined { return this.#largest.length > 0 ? consensus(this.#largest) : undefined; }

  get stop(): string | undefined {
    const { best, isExtinct, generation } = this.#memory, { fitnessThreshold, maxStagnation } = this.settings;
    if (best !== undefined && fitnessThreshold < Infinity && best.fitness >= fitnessThreshold) {
      return `a genome is as fit as ${Number(best.fitness.toPrecision(6))}, and ${fitnessThreshold} was enough`;
    }
    return isExtinct ? `all species died out in generation ${generation}: none had become fitter for ${maxStagnation} generations` : undefined;
  }

  ask(): readonly NeatGenome[] {
    return this.#memory.genomes;
  }

  tell(told: ArrayLike<number>): void {
    const memory = this.#memory, { genomes, species } = memory, { settings, populationSize: n } = this;
    if (told.length !== n) throw new RangeError(`${n} genomes were asked for, and the fitness of ${told.length} was told: tell one number for each`);
    const fitness = Float64Array.from(told, (f) => (Number.isNaN(f) ? -Infinity : f)), order = ranking(told), rank = new Int32Array(n);
    const shared = settings.rankSharingPower > 0 ? byRank(told, order, settings.rankSharingPower) : fromZero(fitness);
    order.forEach((i, place) => { rank[i] = place; });
    for (const one of species) rankSpecies(one, rank, fitness);
    const bestFirst = [...species].sort((a, b) => rank[a.members[0]] - rank[b.members[0]]);
    const stale = new Set(bestFirst.slice(settings.speciesElitism).filter((one) => isStale(one, settings.maxStagnation)));
    const top = fitness[order[0]];
    if (memory.best === undefined || Number.isNaN(memory.best.fitness) || top > memory.best.fitness) {
      memory.best = { genome: genomes[order[0]], fitness: told[order[0]] };
    }
    memory.unimproved = top > memory.highest ? 0 : memory.unimproved + 1;
    if (top > memory.highest) memory.highest = top;
    this.speciesHistory.add(memory.generation, species);
    memory.generation++;
    memory.metrics = this.#measured(told, stale.size, genomes[order[0]]);

    const { members } = species.reduce((a, b) => (b.members.length > a.members.length ? b : a));
    this.#largest = members.slice(0, survivorsOf(members, settings)).map((i) => genomes[i]);

    const shares = this.#shares(shared, stale);
    const parents: Parents = {
      genomes, fitness, bestFirst, markings: this.#markings, stream: this.#stream, settings: { ...settings, weightMutatePower: this.#power() },
    };
    const isRefocused = settings.refocusAfter > 0 && memory.unimproved >= settings.refocusAfter;
    const counts = offspring(shares, n);
    if (isRefocused || counts.some((count) => count > 0)) {
      const brood = new Brood(this.#models(genomes), memory.threshold, settings);
      if (isRefocused) this.#refocus(parents, brood);
      else species.forEach((one, s) => { breed(one, s, counts[s], parents, brood); });
      this.#succeed(brood);
    } else this.#dieOut();
    this.#markings.nextGeneration();
  }

  save(): Snapshot {
    const { innovation, node } = this.#markings.next, { inputs, outputs, bias, feedForward, activation } = this.shape;
    return {
      version: VERSION, populationSize: this.populationSize, inputs, outputs, bias, feedForward: Number(feedForward), activation, innovation, node,
      stream: this.#stream.save(), history: this.speciesHistory.save(), memory: saveMemory(this.#memory),
    };
  }

  /** Throws a RangeError if the snapshot is of another version or of another population. */
  load(snapshot: Snapshot): void {
    const saved = snapshot as unknown as Saved, { populationSize, shape } = this;
    if (saved.version !== VERSION) throw new RangeError(`this is a snapshot of version ${describe(saved.version)} of neat, and ${VERSION} is needed`);
    if (saved.populationSize !== populationSize || saved.inputs !== shape.inputs || saved.outputs !== shape.outputs) {
      const is = `${saved.populationSize} networks with ${saved.inputs} inputs and ${saved.outputs} outputs`;
      throw new RangeError(`this snapshot is of ${is}, and here are ${populationSize} with ${shape.inputs} and ${shape.outputs}: `
        + 'make neat with the options that it was saved with');
    }
    if (saved.bias !== shape.bias || saved.feedForward !== Number(shape.feedForward) || saved.activation !== shape.activation) {
      const said = (bias: number, forward: boolean, activation: string) => `${activation}, bias ${bias}, ${forward ? 'feed-forward' : 'recurrent'}`;
      throw new RangeError(`this snapshot is of networks with ${said(saved.bias, saved.feedForward === 1, saved.activation)}, and here they have `
        + `${said(shape.bias, shape.feedForward, shape.activation)}: make neat with the options that it was saved with`);
    }
    this.#memory = loadMemory(saved.memory, shape);
    this.#largest = [];
    this.#stream.load(saved.stream);
    this.#markings.next = { innovation: saved.innovation, node: saved.node };
    this.speciesHistory.load(saved.history);
  }

  /** What the adjusted fitnesses of each species add up to, its mean fitness. Where nobody who may breed has any, by how many they are. */
  #shares(fitness: Float64Array, stale: ReadonlySet<Species>): number[] {
    const { youngAge, youngFactor, staleFactor } = this.settings, { species } = this.#memory;
    const weights = species.map((one) => (one.age <= youngAge ? youngFactor : 1) * (stale.has(one) ? staleFactor : 1));
    const isHopeless = species.every(({ members }, s) => weights[s] === 0 || members.every((i) => fitness[i] === 0));
    return species.map(({ members }, s) => {
      let sum = 0;
      for (const i of members) sum += fitness[i];
      return (isHopeless ? members.length : sum / members.length) * weights[s];
    });
  }

  /** Who stands for each species where newborn genomes are compared with it. */
  #models(genomes: readonly NeatGenome[]): NeatGenome[] {
    const isChampion = this.settings.speciesRepresentative === 'champion';
    return this.#memory.species.map(({ members }) => genomes[members[isChampion ? 0 : this.#stream.integer(members.length)]]);
  }

  /** The offspring of the champions of the two fittest species, as many of each. */
  #refocus(parents: Parents, brood: Brood): void {
    const top = parents.bestFirst.slice(0, 2), n = this.populationSize;
    this.#memory.unimproved = 0;
    top.forEach((one, k) => {
      one.improvedAt = one.age;
      const count = top.length === 1 ? n : k === 0 ? Math.floor(n / 2) : n - Math.floor(n / 2);
      breedFromChampion(parents.genomes[one.members[0]], count, parents, brood);
    });
  }

  /** The generation passes. */
  #succeed(brood: Brood): void {
    const memory = this.#memory, { settings } = this;
    for (const one of memory.species) one.age++;
    this.#take(brood);
    if (settings.targetSpecies > 0) {
      const away = Math.sign(memory.species.length - settings.targetSpecies);
      memory.threshold = Math.max(LOWEST_THRESHOLD, memory.threshold + away * settings.compatibilityModifier);
    }
  }

  #take({ genomes, members }: Brood): void {
    const memory = this.#memory, { species } = memory;
    memory.genomes = genomes;
    while (species.length < members.length) species.push(newSpecies(memory.nextSpecies++));
    species.forEach((one, s) => { one.members = members[s]; });
    memory.species = species.filter((one) => one.members.length > 0);
  }

  #dieOut(): void {
    const memory = this.#memory;
    memory.extinctions++;
    memory.metrics = { ...memory.metrics, extinctions: memory.extinctions };
    if (this.settings.resetOnExtinction) this.#begin();
    else memory.isExtinct = true;
  }

  #begin(): void {
    const memory = this.#memory, { settings } = this, stream = this.#stream;
    memory.species = [];
    memory.highest = -Infinity;
    memory.unimproved = 0;
    memory.threshold = settings.compatibilityThreshold;
    const brood = new Brood([], memory.threshold, settings);
    for (let i = 0; i < this.populationSize; i++) brood.add(randomGenome(this.#minimal, settings.weightInitRange, stream));
    this.#take(brood);
  }

  #measured(fitness: ArrayLike<number>, stale: number, best: NeatGenome): Record<string, number> {
    const { genomes, species, threshold, extinctions } = this.#memory, { settings, populationSize: n } = this;
    let nanFitness = 0, connections = 0, hidden = 0, largest = 0, apart = 0;
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(fitness[i])) nanFitness++;
      connections += expressed(genomes[i]);
      hidden += genomes[i].structure.hidden.length;
      apart += distance(genomes[i], genomes[(i + (n >> 1)) % n], settings);
    }
    for (const { members } of species) largest = Math.max(largest, members.length);
    return {
      species: species.length, largestSpecies: largest, staleSpecies: stale, connections: connections / n, hiddenNodes: hidden / n,
      bestConnections: expressed(best), bestHiddenNodes: best.structure.hidden.length, diversity: apart / n, compatibilityThreshold: threshold,
      extinctions, nanFitness,
    };
  }
}
