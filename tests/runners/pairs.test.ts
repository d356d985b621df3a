import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wasmBackend } from '../../nets/index.ts';
import { experimentYaml, parseExperiment, resolveExperiment, runsOf, type Experiment } from '../../runners/experiment/experiment.ts';
import { freshAgent } from '../../runners/run/fresh-agent.ts';
import { UsageError } from '../../runners/usage-error.ts';

const read = (agents: string, rest = 'steps: 1000\n'): Experiment => {
  const text = `name: x\nenvironments: [CliffWalking-v1, { id: CarStreet-v0, label: street }]\nagents: ${agents}\nseeds: 0..1\n${rest}`;
  return resolveExperiment(parseExperiment(text, 'x.yaml'), 'x.yaml');
};
const told = (experiment: Experiment) => runsOf(experiment).filter(({ seed }) => seed === 0).map(({ environment, agent, steps, evaluation: { every }, reportEvery, checkpointEvery }) => (
  [environment.label, agent.label, agent.options.gamma, steps, every, reportEvery, checkpointEvery].join(' ')
));

describe('settings of a pair of environment and agent', () => {
  test('an agent plays in the environments that it names, with options of its own, under one label', () => {
    const experiment = read('[random, { name: sarsa, environments: [CliffWalking-v1], options: { gamma: 1 } }, { name: sarsa, environments: [street], options: { gamma: 0.5 } }]');
    expect(told(experiment)).toEqual([
      'CliffWalking-v1 random  1000 100 100 100', 'CliffWalking-v1 sarsa 1 1000 100 100 100', 'street random  1000 100 100 100', 'street sarsa 0.5 1000 100 100 100',
    ]);
  });

  test('steps of its own: it is evaluated ten times, and reports and saves then, unless somebody says otherwise', () => {
    expect(told(read('[random, { name: sarsa, steps: 5000 }]'))).toContain('street sarsa 0.99 5000 500 500 500');
    expect(told(read('[random, { name: sarsa, steps: 5000 }]', 'steps: 1000\nevaluation: { every: 200 }\n'))).toContain('street sarsa 0.99 5000 200 200 200');
    expect(told(read('[random, { name: sarsa, steps: 5000, evaluate_every: 300, checkpoint_every: 7 }]', 'steps: 1000\nreport_every: 11\n'))).toContain('street sarsa 0.99 5000 300 11 7');
  });

  test('steps may be left out where every agent has its own', () => {
    expect(told(read('[{ name: random, steps: 20 }, { name: sarsa, steps: 50 }]', ''))).toEqual([
      'CliffWalking-v1 random  20 2 2 2', 'CliffWalking-v1 sarsa 0.99 50 5 5 5', 'street random  20 2 2 2', 'street sarsa 0.99 50 5 5 5',
    ]);
    expect(() => read('[random, { name: sarsa, steps: 50 }]', '')).toThrow(/^x\.yaml: steps is missing: environment steps of each run/);
  });

  test('the experiment as it ran holds them, and resolves to the same', () => {
    for (const experiment of [
      read('[random, { name: sarsa, environments: [street], steps: 77 }]'), read('[{ name: sarsa, steps: 20, report_every: 3 }, { name: random, steps: 50 }]', 'evaluation: { every: 5 }\n'),
      read('[{ name: sarsa, steps: 1000 }]'),
    ]) {
      const again = resolveExperiment(parseExperiment(experimentYaml(experiment), 'y.yaml'), 'y.yaml');
      expect(again).toStrictEqual(experiment);
      expect(runsOf(again)).toStrictEqual(runsOf(experiment));
    }
  });

  test('what is as usual is not told again', () => {
    expect(read('[{ name: random, rows: 1, steps: 1000 }]')).toStrictEqual(read('[random]'));
  });

  test.each([
    ['an environment that is not there', '[{ name: sarsa, environments: [stret] }]', /agents\[0\]: There is no environment "stret"\. Did you mean "street"\? The environments are: CliffWalking-v1, street\./],
    ['no environments', '[random, { name: sarsa, environments: [] }]', /agents\[1\]\.environments cannot be \[\]: there are no environments/],
    ['an environment that nobody plays in', '[{ name: sarsa, environments: [street] }]', /nobody plays in CliffWalking-v1/],
    ['two agents of one label in one environment', '[random, sarsa, { name: sarsa, environments: [street] }]', /agents\[2\] needs a label of its own/],
    ['a key that is none', '[{ name: sarsa, environment: [street] }]', /there is no key "environment" in agents\[0\]\. Did you mean "environments"\?/],
    ['no steps', '[{ name: sarsa, steps: 0 }]', /agents\[0\]\.steps cannot be 0/],
    ['tuned settings that are not there', '[random, { name: sarsa, tuned: true }]', /agents\[1\]: there are no tuned settings of sarsa for CliffWalking-v1/],
  ])('%s: refused', (_, agents, message) => {
    expect(() => read(agents)).toThrow(UsageError);
    expect(() => read(agents)).toThrow(message);
  });
});

test('experiments/policy-based.yaml is A2C and PPO on four environments with budgets of their own, 30 seeds, and 100 final episodes in both ways', () => {
  const experiment = resolveExperiment(parseExperiment(readFileSync('experiments/policy-based.yaml', 'utf8'), 'p.yaml'), 'p.yaml'), runs = runsOf(experiment);
  expect(runs).toHaveLength(4 * 2 * 30);
  expect(runs.filter(({ seed }) => seed === 29).map(({ environment, agent, steps, evaluation: { every } }) => [environment.id, agent.name, agent.rows, steps, every])).toEqual([
    ['CartPole-v1', 'a2c', 8, 500_000, 50_000], ['CartPole-v1', 'ppo', 8, 100_096, 10_010],
    ['Acrobot-v1', 'a2c', 16, 500_000, 50_000], ['Acrobot-v1', 'ppo', 16, 1_003_520, 100_352],
    ['MountainCar-v0', 'a2c', 16, 1_000_000, 100_000], ['MountainCar-v0', 'ppo', 16, 1_000_192, 100_019],
    ['Pendulum-v1', 'a2c', 8, 1_000_000, 100_000], ['Pendulum-v1', 'ppo', 4, 102_400, 10_240],
  ]);
  expect(experiment.evaluation).toMatchObject({ finalEpisodes: 100, stochastic: false, final: 'both' });
  expect(resolveExperiment(parseExperiment(experimentYaml(experiment), 'q.yaml'), 'q.yaml')).toStrictEqual(experiment);
});

test.each(readdirSync('experiments').filter((name) => name.endsWith('.yaml')))('experiments/%s is one, all of whose agents can be made', (name) => {
  const experiment = resolveExperiment(parseExperiment(readFileSync(join('experiments', name), 'utf8'), name), name);
  expect(experiment.name).toBe(name.replace('.yaml', ''));
  for (const spec of runsOf({ ...experiment, seeds: [0] })) freshAgent(spec, wasmBackend).dispose?.();
});

test('the example of docs/experiments.md is one', () => {
  const [, text] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/experiments.md', 'utf8'))!;
  const resolved = () => resolveExperiment(parseExperiment(text, 'docs.yaml'), 'docs.yaml');
  expect(runsOf(resolved()).filter(({ seed }) => seed === 0).map(({ environment, agent, steps }) => `${environment.label} ${agent.label} ${agent.rows} ${steps}`)).toEqual([
    'CartPole-v1 random 1 20000', 'CartPole-v1 a2c 8 500000', 'short random 1 20000', 'short a2c 8 500000', 'short ppo 8 40000',
  ]);
});
