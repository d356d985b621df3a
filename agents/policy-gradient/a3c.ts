import { math, type RowControl, type Situation, type Snapshot, type Step } from 'gymnasium-js';
import { z } from 'zod';
import {
  attachWasmNetwork, createWasmBackend, wasmBackend, WasmNetwork, type Backend, type Optimizer, type SharedNetwork,
} from '../../nets/index.ts';
import type { Agent, AgentSpec, Gathering, Joined, Policy, PolicyOptions, Setup, World } from '../agent.ts';
import { above0, choice, flag, whole } from '../fields.ts';
import { scheduled, scheduleOf, within } from '../schedule.ts';
import { RowStreams } from '../streams.ts';
import { Worker } from './a3c-worker.ts';
import { Actor, refusesPolicy } from './actor.ts';
import { advantages } from './advantages.ts';
import { MOST_SHARED_STEPS, OwnCounts, SharedCounts, type Counts } from './counts.ts';
import { RewardNormalizer } from './normalizer.ts';
import { actorCriticOptions } from './options.ts';
import { loadWhole } from './snapshots.ts';

// gSDE's noise is renewed for all rows together, and here each row has its own clock.
const { useSde: _, sdeSampleFreq: __, ...options } = actorCriticOptions;
const NO_STATISTICS = 'false where mode is "threads": threads share parameters alone, and no statistics of what they see';

const a3cOptions = z.strictObject({
  ...options,
  mode: choice(['virtual', 'threads']).default('virtual')
    .describe('virtual: rows in one thread on a virtual clock, reproducible; threads: a thread for each row, without locks, not reproducible'),
  learningRate: scheduled({ least: 0, most: 1e3 }).default(7e-4).describe('alpha, the optimizer\'s step size; from 0, or a schedule'),
  nSteps: whole(1).default(5).describe('the most steps of a segment (t_max); it ends with the episode, too'),
  gaeLambda: within({ least: 0, most: 1 }).default(1).describe('lambda of the advantage estimate, 1: n-step returns; [0, 1]'),
  useRmsProp: flag().default(true).describe('RMSProp (alpha 0.99), else Adam; its statistics are shared'),
  rmsPropEps: above0.default(1e-5).describe('epsilon of the optimizer, outside the root as in PyTorch; above 0'),
  clockJitter: within({ least: 0, most: 1e3 }).default(1)
    .describe('a step of a segment takes a virtual time of 1 + clockJitter x Exp(1), drawn for each segment; 0: all workers are as fast; from 0'),
}).refine((given) => !(given.mode === 'threads' && given.normalizeObservation), { path: ['normalizeObservation'], error: NO_STATISTICS })
  .refine((given) => !(given.mode === 'threads' && given.normalizeReward), { path: ['normalizeReward'], error: NO_STATISTICS });
type Options = z.output<typeof a3cOptions>;

/**
 * Asynchronous advantage actor-critic: each row is a worker that plays up to nSteps by a copy of the parameters, and then moves the shared ones by
 * the gradient at its copy, while others have moved them meanwhile.
 *
 *     theta up   A grad ln pi(A|S; theta') + entCoef grad H(pi),      w down   vfCoef grad (G - V(S; w'))^2,      theta', w' <- theta, w
 *
 * Mnih et al. (2016), "Asynchronous methods for deep reinforcement learning", algorithm S3. Where the paper adds up over a segment, the sum is
 * divided by nSteps here, so that learningRate and maxGradNorm mean what they mean in A2C.
 *
 * Who is done first is told by a virtual clock. A worker whose segment is over rests until no other can be done before it.
 */
class A3C implements Agent {
  readonly metrics: Record<string, number> = {
    learningRate: NaN, entropyLoss: NaN, policyLoss: NaN, valueLoss: NaN, gradientNorm: NaN, staleness: NaN,
  };
  readonly actor: Actor;
  readonly #workers: readonly Worker[];
  readonly #clock: RowStreams;
  readonly #optimizer: Optimizer;
  readonly #backend: Backend;
  readonly #rewards: RewardNormalizer | undefined;
  readonly #reward: Float64Array;
  readonly #world: World;
  readonly #setup: Setup<Options>;
  readonly #counts: Counts;
  readonly #advantage: Float64Array;                  // of a segment: [nSteps]
  readonly #value: Float64Array;
  readonly #nextValue: Float64Array;
  readonly #never: Uint8Array;                        // no step of a segment but its last ends an episode
  readonly #dSaid: Float32Array;                      // dLoss/d(what the network said). [nSteps x outputs]

  constructor(world: World, setup: Setup<Options>, counts: Counts = new OwnCounts()) {
    const { rows, stream, options, backend = wasmBackend } = setup, { nSteps, useRmsProp, rmsPropEps: epsilon, normalizeReward, gamma } = options;
    this.#world = world;
    this.#setup = setup;
    this.#counts = counts;
    this.#backend = backend;
    const actor = this.actor = this.#actorFor({ rows, batch: nSteps, draws: 'explore', copies: true }), { network, outputs } = actor;
    this.#clock = new RowStreams(stream, 'clock', rows);
    const copyOf = (i: number) => actor.copies!.subarray(i * network.size, (i + 1) * network.size);
    this.#workers = Array.from({ length: rows }, (_, i) => new Worker(nSteps, copyOf(i), actor, world.masked === true));
    this.#workers.forEach((worker, i) => worker.begin(network.parameters, 0, this.#pace(i)));
    this.#optimizer = backend.optimizer(useRmsProp ? { name: 'rmsprop', alpha: 0.99, epsilon } : { name: 'adam', epsilon }, network);
    this.#rewards = normalizeReward ? new RewardNormalizer(rows, gamma) : undefined;
    this.#reward = new Float64Array(rows);
    this.#advantage = new Float64Array(nSteps);
    this.#value = new Float64Array(nSteps);
    this.#nextValue = new Float64Array(nSteps);
    this.#never = new Uint8Array(nSteps);
    this.#dSaid = new Float32Array(nSteps * outputs);
  }

  #actorFor(shape: { rows: number; batch: number; draws?: string; copies?: boolean }): Actor {
    const { stream, options } = this.#setup;
    const setup = { backend: this.#backend, stream, options: { ...options, useSde: false, sdeSampleFreq: -1 } };
    return new Actor(this.#world, setup, { ...shape, critic: options.sharedTorso ? 'shared' : 'separate', noiseSteps: 1 });
  }

  /** What a step of worker i takes of the virtual time in its next segment. */
  #pace(i: number): number {
    return 1 - this.#setup.options.clockJitter * math.log(1 - this.#clock.of(i).random());
  }

  start(): void {
    if (this.#setup.options.mode === 'virtual' || this.#counts instanceof SharedCounts) return;
    throw new Error('a3c with mode "threads" learns in worker threads, which `gymnase run` and `gymnase train` start. '
      + 'In one thread, leave mode at "virtual".');
  }

  act(now: Situation, action: Float32Array): void { this.actor.act(now, action); }

  learn(step: Step, control: RowControl): void {
    const workers = this.#workers, progress = Math.min(1, this.#counts.played(step) / this.#setup.budget);
    this.#rewards?.normalize(step, this.#reward);
    const reward = this.#rewards ? this.#reward : step.reward;
    for (let i = 0; i < step.rows; i++) {
      const worker = workers[i];
      worker.playing = step.playing[i] === 1;
      if (worker.playing && worker.take(i, step, this.actor, reward[i])) control.rest(i);
    }
    for (let i = this.#turn(); i >= 0; i = this.#turn()) {
      this.#apply(workers[i], i, progress);
      workers[i].playing = true;
      control.wake(i);
    }
  }

  /** The worker whose segment is over and whose turn it is: none can be done before it. -1 where all wait for one that plays. */
  #turn(): number {
    const workers = this.#workers;
    let first = -1, soonest = Infinity;
    for (let i = 0; i < workers.length; i++) {
      const { done, playing, time, pace } = workers[i];
      if (!done && !playing) continue;                               // its row was put to rest by others
      const end = done ? time : time + pace;
      if (end < soonest) { soonest = end; first = i; }
    }
    return first >= 0 && workers[first].done ? first : -1;
  }

  /** Moves the shared parameters by the gradient at the worker's own, and copies them anew. */
  #apply(worker: Worker, i: number, progress: number): void {
    const { learningRate, entCoef, maxGradNorm } = this.#setup.options, { network } = this.actor, counts = this.#counts;
    const alpha = scheduleOf(learningRate)(progress), losses = this.#differentiate(worker, scheduleOf(entCoef)(progress)), { metrics } = this;
    // Told before anything moves: where the network diverges, this is what there was to see.
    metrics.learningRate = alpha;
    metrics.entropyLoss = losses.entropy;
    metrics.policyLoss = losses.policy;
    metrics.valueLoss = losses.value;
    metrics.gradientNorm = this.#backend.clipGradient(network, maxGradNorm);
    this.#optimizer.step(network.parameters, network.gradient, alpha);
    network.gradient.fill(0);
    const staleness = counts.updated() - worker.version;             // updates by others since its copy
    worker.begin(network.parameters, counts.updates, this.#pace(i));
    metrics.staleness = staleness;
  }

  /** dTheta, dw of the segment's loss at theta', w'; returns its means over the segment. */
  #differentiate({ t: n, copy, x, xNext, action, mask, reward, terminated }: Worker, beta: number): Losses {
    const { network, pi, outputs } = this.actor, { nSteps, gamma, gaeLambda, vfCoef } = this.#setup.options, V = outputs - 1;
    const advantage = this.#advantage, value = this.#value, nextValue = this.#nextValue, dSaid = this.#dSaid.fill(0);
    // Time ran out, or the segment did, but the world goes on: the future still has value.
    nextValue[n - 1] = terminated ? 0 : network.forward(xNext, 1, copy)[V];
    const said = network.forward(x, n, copy);
    for (let t = 0; t < n; t++) {
      value[t] = said[t * outputs + V];
      if (t > 0) nextValue[t - 1] = value[t];
    }
    advantages({ steps: n, rows: 1, reward, value, nextValue, over: this.#never }, gamma, gaeLambda, advantage);

    let entropyLoss = 0, policyLoss = 0, valueLoss = 0;
    for (let t = 0; t < n; t++) {
      const at = t * outputs, a = t * pi.actionSize, error = -advantage[t];            // V(S) - G
      this.actor.read(said, t, mask);
      pi.addLogProbabilityGradient(action, a, -advantage[t] / nSteps, dSaid, at);
      if (beta !== 0) pi.addEntropyGradient(-beta / nSteps, dSaid, at);
      dSaid[at + V] = vfCoef * 2 * error / nSteps;
      policyLoss -= advantage[t] * pi.logProbability(action, a) / n;
      entropyLoss -= pi.entropy() / n;
      valueLoss += error * error / n;
    }
    network.backward(dSaid);
    return { entropy: entropyLoss, policy: policyLoss, value: valueLoss };
  }

  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const copy = this.#actorFor({ rows, batch: rows, ...(stochastic && { draws: 'policy' }) });
    copy.become(this.actor);
    copy.frozen = true;
    return copy;
  }

  dispose(): void { this.actor.dispose(); }

  /** Becomes what another is, or was when it had other parameters. */
  adopt(other: A3C, parameters = other.actor.network.parameters, metrics: Readonly<Record<string, number>> = {}): void {
    this.actor.network.parameters.set(parameters);
    this.#optimizer.load(other.#optimizer.save());
    Object.assign(this.metrics, metrics);
  }

  save(): Snapshot {
    return {
      actor: this.actor.save(), optimizer: this.#optimizer.save(), clock: this.#clock.save(), updates: this.#counts.updates,
      workers: Object.fromEntries(this.#workers.map((worker, i) => [i, worker.save()])), metrics: { ...this.metrics },
      ...(this.#rewards && { rewards: this.#rewards.save() }),
    };
  }

  load(snapshot: Snapshot): void {
    loadWhole('a3c', this, snapshot, ({ actor, optimizer, clock, updates, workers, metrics, rewards }) => {
      this.#clock.load(clock as Float64Array);
      this.actor.load(actor as Snapshot);
      this.#optimizer.load(optimizer as Snapshot);
      this.#rewards?.load(rewards as Snapshot);
      this.#workers.forEach((worker, i) => worker.load((workers as Snapshot)[i] as Snapshot));
      if (this.#counts instanceof OwnCounts) this.#counts.updates = updates as number;
      Object.assign(this.metrics, metrics);
    });
  }
}

/** Means over a segment, as metrics tell them. */
interface Losses { readonly entropy: number; readonly policy: number; readonly value: number }

/** What threads share: the network with its optimizer's memory, and the counts. */
interface Shared { readonly network: SharedNetwork; readonly counts: Int32Array<SharedArrayBuffer> }

/** Why no threads can learn together here. */
function refusesThreads({ budget, backend }: Setup<Options>): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined') {
    return 'a3c with mode "threads" shares memory between threads, and there is no SharedArrayBuffer here. '
      + 'A page has it when it is served with the headers "Cross-Origin-Opener-Policy: same-origin" and '
      + '"Cross-Origin-Embedder-Policy: require-corp". Or leave mode at "virtual".';
  }
  if (backend !== undefined && backend.name !== 'wasm') {
    return `a3c with mode "threads" shares WebAssembly networks, and the backend is ${backend.name}. `
      + 'Take the backend wasm, or leave mode at "virtual".';
  }
  if (budget <= MOST_SHARED_STEPS) return undefined;
  return `a3c with mode "threads" counts to ${MOST_SHARED_STEPS} steps, and the budget is ${budget}. Leave mode at "virtual", or take fewer steps.`;
}

function gather(world: World, setup: Setup<Options>): Gathering {
  const reason = refusesThreads(setup);
  if (reason !== undefined) throw new RangeError(reason);
  const counts = new SharedCounts(), all = new A3C(world, { ...setup, backend: createWasmBackend({ workers: setup.rows }) }, counts);
  const agent = new A3C(world, setup), shared: Shared = { network: (all.actor.network as WasmNetwork).share(), counts: counts.shared };
  return { agent, shared, played: () => counts.all, adopt: (parameters, metrics) => agent.adopt(all, parameters, metrics) };
}

/** The same agent with one row, whose network's parameters and optimizer are those of all. */
function join(world: World, setup: Setup<Options>, shared: unknown, thread: number): Joined {
  const { network, counts: buffer } = shared as Shared, counts = new SharedCounts(buffer);
  const backend: Backend = { ...wasmBackend, mlp: () => attachWasmNetwork(network, thread) };
  const agent = new A3C(world, { ...setup, rows: 1, backend, stream: (name, row = 0) => setup.stream(name, row + thread - 1) }, counts);
  return { agent, get steps() { return counts.steps; }, parameters: agent.actor.network.parameters };
}

export const a3c: AgentSpec<typeof a3cOptions> = {
  name: 'a3c',
  description: 'asynchronous advantage actor-critic: workers play by copies of the parameters, and move the shared ones each in its own time',
  source: 'Mnih et al. (2016), "Asynchronous methods for deep reinforcement learning"',
  options: a3cOptions,
  refuses: (world) => refusesPolicy('a3c', world),
  create: (world, setup) => new A3C(world, setup),
  threads: { asked: ({ mode }) => mode === 'threads', gather, join },
};
