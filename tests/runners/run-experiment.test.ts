import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Discrete, register, type Dynamics } from 'gymnasium-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAgent, streamsOf } from '../../agents/index.ts';
import { readCheckpoint, writeCheckpoint } from '../../runners/checkpoint.ts';
import { evaluate } from '../../runners/evaluate.ts';
import { parseExperiment, resolveExperiment, rowsFor, type Experiment } from '../../runners/experiment/experiment.ts';
import { runExperiment, type ExperimentWatcher } from '../../runners/experiment/run-experiment.ts';
import { readCsv } from '../../runners/results/csv.ts';
import { costColumns, curveColumns, episodeColumns, evaluationColumns, summaryColumns } from '../../runners/results/rows.ts';
import { train } from '../../runners/train.ts';
import { UsageError } from '../../runners/usage-error.ts';

const TEXT = `
name: small
description: Does a small experiment stay as it is?
environments: [CarStreet-v0, { id: CliffWalking-v1, label: "the cliff, by day", max_episode_steps: 400 }]
agents: [random, { name: q-learning, options: { learning_rate: lin_0.5_0.1, epsilon: exp_0.5_0.05 } }, { name: sarsa, rows: 3, options: { gamma: 1 } }]
seeds: [0, 7]
steps: 3000
report_every: 500
evaluation: { every: 700, episodes: 4, final_episodes: 6 }
`;
const experimentOf = (text: string) => resolveExperiment(parseExperiment(text, 'test.yaml'), 'test.yaml');
const SMALL = experimentOf(TEXT);
const HASHED = ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv'];

/** SMALL, played once. Tests only read it. */
let whole = '';
beforeAll(async () => {
  whole = join(mkdtempSync(join(tmpdir(), 'gymnase-')), 'whole');
  await runExperiment(SMALL, { out: whole });
});
afterAll(() => rmSync(dirname(whole), { recursive: true }));

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase-')); });
afterEach(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]) => join(folder, ...names);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const play = (experiment: Experiment, name: string, watcher?: ExperimentWatcher, force = false) => runExperiment(experiment, { out: at(name), force }, watcher);

/** The bytes of everything in a results folder but the costs, by path. */
function bytesOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile() && !name.endsWith('costs.csv'));
  return Object.fromEntries(files.sort().map((name) => [name, sha256(join(path, name))]));
}

/** Stops at the k-th sign of progress. */
function stopsAfter(k: number): ExperimentWatcher {
  const controller = new AbortController();
  let seen = 0;
  return { signal: controller.signal, runProgresses: () => { if (++seen >= k) controller.abort(); } };
}

describe('the files of an experiment', () => {
  test('are those of the documentation, with their columns', async () => {
    const { end, done, runs, summary } = await play(SMALL, 'small');
    expect({ end, done, runs }).toEqual({ end: 'done', done: 12, runs: 12 });
    expect(readdirSync(at('small')).sort()).toEqual(['costs.csv', 'curves.csv', 'curves.svg', 'episodes.csv', 'evaluations.csv', 'experiment.yaml', 'manifest.json', 'report.html', 'runs', 'summary.csv']);
    const text = (name: string) => readFileSync(at('small', name), 'utf8');
    expect(readCsv(episodeColumns, text('episodes.csv')).length).toBeGreaterThan(100);
    expect(readCsv(evaluationColumns, text('evaluations.csv'))).toHaveLength(12 * (5 * 4 + 6));         // steps 0, 700, ..., 2800, and the end
    expect([...new Set(readCsv(curveColumns, text('curves.csv')).map(({ step }) => step))]).toEqual([0, 700, 1400, 2100, 2800, 3000]);
    expect(readCsv(summaryColumns, text('summary.csv'))).toEqual(summary);
    expect(readCsv(costColumns, text('costs.csv'))).toHaveLength(12);
    expect(experimentOf(text('experiment.yaml'))).toStrictEqual(SMALL);

    const run = at('small', 'runs', readdirSync(at('small', 'runs')).find((name) => name.startsWith('the_cliff'))!, 'sarsa', 'seed-7');
    expect(readdirSync(run).sort()).toEqual(['checkpoint.bin', 'costs.csv', 'done', 'episodes.csv', 'evaluations.csv', 'metrics.csv']);
    expect(readFileSync(join(run, 'metrics.csv'), 'utf8')).toMatch(/^step,learningRate,epsilon,tdError\n501,/);  // three rows: the first step past 500
    expect(readFileSync(join(run, 'episodes.csv'), 'utf8')).toMatch(/^env,agent,.*\n"the cliff, by day",sarsa,7,0,/);
  });

  test('are in the order of the experiment file, and every row is in the file of its run', () => {
    for (const [name, columns] of [['episodes.csv', episodeColumns], ['evaluations.csv', evaluationColumns]] as const) {
      const rows = readCsv(columns as typeof episodeColumns, readFileSync(join(whole, name), 'utf8')), runs = new Set(rows.map(({ env, agent, seed }) => `${env}/${agent}/${seed}`));
      expect([...runs]).toEqual(SMALL.environments.flatMap((env) => SMALL.agents.flatMap((agent) => SMALL.seeds.map((seed) => `${env.label}/${agent.label}/${seed}`))));
    }
  });

  test('have the hashes that the manifest tells, which are of no costs, clock or path', () => {
    const manifest = JSON.parse(readFileSync(join(whole, 'manifest.json'), 'utf8')) as { format: number; gymnase: string; experiment: Experiment; sha256: Record<string, string> };
    expect(Object.keys(manifest)).toEqual(['format', 'gymnase', 'experiment', 'sha256']);
    expect(manifest.experiment).toEqual(SMALL);
    expect(manifest.sha256).toEqual(Object.fromEntries(HASHED.map((name) => [name, sha256(join(whole, name))])));
    expect(JSON.stringify(manifest)).not.toContain(dirname(whole));
  });

  test('are the same when the experiment is run again, the picture and the report too', async () => {
    await play(SMALL, 'again');
    expect(bytesOf(at('again'))).toEqual(bytesOf(whole));
  });

  test('are what they have always been', () => {
    expect(Object.fromEntries(HASHED.map((name) => [name, sha256(join(whole, name))]))).toEqual({
      'episodes.csv': '9ebb2607d82162d9b15cb275ba7d753596e51872d81b69f98107abf434b83a56',
      'evaluations.csv': '0178676e7d390cb8f88b94d80c4c49755a6ec229c8cc0e05c88c807d2d344e87',
      'curves.csv': 'fceaee2ce92346961563afa712df8956fe67663be64f9f300ea67dd005e10ef9',
      'summary.csv': '11531b47c2d262e80d885b4fa9a7db61aac89e34d9dff8b4d85269984c2849cb',
    });
  });

  test('hold what train and evaluate give when they are called by hand', () => {
    const [, environment] = SMALL.environments, [, , choice] = SMALL.agents, seed = 7, { steps } = SMALL, run = { env: environment.label, agent: choice.label, seed };
    const env = rowsFor(environment, { rows: 3, role: 'training' });
    const agent = createAgent('sarsa', env, { rows: 3, budget: steps, stream: streamsOf(seed), options: choice.options });
    env.reset(seed);
    const played: object[] = [], judged: object[] = [];
    const judge = (step: number, role: 'evaluation' | 'final', episodes: number) => {
      const world = rowsFor(environment, { rows: episodes, role });
      judged.push(...evaluate(agent.policy({ rows: episodes }), world, { episodes, seed }).map((one, episode) => ({ ...run, step, episode, ...one })));
    };
    judge(0, 'evaluation', 4);
    for (const event of train(agent, env, { steps, tickEvery: 700 })) {
      if (event.kind === 'episode') {
        const { kind: _, row: __, ...rest } = event;
        played.push({ ...run, episode: played.length, ...rest });
      }
      if (event.kind === 'tick') judge(Math.floor(event.step / 700) * 700, 'evaluation', 4);
    }
    judge(steps, 'final', 6);
    const ours = <Row extends { env: string; agent: string; seed: number }>(rows: Row[]) => rows.filter((row) => row.env === run.env && row.agent === run.agent && row.seed === seed);
    expect(ours(readCsv(episodeColumns, readFileSync(join(whole, 'episodes.csv'), 'utf8')))).toEqual(played);
    expect(ours(readCsv(evaluationColumns, readFileSync(join(whole, 'evaluations.csv'), 'utf8')))).toEqual(judged);
  });

  test('of a run do not depend on who else is in the experiment', async () => {
    const alone: Experiment = { ...SMALL, name: 'alone', environments: [SMALL.environments[1]], agents: [SMALL.agents[2]], seeds: [7] };
    await play(alone, 'alone');
    const one = bytesOf(at('alone', 'runs')), all = bytesOf(join(whole, 'runs'));
    expect(Object.keys(one)).toHaveLength(5);
    for (const [name, hash] of Object.entries(one)) expect([name, all[name]]).toEqual([name, hash]);
  });

  test('of training are the same however it is evaluated', async () => {
    await play({ ...SMALL, evaluation: { every: 5000, episodes: 1, finalEpisodes: 1, stochastic: true } }, 'once');
    expect(sha256(at('once', 'episodes.csv'))).toBe(sha256(join(whole, 'episodes.csv')));
    expect(sha256(at('once', 'evaluations.csv'))).not.toBe(sha256(join(whole, 'evaluations.csv')));
  });

  test.each([
    ['a budget of one step', 'steps: 1', [0, 1]],
    ['fewer steps than lie between evaluations', 'steps: 50\nevaluation: { every: 80, episodes: 2, final_episodes: 2 }', [0, 50]],
    ['rows that do not divide the budget', 'steps: 100\nevaluation: { every: 30, episodes: 2, final_episodes: 2 }', [0, 30, 60, 90, 100]],
    ['more rows than steps', 'steps: 5\nevaluation: { every: 1, episodes: 1, final_episodes: 1 }', [0, 1, 2, 3, 4, 5]],
  ])('tell of %s', async (_, text, steps) => {
    await play(experimentOf(`name: edge\nenvironments: [CliffWalking-v1]\nagents: [{ name: sarsa, rows: 7 }]\nseeds: 9007199254740991\n${text}\n`), 'edge');
    const rows = readCsv(evaluationColumns, readFileSync(at('edge', 'evaluations.csv'), 'utf8'));
    expect([...new Set(rows.map(({ step }) => step))]).toEqual(steps);
    expect(new Set(rows.map(({ seed }) => seed))).toEqual(new Set([Number.MAX_SAFE_INTEGER]));
  });

  test('take labels of any kind, each in a folder of its own', async () => {
    const labels = ['a/b', 'a b', 'a:b', '..', '.', 'Öl, "gut"', '日本', '😀'.repeat(40), "' or 1=1", '<b>&', 'x'.repeat(80)];
    const agents = labels.map((label) => ({ name: 'random', label, options: {}, rows: 1 }));
    const experiment = resolveExperiment({ name: 'labels', environments: ['CarStreet-v0'], agents, seeds: 1, steps: 20, evaluation: { episodes: 1, finalEpisodes: 1 } });
    await play(experiment, 'labels');
    expect(readdirSync(at('labels', 'runs', 'CarStreet-v0'))).toHaveLength(labels.length);
    expect([...new Set(readCsv(evaluationColumns, readFileSync(at('labels', 'evaluations.csv'), 'utf8')).map(({ agent }) => agent))]).toEqual(labels);
    expect(readdirSync(folder)).toEqual(['labels']);
  });
});

test('evaluations last as long as the time limit, also where that is longer than anybody watches without one', async () => {
  const swing = experimentOf(`
    name: long
    environments: [{ id: Pendulum-v1, max_episode_steps: 12000 }]
    agents: [random]
    seeds: [0]
    steps: 10
    evaluation: { every: 10, episodes: 1, final_episodes: 1 }`);
  await play(swing, 'long');
  const rows = readCsv<{ length: number; outcome: string }>(evaluationColumns, readFileSync(at('long', 'evaluations.csv'), 'utf8'));
  expect(rows.map(({ length, outcome }) => [length, outcome])).toEqual([[12_000, 'time limit'], [12_000, 'time limit']]);
});

describe('an experiment that was interrupted', () => {
  test.each([1, 2, 7, 13, 30, 59])('after %i ticks goes on to the same bytes, checkpoints included', async (k) => {
    const first = await play(SMALL, 'parts', stopsAfter(k));
    expect(first.end).toBe('stopped');
    expect(existsSync(at('parts', 'manifest.json'))).toBe(false);
    for (const name of readdirSync(at('parts', 'runs'), { recursive: true, encoding: 'utf8' })) if (name.endsWith('episodes.csv')) expect(readFileSync(at('parts', 'runs', name), 'utf8')).toMatch(/^$|\n$/);
    const second = await play(SMALL, 'parts');
    expect(second.end).toBe('done');
    expect(bytesOf(at('parts'))).toEqual(bytesOf(whole));
  });

  test('again and again, at every tick, comes to the same bytes', async () => {
    const few = { ...SMALL, seeds: [7], agents: SMALL.agents.slice(1) };
    await play(few, 'whole');
    let stops = 0;
    while ((await play(few, 'parts', stopsAfter(1))).end === 'stopped') stops++;
    expect(stops).toBeGreaterThanOrEqual(4 * 4);                // four runs, and four ticks before the end of each
    expect(bytesOf(at('parts'))).toEqual(bytesOf(at('whole')));
  });

  test('does not play again what is done', async () => {
    const begun: string[] = [];
    const watcher = stopsAfter(14);
    await play(SMALL, 'parts', watcher);
    const done = readdirSync(at('parts', 'runs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('done'));
    expect(done.length).toBeGreaterThan(0);
    for (const name of done) utimesSync(at('parts', 'runs', name, '..', 'episodes.csv'), 1, 1);
    await play(SMALL, 'parts', { begin: (_, runs, before) => { expect([runs, before]).toEqual([12, done.length]); }, runBegins: ({ agent, seed }) => { begun.push(`${agent.label} ${seed}`); } });
    expect(begun).toHaveLength(12 - done.length);
    for (const name of done) expect(statSync(at('parts', 'runs', name, '..', 'episodes.csv')).mtimeMs).toBe(1000);
  });

  test.each<[string, (saved: { agent: Record<string, Float64Array>; env: Record<string, Uint32Array>; counters: Record<string, number> }) => void]>([
    ['where the agent\'s random numbers stood', ({ agent }) => { agent.explore.fill(0.5); }],
    ['what the agent had learned', ({ agent }) => { agent.q.fill(0); }],
    ['where the environment\'s random numbers stood', ({ env }) => { env.random[0] ^= 1; }],
    ['how long the episode at hand was', ({ env }) => { env.lengths.fill(0); }],
    ['how many episodes there were', ({ counters }) => { counters.episodes = 0; }],
  ])('with a checkpoint that forgot %s comes to other bytes, as this comparison shows', async (_, forget) => {
    const few = { ...SMALL, environments: SMALL.environments.slice(0, 1), agents: [SMALL.agents[1]], seeds: [0] };
    await play(few, 'parts', stopsAfter(2));
    const path = at('parts', 'runs', 'CarStreet-v0', 'q-learning', 'seed-0', 'checkpoint.bin'), saved = readCheckpoint(path);
    forget(saved as never);
    writeCheckpoint(path, saved);
    await play(few, 'parts');
    const run = (results: string) => sha256(join(results, 'runs', 'CarStreet-v0', 'q-learning', 'seed-0', 'episodes.csv'));
    expect(run(at('parts'))).not.toBe(run(whole));
  });

  test.each<[string, (run: string) => void]>([
    ['rows past its checkpoint', (run) => appendFileSync(join(run, 'episodes.csv'), 'CarStreet-v0,q-learning,0,9,9,9,9,true,false,arrived\n')],
    ['half a line at its end', (run) => appendFileSync(join(run, 'evaluations.csv'), 'CarStreet-v0,q-lea')],
    ['fewer rows than its checkpoint tells', (run) => truncateSync(join(run, 'episodes.csv'), 60)],
    ['no episodes any more', (run) => rmSync(join(run, 'episodes.csv'))],
    ['no checkpoint', (run) => rmSync(join(run, 'checkpoint.bin'))],
    ['a half-written checkpoint beside the whole one', (run) => writeFileSync(join(run, 'checkpoint.bin.writing'), 'half')],
  ])('and has %s is mended', async (_, harm) => {
    const few = { ...SMALL, environments: SMALL.environments.slice(0, 1), agents: [SMALL.agents[1]], seeds: [0] };
    const run = ['runs', 'CarStreet-v0', 'q-learning', 'seed-0'];
    await play(few, 'parts', stopsAfter(2));
    harm(at('parts', ...run));
    await play(few, 'parts');
    expect(bytesOf(at('parts', ...run))).toEqual(bytesOf(join(whole, ...run)));
  });

  test('says which checkpoint is damaged, and what can be done', async () => {
    const few = { ...SMALL, agents: [SMALL.agents[1]], seeds: [0] };
    await play(few, 'parts', stopsAfter(2));
    const path = at('parts', 'runs', 'CarStreet-v0', 'q-learning', 'seed-0', 'checkpoint.bin');
    truncateSync(path, statSync(path).size - 8);
    await expect(play(few, 'parts')).rejects.toThrow(`the run of q-learning on CarStreet-v0 with seed 0 failed: ${path} is damaged: its checksum does not fit its content. Delete it, and the run is played again from its start.`);
    rmSync(path);
    expect((await play(few, 'parts')).end).toBe('done');
  });
});

describe('results that are there already', () => {
  const few = { ...SMALL, agents: SMALL.agents.slice(0, 2), seeds: [0] };

  test('are not touched without force', async () => {
    await play(few, 'mine');
    const before = bytesOf(at('mine'));
    await expect(play(few, 'mine')).rejects.toThrow(UsageError);
    await expect(play(few, 'mine')).rejects.toThrow(/there are results in .*mine already\. Replace them with --force, or keep them and give --out another folder\.$/);
    expect(bytesOf(at('mine'))).toEqual(before);
  });

  test('of another experiment are not gone on with', async () => {
    await play(few, 'mine', stopsAfter(2));
    const before = bytesOf(at('mine'));
    await expect(play({ ...few, steps: 2999 }, 'mine')).rejects.toThrow(/holds the unfinished results of another experiment/);
    expect(bytesOf(at('mine'))).toEqual(before);
  });

  test('are moved aside by force, and deleted when the new ones are whole', async () => {
    await play(few, 'mine');
    const before = bytesOf(at('mine')), more = { ...few, seeds: [0, 1] };
    const stopped = await play(more, 'mine', stopsAfter(2), true);
    expect(stopped.earlier.map(({ path }) => path)).toEqual([at('mine.earlier')]);
    expect(bytesOf(at('mine.earlier'))).toEqual(before);
    expect(readdirSync(folder).sort()).toEqual(['mine', 'mine.earlier']);

    const more3 = { ...few, seeds: [0, 1, 2] }, again = await play(more3, 'mine', stopsAfter(2), true);      // force another: both are kept
    expect(again.earlier.map(({ path }) => path)).toEqual([at('mine.earlier'), at('mine.earlier-2')]);
    expect(bytesOf(at('mine.earlier'))).toEqual(before);

    expect(await play(more3, 'mine')).toMatchObject({ end: 'done', earlier: [] });
    expect(readdirSync(folder)).toEqual(['mine']);
    await play(more3, 'fresh');
    expect(bytesOf(at('mine'))).toEqual(bytesOf(at('fresh')));
  });

  test('are gone on with, by force too, where they are unfinished ones of the same experiment', async () => {
    const first = await play(few, 'mine', stopsAfter(2));
    expect(first.end).toBe('stopped');
    const ticks = { second: 0, fresh: 0 };
    const second = await play(few, 'mine', { runProgresses: () => { ticks.second++; } }, true);
    expect(second).toMatchObject({ end: 'done', earlier: [] });
    expect(readdirSync(folder)).toEqual(['mine']);
    await play(few, 'fresh', { runProgresses: () => { ticks.fresh++; } });
    expect(ticks.second).toBeLessThan(ticks.fresh);                       // what was played was not played again
    expect(bytesOf(at('mine'))).toEqual(bytesOf(at('fresh')));
  });

  test('are replaced without the files that somebody else put there: those stay', async () => {
    await play(few, 'mine');
    writeFileSync(at('mine', 'notes.txt'), 'remember the milk');
    const { earlier } = await play(few, 'mine/', undefined, true);
    expect(earlier.map(({ path }) => path)).toEqual([at('mine.earlier')]);
    expect(readdirSync(at('mine.earlier'))).toEqual(['notes.txt']);
    expect(existsSync(at('mine', 'manifest.json'))).toBe(true);
  });

  test('must be results: a folder of something else is refused, by force too, and an empty one is taken', async () => {
    mkdirSync(at('photos'));
    writeFileSync(at('photos', 'cat.jpg'), 'meow');
    for (const force of [false, true]) await expect(play(few, 'photos', undefined, force)).rejects.toThrow(/photos is there already and holds no results of ours/);
    expect(readdirSync(folder)).toEqual(['photos']);
    mkdirSync(at('empty'));
    expect((await play(few, 'empty')).end).toBe('done');
    mkdirSync(at('begun'));
    writeFileSync(at('begun', 'experiment.yaml.writing'), 'na');           // killed while it began
    expect((await play(few, 'begun')).end).toBe('done');
  });
});

describe('an environment that fails', () => {
  const BROKEN_AT = 25;
  let steps = 0;
  const failing: Dynamics = {
    observationSpace: new Discrete(2), actionSpace: new Discrete(2), stateSize: 1,
    reset: (s) => { s[0] = 0; }, terminal: (s) => s[0] >= 10, observe: (_, o) => { o[0] = 0; },
    step: (s) => { s[0]++; return ++steps > BROKEN_AT ? NaN : 1; },
  };
  register({ id: 'tests/Failing-v0', description: 'gives NaN after a while', entryPoint: () => failing });

  test('keeps all that was written, and says in which run, row, step and action it was', async () => {
    const experiment = experimentOf('name: failing\nenvironments: [CliffWalking-v1, tests/Failing-v0]\nagents: [random]\nseeds: [3]\nsteps: 100\nevaluation: { every: 100, episodes: 1, final_episodes: 1 }\n');
    steps = 0;
    await expect(play(experiment, 'failing')).rejects.toThrow(/^the run of random on tests\/Failing-v0 with seed 3 failed: the environment gave NaN as reward \(row 0, step 6 of its episode, action [01]\); its step must return a finite number$/);
    const run = readdirSync(at('failing', 'runs')).find((name) => name.startsWith('tests'))!;
    const rows = readCsv(episodeColumns, readFileSync(at('failing', 'runs', run, 'random', 'seed-3', 'episodes.csv'), 'utf8'));
    expect(rows).toHaveLength(1);                              // one episode of ten steps was evaluated, one trained on, and the next failed
    expect(existsSync(at('failing', 'runs', 'CliffWalking-v1', 'random', 'seed-3', 'done'))).toBe(true);
    expect(existsSync(at('failing', 'manifest.json'))).toBe(false);

    steps = -1000;                                            // mended
    expect((await play(experiment, 'failing')).end).toBe('done');
  });
});
