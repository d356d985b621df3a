import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { loadBackend } from '../backends/load-backend.ts';
import type { Backend } from '../../nets/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { isNetworkPolicy, policyFiles } from '../results/policy-files.ts';
import { ResultsFolder, writeFor } from '../results/results-folder.ts';
import { chosenRuns, trainedAgent } from '../results/trained.ts';
import { atTheDoor, UsageError } from '../usage-error.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { say } from './terminal.ts';

interface ExportArguments extends ChoiceArguments { out: string }

export const exportCommand = (): CommandModule<object, ExportArguments> => ({
  command: 'export <results>',
  describe: 'write a trained policy network as a TensorFlow.js model',
  builder: (yargs) => choiceOptions(yargs)
    .option('out', { type: 'string', demandOption: true, requiresArg: true, describe: 'the folder for model.json, weights.bin and policy.json' })
    .example('$0 export results/CartPole-v1-ppo --out model', 'for tf.loadLayersModel of any TensorFlow.js application'),
  handler: async ({ results, env, agent, seed, out }) => {
    const folder = new ResultsFolder(results), experiment = await folder.load(), specs = chosenRuns(experiment, { env, agent, seed });
    const found = firstNetwork(folder, specs, await loadBackend(experiment.backend));
    if (!found) throw new UsageError(`there is no policy network to export: ${[...new Set(specs.map((one) => one.agent.label))].join(', ')} keep none`);
    const { spec, policy, world } = found, files = atTheDoor('', () => policyFiles(spec, policy, world));
    makeFolder(out);
    for (const [name, content] of Object.entries(files) as [string, string | Uint8Array][]) writeFor('--out', join(out, name), content);
    say(`${spec.agent.label} (seed ${spec.seed}) on ${spec.environment.label}, after ${spec.steps} steps:`);
    say(`  ${join(out, 'model.json')} and ${join(out, 'weights.bin')}: tf.loadLayersModel reads them`);
    say(`  ${join(out, 'policy.json')}: how an observation becomes its input, and its output an action`);
  },
});

/** The first of the runs whose policy asks a network. */
function firstNetwork(folder: ResultsFolder, specs: readonly RunSpec[], backend: Backend) {
  for (const spec of specs) {
    const { agent, world } = trainedAgent(folder, spec, backend), policy = agent.policy();
    if (isNetworkPolicy(policy)) return { spec, policy, world };
  }
  return undefined;
}

const OURS = new Set(['model.json', 'weights.bin', 'policy.json']);

/** Whatever else lies in the folder is somebody's, and is left alone by going elsewhere. */
function makeFolder(path: string): void {
  try {
    if (existsSync(path) && readdirSync(path).some((name) => !OURS.has(name))) {
      throw new UsageError(`${path} holds other files already. Give --out another folder.`);
    }
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot make a folder of ${path}: ${(error as Error).message}. Choose another place with --out.`, { cause: error });
  }
}
