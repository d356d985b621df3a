import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** The lines of the shell blocks of a page, without their comments. */
const commandsIn = (page: string) => [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.split('\n')).map((line) => line.replace(/\s+#.*$/, '').trim()).filter((line) => line !== '');

/** The pages that show commands. Each has a folder of its own, with our experiments and examples in it and gymnase and gymnasium-js installed. */
const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
  .map((page) => ({ page, commands: commandsIn(page) })).filter(({ commands }) => commands.length > 0);

test('the README and the guides to environments and agents show some', () => {
  const counts = Object.fromEntries(pages.map(({ page, commands }) => [page, commands.length]));
  expect(counts['README.md']).toBeGreaterThan(5);
  expect(counts['docs/environments.md']).toBeGreaterThan(5);
  expect(counts['docs/agents.md']).toBeGreaterThan(5);
});

describe.each(pages)('the commands in $page', ({ commands }) => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gymnase-docs-'));
    cpSync(join(root, 'experiments'), join(folder, 'experiments'), { recursive: true });
    cpSync(join(root, 'docs/examples'), folder, { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(root, 'envs'), join(folder, 'node_modules/gymnasium-js'), 'junction');
    symlinkSync(root, join(folder, 'node_modules/gymnase'), 'junction');
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');              // a project, whatever lies above it
  });
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  // They build on each other, in their order.
  test.each(commands)('%s', (command) => {
    const words = command.replace(/^npx gymnase /, `node ${join(root, 'dist/runners/cli.js')} `).split(/\s+/);
    expect(words[0], 'commands begin with npx gymnase or node').toBe('node');
    const { status, stdout, stderr } = spawnSync(process.execPath, words.slice(1), { cwd: folder, encoding: 'utf8' });
    expect(['Error', 'learns nothing'].filter((word) => stderr.includes(word)), stderr).toEqual([]);
    expect(status, stderr).toBe(0);
    expect(stdout.length).toBeGreaterThan(20);
  });
});

describe('the scripts in the docs', () => {
  test('npm start, npm test and npm run bench are there, and npm start runs the experiment that the README says', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'test:learning', 'prepare']));
    expect(scripts.start.replace('node dist/runners/cli.js', 'npx gymnase')).toBe(commandsIn('README.md')[0]);
  });
});
