import type { Situation, Snapshot, Step } from 'gymnasium-js';
import { wasmBackend, type Optimizer, type OptimizerOptions } from '../../nets/index.ts';
import type { Policy, PolicyOptions, Setup, World } from '../agent.ts';
import { Actor, type ActorSetup } from './actor.ts';
import { RewardNormalizer } from './normalizer.ts';
import type { ActorCriticOptions } from './options.ts';
import { Rollout } from './rollout.ts';

export interface SegmentShape {
  /** Steps of each row between updates. */
  readonly nSteps: number;
  /** The most steps that are learned from at once; all rows' segments if left out. */
  readonly batch?: number;
  /** Whether S is judged by those who act there; else by `rollout.judge`, once the segment is full. */
  readonly judges?: boolean;
  readonly optimizer: OptimizerOptions;
}

/** The memory that actor-critic learners share: the actor with its critic, the segment being played, and the optimizer. Algorithms add the update. */
export class ActorCritic {
  readonly actor: Actor;
  readonly rollout: Rollout;
  /** A of the segment's steps. [size] */
  readonly advantage: Float64Array;
  readonly #optimizer: Optimizer;
  readonly #rewards: RewardNormalizer | undefined;
  readonly #reward: Float64Array;
  readonly #world: World;
  readonly #setup: ActorSetup & { readonly options: ActorCriticOptions };
  readonly #noiseSteps: number;

  constructor(
    world: World, { rows, stream, options, backend = wasmBackend }: Setup<ActorCriticOptions>,
    { nSteps, batch = rows * nSteps, judges, optimizer }: SegmentShape,
  ) {
    const { sharedTorso, sdeSampleFreq, normalizeReward, gamma } = options;
    this.#world = world;
    this.#setup = { backend, stream, options };
    this.#noiseSteps = sdeSampleFreq > 0 ? sdeSampleFreq : nSteps;
    this.actor = new Actor(world, this.#setup, {
      rows, batch, critic: sharedTorso ? 'shared' : 'separate', judges, noiseSteps: this.#noiseSteps, draws: 'explore',
    });
    this.rollout = new Rollout(nSteps, rows, this.actor, world.masked === true);
    this.advantage = new Float64Array(this.rollout.size);
    this.#optimizer = backend.optimizer(optimizer, this.actor.network);
    this.#rewards = normalizeReward ? new RewardNormalizer(rows, gamma) : undefined;
    this.#reward = new Float64Array(rows);
  }

  act(now: Situation, action: Float32Array): void {
    this.actor.act(now, action);
  }

  /** Takes in a step. True when the segment is full: learn from it, then `begin` another. */
  take(step: Step): boolean {
    if (this.#rewards) this.#rewards.normalize(step, this.#reward);
    this.rollout.add(step, this.actor, this.#rewards ? this.#reward : step.reward);
    return this.rollout.full;
  }

  /** Forgets the segment, for the next one. */
  begin(): void {
    this.rollout.clear();
    this.actor.renewNoise();
  }

  /** theta, w <- one step of the optimizer against their gradient, scaled down to a norm of `maxGradNorm`; returns the norm that it had. */
  descend(learningRate: number, maxGradNorm: number): number {
    const { network } = this.actor, norm = this.#setup.backend.clipGradient(network, maxGradNorm);
    this.#optimizer.step(network.parameters, network.gradient, learningRate);
    network.gradient.fill(0);
    return norm;
  }

  /** A frozen copy: the most probable action, or drawn as while learning. */
  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const critic = this.#setup.options.sharedTorso ? 'shared' : 'separate';
    const copy = new Actor(this.#world, this.#setup, {
      rows, batch: rows, critic, noiseSteps: this.#noiseSteps, ...(stochastic && { draws: 'policy' }),
    });
    copy.become(this.actor);
    copy.frozen = true;
    return copy;
  }

  dispose(): void { this.actor.dispose(); }

  save(): Snapshot {
    return {
      actor: this.actor.save(), rollout: this.rollout.save(), optimizer: this.#optimizer.save(),
      ...(this.#rewards && { rewards: this.#rewards.save() }),
    };
  }

  load({ actor, rollout, optimizer, rewards }: Snapshot): void {
    this.actor.load(actor as Snapshot);
    this.rollout.load(rollout as Snapshot);
    this.#optimizer.load(optimizer as Snapshot);
    this.#rewards?.load(rewards as Snapshot);
  }
}
