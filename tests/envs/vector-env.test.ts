import { cliffWalking, DynamicsEnv, DynamicsVectorEnv, makeRows, Random, ROLES, SeedSequence, SyncVectorEnv, VectorRows, type Dynamics, type Env, type RowSeed, type Snapshot, type VectorOptions } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { READ, SHUT, story } from './worlds.ts';

type Create = (options?: VectorOptions & { masked?: boolean }) => VectorRows;
type Rows = new (dynamics: Dynamics, options?: VectorOptions) => VectorRows;

const rowsOf = (Kind: Rows): Create => ({ masked = false, ...options } = {}) => new Kind(story({ masked }), options);
const objectsOf: Create = ({ rows = 1, masked = false, maxEpisodeSteps = Infinity, role = 'training' } = {}) => (
  new SyncVectorEnv(Array.from({ length: rows }, () => new DynamicsEnv(story({ masked }), { maxEpisodeSteps }) as Env), { masked, role })
);

/** Everything in `Step`, copied. */
const seen = ({ observation, first, mask, playing, action, reward, next, nextMask, terminated, truncated, returns, lengths, steps, episodes }: VectorRows) => (
  structuredClone({ observation, first, mask, playing, action, reward, next, nextMask, terminated, truncated, returns, lengths, steps, episodes })
);
/** [page, story, line] of S or S' in a row. */
const S = (env: VectorRows, row: number) => [...env.observation.subarray(3 * row, 3 * row + 3)];
const Snext = (env: VectorRows, row: number) => [...env.next.subarray(3 * row, 3 * row + 3)];

function begun(create: Create, options: Parameters<Create>[0], seed = 7): VectorRows {
  const env = create(options);
  env.reset(seed);
  env.advance();
  return env;
}

function play(env: VectorRows, ...actions: number[]): void {
  env.action.set(actions);
  env.step();
}

/** What row i would play alone: its actions come from a stream of its own. Each entry is all that its learner sees of a step. */
function diary(env: VectorRows, row: number, steps: number, others: 'rest' | 'play' = 'play'): unknown[] {
  const streams = Array.from({ length: env.rows }, (_, i) => new Random(new SeedSequence(99, { spawnKey: [i] })));
  const alone = env.rows === 1 ? new Random(new SeedSequence(99, { spawnKey: [row] })) : undefined, at = env.rows === 1 ? 0 : row;
  return Array.from({ length: steps }, () => {
    if (others === 'rest') for (let i = 0; i < env.rows; i++) if (i !== row) env.rest(i);
    env.advance();
    for (let i = 0; i < env.rows; i++) if (env.playing[i] === 1) env.action[i] = (alone ?? streams[i]).random() < 0.3 ? SHUT : READ;
    const s = S(env, at), first = env.first[at];
    env.step();
    return { s, first, next: Snext(env, at), reward: env.reward[at], ended: [env.terminated[at], env.truncated[at]], return: env.returns[at], length: env.lengths[at] };
  });
}

/** The laws of rows, each a sentence with its proof. They hold for every kind of vector environment. */
const laws: Record<string, (create: Create) => void> = {
  'reset wakes and begins every row, at the next advance'(create) {
    const env = create({ rows: 3 });
    expect([...env.playing, ...env.first]).toEqual([0, 0, 0, 0, 0, 0]);
    env.reset(7);
    expect([...env.playing, ...env.first]).toEqual([0, 0, 0, 0, 0, 0]);
    env.advance();
    expect([...env.playing, ...env.first]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([env.steps, env.episodes]).toEqual([0, 0]);
    expect(new Set([0, 1, 2].map((i) => S(env, i)[1])).size).toBe(3);                    // three stories
  },

  'a step counts its rows, adds up returns and lengths, and counts episodes that end'(create) {
    const env = begun(create, { rows: 2 });
    play(env, READ, READ); env.advance();
    play(env, READ, SHUT);
    expect([...env.returns]).toEqual([1 + 1, 1 + 10]);
    expect([...env.lengths]).toEqual([2, 2]);
    expect([...env.terminated]).toEqual([0, 1]);
    expect([env.steps, env.episodes]).toEqual([4, 1]);
    expect([env.outcome(0), env.outcome(1)]).toEqual(['time limit', 'shut']);
  },

  'S and S\' live apart: a step leaves S as it was, and the final observation is the true one'(create) {
    const env = begun(create, { rows: 2 });
    const before = [S(env, 0), S(env, 1)];
    play(env, READ, SHUT);
    expect([S(env, 0), S(env, 1)]).toEqual(before);
    expect([Snext(env, 0)[0], Snext(env, 1)[0]]).toEqual([1, 1]);
    expect(Snext(env, 1)[1]).toBe(before[1][1]);                                        // page 1 of the same story, not page 0 of the next
  },

  'advance gives S <- S\' in mid-episode, and a fresh S0 with cleared flags after an end'(create) {
    const env = begun(create, { rows: 2 });
    play(env, READ, SHUT);
    const [read, shut] = [Snext(env, 0), Snext(env, 1)];
    env.advance();
    expect(S(env, 0)).toEqual(read);
    expect(S(env, 1)[0]).toBe(0);
    expect(S(env, 1)[1]).not.toBe(shut[1]);
    expect([...env.first]).toEqual([0, 1]);
    expect([...env.terminated, ...env.truncated]).toEqual([0, 0, 0, 0]);
    expect([...env.returns, ...env.lengths]).toEqual([1, 0, 1, 0]);
  },

  'requests change nothing until the next advance'(create) {
    const env = begun(create, { rows: 4 });
    env.rest(3); env.advance();
    play(env, READ, SHUT, READ, READ);
    const before = seen(env);
    env.rest(0); env.begin(1, 5); env.begin(2); env.wake(3);
    expect(seen(env)).toEqual(before);
  },

  'the last request of a row wins'(create) {
    const env = begun(create, { rows: 4 });
    play(env, READ, READ, READ, READ);
    env.rest(0); env.begin(0, 5);
    env.begin(1, 5); env.rest(1);
    env.rest(2); env.wake(2);
    env.begin(3); env.begin(3, 5); env.wake(3);
    const next = [1, 2, 3].map((i) => Snext(env, i));
    env.advance();
    expect([...env.playing]).toEqual([1, 0, 1, 1]);
    expect([...env.first]).toEqual([1, 0, 0, 0]);
    expect([1, 2, 3].map((i) => S(env, i))).toEqual(next);
  },

  'a second advance does nothing'(create) {
    const env = begun(create, { rows: 4 });
    play(env, READ, SHUT, SHUT, READ);
    env.rest(2); env.begin(3);
    env.advance();
    const before = env.save();
    env.advance(); env.advance();
    expect(env.save()).toEqual(before);
  },

  'a resting row is not stepped, not counted, and its action is not looked at'(create) {
    const env = begun(create, { rows: 2 });
    play(env, READ, READ);
    env.rest(1); env.advance();
    const s = S(env, 1);
    env.action.set([READ, NaN]);
    expect(env.step()).toBe(1);
    env.advance();
    expect(S(env, 1)).toEqual(s);
    expect([...env.lengths]).toEqual([2, 1]);
    expect(env.steps).toBe(3);
  },

  'a row that wakes in mid-episode goes on where it was'(create) {
    const env = begun(create, { rows: 2 }), other = begun(create, { rows: 2 });
    for (const one of [env, other]) play(one, READ, READ);
    env.rest(0);
    env.advance(); play(env, READ, READ);
    env.advance(); play(env, READ, READ);
    env.wake(0);
    env.advance(); play(env, READ, READ);
    other.advance(); play(other, READ, READ);
    expect(S(env, 0)).toEqual(S(other, 0));
    expect(Snext(env, 0)).toEqual(Snext(other, 0));                                      // the rest drew nothing
    expect([env.first[0], env.lengths[0], env.returns[0]]).toEqual([0, 2, 2]);
  },

  'a row that rests after its end stays where it ended and draws nothing; it wakes to a fresh episode'(create) {
    const env = begun(create, { rows: 2 }), other = begun(create, { rows: 2 });
    for (const one of [env, other]) play(one, SHUT, READ);
    const [s, next] = [S(env, 0), Snext(env, 0)];
    env.rest(0);
    for (let k = 0; k < 3; k++) { env.advance(); play(env, READ, READ); }
    env.advance();
    expect([S(env, 0), Snext(env, 0), env.terminated[0], env.returns[0], env.lengths[0]]).toEqual([s, next, 1, 10, 1]);
    expect([env.outcome(0), env.playing[0]]).toEqual(['shut', 0]);
    env.wake(0); env.advance(); other.advance();
    expect([env.first[0], env.terminated[0], env.returns[0], env.lengths[0], env.playing[0]]).toEqual([1, 0, 0, 0, 1]);
    expect(S(env, 0)).toEqual(S(other, 0));
  },

  'to wake a row that plays changes nothing: rows that advance in one block are as if each had been looked at'(create) {
    const rows = 12, options = { rows, masked: true, maxEpisodeSteps: 4 }, env = begun(create, options), asked = begun(create, options);
    for (let t = 0; t < 40; t++) {
      const actions = Array.from({ length: rows }, (_, i) => ((t + i) % 5 === 3 && env.mask![2 * i + SHUT] === 1 ? SHUT : READ));
      for (const one of [env, asked]) play(one, ...actions);
      asked.wake(t % rows);
      for (const one of [env, asked]) one.advance();
      expect(seen(asked)).toEqual(seen(env));
    }
    expect(env.episodes).toBeGreaterThan(100);
  },

  'begin in mid-episode abandons it: its steps count, no episode is reported'(create) {
    const env = begun(create, { rows: 2 });
    play(env, READ, READ);
    const [, title] = S(env, 0);
    env.begin(0); env.advance();
    expect([env.first[0], env.lengths[0], env.returns[0], env.steps, env.episodes]).toEqual([1, 0, 0, 2, 0]);
    expect(S(env, 0)[1]).not.toBe(title);
  },

  'begin wakes a resting row'(create) {
    const env = begun(create, { rows: 2 });
    env.rest(0); env.advance();
    env.begin(0); env.advance();
    expect([env.playing[0], env.first[0]]).toEqual([1, 1]);
  },

  'begin with one seed gives two rows the same episode, and the episodes after it as well'(create) {
    const env = begun(create, { rows: 3 });
    env.begin(0, 42); env.begin(2, 42);
    for (const action of [READ, READ, SHUT, READ, SHUT]) {
      env.advance();
      play(env, action, READ, action);
      expect([S(env, 0), Snext(env, 0)]).toEqual([S(env, 2), Snext(env, 2)]);
      expect(S(env, 0)[1]).not.toBe(S(env, 1)[1]);
    }
    env.begin(0, 42); env.begin(2, 43); env.advance();
    expect(S(env, 0)).not.toEqual(S(env, 2));
  },

  'terminated wins over truncated: page five is the end of the story on the last step allowed, too'(create) {
    for (const [maxEpisodeSteps, ended] of [[5, [1, 0]], [4, [0, 1]]] as const) {
      const env = begun(create, { maxEpisodeSteps });
      for (let page = 1; page < maxEpisodeSteps; page++) { play(env, READ); env.advance(); }
      play(env, READ);
      expect([env.terminated[0], env.truncated[0]]).toEqual(ended);
      expect([env.episodes, env.lengths[0], env.outcome(0)]).toEqual([1, maxEpisodeSteps, ended[0] === 1 ? 'read' : 'time limit']);
      env.advance();
      expect(env.first[0]).toBe(1);
    }
  },

  'masks are those of S and of S\''(create) {
    const env = begun(create, { rows: 2, masked: true });
    expect([...env.mask!]).toEqual([1, 0, 1, 0]);                                        // page 0
    play(env, READ, READ);
    expect([[...env.mask!], [...env.nextMask!]]).toEqual([[1, 0, 1, 0], [1, 1, 1, 1]]);
    env.rest(1); env.advance();
    expect([...env.mask!]).toEqual([1, 1, 1, 1]);
    play(env, SHUT); env.advance();
    expect([...env.mask!]).toEqual([1, 0, 1, 1]);
  },

  'reset starts every stream anew, whatever was played before'(create) {
    const env = begun(create, { rows: 3 }), diaries = () => [0, 1, 2].map((i) => S(env, i));
    const before = diaries();
    for (let k = 0; k < 9; k++) { play(env, READ, SHUT, READ); env.rest(2); env.advance(); }
    env.reset(7); env.advance();
    expect(diaries()).toEqual(before);
    expect([...env.playing, ...env.first]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([env.steps, env.episodes]).toEqual([0, 0]);
    env.reset(8); env.advance();
    expect(diaries()).not.toEqual(before);
  },

  'what a learner asks for between reset and the first advance comes on top of the reset: begin takes the row\'s own stream, rest keeps its first episode'(create) {
    const plain = begun(create, { rows: 4 }), env = create({ rows: 4 });
    env.reset(7);
    env.begin(0); env.rest(1); env.begin(2, 42); env.wake(3);
    env.advance();
    expect([...env.playing]).toEqual([1, 0, 1, 1]);
    env.wake(1); env.advance();
    expect([0, 1, 3].map((i) => S(env, i))).toEqual([0, 1, 3].map((i) => S(plain, i)));
    expect([...env.first]).toEqual([1, 1, 1, 1]);
    plain.begin(2, 42); plain.advance();
    expect(S(env, 2)).toEqual(S(plain, 2));
  },

  'row i of eight plays what it plays where all others rest'(create) {
    for (let row = 0; row < 8; row++) {
      const together = begun(create, { rows: 8 }, 3), apart = begun(create, { rows: 8 }, 3);
      expect(diary(together, row, 25)).toEqual(diary(apart, row, 25, 'rest'));
    }
  },

  'the first row of eight plays what an only row plays'(create) {
    expect(diary(begun(create, { rows: 8 }, 3), 0, 40)).toEqual(diary(begun(create, { rows: 1 }, 3), 0, 40));
  },

  'save, load and go on equals never stopping, requests that wait included'(create) {
    const options = { rows: 4, maxEpisodeSteps: 4 };
    const pages = (env: VectorRows, from: number, to: number) => Array.from({ length: to - from }, (_, k) => {
      const t = from + k;
      if (t % 5 === 0) env.rest(t % 4);
      if (t % 5 === 2) env.wake((t - 2) % 4);
      if (t % 7 === 3) env.begin(t % 3, t);
      env.advance();
      play(env, ...[0, 1, 2, 3].map((i) => ((t + i) % 6 === 0 ? SHUT : READ)));
      return seen(env);
    });
    const whole = pages(begun(create, options), 0, 40);
    for (const stop of [1, 5, 11, 20]) {
      const env = begun(create, options);
      pages(env, 0, stop);
      env.begin(1, 77); env.rest(2);                                                     // asked for, not yet carried out
      const snapshot = structuredClone(env.save()), stranger = begun(create, options, 1000);
      pages(stranger, 0, 3);
      stranger.load(snapshot);
      expect(seen(stranger)).toEqual(seen(env));
      expect(pages(stranger, stop, 40)).toEqual(pages(env, stop, 40));
    }
    const reset = create(options), begins = create(options);
    reset.reset(7);                                                                      // not yet carried out either
    begins.load(reset.save());
    begins.advance();
    expect(pages(begins, 0, 40)).toEqual(whole);
    const env = begun(create, options), stranger = create(options), first = pages(env, 0, 13);
    stranger.load(env.save());
    expect([...first, ...pages(stranger, 13, 40)]).toEqual(whole);
  },

  'a snapshot is a copy: playing on does not change it'(create) {
    const env = begun(create, { rows: 2 }), snapshot = env.save(), copy = structuredClone(snapshot);
    for (let k = 0; k < 5; k++) { play(env, READ, SHUT); env.advance(); }
    expect(snapshot).toEqual(copy);
  },

  'load refuses a snapshot of other rows, or of another world, and changes nothing'(create) {
    const env = begun(create, { rows: 3 });
    play(env, READ, SHUT, READ);
    const before = structuredClone(env.save());
    const { next: _, ...torn } = before as Record<string, Snapshot>;
    for (const snapshot of [begun(create, { rows: 2 }).save(), begun(create, { rows: 4 }).save(), torn, {}]) {
      expect(() => env.load(snapshot)).toThrow(/^this snapshot is of another environment or number of rows: /);
      expect(env.save()).toEqual(before);
    }
  },
};

const broken = (create: Create) => Object.entries(laws).flatMap(([sentence, law]) => {
  try { law(create); return []; } catch { return [sentence]; }
});

describe.each([['dynamics', rowsOf(DynamicsVectorEnv)], ['objects in the shape of Env', objectsOf]] as const)('rows of %s', (_, create) => {
  test.each(Object.keys(laws))('%s', (sentence) => laws[sentence](create));
});

describe('the laws reject', () => {
  test('rows that rest and wake at once', () => {
    class Immediate extends DynamicsVectorEnv {
      override rest(row: number) { this.playing[row] = 0; }
      override wake(row: number) { this.playing[row] = 1; }
    }
    expect(broken(rowsOf(Immediate))).toEqual(expect.arrayContaining(['requests change nothing until the next advance', 'the last request of a row wins']));
  });

  test('rows that begin at once', () => {
    class ImmediateBegin extends DynamicsVectorEnv {
      override begin(row: number, seed?: number) { super.begin(row, seed); this.advance(); }
    }
    expect(broken(rowsOf(ImmediateBegin))).toContain('requests change nothing until the next advance');
  });

  test('rows that write S\' over S', () => {
    class InPlace extends DynamicsVectorEnv {
      override step() { const played = super.step(); this.observation.set(this.next); return played; }
    }
    expect(broken(rowsOf(InPlace))).toContain('S and S\' live apart: a step leaves S as it was, and the final observation is the true one');
  });

  test('rows that reset in the step that ends an episode, so that the last observation is lost', () => {
    class SameStep extends DynamicsVectorEnv {
      protected override stepRows() {
        super.stepRows();
        for (let row = 0; row < this.rows; row++) {
          if (this.terminated[row] === 0) continue;
          const s = this.observation.slice();
          this.startRow(row);
          this.next.set(this.observation.subarray(3 * row, 3 * row + 3), 3 * row);
          this.observation.set(s);
        }
      }
    }
    expect(broken(rowsOf(SameStep))).toContain('S and S\' live apart: a step leaves S as it was, and the final observation is the true one');
  });

  test('rows that go on from an end when all advance in one block', () => {
    class OneBlock extends DynamicsVectorEnv {
      #asked = true;
      override wake(row: number) { this.#asked = true; super.wake(row); }
      override advance() {
        if (!this.#asked && this.steps > 0) this.observation.set(this.next);
        else super.advance();
        this.#asked = false;
      }
    }
    expect(broken(rowsOf(OneBlock))).toContainEqual(expect.stringMatching(/^to wake a row that plays changes nothing/));
  });

  test('rows that begin a fresh episode while they rest', () => {
    class Restless extends DynamicsVectorEnv {
      override advance() {
        const resting = this.playing.map((playing, i) => (playing === 0 && this.terminated[i] === 1 ? 1 : 0));
        super.advance();
        resting.forEach((rests, i) => { if (rests === 1 && this.playing[i] === 0) this.startRow(i); });
      }
    }
    expect(broken(rowsOf(Restless))).toContain('a row that rests after its end stays where it ended and draws nothing; it wakes to a fresh episode');
  });

  test('rows that share one stream', () => {
    const shared = new Random(0);
    class Shared extends DynamicsVectorEnv {
      constructor(dynamics: Dynamics, options?: VectorOptions) {
        super({ ...dynamics, reset: (s) => dynamics.reset(s, shared), step: (s, a) => dynamics.step(s, a, shared) }, options);
      }
      protected override startRow(row: number, seed?: RowSeed) { if (seed) shared.reseed(seed.seed); super.startRow(row, seed); }
    }
    expect(broken(rowsOf(Shared))).toEqual(expect.arrayContaining(['row i of eight plays what it plays where all others rest', 'the first row of eight plays what an only row plays']));
  });

  test('rows that remember everything but their streams', () => {
    class Forgetful extends DynamicsVectorEnv {
      override load(snapshot: Snapshot) { super.load({ ...snapshot, random: (this.save() as { random: Uint32Array }).random }); }
    }
    expect(broken(rowsOf(Forgetful))).toContain('save, load and go on equals never stopping, requests that wait included');
  });

  test('rows that let truncated stand beside terminated', () => {
    class Both extends DynamicsVectorEnv {
      readonly #limit: number;
      constructor(dynamics: Dynamics, options: VectorOptions = {}) { super(dynamics, options); this.#limit = options.maxEpisodeSteps ?? Infinity; }
      override step() {
        const played = super.step();
        this.lengths.forEach((length, i) => { if (length >= this.#limit) this.truncated[i] = 1; });
        return played;
      }
    }
    expect(broken(rowsOf(Both))).toContainEqual(expect.stringMatching(/^terminated wins over truncated/));
  });
});

describe('seeds of rows', () => {
  const titles = (env: VectorRows) => Array.from({ length: env.rows }, (_, i) => S(env, i)[1]);
  const roles = Object.entries(ROLES) as [keyof typeof ROLES, number][];

  test.each(roles)('row i in %s draws from SeedSequence(seed, [%d, i])', (role, key) => {
    const env = begun(rowsOf(DynamicsVectorEnv), { rows: 3, role }, 2025);
    expect(titles(env)).toEqual([0, 1, 2].map((i) => new Random(new SeedSequence(2025, { spawnKey: [key, i] })).integers(1_000_000)));
  });

  test.each(roles)('an object can only take a number: in %s the first word of SeedSequence(seed, [%d, i])', (role, key) => {
    const env = begun(objectsOf, { rows: 3, role }, 2025);
    expect(titles(env)).toEqual([0, 1, 2].map((i) => new Random(new SeedSequence(2025, { spawnKey: [key, i] }).generateState(1)[0]).integers(1_000_000)));
  });

  test('no two rows of any role meet', () => {
    const all = roles.flatMap(([role]) => titles(begun(rowsOf(DynamicsVectorEnv), { rows: 50, role }, 1)));
    expect(new Set(all).size).toBe(150);
  });

  test('begin(row, seed) is reset({ seed }), so that from it dynamics and objects play the same', () => {
    const [rules, objects] = [rowsOf(DynamicsVectorEnv), objectsOf].map((create) => begun(create, { rows: 4, maxEpisodeSteps: 4 }));
    for (const env of [rules, objects]) for (let i = 0; i < 4; i++) env.begin(i, 10 + i);
    for (let t = 0; t < 60; t++) {
      for (const env of [rules, objects]) {
        env.advance();
        play(env, ...[0, 1, 2, 3].map((i) => ((t + i) % 5 === 0 ? SHUT : READ)));
      }
      expect(seen(rules)).toEqual(seen(objects));
    }
    expect(titles(begun(rowsOf(DynamicsVectorEnv), { rows: 4 }))).not.toEqual(titles(begun(objectsOf, { rows: 4 })));     // from one seed of a run they differ
  });

  test.each([-1, 0.5, NaN, 2 ** 53, '7'])('reset refuses the seed %o', (seed) => {
    expect(() => begun(objectsOf, {}, seed as number)).toThrow(/a seed is a whole number from 0 to 2\^53 - 1/i);
  });
});

describe('what comes from outside is checked', () => {
  const bad = (change: Partial<Dynamics>) => rowsOf(class extends DynamicsVectorEnv {
    constructor(dynamics: Dynamics, options?: VectorOptions) { super({ ...dynamics, ...change }, options); }
  });

  test.each([0, -1, 2.5, NaN])('%d rows', (rows) => {
    expect(() => rowsOf(DynamicsVectorEnv)({ rows })).toThrow(new RangeError(`rows is a whole number from 1 up, and got ${rows}`));
  });

  test('no objects', () => {
    expect(() => new SyncVectorEnv([])).toThrow(new RangeError('environments side by side are at least one, and got none'));
  });

  test.each([2, -1, 0.5, NaN])('action %d: the sentence has row, step and action', (action) => {
    for (const create of [rowsOf(DynamicsVectorEnv), objectsOf]) {
      const env = begun(create, { rows: 2 });
      play(env, READ, READ); env.advance();
      expect(() => play(env, READ, action)).toThrow(new RangeError(`the agent gave action ${action} (row 1, step 1 of its episode, action ${action}); the action space is Discrete(2)`));
    }
  });

  test('a reward that is NaN', () => {
    const env = begun(bad({ step: (s) => (++s[0] === 2 ? NaN : 1) }), { rows: 2 });
    play(env, READ, READ); env.advance();
    expect(() => play(env, SHUT, READ)).toThrow(new RangeError('the environment gave NaN as reward (row 0, step 2 of its episode, action 1); its step must return a finite number'));
  });

  test('an observation that is NaN, after a step and after a reset', () => {
    const inStep = begun(bad({ observe(s, o) { o.set([s[0], s[0] === 1 ? NaN : 0, 0]); } }), { rows: 2 });
    expect(() => play(inStep, READ, READ)).toThrow(new RangeError(`the environment gave NaN in its observation (row 0, step 1 of its episode, action 0); the observation space is ${String(inStep.observationSpace)}`));
    expect(() => begun(bad({ observe(_, o) { o.fill(NaN); } }), {})).toThrow(/^the environment gave NaN in its observation \(row 0, step 0 of its episode, action 0\)/);
  });

  test('only Discrete actions can be masked', () => {
    expect(() => bad({ actionSpace: story().observationSpace })({ masked: true })).toThrow(/^only a Discrete action space can be masked, and this one is Box/);
  });

  test('a snapshot of dynamics is refused by objects, which stay as they were', () => {
    const env = begun(objectsOf, { rows: 2 }), before = structuredClone(env.save());
    expect(() => env.load(begun(rowsOf(DynamicsVectorEnv), { rows: 2 }).save())).toThrow(new RangeError('this snapshot is of another environment or number of rows: it holds no objects'));
    expect(env.save()).toEqual(before);
  });

  test('objects that cannot be saved', () => {
    const { observationSpace, actionSpace } = story();
    const foreign = (): Env => ({ observationSpace, actionSpace, reset: () => [[0, 0, 0], {}], step: () => [[1, 0, 0], 1, false, false, {}], close() {} });
    const env = new SyncVectorEnv([foreign(), foreign()]);
    expect([env.savable, new SyncVectorEnv([new DynamicsEnv(story()) as Env]).savable]).toEqual([false, true]);
    expect(() => env.save()).toThrow(new Error('this environment cannot be saved: it offers no save() and load()'));
  });
});

test('dynamics may be an object of a class: its methods keep their this', () => {
  class Story {
    readonly #rules = { ...story(), render: () => ({ width: 1, height: 1, background: '#ffffff', shapes: [] }) };
    readonly observationSpace = this.#rules.observationSpace;
    readonly actionSpace = this.#rules.actionSpace;
    readonly stateSize = 4;
    reset(s: Float64Array, random: Random) { this.#rules.reset(s, random); }
    step(s: Float64Array, action: ArrayLike<number>, random: Random) { return this.#rules.step(s, action, random); }
    terminal(s: Float64Array) { return this.#rules.terminal(s); }
    observe(s: Float64Array, observation: Float32Array) { this.#rules.observe(s, observation); }
    outcome(s: Float64Array) { return this.#rules.outcome!(s); }
    info(s: Float64Array) { return this.#rules.info!(s); }
    render() { return this.#rules.render(); }
  }
  const env = new DynamicsVectorEnv(new Story());
  env.reset(0); env.advance();
  play(env, SHUT);
  expect([env.outcome(0), env.info(0), env.render!(0).width]).toEqual(['shut', { page: 1 }, 1]);
});

describe('calls that cannot be meant', () => {
  test('a row that does not exist', () => {
    const env = makeRows('CliffWalking-v1', { rows: 2 });
    for (const row of [2, -1, 0.5, NaN]) {
      expect(() => env.rest(row)).toThrow(new RangeError(`there is no row ${row}: the rows are 0 to 1`));
      expect(() => env.wake(row)).toThrow(RangeError);
      expect(() => env.begin(row)).toThrow(RangeError);
    }
  });

  test('a snapshot of another world whose rows have the same sizes', () => {
    const street = makeRows('CarStreet-v0'), cliff = makeRows('CliffWalking-v1');
    const before = cliff.save();
    expect(() => cliff.load(street.save())).toThrow('this snapshot is of another environment, with the spaces Discrete(264), Discrete(4) instead of Discrete(48), Discrete(4)');
    expect(cliff.save()).toEqual(before);
  });

  test('an endless reward', () => {
    const env = new DynamicsVectorEnv({ ...cliffWalking(), step: () => Infinity });
    env.reset(0);
    env.advance();
    expect(() => env.step()).toThrow('the environment gave Infinity as reward (row 0, step 1 of its episode, action 0); its step must return a finite number');
  });
});
