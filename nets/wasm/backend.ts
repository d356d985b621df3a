import { initialize } from '../initialize.ts';
import { planMlp } from '../mlp-layers.ts';
import type { Backend, Draw, MlpOptions, Network, Optimizer, OptimizerOptions } from '../network.ts';
import { Desk } from './desk.ts';
import { WasmNetwork, type SharedNetwork } from './wasm-network.ts';
import { WasmOptimizer } from './wasm-optimizer.ts';

/** The backend of WebAssembly: its networks' type says so, so that they can be shared. */
export interface WasmBackend extends Backend {
  mlp(options: MlpOptions, draw?: Draw): WasmNetwork;
}

export interface WasmBackendOptions {
  /** How many other threads shall have each network too; its memory is then a SharedArrayBuffer. One thread and a memory of its own if left out. */
  readonly workers?: number;
}

/** Throws a RangeError for workers that are not a whole number from 0. */
export function createWasmBackend({ workers }: WasmBackendOptions = {}): WasmBackend {
  if (workers !== undefined && !(Number.isInteger(workers) && workers >= 0)) {
    throw new RangeError(`"workers" must be a whole number of at least 0, not ${workers}`);
  }
  return {
    name: 'wasm',

    mlp(options, draw) {
      const network = WasmNetwork.create(options, workers);
      if (draw) initialize(planMlp(options), draw, network.parameters);
      return network;
    },

    optimizer: (options: OptimizerOptions, network: Network): Optimizer => new WasmOptimizer(options, network),

    clipGradient(network, maxNorm) {
      if (!(maxNorm > 0)) throw new RangeError(`maxNorm must be above 0, not ${maxNorm}`);
      const desk = deskOf(network), norm = desk.norm(network.gradient);
      // A norm that is not finite is left for the optimizer's step, which tells where it comes from.
      if (norm > maxNorm && norm < Infinity) desk.over([network.gradient], -1, (n, g) => { desk.kernels.scale(g, n, maxNorm / norm); });
      return norm;
    },

    polyak(network, target, source, tau) {
      const { size } = network, desk = deskOf(network);
      if (target.length !== size || source.length !== size) {
        throw new RangeError(`target and source must hold ${size} numbers, as the network does, and hold ${target.length} and ${source.length}`);
      }
      if (!(tau >= 0 && tau <= 1)) throw new RangeError(`tau must be in [0, 1], not ${tau}`);
      if (tau === 1) target.set(source);                                       // target + (source - target) would be rounded twice
      else desk.over([target, source], 1, (n, t, s) => { desk.kernels.polyak(t, s, n, tau); });
    },
  };
}

/** The same network in another thread: see `WasmNetwork.attach`. */
export const attachWasmNetwork = (shared: SharedNetwork, worker: number): WasmNetwork => WasmNetwork.attach(shared, worker);

/** Dense layers in WebAssembly, in one thread. */
export const wasmBackend: WasmBackend = createWasmBackend();

let elsewhere: Desk | undefined;
const deskOf = (network: Network): Desk => (network instanceof WasmNetwork ? network.desk : elsewhere ??= Desk.alone());
