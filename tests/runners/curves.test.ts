import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curvesOf, summaryOf } from '../../runners/results/curves.ts';
import { outcomesText, readOutcomes } from '../../runners/results/outcomes.ts';
import type { EvaluationRow, SummaryRow } from '../../runners/results/rows.ts';
import { bootstrapInterval, bootstrapStream, interquartileMean, mean } from '../../runners/results/statistics.ts';
import { summaryTable } from '../../runners/results/table.ts';

const episode = (change: Partial<EvaluationRow>): EvaluationRow => ({
  env: 'Street', agent: 'sarsa', seed: 0, step: 100, episode: 0, return: 0, length: 10, terminated: true, truncated: false, outcome: 'arrived', ...change,
});

describe('a point of a curve', () => {
  // Run 0 plays 1 and 3 (mean 2), run 1 plays 10 (mean 10), run 2 plays 4, 5 and 6 (mean 5).
  const returns: [number, number[]][] = [[0, [1, 3]], [1, [10]], [2, [4, 5, 6]]];
  const rows = returns.flatMap(([seed, values]) => values.map((value, k) => episode({ seed, episode: k, return: value })));

  test('is about the runs, each with the mean of its episodes', () => {
    const [point] = curvesOf(rows);
    expect(point).toMatchObject({ env: 'Street', agent: 'sarsa', step: 100, runs: 3, mean: 17 / 3, iqm: 17 / 3 });
    expect(point.std).toBeCloseTo(Math.sqrt(((2 - 17 / 3) ** 2 + (10 - 17 / 3) ** 2 + (5 - 17 / 3) ** 2) / 2), 12);
    expect([point.ciLow, point.ciHigh]).toEqual(bootstrapInterval([2, 5, 10], bootstrapStream('Street', 'sarsa', 100)));
  });

  test('is not about episodes pooled over the runs, whose interval would be too narrow', () => {
    const scattered = Array.from({ length: 5 }, (_, seed) => Array.from({ length: 20 }, (_, k) => episode({ seed, episode: k, return: seed * 10 + (k % 2) }))).flat();
    const [point] = curvesOf(scattered);
    const [low, high] = bootstrapInterval(scattered.map((row) => row.return), bootstrapStream('Street', 'sarsa', 100));
    expect(high - low).toBeLessThan(0.6 * (point.ciHigh - point.ciLow));
  });

  test('of a single run has its score as both ends and no standard deviation', () => {
    const [point] = curvesOf([episode({ return: 3 }), episode({ episode: 1, return: 4 })]);
    expect(point).toEqual({ env: 'Street', agent: 'sarsa', step: 100, runs: 1, mean: 3.5, std: NaN, iqm: 3.5, ciLow: 3.5, ciHigh: 3.5 });
  });
});

test('points come by environment and agent as they first appear, and by step', () => {
  const rows = [['b', 'y', 20], ['b', 'x', 0], ['a', 'y', 5], ['b', 'y', 3], ['a', 'y', 0], ['b', 'y', 100]] as const;
  const order = curvesOf(rows.map(([env, agent, step]) => episode({ env, agent, step }))).map(({ env, agent, step }) => `${env}${agent}${step}`);
  expect(order).toEqual(['by3', 'by20', 'by100', 'bx0', 'ay0', 'ay5']);
});

test('no statistic depends on the order of episodes and runs', () => {
  const rows = Array.from({ length: 60 }, (_, k) => episode({ seed: k % 6, step: 50 * (k % 2), episode: Math.floor(k / 6), return: Math.sqrt(k) - 3 }));
  fc.assert(fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
    expect(curvesOf(shuffled)).toEqual(curvesOf(rows));
    expect(summaryOf(shuffled)).toEqual(summaryOf(rows));
  }), { numRuns: 20 });
});

describe('the summary', () => {
  const rows = [0, 1].flatMap((seed) => [0, 50, 200].flatMap((step) => [0, 1].map((k) => episode({
    seed, step, episode: k, return: step + 10 * seed + k, length: 5 + seed, outcome: step === 200 && k === 1 ? 'collision' : 'arrived',
  }))));

  test('tells the last point of each curve', () => {
    const last = curvesOf(rows).at(-1)!;
    expect(summaryOf(rows)).toEqual([{ ...last, episodes: 4, min: 200.5, max: 210.5, meanLength: 5.5, outcomes: 'arrived 2; collision 2' }]);
  });

  test('has the last step of each agent, not of all', () => {
    const two = [...rows, episode({ agent: 'short', step: 60 })];
    expect(summaryOf(two).map((row) => [row.agent, row.step])).toEqual([['sarsa', 200], ['short', 60]]);
  });

  test('of nothing is nothing', () => expect([summaryOf([]), curvesOf([])]).toEqual([[], []]));
});

describe('outcomes', () => {
  test('count how episodes ended, the most frequent first', () => {
    const ends = (outcome: string, terminated = true) => ({ outcome, terminated });
    expect(outcomesText([ends('late'), ends('arrived'), ends('crash'), ends('arrived')])).toBe('arrived 2; crash 1; late 1');
    expect(outcomesText([ends('', false), ends(''), ends('', false)])).toBe('truncated 2; terminated 1');
  });

  test('are read back', () => {
    expect(readOutcomes('arrived 98; fell off 2')).toEqual([{ name: 'arrived', count: 98 }, { name: 'fell off', count: 2 }]);
    expect(readOutcomes('')).toEqual([]);
  });
});

test('the curves of many runs take little time', () => {
  const rows: EvaluationRow[] = [];
  for (let seed = 0; seed < 10; seed++) for (let step = 0; step < 20; step++) for (let k = 0; k < 10; k++) rows.push(episode({ seed, step, episode: k, return: (seed * 7 + step * k) % 11 }));
  const start = performance.now();
  expect(curvesOf(rows)).toHaveLength(20);
  expect(performance.now() - start).toBeLessThan(2000);
  expect(curvesOf(rows)[3].iqm).toBe(interquartileMean(Array.from({ length: 10 }, (_, seed) => mean(rows.filter((row) => row.seed === seed && row.step === 3).map((row) => row.return)))));
});

describe('the table', () => {
  const line = (change: Partial<SummaryRow>): SummaryRow => ({
    env: 'CarStreet-v0', agent: 'q-learning', runs: 5, step: 1000, episodes: 500, mean: 80, std: 3, iqm: 81.234, ciLow: 78.5, ciHigh: 84,
    min: 70, max: 90, meanLength: 62.71, outcomes: 'arrived 490; collision 9; timeout 1', ...change,
  });

  test('tells environment, agent, runs, return with interval, length and outcomes', () => {
    expect(summaryTable([line({}), line({ agent: 'genetic', iqm: -4, ciLow: -12.5, ciHigh: 0.001, outcomes: 'collision 500', meanLength: 200 })], { color: false })).toBe(
      'environment   agent       runs  IQM return [95% interval]  length  outcomes\n'
      + '----------------------------------------------------------------------------------------------------\n'
      + 'CarStreet-v0  q-learning     5  81.23 [78.50, 84.00]         62.7  arrived 98%, collision 2%, …\n'
      + '              genetic        5  -4.00 [-12.50, 0.00]          200  collision 100%\n');
  });

  test('shows the best agent of each environment in bold if the terminal has colours', () => {
    const text = summaryTable([line({ iqm: NaN }), line({ agent: 'best', iqm: 99 }), line({ env: 'Other', agent: 'alone' })], { color: true });
    // oxlint-disable-next-line no-control-regex
    expect(text.match(/\x1b\[1m.*?\x1b\[22m/g)).toEqual(['\x1b[1mbest\x1b[22m', expect.stringContaining('99.00')]);
  });

  test('has no interval for a single run', () => {
    expect(summaryTable([line({ runs: 1, iqm: 5, ciLow: 5, ciHigh: 5 })], { color: false })).toMatch(/ {3}1 {2}5\.000 +62\.7/);
  });

  test('is never wider than 100 columns, and no name breaks it or speaks to the terminal', () => {
    const name = fc.string({ maxLength: 60 });
    fc.assert(fc.property(fc.array(fc.record({ env: name, agent: name, iqm: fc.double({ min: -1e6, max: 1e6 }), outcomes: name.map((text) => `${text} 3; other 4`) })), (changes) => {
      const text = summaryTable(changes.map(line), { color: false });
      const lines = text.split('\n');
      expect(lines).toHaveLength(changes.length + 3);
      expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(100);
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    }));
  });
});
