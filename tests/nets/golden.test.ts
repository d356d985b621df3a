import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  GOLDEN, goldenNet, goldenOptimizers, goldenTraining, KINKED, kinkedRun, kinkedTraining, MEMBERS, packedRun, packedTraining, type GoldenRun, type GoldenStep,
} from './golden.ts';
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

describe('the training of the other layers and optimizers', () => {
  /** A watcher that takes every step in float64 too; `state` holds how that stands. */
  function twinOf({ net, optimizers: names, learningRate }: GoldenRun, make = twinOptimizer) {
    const twin = new TwinMlp(net), optimizers = names.map(make), state = { theta: new Float64Array(), target: new Float64Array(), last: new Float32Array() };
    const watch = ({ t, x, rows, wanted, parameters }: GoldenStep) => {
      if (t === 0) [state.theta, state.target] = [Float64Array.from(parameters), Float64Array.from(parameters)];
      state.last = x.slice();
      const { gradient } = twin.backward(state.theta, x, rows, twin.forward(state.theta, x, rows).map((y, i) => (y - wanted[i % twin.outputs]) / rows));
      twinClip(gradient, 0.5);
      optimizers[t % optimizers.length](state.theta, gradient, learningRate);
      twinPolyak(state.target, state.theta, 0.05);
    };
    return { twin, state, watch };
  }

  /** How far it ends from that in float64: its parameters and target, and what the population says. */
  function errors(make = twinOptimizer) {
    const { twin, state, watch } = twinOf(kinkedRun, make), all = new Float32Array(kinkedTraining(watch).buffer), { theta, target, last } = state, n = theta.length;
    const said = MEMBERS.flatMap((factor, m) => [...twin.forward(theta.map((p) => factor * p), last.subarray(m * twin.inputs, (m + 1) * twin.inputs), 1)]);
    return { parameters: vectorError(all.slice(0, 2 * n), [...theta, ...target]), said: vectorError(all.slice(2 * n, 2 * n + said.length), said) };
  }

  test('gives the bits that were pinned', () => {
    expect(sha256(kinkedTraining())).toBe(KINKED);
  });

  test('ends in float64 at the same parameters, and a population of it says the same', () => {
    const { parameters, said } = errors();
    expect(parameters).toBeLessThan(1e-4);
    expect(said).toBeLessThan(1e-4);
  });

  test.each([['sgd', 'nesterov', false], ['sgd', 'momentum', 0], ['adamw', 'weightDecay', 0], ['rmsprop', 'epsilonPlacement', 'outside']])(
    'ends elsewhere with an %s whose %s is %s', (name, option, value) => {
      expect(errors((options) => twinOptimizer(options.name === name ? { ...options, [option]: value } : options)).parameters).toBeGreaterThan(1e-3);
    });

  test('its packed layer ends in float64 at the same parameters', () => {
    const { state, watch } = twinOf(packedRun);
    expect(vectorError(packedTraining(watch), state.theta)).toBeLessThan(1e-4);
  });
});
