// One experiment on several versions of Node: the hashed CSV files and the manifest must be the same bytes. The other versions come from npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = ['20.20.2', '22.23.3', '24.21.0'];
const FILES = ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv', 'manifest.json', 'curves.svg', 'report.html'];
const machine = `${process.platform}-${process.arch}`;

if (!['linux-x64', 'linux-arm64', 'darwin-arm64'].includes(machine)) {
  console.log(`skipped: npm has no Node for ${machine}`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'gymnase-everywhere-'));
try {
  const installed = VERSIONS.map((version) => {
    const home = join(folder, version);
    mkdirSync(home);
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    const { status, stderr } = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', `node-${machine}@${version}`], { cwd: home, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm has no Node ${version}: ${stderr}`);
    return { version, node: join(home, `node_modules/node-${machine}/bin/node`) };
  });
  const results = [{ version: `${process.versions.node} (here)`, node: process.execPath }, ...installed].map(({ version, node }) => {
    const out = join(folder, `results of ${version}`);
    const { status, stderr } = spawnSync(node, ['dist/runners/cli.js', 'run', 'experiments/street.yaml', '--seeds', '0..1', '--steps', '20000', '--out', out], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Node ${version}: ${stderr}`);
    const hash = createHash('sha256');
    for (const name of FILES) hash.update(readFileSync(join(out, 'street', name)));
    return { version, hash: hash.digest('hex') };
  });
  for (const { version, hash } of results) console.log(`${hash.slice(0, 16)}  Node ${version}`);
  const same = results.every(({ hash }) => hash === results[0].hash);
  console.log(same ? 'the same bytes everywhere' : 'NOT the same bytes');
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
