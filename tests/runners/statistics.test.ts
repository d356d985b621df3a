import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootstrapInterval, bootstrapStream, interquartileMean, mean, quantile, standardDeviation } from '../../runners/results/statistics.ts';

describe('against NumPy 2.4 and SciPy 1.17', () => {
  // x, np.mean(x), np.std(x, ddof=1), scipy.stats.trim_mean(x, 0.25)  [= rliable's aggregate_iqm], np.percentile(x, [2.5, 97.5])
  const oracle: [number[], number, number, number, [number, number]][] = [
    [[1, 2, 3], 2, 1, 2, [1.05, 2.95]],
    [[3, 1, 2, 10], 4, 4.08248290463863, 2.5, [1.075, 9.474999999999998]],
    [[1, 2, 3, 4, 100], 22, 43.617656975128774, 3, [1.1, 90.39999999999999]],
    [[-5, 0.5, 7, 2.25, 9, 11, 13.5], 5.464285714285714, 6.5134933206456305, 5.95, [-4.175, 13.125]],
    [[0, 1, 2, 3, 4, 5, 6, 7], 3.5, 2.449489742783178, 3.5, [0.17500000000000002, 6.825]],
    [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 0.5, 0.2738612787525831, 0.5, [0.12000000000000001, 0.88]],
  ];
  test.each(oracle)('%j', (x, expectedMean, std, iqm, percentiles) => {
    expect(mean(x)).toBeCloseTo(expectedMean, 13);
    expect(standardDeviation(x)).toBeCloseTo(std, 13);
    expect(interquartileMean(x)).toBeCloseTo(iqm, 13);
    const sorted = x.toSorted((a, b) => a - b);
    expect([quantile(sorted, 0.025), quantile(sorted, 0.975)]).toEqual(percentiles);   // to the last bit
  });

  test('tells it from one that trims ceil(n / 4) and from one that weighs the runs at the quartiles', () => {
    const x = [1, 2, 4, 8, 100];                            // n / 4 = 1.25
    expect(interquartileMean(x)).toBeCloseTo((2 + 4 + 8) / 3, 13);
    const ceil = 4, weighted = (0.75 * 2 + 4 + 0.75 * 8) / 2.5;
    for (const wrong of [ceil, weighted]) expect(interquartileMean(x)).not.toBeCloseTo(wrong, 1);
  });
});

describe('the interquartile mean', () => {
  const scores = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 30 });

  test('does not depend on the order, and leaves the scores as they were', () => {
    fc.assert(fc.property(scores, (x) => {
      const before = [...x];
      expect(interquartileMean(x)).toBe(interquartileMean(x.toReversed()));
      expect(x).toEqual(before);
    }));
  });

  test('is not moved by how bad the worst quarter is', () => {
    expect(interquartileMean([-1e9, 5, 6, 7])).toBe(interquartileMean([4, 5, 6, 7]));
  });

  test('is the score of a single run, and unknown without any', () => {
    expect(interquartileMean([0.1])).toBe(0.1);
    expect(interquartileMean([])).toBeNaN();
  });

  test('does not hide a run that broke', () => expect(interquartileMean([1, 2, 3, 4, NaN])).toBeNaN());
});

test('the standard deviation of a single run is unknown, not zero', () => {
  expect(standardDeviation([7])).toBeNaN();
  expect(standardDeviation([7, 7])).toBe(0);
});

describe('the bootstrap interval', () => {
  /** Every one of the n^n samples, by counting in base n: the distribution that the bootstrap draws from. */
  function allSamples(x: number[]): number[] {
    const n = x.length;
    return Array.from({ length: n ** n }, (_, k) => interquartileMean(x.map((_, i) => x[Math.floor(k / n ** i) % n]))).sort((a, b) => a - b);
  }

  test('tends to the quantiles of all 27 samples of three runs', () => {
    // Of 1, 2, 4 one sample in 27 (3.7 %) is 1, 1, 1 with mean 1, and one is 4, 4, 4: so the 2.5 % and 97.5 % quantiles are 1 and 4.
    const x = [1, 2, 4];
    expect(allSamples(x).filter((value) => value === 1)).toHaveLength(1);
    expect(bootstrapInterval(x, bootstrapStream('env', 'agent', 0), { resamples: 100_000 })).toEqual([1, 4]);
    // At 80 % the tails are 2.7 samples: 1, then 4/3 three times; above, 10/3 three times, then 4.
    const [low, high] = bootstrapInterval(x, bootstrapStream('env', 'agent', 0), { resamples: 100_000, level: 0.8 });
    expect(low).toBeCloseTo(4 / 3, 10);
    expect(high).toBeCloseTo(10 / 3, 10);
  });

  test('tends to the quantiles of all 3125 samples of five runs, and 2,000 of them come close', () => {
    const x = [10, 20, 45, 50, 90], all = allSamples(x);
    const exact = [quantile(all, 0.025), quantile(all, 0.975)];
    const many = bootstrapInterval(x, bootstrapStream('env', 'agent', 0), { resamples: 200_000 });
    const usual = bootstrapInterval(x, bootstrapStream('env', 'agent', 0));
    [0, 1].forEach((k) => {
      expect(Math.abs(many[k] - exact[k])).toBeLessThan(0.5);
      expect(Math.abs(usual[k] - exact[k])).toBeLessThan(5);
    });
  });

  test('agrees with SciPy', () => {
    // scipy.stats.bootstrap((x,), lambda s, axis: trim_mean(s, 0.25, axis=axis), n_resamples=1_000_000, method='percentile', random_state=1)
    const x = [12.5, 80.25, 95, 101, 99.5, 60, 88, 97.75, 103, 20.5];
    const [low, high] = bootstrapInterval(x, bootstrapStream('env', 'agent', 0), { resamples: 200_000 });
    expect(Math.abs(low - 52.916666666666664)).toBeLessThan(0.4);
    expect(Math.abs(high - 98.58333333333333)).toBeLessThan(0.2);
  });

  test('covers the truth about as often as it says, which a bootstrap over pooled episodes does not', () => {
    // A run's score is its own luck, N(0, 1), and its episodes scatter around it, N(score, 1). The truth is 0.
    const random = bootstrapStream('coverage', '', 0);
    const normal = () => { let sum = -6; for (let k = 0; k < 12; k++) sum += random(); return sum; };     // Irwin-Hall, variance 1
    const worlds = 300, runs = 20, episodes = 10;
    let covered = 0, coveredPooled = 0;
    for (let world = 0; world < worlds; world++) {
      const returns = Array.from({ length: runs }, () => { const luck = normal(); return Array.from({ length: episodes }, () => luck + normal()); });
      const holdsZero = ([low, high]: [number, number]) => low <= 0 && 0 <= high;
      if (holdsZero(bootstrapInterval(returns.map(mean), random, { resamples: 300 }))) covered++;
      if (holdsZero(bootstrapInterval(returns.flat(), random, { resamples: 100 }))) coveredPooled++;
    }
    expect(covered / worlds).toBeGreaterThan(0.87);
    expect(coveredPooled / worlds).toBeLessThan(0.7);
  });

  test('is the score itself where there is one run, or where all runs agree', () => {
    expect(bootstrapInterval([3.7], bootstrapStream('env', 'agent', 0))).toEqual([3.7, 3.7]);
    expect(bootstrapInterval([5, 5, 5], bootstrapStream('env', 'agent', 0))).toEqual([5, 5]);
  });

  test('is unknown where a run broke, and holds at infinite scores', () => {
    expect(bootstrapInterval([1, NaN, 3], bootstrapStream('env', 'agent', 0))).toEqual([NaN, NaN]);
    expect(bootstrapInterval([-Infinity, -Infinity], bootstrapStream('env', 'agent', 0))).toEqual([-Infinity, -Infinity]);
  });

  test('is the same every time, whatever the order of the runs, and golden', () => {
    const interval = (x: number[]) => bootstrapInterval(x, bootstrapStream('CarStreet-v0', 'sarsa', 1000));
    expect(interval([3.17, 1.23, 4.71, 1.94, 5.38, 9.62, 8.05, 7.79, 2.46])).toEqual(interval([9.62, 8.05, 7.79, 5.38, 4.71, 3.17, 2.46, 1.94, 1.23]));
    expect(interval([3.17, 1.23, 4.71, 1.94, 5.38, 9.62, 8.05, 7.79, 2.46])).toEqual([2.559400000000001, 7.360699999999996]);
  });

  test('draws other numbers for another environment, agent or step', () => {
    const first = (env: string, agent: string, step: number) => bootstrapStream(env, agent, step)();
    const draws = [first('a', 'b', 1), first('a', 'b', 2), first('a', 'c', 1), first('c', 'b', 1), first('a","b', '', 1)];
    expect(new Set(draws).size).toBe(draws.length);
  });
});
