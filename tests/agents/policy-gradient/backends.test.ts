import { Box, Discrete, DynamicsVectorEnv, type Dynamics } from 'gymnasium-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { wasmBackend, type Backend } from '../../../nets/index.ts';
import { tfjsBackend } from '../../../nets/tfjs/index.ts';
import { core, tfOn } from '../../nets/tfjs/tf.ts';
import { train } from '../../../runners/train.ts';
import { learner, parametersOf, play } from './hand.ts';
import { vectorError } from '../../nets/twin/numeric.ts';

/** A number is seen and its sign to be told: 1 for the right action, then another number. Chance gives 0.5. */
const signs: Dynamics = {
  observationSpace: new Box(-1, 1, { shape: [1] }), actionSpace: new Discrete(2), stateSize: 1,
  reset(state, random) { state[0] = random.uniform(-1, 1); },
  step(state, action, random) {
    const right = (action[0] === 1) === (state[0] > 0);
    state[0] = random.uniform(-1, 1);
    return right ? 1 : 0;
  },
  terminal: () => false,
  observe(state, observation) { observation[0] = state[0]; },
};
const ROWS = 8;
const CASES: [string, Record<string, unknown>][] = [
  ['a2c', { learningRate: 0.02, nSteps: 4, netArch: [8], gamma: 0 }],
  ['ppo', { learningRate: 0.02, nSteps: 16, batchSize: 50, nEpochs: 4, netArch: [8], gamma: 0 }],
];

test.each([['a2c', {}], ['ppo', { nSteps: 4 }], ['a3c', {}], ['reinforce', { policy: 'network', baseline: true }]])(
  '%s leaves TensorFlow.js no tensors once it and its policies are disposed of', async (name, options) => {
    const tfjs = tfjsBackend(await tfOn('cpu'), 'tfjs-cpu'), env = new DynamicsVectorEnv(signs, { rows: ROWS, maxEpisodeSteps: 10 });
    env.reset(2);
    const before = core.memory().numTensors, agent = learner(name, env, { netArch: [4], ...options }, { rows: ROWS, backend: tfjs }), alone = core.memory().numTensors;
    expect(alone).toBeGreaterThan(before);
    const policies = Array.from({ length: 20 }, (_, k) => agent.policy({ rows: ROWS, stochastic: k % 2 === 1 }));
    const each = (core.memory().numTensors - alone) / 20;
    expect(each, 'what each holds until then').toBeGreaterThan(0);
    for (const policy of policies) {
      env.advance();
      policy.act(env, env.action);
      env.step();
      policy.dispose?.();
      expect(() => policy.act(env, env.action)).toThrow('disposed');
    }
    expect(core.memory().numTensors).toBe(alone);
    env.advance();
    agent.act(env, env.action);                         // a policy takes nothing of its agent's with it
    agent.dispose?.();
    expect(core.memory().numTensors).toBe(before);
  });

describe.each(CASES)('%s on the networks of TensorFlow.js', (name, options) => {
  let tfjs: Backend;
  beforeAll(async () => { tfjs = tfjsBackend(await tfOn('cpu'), 'tfjs-cpu'); });

  const begin = (backend: Backend, more: Record<string, unknown> = {}) => {
    const env = new DynamicsVectorEnv(signs, { rows: ROWS, maxEpisodeSteps: 10 });
    env.reset(2);
    return { env, agent: learner(name, env, { ...options, ...more }, { rows: ROWS, backend, budget: 2500 }) };
  };
  /** Mean reward of the policy. */
  const score = (backend: Backend, more?: Record<string, unknown>) => {
    const { env, agent } = begin(backend, more);
    for (const _ of train(agent, env, { steps: 2500 })) { /* on */ }
    const policy = agent.policy({ rows: ROWS });
    let right = 0;
    for (let t = 0; t < 50; t++) {
      env.advance();
      policy.act(env, env.action);
      env.step();
      right += env.reward.reduce((a, b) => a + b, 0);
    }
    return right / (50 * ROWS);
  };

  test('learns the same problem, which one whose policy is pushed the other way does not', () => {
    expect(score(wasmBackend)).toBeGreaterThan(0.95);
    expect(score(tfjs)).toBeGreaterThan(0.95);
    // Its loss with the sign turned: what is good becomes less probable.
    const turned: Backend = {
      ...tfjs,
      optimizer(given, network) {
        const it = tfjs.optimizer(given, network), step = it.step.bind(it);
        it.step = (parameters, gradient, alpha) => step(parameters, gradient, -alpha);
        return it;
      },
    };
    expect(score(turned)).toBeLessThan(0.6);
  });

  test('begins with the same numbers and moves as the other does, but for the last digits', () => {
    const [a, b] = [wasmBackend, tfjs].map((backend) => {
      const { env, agent } = begin(backend);
      const first = parametersOf(agent).slice();
      play(agent, env, 16);
      return { first, moved: parametersOf(agent).map((x, k) => x - first[k]) };
    });
    expect([...b.first]).toEqual([...a.first]);
    expect(vectorError(b.moved, a.moved)).toBeLessThan(0.01);
    expect(Math.max(...a.moved.map(Math.abs))).toBeGreaterThan(0.01);
  });
});
