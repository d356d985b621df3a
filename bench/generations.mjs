// node bench/generations.mjs [WORKERS] [SAMPLES] [AGENT]: steps a second of a population of 256 that is spread over worker threads, against one that is not, one after the other in the same minute.
import { wasmBackend } from 'gymnase/nets';
import { resolveExperiment, runsOf } from 'gymnase/runners';
import { courseOf } from '../dist/runners/run/course.js';
import { short, table } from './measure.mjs';

const [workers = 2, samples = 5] = process.argv.slice(2).map(Number), agent = process.argv[4] ?? 'genetic', ROWS = 256, GOAL = 1.7;
const CASES = [['CartPole-v1', 1, 12e6], ['CartPole-v1', 4, 48e6], ['CarStreetContinuous-v0', 1, 3e6], ['CarStreetContinuous-v0', 4, 12e6]];        // episodes of each, steps

/** Steps a second after the first quarter: threads start and compilers warm up before. */
async function speed(spec, workers) {
  const course = courseOf(spec, wasmBackend, { workers });
  let from, to;
  for await (const events of course.play({ steps: spec.steps })) {
    for (const { step } of events) to = step;
    if (from === undefined && to > spec.steps / 4) from = { step: to, time: performance.now() };
  }
  return 1000 * (to - from.step) / (performance.now() - from.time);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const rows = [];
for (const [id, episodes, steps] of CASES) {
  const [spec] = runsOf(resolveExperiment({ name: 'bench', environments: [id], agents: [{ name: agent, rows: ROWS, options: { episodes } }], seeds: [0], steps }));
  const one = [], many = [];
  for (let i = 0; i < samples; i++) {
    one.push(await speed(spec, 1));
    many.push(await speed(spec, workers));
  }
  const ratio = median(many.map((x, i) => x / one[i])), best = Math.max(...many) / Math.max(...one);
  rows.push([`${agent} on ${id}, ${episodes} episode${episodes === 1 ? '' : 's'} each`, `${short(median(one))} steps/s`, `${short(median(many))} steps/s`, ratio.toFixed(2), best.toFixed(2), `${GOAL}`, ratio >= GOAL ? 'yes' : 'NO']);
}
console.log(table(['case', '1 worker', `${workers} workers`, 'ratio, median', 'of the fastest', 'limit', 'reached'], rows));
