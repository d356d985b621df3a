import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Discrete, makeRows, register, type Dynamics, type Env } from 'gymnasium-js';
import { expect, test, vi } from 'vitest';
import { performForAll } from '../../runners/commands/show-run.ts';
import { resolveExperiment } from '../../runners/experiment/experiment.ts';

/** Three steps to the end, and nothing to see. */
const dark: Dynamics = {
  observationSpace: new Discrete(4), actionSpace: new Discrete(2), stateSize: 1,
  reset: (s) => { s[0] = 0; }, terminal: (s) => s[0] >= 3, observe: (s, o) => { o[0] = s[0]; }, step: (s) => { s[0]++; return -1; },
};

/** The same as an object in the shape of Env, without a picture, an outcome or a way to be saved. */
function darkEnv(): Env<number, number> {
  const row = new Float64Array(1), seen = new Float32Array(1);
  return {
    observationSpace: new Discrete(4), actionSpace: new Discrete(2),
    reset() { row[0] = 0; return [0, {}]; },
    step(action) {
      const reward = dark.step(row, [action], undefined as never);
      dark.observe(row, seen);
      return [seen[0], reward, dark.terminal(row), false, {}];
    },
    close() {},
  };
}

register({ id: 'tests/Dark-v0', description: 'three steps in the dark', entryPoint: () => dark });
register({ id: 'tests/DarkEnv-v0', description: 'three steps in the dark, as an object', entryPoint: () => darkEnv() });

test('rows of a world that draws no pictures have no render', () => {
  expect(makeRows('tests/Dark-v0').render).toBeUndefined();
  expect(makeRows('tests/DarkEnv-v0').render).toBeUndefined();
  expect(makeRows('CliffWalking-v1').render).toBeTypeOf('function');
});

test('an experiment on worlds without pictures comes to its end, and only the pictures are missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gymnase-')), lines: string[] = [];
  const quiet = [vi.spyOn(process.stdout, 'write').mockImplementation((text) => { lines.push(String(text)); return true; }), vi.spyOn(process.stderr, 'write').mockReturnValue(true)];
  try {
    const experiment = resolveExperiment({
      name: 'dark', environments: ['tests/Dark-v0', 'tests/DarkEnv-v0'], agents: ['random', 'q-learning'], seeds: [0], steps: 300, evaluation: { finalEpisodes: 3 },
    }, 'test');
    expect(await performForAll(experiment, { out: join(folder, 'dark'), force: false, again: '' })).toBe(0);
    expect(lines.join('')).toContain('tests/DarkEnv-v0');
    expect(lines.join('')).not.toContain('one greedy episode');
    expect(readFileSync(join(folder, 'dark/report.html'), 'utf8')).not.toContain('<h2>Pictures</h2>');
  } finally {
    for (const spy of quiet) spy.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
