import type { RowControl, Situation, Snapshot, Step } from 'gymnasium-js';
import type { Agent, AgentPicture, NetworkNames, Policy, PolicyOptions, Setup } from '../agent.ts';
import { scheduleOf, type Schedule } from '../schedule.ts';
import type { Stream } from '../streams.ts';
import type { Body, Species } from './body.ts';
import { Halving } from './halving.ts';
import type { GenerationOptions } from './options.ts';
import { ranking, type Strategy } from './strategy.ts';
import { deal, nextTrial, takeIn, Trials, type Ending, type Plan, type Trial } from './trials.ts';

/** What a population is playing: its generation, or who of a few is the champion. */
export interface Phase<Genome> {
  readonly kind: 'generation' | 'validation';
  readonly genomes: readonly Genome[];
  readonly plan: Plan;
}

/** A strategy that evolves, and how its genomes live. */
export interface Evolution<Genome> {
  readonly strategy: Strategy<Genome>;
  readonly species: Species<Genome>;
  /** Who else might be the champion, after each generation: the centre of a distribution that the strategy draws from, say. */
  readonly others?: () => readonly Genome[];
  /** Told how much of the budget is gone, from 0 to 1, before each generation's offspring are made. */
  readonly progress?: (fraction: number) => void;
  /** What has happened to it that whoever reads its results should know. */
  readonly notes?: () => readonly string[];
  /** What there is to see of a champion, and of how it came to be. */
  readonly pictures?: (champion: Genome, names: NetworkNames) => readonly AgentPicture[];
}

/**
 * A population as an agent: row i is individual i. All play their episodes, and rest when they have; then the strategy is told how fit they
 * were and proposes the next generation. (After a halving, those who play on, and at validation the candidates, are dealt out over all rows.)
 *
 * The fittest of a generation was perhaps only the luckiest: so challenger and champion play some fresh episodes, the same for both, and who does
 * better is the champion from then on. It is what `policy` plays.
 */
export class Population<Genome> implements Agent {
  readonly metrics: Record<string, number> = {
    generation: 0, evaluations: 0, bestFitness: NaN, meanFitness: NaN, medianFitness: NaN, fitnessDeviation: NaN, championFitness: NaN, nanFitness: 0,
  };
  readonly #strategy: Strategy<Genome>;
  readonly #species: Species<Genome>;
  readonly #evolution: Evolution<Genome>;
  readonly #options: GenerationOptions;
  readonly #rows: number;
  readonly #budget: number;
  readonly #seeds: Stream;
  readonly #episodes: Schedule;
  readonly #validationEpisodes: Schedule;
  #body: Body<Genome> | undefined;                    // made when first asked to act: whose rows play elsewhere needs none
  #lost: Uint8Array | undefined;                      // of the rows of a loaded one, until it has a body
  #phase: Phase<Genome>;
  #trials: Trials;
  #halving: Halving;                                  // of this generation
  #steps = 0;                                         // when this phase began
  #champion: Genome | undefined;
  #settled = 0;

  constructor(evolution: Evolution<Genome>, { rows, budget, stream }: Omit<Setup<unknown>, 'options'>, options: GenerationOptions) {
    this.#evolution = evolution;
    this.#strategy = evolution.strategy;
    this.#species = evolution.species;
    this.#options = options;
    this.#rows = rows;
    this.#budget = budget;
    this.#seeds = stream('episodes');
    this.#episodes = scheduleOf(options.episodes);
    this.#validationEpisodes = scheduleOf(options.validationEpisodes);
    this.#phase = this.#generation();
    this.#trials = new Trials(this.#phase.plan);
    this.#halving = new Halving(rows);
  }

  /** Generations that have passed, validation included. A report follows each. */
  get generation(): number { return this.#settled; }

  /** Why nothing is left to do, if so. */
  get finished(): string | undefined { return this.#phase.kind === 'generation' ? this.#strategy.stop : undefined; }

  get notes(): readonly string[] {
    const unborn = 'no generation has come to its end, so that its policy is an individual that nobody chose: take more steps, fewer rows or, '
      + 'where episodes need not end, a time limit (max_episode_steps)';
    return [...(this.metrics.evaluations === 0 ? [unborn] : []), ...(this.#evolution.notes?.() ?? [])];
  }

  pictures(names: NetworkNames = {}): readonly AgentPicture[] { return this.#evolution.pictures?.(this.champion, names) ?? []; }

  /** Who plays now, and what. */
  get phase(): Phase<Genome> { return this.#phase; }

  /** Steps of all rows when it began. */
  get begun(): number { return this.#steps; }

  get species(): Species<Genome> { return this.#species; }

  start(control: RowControl): void { this.#open(control); }

  act(now: Situation, action: Float32Array): void { this.#living().act(now, action); }

  learn(step: Step, control: RowControl): void {
    takeIn(step, this.#trials, this.#phase.genomes, this.#living(), control);
    if (!this.#trials.over) return;
    this.#settle(step.steps);
    this.#open(control);
  }

  /** Takes in a phase that was played elsewhere, the endings of each row's trials; `steps` are those of all rows when it was over. */
  settle(endings: readonly (readonly Ending[])[], steps: number): void {
    endings.forEach((row, i) => { for (const { return: G, lost } of row) this.#trials.add(i, lost === true ? NaN : G); });
    if (!this.#trials.over) throw new RangeError('a phase is settled when all of its trials have been played, and some have not');
    this.#settle(steps);
  }

  #living(): Body<Genome> {
    if (this.#body) return this.#body;
    this.#body = this.#species.body(this.#rows);
    this.#phase.plan.forEach((_, i) => {
      const trial = this.#trials.trial(i);
      if (trial) this.#body!.embody(i, this.#phase.genomes[trial.genome]);
    });
    if (this.#lost) this.#body.lost?.set(this.#lost);
    this.#lost = undefined;
    return this.#body;
  }

  #open(control: RowControl): void {
    const body = this.#living();
    for (let i = 0; i < this.#rows; i++) nextTrial(i, this.#trials, this.#phase.genomes, body, control);
  }

  #draw(n: number): number[] { return Array.from({ length: n }, () => this.#seeds.integer(0x1_0000_0000)); }

  /** How much of the budget was gone when this phase began. */
  #progress(): number { return Math.min(1, this.#steps / this.#budget); }

  /** Every individual in its row. */
  #generation(): Phase<Genome> {
    const episodes = Math.round(this.#episodes(this.#progress())), common = this.#options.commonSeeds ? this.#draw(episodes) : undefined;
    const plan = Array.from({ length: this.#rows }, (_, genome) => (common ?? this.#draw(episodes)).map((seed): Trial => ({ genome, seed })));
    return { kind: 'generation', genomes: this.#strategy.ask(), plan };
  }

  /** The champion, if there is one already, and those who challenge it, dealt out over the rows. */
  #validation(genomes: readonly Genome[], episodes: number): Phase<Genome> {
    return { kind: 'validation', genomes, plan: this.#dealt([...genomes.keys()], this.#draw(episodes)) };
  }

  /** All play all. */
  #dealt(genomes: readonly number[], seeds: readonly number[]): Plan {
    return deal(seeds.flatMap((seed) => genomes.map((genome): Trial => ({ genome, seed }))), this.#rows);
  }

  #settle(steps: number): void {
    const { genomes, kind } = this.#phase;
    this.#steps = steps;
    this.#phase = kind === 'generation' ? this.#afterRound(genomes) : this.#afterValidation(this.#trials.means(genomes.length));
    this.#trials = new Trials(this.#phase.plan);
  }

  #afterRound(genomes: readonly Genome[]): Phase<Genome> {
    const halving = this.#halving, { halvings, commonSeeds } = this.#options;
    halving.add(this.#trials);
    if (halving.rounds > halvings) {
      this.#halving = new Halving(this.#rows);
      return this.#afterGeneration(halving.fitness());
    }
    const { genomes: playing, episodes } = halving.halve();
    const plan = commonSeeds ? this.#dealt(playing, this.#draw(episodes))
      : deal(playing.flatMap((genome) => this.#draw(episodes).map((seed): Trial => ({ genome, seed }))), this.#rows);
    return { kind: 'generation', genomes, plan };
  }

  #afterGeneration(fitness: Float64Array): Phase<Genome> {
    const { metrics } = this, species = this.#species, strategy = this.#strategy;
    const validationEpisodes = Math.round(this.#validationEpisodes(this.#progress()));
    const order = ranking(fitness), fittest = species.copy(this.#phase.genomes[order[0]]);
    this.#describe(fitness, order);
    this.#evolution.progress?.(this.#progress());
    strategy.tell(fitness);
    Object.assign(metrics, strategy.metrics);
    if (validationEpisodes === 0) {
      const best = strategy.best ?? { genome: fittest, fitness: fitness[order[0]] };
      this.#champion = species.copy(best.genome);
      metrics.championFitness = best.fitness;
      return this.#next();
    }
    const candidates: Genome[] = this.#champion === undefined ? [] : [this.#champion];
    for (const one of [fittest, ...(this.#evolution.others?.() ?? []).map((genome) => species.copy(genome))]) {
      if (!candidates.some((other) => species.same(one, other))) candidates.push(one);
    }
    // Nobody challenges a champion that is the fittest itself.
    return candidates.length === 1 && this.#champion !== undefined ? this.#next() : this.#validation(candidates, validationEpisodes);
  }

  #afterValidation(fitness: Float64Array): Phase<Genome> {
    const [best] = ranking(fitness);                  // of equals the champion stays
    this.#champion = this.#phase.genomes[best];
    this.metrics.championFitness = fitness[best];
    return this.#next();
  }

  #next(): Phase<Genome> {
    this.#settled++;
    return this.#generation();
  }

  #describe(fitness: Float64Array, order: Int32Array): void {
    const { metrics } = this, told = fitness.filter((f) => !Number.isNaN(f)), n = told.length;
    const mean = told.reduce((sum, f) => sum + f, 0) / n, middle = (at: number) => fitness[order[at]];
    metrics.generation = this.#settled + 1;
    metrics.evaluations += fitness.length;
    metrics.bestFitness = fitness[order[0]];
    metrics.meanFitness = mean;
    metrics.medianFitness = (middle((n - 1) >> 1) + middle(n >> 1)) / 2;
    metrics.fitnessDeviation = Math.sqrt(told.reduce((sum, f) => sum + (f - mean) * (f - mean), 0) / n);
    metrics.nanFitness = fitness.length - n;
  }

  /** The champion; before there is one, the first individual or, while it is tried, the fittest. */
  get champion(): Genome { return this.#champion ?? this.#phase.genomes[0]; }

  policy({ rows = 1 }: PolicyOptions = {}): Policy { return this.#species.policy(this.champion, rows); }

  dispose(): void { this.#body?.dispose?.(); }

  save(): Snapshot {
    const { kind, genomes, plan } = this.#phase, species = this.#species;
    return {
      strategy: this.#strategy.save(), seeds: this.#seeds.save(), metrics: { ...this.metrics }, steps: this.#steps, settled: this.#settled, kind,
      plan: Float64Array.from(plan.flatMap((trials, row) => trials.flatMap(({ genome, seed }) => [row, genome, seed]))), trials: this.#trials.save(),
      ...(this.#halving.rounds > 0 && { halving: this.#halving.save() }),
      ...(kind === 'validation' && { genomes: Object.fromEntries(genomes.map((genome, i) => [String(i), species.write(species.copy(genome))])) }),
      ...(this.#body?.lost?.includes(1) === true && { lost: this.#body.lost.slice() }),
      ...(this.#champion !== undefined && { champion: species.write(species.copy(this.#champion)) }),
    };
  }

  load(snapshot: Snapshot): void {
    const species = this.#species, kind = snapshot['kind'] as Phase<Genome>['kind'], read = (one: Float64Array | string) => species.copy(species.read(one));
    const written = snapshot['champion'] as Float64Array | string | undefined;
    this.#strategy.load(snapshot['strategy'] as Snapshot);
    this.#seeds.load(snapshot['seeds'] as Float64Array);
    Object.assign(this.metrics, snapshot['metrics']);
    this.#steps = snapshot['steps'] as number;
    this.#settled = snapshot['settled'] as number;
    this.#champion = written === undefined ? undefined : read(written);
    const plan: Trial[][] = Array.from({ length: this.#rows }, () => []), flat = snapshot['plan'] as Float64Array;
    for (let at = 0; at < flat.length; at += 3) plan[flat[at]].push({ genome: flat[at + 1], seed: flat[at + 2] });
    const candidates = snapshot['genomes'] as Record<string, Float64Array | string>;
    const genomes = kind === 'generation' ? this.#strategy.ask() : Object.values(candidates).map(read);
    this.#phase = { kind, genomes, plan };
    this.#trials = new Trials(plan);
    this.#trials.load(snapshot['trials'] as Snapshot);
    this.#halving = new Halving(this.#rows);
    if (snapshot['halving'] !== undefined) this.#halving.load(snapshot['halving'] as Snapshot);
    this.#body = undefined;
    this.#lost = snapshot['lost'] as Uint8Array | undefined;
  }
}
