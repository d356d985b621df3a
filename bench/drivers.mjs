// node bench/drivers.mjs RESULTS [RESULTS ...] OUT: how often those who learned to drive arrive, and how often they run into somebody: greedily, over the
// seeds of experiments. Copies what is small to OUT, and writes outcomes.csv and table.md there.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { table } from './measure.mjs';

const folders = process.argv.slice(2), out = folders.pop();
if (folders.length === 0) {
  console.error('node bench/drivers.mjs RESULTS [RESULTS ...] OUT');
  process.exit(2);
}

/** Best possible returns, where they are known: exact values of dynamic programming (tests/learning/street.test.ts). */
const BEST = { crossing: 17.336, town: 15.228 };

const rowsOf = (path) => {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  return lines.map((fields) => Object.fromEntries(header.map((name, i) => [name, fields[i]])));
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const percent = (x) => `${(100 * x).toFixed(1)} %`;

/** By environment, agent and seed: the last evaluation, greedy. */
function runsIn(folder) {
  const both = existsSync(join(folder, 'final-episodes.csv'));
  const last = rowsOf(join(folder, both ? 'final-episodes.csv' : 'evaluations.csv')).filter(({ policy }) => !both || policy === 'greedy'), runs = new Map();
  for (const row of last) {
    const key = [row.env, row.agent, row.seed].join(), run = runs.get(key) ?? { ...row, episodes: 0, arrived: 0, collision: 0, sum: 0, lengths: 0, longest: 0 };
    if (Number(row.step) > Number(run.step)) Object.assign(run, { step: row.step, episodes: 0, arrived: 0, collision: 0, sum: 0, lengths: 0, longest: 0 });
    if (row.step === run.step) {
      run.episodes++;
      run.sum += Number(row.return);
      run.lengths += Number(row.length);
      if (row.outcome in run) run[row.outcome]++;
      if (row.outcome === 'arrived') run.longest = Math.max(run.longest, Number(row.length));
    }
    runs.set(key, run);
  }
  const costs = rowsOf(join(folder, 'costs.csv'));
  return [...runs.values()].map(({ env, agent, seed, step, episodes, arrived, collision, sum, lengths, longest }) => ({
    env, agent, seed, steps: step, episodes, arrived: arrived / episodes, collision: collision / episodes, return: sum / episodes, length: lengths / episodes, longest,
    cpuSeconds: Number(costs.find((cost) => cost.env === env && cost.agent === agent && cost.seed === seed).cpuSeconds),
  }));
}

const SMALL = ['experiment.yaml', 'manifest.json', 'summary.csv', 'final-summary.csv', 'final-scores.csv', 'curves.csv', 'curves.svg'];
mkdirSync(out, { recursive: true });
const runs = folders.flatMap((folder) => {
  const name = folders.length === 1 ? '' : basename(folder);
  mkdirSync(join(out, name), { recursive: true });
  for (const file of SMALL) if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(out, name, file));
  return runsIn(folder);
});
const columns = Object.keys(runs[0]);
writeFileSync(join(out, 'outcomes.csv'), [columns, ...runs.map((run) => columns.map((name) => run[name]))].map((line) => `${line.join()}\n`).join(''));

const pairs = [...new Set(runs.map(({ env, agent }) => `${env},${agent}`))].map((pair) => runs.filter(({ env, agent }) => `${env},${agent}` === pair));
const lines = pairs.map((some) => {
  const { env, agent, steps } = some[0], of = (name) => some.map((run) => run[name]);
  const each = (name, to) => some.map((run) => to(run[name])).join(', ');
  const arrivals = median(of('arrived')), collisions = median(of('collision'));
  return [
    env, agent, `${Number(steps) / 1e6} M`, `${median(of('cpuSeconds')).toFixed(0)} s`, percent(arrivals), percent(collisions), arrivals > 0.95 && collisions < 0.01 ? 'yes' : 'NO',
    `${median(of('return')).toFixed(1)}${env in BEST ? ` of ${BEST[env]}` : ''}`, median(of('length')).toFixed(0), each('arrived', (x) => (100 * x).toFixed(1)), each('collision', (x) => (100 * x).toFixed(1)),
  ];
});
const head = ['street', 'agent', 'steps', 'one core', 'arrive', 'run into somebody', 'reached', 'return', 'steps of an episode', 'arrive, seed by seed', 'run into somebody'];
const rows = [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`);
writeFileSync(join(out, 'table.md'), `${rows.join('\n')}\n`);
console.log(table(head.slice(0, 8), lines.map((line) => line.slice(0, 8))));
