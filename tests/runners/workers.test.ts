import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveExperiment, runsOf, type Experiment } from '../../runners/experiment/experiment.ts';
import { runExperiment, type ExperimentWatcher } from '../../runners/experiment/run-experiment.ts';
import { bytesOf, sha256, stopsAfter, testFolder } from './folders.ts';

const at = testFolder();
const SMALL = resolveExperiment({
  name: 'small', environments: ['CartPole-v1', 'CliffWalking-v1'], seeds: [7, 0], steps: 3000,
  agents: [{ name: 'a2c', rows: 4, options: { normalizeObservation: true }, environments: ['CartPole-v1'] }, { name: 'q-learning', environments: ['CliffWalking-v1'] }, 'random'],
  evaluation: { every: 1000, episodes: 2, finalEpisodes: 3, final: 'both' },
});
const play = (experiment: Experiment, name: string, workers: number, watcher?: ExperimentWatcher) => runExperiment(experiment, { out: at(name), workers }, watcher);

beforeAll(async () => { await play(SMALL, 'one', 1); });

describe('runs side by side', () => {
  test.each([2, 3])('with %i workers come to the same bytes as one after another', async (workers) => {
    const { end, done } = await play(SMALL, `with ${workers}`, workers);
    expect([end, done]).toEqual(['done', 8]);
    expect(bytesOf(at(`with ${workers}`))).toEqual(bytesOf(at('one')));
  });

  test('would not, were they merged in another order: the comparison tells', async () => {
    await play({ ...SMALL, seeds: [0, 7] }, 'other order', 2);
    for (const name of Object.keys(bytesOf(at('one', 'runs')))) expect(sha256(at('other order', 'runs', name))).toBe(sha256(at('one', 'runs', name)));
    expect(sha256(at('other order', 'episodes.csv'))).not.toBe(sha256(at('one', 'episodes.csv')));
  });

  test('tell how each of them is getting on', async () => {
    const begun: string[] = [], ended: string[] = [], far = new Map<string, number[]>();
    const nameOf = ({ environment, agent, seed }: ReturnType<typeof runsOf>[number]) => `${environment.label} ${agent.label} ${seed}`;
    await play(SMALL, 'watched', 2, {
      runBegins: (spec) => { begun.push(nameOf(spec)); far.set(nameOf(spec), []); },
      runProgresses: (fraction, spec) => { far.get(nameOf(spec))!.push(fraction); },
      runEnds: (spec, folder) => { expect(folder.done).toBe(true); ended.push(nameOf(spec)); },
    });
    expect(begun).toEqual(runsOf(SMALL).map(nameOf));
    expect([...ended].sort()).toEqual([...begun].sort());
    for (const fractions of far.values()) {
      expect(fractions.at(-1)).toBe(1);
      expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    }
  });

  test('stop with everything saved, and go on to the same bytes with any number of workers', async () => {
    expect((await play(SMALL, 'stopped', 3, stopsAfter(2))).end).toBe('stopped');
    expect(existsSync(at('stopped', 'manifest.json'))).toBe(false);
    expect(readdirSync(at('stopped', 'runs'), { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('checkpoint.bin'))).toBe(true);
    expect((await play(SMALL, 'stopped', 2, stopsAfter(5))).end).toBe('stopped');
    expect((await play(SMALL, 'stopped', 1)).end).toBe('done');
    expect(bytesOf(at('stopped'))).toEqual(bytesOf(at('one')));
  });

  test('where one diverges, the error names it, the others are played to their ends, and nothing is whole', async () => {
    const broken = resolveExperiment({
      name: 'broken', environments: ['Pendulum-v1'], seeds: [4], steps: 40_000, checkpointEvery: 1000, evaluation: { every: 2000, episodes: 1, finalEpisodes: 1 },
      agents: ['random', { name: 'a2c', label: 'wild', options: { learningRate: 1000, maxGradNorm: 1e9 } }],
    });
    await expect(play(broken, 'broken', 2)).rejects.toThrow(/^the run of wild on Pendulum-v1 with seed 4 failed: the policy became NaN or infinite at step \d+/);
    expect(existsSync(at('broken', 'manifest.json'))).toBe(false);
    const random = at('broken', 'runs', 'Pendulum-v1', 'random', 'seed-4');
    expect(existsSync(join(random, 'done'))).toBe(true);
  });

  test('know the environments that the experiment imports', async () => {
    mkdirSync(at('node_modules'), { recursive: true });
    symlinkSync(resolve('envs'), at('node_modules/gymnasium-js'), 'junction');
    writeFileSync(at('mine.mjs'), `import { Discrete } from 'gymnasium-js';
export const environments = [{ id: 'Mine-v0', description: 'ten steps', entryPoint: () => ({
  observationSpace: new Discrete(10), actionSpace: new Discrete(2), stateSize: 1,
  reset(s) { s[0] = 0; }, step(s) { s[0]++; return 1; }, terminal: (s) => s[0] >= 9, observe(s, o) { o[0] = s[0]; },
}) }];
`);
    // The threads' copy of the library is the built one, so this runs as the command does.
    writeFileSync(at('mine.yaml'), 'name: mine\nimport: ./mine.mjs\nenvironments: [Mine-v0]\nagents: [random, sarsa]\nseeds: 0..1\nsteps: 200\n');
    const ran = await gymnase('run mine.yaml --workers 2');
    expect(ran.err).toMatch(/^mine: 4 runs of 200 steps/);
    expect([ran.code, existsSync(at('results/mine/manifest.json'))]).toEqual([0, true]);
  });
});

function gymnase(words: string, during?: (child: ReturnType<typeof spawn>, err: string) => void): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [resolve('dist/runners/cli.js'), ...words.split(' ')], { cwd: at() });
  let out = '', err = '';
  child.stdout.on('data', (chunk) => { out += String(chunk); });
  child.stderr.on('data', (chunk) => { err += String(chunk); during?.(child, err); });
  return new Promise((done) => { child.on('close', (code) => done({ code, out, err })); });
}

describe('gymnase run --workers', () => {
  const YAML = 'name: long\nenvironments: [CliffWalking-v1]\nagents: [random]\nseeds: 0..3\nsteps: 300000\nevaluation: { every: 300000, episodes: 1, final_episodes: 1 }\n';
  beforeAll(() => writeFileSync(at('long.yaml'), YAML));

  test.skipIf(process.platform === 'win32')('Ctrl-C saves all that is under way, the command it tells goes on, and the bytes are those of one worker', async () => {
    let sent = false;
    const stopped = await gymnase('run long.yaml --workers 2', (child, err) => {
      if (!sent && err.includes('1/4')) { sent = true; child.kill('SIGINT'); }
    });
    expect([stopped.code, sent]).toEqual([130, true]);
    expect(stopped.out).toMatch(/^Stopped: [1-3] of 4 runs are done, and all that was played is kept in results\/long\.\nGo on where it stopped with: gymnase run long\.yaml --workers 2\n$/);
    expect((await gymnase('run long.yaml --workers 2')).code).toBe(0);
    expect((await gymnase('run long.yaml --out alone')).code).toBe(0);
    expect(bytesOf(at('alone/long'))).toEqual(bytesOf(at('results/long')));
  });

  test('more workers than cores: a warning, and it runs', async () => {
    const cores = availableParallelism(), { code, err } = await gymnase(`run long.yaml --steps 100 --out many --workers ${cores + 1}`);
    expect(code).toBe(0);
    expect(err).toMatch(new RegExp(`^--workers ${cores + 1} is more than the ${cores} cores? of this machine: they take turns, and nothing gets faster\n`));
    expect((await gymnase(`run long.yaml --steps 100 --out few --workers ${cores}`)).err).not.toContain('more than');
  });

  test.each(['0', '1.5', '-2'])('%s workers are refused', async (workers) => {
    const { code, err } = await gymnase(`run long.yaml --workers=${workers}`);
    expect([code, err]).toEqual([2, `gymnase: --workers is a whole number from 1 up, and got ${workers}\n`]);
  });

  test('the experiment says nothing of them: how many there were is no part of the results', () => {
    expect(readFileSync(at('results/long/manifest.json'), 'utf8')).not.toContain('workers');
  });
});

