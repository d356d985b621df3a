import fc from 'fast-check';
import { makeRows } from 'gymnasium-js';
import { expect, test } from 'vitest';
import { createAgent, streamsOf } from '../../../agents/index.ts';
import { Halving } from '../../../agents/evolution/halving.ts';
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
  // 0 and 1 come to 6 each; 2 had 8 before it dropped out, so it and 3 are told 2 less.
  expect([...halving.fitness()]).toEqual([6, 6, 6, 2]);
});

test('nobody is fitter than one who played on, and of those who dropped out together the order stays', () => {
  const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(NaN, -Infinity, 0));
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }), fc.array(value, { minLength: 200, maxLength: 200 }), (n, halvings, values) => {
    const halving = new Halving(n);
    let genomes: readonly number[] = [...Array(n).keys()], episodes = 1, at = 0;
    const first = values.slice(0, n), out = new Map<number, number>();
    halving.add(round(genomes, episodes, (g) => first[g]));
    for (let k = 1; k <= halvings && genomes.length > 1; k++) {
      const before = genomes;
      ({ genomes, episodes } = halving.halve());
      for (const g of before) if (!genomes.includes(g)) out.set(g, k);
      halving.add(round(genomes, episodes, () => values[n + at++ % (200 - n)]));
    }
    const fitness = halving.fitness(), last = (g: number) => out.get(g) ?? Infinity;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        if (last(a) > last(b) && !Number.isNaN(fitness[a]) && !Number.isNaN(fitness[b])) expect(fitness[a]).toBeGreaterThanOrEqual(fitness[b]);
        if (last(a) === 1 && last(b) === 1 && first[a] >= first[b]) expect(fitness[a]).toBeGreaterThanOrEqual(fitness[b]);
      }
    }
  }));
});

test('is taken up where it was left', () => {
  const halving = new Halving(4), other = new Halving(4);
  halving.add(round([0, 1, 2, 3], 1, (g) => g));
  halving.halve();
  other.load(halving.save());
  expect([other.playing, other.rounds, [...other.fitness()]]).toEqual([halving.playing, halving.rounds, [...halving.fitness()]]);
});

test.each([true, false])('a population whose halves drop out plays so many episodes, and goes on from anywhere (the same seeds for all: %s)', (commonSeeds) => {
  const rows = 10, steps = 9000, budget = { rows, budget: steps, stream: streamsOf(3), options: { episodes: 2, halvings: 2, validationEpisodes: 0, commonSeeds, netArch: [] } };
  const begin = () => {
    const env = makeRows('CartPole-v1', { rows }), agent = createAgent('genetic', env, budget);
    env.reset(3);
    return { env, agent };
  };
  const whole = begin(), expected = [...train(whole.agent, whole.env, { steps })];
  const reported = expected.findIndex(({ kind }) => kind === 'report');
  // Ten play two, five two more, three four more.
  expect(expected.slice(0, reported).filter(({ kind }) => kind === 'episode')).toHaveLength(20 + 10 + 12);
  for (const cut of [300, 420, 520, 640, 760, 4000]) {
    const before = begin(), events: TrainingEvent[] = [...train(before.agent, before.env, { steps: cut })], after = begin();
    after.agent.load(before.agent.save());
    after.env.load(before.env.save());
    events.push(...train(after.agent, after.env, { steps }));
    const told = (all: readonly TrainingEvent[]) => all.filter(({ kind }) => kind !== 'tick');
    expect(told(events)).toEqual(told(expected));
  }
});
