import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { resolveExperiment, runsOf } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { main } from '../../runners/main.ts';
import { readCsv } from '../../runners/results/csv.ts';
import { summaryColumns } from '../../runners/results/rows.ts';
import { RunFolder } from '../../runners/run/run-folder.ts';
import { UsageError } from '../../runners/usage-error.ts';
import { stopsAfter, testFolder } from './folders.ts';

const at = testFolder();
const experiment = (backend: string | undefined, steps = 2000) => resolveExperiment({
  name: 'x', environments: ['CartPole-v1'], agents: [{ name: 'a2c', rows: 8 }], seeds: [0], steps, ...(backend !== undefined && { backend }),
  evaluation: { every: 1000, episodes: 2, finalEpisodes: 20 },
});
const episodes = (name: string) => readFileSync(at(name, 'episodes.csv'), 'utf8');

async function gymnase(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  const spies = [
    vi.spyOn(console, 'error').mockImplementation((text) => { err += String(text); }), vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
    vi.spyOn(console, 'log').mockImplementation((text) => { out += `${String(text ?? '')}\n`; }),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true; }),
  ];
  const code = await main(words);
  for (const spy of spies) spy.mockRestore();
  return { code, out, err };
}

describe('the backend of an experiment', () => {
  test('is wasm, and stands in the experiment as it ran, in the manifest and in every run', async () => {
    expect(experiment(undefined)).toStrictEqual(experiment('wasm'));
    expect(runsOf(experiment(undefined)).map(({ backend }) => backend)).toEqual(['wasm']);
    await runExperiment(experiment('tfjs-cpu', 40), { out: at('told') });
    expect(readFileSync(at('told/experiment.yaml'), 'utf8')).toMatch(/\nbackend: tfjs-cpu\n/);
    expect(JSON.parse(readFileSync(at('told/manifest.json'), 'utf8'))).toMatchObject({ experiment: { backend: 'tfjs-cpu' } });
  });

  test('computes the networks: on tfjs-cpu training begins as on wasm, differs in the last bits, and learns', async () => {
    const { summary } = await runExperiment(experiment('tfjs-cpu', 12_000), { out: at('tfjs') });
    await runExperiment(experiment('wasm', 12_000), { out: at('wasm') });
    expect(episodes('tfjs').split('\n').slice(0, 5)).toEqual(episodes('wasm').split('\n').slice(0, 5));
    expect(readFileSync(at('tfjs/runs/CartPole-v1/a2c/seed-0/checkpoint.bin'))).not.toEqual(readFileSync(at('wasm/runs/CartPole-v1/a2c/seed-0/checkpoint.bin')));
    expect(summary![0].mean).toBeGreaterThan(60);                    // who plays by chance stands for 22 steps
    const chance = await runExperiment({ ...experiment('wasm'), agents: [{ name: 'random', label: 'random', options: {}, rows: 1 }] }, { out: at('chance') });
    expect(chance.summary![0].mean).toBeLessThan(40);
  });

  test('is part of what a run is: a checkpoint of another backend is not taken up', async () => {
    const one = experiment('wasm'), other = experiment('tfjs-cpu');
    expect((await runExperiment(one, { out: at('parts') }, stopsAfter(1))).end).toBe('stopped');
    const folder = () => new RunFolder(at('parts/runs/CartPole-v1/a2c/seed-0')), [spec, otherSpec] = [runsOf(one)[0], runsOf(other)[0]];
    const mine = folder();
    expect(mine.open(JSON.stringify(spec))).toBeDefined();
    mine.close();
    const theirs = folder();
    expect(theirs.open(JSON.stringify(otherSpec))).toBeUndefined();
    theirs.close();
    await expect(runExperiment(other, { out: at('parts') })).rejects.toThrow(/holds the unfinished results of another experiment/);
  });

  test('that is none is refused with those there are', () => {
    expect(() => experiment('tfjs')).toThrow(UsageError);
    expect(() => experiment('tfjs-nod')).toThrow(/^backend cannot be "tfjs-nod": There is no backend "tfjs-nod"\. Did you mean "tfjs-node"\? The backends are: wasm, /);
  });
});

describe('--backend', () => {
  test('of train is the experiment\'s; evaluate takes the same unless it is asked for another, which plays alike', async () => {
    const trained = await gymnase('train', '--env', 'CartPole-v1', '--agent', 'a2c', '--rows', '8', '--steps', '2000', '--backend', 'tfjs-cpu', '--out', at('trained'));
    expect([trained.code, trained.err]).toEqual([0, '']);
    expect(readFileSync(at('trained/experiment.yaml'), 'utf8')).toContain('backend: tfjs-cpu');
    expect(readCsv(summaryColumns, readFileSync(at('trained/summary.csv'), 'utf8'))).toHaveLength(1);
    const [same, other] = [await gymnase('evaluate', at('trained'), '--episodes', '5'), await gymnase('evaluate', at('trained'), '--episodes', '5', '--backend', 'wasm')];
    expect(same.out).toMatch(/CartPole-v1 +a2c +1 /);
    expect(other).toEqual(same);
  });

  test.each(['evaluate', 'watch', 'record'])('of %s: an unknown one ends with 2', async (command) => {
    const { code, err } = await gymnase(command, at('wasm'), '--backend', 'webgl');
    expect([code, err]).toEqual([2, 'gymnase: There is no backend "webgl". The backends are: wasm, tfjs-cpu, tfjs-wasm, tfjs-node, tfjs-node-gpu.']);
  });
});
