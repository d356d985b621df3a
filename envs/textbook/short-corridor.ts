import type { Dynamics } from '../core/dynamics.ts';
import type { Model } from '../core/model.ts';
import { Discrete } from '../spaces/discrete.ts';
import { tabular } from '../toy-text/tabular.ts';
import { corridorScene } from './short-corridor-picture.ts';

const REVERSED = 1, GOAL = 3;                             // states 0, 1, 2 from left to right
const RIGHT = 1, STEP = -1;

const table = /* @__PURE__ */ tabular({
  states: 4,
  actions: ['left', 'right'],
  start: [{ state: 0, probability: 1 }],
  transitions(s, a) {
    const goesRight = (a === RIGHT) !== (s === REVERSED);
    const next = goesRight ? s + 1 : Math.max(0, s - 1);
    return [{ probability: 1, next, reward: STEP, terminated: next === GOAL }];
  },
  terminal: (s) => s === GOAL,
  stateName: (s) => (s === GOAL ? 'goal' : `cell ${s}`),
  outcome: () => 'arrived',
  render: corridorScene,
});

/** The corridor for somebody who could tell its cells apart: what exact results are computed from. */
export const shortCorridorModel: Model = table.model;

/**
 * A corridor of three cells that all look alike; in the middle one the actions are the wrong way around. So no choice is always right, and
 * the best policy is a random one. Sutton & Barto (2018), example 13.1.
 *
 * | observation | `Discrete(1)`: always 0 |
 * | --- | --- |
 * | actions | 0 left, 1 right; swapped in cell 1; the left end holds |
 * | reward | -1 on every step, the last included |
 * | end | at the goal, right of cell 2; there is no time limit |
 *
 * Going right with probability p is worth (2p - 4) / (p (1 - p)): at best -11.66, with p = 2 - sqrt 2 = 0.586. `info` tells the `cell`. There
 * is no `model`, because what is seen is no Markov state; `shortCorridorModel` is the one of the cells.
 */
export function shortCorridor(): Dynamics {
  const { model: _, ...rules } = table;
  return {
    ...rules,
    observationSpace: new Discrete(1),
    actionSpace: new Discrete(2),
    observe(_state, observation) { observation[0] = 0; },
    info: (state) => ({ cell: state[0] }),
  };
}
