import { math, type Situation, type Snapshot, type Step } from 'gymnasium-js';
import { z } from 'zod';
import type { Agent, AgentSpec, Policy, PolicyOptions, Setup, World } from '../agent.ts';
import { above0, flag, whole } from '../fields.ts';
import { scheduled, scheduleOf, within } from '../schedule.ts';
import type { Stream } from '../streams.ts';
import { refusesPolicy } from './actor.ts';
import { ActorCritic } from './actor-critic.ts';
import { advantages, explainedVariance, standardize } from './advantages.ts';
import { actorCriticOptions } from './options.ts';
import { loadWhole } from './snapshots.ts';

const ppoOptions = z.strictObject({
  ...actorCriticOptions,
  learningRate: scheduled({ least: 0, most: 1e3 }).default(3e-4).describe('alpha, Adam\'s step size; from 0, or a schedule'),
  nSteps: whole(1).default(2048).describe('steps of each row between updates'),
  batchSize: whole(1).default(64).describe('steps of a minibatch; the last of an epoch is smaller where it does not divide rows x nSteps'),
  nEpochs: whole(1).default(10).describe('times that a segment is learned from'),
  gaeLambda: within({ least: 0, most: 1 }).default(0.95).describe('lambda of the advantage estimate; [0, 1]'),
  clipRange: scheduled({ least: 0, most: 1e3 }).default(0.2)
    .describe('epsilon: how far the ratio of probabilities may leave 1; from 0, or a schedule'),
  clipRangeVf: scheduled({ least: 0, most: 1e9 }).nullable().default(null).describe('how far a value may leave the old one; null: as far as it will'),
  normalizeAdvantage: flag().default(true).describe('the advantages of a minibatch get mean 0 and deviation 1'),
  targetKl: above0.nullable().default(null).describe('stops an update once the policy is 1.5 times this far (KL) from the old one; null: never'),
  adamEps: above0.default(1e-5).describe('epsilon of Adam; above 0'),
});
type Options = z.output<typeof ppoOptions>;

/**
 * Proximal policy optimization: learns several times from each segment, but only as far as the policy stays near the one that played it.
 *
 *     r = pi(A|S) / pi_old(A|S),      theta up   min(r A, clip(r, 1 - epsilon, 1 + epsilon) A) + entCoef H(pi),      w down   vfCoef (G - V(S))^2
 *
 * Schulman et al. (2017), "Proximal policy optimization algorithms", eq. 7 and 9; details as in Huang et al. (2022), "The 37 implementation details
 * of proximal policy optimization".
 */
class PPO implements Agent {
  readonly metrics: Record<string, number> = {
    learningRate: NaN, clipRange: NaN, entropyLoss: NaN, policyLoss: NaN, valueLoss: NaN, explainedVariance: NaN, approxKl: NaN, clipFraction: NaN,
    gradientNorm: NaN,
  };
  readonly #memory: ActorCritic;
  readonly #options: Options;
  readonly #budget: number;
  readonly #shuffle: Stream;
  readonly #order: Int32Array;                        // the steps of the segment, shuffled
  readonly #G: Float64Array;
  readonly #x: Float32Array;                          // of a minibatch: [batch x width]
  readonly #advantage: Float64Array;
  readonly #dSaid: Float32Array;                      // dLoss/d(what the network said). [batch x outputs]

  constructor(world: World, setup: Setup<Options>) {
    const { nSteps, batchSize, adamEps } = setup.options, batch = Math.min(batchSize, setup.rows * nSteps);
    this.#memory = new ActorCritic(world, setup, { nSteps, batch, judges: true, optimizer: { name: 'adam', epsilon: adamEps } });
    this.#options = setup.options;
    this.#budget = setup.budget;
    this.#shuffle = setup.stream('shuffle');
    const { rollout: { size }, actor } = this.#memory;
    this.#order = Int32Array.from({ length: size }, (_, j) => j);
    this.#G = new Float64Array(size);
    this.#x = new Float32Array(batch * actor.width);
    this.#advantage = new Float64Array(batch);
    this.#dSaid = new Float32Array(batch * actor.outputs);
  }

  act(now: Situation, action: Float32Array): void { this.#memory.act(now, action); }

  learn(step: Step): void {
    if (!this.#memory.take(step)) return;
    this.#update(Math.min(1, step.steps / this.#budget));
    this.#memory.begin();
  }

  #update(progress: number): void {
    const { gamma, gaeLambda, batchSize, nEpochs } = this.#options, { actor, rollout, advantage } = this.#memory, G = this.#G;
    const { size, value } = rollout;
    rollout.judgeNext(actor);
    advantages(rollout, gamma, gaeLambda, advantage);
    for (let j = 0; j < size; j++) G[j] = advantage[j] + value[j];
    const at = (schedule: number | string) => scheduleOf(schedule)(progress), { learningRate, clipRange, clipRangeVf, entCoef } = this.#options;
    const now = { alpha: at(learningRate), epsilon: at(clipRange), valueRange: clipRangeVf === null ? Infinity : at(clipRangeVf), beta: at(entCoef) };
    const means = new Means();
    Object.assign(this.metrics, { learningRate: now.alpha, clipRange: now.epsilon, explainedVariance: explainedVariance(value, G, size) });
    let near = true;
    try {
      for (let epoch = 0; epoch < nEpochs && near; epoch++) {
        shuffle(this.#order, this.#shuffle);
        for (let from = 0; from < size && near; from += batchSize) near = this.#learnFrom(this.#order.subarray(from, from + batchSize), now, means);
      }
    } finally {
      Object.assign(this.metrics, means.all());        // where the network diverges, of the minibatches until then
    }
  }

  /** One step of the optimizer on the steps `batch` of the segment; none, and false, where the policy has left the old one too far behind. */
  #learnFrom(batch: Int32Array, { alpha, epsilon, valueRange, beta }: Now, means: Means): boolean {
    const { actor, rollout, advantage: all } = this.#memory, { pi, width, outputs, network } = actor, n = batch.length, share = 1 / n;
    const { action, mask, value: old, x: seen } = rollout, logOld = rollout.logProbability!, G = this.#G;
    const { normalizeAdvantage, vfCoef, maxGradNorm, targetKl } = this.#options;
    const advantage = this.#advantage, dSaid = this.#dSaid.fill(0), x = this.#x;
    for (let i = 0, at = 0; i < n; i++) {
      const j = batch[i];
      for (let k = j * width, end = k + width; k < end; k++, at++) x[at] = seen[k];
      advantage[i] = all[j];
    }
    if (normalizeAdvantage) standardize(advantage, n);
    const said = actor.forward(x, n);

    let entropy = 0, policyLoss = 0, valueLoss = 0, kl = 0, clipped = 0;      // sums
    for (let i = 0; i < n; i++) {
      const j = batch[i], at = i * outputs, a = j * pi.actionSize, A = advantage[i];
      actor.read(said, i, mask, j);
      const logRatio = pi.logProbability(action, a) - logOld[j], ratio = math.exp(logRatio);
      kl += ratio - 1 - logRatio;                                    // Schulman (2020), "Approximating KL divergence": the third estimator
      // Past the clip range in the direction that A asks for, there is nothing more to gain: no gradient.
      const least = 1 - epsilon, most = 1 + epsilon, pays = A > 0 ? ratio <= most : ratio >= least;
      if (ratio > most || ratio < least) clipped++;
      if (pays) pi.addLogProbabilityGradient(action, a, -A * ratio * share, dSaid, at);
      if (beta !== 0) pi.addEntropyGradient(-beta * share, dSaid, at);
      policyLoss -= pays ? ratio * A : (A > 0 ? most : least) * A;
      entropy += pi.entropy();

      const v = said[at + outputs - 1], moved = v - old[j], free = Math.abs(moved) <= valueRange;
      const error = (free ? v : old[j] + Math.sign(moved) * valueRange) - G[j];
      if (free) dSaid[at + outputs - 1] = vfCoef * 2 * error * share;
      valueLoss += error * error;
    }
    kl *= share;
    if (targetKl !== null && kl > 1.5 * targetKl) {
      means.add({ approxKl: kl });
      return false;
    }
    means.add({
      entropyLoss: -entropy * share, policyLoss: policyLoss * share, valueLoss: valueLoss * share, approxKl: kl, clipFraction: clipped * share,
    });
    network.backward(n === this.#advantage.length ? dSaid : dSaid.subarray(0, n * outputs));
    means.add({ gradientNorm: this.#memory.descend(alpha, maxGradNorm) });
    return true;
  }

  policy(options?: PolicyOptions): Policy { return this.#memory.policy(options); }
  dispose(): void { this.#memory.dispose(); }

  save(): Snapshot {
    return { memory: this.#memory.save(), shuffle: this.#shuffle.save(), order: this.#order.slice(), metrics: { ...this.metrics } };
  }

  load(snapshot: Snapshot): void {
    loadWhole('ppo', this, snapshot, ({ memory, shuffle, order, metrics }) => {
      const { length } = order as Int32Array, { size } = this.#memory.rollout;
      this.#memory.load(memory as Snapshot);
      if (length !== size) throw new RangeError(`this snapshot's order is of ${length} steps, and ${size} are needed`);
      this.#shuffle.load(shuffle as Float64Array);
      this.#order.set(order as Int32Array);
      Object.assign(this.metrics, metrics);
    });
  }
}

/** The values of this update's schedules. */
interface Now { readonly alpha: number; readonly epsilon: number; readonly valueRange: number; readonly beta: number }

/** Means over the minibatches of an update, all of them; Stable-Baselines3 logs approx_kl of the last epoch alone. */
class Means {
  readonly #sums = new Map<string, { sum: number; n: number }>();

  add(values: Readonly<Record<string, number>>): void {
    for (const [name, x] of Object.entries(values)) {
      const { sum, n } = this.#sums.get(name) ?? { sum: 0, n: 0 };
      this.#sums.set(name, { sum: sum + x, n: n + 1 });
    }
  }

  all(): Record<string, number> { return Object.fromEntries([...this.#sums].map(([name, { sum, n }]) => [name, sum / n])); }
}

/** Fisher and Yates: every order is as likely. */
function shuffle(order: Int32Array, stream: Stream): void {
  for (let i = order.length - 1; i > 0; i--) {
    const k = stream.integer(i + 1), kept = order[i];
    order[i] = order[k];
    order[k] = kept;
  }
}

export const ppo: AgentSpec<typeof ppoOptions> = {
  name: 'ppo',
  description: 'proximal policy optimization: learns several times from each segment, while the policy stays near the one that played it',
  source: 'Schulman et al. (2017), "Proximal policy optimization algorithms"',
  options: ppoOptions,
  refuses: (world) => refusesPolicy('ppo', world),
  segment: ({ nSteps }) => ({ steps: nSteps, option: 'nSteps' }),
  create: (world, setup) => new PPO(world, setup),
};
