import { math } from 'gymnasium-js';
import { z } from 'zod';

/** A hyperparameter over the run: a function of progress, 0 at its first step and 1 at the end of its budget. */
export type Schedule = (progress: number) => number;

const PATTERN = /^(lin|exp)_([^_]+)(?:_([^_]+))?(?:_([^_]+))?$/;

/**
 * A schedule from its text:
 * - a number: constant;
 * - `lin_x`: from x in a straight line to 0 (as in rl-zoo); `lin_x_y`: to y; `lin_x_y_f`: to y within the fraction f of the budget, then y;
 * - `exp_x_y`, `exp_x_y_f`: likewise by equal factors, x (y/x)^(progress/f).
 *
 * Returns undefined where the text is none of these.
 */
export function parseSchedule(text: number | string): { readonly from: number; readonly to: number; readonly at: Schedule } | undefined {
  if (typeof text === 'number') return { from: text, to: text, at: () => text };
  const [, kind, ...rest] = PATTERN.exec(text) ?? [];
  if (kind === undefined) return undefined;
  const number = (text: string | undefined) => (text === undefined ? undefined : text.trim() === '' ? NaN : Number(text));
  const [from, to = kind === 'lin' ? 0 : NaN, fraction = 1] = rest.map(number) as [number, number?, number?];
  if (![from, to].every(Number.isFinite) || !(fraction > 0 && fraction <= 1)) return undefined;
  if (kind === 'exp' && !(from > 0 && to > 0)) return undefined;
  const part = (progress: number) => Math.min(1, progress / fraction);
  const at: Schedule = kind === 'lin'
    ? (progress) => from + (to - from) * part(progress)
    : (progress) => from * math.pow(to / from, part(progress));
  return { from, to, at };
}

/** A hyperparameter that is a number and stays as it is. */
export function within({ least = -Infinity, most = Infinity }: { least?: number; most?: number }) {
  const message = least === -Infinity && most === Infinity ? 'a number' : `a number from ${least} to ${most}`;
  return z.number({ error: message }).min(least, { error: message }).max(most, { error: message });
}

/** A hyperparameter that may change over the run, between `least` and `most`. */
export function scheduled({ least, most }: { least: number; most: number }) {
  const message = `a number from ${least} to ${most}, or a schedule between such: "lin_0.5", "lin_1_0.05", "lin_1_0.05_0.5", "exp_0.5_0.01"`;
  return z.union([z.number(), z.string()], { error: message }).refine((text) => {
    const schedule = parseSchedule(text);
    return schedule !== undefined && [schedule.from, schedule.to].every((x) => x >= least && x <= most);
  }, { error: message });
}

export const scheduleOf = (text: number | string): Schedule => parseSchedule(text)!.at;
