import { existsSync, statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { createAgent, streamsOf } from '../../agents/index.ts';
import { exposure, film, registry, type Scene } from 'gymnasium-js';
import { SingleBar } from 'cli-progress';
import type { CommandModule } from 'yargs';
import { loadBackend } from '../backends/load-backend.ts';
import { drive, type Drive } from '../drive.ts';
import { loadExperiment, rowsFor, runsOf, type RunSpec } from '../experiment/experiment.ts';
import { fileName } from '../experiment/file-name.ts';
import { checkDrawer, sceneApng, scenePng } from '../pictures/scene-pixels.ts';
import { ResultsFolder, writeFor } from '../results/results-folder.ts';
import { chosenRuns } from '../results/trained.ts';
import { UsageError } from '../usage-error.ts';
import { backendOption } from './backend-option.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { importOption } from './import-option.ts';
import { pairs } from './pairs.ts';
import { greedyDrive } from './show-run.ts';
import { say } from './terminal.ts';

interface RecordArguments extends ChoiceArguments {
  backend?: string; episodeSeed?: number; stochastic: boolean; fps?: number; out?: string; e?: string[]; import?: string[];
}

interface Format { readonly what: string; readonly make: (scenes: readonly Scene[], fps: number) => Uint8Array | string | Promise<Uint8Array> }

/** What a file's ending asks for. */
const FORMATS: Readonly<Record<string, Format>> = {
  '.apng': { what: 'a browser plays it', make: drawnApng },
  '.png': { what: 'the whole episode in one picture', make: (scenes) => scenePng(exposure(scenes)) },
  '.svg': { what: 'a browser plays it', make: (scenes, fps) => film(scenes, { fps, rest: REST }) },
};
const ID = /-v\d+$/;
const REST = 1.5;                                 // seconds on the last picture
const SLOWEST = 3, FASTEST = 30, USUAL = 20;      // pictures a second; seconds of a film, where nobody says how fast it should be

export const recordCommand = (): CommandModule<object, RecordArguments> => ({
  command: 'record <results>',
  describe: 'write one episode of a trained agent to a file that browsers play',
  builder: (yargs) => choiceOptions(yargs)
    .positional('results', {
      type: 'string', demandOption: true,
      describe: 'a folder with results, or an environment, which is then played by chance',
    })
    .option('e', {
      alias: 'env-option', type: 'string', array: true, nargs: 1,
      describe: 'an option of the environment that is played by chance, name=value',
    })
    .option('import', importOption)
    .option('episode-seed', { type: 'number', requiresArg: true, describe: 'which episode; the run\'s own seed if left out' })
    .option('stochastic', { type: 'boolean', default: false, describe: 'act as while learning rather than greedily' })
    .option('backend', backendOption)
    .option('fps', { type: 'number', requiresArg: true, describe: `pictures a second  [default: ${SLOWEST}, and more for long episodes]` })
    .option('out', {
      type: 'string', requiresArg: true,
      describe: 'the file: .apng or .svg for an animation, .png for one picture  [default: <env>-<agent>-seed-<n>.apng]',
    })
    .example('$0 record results/street --agent sarsa --out drive.apng', 'SARSA driving, as an animated PNG')
    .example('$0 record CarStreet-v0 -e map=town', 'chance at the wheel, in town'),
  handler: async (given) => {
    const { fps, episodeSeed, stochastic } = given;
    if (fps !== undefined && !(fps > 0 && fps <= 60)) throw new UsageError(`--fps is between 0 and 60, and got ${fps}`);
    checkSeed('--episode-seed', episodeSeed);
    const isWorld = !existsSync(given.results) && (registry.has(given.results) || ID.test(given.results));
    const { spec, play } = await (isWorld ? untrained(given) : trained(given));
    const out = given.out ?? `${fileName(spec.environment.label)}-${fileName(spec.agent.label)}-seed-${spec.seed}.apng`;
    const format = formatOf(out);
    const driven = play({ ...(episodeSeed !== undefined && { seed: episodeSeed }), stochastic });
    if (!driven) throw new UsageError(`there is nothing to record: ${spec.environment.id} draws no pictures`);
    const scenes = driven.frames.map(({ scene }) => scene);
    const content = await format.make(scenes, fps ?? Math.min(FASTEST, Math.max(SLOWEST, Math.round(scenes.length / USUAL))));
    writeFor('--out', out, content);
    const who = `${spec.agent.label} (seed ${spec.seed}) on ${spec.environment.label}`;
    say(`${who}: ${driven.outcome} after ${driven.length} steps, return ${Number(driven.return.toFixed(2))}.`);
    say(`Written to ${out}; ${format.what}.`);
  },
});

interface Player { readonly spec: RunSpec; readonly play: (how: { seed?: number; stochastic: boolean }) => Drive | undefined }

async function trained({ results, env, agent, seed, e, import: modules, backend: asked }: RecordArguments): Promise<Player> {
  if (e !== undefined || modules !== undefined) {
    throw new UsageError('-e and --import are for an environment that is played by chance; '
      + `the agents of ${results} play theirs as they learned them`);
  }
  const folder = new ResultsFolder(results), experiment = await folder.load(), [spec] = chosenRuns(experiment, { env, agent, seed });
  const backend = await loadBackend(asked ?? experiment.backend);
  return { spec, play: (how) => greedyDrive(folder, spec, backend, how) };
}

/** Nobody has learned anything: each action is as likely. */
async function untrained({ results: id, env, agent = 'random', seed = 0, e = [], import: modules = [] }: RecordArguments): Promise<Player> {
  if (env !== undefined) throw new UsageError(`--env chooses among the environments of a folder with results, and ${id} is an environment itself`);
  if (agent !== 'random') {
    throw new UsageError(`nobody has trained ${agent} here: \`gymnase record ${id}\` is played by chance. `
      + `Train it with \`gymnase train --env ${id} --agent ${agent}\` and record its results.`);
  }
  checkSeed('--seed', seed);
  const [spec] = runsOf(await loadExperiment({
    name: 'record', environments: [{ id, options: pairs('-e', e) }], agents: ['random'], seeds: [seed], steps: 1,
    ...(modules.length > 0 && { import: modules.map((path) => resolve(path)) }),
  }));
  const world = rowsFor(spec.environment, { rows: 1, role: 'final' });
  const chance = createAgent('random', world, { rows: 1, budget: 1, stream: streamsOf(seed), options: {} });
  return { spec, play: ({ seed: episode = seed }) => (world.render ? drive(chance.policy(), world, { seed: episode }) : undefined) };
}

/** Checked before an episode is played: the ending, the folder, and what it is drawn with. */
function formatOf(path: string): (typeof FORMATS)[string] {
  const ending = extname(path).toLowerCase(), format = FORMATS[ending];
  if (format === undefined) throw new UsageError(`--out ends in .apng or .svg for an animation, or in .png for one picture, and got "${path}"`);
  if (!existsSync(dirname(path))) throw new UsageError(`cannot write a file to ${path}: there is no such folder. Choose another place with --out.`);
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new UsageError(`cannot write a file to ${path}: that is a folder. Choose another place with --out.`);
  }
  if (ending === '.png') checkDrawer();
  return format;
}

/** On a terminal it shows how many pictures are drawn. */
async function drawnApng(scenes: readonly Scene[], fps: number): Promise<Uint8Array> {
  if (!process.stderr.isTTY) return sceneApng(scenes, { fps, rest: REST });
  const bar = new SingleBar({
    stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 24, gracefulExit: false,
    format: 'drawing {bar} {value} of {total} pictures', barCompleteChar: '━', barIncompleteChar: '─', fps: 15,
  });
  bar.start(scenes.length, 0);
  try {
    return await sceneApng(scenes, { fps, rest: REST }, (pictures) => bar.update(pictures));
  } finally {
    bar.stop();
  }
}

function checkSeed(option: string, seed: number | undefined): void {
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new UsageError(`${option} is a whole number from 0 up, and got ${seed}`);
  }
}
