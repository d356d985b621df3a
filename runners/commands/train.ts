import { join, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { agentSpec } from '../../agents/index.ts';
import { loadExperiment, runsOf, type Experiment } from '../experiment/experiment.ts';
import { isPopulation } from '../generations/is-population.ts';
import { UsageError } from '../usage-error.ts';
import { backendOption } from './backend-option.ts';
import { importOption } from './import-option.ts';
import { pairs } from './pairs.ts';
import { performForAll } from './show-run.ts';
import { workersOf } from './workers-option.ts';

const STEPS = 100_000;

interface TrainArguments {
  env: string; agent: string; tuned: boolean; steps?: number; seed: number; rows?: number; workers: number; maxEpisodeSteps?: number;
  backend?: string; p?: string[]; e?: string[]; import?: string[]; out?: string; force: boolean;
}

export const trainCommand = (end: (code: number) => void): CommandModule<object, TrainArguments> => ({
  command: 'train',
  describe: 'train one agent in one environment',
  builder: (yargs) => yargs
    .option('env', { type: 'string', demandOption: true, requiresArg: true, describe: 'an environment; `gymnase list envs` tells which there are' })
    .option('agent', { type: 'string', demandOption: true, requiresArg: true, describe: 'an agent; `gymnase list agents` tells which there are' })
    .option('tuned', {
      type: 'boolean', default: false,
      describe: 'options, rows and steps that are known to suit the environment (experiments/tuned/); other flags win over them',
    })
    .option('steps', { type: 'number', requiresArg: true, describe: `environment steps, over all rows  [default: ${STEPS}]` })
    .option('seed', { type: 'number', default: 0, requiresArg: true, describe: 'everything random follows from it' })
    .option('rows', {
      type: 'number', requiresArg: true,
      describe: 'worlds that the agent plays side by side, the individuals of a population  [default: 1, or what the agent usually has]',
    })
    .option('workers', {
      type: 'number', default: 1, requiresArg: true,
      describe: 'threads over which a population is spread; the results are the same bytes',
    })
    .option('max-episode-steps', { type: 'number', requiresArg: true, describe: 'instead of the environment\'s time limit' })
    .option('p', {
      alias: 'hyperparameter', type: 'string', array: true, nargs: 1,
      describe: 'a hyperparameter, name=value; may be given several times',
    })
    .option('e', {
      alias: 'env-option', type: 'string', array: true, nargs: 1,
      describe: 'an option of the environment, name=value; may be given several times',
    })
    .option('backend', backendOption)
    .option('import', importOption)
    .option('out', { type: 'string', requiresArg: true, describe: 'the folder for the results  [default: results/<env>-<agent>]' })
    .option('force', { type: 'boolean', default: false, describe: 'replace results that are there already' })
    .example('$0 train --env CarStreet-v0 --agent q-learning --steps 60000 -p learning_rate=0.2 -e map=town', 'Q-learning in town')
    .example('$0 train --tuned --env CartPole-v1 --agent ppo', 'PPO with rl-zoo\'s settings'),
  handler: async ({ env, agent, tuned, steps, seed, rows, workers, maxEpisodeSteps, backend, p = [], e = [], import: modules = [], out, force }) => {
    const experiment = await loadExperiment({
      name: `${env}-${agent}`.replace(/[^\w.+-]+/g, '-').replace(/^\W+/, '') || 'training',
      ...(modules.length > 0 && { import: modules.map((path) => resolve(path)) }),
      environments: [{ id: env, options: pairs('-e', e), ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }) }],
      agents: [{
        name: agent, options: pairs('-p', p), ...(tuned && { tuned, ...(steps !== undefined && { steps }) }), ...(rows !== undefined && { rows }),
      }],
      seeds: [seed],
      ...(!tuned && { steps: steps ?? STEPS }),
      ...(backend !== undefined && { backend }),
    });
    await checkSpread(experiment, workersOf(workers));
    const folder = out ?? join('results', experiment.name);
    end(await performForAll(experiment, { out: folder, force, again: 'the same command', workers }));
  },
});

/** One run is played by one thread, unless it is a population's. Throws a UsageError. */
async function checkSpread(experiment: Experiment, workers: number): Promise<void> {
  const [spec] = runsOf(experiment), { name, label } = spec.agent;
  if (workers === 1 || (agentSpec(name).threads === undefined && await isPopulation(spec))) return;
  throw new UsageError(`--workers of \`gymnase train\` spreads a population over threads, and ${label} is none: its run is played by one. `
    + (agentSpec(name).threads ? 'It learns in threads of its own with -p mode=threads, as many as its --rows. ' : '')
    + '`gymnase run --workers` plays several runs of an experiment side by side.');
}
