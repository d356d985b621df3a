import { isPlainObject } from '../core/plain-object.ts';
import { describe } from '../core/words.ts';
import type { Random } from '../random/index.ts';
import { isList } from './dtype.ts';
import type { SampleOptions, Space } from './space.ts';

/** The mask or the probabilities that were given, if any. Throws, in words, where both are, or where they come without their names. */
export function given<Mask, Probability>(how: SampleOptions<Mask, Probability> | undefined, owner: Space): Given<Mask, Probability> {
  if (how === undefined || how === null) return NOTHING as Given<Mask, Probability>;
  checkHow(how, owner);
  const mask = how.mask ?? undefined, probability = how.probability ?? undefined;
  if (mask !== undefined && probability !== undefined) {
    throw new TypeError(`${String(owner)}.sample takes a mask or probabilities, and got both; leave one of them out`);
  }
  return { mask, probability };
}
interface Given<Mask, Probability> { mask: Mask | undefined; probability: Probability | undefined }
const NOTHING: Given<unknown, unknown> = { mask: undefined, probability: undefined };

/** A mask in the first place, as Gymnasium takes it, would be drawn past without a word. */
function checkHow(how: unknown, owner: Space): void {
  if (isPlainObject(how) && Object.keys(how).every((key) => key === 'mask' || key === 'probability')) return;
  const wanted = `${String(owner)}.sample takes { mask: ... } or { probability: ... }, and got ${describe(how)}`;
  const advice = isList(how) ? '; try sample({ mask }) with it as mask' : '; try sample({ mask })';
  throw new TypeError(wanted + advice);
}

/** Throws, in words, where a space that knows neither gets a mask or probabilities. */
export function refuseMasks(how: SampleOptions, owner: Space): void {
  const { mask, probability } = given(how, owner);
  if ((mask ?? probability) !== undefined) {
    throw new TypeError(`${String(owner)} cannot be sampled with a ${mask === undefined ? 'probability' : 'mask'}, and got ${describe(mask ?? probability)}; inside a Tuple or Dict, give null for it`);
  }
}

/** An index below n: any, one that the mask allows, or one drawn with the probabilities. */
export function drawIndex(random: Random, n: number, how: SampleOptions, owner: Space): number {
  const { mask, probability } = given(how, owner);
  if (probability !== undefined) return random.choice(n, { p: checkShares(probability, n, owner) });
  return mask === undefined ? random.integers(n) : drawAllowed(random, n, mask, owner);
}

/** An index that the mask allows, all alike, or 0 where it allows none. */
export function drawAllowed(random: Random, n: number, mask: unknown, owner: Space): number {
  const allowed = allowedBy(mask, n, owner);
  return allowed.length === 0 ? 0 : allowed[random.integers(allowed.length)];
}

/** The indices at which a mask of n zeros and ones has a one. Throws, in words, on other masks. */
export function allowedBy(mask: unknown, n: number, owner: Space): number[] {
  const allowed: number[] = [];
  const ones = checkList(mask, n, owner, 'mask', 'zeros and ones');
  for (let i = 0; i < n; i++) {
    if (ones[i] === 1) allowed.push(i);
    else if (ones[i] !== 0) {
      throw new RangeError(`a mask of ${String(owner)} holds 1 where a value is allowed and 0 where not, and got ${describe(ones[i])} at index ${i}`);
    }
  }
  return allowed;
}

/** Throws, in words, unless there are n probabilities that add to 1, as closely as NumPy wants it. */
export function checkShares(probability: unknown, n: number, owner: Space, tolerance = 1.5e-8): ArrayLike<number> {
  const p = checkProbabilities(probability, n, owner);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += p[i];
  if (!(Math.abs(sum - 1) <= tolerance)) {
    throw new RangeError(`the probabilities of ${String(owner)} add to ${sum} instead of 1; try dividing each by their sum`);
  }
  return p;
}

/** Throws, in words, unless there are n numbers from 0 to 1. */
export function checkProbabilities(probability: unknown, n: number, owner: Space): ArrayLike<number> {
  const p = checkList(probability, n, owner, 'probability', 'numbers from 0 to 1');
  for (let i = 0; i < n; i++) {
    const share = p[i];
    if (!(typeof share === 'number' && share >= 0 && share <= 1)) {
      throw new RangeError(`a probability of ${String(owner)} is a number from 0 to 1, and got ${describe(share)} at index ${i}`);
    }
  }
  return p as ArrayLike<number>;
}

/** Throws, in words, unless `list` is a list of n. */
export function checkList(list: unknown, n: number, owner: Space, name: string, what: string): ArrayLike<unknown> {
  if (!isList(list)) throw new TypeError(`${String(owner)}.sample takes as ${name} a list of ${n} ${what}; ${describe(list)} arrived`);
  if (list.length !== n) {
    throw new RangeError(`${String(owner)}.sample takes as ${name} a list of ${n} ${what}; ${list.length} arrived: ${describe(list)}`);
  }
  return list;
}
