import { Discrete, type RowControl, type Situation, type Snapshot, type Step } from 'gymnasium-js';
import { z } from 'zod';
import { wasmBackend } from '../../nets/index.ts';
import type { Agent, AgentSpec, Policy, PolicyOptions, Setup, World } from '../agent.ts';
import { choice, flag, whole } from '../fields.ts';
import { scheduled, scheduleOf, within } from '../schedule.ts';
import { refusesPolicy } from './actor.ts';
import { explainedVariance } from './advantages.ts';
import { Episodes } from './episodes.ts';
import { LinearSoftmax } from './linear-softmax.ts';
import { LinearValue } from './linear-value.ts';
import { NetworkedPolicy, NetworkValue } from './networked.ts';
import { RewardNormalizer } from './normalizer.ts';
import { policyOptions } from './options.ts';
import type { ParametricPolicy, ParametricValue } from './parametric.ts';
import { loadWhole, refuseOtherRows } from './snapshots.ts';

const reinforceOptions = z.strictObject({
  policy: choice(['network', 'softmax']).default('network')
    .describe('a network; or the book\'s softmax: a table of preferences where states can be counted, else linear in the observation\'s numbers'),
  learningRate: scheduled({ least: 0, most: 1e3 }).default(1e-3).describe('alpha, step size of the policy; from 0, or a schedule'),
  gamma: within({ least: 0, most: 1 }).default(0.99).describe('discount of the next step\'s reward; [0, 1]'),
  gammaPower: flag().default(false).describe('step t of an episode weighs gamma^t, as in the book; else all weigh the same, as is common'),
  baseline: flag().default(true).describe('a learned value of S is taken off each return'),
  baselineLearningRate: scheduled({ least: 0, most: 1e3 }).default(1e-3).describe('step size of the baseline; from 0, or a schedule'),
  entCoef: scheduled({ least: 0, most: 1e3 }).default(0).describe('weight of the policy\'s entropy; from 0, or a schedule'),
  normalizeReward: flag().default(false).describe('learns from R / deviation of the discounted return, clipped to 10'),
  minProbability: within({ least: 0, most: 0.5 }).default(0).describe('of softmax: no allowed action becomes less probable than this; [0, 0.5]'),
  initialPreferences: z.array(z.number()).default([])
    .describe('of softmax, in a table: the preferences for the actions at first, the same in all states; []: all 0'),
  optimizer: choice(['adam', 'sgd']).default('adam').describe('of network: Adam, or plain steps of alpha times the gradient, as softmax takes them'),
  ...policyOptions,
  sdeSampleFreq: whole(1).default(8).describe('steps for which gSDE keeps its noise'),
});
type Options = z.output<typeof reinforceOptions>;

/**
 * REINFORCE: plays an episode to its end, then makes what was done more probable, the more so the higher the return that followed it.
 *
 *     delta = G - v(S, w),      w <- w + alpha_w gamma^t delta grad v(S, w),      theta <- theta + alpha gamma^t delta grad ln pi(A|S, theta)
 *
 * Williams (1992), "Simple statistical gradient-following algorithms for connectionist reinforcement learning"; Sutton & Barto (2018), eq. 13.8
 * and 13.11 with their boxes. Without a baseline v is 0.
 *
 * - One row and policy softmax: the book's boxes. The parameters move at each step of the episode that is gone through, so that later steps meet
 *   a policy that has already moved. (It matters: on the short corridor with alpha 2e-3, moving once at the end returns -12, and this -27 as the
 *   book's figure 13.1 has it.)
 * - Otherwise they move once, along the mean over rows of each episode's sum; rows that finish rest until all have.
 * - A truncated episode was not seen to its end. With a baseline its last return is R + gamma v(S'), S' being where it was cut off; without one
 *   nothing is known of what follows, and only what was seen counts. An episode that the run's budget cuts off is not learned from.
 */
class Reinforce implements Agent {
  readonly metrics: Record<string, number>;
  readonly #pi: ParametricPolicy;
  readonly #v: (ParametricValue & Pick<Policy, 'dispose'>) | undefined;
  readonly #episodes: Episodes;
  readonly #inside: boolean;                          // the book's boxes
  readonly #options: Options;
  readonly #budget: number;
  readonly #over: Uint8Array;                         // 1 for rows whose episode of this round is over. [rows]
  readonly #beyond: Float64Array;                     // the return that follows its end. [rows]
  readonly #power: Float64Array;                      // gamma^t where that weighs, else 1. [rows]
  readonly #look: Float32Array;                       // what is seen of one row. [width]
  readonly #rewards: RewardNormalizer | undefined;
  readonly #reward: Float64Array;

  constructor(world: World, { rows, stream, options, budget, backend = wasmBackend }: Setup<Options>) {
    const { policy, baseline, minProbability: least, initialPreferences: preferences, sdeSampleFreq, gamma, normalizeReward } = options;
    const softmax = policy === 'softmax', setup = { backend, stream, options }, optimizer = { name: options.optimizer };
    refuse(world, options);
    this.#pi = softmax
      ? new LinearSoftmax(world, { rows, stream, preferences, least })
      : new NetworkedPolicy(world, setup, { rows, noiseSteps: sdeSampleFreq, optimizer });
    if (baseline) this.#v = softmax ? new LinearValue(world) : new NetworkValue(this.#pi.width, setup, optimizer);
    this.metrics = { learningRate: NaN, entropyLoss: NaN, policyLoss: NaN, ...(baseline && { valueLoss: NaN, explainedVariance: NaN }) };
    this.#inside = softmax && rows === 1;
    this.#options = options;
    this.#budget = budget;
    this.#episodes = new Episodes(rows, this.#pi);
    this.#over = new Uint8Array(rows);
    this.#beyond = new Float64Array(rows);
    this.#power = new Float64Array(rows);
    this.#look = new Float32Array(this.#pi.width);
    this.#rewards = normalizeReward ? new RewardNormalizer(rows, gamma) : undefined;
    this.#reward = new Float64Array(rows);
  }

  act(now: Situation, action: Float32Array): void { this.#pi.act(now, action); }

  learn(step: Step, control: RowControl): void {
    const { rows, playing, terminated, truncated } = step, over = this.#over;
    if (this.#rewards) this.#rewards.normalize(step, this.#reward);
    this.#episodes.add(step, this.#pi.x, this.#pi.drawn, this.#rewards ? this.#reward : step.reward);
    let going = false;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      if ((terminated[i] | truncated[i]) === 1) {
        over[i] = 1;
        this.#beyond[i] = terminated[i] === 1 ? 0 : this.#valueOfNext(step, i);
        control.rest(i);
      } else going = true;
    }
    if (going) return;
    this.#update(Math.min(1, step.steps / this.#budget));
    this.#episodes.clear();
    for (let i = 0; i < rows; i++) {
      if (over[i] === 0) continue;                    // rests by another's will
      over[i] = 0;
      control.wake(i);
    }
  }

  /** Time ran out, but the world goes on: what follows is worth v(S'), where there is a v. */
  #valueOfNext({ next, rows }: Step, i: number): number {
    if (!this.#v) return 0;
    const size = next.length / rows;
    this.#pi.look(next.subarray(i * size, (i + 1) * size), 1, this.#look);
    return this.#v.at(this.#look);
  }

  #update(progress: number): void {
    const { gamma, gammaPower, learningRate, baselineLearningRate, entCoef } = this.#options;
    const pi = this.#pi, v = this.#v, episodes = this.#episodes, inside = this.#inside;
    const alpha = scheduleOf(learningRate)(progress), alphaW = scheduleOf(baselineLearningRate)(progress), beta = scheduleOf(entCoef)(progress);
    episodes.returns(gamma, this.#beyond);
    const { length: n, G, row, value } = episodes, over = this.#over, power = this.#power.fill(1);
    let count = 0, entropy = 0, policyLoss = 0, valueLoss = 0;
    for (let i = 0; i < over.length; i++) count += over[i];

    const piece = inside ? 1 : pi.most;
    for (let from = 0; from < n; from += piece) {
      const to = Math.min(n, from + piece);
      pi.see(episodes, from, to);
      v?.see(episodes, from, to);
      for (let j = from; j < to; j++) {
        const i = row[j], delta = G[j] - (value[j] = v ? v.of(j) : 0);
        const weight = over[i] * power[i] / count;    // 0 where another's will made it rest half-way
        if (gammaPower) power[i] *= gamma;
        v?.add(j, weight * delta);
        pi.add(j, weight * delta, weight * beta);
        policyLoss -= delta * pi.logProbability / n;
        entropy += pi.entropy / n;
        valueLoss += delta * delta / n;
      }
      pi.close();
      v?.close();
      if (inside) this.#move(alpha, alphaW);
    }
    if (!inside) this.#move(alpha, alphaW);

    const { metrics } = this;
    metrics.learningRate = alpha;
    metrics.entropyLoss = -entropy;
    metrics.policyLoss = policyLoss;
    if (!v) return;
    metrics.valueLoss = valueLoss;
    const explained = explainedVariance(value, G, n);
    if (!Number.isNaN(explained)) metrics.explainedVariance = explained;       // it stays where the returns never vary
  }

  #move(alpha: number, alphaW: number): void {
    this.#v?.move(alphaW);
    this.#pi.move(alpha);
  }

  policy(options?: PolicyOptions): Policy { return this.#pi.policy(options); }

  dispose(): void {
    this.#pi.dispose?.();
    this.#v?.dispose?.();
  }

  save(): Snapshot {
    return {
      pi: this.#pi.save(), ...(this.#v && { v: this.#v.save() }), episodes: this.#episodes.save(),
      over: this.#over.slice(), beyond: this.#beyond.slice(),
      ...(this.#rewards && { rewards: this.#rewards.save() }), metrics: { ...this.metrics },
    };
  }

  load(snapshot: Snapshot): void {
    loadWhole('reinforce', this, snapshot, ({ pi, v, episodes, over, beyond, rewards, metrics }) => {
      refuseOtherRows([over, beyond], this.#over.length);
      this.#pi.load(pi as Snapshot);
      this.#v?.load(v as Snapshot);
      this.#episodes.load(episodes as Snapshot);
      this.#rewards?.load(rewards as Snapshot);
      this.#over.set(over as Uint8Array);
      this.#beyond.set(beyond as Float64Array);
      Object.assign(this.metrics, metrics);
    });
  }
}

const DEFAULTS = reinforceOptions.parse({}), OF_NETWORKS = ['optimizer', ...Object.keys(policyOptions)] as readonly (keyof Options)[];

/** Says which options cannot be in a world. */
function refuse({ actionSpace }: World, options: Options): void {
  const { policy, minProbability, initialPreferences } = options;
  if (policy === 'softmax' && !(actionSpace instanceof Discrete)) {
    const these = `these are ${String(actionSpace)}`;
    throw new TypeError(`policy softmax has a preference for each action, so actions must be Discrete; ${these}. Try policy network.`);
  }
  const ofSoftmax = { minProbability: minProbability > 0, initialPreferences: initialPreferences.length > 0 };
  const name = policy === 'network' && Object.entries(ofSoftmax).find(([, given]) => given)?.[0];
  if (name) throw new RangeError(`${name} is for policy softmax, and this policy is a network. Try policy softmax, or leave it out.`);
  const idle = policy === 'softmax' && OF_NETWORKS.find((option) => JSON.stringify(options[option]) !== JSON.stringify(DEFAULTS[option]));
  if (idle) {
    throw new RangeError(`${idle} is for policy network, and this policy is softmax: it would do nothing. Try policy network, or leave it out.`);
  }
}

export const reinforce: AgentSpec<typeof reinforceOptions> = {
  name: 'reinforce',
  description: 'makes what was done more probable, the more so the higher the return that followed, once an episode is over',
  source: 'Williams (1992); Sutton & Barto (2018), sections 13.3 and 13.4',
  options: reinforceOptions,
  refuses: (world) => refusesPolicy('reinforce', world),
  create: (world, setup) => new Reinforce(world, setup),
};
