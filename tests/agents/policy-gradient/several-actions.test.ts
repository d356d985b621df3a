import { DynamicsVectorEnv, MultiBinary, MultiDiscrete, type Dynamics, type Random } from 'gymnasium-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bernoulli, MultiCategorical } from '../../../nets/index.ts';
import { evaluate } from '../../../runners/evaluate.ts';
import { train } from '../../../runners/train.ts';
import { learner } from './hand.ts';

/*
 * Learning where an action has several parts: A2C, PPO, and A3C in its virtual time.
 */

const LENGTH = 10;

/**
 * A combination lock: each of ten steps shows a number for every part of the action, drawn anew, and is worth the share of parts that play theirs.
 * So the best return is 10 exactly; a part of n numbers that plays at random has 1/n of its share, and no part can do the work of another.
 */
function lock(space: MultiDiscrete | MultiBinary, counts: readonly number[], start: readonly number[]): Dynamics {
  const parts = counts.length;
  const turn = (state: Float64Array, random: Random) => counts.forEach((n, k) => { state[k] = start[k] + random.integers(n); });
  return {
    observationSpace: space, actionSpace: space, stateSize: parts + 1,
    reset(state, random) { turn(state, random); state[parts] = 0; },
    step(state, action, random) {
      const hits = counts.reduce((hits, _, k) => hits + Number(action[k] === state[k]), 0);
      turn(state, random);
      state[parts]++;
      return hits / parts;
    },
    terminal: (state) => state[parts] === LENGTH,
    observe(state, observation) { for (let k = 0; k < parts; k++) observation[k] = state[k]; },
  };
}

const START = [0, 5, -1], NVEC = [3, 4, 2], ROWS = 8, SEEDS = [0, 1, 2];
const LOCKS = [
  // `last`: how many numbers the policy says of the last part.
  { kind: 'MultiDiscrete', world: lock(new MultiDiscrete(NVEC, { start: START }), NVEC, START), pi: MultiCategorical, last: 2 },
  { kind: 'MultiBinary', world: lock(new MultiBinary(4), [2, 2, 2, 2], [0, 0, 0, 0]), pi: Bernoulli, last: 1 },
] as const;
const AGENTS: Readonly<Record<string, Record<string, unknown>>> = {
  a2c: { learningRate: 0.005 }, a3c: { learningRate: 0.005 }, ppo: { learningRate: 0.003, nSteps: 32, batchSize: 64, nEpochs: 4 },
};

/** Share of the best return that the most probable actions have after so many steps: the mean over seeds, each of 32 episodes never trained on. */
function learned(name: string, world: Dynamics, options: Record<string, unknown> = {}): number {
  const steps = 16_000;
  return SEEDS.reduce((sum, seed) => {
    const env = new DynamicsVectorEnv(world, { rows: ROWS }), all = { gamma: 0.5, netArch: [16], ...AGENTS[name], ...options };
    env.reset(seed);
    const agent = learner(name, env, all, { rows: ROWS, seed, budget: steps });
    for (const _ of train(agent, env, { steps }));
    const fresh = new DynamicsVectorEnv(world, { rows: 32, role: 'evaluation' });
    const played = evaluate(agent.policy({ rows: 32 }), fresh, { episodes: 32, seed });
    return sum + played.reduce((G, one) => G + one.return, 0) / (32 * LENGTH * SEEDS.length);
  }, 0);
}

const gate = (share: number) => share >= 0.98;

/** From here on the last part's log-probability has no gradient. */
function forgetLastPart({ pi, last }: (typeof LOCKS)[number]): void {
  const right = pi.prototype.addLogProbabilityGradient;
  function forgets(this: MultiCategorical & Bernoulli, ...given: Parameters<typeof right>): void {
    right.apply(this, given);
    const [, , , gradient, at] = given, end = at + this.parameters;
    gradient.fill(0, end - last, end);
  }
  vi.spyOn(pi.prototype, 'addLogProbabilityGradient').mockImplementation(forgets);
}

describe.each(LOCKS)('a lock with $kind actions', (kind) => {
  afterEach(() => { vi.restoreAllMocks(); });

  describe.each(Object.keys(AGENTS))('%s', (name) => {
    test('opens it: 98 % of the best return in 16,000 steps', () => {
      expect(gate(learned(name, kind.world))).toBe(true);
    });

    test('that forgets the last part\'s log-probability does not, though it learns the others', () => {
      forgetLastPart(kind);
      const share = learned(name, kind.world);
      expect(gate(share)).toBe(false);
      expect(share).toBeGreaterThan(0.8);              // 5/6 = 0.833 of [3, 4, 2], and 7/8 of four bits
    });

    test('with learning rate 0 does not', () => {
      expect(gate(learned(name, kind.world, { learningRate: 0 }))).toBe(false);
    });
  });
});
