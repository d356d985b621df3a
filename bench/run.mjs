// npm run bench [-- PATTERN]: speed, each case in a process of its own so that none warms or spoils another.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';
import { microseconds, rate, short, table } from './measure.mjs';
import { netCases } from './nets.mjs';

const [pattern = '', one, backend, layers] = process.argv.slice(2);
const asked = ({ name }) => name.toLowerCase().includes(pattern.toLowerCase());

/** What this file prints when it is run with other words, in a process of its own. */
function alone(...words) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...words.map(String)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{')));             // TensorFlow.js greets first
}

const digits = (x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));

/** A table of its own: how long a call takes, here, in TensorFlow.js in the same minute, and in PyTorch as it was recorded. */
function networks() {
  const rows = netCases.flatMap((netCase, i) => {
    if (!asked(netCase)) return [];
    const { name, limit, torch, peer } = netCase, { median, lowest, highest } = alone('--net', i, 'ours');
    const others = ['cpu', 'wasm', 'wasm layers'].map((of) => (peer ? alone('--net', i, ...of.split(' ')).median : undefined));
    return [[
      name, digits(median), `${digits(lowest)} to ${digits(highest)}`, limit ? digits(limit) : '', limit ? (median <= limit ? 'yes' : 'NO') : '',
      ...others.map((time) => (time ? `${digits(time)} (${Math.round(time / median)} x)` : '')), torch ? `${digits(torch)} (${(torch / median).toFixed(1)} x)` : '',
    ]];
  });
  if (rows.length > 0) console.log(`\n${table(['case, microseconds a call', 'here', 'range', 'limit', 'reached', 'tfjs cpu', 'tfjs wasm', 'tfjs wasm, LayersModel', 'PyTorch 1.13, recorded'], rows)}`);
}

if (pattern === '--case') {
  console.log(JSON.stringify(rate(cases[Number(one)].make())));
} else if (pattern === '--net') {
  const { make, peer } = netCases[Number(one)];
  console.log(JSON.stringify(backend === 'ours' ? microseconds(make()) : microseconds(await peer(backend, layers === 'layers'), { samples: 3, seconds: 0.4 })));
} else {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; one core; median of 7 samples (lowest to highest)\n`);
  const rows = cases.flatMap((one, i) => {
    if (!asked(one)) return [];
    const { name, unit, limit, peer } = one, { median, lowest, highest } = alone('--case', i);
    return [[name, `${short(median)} ${unit}/s`, `${short(lowest)} to ${short(highest)}`, limit ? short(limit) : '', limit ? (median >= limit ? 'yes' : 'NO') : '', peer ? `${Math.round(median / peer)} x` : '']];
  });
  if (rows.length > 0) console.log(table(['case', 'speed', 'range', 'limit', 'reached', 'Gymnasium'], rows));
  networks();
}
