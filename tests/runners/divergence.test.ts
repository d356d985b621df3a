import { existsSync, readFileSync } from 'node:fs';
import { Box, register, type Dynamics } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { resolveExperiment, runsOf } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { main } from '../../runners/main.ts';
import { readCsv } from '../../runners/results/csv.ts';
import { episodeColumns } from '../../runners/results/rows.ts';
import { RunFolder } from '../../runners/run/run-folder.ts';
import { bytesOf, sha256, testFolder } from './folders.ts';

const at = testFolder();

/** A walk that goes wrong at the 300th step of an episode. */
const walk = (wrong: Partial<Dynamics>): Dynamics => ({
  observationSpace: new Box(-Infinity, Infinity, { shape: [1] }), actionSpace: new Box(-1, 1, { shape: [1] }), stateSize: 1,
  reset: (s) => { s[0] = 0; }, step: (s) => { s[0]++; return 1; }, terminal: () => false, observe: (_, o) => { o[0] = 0.5; }, ...wrong,
});
const infinite = walk({ observe: (s, o) => { o[0] = s[0] < 300 ? 0.5 : Infinity; } }), nan = walk({ step: (s) => (++s[0] < 300 ? 1 : NaN) });
register({ id: 'tests/Infinite-v0', description: 'an observation that is none', entryPoint: () => infinite, maxEpisodeSteps: 1000 });
register({ id: 'tests/Nan-v0', description: 'a reward that is none', entryPoint: () => nan, maxEpisodeSteps: 1000 });

const experiment = (options: object, id = 'Pendulum-v1', rest: object = {}) => resolveExperiment({
  name: 'wild', environments: [id], agents: [{ name: 'a2c', rows: 2, options }], seeds: [3], steps: 6000, reportEvery: 200,
  evaluation: { every: 1000, episodes: 2, finalEpisodes: 2 }, ...rest,
});
/** Steps grow by equal factors until they are a million times too large. */
const WILD = { learningRate: 'exp_0.001_1000', maxGradNorm: 1e9, normalizeReward: false };
const play = (one: ReturnType<typeof experiment>, name: string) => (
  runExperiment(one, { out: at(name) }).then(() => { throw new Error('it ended well'); }, (error: unknown) => (error as Error).message)
);
const run = (name: string, id = 'Pendulum-v1') => at(name, 'runs', id, 'a2c', 'seed-3');

describe('a policy that becomes NaN', () => {
  test('stops the run with the step, what it reported and the likely causes, and keeps all that was written', async () => {
    const message = await play(experiment(WILD), 'wild'), lines = message.split('\n');
    const step = Number(/^the run of a2c on Pendulum-v1 with seed 3 failed: the policy became NaN or infinite at step (\d+): .*(finite|NaN|Infinity)/.exec(lines[0])?.[1]);
    expect(step).toBeGreaterThan(200);
    expect(lines[1]).toBe(`What it reported until then (all of it: ${at('wild', 'runs/Pendulum-v1/a2c/seed-3/metrics.csv')}):`);
    expect(lines[2]).toMatch(new RegExp(`^ {2}step( +\\d+)* +${step}$`));
    for (const name of ['learningRate', 'entropyLoss', 'policyLoss', 'valueLoss', 'explainedVariance', 'gradientNorm']) expect(message).toMatch(new RegExp(`^ {2}${name}( +[^ ]+)+$`, 'm'));
    expect(message).toContain('\n- learningRate is exp_0.001_1000, and 0.0007 by default: try a smaller one\n- maxGradNorm is 1000000000, and 0.5 by default: try a smaller one\n');
    expect(message).toContain(`All that was written is kept in ${run('wild')}.`);

    const metrics = readFileSync(`${run('wild')}/metrics.csv`, 'utf8').trimEnd().split('\n');
    expect(metrics[0]).toBe('step,learningRate,entropyLoss,policyLoss,valueLoss,explainedVariance,gradientNorm');
    expect(metrics.slice(1).map((line) => Number(line.split(',')[0])).at(-1)).toBe(step);
    for (const line of metrics) expect(line.split(',')).toHaveLength(7);
    const episodes = readCsv(episodeColumns, readFileSync(`${run('wild')}/episodes.csv`, 'utf8'));
    expect(episodes.map((row) => row.step)).toEqual(Array.from({ length: 2 * Math.floor(step / 400) }, (_, i) => 400 * (1 + Math.floor(i / 2))));
    expect([existsSync(`${run('wild')}/done`), existsSync(at('wild/manifest.json'))]).toEqual([false, false]);
  });

  test('comes to the same end, message and bytes, when the same experiment is gone on with', async () => {
    const [first, once] = [await play(experiment(WILD), 'twice'), bytesOf(at('twice'))];
    expect(await play(experiment(WILD), 'twice')).toBe(first);
    expect(bytesOf(at('twice'))).toEqual(once);
    expect(await play(experiment(WILD, 'Pendulum-v1', { checkpointEvery: 200, evaluation: { every: 200, episodes: 2, finalEpisodes: 2 } }), 'often')).toContain('the policy became NaN');
  });

  test('does not with the usual step sizes: it was they', async () => {
    const { end } = await runExperiment(experiment({ normalizeReward: false }), { out: at('tame') });
    expect(end).toBe('done');
  });

  test('by what it was shown is put down to the environment, and to nothing else', async () => {
    const message = await play(experiment(WILD, 'tests/Infinite-v0'), 'infinite');
    expect(message).toContain('Likely causes:\n- tests/Infinite-v0 gave an observation with Infinity in it, and no network learns from that: look into the environment\nAll that');
  });

  test('never is one by rewards that are none: the environment is stopped before anybody learns from them', async () => {
    expect(await play(experiment({}, 'tests/Nan-v0'), 'nan')).toMatch(/^the run of a2c on tests\/Nan-v0 with seed 3 failed: the environment gave NaN as reward \(row 0, step 300 of its episode/);
  });

  test('ends the command with 1', async () => {
    const said: string[] = [], error = vi.spyOn(console, 'error').mockImplementation((text) => { said.push(String(text)); });
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const code = await main(['train', '--env', 'Pendulum-v1', '--agent', 'a2c', '-p', 'learning_rate=1000', '-p', 'max_grad_norm=1e9', '--steps', '2000', '--out', at('command')]);
    for (const spy of [error, stderr]) spy.mockRestore();
    expect([code, said.length]).toEqual([1, 1]);
    expect(said[0]).toMatch(/^gymnase: the run of a2c on Pendulum-v1 with seed 0 failed: the policy became NaN or infinite at step \d+/);
  });
});

describe('metrics.csv', () => {
  test('holds NaN for what an agent has not reported yet, and the file is the same however often it is flushed', async () => {
    const usual = experiment({ nSteps: 400 }, 'CartPole-v1', { steps: 2000 });
    await runExperiment(usual, { out: at('metrics') });
    const [header, first, , , fourth] = readFileSync(`${run('metrics', 'CartPole-v1')}/metrics.csv`, 'utf8').split('\n');
    expect(header).toBe('step,learningRate,entropyLoss,policyLoss,valueLoss,explainedVariance,gradientNorm');
    expect(first).toBe('200,NaN,NaN,NaN,NaN,NaN,NaN');                      // the first update comes after 2 x 400 steps
    expect(fourth).toMatch(/^800(,-?\d[\d.e-]*){6}$/);
    const [spec] = runsOf(usual), folder = new RunFolder(at('by-hand'));
    folder.open(JSON.stringify(spec));
    folder.metrics({ step: 1, loss: NaN, norm: Infinity });
    folder.flush();
    folder.metrics({ step: 2, loss: -0, norm: 0.1 });
    folder.close();
    expect(folder.read('metrics')).toBe('step,loss,norm\n1,NaN,Infinity\n2,-0,0.1\n');
    expect(sha256(folder.file('metrics.csv'))).toHaveLength(64);
  });
});
