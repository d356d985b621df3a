// A thread that plays parts of phases, one after another. Each is a pure function of its trials and genomes, so that it does not matter which thread
// plays it.
import { parentPort, workerData } from 'node:worker_threads';
import { Population } from '../../agents/index.ts';
import { loadBackend } from '../backends/load-backend.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { importModules } from '../experiment/imports.ts';
import { freshAgent } from '../run/fresh-agent.ts';
import { packNews, unpackPart, type FromThread, type PackedPart, type ThreadBeginning } from './messages.ts';
import { Stage, type Part } from './stage.ts';

const { spec, modules } = workerData as ThreadBeginning, port = parentPort!;
/** Copies: where a buffer was ever transferred, V8 asks at each access to any typed array whether it still is there, a quarter of our time. */
const tell = (message: FromThread) => port.postMessage(message);

await importModules(modules);
const species = await speciesOf(spec), stage = new Stage(spec.environment, species);
port.on('message', (packed: PackedPart) => {
  const part = unpackPart(packed, species);
  try {
    for (const news of stage.play(part)) tell(packNews(news));
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'failure', message: inItsRow(message, part), stack });
  }
});

/** How the population's genomes live. It is another one, which plays nothing. */
async function speciesOf(spec: RunSpec): Promise<Population<unknown>['species']> {
  const agent = freshAgent(spec, await loadBackend(spec.backend));
  if (agent instanceof Population) return (agent as Population<unknown>).species;
  throw new Error(`${spec.agent.name} is a population in one thread and none in another`);
}

/** What goes wrong in a row of ours went wrong in a row of the population. */
function inItsRow(message: string, { rows }: Part): string {
  return message.replace(/\(row (\d+)(?=, step \d+ of its episode)/, (whole, row: string) => (
    Number(row) < rows.length ? `(row ${rows[Number(row)]}` : whole
  ));
}
