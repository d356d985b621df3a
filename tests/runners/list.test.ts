import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = resolve('dist/runners/cli.js');
if (!existsSync(CLI)) throw new Error(`${CLI} is not built; \`npm run build\` builds it, and \`npm test\` does so first`);

let folder = '';
const gymnase = (...words: string[]) => {
  const { status: code, stdout: out, stderr: err } = spawnSync(process.execPath, [CLI, ...words], { cwd: folder, encoding: 'utf8' });
  return { code, out, err };
};

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gymnase list-')));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('envs'), join(folder, 'node_modules/gymnasium-js'), 'junction');
  writeFileSync(join(folder, 'broken.mjs'), `import { register } from 'gymnasium-js';
register({ id: 'my/Broken-v0', description: 'it has no map', entryPoint() { throw new Error('there is no file of maps'); } });\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an environment whose entryPoint throws', () => {
  test('is named in the list, and hides none of the others', () => {
    const { code, out, err } = gymnase('list', 'envs', '--import', 'broken.mjs');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^my\/Broken-v0 +- +- +- +my\/Broken-v0 cannot be made as it is registered: its entryPoint threw "there is no file of maps"$/m);
    expect(out).toMatch(/^CartPole-v1 +Box/m);
  });

  test('is named where it is asked for', () => {
    const said = 'gymnase: my/Broken-v0 cannot be made as it is registered: its entryPoint threw "there is no file of maps"\n';
    expect(gymnase('list', 'envs', 'my/Broken-v0', '--import', 'broken.mjs')).toEqual({ code: 2, out: '', err: said });
  });
});
