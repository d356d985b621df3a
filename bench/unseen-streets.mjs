// node bench/unseen-streets.mjs RESULTS: what the drivers of an experiment do on 1,000 streets that neither training nor the choice of settings has seen.
import { loadBackend } from 'gymnase/runners';
import { evaluate } from '../dist/runners/evaluate.js';
import { rowsFor } from '../dist/runners/experiment/experiment.js';
import { ResultsFolder } from '../dist/runners/results/results-folder.js';
import { chosenRuns, trainedAgent } from '../dist/runners/results/trained.js';
import { table } from './measure.mjs';

const MAPS = [20_000, 21_000], EPISODES = 1000, [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('node bench/unseen-streets.mjs RESULTS');
  process.exit(2);
}
const folder = new ResultsFolder(path), experiment = await folder.load(), backend = await loadBackend(experiment.backend), drivers = new Map();
for (const spec of chosenRuns(experiment, {})) {
  const environment = { ...spec.environment, evaluationOptions: { ...spec.environment.evaluationOptions, mapSeeds: MAPS } };
  const world = rowsFor(environment, { rows: 64, role: 'final' }), policy = trainedAgent(folder, spec, backend).agent.policy({ rows: world.rows });
  const played = evaluate(policy, world, { episodes: EPISODES, seed: spec.seed });
  const share = (outcome) => played.filter((episode) => episode.outcome === outcome).length / EPISODES;
  const name = `${spec.environment.label}, ${spec.agent.label}`;
  drivers.set(name, [...(drivers.get(name) ?? []), { arrived: share('arrived'), collision: share('collision') }]);
}
const percent = (x) => (100 * x).toFixed(1), median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const rows = [...drivers].map(([name, runs]) => [name, ...['arrived', 'collision'].flatMap((key) => {
  const values = runs.map((run) => run[key]);
  return [`${percent(median(values))} %`, values.map(percent).join(', ')];
})]);
console.log(table(['driver', 'arrive', 'seed by seed', 'run into somebody', 'seed by seed'], rows));
