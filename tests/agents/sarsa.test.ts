import { cliffWalking, type Step } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agentSpec, Stream, streamsOf, type Agent, type TabularAgent } from '../../agents/index.ts';
import { chiSquare, CHI_SQUARE_999, frequencies, knowing, maskedRing, nobody, rowsOf, stepOf, tableWorld, tabularAgent } from './toys.ts';
import { RedrawsItsNextAction } from './wrong.ts';

const half = { learningRate: 0.5, gamma: 0.5, epsilon: 0 };

// Two states and two actions: Q(0,.) = 2, 3 and Q(1,.) = 4, 1. Without exploration A' in state 1 is 0.
const Q = [2, 3, 4, 1];
const step = { observation: [0], action: [0], reward: [1], next: [1] };
const sarsa = (options: object = half, rows = 1) => knowing(tabularAgent('sarsa', tableWorld(2, 2), { ...half, ...options }, { rows }), Q);

/** What it plays in S. */
function plays(agent: Pick<Agent, 'act'>, now: Partial<Parameters<typeof stepOf>[0]>): number {
  const action = new Float32Array(1);
  agent.act(stepOf({ ...step, ...now }), action);
  return action[0];
}

describe('one update', () => {
  test('SARSA moves halfway to R + gamma Q(S\',A\') when alpha is one half', () => {
    // Q(s,a) = 2, R = 1, gamma = 0.5, Q(s',a') = 4   =>   2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5
    const agent = sarsa();
    agent.learn(stepOf(step), nobody);
    expect([...agent.actionValues]).toEqual([2.5, 3, 4, 1]);
  });

  test('the target follows what it plays, exploration included', () => {
    // With epsilon 1, A' is 0 or 1 by even chances:  2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5  or  2 + 0.5 (1 + 0.5 * 1 - 2) = 1.75
    const seen = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const agent = knowing(tabularAgent('sarsa', tableWorld(2, 2), { ...half, epsilon: 1 }, { seed }), Q);
      agent.learn(stepOf(step), nobody);
      const aNext = plays(agent, { observation: [1] });
      expect(agent.actionValues[0]).toBe(aNext === 0 ? 2.5 : 1.75);
      seen.add(aNext);
    }
    expect(seen.size).toBe(2);
  });

  test('A\' is drawn before the update', () => {
    // In state 0, action 1 is best (3 > 2). The update lifts Q(0,0) to  2 + 0.5 (9 + 0.5 * 3 - 2) = 6.25,  too late for A'.
    const agent = sarsa();
    agent.learn(stepOf({ ...step, reward: [9], next: [0] }), nobody);
    expect(agent.actionValues[0]).toBe(6.25);
    expect(plays(agent, { observation: [0] })).toBe(1);
  });

  test('it plays what it promised, though the table now says otherwise', () => {
    const agent = sarsa();
    agent.learn(stepOf(step), nobody);                               // A' = 0 in state 1
    knowing(agent, [0, 0, -100, 100]);
    expect(plays(agent, { observation: [1] })).toBe(0);
  });

  test('at the start of an episode it chooses afresh', () => {
    const agent = sarsa();
    agent.learn(stepOf(step), nobody);
    knowing(agent, [0, 0, -100, 100]);
    expect(plays(agent, { observation: [1], first: [1] })).toBe(1);
  });

  test('rows share the table and keep their own promises', () => {
    // Row 0 goes to state 1, where 0 is best; row 1 to state 0, where 1 is best.
    // Row 0: Q(0,0) <- 2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5.   Row 1: Q(1,1) <- 1 + 0.5 (0 + 0.5 * 3 - 1) = 1.25
    const agent = sarsa({}, 2), action = new Float32Array(2);
    agent.learn(stepOf({ observation: [0, 1], action: [0, 1], reward: [1, 0], next: [1, 0] }), nobody);
    expect([...agent.actionValues]).toEqual([2.5, 3, 4, 1.25]);
    agent.act(stepOf({ observation: [1, 0], action: [0, 0], reward: [0, 0], next: [0, 0] }), action);
    expect([...action]).toEqual([0, 1]);
  });

  test('it counts states and actions from where their spaces begin', () => {
    const agent = knowing(tabularAgent('sarsa', tableWorld(2, 2, { firstState: 5, firstAction: -1 }), half), Q);
    agent.learn(stepOf({ observation: [5], action: [-1], reward: [1], next: [6] }), nobody);
    expect([...agent.actionValues]).toEqual([2.5, 3, 4, 1]);
    expect(plays(agent, { observation: [6] })).toBe(-1);
    expect(plays(agent, { observation: [5], first: [1] })).toBe(0);
  });
});

describe('ends of episodes', () => {
  test('nothing follows a terminal state: no A\' is drawn, and the target is R', () => {
    // 2 + 0.5 (1 - 2) = 1.5
    const agent = sarsa({ epsilon: 0.5 }), before = agent.save();
    agent.learn(stepOf({ ...step, terminated: [1] }), nobody);
    expect(agent.actionValues[0]).toBe(1.5);
    expect(agent.save().explore).toEqual(before.explore);
  });

  test('time that ran out still has a future', () => {
    // 2 + 0.5 (1 + 0.5 * 4 - 2) = 2.5
    const agent = sarsa();
    agent.learn(stepOf({ ...step, truncated: [1] }), nobody);
    expect(agent.actionValues[0]).toBe(2.5);
  });
});

describe('what it plays', () => {
  const TIMES = 40_000;
  const playing = (q: number[], epsilon: number) => knowing(tabularAgent('sarsa', tableWorld(1, q.length), { epsilon }), q);

  test('among actions that tie, each is as likely', () => {
    expect(chiSquare(frequencies(playing([7, 1, 7, 7], 0), 4, TIMES), [1 / 3, 0, 1 / 3, 1 / 3])).toBeLessThan(CHI_SQUARE_999[2]);
  });

  test('with probability epsilon it plays any action, the best among them', () => {
    // epsilon = 0.2 over four actions: 0.2 / 4 = 0.05 each, and 0.8 more for the best
    expect(chiSquare(frequencies(playing([1, 2, 3, 0], 0.2), 4, TIMES), [0.05, 0.05, 0.85, 0.05])).toBeLessThan(CHI_SQUARE_999[3]);
  });

  test('exploring and greedy, it never plays or promises what is forbidden', () => {
    const env = rowsOf(maskedRing, { rows: 3, maxEpisodeSteps: 30 });         // it throws at a forbidden action
    const agent = tabularAgent('sarsa', env, { epsilon: 0.5 }, { rows: 3 }), played = new Set<string>();
    env.reset(1);
    for (let t = 0; t < 2000; t++) {
      env.advance();
      agent.act(env, env.action);
      for (let i = 0; i < 3; i++) played.add(`${env.observation[i]}: ${env.action[i]}`);
      env.step();
      agent.learn(env, env);
    }
    expect(played.size).toBe(6 * 3 - 5);                             // and plays all that is allowed: one is forbidden on five seats of six
  });

  test('A\' is the best of what is allowed in S\'', () => {
    // Q(1,.) = 10, 4, 7 and 10 is forbidden, so A' = 2:   0 + 0.5 (1 + 0.5 * 7 - 0) = 2.25
    const agent = knowing(tabularAgent('sarsa', tableWorld(2, 3, { masked: true }), half), [0, 0, 0, 10, 4, 7]);
    agent.learn(stepOf({ ...step, mask: [1, 1, 1], nextMask: [0, 1, 1] }), nobody);
    expect(agent.actionValues[0]).toBe(2.25);
  });
});

test('resting rows are neither acted for nor learned from, and keep their promise', () => {
  const agent = sarsa({ epsilon: 0.5 }, 2), action = Float32Array.of(9, 9);
  agent.learn(stepOf({ observation: [0, 0], action: [0, 0], reward: [1, 1], next: [1, 1] }), nobody);
  const before = agent.save(), resting = stepOf({ observation: [0, 0], action: [0, 0], reward: [1, 1], next: [1, 1], playing: [0, 0] });
  agent.act(resting, action);
  agent.learn(resting, nobody);
  expect([...action]).toEqual([9, 9]);
  expect({ ...agent.save(), dials: 0 }).toEqual({ ...before, dials: 0 });     // the clock may go on
});

/**
 * Of the steps of a run, how many plays show the A' of the update before, and how many another action. All values are different from the start
 * on, so that the target tells which A' it was made with: Q(S',A') = (target - R) / gamma, target = Q(S,A) + (Q'(S,A) - Q(S,A)) / alpha.
 */
function promises(create: (rows: number) => Pick<TabularAgent, 'act' | 'learn' | 'actionValues'>, { alpha, rows, steps }: { alpha: number; rows: number; steps: number }) {
  const env = rowsOf(cliffWalking(), { rows, maxEpisodeSteps: 40 }), agent = create(rows), stream = new Stream('values');
  agent.actionValues.forEach((_, i, q) => { q[i] = -stream.random(); });
  let kept = 0, broken = 0, unclear = 0;
  const promised: (number[] | undefined)[] = new Array(rows).fill(undefined);

  /** The A' of row i's update, as the change of the table shows: one, seldom several. */
  const shownBy = ({ observation, action, reward, next }: Step, i: number, before: Float64Array) => {
    const sa = observation[i] * 4 + action[i], target = before[sa] + (agent.actionValues[sa] - before[sa]) / alpha;
    return [0, 1, 2, 3].filter((a) => Math.abs(reward[i] + before[next[i] * 4 + a] - target) < 1e-9);
  };

  env.reset(3);
  for (let t = 0; t < steps; t++) {
    env.advance();
    agent.act(env, env.action);
    for (let i = 0; i < rows; i++) {
      if (env.first[i] === 1 || promised[i] === undefined) continue;
      if (promised[i]!.length > 1) unclear++;
      else if (promised[i]![0] === env.action[i]) kept++;
      else broken++;
    }
    env.step();
    // Learn row by row, so that the table before each row's update is known.
    const { playing } = env;
    for (let i = 0; i < rows; i++) {
      const before = agent.actionValues.slice(), alone = new Uint8Array(rows);
      alone[i] = playing[i];
      agent.learn({ ...stepView(env), playing: alone }, nobody);
      promised[i] = env.terminated[i] === 1 ? undefined : shownBy(env, i, before);
    }
  }
  return { kept, broken, unclear };
}

const stepView = ({ rows, observation, action, reward, next, first, playing, terminated, truncated, returns, lengths, steps, episodes }: Step): Step => (
  { rows, observation, action, reward, next, first, playing, terminated, truncated, returns, lengths, steps, episodes }
);

describe('the action played at t + 1 is exactly the A\' of the update at t', () => {
  const alpha = 0.5, epsilon = 0.3, steps = 3000, world = tableWorld(48, 4);
  const create = (rows: number) => agentSpec('sarsa').create(world, { rows, budget: steps, stream: streamsOf(7), options: agentOptions(agentSpec('sarsa'), { learningRate: alpha, gamma: 1, epsilon }) }) as TabularAgent;

  test.each([1, 3])('with %i rows', (rows) => {
    const { kept, broken, unclear } = promises(create, { alpha, rows, steps });
    expect(broken).toBe(0);
    expect(kept).toBeGreaterThan(0.9 * rows * steps);
    expect(unclear).toBeLessThan(0.01 * rows * steps);
  });

  test('a SARSA that redraws its next action is found out', () => {
    const { broken } = promises((rows) => new RedrawsItsNextAction(world, { alpha, epsilon, rows }), { alpha, rows: 1, steps });
    // The best action comes with 0.7 + 0.3 / 4 = 0.775, the others with 0.075, so two draws differ with 1 - 0.775^2 - 3 * 0.075^2 = 0.38
    expect(broken / steps).toBeGreaterThan(0.3);
  });
});
