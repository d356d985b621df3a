import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'gymnasium-js';
import type { CommandModule } from 'yargs';
import { loadExperiment, parseExperiment } from '../experiment/experiment.ts';
import { seedList } from '../experiment/schema.ts';
import { atTheDoor, UsageError } from '../usage-error.ts';
import { backendOption } from './backend-option.ts';
import { importOption } from './import-option.ts';
import { performForAll } from './show-run.ts';
import { workersOf } from './workers-option.ts';

interface RunArguments {
  file: string; out: string; seeds?: string; steps?: number; workers: number; backend?: string; import?: string[]; force: boolean;
}

export const runCommand = (end: (code: number) => void): CommandModule<object, RunArguments> => ({
  command: 'run <file>',
  describe: 'run an experiment file: environments x agents x seeds',
  builder: (yargs) => yargs
    .positional('file', { type: 'string', demandOption: true, describe: 'an experiment in YAML, such as experiments/street.yaml' })
    .option('out', {
      type: 'string', default: 'results', requiresArg: true,
      describe: 'the folder in which the results get a folder of the experiment\'s name',
    })
    .option('seeds', { type: 'string', requiresArg: true, describe: 'instead of those in the file: a range such as 0..9, or a list such as 0,1,7' })
    .option('steps', { type: 'number', requiresArg: true, describe: 'environment steps of each run, instead of those in the file' })
    .option('workers', {
      type: 'number', default: 1, requiresArg: true,
      describe: 'runs that are played side by side; where fewer are left, threads that they share out evenly, to spread a population over. '
        + 'The results are the same bytes',
    })
    .option('backend', { ...backendOption, describe: `${backendOption.describe}, instead of what the file says` })
    .option('import', importOption)
    .option('force', { type: 'boolean', default: false, describe: 'replace results that are there already' })
    .example('$0 run experiments/street.yaml --seeds 0..9 --steps 50000', 'more seeds, fewer steps'),
  handler: async ({ file, out, seeds, steps, workers, backend, import: modules = [], force }) => {
    workersOf(workers);
    if (!existsSync(file) || statSync(file).isDirectory()) {
      throw new UsageError(`there is no file ${describe(file)}. An experiment is a YAML file such as experiments/street.yaml.`);
    }
    const raw = parseExperiment(atTheDoor('', () => readFileSync(file, 'utf8')), file);
    const changed = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? {
      ...raw,
      ...(seeds !== undefined && { seeds: seedsOf(seeds) }),
      ...(steps !== undefined && { steps, ...agentsFor(raw, steps) }),
      ...(backend !== undefined && { backend }),
      ...(modules.length > 0 && { import: [...ownModules(raw), ...modules.map((path) => resolve(path))] }),
    } : raw;
    const experiment = await loadExperiment(changed, file);
    const changes = {
      '--out': out === 'results' ? undefined : quoted(out), '--seeds': seeds, '--steps': steps, '--backend': backend,
      '--workers': workers === 1 ? undefined : workers,
    };
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const flags = [...given, ...modules.map((path) => ['--import', quoted(path)])].map(([flag, value]) => ` ${flag} ${value}`);
    const again = `gymnase run ${quoted(file)}${flags.join('')}`;
    end(await performForAll(experiment, { out: join(out, experiment.name), force, again, workers }));
  },
});

/** What the file itself imports: one or a list. What is neither is left to be explained. */
const ownModules = (raw: object): unknown[] => ('import' in raw ? [raw.import].flat() : []);

/** The agents of a file, so many steps in place of those that they have of their own. */
function agentsFor(raw: object, steps: number): { agents?: unknown } {
  if (!('agents' in raw) || !Array.isArray(raw.agents)) return {};
  const hasOwn = (agent: unknown) => typeof agent === 'object' && agent !== null && ('steps' in agent || 'tuned' in agent);
  return { agents: raw.agents.map((agent: unknown) => (hasOwn(agent) ? { ...agent as object, steps } : agent)) };
}

/** A word as a shell takes it. */
const quoted = (word: string) => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** `0..4`, `0,1,7` or `3`. Throws a UsageError. */
export function seedsOf(text: string): number[] {
  const parsed = seedList.safeParse(text.includes('..') ? text : text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part))));
  if (!parsed.success) throw new UsageError(`--seeds cannot be "${text}": ${parsed.error.issues[0].message}`);
  return parsed.data;
}
