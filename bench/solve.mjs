// node bench/solve.mjs [AGENT] [ROWS]: seconds of one core until an agent's defaults solve CartPole-v1 (a mean return of 475 over 100 episodes), ten seeds.
import { createAgent, streamsOf } from 'gymnase/agents';
import { train } from 'gymnase/runners';
import { makeRows } from 'gymnasium-js';

const SEEDS = 10, STEPS = 500_000, [name = 'a2c', rows = '8'] = process.argv.slice(2);

function solve(seed) {
  const env = makeRows('CartPole-v1', { rows: Number(rows) }), last = [], begin = process.cpuUsage();
  env.reset(seed);
  const agent = createAgent(name, env, { rows: Number(rows), budget: STEPS, stream: streamsOf(seed), options: {} });
  let sum = 0;
  for (const event of train(agent, env, { steps: STEPS })) {
    if (event.kind !== 'episode') continue;
    sum += event.return - (last.length >= 100 ? last.at(-100) : 0);
    last.push(event.return);
    if (last.length < 100 || sum < 47_500) continue;
    const { user, system } = process.cpuUsage(begin);
    return { seconds: (user + system) / 1e6, steps: event.step };
  }
  return { seconds: Infinity, steps: Infinity };
}

const runs = Array.from({ length: SEEDS }, (_, seed) => solve(seed)).sort((a, b) => a.seconds - b.seconds);
const median = (of) => (of(runs[SEEDS / 2 - 1]) + of(runs[SEEDS / 2])) / 2;
console.log(`${name}: ${median(({ seconds }) => seconds).toFixed(2)} s and ${median(({ steps }) => steps)} steps, median of ${SEEDS} seeds`);
console.log(runs.map(({ seconds, steps }) => `${seconds.toFixed(2)} s (${steps})`).join(', '));
