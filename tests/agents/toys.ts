import { Box, Discrete, DynamicsVectorEnv, type Dynamics, type Step, type VectorOptions } from 'gymnasium-js';
import { agentOptions, agentSpec, streamsOf, type Agent, type TabularAgent, type World } from '../../agents/index.ts';

/*
 * Small worlds whose every number can be followed by hand, and steps written by hand.
 */

/** What a learner of a table lives in: so many states and actions, perhaps counted from elsewhere than 0. */
export function tableWorld(states: number, actions: number, { firstState = 0, firstAction = 0, masked = false } = {}): World {
  return { observationSpace: new Discrete(states, { start: firstState }), actionSpace: new Discrete(actions, { start: firstAction }), masked };
}

type Numbers = readonly number[];
interface HandStep {
  readonly observation: Numbers;
  readonly action: Numbers;
  readonly reward: Numbers;
  readonly next: Numbers;
  readonly first?: Numbers;
  readonly playing?: Numbers;
  readonly terminated?: Numbers;
  readonly truncated?: Numbers;
  readonly mask?: Numbers;
  readonly nextMask?: Numbers;
  readonly steps?: number;
}

/** A step of as many rows as there are observations; rows play, and nothing ends, unless said otherwise. */
export function stepOf({ observation, action, reward, next, first, playing, terminated, truncated, mask, nextMask, steps = 1 }: HandStep): Step {
  const rows = observation.length, flags = (given: Numbers | undefined, otherwise: number) => (given ? Uint8Array.from(given) : new Uint8Array(rows).fill(otherwise));
  return {
    rows, observation: Float32Array.from(observation), action: Float32Array.from(action), reward: Float64Array.from(reward), next: Float32Array.from(next),
    first: flags(first, 0), playing: flags(playing, 1), terminated: flags(terminated, 0), truncated: flags(truncated, 0),
    ...(mask && { mask: Uint8Array.from(mask) }), ...(nextMask && { nextMask: Uint8Array.from(nextMask) }),
    returns: Float64Array.from(reward), lengths: new Uint32Array(rows).fill(1), steps, episodes: 0,
  };
}

/** Nobody to ask for rest or a new episode. */
export const nobody = { rest() {}, wake() {}, begin() {} };

/** An agent of the list with a table, ready to be looked into. */
export function tabularAgent(name: string, world: World, options: Record<string, unknown> = {}, { rows = 1, seed = 0, budget = 1000 } = {}): TabularAgent {
  const spec = agentSpec(name);
  return spec.create(world, { rows, budget, stream: streamsOf(seed), options: agentOptions(spec, options) }) as TabularAgent;
}

/** The agent with these values in its table, as if learned. */
export function knowing<A extends Agent>(agent: A, q: Numbers | Float64Array): A {
  agent.load({ ...agent.save(), q: Float64Array.from(q) });
  return agent;
}

/** How often each action comes when an agent acts `times` times in one state. */
export function frequencies(agent: Pick<Agent, 'act'>, actions: number, times: number, state = 0): number[] {
  const counts = new Array<number>(actions).fill(0);
  const now = stepOf({ observation: [state], action: [0], reward: [0], next: [0], first: [1] }), action = new Float32Array(1);
  for (let i = 0; i < times; i++) {
    agent.act(now, action);
    counts[action[0]]++;
  }
  return counts;
}

/** Pearson's sum of (observed - expected)^2 / expected; Infinity where what cannot happen did. */
export function chiSquare(observed: Numbers, probabilities: Numbers): number {
  const times = observed.reduce((sum, n) => sum + n, 0);
  return observed.reduce((sum, n, i) => (probabilities[i] > 0 ? sum + (n - times * probabilities[i]) ** 2 / (times * probabilities[i]) : n > 0 ? Infinity : sum), 0);
}

/** The 99.9 % points of the chi-square distribution, by degrees of freedom. */
export const CHI_SQUARE_999 = [0, 10.828, 13.816, 16.266, 18.467, 20.515];

/** The state is how many steps are left, drawn from `lengths` with equal chances; each step is worth 1. Actions 0 and 1 do nothing. */
export function countdown(lengths: Numbers): Dynamics {
  return {
    observationSpace: new Discrete(Math.max(...lengths) + 1), actionSpace: new Discrete(2), stateSize: 1,
    reset(state, random) { state[0] = lengths[random.integers(lengths.length)]; },
    step(state) { state[0]--; return 1; },
    terminal: (state) => state[0] === 0,
    observe(state, observation) { observation[0] = state[0]; },
  };
}

const SEATS = 6;

/**
 * A ring of six seats counted from 10, and three actions counted from -1: step back, stay, step on. Seat s forbids
 * action s + 1 mod 3 (counted from 0), but the last seat allows all. Stepping on from the last seat ends the episode with +1; a step costs 0.1.
 */
export const maskedRing: Dynamics = {
  observationSpace: new Discrete(SEATS, { start: 10 }), actionSpace: new Discrete(3, { start: -1 }), stateSize: 1,
  reset(state, random) { state[0] = random.integers(3); },
  step(state, action) {
    if (forbids(state[0]) === action[0] + 1) throw new Error(`action ${action[0]} is forbidden on seat ${state[0]}`);
    state[0] = state[0] === SEATS - 1 && action[0] === 1 ? SEATS : (state[0] + action[0] + SEATS) % SEATS;
    return state[0] === SEATS ? 1 : -0.1;
  },
  terminal: (state) => state[0] === SEATS,
  observe(state, observation) { observation[0] = 10 + state[0] % SEATS; },
  mask(state, mask) { for (let a = 0; a < 3; a++) mask[a] = forbids(state[0]) === a ? 0 : 1; },
};
const forbids = (seat: number) => (seat >= SEATS - 1 ? -1 : (seat + 1) % 3);

/** A point in [-1, 1]^2 that is pushed about; for agents that take continuous spaces. */
export const pushing: Dynamics = {
  observationSpace: new Box([-1, -1], [1, 1]), actionSpace: new Box([-0.1, -0.2], [0.1, 0.3]), stateSize: 3,
  reset(state, random) { state[0] = random.uniform(-1, 1); state[1] = random.uniform(-1, 1); state[2] = 0; },
  step(state, action) {
    for (let k = 0; k < 2; k++) state[k] = Math.min(1, Math.max(-1, state[k] + action[k]));
    return -Math.abs(state[0]) - Math.abs(state[1]) - (state[2] = 0);
  },
  terminal: (state) => Math.abs(state[0]) + Math.abs(state[1]) < 0.05,
  observe(state, observation) { observation[0] = state[0]; observation[1] = state[1]; },
};

export const rowsOf = (dynamics: Dynamics, options: VectorOptions = {}): DynamicsVectorEnv => new DynamicsVectorEnv(dynamics, options);
