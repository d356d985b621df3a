import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Box, register, type Dynamics } from 'gymnasium-js';
import { describe, expect, test, vi } from 'vitest';
import { experimentYaml, resolveExperiment, runsOf, type RunSpec } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { DivergedError } from '../../nets/index.ts';
import { main } from '../../runners/main.ts';
import { readCsv } from '../../runners/results/csv.ts';
import { episodeColumns } from '../../runners/results/rows.ts';
import { divergence } from '../../runners/run/divergence.ts';
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

const ONCE = { every: 1000, episodes: 1, finalEpisodes: 1 };

describe('a run that diverges beside others', () => {
  const mixed = resolveExperiment({
    name: 'mixed', environments: ['Pendulum-v1'], seeds: [1, 2], steps: 2000, evaluation: { every: 1000, episodes: 1, finalEpisodes: 1, final: 'both' },
    agents: [{ name: 'a2c', label: 'wild', options: { learningRate: 1000, maxGradNorm: 1e9 } }, 'random', { name: 'a2c', label: 'tame' }],
  });
  const attempt = async (workers: number, one = mixed) => {
    const begun: string[] = [], told: string[] = [], nameOf = ({ agent, seed }: { agent: { label: string }; seed: number }) => `${agent.label} ${seed}`;
    const watcher = { runBegins: (spec: RunSpec) => { begun.push(nameOf(spec)); }, runDiverges: (spec: RunSpec) => { told.push(nameOf(spec)); } };
    const error = await runExperiment(one, { out: at(`mixed ${workers}`), workers }, watcher).then(() => new Error('it ended well'), (error: unknown) => error as Error);
    return { message: error.message.replaceAll(at(`mixed ${workers}`), 'OUT'), begun, told: told.sort() };
  };
  const text = (workers: number, name: string) => readFileSync(at(`mixed ${workers}`, name), 'utf8');

  test.each([1, 3])('with %i workers: they are played, all that diverged are told at the end, and those whose runs are done are published', async (workers) => {
    const { message, begun, told } = await attempt(workers);
    expect(begun).toEqual(['wild 1', 'wild 2', 'random 1', 'random 2', 'tame 1', 'tame 2']);
    expect(told).toEqual(['wild 1', 'wild 2']);
    for (const seed of [1, 2]) expect(message).toMatch(new RegExp(`^the run of wild on Pendulum-v1 with seed ${seed} failed: the policy became NaN or infinite at step \\d+`, 'm'));
    expect(message.match(/^Likely causes:$/gm)).toHaveLength(2);
    expect(message).toMatch(/\n\n4 of 6 runs are done, and are not played again\. OUT[/\\]report\.html tells of those agents, in each environment, all of whose runs are\.$/);
    expect(text(workers, 'summary.csv').split('\n').slice(1, -1).map((line) => line.split(',')[1])).toEqual(['random', 'tame']);
    expect(text(workers, 'final-summary.csv')).not.toContain('wild');
    expect(text(workers, 'report.html')).toContain('<li>the run of wild on Pendulum-v1 with seed 2 failed: the policy became NaN');
    expect(existsSync(at(`mixed ${workers}`, 'manifest.json'))).toBe(false);

    const [before, again] = [bytesOf(at(`mixed ${workers}`)), await attempt(workers)];
    expect([again.begun, again.message]).toEqual([['wild 1', 'wild 2'], message]);
    expect(bytesOf(at(`mixed ${workers}`))).toEqual(before);
  });

  test('has the same bytes with any number of workers', () => {
    expect(bytesOf(at('mixed 3'))).toEqual(bytesOf(at('mixed 1')));
  });

  test('where it is not the only one of its agent, the others of that agent are not published: their mean would flatter it', async () => {
    const wild = { name: 'a2c', label: 'wild', rows: 2, options: { learningRate: 1000, maxGradNorm: 1e9 } };
    const one = resolveExperiment({ name: 'half', environments: ['Pendulum-v1'], agents: [wild, 'random'], seeds: [0, 1], steps: 40, evaluation: ONCE });
    const out = at('half'), [first] = runsOf(one), folder = new RunFolder(at('half/runs/Pendulum-v1/wild/seed-0'));
    // Seed 0 went well: by hand, since a run that diverges and one that does not are hard to find side by side.
    await runExperiment({ ...one, agents: [one.agents[1]], seeds: [0] }, { out: at('well') });
    folder.open(JSON.stringify(first), {});
    for (const table of ['episodes', 'evaluations', 'metrics', 'costs']) {
      writeFileSync(folder.file(`${table}.csv`), readFileSync(at(`well/runs/Pendulum-v1/random/seed-0/${table}.csv`), 'utf8').replaceAll('random', 'wild'));
    }
    folder.finish();
    writeFileSync(at('half/experiment.yaml'), experimentYaml(one, out));
    await expect(runExperiment(one, { out })).rejects.toThrow(/^the run of wild on Pendulum-v1 with seed 1 failed: the policy[^]*3 of 4 runs are done/);
    expect(readFileSync(at('half/summary.csv'), 'utf8')).not.toContain('wild');
    expect(readFileSync(at('half/evaluations.csv'), 'utf8')).not.toContain('wild');
  });

  test('is told where the others are stopped, too', async () => {
    const controller = new AbortController();
    const { end, done, diverged } = await runExperiment(mixed, { out: at('left') }, { signal: controller.signal, runBegins: ({ agent }) => { if (agent.label === 'random') controller.abort(); } });
    expect([end, done, diverged?.length]).toEqual(['stopped', 0, 2]);
    expect(diverged?.[1]).toMatch(/^the run of wild on Pendulum-v1 with seed 2 failed: /);
  });

  test('any other failure stops the others, as ever', async () => {
    const one = resolveExperiment({ name: 'nan', environments: ['tests/Nan-v0', 'CliffWalking-v1'], agents: ['random'], seeds: [0], steps: 1000, evaluation: ONCE });
    await expect(runExperiment(one, { out: at('stopped') })).rejects.toThrow(/^the run of random on tests\/Nan-v0 with seed 0 failed: the environment gave NaN as reward[^\n]*$/);
    expect(existsSync(at('stopped/runs/CliffWalking-v1'))).toBe(false);
  });
});

describe('what is said of a run that diverged', () => {
  const place = (agent: { name: string; options?: object; rows?: number }, { metrics = {}, saved = false, rows = [] as object[], id = 'Pendulum-v1' } = {}) => {
    const [spec] = runsOf(resolveExperiment({ name: 'said', environments: [id], agents: [agent], seeds: [0], steps: 1000 }));
    const folder = new RunFolder(at(`said ${Math.random()}`)), env = { steps: 600, observation: Float32Array.of(500), next: Float32Array.of(500), reward: Float64Array.of(50) };
    folder.open(JSON.stringify(spec));
    for (const row of rows) folder.metrics(row as Record<string, number>);
    const { message } = divergence(new DivergedError('gone'), { spec, folder, env, metrics, saved });
    folder.close();
    return { message, rows: folder.read('metrics').trimEnd().split('\n') };
  };
  const causes = (...given: Parameters<typeof place>) => place(...given).message.split('\n').filter((line) => line.startsWith('- '));

  test('a baseline that learns in too large steps is a cause; to learn one is advised only where there is none', () => {
    const wild = { baselineLearningRate: 100 };
    expect(causes({ name: 'reinforce', options: wild })).toContain('- baselineLearningRate is 100, and 0.001 by default: try a smaller one');
    expect(causes({ name: 'reinforce', options: wild }).join()).not.toContain('try a learned baseline');
    expect(causes({ name: 'reinforce', options: { baseline: false } })).toContain('- returns weigh as they are: try a learned baseline');
  });

  test('advice is such as the agent can follow', () => {
    const both = ['- rewards are as large as 50: try normalizeReward', '- observations are as large as 500: try normalizeObservation'];
    expect(causes({ name: 'a2c' })).toEqual(both);
    expect(causes({ name: 'reinforce', options: { policy: 'softmax' } }, { id: 'CartPole-v1' })).toEqual(both.slice(0, 1));
    expect(causes({ name: 'a3c', options: { mode: 'threads' } })).toEqual(['- steps that are too large: try a smaller learningRate or maxGradNorm']);
    expect(causes({ name: 'a2c', options: { normalizeReward: true, normalizeObservation: true } })).toEqual(['- steps that are too large: try a smaller learningRate or maxGradNorm']);
  });

  test('what was reported already is not reported again under another step', () => {
    const shown = { loss: 0.1, norm: NaN, edge: -0 };
    expect(place({ name: 'a2c' }, { metrics: shown, rows: [{ step: 500, ...shown }] }).rows).toEqual(['step,loss,norm,edge', '500,0.1,NaN,-0']);
    expect(place({ name: 'a2c' }, { metrics: { ...shown, loss: 0.2 }, rows: [{ step: 500, ...shown }] }).rows).toEqual(['step,loss,norm,edge', '500,0.1,NaN,-0', '600,0.2,NaN,-0']);
    expect(place({ name: 'a2c' }, { metrics: shown }).rows).toEqual(['step,loss,norm,edge', '600,0.1,NaN,-0']);
  });

  test('where the same command goes on', () => {
    expect(place({ name: 'a2c' }, { saved: true }).message).toContain('The same command goes on from the last checkpoint, and comes to the same end;');
    expect(place({ name: 'a2c' }).message).toContain('The same command plays it again from its start, and comes to the same end;');
    expect(place({ name: 'a3c', options: { mode: 'threads' } }, { saved: true }).message).toContain('The same command begins anew, and no two runs in threads are the same;');
  });

  test.each(['a2c', 'ppo', 'a3c'])('the dials of %s, when it diverges in its first update', async (name) => {
    const one = resolveExperiment({
      name: 'first', environments: ['Pendulum-v1'], seeds: [0], agents: [{ name, options: {
        nSteps: 16, maxGradNorm: 1e30, vfCoef: 1e6, activation: 'identity', netArch: new Array(60).fill(8),        // values of 2^30, and gradients
      } }],
      steps: 1000, evaluation: { every: 1000, episodes: 1, finalEpisodes: 1 },
    });
    await play(one, `first ${name}`);
    const [header, last] = readFileSync(at(`first ${name}/runs/Pendulum-v1/${name}/seed-0/metrics.csv`), 'utf8').trimEnd().split('\n').map((line) => line.split(','));
    expect(Number(last[0])).toBe(16);
    for (const dial of ['learningRate', 'entropyLoss', 'policyLoss', 'valueLoss']) expect(Number(last[header.indexOf(dial)]), dial).not.toBeNaN();
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
