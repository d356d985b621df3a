import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { agentOptions, agentSpec } from '../../agents/index.ts';
import { parseExperiment, resolveExperiment, runsOf } from '../../runners/experiment/experiment.ts';
import { tunedFiles, tunedSettings, type TunedSettings } from '../../runners/experiment/tuned.ts';
import { UsageError } from '../../runners/usage-error.ts';

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)), 'utf8');
const pairs = [...tunedFiles()].flatMap(([agent, { environments }]) => Object.keys(environments).map((env) => ({ agent, env })));

/** `!!float 20000` is read as a text. */
type Zoo = Record<string, unknown> & { n_envs: number; n_timesteps: number | string };

/** Stable-Baselines3's defaults, from its documentation: what an entry of rl-zoo that says nothing else means. */
const DEFAULTS: Record<string, Record<string, unknown>> = {
  a2c: {
    learningRate: 7e-4, nSteps: 5, gamma: 0.99, gaeLambda: 1, entCoef: 0, vfCoef: 0.5, maxGradNorm: 0.5, rmsPropEps: 1e-5, useRmsProp: true,
    normalizeAdvantage: false, useSde: false, sdeSampleFreq: -1,
  },
  ppo: {
    learningRate: 3e-4, nSteps: 2048, batchSize: 64, nEpochs: 10, gamma: 0.99, gaeLambda: 0.95, clipRange: 0.2, clipRangeVf: null,
    normalizeAdvantage: true, entCoef: 0, vfCoef: 0.5, maxGradNorm: 0.5, useSde: false, sdeSampleFreq: -1, targetKl: null, adamEps: 1e-5,
  },
};
/** MlpPolicy's. */
const POLICY = { netArch: [64, 64], activation: 'tanh', orthoInit: true, logStdInit: 0, squashOutput: false, sharedTorso: false };

/** An entry of rl-zoo in the words used here, everything filled in. */
function translated(agent: string, { n_envs: rows, n_timesteps: steps, normalize = false, policy, policy_kwargs: words = 'dict()', ...rest }: Zoo) {
  expect(policy).toBe('MlpPolicy');
  const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const inside = [...String(words).matchAll(/(\w+)=([^,)]+)/g)].map(([, name, value]) => [name, value === 'False' ? false : Number(value)] as const);
  const given = Object.fromEntries([...Object.entries(rest), ...inside].map(([name, value]) => [camel(name), value]));
  const both = { normalizeObservation: normalize, normalizeReward: normalize };
  const options = { ...DEFAULTS[agent], ...POLICY, ...both, ...given }, segment = agent === 'ppo' ? rows * Number(given['nSteps']) : 1;
  return { rows, steps: Math.ceil(Number(steps) / segment) * segment, options };         // it plays its last rollout to the end
}
const filledIn = (agent: string, { rows, steps, options }: TunedSettings) => ({ rows, steps, options: agentOptions(agentSpec(agent), options) });

describe('the tuned settings', () => {
  test('are a file for each agent, and each names its source', () => {
    const files = readdirSync(fileURLToPath(new URL('../../experiments/tuned', import.meta.url)));
    expect([...tunedFiles().keys()].map((agent) => `${agent}.yaml`)).toEqual(files.sort());
    for (const { source } of tunedFiles().values()) expect(source).toMatch(/RL Baselines3 Zoo.*https:\/\//);
    expect(pairs).toHaveLength(10);
  });

  test.each(pairs)('of $agent on $env make a run that its world takes', ({ agent, env }) => {
    const { rows, steps, options } = tunedSettings(agent, env);
    const [run] = runsOf(resolveExperiment({ name: 'x', environments: [env], agents: [{ name: agent, tuned: true }], seeds: 0 }));
    expect(run).toMatchObject({ steps, agent: { rows, options: agentOptions(agentSpec(agent), options) } });
  });

  test.each(pairs)('of $agent on $env are rl-zoo\'s, and what they leave out is Stable-Baselines3\'s default', ({ agent, env }) => {
    const zoo = parse(fixture(`zoo-${agent}.yml`), { logLevel: 'error' }) as Record<string, Zoo>;
    expect(filledIn(agent, tunedSettings(agent, env))).toEqual(translated(agent, zoo[env]));
  });

  test.each([
    ['another discount', (s: TunedSettings) => ({ ...s, options: { ...s.options, gamma: 0.95 } })],
    ['observations that are not normalized', (s: TunedSettings) => ({ ...s, options: { ...s.options, normalize_observation: false } })],
    ['a learning rate that stays as it is', (s: TunedSettings) => ({ ...s, options: { ...s.options, learning_rate: 7e-4 } })],
    ['one row more', (s: TunedSettings) => ({ ...s, rows: s.rows + 1 })],
  ])('with %s would be told apart', (_, wrong) => {
    const zoo = parse(fixture('zoo-a2c.yml'), { logLevel: 'error' }) as Record<string, Zoo>;
    expect(filledIn('a2c', wrong(tunedSettings('a2c', 'Pendulum-v1')))).not.toEqual(translated('a2c', zoo['Pendulum-v1']));
  });

  test('that are not there: a sentence that lists what there is', () => {
    const ask = () => tunedSettings('ppo', 'Taxi-v4');
    expect(ask).toThrow(UsageError);
    expect(ask).toThrow(/^there are no tuned settings of ppo for Taxi-v4\. There are those of a2c on CartPole-v1, .*; ppo on CartPole-v1, .*\.$/);
    expect(() => tunedSettings('q-learning', 'CartPole-v1')).toThrow('there are no tuned settings of q-learning for CartPole-v1.');
  });
});

describe('an agent that is tuned', () => {
  const read = (agent: string) => resolveExperiment(parseExperiment(`name: x\nenvironments: [CartPole-v1]\nagents: [${agent}]\nseeds: 0\n`, 'x.yaml'), 'x.yaml');

  test('keeps what it is given itself, in either spelling', () => {
    const [run] = runsOf(read('{ name: ppo, tuned: true, rows: 3, steps: 500, options: { gae_lambda: 0.5, nEpochs: 2 } }'));
    expect(run).toMatchObject({ steps: 500, evaluation: { every: 50 }, agent: { rows: 3, options: { gaeLambda: 0.5, nEpochs: 2, gamma: 0.98, nSteps: 32 } } });
  });

  test('does not take one hyperparameter in two spellings', () => {
    expect(() => read('{ name: ppo, tuned: true, options: { gae_lambda: 0.5, gaeLambda: 0.6 } }')).toThrow(/gaeLambda of ppo is given twice/);
  });
});
