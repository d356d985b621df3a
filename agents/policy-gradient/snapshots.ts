import type { Snapshot, TypedArray } from 'gymnasium-js';

interface Saved { save(): Snapshot }

/**
 * Loads a snapshot whole or not at all: first its parts must be those that `learner` saves, then `write` loads each. Where one of them refuses, all
 * become again what they were. Throws a RangeError that says what does not fit.
 */
export function loadWhole(name: string, learner: Saved, snapshot: Snapshot, write: (snapshot: Snapshot) => void): void {
  const own = learner.save();
  refuseOtherParts(name, snapshot, own, 'snapshot');
  try {
    write(snapshot);
  } catch (error) {
    write(own);
    throw error;
  }
}

const REMEDY = 'Load it into one that was made with the options, in the world and with the rows of the one that was saved.';
const isParts = (value: unknown): value is Snapshot => typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
function kindOf(value: unknown): string {
  if (isParts(value)) return 'parts';
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}

/** What the parts are, down to arrays and numbers; how long the arrays are and what is in them is for those to say who load them. */
function refuseOtherParts(name: string, given: unknown, own: Snapshot, where: string): void {
  if (!isParts(given)) {
    throw new RangeError(`the ${where} for this ${name} is ${kindOf(given)}, and parts called ${Object.keys(own).join(', ')} are needed`);
  }
  const missing = Object.keys(own).find((part) => !Object.hasOwn(given, part)), extra = Object.keys(given).find((part) => !Object.hasOwn(own, part));
  if (missing !== undefined) throw new RangeError(`the ${where} holds no ${missing}, and this ${name} needs it. ${REMEDY}`);
  if (extra !== undefined) throw new RangeError(`the ${where} holds ${extra}, and this ${name} has no use for it. ${REMEDY}`);
  for (const [part, value] of Object.entries(own)) {
    if (part === 'optimizer' && isParts(given[part])) continue;      // says itself what it needs
    if (isParts(value)) refuseOtherParts(name, given[part], value, `${where}'s ${part}`);
    else if (kindOf(given[part]) !== kindOf(value)) {
      throw new RangeError(`${part} of the ${where} is ${kindOf(given[part])}, and this ${name} needs ${kindOf(value)}`);
    }
  }
}

/** Throws a RangeError where arrays of one number for each row are of other rows. */
export function refuseOtherRows(arrays: readonly unknown[], rows: number): void {
  const other = (arrays as readonly TypedArray[]).find(({ length }) => length !== rows);
  if (other) throw new RangeError(`this snapshot is of ${other.length} rows, and ${rows} are needed`);
}
