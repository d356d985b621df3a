import { readFileSync } from 'node:fs';
import {
  Box, Dict, Discrete, DynamicsEnv, MultiBinary, MultiDiscrete, Random, Tuple, make, registry,
  type Dynamics, type Env, type Info, type Model, type RenderMode, type Snapshot, type Space,
} from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { CHECKS, CheckError, NOT_CHECKED, checkDynamics, checkEnv, checkEnvironmentsMatch, type Check, type CheckName } from '../../envs/checks/index.ts';
import { copied, sameData, sharesData } from '../../envs/checks/data.ts';
import { PassiveEnvChecker, TimeLimit } from '../../envs/wrappers/index.ts';
import { story } from './worlds.ts';

/** A die that is thrown until it shows 6: an environment with nothing wrong. */
class Die implements Env<number, number> {
  readonly observationSpace: Space<number> = new Discrete(6, { start: 1 });
  readonly actionSpace: Space<number> = new Discrete(2);
  readonly renderMode: RenderMode | undefined = undefined;
  npRandom: Random | undefined;
  shown = 1;
  throws = 0;
  reset({ seed }: { seed?: number } = {}): [number, Info] {
    if (seed !== undefined || !this.npRandom) this.npRandom = new Random(seed);
    this.throws = 0;
    return [this.throw(), {}];
  }
  step(action: number): [number, number, boolean, boolean, Info] {
    this.throws++;
    this.throw();
    return [this.shown, action, this.shown === 6, false, { throws: this.throws }];
  }
  throw(): number { return (this.shown = 1 + this.npRandom!.integers(5)); }
  render(): string { return '.'.repeat(this.shown); }
  close() {}
  save?(): Snapshot { return { shown: this.shown, throws: this.throws, random: this.npRandom!.save() }; }
  load?({ shown, throws, random }: Snapshot): void {
    [this.shown, this.throws] = [shown as number, throws as number];
    this.npRandom!.load(random as Uint32Array);
  }
}

/** The die with something wrong. */
function die(change: object): Env {
  const env: Env = new Die();
  for (const [key, value] of Object.entries(change)) Object.defineProperty(env, key, { value, configurable: true, writable: true });
  return env;
}
const seeing = (observationSpace: Space, ...observations: unknown[]) => die({
  observationSpace, reset: () => [observations[0], {}], step: () => [observations.at(-1), 0, false, false, {}],
});
const stepping = (...step: unknown[]) => die({ step: () => step.length === 1 ? step[0] : step });
const forged = <T extends object>(space: T, change: object): T => Object.defineProperties(space, Object.fromEntries(Object.entries(change).map(([key, value]) => [key, { value }])));

/** Resets, steps twice and draws: returns all warnings. */
function watched(env: Env): string[] {
  const passive = new PassiveEnvChecker(env, { warn: () => {} });
  passive.reset({ seed: 1 });
  env.actionSpace.seed(1);
  for (let t = 0, over = false; t < 2 && !over; t++) {
    const [, , terminated, truncated] = passive.step(env.actionSpace.sample());
    over = terminated || truncated;
  }
  if (env.renderMode !== undefined) passive.render();
  return passive.warnings;
}
const checked = (env: Env) => checkEnv(env);
const drawing = (renderMode: string, picture: unknown) => die({ renderMode, render: () => picture });
let counter = 0;

/** A coin that is tossed until heads: dynamics with nothing wrong. S: 0 tails, 1 heads. */
const coin = (change: Partial<Dynamics> = {}): Dynamics => ({
  observationSpace: new Discrete(2), actionSpace: new Discrete(2), stateSize: 1,
  reset(s) { s[0] = 0; },
  step(s, action, random) { s[0] = random.random() < 0.5 ? 1 : 0; return action[0]; },
  terminal: (s) => s[0] === 1,
  observe(s, observation) { observation[0] = s[0]; },
  ...change,
});
const coinModel = (p = 0.5, change: Partial<Model> = {}): Model => ({
  states: 2, actions: 2, start: [{ state: 0, probability: 1 }],
  transitions: (s, a) => (s === 1 ? [] : [{ probability: 1 - p, next: 0, reward: a, terminated: false }, { probability: p, next: 1, reward: a, terminated: true }]),
  stateName: (s) => ['tails', 'heads'][s], actionName: (a) => `bet ${a}`, ...change,
});

/** For each check something that fails it alone or first. */
const trips: Record<CheckName, () => string[]> = {
  'env': () => watched({ reset() {} } as unknown as Env),
  'action-space': () => watched(die({ actionSpace: undefined })),
  'observation-space': () => watched(die({ observationSpace: undefined })),
  'space-kind': () => watched(die({ actionSpace: { n: 2 } })),
  'box-shape': () => watched(die({ observationSpace: forged(new Box(0, 1, { shape: [2] }), { shape: [3] }) })),
  'box-equal': () => watched(seeing(new Box([0, 1], [1, 1]), Float32Array.of(0, 1), Float32Array.of(0, 1))),
  'box-order': () => watched(seeing(forged(new Box(0, 1), { low: Float32Array.of(2) }), Float32Array.of(0))),
  'discrete-count': () => watched(die({ actionSpace: forged(new Discrete(1), { n: 0 }) })),
  'multi-discrete-shape': () => watched(die({ actionSpace: forged(new MultiDiscrete([2, 2]), { shape: [3] }) })),
  'multi-discrete-count': () => watched(die({ actionSpace: forged(new MultiDiscrete([2, 2]), { nvec: Int32Array.of(2, 0) }) })),
  'multi-binary-shape': () => watched(die({ actionSpace: forged(new MultiBinary(2), { shape: [0] }) })),
  'tuple-empty': () => watched(die({ observationSpace: new Tuple([]) })),
  'dict-empty': () => watched(die({ observationSpace: new Tuple([new Dict({})]) })),
  'reset-arguments': () => watched(die({ reset(_seed: number, _options: object) { return [1, {}]; }, step: () => [1, 0, false, false, {}] })),
  'reset-result': () => watched(die({ reset: () => 1 })),
  'reset-length': () => watched(die({ reset: () => [1] })),
  'reset-info': () => watched(die({ reset: () => [1, 'nothing'] })),
  'step-result': () => watched(stepping(1)),
  'step-old': () => watched(stepping(1, 0, false, {})),
  'step-length': () => watched(stepping(1, 0)),
  'step-info': () => watched(stepping(1, 0, false, false, undefined)),
  'terminated': () => watched(stepping(1, 0, 0, false, {})),
  'truncated': () => watched(stepping(1, 0, false, undefined, {})),
  'reward-type': () => watched(stepping(1, '1', false, false, {})),
  'reward-nan': () => watched(stepping(1, NaN, false, false, {})),
  'reward-infinite': () => watched(stepping(1, -Infinity, false, false, {})),
  'observation-whole': () => watched(seeing(new Discrete(3), 1.5)),
  'observation-array': () => watched(seeing(new Box(0, 1), 0.5)),
  'observation-dtype': () => watched(seeing(new Box(0, 1), Float64Array.of(0.5))),
  'observation-tuple': () => watched(seeing(new Tuple([new Discrete(2)]), 1)),
  'observation-parts': () => watched(seeing(new Tuple([new Discrete(2)]), [1, 1])),
  'observation-dict': () => watched(seeing(new Dict({ a: new Discrete(2) }), 1)),
  'observation-keys': () => watched(seeing(new Dict({ a: new Discrete(2) }), { b: 1 })),
  'observation-outside': () => watched(seeing(new Discrete(3), 3)),
  'contains-throws': () => watched(seeing(forged(new Discrete(3), { contains() { throw new Error('no idea'); } }), 1)),
  'observation-reused': () => watched(seeing(new Box(0, 1), Float32Array.of(1))),
  'info-reused': () => { const info = { list: [1] }; return watched(die({ reset: () => [1, info], step: () => [1, 0, false, false, { list: info.list }] })); },
  'action-mask': () => watched(stepping(1, 0, false, false, { action_mask: [1, 1, 1] })),
  'render-mode': () => checked(drawing('oil', '')),
  'render-none': () => checked(die({ renderMode: 'ansi', render: undefined })),
  'render-text': () => watched(drawing('ansi', 7)),
  'render-svg': () => watched(drawing('svg', '<p>')),
  'render-pixels': () => watched(drawing('rgb_array', 'garbage')),
  'render-human': () => watched(drawing('human', 'a picture')),
  'close-twice': () => {
    let closed = 0;
    const passive = new PassiveEnvChecker(die({ close() { if (closed++ > 0) throw new Error('closed'); } }), { warn: () => {} });
    passive.close();
    expect(() => passive.close()).toThrow(new Error('closed'));
    return passive.warnings;
  },
  'wrapped': () => checked(new TimeLimit(die({}), 9)),
  'box-low-infinite': () => checked(boxed(-Infinity, 1)),
  'box-high-infinite': () => checked(boxed(0, Infinity)),
  'action-range': () => checked(die({ actionSpace: new Box(-2, 2), step: () => [1, 0, false, false, {}] })),
  'seed-method': () => checked(die({ seed() {} })),
  'reset-outside': () => checked(die({ reset({ seed }: { seed?: number } = {}) { return [seed === undefined ? 1 : 9, {}]; } })),
  'random': () => checked(die({ npRandom: undefined, reset: () => [1, {}], step: () => [1, 0, false, false, {}], save: undefined, load: undefined })),
  'reset-seed': () => checked(die({ reset({ seed }: { seed?: number } = {}) { return [seed === undefined ? 1 : 1 + counter++ % 6, {}]; } })),
  'reset-stream': () => checked(die({ npRandom: undefined, reset({ seed }: { seed?: number } = {}) { return [seed === undefined ? 1 + counter++ % 6 : 1, {}]; } })),
  'reset-random': () => checked(die({ npRandom: new Random(1), reset(this: Die) { this.npRandom!.random(); return [1, {}]; } })),
  'reset-other-seed': () => checked(die({ reset(this: Die, { seed }: { seed?: number } = {}) { if (seed !== undefined) this.npRandom = new Random(1); return [1, {}]; }, npRandom: new Random(1) })),
  'reset-default-seed': () => checked(die({ reset(this: Die, { seed = 0 }: { seed?: number } = {}) { this.throws = 0; this.npRandom = new Random(seed); return [1, {}]; } })),
  'reset-options': () => checked(die({ reset(this: Die, how: { seed?: number; options?: object } = {}) { if (how.options) throw new Error('which?'); return Die.prototype.reset.call(this, how); } })),
  'step-observation': () => checked(die({ step: () => [1 + counter++ % 6, 0, false, false, {}] })),
  'step-reward': () => checked(die({ step: () => [1, counter++, false, false, {}] })),
  'step-terminated': () => checked(die({ step: () => [1, 0, counter++ % 2 === 0, false, {}] })),
  'step-truncated': () => checked(stepping(1, 0, false, true, {})),
  'step-infos': () => checked(die({ step: () => [1, 0, false, false, { calls: counter++ }] })),
  'step-random': () => checked(die({ step(this: Die) { if (counter++ % 2) this.npRandom!.random(); return [1, 0, false, false, {}]; } })),
  'data-observation': () => checked(seeing(new Box(0, 1, { shape: [2] }), Float32Array.of(1, 1))),
  'data-info': () => { const info = {}; return checked(die({ step: () => [1, 0, false, false, info] })); },
  'save-alone': () => checked(die({ load: undefined })),
  'save-load': () => checked(die({ load() {} })),
  'dynamics': () => checkDynamics({ ...coin(), step: undefined as never }),
  'state-finite': () => checkDynamics(coin({ stateSize: 2, step(s) { s[0] = 0; s[1] += Infinity; return 0; } })),
  'state-touched': () => checkDynamics(coin({ stateSize: 2, observe(s, observation) { observation[0] = s[0]; s[1]++; } })),
  'action-touched': () => checkDynamics(coin({ step(_, action) { (action as Float32Array)[0]++; return 0; } })),
  'dynamics-reward': () => checkDynamics(coin({ step: () => undefined as never })),
  'dynamics-terminal': () => checkDynamics(coin({ terminal: (s) => s[0] as never })),
  'dynamics-observation': () => checkDynamics(coin({ observe(s, observation) { observation[0] = 2 + s[0]; } })),
  'observe-all': () => checkDynamics(coin({ observationSpace: new Box(-Infinity, Infinity, { shape: [2] }) })),
  'mask-values': () => checkDynamics(coin({ mask(_, mask) { mask[0] = 1; } })),
  'mask-none': () => checkDynamics(coin({ mask(_, mask) { mask.fill(0); } })),
  'mask-space': () => checkDynamics(coin({ actionSpace: new Box(-1, 1), mask(_, mask) { mask.fill(1); } })),
  'dynamics-seed': () => { let tosses = 0; return checkDynamics(coin({ step(s) { s[0] = tosses++ === 50 ? 1 : 0; return 0; } })); },
  'dynamics-memory': () => {
    let last = 0;                                         // begins anew with every reset, so that one row alone never shows it
    return checkDynamics(coin({ reset(s) { s[0] = last = 0; }, step(s, _, random) { s[0] = random.random() < 0.1 ? 1 : 0; return last++; } }));
  },
  'start-terminal': () => checkDynamics(coin({ reset(s) { s[0] = 1; } })),
  'model-size': () => checkDynamics(coin({ model: coinModel(0.5, { states: 3 }) })),
  'model-start': () => checkDynamics(coin({ model: coinModel(0.5, { start: [{ state: 1, probability: 1 }] }) })),
  'model-sum': () => checkDynamics(coin({ model: coinModel(0.5, { start: [{ state: 0, probability: 0.9 }] }) })),
  'model-transition': () => checkDynamics(coin({ model: coinModel(0.5, { transitions: (s) => (s === 1 ? [] : [{ probability: 1, next: 0, reward: 0, terminated: false }]) }) })),
  'model-frequency': () => checkDynamics(coin({ model: coinModel(0.3) })),
};

/** Seeded, and its observations have no end on one side. */
function boxed(low: number, high: number): Env {
  return die({ observationSpace: new Box(low, high), reset(this: Die, { seed }: { seed?: number } = {}) { Die.prototype.reset.call(this, seed === undefined ? {} : { seed }); return [Float32Array.of(0), {}]; }, step: () => [Float32Array.of(0), 0, false, false, {}] });
}

const all = Object.entries(CHECKS) as [CheckName, Check][];

describe('every check is tripped by something, and says its sentence', () => {
  test.each(all)('%s', (name, { level, sentence }) => {
    counter = 0;
    if (level === 'warning') {
      expect(trips[name]().filter((message) => message.startsWith(`${sentence}: `))).not.toEqual([]);
      return;
    }
    let thrown: unknown;
    try { trips[name](); } catch (error) { thrown = error; }
    expect(thrown).toBeInstanceOf(CheckError);
    expect((thrown as CheckError).message.slice(0, sentence.length + 2)).toBe(`${sentence}: `);
    expect((thrown as CheckError).check).toBe(name);
  });

  test('no two sentences begin alike', () => {
    const sentences = all.map(([, { sentence }]) => `${sentence}: `);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test('a sentence tells what arrived, what was expected and what to try', () => {
    expect(trips['observation-dtype']()).toContain('an observation is an array of another type: reset gave a Float64Array, and Box(0.0, 1.0, (1,), float32) holds a Float32Array; give that, or set the dtype of the Box');
    expect(trips['step-old']).toThrow('step gave four entries: Gym\'s old [observation, reward, done, info] became [observation, reward, terminated, truncated, info]: say whether the story is over (terminated) or was cut off (truncated)');
    expect(trips['model-frequency']).toThrow(/^steps lead somewhere more or less often than the model says: bet [01] in tails came to (heads|tails) \d+ times of \d+, and its probability there is 0\.[37]$/);
  });

  test('pixels are three numbers each, in bytes, of a picture with a size', () => {
    const about = (picture: unknown) => watched(drawing('rgb_array', picture));
    expect(about({ width: 2, height: 1, data: new Uint8Array(6) })).toEqual([]);
    expect(about({ width: 2, height: 1, data: new Uint8Array(8) })).toEqual(['an rgb_array picture is no pixels: render gave width 2, height 1 and as data Uint8Array of 8 numbers; return { width, height, data } with a Uint8Array of red, green and blue for each pixel, 3 * width * height numbers']);
    for (const wrong of [undefined, null, [0, 0, 0], { width: 2, height: 1 }, { width: 2, height: 1, data: [0, 0, 0, 0, 0, 0] }, { width: 0, height: 1, data: new Uint8Array(0) }, { width: 1.5, height: 2, data: new Uint8Array(9) }]) {
      expect(about(wrong)).toEqual([expect.stringMatching(/^an rgb_array picture is no pixels: render gave /)]);
    }
  });

  test('checkEnv tries all render modes that give something back', () => {
    const garbage = { ansi: 'text', svg: '<svg/>', rgb_array: 'garbage' };
    const told = checkEnv(die({ render: () => undefined }), { remake: (mode) => (mode === undefined ? die({}) : drawing(mode, garbage[mode as keyof typeof garbage])) });
    expect(told).toEqual([expect.stringMatching(/^an rgb_array picture is no pixels: render gave "garbage"; /)]);
  });

  test('warnings go where they are wanted', () => {
    const told: string[] = [];
    const returned = checkEnv(die({ seed() {} }), { warn: (message) => told.push(message) });
    expect(told).toEqual(['the environment has a method seed: nobody calls it; take the seed in reset({ seed })']);
    expect(returned).toEqual(told);
  });
});

describe('what is right passes', () => {
  test('the die and the coin without a warning', () => {
    expect(watched(die({}))).toEqual([]);
    expect(checkEnv(die({}), { remake: () => die({}) })).toEqual([]);
    expect(checkDynamics(coin({ model: coinModel() }))).toEqual([]);
    expect(checkDynamics(story({ masked: true }))).toEqual([]);
  });

  test.each([...registry.keys()])('%s', (id) => {
    const { entryPoint, kwargs = {}, maxEpisodeSteps } = registry.get(id)!;
    const about = checkEnv(make(id), { remake: (renderMode) => make(id, renderMode ? { renderMode } : {}) });
    // What is so by nature: no ends, torques beyond 1, the bias among DoublePole's numbers.
    const known = /^(a Box goes|the actions of a Box|the environment is wrapped|a number of a Box can have one value only: .* is always 0\.5;)/;
    expect(about.filter((message) => !known.test(message))).toEqual([]);
    const world = entryPoint(kwargs, { timeLimit: maxEpisodeSteps ?? Infinity });
    if ('stateSize' in world) expect(checkDynamics(world, { steps: 300, maxEpisodeSteps: 100 }).filter((message) => !known.test(message))).toEqual([]);
    expect(watched(make(id)).filter((message) => !known.test(message))).toEqual([]);
  });
});

describe('two environments that should be one', () => {
  const cliff = () => make('CliffWalking-v1'), changed = (change: Partial<Dynamics>) => new DynamicsEnv({ ...coin(), ...change });
  const match = (a: Env, b: Env, options = {}) => () => checkEnvironmentsMatch(a, b, 60, options);

  test('match themselves, pictures too', () => {
    for (const id of ['CliffWalking-v1', 'CartPole-v1', 'Pendulum-v1']) expect(match(make(id, { renderMode: 'svg' }), make(id, { renderMode: 'svg' }))).not.toThrow();
  });

  test.each<[string, Env, RegExp, object]>([
    ['observation', changed({ reset(s) { s[0] = 0; }, step(s, action) { s[0] = 0; return action[0]; }, observe(_, o) { o[0] = 1; } }), /^the observations differ after reset: 0 and 1$/, { skipObs: true, skipTerminal: true }],
    ['reward', changed({ step(s, action, random) { s[0] = random.random() < 0.5 ? 1 : 0; return 1 - action[0]; } }), /^the rewards differ in step 0: [01] and [01]$/, { skipRew: true }],
    ['terminated', changed({ terminal: () => false }), /^the terminated flags differ in step \d+: true and false$/, { skipTerminal: true }],
    ['truncated', new DynamicsEnv(coin(), { maxEpisodeSteps: 1 }), /^the truncated flags differ in step 0: false and true$/, { skipTruncated: true }],
    ['info', changed({ info: () => ({ more: 1 }) }), /^the infos differ after reset: \{\} and \{ more: 1 \}$/, { infoComparison: 'superset' }],
  ])('another %s is told, or skipped', (_, other, sentence, skip) => {
    expect(match(changed({}), other)).toThrow(sentence);
    expect(match(changed({}), other, skip)).not.toThrow();
  });

  test('infos compare as asked', () => {
    const telling = (info: Info) => new DynamicsEnv(coin({ info: () => info }));
    const one = () => telling({ a: 1, b: 2 });
    expect(match(one(), telling({ a: 1, b: 2.5 }), { infoComparison: 'keys-equivalence' })).not.toThrow();
    expect(match(one(), telling({ a: 1, b: 2, c: 3 }), { infoComparison: 'keys-equivalence' })).toThrow(/^the keys of the infos differ after reset/);
    expect(match(one(), telling({ a: 1, b: 2.5, c: 3 }), { infoComparison: 'keys-superset' })).not.toThrow();
    expect(match(one(), telling({ a: 1, b: 2.5, c: 3 }), { infoComparison: 'superset' })).toThrow(/^the infos under "b" differ after reset: 2 and 2\.5$/);
    expect(match(one(), telling({ a: 1 }), { infoComparison: 'superset' })).toThrow(/^the second info lacks "b" after reset/);
    expect(match(one(), telling({}), { infoComparison: 'skip' })).not.toThrow();
    expect(match(one(), one(), { infoComparison: 'some' })).toThrow('infoComparison is one of equivalence, superset, keys-equivalence, keys-superset, skip, and got "some"');
  });

  test('other spaces are told', () => {
    expect(match(cliff(), make('FrozenLake-v1'))).toThrow(new Error('the observation spaces differ: Discrete(48) and Discrete(16)'));
    expect(match(cliff(), make('CartPole-v1'))).toThrow(new Error('the action spaces differ: Discrete(4) and Discrete(2)'));
    expect(() => checkEnvironmentsMatch(cliff(), cliff(), -1)).toThrow(new RangeError('numSteps is a whole number from 0 up, and got -1'));
  });
});

describe('data', () => {
  test('is the same where kind, keys and numbers are', () => {
    expect(sameData({ a: [1, Float32Array.of(2)] }, { a: [1, Float32Array.of(2)] })).toBe(true);
    expect(sameData(NaN, NaN)).toBe(true);
    expect(sameData([1], Float32Array.of(1))).toBe(false);
    expect(sameData({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect([sameData(1, 1.00001, 1e-5), sameData(1, 1.0001, 1e-5)]).toEqual([true, false]);
  });

  test('is shared where a change of one is a change of the other', () => {
    const block = new Float32Array(4);
    expect(sharesData([block.subarray(0, 3)], [block.subarray(2)])).toBe(true);
    expect(sharesData(block.subarray(0, 2), block.subarray(2))).toBe(false);
    const x = { list: [{ deep: block }] };
    expect([sharesData(x, { list: [{ deep: block }] }), sharesData(x, copied(x))]).toEqual([true, false]);
  });
});

describe('the table of checks', () => {
  const table = [
    '| Gymnasium | check | who | if it fails | the sentence begins |', '| --- | --- | --- | --- | --- |',
    ...all.map(([name, { gymnasium, by, level, sentence }]) => `| ${gymnasium ?? '(ours)'} | \`${name}\` | ${{ passive: '`PassiveEnvChecker`, `checkEnv`', env: '`checkEnv`', dynamics: '`checkDynamics`' }[by]} | ${level} | ${sentence} |`),
  ];
  const absent = ['| Gymnasium | why not here |', '| --- | --- |', ...NOT_CHECKED.map(({ gymnasium, why }) => `| ${gymnasium} | ${why} |`)];

  test('in docs/checks.md is that of the code', () => {
    const text = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toEqual([...table, ...absent]);
  });
});
