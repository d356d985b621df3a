import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadBackend, loadTensorFlow } from '../../runners/backends/load-backend.ts';
import { UsageError } from '../../runners/usage-error.ts';
import { drawOf } from '../nets/draw.ts';

let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase backends-')); });
afterAll(() => rmSync(folder, { recursive: true }));

/** Somebody's project with a package of that name that consists of these files. */
let projects = 0;
function projectWith(name: string, files: Record<string, string>): string {
  const project = join(folder, String(++projects)), place = join(project, 'node_modules', name);
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify({ name, version: '4.22.0', main: 'dist/index.js' }), ...files })) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    writeFileSync(join(place, file), text);
  }
  return project;
}
const node = (main: string) => projectWith('@tensorflow/tfjs-node', { 'dist/index.js': main });
const fails = (message: string, code?: string) => node(`throw Object.assign(new Error(${JSON.stringify(message)}), ${JSON.stringify({ code })});`);

const refusal = async (name: 'tfjs-node' | 'tfjs-node-gpu', project: string) => {
  const error: unknown = await loadTensorFlow(name, project).then(() => undefined, (error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
};

describe('a backend is chosen by its name', () => {
  test('an unknown one: a sentence with those there are', async () => {
    await expect(loadBackend('tfjs-gpu')).rejects.toThrow('There is no backend "tfjs-gpu"');
    await expect(loadBackend('tfjs-nod')).rejects
      .toThrow('Did you mean "tfjs-node"? The backends are: wasm, tfjs-cpu, tfjs-wasm, tfjs-node, tfjs-node-gpu.');
    await expect(loadBackend('webgl')).rejects.toBeInstanceOf(UsageError);
  });

  test.each(['wasm', 'tfjs-cpu', 'tfjs-wasm'])('%s makes a network that answers', async (name) => {
    const backend = await loadBackend(name), net = backend.mlp({ inputs: 2, outputs: 1 }, drawOf(1));
    expect(backend.name).toBe(name);
    net.parameters.set([1, 2, 3]);
    expect([...net.forward(Float32Array.of(10, 100), 1)]).toEqual([213]);
  });
});

const installed = (name: string) => { try { return Boolean(createRequire(import.meta.url).resolve(name)); } catch { return false; } };

describe('a native backend that is not there', () => {
  const absent = (['tfjs-node', 'tfjs-node-gpu'] as const).filter((name) => !installed(`@tensorflow/${name}`));
  test.each(absent)('%s: the command that installs it', async (name) => {
    const empty = join(folder, 'empty');
    mkdirSync(empty, { recursive: true });
    expect(await refusal(name, empty)).toBe(`@tensorflow/${name} is not installed, neither in ${empty} nor beside gymnase. `
      + `\`npm install @tensorflow/${name}@4.22.0\` installs it.`);
  });
});

// The messages are those of tfjs-node 4.22.0, of the loader of Linux and of Node.
describe('a native backend that is there and broken', () => {
  test('its addon was not downloaded', async () => {
    const message = await refusal('tfjs-node', fails('The Node.js native addon module (tfjs_binding.node) can not be found at path: '
      + 'lib/napi-v8/tfjs_binding.node. \nPlease run command'));
    expect(message).toMatch(/^@tensorflow\/tfjs-node is installed \(.*index\.js\) and broken: its native addon, tfjs_binding\.node, was not downloaded/);
    expect(message).toContain('`npm rebuild @tensorflow/tfjs-node`');
  });

  test('TensorFlow\'s library was not downloaded', async () => {
    const message = await refusal('tfjs-node', fails('libtensorflow.so.2: cannot open shared object file: No such file or directory', 'ERR_DLOPEN_FAILED'));
    expect(message).toContain('broken: TensorFlow\'s C library was not downloaded (libtensorflow.so.2: cannot open shared object file');
  });

  test('CUDA is missing', async () => {
    const message = await refusal('tfjs-node', fails('libcudart.so.11.0: cannot open shared object file: No such file or directory', 'ERR_DLOPEN_FAILED'));
    expect(message).toContain('broken: CUDA is missing (libcudart.so.11.0: cannot open shared object file');
    expect(message).toContain('try --backend tfjs-node');
  });

  test('there is no GPU that it could use', async () => {
    const gpu = (using: boolean) => projectWith('@tensorflow/tfjs-node-gpu', {
      'dist/index.js': `exports.backend = () => ({ isGPUPackage: true, isUsingGpuDevice: ${using} });` });
    expect(await refusal('tfjs-node-gpu', gpu(false))).toContain('tfjs-node-gpu is installed and finds no GPU');
    await expect(loadTensorFlow('tfjs-node-gpu', gpu(true))).resolves.toHaveProperty('backend');
  });

  test('the other one has been loaded before: they share an engine', async () => {
    expect(await refusal('tfjs-node', node('exports.backend = () => ({ isGPUPackage: true });')))
      .toContain('cannot be used where @tensorflow/tfjs-node-gpu has been loaded');
  });

  test('its addon is none for this machine: the loader\'s own words', async () => {
    const project = projectWith('@tensorflow/tfjs-node', {
      'dist/index.js': 'require("./tfjs_binding.node");', 'dist/tfjs_binding.node': 'no library, but a text. '.repeat(50) });
    expect(await refusal('tfjs-node', project)).toMatch(/broken: its native addon was made for another machine or another Node than v\d+.*npm rebuild/);
  });

  test('a package that it needs is not there, or its own main file', async () => {
    expect(await refusal('tfjs-node', node('require("@mapbox/node-pre-gyp-that-is-not-there");')))
      .toContain('broken: a part of it is not there (Cannot find module \'@mapbox/node-pre-gyp');
    expect(await refusal('tfjs-node', projectWith('@tensorflow/tfjs-node', {}))).toContain('broken: a part of it is not there (Cannot find module ');
  });

  test('something else: its own words, and the command that installs it anew', async () => {
    const message = await refusal('tfjs-node', fails('The moon is full.\nand more'));
    expect(message).toContain(`broken: The moon is full. (Node ${process.versions.node}). \`npm install @tensorflow/tfjs-node@4.22.0\``);
    expect(message).not.toContain('and more');
  });
});

describe('what Node 23 took away from util', () => {
  const shared = util as unknown as Record<string, unknown>, kept = { isNullOrUndefined: shared.isNullOrUndefined, isArray: shared.isArray };
  beforeEach(() => {
    delete shared.isNullOrUndefined;
    delete shared.isArray;
    return () => { Object.assign(shared, kept); };
  });
  /** As tfjs-node 4.22.0 calls them in dist/nodejs_kernel_backend.js. */
  const calls = () => node(`
    const util_1 = require("util");
    exports.backend = () => ({ isGPUPackage: false });
    exports.found = [(0, util_1.isNullOrUndefined)(null), (0, util_1.isNullOrUndefined)(0), (0, util_1.isArray)([])];`);

  test('is there again for tfjs-node', async () => {
    expect(await loadTensorFlow('tfjs-node', calls())).toHaveProperty('found', [true, false, true]);
  });

  test('is missed where the package is imported without it', () => {
    const project = calls();
    expect(() => { createRequire(join(project, 'package.json'))('@tensorflow/tfjs-node'); }).toThrow('is not a function');
  });
});
