import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { TensorFlow } from '../../../nets/tfjs/tensorflow.ts';

core.enableProdMode();

/** TensorFlow.js with one of its backends set. */
export async function tfOn(backend: string): Promise<TensorFlow> {
  await core.setBackend(backend);
  await core.ready();
  return core satisfies TensorFlow;
}

export { core, layers };
