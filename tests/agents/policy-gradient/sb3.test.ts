import { makeRows, type Step } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { agentOptions, agentSpec, streamsOf, type StreamOf } from '../../../agents/index.ts';
import { Actor } from '../../../agents/policy-gradient/actor.ts';
import { wasmBackend, type Backend, type Optimizer } from '../../../nets/index.ts';
import { sb3Cases, type Sb3Case } from '../../fixtures/sb3-updates.ts';
import { copied, drawnBy, parametersOf } from './hand.ts';

/*
 * A2C and PPO against Stable-Baselines3, number by number: it has learned from the same steps, begun with the same parameters and gone on with its
 * own (tests/fixtures/sb3_updates.py). After each update the parameters must be its parameters.
 */

// The other ways to normalize advantages.
const standard = vi.hoisted(() => ({ by: 'minibatch' as 'minibatch' | 'segment' | 'n', mean: 0, deviation: 1 }));
vi.mock('../../../agents/policy-gradient/advantages.ts', async (original) => {
  const real = await original<typeof import('../../../agents/policy-gradient/advantages.ts')>();
  return {
    ...real,
    advantages(...[segment, gamma, lambda, out]: Parameters<typeof real.advantages>) {
      real.advantages(segment, gamma, lambda, out);
      standard.mean = out.reduce((sum, a) => sum + a, 0) / out.length;
      standard.deviation = Math.sqrt(out.reduce((sum, a) => sum + (a - standard.mean) ** 2, 0) / (out.length - 1));
    },
    standardize(advantage: Float64Array, n: number) {
      if (standard.by === 'segment') for (let j = 0; j < n; j++) advantage[j] = (advantage[j] - standard.mean) / (standard.deviation + 1e-8);
      else real.standardize(advantage, n);
      if (standard.by === 'n') for (let j = 0; j < n; j++) advantage[j] *= Math.sqrt(n / (n - 1));
    },
  };
});

/** What a learner does otherwise. */
interface Otherwise {
  readonly options?: Record<string, unknown>;
  readonly optimizer?: (epsilon: number) => Optimizer['step'];
  readonly stream?: (stream: StreamOf) => StreamOf;
  readonly step?: (step: Step) => Step;
}

/** What our agent made of a case, as far as it went the same way. */
interface Played {
  /** How far its parameters are from Stable-Baselines3's after each update, in units of how far these have come from the first ones. */
  readonly errors: readonly number[];
  readonly metrics: readonly Readonly<Record<string, number>>[];
  /** Steps of the optimizer in each update. */
  readonly steps: readonly number[];
  /** Where it departed from what was played, if it did. */
  readonly departed?: string;
}

const equal = (a: ArrayLike<number>, b: ArrayLike<number>) => a.length === b.length && Array.from(a).every((x, k) => Math.fround(x) === b[k]);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.hypot(...Array.from(a, (x, k) => x - b[k]));

function played({ agent: name, id, rows, maxEpisodeSteps, seed, options: few, updates, ...sb3 }: Sb3Case, otherwise: Otherwise = {}): Played {
  const spec = agentSpec(name), options = agentOptions(spec, { ...few, ...otherwise.options }) as Record<string, number>, { nSteps } = options;
  let stepped = 0;
  const orders: number[][] = [], see = () => {
    const order = agent.save().order as Int32Array | undefined;
    if (order && orders.at(-1)?.join() !== order.join()) orders.push([...order]);          // each epoch has its own
  };
  const backend: Backend = {
    ...wasmBackend,
    optimizer(shape, network) {
      const own = wasmBackend.optimizer(shape, network), step = otherwise.optimizer?.((shape as { epsilon: number }).epsilon) ?? own.step.bind(own);
      return { step: (...moved) => { see(); stepped++; step(...moved); }, save: () => own.save(), load: (saved) => own.load(saved) };
    },
  };
  const env = makeRows(id, { rows, maxEpisodeSteps }), { rowSize: width } = env.observationSpace, times = nSteps * updates;
  env.reset(seed);
  const stream = otherwise.stream?.(streamsOf(seed)) ?? streamsOf(seed);
  const agent = spec.create(env, { rows, budget: times * rows, stream, options, backend });
  const errors: number[] = [], metrics: Record<string, number>[] = [], steps: number[] = [], size = env.action.length;
  if (!equal(parametersOf(agent), sb3.initial)) return { errors, metrics, steps, departed: 'initial parameters' };
  for (let t = 0, over = 0; t < times; t++) {
    const gone = (what: string) => ({ errors, metrics, steps, departed: `${what} of step ${t}` });
    const at = <A extends { slice(from: number, to: number): A }>(numbers: A, n: number) => numbers.slice(t * n, (t + 1) * n);
    env.advance();
    if (!equal(env.observation, at(sb3.observation, rows * width))) return gone('observation');
    agent.act(env, env.action);
    env.step();
    const step = copied(env);
    agent.learn(otherwise.step?.(copied(step)) ?? step, env);
    if (!equal(drawnBy(agent).subarray(t % nSteps * size, (t % nSteps + 1) * size), at(sb3.action, size))) return gone('action');
    if (!equal(step.reward, at(sb3.reward, rows))) return gone('reward');
    for (const [i, end] of at(sb3.ends, rows).entries()) {
      if ((step.terminated[i] === 1 ? 1 : step.truncated[i] === 1 ? 2 : 0) !== end) return gone('end');
      if (end === 0) continue;
      if (!equal(step.next.subarray(i * width, (i + 1) * width), sb3.last.slice(over * width, (over + 1) * width))) return gone('S\'');
      over++;
    }
    if ((t + 1) % nSteps > 0) continue;
    const update = errors.length;
    see();
    errors.push(distance(parametersOf(agent), sb3.after[update]) / distance(sb3.after[update], sb3.initial));
    metrics.push({ ...agent.metrics });
    steps.push(stepped);
    stepped = 0;
    if (sb3.orders && JSON.stringify(orders.splice(0)) !== JSON.stringify(sb3.orders[update])) return gone('order of minibatches in the update');
  }
  return { errors, metrics, steps };
}

/**
 * Parameters may be off by this much of the way that they have come. Measured: at most 1.0e-5 where observations are normalized (there
 * Stable-Baselines3 takes means of float32 in float32), else 1.1e-6.
 */
const TOLERANCE = 2e-5;
/** Wrong learners are off by 1e-3 and more: so many times the tolerance at least. */
const TELLS = 30;

/** Wrong learners, and the cases in which they can show. */
interface Fault extends Otherwise { readonly name: string; readonly where: (given: Sb3Case) => unknown; readonly mock?: () => void }

const ends = (change: (step: Step, i: number) => Partial<Record<'terminated' | 'truncated', number>>) => (step: Step): Step => {
  for (let i = 0; i < step.rows; i++) {
    const { terminated = step.terminated[i], truncated = step.truncated[i] } = change(step, i);
    step.terminated[i] = terminated;
    step.truncated[i] = truncated;
  }
  return step;
};
const isA2C = ({ agent }: Sb3Case) => agent === 'a2c', isPPO = ({ agent }: Sb3Case) => agent === 'ppo';
const normalizes = ({ options }: Sb3Case) => options.normalizeObservation === true;
const byRmsProp = (given: Sb3Case) => isA2C(given) && given.options.useRmsProp !== false, byAdam = (given: Sb3Case) => !byRmsProp(given);

/** theta <- theta - alpha g / sqrt(s + epsilon), s <- 0.99 s + 0.01 g^2 */
function epsilonInside(epsilon: number): Optimizer['step'] {
  let s: Float64Array | undefined;
  return (theta, gradient, alpha) => {
    s ??= new Float64Array(theta.length);
    for (const [k, g] of gradient.entries()) {
      s[k] = 0.99 * s[k] + 0.01 * g * g;
      theta[k] -= alpha * g / Math.sqrt(s[k] + epsilon);
    }
  };
}

/** Adam, whose epsilon may stand inside the root, and whose means may be left as they begin: at 0. */
const adam = ({ inside = false, corrected = true }) => (epsilon: number): Optimizer['step'] => {
  let m: Float64Array | undefined, v = new Float64Array(0), t = 0;
  return (theta, gradient, alpha) => {
    if (!m) { m = new Float64Array(theta.length); v = new Float64Array(theta.length); }
    t++;
    const c1 = corrected ? 1 - 0.9 ** t : 1, c2 = corrected ? 1 - 0.999 ** t : 1;
    for (const [k, g] of gradient.entries()) {
      m[k] = 0.9 * m[k] + 0.1 * g;
      v[k] = 0.999 * v[k] + 0.001 * g * g;
      theta[k] -= alpha * m[k] / c1 / (inside ? Math.sqrt(v[k] / c2 + epsilon) : Math.sqrt(v[k] / c2) + epsilon);
    }
  };
};

const FAULTS: readonly Fault[] = [
  { name: 'ends where time ran out', where: () => true, step: ends((step, i) => (step.truncated[i] === 1 ? { terminated: 1, truncated: 0 } : {})) },
  {
    name: 'bootstraps past the terminal state', where: () => true,
    step: ends((step, i) => (step.terminated[i] === 1 ? { terminated: 0, truncated: 1 } : {})),
  },
  { name: 'carries on across the end of an episode', where: () => true, step: ends(() => ({ terminated: 0, truncated: 0 })) },
  { name: 'RMSProp with epsilon inside the root', where: byRmsProp, optimizer: epsilonInside },
  { name: 'Adam with epsilon inside the root', where: byAdam, optimizer: adam({ inside: true }) },
  { name: 'Adam whose means are not corrected', where: byAdam, optimizer: adam({ corrected: false }) },
  {
    name: 'advantages normalized over the segment', where: (given) => isPPO(given) && given.options.normalizeAdvantage !== false,
    mock: () => { standard.by = 'segment'; },
  },
  {
    name: 'advantages normalized by n, not n - 1', where: ({ agent, options }) => options.normalizeAdvantage ?? agent === 'ppo',
    mock: () => { standard.by = 'n'; },
  },
  {
    name: 'S\' valued before the statistics have taken it in', where: normalizes,
    mock: () => { vi.spyOn(Actor.prototype, 'meet').mockImplementation(() => {}); },
  },
  { name: 'rewards as they are', where: normalizes, options: { normalizeReward: false } },
  { name: 'minibatches in another order', where: isPPO, stream: (stream) => (name, row = 0) => stream(name, name === 'shuffle' ? row + 1 : row) },
  { name: 'values that may move half as far', where: ({ options }) => options.clipRangeVf, options: { clipRangeVf: 0.1 } },
  { name: 'values that may move as they will', where: ({ options }) => options.clipRangeVf, options: { clipRangeVf: null } },
  { name: 'a clip range that is a tenth wider', where: ({ options }) => options.clipRange === 0.1, options: { clipRange: 0.11 } },
  { name: 'no schedule', where: ({ options }) => String(options.learningRate).startsWith('lin'), options: { learningRate: 0.002 } },
  { name: 'goes on whatever the KL is', where: ({ options }) => options.targetKl, options: { targetKl: null } },
  { name: 'no entropy', where: ({ options }) => options.entCoef, options: { entCoef: 0 } },
  { name: 'half the squared error', where: () => true, options: { vfCoef: 0.25 } },
  { name: 'a gradient as long as it comes', where: () => true, options: { maxGradNorm: 1e6 } },
  { name: 'another lambda', where: () => true, options: { gaeLambda: 0.97 } },
];

describe.each(sb3Cases)('$name', (given) => {
  const { agent, options: few, updates, metrics, ends, initial, after } = given;

  test('it says the parameters that Stable-Baselines3 has after each update', () => {
    expect([1, 2].map((end) => ends.includes(end))).toEqual([true, true]);                   // terminated, truncated
    expect(distance(after[updates - 1], initial)).toBeGreaterThan(0.02);
    const { departed, errors } = played(given);
    expect([departed, errors.length]).toEqual([undefined, updates]);
    expect(Math.max(...errors)).toBeLessThan(TOLERANCE);
  });

  test('and its dials', () => {
    const ours = played(given), { nSteps, nEpochs, batchSize } = agentOptions(agentSpec(agent), few) as Record<string, number>;
    const whole = agent === 'ppo' ? nEpochs * Math.ceil(nSteps * given.rows / batchSize) : 1;
    let compared = 0;
    for (const [u, dials] of metrics.entries()) {
      // Where the KL stops an update, Stable-Baselines3 counts the minibatch that was not learned from, too.
      const names = Object.keys(dials).filter((name) => ours.steps[u] === whole || name === 'explainedVariance' || name === 'learningRate');
      for (const name of names) {
        const x = ours.metrics[u][name], expected = dials[name] ?? NaN;
        expect(Math.abs(x - expected) / Math.max(1, Math.abs(expected)), `${name} of update ${u}`).toBeLessThan(1e-5);
      }
      compared += names.length;
    }
    expect(compared).toBeGreaterThan(5 * (updates - 1));
  });

  test.each(FAULTS.filter(({ where }) => where(given)))('it is not: $name', ({ mock, ...otherwise }) => {
    mock?.();
    const { errors } = played(given, otherwise);
    vi.restoreAllMocks();
    standard.by = 'minibatch';
    expect(Math.max(...errors)).toBeGreaterThan(TELLS * TOLERANCE);
  });
});
