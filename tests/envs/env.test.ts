import {
  cliffWalking, Box, Discrete, DynamicsEnv, OrderEnforcing, Random, SyncVectorEnv, TimeLimit, make, makeRows, makeVec, register, registry, spec,
  type Dynamics, type Env, type EnvSpec, type VectorEnv, type VectorStep,
} from 'gymnasium-js';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { READ, SHUT, story } from './worlds.ts';

const FORWARD = 0, TURN_LEFT = 2, RIGHT = 1;
const STRAIGHT = { map: ['>..D'], people: false };        // cells 0 to 3, heading east: observation 4 cell + 1

describe('an environment in Gymnasium\'s shape', () => {
  test('reset gives [observation, info], step gives [observation, reward, terminated, truncated, info]', () => {
    const env = make('CarStreet-v0', STRAIGHT);
    expect(env.reset({ seed: 1 })).toEqual([1, { prob: 1, distance: 3 }]);
    expect(env.step(FORWARD)).toEqual([5, -1 + (-2 + 3), false, false, { prob: 1, distance: 2 }]);
    expect(env.step(FORWARD)).toEqual([9, -1 + (-1 + 2), false, false, { prob: 1, distance: 1 }]);
    expect(env.step(FORWARD)).toEqual([13, -1 + 20 + (0 + 1), true, false, { prob: 1, distance: 0 }]);
  });

  test('every observation is a fresh one', () => {
    const env = new DynamicsEnv<Float32Array, number>(story());
    const [first] = env.reset({ seed: 1 }), copy = first.slice();
    const [second] = env.step(READ);
    expect(second).not.toBe(first);
    second.fill(0);
    expect(first).toEqual(copy);
    expect(env.step(READ)[0][0]).toBe(2);                                                // what a caller writes into its copy changes nothing
  });

  test('the time limit truncates; on the step that is also the end of the story both flags are set, as in Gymnasium', () => {
    const flags = (maxEpisodeSteps: number, actions: number[]) => {
      const env = new DynamicsEnv(story(), { maxEpisodeSteps });
      env.reset({ seed: 1 });
      return actions.map((action) => env.step(action).slice(2, 4));
    };
    expect(flags(2, [READ, READ])).toEqual([[false, false], [false, true]]);
    expect(flags(2, [READ, SHUT])).toEqual([[false, false], [true, true]]);
    expect(flags(3, [SHUT])).toEqual([[true, false]]);
  });

  test('outcome tells how the episode ended', () => {
    const env = new DynamicsEnv(story(), { maxEpisodeSteps: 3 });
    const play = (...actions: number[]) => { env.reset({ seed: 1 }); for (const action of actions) env.step(action); return env.outcome(); };
    expect(play(READ, SHUT)).toBe('shut');
    expect(play(READ, READ, READ)).toBe('time limit');
  });

  test('a mask is told in info.action_mask', () => {
    const env = new DynamicsEnv(story({ masked: true }));
    expect(env.reset({ seed: 1 })[1]).toEqual({ page: 0, action_mask: Uint8Array.of(1, 0) });
    expect(env.step(READ)[4]).toEqual({ page: 1, action_mask: Uint8Array.of(1, 1) });
  });

  test('the same seed gives the same episode; reset without a seed goes on with the stream', () => {
    const tale = (env: DynamicsEnv, how?: { seed: number }) => [env.reset(how)[0], env.step(READ)[0]];
    const a = new DynamicsEnv(story()), b = new DynamicsEnv(story());
    const one = tale(a, { seed: 5 }), two = tale(a), three = tale(a);
    expect([tale(b, { seed: 5 }), tale(b), tale(b)]).toEqual([one, two, three]);
    expect(two).not.toEqual(one);
    expect(tale(a, { seed: 5 })).toEqual(one);
    expect(tale(new DynamicsEnv(story()))).not.toEqual(tale(new DynamicsEnv(story())));            // without any seed: fresh entropy
  });

  test('save and load in mid-episode', () => {
    const env = new DynamicsEnv(story(), { maxEpisodeSteps: 4 }), other = new DynamicsEnv(story(), { maxEpisodeSteps: 4 });
    env.reset({ seed: 3 }); env.step(READ);
    other.load(structuredClone(env.save()));
    const rest = (one: DynamicsEnv) => [one.step(READ), one.step(READ), one.step(READ), one.reset()];
    expect(rest(other)).toEqual(rest(env));
    expect(() => make('CarStreet-v0').load!(env.save())).toThrow(new RangeError('this snapshot is of another environment: its state holds 4 numbers, and 2 are needed'));
  });

  test('spec tells what it was made from, with its own time limit and options; the registered entry stays as it is', () => {
    expect(make('CarStreet-v0').spec).toBe(spec('CarStreet-v0'));
    expect(make('CartPole-v1', { maxEpisodeSteps: 500, renderMode: 'ansi' }).spec).toBe(spec('CartPole-v1'));
    // As Gymnasium's: gym.make('CartPole-v1', max_episode_steps=7).spec.max_episode_steps is 7, and -1 (here Infinity) gives None.
    const limit = (id: string, maxEpisodeSteps: number) => make(id, { maxEpisodeSteps }).spec?.maxEpisodeSteps;
    expect([limit('CartPole-v1', 7), limit('CliffWalking-v1', 7), limit('CartPole-v1', Infinity)]).toEqual([7, 7, undefined]);
    expect(make('CartPole-v1', { suttonBartoReward: true }).spec).toEqual({ ...spec('CartPole-v1'), kwargs: { suttonBartoReward: true } });
    expect(make('FrozenLake-v1', { isSlippery: false }).spec?.kwargs).toEqual({ mapName: '4x4', isSlippery: false });
    expect(makeVec('CartPole-v1', { numEnvs: 2, maxEpisodeSteps: 9 }).envs.map((env) => env.spec?.maxEpisodeSteps)).toEqual([9, 9]);
    expect([spec('CartPole-v1').maxEpisodeSteps, spec('CartPole-v1').kwargs, spec('CliffWalking-v1').maxEpisodeSteps]).toEqual([500, undefined, undefined]);
  });

  test('a Float32Array action keeps its precision, anything else is double', () => {
    const actions: ArrayLike<number>[] = [];
    const rules: Dynamics = { ...story(), actionSpace: new Box(-1, 1, { dtype: 'float64' }), step(_, action) { actions.push(action); return 0; } };
    const env = new DynamicsEnv(rules);
    env.reset({ seed: 1 });
    env.step(Float32Array.of(0.1)); env.step(Float64Array.of(0.1));
    expect(actions[0]).toBeInstanceOf(Float32Array);
    expect([actions[0][0], actions[1][0]]).toEqual([Math.fround(0.1), 0.1]);
  });
});

describe('the order of calls is enforced in words', () => {
  const fresh = () => make('CarStreet-v0', { ...STRAIGHT, renderMode: 'ansi' });

  test('step before reset', () => {
    expect(() => fresh().step(FORWARD)).toThrow(new Error('step was called before reset: call env.reset({ seed }) first, it gives the first observation'));
  });

  test.each([['by arrival', FORWARD], ['by time', TURN_LEFT]])('step after the end, %s', (_, action) => {
    const env = make('CarStreet-v0', { ...STRAIGHT, maxEpisodeSteps: 3 });
    env.reset({ seed: 1 });
    for (let k = 0; k < 3; k++) env.step(action);
    expect(() => env.step(action)).toThrow(new Error('step was called after the end of the episode: call env.reset() to begin the next one'));
    env.reset();
    expect(() => env.step(action)).not.toThrow();
  });

  test('anything after close', () => {
    const env = fresh(), closed = new Error('this environment was closed: make a new one');
    env.reset({ seed: 1 });
    env.close();
    for (const call of [() => env.step(FORWARD), () => env.reset({ seed: 1 }), () => env.render!()]) expect(call).toThrow(closed);
  });

  test('render before reset, without a mode, or where nothing is drawn', () => {
    expect(() => fresh().render!()).toThrow(new Error('render was called before reset: call env.reset({ seed }) first'));
    const silent = make('CarStreet-v0');
    silent.reset({ seed: 1 });
    expect(() => silent.render!()).toThrow(new Error('render needs a render mode: make(id, { renderMode: "ansi" }), or "svg"'));
    const undrawn = new DynamicsEnv(story(), { renderMode: 'svg' });
    undrawn.reset({ seed: 1 });
    expect(() => undrawn.render()).toThrow(new Error('this environment draws no pictures: its dynamics have no render'));
    expect(() => make('CarStreet-v0', { renderMode: 'print' as never })).toThrow(new RangeError('a render mode is "ansi", "svg", "rgb_array" or "human", and got "print"'));
  });

  test.each([-1, 4, 1.5, NaN, '1', undefined, null, [1]])('the action %o is outside the space', (action) => {
    const env = fresh();
    env.reset({ seed: 1 });
    expect(() => env.step(action)).toThrow(/^the action .* is outside the action space Discrete\(4\); /);
    expect(env.step(FORWARD)[0]).toBe(5);                                                // the refused action changed nothing
  });

  test('the sentence tells a text from a number', () => {
    const env = fresh();
    env.reset({ seed: 1 });
    expect(() => env.step('1')).toThrow(new RangeError('the action "1" is outside the action space Discrete(4); try 1'));
    expect(() => env.step(-1)).toThrow(new RangeError('the action -1 is outside the action space Discrete(4); its actions are the whole numbers from 0 to 3'));
  });

  test('a bad seed is refused before anything changes', () => {
    const env = fresh();
    env.reset({ seed: 1 });
    expect(() => env.reset({ seed: -1 })).toThrow(/The seed is -1;/);
    expect(env.step(FORWARD)[0]).toBe(5);
  });
});

describe('both render modes draw', () => {
  test.each(['CarStreet-v0', 'CliffWalking-v1'])('%s', (id) => {
    const drawn = (renderMode: 'ansi' | 'svg') => { const env = make(id, { renderMode }); env.reset({ seed: 1 }); return env.render!(); };
    expect(drawn('svg')).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect((drawn('ansi') as string).split('\n').length).toBeGreaterThan(3);
    expect(drawn('ansi')).toBe(drawn('ansi'));
  });
});

describe('the registry', () => {
  const added: string[] = [];
  const add = (entry: EnvSpec) => { register(entry); added.push(entry.id); };
  afterEach(() => { for (const id of added.splice(0)) registry.delete(id); });

  test('the environments that come along', () => {
    expect([...registry.keys()]).toEqual(expect.arrayContaining(['CarStreet-v0', 'CliffWalking-v1', 'CliffWalkingSlippery-v1']));
    expect([spec('CarStreet-v0').maxEpisodeSteps, spec('CliffWalking-v1').maxEpisodeSteps]).toEqual([200, undefined]);
  });

  test.each([
    ['CarStret-v0', 'There is no environment "CarStret-v0". Did you mean "CarStreet-v0"? The environments are: '],
    ['carstreet-v0', 'There is no environment "carstreet-v0". Did you mean "CarStreet-v0"? '],
    ['CliffWalking-v0', 'There is no environment "CliffWalking-v0"; there is CliffWalking-v1.'],
    ['Zzz', 'There is no environment "Zzz". The environments are: CarStreet-v0, '],
    [undefined, 'There is no environment undefined. The environments are: '],
  ])('an id that there is not, %o', (id, sentence) => {
    expect(() => spec(id as string)).toThrow(RangeError);
    for (const call of [spec, make, makeRows, makeVec]) expect(() => call(id as string)).toThrow(sentence);
  });

  test.each(['Maze', 'Maze-1', 'Maze-v', 'my maze-v0', 'a/b/Maze-v0', '-v0', '', 7])('the id %o is refused', (id) => {
    expect(() => add({ id: id as string, description: '', entryPoint: () => story() })).toThrow(/^an environment's id is a name with a version, such as "Maze-v0" or "mine\/Maze-v0", and got /);
  });

  test('an id that is taken is refused', () => {
    expect(() => add({ id: 'CarStreet-v0', description: '', entryPoint: () => story() })).toThrow(new RangeError('there is an environment CarStreet-v0 already; register yours under another name or version'));
  });

  test.each([
    [{ mpa: 'town' }, 'CarStreet-v0 has no option "mpa". Did you mean "map"? Its options are: map, people, pCome, pEnter, pCross, pGo, shapingGamma.'],
    [{ shaping_gamma: 0 }, 'CarStreet-v0 has no option "shaping_gamma". Did you mean "shapingGamma"? Its options are: '],
    [{ colour: 'red' }, 'CarStreet-v0 has no option "colour". Its options are: '],
  ])('an option that there is not, %o', (options, sentence) => {
    for (const call of [make, makeRows, makeVec]) expect(() => call('CarStreet-v0', options)).toThrow(sentence);
  });

  test.each([0, -1, 2.5, NaN, '9'])('maxEpisodeSteps %o is refused', (maxEpisodeSteps) => {
    for (const call of [make, makeRows]) expect(() => call('CliffWalking-v1', { maxEpisodeSteps: maxEpisodeSteps as number })).toThrow(/^maxEpisodeSteps is a whole number from 1 up, or Infinity for no limit, and got /);
  });

  test('a time limit given to make stands instead of the registered one', () => {
    const stepsOf = (maxEpisodeSteps?: number) => {
      const env = make('CarStreet-v0', { people: false, ...(maxEpisodeSteps && { maxEpisodeSteps }) });
      env.reset({ seed: 1 });
      for (let t = 1; ; t++) if (env.step(TURN_LEFT)[3]) return t;
    };
    expect([stepsOf(), stepsOf(7)]).toEqual([200, 7]);
    expect(make('CliffWalking-v1', { maxEpisodeSteps: Infinity }).reset({ seed: 1 })[0]).toBe(36);
  });

  test('a user\'s own dynamics are made like any other', () => {
    add({ id: 'mine/Story-v3', description: 'five pages', entryPoint: ({ masked = false }) => story({ masked: masked as boolean }), maxEpisodeSteps: 4, options: { masked: { default: false, description: '' } } });
    const env = make('mine/Story-v3', { masked: true });
    expect((env.reset({ seed: 1 })[1].action_mask)).toEqual(Uint8Array.of(1, 0));
    const rows = makeRows('mine/Story-v3', { rows: 2 });
    rows.reset(0);
    for (let t = 0; t < 4; t++) { rows.advance(); rows.action.fill(READ); rows.step(); }
    expect([...rows.truncated]).toEqual([1, 1]);
    expect(() => spec('mine/Story-v2')).toThrow('There is no environment "mine/Story-v2"; there is mine/Story-v3.');
  });

  test('kwargs of an id are options already set, and make may set them otherwise', () => {
    add({ id: 'Masked-v0', description: '', entryPoint: ({ masked }) => story({ masked: masked as boolean }), options: { masked: { default: true, description: '' } }, kwargs: { masked: true } });
    expect([makeRows('Masked-v0').masked, makeRows('Masked-v0', { masked: false }).masked]).toEqual([true, false]);
  });

  describe('a user\'s own object in the shape of Env', () => {
    /** Counts from its seed, by one a step, and ends at 6. */
    class Counter implements Env<number, number> {
      readonly observationSpace = new Discrete(7);
      readonly actionSpace = new Discrete(2);
      n = 0;
      reset({ seed = 0 }: { seed?: number } = {}): [number, Record<string, unknown>] { this.n = seed % 3; return [this.n, { began: this.n }]; }
      step(action: number): [number, number, boolean, boolean, Record<string, unknown>] { this.n += action; return [this.n, action, this.n === 6, false, {}]; }
      close() {}
    }
    const counter = (maxEpisodeSteps?: number) => add({ id: 'mine/Counter-v0', description: '', entryPoint: () => new Counter(), ...(maxEpisodeSteps && { maxEpisodeSteps }) });

    test('is made, and side by side', () => {
      counter();
      const env = make('mine/Counter-v0');
      expect([env.reset({ seed: 2 }), env.step(1)]).toEqual([[2, { began: 2 }], [3, 1, false, false, {}]]);
      expect(makeVec('mine/Counter-v0', { numEnvs: 3 }).reset({ seed: 0 })).toEqual([Int32Array.of(0, 1, 2), { began: [0, 1, 2], _began: [true, true, true] }]);
    });

    test('plays in rows, each an object of its own', () => {
      counter();
      const rows = makeRows('mine/Counter-v0', { rows: 3 });
      expect(rows).toBeInstanceOf(SyncVectorEnv);
      rows.reset(0);
      for (let i = 0; i < 3; i++) rows.begin(i, i);
      rows.advance();
      rows.action.set([0, 1, 1]);
      rows.step();
      expect([[...rows.observation], [...rows.next], [...rows.reward]]).toEqual([[0, 1, 2], [0, 2, 3], [0, 1, 1]]);
    });

    test('is held to its registered time limit in rows', () => {
      counter(4);
      const rows = makeRows('mine/Counter-v0');
      rows.reset(0);
      expect([1, 2, 3, 4].map(() => { rows.advance(); rows.action[0] = 0; rows.step(); return rows.truncated[0]; })).toEqual([0, 0, 0, 1]);
    });

    test.each([0, -1, 2.5])('%d rows of it are refused', (rows) => {
      counter();
      expect(() => makeRows('mine/Counter-v0', { rows })).toThrow(new RangeError(`rows is a whole number from 1 up, and got ${rows}`));
    });
  });

  describe('what a user\'s environment gives is checked on the fast side', () => {
    const rowsOf = (change: Partial<Dynamics>): VectorEnv => {
      if (!added.includes('mine/Bad-v0')) add({ id: 'mine/Bad-v0', description: '', entryPoint: () => ({ ...story(), observationSpace: new Discrete(3), observe(s, o) { o[0] = s[0]; }, ...change }) });
      const rows = makeRows('mine/Bad-v0', { rows: 2 });
      rows.reset(0); rows.advance();
      return rows;
    };
    const play = (rows: VectorEnv, a: number, b: number) => { rows.action.set([a, b]); rows.step(); rows.advance(); };

    test('an observation outside a Discrete space', () => {
      const rows = rowsOf({});
      play(rows, READ, READ); play(rows, READ, READ);
      expect(() => play(rows, READ, READ)).toThrow(new RangeError('the environment gave observation 3 (row 0, step 3 of its episode, action 0); the observation space is Discrete(3)'));
    });

    test('a reward that is NaN', () => {
      const rows = rowsOf({ step: (s, action) => { s[0]++; return action[0] === SHUT ? NaN : 1; } });
      play(rows, READ, READ);
      expect(() => play(rows, READ, SHUT)).toThrow(new RangeError('the environment gave NaN as reward (row 1, step 2 of its episode, action 1); its step must return a finite number'));
    });

    test('an action outside the space', () => {
      const rows = rowsOf({});
      expect(() => play(rows, READ, 7)).toThrow(new RangeError('the agent gave action 7 (row 1, step 0 of its episode, action 7); the action space is Discrete(2)'));
    });

    test('an object whose observation has another shape', () => {
      const { observationSpace, actionSpace } = story();
      const env = (observation: unknown): Env => ({ observationSpace, actionSpace, reset: () => [observation, {}], step: () => [observation, 0, false, false, {}], close() {} });
      for (const observation of [undefined, [1, 2], 4]) {
        const rows = new SyncVectorEnv([env(observation)]);
        rows.reset(0);
        expect(() => rows.advance()).toThrow(/^the environment gave the observation .* \(row 0\); the observation space is Box/);
      }
    });
  });
});

describe('environments side by side, as in Gymnasium', () => {
  const ALL = [true, true, true];
  const lists = ([observations, rewards, terminations, truncations]: VectorStep) => [[...observations as Int32Array], [...rewards], terminations, truncations];
  const LINE = { numEnvs: 3, map: ['>.D'], people: false };                              // observations 1, 5, 9; two steps to arrive

  test('environment i of reset({ seed }) is seeded with seed + i; a list gives each its own', () => {
    const street = { map: 'straight' };
    const alone = (seed: number) => { const env = make('CarStreet-v0', street); env.reset({ seed }); return env.npRandom!.random(); };
    const envs = [0, 1, 2].map(() => make('CarStreet-v0', street));
    register({ id: 'Given-v0', description: '', entryPoint: () => envs[given++] });
    let given = 0;
    const vector = makeVec('Given-v0', { numEnvs: 3 });
    registry.delete('Given-v0');
    vector.reset({ seed: 40 });
    expect(envs.map((env) => env.npRandom!.random())).toEqual([alone(40), alone(41), alone(42)]);
    vector.reset({ seed: [5, undefined, 5] });
    expect(envs[0].npRandom!.random()).toBe(envs[2].npRandom!.random());
    expect(() => vector.reset({ seed: [1, 2] })).toThrow(new RangeError('a list of seeds needs 3 entries, and got 2'));
    expect(alone(40)).not.toBe(new Random(40).random());                                 // reset has drawn once
  });

  test('NextStep: the step after an end ignores its action and resets, with reward 0', () => {
    const vector = makeVec('CarStreet-v0', LINE);
    expect(vector.reset({ seed: 0 })[0]).toEqual(Int32Array.of(1, 1, 1));
    vector.step([FORWARD, TURN_LEFT, FORWARD]);
    const ended = vector.step([FORWARD, TURN_LEFT, FORWARD]);
    expect(lists(ended)).toEqual([[9, 3, 9], [20, -1, 20], [true, false, true], [false, false, false]]);
    const after = vector.step([FORWARD, TURN_LEFT, TURN_LEFT]);
    expect(lists(after)).toEqual([[1, 2, 1], [0, -1, 0], [false, false, false], [false, false, false]]);
    expect(after[4]).toEqual({ prob: [1, 1, 1], _prob: ALL, distance: [2, 2, 2], _distance: ALL });
    expect(vector.step([FORWARD, FORWARD, FORWARD])[0]).toEqual(Int32Array.of(5, 2, 5));    // its second bumps into the edge
  });

  test('SameStep: the step that ends an episode gives the reset observation, and the last one in final_obs and final_info', () => {
    const vector = makeVec('CarStreet-v0', { ...LINE, autoresetMode: 'SameStep' });
    vector.reset({ seed: 0 });
    vector.step([FORWARD, TURN_LEFT, FORWARD]);
    const [observations, rewards, terminations, , infos] = vector.step([FORWARD, TURN_LEFT, FORWARD]);
    expect([observations, terminations, [...rewards]]).toEqual([Int32Array.of(1, 3, 1), [true, false, true], [20, -1, 20]]);
    expect(infos.final_obs).toEqual([9, undefined, 9]);
    const ended = [true, false, true];
    expect([infos._final_obs, infos._final_info]).toEqual([ended, ended]);
    expect(infos.final_info).toEqual({ prob: [1, undefined, 1], _prob: ended, distance: [0, undefined, 0], _distance: ended });
    const [next, , , , quiet] = vector.step([FORWARD, FORWARD, FORWARD]);
    expect(next).toEqual(Int32Array.of(5, 3, 5));
    expect('final_obs' in quiet).toBe(false);
  });

  test('Disabled: nothing resets but what reset_mask asks for; the others show what they showed', () => {
    const vector = makeVec('CarStreet-v0', { ...LINE, autoresetMode: 'Disabled' });
    vector.reset({ seed: 0 });
    vector.step([FORWARD, TURN_LEFT, FORWARD]);
    vector.step([FORWARD, TURN_LEFT, FORWARD]);
    expect(() => vector.step([FORWARD, TURN_LEFT, FORWARD])).toThrow(/^step was called after the end of the episode/);
    const [observations, infos] = vector.reset({ options: { reset_mask: [true, false, true] } });
    expect(observations).toEqual(Int32Array.of(1, 3, 1));
    const began = [true, false, true];
    expect(infos).toEqual({ prob: [1, undefined, 1], _prob: began, distance: [2, undefined, 2], _distance: began });
    expect(vector.step([FORWARD, FORWARD, FORWARD])[0]).toEqual(Int32Array.of(5, 3, 5));
    expect(() => vector.reset({ options: { reset_mask: [true] } })).toThrow(new RangeError('reset_mask needs 3 entries, and got 1'));
  });

  test('what cannot be asked for', () => {
    expect(() => makeVec('CarStreet-v0', { numEnvs: 0 })).toThrow(new RangeError('numEnvs is a whole number from 1 up, and got 0'));
    expect(() => makeVec('CarStreet-v0', { autoresetMode: 'Never' as never })).toThrow(new RangeError('autoresetMode is one of NextStep, SameStep, Disabled, and got "Never"'));
    const vector = makeVec('CarStreet-v0', LINE);
    vector.reset({ seed: 0 });
    expect(() => vector.step([FORWARD, RIGHT])).toThrow(new RangeError('step needs 3 actions, one for each environment, and got 2'));
    vector.close();
    expect(() => vector.step([FORWARD, FORWARD, FORWARD])).toThrow('closed');
  });
});

describe('what a user\'s dynamics give is checked by make too', () => {
  const broken = (change: Partial<Dynamics>): DynamicsEnv<number, number> => new DynamicsEnv({ ...cliffWalking(), ...change });

  test.each([NaN, Infinity, undefined])('a reward of %s', (reward) => {
    const env = broken({ step: () => reward as number });
    env.reset({ seed: 0 });
    expect(() => env.step(1)).toThrow(`the environment gave ${reward} as reward (step 1 of its episode, action 1); its step must return a finite number`);
  });

  test('an observation of NaN', () => {
    expect(() => broken({ observe: (_, o) => { o[0] = NaN; } }).reset({ seed: 0 })).toThrow('the environment gave NaN in its observation (step 0 of its episode); the observation space is Discrete(48)');
  });

  test('an entry without a way to make it', () => {
    expect(() => register({ id: 'tests/Nothing-v0', description: '' } as never)).toThrow('"tests/Nothing-v0" needs an entryPoint');
    expect(registry.has('tests/Nothing-v0')).toBe(false);
  });

  test('an entry point that gives no world', () => {
    register({ id: 'tests/Hollow-v0', description: '', entryPoint: () => undefined as never });
    expect(() => make('tests/Hollow-v0')).toThrow('the entryPoint of tests/Hollow-v0 gave undefined; it must give rules (Dynamics) or an object with reset and step (Env)');
    expect(() => makeRows('tests/Hollow-v0')).toThrow(TypeError);
    registry.delete('tests/Hollow-v0');
  });
});

describe('what an object of a user gives is checked by make too', () => {
  let gives: { observation: unknown; reward: number } = { observation: 0, reward: 1 };
  const world = (): Env<unknown, number> => ({
    observationSpace: new Discrete(3), actionSpace: new Discrete(2),
    reset: () => [0, {}], step: () => [gives.observation, gives.reward, false, false, {}], close() {},
  });
  register({ id: 'tests/Object-v0', description: 'an object', maxEpisodeSteps: 3, entryPoint: () => world() });
  const made = () => {
    gives = { observation: 0, reward: 1 };
    const env = make('tests/Object-v0', { disableEnvChecker: true });
    env.reset({ seed: 0 });
    return env;
  };
  afterAll(() => { registry.delete('tests/Object-v0'); });

  test('the order of calls: reset first, nothing after the time limit, and reset again', () => {
    expect(() => make('tests/Object-v0').step(0)).toThrow('step was called before reset');
    const env = made();
    const ends = [env.step(0), env.step(1), env.step(0)].map(([, , terminated, truncated]) => [terminated, truncated]);
    expect(ends).toEqual([[false, false], [false, false], [false, true]]);
    expect(() => env.step(0)).toThrow('step was called after the end of the episode');
    env.reset();
    expect(env.step(0)[3]).toBe(false);
  });

  test.each([7, -1, 0.5, NaN, '1', null])('the action %o', (action) => {
    expect(() => made().step(action)).toThrow(/^the action .* is outside the action space Discrete\(2\); /);
  });

  test('a reward and an observation of NaN', () => {
    const env = made();
    gives = { observation: 0, reward: NaN };
    expect(() => env.step(0)).toThrow('the environment gave NaN as reward (action 0); its step must return a finite number');
    gives = { observation: NaN, reward: 0 };
    expect(() => env.step(0)).toThrow('the environment gave NaN in its observation NaN');
  });

  test('it knows where it comes from', () => {
    expect(made().spec?.id).toBe('tests/Object-v0');
  });
});

describe('what an environment tells of itself, as in Gymnasium', () => {
  test('unwrapped, metadata and the seed of its generator', () => {
    const env = make('CartPole-v1', { renderMode: 'svg' });
    expect(env.unwrapped).toBe(env);
    expect(new TimeLimit(new OrderEnforcing(env), 9).unwrapped).toBe(env);
    expect(env.metadata).toEqual({ renderModes: ['ansi', 'svg', 'rgb_array', 'human'], renderFps: 50 });
    expect(new DynamicsEnv(story()).metadata).toEqual({ renderModes: [] });
    env.reset({ seed: 42 });
    env.reset();
    expect(env.npRandomSeed).toBe(42);
    const seed = make('CartPole-v1').npRandomSeed as number;
    expect(seed).toBeGreaterThanOrEqual(0);
    const again = make('CartPole-v1');
    again.load!(env.save!());
    expect(again.npRandomSeed).toBe(-1);
  });

  test('attributes of wrappers and of what is inside them', () => {
    const env = new TimeLimit(new OrderEnforcing(make('CartPole-v1')), 9);
    expect([env.hasWrapperAttr('maxEpisodeSteps'), env.hasWrapperAttr('hasReset'), env.hasWrapperAttr('dynamics'), env.hasWrapperAttr('gravity')]).toEqual([true, true, true, false]);
    expect([env.getWrapperAttr('maxEpisodeSteps'), env.getWrapperAttr('hasReset')]).toEqual([9, false]);
    expect((env.getWrapperAttr('reset') as Env['reset'])({ seed: 1 })[0]).toEqual(make('CartPole-v1').reset({ seed: 1 })[0]);
    expect(env.getWrapperAttr('hasReset')).toBe(true);
    expect(() => env.getWrapperAttr('gravity')).toThrow('neither the environment nor a wrapper around it has an attribute "gravity"; hasWrapperAttr(name) tells whether one has');
    expect(() => new DynamicsEnv(story()).getWrapperAttr('gravity')).toThrow('has an attribute "gravity"');
  });
});
