// Small trainings whose every bit must be the same wherever it runs: any Node, any browser, any processor. It imports nothing but what it trains.
import { createWasmBackend, type MlpOptions, type OptimizerOptions } from '../../nets/index.ts';

/** What the parameters hash to after 200 steps; golden.test.ts holds the same numbers to float64 twins. */
export const GOLDEN = 'eb4db6deb3f1bb07900135ea5fafce2856e3dcce1c512fb0bd4fbc3e89473c1f';

/** The activations that take an exponential; five heads, one of them constant; widths that eight does not divide. */
export const goldenNet: MlpOptions = {
  inputs: 5, hidden: [64, 19], activation: 'tanh', rows: 40, vectors: 1,
  heads: [
    { name: 'policy', outputs: 3, activation: 'softmax' }, { name: 'log', outputs: 2, activation: 'logSoftmax', hidden: [7] },
    { name: 'elu', outputs: 3, activation: 'elu' }, { name: 'gate', outputs: 2, activation: 'sigmoid' }, { name: 'scale', outputs: 2, constant: 0.5 },
  ],
};

/** Park and Miller's generator (1988): whole numbers below 2^31, exact in float64. */
function draws(seed: number) {
  let s = seed;
  return { random: () => (s = s * 16807 % 2147483647) / 2147483647 };
}

export const goldenOptimizers: readonly OptimizerOptions[] = [{ name: 'adam' }, { name: 'rmsprop', epsilon: 1e-5, momentum: 0.3 }];

/** What a step of the training begins with: `rows` rows of inputs x, each to give `wanted`, at these parameters. */
export interface GoldenStep { readonly t: number; readonly x: Float32Array; readonly rows: number; readonly wanted: Float32Array; readonly parameters: Float32Array }

/** A network, what moves it in turns, and for how long. */
export interface GoldenRun {
  readonly net: MlpOptions; readonly optimizers: readonly OptimizerOptions[];
  readonly steps: number; readonly seed: number; readonly learningRate: number;
  /** How many rows a step has. */
  readonly rowsOf: (t: number) => number;
}

/** Regression with all that a training uses: clipping, optimizers in turns, a target that follows. */
function trained({ net, optimizers: names, steps, seed, learningRate, rowsOf }: GoldenRun, watch: (step: GoldenStep) => void) {
  const { mlp, optimizer, clipGradient, polyak } = createWasmBackend(), draw = draws(seed), network = mlp(net, draw);
  const optimizers = names.map((options) => optimizer(options, network));
  const { inputs, outputs, rows: most, parameters, gradient } = network, target = network.vectors(1);
  const x = new Float32Array(most * inputs), dY = new Float32Array(most * outputs), wanted = Float32Array.from({ length: outputs }, () => draw.random());
  target.set(parameters);
  for (let t = 0; t < steps; t++) {
    const rows = rowsOf(t);
    for (let i = 0; i < x.length; i++) x[i] = 4 * draw.random() - 2;
    watch({ t, x, rows, wanted, parameters });
    const y = network.forward(x, rows);
    for (let i = 0; i < rows * outputs; i++) dY[i] = (y[i] - wanted[i % outputs]) / rows;
    gradient.fill(0);
    network.backward(dY);
    clipGradient(network, 0.5);
    optimizers[t % optimizers.length].step(parameters, gradient, learningRate);
    polyak(network, target, parameters, 0.05);
  }
  return { network, target, x };
}

function bytesOf(...parts: readonly Float32Array[]): Uint8Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(all.buffer);
}

/** 200 steps. The bytes of all parameters: the network's, then the target's. */
export function goldenTraining(watch: (step: GoldenStep) => void = () => {}): Uint8Array {
  const run = { net: goldenNet, optimizers: goldenOptimizers, steps: 200, seed: 20151, learningRate: 0.01, rowsOf: (t: number) => 1 + t * 7 % 40 };
  const { network, target } = trained(run, watch);
  return bytesOf(network.parameters, target);
}

/** What `kinkedTraining` ends with hashes to this. */
export const KINKED = '273df8dd955d90a57e38da521eb544e4cc532113e0eca4d0343bb2e01032d3d8';

/** Both activations with a kink, and the optimizers and placements that the first training lacks. */
export const kinkedRun: GoldenRun = {
  net: {
    inputs: 5, hidden: [33, 18], activation: 'relu', rows: 20, vectors: 4,
    heads: [{ name: 'leaky', outputs: 3, activation: 'leakyRelu', hidden: [7] }, { name: 'relu', outputs: 2, activation: 'relu' }, { name: 'value', outputs: 1 }],
  },
  optimizers: [
    { name: 'sgd', momentum: 0.9 }, { name: 'sgd', momentum: 0.8, nesterov: true }, { name: 'adamw', weightDecay: 0.1 },
    { name: 'rmsprop', epsilon: 1e-3, epsilonPlacement: 'inside' },
  ],
  steps: 80, seed: 1988, learningRate: 0.005, rowsOf: (t) => 1 + t * 7 % 20,
};

/** A layer of 520 x 520, more than 1 MB of weights, which are packed for as many rows as these. */
export const packedRun: GoldenRun = {
  net: { inputs: 5, hidden: [520, 520], activation: 'leakyRelu', outputs: 3, rows: 9, vectors: 1 },
  optimizers: [{ name: 'sgd', momentum: 0.9, nesterov: true }, { name: 'adamw' }], steps: 3, seed: 1988, learningRate: 0.01, rowsOf: () => 9,
};

/** What a population's three members are of the trained parameters. */
export const MEMBERS = [1, -0.5, 2];

/** The two trainings above. The bytes of the first's parameters and target, of what a population of it says at the last x, and of the second's parameters. */
export function kinkedTraining(watch: (step: GoldenStep) => void = () => {}): Uint8Array {
  const { network, target, x } = trained(kinkedRun, watch), { parameters, size } = network, population = network.vectors(MEMBERS.length);
  MEMBERS.forEach((factor, m) => population.set(parameters.map((p) => factor * p), m * size));
  const said = network.forwardEach(x, MEMBERS.length, population), packed = trained(packedRun, () => {}).network;
  return bytesOf(parameters, target, said, packed.parameters);
}

/** The packed training's parameters before, and after; for a check of it alone. */
export function packedTraining(watch: (step: GoldenStep) => void): Float32Array {
  return trained(packedRun, watch).network.parameters;
}
