import type { EnvSpec } from '../registry.ts';
import { isPlainObject } from './plain-object.ts';
import { checkTimeLimit } from './time-limit.ts';
import { describe, nearest } from './words.ts';

const PARTS = ['id', 'description', 'entryPoint', 'maxEpisodeSteps', 'rewardThreshold', 'renderFps', 'options', 'kwargs'];
const OF_AN_OPTION = ['default', 'description', 'values'];

/** Throws, in words, where a part of an entry of the registry is not what it should be, or has another name. */
export function checkEntry({ id, entryPoint, maxEpisodeSteps, rewardThreshold, renderFps, options, kwargs, ...others }: EnvSpec): void {
  const { description: _, ...strange } = others;
  checkNames(`the entry of ${id}`, strange, PARTS);
  if (typeof entryPoint !== 'function') {
    throw new TypeError(`${describe(id)} needs an entryPoint: a function that makes its rules or an environment, and got ${describe(entryPoint)}`);
  }
  if (maxEpisodeSteps !== undefined) about(id, () => checkTimeLimit(maxEpisodeSteps));
  if (rewardThreshold !== undefined && !Number.isFinite(rewardThreshold)) {
    throw new TypeError(`${id}: rewardThreshold is a number, and got ${describe(rewardThreshold)}; leave it out where there is none`);
  }
  if (renderFps !== undefined && !(Number.isFinite(renderFps) && renderFps > 0)) {
    throw new TypeError(`${id}: renderFps is a number above 0, and got ${describe(renderFps)}`);
  }
  const known = checkOptionSpecs(id, options);
  if (kwargs === undefined) return;
  if (!isPlainObject(kwargs)) throw new TypeError(`${id}: kwargs are options already set, in an object, and got ${describe(kwargs)}`);
  checkNames(`the kwargs of ${id}`, kwargs, known, 'tell of it in options');
}

/** The names of the options. */
function checkOptionSpecs(id: string, options: unknown): string[] {
  if (options === undefined) return [];
  const wanted = `${id}: options tell of each option its { default, description }, as in { size: { default: 4, description: 'cells' } }`;
  if (!isPlainObject(options)) throw new TypeError(`${wanted}, and got ${describe(options)}`);
  for (const [name, option] of Object.entries(options)) {
    if (!isPlainObject(option) || !('default' in option)) throw new TypeError(`${wanted}, and got ${describe(option)} for ${name}`);
    checkNames(`the option ${name} of ${id}`, option, OF_AN_OPTION);
  }
  return Object.keys(options);
}

function checkNames(what: string, parts: object, known: readonly string[], advice = `its parts are ${known.join(', ')}`): void {
  const odd = Object.keys(parts).find((name) => !known.includes(name));
  if (odd === undefined) return;
  const guess = nearest(odd, known);
  throw new TypeError(`${what} ${what.startsWith('the kwargs') ? 'set' : 'has'} ${describe(odd)}, which is none of its names; ${guess === undefined ? advice : `did you mean ${describe(guess)}?`}`);
}

function about(id: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new RangeError(`${id}: ${(error as Error).message}`, { cause: error });
  }
}
