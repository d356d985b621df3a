import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tfjsBackend } from '../../nets/tfjs/backend.ts';
import { layersModelFiles } from '../../nets/tfjs/model-files.ts';
import type { LayersModel, TensorFlow } from '../../nets/tfjs/tensorflow.ts';
import { wasmBackend } from '../../nets/wasm/index.ts';
import { loadTensorFlow } from '../../runners/backends/load-backend.ts';
import { drawOf } from '../nets/draw.ts';
import { NETS } from '../nets/tfjs/nets.ts';
import { TwinMlp } from '../nets/twin/mlp.ts';
import { drawNumbers, vectorError } from '../nets/twin/numeric.ts';

/** A folder where `npm install @tensorflow/tfjs-node` (or -gpu) was run; the current one if left out. */
const FOLDER = process.env.GYMNASE_TFJS_NODE || undefined;
const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));

/** What tfjs-node has beside what is used of it. */
interface Native extends TensorFlow {
  memory(): { numTensors: number };
  loadLayersModel(path: string): Promise<LayersModel & { predict(x: unknown): { dataSync(): Float32Array } }>;
}

/** What must hold for a native backend. One to a file: the two share an engine, and a process can have one of them. */
export const nativeLaws = (name: 'tfjs-node' | 'tfjs-node-gpu') => describe(`${name}, where it is installed`, () => {
  let tf: Native | undefined, reason = '', folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gymnase native-'));
    try {
      tf = await loadTensorFlow(name, FOLDER) as Native;
    } catch (error) {
      reason = (error as Error).message;                   // says which command installs it, or what is broken
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  /** Runs where the package does, and says why it was skipped where it does not. */
  const natively = (title: string, body: (tf: Native) => unknown) => test(title, async (context) => {
    if (tf === undefined) context.skip(`${reason} GYMNASE_TFJS_NODE names the folder where it is.`);
    else await body(tf);
  });

  natively('computes on TensorFlow\'s library', (tf) => { expect(tf.getBackend()).toBe('tensorflow'); });

  for (const [kind, options] of NETS) {
    natively(`a network ${kind} has the twin's outputs and gradients`, (tf) => {
      const rows = 5, net = tfjsBackend(tf, name).mlp({ ...options, rows }, drawOf(1)), twin = new TwinMlp(options);
      expect([...net.parameters]).toEqual([...wasmBackend.mlp(options, drawOf(1)).parameters]);
      net.parameters.set(numbers(net.size, 2));
      const x = numbers(rows * net.inputs, 3, 2), dY = numbers(rows * net.outputs, 4), inputGradient = new Float32Array(rows * net.inputs);
      expect(vectorError(net.forward(x, rows), twin.forward(net.parameters, x, rows))).toBeLessThan(1e-6);
      net.backward(dY, inputGradient);
      const back = twin.backward(net.parameters, x, rows, dY);
      expect(vectorError(net.gradient, back.gradient)).toBeLessThan(1e-5);
      expect(vectorError(inputGradient, back.inputGradient)).toBeLessThan(1e-5);
      const population = numbers(2 * net.size, 5), each = net.forwardEach(x, 2, population);
      for (let i = 0; i < 2; i++) {
        const alone = twin.forward(population.subarray(i * net.size), x.subarray(i * net.inputs), 1);
        expect(vectorError(each.subarray(i * net.outputs, (i + 1) * net.outputs), alone)).toBeLessThan(1e-6);
      }
      net.dispose();
    });
  }

  natively('holds no more tensors after 2,000 updates', (tf) => {
    const net = tfjsBackend(tf, name).mlp({ inputs: 2, hidden: [3], outputs: 1, rows: 2 }, drawOf(1));
    const x = numbers(4, 1), dY = numbers(2, 2), inputs = new Float32Array(4);
    const update = () => {
      net.forward(x, 2);
      net.backward(dY, inputs);
      for (let i = 0; i < net.size; i++) net.parameters[i] -= 1e-3 * net.gradient[i];
    };
    update();
    const before = tf.memory().numTensors;
    for (let t = 0; t < 2000; t++) update();
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
  });

  natively('reads a saved network from its files', async (tf) => {
    const [, options] = NETS[9], twin = new TwinMlp(options), parameters = numbers(twin.size, 1), x = numbers(twin.inputs, 2);
    for (const [file, content] of Object.entries(layersModelFiles(options, parameters))) writeFileSync(join(folder, file), content as string | Uint8Array);
    const model = await tf.loadLayersModel(pathToFileURL(join(folder, 'model.json')).href.replaceAll('%20', ' '));
    const said = model.predict(tf.tensor(x, [1, twin.inputs])) as unknown as { dataSync(): Float32Array }[];
    expect(vectorError(said.flatMap((y) => [...y.dataSync()]), twin.forward(parameters, x, 1))).toBeLessThan(1e-6);
  });
});
