import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ending, Plan } from '../../../agents/index.ts';
import { deal } from '../../../runners/generations/deal.ts';
import { Timeline, type News, type Round, type TimedEnd } from '../../../runners/generations/timeline.ts';

const ending = (length: number): Ending => ({ return: -length, length, terminated: true, truncated: false, outcome: 'terminated' });
const planOf = (lengths: readonly (readonly number[])[]): Plan => lengths.map((row, genome) => row.map((_, seed) => ({ genome, seed })));

/** Row after row, when its trials ended. */
const endsOf = (lengths: readonly (readonly number[])[]): TimedEnd[] => lengths.flatMap((trials, row) => {
  let round = 0;
  return trials.map((length) => ({ row, round: round += length, ending: ending(length) }));
});

/** The rounds of a phase, played step by step. */
function played(lengths: readonly (readonly number[])[], steps: number): Round[] {
  const left = lengths.map((trials) => [...trials]), rounds: Round[] = [];
  while (left.some((trials) => trials.length > 0)) {
    const ends: Round['ends'][number][] = [];
    left.forEach((trials, row) => {
      if (trials.length === 0) return;
      steps++;
      if (--trials[0] > 0) return;
      trials.shift();
      ends.push({ row, ending: ending(lengths[row][lengths[row].length - trials.length - 1]) });
    });
    rounds.push({ step: steps, ends, over: left.every((trials) => trials.length === 0) });
  }
  return rounds;
}

const taken = (lengths: readonly (readonly number[])[], steps: number, told: readonly News[]): Round[] => {
  const timeline = new Timeline(planOf(lengths), steps);
  return told.flatMap((news) => [...timeline.take(news)]).map(({ step, ends, over }) => ({ step, ends: ends.map(({ row, ending }) => ({ row, ending })), over }));
};

const phase = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), { minLength: 1, maxLength: 6 });

describe('the rounds of a phase', () => {
  test('two rows, of 2 + 1 and 1 steps, after 10 steps of before', () => {
    // round 1: both step (12), row 1 ends; round 2: row 0 alone (13), its first trial ends; round 3: its second (14)
    expect(taken([[2, 1], [1]], 10, [{ ends: endsOf([[2, 1], [1]]), until: Infinity }])).toEqual([
      { step: 12, ends: [{ row: 1, ending: ending(1) }], over: false },
      { step: 13, ends: [{ row: 0, ending: ending(2) }], over: false },
      { step: 14, ends: [{ row: 0, ending: ending(1) }], over: true },
    ]);
  });

  test('are those of playing it step by step, whatever its lengths, and however it is told', () => {
    fc.assert(fc.property(phase, fc.nat(100), fc.array(fc.integer({ min: 1, max: 5 })), fc.infiniteStream(fc.nat(1000)), (lengths, steps, pieces, chance) => {
      const all = endsOf(lengths).map((end) => ({ end, early: chance.next().value! % 3 })), told: News[] = [];
      let until = 0;
      // Ends are told no later than their round is known, some of them earlier, in any order.
      for (const piece of [...pieces, Infinity]) {
        until += piece;
        const now = all.filter(({ end, early }) => end.round <= until + early);
        all.splice(0, all.length, ...all.filter((one) => !now.includes(one)));
        told.push({ ends: now.map(({ end }) => end).sort(() => chance.next().value! - 500), until });
      }
      expect(taken(lengths, steps, told)).toEqual(played(lengths, steps));
    }));
  });

  test('keep how the trials of each row ended, in the order in which it played them', () => {
    const lengths = [[3, 1, 2], [], [4]], timeline = new Timeline(planOf(lengths), 0);
    for (const _ of timeline.take({ ends: endsOf(lengths).toReversed(), until: Infinity }));
    expect(timeline.endings.map((row) => row.map(({ length }) => length))).toEqual(lengths);
  });
});

describe('the comparison with playing step by step', () => {
  type Lengths = readonly (readonly number[])[];
  const inTime = (lengths: Lengths) => endsOf(lengths).sort((a, b) => a.round - b.round || a.row - b.row);
  const stepsAt = (lengths: Lengths, round: number) => lengths.reduce((sum, trials) => sum + Math.min(round, trials.reduce((a, b) => a + b, 0)), 0);
  const toldOf = (rounds: readonly Round[]) => rounds.flatMap(({ step, ends }) => ends.map(({ row }) => `row ${row} at step ${step}`));

  /** Holds where these are the ends of trials, with the steps of all rows by then. */
  const holds = (endings: (lengths: Lengths) => readonly string[]) => (
    fc.assert(fc.property(phase, (lengths) => { expect(endings(lengths)).toEqual(toldOf(played(lengths, 0))); }), { seed: 1 })
  );

  test('accepts the timeline, and the formula that it stands for', () => {
    holds((lengths) => toldOf(taken(lengths, 0, [{ ends: endsOf(lengths), until: Infinity }])));
    // steps after round r: the sum over rows of min(r, all that the row plays)
    holds((lengths) => inTime(lengths).map(({ row, round }) => `row ${row} at step ${stepsAt(lengths, round)}`));
  });

  test('rejects one row after another', () => {
    expect(() => holds((lengths) => endsOf(lengths).map(({ row, round }) => `row ${row} at step ${stepsAt(lengths, round)}`))).toThrow('Property failed');
  });

  test('rejects steps counted for each row alone', () => {
    expect(() => holds((lengths) => inTime(lengths).map(({ row, round }) => `row ${row} at step ${round}`))).toThrow('Property failed');
  });

  test('rejects rows that are counted while they rest', () => {
    expect(() => holds((lengths) => inTime(lengths).map(({ row, round }) => `row ${row} at step ${lengths.length * round}`))).toThrow('Property failed');
  });
});

describe('dealing out', () => {
  test('gives each hand one in every round, and neighbours and every other to different hands', () => {
    expect(deal([0, 1, 2, 3, 4, 5, 6, 7], 2)).toEqual([[0, 3, 4, 7], [1, 2, 5, 6]]);
    expect(deal([5, 6, 7, 8, 9, 10, 11], 3)).toEqual([[5, 10], [6, 8], [7, 9, 11]]);
  });

  test('gives everything once, and to nobody two more than to another', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 9 }), (things, hands) => {
      const dealt = deal(things, hands), counts = dealt.map(({ length }) => length);
      expect(dealt.flat().sort((a, b) => a - b)).toEqual([...things].sort((a, b) => a - b));
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }));
  });
});
