import { describe } from '../core/words.ts';
import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import { sizeOf } from '../spaces/dtype.ts';
import { MultiBinary } from '../spaces/multi-binary.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import type { Report } from './report.ts';

const METHODS = ['sample', 'contains', 'seed', 'toRow', 'fromRow'] as const;

/** Checks a space of an environment, and its parts. `role` is `action` or `observation`. */
export function checkSpace(space: Space, role: string, report: Report): void {
  const lacking = METHODS.filter((method) => typeof (space as unknown as Record<string, unknown> | null)?.[method] !== 'function');
  report.check(lacking.length === 0, 'space-kind', () => `the ${role} space ${describe(space)} lacks ${lacking.join(', ')}; try new Discrete(n) or new Box(low, high)`);
  const where = `in the ${role} space ${printed(space)}`;
  if (space instanceof Box) {
    const n = sizeOf(space.shape), { low, high } = space;
    report.check(low.length === n && high.length === n, 'box-shape', () => `${where} there are ${low.length} lows and ${high.length} highs, and the shape [${space.shape.join(', ')}] holds ${n}; leave the shape out, or give as many bounds`);
    const at = (wrong: (low: number, high: number) => boolean) => Array.from(low).findIndex((x, i) => wrong(x, high[i]));
    const above = at((low, high) => low > high), equal = at((low, high) => low === high);
    report.check(above < 0, 'box-order', () => `${where} number ${above} has the low ${low[above]} and the high ${high[above]}; exchange them`);
    report.check(equal < 0, 'box-equal', () => `${where} number ${equal} is always ${low[equal]}; leave it out, or give it room`);
  } else if (space instanceof Discrete) {
    report.check(space.n > 0, 'discrete-count', () => `${where} n is ${space.n}; it is a whole number from 1 up`);
  } else if (space instanceof MultiDiscrete) {
    const n = sizeOf(space.shape), none = space.nvec.findIndex((count) => !(count > 0));
    report.check(space.nvec.length === n, 'multi-discrete-shape', () => `${where} there are ${space.nvec.length} counts, and the shape [${space.shape.join(', ')}] holds ${n}; give as many`);
    report.check(none < 0, 'multi-discrete-count', () => `${where} the count at index ${none} is ${space.nvec[none]}; counts are whole numbers from 1 up`);
  } else if (space instanceof MultiBinary) {
    report.check(space.shape.every((length) => length > 0), 'multi-binary-shape', () => `${where} the shape is [${space.shape.join(', ')}]; its lengths are whole numbers from 1 up`);
  } else if (space instanceof Tuple || space instanceof Dict) {
    const parts: readonly Space[] = space.parts;
    report.check(parts.length > 0, space instanceof Tuple ? 'tuple-empty' : 'dict-empty', () => `the ${role} space is an empty one; give it at least one part`);
    for (const part of parts) checkSpace(part, role, report);
  }
}

/** What learners would rather have: bounded numbers, and actions around 0. */
export function checkLimits(space: Space, role: string, report: Report): void {
  if (space instanceof Tuple || space instanceof Dict) for (const part of space.parts) checkLimits(part, role, report);
  if (!(space instanceof Box)) return;
  const { low, high } = space, where = `the ${role} space is ${printed(space)}`;
  report.check(!low.includes(-Infinity), 'box-low-infinite', () => `${where}; give it a bound if there is one`);
  report.check(!high.includes(Infinity), 'box-high-infinite', () => `${where}; give it a bound if there is one`);
  const good = Array.from(low).every((x, i) => (x === 0 || x === -high[i]) && x >= -1 && high[i] <= 1);
  if (role === 'action') report.check(good, 'action-range', () => `${where}; learners begin around 0: wrap it in RescaleAction(env, -1, 1)`);
}

/** A space in words, even where it cannot tell itself. */
export function printed(space: Space): string {
  try {
    return String(space);
  } catch {
    return `of kind ${describe(space.kind)}`;
  }
}
