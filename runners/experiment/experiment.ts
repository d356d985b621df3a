import { dirname, relative, resolve, sep } from 'node:path';
import { agentOptions, agentSpec, agents as allAgents, type AgentSpec } from '../../agents/index.ts';
import { describe, makeRows, nearest, spec, unknownName, type VectorEnv } from 'gymnasium-js';
import { parseDocument, stringify } from 'yaml';
import type { z } from 'zod';
import type { BackendName } from '../backends/load-backend.ts';
import { atTheDoor, UsageError } from '../usage-error.ts';
import { fileName } from './file-name.ts';
import { checkMade, importModules } from './imports.ts';
import { experimentSchema, keysOf, type ExperimentFile } from './schema.ts';
import { tunedSettings } from './tuned.ts';

export interface EnvironmentChoice {
  readonly id: string;
  readonly label: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What is otherwise in evaluations. */
  readonly evaluationOptions?: Readonly<Record<string, unknown>>;
  readonly maxEpisodeSteps?: number;
}

export interface AgentChoice {
  readonly name: string;
  readonly label: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly rows: number;
}

/** How long runs are, and what happens on the way. All in environment steps. */
export interface Pace {
  readonly steps: number;
  readonly evaluateEvery: number;
  readonly reportEvery: number;
  readonly checkpointEvery: number;
}

/** An agent in an experiment, and what is otherwise with it than with the others. */
export interface Participant extends AgentChoice, Partial<Pace> {
  /** Labels of the environments that it plays in; all if left out. */
  readonly environments?: readonly string[];
}

/** An experiment with every default filled in. */
export interface Experiment {
  readonly name: string;
  readonly description?: string;
  /** Modules with environments of somebody's own: absolute paths here, relative ones in files. */
  readonly import?: readonly string[];
  readonly environments: readonly EnvironmentChoice[];
  readonly agents: readonly Participant[];
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly evaluation: {
    readonly every: number; readonly episodes: number; readonly finalEpisodes: number; readonly stochastic: boolean;
    readonly final?: 'both' | undefined;
  };
  readonly reportEvery: number;
  readonly checkpointEvery: number;
  /** What computes networks. */
  readonly backend: BackendName;
}

/** One run: all that its results depend on. */
export interface RunSpec {
  readonly environment: EnvironmentChoice;
  readonly agent: AgentChoice;
  readonly seed: number;
  readonly steps: number;
  readonly evaluation: Experiment['evaluation'];
  readonly reportEvery: number;
  readonly checkpointEvery: number;
  readonly backend: BackendName;
}

/** Whether an agent plays in an environment. */
const playsIn = ({ environments }: Pick<Participant, 'environments'>, { label }: EnvironmentChoice) => environments?.includes(label) ?? true;

/** Environments by the agents that play in them, in the order of the file. */
export function pairsOf({ environments, agents }: Experiment): { environment: EnvironmentChoice; agent: Participant }[] {
  return environments.flatMap((environment) => agents.filter((agent) => playsIn(agent, environment)).map((agent) => ({ environment, agent })));
}

/** Environments by agents by seeds, in the order of the file. */
export function runsOf(experiment: Experiment): RunSpec[] {
  const { seeds, backend } = experiment;
  return pairsOf(experiment).flatMap(({ environment, agent: { name, label, options, rows, ...own } }) => {
    const { evaluateEvery = experiment.evaluation.every, ...pace } = own;
    const { steps, reportEvery, checkpointEvery } = { ...experiment, ...pace };
    const evaluation = { ...experiment.evaluation, every: evaluateEvery };
    return seeds.map((seed) => ({
      environment, agent: { name, label, options, rows }, seed, steps, evaluation, reportEvery, checkpointEvery, backend,
    }));
  });
}

export function rowsFor(
  { id, options, evaluationOptions, maxEpisodeSteps }: EnvironmentChoice, how: { rows: number; role: 'training' | 'evaluation' | 'final' },
): VectorEnv {
  return makeRows(id, {
    ...options, ...(how.role !== 'training' && evaluationOptions), ...how, ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
  });
}

/** Reads an experiment from YAML text. Throws a UsageError that says what is wrong in it, and where. */
export function parseExperiment(text: string, file: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) throw new UsageError(`${file} is no valid YAML: ${error.message.split('\n')[0].replace(/:$/, '')}`);
  return atTheDoor(`${file} is no valid YAML`, () => document.toJS() as unknown);
}

const snakeToCamel = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Keys may be spelled maxEpisodeSteps or max_episode_steps, down to where options begin, whose keys are their owners'. */
function camelKeys(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => camelKeys(item));
  if (value === null || typeof value !== 'object' || key === 'options') return value;
  const keys = Object.keys(value).map(snakeToCamel), twice = keys.find((name, i) => keys.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`the key ${twice} is given twice, in two spellings`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [snakeToCamel(name), camelKeys(inner, name)]));
}

/** As `resolveExperiment`, after importing the modules that the experiment names. */
export async function loadExperiment(raw: unknown, file?: string): Promise<Experiment> {
  await importModules(modulesOf(checkForm(raw, file), file));
  return resolveExperiment(raw, file);
}

const placeIn = (file: string | undefined) => (path?: string) => (file === undefined ? '' : path === undefined ? file : `${file}: ${path}`);

/** Has an experiment the keys and kinds of values that it should? Throws a UsageError. */
function checkForm(raw: unknown, file: string | undefined): ExperimentFile {
  const at = placeIn(file), parsed = atTheDoor(at(), () => experimentSchema.safeParse(camelKeys(raw)));
  if (!parsed.success) return atTheDoor(at(), () => { throw new UsageError(explain(parsed.error, raw)); });
  return parsed.data;
}

/** Absolute paths: they are written from where the file lies. */
const modulesOf = (given: ExperimentFile, file = '') => [...new Set((given.import ?? []).map((path) => resolve(dirname(file), path)))];

/**
 * Checks an experiment and fills in every default. The modules that it names are imported before: `loadExperiment`.
 * Throws a UsageError that begins with the file's name, if it has one.
 */
export function resolveExperiment(raw: unknown, file?: string): Experiment {
  const at = placeIn(file), given = checkForm(raw, file), modules = modulesOf(given, file);
  const environments = given.environments.map((environment, i) => atTheDoor(at(`environments[${i}]`), () => resolveEnvironment(environment)));
  const chosen = given.agents.map((agent, i) => atTheDoor(at(`agents[${i}]`), () => resolveAgent(agent, environments)));
  const steps = atTheDoor(at(), () => longest(given, chosen.flat())), usual = paceOf(given, { steps });
  const agents = chosen.flatMap((some, i) => some.map(({ steps: own = steps, ...agent }) => (
    { ...agent, ...differing(usual, paceOf(given, { ...given.agents[i], steps: own })) }
  )));
  atTheDoor(at(), () => refuseTwins('environment', environments));
  for (const environment of environments) {
    const here = agents.filter((agent) => playsIn(agent, environment));
    atTheDoor(at(), () => {
      if (here.length === 0) throw new UsageError(`nobody plays in ${environment.label}: no agent names it among its environments`);
      refuseTwins('agent', agents, here);
      for (const agent of here) introduce(environment, agent);
    });
  }
  const { every: _, ...evaluation } = given.evaluation;
  return {
    name: given.name,
    ...(given.description !== undefined && { description: given.description }),
    ...(modules.length > 0 && { import: modules }),
    environments, agents,
    seeds: given.seeds,
    steps,
    evaluation: { every: usual.evaluateEvery, ...evaluation },
    reportEvery: usual.reportEvery,
    checkpointEvery: usual.checkpointEvery,
    backend: given.backend,
  };
}

/** The steps of runs whose agent has none of its own; where nobody needs them, those of the longest. */
function longest({ steps }: ExperimentFile, agents: readonly Participant[]): number {
  if (steps !== undefined) return steps;
  if (agents.some((agent) => agent.steps === undefined)) throw new UsageError(`steps is missing: ${experimentSchema.shape.steps.description}`);
  return Math.max(...agents.map((agent) => agent.steps!));
}

/** Who says nothing evaluates ten times, and reports and saves when evaluating. */
function paceOf({ evaluation, reportEvery, checkpointEvery }: ExperimentFile, own: Partial<Pace> & Pick<Pace, 'steps'>): Pace {
  const { steps, evaluateEvery = evaluation.every ?? Math.max(1, Math.round(steps / 10)) } = own;
  return {
    steps, evaluateEvery, reportEvery: own.reportEvery ?? reportEvery ?? evaluateEvery,
    checkpointEvery: own.checkpointEvery ?? checkpointEvery ?? evaluateEvery,
  };
}

/** What is otherwise than usual. */
function differing(usual: Pace, own: Pace): Partial<Pace> {
  return Object.fromEntries(Object.entries(own).filter(([name, value]) => value !== usual[name as keyof Pace]));
}

/** What is said of an environment or an agent, and not among the environment's options. */
const BESIDE: Readonly<Record<string, string>> = {
  maxEpisodeSteps: 'it stands beside "id" and "options" in an experiment, and is --max-episode-steps of `gymnase train`',
  rows: 'it belongs to the agent, and is --rows of `gymnase train`',
  role: 'a run chooses it itself',
  renderMode: 'runs draw nothing; `gymnase watch` does',
};

function resolveEnvironment({ id, label, options, evaluationOptions, maxEpisodeSteps }: ExperimentFile['environments'][number]): EnvironmentChoice {
  const entry = spec(id), known = entry.options ?? {};
  const named = (given: Readonly<Record<string, unknown>>) => {
    const own = Object.fromEntries(Object.entries(given).map(([name, value]) => [name in known ? name : snakeToCamel(name), value]));
    const misplaced = Object.keys(own).find((name) => name in BESIDE && !(name in known));
    if (misplaced !== undefined) throw new RangeError(`${misplaced} is no option of ${id}: ${BESIDE[misplaced]}`);
    checkMade(entry, own);
    return own;
  };
  const own = named(options), limit = maxEpisodeSteps ?? entry.maxEpisodeSteps;
  const defaults = Object.fromEntries(Object.entries(known).map(([name, option]) => [name, option.default]));
  const choice = {
    id, label: label ?? id, options: own, ...(evaluationOptions && { evaluationOptions: named(evaluationOptions) }),
    ...(limit !== undefined && { maxEpisodeSteps: limit }),
  };
  const world = rowsFor(choice, { rows: 1, role: 'training' });             // its own checks speak best
  if (choice.evaluationOptions) refuseOtherSpaces(choice, world);
  return { ...choice, options: { ...defaults, ...own } };
}

/** What was learned in one world can be tried in another only where both look alike. */
function refuseOtherSpaces(choice: EnvironmentChoice, training: VectorEnv): void {
  const evaluation = rowsFor(choice, { rows: 1, role: 'evaluation' });
  for (const space of ['observationSpace', 'actionSpace'] as const) {
    const [learned, tried] = [training, evaluation].map((world) => String(world[space]));
    if (learned === tried) continue;
    const what = space === 'observationSpace' ? 'observations' : 'actions';
    throw new RangeError(`evaluationOptions of ${choice.id} change its ${what} from ${learned} to ${tried}; `
      + 'evaluations need the spaces that training has');
  }
}

/** One agent or, where it is tuned, one for each of its environments. */
function resolveAgent(given: ExperimentFile['agents'][number], all: readonly EnvironmentChoice[]): Participant[] {
  const { name, label = name, options, rows, environments, tuned = false, steps } = given, spec = agentSpec(name);
  const stranger = environments?.find((one) => all.every((environment) => environment.label !== one));
  if (stranger !== undefined) throw new UsageError(unknownName('environment', stranger, all.map((environment) => environment.label)));
  const where = environments && { environments };
  if (!tuned) {
    const chosen = agentOptions(spec, options);
    return [{ name, label, options: chosen, rows: rows ?? usualRows(spec, chosen), ...where, ...(steps !== undefined && { steps }) }];
  }
  return all.filter((environment) => playsIn(given as Pick<Participant, 'environments'>, environment)).map((environment) => {
    const best = tunedSettings(name, environment.id);
    return {
      name, label, options: agentOptions(spec, { ...agentOptions(spec, best.options), ...camelOptions(options) }),
      rows: rows ?? best.rows, ...(all.length > 1 && { environments: [environment.label] }), steps: steps ?? best.steps,
    };
  });
}

const usualRows = ({ rows = 1 }: AgentSpec, options: Record<string, unknown>) => (typeof rows === 'function' ? rows(options) : rows);

/** Of two spellings of a hyperparameter, both stay, to be refused. */
const camelOptions = (options: Readonly<Record<string, unknown>>) => (
  Object.fromEntries(Object.entries(options).map(([name, value]) => [snakeToCamel(name) in options ? name : snakeToCamel(name), value]))
);

/** Labels name folders, and some disks do not tell q from Q. `some`: those that would meet in one folder. */
function refuseTwins<T extends { readonly label: string }>(kind: 'environment' | 'agent', all: readonly T[], some = all): void {
  const folders = some.map(({ label }) => fileName(label).toLowerCase()), twin = folders.findIndex((folder, i) => folders.indexOf(folder) !== i);
  if (twin < 0) return;
  const { label } = some[twin], { label: other } = some[folders.indexOf(folders[twin])];
  const names = label === other ? `called ${describe(label)}` : `called ${describe(other)} and ${describe(label)}, which is too alike`;
  throw new UsageError(`${kind}s[${all.indexOf(some[twin])}] needs a label of its own, such as ${describe(`${label} 2`)}: two ${kind}s are ${names}`);
}

/** An agent must be able to live in the environment. */
function introduce(environment: EnvironmentChoice, agent: AgentChoice): void {
  const world = rowsFor(environment, { rows: 1, role: 'training' }), reason = agentSpec(agent.name).refuses(world);
  if (reason === undefined) return;
  const others = [...allAgents.values()].filter((other) => other.refuses(world) === undefined).map((other) => other.name);
  throw new UsageError(`${reason}\n(${environment.label} asks ${agent.label}.) ${others.length > 0 ? `Agents that can: ${others.join(', ')}.` : ''}`);
}

/** The first thing that is wrong with an experiment, with the path to it. */
function explain(error: z.ZodError, raw: unknown): string {
  if (raw === null || raw === undefined) {
    return `there is nothing in it. An experiment has the keys ${Object.keys(experimentSchema.shape).join(', ')}.`;
  }
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    const short = typeof raw === 'string' ? raw.slice(0, 40) : raw;
    return `an experiment is keys with values, such as "steps: 50000", and this is ${describe(short)}`;
  }
  const issue = deepest(error.issues[0]);
  const where = issue.path.reduce<string>((path, key) => (
    typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`
  ), '');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path), guess = nearest(issue.keys[0], known);
    const near = guess ? `Did you mean ${describe(guess)}? ` : '';
    return `there is no key ${describe(issue.keys[0])}${where === '' ? '' : ` in ${where}`}. ${near}The keys are: ${known.join(', ')}.`;
  }
  const value = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], camelKeys(raw));
  if (value === undefined) {
    const about = (experimentSchema.shape as Record<string, z.ZodType | undefined>)[where]?.description;
    return `${where} is missing${about === undefined ? '' : `: ${about}`}`;
  }
  return `${where} cannot be ${describe(value)}: ${issue.message}`;
}

/** Where a value may have several forms, the form that came furthest explains best. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flat().filter((e) => e.path.length > 0 || e.code === 'unrecognized_keys').map((e) => deepest(e));
  return inner.length > 0 ? { ...inner[0], path: [...issue.path, ...inner[0].path] } : issue;
}

function keysAt(path: readonly PropertyKey[]): string[] {
  const shape = experimentSchema.shape;
  if (path.length === 0) return Object.keys(shape);
  return path[0] === 'environments' || path[0] === 'agents' ? keysOf[path[0]] : keysOf.evaluation;
}

/** The experiment as it runs, as YAML that can be run again from a folder. */
export function experimentYaml(experiment: Experiment, folder = ''): string {
  const modules = experiment.import?.map((path) => relative(folder, path).replaceAll(sep, '/'));
  return stringify(modules ? { ...experiment, import: modules } : experiment, { lineWidth: 100 });
}
