import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from './folders.ts';
import { told } from './told.ts';

const at = testFolder();

describe('a budget that is over before the first segment', () => {
  const notice = (agent: string, words: string) => `${agent} learns after ${words}: it learns nothing. Take a smaller nSteps, fewer rows, or more steps\n`;

  test('is told once, and the run is played', async () => {
    const { code, err } = await told(`train --env CartPole-v1 --agent ppo --rows 4 -p n_steps=64 --steps 252 --out ${at('short')}`);
    expect(err).toContain(notice('ppo', '256 steps, 4 rows x nSteps 64; this run has 252'));
    expect([code, err.split('learns nothing').length]).toEqual([0, 2]);
  });

  test.each([
    ['ppo', '--rows 1 -p n_steps=300 --steps 299', notice('ppo', '300 steps, 1 row x nSteps 300; this run has 299')],
    ['a2c', '--rows 8 --steps 32', notice('a2c', '40 steps, 8 rows x nSteps 5; this run has 32')],
  ])('of %s with %s', async (agent, flags, words) => {
    expect((await told(`train --env CartPole-v1 --agent ${agent} ${flags} --out ${at(`${agent}-${flags.replace(/\W+/g, '')}`)}`)).err).toContain(words);
  });

  // 253 steps of 4 rows are 64 of each: the run ends at the first step of all rows that reaches its budget.
  test.each([['ppo', '--rows 4 -p n_steps=64 --steps 253'], ['ppo', '--rows 4 -p n_steps=64 --steps 256'], ['a3c', '--rows 4 -p n_steps=64 --steps 40'], ['reinforce', '--steps 2']])(
    'is not told of %s with %s', async (agent, flags) => {
      const { code, err } = await told(`train --env CartPole-v1 --agent ${agent} ${flags} --out ${at(`fine-${agent}-${flags.replace(/\W+/g, '')}`)}`);
      expect([code, err.includes('learns nothing')]).toEqual([0, false]);
    },
  );
});

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  const stopped = (words: string) => {
    const child = spawn(process.execPath, [resolve('dist/runners/cli.js'), ...words.split(' ')], { cwd: at() });
    let out = '';
    child.stdout.on('data', (chunk) => { out += String(chunk); });
    child.stderr.on('data', (chunk) => { if (String(chunk).includes('1 run of')) setTimeout(() => child.kill('SIGINT'), 300); });
    return new Promise<{ code: number | null; out: string }>((done) => { child.on('close', (code) => done({ code, out })); });
  };

  test('of a run in threads says that it begins anew; of any other, that it goes on', async () => {
    const run = '--env CartPole-v1 --steps 2000000000 --rows 2';
    const [threads, rows] = await Promise.all([stopped(`train ${run} --agent a3c -p mode=threads --out threads`), stopped(`train ${run} --agent a3c --out rows`)]);
    expect([threads.code, rows.code]).toEqual([130, 130]);
    expect(threads.out).toMatch(/^Stopped: 0 of 1 runs are done[^]*\nBegin anew with: the same command\n$/);
    expect(rows.out).toMatch(/^Stopped: 0 of 1 runs are done[^]*\nGo on where it stopped with: the same command\n$/);
  });
});
