import { z } from 'zod';
import { ACTIVATIONS } from '../../nets/index.ts';
import { choice, flag, whole, widths } from '../fields.ts';
import { scheduled } from '../schedule.ts';

/** How a generation is measured, and how its champion is chosen. */
export const generationOptions = {
  episodes: scheduled({ least: 1, most: 1e6 }).refine((n) => typeof n === 'string' || Number.isInteger(n), { error: 'a whole number from 1 up, or a schedule' })
    .default(1).describe('episodes that each individual plays in a generation, or a schedule, rounded; its fitness is their mean return'),
  commonSeeds: flag().default(true).describe('whether all individuals of a generation play the same episodes, from the same seeds'),
  validationEpisodes: whole(0).default(10)
    .describe('fresh episodes that challenger and champion play after each generation, which count as steps; '
      + 'the champion is who does better there. 0: the fittest so far'),
};

const HIDDEN = ACTIVATIONS.filter((name) => name !== 'softmax' && name !== 'logSoftmax');

/** What flat genomes are the parameters of. */
export const genomeNetworkOptions = {
  netArch: widths().default([16]).describe('widths of the hidden layers; [] is a linear policy'),
  activation: choice(HIDDEN).default('tanh').describe('after each hidden layer'),
  outputActivation: choice(['identity', 'tanh', 'sigmoid']).default('tanh')
    .describe('of Box actions, and stretched between their bounds where these are finite'),
};

export type GenerationOptions = z.output<z.ZodObject<typeof generationOptions>>;
export type GenomeNetworkOptions = z.output<z.ZodObject<typeof genomeNetworkOptions>>;
