import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DynamicsEnv, DynamicsVectorEnv, cliffWalking, make, tabular, type Dynamics, type Env, type Model } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { evaluatePolicy, greedyActions, valueIteration } from '../../agents/planning/index.ts';
import { standing } from './worlds.ts';

type Standing = ReturnType<typeof standing>;
interface Run {
  seed: number; reset_obs: number; rng_after_reset: Standing;
  actions: number[]; obs: number[]; reward: number[]; terminated: string; truncated: string; prob: number[];
  resets: { t: number; obs: number }[]; rng_end: Standing;
}
interface Recording {
  runs: Run[];
  optimal: Record<string, { start: number; V: number[]; actions: number[][] | null }>;
}
// Recorded from Gymnasium 1.4.0 with NumPy 2.2.4; the optima are exact, by value iteration on Gymnasium's own table P.
const fixture = new URL('../fixtures/cliff-walking.json.gz', import.meta.url);
const recordings = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Record<string, Recording>;
const IDS = ['CliffWalking-v1', 'CliffWalkingSlippery-v1'] as const;
const UP = 0, RIGHT = 1, DOWN = 2, LEFT = 3, START = 36, GOAL = 47;

/** The first way in which an environment departs from what was recorded, draws included; nothing where it is the same. */
function departure(run: Run, env: Env): string | undefined {
  const draws = () => JSON.stringify(standing(env.npRandom!.save()));
  const [first] = env.reset({ seed: run.seed });
  if (first !== run.reset_obs) return `begins in ${String(first)}`;
  if (draws() !== JSON.stringify(run.rng_after_reset)) return 'draws otherwise in reset';
  const resets = new Map(run.resets.map(({ t, obs }) => [t, obs]));
  for (const [t, action] of run.actions.entries()) {
    const got = env.step(action);
    const want = [run.obs[t], run.reward[t], run.terminated[t] === '1', run.truncated[t] === '1', { prob: run.prob[t] }];
    if (JSON.stringify(got) !== JSON.stringify(want)) return `step ${t} gives ${JSON.stringify(got)} for ${JSON.stringify(want)}`;
    if (resets.has(t) && env.reset()[0] !== resets.get(t)) return `begins elsewhere after step ${t}`;
  }
  return draws() === JSON.stringify(run.rng_end) ? undefined : 'draws otherwise in the end';
}
const departures = (id: string, create: () => Env) => recordings[id].runs.map((run) => departure(run, create())).filter((found) => found !== undefined);

describe('cliff walking plays what Gymnasium played', () => {
  test.each(IDS)('%s: every observation, reward, flag, chance and random draw, over resets without a seed', (id) => {
    expect(recordings[id].runs.map((run) => run.seed)).toEqual([0, 1, 2, 42]);
    expect(departures(id, () => make(id))).toEqual([]);
  });

  test.each(IDS)('%s: rows begun with those seeds, all side by side', (id) => {
    const { runs } = recordings[id];
    const env = new DynamicsVectorEnv(cliffWalking({ isSlippery: id === 'CliffWalkingSlippery-v1' }), { rows: runs.length });
    env.reset(0);
    runs.forEach((run, i) => env.begin(i, run.seed));
    for (let t = 0; t < runs[0].actions.length; t++) {
      env.advance();
      runs.forEach((run, i) => { env.action[i] = run.actions[t]; });
      env.step();
      expect([...env.next], `step ${t}`).toEqual(runs.map((run) => run.obs[t]));
      expect([...env.reward]).toEqual(runs.map((run) => run.reward[t]));
      expect([...env.terminated].map(String)).toEqual(runs.map((run) => run.terminated[t]));
      expect(runs.map((_, i) => env.info(i))).toEqual(runs.map((run) => ({ prob: run.prob[t] })));
    }
    env.advance();
    const { random } = env.save() as { random: Uint32Array };
    runs.forEach((run, i) => expect(standing(random.slice(10 * i, 10 * i + 10))).toEqual(run.rng_end));
  });

  test('the gate rejects an environment that draws nothing where nothing is left to chance', () => {
    const thrifty = (rules: Dynamics): Dynamics => ({
      ...rules,
      step(s, action, random) {
        const before = random.save(), reward = rules.step(s, action, random);
        if (s[1] === 1) random.load(before);
        return reward;
      },
    });
    expect(departures('CliffWalking-v1', () => new DynamicsEnv(thrifty(cliffWalking())))).toEqual(Array(4).fill('draws otherwise in the end'));
    expect(departures('CliffWalkingSlippery-v1', () => new DynamicsEnv(thrifty(cliffWalking({ isSlippery: true }))))).toEqual([]);     // on ice all is chance
  });

  test('the gate rejects ice whose outcomes stand in another order', () => {
    const { model } = cliffWalking({ isSlippery: true }) as { model: Model };
    const ice = (order: (outcomes: readonly number[]) => number[]) => tabular({
      states: 48, actions: ['up', 'right', 'down', 'left'], start: model.start, terminal: (s) => s === GOAL, stateName: String,
      transitions: (s, a) => order([0, 1, 2]).map((i) => model.transitions(s, a)[i]),
    });
    expect(departures('CliffWalkingSlippery-v1', () => new DynamicsEnv(ice((outcomes) => [...outcomes])))).toEqual([]);
    expect(departures('CliffWalkingSlippery-v1', () => new DynamicsEnv(ice((outcomes) => outcomes.toReversed())))).toHaveLength(4);
    expect(departures('CliffWalkingSlippery-v1', () => new DynamicsEnv(ice(() => [1, 0, 2])))).toHaveLength(4);
  });
});

describe('the model of cliff walking is the table that Gymnasium plays', () => {
  const modelOf = (id: string) => cliffWalking({ isSlippery: id === 'CliffWalkingSlippery-v1' }).model!;
  const cases = IDS.flatMap((id) => Object.keys(recordings[id].optimal).map((gamma) => [id, Number(gamma)] as const));

  test.each(cases)('%s has the optimal values of that table for gamma %d', (id, gamma) => {
    const optimum = valueIteration(modelOf(id), { gamma }), want = Object.entries(recordings[id].optimal).find(([g]) => Number(g) === gamma)![1];
    expect(optimum.start).toBeCloseTo(want.start, 8);
    want.V.slice(0, GOAL).forEach((v, s) => expect(optimum.values[s], `V*(${s})`).toBeCloseTo(v, 8));
    want.actions?.slice(0, GOAL).forEach((best, s) => expect(greedyActions(optimum.actionValues, 4, s, 1e-8), `best in ${s}`).toEqual(best));
  });

  test('13 steps are the shortest way: 1 up, 11 to the right, 1 down, for a return of -13', () => {
    const model = modelOf('CliffWalking-v1'), { actionValues } = valueIteration(model, { gamma: 1 });
    const { value, length, ends } = evaluatePolicy(model, (s) => greedyActions(actionValues, 4, s), { gamma: 1, horizon: 100 });
    expect([value, length, ends[GOAL]]).toEqual([-13, 13, 1]);
  });

  test('a step into the cliff costs 100 and leads back to the start', () => {
    const model = modelOf('CliffWalking-v1');
    expect(model.start).toEqual([{ state: START, probability: 1 }]);
    expect(model.transitions(START, RIGHT)).toEqual([{ probability: 1, next: START, reward: -100, terminated: false }]);
    expect(model.transitions(12 * 2 + 5, DOWN)).toEqual([{ probability: 1, next: START, reward: -100, terminated: false }]);
    expect(model.transitions(12 * 2 + 11, DOWN)).toEqual([{ probability: 1, next: GOAL, reward: -1, terminated: true }]);
    expect(model.transitions(GOAL, UP)).toEqual([]);
  });

  test('walls hold: at the upper left corner, up and left stay', () => {
    const model = modelOf('CliffWalking-v1');
    for (const a of [UP, LEFT]) expect(model.transitions(0, a)).toEqual([{ probability: 1, next: 0, reward: -1, terminated: false }]);
  });

  test('on ice a move up from the start goes left, up or right, a third each, in that order', () => {
    expect(modelOf('CliffWalkingSlippery-v1').transitions(START, UP)).toEqual([
      { probability: 1 / 3, next: START, reward: -1, terminated: false },
      { probability: 1 / 3, next: 24, reward: -1, terminated: false },
      { probability: 1 / 3, next: START, reward: -100, terminated: false },
    ]);
  });

  test('states and actions have names', () => {
    const model = modelOf('CliffWalking-v1');
    expect(model.stateName(START)).toBe('row 3, column 0');
    expect([UP, RIGHT, DOWN, LEFT].map((a) => model.actionName(a))).toEqual(['up', 'right', 'down', 'left']);
  });
});

test('the slippery id is the same cliff with isSlippery set, which can be set back', () => {
  const env = make('CliffWalkingSlippery-v1', { isSlippery: false });
  env.reset({ seed: 0 });
  expect(env.step(UP)).toEqual([24, -1, false, false, { prob: 1 }]);
  expect(() => make('CliffWalking-v1', { isSlippery: 'yes' })).toThrow(new TypeError('isSlippery is true or false, and got "yes"'));
});
