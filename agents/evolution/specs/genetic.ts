import { z } from 'zod';
import type { AgentSpec } from '../../agent.ts';
import { above0, choice, flag, whole } from '../../fields.ts';
import { scheduled, within } from '../../schedule.ts';
import { genetic as strategy } from '../genetic/genetic.ts';
import { CROSSOVERS, SELECTIONS } from '../genetic/options.ts';
import { generationOptions, genomeNetworkOptions, validateMean } from '../options.ts';
import { refusesGenomes, vectorPopulation } from './vector-population.ts';

const probability = within({ least: 0, most: 1 });

const geneticOptions = z.strictObject({
  ...generationOptions,
  ...genomeNetworkOptions,
  validateMean,
  initial: choice(['network', 'normal']).default('network')
    .describe('how the first genomes are drawn: as networks begin (orthogonal weights), or normal with initialDeviation'),
  initialDeviation: above0.default(1).describe('standard deviation of genes at first, if normal, and of those that are drawn anew'),
  parents: whole(1).nullable().default(null).describe('the fittest so many may become parents; null: a fifth for truncation, all otherwise'),
  keepParents: flag().default(false).describe('whether parents compete with their offspring, with the fitness that they had: (mu + lambda)'),
  elitism: whole(0).nullable().default(null).describe('so many of the fittest go on unchanged; null: 1, or 0 with keepParents'),
  selection: choice(SELECTIONS).default('tournament').describe('how parents are chosen among those who may be'),
  tournamentSize: whole(1).default(2).describe('how many take part in a tournament'),
  rankPressure: within({ least: 1, most: 2 }).default(1.5)
    .describe('of rank selection: how often the fittest is chosen, in relation to the mean; [1, 2]'),
  crossover: choice(CROSSOVERS).default('uniform').describe('how two parents make a child'),
  crossoverRate: probability.default(0.6).describe('how likely a child has two parents; [0, 1]'),
  blendAlpha: within({ least: 0, most: 1e6 }).default(0.5)
    .describe('of blend: by how much of its length the parents\' interval is made longer on both sides'),
  mutationRate: probability.default(0.1).describe('how likely each gene of a child has noise added; [0, 1]'),
  mutationSigma: scheduled({ least: 0, most: 1e6 }).default(0.3).describe('standard deviation of that noise; from 0, or a schedule'),
  resetRate: probability.default(0).describe('how likely each gene of a child is drawn anew; [0, 1]'),
  targetFitness: z.number().nullable().default(null).describe('stops at this fitness; null: never'),
  stallGenerations: whole(1).nullable().default(null).describe('stops after so many generations without a new best fitness; null: never'),
});

const ROWS = 64;

export const genetic: AgentSpec<typeof geneticOptions> = {
  name: 'genetic',
  description: 'a genetic algorithm: of a population of networks the fittest become parents, whose parameters are mixed and changed a little',
  source: 'Holland (1975), "Adaptation in natural and artificial systems"; De Jong (1975)',
  options: geneticOptions,
  rows: ROWS,
  refuses: (world) => refusesGenomes('genetic', world),
  create: (world, setup) => {
    const {
      episodes: _e, commonSeeds: _c, halvings: _h, validationEpisodes: _v, validateMean: hasMean,
      netArch: _n, activation: _a, outputActivation: _o, initial, parents, elitism, ...options
    } = setup.options;
    const named = { name: 'genetic', usual: ROWS, validateMean: hasMean };
    return vectorPopulation(named, world, setup, ({ species, populationSize, stream, progress }) => strategy({
      ...options, ...(parents !== null && { parents }), ...(elitism !== null && { elitism }),
      dimension: species.size, populationSize, stream, progress,
      ...(initial === 'network' && { initial: Array.from({ length: populationSize }, (_, i) => species.initial(i)) }),
    }));
  },
};
