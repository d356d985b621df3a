import { z } from 'zod';
import { features } from '../../../nets/index.ts';
import type { AgentSpec } from '../../agent.ts';
import { above0, flag, widths } from '../../fields.ts';
import { decisionFor } from '../decision.ts';
import { generationOptions, genomeNetworkOptions } from '../options.ts';
import { cmaEs as strategy } from '../strategies/index.ts';
import { refusesGenomes, vectorPopulation } from './vector-population.ts';

const cmaOptions = z.strictObject({
  ...generationOptions,
  ...genomeNetworkOptions,
  netArch: widths().default([]).describe('widths of the hidden layers; [] is a linear policy'),
  sigma0: above0.default(0.5).describe('standard deviation of genes at first, around 0'),
  active: flag().default(true).describe('whether the unfit are learned from too'),
  targetFitness: z.number().nullable().default(null).describe('stops at this fitness; null: never'),
});

/** Parameters: their covariances are decomposed for 2 s then, every few generations. */
const MOST = 1000;
const tooMany = (n: number) => `cma-es keeps the covariances of all ${n} parameters, ${n} x ${n} numbers, `
  + `and ${MOST} parameters are the most that it takes. Try genetic or openai-es, or narrower layers.`;

const ROWS = 32;

export const cmaEs: AgentSpec<typeof cmaOptions> = {
  name: 'cma-es',
  description: 'CMA-ES: networks are drawn from a normal distribution, whose mean, step size and covariances follow the fittest',
  source: 'Hansen (2016), "The CMA evolution strategy: a tutorial"',
  options: cmaOptions,
  rows: ROWS,
  refuses(world) {
    const reason = refusesGenomes('cma-es', world);
    if (reason !== undefined) return reason;
    const linear = (features(world.observationSpace).width + 1) * decisionFor(world.actionSpace, undefined).outputs;      // the smallest network
    return linear > MOST ? tooMany(linear) : undefined;
  },
  create: (world, setup) => vectorPopulation({ name: 'cma-es', usual: ROWS }, world, setup, ({ species, populationSize, stream }) => {
    if (species.size > MOST) throw new RangeError(tooMany(species.size));
    const { sigma0, active, targetFitness } = setup.options;
    // Returns are often the same for all, all lost at first and all won in the end, and still there may be something to learn.
    const patience = { tolFun: 0, tolFunHist: 0, tolFlatFitness: Infinity, tolStagnation: Infinity };
    return strategy({
      dimension: species.size, sigma0, active, populationSize, stream, ...patience, ...(targetFitness !== null && { targetFitness }),
    });
  }),
};
