import type { CommandModule } from 'yargs';
import { agents, agentSpec } from '../../agents/index.ts';
import { Box, describe, make, registry, spec, unknownName, type Env, type EnvSpec, type Space } from 'gymnasium-js';
import { checkMade, importModules } from '../experiment/imports.ts';
import { atTheDoor, UsageError } from '../usage-error.ts';
import { importOption } from './import-option.ts';
import { say } from './terminal.ts';

const LISTS = ['envs', 'agents'];
interface ListArguments { what: string; name?: string; import?: string[] }

export const listCommand = (): CommandModule<object, ListArguments> => ({
  command: 'list <what> [name]',
  describe: 'which environments or agents there are, and what they take',
  builder: (yargs) => yargs
    .positional('what', { type: 'string', demandOption: true, describe: 'envs or agents' })
    .positional('name', { type: 'string', describe: 'one of them, in full' })
    .option('import', importOption)
    .example('$0 list agents q-learning', 'its hyperparameters, with defaults and ranges'),
  handler: async ({ what, name, import: modules = [] }) => {
    if (!LISTS.includes(what)) throw new UsageError(unknownName('list', what, LISTS));
    await importModules(modules);
    if (what === 'envs') say(name === undefined ? atTheDoor('', allEnvironments) : atTheDoor('', () => environment(name)));
    else say(name === undefined ? allAgents() : atTheDoor('', () => agent(name)));
  },
});

/** A space in a word: a Box has too many bounds for a table. */
const brief = (space: Space) => (space instanceof Box ? `Box(${space.shape.join(' x ')})` : String(space));

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

function allEnvironments(): string {
  const rows = [...registry.values()].map((entry) => {
    const { id, description, maxEpisodeSteps } = entry, world = made(entry);
    if (typeof world === 'string') return [id, '-', '-', '-', world];
    const { observationSpace, actionSpace } = world;
    return [id, brief(observationSpace), brief(actionSpace), maxEpisodeSteps === undefined ? 'none' : String(maxEpisodeSteps), description];
  });
  return `${table([['id', 'observations', 'actions', 'time limit', ''], ...rows])}\n\n\`gymnase list envs ID\` tells the options of one.`;
}

/** The environment, or why it cannot be made: one whose entryPoint throws does not hide the others. */
function made(entry: EnvSpec): Env | string {
  try {
    return make(entry.id);
  } catch (error) {
    if (error instanceof TypeError) {                       // it gave something that is no environment: what is missing, in the words of imports
      checkMade(entry, {});
      throw error;
    }
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

function allAgents(): string {
  const all = table([...agents.values()].map(({ name, description }) => [name, description]));
  return `${all}\n\n\`gymnase list agents NAME\` tells the hyperparameters of one.`;
}

function environment(id: string): string {
  const entry = spec(id), threshold = entry.rewardThreshold;
  const world = make(id), options = Object.entries(entry.options ?? {}).map(([name, option]) => [
    `  ${name}`, `default ${describe(option.default)}`, `${option.description}${option.values ? `; built in: ${option.values.join(', ')}` : ''}`,
  ]);
  return [
    `${entry.id}: ${entry.description}`,
    '',
    table([
      ['observations', String(world.observationSpace)],
      ['actions', String(world.actionSpace)],
      ['time limit', entry.maxEpisodeSteps === undefined ? 'none' : `${entry.maxEpisodeSteps} steps`],
      ...(threshold === undefined ? [] : [['solved at', `a mean return of ${threshold}, with the options at their defaults`]]),
    ]),
    '',
    ...(options.length === 0 ? ['It has no options.'] : ['Options (-e name=value, or under "options:" in an experiment):', table(options)]),
  ].join('\n');
}

function agent(name: string): string {
  const { description, source, options } = agentSpec(name), defaults = options.parse({});
  const fields = Object.entries(options.shape).map(([field, schema]) => [
    `  ${field}`, `default ${describe(defaults[field])}`, schema.description ?? '',
  ]);
  const head = [`${name}: ${description}`, `Source: ${source}`, ''];
  if (fields.length === 0) return [...head, 'It has no hyperparameters.'].join('\n');
  return [
    ...head,
    'Hyperparameters (-p name=value, or under "options:" in an experiment; learning_rate is learningRate):',
    table(fields),
    '',
    'A schedule is "lin_0.5" (from 0.5 to 0 over the budget), "lin_1_0.05" (to 0.05), "lin_1_0.05_0.5" (to 0.05 within half of the',
    'budget), or "exp_0.5_0.01" (by equal factors).',
  ].join('\n');
}
