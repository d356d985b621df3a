import { Random } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { StateDependentGaussian } from '../../../nets/distributions/index.ts';
import { meanAndError } from '../statistics.ts';

// One number, two features: [mu, s_1, s_2]. What holds of every distribution is in laws.test.ts.
const MU = 0.25, SIGMA = [0.5, 2], OUTPUTS = Float64Array.of(MU, Math.log(SIGMA[0]), Math.log(SIGMA[1]));
const STATES = [Float64Array.of(1, 0), Float64Array.of(0, 1), Float64Array.of(3, -2)];

/** The number that a row's noise makes of a state. */
function explored(pi: StateDependentGaussian, row: number, h: Float64Array): number {
  const action = new Float32Array(1);
  pi.see(h, 0);
  pi.read(OUTPUTS, 0);
  pi.explore(row, action, 0);
  return action[0];
}

describe('state-dependent exploration', () => {
  test('the variance is the sum of h^2 sigma^2, and 1e-6 more', () => {
    const pi = new StateDependentGaussian(1, 2, 1), a = Float32Array.of(MU);
    pi.see(STATES[2], 0);
    pi.read(OUTPUTS, 0);
    // 3^2 * 0.5^2 + 2^2 * 2^2 + 1e-6;  at the mean log p = -log(2 pi v) / 2
    expect(pi.logProbability(a, 0)).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * (2.25 + 16 + 1e-6)), 12);
  });

  test('one draw of noise is a linear function of the state: a(3 e1 - 2 e2) - mu = 3 (a(e1) - mu) - 2 (a(e2) - mu)', () => {
    const pi = new StateDependentGaussian(1, 2, 1), random = new Random(1);
    for (let k = 0; k < 20; k++) {
      pi.renew(0, OUTPUTS, 0, random);
      const [one, two, both] = STATES.map((h) => explored(pi, 0, h) - MU);
      expect(both).toBeCloseTo(3 * one - 2 * two, 5);
      expect(explored(pi, 0, STATES[0]) - MU).toBe(one);                 // it stays until it is drawn anew
    }
  });

  test('over many draws of noise, a state is explored with the deviation that its density says', () => {
    const pi = new StateDependentGaussian(1, 2, 1), random = new Random(2);
    const squares = STATES.map(() => [] as number[]), fresh: number[] = [];
    for (let k = 0; k < 20_000; k++) {
      pi.renew(0, OUTPUTS, 0, random);
      STATES.forEach((h, i) => squares[i].push((explored(pi, 0, h) - MU) ** 2));
      fresh.push(explored(pi, 0, STATES[0]) * explored(pi, 0, STATES[1]));
    }
    [0.25, 4, 18.25].forEach((variance, i) => {
      const { mean, error } = meanAndError(squares[i]);
      expect(Math.abs(mean - variance) / error).toBeLessThan(4);
    });
    // The gate would see noise that forgets to be squared: a deviation of |h| . sigma = 5.5 instead of sqrt(18.25).
    const { mean, error } = meanAndError(squares[2]);
    expect(Math.abs(mean - 5.5 ** 2) / error).toBeGreaterThan(10);
  });

  test('rows have noise of their own, and a snapshot holds it', () => {
    const pi = new StateDependentGaussian(1, 2, 2), other = new StateDependentGaussian(1, 2, 2), random = new Random(3);
    for (const row of [0, 1]) pi.renew(row, OUTPUTS, 0, random);
    const said = [0, 1].map((row) => explored(pi, row, STATES[0]));
    expect(said[0]).not.toBe(said[1]);
    other.load(pi.save());
    expect([0, 1].map((row) => explored(other, row, STATES[0]))).toEqual(said);
    expect(() => new StateDependentGaussian(1, 3, 2).load(pi.save())).toThrow("this snapshot's noise has 4 numbers, and 6 are needed");
  });

  test.each([[0, 2, 1], [1, 0, 1], [1, 2, 0], [1.5, 2, 1]])('n = %d, features = %d, rows = %d is refused in a sentence', (n, features, rows) => {
    expect(() => new StateDependentGaussian(n, features, rows)).toThrow(/^the (n|features|rows) of a StateDependentGaussian is a whole number from 1 up, and got /);
  });
});
