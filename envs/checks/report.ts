import { CHECKS, type CheckName } from './list.ts';

/** A check that an environment failed. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
  readonly check: CheckName;

  constructor(check: CheckName, message: string) {
    super(message);
    this.check = check;
  }
}

/** Where checks say what they found: errors are thrown, warnings are collected and told. */
export class Report {
  readonly warnings: { readonly check: CheckName; readonly message: string }[] = [];
  readonly #warn: (message: string) => void;

  constructor(warn: (message: string) => void = () => {}) {
    this.#warn = warn;
  }

  /** `detail` tells what arrived, what was expected and what to try; it is made only where it is needed. Returns whether all is well. */
  check(good: boolean, check: CheckName, detail: () => string): boolean {
    if (good) return true;
    const { sentence, level } = CHECKS[check], message = `${sentence}: ${detail()}`;
    if (level === 'error') throw new CheckError(check, message);
    this.warnings.push({ check, message });
    this.#warn(message);
    return false;
  }
}
