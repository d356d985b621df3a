import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const BUILT = resolve('dist/nets/index.js');
if (!existsSync(BUILT)) throw new Error(`${BUILT} is not built; \`npm run build\` builds it, and \`npm test\` does so first`);

interface Cost { milliseconds: number; megabytes: number; tensorflow: string[] }

/** What importing modules costs in a process of its own that has gymnasium-js, and which of TensorFlow.js's files it brought. */
function importing(...modules: string[]): Cost {
  const imports = modules.map((module) => `await import(${JSON.stringify(module)});`).join(' ');
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', `
    import { createRequire } from 'node:module';
    import 'gymnasium-js';
    gc();
    const before = process.memoryUsage().rss, t = performance.now();
    ${imports}
    const milliseconds = performance.now() - t;
    gc();
    const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
    const tensorflow = Object.keys(createRequire(${JSON.stringify(pathToFileURL(BUILT).href)}).cache).filter((file) => /tensorflow|tfjs/.test(file));
    console.log(JSON.stringify({ milliseconds, megabytes, tensorflow }));`], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

const nets = pathToFileURL(BUILT).href, tfjs = new URL('tfjs/index.js', nets).href;

describe('importing nets', () => {
  test('costs under 30 ms and 15 MB on top of gymnasium-js, and brings nothing of TensorFlow.js', () => {
    // Other work on this machine can only make it look slower.
    const costs = Array.from({ length: 5 }, () => importing(nets, tfjs));
    expect(costs.flatMap(({ tensorflow }) => tensorflow)).toEqual([]);
    expect(Math.min(...costs.map(({ milliseconds }) => milliseconds))).toBeLessThan(30);
    expect(Math.min(...costs.map(({ megabytes }) => megabytes))).toBeLessThan(15);
  });

  test('would be seen to bring it', () => {
    const cost = importing('@tensorflow/tfjs-core');
    expect(cost.tensorflow.length).toBeGreaterThan(0);
    expect(cost.milliseconds).toBeGreaterThan(30);
  });
});
