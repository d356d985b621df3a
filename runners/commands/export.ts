import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { loadBackend } from '../backends/load-backend.ts';
import type { Backend } from '../../nets/index.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { genomeFiles, isGenomePolicy } from '../results/genome-files.ts';
import { isNetworkPolicy, policyFiles } from '../results/policy-files.ts';
import { ResultsFolder, writeFor } from '../results/results-folder.ts';
import { chosenRuns, trainedAgent } from '../results/trained.ts';
import { atTheDoor, UsageError } from '../usage-error.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { say } from './terminal.ts';

interface ExportArguments extends ChoiceArguments { out: string }

export const exportCommand = (): CommandModule<object, ExportArguments> => ({
  command: 'export <results>',
  describe: 'write a trained policy network as a TensorFlow.js model, or the genome of NEAT\'s champion as JSON and as a picture',
  builder: (yargs) => choiceOptions(yargs)
    .option('out', {
      type: 'string', demandOption: true, requiresArg: true,
      describe: 'the folder for model.json, weights.bin and policy.json, or for genome.json, policy.json and network.svg',
    })
    .example('$0 export results/CartPole-v1-ppo --out model', 'for tf.loadLayersModel of any TensorFlow.js application'),
  handler: async ({ results, env, agent, seed, out }) => {
    const folder = new ResultsFolder(results), experiment = await folder.load(), specs = chosenRuns(experiment, { env, agent, seed });
    const found = firstNetwork(folder, specs, await loadBackend(experiment.backend));
    if (!found) throw new UsageError(`there is no policy network to export: ${[...new Set(specs.map((one) => one.agent.label))].join(', ')} keep none`);
    const { spec, files, about } = found;
    makeFolder(out, Object.keys(files));
    for (const [name, content] of Object.entries(files)) writeFor('--out', join(out, name), content);
    say(`${spec.agent.label} (seed ${spec.seed}) on ${spec.environment.label}, after ${spec.steps} steps:`);
    for (const [names, words] of about) say(`  ${names.map((name) => join(out, name)).join(' and ')}: ${words}`);
  },
});

interface Found {
  /** Its steps are those that were played. */
  readonly spec: RunSpec;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** What to say of some of them. */
  readonly about: readonly (readonly [names: readonly string[], words: string])[];
}

/** The first of the runs whose policy asks a network. */
function firstNetwork(folder: ResultsFolder, specs: readonly RunSpec[], backend: Backend): Found | undefined {
  for (const one of specs) {
    const { agent, world } = trainedAgent(folder, one, backend), policy = agent.policy();
    const spec = { ...one, steps: folder.run(one).remarks.finished?.step ?? one.steps };
    if (isNetworkPolicy(policy)) {
      return { spec, files: atTheDoor('', () => ({ ...policyFiles(spec, policy, world) })), about: [
        [['model.json', 'weights.bin'], 'tf.loadLayersModel reads them'],
        [['policy.json'], 'how an observation becomes its input, and its output an action'],
      ] };
    }
    if (isGenomePolicy(policy)) {
      return { spec, files: { ...genomeFiles(spec, policy, world) }, about: [
        [['genome.json'], 'its network; genomeFromJson of gymnase/agents reads it, and genomePolicy acts by it'],
        [['policy.json'], 'how an observation becomes its input, how it is computed, and how its output becomes an action'],
        [['network.svg'], 'its network drawn'],
      ] };
    }
  }
  return undefined;
}

/** Whatever else lies in the folder is somebody's, or of another export, and is left alone by going elsewhere. */
function makeFolder(path: string, ours: readonly string[]): void {
  try {
    if (existsSync(path) && readdirSync(path).some((name) => !ours.includes(name))) {
      throw new UsageError(`${path} holds other files already. Give --out another folder.`);
    }
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot make a folder of ${path}: ${(error as Error).message}. Choose another place with --out.`, { cause: error });
  }
}
