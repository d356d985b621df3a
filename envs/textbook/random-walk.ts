import type { Dynamics } from '../core/dynamics.ts';
import { tabular } from '../toy-text/tabular.ts';
import { checkCount, checkNumber } from './options.ts';
import { walkPolicyScene, walkScene } from './random-walk-picture.ts';

const MOST = 1000, LETTERS = 26;

export interface RandomWalkOptions {
  /** States between the two ends, 1 to 1000. Default 5. */
  readonly states?: number;
  /** Reward for walking off the left end. Default 0. */
  readonly leftReward?: number;
  /** Reward for walking off the right end. Default 1. */
  readonly rightReward?: number;
}

/**
 * A drunkard's walk along a line, for learning to predict: there is one action, and a coin decides. Sutton & Barto (2018), example 6.2;
 * with 19 states and -1 for the left end, example 7.1.
 *
 * | observation | `Discrete(states + 2)`: 0 beyond the left end, 1 to `states` from left to right (A, B, C, D, E), `states` + 1 beyond the right end |
 * | --- | --- |
 * | actions | 0 walk: one state to the left or to the right, each with chance 1/2 |
 * | reward | 0, but 1 for leaving at the right and 0 for leaving at the left: options |
 * | start | the middle; of an even number of states, the left one of the two |
 * | end | at either end; there is no time limit |
 *
 * Throws where `states` is no whole number from 1 to 1000 or a reward is no number.
 */
export function randomWalk({ states = 5, leftReward = 0, rightReward = 1 }: RandomWalkOptions = {}): Dynamics {
  checkCount('states', 'the number of states between the ends', states, 1, MOST);
  checkNumber('leftReward', 'the reward at the left end', leftReward);
  checkNumber('rightReward', 'the reward at the right end', rightReward);
  const right = states + 1, isEnd = (s: number) => s === 0 || s === right;
  const walk = (next: number) => ({ probability: 1 / 2, next, reward: next === 0 ? leftReward : next === right ? rightReward : 0, terminated: isEnd(next) });
  const stateName = (s: number) => (s === 0 ? 'left end' : s === right ? 'right end' : states <= LETTERS ? String.fromCodePoint(64 + s) : String(s));
  const drawn = { states, leftReward, rightReward, stateName };
  return tabular({
    states: states + 2,
    actions: ['walk'],
    start: [{ state: Math.ceil(states / 2), probability: 1 }],
    transitions: (s) => [walk(s - 1), walk(s + 1)],
    terminal: isEnd,
    stateName,
    outcome: (s) => (s === 0 ? 'left' : 'right'),
    render: (s) => walkScene(drawn, s),
    renderPolicy: ({ values }) => walkPolicyScene(drawn, values),
  });
}
