import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { makeRows, type VectorEnv } from 'gymnasium-js';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { wasmBackend } from '../../nets/index.ts';
import { resolveExperiment, runsOf, type RunSpec } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { main } from '../../runners/main.ts';
import { ResultsFolder } from '../../runners/results/results-folder.ts';
import { trainedAgent } from '../../runners/results/trained.ts';
import { tfOn } from '../nets/tfjs/tf.ts';
import { testFolder } from './folders.ts';

const at = testFolder();
const EVOLVED = ['genetic', 'cma-es', 'openai-es'];
const EXPERIMENT = resolveExperiment({
  name: 'x', environments: ['CartPole-v1', 'Pendulum-v1', 'CliffWalking-v1'], seeds: [1], steps: 4000, evaluation: { every: 4000, episodes: 1, finalEpisodes: 1 },
  agents: [
    'random', { name: 'a2c', rows: 4, options: { normalizeObservation: true } },
    { name: 'ppo', rows: 4, environments: ['Pendulum-v1'], options: { nSteps: 64, useSde: true, normalizeObservation: true } },
    ...EVOLVED.map((name) => ({ name, rows: 8, environments: ['CartPole-v1', 'Pendulum-v1'], options: { validationEpisodes: 1, netArch: [5] } })),
    { name: 'ppo', label: 'squashed', rows: 4, environments: ['Pendulum-v1'], options: { nSteps: 64, squashOutput: true, sharedTorso: true } },
  ],
});

beforeAll(async () => {
  await tfOn('cpu');
  await runExperiment(EXPERIMENT, { out: at('results') });
}, 60_000);

async function gymnase(...words: string[]): Promise<{ code: number; err: string }> {
  const said: string[] = [], spies = [vi.spyOn(console, 'error').mockImplementation((text) => { said.push(String(text)); }), vi.spyOn(process.stdout, 'write').mockImplementation(() => true)];
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const code = await main(words);
  for (const spy of [...spies, log]) spy.mockRestore();
  return { code, err: said.join('\n') };
}

interface About {
  observation: { columns: ('number' | { oneOf: number; from: number })[]; normalization?: { mean: number[]; scale: number[]; most: number } };
  outputs: { name: string; numbers: number }[];
  action: { rule: string; scale?: number[]; shift?: number[]; low?: number[]; high?: number[] };
}

/** An application: it has the three files, TensorFlow.js, and what policy.json says. Nothing of gymnase. */
async function application(folder: string, { normalizes = true, damage = (_weights: Float32Array, json: string) => json } = {}) {
  const about = JSON.parse(readFileSync(`${folder}/policy.json`, 'utf8')) as About, { columns, normalization } = about.observation;
  const weights = new Uint8Array(readFileSync(`${folder}/weights.bin`));
  const json = damage(new Float32Array(weights.buffer), readFileSync(`${folder}/model.json`, 'utf8'));
  const { modelTopology, weightsManifest } = JSON.parse(json) as { modelTopology: object; weightsManifest: { weights: never[] }[] };
  const model = await tfl.loadLayersModel({
    load: () => Promise.resolve({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: weights.buffer }),
  });
  const policyAt = about.outputs.findIndex(({ name }) => name === 'policy' || name === 'output');
  const says = (observation: ArrayLike<number>): number[] => {
    const features = columns.flatMap((column, k) => (
      column === 'number' ? [observation[k]] : Array.from({ length: column.oneOf }, (_, i) => Number(observation[k] - column.from === i))
    ));
    const x = normalization && normalizes
      ? features.map((v, k) => Math.max(-normalization.most, Math.min(normalization.most, (v - normalization.mean[k]) * normalization.scale[k]))) : features;
    const outputs = [model.predict(core.tensor2d([x]))].flat();
    return Array.from(outputs[policyAt].dataSync());
  };
  const act = (observation: ArrayLike<number>): number[] => {
    const policy = says(observation), { rule, scale, shift, low, high } = about.action;
    if (rule.startsWith('the index of the largest')) return [policy.indexOf(Math.max(...policy))];
    if (rule.startsWith('low + (tanh')) return policy.map((u, k) => low![k] + (Math.tanh(u) + 1) / 2 * (high![k] - low![k]));
    if (rule.startsWith('"output" * scale + shift')) return policy.map((u, k) => Math.min(high![k], Math.max(low![k], u * scale![k] + shift![k])));
    return policy.map((mean, k) => Math.min(high![k], Math.max(low![k], mean)));
  };
  return { act, about, model };
}

/** The largest difference between two players' actions in situations that the first of them meets. */
async function difference(spec: RunSpec, player: (observation: ArrayLike<number>) => number[]): Promise<number> {
  const { agent } = trainedAgent(new ResultsFolder(at('results')), spec, wasmBackend), policy = agent.policy();
  const env: VectorEnv = makeRows(spec.environment.id, { rows: 1, role: 'final' });
  let most = 0;
  env.reset(8);
  for (let t = 0; t < 60; t++) {
    env.advance();
    policy.act(env, env.action);
    const theirs = player(env.observation.slice());
    theirs.forEach((a, k) => { most = Math.max(most, Math.abs(a - env.action[k])); });
    if (env.step() === 0) break;
  }
  return most;
}
const specOf = (env: string, agent: string) => runsOf(EXPERIMENT).find(({ environment, agent: { label } }) => environment.label === env && label === agent)!;

describe('gymnase export', () => {
  test.each([
    ['CartPole-v1', 'a2c', ['policy 2', 'value 1']], ['Pendulum-v1', 'a2c', ['policy 1', 'log_deviation 1', 'value 1']],
    ['Pendulum-v1', 'ppo', ['policy 1', 'log_deviation 64', 'value 1']], ['Pendulum-v1', 'squashed', ['policy 1', 'log_deviation 1', 'value 1']],
    ['CliffWalking-v1', 'a2c', ['policy 4', 'value 1']],
    ...EVOLVED.flatMap((agent): [string, string, string[]][] => [['CartPole-v1', agent, ['output 2']], ['Pendulum-v1', agent, ['output 1']]]),
  ])('on %s, %s acts in any TensorFlow.js application as it does here', async (env, agent, outputs) => {
    const out = at(`${env} ${agent}`);
    expect(await gymnase('export', at('results'), '--env', env, '--agent', agent, '--out', out)).toEqual({ code: 0, err: '' });
    const { act, about, model } = await application(out);
    expect(about.outputs.map(({ name, numbers }) => `${name} ${numbers}`)).toEqual(outputs);
    expect(model.outputs.map(({ shape }) => shape[1])).toEqual(about.outputs.map(({ numbers }) => numbers));
    // Choices are the same; numbers are single precision, added in another order.
    expect(await difference(specOf(env, agent), act)).toBeLessThan(env === 'Pendulum-v1' ? 1e-5 : 1e-300);
  });

  test('an application that forgets the normalization acts otherwise, and so does one with another run\'s weights', async () => {
    await gymnase('export', at('results'), '--env', 'Pendulum-v1', '--agent', 'a2c', '--out', at('forgets'));
    expect(await difference(specOf('Pendulum-v1', 'a2c'), (await application(at('forgets'), { normalizes: false })).act)).toBeGreaterThan(0.001);
    expect(await difference(specOf('Pendulum-v1', 'squashed'), (await application(at('forgets'))).act)).toBeGreaterThan(0.001);
  });

  test.each<[string, (weights: Float32Array, json: string) => string]>([
    ['one weight of another sign', (weights, json) => { weights[0] *= -1; return json; }],
    ['relu where there was tanh', (_, json) => json.replace('"activation":"tanh"', '"activation":"relu"')],
    ['an output bias that is 1 larger', (weights, json) => { weights[weights.length - 1] += 1; return json; }],
  ])('an evolved champion with %s acts otherwise', async (_, damage) => {
    expect(await gymnase('export', at('results'), '--env', 'Pendulum-v1', '--agent', 'genetic', '--out', at('evolved'))).toEqual({ code: 0, err: '' });
    expect(await difference(specOf('Pendulum-v1', 'genetic'), (await application(at('evolved'))).act)).toBeLessThan(1e-5);
    expect(await difference(specOf('Pendulum-v1', 'genetic'), (await application(at('evolved'), { damage })).act)).toBeGreaterThan(0.001);
  });

  test('takes the first agent that has a policy network, and says so where there is none', async () => {
    expect((await gymnase('export', at('results'), '--env', 'CartPole-v1', '--out', at('first'))).code).toBe(0);
    expect(JSON.parse(readFileSync(at('first/policy.json'), 'utf8'))).toMatchObject({ format: 1, trained: { environment: 'CartPole-v1', agent: 'a2c', seed: 1, steps: 4000 } });
    expect(await gymnase('export', at('results'), '--agent', 'random', '--out', at('none'))).toEqual({ code: 2, err: 'gymnase: there is no policy network to export: random keep none' });
    expect(existsSync(at('none'))).toBe(false);
  });

  test('does not write among somebody\'s own files', async () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine/notes.txt'), 'mine');
    expect(await gymnase('export', at('results'), '--out', at('mine'))).toEqual({ code: 2, err: `gymnase: ${at('mine')} holds other files already. Give --out another folder.` });
    expect((await gymnase('export', at('results'), '--out', at('first'))).code).toBe(0);            // its own are written anew
  });
});
