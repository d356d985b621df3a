import type { Backend } from '../network.ts';
import { wasmBackend } from '../wasm/index.ts';
import { tfjsMlp } from './mlp.ts';
import type { TensorFlow } from './tensorflow.ts';
import type { TfjsNetwork } from './tfjs-network.ts';

export interface TfjsBackend extends Backend {
  mlp(...options: Parameters<Backend['mlp']>): TfjsNetwork;
}

/**
 * Networks on TensorFlow.js, on the backend that `tf` has set. Parameters and gradients lie outside of it, so what moves them is the same code
 * as for networks in WebAssembly.
 *
 * @param name what it is called where backends are chosen: `tfjs-cpu`
 */
export function tfjsBackend(tf: TensorFlow, name: string): TfjsBackend {
  return {
    name,
    mlp: (options, draw) => tfjsMlp(tf, options, draw),
    optimizer: (options, network) => wasmBackend.optimizer(options, network),
    clipGradient: (network, maxNorm) => wasmBackend.clipGradient(network, maxNorm),
    polyak: (network, target, source, tau) => wasmBackend.polyak(network, target, source, tau),
  };
}
