import { makeRows, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agentSpec, streamsOf, type Agent } from '../../agents/index.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { train } from '../../runners/train.ts';

/*
 * Do A2C and PPO solve CartPole-v1? Gymnasium calls it solved at a mean return of 475. Five seeds each; what was learned last plays 100 episodes on
 * seeds of their own. A2C has Stable-Baselines3's defaults with 8 rows, PPO rl-zoo's settings with a smaller budget.
 */
const SEEDS = 5, SOLVED = 475;

type Create = (env: VectorEnv, seed: number, rows: number, budget: number) => Agent;
const listed = (name: string, options: Record<string, unknown> = {}): Create => (env, seed, rows, budget) => {
  const spec = agentSpec(name);
  return spec.create(env, { rows, budget, stream: streamsOf(seed), options: agentOptions(spec, options) });
};

/** Mean return of the greedy policy after `steps` steps of 8 rows. */
function learned(create: Create, seed: number, steps: number): number {
  const env = makeRows('CartPole-v1', { rows: 8 }), agent = create(env, seed, 8, steps);
  env.reset(seed);
  for (const _ of train(agent, env, { steps, reportEvery: steps, tickEvery: steps }));
  const episodes = evaluate(agent.policy({ rows: 50 }), makeRows('CartPole-v1', { rows: 50, role: 'final' }), { episodes: 100, seed });
  return episodes.reduce((sum, episode) => sum + episode.return, 0) / episodes.length;
}
const scores = (create: Create, steps: number) => Array.from({ length: SEEDS }, (_, seed) => learned(create, seed, steps));

/** A faulty environment under a right learner is a faulty learner: this one is told other things than happened. */
const told = (create: Create, tell: (env: VectorEnv) => Partial<VectorEnv>): Create => (env, ...rest) => {
  const agent = create(env, ...rest);
  return {
    get metrics() { return agent.metrics; },
    act: (now, action) => agent.act(now, action), policy: (options) => agent.policy(options),
    save: () => agent.save(), load: (snapshot) => agent.load(snapshot),
    learn: (step, control) => agent.learn(Object.assign(Object.create(step) as typeof step, tell(env)), control),
  };
};
/** Terminations are told as truncations: the value of a fallen pole is taken for that of one that goes on. */
const bootstrapsPastTheEnd = (create: Create) => told(create, ({ rows, terminated, truncated }) => ({
  terminated: new Uint8Array(rows), truncated: terminated.map((ended, i) => ended | truncated[i]),
}));
/** Each row learns from what happened to the next one. */
const mixesUpRows = (create: Create) => told(create, ({ rows, terminated, truncated, next, observation }) => {
  const size = observation.length / rows, turned = <T extends Uint8Array | Float32Array>(x: T, width: number): T => {
    const y = x.slice() as T;
    y.set(x.subarray(width));
    y.set(x.subarray(0, width), x.length - width);
    return y;
  };
  return { terminated: turned(terminated, 1), truncated: turned(truncated, 1), next: turned(next, size) };
});

const PPO = { nSteps: 32, batchSize: 256, nEpochs: 20, gaeLambda: 0.8, gamma: 0.98, learningRate: 'lin_0.001', clipRange: 'lin_0.2' };
const CASES: [string, Create, number][] = [['A2C', listed('a2c'), 150_000], ['PPO', listed('ppo', PPO), 60_000]];

describe.each(CASES)('%s', (_, create, steps) => {
  test(`solves CartPole-v1 within ${steps} steps, on each of five seeds`, () => {
    expect(Math.min(...scores(create, steps))).toBeGreaterThanOrEqual(SOLVED);
  });

  test('the gate rejects one that bootstraps past the terminal state', () => {
    expect(Math.max(...scores(bootstrapsPastTheEnd(create), steps))).toBeLessThan(SOLVED);
  });

  test('and one that mixes up its rows', () => {
    expect(Math.max(...scores(mixesUpRows(create), steps))).toBeLessThan(SOLVED);
  });
});
