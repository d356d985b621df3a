import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Population } from '../../../agents/index.ts';
import type { VectorEnv } from 'gymnasium-js';
import { resolveExperiment, type RunSpec } from '../../../runners/experiment/experiment.ts';
import { runExperiment, type ExperimentWatcher } from '../../../runners/experiment/run-experiment.ts';
import type { Course } from '../../../runners/run/course.ts';
import { train } from '../../../runners/train.ts';
import { bytesOf, stopsAfter, testFolder } from '../folders.ts';
import { climbersModule, climbing } from './climbing.ts';

const known = vi.hoisted(() => ({ modules: [] as string[], usual: false }));
vi.mock('../../../runners/experiment/imports.ts', async (original) => ({ ...await original<object>(), importedModules: () => known.modules }));

/** The course of agents that are no populations: all rows in one environment, step by step. */
function usualCourse({ seed }: RunSpec, agent: Population<unknown>, env: VectorEnv): Course {
  env.reset(seed);
  return { agent, env, load() { throw new Error('this one is played in one go'); }, save: () => ({ agent: agent.save(), env: env.save() }), play: (options) => [train(agent, env, options)] };
}
vi.mock('../../../runners/generations/course.ts', async (original) => {
  const { generationsCourse } = await original<typeof import('../../../runners/generations/course.ts')>();
  return { generationsCourse: (...given: Parameters<typeof generationsCourse>) => (known.usual ? usualCourse(given[0], given[1], given[2]) : generationsCourse(...given)) };
});

const at = testFolder();
const play = (name: string, workers: number, watcher?: ExperimentWatcher) => runExperiment(climbing(), { out: at(name), workers }, watcher);

let remove = () => {};
beforeAll(async () => {
  const module = await climbersModule();
  known.modules = [module.path];
  remove = module.remove;
  await play('one', 1);
});
afterAll(() => remove());

describe('a population spread over threads', () => {
  test.each([2, 3, 8])('comes to the same bytes with %i workers as with one', async (workers) => {
    expect((await play(`with ${workers}`, workers)).end).toBe('done');
    expect(bytesOf(at(`with ${workers}`))).toEqual(bytesOf(at('one')));
  });

  test('comes to those of training step by step in one environment', async () => {
    known.usual = true;
    await play('usual', 1);
    known.usual = false;
    const whole = (name: string) => Object.fromEntries(Object.entries(bytesOf(at(name))).filter(([file]) => !file.endsWith('checkpoint.bin')));
    expect(whole('usual')).toEqual(whole('one'));
    expect(Object.keys(whole('one'))).toEqual(expect.arrayContaining(['episodes.csv', 'evaluations.csv', 'manifest.json', 'runs/CartPole-v1/climbers/seed-3/metrics.csv']));
    expect(readFileSync(at('one', 'episodes.csv'), 'utf8').split('\n').length).toBeGreaterThan(100);
  });

  test('stops with everything saved, and goes on to the same bytes with any number of workers', async () => {
    expect((await play('stopped', 2, stopsAfter(3))).end).toBe('stopped');
    expect((await play('stopped', 1, stopsAfter(4))).end).toBe('stopped');
    expect((await play('stopped', 1, stopsAfter(2))).end).toBe('stopped');
    expect((await play('stopped', 2)).end).toBe('done');
    expect(bytesOf(at('stopped'))).toEqual(bytesOf(at('one')));
  });

  test('is so whatever its genomes are: networks that grow and remember, vectors, and those that say NaN', async () => {
    const shipped = resolveExperiment({
      name: 'shipped', environments: ['Pendulum-v1'], seeds: [0], steps: 14_000, evaluation: { episodes: 2, final_episodes: 2 },
      agents: [
        { name: 'neat', rows: 20, options: { preset: 'canonical-large', initial_connection: 'unconnected', episodes: 'lin_1_3' } },
        { name: 'genetic', rows: 20, options: { activation: 'relu', output_activation: 'identity', initial: 'normal', initial_deviation: 1e29, net_arch: [16, 16] } },
        { name: 'cma-es', rows: 12 },
      ],
    });
    for (const workers of [3, 6]) await runExperiment(shipped, { out: at(`shipped ${workers}`), workers });          // 1 and 2 for each
    expect(bytesOf(at('shipped 6'))).toEqual(bytesOf(at('shipped 3')));
    const dials = readFileSync(at('shipped 3', 'runs', 'Pendulum-v1', 'genetic', 'seed-0', 'metrics.csv'), 'utf8').trimEnd().split('\n').map((line) => line.split(','));
    expect(Math.max(...dials.slice(1).map((row) => Number(row[dials[0].indexOf('nanFitness')])))).toBeGreaterThan(0);
  });
});
