import { readFileSync } from 'node:fs';
import { createAgent, streamsOf, type Setup } from 'gymnase/agents';
import { decode, encode, evaluate, train } from 'gymnase/runners';
import { makeRows } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { ExpectedSarsa } from '../../docs/examples/expected-sarsa.ts';

const options = { learningRate: 0.5, gamma: 1, epsilon: 0.1 };
const setupOf = (seed: number): Setup<typeof options> => ({ rows: 1, budget: 1e6, stream: streamsOf(seed), options });

describe('the examples in the docs', () => {
  test('the corridor is learned: five steps right from the middle', async () => {
    const lines: string[] = [], log = vi.spyOn(console, 'log').mockImplementation((line: string) => { lines.push(line); });
    await import('../../docs/examples/corridor.ts');
    log.mockRestore();
    expect(lines.at(-1)).toBe('learned to leave in 5 steps, return -5');
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

  test('what the README shows of them is what the files hold', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code.trim());
    const files = ['corridor.ts', 'expected-sarsa.ts'].map((name) => readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8'));
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    for (const block of blocks) expect(files.some((file) => file.includes(block)), block).toBe(true);
  });
});
