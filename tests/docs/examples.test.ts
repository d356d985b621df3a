import { readdirSync, readFileSync } from 'node:fs';
import { createAgent, streamsOf, type Setup } from 'gymnase/agents';
import { decode, encode, evaluate, train } from 'gymnase/runners';
import { ansi, checkDynamics, checkEnv, DynamicsEnv, makeRows, type Dynamics, type Scene, type Step } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { ExpectedSarsa } from '../../docs/examples/expected-sarsa.ts';
import { Pig } from '../../docs/examples/pig.ts';
import { pond } from '../../docs/examples/pond.ts';
import '../../docs/examples/one-step-actor-critic.ts';
import '../../docs/examples/random-search.ts';

const options = { learningRate: 0.5, gamma: 1, epsilon: 0.1 };
const setupOf = (seed: number): Setup<typeof options> => ({ rows: 1, budget: 1e6, stream: streamsOf(seed), options });

describe('the examples in the docs', () => {
  test('CMA-ES finds the end of the valley, and NEAT a network for XOR', async () => {
    const lines: string[] = [], log = vi.spyOn(console, 'log').mockImplementation((line: string) => { lines.push(line); });
    // @ts-expect-error -- an example in JavaScript has no types
    await import('../../docs/examples/ask-tell.mjs');
    log.mockRestore();
    expect(lines[0]).toMatch(/^CMA-ES went through the valley in 1[0-9]{3} evaluations, to \(1.000, 1.000, 1.000, 1.000, 1.000\)$/);
    expect(lines[1]).toMatch(/^NEAT found a network for XOR in \d+ generations: fitness 1[56]/);
  });

  test('the corridor is learned: five steps right from the middle', async () => {
    const lines: string[] = [], log = vi.spyOn(console, 'log').mockImplementation((line: string) => { lines.push(line); });
    await import('../../docs/examples/corridor.ts');
    log.mockRestore();
    expect(lines.at(-1)).toBe('learned to leave in 5 steps, return -5');
  });

  const drawn = (env: { scene(): Scene }) => ansi(env.scene(), { colors: 'none' });

  const learned = (id: string, options: object, steps: number) => {
    const env = makeRows(id, { rows: 4 });
    env.reset(1);
    const agent = createAgent('q-learning', env, { rows: 4, budget: steps, stream: streamsOf(1), options: { gamma: 1, learningRate: 'lin_0.2_0.001', epsilon: 0.2 } });
    for (const _ of train(agent, env, { steps }));
    const episodes = evaluate(agent.policy({ rows: 8 }), makeRows(id, { ...options, role: 'final', rows: 8 }), { episodes: 2000, seed: 1 });
    return { mean: episodes.reduce((sum, episode) => sum + episode.return, 0) / episodes.length, outcomes: new Set(episodes.map(({ outcome }) => outcome)) };
  };

  test('the frog learns to leap: four leaps, each an expected 1 + 0.05 x 10, as long as it is dry, give -1.5 (1 - 0.95^4) / 0.05 = -5.565', () => {
    const { mean, outcomes } = learned('mine/Pond-v0', {}, 100_000);
    expect(outcomes).toEqual(new Set(['across', 'wet']));
    expect(Math.abs(mean + 5.565)).toBeLessThan(0.2);                     // 2000 episodes: the standard error is 0.06
    expect(() => pond({ pMiss: 2 })).toThrow('pMiss is a chance, from 0 to 1, and got 2');
  });

  test('both pass the checks for authors, and a pond that keeps its frog outside the row does not', () => {
    expect([...checkDynamics(pond()), ...checkEnv(new Pig(), { remake: () => new Pig() })]).toEqual([]);
    const rules = pond();
    let frog = 0;
    const forgetful: Dynamics = {
      ...rules,
      reset(s) { s.fill(0); frog = 0; },
      step(s) { s[0] = frog = Math.min(frog + 1, 8); return -1; },
    };
    expect(() => checkDynamics(forgetful)).toThrow('dynamics remember something outside their state row');
  });

  test('the frog is drawn on its pad, and in the water', () => {
    const env = new DynamicsEnv(pond({ pMiss: 1 }));
    env.reset({ seed: 0 });
    env.step(0);
    expect(drawn(env)).toContain('oFoooooo#');
    expect(env.step(1)).toEqual([1, -11, true, false, {}]);
    expect(drawn(env)).toMatch(/oooooooo#\n ~ {6}#\nwet/);
  });

  test('who plays Pig learns to hold at about 20, which gives 8.14 a turn, and to roll below', () => {
    const { mean, outcomes } = learned('mine/Pig-v0', {}, 400_000);
    expect(outcomes).toEqual(new Set(['held', 'lost']));
    expect(mean).toBeGreaterThan(7.2);                                    // 8.14, less what 2000 turns and the table leave open: holding at 10 gives 6.6
  });

  test('Pig gives the same turn for the same seed, goes on from a snapshot, and draws', () => {
    const pig = new Pig(), other = new Pig();
    pig.reset({ seed: 5 });
    const first = pig.step(0), saved = pig.save(), second = pig.step(0);
    other.reset({ seed: 5 });
    expect(other.step(0)).toEqual(first);
    other.reset({ seed: 6 });
    other.load(saved);
    expect(other.step(0)).toEqual(second);
    expect(drawn(pig)).toContain(`${pig.points} points`);
  });

  test('Expected SARSA walks the safe way along the cliff, two rows longer than the shortest of 13 steps at most', () => {
    const env = makeRows('CliffWalking-v1');
    env.reset(0);
    const agent = new ExpectedSarsa(env, setupOf(0));
    for (const _ of train(agent, env, { steps: 50_000 }));
    const [walk] = evaluate(agent.policy(), makeRows('CliffWalking-v1', { role: 'final' }), { episodes: 1, seed: 0 });
    expect(walk.outcome).toBe('arrived');
    expect(walk.length).toBeGreaterThanOrEqual(15);
    expect(walk.length).toBeLessThanOrEqual(17);
  });

  test('the same gate rejects Q-learning, which walks along the edge', () => {
    const env = makeRows('CliffWalking-v1');
    env.reset(0);
    const agent = createAgent('q-learning', env, setupOf(0));
    for (const _ of train(agent, env, { steps: 50_000 }));
    const [walk] = evaluate(agent.policy(), makeRows('CliffWalking-v1', { role: 'final' }), { episodes: 1, seed: 0 });
    expect(walk.length).toBe(13);
  });

  test('Expected SARSA saved, loaded and continued equals never stopping', () => {
    const begin = () => {
      const env = makeRows('CliffWalking-v1');
      env.reset(3);
      return { env, agent: new ExpectedSarsa(env, setupOf(3)) };
    };
    const whole = begin(), first = begin(), second = begin();
    for (const _ of train(whole.agent, whole.env, { steps: 9000 }));
    for (const _ of train(first.agent, first.env, { steps: 4321 }));
    second.agent.load(decode(encode(first.agent.save())));
    second.env.load(decode(encode(first.env.save())));
    for (const _ of train(second.agent, second.env, { steps: 9000 }));
    expect(second.agent.save()).toEqual(whole.agent.save());
  });

  const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
  const examples = readdirSync(new URL('../../docs/examples', import.meta.url)).map((name) => read(`docs/examples/${name}`));

  test.each([['README.md', 2], ['docs/environments.md', 6], ['docs/agents.md', 8]])('what %s shows of them is what the files hold', (page, least) => {
    const blocks = [...read(page).matchAll(/```(?:ts|js|yaml)\n([\s\S]*?)```/g)].map(([, code]) => code.trim());
    expect(blocks.length).toBeGreaterThanOrEqual(least);
    for (const block of blocks) expect(examples.some((file) => file.includes(block)), block).toBe(true);
  });

  const TYPES = [
    /, type \w+/g, / implements \w+<[^>]*>/g, / as const/g, /readonly /g,
    /(?<=[)}\w]): (?:\{ seed\?: number \}|\[number[^\]]*\]|Dynamics|Scene|number|boolean|ReturnType<Pig\['save'\]>)(?= =|,|\)| \{)/g,
  ];
  test.each(['pond', 'pig'])('%s.mjs is the TypeScript file without its types', (name) => {
    expect(read(`docs/examples/${name}.mjs`)).toBe(TYPES.reduce((text, types) => text.replace(types, ''), read(`docs/examples/${name}.ts`)));
  });

  /** An agent's file without its types; comments at the ends of lines stay where they are. */
  const TYPE = String.raw`(?:readonly )?(?:(?!NaN)[A-Z]\w*|number|string)(?:<\w+>)?(?:\[\])?(?: \| undefined)?`, WHOLE = /^import type .*\n|^type .*\n/gm;
  const ERASED: readonly [RegExp, string][] = [
    [/, type \w+/g, ''], [/ implements \w+/g, ''], [/\(([\w.]+) as \w+\)(?=\.)/g, '$1'], [/ as [A-Z]\w+| as number/g, ''], [/readonly (?=[#\w])/g, ''],
    [new RegExp(String.raw`(?<=[\w})\]])\??: ${TYPE}(?=[,;)]| =| \{)`, 'g'), ''],
  ];
  const withoutTypes = (line: string) => ERASED.reduce((text, [types, plain]) => text.replace(types, plain), line);
  const plainOf = (text: string) => text.replace(WHOLE, '').split('\n').map((line) => {
    const [, code, space, comment] = /^(.*?\S)( +)(\/\/ .*)$/.exec(line) ?? [];
    return code === undefined ? withoutTypes(line) : withoutTypes(code).padEnd(code.length + space.length) + comment;
  }).join('\n');
  test.each(['random-search', 'one-step-actor-critic'])('%s.mjs is the TypeScript file without its types', (name) => {
    expect(read(`docs/examples/${name}.mjs`)).toBe(plainOf(read(`docs/examples/${name}.ts`)));
  });
});

describe('the agents in the docs', () => {
  const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];
  type Learned = (name: string, rows: number, steps: number, seed: number, told?: (step: Step) => Step) => number;
  /** Mean return of the policy on CartPole-v1. */
  const learned: Learned = (name, rows, steps, seed, told = (step) => step) => {
    const env = makeRows('CartPole-v1', { rows }), agent = createAgent(name, env, { rows, budget: steps, stream: streamsOf(seed), options: {} });
    env.reset(seed);
    while (env.steps < steps) {
      env.advance();
      agent.act(env, env.action);
      env.step();
      agent.learn(told(env), env);
    }
    const episodes = evaluate(agent.policy({ rows: 20 }), makeRows('CartPole-v1', { rows: 20, role: 'final' }), { episodes: 40, seed });
    return episodes.reduce((sum, episode) => sum + episode.return, 0) / episodes.length;
  };
  const telling = (change: (step: Step) => Partial<Step>) => (step: Step): Step => Object.assign(Object.create(step) as Step, change(step));
  const solved = (scores: readonly number[]) => scores.filter((score) => score >= 475).length;

  test('random search balances the pole on half of the seeds at least, and not when it keeps what returned less', () => {
    expect(solved(SEEDS.map((seed) => learned('random-search', 4, 20_000, seed)))).toBeGreaterThanOrEqual(4);
    const worst = telling(({ returns }) => ({ returns: returns.map((G) => -G) }));
    expect(solved(SEEDS.map((seed) => learned('random-search', 4, 20_000, seed, worst)))).toBe(0);
  });

  test('one-step actor-critic balances it on six seeds of eight, and not when it bootstraps past the terminal state', () => {
    expect(solved(SEEDS.map((seed) => learned('one-step-actor-critic', 16, 100_000, seed)))).toBeGreaterThanOrEqual(6);
    const past = telling(({ rows }) => ({ terminated: new Uint8Array(rows) }));
    expect(solved(SEEDS.map((seed) => learned('one-step-actor-critic', 16, 100_000, seed, past)))).toBe(0);
  });

  test.each([['random-search', 'CartPole-v1'], ['one-step-actor-critic', 'CartPole-v1'], ['one-step-actor-critic', 'Pendulum-v1'], ['one-step-actor-critic', 'CarStreet-v0']])(
    '%s in %s: saved, loaded and continued it equals never stopping, and looking at it changes nothing', (name, id) => {
      const begin = () => {
        const env = makeRows(id, { rows: 3 });
        env.reset(3);
        return { env, agent: createAgent(name, env, { rows: 3, budget: 900, stream: streamsOf(3), options: {} }) };
      };
      const whole = begin(), first = begin(), second = begin();
      for (const _ of train(whole.agent, whole.env, { steps: 900 }));
      for (const _ of train(first.agent, first.env, { steps: 444 }));
      for (const stochastic of [false, true]) evaluate(first.agent.policy({ rows: 2, stochastic }), makeRows(id, { rows: 2, role: 'evaluation' }), { episodes: 3, seed: 1, longest: 50 });
      second.agent.load(decode(encode(first.agent.save())));
      second.env.load(decode(encode(first.env.save())));
      for (const _ of train(second.agent, second.env, { steps: 900 }));
      expect(second.agent.save()).toEqual(whole.agent.save());
    });

  test('they say where they cannot live', () => {
    const setup = { rows: 1, budget: 1, stream: streamsOf(0), options: {} };
    expect(() => createAgent('random-search', makeRows('CliffWalking-v1'), setup)).toThrow('random-search weighs the numbers of a Box and takes Discrete actions without masks; these are Discrete(48)');
  });
});
