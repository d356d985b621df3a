import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Box, DynamicsEnv, Random, make, makeRows, register, registry, svg, ansi, type Dynamics, type Env } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { acrobot } from '../../envs/classic-control/acrobot.ts';
import { cartPole } from '../../envs/classic-control/cart-pole.ts';
import { mountainCarContinuous } from '../../envs/classic-control/mountain-car-continuous.ts';
import { mountainCar } from '../../envs/classic-control/mountain-car.ts';
import { pendulum } from '../../envs/classic-control/pendulum.ts';
import { classicControl } from '../../envs/classic-control/registered.ts';
import { anyAction, standing } from './worlds.ts';

for (const spec of classicControl) if (!registry.has(spec.id)) register(spec);

type Standing = ReturnType<typeof standing>;
interface Run {
  seed: number; reset_obs: number[]; reset_state: number[]; rng_after_reset: Standing;
  actions: number[]; obs: number[][]; state: number[][]; reward: number[]; terminated: string; truncated: string;
  resets: { t: number; obs: number[]; state: number[] }[]; rng_end: Standing;
}
interface Recording { env_id: string; kwargs: Record<string, number | boolean>; action_dtype: 'int' | 'float32' | 'float64'; max_episode_steps: number; runs: Run[] }

/** What was recorded, the rules that played it, and how near they must come: in the reward of one step, and in an open loop over so many steps of each episode. */
interface Case { readonly file: string; readonly rules: Dynamics; readonly reward: number; readonly openLoop: number; readonly horizon: number }
const SAME = 0, NEAR = 1e-6, ONE_STEP = 1e-14;
const whole = { reward: ONE_STEP, openLoop: SAME, horizon: Infinity }, acrobatic = { ...whole, openLoop: NEAR };
const short = { reward: ONE_STEP, openLoop: NEAR, horizon: 50 };      // an upright pendulum is chaotic
const cases: readonly Case[] = [
  { file: 'CartPole-v1', rules: cartPole(), ...whole },
  { file: 'CartPole-v1_sutton_barto_reward', rules: cartPole({ suttonBartoReward: true }), ...whole },
  { file: 'MountainCar-v0', rules: mountainCar(), ...whole },
  { file: 'MountainCar-v0_goal_velocity_0.03', rules: mountainCar({ goalVelocity: 0.03 }), ...whole },
  { file: 'MountainCarContinuous-v0', rules: mountainCarContinuous(), ...whole },
  { file: 'MountainCarContinuous-v0_f64action', rules: mountainCarContinuous(), ...whole },
  { file: 'Acrobot-v1', rules: acrobot(), ...acrobatic },
  { file: 'Pendulum-v1', rules: pendulum(), ...short },
  { file: 'Pendulum-v1_f64action', rules: pendulum(), ...short },
  { file: 'Pendulum-v1_g9.81', rules: pendulum({ g: 9.81 }), ...short },
];
const named = cases.map((one) => [one.file, one] as const);

// Recorded from Gymnasium 1.4.0 with NumPy 2.2.4.
const read = (file: string): Recording => {
  const fixture = new URL(`../fixtures/classic-control/${file}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Recording;
};
const memory = new Map<string, Recording>();
const recordingOf = (file: string): Recording => memory.get(file) ?? memory.set(file, read(file)).get(file)!;

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const optionsOf = ({ kwargs }: Recording) => Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [camel(name), value]));
const actionOf = ({ action_dtype: type }: Recording, a: number) => (type === 'float32' ? Float32Array.of(a) : type === 'float64' ? Float64Array.of(a) : [a]);
const float32 = (numbers: readonly number[]) => numbers.map(Math.fround);
const distance = (got: ArrayLike<number>, want: ArrayLike<number>) => Math.max(...Array.from(want, (x, k) => (Object.is(got[k], x) ? 0 : Math.abs(got[k] - x))).map((d) => (Number.isNaN(d) ? Infinity : d)));

/** Gate 1: S0 and the generator after each reset, and the generator in the end, are what they were. */
function begins({ rules }: Case, { runs }: Recording): boolean {
  return runs.every((run) => {
    const random = new Random(run.seed), s = new Float64Array(rules.stateSize), observation = new Float32Array(rules.observationSpace.rowSize);
    const same = (state: number[], obs: number[]) => {
      rules.reset(s, random);
      rules.observe(s, observation);
      return distance(s, state) === 0 && distance(observation, float32(obs)) === 0;
    };
    const draws = () => JSON.stringify(standing(random.save()));
    return same(run.reset_state, run.reset_obs) && draws() === JSON.stringify(run.rng_after_reset)
      && run.resets.every(({ state, obs }) => same(state, obs)) && draws() === JSON.stringify(run.rng_end);
  });
}

/** Gate 2: the largest error of the state and of the reward after one step from each recorded state; infinite where an end is missed. */
function oneStep({ rules }: Case, recording: Recording): { state: number; reward: number } {
  const worst = { state: 0, reward: 0 };
  for (const run of recording.runs) {
    const fresh = new Map([[-1, run.reset_state], ...run.resets.map(({ t, state }) => [t, state] as const)]);
    const s = new Float64Array(rules.stateSize), random = new Random(0);
    run.actions.forEach((a, t) => {
      rules.reset(s, random);
      if (!fresh.has(t - 1)) rules.step(s, actionOf(recording, 0), random);       // so that S is one that a step has left
      s.set(fresh.get(t - 1) ?? run.state[t - 1]);
      const reward = rules.step(s, actionOf(recording, a), random);
      worst.state = Math.max(worst.state, distance(s, run.state[t]));
      worst.reward = Math.max(worst.reward, distance([reward], [run.reward[t]]));
      if (rules.terminal(s) !== (run.terminated[t] === '1')) worst.state = Infinity;
    });
  }
  return worst;
}

/** Gate 3: the largest error of an observation while the handle plays the recorded actions, or of a reward if it is beyond one step's; infinite where an end is missed. */
function openLoop({ rules, horizon, reward: tolerance }: Case, recording: Recording): number {
  let worst = 0;
  for (const run of recording.runs) {
    const env = new DynamicsEnv(boundless(rules), { maxEpisodeSteps: recording.max_episode_steps }) as Env<ArrayLike<number>>;
    const resets = new Map(run.resets.map((reset) => [reset.t, reset]));
    env.reset({ seed: run.seed });
    for (let t = 0, age = 1; t < run.actions.length; t++, age++) {
      const action = actionOf(recording, run.actions[t]);
      const [observation, reward, terminated, truncated] = env.step(Array.isArray(action) ? action[0] : action);
      if (age <= horizon) worst = Math.max(worst, distance(observation, float32(run.obs[t])), beyond(tolerance, distance([reward], [run.reward[t]])));
      if (terminated !== (run.terminated[t] === '1') || truncated !== (run.truncated[t] === '1')) return Infinity;
      const reset = resets.get(t);
      if (!reset) continue;
      age = 0;
      if (distance(env.reset()[0], float32(reset.obs)) > 0) return Infinity;
    }
  }
  return worst;
}

const beyond = (tolerance: number, error: number) => (error <= tolerance ? 0 : error);

/** The same rules for actions without bounds: some of the recorded ones lie outside on purpose. */
const boundless = (rules: Dynamics): Dynamics => (rules.actionSpace instanceof Box ? { ...rules, actionSpace: new Box(-Infinity, Infinity) } : rules);

/** The gates that rules do not pass. */
function failed(one: Case): string[] {
  const recording = recordingOf(one.file), { state, reward } = oneStep(one, recording);
  return [
    ...(begins(one, recording) ? [] : ['reset']),
    ...(state <= ONE_STEP ? [] : ['state']),
    ...(reward <= one.reward ? [] : ['reward']),
    ...(openLoop(one, recording) <= one.openLoop ? [] : ['open loop']),
  ];
}

describe('classic control plays what Gymnasium played', () => {
  test.each(named)('%s: resets and draws, one step from every state, and the whole run', (_, one) => {
    expect(failed(one)).toEqual([]);
  });

  test.each(named.filter(([file]) => recordingOf(file).action_dtype !== 'float64'))('%s: rows begun with those seeds, side by side', (file, { openLoop: near, horizon, reward: tolerance }) => {
    const recording = recordingOf(file), { runs } = recording, env = makeRows(recording.env_id, { ...optionsOf(recording), rows: runs.length });
    const size = env.observationSpace.rowSize, age = runs.map(() => 0);
    env.reset(0);
    runs.forEach((run, i) => env.begin(i, run.seed));
    for (let t = 0; t < runs[0].actions.length; t++) {
      env.advance();
      runs.forEach((run, i) => { env.action[i] = run.actions[t]; age[i] = env.first[i] === 1 ? 1 : age[i] + 1; });
      env.step();
      runs.forEach((run, i) => {
        const error = distance(env.next.subarray(i * size, (i + 1) * size), float32(run.obs[t])) + beyond(tolerance, distance([env.reward[i]], [run.reward[t]]));
        if (age[i] <= horizon && !(error <= near)) expect.fail(`row ${i} is ${error} off at step ${t}`);
        const over = run.terminated[t] === '1' ? [1, 0] : [0, Number(run.truncated[t])];
        expect([env.terminated[i], env.truncated[i]], `the end of row ${i} at step ${t}`).toEqual(over);
      });
    }
    env.advance();
    const { random } = env.save() as { random: Uint32Array };
    runs.forEach((run, i) => expect(standing(random.slice(10 * i, 10 * i + 10))).toEqual(run.rng_end));
  });
});

describe('the gates reject', () => {
  const caseOf = (file: string) => cases.find((one) => one.file === file)!;
  const failedBy = (file: string, change: (rules: Dynamics) => Partial<Dynamics>) => {
    const one = caseOf(file);
    return failed({ ...one, rules: { ...one.rules, ...change(one.rules) } });
  };
  /** Rules whose step is put right, or wrong, afterwards; `before` is S. */
  const after = (change: (s: Float64Array, before: Float64Array, reward: number, action: ArrayLike<number>) => number) => (rules: Dynamics): Partial<Dynamics> => ({
    step(s, action, random) {
      const before = s.slice();
      return change(s, before, rules.step(s, action, random), action);
    },
  });

  test('cart-pole by semi-implicit Euler', () => {
    expect(failedBy('CartPole-v1', after((s, [x, , theta], reward) => {
      s[0] = x + 0.02 * s[1];
      s[2] = theta + 0.02 * s[3];
      return reward;
    }))).toEqual(['state', 'open loop']);
  });

  test('cart-pole that goes on from what it shows, which is float32', () => {
    expect(failedBy('CartPole-v1', after((s, _, reward) => { s.set(s.map(Math.fround)); return reward; }))).toEqual(['state', 'open loop']);
  });

  test('cart-pole whose beginning is drawn in float32', () => {
    expect(failedBy('CartPole-v1', () => ({ reset(s, random) { s.set([0, 0, 0, 0].map(() => -0.05 + 0.1 * random.random32())); } }))).toContain('reset');
  });

  test('Sutton and Barto\'s reward of -1 a step, and none', () => {
    expect(failedBy('CartPole-v1_sutton_barto_reward', () => cartPole())).toEqual(['reward', 'open loop']);
    expect(failedBy('CartPole-v1_sutton_barto_reward', after(() => -1))).toEqual(['reward', 'open loop']);
  });

  test('a mountain car that also draws its velocity', () => {
    expect(failedBy('MountainCar-v0', ({ reset }) => ({ reset(s, random) { reset(s, random); random.uniform(0, 0); } }))).toContain('reset');
  });

  test('a mountain car that bounces off the left wall', () => {
    expect(failedBy('MountainCar-v0', after((s, _, reward) => { if (s[0] === -1.2) s[1] = 0.01; return reward; }))).toEqual(['state', 'open loop']);
  });

  test('a mountain car that stops at the flag however slow it is', () => {
    expect(failedBy('MountainCar-v0_goal_velocity_0.03', () => mountainCar())).toEqual(['state', 'open loop']);
  });

  test('a continuous mountain car that takes float32 actions for double', () => {
    expect(failedBy('MountainCarContinuous-v0', ({ step }) => ({ step: (s, action, random) => step(s, Array.from(action), random) }))).toEqual(['state', 'open loop']);
  });

  test('a continuous mountain car that takes double actions for float32', () => {
    expect(failedBy('MountainCarContinuous-v0_f64action', ({ step }) => ({ step: (s, action, random) => step(s, Float32Array.from(action), random) }))).toEqual(['state', 'reward', 'open loop']);
  });

  test('a continuous mountain car whose state stays double', () => {
    expect(failedBy('MountainCarContinuous-v0_f64action', ({ step }) => ({ step(s, action, random) { s[2] = 1; return step(s, action, random); } }))).toEqual(['state', 'open loop']);
  });

  test('a continuous mountain car that pays for the clipped action', () => {
    expect(failedBy('MountainCarContinuous-v0', after((_s, _before, reward, { 0: a }) => reward + 0.1 * (a * a - Math.min(a * a, 1))))).toEqual(['reward', 'open loop']);
  });

  test('an acrobot that begins in double, and one that goes on in float32', () => {
    expect(failedBy('Acrobot-v1', () => ({ reset(s, random) { s.set([0, 0, 0, 0].map(() => random.uniform(-0.1, 0.1))); } }))).toContain('reset');
    expect(failedBy('Acrobot-v1', after((s, _, reward) => { s.set(s.map(Math.fround)); return reward; }))).toContain('state');
  });

  test('an acrobot by Euler\'s method', () => {
    expect(failedBy('Acrobot-v1', after((s, before, reward) => {
      s[0] = before[0] + 0.2 * before[2];
      s[1] = before[1] + 0.2 * before[3];
      return reward;
    }))).toEqual(['state', 'open loop']);
  });

  test('a pendulum whose angle is taken by the remainder of the language, with the sign of the dividend', () => {
    const byRemainder = (theta: number) => (theta + Math.PI) % (2 * Math.PI) - Math.PI;
    const right = (theta: number) => { const rest = (theta + Math.PI) % (2 * Math.PI); return (rest < 0 ? rest + 2 * Math.PI : rest) - Math.PI; };
    expect(failedBy('Pendulum-v1', after((_s, [theta], reward) => {
      const wrong = byRemainder(theta), angle = right(theta);
      return wrong === angle ? reward : reward + angle * angle - wrong * wrong;
    }))).toEqual(['reward', 'open loop']);
  });

  test('a pendulum by explicit Euler, and one that takes float32 torques for double', () => {
    expect(failedBy('Pendulum-v1', after((s, [theta, omega], reward) => { s[0] = theta + 0.05 * omega; return reward; }))).toEqual(['state', 'open loop']);
    expect(failedBy('Pendulum-v1', ({ step }) => ({ step: (s, action, random) => step(s, Array.from(action), random) }))).toContain('state');
  });

  test('a pendulum that pays for the torque before it is clipped', () => {
    expect(failedBy('Pendulum-v1', after((_s, _before, reward, { 0: u }) => reward - 0.001 * (u * u - Math.min(u * u, 4))))).toEqual(['reward', 'open loop']);
  });
});

describe('the continuous mountain car at its limits', () => {
  // Where it was, and what Gymnasium 1.4.0 with NumPy 2.4.6 made of one action there: the state is float32 in all of them but the last.
  const limits = [
    { goalVelocity: 0, s: [0.3799999952316284, 0.07000000029802322], action: Float64Array.of(0.7382999494001934), next: [0.44999998807907104, 0.07000000029802322], arrived: true },
    { goalVelocity: 0.07, s: [0.38000011444091797, 0.07000000029802322], action: Float64Array.of(1), next: [0.4500001072883606, 0.07000000029802322], arrived: true },
    { goalVelocity: 0, s: [-1.179162859916687, 0.07000000029802322], action: Float64Array.of(-0.31673198005166014), next: [-1.1091628074645996, 0.07000000029802322], arrived: false },
    { goalVelocity: 0, s: [0.4087739586830139, 0.07000000029802322], action: Float64Array.of(-1.0829814942547966), next: [0.47642970085144043, 0.06765574216842651], arrived: true },
    { goalVelocity: 0, s: [0.42418879356006345, 0.04053838182654307], action: Float32Array.of(1.0964744091033936), next: [0.4654926061630249, 0.041303809732198715], arrived: true, fresh: true },
  ];
  const wrong = (change: (rules: Dynamics) => Partial<Dynamics>) => limits.filter(({ goalVelocity, s: from, action, next, arrived, fresh }) => {
    const right = mountainCarContinuous({ goalVelocity }), rules = { ...right, ...change(right) }, s = new Float64Array(rules.stateSize), random = new Random(0);
    rules.reset(s, random);
    if (!fresh) rules.step(s, [0], random);
    s.set(from);
    rules.step(s, action, random);
    return distance(s, next) > 0 || rules.terminal(s) !== arrived;
  }).length;

  test('a limit of speed is a number of the language, and the flag stands at the float32 below 0.45', () => expect(wrong(() => ({}))).toBe(0));
  test('which a flag at the double 0.45 misses', () => expect(wrong(() => ({ terminal: (s) => s[0] >= 0.45 }))).toBe(1));
  test('and a state that is double after a step', () => expect(wrong(({ step }) => ({ step(s, action, random) { s[2] = 1; return step(s, action, random); } }))).toBeGreaterThan(0));
});

describe('classic control is registered as in Gymnasium', () => {
  test.each([
    ['CartPole-v0', 200, 195, [4.8, Infinity, 0.41887903, Infinity], 'Discrete(2)'],
    ['CartPole-v1', 500, 475, [4.8, Infinity, 0.41887903, Infinity], 'Discrete(2)'],
    ['MountainCar-v0', 200, -110, [0.6, 0.07], 'Discrete(3)'],
    ['MountainCarContinuous-v0', 999, 90, [0.6, 0.07], 'Box(-1.0, 1.0, (1,), float32)'],
    ['Acrobot-v1', 500, -100, [1, 1, 1, 1, 12.566371, 28.274334], 'Discrete(3)'],
    ['Pendulum-v1', 200, undefined, [1, 1, 8], 'Box(-2.0, 2.0, (1,), float32)'],
  ] as const)('%s: limit, threshold and spaces', (id, limit, threshold, high, actions) => {
    const { observationSpace, actionSpace, spec } = make(id), { low, high: top, dtype } = observationSpace as Box;
    expect([spec?.maxEpisodeSteps, spec?.rewardThreshold]).toEqual([limit, threshold]);
    expect([...top]).toEqual(float32(high));
    expect([...low]).toEqual(id.startsWith('MountainCar') ? float32([-1.2, -0.07]) : float32(high).map((bound) => -bound));
    expect(dtype).toBe('float32');
    expect([(actionSpace as Box).dtype ?? 'a number', actionSpace.toString()].at(-1)).toBe(actions);
  });

  test('the options that are registered are those of the rules, with their defaults', () => {
    const defaults = Object.fromEntries(classicControl.map(({ id, options = {} }) => [id, Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]))]));
    expect(defaults).toEqual({
      'CartPole-v0': { suttonBartoReward: false, kinematicsIntegrator: 'euler' }, 'CartPole-v1': { suttonBartoReward: false, kinematicsIntegrator: 'euler' },
      'MountainCar-v0': { goalVelocity: 0 },
      'MountainCarContinuous-v0': { goalVelocity: 0 }, 'Acrobot-v1': { bookOrNips: 'book', torqueNoiseMax: 0, dt: 0.2 }, 'Pendulum-v1': { g: 10 },
    });
  });

  test.each([
    ['CartPole-v1', { suttonBartoReward: 1 }, 'suttonBartoReward is true or false, and got 1'],
    ['MountainCar-v0', { goalVelocity: '0' }, 'goalVelocity is a number, and got "0"'],
    ['MountainCarContinuous-v0', { goalVelocity: NaN }, 'goalVelocity is a number, and got NaN'],
    ['Pendulum-v1', { g: Infinity }, 'g is a finite number, and got Infinity'],
  ])('%s refuses %o', (id, options, sentence) => {
    expect(() => make(id, options)).toThrow(new TypeError(sentence));
  });
});

describe('a reset takes options', () => {
  // Printed by Gymnasium 1.4.0 for reset(seed=123, options=...).
  test.each([
    ['CartPole-v1', { low: -0.1, high: 0.1 }, [0.036470372, -0.0892358, -0.055928025, -0.06312564]],
    ['CartPole-v1', { low: -0.2 }, [-0.029412035, -0.18654475, -0.14491004, -0.15390705]],
    ['MountainCar-v0', { low: -0.7, high: 0.5 }, [0.11882224, 0]],
    ['MountainCarContinuous-v0', { low: -0.7, high: -0.5 }, [-0.5635296, 0]],
    ['Acrobot-v1', { low: -0.2, high: 0.3 }, [0.9900512, 0.14070743, 0.98505735, -0.17222649, -0.089820065, -0.107814096]],
    ['Pendulum-v1', { x_init: Math.PI / 2, y_init: 0.5 }, [0.8403459, 0.54205054, -0.44617897]],
    ['Pendulum-v1', { y_init: 0 }, [0.4123625, 0.91101986, 0]],
  ])('%s begins within %o', (id, options, observation) => {
    expect([...make(id).reset({ seed: 123, options })[0] as Float32Array]).toEqual(float32(observation));
  });

  test.each([
    ['CartPole-v1', { low: 1, high: 0 }, 'the reset option low is at most high, and got low 1 and high 0'],
    ['CartPole-v1', { low: 0.1 }, 'the reset option low is at most high, and got low 0.1 and high 0.05'],
    ['MountainCar-v0', { low: '-0.5' }, 'the reset option low is a finite number, and got "-0.5"'],
    ['MountainCarContinuous-v0', { high: NaN }, 'the reset option high is a finite number, and got NaN'],
    ['Acrobot-v1', { high: Infinity }, 'the reset option high is a finite number, and got Infinity'],
    ['Pendulum-v1', { x_init: null }, 'the reset option x_init is a finite number, and got null'],
    ['Pendulum-v1', { y_init: -1 }, 'the reset option y_init is the most that is drawn either way, from 0 up, and got -1'],
  ])('%s refuses %o', (id, options, sentence) => {
    expect(() => make(id).reset({ seed: 0, options })).toThrow(sentence);
  });
});

describe('how episodes end has a name', () => {
  /** The outcome of playing by a rule until the end. */
  function outcome(id: string, act: (observation: Float32Array, t: number) => unknown): string {
    const env = make(id);
    let [observation] = env.reset({ seed: 1 }) as [Float32Array, unknown], over = false;
    for (let t = 0; !over; t++) {
      const [next, , terminated, truncated] = env.step(act(observation, t));
      observation = next as Float32Array;
      over = terminated || truncated;
    }
    return env.outcome!();
  }

  test('a cart that is always pushed left lets the pole fall', () => expect(outcome('CartPole-v1', () => 0)).toBe('fell'));
  // The pole is held at a lean of 0.06 rad to the right, so that the cart must run after it.
  test('a cart that runs after its pole leaves the track', () => expect(outcome('CartPole-v1', ([, , theta, omega]) => (theta - 0.06 + 0.3 * omega > 0 ? 1 : 0))).toBe('left the track'));
  test('a mountain car that pushes where it goes arrives', () => {
    expect(outcome('MountainCar-v0', ([, v]) => (v < 0 ? 0 : 2))).toBe('arrived');
    expect(outcome('MountainCarContinuous-v0', ([, v]) => Float32Array.of(v < 0 ? -1 : 1))).toBe('arrived');
    expect(outcome('MountainCar-v0', () => 1)).toBe('time limit');
  });
  test('an acrobot whose elbow pushes with the upper link swings up', () => expect(outcome('Acrobot-v1', ([, , , , omega]) => (omega > 0 ? 0 : 2))).toBe('swung up'));
  test('a pendulum swings until time is up', () => expect(outcome('Pendulum-v1', () => [2])).toBe('time limit'));
});

describe('pictures', () => {
  const picture = (rules: Dynamics, ...s: number[]) => rules.render!(Float64Array.from({ length: rules.stateSize }, (_, k) => s[k] ?? 0));
  const plain = (rules: Dynamics, ...s: number[]) => ansi(picture(rules, ...s), { colors: 'none' });

  test('the cart stands where it is, and its pole leans where it does', () => {
    expect(picture(cartPole(), -1.2, 0, 0.1).caption).toBe('Cart at -1.20 m, pole 5.7 degrees to the right.');
    expect(picture(cartPole(), 0, 0, -0.1).caption).toBe('Cart at 0.00 m, pole 5.7 degrees to the left.');
    expect(plain(cartPole(), 1)).toMatchInlineSnapshot(`
      "

                     oo
                     oo
                     oo
                     oo
                     ##
      --|------------------|--

      Cart at 1.00 m, pole upright."
    `);
  });

  test('the car stands in the valley and the flag on the hill', () => {
    expect(plain(mountainCar(), -Math.PI / 6)).toMatchInlineSnapshot(`
      "

                            F
                           ...
                         .....
                        ......
                        ......
      .                .......
      ..              ........
      ...            .........
      ...            .........
      ....          ..........
      .....        ...........
      ......   @  ............
      ........  ..............
      ........................
      Position -0.524, velocity 0.0000."
    `);
    expect(picture(mountainCarContinuous(), 0.46, 0.01).caption).toBe('Position 0.460, velocity 0.0100: at the flag.');
  });

  test('the acrobot hangs from the bar, and reaches over the line', () => {
    expect(plain(acrobot())).toMatchInlineSnapshot(`
      "



      -----------------



              O
              #
              #
              #
              O
              #
              #
              #
              #
      Free end 2.00 m below the bar; the line is 1 m above it."
    `);
    expect(picture(acrobot(), Math.PI, 0).caption).toBe('Free end 2.00 m above the bar; the line is 1 m above it.');
  });

  test('the pendulum stands upright at 0, leans to the left above it, and shows the torque that was applied', () => {
    expect(plain(pendulum())).toMatchInlineSnapshot(`
      "

            #
            #
            #
            #
            O






      Upright, torque none."
    `);
    expect(picture(pendulum(), Math.PI / 2, 0, 1).caption).toBe('90 degrees left of upright, torque 50 % counterclockwise.');
    expect(picture(pendulum(), -Math.PI / 2 - 6 * Math.PI, 0, -2).caption).toBe('90 degrees right of upright, torque 100 % clockwise.');
  });

  test.each(classicControl.map(({ id }) => id))('%s: every picture of an episode is drawn in numbers', (id) => {
    const env = make(id, { renderMode: 'svg' }), random = new Random(3);
    env.reset({ seed: 3 });
    for (let t = 0, over = false; t < 100 && !over; t++) {
      expect(svg(env.scene!())).not.toMatch(/NaN|Infinity|undefined/);
      const [, , terminated, truncated] = env.step(anyAction(env.actionSpace, random));
      over = terminated || truncated;
    }
  });
});
