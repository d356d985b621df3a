import { createWasmBackend } from 'gymnase/nets';
import { streamsOf } from 'gymnase/agents';

/** 4 inputs, two layers of `width` tanh units, 2 outputs. */
const net = (width, rows, vectors = 0) => createWasmBackend().mlp({ inputs: 4, hidden: [width, width], outputs: 2, rows, vectors }, streamsOf(0)('init'));
const numbers = (count, scale = 1) => Float32Array.from({ length: count }, (_, i) => scale * ((i * 7919 % 1009) / 504.5 - 1));

function forward(width, rows) {
  const network = net(width, rows), x = numbers(rows * 4);
  return () => network.forward(x, rows);
}

function training(width, rows) {
  const network = net(width, rows), x = numbers(rows * 4), dY = numbers(rows * 2, 0.01);
  const { parameters, gradient } = network, adam = createWasmBackend().optimizer({ name: 'adam' }, network);
  return () => {
    gradient.fill(0);
    network.forward(x, rows);
    network.backward(dY);
    adam.step(parameters, gradient, 1e-4);
  };
}

/** A layer without activation: a product and what it costs to call it. */
function product(width, rows) {
  const network = createWasmBackend().mlp({ inputs: width, outputs: width, rows }, streamsOf(0)('init')), x = numbers(rows * width);
  return () => network.forward(x, rows);
}

function population(count) {
  const network = createWasmBackend().mlp({ inputs: 4, hidden: [16], outputs: 2, rows: count, vectors: count }, streamsOf(0)('init'));
  const x = numbers(4 * count), genomes = network.vectors(count);
  genomes.set(numbers(genomes.length));
  return () => network.forwardEach(x, count, genomes);
}

/** The same in TensorFlow.js on one core: by its core operations, or as a LayersModel, which is what one writes and costs a little more. */
async function tensorflow(backend, asLayers) {
  const tf = await import('@tensorflow/tfjs-core'), { sequential, layers } = await import('@tensorflow/tfjs-layers');
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else (await import('@tensorflow/tfjs-backend-wasm')).setThreadsCount(1);
  await tf.setBackend(backend);
  await tf.ready();
  const dense = (inputs, outputs) => ({ W: tf.variable(tf.randomNormal([inputs, outputs])), b: tf.variable(tf.zeros([outputs])) });
  const operations = (width) => {
    const [one, two, out] = [dense(4, width), dense(width, width), dense(width, 2)], z = (x, { W, b }) => tf.add(tf.matMul(x, W), b);
    return (x) => z(tf.tanh(z(tf.tanh(z(x, one)), two)), out);
  };
  const layersModel = (width) => {
    const units = [width, width, 2].map((units, i) => layers.dense({ units, activation: i < 2 ? 'tanh' : 'linear', inputShape: i === 0 ? [4] : undefined }));
    const model = sequential({ layers: units });
    return (x) => model.apply(x);
  };
  const network = asLayers ? layersModel : operations;
  return {
    forward(width, rows) {
      const f = network(width), x = numbers(rows * 4);
      return () => tf.tidy(() => f(tf.tensor2d(x, [rows, 4])).dataSync());
    },
    training(width, rows) {
      const f = network(width), x = numbers(rows * 4), dY = numbers(rows * 2, 0.01), adam = tf.train.adam(1e-4);
      return () => tf.tidy(() => adam.minimize(() => tf.sum(tf.mul(f(tf.tensor2d(x, [rows, 4])), tf.tensor2d(dY, [rows, 2]))), true).dataSync());
    },
  };
}

/** `limit` is what it must not exceed, where something was asked; `torch` what PyTorch 1.13 was recorded at on a machine of the same kind: microseconds on one core. */
const forwards = [[64, 1, 0.54, 15.7], [64, 8, 2.95, 18.4], [64, 64, 23, 38.6], [64, 512, 186, 197]];
const trainings = [[64, 8], [64, 40, 36, 228], [64, 256, 196, 357], [64, 2048, 1600, 1899], [256, 64, 750, 624], [256, 2048, 20_000, 12_800]];
const networkCase = (kind, what, ours) => ([width, rows, limit, torch]) => ({
  name: `network 4-${width}-${width}-2, ${rows} rows, ${what}`, limit, torch, make: () => ours(width, rows),
  peer: async (backend, asLayers) => (await tensorflow(backend, asLayers))[kind](width, rows),
});

export const netCases = [
  ...forwards.map(networkCase('forward', 'forward', forward)),
  ...trainings.map(networkCase('training', 'forward, backward and Adam', training)),
  // 45 GFLOP/s
  ...[64, 256].map((width) => ({ name: `network: a product of 64 rows with ${width} x ${width}`, limit: 2 * 64 * width * width / 45e3, make: () => product(width, 64) })),
  { name: 'network 4-16-2, a population of 256, a row each', limit: 38, make: () => population(256) },
];
