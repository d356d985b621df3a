import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, register, registry, type Dynamics, type Env, type EnvSpec } from 'gymnasium-js';
import { agents, registerAgent, type AgentSpec } from '../../agents/index.ts';
import { UsageError } from '../usage-error.ts';

/** Modules that were imported, and the environments that each brought. */
const imported = new Map<string, readonly EnvSpec[]>();

/** Absolute paths of the modules that were imported, for threads that need them too. */
export const importedModules = (): string[] => [...imported.keys()];

/**
 * Imports modules of somebody's own, one after another, so that their environments and agents are known: a module calls `register` of gymnasium-js
 * or `registerAgent` of gymnase/agents while it is loaded, or exports `environments` or `agents`, lists of what these take. Throws a UsageError that
 * names the file.
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
  const before = new Set(registry.keys()), agentsBefore = new Set(agents.keys());
  try {
    const exported = await import(pathToFileURL(path).href) as { environments?: unknown; agents?: unknown };
    if (exported.environments !== undefined) registerAll(exported.environments);
    if (exported.agents !== undefined) registerAllAgents(exported.agents);
    const added = [...registry.values()].filter(({ id }) => !before.has(id)), none = added.length === 0 && agents.size === agentsBefore.size;
    const listed = exported.environments !== undefined || exported.agents !== undefined;
    for (const [name, ours] of listed || none ? OURS : []) {
      const other = otherCopy(path, name, ours);
      if (other === undefined) continue;
      throw new Error(`it uses another copy of ${name} than gymnase does (${shownPath(other)}). `
        + '`npm dedupe` makes them one; so does the same version of both in package.json');
    }
    if (none) {
      throw new Error('it registers no environment and no agent. Call register({ id, description, entryPoint }) of gymnasium-js in it, '
        + 'or registerAgent({ name, description, source, options, refuses, create }) of gymnase/agents, or export a list: environments or agents');
    }
    const silent = added.find(({ description }) => typeof description !== 'string');
    if (silent) throw new TypeError(`${silent.id} needs a description, a line of text, and got ${describe(silent.description)}`);
    imported.set(path, added);
  } catch (error) {
    for (const id of registry.keys()) if (!before.has(id)) registry.delete(id);
    for (const name of agents.keys()) if (!agentsBefore.has(name)) agents.delete(name);
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

function registerAllAgents(list: unknown): void {
  if (!Array.isArray(list)) throw new TypeError(`what it exports as agents is a list of what registerAgent takes, and got ${describe(list)}`);
  for (const spec of list as AgentSpec[]) if (agents.get(spec?.name) !== spec) registerAgent(spec);           // it may have registered them itself
}

/** What modules import of us, and the files that it is here. */
const OURS: readonly (readonly [name: string, file: string])[] = [
  ['gymnasium-js', fileURLToPath(import.meta.resolve('gymnasium-js'))],
  ['gymnase/agents', fileURLToPath(new URL(`../../agents/index${extname(import.meta.url)}`, import.meta.url))],
];

/** The file of a package that a module gets, if it is not ours. */
function otherCopy(path: string, name: string, ours: string): string | undefined {
  try {
    const theirs = createRequire(path).resolve(name);
    return realpathSync(theirs) === realpathSync(ours) ? undefined : theirs;
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
  const [, missing] = code === 'ERR_MODULE_NOT_FOUND' ? /Cannot find package '(gymnasium-js|gymnase)'/.exec(message) ?? [] : [];
  if (missing !== undefined) {
    const place = shownPath(dirname(path)) || 'this folder';
    return `${missing} is not installed where it lies. \`npm install gymnase\` in ${place} or above it installs both`;
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

function fromEntryPoint(spec: EnvSpec, options: Readonly<Record<string, unknown>>): unknown {
  try {
    return spec.entryPoint({ ...spec.kwargs, ...options }, { timeLimit: spec.maxEpisodeSteps ?? Infinity });
  } catch (error) {
    throw new Error(`the entryPoint of ${spec.id} throws: ${error instanceof Error ? error.message : describe(error)}`, { cause: error });
  }
}

/** What somebody's own entryPoint gives has the parts of an environment. Throws a TypeError that names what is missing. */
export function checkMade(spec: EnvSpec, options: Readonly<Record<string, unknown>>): void {
  if (![...imported.values()].some((specs) => specs.includes(spec))) return;
  const made = fromEntryPoint(spec, options);
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
