import { createHash } from 'node:crypto';
import { Box, makeRows, type Situation, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { agentOptions, agents, streamsOf, type Agent, type AgentSpec, type StreamOf } from '../../agents/index.ts';
import { decode, encode } from '../../runners/checkpoint.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { train, type TrainingEvent } from '../../runners/train.ts';
import { maskedRing, pushing, rowsOf } from './toys.ts';
import { EvaluatesWithItsExploration, ForgetsItsStreams, PlainQLearning, SharesOneStream, type LearnerOptions } from './wrong.ts';

/*
 * Laws that hold for every agent in every world that it can live in. An agent that joins the list is under them from then on.
 */

/** Of populations a row is an individual, and there are several. */
const evolves = (spec: AgentSpec) => spec.rows !== undefined;
/** Tables learn in 3000 steps, networks in 600: each step of theirs costs more, but for those that only look. */
const stepsOf = (spec: AgentSpec) => ('netArch' in spec.options.shape && !evolves(spec) ? 600 : 3000);
const TICKS = 12, REPORTS = 7.5;                             // over the whole

type Role = 'training' | 'evaluation';
const worlds = new Map<string, (rows: number, role?: Role) => VectorEnv>([
  ['CliffWalking-v1', (rows, role) => makeRows('CliffWalking-v1', { rows, role, maxEpisodeSteps: 100 })],
  ['CliffWalkingSlippery-v1', (rows, role) => makeRows('CliffWalkingSlippery-v1', { rows, role, maxEpisodeSteps: 100 })],
  ['CarStreet-v0', (rows, role) => makeRows('CarStreet-v0', { rows, role })],
  ['CarStreet-v0, town', (rows, role) => makeRows('CarStreet-v0', { rows, role, map: 'town' })],
  ['a masked ring', (rows, role) => rowsOf(maskedRing, { rows, role, maxEpisodeSteps: 50 })],
  ['pushing a point', (rows, role) => rowsOf(pushing, { rows, role, maxEpisodeSteps: 50 })],
]);

/** How an agent comes to life in a world, from a seed. */
type Create = (env: VectorEnv, seed: number, options?: Record<string, unknown>, stream?: StreamOf) => Agent;
interface Subject {
  readonly agent: string;
  readonly world: string;
  readonly steps: number;
  readonly create: Create;
  readonly evolves: boolean;
  readonly rowsOf: (rows: number, role?: Role) => VectorEnv;
  /** Options with which it learns nothing, and nothing else about it changes with the clock that all rows share. */
  readonly still: Record<string, unknown>;
}

type Options = Readonly<Record<string, unknown>>;
/** Those of some options that an agent has. */
const known = (spec: AgentSpec, options: Options): Options => Object.fromEntries(Object.entries(options).filter(([name]) => name in spec.options.shape));
const dialsOf = (spec: AgentSpec) => Object.keys(known(spec, { learningRate: 0, epsilon: 0 }));

/** Laws do not depend on the width of a network or the length of a segment; their time does. 20 divides neither 16 steps of one row nor of three. */
const SMALL = { netArch: [8], nSteps: 16, batchSize: 20, nEpochs: 2 };
/** What else learners with networks remember: statistics, noise, a shared torso. */
const ALL = { normalizeObservation: true, normalizeReward: true, useSde: true, sdeSampleFreq: 3, sharedTorso: true, clipRangeVf: 0.2, entCoef: 'lin_0.01', netArch: [8, 5] };

/** Rows share what they learn, and what observations look like is learned too; and gSDE's noise is renewed by a clock that goes for all rows. */
const ALONE = { normalizeObservation: false, useSde: false };

/** Every agent as it comes, and on schedules where it has dials that can follow one; those with networks also with all that these can do. */
const agentsHere = [...agents.values()].flatMap((spec) => {
  const small = known(spec, SMALL), network = 'netArch' in small, schedule = network ? 'lin_0.01_0.001_0.5' : 'lin_1_0.05_0.5';
  const schedules = Object.fromEntries(dialsOf(spec).map((dial) => [dial, schedule])), label = `${spec.name} on schedules${network ? ', with all' : ''}`;
  return [{ spec, label: spec.name, given: small }, ...(dialsOf(spec).length > 0 ? [{ spec, label, given: { ...small, ...schedules, ...known(spec, ALL) } }] : [])];
});

const subjects: Subject[] = agentsHere.flatMap(({ spec, label, given }) => [...worlds].filter(([, rowsOf]) => spec.refuses(rowsOf(1)) === undefined).map(([world, rowsOf]): Subject => ({
  agent: label, world, rowsOf, steps: stepsOf(spec), evolves: evolves(spec), still: { ...Object.fromEntries(dialsOf(spec).map((dial) => [dial, dial === 'learningRate' ? 0 : 0.2])), ...known(spec, ALONE) },
  create: (env, seed, options = {}, stream = streamsOf(seed)) => {
    const possible = env.actionSpace instanceof Box ? {} : known(spec, { useSde: false });         // gSDE is for numbers
    return spec.create(env, { rows: env.rows, budget: stepsOf(spec), stream, options: agentOptions(spec, { ...given, ...options, ...possible }) });
  },
})));

/** The faulty ones that the laws must catch live in the car's street. */
const wrong = (Kind: new (world: VectorEnv, options: LearnerOptions) => Agent): Subject => ({
  agent: Kind.name, world: 'CarStreet-v0', rowsOf: worlds.get('CarStreet-v0')!, steps: 3000, evolves: false, still: { alpha: 0 },
  create: (env, seed, options = {}) => new Kind(env, { rows: env.rows, stream: streamsOf(seed), ...options }),
});

/** Everything that a run shows: its events, and the bytes of agent and environment at the end, by their hash. */
interface Run { readonly events: readonly TrainingEvent[]; readonly bytes: string }

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const bytesOf = (agent: Agent, env: VectorEnv) => encode({ agent: agent.save(), env: env.save() });

const lengthOf = ({ steps }: Subject) => ({ steps, tickEvery: steps / TICKS, reportEvery: steps / REPORTS });

function run(subject: Subject, rows: number, seed: number, atTick: (agent: Agent) => void = () => {}): Run {
  const env = subject.rowsOf(rows), agent = subject.create(env, seed), events: TrainingEvent[] = [];
  env.reset(seed);
  for (const event of train(agent, env, lengthOf(subject))) {
    events.push(event);
    if (event.kind === 'tick') atTick(agent);
  }
  return { events, bytes: hashOf(bytesOf(agent, env)) };
}

/** Stops at a tick, goes through a checkpoint's bytes into new objects, and goes on. */
function interrupted(subject: Subject, rows: number, seed: number, ticks: number): Run {
  const { create, rowsOf } = subject, events: TrainingEvent[] = [];
  let env = rowsOf(rows), agent = create(env, seed);
  env.reset(seed);
  let left = ticks, saved: Uint8Array | undefined;
  for (const event of train(agent, env, lengthOf(subject))) {
    events.push(event);
    if (event.kind === 'tick' && --left === 0) { saved = bytesOf(agent, env); break; }
  }
  const snapshot = decode(saved!) as { agent: never; env: never };
  env = rowsOf(rows);
  env.reset(seed + 1);                                       // whatever it was before, it is as saved now
  agent = create(env, seed);
  agent.load(snapshot.agent);
  env.load(snapshot.env);
  for (const event of train(agent, env, lengthOf(subject))) events.push(event);
  return { events, bytes: hashOf(bytesOf(agent, env)) };
}

/** Dials that are no finite numbers. The variance of returns that never vary cannot be explained. */
const strange = ({ metrics, generation }: Agent) => (generation === 0 ? [] : Object.entries(metrics)).filter(([name, dial]) => !Number.isFinite(dial) && !(name === 'explainedVariance' && Number.isNaN(dial)));

/** Looks at an agent in every way that there is. */
const lookAt = (world: Subject) => {
  const env = world.rowsOf(4, 'evaluation');
  return (agent: Agent) => {
    for (const stochastic of [false, true]) evaluate(agent.policy({ rows: 4, stochastic }), env, { episodes: 5, seed: 3, longest: 40 });
    expect(Object.values(agent.metrics).every(Number.isNaN) ? [] : strange(agent)).toEqual([]);      // all NaN: nothing was measured yet
  };
};

/** What a policy plays in the states that its agent saw: 50 steps of a world of its own. */
function played(agent: Agent, { rowsOf }: Subject, rows: number, stochastic: boolean): number[] {
  const env = rowsOf(rows, 'evaluation'), policy = agent.policy({ rows, stochastic }), actions: number[] = [];
  env.reset(17);
  for (let t = 0; t < 50; t++) {
    env.advance();
    policy.act(env, env.action);
    actions.push(...env.action);
    env.step();
  }
  return actions;
}

/**
 * What row i plays and sees among eight whose others play too, or rest. Rows share what they learn, so here nothing is learned: the table is
 * the same for all, and the rest of what a row plays must come from its own streams and its own world.
 */
function rowPlays({ create, rowsOf, still }: Subject, i: number, alone: boolean, rows = 8): number[] {
  const env = rowsOf(rows), agent = create(env, 5, still), trail: number[] = [];
  if ('actionValues' in agent) (agent.actionValues as Float64Array).forEach((_, k, q) => { q[k] = k % 7; });
  env.reset(5);
  if (alone) for (let j = 0; j < rows; j++) if (j !== i) env.rest(j);
  const size = env.action.length / rows;
  for (let t = 0; t < 300; t++) {
    env.advance();
    agent.act(env, env.action);
    if (env.playing[i] === 1) trail.push(...env.action.subarray(i * size, (i + 1) * size), env.observation[i * env.observation.length / rows]);
    env.step();
    agent.learn(env, env);
  }
  return trail;
}

/** Those that learn from segments of all rows at once. */
const sideBySide = ({ agent }: Subject) => /^(a2c|ppo)\b/.test(agent);

/** Rows of some agents rest until the others are done, so that one gets less far than alone, in worlds of short and long episodes much less. */
function expectSamePlay(one: readonly number[], other: readonly number[]): void {
  const far = Math.min(one.length, other.length);
  expect(far).toBeGreaterThan(20);
  expect(one.slice(0, far)).toEqual(other.slice(0, far));
}

const atRows = subjects.flatMap((subject) => (subject.evolves ? [4, 6] : [1, 3]).map((rows) => ({ ...subject, subject, rows })));

test('the list is under the laws: every agent lives somewhere, in all the worlds that suit it', () => {
  for (const name of agents.keys()) expect(subjects.some((subject) => subject.agent === name), name).toBe(true);
  expect(subjects.filter((subject) => subject.agent === 'random').length).toBe(worlds.size);
});

describe.each(atRows)('$agent in $world, $rows rows', ({ subject, rows }) => {
  test('the same seed gives the same run, another seed another', () => {
    const one = run(subject, rows, 1), again = run(subject, rows, 1), other = run(subject, rows, 2);
    expect(again.events).toEqual(one.events);
    expect(again.bytes).toEqual(one.bytes);
    expect(other.bytes).not.toEqual(one.bytes);
  });

  test('evaluating on the way changes no event and no byte', () => {
    const looked = run(subject, rows, 1, lookAt(subject)), not = run(subject, rows, 1);
    expect(looked.events).toEqual(not.events);
    expect(looked.bytes).toEqual(not.bytes);
  });

  test('save, load into new objects and continue equals never stopping', () => {
    const whole = run(subject, rows, 1);
    for (const ticks of [1, 5]) {
      const parts = interrupted(subject, rows, 1, ticks);
      expect(parts.events).toEqual(whole.events);
      expect(parts.bytes).toEqual(whole.bytes);
    }
  });

  test('a snapshot is a copy: it stays as it was while the agent goes on', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1);
    env.reset(1);
    const first = agent.save(), bytes = hashOf(encode(first));
    for (const _ of train(agent, env, { steps: 300 }));
    expect(hashOf(encode(first))).toBe(bytes);
    agent.load(first);
    env.reset(1);
    for (const _ of train(agent, env, { steps: 300 }));
    expect(hashOf(encode(first))).toBe(bytes);                   // loading copies too
  });

  test('acting through a policy leaves the agent as it is, and starts anew each time', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1);
    env.reset(1);
    for (const _ of train(agent, env, { steps: 1000 }));
    const before = hashOf(encode(agent.save()));
    for (const stochastic of [false, true]) expect(played(agent, subject, 3, stochastic)).toEqual(played(agent, subject, 3, stochastic));
    expect(hashOf(encode(agent.save()))).toBe(before);
  });

  test('a policy is frozen: it plays on as the agent was, while the agent learns', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1);
    env.reset(1);
    const policies = [agent.policy(), agent.policy()], situations: Situation[] = [], watched = subject.rowsOf(1, 'evaluation'), actions: number[] = [];
    watched.reset(2);
    for (let t = 0; t < 60; t++) {
      watched.advance();
      policies[0].act(watched, watched.action);
      situations.push(situationOf(watched));
      actions.push(...watched.action);
      watched.step();
    }
    for (const _ of train(agent, env, { steps: 1000 }));
    const size = watched.action.length, action = new Float32Array(size), later = situations.flatMap((now) => { policies[1].act(now, action); return [...action]; });
    expect(later).toEqual(actions);
  });

  test('a policy has streams of its own, by other names than those that learning draws from', () => {
    const asked: string[] = [], stream: StreamOf = (name, row) => { asked.push(name); return streamsOf(1)(name, row); };
    const agent = subject.create(subject.rowsOf(rows), 1, {}, stream), learning = new Set(asked.splice(0));
    agent.policy({ rows: 3, stochastic: true });
    expect(asked.filter((name) => learning.has(name))).toEqual([]);
  });

  test('its dials are finite numbers once it learns; until then they may say NaN, for nothing was measured', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1);
    expect(strange(agent).filter(([, dial]) => !Number.isNaN(dial))).toEqual([]);
    env.reset(1);
    for (const _ of train(agent, env, { steps: 1000 }));
    expect(strange(agent)).toEqual([]);
  });
});

const situationOf = ({ rows, observation, first, playing, mask }: Situation): Situation => ({ rows, observation: observation.slice(), first: first.slice(), playing: playing.slice(), ...(mask && { mask: mask.slice() }) });

test('a snapshot of other rows is refused', () => {
  for (const subject of subjects) {
    const [few, more] = subject.evolves ? [4, 6] : [1, 3], one = subject.create(subject.rowsOf(few), 1), other = subject.create(subject.rowsOf(more), 1);
    expect(() => one.load(other.save()), `${subject.agent} in ${subject.world}`).toThrow(RangeError);
  }
});

// A row of a population is an individual, another one in each: who plays alone there plays otherwise, and that is the point of it.
describe.each(subjects.filter((subject) => !subject.evolves))('$agent in $world', (subject) => {
  test(`a row of eight plays as it would alone${sideBySide(subject) ? ', or says that it cannot' : ''}`, () => {
    if (sideBySide(subject)) expect(() => rowPlays(subject, 3, true)).toThrow('row 0 rests, and here all rows learn side by side');
    else for (const i of [0, 3, 7]) expectSamePlay(rowPlays(subject, i, false), rowPlays(subject, i, true));
  });

  test('the first of eight rows plays as the only row would', () => {
    expectSamePlay(rowPlays(subject, 0, false), rowPlays(subject, 0, false, 1));
  });
});

describe('the laws catch', () => {
  test('nothing in a plain learner without a fault', () => {
    const plain = wrong(PlainQLearning);
    expect(run(plain, 3, 1, lookAt(plain))).toEqual(run(plain, 3, 1));
    expect(interrupted(plain, 3, 1, 5)).toEqual(run(plain, 3, 1));
    expect(rowPlays(plain, 3, false)).toEqual(rowPlays(plain, 3, true));
  });

  test('an agent whose evaluation draws from its exploration', () => {
    const faulty = wrong(EvaluatesWithItsExploration);
    expect(run(faulty, 1, 1, lookAt(faulty)).bytes).not.toEqual(run(faulty, 1, 1).bytes);
  });

  test('an agent that forgets where its random numbers stood', () => {
    const faulty = wrong(ForgetsItsStreams);
    expect(interrupted(faulty, 1, 1, 5).events).not.toEqual(run(faulty, 1, 1).events);
  });

  test('a SARSA that forgets the action it promised', () => {
    const subject = subjects.find(({ agent, world }) => agent === 'sarsa' && world === 'CarStreet-v0')!;
    const forgetful: Subject = {
      ...subject,
      create(env, seed) {
        const agent = subject.create(env, seed);
        return { ...bound(agent), load: (snapshot) => agent.load({ ...snapshot, aNext: new Float64Array(env.rows) }) };
      },
    };
    const caught = [1, 2, 3, 4, 5].filter((ticks) => !sameRun(interrupted(forgetful, 3, 1, ticks), run(subject, 3, 1)));
    expect(caught.length).toBeGreaterThan(0);
  });

  test('rows that draw from one stream', () => {
    const faulty = wrong(SharesOneStream);
    expect(rowPlays(faulty, 3, false)).not.toEqual(rowPlays(faulty, 3, true));
  });
});

const sameRun = (a: Run, b: Run) => JSON.stringify(a.events) === JSON.stringify(b.events) && a.bytes === b.bytes;
const bound = (agent: Agent): Agent => ({
  get metrics() { return agent.metrics; },
  act: (now, action) => agent.act(now, action), learn: (step, control) => agent.learn(step, control),
  policy: (options) => agent.policy(options), save: () => agent.save(), load: (snapshot) => agent.load(snapshot),
});
