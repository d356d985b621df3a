import { describe, unknownName } from 'gymnasium-js/basics';
import { parseSchedule } from '../../schedule.ts';
import type { StreamOf } from '../../streams.ts';
import type { DistanceOptions } from './distance.ts';
import type { MutationOptions } from './mutation.ts';
import { ACTIVATIONS, type Activation } from './network.ts';
import { PRESETS, type PresetName } from './presets.ts';

/**
 * Everything that NEAT can be told. Names are neat-python's where it has them, else those of Stanley's parameter files; defaults are those of
 * the preset, where they stand with their sources.
 */
export interface NeatOptions extends Partial<Omit<NeatSettings, 'weightMutatePower'>> {
  /** How far a weight is moved, at most; from 0, or a schedule over `progress` such as "exp_2_0.2". */
  readonly weightMutatePower?: number | string;
  /** How much of the run is over, from 0 to 1: asked at each `tell`, before the next generation is bred. A schedule needs it. */
  readonly progress?: () => number;
  /** Numbers that a network is given; from 1. */
  readonly inputs: number;
  /** Numbers that it gives; from 1. */
  readonly outputs: number;
  /** Where everything not named here comes from; 'canonical'. */
  readonly preset?: PresetName;
  /** Where random numbers come from; streams of `seed`, if left out. */
  readonly stream?: StreamOf;
  readonly seed?: number;
}

export interface NeatSettings extends MutationOptions, DistanceOptions {
  /** Genomes in a generation; from 2. */
  readonly populationSize: number;
  /** What one more sensor always sees; 0: there is none. Any number. */
  readonly bias: number;
  /** No connection closes a cycle, and a signal goes through the network at once; otherwise it takes a step a connection. */
  readonly feedForward: boolean;
  /** Of hidden nodes and outputs. `sigmoid` is 1 / (1 + exp(-4.9 x)). */
  readonly activationDefault: Activation;
  /** What the first genomes have: every input connected to every output, or nothing at all. */
  readonly initialConnection: 'full' | 'unconnected';
  /** Weights of the first genomes are uniform in +- this; from 0. */
  readonly weightInitRange: number;
  /** Genomes are of one species if their distance is below this; above 0, Infinity for one species. At first, if `targetSpecies` is not 0. */
  readonly compatibilityThreshold: number;
  /** How many species there should be: after each generation the threshold moves by `compatibilityModifier` towards it; 0: it stays as it is. */
  readonly targetSpecies: number;
  readonly compatibilityModifier: number;
  /** By whom a new genome is compared with a species: a random genome of its last generation, or the fittest. */
  readonly speciesRepresentative: 'random' | 'champion';
  /** Generations without a fitter champion after which a species is stale; from 1. */
  readonly maxStagnation: number;
  /** What the fitness of a stale species is multiplied by; [0, 1]. With 0 it has no offspring at all, and all may die out. */
  readonly staleFactor: number;
  /** So many of the fittest species are never stale; from 0. */
  readonly speciesElitism: number;
  /** Generations without a fitter genome after which the champions of the two fittest species alone have offspring; 0: never. */
  readonly refocusAfter: number;
  /** Species up to this age (in generations) have their fitness multiplied by `youngFactor`; from 0. */
  readonly youngAge: number;
  readonly youngFactor: number;
  /** When all species have died out: begin anew (true), or stop. */
  readonly resetOnExtinction: boolean;
  /** The share of a species that may have offspring: floor(share n + 1) of n; [0, 1]. */
  readonly survivalThreshold: number;
  /**
   * 0: species share by fitness. Above 0: by rank, the one with k others before it in a population of n counting as (1 - k/n)^rankSharingPower. The
   * paper's fitnesses lie above 0, in proportion to merit; where returns are below 0 or a few very bad, all species would share much alike.
   */
  readonly rankSharingPower: number;
  /** How many of a species' fittest go on unchanged, where it has more than `elitismAbove` offspring; from 0. */
  readonly elitism: number;
  readonly elitismAbove: number;
  /** How likely an offspring has one parent and is mutated. */
  readonly mutateOnlyProb: number;
  /** How likely an offspring of two parents is not mutated (unless they are alike). */
  readonly mateOnlyProb: number;
  /** How likely parents' common genes are mixed; otherwise their weights are averaged. */
  readonly mateMultipointProb: number;
  /**
   * Null: averaged. From 0 up: each weight anywhere between the parents' or, by so much of that interval's length, beyond; see `blend` of the genetic
   * algorithm. Averaging narrows a population, which this does not from 0.37 on.
   */
  readonly mateBlendAlpha: number | null;
  /** How likely the second parent is the champion of another species. */
  readonly interspeciesMateRate: number;
  /** Whether offspring that came into a species before its turn to breed are among its parents, though nobody has seen them play. */
  readonly newbornsMate: boolean;
  /** There is nothing left to do when a genome is as fit as this. */
  readonly fitnessThreshold: number;
}

/** The settings that were asked for, checked. Throws a TypeError or RangeError that says what is wrong. */
export function settingsOf(options: NeatOptions): NeatSettings {
  const { preset = 'canonical', inputs, outputs, stream: _stream, seed: _seed, progress, weightMutatePower, ...others } = options;
  if (progress !== undefined && typeof progress !== 'function') throw new TypeError(`progress of neat is a function, and got ${describe(progress)}`);
  const given = { ...others, weightMutatePower: firstPower(weightMutatePower, progress) };
  if (!Object.hasOwn(PRESETS, preset)) throw new RangeError(unknownName('preset', preset, Object.keys(PRESETS)));
  const base: NeatSettings = PRESETS[preset];
  for (const name of Object.keys(given)) if (!Object.hasOwn(base, name)) throw new RangeError(unknownName('neat option', name, Object.keys(base)));
  const settings = { ...base, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as NeatSettings;
  check({ inputs, outputs }, ['inputs', 'outputs'], (x) => Number.isInteger(x) && x >= 1, 'a whole number from 1 up');
  check(settings, ['populationSize'], (x) => Number.isInteger(x) && x >= 2, 'a whole number from 2 up: one genome alone cannot evolve; try 150');
  check(settings, PROBABILITIES, (x) => x >= 0 && x <= 1, 'a number from 0 to 1');
  check(settings, FROM_0, (x) => x >= 0 && x < Infinity, 'a finite number from 0 up');
  if (settings.mateBlendAlpha !== null) {
    check(settings as { mateBlendAlpha: number }, ['mateBlendAlpha'], (x) => x >= 0 && x <= 1e6, 'a number from 0 to 1000000');
  }
  check(settings, COUNTS, (x) => Number.isInteger(x) && x >= 0, 'a whole number from 0 up');
  check(settings, ['maxStagnation'], (x) => Number.isInteger(x) && x >= 1, 'a whole number from 1 up, such as 15');
  check(settings, ['weightMaxValue', 'compatibilityThreshold', 'youngFactor'], (x) => x > 0, 'a number above 0');
  check(settings, ['bias'], Number.isFinite, 'a finite number; 0 for none');
  check(settings, ['fitnessThreshold'], (x) => !Number.isNaN(x), 'a number; Infinity to go on for ever');
  oneOf(settings, 'weightMutateMode', ['paper', 'program']);
  oneOf(settings, 'activationDefault', ACTIVATIONS);
  oneOf(settings, 'initialConnection', ['full', 'unconnected']);
  oneOf(settings, 'speciesRepresentative', ['random', 'champion']);
  for (const name of ['feedForward', 'resetOnExtinction', 'compatibilityNormalize', 'newbornsMate'] as const) {
    if (typeof settings[name] !== 'boolean') throw new TypeError(`${name} is true or false, and got ${describe(settings[name])}`);
  }
  const { weightMutateRate, weightReplaceRate, elitism, populationSize, feedForward, recurOnlyProb, initialConnection, connAddProb } = settings;
  if (weightMutateRate + weightReplaceRate > 1 + 1e-12) {
    throw new RangeError('a weight is moved or replaced or left, so weightMutateRate and weightReplaceRate add up to at most 1, '
      + `and got ${weightMutateRate} and ${weightReplaceRate}`);
  }
  const idle = (['weightMutateRate', 'weightReplaceRate'] as const).find((name) => given[name] !== undefined);
  if (settings.weightMutateMode === 'program' && idle !== undefined) {
    throw new RangeError(`${idle} would do nothing: in mode program weights change by the rates of Stanley's program. `
      + 'Set weightMutateMode to paper, or leave it out');
  }
  if (settings.mateBlendAlpha !== null && settings.mateMultipointProb === 1) {
    throw new RangeError('mateBlendAlpha would do nothing: with mateMultipointProb 1 common weights are never averaged. Try mateMultipointProb 0.6');
  }
  if (elitism >= populationSize) {
    throw new RangeError(`elitism ${elitism} is all of the population of ${populationSize} or more: nothing new would ever come; try 1`);
  }
  if (feedForward && recurOnlyProb > 0) {
    throw new RangeError(`recurOnlyProb ${recurOnlyProb} asks for recurrent connections, and a feed-forward network has none: `
      + 'set feedForward to false, or recurOnlyProb to 0');
  }
  if (initialConnection === 'unconnected' && connAddProb === 0) {
    throw new RangeError('genomes that begin unconnected and never gain a connection (connAddProb 0) do nothing: try connAddProb 0.3');
  }
  return settings;
}

/** How far weights are moved as the run goes on. */
export function powerOf({ weightMutatePower, progress }: NeatOptions, { weightMutatePower: power }: NeatSettings): () => number {
  const schedule = typeof weightMutatePower === 'string' ? parseSchedule(weightMutatePower) : undefined;
  if (schedule === undefined || progress === undefined) return () => power;
  return () => {
    const now = progress();
    if (!(now >= 0 && now <= 1)) throw new RangeError(`progress of neat says how much of the run is over, from 0 to 1, and got ${describe(now)}`);
    return schedule.at(now);
  };
}

/** The number that a schedule begins with, or the number. */
function firstPower(power: unknown, progress: unknown): number | undefined {
  if (typeof power !== 'string') return power as number | undefined;
  const schedule = parseSchedule(power);
  if (schedule === undefined || ![schedule.from, schedule.to].every((x) => x >= 0 && x < Infinity)) {
    throw new RangeError('weightMutatePower is a finite number from 0 up, or a schedule between such ("lin_2_0.2", "exp_2_0.2"), '
      + `and got ${describe(power)}`);
  }
  if (progress === undefined) {
    throw new TypeError(`weightMutatePower is the schedule ${describe(power)}, and nothing says how much of the run is over: `
      + 'give progress, such as () => generation / 100');
  }
  return schedule.from;
}

const PROBABILITIES = [
  'weightMutateRate', 'weightReplaceRate', 'nodeAddProb', 'connAddProb', 'mutateLinkWeightsProb', 'mutateToggleEnableProb', 'mutateGeneReenableProb',
  'recurOnlyProb', 'staleFactor', 'survivalThreshold', 'mutateOnlyProb', 'mateOnlyProb', 'mateMultipointProb', 'interspeciesMateRate',
] as const;
const FROM_0 = [
  'weightMutatePower', 'weightInitRange', 'compatibilityDisjointCoefficient', 'compatibilityWeightCoefficient', 'compatibilityModifier',
  'rankSharingPower',
] as const;
const COUNTS = ['targetSpecies', 'speciesElitism', 'refocusAfter', 'youngAge', 'elitism', 'elitismAbove'] as const;

function check<K extends string>(settings: Readonly<Record<K, number>>, names: readonly K[], isRight: (x: number) => boolean, expected: string): void {
  for (const name of names) {
    const got: unknown = settings[name];
    if (typeof got !== 'number') throw new TypeError(`${name} is ${expected}, and got ${describe(got)}`);
    if (Number.isNaN(got) || !isRight(got)) throw new RangeError(`${name} is ${expected}, and got ${describe(got)}`);
  }
}

function oneOf<K extends keyof NeatSettings>(settings: NeatSettings, name: K, values: readonly NeatSettings[K][]): void {
  if (!values.includes(settings[name])) throw new RangeError(`${name} is one of ${values.join(', ')}, and got ${describe(settings[name])}`);
}
