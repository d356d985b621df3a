import { unknownName } from 'gymnasium-js';
import { z } from 'zod';
import { BACKENDS } from '../backends/load-backend.ts';

const count = (least: number) => {
  const error = `it is a whole number from ${least} up`;
  return z.int({ error }).min(least, { error });
};
const name = z.string().regex(/^[\w][\w.+-]*$/, 'a name is letters, digits, ".", "_", "+" and "-", and begins with a letter or digit');
const label = z.string().min(1, 'a label is not empty').max(80, 'a label has 80 characters at most')
  .regex(/^[^\p{Cc}]*$/u, 'a label is one line of text');
const options = z.record(z.string(), z.unknown(), { error: 'it is names with values, such as { gamma: 0.9 }' });

const environment = z.strictObject({
  id: z.string().describe('a registered environment, such as CarStreet-v0'),
  label: label.optional().describe('what it is called in results; its id if left out'),
  options: options.default({}).describe('options of the environment; `gymnase list envs ID` tells them'),
  evaluationOptions: options.optional()
    .describe('those that are otherwise in evaluations: maps that training never sees, such as { mapSeeds: [10000, 11000] }'),
  maxEpisodeSteps: count(1).optional().describe('instead of the registered time limit'),
});

const agent = z.strictObject({
  name: z.string().describe('an agent, such as q-learning'),
  label: label.optional().describe('what it is called in results; its name if left out'),
  options: options.default({}).describe('hyperparameters; `gymnase list agents NAME` tells them'),
  rows: count(1).optional()
    .describe('worlds that it plays side by side, the individuals of a population; 1 if left out, or what the agent usually has'),
  environments: z.array(z.string(), { error: 'it is a list of environments, by their labels' })
    .min(1, 'there are no environments, and an agent plays in one at least').optional()
    .describe('the labels of those that it plays in; all if left out'),
  tuned: z.boolean({ error: 'it is true or false' }).optional()
    .describe('options, rows and steps of each environment from experiments/tuned/, where it has none of its own'),
  steps: count(1).optional().describe('instead of the experiment\'s'),
  evaluateEvery: count(1).optional().describe('instead of evaluation.every'),
  reportEvery: count(1).optional().describe('instead of the experiment\'s'),
  checkpointEvery: count(1).optional().describe('instead of the experiment\'s'),
});

const evaluation = z.strictObject({
  every: count(1).optional().describe('steps between evaluations; a tenth of the budget if left out'),
  episodes: count(1).default(20).describe('episodes of each'),
  finalEpisodes: count(1).default(100).describe('episodes of the last one, on seeds of its own'),
  stochastic: z.boolean().default(false).describe('act as while learning rather than greedily'),
  final: z.literal('both', { error: 'it is "both", or left out' }).optional()
    .describe('both: the last one is played greedily and with drawn actions'),
});

/** The keys of each part of an experiment. */
export const keysOf = {
  environments: Object.keys(environment.shape), agents: Object.keys(agent.shape), evaluation: Object.keys(evaluation.shape),
} as const;

const SEEDS = /^(\d+)\.\.(\d+)$/;
const MOST_SEEDS = 100_000;
const SEED = 'a seed is a whole number from 0 to 2^53 - 1';
const seed = z.int({ error: SEED }).min(0, { error: SEED }).transform(Math.abs);          // no -0

/** `0..4` is 0, 1, 2, 3, 4. */
export const seedList = z.union([
  z.array(seed),
  seed.transform((one) => [one]),
  z.string().regex(SEEDS).transform((text) => {
    const [, from, to] = SEEDS.exec(text)!.map(Number) as [number, number, number];
    return Array.from({ length: Math.min(MOST_SEEDS + 1, Math.max(0, to - from + 1)) }, (_, i) => from + i);
  }),
], { error: 'seeds are a range such as 0..4, a list such as [0, 1, 7], or one whole number from 0 up' })
  .refine((seeds) => seeds.length > 0, 'there are no seeds, and at least one is needed, such as 0..4')
  .refine((seeds) => seeds.length <= MOST_SEEDS, `there are more than ${MOST_SEEDS} seeds`)
  .refine((seeds) => seeds.every(Number.isSafeInteger), SEED)
  .refine((seeds) => new Set(seeds).size === seeds.length, 'a seed is listed twice');

/** A list of things each of which is a name alone or keys. */
const listOf = <T extends z.ZodType>(kind: string, example: string, one: T) => (
  z.array(one, { error: `it is a list, such as [${example}]` })
    .min(1, `there are no ${kind}s, and at least one is needed, such as [${example}]`)
    .describe(`a list, such as [${example}]`)
);

const MODULE = 'it is a file, or a list of files, such as ./my-env.mjs';
const module = z.string({ error: MODULE }).min(1, MODULE);

/** An experiment file: environments x agents x seeds, each a run of its own. */
export const experimentSchema = z.strictObject({
  name: name.describe('the folder of its results'),
  description: z.string().optional().describe('the question that it asks'),
  environments: listOf('environment', 'CarStreet-v0', z.union([z.string().transform((id) => environment.parse({ id })), environment], {
    error: 'it is an id such as CarStreet-v0, or keys such as { id: CarStreet-v0, label: street }',
  })),
  agents: listOf('agent', 'q-learning', z.union([z.string().transform((id) => agent.parse({ name: id })), agent], {
    error: 'it is a name such as q-learning, or keys such as { name: q-learning, rows: 8 }',
  })),
  seeds: seedList.describe('a range such as 0..4'),
  steps: count(1).optional().describe('environment steps of each run, over all its rows'),
  evaluation: evaluation.prefault({}),
  reportEvery: count(1).optional().describe('steps between rows of metrics.csv; as evaluation.every if left out'),
  checkpointEvery: count(1).optional().describe('steps between checkpoints; evaluation.every if left out'),
  backend: z.enum(BACKENDS, { error: ({ input }) => unknownName('backend', input, BACKENDS) }).default('wasm').describe('what computes networks'),
  import: z.union([module.transform((one) => [one]), z.array(module)], { error: MODULE }).optional()
    .describe('modules that register environments of your own, from the folder of this file, such as ./my-env.mjs'),
});

export type ExperimentFile = z.output<typeof experimentSchema>;
