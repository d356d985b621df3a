import { Report } from '../checks/report.ts';
import { checkSpace } from '../checks/spaces.ts';
import type { Dynamics } from './dynamics.ts';
import { isPlainObject } from './plain-object.ts';
import { describe } from './words.ts';

const METHODS = ['reset', 'step', 'terminal', 'observe'] as const;

/** Throws a CheckError that names what is missing, unless `rules` have the parts of Dynamics. What they do is `checkDynamics`' to find out. */
export function checkRules(rules: unknown): asserts rules is Dynamics {
  const report = new Report(), parts = (rules ?? {}) as Partial<Dynamics>;
  report.check(isRules(rules), 'dynamics', () => {
    if (isEnv(rules)) return `${describe(rules)} is an environment already; play it as it is`;
    return `${describe(rules)} lacks ${METHODS.filter((method) => typeof parts[method] !== 'function').join(', ')}; see the interface Dynamics`;
  });
  const { stateSize } = parts;
  report.check(Number.isSafeInteger(stateSize) && stateSize! >= 0, 'dynamics', () => `stateSize is the count of numbers in a state row, and got ${describe(stateSize)}`);
  checkSpace(parts.actionSpace!, 'action', report);
  checkSpace(parts.observationSpace!, 'observation', report);
}

/** Whether all that is played with is there. */
const isRules = (x: unknown): boolean => METHODS.every((method) => typeof (x as Partial<Dynamics> | null | undefined)?.[method] === 'function');

const isEnv = (x: unknown): boolean => {
  const { reset, step, close } = (x ?? {}) as Record<string, unknown>;
  return typeof reset === 'function' && typeof step === 'function' && typeof close === 'function';
};

/** Whether somebody meant rules, though a part of them may be missing, rather than an object in the shape of Env. */
export function meansRules(world: object): boolean {
  if ('stateSize' in world) return true;
  const { terminal, observe } = world as Record<string, unknown>;
  return (typeof terminal === 'function' || typeof observe === 'function') && !isEnv(world);
}

/** Throws a TypeError unless what stands in the place of options is an object. */
export function checkOptions(who: string, options: unknown): void {
  if (!isPlainObject(options)) throw new TypeError(`${who} takes its options in an object, and got ${describe(options)}`);
}
