// Versions of Node, which npm has as packages.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiment } from './experiment.mjs';
import { NotHere, output } from './programs.mjs';

const machine = `${process.platform}-${process.arch}`;

/** The path of a Node for a machine, downloaded into `folder`. */
export function download(version, machine, folder) {
  if (process.platform === 'win32') throw new NotHere('on Windows only the Node that is installed is tried');
  const home = mkdtempSync(join(folder, 'node-')), name = `node-${machine}@${version}`;
  const impatient = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  try {
    const archive = output(['npm', 'pack', '--loglevel=error', ...impatient, '--pack-destination', home, name]).trim();
    output(['tar', '-xzf', join(home, archive), '-C', home, 'package/bin/node']);
  } catch (error) {
    throw new NotHere(`${name} could not be downloaded: ${error.message}`, { cause: error });
  }
  return join(home, 'package/bin/node');
}

/** What a Node, given as the words of a command, computes and writes. */
export function visitNode(node, { code, folder }, options) {
  const home = mkdtempSync(join(folder, 'visit-')), script = join(home, 'goldens.cjs');
  writeFileSync(script, `${code}\nconsole.log(JSON.stringify(everywhere.run()));\n`);
  return {
    version: output([...node, '--version']).trim(),
    ...JSON.parse(output([...node, script])),
    files: experiment(node, join(home, 'results'), options),
  };
}

export const thisNode = { name: 'this Node', visit: (round) => visitNode([process.execPath], round, { pictures: true }) };

export const node = (version) => ({
  name: `Node ${version}`,
  visit: (round) => visitNode([download(version, machine, round.folder)], round, { pictures: true }),
});
