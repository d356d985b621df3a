// node bench/a3c-threads.mjs [THREADS] [SAMPLES]: steps a second of A3C in one thread and in several on CartPole-v1, one after the other in the same minute.
import { agentOptions, agentSpec } from 'gymnase/agents';
import { wasmBackend } from 'gymnase/nets';
import { threadedCourse } from '../dist/runners/threads/threaded-course.js';
import { short, table } from './measure.mjs';

const [threads = 2, samples = 7] = process.argv.slice(2).map(Number), STEPS = 600_000, GOAL = 1.6;

/** Steps a second from the first tick to the last: threads start before. */
async function speed(rows, given) {
  const options = agentOptions(agentSpec('a3c'), { mode: 'threads', ...given });
  const course = threadedCourse({ environment: { id: 'CartPole-v1', label: 'CartPole-v1', options: {} }, agent: { name: 'a3c', label: 'a3c', options, rows }, seed: 0, steps: STEPS }, wasmBackend);
  const told = [];
  for await (const events of course.play({ steps: STEPS, tickEvery: STEPS / 30, reportEvery: STEPS })) {
    for (const { kind, step } of events) if (kind === 'tick') told.push([performance.now(), step]);
  }
  const [[t0, from], [t1, to]] = [told[0], told.at(-1)];
  return 1000 * (to - from) / (t1 - t0);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const rows = [];
for (const nSteps of [5, 20]) {
  const one = [], many = [];
  for (let i = 0; i < samples; i++) {
    one.push(await speed(1, { nSteps }));
    many.push(await speed(threads, { nSteps }));
  }
  const ratio = median(many.map((x, i) => x / one[i])), best = Math.max(...many) / Math.max(...one);
  rows.push([`A3C on CartPole-v1, nSteps ${nSteps}`, `${short(median(one))} steps/s`, `${short(median(many))} steps/s`, ratio.toFixed(2), best.toFixed(2), `${GOAL}`, ratio >= GOAL ? 'yes' : 'NO']);
}
console.log(table(['case', '1 thread', `${threads} threads`, 'ratio, median', 'of the fastest', 'limit', 'reached'], rows));
