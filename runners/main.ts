import { unknownName } from 'gymnasium-js';
import yargs, { type Argv } from 'yargs';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { listCommand } from './commands/list.ts';
import { playCommand } from './commands/play.ts';
import { recordCommand } from './commands/record.ts';
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
  const commands = [
    runCommand(end), trainCommand(end), evaluateCommand(), watchCommand(), recordCommand(), playCommand(end), inspectCommand(), exportCommand(),
    listCommand(),
  ];
  const usages = new Map(commands.map(({ command }) => [String(command).split(' ')[0], String(command)]));
  const word = words.find((one) => !one.startsWith('-')), usage = word === undefined ? undefined : usages.get(word);
  if (word !== undefined && usage === undefined) {
    throw new UsageError(`${unknownName('command', word, [...usages.keys()])} \`gymnase --help\` shows what they do.`);
  }
  return yargs([...words])
    .scriptName('gymnase')
    .usage('gymnase: a gym for reinforcement learning and genetic algorithms\n\nUsage: $0 <command>')
    .command(commands as never)
    .option('verbose', { type: 'boolean', default: false, describe: 'show where in the program an error came from', global: true })
    .example('$0 run experiments/street.yaml', 'three agents learn to drive; results in results/street')
    .example('$0 watch results/street --agent q-learning', 'watch one of them drive')
    .example('$0 list envs CarStreet-v0', 'what an environment is and takes')
    .epilogue('Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C.')
    .demandCommand(1, 'no command is given')
    .strict()
    .check(checkOptions, true)
    .detectLocale(false)
    .updateStrings({
      'Not enough non-option arguments: got %s, need at least %s': { one: NEEDS, other: NEEDS } as never,
      'Not enough arguments following: %s': 'a value is missing after %s',
    })
    .version(VERSION)
    .help()
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .showHelpOnFail(false)
    .exitProcess(false)
    .fail((message, error) => {
      if (!message || error instanceof UsageError) throw error;
      const what = message.startsWith(NEEDS) ? `${NEEDS}: gymnase ${usage}` : message;
      throw new UsageError(`${what}. \`gymnase ${usage === undefined ? '' : `${word} `}--help\` shows what there is.`);
    });
}

const NEEDS = 'something is missing';
/** What may be given several times. */
const LISTS = new Set(['_', 'import', 'p', 'hyperparameter', 'e', 'env-option', 'envOption']);

/** Each option has one value, and a number is one. Throws a UsageError. */
function checkOptions(given: Record<string, unknown>): true {
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && !LISTS.has(name)) throw new UsageError(`--${name} is given twice`);
    if (Number.isNaN(value)) throw new UsageError(`--${name} takes a number`);
  }
  return true;
}

function sentence(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `gymnase: ${String(error)}`;
  if (!verbose) return `gymnase: ${error.message}`;
  return `gymnase: ${error.stack ?? error.message}${error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ''}`;
}
