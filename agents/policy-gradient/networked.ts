import type { Situation, Snapshot } from 'gymnasium-js';
import type { Network, Optimizer, OptimizerOptions } from '../../nets/index.ts';
import type { Policy, PolicyOptions, World } from '../agent.ts';
import { Actor, type ActorSetup } from './actor.ts';
import type { Episodes } from './episodes.ts';
import type { ParametricPolicy, ParametricValue } from './parametric.ts';

/** Steps that go through a network at once. */
const PIECE = 256;

/** pi(a|s, theta) by a network: see `Actor`. */
export class NetworkedPolicy implements ParametricPolicy {
  readonly most = PIECE;
  readonly width: number;
  readonly actionSize: number;
  readonly maskSize: number;
  readonly x: Float32Array;
  readonly drawn: Float32Array;
  logProbability = 0;
  entropy = 0;
  readonly #actor: Actor;
  readonly #optimizer: Optimizer;
  readonly #world: World;
  readonly #setup: ActorSetup;
  readonly #noiseSteps: number;
  readonly #dSaid: Float32Array;                      // dLoss/d(what the network said), the loss being what goes down. [PIECE x outputs]
  #said: Float32Array = new Float32Array(0);
  #played: Episodes | undefined;
  #from = 0;

  constructor(world: World, setup: ActorSetup, { rows, noiseSteps, optimizer }: { rows: number; noiseSteps: number; optimizer: OptimizerOptions }) {
    this.#world = world;
    this.#setup = setup;
    this.#noiseSteps = noiseSteps;
    this.#actor = new Actor(world, setup, { rows, batch: PIECE, critic: 'none', noiseSteps, draws: 'explore' });
    this.#optimizer = setup.backend.optimizer(optimizer, this.#actor.network);
    const { width, pi, x, drawn, outputs } = this.#actor;
    this.width = width;
    this.actionSize = pi.actionSize;
    this.maskSize = world.masked === true ? pi.maskSize : 0;
    this.x = x;
    this.drawn = drawn;
    this.#dSaid = new Float32Array(PIECE * outputs);
  }

  act(now: Situation, action: Float32Array): void { this.#actor.act(now, action); }
  look(observation: Float32Array, rows: number, out: Float32Array): void { this.#actor.look(observation, rows, out); }

  see(played: Episodes, from: number, to: number): void {
    this.#played = played;
    this.#from = from;
    this.#said = this.#actor.forward(played.x.subarray(from * this.width, to * this.width), to - from);
    this.#dSaid.fill(0);
  }

  add(j: number, weight: number, beta: number): void {
    const { pi, outputs } = this.#actor, { action, mask } = this.#played!, i = j - this.#from, a = j * pi.actionSize;
    this.#actor.read(this.#said, i, this.maskSize > 0 ? mask : undefined, j);
    pi.addLogProbabilityGradient(action, a, -weight, this.#dSaid, i * outputs);
    if (beta !== 0) pi.addEntropyGradient(-beta, this.#dSaid, i * outputs);
    this.logProbability = pi.logProbability(action, a);
    this.entropy = pi.entropy();
  }

  close(): void { this.#actor.network.backward(this.#dSaid); }
  move(alpha: number): void { descend(this.#actor.network, this.#optimizer, alpha); }

  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const copy = new Actor(this.#world, this.#setup, {
      rows, batch: rows, critic: 'none', noiseSteps: this.#noiseSteps, ...(stochastic && { draws: 'policy' }),
    });
    copy.become(this.#actor);
    copy.frozen = true;
    return copy;
  }

  dispose(): void { this.#actor.dispose(); }
  save(): Snapshot { return { actor: this.#actor.save(), optimizer: this.#optimizer.save() }; }

  load({ actor, optimizer }: Snapshot): void {
    this.#actor.load(actor as Snapshot);
    this.#optimizer.load(optimizer as Snapshot);
  }
}

/** v(s, w) by a network of the policy's shape, and of its own. */
export class NetworkValue implements ParametricValue {
  readonly #network: Network;
  readonly #optimizer: Optimizer;
  readonly #width: number;
  readonly #dSaid = new Float32Array(PIECE);
  #said: Float32Array = new Float32Array(0);
  #from = 0;

  constructor(width: number, { backend, stream, options: { netArch, activation, orthoInit } }: ActorSetup, optimizer: OptimizerOptions) {
    this.#network = backend.mlp({
      inputs: width, hidden: netArch, outputs: 1, activation, rows: PIECE,
      init: orthoInit ? 'orthogonal' : 'uniform', gain: orthoInit ? Math.SQRT2 : 1,
    }, stream('init baseline'));
    this.#optimizer = backend.optimizer(optimizer, this.#network);
    this.#width = width;
  }

  at(x: Float32Array): number { return this.#network.forward(x, 1)[0]; }

  see({ x }: Episodes, from: number, to: number): void {
    const width = this.#width;
    this.#from = from;
    this.#said = this.#network.forward(x.subarray(from * width, to * width), to - from);
    this.#dSaid.fill(0);
  }

  of(j: number): number { return this.#said[j - this.#from]; }
  add(j: number, weight: number): void { this.#dSaid[j - this.#from] -= weight; }
  close(): void { this.#network.backward(this.#dSaid); }
  move(alpha: number): void { descend(this.#network, this.#optimizer, alpha); }
  dispose(): void { this.#network.dispose?.(); }
  save(): Snapshot { return { parameters: this.#network.parameters.slice(), optimizer: this.#optimizer.save() }; }

  load({ parameters, optimizer }: Snapshot): void {
    const { length } = parameters as Float32Array | undefined ?? {};
    if (length !== this.#network.size) {
      throw new RangeError(`this snapshot's baseline has ${length ?? 'no'} parameters, and ${this.#network.size} are needed`);
    }
    this.#optimizer.load(optimizer as Snapshot);
    this.#network.parameters.set(parameters as Float32Array);
  }
}

function descend(network: Network, optimizer: Optimizer, alpha: number): void {
  optimizer.step(network.parameters, network.gradient, alpha);
  network.gradient.fill(0);
}
