import yargs, { type Argv } from 'yargs';
import { evaluateCommand } from './commands/evaluate.ts';
import { inspectCommand } from './commands/inspect.ts';
import { listCommand } from './commands/list.ts';
import { runCommand } from './commands/run.ts';
import { trainCommand } from './commands/train.ts';
import { watchCommand } from './commands/watch.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

export const OK = 0, FAILURE = 1, USAGE = 2, INTERRUPTED = 130;

/** The command line. Returns the exit code: 0, 1 for a failure, 2 for a usage error, 130 where Ctrl-C stopped it. */
export async function main(words: readonly string[]): Promise<number> {
  let code = OK;
  const end = (result: number) => { code = result; };
  try {
    await commandLine(words, end).parseAsync();
    return code;
  } catch (error) {
    console.error(sentence(error, words.includes('--verbose')));
    return error instanceof UsageError ? USAGE : FAILURE;
  }
}

function commandLine(words: readonly string[], end: (code: number) => void): Argv {
  return yargs([...words])
    .scriptName('gymnase')
    .usage('gymnase: a gym for reinforcement learning and genetic algorithms\n\nUsage: $0 <command>')
    .command(runCommand(end))
    .command(trainCommand(end))
    .command(evaluateCommand())
    .command(watchCommand())
    .command(inspectCommand())
    .command(listCommand())
    .option('verbose', { type: 'boolean', default: false, describe: 'show where in the program an error came from', global: true })
    .example('$0 run experiments/street.yaml', 'three agents learn to drive; results in results/street')
    .example('$0 watch results/street --agent q-learning', 'watch one of them drive')
    .example('$0 list envs CarStreet-v0', 'what an environment is and takes')
    .epilogue('Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C.')
    .demandCommand(1, 'which command? `gymnase --help` shows them')
    .recommendCommands()
    .strict()
    .version(VERSION)
    .help()
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .showHelpOnFail(false)
    .exitProcess(false)
    .fail((message, error) => { throw error ?? new UsageError(`${message}. \`gymnase --help\` shows what there is.`); });
}

function sentence(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `gymnase: ${String(error)}`;
  return verbose ? `gymnase: ${error.stack ?? error.message}${error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ''}` : `gymnase: ${error.message}`;
}
