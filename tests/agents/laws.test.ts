import { makeRows, type Situation, type VectorEnv } from 'gymnasium-js';
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

const STEPS = 3000;
const TICKS = { tickEvery: 250, reportEvery: 400 };

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
  readonly create: Create;
  readonly rowsOf: (rows: number, role?: Role) => VectorEnv;
  /** Options with which it learns nothing, and nothing else about it changes with the clock that all rows share. */
  readonly still: Record<string, unknown>;
}

const dialsOf = (spec: AgentSpec) => ['learningRate', 'epsilon'].filter((dial) => dial in spec.options.shape);

/** Every agent as it comes, and on schedules where it has dials that can follow one. */
const agentsHere = [...agents.values()].flatMap((spec) => {
  const schedules = Object.fromEntries(dialsOf(spec).map((dial) => [dial, 'lin_1_0.05_0.5']));
  return [{ spec, label: spec.name, given: {} }, ...(dialsOf(spec).length > 0 ? [{ spec, label: `${spec.name} on schedules`, given: schedules }] : [])];
});

const subjects: Subject[] = agentsHere.flatMap(({ spec, label, given }) => [...worlds].filter(([, rowsOf]) => spec.refuses(rowsOf(1)) === undefined).map(([world, rowsOf]): Subject => ({
  agent: label, world, rowsOf, still: Object.fromEntries(dialsOf(spec).map((dial) => [dial, dial === 'learningRate' ? 0 : 0.2])),
  create: (env, seed, options = {}, stream = streamsOf(seed)) => spec.create(env, { rows: env.rows, budget: STEPS, stream, options: agentOptions(spec, { ...given, ...options }) }),
})));

/** The faulty ones that the laws must catch live in the car's street. */
const wrong = (Kind: new (world: VectorEnv, options: LearnerOptions) => Agent): Subject => ({
  agent: Kind.name, world: 'CarStreet-v0', rowsOf: worlds.get('CarStreet-v0')!, still: { alpha: 0 },
  create: (env, seed, options = {}) => new Kind(env, { rows: env.rows, stream: streamsOf(seed), ...options }),
});

/** Everything that a run shows: its events, and the bytes of agent and environment at the end. */
interface Run { readonly events: readonly TrainingEvent[]; readonly bytes: Uint8Array }

const bytesOf = (agent: Agent, env: VectorEnv) => encode({ agent: agent.save(), env: env.save() });

function run({ create, rowsOf }: Subject, rows: number, seed: number, atTick: (agent: Agent) => void = () => {}): Run {
  const env = rowsOf(rows), agent = create(env, seed), events: TrainingEvent[] = [];
  env.reset(seed);
  for (const event of train(agent, env, { steps: STEPS, ...TICKS })) {
    events.push(event);
    if (event.kind === 'tick') atTick(agent);
  }
  return { events, bytes: bytesOf(agent, env) };
}

/** Stops at a tick, goes through a checkpoint's bytes into new objects, and goes on. */
function interrupted({ create, rowsOf }: Subject, rows: number, seed: number, ticks: number): Run {
  const events: TrainingEvent[] = [];
  let env = rowsOf(rows), agent = create(env, seed);
  env.reset(seed);
  let left = ticks, saved: Uint8Array | undefined;
  for (const event of train(agent, env, { steps: STEPS, ...TICKS })) {
    events.push(event);
    if (event.kind === 'tick' && --left === 0) { saved = bytesOf(agent, env); break; }
  }
  const snapshot = decode(saved!) as { agent: never; env: never };
  env = rowsOf(rows);
  env.reset(seed + 1);                                       // whatever it was before, it is as saved now
  agent = create(env, seed);
  agent.load(snapshot.agent);
  env.load(snapshot.env);
  for (const event of train(agent, env, { steps: STEPS, ...TICKS })) events.push(event);
  return { events, bytes: bytesOf(agent, env) };
}

/** Looks at an agent in every way that there is. */
const lookAt = (world: Subject) => {
  const env = world.rowsOf(4, 'evaluation');
  return (agent: Agent) => {
    for (const stochastic of [false, true]) evaluate(agent.policy({ rows: 4, stochastic }), env, { episodes: 5, seed: 3, longest: 40 });
    for (const dial of Object.values(agent.metrics)) expect(Number.isFinite(dial)).toBe(true);
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
    trail.push(...env.action.subarray(i * size, (i + 1) * size), env.observation[i * env.observation.length / rows]);
    env.step();
    agent.learn(env, env);
  }
  return trail;
}
const atRows = subjects.flatMap((subject) => [1, 3].map((rows) => ({ ...subject, subject, rows })));

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
    const first = agent.save(), bytes = encode(first);
    for (const _ of train(agent, env, { steps: 300 }));
    expect(encode(first)).toEqual(bytes);
    agent.load(first);
    env.reset(1);
    for (const _ of train(agent, env, { steps: 300 }));
    expect(encode(first)).toEqual(bytes);                   // loading copies too
  });

  test('acting through a policy leaves the agent as it is, and starts anew each time', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1);
    env.reset(1);
    for (const _ of train(agent, env, { steps: 1000 }));
    const before = encode(agent.save());
    for (const stochastic of [false, true]) expect(played(agent, subject, 3, stochastic)).toEqual(played(agent, subject, 3, stochastic));
    expect(encode(agent.save())).toEqual(before);
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

  test('its dials are finite numbers, before and after learning', () => {
    const env = subject.rowsOf(rows), agent = subject.create(env, 1), finite = () => expect(Object.values(agent.metrics).filter((dial) => !Number.isFinite(dial))).toEqual([]);
    finite();
    env.reset(1);
    for (const _ of train(agent, env, { steps: 1000 }));
    finite();
  });
});

const situationOf = ({ rows, observation, first, playing, mask }: Situation): Situation => ({ rows, observation: observation.slice(), first: first.slice(), playing: playing.slice(), ...(mask && { mask: mask.slice() }) });

describe.each(subjects)('$agent in $world', (subject) => {
  test('a row of eight plays as it would alone', () => {
    for (const i of [0, 3, 7]) expect(rowPlays(subject, i, false)).toEqual(rowPlays(subject, i, true));
  });

  test('the first of eight rows plays as the only row would', () => {
    expect(rowPlays(subject, 0, false)).toEqual(rowPlays(subject, 0, false, 1));
  });

  test('a snapshot of other rows is refused', () => {
    const one = subject.create(subject.rowsOf(1), 1), three = subject.create(subject.rowsOf(3), 1);
    expect(() => one.load(three.save())).toThrow(RangeError);
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

const sameRun = (a: Run, b: Run) => JSON.stringify(a.events) === JSON.stringify(b.events) && a.bytes.every((byte, i) => byte === b.bytes[i]);
const bound = (agent: Agent): Agent => ({
  get metrics() { return agent.metrics; },
  act: (now, action) => agent.act(now, action), learn: (step, control) => agent.learn(step, control),
  policy: (options) => agent.policy(options), save: () => agent.save(), load: (snapshot) => agent.load(snapshot),
});
