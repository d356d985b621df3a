import type { Info } from '../core/dynamics.ts';
import type { Env } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { sameData } from './data.ts';

const COMPARISONS = ['equivalence', 'superset', 'keys-equivalence', 'keys-superset', 'skip'] as const;

export interface MatchOptions {
  /** Of the resets and of the actions. Default 0. */
  readonly seed?: number;
  readonly skipObs?: boolean;
  readonly skipRew?: boolean;
  readonly skipTerminal?: boolean;
  readonly skipTruncated?: boolean;
  /** Pictures are compared where both environments have a render mode other than `human`. */
  readonly skipRender?: boolean;
  /** How infos compare: `equivalence` (default), `superset` (b tells all that a does), the same of their keys alone, or `skip`. */
  readonly infoComparison?: typeof COMPARISONS[number];
  /** How far numbers may be apart, absolutely and relatively. Default 1e-5, as Gymnasium's. */
  readonly tolerance?: number;
}

/** Plays the same seed and the same random actions in both, `numSteps` of them, and throws an Error at the first difference. */
export function checkEnvironmentsMatch(a: Env, b: Env, numSteps: number, options: MatchOptions = {}): void {
  const { seed = 0, skipObs = false, skipRew = false, skipTerminal = false, skipTruncated = false, infoComparison = 'equivalence', tolerance = 1e-5 } = options;
  if (!COMPARISONS.includes(infoComparison)) throw new RangeError(`infoComparison is one of ${COMPARISONS.join(', ')}, and got ${describe(infoComparison)}`);
  if (!Number.isSafeInteger(numSteps) || numSteps < 0) throw new RangeError(`numSteps is a whole number from 0 up, and got ${describe(numSteps)}`);
  const draws = (env: Env) => env.render !== undefined && env.renderMode !== undefined && (env.renderMode as string) !== 'human';
  const skipRender = options.skipRender === true || !draws(a) || !draws(b);
  const compare = (what: string, x: unknown, y: unknown, when: string, skip: boolean, exact = false) => {
    if (!skip && !sameData(x, y, exact ? 0 : tolerance)) throw new Error(`the ${what} differ ${when}: ${describe(x)} and ${describe(y)}`);
  };
  const compareInfos = (x: Info, y: Info, when: string) => {
    if (infoComparison === 'equivalence') return compare('infos', x, y, when, false);
    if (infoComparison === 'skip') return;
    for (const key of Object.keys(x)) {
      if (!Object.hasOwn(y, key)) throw new Error(`the second info lacks ${describe(key)} ${when}: ${describe(x)} and ${describe(y)}`);
      if (infoComparison === 'superset') compare(`infos under ${describe(key)}`, x[key], y[key], when, false);
    }
    if (infoComparison === 'keys-equivalence') compare('keys of the infos', Object.keys(x).sort(), Object.keys(y).sort(), when, false);
  };
  const comparePictures = (when: string) => { if (!skipRender) compare('pictures', a.render!(), b.render!(), when, false, true); };
  const begin = (when: string) => {
    const [x, infoX] = a.reset({ seed }), [y, infoY] = b.reset({ seed });
    compare('observations', x, y, when, skipObs);
    compareInfos(infoX, infoY, when);
    comparePictures(when);
  };

  if (a.actionSpace.equals?.(b.actionSpace) === false) throw new Error(`the action spaces differ: ${String(a.actionSpace)} and ${String(b.actionSpace)}`);
  if (!skipObs && a.observationSpace.equals?.(b.observationSpace) === false) throw new Error(`the observation spaces differ: ${String(a.observationSpace)} and ${String(b.observationSpace)}`);
  a.actionSpace.seed(seed);
  begin('after reset');
  for (let t = 0; t < numSteps; t++) {
    const action = a.actionSpace.sample(), when = `in step ${t}`;
    const [x, rewardX, terminatedX, truncatedX, infoX] = a.step(action), [y, rewardY, terminatedY, truncatedY, infoY] = b.step(action);
    compare('observations', x, y, when, skipObs);
    compare('rewards', rewardX, rewardY, when, skipRew);
    compare('terminated flags', terminatedX, terminatedY, when, skipTerminal);
    compare('truncated flags', truncatedX, truncatedY, when, skipTruncated);
    compareInfos(infoX, infoY, when);
    comparePictures(when);
    if (terminatedX || truncatedX || terminatedY || truncatedY) begin(`after the reset in step ${t}`);
  }
}
