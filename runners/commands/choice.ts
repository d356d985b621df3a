import type { Argv } from 'yargs';

/** Which runs of which results a command is about. */
export interface ChoiceArguments { results: string; env?: string; agent?: string; seed?: number }

export function choiceOptions(yargs: Argv): Argv<ChoiceArguments> {
  return yargs
    .positional('results', { type: 'string', demandOption: true, describe: 'a folder with results, such as results/street' })
    .option('env', { type: 'string', requiresArg: true, describe: 'only this environment (its label in the experiment)' })
    .option('agent', { type: 'string', requiresArg: true, describe: 'only this agent (its label in the experiment)' })
    .option('seed', { type: 'number', requiresArg: true, describe: 'only the run of this seed' });
}
