// What `npm start` must have come to: the files are there, learners are clearly above chance, and memory stayed small.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const table = (name) => {
  const [head, ...lines] = readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(line.map((cell, i) => [head[i], cell])));
};
const wrong = [];
for (const name of ['experiment.yaml', 'episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv', 'costs.csv', 'manifest.json', 'curves.svg', 'report.html']) {
  if (!existsSync(join(folder, name))) wrong.push(`${name} is missing`);
}
const of = (agent) => table('summary.csv').find((row) => row.agent === agent);
const random = of('random');
for (const agent of ['q-learning', 'sarsa']) {
  if (!(Number(of(agent).ciLow) > Number(random.ciHigh) + 100)) wrong.push(`${agent} (from ${of(agent).ciLow}) is not clearly above random (up to ${random.ciHigh})`);
}
const memory = Math.max(...table('costs.csv').map((row) => Number(row.peakMemoryMB)));
if (!(memory < 250)) wrong.push(`peak memory was ${memory} MB, and the limit is 250`);
console.log(wrong.length > 0 ? wrong.join('\n') : `results are as they should be; at most ${memory} MB while training`);
process.exitCode = wrong.length > 0 ? 1 : 0;
