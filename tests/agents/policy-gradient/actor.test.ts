import { Box, Discrete, makeRows, MultiBinary, MultiDiscrete, type Situation, type Space } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import type { Agent, Policy } from '../../../agents/index.ts';
import { wasmBackend, type Backend } from '../../../nets/index.ts';
import { encode } from '../../../runners/checkpoint.ts';
import { Actor } from '../../../agents/policy-gradient/actor.ts';
import { chiSquare, CHI_SQUARE_999, nobody, stepOf } from '../toys.ts';
import { drawnBy, learner, parametersOf, play, withParameters, worldOf } from './hand.ts';

/*
 * What a2c and ppo play, as learners and through policy(). A linear policy that sees one number: its biases are what it says of s = 0.
 */

const NAMES = ['a2c', 'ppo'];
const now = (s: readonly number[], mask?: readonly number[]): Situation => ({
  rows: s.length, observation: Float32Array.from(s), first: new Uint8Array(s.length), playing: new Uint8Array(s.length).fill(1),
  ...(mask && { mask: Uint8Array.from(mask) }),
});

/** An agent whose policy says `said` of every state, in a world with these actions; the first `deviations` numbers after it are log deviations. */
interface Saying { readonly masked?: boolean; readonly deviations?: readonly number[]; readonly options?: Record<string, unknown> }
function saying(name: string, actionSpace: Space, said: readonly number[], { masked = false, deviations = [], options = {} }: Saying = {}): Agent {
  const agent = learner(name, { ...worldOf(actionSpace), masked }, { netArch: [], nSteps: 8, ...options });
  const parameters = new Float32Array(parametersOf(agent).length);
  parameters.set([...said.map(() => 0), ...said, ...deviations]);                   // weights, biases, log deviations; then the value's
  return withParameters(agent, parameters);
}
function actionOf(policy: Policy, size: number, situation = now([0])): number[] {
  const action = new Float32Array(size * situation.rows);
  policy.act(situation, action);
  return [...action];
}
/** How often each action comes, of those that can be counted. */
function counts(policy: Policy, size: number, indexOf: (action: readonly number[]) => number, kinds: number, situation = now([0])): number[] {
  const n = new Array<number>(kinds).fill(0);
  for (let k = 0; k < 4000; k++) n[indexOf(actionOf(policy, size, situation))]++;
  return n;
}
const softmax = (z: readonly number[]) => { const e = z.map(Math.exp), sum = e.reduce((a, b) => a + b, 0); return e.map((e) => e / sum); };
const z = [0.2, 1, -0.5];
const fits = (observed: readonly number[], p: readonly number[]) => chiSquare(observed, p) < CHI_SQUARE_999[p.filter((p) => p > 0).length - 1];

describe.each(NAMES)('%s, asked for its policy', (name) => {
  test('of discrete actions: the most probable, or each by its probability', () => {
    const agent = saying(name, new Discrete(3, { start: 5 }), z), stochastic = counts(agent.policy({ stochastic: true }), 1, ([a]) => a - 5, 3);
    expect(actionOf(agent.policy(), 1)).toEqual([6]);
    expect(fits(stochastic, softmax(z))).toBe(true);
    expect(fits(stochastic, softmax(z.map((z) => 2 * z)))).toBe(false);            // a policy that is too sure would show
  });

  test('of masked ones: the best of the allowed, and never another', () => {
    const agent = saying(name, new Discrete(3), z, { masked: true }), under = now([0], [1, 0, 1]);
    expect(actionOf(agent.policy(), 1, under)).toEqual([0]);
    expect(fits(counts(agent.policy({ stochastic: true }), 1, ([a]) => a, 3, under), softmax([z[0], -Infinity, z[2]]))).toBe(true);
    expect(fits(counts(agent, 1, ([a]) => a, 3, under), softmax([z[0], -Infinity, z[2]]))).toBe(true);
  });

  test('of several choices: each of its own', () => {
    const agent = saying(name, new MultiDiscrete([2, 3]), [0.5, -0.5, ...z]);
    const p = softmax([0.5, -0.5]).flatMap((first) => softmax(z).map((second) => first * second));
    expect(actionOf(agent.policy(), 2)).toEqual([0, 1]);
    expect(fits(counts(agent.policy({ stochastic: true }), 2, ([a, b]) => 3 * a + b, 6), p)).toBe(true);
  });

  test('of binary ones: each by its own chance', () => {
    const agent = saying(name, new MultiBinary(2), [1, -0.3]), p1 = 1 / (1 + Math.exp(-1)), p2 = 1 / (1 + Math.exp(0.3));
    expect(actionOf(agent.policy(), 2)).toEqual([1, 0]);
    const p = [(1 - p1) * (1 - p2), (1 - p1) * p2, p1 * (1 - p2), p1 * p2];
    expect(fits(counts(agent.policy({ stochastic: true }), 2, ([a, b]) => 2 * a + b, 4), p)).toBe(true);
  });

  test('of numbers: the mean, or normal around it, clipped to the bounds', () => {
    const agent = saying(name, new Box(-1, 1, { shape: [1] }), [0.8], { deviations: [Math.log(0.5)] }), policy = agent.policy({ stochastic: true });
    expect(actionOf(agent.policy(), 1)).toEqual([Math.fround(0.8)]);
    const drawn = Array.from({ length: 4000 }, () => actionOf(policy, 1)[0]);
    expect(Math.max(...drawn)).toBe(1);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-1);
    // P(a >= 1) = P(z >= 0.4) = 0.344578, P(a < 0.8) = 0.5, the rest between.
    const thirds = [drawn.filter((a) => a < 0.8), drawn.filter((a) => a >= 0.8 && a < 1), drawn.filter((a) => a === 1)].map(({ length }) => length);
    expect(fits(thirds, [0.5, 0.155422, 0.344578])).toBe(true);
  });

  test('of squashed numbers: low + (high - low) (tanh(u) + 1) / 2 of a normal u', () => {
    const agent = saying(name, new Box(-2, 6, { shape: [1] }), [0.5], { deviations: [0], options: { squashOutput: true } });
    const policy = agent.policy({ stochastic: true });
    expect(actionOf(agent.policy(), 1)[0]).toBeCloseTo(-2 + 8 * (Math.tanh(0.5) + 1) / 2, 5);
    const median = -2 + 8 * (Math.tanh(0.5) + 1) / 2, drawn = Array.from({ length: 4000 }, () => actionOf(policy, 1)[0]);
    expect(Math.min(...drawn)).toBeGreaterThan(-2);
    expect(Math.max(...drawn)).toBeLessThan(6);
    const parts = [drawn.filter((a) => a < 2), drawn.filter((a) => a >= 2 && a < median), drawn.filter((a) => a >= median)];
    expect(fits(parts.map(({ length }) => length), [0.308538, 0.191462, 0.5])).toBe(true);                     // a < 2 is u < 0: Phi(-0.5)
  });

  test('it is a copy: neither acting through it nor learning goes from one to the other', () => {
    const env = makeRows('CartPole-v1', { rows: 2 });
    const agent = learner(name, env, { nSteps: 8, netArch: [8], learningRate: 0.05, normalizeObservation: true }, { rows: 2 });
    env.reset(1);
    play(agent, env, 20);
    const before = encode(agent.save());
    const [greedy, early, late] = [agent.policy(), agent.policy({ stochastic: true }), agent.policy({ stochastic: true })];
    const stateOf = (k: number) => [Math.sin(k) / 10, Math.cos(k), Math.sin(3 * k) / 10, Math.cos(5 * k)];
    const states = Array.from({ length: 50 }, (_, k) => ({ ...now(stateOf(k)), rows: 1, playing: Uint8Array.of(1) }));
    const ask = (policy: Policy) => states.map((situation) => actionOf(policy, 1, situation)[0]);
    const first = ask(greedy), drawn = ask(early);
    expect(encode(agent.save())).toEqual(before);
    play(agent, env, 200);
    expect(ask(late)).toEqual(drawn);
    expect(ask(greedy)).toEqual(first);
    expect(ask(agent.policy())).not.toEqual(first);          // the agent itself has moved on
  });

  test('for more rows than it was asked for it says so', () => {
    expect(() => actionOf(saying(name, new Discrete(3), z).policy({ stochastic: true }), 1, now([0, 0, 0]))).toThrow(RangeError);
  });
});

test.each(['a2c', 'ppo', 'a3c', 'reinforce'])('%s draws weights for itself, and none for its policies, which take over its own', (name) => {
  const made: { readonly drew: boolean; readonly parameters: Float32Array }[] = [];
  const backend: Backend = { ...wasmBackend, mlp(options, draw) {
    const network = wasmBackend.mlp(options, draw);
    made.push({ drew: draw !== undefined, parameters: network.parameters });
    return network;
  } };
  const agent = learner(name, worldOf(new Discrete(3)), { ...(name === 'reinforce' && { policy: 'network' }) }, { backend }), [own] = made;
  agent.policy();
  agent.policy({ rows: 2, stochastic: true });
  expect(made.map(({ drew }) => drew).slice(-3)).toEqual([true, false, false]);
  expect(own.parameters.some((w) => w !== 0)).toBe(true);
  for (const { parameters } of made.slice(-2)) expect([...parameters]).toEqual([...own.parameters]);
});

describe.each(NAMES)('%s with numbers for actions', (name) => {
  test('learns from what it drew, which lies anywhere, and plays it clipped', () => {
    const env = makeRows('Pendulum-v1'), agent = learner(name, env, { nSteps: 64, netArch: [4], logStdInit: 2 });         // bounds +-2, deviation 7.4
    env.reset(0);
    const { steps } = play(agent, env, 40), played = steps.map(({ action }) => action[0]), drawn = [...drawnBy(agent).subarray(0, 40)];
    expect(played).toEqual(drawn.map((a) => Math.max(-2, Math.min(2, a))));
    expect(drawn.filter((a) => Math.abs(a) > 2).length).toBeGreaterThan(20);
  });

  test.each([[4, 4], [-1, 8], [1, 1]])('gSDE with sdeSampleFreq %i keeps a row\'s noise for %i steps', (sdeSampleFreq, stays) => {
    const world = worldOf(new Box(-10, 10, { shape: [1] }));
    const agent = learner(name, world, { useSde: true, sdeSampleFreq, nSteps: 8, netArch: [3], logStdInit: 0 }, { rows: 2 });
    const trail = Array.from({ length: 24 }, () => actionOf(agent, 1, now([1, 1])));
    const changes = trail.flatMap(([a], t) => (t > 0 && a !== trail[t - 1][0] ? [t] : []));
    expect(changes).toEqual(Array.from({ length: 24 / stays - 1 }, (_, k) => (k + 1) * stays));
    expect(trail.every(([a, b]) => a !== b)).toBe(true);                 // each row has noise of its own
    // The noise is a function of the state: at s = 0 the features of a bias-free tanh layer are 0, and so is the noise.
    const zero = actionOf(agent, 1, now([0, 0]));
    expect(zero[0]).toBe(zero[1]);
    const greedy = actionOf(agent.policy({ rows: 2 }), 1, now([1, 1]));                // the mean
    expect(greedy[0]).toBe(greedy[1]);
  });
});

/** The steps, of 30, before which gSDE's noise changed: an agent that learns, in a world that always shows the same. */
function renewals(name: string, options: Record<string, unknown>): number[] {
  const world = worldOf(new Box(-10, 10, { shape: [1] }));
  const agent = learner(name, world, { useSde: true, nSteps: 10, netArch: [3], learningRate: 0, ...options }), trail: number[] = [];
  for (let t = 0; t < 30; t++) {
    const action = new Float32Array(1), step = stepOf({ observation: [1], action: [0], reward: [0], next: [1], steps: t + 1, terminated: [0], truncated: [0] });
    agent.act(step, action);
    agent.learn(step, nobody);
    trail.push(action[0]);
  }
  return trail.flatMap((a, t) => (t === 0 || a !== trail[t - 1] ? [t] : []));
}

// Stable-Baselines3, OnPolicyAlgorithm.collect_rollouts: reset_noise as it begins, and then where n_steps % sde_sample_freq is 0, n_steps counted from there.
test.each([
  ['a2c', 4, [0, 4, 8, 10, 14, 18, 20, 24, 28]], ['ppo', 4, [0, 4, 8, 10, 14, 18, 20, 24, 28]], ['ppo', 16, [0, 10, 20]], ['ppo', 5, [0, 5, 10, 15, 20, 25]], ['a2c', -1, [0, 10, 20]],
])('%s that learns every 10 steps, sdeSampleFreq %i: the noise changes as a segment begins, and is counted from there', (name, sdeSampleFreq, expected) => {
  expect(renewals(name, { sdeSampleFreq })).toEqual(expected);
});

test('clocks that run on across segments would show', () => {
  const kept = vi.spyOn(Actor.prototype, 'renewNoise').mockImplementation(() => {});
  expect(renewals('a2c', { sdeSampleFreq: 4 })).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
  kept.mockRestore();
});

test('policy and value share their hidden layers, or not', () => {
  const size = (options: object) => parametersOf(learner('a2c', worldOf(new Discrete(3), 4), { netArch: [5, 6], ...options })).length;
  const hidden = 4 * 5 + 5 + 5 * 6 + 6, heads = 6 * 3 + 3 + 6 + 1;
  expect(size({ sharedTorso: true })).toBe(hidden + heads);
  expect(size({ sharedTorso: false })).toBe(2 * hidden + heads);
});

test('orthogonal weights begin with the gains of Stable-Baselines3: the policy all but even, the value not; others as PyTorch\'s', () => {
  const agent = learner('ppo', worldOf(new Discrete(2), 3), { netArch: [4] }), parameters = parametersOf(agent);
  const norm = (from: number, n: number) => Math.hypot(...parameters.subarray(from, from + n));
  // Policy: hidden [3 x 4] with orthogonal rows of length sqrt 2, biases [4], logits [4 x 2] with columns of length 0.01; then the value:
  // hidden, biases, [4 x 1] of length 1.
  for (let row = 0; row < 3; row++) expect(norm(4 * row, 4)).toBeCloseTo(Math.SQRT2, 5);
  expect(norm(16, 8)).toBeCloseTo(0.01 * Math.SQRT2, 6);
  expect(norm(26 + 16, 4)).toBeCloseTo(1, 6);
  const uniform = parametersOf(learner('ppo', worldOf(new Discrete(2), 3), { netArch: [4], orthoInit: false }));
  expect(Math.max(...uniform.subarray(0, 16).map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(3));
  expect(Math.max(...uniform.subarray(16, 26).map(Math.abs))).toBeGreaterThan(0.1);
});
