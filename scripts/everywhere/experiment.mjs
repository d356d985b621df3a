// One experiment from the command line: what it writes, but for costs.csv, must be the same bytes.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './programs.mjs';

const NUMBERS = ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv', 'manifest.json'];
const PICTURES = ['curves.svg', 'report.html'];           // equal on one platform; between platforms that is not promised

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Hashes, by name, of the files that an experiment writes on a Node, given as the words of a command. */
export function experiment(node, out, { pictures }) {
  output([...node, 'dist/runners/cli.js', 'run', 'experiments/street.yaml', '--seeds', '0..1', '--steps', '20000', '--out', out]);
  const files = pictures ? [...NUMBERS, ...PICTURES] : NUMBERS;
  return Object.fromEntries(files.map((file) => [`${file} of an experiment`, sha256(join(out, 'street', file))]));
}
