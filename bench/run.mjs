// npm run bench [-- PATTERN]: speed, each case in a process of its own so that none warms or spoils another.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';
import { rate, short, table } from './measure.mjs';

const [pattern = '', one] = process.argv.slice(2);

if (pattern === '--case') {
  console.log(JSON.stringify(rate(cases[Number(one)].make())));
} else {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; one core; median of 7 samples (lowest to highest)\n`);
  const rows = cases.flatMap(({ name, unit, limit, peer }, i) => {
    if (!name.toLowerCase().includes(pattern.toLowerCase())) return [];
    const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--case', String(i)], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const { median, lowest, highest } = JSON.parse(stdout);
    return [[name, `${short(median)} ${unit}/s`, `${short(lowest)} to ${short(highest)}`, limit ? short(limit) : '', limit ? (median >= limit ? 'yes' : 'NO') : '', peer ? `${Math.round(median / peer)} x` : '']];
  });
  console.log(table(['case', 'speed', 'range', 'limit', 'reached', 'Gymnasium'], rows));
}
