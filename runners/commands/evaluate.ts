import type { CommandModule } from 'yargs';
import { loadBackend } from '../backends/load-backend.ts';
import { evaluate, EVALUATION_ROWS, longestIn } from '../evaluate.ts';
import { rowsFor } from '../experiment/experiment.ts';
import { summaryOf } from '../results/curves.ts';
import { ResultsFolder } from '../results/results-folder.ts';
import type { EvaluationRow } from '../results/rows.ts';
import { summaryTable } from '../results/table.ts';
import { chosenRuns, trainedAgent } from '../results/trained.ts';
import { UsageError } from '../usage-error.ts';
import { backendOption } from './backend-option.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { colors, say } from './terminal.ts';

interface EvaluateArguments extends ChoiceArguments { backend?: string; episodes: number; evalSeed: number; stochastic: boolean }

export const evaluateCommand = (): CommandModule<object, EvaluateArguments> => ({
  command: 'evaluate <results>',
  describe: 'play trained agents for some episodes on seeds of your choice',
  builder: (yargs) => choiceOptions(yargs)
    .option('episodes', { type: 'number', default: 100, requiresArg: true, describe: 'episodes of each run' })
    .option('eval-seed', { type: 'number', default: 1, requiresArg: true, describe: 'seed of the environments that they play in' })
    .option('backend', backendOption)
    .option('stochastic', { type: 'boolean', default: false, describe: 'act as while learning rather than greedily' })
    .example('$0 evaluate results/street --agent sarsa --episodes 1000', 'a thousand episodes of each SARSA run') as never,
  handler: async ({ results, env, agent, seed, episodes, evalSeed, stochastic, backend: asked }) => {
    if (!Number.isSafeInteger(episodes) || episodes < 1) {
      throw new UsageError(`--episodes is a whole number from 1 up, and got ${episodes}`);
    }
    if (!Number.isSafeInteger(evalSeed) || evalSeed < 0) {
      throw new UsageError(`--eval-seed is a whole number from 0 up, and got ${evalSeed}`);
    }
    const folder = new ResultsFolder(results), experiment = await folder.load(), specs = chosenRuns(experiment, { env, agent, seed });
    const backend = await loadBackend(asked ?? experiment.backend);
    const rows = specs.flatMap((spec): EvaluationRow[] => {
      const world = rowsFor(spec.environment, { rows: Math.min(EVALUATION_ROWS, episodes), role: 'final' });
      const policy = trainedAgent(folder, spec, backend).agent.policy({ rows: world.rows, stochastic });
      const run = { env: spec.environment.label, agent: spec.agent.label, seed: spec.seed, step: spec.steps };
      return evaluate(policy, world, { episodes, seed: evalSeed, longest: longestIn(spec.environment) }).map((played, episode) => ({ ...run, episode, ...played }));
    });
    say(summaryTable(summaryOf(rows), { color: colors() !== 'none' }));
    say(`${episodes} ${stochastic ? 'stochastic' : 'greedy'} episodes of each run, environment seed ${evalSeed}`);
  },
});
