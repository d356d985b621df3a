import { cliffWalking, type RowControl, type Step, type VectorEnv } from 'gymnasium-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import { tickFor } from '../../runners/run/perform.ts';
import { train, type TrainingEvent } from '../../runners/train.ts';
import { countdown, maskedRing, rowsOf } from '../agents/toys.ts';

/** An agent that always plays 0, and tells of what it is asked. */
function scripted({ start, learn }: { start?: (control: RowControl) => void; learn?: (step: Step, control: RowControl) => void } = {}) {
  const calls: string[] = [];
  const agent: Agent = {
    metrics: { get calls() { return calls.length; } },
    start(control) { calls.push('start'); start?.(control); },
    act(_, action) { calls.push('act'); action.fill(0); },
    learn(step, control) { calls.push('learn'); learn?.(step, control); },
    policy: () => agent, save: () => ({}), load() {},
  };
  return { agent, calls };
}

const begun = (lengths: number[], rows = 1, seed = 0) => {
  const env = rowsOf(countdown(lengths), { rows });
  env.reset(seed);
  return env;
};
const all = (agent: Agent, env: VectorEnv, options: Parameters<typeof train>[2]) => [...train(agent, env, options)];
const ofKind = <K extends TrainingEvent['kind']>(events: readonly TrainingEvent[], kind: K) => events.filter((event): event is Extract<TrainingEvent, { kind: K }> => event.kind === kind);

describe('the loop', () => {
  test('starts the agent once, then acts and learns in turn', () => {
    const { agent, calls } = scripted(), env = begun([5]);
    all(agent, env, { steps: 3 });
    expect(calls).toEqual(['start', 'act', 'learn', 'act', 'learn', 'act', 'learn']);
    all(agent, env, { steps: 4 });                          // taken up again: not started a second time
    expect(calls.slice(7)).toEqual(['act', 'learn']);
  });

  test('tells of an episode after it was learned from, while its end can still be seen', () => {
    const { agent, calls } = scripted(), env = begun([3]);
    for (const event of train(agent, env, { steps: 3 })) {
      expect(event).toEqual({ kind: 'episode', row: 0, step: 3, return: 3, length: 3, terminated: true, truncated: false, outcome: 'terminated' });
      expect(calls.at(-1)).toBe('learn');
      expect([env.next[0], env.terminated[0], env.lengths[0]]).toEqual([0, 1, 3]);
    }
  });

  test('lists episodes that end in the same step by row, then reports, then ticks', () => {
    // Three rows of two-step episodes: all end at steps 6 and 12.
    const { agent } = scripted(), events = all(agent, begun([2], 3), { steps: 12, reportEvery: 6, tickEvery: 6 });
    const expected = [6, 12].flatMap((step) => [...[0, 1, 2].map((row) => `episode ${row} ${step}`), `report ${step}`, `tick ${step}`]);
    expect(events.map((event) => `${event.kind} ${event.kind === 'episode' ? `${event.row} ` : ''}${event.step}`)).toEqual(expected);
  });

  test('tells every episode once, as the environment counts them', () => {
    const env = begun([1, 2, 5, 9], 4, 3), episodes = ofKind(all(scripted().agent, env, { steps: 4000 }), 'episode');
    expect(episodes.length).toBe(env.episodes);
    for (const episode of episodes) expect(episode.return).toBe(episode.length);
    // Steps of finished episodes and of the four that are under way add up to all steps.
    const underWay = [0, 1, 2, 3].reduce((sum, i) => sum + (env.terminated[i] === 1 ? 0 : env.lengths[i]), 0);
    expect(episodes.reduce((sum, { length }) => sum + length, underWay)).toBe(env.steps);
  });

  test('tells nothing of a row that rests, though its episode has ended', () => {
    // Row 0 rests after its first episode; rows 1 and 2 end theirs at steps 6, 10, 14, ...
    const { agent } = scripted({ learn: ({ terminated }, control) => { if (terminated[0] === 1) control.rest(0); } });
    const episodes = ofKind(all(agent, begun([2], 3), { steps: 14 }), 'episode');
    expect(episodes.map(({ row, step }) => [row, step])).toEqual([[0, 6], [1, 6], [2, 6], [1, 10], [2, 10], [1, 14], [2, 14]]);
  });

  test('a time limit is no end of the story', () => {
    const env = rowsOf(countdown([9]), { rows: 1, maxEpisodeSteps: 4 });
    env.reset(0);
    expect(ofKind(all(scripted().agent, env, { steps: 4 }), 'episode')).toEqual([{ kind: 'episode', row: 0, step: 4, return: 4, length: 4, terminated: false, truncated: true, outcome: 'time limit' }]);
  });

  test('reports are copies of the dials at their time', () => {
    const reports = ofKind(all(scripted().agent, begun([5]), { steps: 3, reportEvery: 1 }), 'report');
    expect(reports.map(({ metrics }) => metrics.calls)).toEqual([3, 5, 7]);        // start, then act and learn each step
  });
});

describe('the budget', () => {
  test.each([
    // rows, steps, where it ends: the first step of all rows that reaches it
    [1, 10, 10], [3, 10, 12], [3, 12, 12], [3, 13, 15], [8, 1, 8], [4, 0, 0],
  ])('%i rows and %i steps end at %i', (rows, steps, end) => {
    const env = begun([50], rows);
    all(scripted().agent, env, { steps });
    expect(env.steps).toBe(end);
  });

  test('counts rows that play, not those that rest', () => {
    const env = begun([50], 3), { agent } = scripted({ start: (control) => control.rest(1) });
    all(agent, env, { steps: 10 });
    expect([env.steps, ...env.lengths]).toEqual([10, 5, 0, 5]);
  });

  test('where nobody plays, throws, since nothing would ever happen again', () => {
    const { agent } = scripted({ learn: (_, control) => { control.rest(0); control.rest(1); } });
    expect(() => all(agent, begun([50], 2), { steps: 10 })).toThrow('every row rests: the agent put all of them to sleep, and its learn must wake or begin one');
  });
});

describe('ticks and reports', () => {
  test('come at the first step that reaches a multiple of theirs', () => {
    // Three rows: steps 3, 6, 9, 12, ...; 10 is reached at 12, 20 at 21, 30 at 30, 40 at 42
    const events = all(scripted().agent, begun([50], 3), { steps: 42, tickEvery: 10, reportEvery: 20 });
    expect(ofKind(events, 'tick').map(({ step }) => step)).toEqual([12, 21, 30, 42]);
    expect(ofKind(events, 'report').map(({ step }) => step)).toEqual([21, 42]);
  });

  test('come once where a step passes several multiples', () => {
    expect(ofKind(all(scripted().agent, begun([50], 8), { steps: 24, tickEvery: 3 }), 'tick').map(({ step }) => step)).toEqual([8, 16, 24]);
  });

  test('a tick is the last event of its step', () => {
    const events = all(scripted().agent, begun([1, 2, 3], 4), { steps: 2000, tickEvery: 7, reportEvery: 7 });
    events.forEach((event, i) => { if (event.kind === 'tick' && i + 1 < events.length) expect(events[i + 1].step).toBeGreaterThan(event.step); });
  });

  test('leaving at any tick and going on equals never stopping', () => {
    const learner = (env: VectorEnv) => createAgent('sarsa', env, { rows: env.rows, budget: 600, stream: streamsOf(1), options: { epsilon: 0.3 } });
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 97 }), fc.integer({ min: 1, max: 97 }), fc.boolean(), (rows, tickEvery, reportEvery, masked) => {
      const options = { steps: 600, tickEvery, reportEvery }, world = () => {
        const env = rowsOf(masked ? maskedRing : cliffWalking(), { rows, maxEpisodeSteps: 20 });
        env.reset(4);
        return env;
      };
      const whole = world(), one = learner(whole), events = all(one, whole, options);
      const parts = world(), other = learner(parts), pieces: TrainingEvent[] = [];
      while (parts.steps < 600) {
        for (const event of train(other, parts, options)) {
          pieces.push(event);
          if (event.kind === 'tick') break;                 // at every one of them
        }
      }
      expect(pieces).toEqual(events);
      expect(other.save()).toEqual(one.save());
    }), { numRuns: 40 });
  });

  test('a tick for evaluations divides their distance and is as near to 4,000 steps as a divisor can be, so that primes do not tick at every step', () => {
    expect([1, 7, 3989, 4000, 5000, 8000, 10_000, 12_345, 100_000, 100_003].map(tickFor)).toEqual([1, 7, 3989, 4000, 5000, 4000, 5000, 4115, 4000, 100_003]);
    const farness = (tick: number) => Math.max(tick / 4000, 4000 / tick);
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), (every) => {
      const tick = tickFor(every);
      expect(every % tick).toBe(0);
      for (let n = 1; n <= every; n++) if (every % n === 0) expect(farness(tick)).toBeLessThanOrEqual(farness(n));
    }), { numRuns: 30 });
  });
});

describe('what cannot be meant', () => {
  test('numbers of steps that are none', () => {
    const begin = (options: Parameters<typeof train>[2]) => () => train(scripted().agent, begun([3]), options).next();
    expect(begin({ steps: NaN })).toThrow('steps of train is a number of steps, and got NaN');
    expect(begin({ steps: 10, tickEvery: 0 })).toThrow('tickEvery of train is a number of steps, and got 0');
    expect(begin({ steps: 10, reportEvery: -5 })).toThrow('reportEvery of train is a number of steps, and got -5');
  });

  test('an environment that was never reset', () => {
    expect(() => train(scripted().agent, rowsOf(countdown([3])), { steps: 10 }).next()).toThrow('no row plays: call env.reset(seed) before train');
  });

  test('an agent that was made for fewer rows than the environment has', () => {
    const env = begun([3], 4);
    const agent = createAgent('random', env, { rows: 1, budget: 10, stream: streamsOf(0), options: {} });
    expect(() => train(agent, env, { steps: 10 }).next()).toThrow('row 1 is not one of the 1 that this was made for');
  });
});
