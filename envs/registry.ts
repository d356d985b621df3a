import type { Dynamics } from './core/dynamics.ts';
import { DynamicsEnv } from './core/dynamics-env.ts';
import { DynamicsVectorEnv, type VectorOptions } from './core/dynamics-vector-env.ts';
import type { Env, RenderMode } from './core/env.ts';
import { checkVectorizationMode, GymVectorEnv, type AutoresetMode } from './core/gym-vector-env.ts';
import { SyncVectorEnv } from './core/sync-vector-env.ts';
import type { VectorEnv } from './core/vector-env.ts';
import { Guard } from './wrappers/guard.ts';
import { PassiveEnvChecker } from './wrappers/passive-env-checker.ts';
import { TimeLimit } from './wrappers/time-limit.ts';
import { describe, nearest, unknownName } from './core/words.ts';

export type EnvOptions = Readonly<Record<string, unknown>>;

/** What an option of an environment is called, stands at, and means. */
export interface OptionSpec {
  readonly default: unknown;
  readonly description: string;
  /** The values that have names. */
  readonly values?: readonly string[];
}

export interface EnvSpec {
  /** `Name-v0`, perhaps with a namespace: `mine/Name-v0`. */
  readonly id: string;
  readonly description: string;
  /** Makes the rules, or an object in the shape of `Env`, from the options. `timeLimit` is Infinity where there is none. */
  readonly entryPoint: (options: EnvOptions, setup: { readonly timeLimit: number }) => Dynamics | Env;
  /** Steps after which an episode is truncated. None if left out. */
  readonly maxEpisodeSteps?: number;
  /** The mean return over 100 episodes from which the problem counts as solved. */
  readonly rewardThreshold?: number;
  /** Options that `make` takes beside its own. */
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Options set by this id. */
  readonly kwargs?: EnvOptions;
}

/** Every environment that `make` knows, by id. */
export const registry = new Map<string, EnvSpec>();

const ID = /^(?:[\w:.-]+\/)?[\w:.-]+-v\d+$/;

/** Adds an environment. Throws where the id is not a versioned name, or taken. */
export function register(added: EnvSpec): void {
  const { id } = added;
  if (!ID.test(id)) {
    throw new RangeError(`an environment's id is a name with a version, such as "Maze-v0" or "mine/Maze-v0", and got ${describe(id)}`);
  }
  if (registry.has(id)) throw new RangeError(`there is an environment ${id} already; register yours under another name or version`);
  if (typeof added.entryPoint !== 'function') {
    throw new TypeError(`${describe(id)} needs an entryPoint: a function that makes its rules or an environment`);
  }
  registry.set(id, added);
}

/** The entry of an id. Throws a RangeError that names the nearest id where there is none. */
export function spec(id: string): EnvSpec {
  const found = registry.get(id);
  if (found) return found;
  const versions = typeof id === 'string' ? [...registry.keys()].filter((known) => known.replace(/-v\d+$/, '') === id.replace(/-v\d+$/, '')) : [];
  if (versions.length > 0) throw new RangeError(`There is no environment ${describe(id)}; there is ${versions.join(', ')}.`);
  throw new RangeError(unknownName('environment', id, [...registry.keys()]));
}

export interface MakeOptions {
  readonly renderMode?: RenderMode;
  /** Instead of the registered time limit: Infinity for none. */
  readonly maxEpisodeSteps?: number;
  /** Whether to leave out the checks of what an environment that is no Dynamics gives. */
  readonly disableEnvChecker?: boolean;
  readonly [option: string]: unknown;
}

/** What an id and its options come to, checked. */
function resolve(id: string, { renderMode, maxEpisodeSteps, disableEnvChecker = false, ...given }: MakeOptions) {
  const entry = spec(id);
  const known = Object.keys(entry.options ?? {});
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const all = known.length > 0 ? `Its options are: ${known.join(', ')}.` : 'It has none.';
    throw new RangeError(`${id} has no option ${describe(name)}. ${guess ? `Did you mean ${describe(guess)}? ` : ''}${all}`);
  }
  const timeLimit = maxEpisodeSteps ?? entry.maxEpisodeSteps ?? Infinity;
  if (timeLimit !== Infinity && !(Number.isSafeInteger(timeLimit) && timeLimit > 0)) {
    throw new RangeError(`maxEpisodeSteps is a whole number from 1 up, and got ${describe(maxEpisodeSteps)}`);
  }
  const kwargs = { ...entry.kwargs, ...given };
  return { entry: specOf(entry, timeLimit, kwargs), timeLimit, renderMode, disableEnvChecker, world: () => made(entry, kwargs, timeLimit) };
}

/** The entry as it was made: with this time limit and these options. The entry itself, where they are its own. */
function specOf(entry: EnvSpec, timeLimit: number, kwargs: EnvOptions): EnvSpec {
  const own = entry.kwargs ?? {};
  if (timeLimit === (entry.maxEpisodeSteps ?? Infinity) && Object.keys(kwargs).every((name) => kwargs[name] === own[name])) return entry;
  const { maxEpisodeSteps: _, ...rest } = entry;
  return { ...rest, kwargs, ...(timeLimit !== Infinity && { maxEpisodeSteps: timeLimit }) };
}

/** What an entry point gives, if it is one of the two things that it may give. */
function made({ id, entryPoint }: EnvSpec, options: EnvOptions, timeLimit: number): Dynamics | Env {
  const world: unknown = entryPoint(options, { timeLimit });
  const methods = (world ?? {}) as Partial<Record<string, unknown>>;
  if (typeof methods.step === 'function' && typeof methods.reset === 'function') return world as Dynamics | Env;
  throw new TypeError(`the entryPoint of ${id} gave ${describe(world)}; it must give rules (Dynamics) or an object with reset and step (Env)`);
}

const isDynamics = (world: Dynamics | Env): world is Dynamics => 'stateSize' in world;

/** One environment in Gymnasium's shape: `make('CarStreet-v0', { renderMode: 'ansi', map: 'town' })`. */
export function make(id: string, options: MakeOptions = {}): Env {
  const { entry, timeLimit, renderMode, disableEnvChecker, world } = resolve(id, options);
  const made = world();
  if (isDynamics(made)) return new DynamicsEnv(made, { maxEpisodeSteps: timeLimit, spec: entry, ...(renderMode && { renderMode }) });
  const checked = disableEnvChecker ? made : new PassiveEnvChecker(made);
  return new Guard(timeLimit === Infinity ? checked : new TimeLimit(checked, timeLimit), { spec: entry });
}

/** Rows of an environment for agents to learn on: the fast side. Its seeds and roles are those of an experiment's runs. */
export function makeRows(id: string, options: MakeOptions & VectorOptions = {}): VectorEnv {
  const { rows = 1, role = 'training', ...rest } = options;
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`rows is a whole number from 1 up, and got ${describe(rows)}`);
  const { timeLimit, world } = resolve(id, rest);
  const made = world();
  if (isDynamics(made)) return new DynamicsVectorEnv(made, { rows, role, maxEpisodeSteps: timeLimit });
  const envs = [made, ...Array.from({ length: rows - 1 }, () => world() as Env)];
  return new SyncVectorEnv(envs, { role, maxEpisodeSteps: timeLimit });
}

export interface MakeVecOptions extends MakeOptions {
  readonly numEnvs?: number;
  readonly autoresetMode?: AutoresetMode;
  readonly vectorizationMode?: 'sync';
}

/** Several environments side by side in Gymnasium's shape. Environment i of `reset({ seed })` is seeded with seed + i. */
export function makeVec(id: string, { numEnvs = 1, autoresetMode = 'NextStep', vectorizationMode = 'sync', ...options }: MakeVecOptions = {}): GymVectorEnv {
  if (!Number.isSafeInteger(numEnvs) || numEnvs < 1) {
    throw new RangeError(`numEnvs is a whole number from 1 up, and got ${describe(numEnvs)}`);
  }
  checkVectorizationMode(vectorizationMode);
  return new GymVectorEnv(Array.from({ length: numEnvs }, () => make(id, options)), { autoresetMode });
}
