import {
  Discrete, DynamicsEnv, MAPS, Random, cliffWalking, make, makeRows, register, registry,
  type Dynamics, type Env, type MakeOptions, type Model, type Scene, type Shape, type VectorEnv,
} from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { anyAction, story } from './worlds.ts';

// Every environment there is, and every street.
const worlds: (readonly [string, MakeOptions])[] = [
  ...[...registry.keys()].map((id) => [id, {}] as const),
  ...Object.keys(MAPS).map((map) => ['CarStreet-v0', { map }] as const),
  ['CarStreet-v0', { people: false }],
];
const named = worlds.map(([id, options]) => [`${id} ${Object.entries(options).map(([name, value]) => `${name}=${String(value)}`).join(' ')}`.trim(), id, options] as const);

const LIMIT = 60;                                         // short episodes, so that a run holds many
const STEPS = 400;

interface World { env: Env; play(steps: number): unknown[] }

/** An environment with a player whose actions come from a stream of its own. */
function world(id: string, options: MakeOptions, seed: number, playerSeed = seed): World {
  const env = make(id, { maxEpisodeSteps: LIMIT, ...options }), random = new Random(playerSeed);
  let [, info] = env.reset({ seed });
  return {
    env,
    play: (steps) => Array.from({ length: steps }, () => {
      const got = env.step(anyAction(env.actionSpace, random, info.action_mask as Uint8Array | undefined));
      info = got[4];
      const copy = structuredClone(got);
      if (got[2] || got[3]) [, info] = env.reset();
      return copy;
    }),
  };
}

/** Plays rows, every row by a stream of its own, and shows each step to a witness, with S as it was before. */
function race(env: VectorEnv, steps: number, witness: (before: Float32Array) => void, from = 0): void {
  for (let t = from; t < from + steps; t++) {
    env.advance();
    for (let i = 0; i < env.rows; i++) {
      const size = env.actionSpace instanceof Discrete ? env.actionSpace.n : 0;
      const mask = env.mask?.subarray(i * size, (i + 1) * size);
      env.actionSpace.toRow(anyAction(env.actionSpace, new Random(1000 * t + i), mask), env.action, i * env.actionSpace.rowSize);
    }
    const before = env.observation.slice();
    env.step();
    witness(before);
  }
}
const rowsOf = (id: string, options: MakeOptions, seed = 7, rows = 3) => {
  const env = makeRows(id, { maxEpisodeSteps: LIMIT, ...options, rows });
  env.reset(seed);
  return env;
};
const copy = ({ observation, reward, next, terminated, truncated, returns, lengths, first, steps, episodes }: VectorEnv) => structuredClone({ observation, reward, next, terminated, truncated, returns, lengths, first, steps, episodes });
const record = (env: VectorEnv, steps: number, from = 0) => { const seen: unknown[] = []; race(env, steps, () => seen.push(copy(env)), from); return seen; };

/** What holds for every environment, each a sentence with its proof. */
const laws: Record<string, (id: string, options: MakeOptions) => void> = {
  'the same seed gives the same run, another seed another'(id, options) {
    const run = (seed: number, playerSeed = seed) => world(id, options, seed, playerSeed).play(STEPS);
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  },

  'observations and actions stay inside their spaces, rewards and flags are what they should be'(id, options) {
    const { env, play } = world(id, options, 5);
    for (const [observation, reward, terminated, truncated, info] of play(STEPS) as ReturnType<Env['step']>[]) {
      expect(env.observationSpace.contains(observation)).toBe(true);
      expect(reward).toBeTypeOf('number');
      expect(Number.isFinite(reward)).toBe(true);
      expect([terminated, truncated].map((flag) => typeof flag)).toEqual(['boolean', 'boolean']);
      expect(info).toBeTypeOf('object');
    }
    env.actionSpace.seed(1);
    expect(env.actionSpace.contains(env.actionSpace.sample())).toBe(true);
  },

  'an episode ends, by itself or by the time limit'(id, options) {
    const flags = (world(id, options, 5).play(2 * LIMIT) as ReturnType<Env['step']>[]).map(([, , terminated, truncated]) => terminated || truncated);
    expect(flags).toContain(true);
  },

  'an episode saved in the middle goes on elsewhere as it would have'(id, options) {
    const { env, play } = world(id, options, 6), stranger = make(id, { maxEpisodeSteps: LIMIT, ...options });
    play(25);
    stranger.load!(structuredClone(env.save!()));
    const rest = (one: Env) => {
      const random = new Random(1);
      const seen: unknown[] = [];
      for (let t = 0; t < STEPS; t++) {
        const got = one.step(anyAction(one.actionSpace, random));
        seen.push(got);
        if (got[2] || got[3]) seen.push(one.reset());
      }
      return seen;
    };
    expect(rest(stranger)).toEqual(rest(env));
  },

  'rows: the same seed gives the same run, and save, load and go on equals never stopping'(id, options) {
    const whole = record(rowsOf(id, options), 120);
    expect(record(rowsOf(id, options), 120)).toEqual(whole);
    const env = rowsOf(id, options), stranger = rowsOf(id, options, 99), start = record(env, 50);
    record(stranger, 10);
    stranger.load(structuredClone(env.save()));
    expect([...start, ...record(stranger, 70, 50)]).toEqual(whole);
  },

  'rows: a step leaves S as it was, and the next S is its S\', but after an end'(id, options) {
    const env = rowsOf(id, options);
    let before = copy(env), fresh = 0;
    race(env, 200, (unstepped) => {
      expect(env.observation).toEqual(unstepped);
      const s = copy(env), size = env.observation.length / env.rows;
      for (let i = 0; i < env.rows; i++) {
        const over = before.terminated[i] === 1 || before.truncated[i] === 1 || before.steps === 0;
        fresh += s.first[i];
        expect(s.first[i]).toBe(over ? 1 : 0);
        if (!over) expect(s.observation.subarray(i * size, (i + 1) * size)).toEqual(before.next.subarray(i * size, (i + 1) * size));
      }
      before = s;
    });
    expect(fresh).toBeGreaterThanOrEqual(env.rows);
  },

  'a picture lies in its frame, whenever it is taken'(id, options) {
    const env = make(id, { maxEpisodeSteps: LIMIT, ...options }), random = new Random(2);
    env.reset({ seed: 2 });
    if (env instanceof DynamicsEnv && !env.dynamics.render) return;
    for (let t = 0; t < 60; t++) {
      const scene = env.scene!();
      expect(outOfFrame(scene)).toEqual([]);
      expect(scene.shapes.length).toBeGreaterThan(0);
      const [, , terminated, truncated] = env.step(anyAction(env.actionSpace, random));
      if (terminated || truncated) env.reset();
    }
  },

  'the model, if there is one, is a model: chances add to 1, what has ended has no future, every state has a name of its own'(id, options) {
    const { model, observationSpace, actionSpace } = makeRows(id, options);
    if (!model) return;
    expect([observationSpace, actionSpace].map((space) => (space as Discrete).n)).toEqual([model.states, model.actions]);
    expect(model.start.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    const terminal = new Set<number>();
    for (let s = 0; s < model.states; s++) {
      for (let a = 0; a < model.actions; a++) {
        const outcomes = model.transitions(s, a);
        if (outcomes.length === 0) { terminal.add(s); continue; }
        expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
        for (const { probability, next, reward } of outcomes) {
          if (!(probability > 0 && probability <= 1 && next >= 0 && next < model.states && Number.isFinite(reward))) expect.fail(`${model.actionName(a)} in ${model.stateName(s)}`);
        }
      }
    }
    for (let s = 0; s < model.states; s++) for (let a = 0; a < model.actions; a++) for (const { next, terminated } of model.transitions(s, a)) if (terminated !== terminal.has(next)) expect.fail(`${s} -> ${next}`);
    expect(model.start.some(({ state }) => terminal.has(state))).toBe(false);
    expect(new Set(Array.from({ length: model.states }, (_, s) => model.stateName(s))).size).toBe(model.states);
  },

  'play is in the model, with its reward and its end'(id, options) {
    const env = rowsOf(id, options);
    const { model } = env;
    if (!model) return;
    race(env, STEPS, () => {
      for (let i = 0; i < env.rows; i++) {
        const outcomes = model.transitions(env.observation[i], env.action[i]);
        const found = outcomes.some(({ next, reward, terminated }) => next === env.next[i] && reward === env.reward[i] && (terminated ? 1 : 0) === env.terminated[i]);
        if (!found) expect.fail(`${model.actionName(env.action[i])} in ${model.stateName(env.observation[i])} gave ${env.reward[i]} and ${model.stateName(env.next[i])}`);
      }
    });
  },
};

describe.each(named)('%s', (_, id, options) => {
  test.each(Object.keys(laws))('%s', (sentence) => laws[sentence](id, options));
});

describe('the laws reject', () => {
  /** The first words of the laws that a world breaks. */
  function broken(world: Dynamics): string[] {
    register({ id: 'wrong/World-v0', description: '', entryPoint: () => world });
    try {
      return Object.entries(laws).flatMap(([sentence, law]) => {
        try { law('wrong/World-v0', {}); return []; } catch { return [sentence.split(/[:,]/).slice(0, 2).join(':')]; }
      });
    } finally { registry.delete('wrong/World-v0'); }
  }

  test('nothing about a world that is right', () => expect(broken(story())).toEqual([]));
  test('nor about one with masks', () => expect(broken(story({ masked: true }))).toEqual([]));

  test('a world that remembers something outside its state row', () => {
    let stepped = 0;
    const found = broken({ ...story(), step: (s, action, random) => story().step(s, action, random) + stepped++ });
    expect(found).toEqual(['the same seed gives the same run: another seed another', 'an episode saved in the middle goes on elsewhere as it would have', 'rows: the same seed gives the same run']);
  });

  test('a world that draws from a stream of its own', () => {
    const own = new Random(1);
    expect(broken({ ...story(), step: (s, action) => story().step(s, action, own) })).toContain('the same seed gives the same run: another seed another');
  });

  test('a world that leaves its space', () => {
    expect(broken({ ...story(), observe(s, observation) { story().observe(s, observation); if (s[0] > 2) observation[0] = -s[0]; } })).toEqual(['observations and actions stay inside their spaces: rewards and flags are what they should be']);
  });

  test('a world that holds on to the block of S and writes into it', () => {
    const held: Float32Array[] = [];
    const found = broken({
      ...story(),
      observe(s, observation) { if (s[0] === 0) held.push(observation); story().observe(s, observation); },
      step(s, action, random) { for (const observation of held) observation[2]++; return story().step(s, action, random); },
    });
    expect(found).toContain('rows: a step leaves S as it was');
  });

  test('a picture that leaves its frame on page 2', () => {
    const render = (s: Float64Array): Scene => ({ width: 2, height: 2, background: '#ffffff', shapes: [{ kind: 'circle', x: 1, y: s[0] === 2 ? 9 : 1, r: 1 }] });
    expect(broken({ ...story(), render })).toEqual(['a picture lies in its frame: whenever it is taken']);
  });

  const walk = (change: Partial<Model>): Dynamics => {
    const rules = cliffWalking();
    return { ...rules, model: { ...rules.model!, ...change } };
  };
  test('a model with another reward than the play', () => {
    const { model } = cliffWalking();
    expect(broken(walk({ transitions: (s, a) => model!.transitions(s, a).map((outcome) => ({ ...outcome, reward: outcome.reward === -100 ? -99 : outcome.reward })) }))).toEqual(['play is in the model: with its reward and its end']);
  });

  test('a model whose chances do not add to 1, and one that calls two states the same', () => {
    const { model } = cliffWalking();
    expect(broken(walk({ transitions: (s, a) => model!.transitions(s, a).map((outcome) => ({ ...outcome, probability: 0.9 })) }))).toEqual(['the model: if there is one']);
    expect(broken(walk({ stateName: (s) => String(s >> 1) }))).toEqual(['the model: if there is one']);
  });
});

/** The shapes that leave the picture by more than one unit. */
function outOfFrame({ width, height, shapes }: Scene): Shape[] {
  return shapes.filter((shape) => cornersOf(shape).some(([x, y]) => !(x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1)));
}

function cornersOf(shape: Shape): (readonly [number, number])[] {
  switch (shape.kind) {
    case 'rectangle': return [[shape.x, shape.y], [shape.x + shape.width, shape.y + shape.height]];
    case 'circle': return [[shape.x - shape.r, shape.y - shape.r], [shape.x + shape.r, shape.y + shape.r]];
    case 'label': return [[shape.x, shape.y]];
    default: return [...shape.points];
  }
}

test('the frame rejects a shape that leaves it', () => {
  const scene = (shape: Shape): Scene => ({ width: 4, height: 3, background: '#ffffff', shapes: [shape] });
  expect(outOfFrame(scene({ kind: 'circle', x: 3, y: 1, r: 1 }))).toHaveLength(0);
  expect(outOfFrame(scene({ kind: 'circle', x: 5.5, y: 1, r: 1 }))).toHaveLength(1);
  expect(outOfFrame(scene({ kind: 'line', points: [[1, 1], [NaN, 1]] }))).toHaveLength(1);
});
