// node bench/against-sb3.mjs [FOLDER]: how results of experiments/policy-based.yaml compare with Stable-Baselines3's, and the README.md beside them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamsOf } from 'gymnase/agents';
import { interquartileMean } from '../dist/runners/results/statistics.js';

const [folder = 'bench/results/policy-based'] = process.argv.slice(2), RESAMPLES = 10_000;
/** How far below Stable-Baselines3 the lower bound may lie. */
const LIMITS = { 'CartPole-v1': -5, 'Acrobot-v1': -5, 'MountainCar-v0': -8, 'Pendulum-v1': -15 };
const THRESHOLDS = { 'CartPole-v1': 475, 'Acrobot-v1': -100, 'MountainCar-v0': -110 };
/** RL Zoo's benchmark.md, one run each: for information. */
const ZOO = { a2c: [500, -83.4, -111.3, -163], ppo: [500, -73.5, -110.4, -172.2] };

const csv = (file) => {
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])));
};
const ours = csv(join(folder, 'final-scores.csv')), sb3 = csv('bench/peers/sb3_scores.csv'), more = csv('bench/peers/sb3_mountain_car.csv');
const mean = (x) => x.reduce((sum, score) => sum + score, 0) / x.length;

/** Below it lie 5 % of the differences of the interquartile means of resampled runs. */
function lowerBound(a, b, name) {
  const stream = streamsOf(0)(name), resampled = (x) => x.map(() => x[stream.integer(x.length)]);
  return Array.from({ length: RESAMPLES }, () => interquartileMean(resampled(a)) - interquartileMean(resampled(b))).sort((x, y) => x - y)[RESAMPLES / 20];
}

const one = (x) => x.toFixed(1), lines = [], missed = [];
const deviation = (x) => Math.sqrt(x.reduce((sum, score) => sum + (score - mean(x)) ** 2, 0) / (x.length - 1));
for (const [at, env] of Object.keys(LIMITS).entries()) {
  for (const agent of ['a2c', 'ppo']) {
    for (const [policy, mode] of [['greedy', 'deterministic'], ['stochastic', 'stochastic']]) {
      const scores = ours.filter((row) => row.env === env && row.agent === agent && row.policy === policy).map((row) => Number(row.mean));
      const theirs = (rows) => rows.filter((row) => row.env === env && row.algo === agent && row.eval_mode === mode).map((row) => Number(row.mean_return));
      const threshold = THRESHOLDS[env], reached = threshold === undefined ? '' : `${scores.filter((score) => score >= threshold).length} of ${scores.length}`;
      const peers = [['', theirs(sb3)], ...(theirs(more).length > 0 ? [[', and others', [...theirs(sb3), ...theirs(more)]]] : [])];
      for (const [which, peer] of peers) {
        const bound = lowerBound(scores, peer, `${env} ${agent} ${policy}${which}`), good = bound > LIMITS[env];
        if (!good) missed.push(`${agent} on ${env}, ${policy} actions (seeds deviate by ${one(deviation(scores))} here and ${one(deviation(peer))} there)`);
        lines.push([
          env, `${agent}, ${policy}`, one(mean(scores)), one(interquartileMean(scores)), one(Math.min(...scores)), reached, `${one(interquartileMean(peer))} (${peer.length} seeds${which})`,
          one(Math.min(...peer)), `${one(bound)} (${LIMITS[env]})${good ? '' : ', missed'}`, policy === 'greedy' && which === '' ? one(ZOO[agent][at]) : '',
        ]);
      }
    }
  }
}

const head = ['environment', 'agent', 'mean', 'IQM', 'worst seed', 'seeds at the threshold', 'IQM of SB3', 'its worst', 'lower bound (limit)', 'RL Zoo, one run'];
const table = [head, head.map(() => '---'), ...lines].map((row) => `| ${row.join(' | ')} |`).join('\n');
const seeds = new Set(ours.map(({ seed }) => seed)).size;
const below = missed.length === 0 ? 'Every bound is above its limit.' : `Bounds below their limits: ${missed.join('; ')}. All others are above.`;
writeFileSync(join(folder, 'README.md'), `# A2C and PPO beside Stable-Baselines3

\`gymnase run experiments/policy-based.yaml --workers 2\` gave the files here, and \`node bench/against-sb3.mjs\` this page: ${seeds} seeds each with the settings and
budgets of RL Baselines3 Zoo, the last model, 100 episodes a seed on fresh seeds. Stable-Baselines3 was run by the same protocol with 10 seeds
(2.4.1, \`bench/peers/sb3_scores.csv\`); A2C on MountainCar-v0 also with 36 others (2.9.2, \`bench/peers/sb3_mountain_car.py\`), since ten say little
there. The lower bound is the one-sided 95 % bootstrap bound (${RESAMPLES.toLocaleString('en')} resamples) of IQM(ours) - IQM(theirs); a limit is what was set before.

${table}

${below}

Updates themselves are Stable-Baselines3's to 1e-5, number by number (\`tests/agents/policy-gradient/sb3.test.ts\`).
`);
console.log(`${lines.map((row) => row.join('  ')).join('\n')}\n\n${below}`);
