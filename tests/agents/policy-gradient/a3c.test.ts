import { createHash } from 'node:crypto';
import { Box, Discrete, makeRows, type Snapshot, type Step } from 'gymnasium-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { agentOptions, agentSpec, createAgent, streamsOf, type Agent } from '../../../agents/index.ts';
import { distributionFor, wasmBackend } from '../../../nets/index.ts';
import { encode } from '../../../runners/checkpoint.ts';
import { evaluate } from '../../../runners/evaluate.ts';
import { train } from '../../../runners/train.ts';
import { nobody, stepOf } from '../toys.ts';

const spec = agentSpec('a3c');
const agentFor = (world: Parameters<typeof spec.create>[0], rows: number, options: Record<string, unknown>, seed = 1, budget = 1e6): Agent => (
  spec.create(world, { rows, budget, stream: streamsOf(seed), options: agentOptions(spec, options) })
);
const cartPole = (rows: number, seed: number, role: 'training' | 'evaluation' = 'training') => {
  const env = makeRows('CartPole-v1', { rows, role });
  env.reset(seed);
  return env;
};

/** Plain gradient descent, nearly: with so large an epsilon, alpha g / (0.1 |g| + epsilon) is g alpha / epsilon to within a ten-thousandth of g^2. */
const PLAIN = { rmsPropEps: 1000, maxGradNorm: 1e6 };

interface Saved { readonly theta: Float32Array; readonly square: Float32Array; readonly updates: number; readonly workers: readonly SavedWorker[] }
interface SavedWorker {
  readonly copy: Float32Array; readonly x: Float32Array; readonly action: Float32Array; readonly reward: Float64Array; readonly xNext: Float32Array;
  readonly t: number; readonly done: number; readonly terminated: number; readonly time: number; readonly version: number;
}
const savedOf = (agent: Agent): Saved => {
  const { actor, optimizer, updates, workers } = agent.save() as Record<string, Snapshot>;
  return {
    theta: actor.parameters as Float32Array, square: optimizer.square as Float32Array, updates: updates as unknown as number,
    workers: Object.values(workers) as unknown as SavedWorker[],
  };
};

describe('the gradient of a segment', () => {
  const world = { observationSpace: new Box([-10], [10]), actionSpace: new Discrete(2) };
  // Linear: logits = W s + b, V = w s + c; in the order of the parameters W0, W1, b0, b1, w, c.
  const theta = Float32Array.of(0, 0, 0, 0, 0.5, 0);

  /** What one segment of two steps adds to the parameters: S = 1, R = 1, then S = 2, R = 2, then S' = 4, with the actions 0 and 1. */
  function moves(end: Partial<Step>, options: Record<string, unknown> = {}): number[] {
    for (let seed = 0; seed < 100; seed++) {
      const agent = agentFor(world, 1, { netArch: [], gamma: 0.5, learningRate: 1000, ...PLAIN, ...options }, seed), action = new Float32Array(1), drawn: number[] = [];
      const fresh = agent.save(), workers = fresh.workers as Record<string, Snapshot>;
      agent.load({ ...fresh, actor: { ...fresh.actor as Snapshot, parameters: theta }, workers: { 0: { ...workers[0], copy: theta } } });
      for (const [s, r, sNext, ending] of [[1, 1, 2, {}], [2, 2, 4, end]] as const) {
        const step = stepOf({ observation: [s], action: [0], reward: [r], next: [sNext] });
        agent.act(step, action);
        drawn.push(action[0]);
        agent.learn({ ...step, ...ending }, nobody);
      }
      if (drawn[0] === 0 && drawn[1] === 1) return Array.from(savedOf(agent).theta, (x, k) => x - theta[k]);
    }
    throw new Error('no seed draws 0, then 1');
  }
  const terminated = { terminated: Uint8Array.of(1) }, truncated = { truncated: Uint8Array.of(1) };
  const near = (moved: readonly number[], expected: readonly number[]) => moved.every((x, k) => Math.abs(x - expected[k]) < 1e-4 * (1 + expected[k] ** 2));

  // pi = (1/2, 1/2); V(1) = 0.5, V(2) = 1.  G2 = 2, G1 = 1 + 0.5 * 2 = 2, so A = 1.5 and 1.  All divided by nSteps = 5:
  // up A (1{k = a} - pi):  1.5 (0.5, -0.5) / 5 = (0.15, -0.15) at S = 1,  1 (-0.5, 0.5) / 5 = (-0.1, 0.1) at S = 2
  // W: 1 (0.15, -0.15) + 2 (-0.1, 0.1) = (-0.05, 0.05);  b: (0.05, -0.05);  0.5 * 2 A / 5: w: 1 * 0.3 + 2 * 0.2 = 0.7, c: 0.5
  const ENDED = [-0.05, 0.05, 0.05, -0.05, 0.7, 0.5];

  test('by hand: two steps and termination', () => {
    expect(near(moves(terminated), ENDED)).toBe(true);
  });

  test('by hand: a cut episode is worth V of its true last observation', () => {
    // V(4) = 2: G2 = 2 + 0.5 * 2 = 3, G1 = 1 + 0.5 * 3 = 2.5, so A = 2 and 2
    // (0.2, -0.2) at S = 1, (-0.2, 0.2) at S = 2;  W: (-0.2, 0.2), b: 0;  w: 1 * 0.4 + 2 * 0.4 = 1.2, c: 0.8
    expect(near(moves(truncated), [-0.2, 0.2, 0, 0, 1.2, 0.8])).toBe(true);
  });

  test('a bootstrap past the terminal state is caught', () => {
    expect(near(moves(truncated), ENDED)).toBe(false);               // as if S' = 4 went on
  });

  test('by hand: at nSteps the segment ends, and the rest of the episode is worth V', () => {
    // the same, divided by nSteps = 2
    expect(near(moves({}, { nSteps: 2 }), [-0.5, 0.5, 0, 0, 3, 2])).toBe(true);
  });

  test('by hand: a long gradient is scaled down to maxGradNorm', () => {
    const norm = Math.hypot(...ENDED);
    expect(near(moves(terminated, { maxGradNorm: 0.5 }), ENDED.map((x) => x * 0.5 / norm))).toBe(true);
    expect(near(moves(terminated, { maxGradNorm: 1 }), ENDED)).toBe(true);
  });
});

/** n-step actor-critic as one would write it down, one world, one set of parameters; returns them after so many steps. */
function sequential(steps: number, { past = false } = {}): Float32Array {
  const env = cartPole(1, 3), stream = streamsOf(3), [gamma, nSteps] = [0.99, 5], explore = stream('explore', 0), pi = distributionFor(env.actionSpace, {});
  const network = wasmBackend.mlp({
    inputs: 4, heads: [{ name: 'policy', outputs: 2, gain: 0.01, hidden: [64, 64] }, { name: 'value', outputs: 1, gain: 1, hidden: [64, 64] }],
    activation: 'tanh', rows: nSteps, gain: Math.SQRT2,
  }, stream('init'));
  const optimizer = wasmBackend.optimizer({ name: 'rmsprop', alpha: 0.99, epsilon: 1e-5 }, network), drawn = new Float32Array(1);
  let segment: { s: number[]; a: number; r: number }[] = [];
  while (env.steps < steps) {
    env.advance();
    pi.read(network.forward(env.observation, 1), 0);
    pi.sample(explore, drawn, 0);
    env.action[0] = drawn[0];
    env.step();
    segment.push({ s: [...env.observation], a: drawn[0], r: env.reward[0] });
    const over = env.terminated[0] === 1 || env.truncated[0] === 1;
    if (segment.length < nSteps && !over) continue;
    let G = env.terminated[0] === 1 && !past ? 0 : network.forward(env.next, 1)[2];
    const said = network.forward(Float32Array.from(segment.flatMap(({ s }) => s)), segment.length), dSaid = new Float32Array(3 * segment.length);
    for (let t = segment.length - 1; t >= 0; t--) {
      G = segment[t].r + gamma * G;
      const advantage = G - said[3 * t + 2], odds = [said[3 * t], said[3 * t + 1]].map(Math.exp);
      for (const k of [0, 1]) dSaid[3 * t + k] = advantage * (odds[k] / (odds[0] + odds[1]) - (k === segment[t].a ? 1 : 0)) / nSteps;
      dSaid[3 * t + 2] = -advantage / nSteps;                        // 0.5 * 2 (V - G)
    }
    network.backward(dSaid);
    wasmBackend.clipGradient(network, 0.5);
    optimizer.step(network.parameters, network.gradient, 7e-4);
    network.gradient.fill(0);
    segment = [];
  }
  return network.parameters;
}

describe('with one row', () => {
  const steps = 1500, env = cartPole(1, 3), agent = agentFor(env, 1, {}, 3);
  const staleness: number[] = [];
  for (const event of train(agent, env, { steps, reportEvery: 1 })) if (event.kind === 'report') staleness.push(event.metrics.staleness);
  const apart = (parameters: Float32Array) => parameters.reduce((most, x, k) => Math.max(most, Math.abs(x - savedOf(agent).theta[k])), 0);

  test('it is the sequential n-step actor-critic', () => {
    expect(apart(sequential(steps))).toBeLessThan(1e-4);
    expect(new Set(staleness)).toEqual(new Set([NaN, 0]));                // NaN: there was no update yet
  });

  test('a sequential one that bootstraps past terminal states is told from it', () => {
    expect(apart(sequential(steps, { past: true }))).toBeGreaterThan(1e-2);
  });
});

/** By how much the shared parameters should move for a worker's segment, if its gradient is taken at `at`: a linear policy on CartPole in float64. */
function shouldMove({ x, action, reward, xNext, t: n, terminated }: SavedWorker, at: Float32Array, square: Float32Array, alpha: number): number[] {
  // W [4 x 2], b [2], w [4 x 1], c
  const logits = (s: Float32Array) => [0, 1].map((k) => at[8 + k] + s.reduce((sum, sj, j) => sum + sj * at[2 * j + k], 0));
  const V = (s: Float32Array) => at[14] + s.reduce((sum, sj, j) => sum + sj * at[10 + j], 0);
  const gradient = new Array<number>(15).fill(0);
  let G = terminated === 1 ? 0 : V(xNext);
  for (let t = n - 1; t >= 0; t--) {
    const s = x.subarray(4 * t, 4 * t + 4), odds = logits(s).map(Math.exp);
    G = reward[t] + 0.99 * G;
    const A = G - V(s);
    for (const k of [0, 1]) {
      const d = A * (odds[k] / (odds[0] + odds[1]) - (k === action[t] ? 1 : 0)) / 5;
      for (let j = 0; j < 4; j++) gradient[2 * j + k] += d * s[j];
      gradient[8 + k] += d;
    }
    for (let j = 0; j < 4; j++) gradient[10 + j] -= A * s[j] / 5;
    gradient[14] -= A / 5;
  }
  return gradient.map((g, k) => -alpha * g / (Math.sqrt(0.99 * square[k] + 0.01 * g * g) + 1000));
}

describe('with four rows', () => {
  const rows = 4, alpha = 20, env = cartPole(rows, 5), agent = agentFor(env, rows, { netArch: [], learningRate: alpha, ...PLAIN }, 5), initial = savedOf(agent).theta;
  const errors = { own: 0, shared: 0, first: 0 }, stale: number[] = [], times: number[] = [], playing: number[] = [];
  let alone = 0, kept = 0, misreported = 0;
  for (let i = 0; i < 1500; i++) {
    env.advance();
    agent.act(env, env.action);
    playing.push(env.step());
    const before = savedOf(agent);
    agent.learn(env, env);
    const after = savedOf(agent), applied = before.workers.flatMap((worker, j) => (after.workers[j].version > before.updates ? [{ worker, now: after.workers[j] }] : []));
    for (const { now } of [...applied].sort((a, b) => a.now.version - b.now.version)) times.push(now.time);
    // A worker that waited for its turn, and had it alone: nothing else has moved the parameters.
    if (after.updates !== before.updates + 1 || applied[0]?.worker.done !== 1) continue;
    const [{ worker, now }] = applied;
    alone++;
    stale.push(before.updates - worker.version);
    if (agent.metrics.staleness !== before.updates - worker.version) misreported++;
    if (now.copy.some((x, k) => x !== after.theta[k])) kept++;
    const error = (at: Float32Array) => shouldMove(worker, at, before.square, alpha).reduce((most, d, k) => Math.max(most, Math.abs(after.theta[k] - before.theta[k] - d)), 0);
    errors.own = Math.max(errors.own, error(worker.copy));
    errors.shared = Math.max(errors.shared, error(before.theta));
    errors.first = Math.max(errors.first, error(initial));
  }

  test('gradients are taken at the worker\'s own copy, which others have left behind', () => {
    expect(alone).toBeGreaterThan(100);
    expect(misreported).toBe(0);
    expect(Math.min(...stale)).toBe(0);
    expect(Math.max(...stale)).toBeGreaterThan(rows);
    expect(stale.reduce((sum, n) => sum + n, 0) / stale.length).toBeGreaterThan(1);
    expect(errors.own).toBeLessThan(5e-6);
  });

  test('a worker whose gradient is taken at the current shared parameters is caught', () => {
    expect(errors.shared).toBeGreaterThan(1e-3);
  });

  test('a worker whose copy is never renewed is caught', () => {
    expect(errors.first).toBeGreaterThan(1e-3);
    expect(kept).toBe(0);
  });

  test('turns come in the order of the virtual clock, and somebody always plays', () => {
    expect(times.length).toBeGreaterThan(800);
    expect(times.every((time, i) => i === 0 || time >= times[i - 1])).toBe(true);
    expect(Math.min(...playing)).toBeGreaterThan(0);
    expect(Math.max(...playing)).toBe(rows);
    expect(playing.reduce((sum, n) => sum + n, 0) / playing.length).toBeLessThan(rows);
  });
});

test('without jitter all workers are as fast: each of eight full segments is seven updates behind', () => {
  const env = makeRows('MountainCar-v0', { rows: 8 }), agent = agentFor(env, 8, { clockJitter: 0, netArch: [8] }), staleness = new Set<number>();
  env.reset(1);
  for (const event of train(agent, env, { steps: 1500, reportEvery: 40 })) if (event.kind === 'report' && event.step > 100) staleness.add(event.metrics.staleness);
  expect([...staleness]).toEqual([7]);
});

test('normalizing observations and rewards learns and can be saved', () => {
  const env = makeRows('Pendulum-v1', { rows: 3 }), options = { normalizeObservation: true, normalizeReward: true, netArch: [8] };
  env.reset(1);
  const agent = agentFor(env, 3, options);
  for (const _ of train(agent, env, { steps: 1000 }));
  const copy = agentFor(env, 3, options);
  copy.load(agent.save());
  expect(encode(copy.save())).toEqual(encode(agent.save()));
  expect(Object.values(agent.metrics).every(Number.isFinite)).toBe(true);
});

test('the same bytes as ever', () => {
  const env = cartPole(4, 7), agent = agentFor(env, 4, { netArch: [16], entCoef: 0.01, learningRate: 'lin_0.001' }, 7, 5000);
  for (const _ of train(agent, env, { steps: 5000 }));
  expect(createHash('sha256').update(new Uint8Array(savedOf(agent).theta.buffer)).digest('hex')).toBe('bde3e792777e3bf2c4f58abe3ac3071d0cbea26df2a6842c9668fdca6afc5229');
});

/** Mean return of 20 greedy episodes of CartPole-v1 after so many steps of eight workers. */
function learned(seed: number, wrong: (step: Step) => Step = (step) => step): number {
  const steps = 150_000, env = cartPole(8, seed), agent = agentFor(env, 8, { learningRate: 'lin_0.0007' }, seed, steps);
  const student: Agent = {
    metrics: agent.metrics, act: (now, action) => agent.act(now, action), learn: (step, control) => agent.learn(wrong(step), control),
    policy: (options) => agent.policy(options), save: () => agent.save(), load: (snapshot) => agent.load(snapshot),
  };
  for (const _ of train(student, env, { steps }));
  const played = evaluate(agent.policy({ rows: 20 }), cartPole(20, 0, 'evaluation'), { episodes: 20, seed: 1 });
  return played.reduce((sum, one) => sum + one.return, 0) / 20;
}
const gate = (returns: readonly number[]) => returns.reduce((sum, G) => sum + G, 0) / returns.length >= 400;

test('it learns CartPole-v1 in 150,000 steps', () => {
  expect(gate([0, 1, 2, 3, 4].map((seed) => learned(seed)))).toBe(true);
});

test('one that bootstraps past terminal states does not', () => {
  const past = (step: Step): Step => Object.create(step, {
    terminated: { value: new Uint8Array(step.rows) }, truncated: { value: step.terminated.map((over, i) => over | step.truncated[i]) },
  }) as Step;
  expect(gate([0, 1].map((seed) => learned(seed, past)))).toBe(false);
});

describe('what cannot be', () => {
  afterEach(() => { vi.unstubAllGlobals(); });
  const world = makeRows('CartPole-v1', { rows: 1 }), setup = (options: Record<string, unknown>) => ({ rows: 2, budget: 100, stream: streamsOf(1), options: agentOptions(spec, options) });

  test('threads that nobody starts', () => {
    const agent = createAgent('a3c', world, { ...setup({}), options: { mode: 'threads' } });
    expect(() => [...train(agent, cartPole(2, 1), { steps: 10 })]).toThrow('`gymnase run` and `gymnase train` start');
  });

  test('threads where no memory can be shared', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(() => spec.threads!.gather(world, setup({ mode: 'threads' }))).toThrow('Cross-Origin-Opener-Policy: same-origin');
  });

  test('threads on another backend than wasm, and more steps than threads can count', () => {
    expect(() => spec.threads!.gather(world, { ...setup({ mode: 'threads' }), backend: { ...wasmBackend, name: 'tfjs-cpu' } })).toThrow('the backend is tfjs-cpu');
    expect(() => spec.threads!.gather(world, { ...setup({ mode: 'threads' }), budget: 3e9 })).toThrow('counts to 2147483647 steps, and the budget is 3000000000');
  });

  test('statistics in threads, and gSDE', () => {
    for (const name of ['normalizeObservation', 'normalizeReward']) {
      expect(() => agentOptions(spec, { mode: 'threads', [name]: true })).toThrow(`${name} of a3c cannot be true: false where mode is "threads"`);
    }
    expect(() => agentOptions(spec, { useSde: true })).toThrow('a3c has no hyperparameter "useSde"');
  });
});
