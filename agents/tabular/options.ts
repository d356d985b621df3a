import { z } from 'zod';
import { scheduled, within } from '../schedule.ts';

/** What every learner of action values takes. */
export const tabularOptions = z.strictObject({
  learningRate: scheduled({ least: 0, most: 1 }).default(0.1).describe('alpha, how far an estimate moves towards its target; [0, 1] or a schedule'),
  gamma: within({ least: 0, most: 1 }).default(0.99).describe('discount of the next step\'s value; [0, 1]'),
  epsilon: scheduled({ least: 0, most: 1 }).default(0.1).describe('chance of exploring with a random action; [0, 1] or a schedule'),
  initialValue: within({}).default(0).describe('Q(s, a) before anything is learned; high values explore (optimism)'),
});

export type TabularOptions = z.output<typeof tabularOptions>;
