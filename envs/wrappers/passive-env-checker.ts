import { Report } from '../checks/report.ts';
import { checkPicture, checkReset, checkReuse, checkShape, checkStep } from '../checks/returned.ts';
import type { Env } from '../core/env.ts';
import type { ResetArguments } from '../core/reset.ts';
import { Wrapper } from './wrapper.ts';

/**
 * Watches the first calls of an environment: its spaces when it is wrapped, what the first reset, step and render give, and whether the first two
 * steps share memory. Nothing is changed. Errors throw a CheckError, warnings go to `warn`. docs/checks.md lists all checks.
 */
export class PassiveEnvChecker<Observation = unknown, Action = unknown> extends Wrapper<Observation, Action> {
  readonly #report: Report;
  #resets = 0;
  #steps = 0;
  #renders = 0;
  #closed = false;
  #before: readonly [unknown, unknown] | undefined;

  constructor(env: Env<Observation, Action>, { warn = (message: string) => console.warn(message) }: { warn?: (message: string) => void } = {}) {
    const report = new Report(warn);
    checkShape(env, report);
    super(env);
    this.#report = report;
  }

  /** What it warned of so far. */
  get warnings(): string[] { return this.#report.warnings.map(({ message }) => message); }

  override reset(how?: ResetArguments): ReturnType<Env<Observation, Action>['reset']> {
    const result = super.reset(how);
    if (this.#resets++ > 0) return result;
    checkReset(this.env, result, this.#report);
    this.#before = result;
    return result;
  }

  override step(action: Action): ReturnType<Env<Observation, Action>['step']> {
    const result = super.step(action);
    if (this.#steps >= 2) return result;
    if (this.#steps === 0) checkStep(this.env, result, this.#report);
    const after = [result[0], result[4]] as const;
    if (this.#before) checkReuse(this.#before, after, this.#steps === 0 ? 'reset and step' : 'two steps', this.#report, ['observation-reused', 'info-reused']);
    this.#before = ++this.#steps < 2 ? after : undefined;
    return result;
  }

  override render(): ReturnType<NonNullable<Env['render']>> {
    const picture = super.render();
    if (this.#renders++ === 0) checkPicture(this.env.renderMode, picture, this.#report);
    return picture;
  }

  override close(): void {
    if (!this.#closed) {
      this.#closed = true;
      return super.close();
    }
    try {
      super.close();
    } catch (error) {
      this.#report.check(false, 'close-twice', () => `it threw ${String(error)}; let close do nothing where there is nothing to close`);
      throw error;
    }
  }
}

