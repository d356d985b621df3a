import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../../runners/main.ts';
import { faultOfXml } from './xml.ts';

const CLI = resolve('dist/runners/cli.js');
if (!existsSync(CLI)) throw new Error(`${CLI} is not built; \`npm run build\` builds it, and \`npm test\` does so first`);

interface Ended { code: number | null; out: string; err: string }
type Child = ReturnType<typeof spawn>;

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase cli-')); });      // with a space in its name
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]) => join(folder, ...names);

/** Runs gymnase in the test's folder. `during` sees the process and what it has written to standard error so far. */
function gymnase(words: readonly string[], { during, env = {} }: { during?: (child: Child, err: string) => void; env?: Record<string, string> } = {}): Promise<Ended> {
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [CLI, ...words], { cwd: folder, env: { ...inherited, ...env } });
  let out = '', err = '';
  child.stdout.on('data', (chunk) => { out += String(chunk); });
  child.stderr.on('data', (chunk) => { err += String(chunk); during?.(child, err); });
  return new Promise((done) => { child.on('close', (code) => done({ code, out, err })); });
}
const line = (text: string) => gymnase(text.split(' '));

const YAML = `
name: small
environments: [CarStreet-v0, { id: CliffWalking-v1, label: cliff, max_episode_steps: 300 }]
agents: [random, q-learning, sarsa]
seeds: [0, 7]
steps: 20000
evaluation: { every: 5000, episodes: 3, final_episodes: 5 }
`;
/** Long enough to be stopped on the way. */
const LONG = `
name: long
environments: [CarStreet-v0, CliffWalking-v1]
agents: [q-learning, sarsa]
seeds: [0]
steps: 400000
checkpoint_every: 20000
evaluation: { every: 100000, episodes: 3, final_episodes: 5 }
`;
const HASHED = ['episodes.csv', 'evaluations.csv', 'curves.csv', 'summary.csv', 'manifest.json'];
const textsOf = (results: string) => HASHED.map((name) => readFileSync(at(results, name), 'utf8'));

let ran: Ended;
beforeAll(async () => {
  writeFileSync(at('small.yaml'), YAML);
  writeFileSync(at('long.yaml'), LONG);
  writeFileSync(at('file'), 'no folder');
  ran = await line('run small.yaml');
}, 60_000);

describe('gymnase run', () => {
  test('tells each run in a line, then a drive in each world, and last, where they stay on the screen, the table and where the files are', () => {
    expect(ran.code).toBe(0);
    expect(ran.err.trimEnd().split('\n')).toHaveLength(1 + 12);
    expect(ran.err).toMatch(/^small: 12 runs of 20000 steps, into results\/small\n 1\/12 {2}random on CarStreet-v0, seed 0: \d+\.\d\d s\n/);
    expect(ran.err).toMatch(/\n12\/12 {2}sarsa on cliff, seed 7: \d+\.\d\d s\n$/);
    expect(ran.out).toMatch(/^\n(q-learning|sarsa) \(seed 0\) on CarStreet-v0, one greedy episode: arrived after \d+ steps, return \d+/);
    const last = ran.out.slice(ran.out.indexOf('\nenvironment'));
    expect(last).toMatch(/^\nenvironment +agent +runs +IQM return \[95% interval\] +length +outcomes\n-+\nCarStreet-v0 +random +2 .*\n +q-learning +2 .*\n +sarsa +2 .*\ncliff +random +2 /);
    expect(last).toMatch(/\n\nReport {4}results\/small\/report\.html .*\nCurves {4}results\/small\/curves\.svg, results\/small\/curves\.csv\nEpisodes {2}results\/small\/episodes\.csv .*\n$/);
    for (const name of [...ran.out.matchAll(/results\/small\/[\w.]+/g)].map(String)) expect(existsSync(at(name))).toBe(true);
  });

  test('speaks no escape codes where there is no terminal, and no line is wider than 100', () => {
    expect(ran.out + ran.err).not.toContain('\x1b');
    expect(Math.max(...ran.out.split('\n').map((one) => one.length))).toBeLessThanOrEqual(100);
  });

  test('refuses to write over results, and with --force gives the same bytes in a folder with spaces as well', async () => {
    const before = textsOf('results/small');
    expect(await line('run small.yaml')).toEqual({ code: 2, out: '', err: 'gymnase: there are results in results/small already. Replace them with --force, or keep them and give --out another folder.\n' });
    const [forced, elsewhere] = await Promise.all([line('run small.yaml --force'), gymnase(['run', 'small.yaml', '--out', 'other results/of mine'])]);
    expect([forced.code, elsewhere.code]).toEqual([0, 0]);
    expect(textsOf('results/small')).toEqual(before);
    expect(textsOf('other results/of mine/small')).toEqual(before);
    expect(readdirSync(at('results'))).toEqual(['small']);
  });

  test('takes other seeds and steps than the file has', async () => {
    expect((await line('run small.yaml --out fewer --seeds 3..4 --steps 500')).code).toBe(0);
    expect(readFileSync(at('fewer/small/experiment.yaml'), 'utf8')).toMatch(/seeds:\n {2}- 3\n {2}- 4\nsteps: 500\n/);
    expect(readdirSync(at('fewer/small/runs/cliff/sarsa'))).toEqual(['seed-3', 'seed-4']);
  });
});

describe('gymnase train', () => {
  test('trains one agent with hyperparameters and options of its own', async () => {
    const { code, out, err } = await line('train --env CarStreet-v0 --agent q-learning --steps 3000 --seed 5 --rows 4 -p learning_rate=0.2 -p epsilon=lin_0.5 -e map=straight -e people=false --out trained');
    expect([code, err.split('\n')[0]]).toEqual([0, 'CarStreet-v0-q-learning: 1 run of 3000 steps, into trained']);
    expect(out).toContain('q-learning (seed 5) on CarStreet-v0');
    expect(JSON.parse(readFileSync(at('trained/manifest.json'), 'utf8'))).toMatchObject({ experiment: {
      seeds: [5], steps: 3000, environments: [{ options: { map: 'straight', people: false } }], agents: [{ rows: 4, options: { learningRate: 0.2, epsilon: 'lin_0.5' } }],
    } });
  });

  test('has a folder of its own for what it trains', async () => {
    expect((await line('train --env CliffWalking-v1 --agent random --steps 50')).code).toBe(0);
    expect(existsSync(at('results/CliffWalking-v1-random/manifest.json'))).toBe(true);
  });
});

describe('gymnase evaluate', () => {
  test('plays the agents that are asked for, and the same seed gives the same table', async () => {
    const [once, twice, other, all] = await Promise.all(['--agent sarsa --env cliff --seed 7', '--agent sarsa --env cliff --seed 7', '--agent random --eval-seed 2', '--stochastic'].map((choice) => line(`evaluate results/small --episodes 5 ${choice}`)));
    expect(once.out).toMatch(/^environment .*\n-+\ncliff +sarsa +1 +\S+ .*\n\n5 greedy episodes of each run, environment seed 1\n$/);
    expect(twice).toEqual(once);
    expect(other.out).toMatch(/\nCarStreet-v0 +random +2 .*\ncliff +random +2 .*\n\n5 greedy episodes of each run, environment seed 2\n$/);
    expect(all.out.match(/q-learning/g)).toHaveLength(2);
    expect(all.out).toContain('5 stochastic episodes');
    expect([once, other, all].map(({ code, err }) => [code, err])).toEqual([[0, ''], [0, ''], [0, '']]);
  });
});

describe('gymnase watch', () => {
  test('shows an episode frame by frame, or writes it as a film', async () => {
    const [shown, filmed] = await Promise.all([line('watch results/small --agent q-learning'), line('watch results/small --agent q-learning --seed 7 --episode-seed 4 --stochastic --fps 10 --svg drive.svg')]);
    const end = /\n(arrived|collision|time limit) after (\d+) steps, return -?[\d.]+\n$/.exec(shown.out);
    expect([shown.code, shown.err]).toEqual([0, '']);
    expect(shown.out.match(/^q-learning \(seed 0\) on CarStreet-v0 {3}step \d+ {3}return/gm)).toHaveLength(1 + Number(end?.[2]));
    expect(shown.out).not.toContain('\x1b');
    expect(filmed.out).toMatch(/^q-learning \(seed 7\) on CarStreet-v0: .*\nWritten to drive\.svg; a browser plays it\.\n$/);
    expect(faultOfXml(readFileSync(at('drive.svg'), 'utf8').replace(/<style>.*?<\/style>/s, ''))).toBeUndefined();
  });
});

describe('gymnase inspect', () => {
  test('prints the table with states and actions by name, and draws the policy', async () => {
    const { code, out, err } = await line('inspect results/small --agent sarsa --env cliff');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^sarsa \(seed 0\) on cliff: Q\(s, a\); \* marks the greedy actions\n\nstate +up +right +down +left\nrow 0, column 0 +-?\d+\.\d{3} /);
    expect(out).toContain('arrows: results/small/inspect-cliff-sarsa-seed-0.svg\n');
    expect(faultOfXml(readFileSync(at('results/small/inspect-cliff-sarsa-seed-0.svg'), 'utf8'))).toBeUndefined();
  });

  test('takes the first agent that has a table, and another file for its picture', async () => {
    const { code, out } = await line('inspect results/small --seed 7 --svg policy.svg');
    expect(code).toBe(0);
    expect(out).toMatch(/^q-learning \(seed 7\) on CarStreet-v0/);
    expect(existsSync(at('policy.svg'))).toBe(true);
  });
});

describe('gymnase list', () => {
  test('tells what there is and what it takes', async () => {
    const [envs, street, agents, sarsa] = await Promise.all(['envs', 'envs CarStreet-v0', 'agents', 'agents sarsa'].map((what) => line(`list ${what}`)));
    for (const id of ['CarStreet-v0', 'CliffWalking-v1', 'CliffWalkingSlippery-v1']) expect(envs.out).toMatch(new RegExp(`^${id} .*Discrete`, 'm'));
    expect(street.out).toMatch(/^ {2}map .*"crossing".*straight, corner, crossing, town/m);
    for (const name of ['random', 'q-learning', 'sarsa']) expect(agents.out).toMatch(new RegExp(`^${name} `, 'm'));
    expect(sarsa.out).toMatch(/^ {2}gamma +default 0\.99 .*\[0, 1\]/m);
    for (const one of [envs, street, agents, sarsa]) expect(one).toMatchObject({ code: 0, err: '' });
  });
});

test('every command explains itself and its options', async () => {
  const words: Record<string, string[]> = {
    run: ['<file>', '--out', '--seeds', '--steps', '--workers', '--backend', '--force'],
    export: ['<results>', '--agent', '--out'],
    train: ['--env', '--agent', '--tuned', '--backend', '--steps', '--seed', '-p', '-e', '--out', '--rows', '--force'],
    evaluate: ['<results>', '--env', '--agent', '--seed', '--episodes', '--eval-seed', '--stochastic'],
    watch: ['<results>', '--agent', '--svg', '--fps'],
    inspect: ['<results>', '--agent', '--svg'],
    record: ['<results>', '--agent', '--out', '--fps'],
    play: ['<id>', '-e', '--seed', '--fps'],
    list: ['<what>', '[name]', 'envs', 'agents'],
  };
  const [all, ...each] = await Promise.all([line('--help'), ...Object.keys(words).map((command) => line(`${command} --help`))]);
  for (const command of Object.keys(words)) expect(all.out).toContain(`gymnase ${command} `);
  expect(all.out).toContain('Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C.');
  Object.values(words).forEach((expected, i) => {
    expect(each[i]).toMatchObject({ code: 0, err: '' });
    for (const word of [...expected, '--verbose', 'Examples:']) expect(each[i].out).toContain(word);
  });
});

const TRAIN = 'train --env CarStreet-v0 --agent q-learning';
const WRONG: [string, RegExp][] = [
  ['', /There is no command ""|no command is given/],
  ['trian', /There is no command "trian"\. Did you mean "train"\? The commands are: run, train, evaluate, watch, record, play, inspect, export, list\./],
  ['run small.yaml --sedes 1', /Unknown argument: sedes\. `gymnase run --help` shows what there is\./],
  ['run', /something is missing: gymnase run <file>\. `gymnase run --help`/],
  ['train --env CarStreet-v0', /Missing required argument: agent\./],
  ['run small.yaml --steps', /a value is missing after steps/],
  ['run small.yaml --steps many', /--steps takes a number/],
  ['run small.yaml --steps 0', /small\.yaml: steps cannot be 0: it is a whole number from 1 up/],
  ['run small.yaml --seeds 4..0', /--seeds cannot be "4\.\.0": there are no seeds/],
  ['run small.yaml --out a --out b', /--out is given twice/],
  ['run nowhere.yaml', /there is no file "nowhere\.yaml"/],
  ['run results', /there is no file "results"/],
  ['run file', /file: an experiment is keys with values, such as "steps: 50000", and this is "no folder"/],
  ['run small.yaml --out file', /cannot write results to file\/small: a part of that path is a file\. Choose another place with --out\./],
  [`${TRAIN} --out file`, /file is there already and holds no results of ours/],
  ['train --env CarStret-v0 --agent sarsa', /There is no environment "CarStret-v0"\. Did you mean "CarStreet-v0"\? The environments are: /],
  ['train --env CarStreet-v0 --agent sarse', /There is no agent "sarse"\. Did you mean "sarsa"\? The agents are: random, q-learning, sarsa, .*ppo, .*neat.*\./],
  [`${TRAIN} -p learning_rat=1`, /q-learning has no hyperparameter "learning_rat"\. Did you mean "learningRate"\?/],
  [`${TRAIN} -p gamma=2`, /gamma of q-learning cannot be 2/],
  [`${TRAIN} -p gamma`, /-p takes name=value, and got "gamma"/],
  [`${TRAIN} -p gamma=[`, /-p gamma=\[: /],
  [`${TRAIN} -p gamma=1 -p gamma=0`, /-p gamma is given twice/],
  [`${TRAIN} -e map=twon`, /There is no map "twon"\. Did you mean "town"\? The maps are: straight, corner, crossing, town\./],
  [`${TRAIN} -e pCome=2`, /pCome is a chance per step, above 0 and at most 1, and got 2/],
  ['train --env CartPole-v1 --agent genetic --rows 1', /genetic on CartPole-v1: genetic evolves a population, whose individuals are the rows, and 1 is none; try 64 rows/],
  ['train --env CartPole-v1 --agent genetic -p elitism=64', /elitism of genetic cannot be 64: a whole number from 0 to 63/],
  ['train --env CartPole-v1 --agent genetic --rows 1 --workers 2', /genetic evolves a population/],
  ['train --env CartPole-v1 --agent a2c -p use_sde=true', /a2c on CartPole-v1: useSde is for Box actions, and these are Discrete\(2\)/],
  ['train --env CartPole-v1 --agent cma-es -p net_arch=[64,64]', /cma-es on CartPole-v1: cma-es keeps the covariances of all 4610 parameters/],
  ['evaluate results', /there are no results in results: it holds no experiment\.yaml/],
  ['evaluate results/small --agent sarse', /There is no agent "sarse"\. Did you mean "sarsa"\? .* \(in the results of small\)/],
  ['watch results/small --env town', /There is no environment "town"\. The environments are: CarStreet-v0, cliff\./],
  ['inspect results/small --seed 1', /There is no run of seed 1 in the results of small; the seeds are \[0, 7\]\./],
  ['inspect results/small --agent random', /there is no table to look into: random keeps none/],
  ['watch results/small --svg nowhere/drive.svg', /cannot write a file to nowhere\/drive\.svg: there is no such folder\. Choose another place with --svg\./],
  ['evaluate results/small --episodes 0', /--episodes is a whole number from 1 up, and got 0/],
  ['list env', /There is no list "env"\. Did you mean "envs"\?/],
];

describe('what the user can put right ends with 2 and one line that says how:', () => {
  const home = process.cwd();
  beforeAll(() => process.chdir(folder));
  afterAll(() => process.chdir(home));

  test.each(WRONG)('gymnase %s', async (words, message) => {
    const said: string[] = [], error = vi.spyOn(console, 'error').mockImplementation((text) => { said.push(String(text)); });
    const out = vi.spyOn(process.stdout, 'write');
    const code = await main(words === '' ? [] : words.split(' '));
    expect(out).not.toHaveBeenCalled();
    for (const spy of [error, out]) spy.mockRestore();
    expect(code).toBe(2);
    expect(said.join('\n')).toMatch(message);
    expect(said.join('\n')).toMatch(/^gymnase: [^\n]+$/);
    for (const agent of ['genetic', 'a2c', 'cma-es']) expect(existsSync(`results/CartPole-v1-${agent}`)).toBe(false);
  });

  test('and so does the process', async () => {
    const { code, out, err } = await line('list agents sarsaa');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^gymnase: There is no agent "sarsaa"\. Did you mean "sarsa"\? The agents are: random, q-learning, sarsa, .*\.\n$/);
  });
});

describe('what the user cannot put right there ends with 1:', () => {
  test('a damaged checkpoint, in one line, and with --verbose where it was found', async () => {
    const path = 'fewer/small/runs/cliff/sarsa/seed-3/checkpoint.bin';
    truncateSync(at(path), statSync(at(path)).size - 1);
    const [short, long] = await Promise.all([line('evaluate fewer/small --agent sarsa --env cliff'), line('evaluate fewer/small --agent sarsa --env cliff --verbose')]);
    expect(short).toEqual({ code: 1, out: '', err: `gymnase: ${path} is damaged: its checksum does not fit its content\n` });
    expect(long.code).toBe(1);
    expect(long.err).toMatch(/is damaged: .*\n +at .*checkpoint/);
  });

  test.skipIf(process.platform === 'win32')('a file that can grow no further: all lines are whole, and with more room the run goes on', async () => {
    const words = `train --env CliffWalking-v1 --agent q-learning --steps 60000 --out`;
    const child = spawn('/bin/sh', ['-c', `ulimit -f 64; exec "${process.execPath}" "${CLI}" ${words} narrow`], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    expect(await new Promise((done) => { child.on('close', done); })).toBe(1);
    expect(err).toMatch(/\ngymnase: the run of q-learning on CliffWalking-v1 with seed 0 failed: EFBIG[^\n]*\n$/);
    const written = readFileSync(at('narrow/runs/CliffWalking-v1/q-learning/seed-0/episodes.csv'), 'utf8');
    expect(written.split('\n').length).toBeGreaterThan(100);
    expect(written.endsWith('\n')).toBe(true);
    expect((await Promise.all([line(`${words} narrow`), line(`${words} wide`)])).map(({ code }) => code)).toEqual([0, 0]);
    expect(textsOf('narrow')).toEqual(textsOf('wide'));
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk behind standard output', async () => {
    const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${CLI}" list envs > /dev/full`], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    expect(await new Promise((done) => { child.on('close', done); })).toBe(1);
    expect(err).toMatch(/^gymnase: cannot write what there is to say: ENOSPC[^\n]*\n$/);
  });
});

test.skipIf(process.platform !== 'linux')('a folder that cannot be made is refused, and not tried for ever', async () => {
  const { code, err } = await line('run small.yaml --out /proc/nowhere/here');
  expect([code, err]).toEqual([2, 'gymnase: cannot write results to /proc/nowhere/here/small: there is no such folder. Choose another place with --out.\n']);
});

describe('a reader that has seen enough is no failure', () => {
  test('of a list', async () => {
    const child = spawn(process.execPath, [CLI, 'inspect', 'results/small', '--agent', 'sarsa'], { cwd: folder });
    let err = '';
    child.stderr.on('data', (chunk) => { err += String(chunk); });
    child.stdout.destroy();
    expect(await new Promise((done) => { child.on('close', done); })).toBe(0);
    expect(err).toBe('');
  });

  test('of how a run is getting on: it goes on to its end', async () => {
    const child = spawn(process.execPath, [CLI, 'run', 'small.yaml', '--out', 'unheard'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.destroy();
    expect(await new Promise((done) => { child.on('close', done); })).toBe(0);
    expect(textsOf('unheard/small')).toEqual(textsOf('results/small'));
  });
});

describe('a run that is stopped', () => {
  let whole: string[] = [];
  beforeAll(async () => {
    expect((await line('run long.yaml --out whole')).code).toBe(0);
    whole = textsOf('whole/long');
  }, 60_000);
  const csvs = (results: string) => readdirSync(at(results), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv')).map((name) => readFileSync(at(results, name), 'utf8'));

  test('by Ctrl-C ends with 130 and complete lines, and the same command goes on to the same bytes', async () => {
    let sent = false;
    const stopped = await gymnase(['run', 'long.yaml', '--out', 'by hand'], { during: (child, err) => { if (!sent && err.includes('1/4')) sent = child.kill('SIGINT'); } });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('stopping at the next tick; Ctrl-C again stops at once');
    expect(stopped.out).toMatch(/^Stopped: [1-3] of 4 runs are done, and all that was played is kept in by hand\/long\.\nGo on where it stopped with: gymnase run long\.yaml --out 'by hand'\n$/);
    for (const text of csvs('by hand/long')) expect(text).toMatch(/^$|\n$/);
    expect(existsSync(at('by hand/long/manifest.json'))).toBe(false);

    const finished = await gymnase(['run', 'long.yaml', '--out', 'by hand']);
    expect(finished.code).toBe(0);
    expect(finished.err).toMatch(/^long: 4 runs of 400000 steps, into by hand\/long; [1-3] are done already\n/);
    expect(textsOf('by hand/long')).toEqual(whole);
  }, 60_000);

  test('by a kill, several times at any moment, goes on to the same bytes', async () => {
    let kills = 0, end: Ended | undefined;
    for (const wait of [120, 180, 250, 150, 300, 220]) {
      let timer: NodeJS.Timeout | undefined;
      end = await gymnase(['run', 'long.yaml', '--out', 'killed'], { during: (child) => { timer ??= setTimeout(() => child.kill('SIGKILL'), wait); } });
      clearTimeout(timer);
      if (end.code !== null) break;
      kills++;
    }
    expect(kills).toBeGreaterThanOrEqual(2);
    if (end?.code !== 0) expect((await line('run long.yaml --out killed')).code).toBe(0);
    expect(textsOf('killed/long')).toEqual(whole);
  }, 60_000);

  test('while it replaces results leaves both, and says where they are', async () => {
    mkdirSync(at('both'));
    expect((await line('run small.yaml --out both --steps 100')).code).toBe(0);
    const before = textsOf('both/small');
    let sent = false;
    const stopped = await gymnase(['run', 'small.yaml', '--out', 'both', '--steps', '1000000', '--force'], { during: (child, err) => { if (!sent && err.includes('into')) sent = child.kill('SIGINT'); } });
    expect(stopped.code).toBe(130);
    expect(stopped.out).toContain('The results from before are in both/small.earlier.\nGo on where it stopped with: gymnase run small.yaml --out both --steps 1000000\n');
    expect(textsOf('both/small.earlier')).toEqual(before);
    expect(existsSync(at('both/small/experiment.yaml'))).toBe(true);
  });
});
