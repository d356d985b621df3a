import { describe, expect, test } from 'vitest';
import { tfjsBackend } from '../../nets/tfjs/index.ts';
import { wasmBackend, type Backend, type MlpOptions } from '../../nets/index.ts';
import { drawFrom } from './wasm/draw.ts';
import { tfOn } from './tfjs/tf.ts';
import { drawNumbers, vectorError } from './twin/numeric.ts';

const shared: MlpOptions = { inputs: 4, hidden: [9], rows: 6, heads: [
  { name: 'policy', outputs: 3, hidden: [6, 5] }, { name: 'deviation', outputs: 2, constant: -0.5 }, { name: 'value', outputs: 1, hidden: [4] }] };
const separate: MlpOptions = { inputs: 4, rows: 6, heads: [
  { name: 'policy', outputs: 3, hidden: [128, 6] }, { name: 'deviation', outputs: 2, constant: 0.5 }, { name: 'value', outputs: 1, hidden: [4] }] };
const ROWS = 5, x = Float32Array.from(drawNumbers(ROWS * 4, 3));

/** Columns of a block of rows. */
const columns = (y: Float32Array, width: number, chosen: number[]) => Array.from({ length: ROWS }, (_, i) => chosen.map((k) => y[i * width + k])).flat();

describe.each([['wasm', wasmBackend], ['tfjs-cpu', tfjsBackend(await tfOn('cpu'), 'tfjs-cpu')]] as [string, Backend][])('parts of networks of %s', (_, backend) => {
  test.each([['shared', shared], ['separate', separate]] as const)('of %s torsos: what the actor says alone is what it says beside its critic', (_, options) => {
    const network = backend.mlp(options, drawFrom(1)), actor = network.part(['policy', 'deviation']), critic = network.part(['value']);
    expect([actor.outputs, critic.outputs]).toEqual([5, 1]);
    const whole = network.forward(x, ROWS).slice();
    expect(vectorError(actor.forward(x, ROWS), columns(whole, 6, [0, 1, 2, 3, 4]))).toBeLessThan(1e-7);
    expect(vectorError(critic.forward(x, ROWS), columns(whole, 6, [5]))).toBeLessThan(1e-7);
    network.parameters[0] += 1;                                                        // it sees parameters as they are
    const moved = network.forward(x, ROWS).slice();
    expect(vectorError(actor.forward(x, ROWS), columns(moved, 6, [0, 1, 2, 3, 4]))).toBeLessThan(1e-7);
    expect(vectorError(columns(whole, 6, [0, 1, 2]), columns(moved, 6, [0, 1, 2]))).toBeGreaterThan(1e-4);
  });

  test('hidden activations, of the network and of a part, are what the outputs are made of', () => {
    const network = backend.mlp(separate, drawFrom(2)), actor = network.part(['policy']), layer = network.layers.findIndex(({ name }) => name === 'policy');
    const { inputs, outputs, offset } = network.layers[layer];
    const madeOf = (y: Float32Array, width: number) => {
      const { values, stride } = network.activations(layer - 1);
      const made = Array.from({ length: ROWS * outputs }, (_, at) => {
        const i = Math.floor(at / outputs), j = at % outputs;
        let sum = network.parameters[offset + inputs * outputs + j];
        for (let k = 0; k < inputs; k++) sum += values[i * stride + k] * network.parameters[offset + k * outputs + j];
        return sum;
      });
      expect(vectorError(made, columns(y, width, [0, 1, 2]))).toBeLessThan(1e-6);
    };
    madeOf(network.forward(x, ROWS).slice(), 6);
    const other = Float32Array.from(drawNumbers(ROWS * 4, 9));
    madeOf(actor.forward(other, ROWS).slice(), 3);
    expect(() => network.activations(layer)).toThrow(`layer ${layer} is no hidden layer of this network`);
    expect(() => network.activations(99)).toThrow('layer 99 is no hidden layer of this network');
  });

  test('heads that are not there are refused in a sentence, the nearest named', () => {
    const network = backend.mlp(shared, drawFrom(3));
    expect(() => network.part(['polcy'])).toThrow(/polcy.*policy/s);
    expect(() => network.part(['hidden 1'])).toThrow(/hidden 1/);
    expect(() => network.part([])).toThrow('a part of a network needs one head at least');
  });

  test('a part has no backward, and the network has one again after a forward of its own', () => {
    const network = backend.mlp(shared, drawFrom(4)), actor = network.part(['policy', 'deviation']), dY = new Float32Array(ROWS * 6).fill(1);
    network.forward(x, ROWS);
    actor.forward(x, ROWS);
    expect(() => network.backward(dY)).toThrow('Call forward first (forwardEach and parts have no backward)');
    expect(network.activations(0).values.length, 'but activations').toBeGreaterThanOrEqual(ROWS * 9);
    expect([...network.gradient].every((g) => g === 0)).toBe(true);
    network.forward(x, ROWS);
    network.backward(dY);
    expect(Math.max(...network.gradient.map(Math.abs))).toBeGreaterThan(0);
    expect(() => actor.forward(x, 7)).toThrow('carries 1 to 6 rows, not 7');
  });

  test('there is room for two, and those that were refused take none', () => {
    const network = backend.mlp(shared, drawFrom(4));
    network.part(['policy', 'deviation']);
    expect(() => network.part(['polcy'])).toThrow(RangeError);
    network.part(['value']);
    expect(() => network.part(['value'])).toThrow('a network has room for 2 parts, and they are taken');
  });
});

test('a network in WebAssembly: the part has the bits of the whole', () => {
  const network = wasmBackend.mlp(shared, drawFrom(4)), actor = network.part(['policy', 'deviation']);
  const whole = network.forward(x, ROWS).slice();
  expect([...actor.forward(x, ROWS)]).toEqual(columns(whole, 6, [0, 1, 2, 3, 4]));
});
