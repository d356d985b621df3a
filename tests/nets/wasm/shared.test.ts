import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { MlpOptions, OptimizerOptions } from '../../../nets/network.ts';
import { attachWasmNetwork, createWasmBackend, wasmBackend, type SharedNetwork } from '../../../nets/wasm/index.ts';
import { drawNumbers } from '../twin/numeric.ts';
import { drawFrom } from './draw.ts';

const options: MlpOptions = { inputs: 4, hidden: [16], heads: [{ name: 'policy', outputs: 3 }, { name: 'value', outputs: 1 }], rows: 8, vectors: 1 };
const optimizer: OptimizerOptions = { name: 'rmsprop', epsilon: 1e-5 };
const numbers = (count: number, seed: number) => Float32Array.from(drawNumbers(count, seed));

describe('a network that threads share', () => {
  test('says and learns the same bits as one of one thread', () => {
    const train = (backend: typeof wasmBackend) => {
      const network = backend.mlp(options, drawFrom(3)), moves = backend.optimizer({ name: 'adam' }, network);
      for (let t = 0; t < 20; t++) {
        network.gradient.fill(0);
        network.forward(numbers(32, t), 8);
        network.backward(numbers(32, t + 100));
        moves.step(network.parameters, network.gradient, 0.01);
      }
      return [...network.parameters];
    };
    expect(train(createWasmBackend({ workers: 2 }))).toEqual(train(wasmBackend));
  });

  test('has parameters and the optimizer\'s memory in common, and all else apart', () => {
    const backend = createWasmBackend({ workers: 2 }), first = backend.mlp(options, drawFrom(3)), shared = first.share();
    const second = attachWasmNetwork(shared, 1), third = attachWasmNetwork(shared, 2), x = numbers(32, 1);
    expect(second.parameters).toEqual(first.parameters);
    const y = first.forward(x, 8).slice();
    third.forward(numbers(32, 2), 8);
    expect(second.forward(x, 8)).toEqual(y);
    second.backward(numbers(32, 4));
    expect(first.gradient.every((g) => g === 0)).toBe(true);
    second.vectors(1).fill(1);
    expect(first.vectors(1).every((p) => p === 0)).toBe(true);

    const one = backend.optimizer(optimizer, first), two = backend.optimizer(optimizer, second);
    two.step(second.parameters, second.gradient, 0.1);
    expect(first.parameters).toEqual(second.parameters);
    expect(one.save()).toEqual(two.save());
    expect(() => backend.optimizer({ name: 'sgd' }, third)).toThrow('another thread has begun with rmsprop here, and this is sgd');
  });

  test('what cannot be', () => {
    const shared = createWasmBackend({ workers: 1 }).mlp(options, drawFrom(3)).share();
    expect(() => attachWasmNetwork(shared, 2)).toThrow('made for the workers 1 to 1, and worker 2 asks for it');
    expect(() => wasmBackend.mlp(options, drawFrom(3)).share()).toThrow('createWasmBackend({ workers })');
    expect(() => createWasmBackend({ workers: 0.5 })).toThrow('"workers" must be a whole number of at least 0, not 0.5');
  });
});

// Threads run what was built.
const worker = `
import { parentPort, workerData } from 'node:worker_threads';
import { attachWasmNetwork, createWasmBackend } from ${JSON.stringify(fileURLToPath(new URL('../../../dist/nets/index.js', import.meta.url)))};
const { shared, optimizer, x, dY, index } = workerData;
const network = attachWasmNetwork(shared, index), moves = createWasmBackend().optimizer(optimizer, network), [local] = [network.vectors(1)];
local.set(network.parameters);
const y = network.forward(x, 8, local).slice();
network.backward(dY);
moves.step(network.parameters, network.gradient, 0.1);
parentPort.postMessage({ y, gradient: network.gradient.slice() });
`;

test('worker threads move the same parameters, one after the other, as one thread does alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gymnase-threads-'));
  try {
    const file = join(folder, 'worker.mjs'), x = numbers(32, 1), dY = numbers(32, 2);
    writeFileSync(file, worker);
    const network = createWasmBackend({ workers: 2 }).mlp(options, drawFrom(3)), alone = wasmBackend.mlp(options, drawFrom(3));
    const moves = wasmBackend.optimizer(optimizer, alone);
    for (const index of [1, 2]) {
      const said = await new Promise<{ y: Float32Array; gradient: Float32Array }>((resolve, reject) => {
        const shared: SharedNetwork = network.share();
        new Worker(file, { workerData: { shared, optimizer, x, dY, index } }).once('message', resolve).once('error', reject);
      });
      alone.gradient.fill(0);
      expect([...said.y]).toEqual([...alone.forward(x, 8)]);
      alone.backward(dY);
      expect([...said.gradient]).toEqual([...alone.gradient]);
      moves.step(alone.parameters, alone.gradient, 0.1);
      expect([...network.parameters]).toEqual([...alone.parameters]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
