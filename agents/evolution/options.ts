import { z } from 'zod';
import { ACTIVATIONS } from '../../nets/index.ts';
import { choice, flag, whole, widths } from '../fields.ts';
import { parseSchedule, scheduled } from '../schedule.ts';

/** A number of episodes, from `least` up, or a schedule of them from 1 up. */
const count = (least: number) => scheduled({ least, most: 1e6 }).refine((n) => {
  const { from, to } = parseSchedule(n) ?? { from: NaN, to: NaN };
  return typeof n === 'string' ? from >= 1 && to >= 1 : Number.isInteger(n);
}, { error: `a whole number from ${least} up, or a schedule between numbers from 1 up: "exp_10_200"` });

/** How a generation is measured, and how its champion is chosen. */
export const generationOptions = {
  episodes: count(1).default(1)
    .describe('episodes that each individual plays in a generation, or a schedule, rounded; its fitness is their mean return'),
  halvings: whole(0).max(20, { error: 'a whole number from 0 to 20' }).default(0)
    .describe('how often the less fit half then drops out, and the other plays as many episodes again: 2 leaves a quarter, measured by four times as many'),
  commonSeeds: flag().default(true).describe('whether all individuals of a generation play the same episodes, from the same seeds'),
  validationEpisodes: count(0).default(10)
    .describe('fresh episodes that challenger and champion play after each generation, or a schedule, rounded, which count as steps; '
      + 'the champion is who does better there. 0: the fittest so far'),
};

/** Of populations that recombine. */
export const validateMean = flag().default(false)
  .describe('whether the mean of those who may become parents is tried as champion, too; where fitness is a matter of luck it is often better than each');

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
