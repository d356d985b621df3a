import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeAtomically } from '../checkpoint.ts';
import { experimentYaml, parseExperiment, resolveExperiment, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { RunFolder } from '../run/run-folder.ts';
import { UsageError } from '../usage-error.ts';

/** What is made last: where it is, the results are whole. */
const MANIFEST = 'manifest.json';

/** A name that any file system takes, and that tells apart what the labels tell apart. */
function fileName(label: string): string {
  const plain = label.replace(/[^\w.+-]+/g, '_').replace(/^\.+/, '_');
  return plain === label ? plain : `${plain}-${checksum(label)}`;
}

/** FNV-1a, 32 bits: enough to keep apart the few labels that look alike once plain. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Where an experiment's results lie. */
export class ResultsFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  run({ environment, agent, seed }: RunSpec): RunFolder {
    return new RunFolder(join(this.path, 'runs', fileName(environment.label), fileName(agent.label), `seed-${seed}`));
  }

  get whole(): boolean {
    return existsSync(this.file(MANIFEST));
  }

  /** The experiment whose results these are. Throws a UsageError where there are none. */
  experiment(): Experiment {
    const path = this.file('experiment.yaml');
    if (!existsSync(path)) throw new UsageError(`there are no results in ${this.path}: it holds no experiment.yaml. \`gymnase run experiments/street.yaml\` makes some in results/street.`);
    return resolveExperiment(parseExperiment(readFileSync(path, 'utf8'), path), path);
  }

  writeManifest(text: string): void {
    writeAtomically(this.file(MANIFEST), text);
  }

  discard(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Prepared {
  readonly folder: ResultsFolder;
  /** Whether an interrupted experiment is taken up again. */
  readonly continued: boolean;
  /** The results that these replace, moved aside until they are whole. */
  readonly earlier?: ResultsFolder;
}

/**
 * Makes the folder ready for an experiment: new, or gone on with where the same experiment was interrupted. What lies there otherwise
 * is refused, unless `force`: then it is moved aside, to be deleted when the new results are whole and not before.
 */
export function prepare(path: string, experiment: Experiment, { force }: { force: boolean }): Prepared {
  const folder = new ResultsFolder(path);
  if (!existsSync(path)) return { folder: begin(folder, experiment), continued: false };
  if (!force && existsSync(folder.file('experiment.yaml'))) {
    if (folder.whole) throw new UsageError(`there are results in ${path} already. Replace them with --force, or keep them and give --out another folder.`);
    if (isDeepStrictEqual(folder.experiment(), experiment)) return { folder, continued: true };
    throw new UsageError(`${path} holds the unfinished results of another experiment (its experiment.yaml differs). Replace them with --force, or keep them and give --out another folder.`);
  }
  if (!force) throw new UsageError(`${path} is there already and holds no results of ours. Give --out another folder, or replace it with --force.`);
  let aside = `${path}.earlier`;
  for (let n = 2; existsSync(aside); n++) aside = `${path}.earlier-${n}`;
  atTheDisk(path, () => renameSync(path, aside));
  return { folder: begin(folder, experiment), continued: false, earlier: new ResultsFolder(aside) };
}

function begin(folder: ResultsFolder, experiment: Experiment): ResultsFolder {
  atTheDisk(folder.path, () => {
    mkdirSync(folder.path, { recursive: true });
    accessSync(folder.path, constants.W_OK);
    writeAtomically(folder.file('experiment.yaml'), experimentYaml(experiment));
  });
  return folder;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there', EPERM: 'you may not write there', EROFS: 'that disk can only be read',
  ENOTDIR: 'a part of that path is a file', EEXIST: 'a file of that name is in the way', ENOSPC: 'the disk is full', ENOENT: 'no such folder can be made',
};

function atTheDisk(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot write results to ${path}: ${REASONS[code] ?? message} (in ${dirname(path)}). Choose another folder with --out.`, { cause: error });
  }
}
