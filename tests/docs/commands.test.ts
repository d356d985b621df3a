import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** The lines of the shell blocks of a page, without their comments. */
const commandsIn = (page: string) => [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.split('\n')).map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');

describe('the commands in the docs', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gymnase-docs-'));
    cpSync(join(root, 'experiments'), join(folder, 'experiments'), { recursive: true });
  });
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  const commands = commandsIn('README.md');

  test('the README shows some', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  // They build on each other, in their order.
  test.each(commands)('%s', (command) => {
    const [npx, gymnase, ...words] = command.split(/\s+/);
    expect([npx, gymnase]).toEqual(['npx', 'gymnase']);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/runners/cli.js'), ...words], { cwd: folder, encoding: 'utf8' });
    expect(stderr.includes('Error'), stderr).toBe(false);
    expect(status, stderr).toBe(0);
    expect(stdout.length).toBeGreaterThan(20);
  });

  test('npm start, npm test and npm run bench are there, and npm start runs the experiment that the README says', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'test:learning', 'prepare']));
    expect(scripts.start.replace('node dist/runners/cli.js', 'npx gymnase')).toBe(commands[0]);
  });
});
