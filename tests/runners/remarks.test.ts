import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolveExperiment, runsOf, type Experiment } from '../../runners/experiment/experiment.ts';
import { runExperiment } from '../../runners/experiment/run-experiment.ts';
import { remarksOf, toldOf, type RunRemarks } from '../../runners/results/remarks.ts';
import { ResultsFolder } from '../../runners/results/results-folder.ts';
import type { Agent } from '../../agents/index.ts';
import { bytesOf, stopsAfter, testFolder } from './folders.ts';
import { told } from './told.ts';

const at = testFolder();

const manifestOf = (folder: string) => JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as { remarks?: (RunRemarks & { steps: number })[] };
const reportOf = (folder: string) => readFileSync(`${folder}/report.html`, 'utf8').replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const lineOf = (err: string) => err.split('\n').find((line) => line.startsWith('1/1'))!;
const WHYS = {
  genetic: /^fitness [\d.]+ has reached 60, the targetFitness$/, 'cma-es': /60/, 'openai-es': /targetFitness: a fitness of .* reached the 60 asked for/,
  neat: /^a genome is as fit as [\d.]+, and 60 was enough$/,
};
const thousands = (x: number) => String(x).replace(/\B(?=(\d{3})+$)/g, ',');

describe('An agent that has finished before its budget is spent', () => {
  test.each(Object.entries(WHYS))('says so on the terminal, in the manifest and in the report: %s that is fit enough', async (agent, why) => {
    const out = at(agent), { code, err } = await told(`train --env CartPole-v1 --agent ${agent} --steps 400000 -p targetFitness=60 --out ${out}`);
    expect(code).toBe(0);
    const [{ finished, ...run }, ...others] = manifestOf(out).remarks!;
    expect([run, others]).toEqual([{ env: 'CartPole-v1', agent, seed: 0, steps: 400_000 }, []]);
    expect(finished!.step).toBeLessThan(400_000);
    expect(finished!.why).toMatch(why);
    expect(lineOf(err)).toMatch(/^1\/1 {2}.*, seed 0: \d+\.\d\d s; finished after /);
    expect(lineOf(err).endsWith(`finished after ${finished!.step} of 400000 steps: ${finished!.why}`)).toBe(true);
    expect(reportOf(out)).toContain(`${agent} on CartPole-v1, seed 0, finished after ${thousands(finished!.step)} of 400,000 steps: ${finished!.why}.`);
  });

  test('says so where it came to a standstill', async () => {
    const out = at('stall'), { err } = await told(`train --env CartPole-v1 --agent genetic --steps 3000000 -p stallGenerations=3 -p mutationRate=0 --out ${out}`);
    expect(lineOf(err)).toMatch(/finished after \d+ of 3000000 steps: no better fitness than [\d.]+ for 3 generations, the stallGenerations$/);
    expect(manifestOf(out).remarks).toHaveLength(1);
  });

  const EXTINCT = 'train --env CartPole-v1 --agent neat --rows 10 -p maxStagnation=1 -p staleFactor=0 -p speciesElitism=0 -p validationEpisodes=1';
  test('says so where all species have died out, and where they began anew after that', async () => {
    const stops = await told(`${EXTINCT} -p resetOnExtinction=false --steps 400000 --out ${at('extinct')}`);
    expect(lineOf(stops.err)).toMatch(/finished after \d+ of 400000 steps: all species died out in generation \d+/);
    const anew = await told(`${EXTINCT} -p resetOnExtinction=true --steps 20000 --out ${at('anew')}`);
    const [{ notes, finished }] = manifestOf(at('anew')).remarks!;
    expect(finished).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/^all species died out (once, and it began anew|\d+ times, and it began anew each time)$/)]);
    expect(lineOf(anew.err).endsWith(`; ${notes![0]}`)).toBe(true);
    expect(reportOf(at('anew'))).toContain(`neat on CartPole-v1, seed 0, ${notes![0]}.`);
    expect(reportOf(at('anew'))).not.toContain('finishes early');
  });
});

test('of runs that play their budget there is nothing to remark, anywhere', async () => {
  const { err } = await told(`train --env CartPole-v1 --agent genetic --steps 30000 -p targetFitness=1000 --out ${at('usual')}`);
  expect(lineOf(err)).toMatch(/seed 0: \d+\.\d\d s$/);
  expect(manifestOf(at('usual'))).not.toHaveProperty('remarks');
  expect(existsSync(at('usual/runs/CartPole-v1/genetic/seed-0/remarks.json'))).toBe(false);
  expect(reportOf(at('usual'))).not.toContain('What happened on the way');
});

test('of a population none of whose generations came to its end, that its policy was never chosen', async () => {
  const { err } = await told(`train --env CliffWalking-v1 --agent genetic --rows 8 --steps 3000 --out ${at('unborn')}`);
  expect(lineOf(err)).toMatch(/no generation has come to its end, so that its policy is an individual that nobody chose: take more steps/);
  expect(manifestOf(at('unborn')).remarks?.[0].notes).toHaveLength(1);
});

test('an agent that finishes with its last step has not finished early', () => {
  const agent = { finished: 'enough', notes: [] as readonly string[] } as Agent, [spec] = runsOf(early);
  expect(remarksOf(agent, spec.steps, spec)).toEqual({});
  expect(remarksOf(agent, spec.steps - 1, spec)).toEqual({ finished: { step: spec.steps - 1, why: 'enough' } });
  expect(toldOf({ notes: ['one', 'two'] }, 10)).toEqual(['one', 'two']);
});

const early: Experiment = resolveExperiment({
  name: 'early', environments: ['CartPole-v1'], seeds: [0, 1], steps: 200_000, checkpointEvery: 2000, evaluation: { every: 10_000, episodes: 1, finalEpisodes: 2 },
  agents: [{ name: 'neat', rows: 30, options: { targetFitness: 120, validationEpisodes: 2 } }],
});

test('what is remarked is the same bytes with two workers, and after an interruption', async () => {
  await runExperiment(early, { out: at('one') });
  await runExperiment(early, { out: at('two'), workers: 2 });
  expect((await runExperiment(early, { out: at('again') }, stopsAfter(3))).end).toBe('stopped');
  await runExperiment(early, { out: at('again') });
  expect(manifestOf(at('one')).remarks!.map(({ seed }) => seed)).toEqual([0, 1]);
  expect(bytesOf(at('two'))).toEqual(bytesOf(at('one')));
  expect(bytesOf(at('again'))).toEqual(bytesOf(at('one')));
  expect(runsOf(early).map((spec) => new ResultsFolder(at('one')).run(spec).remarks.finished!.step < spec.steps)).toEqual([true, true]);
});

describe('The report of NEAT', () => {
  test('shows the champion\'s network and its species, of the best of its runs', async () => {
    const choice = { environments: ['CartPole-v1'], seeds: [1, 2, 0], steps: 6000, agents: [{ name: 'neat', rows: 30 }], evaluation: { every: 6000, episodes: 2 } };
    writeFileSync(at('drawn.yaml'), JSON.stringify({ name: 'drawn', ...choice }));
    const { code } = await told(`run ${at('drawn.yaml')} --out ${at('.')}`);
    const html = readFileSync(at('drawn/report.html'), 'utf8');
    const titles = [...html.matchAll(/<figcaption>(.*?)<\/figcaption>/g)].map(([, title]) => title.replace('&#39;', '\''));
    const evaluations = readFileSync(at('drawn/evaluations.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    const score = (seed: number) => {
      const last = evaluations.filter((row) => row[2] === String(seed) && row[3] === '6000').map((row) => Number(row[5]));
      return last.reduce((sum, x) => sum + x, 0) / last.length;
    };
    const best = [1, 2, 0].reduce((a, b) => (score(b) > score(a) ? b : a));
    expect(code).toBe(0);
    const whose = `neat (seed ${best}, the best of 3 runs) on CartPole-v1`;
    expect(titles.slice(1)).toEqual([`${whose}: the champion's network`, `${whose}: the species of all generations`]);
    const drawn = decodeURIComponent([...html.matchAll(/<img src="data:image\/svg\+xml,([^"]*)"/g)][1][1]);
    expect(drawn).toContain('push right');
    expect(drawn).toContain('turning');
  });

  test('and no other agent\'s shows such pictures', () => {
    const html = readFileSync(at('genetic/report.html'), 'utf8');
    expect([...html.matchAll(/<figcaption>(.*?)<\/figcaption>/g)]).toHaveLength(1);
  });
});
