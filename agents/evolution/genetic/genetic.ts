import { describe, type Snapshot } from 'gymnasium-js';
import type { Stream } from '../../streams.ts';
import type { Elite, Strategy } from '../strategy.ts';
import { blend, onePoint, twoPoint, uniform, type Crossover } from './crossover.ts';
import { diversity } from './diversity.ts';
import { gaussian, reset } from './mutation.ts';
import { settingsOf, type GeneticOptions, type GeneticSettings } from './options.ts';
import { fitter, Line, linearRanks, proportional, spin, tournament, truncation, wheelOf } from './selection.ts';

export type { GeneticOptions } from './options.ts';

/** Everybody who may be a parent: this generation, and behind it the parents that were kept. Views of one block of memory. */
interface Pool { readonly genes: Float64Array; readonly genomes: readonly Float64Array[]; readonly generation: readonly Float64Array[] }

/**
 * The genetic algorithm on vectors of real numbers: of a generation the fittest become parents, whose genes are mixed and changed a little.
 *
 *     parents     the fittest mu of the generation (and of the parents before them, if these are kept)
 *     elite       the fittest few, unchanged
 *     child       crossover of two chosen parents, or a copy of one; then some genes drawn anew, and noise added to some
 *
 * Each mating has one child: its mirror image, of the genes that it did not get, is not made. A parent may be mated with itself. Holland (1975),
 * "Adaptation in natural and artificial systems"; De Jong (1975), "An analysis of the behavior of a class of genetic adaptive systems".
 */
export class Genetic implements Strategy {
  readonly populationSize: number;
  /**
   * Mean of those who could become parents at the last `tell` (0 before, and after `load`): their child if all were its parents, the intermediate
   * recombination of Beyer & Schwefel (2002). Where luck decides much it is often fitter than each of them, for chance averages out. A live view.
   * [dimension]
   */
  readonly mean: Float64Array;
  readonly #settings: GeneticSettings;
  readonly #selecting: Stream;
  readonly #crossing: Stream;
  readonly #mutating: Stream;
  readonly #cross: Crossover | undefined;
  readonly #line: Line;
  readonly #fitness: Float64Array;                    // of the pool; that of kept parents stays. [populationSize + kept]
  readonly #parentFitness: Float64Array;              // in order. [parents]
  readonly #wheel: Float64Array;                      // [parents]
  #pool: Pool;                                        // two take turns
  #next: Pool;
  #kept = 0;                                          // parents behind the generation
  #generation = 0;
  #best: Elite<Float64Array> | undefined;
  #stall = 0;                                         // generations since it was found
  #sigma = NaN;
  #nanFitness = 0;
  #diversity = NaN;

  constructor(options: GeneticOptions) {
    const settings = this.#settings = settingsOf(options);
    const { populationSize: lambda, parents: mu, keepParents, dimension, initial, stream } = settings;
    this.populationSize = lambda;
    this.mean = new Float64Array(dimension);
    this.#selecting = stream('selection');
    this.#crossing = stream('crossover');
    this.#mutating = stream('mutation');
    this.#cross = { uniform, onePoint, twoPoint, blend: blend(settings.blendAlpha, settings.limit), none: undefined }[settings.crossover];
    const most = lambda + (keepParents ? mu : 0);
    this.#line = new Line(most);
    this.#fitness = new Float64Array(most);
    this.#parentFitness = new Float64Array(mu);
    this.#wheel = new Float64Array(mu);
    linearRanks(settings.rankPressure, this.#wheel);
    wheelOf(this.#wheel);
    this.#pool = poolOf(most, lambda, dimension);
    this.#next = poolOf(most, lambda, dimension);
    const draw = stream('initial genomes');
    this.#pool.generation.forEach((genome, i) => {
      if (initial !== undefined) genome.set(initial[i]);
      else reset(genome, 1, settings.initialDeviation, settings.limit, draw);
    });
  }

  get generation(): number { return this.#generation; }
  get best(): Elite<Float64Array> | undefined { return this.#best; }

  /** Two sets of arrays take turns: these are written over by the second `tell` from now. Copy what you keep. */
  ask(): readonly Float64Array[] { return this.#pool.generation; }

  get stop(): string | undefined {
    const { targetFitness, stallGenerations } = this.#settings, best = this.#best?.fitness;
    if (targetFitness !== undefined && best !== undefined && best >= targetFitness) {
      return `fitness ${best} has reached ${targetFitness}, the targetFitness`;
    }
    return this.#stall >= stallGenerations ? `no better fitness than ${best} for ${this.#stall} generations, the stallGenerations` : undefined;
  }

  /** `diversity` is that of the genomes which were told last. */
  get metrics(): Readonly<Record<string, number>> {
    return { sigma: this.#sigma, nanFitness: this.#nanFitness, stall: this.#stall, diversity: this.#diversity };
  }

  tell(fitness: ArrayLike<number>): void {
    const { populationSize: lambda } = this, { progress, sigmaAt } = this.#settings, all = this.#fitness;
    if (fitness.length !== lambda) {
      throw new RangeError(`tell takes the fitness of all ${lambda} genomes that were asked about, and got ${fitness.length} numbers`);
    }
    const now = progress();
    if (!(now >= 0 && now <= 1)) throw new RangeError(`progress of genetic says how much of the run is over, from 0 to 1, and got ${describe(now)}`);
    this.#sigma = sigmaAt(now);
    this.#nanFitness = 0;
    let top = 0;
    for (let i = 0; i < lambda; i++) {
      all[i] = fitness[i];
      if (Number.isNaN(all[i])) this.#nanFitness++;
      if (fitter(all[i], all[top])) top = i;
    }
    this.#stall++;
    if (this.#best === undefined || fitter(all[top], this.#best.fitness)) {
      this.#best = { genome: this.#pool.generation[top].slice(), fitness: all[top] };
      this.#stall = 0;
    }
    this.#diversity = diversity(this.#pool.generation);
    this.#breed(this.#line.up(all, lambda + this.#kept, this.#selecting));
    this.#generation++;
  }

  /** The next generation, from the pool in order. */
  #breed(order: Int32Array): void {
    const { selection, parents: mu, elitism, crossoverRate, mutationRate, resetRate, initialDeviation, limit, keepParents } = this.#settings;
    const { genomes } = this.#pool, { generation, genomes: all } = this.#next, lambda = this.populationSize, sigma = this.#sigma;
    const cross = this.#cross, crossing = this.#crossing, mutating = this.#mutating;
    if (selection === 'roulette') this.#turn(order);
    meanOf(mu, order, genomes, this.mean);
    for (let i = 0; i < elitism; i++) generation[i].set(genomes[order[i]]);
    for (let i = elitism; i < lambda; i++) {
      const child = generation[i], a = genomes[order[this.#choose()]];
      if (cross !== undefined && crossing.random() < crossoverRate) cross(a, genomes[order[this.#choose()]], child, crossing);
      else child.set(a);
      reset(child, resetRate, initialDeviation, limit, mutating);
      gaussian(child, mutationRate, sigma, limit, mutating);
    }
    if (keepParents) {
      for (let i = 0; i < mu; i++) all[lambda + i].set(genomes[order[i]]);
      for (let i = 0; i < mu; i++) this.#parentFitness[i] = this.#fitness[order[i]];
      this.#fitness.set(this.#parentFitness, lambda);
      this.#kept = mu;
    }
    [this.#pool, this.#next] = [this.#next, this.#pool];
  }

  /** A parent's place. */
  #choose(): number {
    const { selection, parents: mu, tournamentSize } = this.#settings, draw = this.#selecting;
    if (selection === 'truncation') return truncation(mu, draw);
    return selection === 'tournament' ? tournament(mu, tournamentSize, draw) : spin(this.#wheel, draw);
  }

  /** The roulette's wheel for this generation. */
  #turn(order: Int32Array): void {
    for (let i = 0; i < this.#wheel.length; i++) this.#parentFitness[i] = this.#fitness[order[i]];
    proportional(this.#parentFitness, this.#wheel);
    wheelOf(this.#wheel);
  }

  save(): Snapshot {
    return {
      generation: this.#generation, genes: this.#pool.genes.slice(), kept: this.#kept, fitness: this.#fitness.slice(), stall: this.#stall,
      sigma: this.#sigma, nanFitness: this.#nanFitness, diversity: this.#diversity,
      selecting: this.#selecting.save(), crossing: this.#crossing.save(), mutating: this.#mutating.save(),
      ...(this.#best !== undefined && { best: { genome: this.#best.genome.slice(), fitness: this.#best.fitness } }),
    };
  }

  load(snapshot: Snapshot): void {
    const { generation, genes, kept, fitness, stall, sigma, nanFitness, diversity: apart, ...rest } = snapshot as unknown as Saved;
    const { selecting, crossing, mutating, best } = rest;
    const { dimension, populationSize } = this.#settings;
    const otherBest = best !== undefined && best.genome.length !== dimension;
    if (genes?.length !== this.#pool.genes.length || fitness?.length !== this.#fitness.length || otherBest) {
      const needed = `${this.#pool.genes.length} in ${this.#fitness.length} are needed`;
      throw new RangeError(`this snapshot is of ${genes?.length ?? 'no'} genes in ${fitness?.length ?? 'no'} genomes, and ${needed}, `
        + `for a populationSize of ${populationSize} and a dimension of ${dimension}: load it with the options that it was saved with`);
    }
    this.#pool.genes.set(genes);
    this.mean.fill(0);
    this.#fitness.set(fitness);
    [this.#generation, this.#kept, this.#stall] = [generation, kept, stall];
    [this.#sigma, this.#nanFitness, this.#diversity] = [sigma, nanFitness, apart];
    this.#selecting.load(selecting);
    this.#crossing.load(crossing);
    this.#mutating.load(mutating);
    this.#best = best && { genome: best.genome.slice(), fitness: best.fitness };
  }
}

interface Saved {
  readonly generation: number; readonly genes: Float64Array; readonly kept: number; readonly fitness: Float64Array; readonly stall: number;
  readonly sigma: number; readonly nanFitness: number; readonly diversity: number; readonly best?: Elite<Float64Array>;
  readonly selecting: Float64Array; readonly crossing: Float64Array; readonly mutating: Float64Array;
}

/** Of the first `mu` in order. */
function meanOf(mu: number, order: Int32Array, genomes: readonly Float64Array[], mean: Float64Array): void {
  mean.fill(0);
  for (let i = 0; i < mu; i++) {
    const genome = genomes[order[i]];
    for (let k = 0; k < mean.length; k++) mean[k] += genome[k] / mu;
  }
}

function poolOf(most: number, lambda: number, dimension: number): Pool {
  const genes = new Float64Array(most * dimension);
  const genomes = Array.from({ length: most }, (_, i) => genes.subarray(i * dimension, (i + 1) * dimension));
  return { genes, genomes, generation: genomes.slice(0, lambda) };
}

/** A genetic algorithm. Throws a RangeError or a TypeError, in words, for an option that cannot be. */
export const genetic = (options: GeneticOptions): Genetic => new Genetic(options);
