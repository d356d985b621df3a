import type { Dynamics } from './core/dynamics.ts';
import { DynamicsEnv } from './core/dynamics-env.ts';
import { DynamicsVectorEnv, type VectorOptions } from './core/dynamics-vector-env.ts';
import type { Env, RenderMode } from './core/env.ts';
import { checkVectorizationMode, GymVectorEnv, type AutoresetMode } from './core/gym-vector-env.ts';
import { SyncVectorEnv } from './core/sync-vector-env.ts';
import type { VectorEnv } from './core/vector-env.ts';
import { checkOptions, checkRules, meansRules } from './core/check-rules.ts';
import { isPlainObject } from './core/plain-object.ts';
import { checkRenderMode } from './core/render-mode.ts';
import { checkEntry } from './core/check-entry.ts';
import { checkTimeLimit } from './core/time-limit.ts';
import { checkRole } from './core/vector-rows.ts';
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

/** What an entry point is told beside its options. */
export interface EntrySetup {
  /** Infinity where there is none. */
  readonly timeLimit: number;
  /** The render mode asked for. An object that has `scene()` need not look at it: its pictures are made from that. */
  readonly renderMode?: RenderMode | undefined;
}

export interface EnvSpec {
  /** `Name-v0`, perhaps with a namespace: `mine/Name-v0`. */
  readonly id: string;
  readonly description: string;
  /** Makes the rules, or an object in the shape of `Env`, from the options. */
  readonly entryPoint: (options: EnvOptions, setup: EntrySetup) => Dynamics | Env;
  /** Steps after which an episode is truncated. None if left out. */
  readonly maxEpisodeSteps?: number;
  /** The mean return over 100 episodes from which the problem counts as solved. */
  readonly rewardThreshold?: number;
  /** Steps a second at which its pictures look natural: Gymnasium's `render_fps`. */
  readonly renderFps?: number;
  /** Options that `make` takes beside its own. */
  readonly options?: Readonly<Record<string, OptionSpec>>;
  /** Options set by this id. */
  readonly kwargs?: EnvOptions;
}

/** Every environment that `make` knows, by id. */
export const registry = new Map<string, EnvSpec>();

const ID = /^(?:[\w:.-]+\/)?[\w:.-]+-v\d+$/;

/** Adds an environment. Throws, in words, where the id is not a versioned name, or taken, or an entry is not what it should be. */
export function register(added: EnvSpec): void {
  if (!isPlainObject(added)) throw new TypeError(`register takes { id, description, entryPoint }, and got ${describe(added)}`);
  const { id } = added as EnvSpec;
  if (typeof id !== 'string' || !ID.test(id)) {
    throw new RangeError(`an environment's id is a name with a version, such as "Maze-v0" or "mine/Maze-v0", and got ${describe(id)}`);
  }
  if (registry.has(id)) throw new RangeError(`there is an environment ${id} already; register yours under another name or version`);
  checkEntry(added);
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

/** What each way of making takes beside the environment's own options. */
const COMMON = ['renderMode', 'maxEpisodeSteps', 'disableEnvChecker'];
const TAKES = {
  make: COMMON,
  makeRows: [...COMMON, 'rows', 'role'],
  makeVec: [...COMMON, 'numEnvs', 'autoresetMode', 'vectorizationMode'],
} as const;
type Maker = keyof typeof TAKES;

export interface MakeOptions {
  readonly renderMode?: RenderMode;
  /** Instead of the registered time limit: Infinity for none. */
  readonly maxEpisodeSteps?: number;
  /** Whether to leave out the checks of what an environment gives at first: those of PassiveEnvChecker, and for Dynamics that of the observations. */
  readonly disableEnvChecker?: boolean;
  readonly [option: string]: unknown;
}

/** What an id and its options come to, checked. `maker` is who was asked, with which options of its own. */
function resolve(id: string, { renderMode, maxEpisodeSteps, disableEnvChecker = false, ...given }: MakeOptions, maker: Maker) {
  const entry = spec(id);
  const known = Object.keys(entry.options ?? {});
  for (const name of Object.keys(given)) if (!known.includes(name)) throw new RangeError(noOption(id, name, known, maker));
  checkRenderMode(renderMode ?? undefined);
  if (typeof disableEnvChecker !== 'boolean') throw new TypeError(`disableEnvChecker is true or false, and got ${describe(disableEnvChecker)}`);
  const timeLimit = maxEpisodeSteps ?? entry.maxEpisodeSteps ?? Infinity;
  checkTimeLimit(timeLimit);
  const kwargs = { ...entry.kwargs, ...given }, asMade = specOf(entry, timeLimit, kwargs);
  const setup: EntrySetup = { timeLimit, ...(renderMode && { renderMode }) };
  return { entry: asMade, timeLimit, renderMode: renderMode ?? undefined, disableEnvChecker, world: () => made(entry, kwargs, setup, asMade === entry) };
}

function noOption(id: string, name: string, known: readonly string[], maker: Maker): string {
  const own = TAKES[maker].filter((option) => !known.includes(option));
  const other = (Object.keys(TAKES) as Maker[]).find((one) => TAKES[one].includes(name));
  const guess = nearest(name, [...known, ...own]);
  const advice = other !== undefined ? `That is an option of ${other}. ` : guess ? `Did you mean ${describe(guess)}? ` : '';
  const all = known.length > 0 ? `Its options are: ${known.join(', ')}.` : 'It has none.';
  return `${id} has no option ${describe(name)}. ${advice}${all}`;
}

/** The entry as it was made: with this time limit and these options. The entry itself, where they are its own. */
function specOf(entry: EnvSpec, timeLimit: number, kwargs: EnvOptions): EnvSpec {
  const own = entry.kwargs ?? {};
  if (timeLimit === (entry.maxEpisodeSteps ?? Infinity) && Object.keys(kwargs).every((name) => kwargs[name] === own[name])) return entry;
  const { maxEpisodeSteps: _, ...rest } = entry;
  return { ...rest, kwargs, ...(timeLimit !== Infinity && { maxEpisodeSteps: timeLimit }) };
}

/** What an entry point gives, if it is one of the two things that it may give. `asRegistered`: nobody asked for anything else than the entry has. */
function made({ id, entryPoint }: EnvSpec, options: EnvOptions, setup: EntrySetup, asRegistered: boolean): Dynamics | Env {
  const world: unknown = entryPointOf(id, () => entryPoint(options, setup), asRegistered);
  if (typeof world !== 'object' || world === null) {
    throw new TypeError(`the entryPoint of ${id} gave ${describe(world)}; it must give rules (Dynamics) or an object with reset and step (Env)`);
  }
  if (meansRules(world)) {
    try {
      checkRules(world);
    } catch (error) {
      throw new TypeError(`the entryPoint of ${id} gave rules that cannot be played: ${(error as Error).message}`, { cause: error });
    }
    return world;
  }
  const { reset, step } = world as Partial<Record<string, unknown>>;
  if (typeof step === 'function' && typeof reset === 'function') return world as Env;
  throw new TypeError(`the entryPoint of ${id} gave ${describe(world)}; it must give rules (Dynamics) or an object with reset and step (Env)`);
}

/** What goes wrong with what stands in the entry itself is its author's to hear, and whose it is must be said. An option's sentence speaks for itself. */
function entryPointOf(id: string, call: () => unknown, asRegistered: boolean): unknown {
  try {
    return call();
  } catch (error) {
    if (!asRegistered) throw error;
    const said = error instanceof Error ? error.message : describe(error);
    throw new Error(`${id} cannot be made as it is registered: its entryPoint threw "${said}"`, { cause: error });
  }
}

const isDynamics = (world: Dynamics | Env): world is Dynamics => 'stateSize' in world;

/** One environment in Gymnasium's shape: `make('CarStreet-v0', { renderMode: 'ansi', map: 'town' })`. */
export function make(id: string, options: MakeOptions = {}): Env {
  checkOptions('make', options);
  return makeOne(id, options, 'make');
}

function makeOne(id: string, options: MakeOptions, maker: Maker): Env {
  const { entry, timeLimit, renderMode, disableEnvChecker, world } = resolve(id, options, maker);
  const made = world();
  if (isDynamics(made)) return new DynamicsEnv(made, { maxEpisodeSteps: timeLimit, spec: entry, renderMode, disableEnvChecker });
  const checked = disableEnvChecker ? made : new PassiveEnvChecker(made);
  return new Guard(timeLimit === Infinity ? checked : new TimeLimit(checked, timeLimit), { spec: entry, renderMode });
}

/** Rows of an environment for agents to learn on: the fast side. Its seeds and roles are those of an experiment's runs. */
export function makeRows(id: string, options: MakeOptions & VectorOptions = {}): VectorEnv {
  checkOptions('makeRows', options);
  const { rows = 1, role = 'training', ...rest } = options;
  checkRole(role);
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`rows is a whole number from 1 up, and got ${describe(rows)}`);
  const { timeLimit, disableEnvChecker, world } = resolve(id, rest, 'makeRows');
  const made = world();
  if (isDynamics(made)) return new DynamicsVectorEnv(made, { rows, role, maxEpisodeSteps: timeLimit, disableEnvChecker });
  const envs = [made, ...Array.from({ length: rows - 1 }, () => world() as Env)];
  return new SyncVectorEnv(envs, { role, maxEpisodeSteps: timeLimit });
}

export interface MakeVecOptions extends MakeOptions {
  readonly numEnvs?: number;
  readonly autoresetMode?: AutoresetMode;
  readonly vectorizationMode?: 'sync';
}

/** Several environments side by side in Gymnasium's shape. Environment i of `reset({ seed })` is seeded with seed + i. */
export function makeVec(id: string, given: MakeVecOptions = {}): GymVectorEnv {
  checkOptions('makeVec', given);
  const { numEnvs = 1, autoresetMode = 'NextStep', vectorizationMode = 'sync', ...options } = given;
  if (!Number.isSafeInteger(numEnvs) || numEnvs < 1) {
    throw new RangeError(`numEnvs is a whole number from 1 up, and got ${describe(numEnvs)}`);
  }
  checkVectorizationMode(vectorizationMode);
  return new GymVectorEnv(Array.from({ length: numEnvs }, () => makeOne(id, options, 'makeVec')), { autoresetMode });
}
