import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, testFolder } from '../folders.ts';
import { climbersModule } from './climbing.ts';

const at = testFolder();
let module: { path: string; remove(): void };
beforeAll(async () => { module = await climbersModule(); });
afterAll(() => module.remove());

function gymnase(words: string, during?: (child: ChildProcess, err: string) => void): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [resolve('dist/runners/cli.js'), ...words.split(' ')], { cwd: at() });
  let out = '', err = '';
  child.stdout.on('data', (chunk) => { out += String(chunk); });
  child.stderr.on('data', (chunk) => { err += String(chunk); during?.(child, err); });
  return new Promise((done) => { child.on('close', (code) => done({ code, out, err })); });
}

const train = (words: string, during?: (child: ChildProcess, err: string) => void) => gymnase(`train --import ${module.path} ${words}`, during);

describe('gymnase train --workers', () => {
  test.skipIf(process.platform === 'win32')('is stopped by Ctrl-C, goes on with the same command, and comes to the bytes of one worker', async () => {
    const words = '--agent climbers --env CartPole-v1 --steps 500000 --rows 64 --workers 2 --out spread';
    let sent = false;
    const stopped = await train(words, (child, err) => {
      if (sent || !err.includes('1 run')) return;
      sent = true;
      const written = setInterval(() => {
        if (!existsSync(at('spread/runs/CartPole-v1/climbers/seed-0/checkpoint.bin'))) return;
        clearInterval(written);
        child.kill('SIGINT');
      }, 5);
      child.on('close', () => clearInterval(written));
    });
    expect([stopped.code, sent]).toEqual([130, true]);
    expect(stopped.out).toContain('Stopped: 0 of 1 runs are done');
    expect((await train(words)).code).toBe(0);
    const { code, err } = await train(words.replace('--workers 2 --out spread', '--out alone'));
    expect([code, err.includes('core')]).toEqual([0, false]);
    expect(bytesOf(at('spread'))).toEqual(bytesOf(at('alone')));
  });

  test('of a world that breaks tells how, keeps what was played, and ends with 1', async () => {
    const { code, err } = await train('--agent climbers --env Fragile-v0 --steps 100000 --workers 2 --out broken');
    expect(code).toBe(1);
    expect(err).toContain('the run of climbers on Fragile-v0 with seed 0 failed: the wheel came off');
    expect(existsSync(at('broken/runs/Fragile-v0/climbers/seed-0/episodes.csv'))).toBe(true);
    expect(existsSync(at('broken/manifest.json'))).toBe(false);
  });

  test.each([['q-learning', 'CliffWalking-v1', ''], ['a3c', 'CartPole-v1', ' It learns in threads of its own with -p mode=threads, as many as its --rows.']])(
    'is refused for %s, whose run is played by one thread, before anything is written', async (agent, env, more) => {
      const { code, err } = await gymnase(`train --agent ${agent} --env ${env} --workers 2 --out none`);
      expect([code, existsSync(at('none'))]).toEqual([2, false]);
      expect(err).toBe(`gymnase: --workers of \`gymnase train\` spreads a population over threads, and ${agent} is none: its run is played by one.${more} `
        + '`gymnase run --workers` plays several runs of an experiment side by side.\n');
    },
  );

  test.each(['0', '1.5'])('%s workers are refused', async (workers) => {
    const { code, err } = await gymnase(`train --agent random --env CliffWalking-v1 --workers=${workers}`);
    expect([code, err]).toEqual([2, `gymnase: --workers is a whole number from 1 up, and got ${workers}\n`]);
  });
});

test('gymnase run --workers shares them out where there are fewer runs, and warns of more than cores', async () => {
  const cores = availableParallelism();
  writeFileSync(at('two.yaml'), `name: two\nimport: ${module.path}\nenvironments: [CartPole-v1]\nagents: [climbers, random]\nseeds: 0\nsteps: 6000\n`);
  const spread = await gymnase(`run two.yaml --workers ${2 * cores + 1} --out spread-runs`);
  expect(spread.code).toBe(0);
  expect(spread.err).toMatch(new RegExp(`^--workers ${2 * cores + 1} is more than the ${cores} cores? of this machine: they take turns`));
  expect((await gymnase('run two.yaml --out alone-runs')).code).toBe(0);
  expect(bytesOf(at('spread-runs/two'))).toEqual(bytesOf(at('alone-runs/two')));
  expect(readFileSync(at('spread-runs/two/manifest.json'), 'utf8')).not.toContain('workers');
});
