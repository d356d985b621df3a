import fc from 'fast-check';
import { makeRows, type Snapshot } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent, type Population } from '../../../agents/index.ts';
import { Halving } from '../../../agents/evolution/halving.ts';
import { ranking } from '../../../agents/evolution/strategy.ts';
import { deal, Trials, type Trial } from '../../../agents/evolution/trials.ts';
import { train, type TrainingEvent } from '../../../runners/train.ts';

/** A round in which genome g's k-th episode returns `said(g, k)`, whatever the row that plays it. */
function round(genomes: readonly number[], episodes: number, said: (g: number, k: number) => number): Trials {
  const list = genomes.flatMap((genome) => Array.from({ length: episodes }, (_, seed): Trial => ({ genome, seed })));
  const plan = deal(list, 3), trials = new Trials(plan);
  plan.forEach((row, i) => { for (const { genome, seed } of row) trials.add(i, said(genome, seed)); });
  return trials;
}

test('the fitter half plays as many episodes again, and again', () => {
  const halving = new Halving(7), told: unknown[] = [];
  halving.add(round([0, 1, 2, 3, 4, 5, 6], 2, (g) => [3, 9, 1, 7, NaN, 8, 2][g]));
  for (let i = 0; i < 3; i++) {
    const next = halving.halve();
    told.push(next);
    halving.add(round(next.genomes, next.episodes, (g) => [6, 4, 0, 5, 0, 8, 0][g]));
  }
  expect(told).toEqual([{ genomes: [0, 1, 3, 5], episodes: 2 }, { genomes: [1, 5], episodes: 4 }, { genomes: [5], episodes: 8 }]);
});

test('fitness is the mean of all episodes of those who played on, and what the others are told is moved below', () => {
  const halving = new Halving(4);
  halving.add(round([0, 1, 2, 3], 1, (g) => [10, 9, 8, 4][g]));
  const { genomes, episodes } = halving.halve();
  halving.add(round(genomes, episodes, (g) => [2, 3][g]));
  // 0 and 1 come to 6 each; 2 had 8 before it dropped out, so it and 3 are told 2 less, and next to nothing more.
  const fitness = halving.fitness();
  expect([...fitness]).toEqual([6, 6, expect.closeTo(6, 12), expect.closeTo(2, 12)]);
  expect(fitness[2]).toBeLessThan(6);
});

test('who dropped out comes after whoever played on, though its index is lower', () => {
  const halving = new Halving(2);
  halving.add(round([0, 1], 1, (g) => [9, 10][g]));
  halving.add(round(halving.halve().genomes, 1, () => 2));
  expect([...ranking(halving.fitness())]).toEqual([1, 0]);
});

describe('Of any returns', () => {
  const seventh = fc.integer({ min: -30, max: 30 }).map((n) => n / 7), value = fc.oneof(seventh, seventh, seventh, fc.constantFrom(NaN, -Infinity, 0, -1e300));
  type Told = (halving: Halving, out: ReadonlyMap<number, number>) => ArrayLike<number>;

  /** Whether those who played longer are fitter, and of those who dropped out together the order stays. */
  const isInOrder = (told: Told) => {
    const law = fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }), fc.array(value, { minLength: 100, maxLength: 100 }), (n, halvings, values) => {
      const halving = new Halving(n), first = values.slice(0, n), out = new Map<number, number>();
      let genomes: readonly number[] = [...Array(n).keys()], episodes = 1, at = n;
      halving.add(round(genomes, episodes, (g) => first[g]));
      for (let k = 1; k <= halvings && genomes.length > 1; k++) {
        const before = genomes;
        ({ genomes, episodes } = halving.halve());
        for (const g of before) if (!genomes.includes(g)) out.set(g, k);
        halving.add(round(genomes, episodes, () => values[at++ % 100]));
      }
      const fitness = told(halving, out), played = (g: number) => out.get(g) ?? Infinity;
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) {
          if (played(a) > played(b) && fitness[a] > -Infinity && !(fitness[a] > fitness[b]) && !Number.isNaN(fitness[b])) return false;
          if (played(a) === 1 && played(b) === 1 && first[a] > first[b] && !(fitness[a] >= fitness[b])) return false;
        }
      }
      return true;
    });
    return !fc.check(law, { seed: 1, numRuns: 2000 }).failed;
  };
  /** The mean return of whoever plays on, and less of the others: all of them as much as the fittest needs to be no fitter. */
  const moved = (lowered: (f: number, excess: number) => number): Told => (halving, out) => {
    const { sums, counts } = halving.save() as { sums: Float64Array; counts: Int32Array }, fitness = sums.map((sum, i) => sum / counts[i]);
    const indices = [...fitness.keys()].filter((i) => !Number.isNaN(fitness[i]));
    let lowest = Math.min(...indices.filter((i) => !out.has(i)).map((i) => fitness[i]));
    for (let k = 5; k > 0; k--) {
      const some = indices.filter((i) => out.get(i) === k), excess = Math.max(0, Math.max(...some.map((i) => fitness[i])) - lowest);
      for (const i of some) lowest = Math.min(lowest, fitness[i] = lowered(fitness[i], excess));
    }
    return fitness;
  };

  test('whoever played longer is fitter, and of those who dropped out together the order stays', () => {
    expect(isInOrder((halving) => halving.fitness())).toBe(true);
  });

  test('means as they are, and others moved to where those begin who played longer, are rejected by that', () => {
    expect(isInOrder(moved((f) => f))).toBe(false);
    expect(isInOrder(moved((f, excess) => f - excess))).toBe(false);
  });
});

test('is taken up where it was left', () => {
  const halving = new Halving(4), other = new Halving(4);
  halving.add(round([0, 1, 2, 3], 1, (g) => g));
  halving.halve();
  other.load(halving.save());
  expect([other.playing, other.rounds, [...other.fitness()]]).toEqual([halving.playing, halving.rounds, [...halving.fitness()]]);
});

test.each([true, false])('a population whose halves drop out goes on from anywhere (the same seeds for all: %s)', (commonSeeds) => {
  const rows = 10, steps = 9000, options = { episodes: 2, halvings: 2, validationEpisodes: 3, validateMean: true, commonSeeds, netArch: [] };
  const budget = { rows, budget: steps, stream: streamsOf(3), options };
  const begin = () => {
    const env = makeRows('CartPole-v1', { rows }), agent = createAgent('genetic', env, budget) as Agent & Population<Float64Array>;
    env.reset(3);
    return { env, agent };
  };
  const whole = begin(), expected = [...train(whole.agent, whole.env, { steps })], told = (all: readonly TrainingEvent[]) => all.filter(({ kind }) => kind !== 'tick');
  const reported = expected.findIndex(({ kind }) => kind === 'report');
  // Ten play two, five two more, three four more; then the fittest and the mean three each.
  expect(expected.slice(0, reported).filter(({ kind }) => kind === 'episode')).toHaveLength(20 + 10 + 12 + 6);
  const cutIn = new Set<string>();
  for (let cut = 200; cut < steps; cut += 433) {
    const before = begin(), events: TrainingEvent[] = [...train(before.agent, before.env, { steps: cut })], after = begin(), saved = before.agent.save();
    cutIn.add(`${before.agent.phase.kind} ${((saved.halving as Snapshot | undefined)?.round as number | undefined) ?? 0}`);
    after.agent.load(saved);
    after.env.load(before.env.save());
    events.push(...train(after.agent, after.env, { steps }));
    expect(told(events)).toEqual(told(expected));
    expect(after.agent.save()).toEqual(whole.agent.save());
  }
  expect(cutIn).toEqual(new Set(['generation 0', 'generation 1', 'generation 2', 'validation 0']));
});
