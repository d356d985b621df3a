import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, register, registry, type Dynamics, type Env, type EnvSpec } from 'gymnasium-js';
import { UsageError } from '../usage-error.ts';

/** Modules that were imported, and what each brought. */
const imported = new Map<string, readonly EnvSpec[]>();

/**
 * Imports modules of somebody's own, one after another, so that `make` knows their environments: a module calls `register` of gymnasium-js
 * while it is loaded, or exports `environments`, a list of what `register` takes. Throws a UsageError that names the file.
 */
export async function importModules(paths: readonly string[]): Promise<void> {
  for (const path of paths) await importModule(resolve(path));
}

async function importModule(path: string): Promise<void> {
  if (imported.has(path)) return;
  const shown = shownPath(path);
  if (!existsSync(path)) {
    throw new UsageError(`there is no file ${shown} to import. `
      + 'Paths of --import begin at the current folder, those of import: at the folder of their experiment file.');
  }
  if (statSync(path).isDirectory()) {
    throw new UsageError(`cannot import ${shown}: it is a folder. Name the file in it, such as ${shown}/index.mjs.`);
  }
  const before = new Set(registry.keys());
  try {
    const exported = await import(pathToFileURL(path).href) as { environments?: unknown };
    if (exported.environments !== undefined) registerAll(exported.environments);
    const added = [...registry.values()].filter(({ id }) => !before.has(id));
    const other = exported.environments !== undefined || added.length === 0 ? otherCopy(path) : undefined;
    if (other !== undefined) {
      throw new Error(`it uses another copy of gymnasium-js than gymnase does (${shownPath(other)}). `
        + '`npm dedupe` makes them one; so does the same version of both in package.json');
    }
    if (added.length === 0) {
      throw new Error('it registers no environment. '
        + 'Call register({ id, description, entryPoint }) of gymnasium-js in it, or export a list: environments');
    }
    const silent = added.find(({ description }) => typeof description !== 'string');
    if (silent) throw new TypeError(`${silent.id} needs a description, a line of text, and got ${describe(silent.description)}`);
    imported.set(path, added);
  } catch (error) {
    for (const id of registry.keys()) if (!before.has(id)) registry.delete(id);
    throw new UsageError(`cannot import ${shown}${lineOf(error, path)}: ${reasonOf(error, path)}.`, { cause: error });
  }
}

function registerAll(environments: unknown): void {
  if (!Array.isArray(environments)) {
    throw new TypeError(`what it exports as environments is a list of { id, description, entryPoint }, and got ${describe(environments)}`);
  }
  environments.forEach((spec: unknown, i) => {
    if (typeof spec !== 'object' || spec === null) {
      throw new TypeError(`environments[${i}] is { id, description, entryPoint }, and got ${describe(spec)}`);
    }
    if (registry.get((spec as EnvSpec).id) !== spec) register(spec as EnvSpec);         // it may have registered them itself
  });
}

const OURS = fileURLToPath(import.meta.resolve('gymnasium-js'));

/** The file of gymnasium-js that a module gets, if it is not ours. */
function otherCopy(path: string): string | undefined {
  try {
    const theirs = createRequire(path).resolve('gymnasium-js');
    return realpathSync(theirs) === realpathSync(OURS) ? undefined : theirs;
  } catch {
    return undefined;                                       // it has none
  }
}

/** As short as it can be told from the current folder. */
function shownPath(path: string): string {
  const near = relative('', path);
  return near.startsWith(`..${sep}..`) ? path : near;
}

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts']);

/** What happened in a module, and what to try, without a full stop. */
function reasonOf(error: unknown, path: string): string {
  const { code, message } = error instanceof Error ? error as NodeJS.ErrnoException : { code: '', message: String(error) };
  const plain = message.split('\n')[0].replace(/\.$/, '');
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && TYPESCRIPT.has(extname(path))) {
    return `Node ${process.versions.node} runs no TypeScript. Use Node 22.18 or later, or compile it and import the JavaScript`;
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return 'a module is a JavaScript file: .mjs or .js';
  if (code === 'ERR_MODULE_NOT_FOUND' && /Cannot find package 'gymnasium-js'/.test(message)) {
    const place = shownPath(dirname(path)) || 'this folder';
    return `gymnasium-js is not installed where it lies. \`npm install gymnase\` in ${place} or above it installs both`;
  }
  if (/Cannot use import statement outside a module|Unexpected token 'export'/.test(message)) {
    return `${plain}. Name it ${basename(path, extname(path))}.mjs, or say "type": "module" in its package.json`;
  }
  return plain;
}

/** The line in a module that an error came from, where its stack tells. */
function lineOf(error: unknown, path: string): string {
  const stack = error instanceof Error ? error.stack ?? '' : '';
  for (const name of [pathToFileURL(path).href, path]) {
    const at = stack.indexOf(`${name}:`), line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + name.length + 1));
    if (line) return ` (line ${line[0]})`;
  }
  return '';
}

const RULES = ['reset', 'step', 'terminal', 'observe'], CALLS = ['reset', 'step', 'close'];

/** What somebody's own entryPoint gives has the parts of an environment. Throws a TypeError that names what is missing. */
export function checkMade(spec: EnvSpec, options: Readonly<Record<string, unknown>>): void {
  if (![...imported.values()].some((specs) => specs.includes(spec))) return;
  const made: unknown = spec.entryPoint({ ...spec.kwargs, ...options }, { timeLimit: spec.maxEpisodeSteps ?? Infinity });
  const gives = `the entryPoint of ${spec.id} gives`;
  if (typeof made !== 'object' || made === null) {
    throw new TypeError(`${gives} ${describe(made)}; it returns rules (stateSize, ${RULES.join(', ')}) or an environment (${CALLS.join(', ')})`);
  }
  const isRules = 'stateSize' in made, parts = made as Partial<Dynamics & Env>;
  const missing = [
    ...(['observationSpace', 'actionSpace'] as const).filter((name) => typeof parts[name]?.contains !== 'function'),
    ...(isRules ? RULES : CALLS).filter((name) => typeof (parts as Record<string, unknown>)[name] !== 'function'),
    ...(isRules && !(Number.isSafeInteger(parts.stateSize) && parts.stateSize! >= 0) ? ['stateSize, a whole number'] : []),
  ];
  if (missing.length === 0) return;
  throw new TypeError(`${gives} ${isRules ? 'rules' : 'an environment'} without ${missing.join(', ')}${isRules ? '' : ' (rules have a stateSize)'}`);
}
