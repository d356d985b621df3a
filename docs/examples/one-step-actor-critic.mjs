import { registerAgent, RowStreams, within, z } from 'gymnase/agents';
import { distributionFor, distributionRefuses, features, featuresRefuse, wasmBackend } from 'gymnase/nets';

const options = z.strictObject({
  learningRate: within({ least: 0, most: 1 }).default(0.005).describe('alpha, Adam\'s step size; [0, 1]'),
  gamma: within({ least: 0, most: 1 }).default(0.99).describe('discount of the next step\'s value; [0, 1]'),
  entCoef: within({ least: 0, most: 10 }).default(0.01).describe('weight of the policy\'s entropy; [0, 10]'),
  width: z.int().min(1).default(64).describe('units of the hidden layer of the policy, and of that of the value; from 1'),
});

/** What acts: a network that says a policy and a value of what it sees, and the distribution over actions that the policy is. */
class Actor {
  network;
  pi;
  drawn;                                                    // as drawn: what is played may be clipped. [rows x actionSize]
  #features;
  #x;                                                       // what the network sees. [rows x width]
  #draws;

  /** With the name of a stream it draws its actions; without, they are the most probable. */
  constructor({ observationSpace, actionSpace, masked }, { rows, stream, options, backend = wasmBackend }, draws) {
    this.#features = features(observationSpace);
    this.pi = distributionFor(actionSpace, { masked });
    const hidden = [options.width], policy = { name: 'policy', outputs: this.pi.parameters, gain: 0.01, hidden };
    const heads = [policy, { name: 'value', outputs: 1, hidden }];
    this.network = backend.mlp({ inputs: this.#features.width, heads, rows }, stream('init'));
    this.#x = new Float32Array(rows * this.#features.width);
    this.drawn = new Float32Array(rows * this.pi.actionSize);
    this.#draws = draws === undefined ? undefined : new RowStreams(stream, draws, rows);
  }

  /** The policy's numbers and V of each row. [rows x outputs], a view that is valid until the next call */
  say(observation, rows) {
    this.#features.write(observation, rows, this.#x);
    return this.network.forward(this.#x, rows);
  }

  act({ rows, playing, observation, mask }, action) {
    const { pi, drawn, network: { outputs } } = this, said = this.say(observation, rows);
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      pi.read(said, i * outputs, mask, i * pi.maskSize);
      if (this.#draws) pi.sample(this.#draws.of(i), drawn, i * pi.actionSize);
      else pi.mode(drawn, i * pi.actionSize);
      pi.play(drawn, i * pi.actionSize, action, i * pi.actionSize);
    }
  }

  save() { return { parameters: this.network.parameters.slice(), ...(this.#draws && { draws: this.#draws.save() }) }; }

  load({ parameters, draws }) {
    this.#draws?.load(draws);
    this.network.parameters.set(parameters);
  }
}

/**
 * One-step actor-critic, Sutton & Barto (2018), section 13.5:
 *
 *     delta = R + gamma V(S') - V(S),      theta up   delta grad ln pi(A|S),      w up   delta grad V(S)
 */
class OneStepActorCritic {
  metrics = { tdError: NaN, entropy: NaN };
  #world;
  #setup;
  #backend;
  #actor;
  #optimizer;
  #vNext;                                                   // V(S'). [rows]
  #dSaid;                                                   // dLoss/d(what the network said). [rows x outputs]

  constructor(world, setup) {
    this.#world = world;
    this.#setup = setup;
    this.#backend = setup.backend ?? wasmBackend;
    this.#actor = new Actor(world, setup, 'explore');
    this.#optimizer = this.#backend.optimizer({ name: 'adam' }, this.#actor.network);
    this.#vNext = new Float64Array(setup.rows);
    this.#dSaid = new Float32Array(setup.rows * this.#actor.network.outputs);
  }

  act(now, action) { this.#actor.act(now, action); }

  learn({ rows, playing, observation, mask, reward, next, terminated }) {
    const { pi, drawn, network } = this.#actor, { outputs } = network, V = outputs - 1;
    const { learningRate, gamma, entCoef } = this.#setup.options;
    const ahead = this.#actor.say(next, rows);
    for (let i = 0; i < rows; i++) this.#vNext[i] = terminated[i] === 1 ? 0 : ahead[i * outputs + V];
    const said = this.#actor.say(observation, rows), dSaid = this.#dSaid.fill(0);           // last, for backward is of the last forward
    let error = 0, entropy = 0;
    for (let i = 0; i < rows; i++) {
      if (playing[i] === 0) continue;
      const at = i * outputs, a = i * pi.actionSize, delta = reward[i] + gamma * this.#vNext[i] - said[at + V];
      pi.read(said, at, mask, i * pi.maskSize);
      pi.addLogProbabilityGradient(drawn, a, -delta / rows, dSaid, at);                     // optimizers go down: the loss is -delta ln pi
      pi.addEntropyGradient(-entCoef / rows, dSaid, at);
      dSaid[at + V] = -delta / rows;
      error += Math.abs(delta) / rows;
      entropy += pi.entropy() / rows;
    }
    network.backward(dSaid);
    this.#backend.clipGradient(network, 0.5);
    this.#optimizer.step(network.parameters, network.gradient, learningRate);
    network.gradient.fill(0);
    this.metrics.tdError = error;
    this.metrics.entropy = entropy;
  }

  policy({ rows = 1, stochastic = false } = {}) {
    const copy = new Actor(this.#world, { ...this.#setup, rows }, stochastic ? 'policy' : undefined);
    copy.network.parameters.set(this.#actor.network.parameters);
    return copy;
  }

  save() { return { actor: this.#actor.save(), optimizer: this.#optimizer.save(), metrics: { ...this.metrics } }; }

  load({ actor, optimizer, metrics }) {
    this.#actor.load(actor);
    this.#optimizer.load(optimizer);
    Object.assign(this.metrics, metrics);
  }
}

registerAgent({
  name: 'one-step-actor-critic',
  description: 'actor-critic that learns from each step, by the one-step error of its critic',
  source: 'Sutton & Barto (2018), section 13.5, with a network and Adam',
  options,
  refuses({ observationSpace, actionSpace, masked = false }) {
    const reason = featuresRefuse(observationSpace) ?? distributionRefuses(actionSpace, { masked });
    return reason === undefined ? undefined : `one-step-actor-critic keeps a network. ${reason}`;
  },
  create: (world, setup) => new OneStepActorCritic(world, setup),
});
