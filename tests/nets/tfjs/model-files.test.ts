import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MlpOptions } from '../../../nets/network.ts';
import { tfjsNetwork } from '../../../nets/tfjs/layers-model.ts';
import { layersModelFiles, mlpParameters, type ModelFiles } from '../../../nets/tfjs/model-files.ts';
import { TwinMlp } from '../twin/mlp.ts';
import { drawNumbers, vectorError } from '../twin/numeric.ts';
import { NETS } from './nets.ts';
import { core, layers as tfl, tfOn } from './tf.ts';

const numbers = (count: number, seed: number, size = 1) => Float32Array.from(drawNumbers(count, seed, size));

// An application finds the two files beside each other on a server.
let server: Server, served: ModelFiles | undefined, address = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1) as keyof ModelFiles;
    const type = name.endsWith('json') ? 'application/json' : 'application/octet-stream';
    response.writeHead(served?.[name] === undefined ? 404 : 200, { 'Content-Type': type });
    response.end(served?.[name]);
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`;
  await tfOn('cpu');
});
afterAll(() => { server.close(); });

async function load(files: ModelFiles): Promise<tfl.LayersModel> {
  served = files;
  return tfl.loadLayersModel(address);
}

/** What a model says of a batch: its outputs side by side. [rows x outputs] */
function predict(model: tfl.LayersModel, x: Float32Array, rows: number): Float32Array {
  const input = core.tensor2d(x, [rows, x.length / rows]), said = model.predict(input), outputs = Array.isArray(said) ? said : [said];
  const y = core.concat(outputs, 1), numbers = y.dataSync() as Float32Array;
  core.dispose([input, y, ...outputs]);
  return numbers;
}

describe('a perceptron saved for TensorFlow.js', () => {
  test.each(NETS)('%s says the same after tf.loadLayersModel, and gives its parameters back', async (_, options) => {
    const twin = new TwinMlp(options), parameters = numbers(twin.size, 1), rows = 4, x = numbers(rows * twin.inputs, 2, 2);
    const model = await load(layersModelFiles(options, parameters));
    expect(model.outputs.map(({ shape }) => shape)).toEqual((options.heads ?? [{ outputs: options.outputs }]).map((head) => [null, head.outputs]));
    expect(vectorError(predict(model, x, rows), twin.forward(parameters, x, rows))).toBeLessThan(1e-6);
    expect([...mlpParameters(options, model)]).toEqual([...parameters]);
    model.dispose();
  });

  test('names its outputs as its heads are named', async () => {
    const options: MlpOptions = { inputs: 2, hidden: [3], heads: [{ name: 'policy', outputs: 2 }, { name: 'value', outputs: 1 }] };
    const model = await load(layersModelFiles(options, numbers(3 * 3 + 4 * 3, 1)));
    expect(model.outputNames).toEqual(['policy', 'value']);
    expect(model.layers.map(({ name }) => name)).toEqual(['observation', 'hidden_1', 'policy', 'value']);
    model.dispose();
  });

  test('becomes a network again with the same flat vector', async () => {
    const tf = await tfOn('cpu'), options: MlpOptions = { inputs: 3, hidden: [4, 5], outputs: 2 }, parameters = numbers(53, 1);
    const model = await load(layersModelFiles(options, parameters)), net = tfjsNetwork(tf, model, { rows: 2 });
    expect([...net.parameters]).toEqual([...parameters]);
    net.parameters[0] = 7;                                 // trained further there, it is read back here
    net.forward(new Float32Array(6), 2);
    expect(mlpParameters(options, model)[0]).toBe(7);
    model.dispose();
  });

  test('would not pass with its weights transposed or its bytes the other way round', async () => {
    const options: MlpOptions = { inputs: 3, hidden: [3], outputs: 3 }, twin = new TwinMlp(options);
    const parameters = numbers(twin.size, 1), x = numbers(12, 2);
    const files = layersModelFiles(options, parameters), y = twin.forward(parameters, x, 4), bytes = files['weights.bin'];
    const transposed = parameters.slice();
    for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) transposed[k * 3 + j] = parameters[j * 3 + k];
    for (const [name, wrong] of [['transposed', layersModelFiles(options, transposed)['weights.bin']],
      ['most significant byte first', Uint8Array.from(bytes, (_, i) => bytes[i ^ 3])]] as const) {
      const model = await load({ ...files, 'weights.bin': wrong });
      expect(vectorError(predict(model, x, 4), y), name).toBeGreaterThan(0.01);
      model.dispose();
    }
  });

  test('is refused with a sentence where it cannot be told', async () => {
    const options: MlpOptions = { inputs: 2, hidden: [3], outputs: 1 }, parameters = numbers(13, 1);
    expect(() => layersModelFiles({ ...options, activation: 'step' }, parameters)).toThrow('layer "hidden 1" has the activation step');
    expect(() => layersModelFiles(options, parameters.subarray(1))).toThrow('has 13 parameters, and 12 were given');
    expect(() => layersModelFiles(options, parameters.with(10, NaN))).toThrow('layer "output" has a parameter that is NaN');
    const model = await load(layersModelFiles(options, parameters));
    expect(() => mlpParameters({ ...options, hidden: [3, 3] }, model))
      .toThrow('has no layer "hidden_2". Its layers are: observation, hidden_1, output.');
    expect(() => mlpParameters({ ...options, hidden: [4] }, model))
      .toThrow('layer "hidden_1" of the model "gymnase" should have weights of shape [2 x 4] and [4], and has [2 x 3] and [3]');
    model.dispose();
  });
});
