// Does memory grow with the number of steps? Ten million random steps of every environment, each in a process of its own: node bench/memory.mjs [words]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Discrete, makeRows, Random, registry } from 'gymnasium-js';

const STEPS = 10_000_000, FIRST = 1_000_000, ROWS = 64;

/** Megabytes in use on the heap and in array buffers, once nothing more can be freed. */
function inUse() {
  for (let i = 0; i < 3; i++) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

function play(env, random, steps) {
  const { actionSpace, action, rows } = env;
  for (let played = 0; played < steps;) {
    env.advance();
    if (actionSpace instanceof Discrete) for (let i = 0; i < rows; i++) action[i] = actionSpace.start + Math.floor(random.random() * actionSpace.n);
    else for (let i = 0; i < action.length; i++) action[i] = 2 * random.random() - 1;
    played += env.step();
  }
}

function measure(id) {
  const env = makeRows(id, { rows: ROWS }), random = new Random(0);
  env.reset(0);
  play(env, random, FIRST);
  const before = inUse();
  play(env, random, STEPS - FIRST);
  const after = inUse();
  return { before, after, resident: process.resourceUsage().maxRSS / 1e3, episodes: env.episodes };
}

if (process.argv[2] === '--one') {
  console.log(JSON.stringify(measure(process.argv[3])));
} else {
  const words = process.argv.slice(2), ids = [...registry.keys()].filter((id) => words.length === 0 || words.some((word) => id.includes(word)));
  console.log('| environment | in use after 1 M steps, MB | after 10 M | growth, bytes a step | peak of the process, MB | episodes |\n| --- | --- | --- | --- | --- | --- |');
  for (const id of ids) {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), '--one', id], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${id}: ${stderr}`);
    const { before, after, resident, episodes } = JSON.parse(stdout), growth = (after - before) * 1e6 / (STEPS - FIRST);
    console.log(`| ${id} | ${before.toFixed(2)} | ${after.toFixed(2)} | ${growth.toFixed(3)} | ${resident.toFixed(0)} | ${episodes} |`);
  }
}
