import { createHash } from 'node:crypto';
import {
  Box, Discrete, makeRows, MultiBinary, MultiDiscrete, type Dynamics, type RowControl, type Snapshot, type Space, type Step, type VectorEnv,
} from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agentSpec, createAgent, streamsOf, type Agent, type World } from '../../../agents/index.ts';
import { shortCorridor } from '../../../envs/textbook/short-corridor.ts';
import { decode, encode } from '../../../runners/checkpoint.ts';
import { evaluate } from '../../../runners/evaluate.ts';
import { train } from '../../../runners/train.ts';
import { TwinMlp } from '../../nets/twin/mlp.ts';
import { countdown, maskedRing, nobody, pushing, rowsOf, stepOf, tableWorld } from '../toys.ts';
import { LearnsFromTheNextReward, LearnsFromTheWholeReturn, MovesAtTheEnd, PlainReinforce } from './plain-reinforce.ts';

interface Given { readonly rows?: number; readonly seed?: number; readonly budget?: number }
function reinforce(world: World, options: Record<string, unknown>, { rows = 1, seed = 0, budget = 1000 }: Given = {}): Agent {
  const spec = agentSpec('reinforce');
  return spec.create(world, { rows, budget, stream: streamsOf(seed), options: agentOptions(spec, options) });
}
const softmax = { policy: 'softmax', baseline: false, gamma: 0.5, gammaPower: true, learningRate: 0.1, baselineLearningRate: 0.2 };
const thetaOf = (agent: Agent) => [...(agent.save().pi as Snapshot).theta as Float64Array];
const wOf = (agent: Agent) => [...(agent.save().v as Snapshot).w as Float64Array];
const near = (numbers: readonly number[], digits = 7) => numbers.map((x) => expect.closeTo(x, digits) as number);

/** Plays steps written by hand in a world of one state, in which each row is to draw these actions; finds the seed that draws them. */
interface Hand { readonly a: readonly number[]; readonly r: readonly number[]; readonly end?: readonly ('goes on' | 'terminated' | 'truncated')[] }
function playing(options: Record<string, unknown>, steps: readonly Hand[], { actions = 2, control = nobody }: { actions?: number; control?: RowControl } = {}): Agent {
  const rows = steps[0].a.length, world = tableWorld(1, actions);
  for (let seed = 0; seed < 1000; seed++) {
    const agent = reinforce(world, options, { rows, seed }), over = new Uint8Array(rows);
    const asWanted = steps.every(({ a, r, end = a.map(() => 'goes on') }) => {
      const step = stepOf({
        observation: a.map(() => 0), action: a, reward: r, next: a.map(() => 0), playing: [...over].map((ended) => 1 - ended),
        terminated: end.map((how) => Number(how === 'terminated')), truncated: end.map((how) => Number(how === 'truncated')),
      });
      const drawn = new Float32Array(rows);
      agent.act(step, drawn);
      if (a.some((wanted, i) => over[i] === 0 && drawn[i] !== wanted)) return false;
      agent.learn(step, control);
      end.forEach((how, i) => { if (how !== 'goes on') over[i] = 1; });
      if (over.every((ended) => ended === 1)) over.fill(0);
      return true;
    });
    if (asWanted) return agent;
  }
  throw new Error('no seed draws these actions');
}

// An episode of two steps: actions 1, 0 and rewards 1, 3, gamma 0.5. So G_0 = 1 + 0.5 * 3 = 2.5 and G_1 = 3; pi = (0.5, 0.5) at first.
const episode: readonly Hand[] = [{ a: [1], r: [1] }, { a: [0], r: [3], end: ['terminated'] }];

describe('one row and a softmax: the book\'s boxes, by hand', () => {
  test('theta moves at each step, the gradient taken anew', () => {
    // t = 0: theta_1 += 0.1 * 2.5 * (1 - 0.5) = 0.125, theta_0 -= 0.125.   Now pi(0) = 1 / (1 + e^0.25) = 0.4378235.
    // t = 1: theta_0 += 0.1 * 0.5 * 3 * (1 - 0.4378235) = 0.0843265, theta_1 -= the same.
    expect(thetaOf(playing(softmax, episode))).toEqual(near([-0.0406735, 0.0406735]));
  });

  test('without gamma^t, step 1 weighs as much as step 0', () => {
    // t = 1: theta_0 += 0.1 * 3 * 0.5621765 = 0.1686530
    expect(thetaOf(playing({ ...softmax, gammaPower: false }, episode))).toEqual(near([0.0436530, -0.0436530]));
  });

  test('the baseline is taken off, and learns', () => {
    // t = 0: v = 0, delta = 2.5: w = 0.2 * 2.5 = 0.5, theta_0 = -0.125.   t = 1: delta = 3 - 0.5 = 2.5: w += 0.2 * 0.5 * 2.5 = 0.25,
    // theta_0 += 0.1 * 0.5 * 2.5 * 0.5621765 = 0.0702721
    const agent = playing({ ...softmax, baseline: true }, episode);
    expect(wOf(agent)).toEqual(near([0.75]));
    expect(thetaOf(agent)).toEqual(near([-0.0547279, 0.0547279]));
  });

  test('a truncated episode goes on from the value of where it was cut off; a terminated one, and one without a baseline, does not', () => {
    // After the episode above w = 0.75. One step more, R = 1, cut: G = 1 + 0.5 * 0.75 = 1.375, delta = 0.625, w += 0.2 * 0.625 = 0.125.
    const cut: Hand = { a: [0], r: [1], end: ['truncated'] }, ended: Hand = { a: [0], r: [1], end: ['terminated'] };
    expect(wOf(playing({ ...softmax, baseline: true }, [...episode, cut]))).toEqual(near([0.875]));
    expect(wOf(playing({ ...softmax, baseline: true }, [...episode, ended]))).toEqual(near([0.75 + 0.2 * (1 - 0.75)]));
    expect(thetaOf(playing(softmax, [...episode, cut]))).toEqual(thetaOf(playing(softmax, [...episode, ended])));
  });

  test('the entropy\'s gradient is added', () => {
    // At preferences 0.5, -0.5: p = 0.7310586, ln p = -0.3132617, -1.3132617, H = 0.5822031. One step, action 0, G = 0, beta 2:
    // theta_0 += 0.1 * 2 * -0.7310586 (-0.3132617 + 0.5822031) = -0.0393224
    const agent = playing({ ...softmax, entCoef: 2, initialPreferences: [0.5, -0.5] }, [{ a: [0], r: [0], end: ['terminated'] }]);
    expect(thetaOf(agent)).toEqual(near([0.5 - 0.0393224, -0.5 + 0.0393224]));
    expect(agent.metrics.entropyLoss).toBeCloseTo(-0.5822031, 6);
  });

  test('probabilities below the least are raised to it, and the others share the rest in proportion', () => {
    // softmax(2, 0, -9) = (0.8807836, 0.1192017, 0.0000147). Raising the last to 0.15 leaves 0.85 for the others, so the middle would have 0.1013: it is raised too.
    // So pi = (0.7, 0.15, 0.15); one step, action 0, G = 1: theta += 0.1 (1 - 0.7, -0.15, -0.15)
    const agent = playing({ ...softmax, minProbability: 0.15, initialPreferences: [2, 0, -9] }, [{ a: [0], r: [1], end: ['terminated'] }], { actions: 3 });
    expect(thetaOf(agent)).toEqual(near([2.03, -0.015, -9.015]));
  });
});

describe('several rows', () => {
  test('by hand: they move once, along the mean of their episodes\' sums', () => {
    // Row 0 plays the episode above, row 1 action 1 for R = 2 and rests. pi = (0.5, 0.5) all along:
    // row 0: 2.5 * (-0.5, 0.5) + 0.5 * 3 * (0.5, -0.5) = (-0.5, 0.5);  row 1: 2 * (-0.5, 0.5) = (-1, 1);  theta = 0.1 * (-1.5, 1.5) / 2
    const agent = playing(softmax, [{ a: [1, 1], r: [1, 2], end: ['goes on', 'terminated'] }, { a: [0, 9], r: [3, 99], end: ['terminated', 'goes on'] }]);
    expect(thetaOf(agent)).toEqual(near([-0.075, 0.075]));
  });

  test('a row that has finished rests until all have, and all wake together', () => {
    const asked: string[] = [], control: RowControl = { rest: (i) => asked.push(`rest ${i}`), wake: (i) => asked.push(`wake ${i}`), begin: (i) => asked.push(`begin ${i}`) };
    playing(softmax, [{ a: [1, 1], r: [1, 2], end: ['goes on', 'terminated'] }], { control });
    expect(asked.slice(-1)).toEqual(['rest 1']);
    playing(softmax, [{ a: [1, 1], r: [1, 2], end: ['goes on', 'terminated'] }, { a: [0, 9], r: [3, 99], end: ['terminated', 'goes on'] }], { control });
    expect(asked.slice(-2)).toEqual(['wake 0', 'wake 1']);
  });

  test.each(['softmax', 'network'])('%s: in every round each row plays one episode, and the parameters move at its end alone', (policy) => {
    const env = rowsOf(countdown([1, 2, 7]), { rows: 3 }), agent = reinforce(env, { policy, learningRate: 0.01, ...(policy === 'network' && { netArch: [4] }) }, { rows: 3 });
    const parameters = () => JSON.stringify(policy === 'softmax' ? [thetaOf(agent), wOf(agent)] : [[...weightsOf(agent)], [...weightsOf(agent, 'v')]]);
    const finished = [0, 0, 0];
    let before = parameters(), moves = 0;
    env.reset(1);
    for (const event of train(agent, env, { steps: 400, tickEvery: 1, reportEvery: Infinity })) {
      if (event.kind === 'episode') finished[event.row]++;
      if (event.kind !== 'tick') continue;
      const round = Math.min(...finished) === Math.max(...finished), moved = parameters() !== before;
      expect(Math.max(...finished) - Math.min(...finished)).toBeLessThanOrEqual(1);
      if (!round || [...env.terminated].every((ended) => ended === 0)) expect(moved).toBe(false);
      if (moved) moves++;
      before = parameters();
    }
    expect(moves).toBe(finished[0]);
    expect(moves).toBeGreaterThan(10);
  });

  test('the episode that the budget cuts off is not learned from', () => {
    const env = rowsOf(countdown([50])), agent = reinforce(env, softmax, { budget: 70 }), seen: number[][] = [];
    env.reset(1);
    for (const event of train(agent, env, { steps: 70, tickEvery: 10 })) if (event.kind === 'tick') seen.push(thetaOf(agent));
    expect(seen[3]).toEqual(new Array(102).fill(0));
    expect(seen[4]).not.toEqual(seen[3]);                           // at step 50 the first episode was over
    expect(seen[6]).toEqual(seen[4]);
  });
});

const weightsOf = (agent: Agent, of: 'pi' | 'v' = 'pi') => (of === 'pi' ? ((agent.save().pi as Snapshot).actor as Snapshot).parameters : (agent.save().v as Snapshot).parameters) as Float32Array;

describe('against the book\'s code in float64, with the same draws', () => {
  const corridor = { alpha: 2e-3, alphaW: 2e-2, least: 0.05, theta: [1.47, -1.47] as const };
  const options = { policy: 'softmax', gamma: 1, gammaPower: true, minProbability: 0.05, initialPreferences: [1.47, -1.47] };
  function run(create: (env: VectorEnv) => Agent, world: Dynamics, steps: number): Agent {
    const env = rowsOf(world), agent = create(env);
    env.reset(3);
    for (const _ of train(agent, env, { steps }));
    return agent;
  }
  const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));

  test('without a baseline: the same preferences after 5,000 steps', () => {
    const ours = run((env) => reinforce(env, { ...options, baseline: false, learningRate: 2e-4 }, { seed: 7 }), shortCorridor(), 5000);
    const theirs = run((env) => new PlainReinforce(env, { ...corridor, alpha: 2e-4, alphaW: 0, stream: streamsOf(7) }), shortCorridor(), 5000) as PlainReinforce;
    expect(farthest(thetaOf(ours), theirs.theta)).toBeLessThan(1e-9);
  });

  test('an episode of 1,000 steps, discounted, gamma^t included: storage grew on the way', () => {
    const ours = run((env) => reinforce(env, { ...softmax, gamma: 0.99, learningRate: 0.01 }, { seed: 7 }), countdown([1000]), 1000);
    const theirs = run((env) => new PlainReinforce(env, { alpha: 0.01, gamma: 0.99, stream: streamsOf(7) }), countdown([1000]), 1000) as PlainReinforce;
    expect(farthest(thetaOf(ours), theirs.theta)).toBeLessThan(1e-12);
    expect(Math.max(...theirs.theta)).toBeGreaterThan(0.1);
  });

  test.each(Object.entries({ LearnsFromTheNextReward, LearnsFromTheWholeReturn, MovesAtTheEnd }))('the comparison rejects: %s', (_, Wrong) => {
    const ours = run((env) => reinforce(env, { ...options, baseline: false, learningRate: 2e-4 }, { seed: 7 }), shortCorridor(), 5000);
    const wrong = run((env) => new Wrong(env, { ...corridor, alpha: 2e-4, alphaW: 0, stream: streamsOf(7) }), shortCorridor(), 5000) as PlainReinforce;
    expect(farthest(thetaOf(ours), wrong.theta)).toBeGreaterThan(1e-4);
  });
});

// J = mean over episodes of sum_t gamma^t (delta_t ln pi(A_t|S_t) + beta H_t)
describe('the network\'s step is the gradient of J, by finite differences in float64', () => {
  interface Played { readonly row: number; readonly x: number[]; readonly a: number[]; readonly allowed?: number[]; readonly r: number }
  const gamma = 0.9, beta = 0.3, rows = 3;

  /** Plays one round, and says what was played, and how policy and baseline moved with alpha 1. */
  function round(world: Dynamics, see: (s: Float32Array, i: number) => number[]) {
    const env = rowsOf(world, { rows, maxEpisodeSteps: 30 }), steps: Played[] = [];
    const alphas = { learningRate: 1e-3, baselineLearningRate: 1e-3 };
    const agent = reinforce(env, { netArch: [3], optimizer: 'sgd', ...alphas, gamma, gammaPower: true, entCoef: beta, orthoInit: false }, { rows });
    const before = { pi: weightsOf(agent).slice(), v: weightsOf(agent, 'v').slice() }, last: (number[] | undefined)[] = [];
    env.reset(5);
    while (env.episodes < rows) {
      env.advance();
      agent.act(env, env.action);
      env.step();
      const size = env.action.length / rows, { mask } = env as Step, actions = (mask?.length ?? 0) / rows;
      for (let i = 0; i < rows; i++) {
        if (env.playing[i] === 0) continue;
        const a = [...env.action.subarray(i * size, (i + 1) * size)];
        steps.push({ row: i, x: see(env.observation, i), a, r: env.reward[i], ...(mask && { allowed: [...mask.subarray(i * actions, (i + 1) * actions)] }) });
        if (env.truncated[i] === 1) last[i] = see(env.next, i);
      }
      agent.learn(env, env);
    }
    const moved = (of: 'pi' | 'v') => [...weightsOf(agent, of)].map((x, k) => (x - before[of][k]) / 1e-3);
    return { steps, last, before, moved };
  }

  /** delta and gamma^t of every step, by the definition. */
  function judged({ steps, last }: ReturnType<typeof round>, v: (x: number[]) => number) {
    return steps.map((step, j) => {
      const after = steps.filter((other, k) => other.row === step.row && k >= j), end = last[step.row];
      const G = after.reduce((sum, { r }, k) => sum + gamma ** k * r, 0) + (end ? gamma ** after.length * v(end) : 0);
      return { G, delta: G - v(step.x), weight: gamma ** steps.filter((other, k) => other.row === step.row && k < j).length };
    });
  }

  function difference(f: (parameters: Float64Array) => number, at: Float32Array): number[] {
    return Array.from(at, (_, k) => {
      const [up, down] = [1e-5, -1e-5].map((h) => { const shifted = Float64Array.from(at); shifted[k] += h; return f(shifted); });
      return (up - down) / 2e-5;
    });
  }
  const close = (ours: readonly number[], exact: readonly number[]) => Math.max(...ours.map((x, k) => Math.abs(x - exact[k]))) < 2e-3 * Math.max(...exact.map(Math.abs));

  /** ln pi(a|s) and H of what a network says. */
  type Says = (said: Float64Array, step: Played) => { logP: number; h: number };
  const ofThree: Says = (said, { a, allowed }) => {
    const logits = [...said].map((z, k) => (allowed![k] === 1 ? z : -Infinity)), sum = Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)), p = logits.map((z) => Math.exp(z - sum));
    return { logP: logits[a[0] + 1] - sum, h: -p.reduce((sum, q) => sum + (q > 0 ? q * Math.log(q) : 0), 0) };
  };

  const seat = (s: Float32Array, i: number) => Array.from({ length: 6 }, (_, k) => Number(s[i] - 10 === k));
  const ring = new TwinMlp({ inputs: 6, heads: [{ name: 'policy', outputs: 3, hidden: [3] }] }), value = (inputs: number) => new TwinMlp({ inputs, hidden: [3], outputs: 1 });

  test('masked actions, policy and baseline', () => {
    const here = round(maskedRing, seat), net = value(6), v = (x: number[]) => net.forward(here.before.v, x, 1)[0], all = judged(here, v);
    const J = (weigh: (j: number) => number, entropy: number) => (theta: Float64Array) => here.steps.reduce((sum, step, j) => {
      const { logP, h } = ofThree(ring.forward(theta, step.x, 1), step);
      return sum + all[j].weight * (weigh(j) * logP + entropy * h) / rows;
    }, 0);
    const ours = here.moved('pi');
    expect(close(ours, difference(J((j) => all[j].delta, beta), here.before.pi))).toBe(true);
    expect(close(ours, difference(J((j) => all[j].G, beta), here.before.pi))).toBe(false);              // without the baseline
    expect(close(ours, difference(J((j) => all[j].delta, 0), here.before.pi))).toBe(false);             // without the entropy
    // The baseline goes down the half of its squared error.
    const error = (w: Float64Array) => here.steps.reduce((sum, step, j) => sum - all[j].weight * (all[j].G - net.forward(w, step.x, 1)[0]) ** 2 / 2 / rows, 0);
    expect(close(here.moved('v'), difference(error, here.before.v))).toBe(true);
  });

  test('numbers, drawn from a Gaussian, some of whose episodes were cut off', () => {
    const wide: Dynamics = {                                        // nothing is clipped
      ...pushing, actionSpace: new Box([-9, -9], [9, 9]), step: (s, a, random) => pushing.step(s, [a[0] / 20, a[1] / 20], random),
    };
    const here = round(wide, (s, i) => [s[2 * i], s[2 * i + 1]]), net = value(2), v = (x: number[]) => net.forward(here.before.v, x, 1)[0];
    const gauss = new TwinMlp({ inputs: 2, heads: [{ name: 'policy', outputs: 2, hidden: [3] }, { name: 'log deviation', outputs: 2, constant: 0 }] });
    const J = (theta: Float64Array, cut = here.last) => {
      const all = judged({ ...here, last: cut }, v);
      return here.steps.reduce((sum, { x, a }, j) => {
        const said = gauss.forward(theta, x, 1), logP = a.reduce((p, ak, k) => p - ((ak - said[k]) / Math.exp(said[2 + k])) ** 2 / 2 - said[2 + k], 0);
        return sum + all[j].weight * (all[j].delta * logP + beta * (said[2] + said[3])) / rows;
      }, 0);
    };
    expect(here.last.some((x) => x !== undefined)).toBe(true);
    expect(close(here.moved('pi'), difference(J, here.before.pi))).toBe(true);
    expect(close(here.moved('pi'), difference((theta) => J(theta, []), here.before.pi))).toBe(false);    // as if they had ended there
  });
});

describe('a memory of its own', () => {
  const kinds: Record<string, Record<string, unknown>> = {
    softmax: { policy: 'softmax', learningRate: 0.05, baselineLearningRate: 0.1, minProbability: 0.01 },
    network: { netArch: [8], normalizeObservation: true, normalizeReward: true, entCoef: 0.01 },
  };
  const cases = Object.keys(kinds).flatMap((kind) => [1, 3].map((rows) => ({ kind, rows })));
  const world = (rows: number) => rowsOf(maskedRing, { rows, maxEpisodeSteps: 50 });

  test.each(cases)('$kind, $rows rows: save in the middle of an episode, load into new objects, continue, looked at all the while: as if nothing had been', ({ kind, rows }) => {
    const create = () => { const env = world(rows); env.reset(4); return { env, agent: reinforce(env, kinds[kind], { rows }) }; };
    const bytes = ({ env, agent }: ReturnType<typeof create>) => encode({ agent: agent.save(), env: env.save() });
    const whole = create(), other = world(2);
    for (const _ of train(whole.agent, whole.env, { steps: 600 }));
    let parts = create();
    for (let steps = 37; steps <= 600; steps = Math.min(600, steps + 37)) {
      for (const _ of train(parts.agent, parts.env, { steps }));
      for (const stochastic of [false, true]) evaluate(parts.agent.policy({ rows: 2, stochastic }), other, { episodes: 3, seed: steps });
      const saved = decode(bytes(parts)) as { agent: Snapshot; env: Snapshot };
      parts = create();
      parts.agent.load(saved.agent);
      parts.env.load(saved.env);
      if (steps === 600) break;
    }
    expect(Buffer.compare(Buffer.from(bytes(parts)), Buffer.from(bytes(whole)))).toBe(0);
  });

  test('a snapshot of other rows, states or steps is refused, and changes nothing', () => {
    const agent = reinforce(tableWorld(2, 2), softmax), before = encode(agent.save()), snapshot = agent.save();
    expect(() => agent.load(reinforce(tableWorld(2, 2), softmax, { rows: 2 }).save())).toThrow('this snapshot is of 2 rows, and 1 are needed');
    expect(() => agent.load(reinforce(tableWorld(3, 2), softmax).save())).toThrow('this snapshot has 6 preferences, and 2 features x 2 actions are needed');
    expect(() => agent.load({ ...snapshot, episodes: { ...snapshot.episodes as Snapshot, length: 4 } })).toThrow('this snapshot holds 0 numbers of x for 4 steps, and 4 are needed');
    expect(encode(agent.save())).toEqual(before);
  });

  test.each([
    ['softmax', '65fd86bd8676d582e138750237bf2cff7cf565bc7ffb6292af1418ae3bd0f25f'],
    ['network', 'bf5dd9073a04a047b32a75e6c0646e3d60ec8722ba3be824df3e8e5c142fe4e6'],
  ])('%s: the same seed gives the same bytes everywhere', (kind, golden) => {
    const env = world(3), agent = reinforce(env, kinds[kind], { rows: 3 });
    env.reset(1);
    for (const _ of train(agent, env, { steps: 2000 }));
    const learned = kind === 'softmax' ? [thetaOf(agent), wOf(agent)].map((numbers) => Float64Array.from(numbers)) : [weightsOf(agent), weightsOf(agent, 'v')], hash = createHash('sha256');
    for (const numbers of learned) hash.update(numbers);
    expect(hash.digest('hex')).toBe(golden);
  });
});

describe('what it can live in', () => {
  /** One step; the reward is minus how many numbers of the action are not as wanted, or how far they are from it. */
  const guess = (actionSpace: Space, wanted: readonly number[]): Dynamics => ({
    observationSpace: new Box([0], [1]), actionSpace, stateSize: 1,
    reset(s) { s[0] = 0; },
    step(state, action) { state[0] = 1; return -wanted.reduce((sum, a, k) => sum + Math.abs(action[k] - a), 0); },
    terminal: (state) => state[0] === 1,
    observe(_state, observation) { observation[0] = 1; },
  });
  const spaces: [string, Space, number[]][] = [
    ['Discrete', new Discrete(4, { start: 2 }), [4]], ['MultiDiscrete', new MultiDiscrete([3, 2]), [2, 1]],
    ['MultiBinary', new MultiBinary(3), [1, 0, 1]], ['Box', new Box([-1, -1], [1, 1]), [0.5, -0.5]],
  ];

  test.each(spaces)('%s actions: it guesses them', (_, space, wanted) => {
    const env = rowsOf(guess(space, wanted), { rows: 8 }), action = new Float32Array(wanted.length);
    const agent = reinforce(env, { netArch: [8], learningRate: 0.02, logStdInit: -1 }, { rows: 8 });
    env.reset(1);
    for (const _ of train(agent, env, { steps: 6000 }));
    agent.policy().act({ rows: 1, observation: Float32Array.of(1), first: Uint8Array.of(1), playing: Uint8Array.of(1) }, action);
    wanted.forEach((a, k) => expect(Math.abs(action[k] - a)).toBeLessThan(0.2));
  });

  test.each([1, 4])('masked actions, %d rows: it never plays a forbidden one (the ring would throw), and finds the way out', (rows) => {
    const env = rowsOf(maskedRing, { rows, maxEpisodeSteps: 100 });
    const agent = reinforce(env, { policy: 'softmax', learningRate: 0.05, baselineLearningRate: 0.1, minProbability: 0.02, gamma: 1 }, { rows });
    env.reset(1);
    const lengths: number[] = [];                                   // of those that start on seat 0 or 1, two or three steps from the end; from seat 2 there is no way
    for (const event of train(agent, env, { steps: 20_000 })) if (event.kind === 'episode' && event.terminated) lengths.push(event.length);
    const mean = (part: number[]) => part.reduce((sum, x) => sum + x, 0) / part.length;
    expect(mean(lengths.slice(0, 20))).toBeGreaterThan(4);
    expect(mean(lengths.slice(-100))).toBeLessThan(3);
  });

  test('a linear softmax of the numbers of a Box', () => {
    const env = makeRows('CartPole-v1', { rows: 1 }), agent = reinforce(env, { policy: 'softmax', learningRate: 1e-3, baseline: false }), returns: number[] = [];
    env.reset(1);
    for (const event of train(agent, env, { steps: 30_000 })) if (event.kind === 'episode') returns.push(event.return);
    expect(returns.slice(-50).reduce((sum, G) => sum + G, 0) / 50).toBeGreaterThan(100);
  });

  const pole = makeRows('CartPole-v1', { rows: 1 }), three = tableWorld(1, 3);
  const refused: [string, World, Record<string, unknown>, RegExp][] = [
    ['a softmax over numbers', makeRows('Pendulum-v1', { rows: 1 }), { policy: 'softmax' },
      /^policy softmax has a preference for each action, so actions must be Discrete; these are Box\(.*\)\. Try policy network\.$/],
    ['preferences of states that cannot be counted', pole, { policy: 'softmax', initialPreferences: [1, 0] },
      /^initialPreferences are those of every state of a table, and these observations cannot be counted: Box\(.*\)\. Leave them out\.$/],
    ['too few preferences', three, { policy: 'softmax', initialPreferences: [1, 0] },
      /^initialPreferences holds one number for each of the 3 actions, and got \[1, 0\]$/],
    ['too much for too many', three, { policy: 'softmax', minProbability: 0.4 },
      /^3 actions cannot all have a probability of 0\.4: minProbability is at most 0\.333/],
    ['a least probability of a network', three, { minProbability: 0.1 },
      /^minProbability is for policy softmax, and this policy is a network\. Try policy softmax, or leave it out\.$/],
    ['preferences of a network', three, { initialPreferences: [1, 0, 0] }, /^initialPreferences is for policy softmax/],
    ['a table of too many states', tableWorld(20_000_000, 2), { policy: 'softmax' },
      /^policy softmax keeps a table of preferences, so observations must be few; there are 20000000 of these, and the most is 10000000\. Try policy network\.$/],
  ];
  test.each(refused)('refuses %s', (_, world, options, message) => {
    expect(() => createAgent('reinforce', world, { rows: 1, budget: 1, stream: streamsOf(0), options })).toThrow(message);
  });

  test('preferences that are no longer finite stop the run', () => {
    const agent = reinforce(tableWorld(1, 2), softmax);
    const step = stepOf({ observation: [0], action: [0], reward: [Infinity], next: [0], terminated: [1] });
    agent.act(step, new Float32Array(1));
    agent.learn(step, nobody);
    expect(() => agent.act(step, new Float32Array(1))).toThrow('the preferences of a state give no probabilities: they are no longer finite. Try a smaller learning rate.');
  });
});

describe('CartPole-v1: 195 over 100 episodes within 60,000 steps, as it comes', () => {
  function solves(options: Record<string, unknown>, seed: number): boolean {
    const env = makeRows('CartPole-v1', { rows: 1 }), agent = reinforce(env, options, { seed, budget: 60_000 }), returns: number[] = [];
    env.reset(seed);
    for (const event of train(agent, env, { steps: 60_000 })) {
      if (event.kind === 'episode' && returns.push(event.return) >= 100 && returns.slice(-100).reduce((sum, G) => sum + G, 0) >= 19_500) return true;
    }
    return false;
  }

  test('with a baseline and without, three seeds of three', () => {
    for (const baseline of [true, false]) expect([1, 2, 3].map((seed) => solves({ baseline }, seed))).toEqual([true, true, true]);
  });

  test('the gate rejects returns that stop at the next reward', () => {
    expect([1, 2, 3].map((seed) => solves({ gamma: 0 }, seed))).toEqual([false, false, false]);
  });
});
