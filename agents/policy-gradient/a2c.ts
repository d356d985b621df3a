import type { Situation, Snapshot, Step } from 'gymnasium-js';
import { z } from 'zod';
import type { OptimizerOptions } from '../../nets/index.ts';
import type { Agent, AgentSpec, Policy, PolicyOptions, Setup, World } from '../agent.ts';
import { above0, flag, whole } from '../fields.ts';
import { scheduled, scheduleOf, within } from '../schedule.ts';
import { refusesPolicy } from './actor.ts';
import { ActorCritic } from './actor-critic.ts';
import { advantages, explainedVariance, standardize } from './advantages.ts';
import { actorCriticOptions } from './options.ts';
import { loadWhole } from './snapshots.ts';

const a2cOptions = z.strictObject({
  ...actorCriticOptions,
  learningRate: scheduled({ least: 0, most: 1e3 }).default(7e-4).describe('alpha, the optimizer\'s step size; from 0, or a schedule'),
  nSteps: whole(1).default(5).describe('steps of each row between updates'),
  gaeLambda: within({ least: 0, most: 1 }).default(1).describe('lambda of the advantage estimate, 1: n-step returns; [0, 1]'),
  normalizeAdvantage: flag().default(false).describe('the advantages of an update get mean 0 and deviation 1'),
  useRmsProp: flag().default(true).describe('RMSProp (alpha 0.99), else Adam'),
  rmsPropEps: above0.default(1e-5).describe('epsilon of the optimizer, outside the root as in PyTorch; above 0'),
});
type Options = z.output<typeof a2cOptions>;

/**
 * Advantage actor-critic: all rows play nSteps with the same parameters, then actor and critic move once.
 *
 *     theta up   A grad ln pi(A|S) + entCoef grad H(pi),      w down   vfCoef grad (G - V(S))^2,      A = G - V(S)
 *
 * Mnih et al. (2016), "Asynchronous methods for deep reinforcement learning", algorithm S3 with its workers in step. G is the n-step return, or
 * with gaeLambda below 1 the lambda-return.
 */
class A2C implements Agent {
  readonly metrics: Record<string, number> = {
    learningRate: NaN, entropyLoss: NaN, policyLoss: NaN, valueLoss: NaN, explainedVariance: NaN, gradientNorm: NaN,
  };
  readonly #memory: ActorCritic;
  readonly #options: Options;
  readonly #budget: number;
  readonly #G: Float64Array;
  readonly #dSaid: Float32Array;                      // dLoss/d(what the network said). [size x outputs]

  constructor(world: World, setup: Setup<Options>) {
    const { nSteps, useRmsProp, rmsPropEps: epsilon } = setup.options;
    const optimizer: OptimizerOptions = useRmsProp ? { name: 'rmsprop', alpha: 0.99, epsilon } : { name: 'adam', epsilon };
    this.#memory = new ActorCritic(world, setup, { nSteps, optimizer });
    this.#options = setup.options;
    this.#budget = setup.budget;
    const { rollout, actor } = this.#memory;
    this.#G = new Float64Array(rollout.size);
    this.#dSaid = new Float32Array(rollout.size * actor.outputs);
  }

  act(now: Situation, action: Float32Array): void { this.#memory.act(now, action); }

  learn(step: Step): void {
    if (!this.#memory.take(step)) return;
    this.#update(Math.min(1, step.steps / this.#budget));
    this.#memory.begin();
  }

  #update(progress: number): void {
    const { actor, rollout, advantage } = this.#memory, { pi, outputs } = actor, { size: n, action, mask, value } = rollout, G = this.#G;
    const { gamma, gaeLambda, normalizeAdvantage, vfCoef, maxGradNorm } = this.#options;
    const alpha = scheduleOf(this.#options.learningRate)(progress), beta = scheduleOf(this.#options.entCoef)(progress);
    const said = rollout.judge(actor), dSaid = this.#dSaid.fill(0);
    advantages(rollout, gamma, gaeLambda, advantage);
    for (let j = 0; j < n; j++) G[j] = advantage[j] + value[j];
    if (normalizeAdvantage) standardize(advantage, n);

    let entropy = 0, policyLoss = 0, valueLoss = 0;
    for (let j = 0; j < n; j++) {
      const at = j * outputs, a = j * pi.actionSize, error = value[j] - G[j];
      actor.read(said, j, mask);
      pi.addLogProbabilityGradient(action, a, -advantage[j] / n, dSaid, at);
      if (beta !== 0) pi.addEntropyGradient(-beta / n, dSaid, at);
      dSaid[at + outputs - 1] = vfCoef * 2 * error / n;
      policyLoss -= advantage[j] * pi.logProbability(action, a) / n;
      entropy += pi.entropy() / n;
      valueLoss += error * error / n;
    }
    // Told before anything moves: where the network diverges, this is what there was to see.
    const { metrics } = this;
    const explained = explainedVariance(value, G, n);
    Object.assign(metrics, { learningRate: alpha, entropyLoss: -entropy, policyLoss, valueLoss, explainedVariance: explained, gradientNorm: NaN });
    actor.network.backward(dSaid);
    metrics.gradientNorm = this.#memory.descend(alpha, maxGradNorm);
  }

  policy(options?: PolicyOptions): Policy { return this.#memory.policy(options); }
  dispose(): void { this.#memory.dispose(); }
  save(): Snapshot { return { memory: this.#memory.save(), metrics: { ...this.metrics } }; }

  load(snapshot: Snapshot): void {
    loadWhole('a2c', this, snapshot, ({ memory, metrics }) => {
      this.#memory.load(memory as Snapshot);
      Object.assign(this.metrics, metrics);
    });
  }
}

export const a2c: AgentSpec<typeof a2cOptions> = {
  name: 'a2c',
  description: 'advantage actor-critic: all rows play a few steps, then a policy and a value network move once',
  source: 'Mnih et al. (2016), "Asynchronous methods for deep reinforcement learning"',
  options: a2cOptions,
  refuses: (world) => refusesPolicy('a2c', world),
  segment: ({ nSteps }) => ({ steps: nSteps, option: 'nSteps' }),
  create: (world, setup) => new A2C(world, setup),
};
