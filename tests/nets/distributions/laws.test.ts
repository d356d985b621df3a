import { Random } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import type { Block, Distribution } from '../../../nets/distributions/index.ts';
import { meanAndError } from '../statistics.ts';
import { numericGradient, vectorError } from '../twin/numeric.ts';
import { kinds, outputsOf } from './kinds.ts';

// What holds of every distribution. Single kinds have their values and extremes in files of their own.

/** Of 20,000 draws: -log p, log p - log q, and each number of the gradient of log p. */
function drawn(pi: Distribution, q: Distribution, random: Random) {
  const surprise: number[] = [], difference: number[] = [], scores = Array.from({ length: pi.parameters }, () => [] as number[]);
  const action = new Float32Array(pi.actionSize);
  for (let i = 0; i < 20_000; i++) {
    pi.sample(random, action, 0);
    const logP = pi.logProbability(action, 0), score = new Float64Array(pi.parameters);
    pi.addLogProbabilityGradient(action, 0, 1, score, 0);
    surprise.push(-logP);
    difference.push(logP - q.logProbability(action, 0));
    score.forEach((x, k) => scores[k].push(x));
  }
  return { surprise, difference, scores };
}

/** How far the mean of a sample is from what it should be, in its own deviations (and a rounding error). */
function deviations(sample: readonly number[], expected: number): number {
  const { mean, error } = meanAndError(sample);
  return Math.abs(mean - expected) / (error + 1e-12);
}

describe.each(kinds)('$name', ({ make, mask, discrete }) => {
  /** One that was read from `outputs`. */
  const read = (outputs: Block, at = 0) => {
    const pi = make();
    pi.read(outputs, at, mask);
    return pi;
  };
  const actionOf = (pi: Distribution, random: Random) => {
    const action = new Float32Array(pi.actionSize);
    pi.sample(random, action, 0);
    return action;
  };

  test('every gradient is what finite differences of its value say', () => {
    const random = new Random(1);
    for (let trial = 0; trial < 20; trial++) {
      const outputs = outputsOf(make(), random), other = read(outputsOf(make(), random)), pi = read(outputs), action = actionOf(pi, random);
      const check = (name: string, value: (pi: Distribution) => number, add: (gradient: Float64Array) => void) => {
        const gradient = new Float64Array(pi.parameters);
        add(gradient);
        const numeric = numericGradient((o) => value(read(o)), outputs.slice()), largest = Math.max(1, ...numeric.map(Math.abs));
        for (let k = 0; k < gradient.length; k++) expect(Math.abs(gradient[k] - numeric[k]) / largest, name).toBeLessThan(1e-8);
      };
      check('log-probability', (pi) => pi.logProbability(action, 0), (g) => pi.addLogProbabilityGradient(action, 0, 1, g, 0));
      check('entropy', (pi) => pi.entropy(), (g) => pi.addEntropyGradient(1, g, 0));
      check('KL to another', (pi) => pi.kl(other), (g) => pi.addKlGradient(other, 1, g, 0));
      check('KL from another', (pi) => other.kl(pi), (g) => pi.addKlFromGradient(other, 1, g, 0));
    }
  });

  test('gradients are scaled, added to what is there, and leave the neighbours alone', () => {
    const random = new Random(2), pi = read(outputsOf(make(), random)), other = read(outputsOf(make(), random)), action = actionOf(pi, random);
    const adds: ((scale: number, gradient: Float64Array, at: number) => void)[] = [
      (scale, g, at) => pi.addLogProbabilityGradient(action, 0, scale, g, at), (scale, g, at) => pi.addEntropyGradient(scale, g, at),
      (scale, g, at) => pi.addKlGradient(other, scale, g, at), (scale, g, at) => pi.addKlFromGradient(other, scale, g, at),
    ];
    for (const add of adds) {
      const plain = new Float64Array(pi.parameters), wide = new Float64Array(pi.parameters + 5).fill(7);
      add(1, plain, 0);
      add(-3, wide, 2);
      expect(vectorError(wide, [7, 7, ...plain.map((g) => 7 - 3 * g), 7, 7, 7])).toBeLessThan(1e-14);
    }
  });

  test('rows of any width are read and written at their offsets, in single or double precision', () => {
    const random = new Random(3), outputs = outputsOf(make(), random), pi = read(outputs), n = pi.parameters, size = pi.actionSize;
    const wide = new Float32Array(n + 6).fill(NaN);
    wide.set(outputs, 4);
    const same = make(), wideMask = mask === undefined ? undefined : Uint8Array.of(0, 0, ...mask, 0);
    same.read(wide, 4, wideMask, 2);
    const here = new Float32Array(size), there = new Float32Array(size + 3).fill(NaN);
    pi.sample(new Random(5), here, 0);
    same.sample(new Random(5), there, 2);
    expect([...there]).toEqual([NaN, NaN, ...here, NaN]);
    expect(same.logProbability(there, 2)).toBe(pi.logProbability(here, 0));
    expect(same.entropy()).toBe(pi.entropy());
    same.mode(there, 1);
    pi.mode(here, 0);
    expect([...there.subarray(1, 1 + size)]).toEqual([...here]);
    const played = new Float32Array(size + 2).fill(NaN), plain = new Float32Array(size);
    same.play(there, 1, played, 1);
    pi.play(here, 0, plain, 0);
    expect([...played]).toEqual([NaN, ...plain, NaN]);
  });

  test('what was read before leaves no trace', () => {
    const random = new Random(4), outputs = outputsOf(make(), random), fresh = read(outputs), used = make();
    used.read(outputsOf(used, random, 3), 0);
    used.read(outputs, 0, mask);
    const action = actionOf(fresh, random);
    expect(used.entropy()).toBe(fresh.entropy());
    expect(used.logProbability(action, 0)).toBe(fresh.logProbability(action, 0));
  });

  test('entropy is the mean of -log p, KL that of log p - log q, and the score has mean 0', () => {
    const random = new Random(5), pi = read(outputsOf(make(), random, 0.7)), q = read(outputsOf(make(), random, 0.7));
    const { surprise, difference, scores } = drawn(pi, q, random);
    expect(deviations(surprise, pi.entropy())).toBeLessThan(4.5);
    expect(deviations(difference, pi.kl(q))).toBeLessThan(4.5);
    scores.forEach((score) => expect(deviations(score, 0)).toBeLessThan(4.5));
  });

  test('KL is 0 from itself and above 0 from another', () => {
    const random = new Random(6);
    for (let trial = 0; trial < 20; trial++) {
      const outputs = outputsOf(make(), random), pi = read(outputs), q = read(outputsOf(make(), random));
      expect(Math.abs(pi.kl(read(outputs)))).toBeLessThan(1e-14);
      expect(pi.kl(q)).toBeGreaterThanOrEqual(mask === undefined ? 1e-6 : 0);
    }
  });

  test('the mode is the most probable of all that is drawn, where actions are discrete, and the mean of what is squashed or not', () => {
    const random = new Random(7), outputs = outputsOf(make(), random), pi = read(outputs), mode = new Float32Array(pi.actionSize);
    pi.mode(mode, 0);
    if (discrete) for (let i = 0; i < 200; i++) expect(pi.logProbability(actionOf(pi, random), 0)).toBeLessThanOrEqual(pi.logProbability(mode, 0));
    else expect([...mode]).toEqual([...outputs.subarray(0, pi.actionSize)]);
  });

  test('the same draws give the same action', () => {
    const pi = read(outputsOf(make(), new Random(8)));
    expect(actionOf(pi, new Random(9))).toEqual(actionOf(pi, new Random(9)));
  });

  test('outputs that are not numbers are refused in a sentence', () => {
    const pi = make();
    for (const bad of [NaN, Infinity]) {
      const outputs = outputsOf(pi, new Random(1));
      outputs[mask === undefined ? pi.parameters - 1 : mask.indexOf(1)] = bad;
      expect(() => pi.read(outputs, 0, mask)).toThrow(/(NaN|Infinity).*Has the network diverged\? Try a smaller learning rate/s);
    }
  });
});

describe('wrong variants that the laws reject', () => {
  const read = (z: Block) => {
    const pi = kinds[0].make();
    pi.read(z, 0);
    return pi;
  };
  const z = Float64Array.of(2, 0, 0.5, -1, 0.2), sum = z.reduce((sum, z) => sum + Math.exp(z), 0), p = z.map((z) => Math.exp(z) / sum), pi = read(z);

  test('an entropy gradient that forgets + H, or that is one with respect to p', () => {
    const slope = numericGradient((z) => read(z).entropy(), z.slice());
    expect(vectorError(p.map((p) => -p * (Math.log(p) + pi.entropy())), slope)).toBeLessThan(1e-8);
    expect(vectorError(p.map((p) => -p * Math.log(p)), slope)).toBeGreaterThan(0.1);
    expect(vectorError(p.map((p) => -(Math.log(p) + 1)), slope)).toBeGreaterThan(0.1);
  });

  test('KL the other way round, and an entropy in bits', () => {
    const q = read(z.map((z) => -2 * z)), { surprise, difference } = drawn(pi, q, new Random(1));
    expect(deviations(difference, pi.kl(q))).toBeLessThan(4.5);
    expect(deviations(difference, q.kl(pi))).toBeGreaterThan(20);
    expect(deviations(surprise, pi.entropy() / Math.LN2)).toBeGreaterThan(20);
  });
});
