import {
  Box, ClipAction, Dict, Discrete, DynamicsEnv, DynamicsVectorEnv, FlattenObservation, FrameStackObservation, GymVectorEnv, MultiBinary, MultiDiscrete, Random,
  RecordEpisodeStatistics, SeedSequence, StickyAction, SyncVectorEnv, Text, TimeLimit, Tuple, ansi,
  cartPole, clipReward, cliffWalking, describe as told, flattenObservation, make, makeRows, makeVec, register, registry, repeatAction, tabular, transformObservation, transformReward,
  type Dynamics, type Env, type EnvSpec, type Scene, type Space,
} from 'gymnasium-js';
import { afterEach, describe, expect, test } from 'vitest';
import { story } from './worlds.ts';

const added: string[] = [];
const add = (entry: Partial<EnvSpec> & { id: string }) => { register({ description: '', ...entry } as EnvSpec); added.push(entry.id); return entry.id; };
afterEach(() => { for (const id of added.splice(0)) registry.delete(id); });
const rulesOf = (change: Partial<Dynamics>, id = 'mine/Rules-v0') => add({ id, entryPoint: () => ({ ...cliffWalking(), ...change }) });

describe('a mask that stands where Gymnasium takes it, in the first place', () => {
  const SPACES: [Space, unknown][] = [
    [new Discrete(4), [0, 0, 1, 0]], [new Discrete(4), Int8Array.of(0, 0, 1, 0)], [new MultiDiscrete([2]), [[0, 1]]], [new MultiBinary(2), [0, 1]],
    [new Text(2, { charset: 'ab' }), [1, [0, 1]]], [new Tuple([new Discrete(2)]), [[0, 1]]], [new Dict({ a: new Discrete(2) }), { a: [0, 1] }],
    [new Box(0, 1), [1]], [new Discrete(4), 2], [new Discrete(4), 'mask'], [new Discrete(4), new Set([0, 1])], [new Discrete(4), { mask: [1, 0, 0, 0], mode: 1 }],
  ];
  test.each(SPACES)('%s.sample(%j)', (space, mask) => {
    expect(() => space.sample(mask as never)).toThrow(/\.sample takes \{ mask: \.\.\. \} or \{ probability: \.\.\. \}, and got .*; try sample\(\{ mask \}\)/);
  });

  test('with its name it is heard, and none is none', () => {
    const space = new Discrete(4);
    for (let i = 0; i < 20; i++) expect(space.sample({ mask: [0, 0, 1, 0] })).toBe(2);
    for (const none of [undefined, null, {}, { mask: null }]) expect(space.contains(space.sample(none as never))).toBe(true);
  });
});

describe('the render mode of objects in the shape of Env', () => {
  const scene = (): Scene => ({ width: 2, height: 1, background: '#ffffff', shapes: [{ kind: 'rectangle', x: 0, y: 0, width: 1, height: 1, fill: '#000000', symbol: '=' }] });
  const object = (more: Partial<Env> = {}): Env => ({
    observationSpace: new Discrete(2), actionSpace: new Discrete(2), reset: () => [0, {}], step: () => [1, 0, false, false, {}], close() {}, ...more,
  });
  const pig = (more: Partial<Env> = { scene }) => add({ id: 'mine/Pig-v0', entryPoint: () => object(more) });

  test('pictures are made from scene() in every mode, and the mode is told', () => {
    pig();
    const picture = (renderMode: 'ansi' | 'svg' | 'rgb_array') => {
      const env = make('mine/Pig-v0', { renderMode });
      env.reset({ seed: 1 });
      expect(env.renderMode).toBe(renderMode);
      return env.render!();
    };
    expect(picture('ansi')).toBe(ansi(scene()));
    expect(picture('svg')).toMatch(/^<svg/);
    expect(picture('rgb_array')).toMatchObject({ data: expect.any(Uint8Array) as unknown });
    expect(() => make('mine/Pig-v0', { renderMode: 'svg' }).render!()).toThrow('render was called before reset');
    const silent = make('mine/Pig-v0');
    silent.reset({ seed: 1 });
    expect(() => silent.render!()).toThrow('render needs a render mode: make(id, { renderMode: "ansi" }), or "svg"');
  });

  test('human shows every reset and step', () => {
    pig();
    const env = make('mine/Pig-v0', { renderMode: 'human' }), shown: string[] = [], { log } = console;
    console.log = (text: string) => { shown.push(text); };
    try {
      env.reset({ seed: 1 });
      env.step(0);
    } finally {
      console.log = log;
    }
    expect(shown.length).toBe(2);
    expect(env.render!()).toBeUndefined();
  });

  test('the mode reaches the entry point, and who draws by itself in it goes on', () => {
    const setups: unknown[] = [];
    add({ id: 'mine/Own-v0', entryPoint: (_, setup) => { setups.push(setup); return object({ renderMode: setup.renderMode, render: () => 'mine', scene }); } });
    const env = make('mine/Own-v0', { renderMode: 'ansi' });
    env.reset({ seed: 1 });
    expect([env.render!(), setups]).toEqual(['mine', [{ timeLimit: Infinity, renderMode: 'ansi' }]]);
  });

  test('a mode that is none, and a mode for what draws nothing', () => {
    pig({});
    expect(() => make('mine/Pig-v0', { renderMode: 'blob' as never })).toThrow(new RangeError('a render mode is "ansi", "svg", "rgb_array" or "human", and got "blob"'));
    expect(() => makeRows('mine/Pig-v0', { renderMode: 'blob' as never })).toThrow(RangeError);
    expect(() => make('mine/Pig-v0', { renderMode: 'svg' })).toThrow('mine/Pig-v0 draws no pictures, and was asked for the render mode "svg"; give it a scene(), or leave the mode out');
  });
});

describe('rules that observe outside their space', () => {
  const outside = /^the environment gave the observation .* \((row 0, )?step \d of its episode\), which is outside the observation space .*; widen the space, or look at observe$/;
  const box = { observationSpace: new Box(-1, 1, { shape: [2] }) as Space };

  test('a discrete one is told at any time', () => {
    rulesOf({ observe(_, o) { o[0] = 99; } });
    expect(() => make('mine/Rules-v0').reset({ seed: 1 })).toThrow(outside);
    rulesOf({ observe(s, o) { o[0] = s[0] === 36 ? 36 : 24.5; } }, 'mine/Later-v0');
    const env = make('mine/Later-v0', { disableEnvChecker: true });
    env.reset({ seed: 1 });
    expect(() => env.step(0)).toThrow(outside);
  });

  test('a Box at the first reset and the first step, in make and makeRows', () => {
    rulesOf({ ...box, observe(_, o) { o.fill(99); } });
    rulesOf({ ...box, observe(s, o) { o.fill(s[0] === 36 ? 0 : 99); } }, 'mine/Later-v0');
    expect(() => make('mine/Rules-v0').reset({ seed: 1 })).toThrow(outside);
    const env = make('mine/Later-v0');
    env.reset({ seed: 1 });
    expect(() => env.step(0)).toThrow(outside);
    const rows = makeRows('mine/Rules-v0', { rows: 2 }), later = makeRows('mine/Later-v0', { rows: 2 });
    rows.reset(1); later.reset(1);
    expect(() => rows.advance()).toThrow(outside);
    later.advance();
    expect(() => later.step()).toThrow(outside);
  });

  test('disableEnvChecker leaves it out, and so does a beginning that the caller chose', () => {
    rulesOf({ ...box, observe(_, o) { o.fill(99); } });
    expect(make('mine/Rules-v0', { disableEnvChecker: true }).reset({ seed: 1 })[0]).toEqual(Float32Array.of(99, 99));
    const rows = makeRows('mine/Rules-v0', { disableEnvChecker: true });
    rows.reset(1);
    rows.advance();
    expect(make('CartPole-v1').reset({ seed: 1, options: { low: 20, high: 21 } })[0]).not.toBeUndefined();
  });

  test('a bound of float64 is met by what was rounded to float32', () => {
    rulesOf({ observationSpace: new Box(0, 0.1, { dtype: 'float64' }), observe(_, o) { o[0] = 0.1; } });
    expect(Math.fround(0.1)).toBeGreaterThan(0.1);
    expect(() => make('mine/Rules-v0').reset({ seed: 1 })).not.toThrow();
  });
});

describe('what reset takes', () => {
  test.each<[unknown, string]>([
    [42, 'reset takes { seed } or { seed, options }, and got 42; try reset({ seed: 42 })'],
    [5n, 'reset takes { seed } or { seed, options }, and got 5n; try reset({ seed: 5 })'],
    [null, 'reset takes { seed } or { seed, options }, and got null; try reset({ seed: 42 }), or reset()'],
    [[1], 'reset takes { seed } or { seed, options }, and got [1]; try reset({ seed: 42 }), or reset()'],
    [{ Seed: 3 }, 'reset takes { seed } or { seed, options }, and got { Seed: 3 }; try seed instead of Seed'],
    [{ low: 0 }, 'reset takes { seed } or { seed, options }, and got { low: 0 }; try reset({ options: { low } })'],
    [{ options: 3 }, 'the options of a reset are an object, such as { low: -0.1, high: 0.1 }, and got 3'],
  ])('reset(%o)', (how, sentence) => {
    add({ id: 'mine/Object-v0', entryPoint: (): Env => ({ observationSpace: new Discrete(1), actionSpace: new Discrete(1), reset: () => [0, {}], step: () => [0, 0, false, false, {}], close() {} }) });
    for (const env of [make('CartPole-v1'), makeVec('CartPole-v1'), make('mine/Object-v0')]) expect(() => env.reset(how as never)).toThrow(new TypeError(sentence));
  });

  test('bigints seed as numbers do, and no seed or null goes on with the stream', () => {
    const first = (seed: number | bigint) => make('CartPole-v1').reset({ seed })[0];
    expect(first(3n)).toEqual(first(3));
    const vector = makeVec('CartPole-v1', { numEnvs: 2 }), seen = vector.reset({ seed: 3n })[0];
    expect(vector.reset({ seed: 3n })[0]).toEqual(seen);
    expect(vector.reset({ seed: 3 })[0]).toEqual(seen);
    expect(vector.reset({ seed: [3n, 4] })[0]).toEqual(seen);
    expect(vector.reset()[0]).not.toEqual(seen);
    const env = make('CartPole-v1'), streams = [undefined, null].map((seed) => { env.reset({ seed: 9 }); return env.reset({ seed: seed as undefined })[0]; });
    expect(streams[0]).toEqual(streams[1]);
    expect(() => vector.reset({ seed: 'a' as never })).toThrow(/^The seed is the text 'a'/);
    expect(() => vector.reset({ seed: [1, -1] })).toThrow(/^The seed is -1/);
  });

  test('rows are seeded with numbers', () => {
    const rows = makeRows('CartPole-v1');
    expect(() => rows.reset(3n as never)).toThrow(new TypeError('rows are seeded with a number, from 0 to 2^53 - 1, and got 3n; try 3'));
    expect(() => rows.begin(0, 2n ** 60n as never)).toThrow('make(id).reset({ seed }) takes larger ones');
  });
});

describe('what make is asked with', () => {
  test.each<[string, () => unknown, string]>([
    ['render_mode', () => make('CartPole-v1', { render_mode: 'ansi' }), 'CartPole-v1 has no option "render_mode". Did you mean "renderMode"? Its options are: '],
    ['max_episode_steps', () => make('CliffWalking-v1', { max_episode_steps: 4 }), 'CliffWalking-v1 has no option "max_episode_steps". Did you mean "maxEpisodeSteps"? Its options are: isSlippery.'],
    ['num_envs', () => makeVec('CartPole-v1', { num_envs: 4 }), 'Did you mean "numEnvs"?'],
    ['numEnvs of make', () => make('CartPole-v1', { numEnvs: 4 }), 'CartPole-v1 has no option "numEnvs". That is an option of makeVec. '],
    ['rows of makeVec', () => makeVec('CartPole-v1', { rows: 4 }), 'That is an option of makeRows. '],
    ['no options', () => make('CartPole-v1', null as never), 'make takes its options in an object, and got null'],
    ['a list', () => makeRows('CartPole-v1', [1] as never), 'makeRows takes its options in an object, and got [1]'],
    ['a checker', () => make('CartPole-v1', { disableEnvChecker: 'yes' as never }), 'disableEnvChecker is true or false, and got "yes"'],
    ['a role', () => makeRows('CartPole-v1', { role: 'x' as never }), 'a role is training, evaluation, final, and got "x"'],
    ['-1 steps', () => make('CartPole-v1', { maxEpisodeSteps: -1 }), 'maxEpisodeSteps is a whole number from 1 up, or Infinity for no limit, and got -1; try Infinity'],
  ])('%s', (_, call, sentence) => { expect(call).toThrow(sentence); });

  test.each(['a', 0, NaN, -1, 2.5])('a time limit of %o is refused by all that take one', (maxEpisodeSteps) => {
    const limit = { maxEpisodeSteps: maxEpisodeSteps as number }, refused = /^maxEpisodeSteps is a whole number from 1 up, or Infinity for no limit, and got /;
    for (const call of [() => new DynamicsEnv(cartPole(), limit), () => new DynamicsVectorEnv(cartPole(), limit), () => new SyncVectorEnv([make('CartPole-v1')], limit)]) expect(call).toThrow(refused);
  });

  test.each([0.5, '1', [1], [[1]], 'left', {}, [1, 2], ['1']])('the action %o of a Box of one number', (action) => {
    const env = make('Pendulum-v1');
    env.reset({ seed: 1 });
    const tries: Record<string, string> = { '0.5': 'try [0.5]', '"1"': 'try [1]', '[[1]]': 'try [1]', '["1"]': 'try [1]' }, key = JSON.stringify(action);
    if (key === '[1]') expect(() => env.step(action)).not.toThrow();
    else expect(() => env.step(action)).toThrow(`is outside the action space Box(-2.0, 2.0, (1,), float32); ${tries[key] ?? 'an action is a list of 1 number'}`);
  });

  test.each<[unknown, string]>([['1', 'try 1'], [1.5, 'try 1'], [[1], 'try 1'], [2n, 'try 2'], [9, 'its actions are the whole numbers from 0 to 3'], ['', 'its actions are the']])('the discrete action %o', (action, advice) => {
    const env = make('CliffWalking-v1');
    env.reset({ seed: 1 });
    expect(() => env.step(action)).toThrow(`outside the action space Discrete(4); ${advice}`);
  });
});

describe('what register takes', () => {
  const entry = (more: object) => () => add({ id: 'mine/Entry-v0', entryPoint: () => story(), ...more });
  test.each<[string, () => unknown, string]>([
    ['nothing', () => register(null as never), 'register takes { id, description, entryPoint }, and got null'],
    ['a number', () => register(5 as never), 'register takes { id, description, entryPoint }, and got 5'],
    ['a limit in words', entry({ maxEpisodeSteps: 'a' }), 'mine/Entry-v0: maxEpisodeSteps is a whole number from 1 up, or Infinity for no limit, and got "a"'],
    ['a slip of the hand', entry({ maxEpisodeStep: 9 }), 'the entry of mine/Entry-v0 has "maxEpisodeStep", which is none of its names; did you mean "maxEpisodeSteps"?'],
    ['options in a list', entry({ options: ['x'] }), 'mine/Entry-v0: options tell of each option its { default, description }, as in { size: { default: 4, description: \'cells\' } }, and got ["x"]'],
    ['an option without more', entry({ options: { size: 4 } }), ', and got 4 for size'],
    ['kwargs that are no options', entry({ options: { size: { default: 4, description: '' } }, kwargs: { siz: 4 } }), 'the kwargs of mine/Entry-v0 set "siz", which is none of its names; did you mean "size"?'],
    ['a threshold in words', entry({ rewardThreshold: 'high' }), 'mine/Entry-v0: rewardThreshold is a number, and got "high"'],
    ['no rate', entry({ renderFps: 0 }), 'mine/Entry-v0: renderFps is a number above 0, and got 0'],
  ])('%s', (_, call, sentence) => {
    expect(call).toThrow(sentence);
    expect(registry.has('mine/Entry-v0')).toBe(false);
  });
});

describe('what an entry point gives', () => {
  test.each<[string, object, string]>([
    ['no spaces', { observationSpace: undefined }, 'the entryPoint of mine/Rules-v0 gave rules that cannot be played: a space cannot be used as one: the observation space undefined lacks'],
    ['no observe', { observe: undefined }, 'the entryPoint of mine/Rules-v0 gave rules that cannot be played: these are no dynamics: '],
    ['a state of -1 numbers', { stateSize: -1 }, 'stateSize is the count of numbers in a state row, and got -1'],
  ])('rules with %s', (_, change, sentence) => {
    rulesOf(change);
    for (const call of [make, makeRows, makeVec]) expect(() => call('mine/Rules-v0')).toThrow(sentence);
  });

  test('rules whose stateSize was forgotten are rules all the same', () => {
    add({ id: 'mine/Rules-v0', entryPoint: () => { const { stateSize: _, ...rest } = cliffWalking(); return rest as never; } });
    expect(() => make('mine/Rules-v0')).toThrow('stateSize is the count of numbers in a state row, and got undefined');
  });

  test('one that throws is named, unless an option was what it did not take', () => {
    add({ id: 'mine/Broken-v0', entryPoint: ({ n }) => { if (n === 9) throw new RangeError('n is below 9'); throw new Error('no map found'); }, options: { n: { default: 1, description: '' } } });
    expect(() => make('mine/Broken-v0')).toThrow('mine/Broken-v0 cannot be made as it is registered: its entryPoint threw "no map found"');
    expect(() => make('mine/Broken-v0', { n: 9 })).toThrow(new RangeError('n is below 9'));
  });

  test('things that are no rules', () => {
    const env = make('CartPole-v1');
    expect(() => new DynamicsEnv(env as never)).toThrow('is an environment already; play it as it is');
    for (const [nothing, name] of [[null, 'null'], [5, '5'], [{}, '{}']] as const) {
      for (const call of [() => new DynamicsEnv(nothing as never), () => new DynamicsVectorEnv(nothing as never)]) expect(call).toThrow(`these are no dynamics: ${name} lacks reset, step, terminal, observe`);
    }
  });
});

describe('environments side by side', () => {
  test('of two worlds are refused', () => {
    expect(() => new SyncVectorEnv([make('CartPole-v1'), make('DoublePoleNoVelocity-v0')])).toThrow(/^environments side by side have the same observation space: /);
  });

  test.each([null, 5, { length: 2 }])('%o is no list of them', (envs) => {
    expect(() => new SyncVectorEnv(envs as never)).toThrow(`SyncVectorEnv takes a list of environments, and got ${told(envs)}`);
    expect(() => new GymVectorEnv(envs as never)).toThrow(`GymVectorEnv takes a list of environments, and got ${told(envs)}`);
  });

  test('nor is a list of something else, nor an option of another kind', () => {
    const wanted = 'takes environments, objects with observationSpace, actionSpace, reset and step, and got';
    expect(() => new SyncVectorEnv([1 as never])).toThrow(`SyncVectorEnv ${wanted} 1 at index 0`);
    expect(() => new GymVectorEnv([make('CartPole-v1'), null as never])).toThrow(`GymVectorEnv ${wanted} null at index 1`);
    expect(() => new SyncVectorEnv([make('CartPole-v1')], { role: 'x' as never })).toThrow(new RangeError('a role is training, evaluation, final, and got "x"'));
    expect(() => new SyncVectorEnv([make('CartPole-v1')], null as never)).toThrow('SyncVectorEnv takes its options in an object, and got null');
    const masked = new SyncVectorEnv([make('CartPole-v1')], { masked: true });
    masked.reset(1);
    expect(() => masked.advance()).toThrow('the environment told no mask of 2 numbers in info.action_mask (row 0), but undefined; leave out { masked: true }, or tell it');
  });
});

describe('tables of rules that are none', () => {
  const wanted = 'tabular takes { states, actions, start, transitions, terminal, stateName }';
  const whole = { states: 1, actions: ['a'], start: [{ state: 0, probability: 1 }], transitions: () => [], terminal: () => false, stateName: () => '' };
  test.each<[unknown, string]>([
    [null, `${wanted}, and got null`], [5, `${wanted}, and got 5`], [{}, `${wanted}: states is how many there are, from 1 up, and got undefined`],
    [{ ...whole, actions: 2 }, `${wanted}: actions are their names, such as ['left', 'right'], and got 2`],
    [{ ...whole, start: 0 }, `${wanted}: start lists where episodes begin, such as [{ state: 0, probability: 1 }], and got 0`],
    [{ ...whole, terminal: undefined }, `${wanted}: terminal is a function, and got undefined`],
  ])('%o', (rules, sentence) => { expect(() => tabular(rules as never)).toThrow(new TypeError(sentence)); });
});

test('a street whose rows are no texts', () => {
  expect(() => make('CarStreetContinuous-v0', { map: [1] })).toThrow(new TypeError('a map is drawn as text, row by row, and row 1 is 1'));
  expect(() => make('CarStreetContinuousAction-v0', { map: ['>.D', null] })).toThrow('row 2 is null');
});

describe('wrappers around nothing', () => {
  test.each<[string, () => unknown]>([
    ['ClipAction', () => new ClipAction(null as never)], ['FlattenObservation', () => new FlattenObservation(null as never)],
    ['FrameStackObservation', () => new FrameStackObservation({} as never, 2)], ['TimeLimit', () => new TimeLimit(5 as never, 2)],
    ['StickyAction', () => new StickyAction(undefined as never, 0.5)],
  ])('%s', (name, call) => { expect(call).toThrow(new RegExp(`^${name} goes around an environment, an object with reset and step, and got `)); });

  test.each<[string, () => unknown]>([
    ['transformReward', () => transformReward(5 as never, (r) => r)], ['clipReward', () => clipReward(null as never, 0, 1)], ['repeatAction', () => repeatAction({} as never, 2)],
    ['flattenObservation', () => flattenObservation(null as never)], ['transformObservation', () => transformObservation(undefined as never, () => {})],
  ])('%s as a function', (_, call) => { expect(call).toThrow(/^these are no dynamics: .* lacks reset, step, terminal, observe; see the interface Dynamics$/); });

  test('options of another kind', () => {
    const env = make('CartPole-v1'), duration = 'StickyAction needs a repeatActionDuration that is a whole number from 1 up, or [least, most] of them, and got';
    expect(() => new StickyAction(env, 0.5, 3n as never)).toThrow(`${duration} 3n`);
    expect(() => new StickyAction(env, 0.5, null as never)).toThrow(`${duration} null`);
    expect(() => new RecordEpisodeStatistics(env, { clock: 0 as never })).toThrow(new TypeError('clock is a function that gives seconds, and got 0'));
    expect(() => new RecordEpisodeStatistics(env, { statsKey: 5 as never })).toThrow(new TypeError('statsKey is a text, and got 5'));
  });
});

describe('snapshots that are none', () => {
  test.each([null, undefined, 5, 'saved'])('%o', (snapshot) => {
    const sentence = `load takes a snapshot, an object that save() gave, and got ${told(snapshot)}`;
    const wrapped = new TimeLimit(make('CartPole-v1'), 5), rows = makeRows('CartPole-v1'), synced = new SyncVectorEnv([make('CartPole-v1')]);
    for (const one of [make('CartPole-v1'), wrapped, rows, synced]) expect(() => one.load!(snapshot as never)).toThrow(new RangeError(sentence));
  });

  test('half of one changes nothing', () => {
    const env = make('CartPole-v1'), [first] = env.reset({ seed: 1 });
    expect(() => env.load!({ state: new Float64Array(4) })).toThrow('this snapshot is no whole one: it needs the steps so far in "elapsed" and one of new, playing, over, closed in "phase", and got undefined and undefined');
    expect(() => env.load!({ state: new Float64Array(4), elapsed: 1, phase: 'playing' })).toThrow('A saved generator has 10 words; undefined arrived.');
    const again = make('CartPole-v1');
    again.reset({ seed: 1 });
    expect(env.step(0)).toEqual(again.step(0));
    expect(first).toBeDefined();
    expect(() => new Random(1).load(null as never)).toThrow('A saved generator has 10 words; null arrived.');
  });
});

describe('draws that no distribution has', () => {
  const r = new Random(1), before = r.save();
  test.each<[string, () => unknown, string]>([
    ['spawn(-1)', () => r.spawn(-1), 'spawn takes a whole number from 0 up, and -1 arrived.'],
    ['spawn(1.5)', () => r.spawn(1.5), 'spawn takes a whole number from 0 up, and 1.5 arrived.'],
    ['SeedSequence.spawn(-1)', () => new SeedSequence(1).spawn(-1), 'spawn takes a whole number from 0 up, and -1 arrived.'],
    ['integers of size -1', () => r.integers(5, undefined, { size: -1 }), 'The size is how many numbers are drawn, a whole number from 0 up, and -1 arrived.'],
    ['integers of size 1.5', () => r.integers(5, undefined, { size: 1.5 }), 'and 1.5 arrived.'],
    ['integers of size "a"', () => r.integers(5, undefined, { size: 'a' as never }), 'and "a" arrived.'],
    ['choice of size NaN', () => r.choice(5, { size: NaN }), 'and NaN arrived.'],
    ['choice of size -1', () => r.choice(5, { size: -1 }), 'and -1 arrived.'],
    ['choice from nothing', () => r.choice(null as never), 'choice takes a list, or a whole number n for those from 0 to n - 1, and null arrived.'],
    ['permutation(-1)', () => r.permutation(-1), 'permutation takes a list, or a whole number n for those from 0 to n - 1, from 0 to 2^32, and -1 arrived.'],
    ['permutation(NaN)', () => r.permutation(NaN), 'and NaN arrived.'],
    ['permutation({})', () => r.permutation({} as never), 'and {} arrived.'],
    ['shuffle of a text', () => r.shuffle('abc'), 'shuffle puts a list into random order, in place, and "abc" arrived.'],
    ['shuffle(null)', () => r.shuffle(null as never), 'and null arrived.'],
    ['shuffle(5)', () => r.shuffle(5 as never), 'and 5 arrived.'],
    ['normal(0, -1)', () => r.normal(0, -1), 'normal takes a mean and a standard deviation from 0 up, and 0 and -1 arrived. Try normal(0, 1).'],
    ['normal("a")', () => r.normal('a' as never), 'normal takes numbers as mean and deviation, and "a" and 1 arrived.'],
    ['normal(NaN)', () => r.normal(NaN), 'normal takes a mean and a standard deviation from 0 up, and NaN and 1 arrived.'],
    ['normal(0, 1, -3)', () => r.normal(0, 1, -3), 'The size is how many numbers are drawn'],
    ['exponential(-1)', () => r.exponential(-1), 'exponential takes its mean, a number from 0 up, and -1 arrived. Try exponential(1).'],
    ['exponential("1")', () => r.exponential('1' as never), 'and "1" arrived.'],
    ['uniform(0, Infinity)', () => r.uniform(0, Infinity), 'uniform needs ends at a finite distance, and 0 and Infinity arrived. Try normal() where there are none.'],
    ['uniform(-1e308, 1e308)', () => r.uniform(-1e308, 1e308), 'uniform needs ends at a finite distance'],
    ['uniform(2, 1)', () => r.uniform(2, 1), 'uniform draws from low up to high, and 2 and 1 arrived. Try uniform(1, 2).'],
    ['uniform("0", 1)', () => r.uniform('0' as never, 1), 'uniform takes numbers as low and high, and "0" and 1 arrived.'],
    ['integersBig(1, 2)', () => r.integersBig(1 as never, 2 as never), 'integersBig takes bigints, and 1 and 2 arrived. Try integers for numbers.'],
    ['permuted(5)', () => r.permuted(5 as never), 'permuted takes a table, a list of rows, and 5 arrived.'],
  ])('%s', (_, call, sentence) => {
    expect(call).toThrow(sentence);
    expect(r.save()).toEqual(before);
  });

  test('a refused spawn counts no children: the next ones are those that never came', () => {
    const a = new Random(7), b = new Random(7), words = (streams: Random[]) => streams.map((stream) => stream.random());
    expect(words(a.spawn(2))).toEqual(words(b.spawn(2)));
    expect(() => b.spawn(-1)).toThrow(RangeError);
    const next = words(b.spawn(2));
    expect(next).toEqual(words(a.spawn(2)));
    expect(new Set([...words(new Random(7).spawn(2)), ...next]).size).toBe(4);
  });

  // NumPy 2.4: default_rng(5).normal(0, 1, 3) and so on.
  test('with a size, a draw gives the numbers of as many calls', () => {
    const five = () => new Random(5);
    expect(Array.from(five().normal(0, 1, 3), (x) => x.toFixed(8))).toEqual(['-0.80193143', '-1.32435900', '-0.24836162']);
    expect(Array.from(five().random(3), (x) => x.toFixed(8))).toEqual(['0.80500292', '0.80794079', '0.51532556']);
    expect(Array.from(five().exponential(2, 2), (x) => x.toFixed(8))).toEqual(['3.97333995', '1.50038286']);
    expect([[...five().binomial(3, 0.5, 2)], [...five().geometric(0.5, 2)], [...five().uniform(0, 1, 0)]]).toEqual([[2, 2], [3, 3], []]);
    for (const draw of ['random32', 'standardNormal', 'standardNormal32', 'standardExponential'] as const) {
      const one = five();
      expect([...five()[draw](4)]).toEqual([0, 1, 2, 3].map(() => one[draw]()));
    }
  });
});

describe('a value in a sentence', () => {
  const cyclic: Record<string, unknown> = { name: 'a' };
  cyclic.self = cyclic;
  class Car { speed = 3; }
  const VALUES: [unknown, string][] = [
    [cyclic, '{ name: "a", self: { name: "a", self: { name: "a", self: { ... } } } }'],
    [() => 'a function with much in it', 'a function'], [function steer() { return 1; }, 'the function steer'], [Car, 'the class Car'],
    [new Discrete(4), 'Discrete(4)'], [{ space: new Box(0, 1) }, '{ space: Box(0.0, 1.0, (1,), float32) }'],
    [Object(1), 'new Number(1)'], [Object('a'), 'new String("a")'], [new Car(), 'Car { speed: 3 }'], [{}, '{}'], [new Map([[1, 2]]), 'Map {}'],
    [new RangeError('far'), 'RangeError: far'], [Object.create(null), '{}'], [{ get x(): never { throw new Error('no'); } }, 'an object that cannot be looked into'],
    [Symbol('s'), 'Symbol(s)'], [-0, '-0'], [3n, '3n'], [[1, [2, [3, [4]]]], '[1, [2, [3, [...]]]]'], [[], '[]'],
    ['x'.repeat(500), `"${'x'.repeat(120)}"... (500 characters)`],
  ];
  test.each(VALUES.map(([value, text]) => [text, value]))('%s', (text, value) => { expect(told(value)).toBe(text); });

  test('is never longer than 404 characters', () => {
    const wide = Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => 'y'.repeat(100)));
    expect(told(wide).length).toBe(404);
  });
});
