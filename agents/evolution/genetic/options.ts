import { describe } from 'gymnasium-js';
import { parseSchedule, type Schedule } from '../../schedule.ts';
import { streamsOf, type StreamOf } from '../../streams.ts';
import { checkNames, type NamesOf } from '../strategies/checks.ts';

export const SELECTIONS = ['truncation', 'tournament', 'roulette', 'rank'] as const;
export const CROSSOVERS = ['uniform', 'onePoint', 'twoPoint', 'blend', 'none'] as const;

/** What a genetic algorithm is made with. Where no source is named, a default is this library's choice. */
export interface GeneticOptions {
  /** Numbers of a genome; from 1. */
  readonly dimension: number;
  /** Genomes of a generation, lambda; from 2. 100 if left out. */
  readonly populationSize?: number;
  /**
   * The first generation, `populationSize` of them, each of `dimension` finite numbers; copied. If left out, normal with mean 0 and
   * `initialDeviation`.
   */
  readonly initial?: readonly Float64Array[];
  /** Standard deviation of genes at first, and of those that are drawn anew; above 0. 1 if left out. */
  readonly initialDeviation?: number;
  /** The fittest so many, mu, may become parents; from 1 to `populationSize`. If left out, a fifth of it for truncation, and all of it otherwise. */
  readonly parents?: number;
  /**
   * Whether parents stay among those who may become parents, with the fitness that they had, until fitter ones replace them: (mu + lambda)
   * rather than (mu, lambda), Beyer & Schwefel (2002), "Evolution strategies: a comprehensive introduction". They are not asked about again,
   * so where fitness is a matter of luck, the lucky stay. false if left out.
   */
  readonly keepParents?: boolean;
  /**
   * So many of the fittest are in the next generation unchanged, first and in order, and asked about again: De Jong (1975). From 0 to
   * `populationSize` - 1, and 0 with `keepParents`, which would multiply them. 1 if left out (with `keepParents`, 0).
   */
  readonly elitism?: number;
  /** How parents are chosen among those who may be. 'tournament' if left out. */
  readonly selection?: (typeof SELECTIONS)[number];
  /** Of a tournament: how many take part; from 1. 2 if left out (Goldberg & Deb 1991). */
  readonly tournamentSize?: number;
  /** Of rank selection: how often the fittest is chosen, in relation to the mean; [1, 2]. 1.5 if left out. */
  readonly rankPressure?: number;
  /** How two parents make a child. 'uniform' if left out. */
  readonly crossover?: (typeof CROSSOVERS)[number];
  /** Probability that a child has two parents; it is a copy of one otherwise. [0, 1]; 0.6 if left out (De Jong 1975). */
  readonly crossoverRate?: number;
  /**
   * Of blend: alpha, by how much of its length the parents' interval is made longer on both sides; [0, 1e6]. 0.5 if left out (Eshelman & Schaffer
   * 1993).
   */
  readonly blendAlpha?: number;
  /** Probability of each gene of a child to have noise added. [0, 1]; 0.1 if left out. */
  readonly mutationRate?: number;
  /** Standard deviation of that noise; from 0, or a schedule over `progress` such as "lin_0.5_0.05". 0.3 if left out. */
  readonly mutationSigma?: number | string;
  /** Probability of each gene of a child to be drawn anew. [0, 1]; 0 if left out. */
  readonly resetRate?: number;
  /** Genes stay within plus and minus this; above 0. 1e30 if left out, which single precision still holds. */
  readonly limit?: number;
  /** How much of the run is over, from 0 to 1: asked at each `tell`, before the next generation is bred. Schedules need it. */
  readonly progress?: () => number;
  /** Stops at this fitness; never if left out or null. */
  readonly targetFitness?: number | null;
  /** Stops after so many generations without a new best fitness; from 1. Never if left out or null. */
  readonly stallGenerations?: number | null;
  /** Where random numbers come from: the streams 'initial genomes', 'selection', 'crossover' and 'mutation'. Those of `seed` if left out. */
  readonly stream?: StreamOf;
  /** 0 if left out; `stream` wins. */
  readonly seed?: number;
}

/** All options, filled in and checked. */
export interface GeneticSettings extends Omit<Required<GeneticOptions>, 'initial' | 'mutationSigma' | 'targetFitness' | 'stallGenerations' | 'seed'> {
  readonly initial: readonly Float64Array[] | undefined;
  readonly sigmaAt: Schedule;
  readonly targetFitness: number | undefined;
  readonly stallGenerations: number;
}

const NAMES: NamesOf<GeneticOptions> = {
  dimension: true, populationSize: true, initial: true, initialDeviation: true, parents: true, keepParents: true, elitism: true, selection: true,
  tournamentSize: true, rankPressure: true, crossover: true, crossoverRate: true, blendAlpha: true, mutationRate: true, mutationSigma: true,
  resetRate: true, limit: true, progress: true, targetFitness: true, stallGenerations: true, stream: true, seed: true,
};

const isGiven = (value: number | null | undefined): value is number => value !== undefined && value !== null;
const refuse = (name: string, given: unknown, expected: string) => new RangeError(`${name} of genetic cannot be ${describe(given)}: ${expected}`);

/** Throws a RangeError, or a TypeError where not even the kind is right, that says which option cannot be, and what it could be. */
export function settingsOf(options: GeneticOptions): GeneticSettings {
  checkNames('genetic', options, NAMES);
  const whole = (name: keyof GeneticOptions, value: number, least: number, most = Infinity, why = '') => {
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw refuse(name, value, `a whole number from ${least} ${most === Infinity ? 'up' : `to ${most}`}${why}`);
  };
  const within = (name: keyof GeneticOptions, value: number, least: number, most: number) => {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    throw refuse(name, value, `a number from ${least} to ${most}`);
  };
  const size = (name: keyof GeneticOptions, value: number, least: 0 | 'above 0') => {
    if (typeof value === 'number' && value < Infinity && (least === 0 ? value >= 0 : value > 0)) return value;
    throw refuse(name, value, least === 0 ? 'a finite number from 0 up' : 'a finite number above 0');
  };
  const oneOf = <Name extends string>(name: keyof GeneticOptions, value: Name, names: readonly Name[]) => {
    if (names.includes(value)) return value;
    throw refuse(name, value, `one of ${names.join(', ')}`);
  };

  const { selection = 'tournament', crossover = 'uniform', keepParents = false, mutationSigma = 0.3, progress, initial, seed = 0 } = options;
  if (typeof keepParents !== 'boolean') throw new TypeError(`keepParents of genetic is true or false, and got ${describe(keepParents)}`);
  for (const [name, f] of Object.entries({ progress, stream: options.stream })) {
    if (f !== undefined && typeof f !== 'function') throw new TypeError(`${name} of genetic is a function, and got ${describe(f)}`);
  }
  const schedule = typeof mutationSigma === 'number' || typeof mutationSigma === 'string' ? parseSchedule(mutationSigma) : undefined;
  if (schedule === undefined || ![schedule.from, schedule.to].every((sigma) => sigma >= 0 && sigma < Infinity)) {
    throw refuse('mutationSigma', mutationSigma, 'a finite number from 0 up, or a schedule between such: "lin_0.5", "lin_0.5_0.05", "exp_0.5_0.01"');
  }
  if (typeof mutationSigma === 'string' && progress === undefined) {
    throw new TypeError(`mutationSigma of genetic is the schedule ${describe(mutationSigma)}, and nothing says how much of the run is over: `
      + 'give progress, such as () => generation / 100');
  }
  const populationSize = whole('populationSize', options.populationSize ?? 100, 2), dimension = whole('dimension', options.dimension, 1);
  const limit = size('limit', options.limit ?? 1e30, 'above 0');
  const children = `, one less than populationSize, so that there are children: try ${Math.ceil(populationSize / 10)}`;
  const elitism = whole('elitism', options.elitism ?? (keepParents ? 0 : 1), 0, populationSize - 1, children);
  if (keepParents && elitism > 0) {
    throw new RangeError(`keepParents of genetic keeps the fittest already, and an elitism of ${elitism} besides would multiply them: `
      + 'try one or the other');
  }
  if (initial !== undefined) checkInitial(initial, populationSize, dimension, limit);
  const usualParents = selection === 'truncation' ? Math.ceil(populationSize / 5) : populationSize;
  return {
    dimension, populationSize, initial, limit, selection: oneOf('selection', selection, SELECTIONS), keepParents, elitism,
    initialDeviation: size('initialDeviation', options.initialDeviation ?? 1, 'above 0'),
    parents: whole('parents', options.parents ?? usualParents, 1, populationSize, ', the populationSize'),
    tournamentSize: whole('tournamentSize', options.tournamentSize ?? 2, 1),
    rankPressure: within('rankPressure', options.rankPressure ?? 1.5, 1, 2),
    crossover: oneOf('crossover', crossover, CROSSOVERS),
    crossoverRate: within('crossoverRate', options.crossoverRate ?? 0.6, 0, 1),
    blendAlpha: within('blendAlpha', options.blendAlpha ?? 0.5, 0, 1e6),
    mutationRate: within('mutationRate', options.mutationRate ?? 0.1, 0, 1),
    resetRate: within('resetRate', options.resetRate ?? 0, 0, 1),
    sigmaAt: schedule.at,
    progress: progress ?? (() => 0),
    targetFitness: isGiven(options.targetFitness) ? within('targetFitness', options.targetFitness, -Infinity, Infinity) : undefined,
    stallGenerations: isGiven(options.stallGenerations) ? whole('stallGenerations', options.stallGenerations, 1) : Infinity,
    stream: options.stream ?? streamsOf(whole('seed', seed, 0)),
  };
}

function checkInitial(initial: readonly Float64Array[], populationSize: number, dimension: number, limit: number): void {
  if (!Array.isArray(initial) || initial.length !== populationSize) {
    throw refuse('initial', initial, `a list of as many genomes as the populationSize, ${populationSize}`);
  }
  (initial as readonly Float64Array[]).forEach((genome, i) => {
    if (!(genome instanceof Float64Array)) {
      throw new TypeError(`genome ${i} of initial is a Float64Array of ${dimension} numbers, and got ${describe(genome)}`);
    }
    if (genome.length !== dimension) throw new RangeError(`genome ${i} of initial has ${genome.length} numbers, and dimension is ${dimension}`);
    const k = genome.findIndex((gene) => !(Math.abs(gene) <= limit));
    if (k >= 0) throw new RangeError(`gene ${k} of genome ${i} of initial is ${genome[k]}, and genes are numbers from ${-limit} to ${limit}`);
  });
}
