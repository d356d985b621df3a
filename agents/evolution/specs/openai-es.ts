import { z } from 'zod';
import type { AgentSpec } from '../../agent.ts';
import { above0 } from '../../fields.ts';
import { scheduled, scheduleOf, within } from '../../schedule.ts';
import { generationOptions, genomeNetworkOptions } from '../options.ts';
import { openaiEs as strategy } from '../strategies/index.ts';
import { refusesGenomes, vectorPopulation } from './vector-population.ts';

const openaiOptions = z.strictObject({
  ...generationOptions,
  ...genomeNetworkOptions,
  sigma: scheduled({ least: 1e-12, most: 1e6 }).default(0.05).describe('standard deviation of the noise; above 0, or a schedule'),
  learningRate: scheduled({ least: 0, most: 1e6 }).default(0.05).describe('alpha, Adam\'s step size; from 0, or a schedule'),
  weightDecay: within({ least: 0, most: 1e6 }).default(0.005).describe('the gradient of the mean is lessened by so many times the mean; from 0'),
  beta1: within({ least: 0, most: 0.999999 }).default(0.9).describe('Adam\'s decay of the mean gradient; [0, 1)'),
  beta2: within({ least: 0, most: 0.9999999 }).default(0.999).describe('Adam\'s decay of the mean squared gradient; [0, 1)'),
  adamEps: above0.default(1e-8).describe('added to the root of the mean squared gradient; above 0'),
  targetFitness: z.number().nullable().default(null).describe('stops at this fitness; null: never'),
});

const ROWS = 64;

export const openaiEs: AgentSpec<typeof openaiOptions> = {
  name: 'openai-es',
  description: 'OpenAI\'s evolution strategy: a gradient from mirrored noise and the ranks of what it does',
  source: 'Salimans et al. (2017), "Evolution strategies as a scalable alternative to reinforcement learning"',
  options: openaiOptions,
  rows: ROWS,
  refuses: (world) => refusesGenomes('openai-es', world),
  create: (world, setup) => vectorPopulation({ name: 'openai-es', usual: ROWS }, world, setup, ({ species, populationSize, stream, progress }) => {
    if (populationSize % 2 !== 0) {
      throw new RangeError(`openai-es evolves a population in pairs, whose individuals are the rows, and ${populationSize} is odd; `
        + `try ${populationSize + 1} rows`);
    }
    const { sigma, learningRate, weightDecay, beta1, beta2, adamEps: epsilon, targetFitness } = setup.options;
    const along = (schedule: number | string) => (typeof schedule === 'number' ? schedule : () => scheduleOf(schedule)(progress()));
    return strategy({
      x0: species.initial(0), populationSize, stream, sigma: along(sigma), learningRate: along(learningRate), weightDecay, beta1, beta2, epsilon,
      ...(targetFitness !== null && { targetFitness }),
    });
  }),
};
