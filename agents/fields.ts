// What hyperparameters may be, in the same words for all agents. Numbers within bounds, and schedules: schedule.ts.
import { z } from 'zod';

/** A whole number from `least` up. */
export const whole = (least: number) => z.int({ error: `a whole number from ${least} up` }).min(least, { error: `a whole number from ${least} up` });
/** One of some words. */
export const choice = <const Words extends readonly string[]>(words: Words) => z.enum(words, { error: `one of ${words.join(', ')}` });
/** Yes or no. */
export const flag = () => z.boolean({ error: 'true or false' });
/** A number above 0. */
export const above0 = z.number({ error: 'a number above 0' }).gt(0, { error: 'a number above 0' });
/** Widths of the hidden layers of a network. */
export const widths = () => z.array(whole(1), { error: 'a list of whole numbers, such as [64, 64] or []' });
