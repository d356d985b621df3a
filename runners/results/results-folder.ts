import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeAtomically } from '../checkpoint.ts';
import { experimentYaml, loadExperiment, parseExperiment, resolveExperiment, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { fileName } from '../experiment/file-name.ts';
import { RunFolder } from '../run/run-folder.ts';
import { UsageError } from '../usage-error.ts';

/** What is made last: where it is, the results are whole. */
const MANIFEST = 'manifest.json';
/** While results are not whole: the names of the folders beside them with what they replace, one a line. */
const REPLACES = 'replaces';
/** All that we write. Anything else is somebody's own. */
const OURS = /^(experiment\.yaml|manifest\.json|report\.html|(episodes|evaluations|curves|summary|costs|final-(episodes|scores|summary))\.csv|curves\.svg|inspect-.*\.svg|runs|replaces)(\.writing)?$/;

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

  /** The experiment whose results these are, after importing the modules that it names. Throws a UsageError where there are none. */
  async load(): Promise<Experiment> {
    const { raw, path } = this.#read();
    return loadExperiment(raw, path);
  }

  /** The same, where those modules are imported already. */
  experiment(): Experiment {
    const { raw, path } = this.#read();
    return resolveExperiment(raw, path);
  }

  #read(): { raw: unknown; path: string } {
    const path = this.file('experiment.yaml');
    if (!existsSync(path)) {
      throw new UsageError(`there are no results in ${this.path}: it holds no experiment.yaml. \`gymnase run experiments/street.yaml\` makes some in results/street.`);
    }
    return { raw: parseExperiment(readFileSync(path, 'utf8'), path), path };
  }

  writeManifest(text: string): void {
    writeAtomically(this.file(MANIFEST), text);
  }

  /** The results that these replace as soon as they are whole. */
  replaced(): ResultsFolder[] {
    if (!existsSync(this.file(REPLACES))) return [];
    const names = readFileSync(this.file(REPLACES), 'utf8').split('\n').filter((name) => name !== '');
    return names.map((name) => new ResultsFolder(join(dirname(this.path), name))).filter(({ path }) => existsSync(path));
  }

  replaces(others: readonly ResultsFolder[]): void {
    writeAtomically(this.file(REPLACES), others.map(({ path }) => `${basename(path)}\n`).join(''));
  }

  /** Deletes what these results replace. Returns the folders that stay, since they hold more than results. */
  discardReplaced(): ResultsFolder[] {
    const kept = this.replaced().filter((earlier) => !earlier.#discard());
    rmSync(this.file(REPLACES), { force: true });
    return kept;
  }

  /** Deletes what we wrote; false if there is something else. */
  #discard(): boolean {
    for (const name of readdirSync(this.path)) if (OURS.test(name)) rmSync(this.file(name), { recursive: true, force: true });
    const empty = readdirSync(this.path).length === 0;
    if (empty) rmdirSync(this.path);
    return empty;
  }
}

/**
 * Makes the folder ready for an experiment: new, or gone on with where the same experiment was interrupted, `force` or not. Other results
 * are refused, unless `force`: then they are moved aside, to be deleted when the new results are whole and not before. What is no results stays.
 */
export function prepare(out: string, experiment: Experiment, { force }: { force: boolean }): ResultsFolder {
  const path = out.replace(/(?<=.)[/\\]+$/, ''), folder = new ResultsFolder(path);
  if (isFree(path)) return begin(folder, experiment);
  if (!existsSync(folder.file('experiment.yaml'))) {
    throw new UsageError(`${path} is there already and holds no results of ours. Give --out another folder.`);
  }
  const unfinished = !folder.whole && isOf(folder, experiment);
  if (unfinished) return folder;
  if (force) {
    let aside = `${path}.earlier`;
    for (let n = 2; existsSync(aside); n++) aside = `${path}.earlier-${n}`;
    const earlier = [...folder.replaced(), new ResultsFolder(aside)];
    atTheDisk('results', path, '--out', () => renameSync(path, aside));
    return begin(folder, experiment, earlier);
  }
  if (folder.whole) {
    throw new UsageError(`there are results in ${path} already. Replace them with --force, or keep them and give --out another folder.`);
  }
  throw new UsageError(
    `${path} holds the unfinished results of another experiment (its experiment.yaml differs). Replace them with --force, or keep them and give --out another folder.`,
  );
}

/** Whether a folder was begun for this very experiment. */
function isOf(folder: ResultsFolder, experiment: Experiment): boolean {
  try {
    return isDeepStrictEqual(folder.experiment(), experiment);
  } catch {
    return false;                                           // a damaged experiment.yaml is that of no experiment
  }
}

/** Nothing is there, or nothing but what we were about to begin. */
function isFree(path: string): boolean {
  return !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).every((name) => name === 'experiment.yaml.writing' || name.startsWith(REPLACES)));
}

function begin(folder: ResultsFolder, experiment: Experiment, earlier: readonly ResultsFolder[] = []): ResultsFolder {
  atTheDisk('results', folder.path, '--out', () => {
    makeFolder(folder.path);
    accessSync(folder.path, constants.W_OK);
    if (earlier.length > 0) folder.replaces(earlier);
    writeAtomically(folder.file('experiment.yaml'), experimentYaml(experiment, folder.path));
  });
  return folder;
}

/** Makes a folder and those above it. (`mkdirSync` with `recursive` never returns where none can be made, as in /proc: Node 20.) */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Writes a file where the user asked for it, by an option. Throws a UsageError where that cannot be done. */
export function writeFor(option: string, path: string, content: string | Uint8Array): void {
  atTheDisk('a file', path, option, () => writeAtomically(path, content));
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there', EPERM: 'you may not write there', EROFS: 'that disk can only be read',
  ENOTDIR: 'a part of that path is a file', EEXIST: 'a file of that name is in the way', ENOSPC: 'the disk is full', ENOENT: 'there is no such folder', EISDIR: 'that is a folder', ENAMETOOLONG: 'the name is too long',
};

function atTheDisk(what: string, path: string, option: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot write ${what} to ${path}: ${REASONS[code] ?? message}. Choose another place with ${option}.`, { cause: error });
  }
}
