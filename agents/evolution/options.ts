import { z } from 'zod';
import { ACTIVATIONS } from '../../nets/index.ts';
import { choice, flag, widths } from '../fields.ts';
import { parseSchedule } from '../schedule.ts';

const MOST_EPISODES = 1e6, MOST_HALVINGS = 20;

/** A number of episodes, from `least` up, or a schedule of them from 1 up. */
function episodeCount(least: number) {
  const error = `a whole number from ${least} to ${MOST_EPISODES}, or a schedule between numbers from 1 up: "lin_1_20", "exp_6_64"`;
  return z.union([z.number(), z.string()], { error }).refine((n) => {
    const schedule = parseSchedule(n), lowest = typeof n === 'string' ? 1 : least;
    if (schedule === undefined || (typeof n === 'number' && !Number.isInteger(n))) return false;
    return [schedule.from, schedule.to].every((x) => x >= lowest && x <= MOST_EPISODES);
  }, { error });
}

const halvings = { error: `a whole number from 0 to ${MOST_HALVINGS}` };

/** How a generation is measured, and how its champion is chosen. */
export const generationOptions = {
  episodes: episodeCount(1).default(1)
    .describe('episodes that each individual plays in a generation, or a schedule, rounded; its fitness is their mean return'),
  halvings: z.int(halvings).min(0, halvings).max(MOST_HALVINGS, halvings).default(0)
    .describe('how often the less fit half then drops out, while the other plays as many episodes again: '
      + '2 leaves a quarter, measured by four times as many'),
  commonSeeds: flag().default(true).describe('whether all individuals of a generation play the same episodes, from the same seeds'),
  validationEpisodes: episodeCount(0).default(10)
    .describe('fresh episodes that challenger and champion play after each generation, or a schedule, rounded, which count as steps; '
      + 'the champion is who does better there. 0: the fittest so far'),
};

/** Of populations that recombine: see `mean` of `Genetic` and of `Neat`. */
export const validateMean = flag().default(false)
  .describe('whether the mean of the parents (with NEAT, of those of the largest species) is tried as champion, too');

/** Throws a RangeError where an option would do nothing beside the others. */
export function refuseIdle(name: string, rows: number, given: GenerationOptions & { readonly validateMean?: boolean }): void {
  if (given.validateMean === true && given.validationEpisodes === 0) {
    throw new RangeError(`validateMean of ${name} would do nothing, for with validationEpisodes 0 nobody is tried as champion: `
      + 'try validationEpisodes 10');
  }
  const most = 32 - Math.clz32(rows - 1);            // the logarithm of base 2, rounded up
  if (given.halvings > most) {
    throw new RangeError(`of ${rows} individuals one is left after ${most} halvings, and ${name} got halvings ${given.halvings}: `
      + `try ${Math.min(2, most)}`);
  }
}

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
