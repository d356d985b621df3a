import { describe, expect, test } from 'vitest';
import { initialize } from '../../nets/initialize.ts';
import { planMlp } from '../../nets/mlp-layers.ts';
import type { Initializer, MlpOptions } from '../../nets/network.ts';
import { drawOf } from './draw.ts';

function initial(options: MlpOptions, seed = 1): Float32Array {
  const plan = planMlp(options), parameters = new Float32Array(plan.size);
  initialize(plan, drawOf(seed), parameters);
  return parameters;
}

/** The largest element of W'W - gain^2 I, or of WW' - gain^2 I where there are more columns. W [inputs x outputs] */
function fromOrthogonal(W: Float32Array, inputs: number, outputs: number, gain: number): number {
  const count = Math.min(inputs, outputs), length = Math.max(inputs, outputs);
  const at = (vector: number, i: number) => (inputs >= outputs ? W[i * outputs + vector] : W[vector * outputs + i]);
  let worst = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += at(a, i) * at(b, i);
      worst = Math.max(worst, Math.abs(sum - (a === b ? gain ** 2 : 0)));
    }
  }
  return worst;
}

describe('initial parameters', () => {
  test.each([[5, 3], [3, 5], [64, 64], [1, 4]])('are orthogonal, times the gain: %i inputs, %i outputs', (inputs, outputs) => {
    const count = inputs * outputs;
    expect(fromOrthogonal(initial({ inputs, outputs }), inputs, outputs, 1)).toBeLessThan(1e-6);
    expect(fromOrthogonal(initial({ inputs, outputs, outputGain: 0.01 }), inputs, outputs, 0.01)).toBeLessThan(1e-9);
    const hidden = initial({ inputs, hidden: [outputs], outputs: 1 }).subarray(0, count);
    expect(fromOrthogonal(hidden, inputs, outputs, Math.SQRT2), 'hidden layers: sqrt 2').toBeLessThan(1e-6);
    expect(fromOrthogonal(initial({ inputs, outputs, init: 'xavierNormal' }), inputs, outputs, 1), 'not so the others').toBeGreaterThan(0.05);
    expect([...initial({ inputs, outputs }).subarray(count)], 'biases').toEqual(new Array(outputs).fill(0));
  });

  test('are orthogonal in all directions alike: of one number, +1 as often as -1', () => {
    // A QR without its signs set right would give one of them more often. 400 fair coins: 200 +- 10.
    const plan = planMlp({ inputs: 1, outputs: 1 }), parameters = new Float32Array(plan.size), draw = drawOf(3);
    let positive = 0;
    for (let i = 0; i < 400; i++) {
      initialize(plan, draw, parameters);
      if (parameters[0] > 0) positive++;
    }
    expect(Math.abs(positive - 200)).toBeLessThan(40);
  });

  // 300 x 100 weights: their deviation is known to 0.4 %, that of a uniform distribution ends at sqrt 3 deviations.
  test.each<[Initializer, number, boolean]>([
    ['xavierUniform', Math.sqrt(2 / 400), true], ['xavierNormal', Math.sqrt(2 / 400), false],
    ['heUniform', Math.sqrt(2 / 300), true], ['heNormal', Math.sqrt(2 / 300), false], ['uniform', 1 / Math.sqrt(3 * 300), true],
  ])('%s has the deviation of its paper', (init, deviation, bounded) => {
    const parameters = initial({ inputs: 300, outputs: 100, init, outputGain: 2 }), W = parameters.subarray(0, 30_000), b = parameters.subarray(30_000);
    const mean = W.reduce((sum, w) => sum + w, 0) / W.length, measured = Math.sqrt(W.reduce((sum, w) => sum + (w - mean) ** 2, 0) / W.length);
    expect(Math.abs(mean)).toBeLessThan(5 * 2 * deviation / Math.sqrt(W.length));
    expect(Math.abs(measured / (2 * deviation) - 1)).toBeLessThan(0.02);
    const largest = W.reduce((most, w) => Math.max(most, Math.abs(w)), 0) / (2 * deviation);
    if (bounded) expect(largest).toBeLessThanOrEqual(Math.sqrt(3) + 1e-6);
    else expect(largest).toBeGreaterThan(3);
    expect(b.some((x) => x !== 0), 'biases of `uniform` alone are not 0').toBe(init === 'uniform');
  });

  test('are the same from the same draw, and free parameters begin as their constant', () => {
    const options: MlpOptions = { inputs: 2, hidden: [3], heads: [
      { name: 'mean', outputs: 2, gain: 0.01 }, { name: 'deviation', outputs: 2, constant: -0.5 }] };
    expect([...initial(options)]).toEqual([...initial(options)]);
    expect([...initial(options, 2)]).not.toEqual([...initial(options)]);
    expect([...initial(options).subarray(-2)]).toEqual([-0.5, -0.5]);
  });
});

describe('options that describe no perceptron', () => {
  test.each<[string, object, string]>([
    ['no outputs', { inputs: 2 }, 'a network needs either "outputs" or "heads", and got neither'],
    ['both', { inputs: 2, outputs: 1, heads: [{ name: 'a', outputs: 1 }] }, '"outputs" describes a network without heads'],
    ['no heads', { inputs: 2, heads: [] }, '"heads" is empty'],
    ['no inputs', { inputs: 0, outputs: 1 }, '"inputs" must be a whole number of at least 1, not 0'],
    ['half a unit', { inputs: 2, hidden: [4, 2.5], outputs: 1 }, '"hidden[1]" must be a whole number of at least 1, not 2.5'],
    ['NaN rows', { inputs: 2, outputs: 1, rows: NaN }, '"rows" must be a whole number of at least 1, not NaN'],
    ['an unknown activation', { inputs: 2, outputs: 1, activation: 'tan' }, 'There is no activation "tan". Did you mean "tanh"?'],
    ['an unknown activation of a head', { inputs: 2, heads: [{ name: 'policy', outputs: 1, activation: 'soft' }] }, 'There is no activation "soft"'],
    ['an unknown initialisation', { inputs: 2, outputs: 1, init: 'zeros' }, 'There is no initialisation "zeros"'],
    ['an endless gain', { inputs: 2, outputs: 1, gain: Infinity }, '"gain" must be a finite number, not Infinity'],
    ['a gain beyond single precision', { inputs: 2, outputs: 1, gain: 1e39 }, 'not 1e+39, which is infinite in single precision'],
    ['a width instead of a list', { inputs: 2, outputs: 1, hidden: 64 as never }, '"hidden" is a list of widths, such as [64, 64], and got 64'],
    ['heads that are no list', { inputs: 2, heads: {} as never }, '"heads" is a list of heads, and got {'],
    ['an option that there is not', { inputs: 2, outputs: 1, hiden: [64] }, 'Did you mean "hidden"?'],
    ['two heads of one name', { inputs: 2, heads: [{ name: 'a', outputs: 1 }, { name: 'a', outputs: 2 }] }, 'two layers are called "a"'],
    ['a constant with hidden layers', { inputs: 2, heads: [{ name: 'a', outputs: 1, constant: 0, hidden: [3] }] }, 'head "a" is constant'],
  ])('%s: a sentence', (_, options, sentence) => {
    expect(() => planMlp(options as MlpOptions)).toThrow(sentence);
  });
});
