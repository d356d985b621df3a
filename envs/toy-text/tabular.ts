import type { Dynamics, Info } from '../core/dynamics.ts';
import type { DrawnPolicy, Model, Transition } from '../core/model.ts';
import type { Scene } from '../scene/scene.ts';
import { describe } from '../core/words.ts';
import { Discrete } from '../spaces/discrete.ts';

/** A finite world as its author tells it: every way that every action can turn out. */
export interface Rules {
  readonly states: number;
  readonly actions: readonly string[];
  readonly start: readonly { readonly state: number; readonly probability: number }[];
  /** In the order in which chance is to choose among them; outcomes that come to the same may be listed apart. Not asked of terminal states. */
  transitions(s: number, a: number): readonly Transition[];
  terminal(s: number): boolean;
  stateName(s: number): string;
  outcome?(s: number): string;
  info?(s: number): Info;
  render?(s: number): Scene;
  renderPolicy?(policy: DrawnPolicy): Scene;
}

/**
 * Dynamics that play a finite world from its own model, so that the rules stand in one place. A reset and a step draw one `random()`
 * each, whether or not anything is left to chance, and the outcome is the first whose cumulative probability exceeds it: Gymnasium's
 * `categorical_sample`. A state row is [s, probability of what happened last]; `info` is { prob } and what the rules add.
 *
 * Throws a RangeError where the probabilities of an action do not add to 1 or a transition leaves the states.
 */
export function tabular(rules: Rules): Dynamics & { readonly model: Model } {
  checkParts(rules);
  const { states, start } = rules, actions = rules.actions.length;
  const from = new Int32Array(states * actions + 1);       // outcomes of (s, a) are from[s, a] to from[s, a + 1]
  const next: number[] = [], probability: number[] = [], reward: number[] = [], ends: boolean[] = [];
  const isTerminal = Uint8Array.from({ length: states }, (_, s) => (rules.terminal(s) ? 1 : 0));
  for (let s = 0; s < states; s++) {
    for (let a = 0; a < actions; a++) {
      const outcomes = isTerminal[s] === 1 ? [] : rules.transitions(s, a);
      check(outcomes, isTerminal, `${rules.actions[a]} in ${rules.stateName(s)}`, isTerminal[s] === 1);
      for (const outcome of outcomes) {
        next.push(outcome.next); probability.push(outcome.probability); reward.push(outcome.reward); ends.push(outcome.terminated);
      }
      from[s * actions + a + 1] = next.length;
    }
  }
  checkStart(start, isTerminal);
  const S = Int32Array.from(next), P = Float64Array.from(probability), R = Float64Array.from(reward);

  return {
    observationSpace: new Discrete(states),
    actionSpace: new Discrete(actions),
    stateSize: 2,
    reset(state, random) {
      const u = random.random();
      let cumulative = 0, chosen = start[0];
      for (const candidate of start) {
        cumulative += candidate.probability;
        if (cumulative > u) { chosen = candidate; break; }
      }
      state[0] = chosen.state;
      state[1] = chosen.probability;
    },
    step(state, action, random) {
      const sa = state[0] * actions + action[0], first = from[sa], end = from[sa + 1];
      const u = random.random();
      let chosen = first;
      for (let i = first, cumulative = 0; i < end; i++) {
        cumulative += P[i];
        if (cumulative > u) { chosen = i; break; }
      }
      state[0] = S[chosen];
      state[1] = P[chosen];
      return R[chosen];
    },
    terminal: (state) => isTerminal[state[0]] === 1,
    observe(state, observation) { observation[0] = state[0]; },
    info: rules.info ? (state) => ({ prob: state[1], ...rules.info!(state[0]) }) : (state) => ({ prob: state[1] }),
    ...(rules.outcome && { outcome: (state: Float64Array) => rules.outcome!(state[0]) }),
    ...(rules.render && { render: (state: Float64Array) => rules.render!(state[0]) }),
    model: {
      states, actions, start,
      transitions(s, a) {
        const outcomes: Transition[] = [];
        for (let i = from[s * actions + a]; i < from[s * actions + a + 1]; i++) outcomes.push({ probability: P[i], next: S[i], reward: R[i], terminated: ends[i] });
        return outcomes;
      },
      stateName: rules.stateName,
      actionName: (a) => rules.actions[a],
      ...(rules.renderPolicy && { renderPolicy: rules.renderPolicy }),
    },
  };
}

/** Throws a TypeError that names what is missing. */
function checkParts(rules: Partial<Rules> | null | undefined): void {
  const wanted = 'tabular takes { states, actions, start, transitions, terminal, stateName }';
  const count = rules?.states, names: unknown = rules?.actions, start: unknown = rules?.start;
  if (typeof rules !== 'object' || rules === null) throw new TypeError(`${wanted}, and got ${describe(rules)}`);
  if (!Number.isSafeInteger(count) || count! < 1) {
    throw new TypeError(`${wanted}: states is how many there are, from 1 up, and got ${describe(count)}`);
  }
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    throw new TypeError(`${wanted}: actions are their names, such as ['left', 'right'], and got ${describe(names)}`);
  }
  if (!Array.isArray(start)) {
    throw new TypeError(`${wanted}: start lists where episodes begin, such as [{ state: 0, probability: 1 }], and got ${describe(start)}`);
  }
  for (const part of ['transitions', 'terminal', 'stateName'] as const) {
    if (typeof rules[part] !== 'function') throw new TypeError(`${wanted}: ${part} is a function, and got ${describe(rules[part])}`);
  }
}

function check(outcomes: readonly Transition[], terminal: Uint8Array, where: string, over: boolean): void {
  if (over) return;
  let sum = 0;
  for (const { next, probability, terminated } of outcomes) {
    if (!(next >= 0 && next < terminal.length && Number.isInteger(next))) {
      throw new RangeError(`${where} leads to state ${next}, and the states are 0 to ${terminal.length - 1}`);
    }
    if (terminated !== (terminal[next] === 1)) {
      throw new RangeError(`${where} leads to state ${next} with terminated ${terminated}, and terminal(${next}) says ${terminal[next] === 1}`);
    }
    if (!(probability >= 0)) throw new RangeError(`${where} has an outcome of probability ${probability}`);
    sum += probability;
  }
  if (!(Math.abs(sum - 1) < 1e-9)) throw new RangeError(`the probabilities of ${where} add to ${sum} instead of 1`);
}

function checkStart(start: Rules['start'], terminal: Uint8Array): void {
  let sum = 0;
  for (const { state, probability } of start) {
    if (!(Number.isInteger(state) && state >= 0 && state < terminal.length)) {
      throw new RangeError(`an episode starts in state ${state}, and the states are 0 to ${terminal.length - 1}`);
    }
    if (terminal[state] === 1) throw new RangeError(`an episode starts in state ${state}, which is terminal`);
    if (!(probability >= 0)) throw new RangeError(`an episode starts in state ${state} with probability ${probability}`);
    sum += probability;
  }
  if (!(Math.abs(sum - 1) < 1e-9)) throw new RangeError(`the probabilities of the starts add to ${sum} instead of 1`);
}
