// One small training whose every bit must be the same wherever it runs: any Node, any browser, any processor. It imports nothing but what it trains.
import { createWasmBackend, type MlpOptions, type OptimizerOptions } from '../../nets/index.ts';

/** What the parameters hash to after 200 steps; golden.test.ts holds the same numbers to float64 twins. */
export const GOLDEN = 'eb4db6deb3f1bb07900135ea5fafce2856e3dcce1c512fb0bd4fbc3e89473c1f';

/** Every activation with a slope, three heads, an odd number of everything. */
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

/** 200 steps of regression with all that a training uses: clipping, two optimizers in turns, a target that follows. The bytes of all parameters. */
export function goldenTraining(watch: (step: GoldenStep) => void = () => {}): Uint8Array {
  const { mlp, optimizer, clipGradient, polyak } = createWasmBackend(), draw = draws(20151), network = mlp(goldenNet, draw);
  const optimizers = goldenOptimizers.map((options) => optimizer(options, network));
  const { inputs, outputs, size, parameters, gradient } = network, target = network.vectors(1);
  const x = new Float32Array(40 * inputs), dY = new Float32Array(40 * outputs), wanted = Float32Array.from({ length: outputs }, () => draw.random());
  target.set(parameters);
  for (let t = 0; t < 200; t++) {
    const rows = 1 + t * 7 % 40;
    for (let i = 0; i < x.length; i++) x[i] = 4 * draw.random() - 2;
    watch({ t, x, rows, wanted, parameters });
    const y = network.forward(x, rows);
    for (let i = 0; i < rows * outputs; i++) dY[i] = (y[i] - wanted[i % outputs]) / rows;
    gradient.fill(0);
    network.backward(dY);
    clipGradient(network, 0.5);
    optimizers[t % 2].step(parameters, gradient, 0.01);
    polyak(network, target, parameters, 0.05);
  }
  const all = new Float32Array(2 * size);
  all.set(parameters);
  all.set(target, size);
  return new Uint8Array(all.buffer);
}
