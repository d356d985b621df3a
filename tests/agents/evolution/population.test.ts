import { createHash } from 'node:crypto';
import { Box, Discrete, makeRows, register, registry, type Dynamics } from 'gymnasium-js';
import { afterAll, describe, expect, test } from 'vitest';
import { createAgent, Population, streamsOf, type Agent } from '../../../agents/index.ts';
import { train, type TrainingEvent } from '../../../runners/train.ts';

/** One step that pays what chance decides, whoever plays: nobody is better than anybody. */
const lottery: Dynamics = {
  observationSpace: new Box(-1, 1), actionSpace: new Discrete(2), stateSize: 2,
  reset(s, random) { s[0] = random.normal(); s[1] = 0; },
  step(s) { s[1] = 1; return s[0]; },
  terminal: (s) => s[1] === 1,
  observe(_, observation) { observation[0] = 0; },
};
register({ id: 'Lottery-v0', description: 'Pays what chance decides.', entryPoint: () => lottery, maxEpisodeSteps: 10 });
afterAll(() => { registry.delete('Lottery-v0'); });

const played = (name: string, id: string, { rows, steps, seed = 0, options = {} }: { rows: number; steps: number; seed?: number; options?: object }) => {
  const env = makeRows(id, { rows }), agent = createAgent(name, env, { rows, budget: steps, stream: streamsOf(seed), options: { ...options } });
  env.reset(seed);
  const events: TrainingEvent[] = [...train(agent, env, { steps })];
  return { env, agent: agent as Agent & Population<Float64Array>, events };
};
const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value, (_, one: unknown) => (ArrayBuffer.isView(one) ? [...(one as Float64Array)] : one))).digest('hex').slice(0, 16);

describe('a population', () => {
  test('chooses its champion by fresh episodes, not by its luckiest score', () => {
    const said = (validationEpisodes: number) => played('genetic', 'Lottery-v0', { rows: 50, steps: 4000, options: { validationEpisodes, commonSeeds: false, netArch: [] } }).agent.metrics.championFitness;
    expect(Math.abs(said(100))).toBeLessThan(0.4);
    expect(said(0)).toBeGreaterThan(2.5);                  // the winner's curse: the highest of thousands of draws, expected of nobody again
  });

  test('plays the same episodes with everybody, or others with each', () => {
    const deviation = (commonSeeds: boolean) => played('genetic', 'Lottery-v0', { rows: 20, steps: 200, options: { commonSeeds, netArch: [] } }).agent.metrics.fitnessDeviation;
    expect(deviation(true)).toBeCloseTo(0, 12);
    expect(deviation(false)).toBeGreaterThan(0.3);
  });

  test('plays more episodes as time goes on, if it is told so', () => {
    const options = { episodes: 'lin_1_5', validationEpisodes: 0, netArch: [] };
    const { events } = played('genetic', 'Lottery-v0', { rows: 10, steps: 600, options });
    const episodes: number[] = [];
    let count = 0;
    for (const { kind } of events) {
      if (kind === 'episode') count++;
      if (kind !== 'report') continue;
      episodes.push(count / 10);
      count = 0;
    }
    // An episode is a step: a generation of n episodes begins when 10 (the sum of those before) of 600 steps are over, with round(1 + 4 of that share).
    const expected: number[] = [];
    for (let step = 0; step + 10 * Math.round(1 + 4 * step / 600) <= 600; step += 10 * expected.at(-1)!) expected.push(Math.round(1 + 4 * step / 600));
    expect(episodes).toEqual(expected);
    expect(new Set(episodes)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  test('counts the steps of validation, and tells its episodes, as any others', () => {
    const options = { episodes: 2, validationEpisodes: 5, netArch: [] };
    const { events, agent, env } = played('genetic', 'Lottery-v0', { rows: 10, steps: 25, options });
    expect(agent.generation).toBe(1);                      // 20 episodes of a generation and 5 of its first champion
    expect(events.filter(({ kind }) => kind === 'episode')).toHaveLength(25);
    expect(env.steps).toBe(25);
    // From the second generation on there are two to compare, unless the champion is the fittest.
    expect(played('genetic', 'Lottery-v0', { rows: 10, steps: 55, options }).agent.generation).toBe(2);
  });

  test('reports once a generation, and ends when its strategy has come to an end', () => {
    const { events, agent, env } = played('genetic', 'CartPole-v1', { rows: 30, steps: 1e6, options: { targetFitness: 100, validationEpisodes: 2 } });
    const reports = events.filter((event) => event.kind === 'report');
    expect(reports.map(({ metrics }) => metrics.generation)).toEqual(reports.map((_, i) => i + 1));
    expect(agent.finished).toMatch(/fitness .* has reached 100/);
    expect(env.steps).toBeLessThan(1e6);
    expect(events.at(-1)).toEqual({ kind: 'tick', step: env.steps });
  });

  test.each([['genetic', 24], ['cma-es', 12], ['openai-es', 16], ['neat', 30]] as const)('%s goes on from anywhere as if it had not been interrupted, and gives the bits that were pinned', (name, rows) => {
    const steps = 12_000, budget = { rows, budget: steps, stream: streamsOf(3), options: { validationEpisodes: 3, episodes: 2 } };
    const begin = () => {
      const env = makeRows('CartPole-v1', { rows }), agent = createAgent(name, env, budget);
      env.reset(3);
      return { env, agent };
    };
    const whole = begin(), expected = [...train(whole.agent, whole.env, { steps })];
    for (const cut of [700, 2600, 5100, 9999]) {
      const before = begin(), events = [...train(before.agent, before.env, { steps: cut })], after = begin();
      after.agent.load(before.agent.save());
      after.env.load(before.env.save());
      events.push(...train(after.agent, after.env, { steps }));
      const told = (all: readonly TrainingEvent[]) => all.filter(({ kind }) => kind !== 'tick');
      expect(told(events)).toEqual(told(expected));
      expect(digest(after.agent.save())).toBe(digest(whole.agent.save()));
    }
    expect(digest(whole.agent.save())).toBe({ genetic: 'cca5654b29c2a5c2', 'cma-es': 'c91be9afa2368aca', 'openai-es': '57ef2bd54e6e804c', neat: '3309b93d991605ac' }[name]);
  });

  describe('who says NaN', () => {
    const wild: Record<string, [string, Record<string, unknown>]> = {
      'genetic on torques': ['Pendulum-v1', { activation: 'relu', outputActivation: 'identity', initial: 'normal', initialDeviation: 1e29, netArch: [16, 16] }],
      'genetic on choices': ['CartPole-v1', { activation: 'relu', initial: 'normal', initialDeviation: 1e29, netArch: [16, 16, 16] }],
    };
    test.each(Object.entries(wild))('is the last of its generation, counted and reported: %s', (_, [id, options]) => {
      const { agent, events } = played('genetic', id, { rows: 20, steps: 12_000, options });
      const counts = events.flatMap((event) => (event.kind === 'report' ? [event.metrics.nanFitness] : []));
      expect(Math.max(...counts)).toBeGreaterThan(0);
      expect(events.every((event) => event.kind !== 'episode' || Number.isFinite(event.return))).toBe(true);      // what was played is told as it was
      expect(agent.generation).toBeGreaterThan(0);
    });

    test('is it still when it is taken up in the midst of its episode', () => {
      const [id, options] = wild['genetic on torques'], budget = { rows: 20, budget: 12_000, stream: streamsOf(0), options };
      const begin = () => {
        const env = makeRows(id, { rows: 20 }), agent = createAgent('genetic', env, budget);
        env.reset(0);
        return { env, agent };
      };
      const whole = begin(), before = begin(), after = begin();
      for (const _ of train(whole.agent, whole.env, { steps: 12_000 }));
      for (const _ of train(before.agent, before.env, { steps: 2020 }));
      after.agent.load(before.agent.save());
      after.env.load(before.env.save());
      for (const _ of train(after.agent, after.env, { steps: 12_000 }));
      expect(digest(after.agent.save())).toBe(digest(whole.agent.save()));
      expect(Object.keys(before.agent.save())).toContain('lost');
    });
  });

  test('says so where no generation came to its end', () => {
    expect(played('genetic', 'CliffWalking-v1', { rows: 4, steps: 2000 }).agent.notes).toEqual([expect.stringMatching(/^no generation has come to its end, .* a time limit/)]);
    expect(played('genetic', 'CartPole-v1', { rows: 4, steps: 2000 }).agent.notes).toEqual([]);
  });

  test.each(['genetic', 'cma-es', 'openai-es', 'neat'])('%s has the fittest for a champion while the first is tried', (name) => {
    const { agent } = played(name, 'CartPole-v1', { rows: 10, steps: 2000, options: { validationEpisodes: 1000 } });
    expect(agent.phase.kind).toBe('validation');
    expect(agent.champion).toBe(agent.phase.genomes[0]);
  });

  test('needs a whole number of episodes, or a schedule of at least one', () => {
    const episodes = (options: object) => () => played('genetic', 'Lottery-v0', { rows: 4, steps: 10, options });
    for (const n of [0, 1.5, -1, NaN, 'lin_4', 'many', null]) {
      expect(episodes({ episodes: n }), String(n)).toThrow(/episodes of genetic cannot be .*: a (whole )?number from 1/);
      if (n !== 0) expect(episodes({ validationEpisodes: n }), String(n)).toThrow(/validationEpisodes of genetic cannot be .*: a (whole )?number from 0/);
    }
    expect(episodes({ episodes: 'lin_4_1', validationEpisodes: 'exp_1_3' })).not.toThrow();
    for (const n of [-1, 0.5, 21, '2']) expect(episodes({ halvings: n }), String(n)).toThrow(/halvings of genetic cannot be .*: a whole number from 0 to 20/);
  });

  test.each(['genetic', 'neat'])('of %s does not take an option that would do nothing', (name) => {
    const made = (options: object) => () => played(name, 'Lottery-v0', { rows: 9, steps: 10, options });
    expect(made({ validateMean: true, validationEpisodes: 0 })).toThrow(/validateMean of .* would do nothing, for with validationEpisodes 0 nobody is tried/);
    expect(made({ halvings: 5 })).toThrow(/of 9 individuals one is left after 4 halvings, and .* got halvings 5: try 2/);
    expect(made({ halvings: 4 })).not.toThrow();
  });

  test('tries its champion by more episodes as time goes on, if it is told so', () => {
    const { events } = played('genetic', 'Lottery-v0', { rows: 10, steps: 600, options: { episodes: 1, validationEpisodes: 'lin_1_5', netArch: [], validateMean: true } });
    const sizes: number[] = [];
    let count = 0;
    for (const { kind } of events) {
      if (kind === 'episode') count++;
      if (kind !== 'report') continue;
      sizes.push(count - 10);
      count = 0;
    }
    // Two at first, the fittest and the mean of the parents; then three, with the champion, unless two of them are the same.
    expect([sizes[0], sizes.at(-1)]).toEqual([2, 15]);
    expect(new Set(sizes.map((n) => n / 3).filter(Number.isInteger))).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  const WILD = { genetic: { netArch: [], mutationSigma: 1, mutationRate: 1 }, neat: { activationDefault: 'tanh' } };
  test.each([['genetic', true], ['genetic', false], ['neat', true], ['neat', false]] as const)('of %s has the mean of the parents for a champion at times, if that is tried: %s', (name, validateMean) => {
    const rows = 20, env = makeRows('Pendulum-v1', { rows }), options = { validateMean, validationEpisodes: 5, ...WILD[name] };
    const agent = createAgent(name, env, { rows, budget: 60_000, stream: streamsOf(0), options }) as Agent & Population<unknown>;
    env.reset(0);
    const members = new Set<string>(), said = (genome: unknown) => String(agent.species.write(genome));
    let strangers = 0;
    for (const event of train(agent, env, { steps: 60_000, tickEvery: 200 })) {
      if (agent.phase.kind === 'generation') for (const genome of agent.phase.genomes) members.add(said(genome));
      if (event.kind === 'report' && !members.has(said(agent.champion))) strangers++;
    }
    if (validateMean) expect(strangers).toBeGreaterThan(0);
    else expect(strangers).toBe(0);
  });

  test('needs two individuals at least', () => {
    expect(() => played('genetic', 'CartPole-v1', { rows: 1, steps: 10 })).toThrow(/genetic evolves a population, whose individuals are the rows, and 1 is none; try 64 rows/);
    expect(() => played('openai-es', 'CartPole-v1', { rows: 7, steps: 10 })).toThrow(/openai-es evolves a population in pairs, whose individuals are the rows, and 7 is odd/);
    expect(() => played('genetic', 'CartPole-v1', { rows: 8, steps: 10, options: { elitism: 9 } })).toThrow(/elitism/);
    expect(() => played('genetic', 'CartPole-v1', { rows: 8, steps: 10, options: { mutationRate: 1.5 } })).toThrow(/mutationRate/);
  });
});
