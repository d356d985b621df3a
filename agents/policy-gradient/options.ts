import { z } from 'zod';
import { ACTIVATIONS } from '../../nets/index.ts';
import { above0, choice, flag, widths } from '../fields.ts';
import { scheduled, within } from '../schedule.ts';

const HIDDEN = ACTIVATIONS.filter((name) => name !== 'step' && name !== 'softmax' && name !== 'logSoftmax');
const PERIOD = 'a whole number from -1 up';

/** What the policy is: a network, what it sees, and how it explores. Names are Stable-Baselines3's. */
export const policyOptions = {
  netArch: widths().default([64, 64]).describe('widths of the hidden layers; [] is a linear policy'),
  activation: choice(HIDDEN).default('tanh').describe('after each hidden layer'),
  orthoInit: flag().default(true)
    .describe('weights begin orthogonal (gains: hidden sqrt 2, policy 0.01, value 1); else as in PyTorch, uniform in 1/sqrt(inputs)'),
  normalizeObservation: flag().default(false).describe('the network sees (s - mean) / deviation over all that was seen, clipped to 10'),
  logStdInit: within({ least: -20, most: 2 }).default(0).describe('of Box actions: logarithm of the standard deviation at first'),
  squashOutput: flag().default(false).describe('of Box actions: squashed by tanh between their bounds, rather than clipped to them'),
  useSde: flag().default(false).describe('of Box actions: noise that depends on the state and stays for a while (gSDE, Raffin et al. 2021)'),
  sdeSampleFreq: z.int({ error: PERIOD }).min(-1, { error: PERIOD }).default(-1).describe('steps for which gSDE keeps its noise; -1: nSteps'),
};

/** What actor and critic learn by. */
export const actorCriticOptions = {
  ...policyOptions,
  sharedTorso: flag().default(false).describe('whether policy and value share their hidden layers'),
  gamma: within({ least: 0, most: 1 }).default(0.99).describe('discount of the next step\'s value; [0, 1]'),
  entCoef: scheduled({ least: 0, most: 1e3 }).default(0).describe('weight of the policy\'s entropy; from 0, or a schedule'),
  vfCoef: within({ least: 0, most: 1e6 }).default(0.5).describe('weight of the critic\'s squared error; from 0'),
  maxGradNorm: above0.default(0.5).describe('the gradient of actor and critic together is scaled down to this norm; above 0'),
  normalizeReward: flag().default(false).describe('learns from R / deviation of the discounted return, clipped to 10'),
};

export type PolicyNetworkOptions = z.output<z.ZodObject<typeof policyOptions>>;
export type ActorCriticOptions = z.output<z.ZodObject<typeof actorCriticOptions>>;
