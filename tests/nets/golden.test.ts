import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { GOLDEN, goldenNet, goldenOptimizers, goldenTraining } from './golden.ts';
import { TwinMlp } from './twin/mlp.ts';
import { vectorError } from './twin/numeric.ts';
import { twinClip, twinOptimizer, twinPolyak } from './twin/optimizers.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('200 training steps give the bits that were pinned', () => {
  expect(sha256(goldenTraining())).toBe(GOLDEN);
});

/** How far the parameters and the target end from those of the same training in float64, in units of the largest; and its losses. */
function againstTwin(clip: typeof twinClip) {
  const twin = new TwinMlp(goldenNet), optimizers = goldenOptimizers.map(twinOptimizer), losses: number[] = [];
  let theta = new Float64Array(), target = new Float64Array();
  const bytes = goldenTraining(({ t, x, rows, wanted, parameters }) => {
    if (t === 0) [theta, target] = [Float64Array.from(parameters), Float64Array.from(parameters)];
    const miss = twin.forward(theta, x, rows).map((y, i) => y - wanted[i % twin.outputs]);
    losses.push(miss.reduce((sum, d) => sum + d * d, 0) / rows);
    const { gradient } = twin.backward(theta, x, rows, miss.map((d) => d / rows));
    clip(gradient, 0.5);
    optimizers[t % 2](theta, gradient, 0.01);
    twinPolyak(target, theta, 0.05);
  });
  return { error: vectorError(new Float32Array(bytes.buffer), [...theta, ...target]), losses };
}

test('the same training in float64 ends at the same parameters, and has learned', () => {
  const { error, losses } = againstTwin(twinClip);
  expect(error).toBeLessThan(5e-4);
  const mean = (losses: readonly number[]) => losses.reduce((a, b) => a + b, 0) / losses.length;
  expect(mean(losses.slice(-20))).toBeLessThan(0.8 * mean(losses.slice(0, 20)));
});

test('a training that does not clip ends elsewhere', () => {
  expect(againstTwin(() => 0).error).toBeGreaterThan(0.05);
});

test('one bit of difference shows', () => {
  const bytes = goldenTraining();
  bytes[1234] ^= 1;
  expect(sha256(bytes)).not.toBe(GOLDEN);
});
