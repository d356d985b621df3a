import type { Info } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import { DTYPES, isList } from '../spaces/dtype.ts';
import { MultiBinary } from '../spaces/multi-binary.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { sharesData } from './data.ts';
import type { Report } from './report.ts';
import { checkSpace, printed } from './spaces.ts';

const isObject = (x: unknown): x is Record<string, unknown> => x !== null && typeof x === 'object' && !isList(x);

/** Is this an environment with spaces? */
export function checkShape(env: Env, report: Report): void {
  const lacking = (['reset', 'step', 'close'] as const).filter((method) => typeof (env as Partial<Env> | null | undefined)?.[method] !== 'function');
  report.check(lacking.length === 0, 'env', () => `${describe(env)} lacks ${lacking.join(', ')}; an environment is an object with reset, step and close, or make one with DynamicsEnv`);
  const given = (space: unknown) => space !== undefined && space !== null;
  report.check(given(env.actionSpace), 'action-space', () => `actionSpace is ${describe(env.actionSpace)}; give it one, such as new Discrete(2)`);
  report.check(given(env.observationSpace), 'observation-space', () => `observationSpace is ${describe(env.observationSpace)}; give it one, such as new Box(-1, 1, { shape: [4] })`);
  checkSpace(env.actionSpace, 'action', report);
  checkSpace(env.observationSpace, 'observation', report);
  report.check(env.reset.length <= 1, 'reset-arguments', () => `it is declared with ${env.reset.length}; it takes one object: reset({ seed, options })`);
}

/** What `reset` gave: [observation, info]. */
export function checkReset(env: Env, result: unknown, report: Report): void {
  if (!report.check(Array.isArray(result), 'reset-result', () => `it gave ${describe(result)}; return [observation, info]`)) return;
  const { length, 0: observation, 1: info } = result as unknown[];
  report.check(length === 2, 'reset-length', () => `it has ${length} entries; return [observation, info]`);
  checkObservation(observation, env.observationSpace, 'reset', report);
  report.check(isObject(info), 'reset-info', () => `it is ${describe(info)}; return [observation, {}] where there is nothing to tell`);
  checkMask(env, info as Info, 'reset', report);
}

/** What `step` gave: [observation, reward, terminated, truncated, info]. */
export function checkStep(env: Env, result: unknown, report: Report): void {
  const all = '[observation, reward, terminated, truncated, info]';
  if (!report.check(Array.isArray(result), 'step-result', () => `it gave ${describe(result)}; return ${all}`)) return;
  const { length, 0: observation, 1: reward, 2: terminated, 3: truncated, 4: info } = result as unknown[];
  report.check(length !== 4, 'step-old', () => `Gym's old [observation, reward, done, info] became ${all}: say whether the story is over (terminated) or was cut off (truncated)`);
  report.check(length === 5, 'step-length', () => `it has ${length} entries; return ${all}`);
  report.check(typeof terminated === 'boolean', 'terminated', () => `it is ${describe(terminated)}; return true where nothing can follow, else false`);
  report.check(typeof truncated === 'boolean', 'truncated', () => `it is ${describe(truncated)}; return true where the episode is cut off, else false`);
  checkObservation(observation, env.observationSpace, 'step', report);
  if (report.check(typeof reward === 'number', 'reward-type', () => `it is ${describe(reward)}; return a number as second entry`)) {
    report.check(!Number.isNaN(reward), 'reward-nan', () => 'look for a division by zero or a missing number in step');
    report.check(Number.isNaN(reward) || Math.abs(reward as number) < Infinity, 'reward-infinite', () => `it is ${reward as number}; a sum with it says nothing more: pay a large number instead`);
  }
  report.check(isObject(info), 'step-info', () => `it is ${describe(info)}; return {} as fifth entry where there is nothing to tell`);
  checkMask(env, info as Info, 'step', report);
}

function checkObservation(observation: unknown, space: Space, call: string, report: Report): void {
  const gave = () => `${call} gave ${describe(observation)}, and the space is ${printed(space)}`;
  if (space instanceof Discrete) report.check(Number.isInteger(observation), 'observation-whole', () => `${gave()}; round it or use a Box`);
  else if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary) {
    if (report.check(isList(observation), 'observation-array', () => `${gave()}; give a typed array`) && space instanceof Box) {
      const { constructor: expected } = DTYPES[space.dtype].make(0), got = (observation as object).constructor;
      report.check(got === expected, 'observation-dtype', () => `${call} gave a ${got.name}, and ${printed(space)} holds a ${expected.name}; give that, or set the dtype of the Box`);
    }
  } else if (space instanceof Tuple) {
    const parts: readonly Space[] = space.parts;
    if (!report.check(Array.isArray(observation), 'observation-tuple', gave)) return;
    const given = observation as unknown[];
    report.check(given.length === parts.length, 'observation-parts', () => `${call} gave ${given.length}, and ${printed(space)} has ${parts.length}`);
    parts.forEach((part, i) => checkObservation(given[i], part, call, report));
    return;
  } else if (space instanceof Dict) {
    report.check(isObject(observation), 'observation-dict', gave);
    const given = observation as Record<string, unknown>, keys = Object.keys(given);
    report.check(keys.length === space.keys.length && space.keys.every((key) => keys.includes(key)), 'observation-keys', () => `${call} gave ${keys.join(', ') || 'none'}, and the space has ${space.keys.join(', ')}`);
    for (const key of space.keys) checkObservation(given[key], (space.spaces as Record<string, Space>)[key], call, report);
    return;
  }
  let inside: boolean;
  try {
    inside = space.contains(observation);
  } catch (error) {
    report.check(false, 'contains-throws', () => `it threw ${String(error)} at ${describe(observation)}; contains returns false for everything that is no element`);
    return;
  }
  report.check(inside, 'observation-outside', () => `${gave()}; widen the space, or look at what ${call} computes`);
}

function checkMask(env: Env, info: Info, call: string, report: Report): void {
  const { actionSpace } = env, mask = info.action_mask;
  if (mask === undefined || !(actionSpace instanceof Discrete)) return;
  const good = isList(mask) && mask.length === actionSpace.n && Array.prototype.every.call(mask, (x) => x === 0 || x === 1);
  report.check(good, 'action-mask', () => `${call} gave ${describe(mask)}; it is an array of ${actionSpace.n} numbers, 1 where the action is allowed and 0 where not`);
}

/** Whether two calls gave objects that share memory. */
export function checkReuse(before: readonly [unknown, unknown], after: readonly [unknown, unknown], calls: string, report: Report, names: readonly ['observation-reused' | 'data-observation', 'info-reused' | 'data-info']): void {
  const why = 'so that what a caller keeps changes under it; give a copy from every call';
  report.check(!sharesData(before[0], after[0]), names[0], () => `${calls} share an array or object in their observations, ${why}`);
  report.check(!sharesData(before[1], after[1]), names[1], () => `${calls} share an array or object in their infos, ${why}`);
}

const RENDER_MODES = ['ansi', 'svg', 'rgb_array', 'human'];

/** What `render` gives in the environment's render mode. Draws once. */
export function checkRender(env: Env, report: Report): void {
  const mode = env.renderMode as string | undefined;
  if (mode === undefined) return;
  report.check(RENDER_MODES.includes(mode), 'render-mode', () => `it is ${describe(mode)}; the modes are ${RENDER_MODES.join(', ')}`);
  report.check(typeof env.render === 'function', 'render-none', () => `renderMode is ${describe(mode)}; give it a method render, or no render mode`);
  checkPicture(mode, env.render!(), report);
}

export function checkPicture(mode: string | undefined, picture: unknown, report: Report): void {
  if (mode === 'ansi') report.check(typeof picture === 'string', 'render-text', () => `render gave ${describe(picture)}; return the text`);
  if (mode === 'svg') report.check(typeof picture === 'string' && picture.trimStart().startsWith('<svg'), 'render-svg', () => `render gave ${describe(picture).slice(0, 40)}; return a text that begins with <svg`);
  if (mode === 'rgb_array') report.check(arePixels(picture), 'render-pixels', () => `render gave ${pixelsInWords(picture)}; return { width, height, data } with a Uint8Array of red, green and blue for each pixel, 3 * width * height numbers`);
  if (mode === 'human') report.check(picture === undefined || picture === null, 'render-human', () => `it gave ${describe(picture)}; show the picture and return nothing`);
}

function arePixels(picture: unknown): boolean {
  if (!isObject(picture)) return false;
  const { width, height, data } = picture;
  const isSide = (side: unknown): side is number => Number.isSafeInteger(side) && (side as number) > 0;
  return isSide(width) && isSide(height) && data instanceof Uint8Array && data.length === 3 * width * height;
}

function pixelsInWords(picture: unknown): string {
  if (!isObject(picture)) return describe(picture);
  const { width, height, data } = picture, numbers = isList(data) ? `${data.constructor.name} of ${data.length} numbers` : describe(data);
  return `width ${describe(width)}, height ${describe(height)} and as data ${numbers}`;
}
