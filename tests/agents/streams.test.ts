import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowStreams, Stream, streamsOf } from '../../agents/index.ts';

const draws = (stream: Stream, n: number) => Array.from({ length: n }, () => stream.random());

describe('against the package seedrandom 3.0.5', () => {
  // require('seedrandom/lib/alea.js')(name), the first five draws
  test.each([
    ['hello.', [0.4783254903741181, 0.8297006865032017, 0.46924330526962876, 0.2505575136747211, 0.31444981368258595]],
    ['0/explore/0', [0.7647545449435711, 0.755044620949775, 0.724668393842876, 0.4320619381032884, 0.7762911999598145]],
    ['42/policy/3', [0.8003541168291122, 0.8431385192088783, 0.8757627543527633, 0.884777934057638, 0.40956930932588875]],
  ])('%s', (name, expected) => expect(draws(new Stream(name), 5)).toEqual(expected));

  test('a stream is named seed/name/row', () => {
    expect(draws(streamsOf(42)('policy', 3), 2)).toEqual([0.8003541168291122, 0.8431385192088783]);
    expect(streamsOf(0)('explore').random()).toBe(0.7647545449435711);         // row 0 if left out
  });

  test('the thousandth draw', () => expect(draws(new Stream('0/explore/0'), 1000).at(-1)).toBe(0.14918781677260995));
});

describe('a stream', () => {
  test('is pure: whoever asks, and however often, gets it at its start', () => {
    const stream = streamsOf(5), one = stream('explore', 2);
    draws(one, 10);
    stream('explore', 3).random();
    expect(draws(stream('explore', 2), 5)).toEqual(draws(new Stream('5/explore/2'), 5));
    expect(draws(streamsOf(5)('explore', 2), 5)).toEqual(draws(new Stream('5/explore/2'), 5));
  });

  test('goes on where it was saved, in another object too', () => {
    fc.assert(fc.property(fc.string(), fc.nat(200), (name, before) => {
      const one = new Stream(name), other = new Stream('another');
      draws(one, before);
      const saved = one.save(), copy = saved.slice();
      other.load(saved);
      expect(draws(other, 20)).toEqual(draws(one, 20));
      expect(saved).toEqual(copy);                          // a snapshot is a copy
    }));
  });

  test('draws from [0, 1) in multiples of 2^-32, and whole numbers below n', () => {
    const stream = new Stream('range');
    for (const x of draws(stream, 10_000)) {
      expect(x >= 0 && x < 1).toBe(true);
      expect(Number.isInteger(x * 2 ** 32)).toBe(true);
    }
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 50_000; i++) counts[stream.integer(5)]++;
    // chi-square with 4 degrees of freedom, 99.9 % point
    expect(counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(18.467);
  });

  test('of another seed, name or row has other numbers', () => {
    const names = fc.record({ seed: fc.nat(1e6), name: fc.constantFrom('explore', 'policy', 'shuffle', 'x/1', 'x'), row: fc.nat(2000) });
    fc.assert(fc.property(names, names, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      expect(draws(streamsOf(a.seed)(a.name, a.row), 4)).not.toEqual(draws(streamsOf(b.seed)(b.name, b.row), 4));
    }), { numRuns: 1000 });
  });
});

describe('independence', () => {
  const PAIRS = 20_000, CELLS = 10;
  /** Chi-square of the pairs over a grid of 10 x 10 cells, 99 degrees of freedom: 148.2 is its 99.9 % point, 173.9 its 99.9995 % point. */
  function dependence(pairs: Iterable<readonly [number, number]>): number {
    const counts = new Float64Array(CELLS * CELLS);
    let n = 0;
    for (const [x, y] of pairs) { counts[CELLS * Math.floor(x * CELLS) + Math.floor(y * CELLS)]++; n++; }
    return counts.reduce((sum, observed) => sum + (observed - n / CELLS ** 2) ** 2 / (n / CELLS ** 2), 0);
  }
  const beside = (a: Stream, b: Stream) => dependence(Array.from({ length: PAIRS }, () => [a.random(), b.random()] as const));

  test.each([
    ['neighbouring rows', streamsOf(0)('explore', 0), streamsOf(0)('explore', 1)],
    ['neighbouring seeds', streamsOf(0)('explore', 0), streamsOf(1)('explore', 0)],
    ['names', streamsOf(0)('explore', 0), streamsOf(0)('policy', 0)],
    ['seed and row changed places', streamsOf(0)('explore', 1), streamsOf(1)('explore', 0)],
  ])('%s', (_, a, b) => expect(beside(a, b)).toBeLessThan(148.2));

  test('the first draws of 20,000 rows, with those of the next row', () => {
    const first = Array.from({ length: PAIRS + 1 }, (_, row) => streamsOf(0)('explore', row).random());
    expect(dependence(first.slice(1).map((y, row) => [first[row], y] as const))).toBeLessThan(148.2);
  });

  test('this rejects one stream for two rows, and rows whose seeds are added up', () => {
    expect(beside(streamsOf(0)('explore'), streamsOf(0)('explore'))).toBeGreaterThan(173.9);
    const added = (seed: number, row: number) => new Stream(`explore/${seed + row}`);         // row 1 of seed 0 is row 0 of seed 1
    expect(beside(added(0, 1), added(1, 0))).toBeGreaterThan(173.9);
  });
});

describe('streams of rows', () => {
  test('row i is the stream of row i, however many rows there are', () => {
    for (const rows of [1, 3, 8]) {
      new RowStreams(streamsOf(9), 'explore', rows).rows.forEach((stream, i) => expect(draws(stream, 3)).toEqual(draws(streamsOf(9)('explore', i), 3)));
    }
  });

  test('are saved together and go on together', () => {
    const one = new RowStreams(streamsOf(9), 'explore', 3), other = new RowStreams(streamsOf(1), 'else', 3);
    one.rows.forEach((stream, i) => draws(stream, i));
    other.load(one.save());
    one.rows.forEach((stream, i) => expect(draws(other.rows[i], 3)).toEqual(draws(stream, 3)));
  });

  test('of another number of rows are refused', () => {
    expect(() => new RowStreams(streamsOf(9), 'explore', 3).load(new RowStreams(streamsOf(9), 'explore', 2).save())).toThrow('these streams are of 2 rows, and 3 are needed');
  });
});
