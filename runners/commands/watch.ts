import { setTimeout as pause } from 'node:timers/promises';
import type { CommandModule } from 'yargs';
import { film } from 'gymnasium-js';
import { loadBackend } from '../backends/load-backend.ts';
import { ResultsFolder, writeFor } from '../results/results-folder.ts';
import { chosenRuns } from '../results/trained.ts';
import type { Drive } from '../drive.ts';
import { UsageError } from '../usage-error.ts';
import { backendOption } from './backend-option.ts';
import { choiceOptions, type ChoiceArguments } from './choice.ts';
import { greedyDrive } from './show-run.ts';
import { picture, say, Screen } from './terminal.ts';

interface WatchArguments extends ChoiceArguments { backend?: string; episodeSeed?: number; stochastic: boolean; fps: number; svg?: string }

export const watchCommand = (): CommandModule<object, WatchArguments> => ({
  command: 'watch <results>',
  describe: 'watch one episode of a trained agent, frame by frame',
  builder: (yargs) => choiceOptions(yargs)
    .option('episode-seed', { type: 'number', requiresArg: true, describe: 'which episode; the run\'s own seed if left out' })
    .option('stochastic', { type: 'boolean', default: false, describe: 'act as while learning rather than greedily' })
    .option('backend', backendOption)
    .option('fps', { type: 'number', default: 3, requiresArg: true, describe: 'frames a second' })
    .option('svg', { type: 'string', requiresArg: true, describe: 'write the episode to this file as an animated SVG instead' })
    .example('$0 watch results/street --agent sarsa --svg drive.svg', 'a film of SARSA driving'),
  handler: async ({ results, env, agent, seed, episodeSeed, stochastic, fps, svg: file, backend: asked }) => {
    if (!(fps > 0 && fps <= 60)) throw new UsageError(`--fps is between 0 and 60, and got ${fps}`);
    if (episodeSeed !== undefined && !(Number.isSafeInteger(episodeSeed) && episodeSeed >= 0)) {
      throw new UsageError(`--episode-seed is a whole number from 0 up, and got ${episodeSeed}`);
    }
    const folder = new ResultsFolder(results), experiment = await folder.load(), [spec] = chosenRuns(experiment, { env, agent, seed });
    const backend = await loadBackend(asked ?? experiment.backend);
    const driven = greedyDrive(folder, spec, backend, { ...(episodeSeed !== undefined && { seed: episodeSeed }), stochastic });
    if (!driven) throw new Error(`${spec.environment.id} draws no pictures`);
    const who = `${spec.agent.label} (seed ${spec.seed}) on ${spec.environment.label}`;
    const end = `${driven.outcome} after ${driven.length} steps, return ${Number(driven.return.toFixed(2))}`;
    if (file !== undefined) {
      writeFor('--svg', file, film(driven.frames.map(({ scene }) => scene), { fps }));
      say(`${who}: ${end}.\nWritten to ${file}; a browser plays it.`);
      return;
    }
    await show(driven, who, fps);
    say(end);
  },
});

/** Frames in place on a terminal; one below the other where there is none. */
async function show({ frames }: Drive, who: string, fps: number): Promise<void> {
  const screen = process.stdout.isTTY ? new Screen() : undefined;
  const restore = () => { screen?.close(); process.exit(130); };
  if (screen) process.once('SIGINT', restore);
  for (const { scene, step, return: total } of frames) {
    const line = `${who}   step ${step}   return ${Number(total.toFixed(2))}`;
    if (screen) {
      screen.draw(line, scene);
      await pause(1000 / fps);
    } else say(`${line}\n${picture(scene)}\n`);
  }
  if (!screen) return;
  process.off('SIGINT', restore);
  screen.close();
}
