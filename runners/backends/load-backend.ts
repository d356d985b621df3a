import { unknownName } from 'gymnasium-js';
import type { Backend } from '../../nets/network.ts';
import type { TensorFlow } from '../../nets/tfjs/tensorflow.ts';
import { UsageError } from '../usage-error.ts';
import { requireNative } from './native.ts';

/** What computes networks: gymnase's own WebAssembly, or TensorFlow.js on one of its backends. */
export const BACKENDS = ['wasm', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node', 'tfjs-node-gpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/**
 * Makes a backend by its name. Nothing of TensorFlow.js is loaded before one of its own is asked for; optional packages are looked for in
 * `folder` and above, then where gymnase is installed.
 * @throws UsageError for an unknown name, for a package that is not there (with the command that installs it) or that does not work
 */
export async function loadBackend(name: string = 'wasm', folder: string = process.cwd()): Promise<Backend> {
  if (!(BACKENDS as readonly string[]).includes(name)) throw new UsageError(unknownName('backend', name, BACKENDS));
  if (name === 'wasm') return (await import('../../nets/index.ts')).wasmBackend;
  const tf = await loadTensorFlow(name as Exclude<BackendName, 'wasm'>, folder);
  return (await import('../../nets/tfjs/index.ts')).tfjsBackend(tf, name);
}

/** TensorFlow.js with that backend set, for models of one's own: `tfjsNetwork(await loadTensorFlow('tfjs-cpu'), model)`. */
export async function loadTensorFlow(name: Exclude<BackendName, 'wasm'>, folder: string = process.cwd()): Promise<TensorFlow> {
  if (name === 'tfjs-node' || name === 'tfjs-node-gpu') return requireNative(`@tensorflow/${name}`, folder) as TensorFlow;
  const tf = { ...await part('core'), ...await part('layers') } as unknown as TensorFlow & { enableProdMode(): void; ready(): Promise<void> };
  tf.enableProdMode();                                     // without advertising other backends
  const backend = name === 'tfjs-cpu' ? 'cpu' : 'wasm';
  await part(`backend-${backend}`);                        // it registers itself
  if (!await tf.setBackend(backend)) throw new UsageError(`TensorFlow.js could not start its backend ${backend}.`);
  await tf.ready();
  return tf;
}

type Part = 'core' | 'layers' | 'backend-cpu' | 'backend-wasm';

async function part(name: Part): Promise<object> {
  const module = `@tensorflow/tfjs-${name}`;
  try {
    const loaded = await import(module) as { default?: object };
    return loaded.default ?? loaded;                       // Node finds not all names of a CommonJS module, but its default has them
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${module} does not load: ${message.split('\n')[0]}. \`npm install ${module}@4.22.0\` installs it.`, { cause: error });
  }
}
