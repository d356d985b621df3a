import { decodeBase64 } from 'gymnasium-js/basics';
import { WASM } from './kernels.wasm.ts';
import { WASM as SHARED_WASM } from './kernels-shared.wasm.ts';

/** What `assembly/` exports. Places are bytes from the beginning of the memory, counts are numbers; each kernel's equation stands there. */
export interface Kernels {
  freeFrom(): number;
  forward(program: number, parameters: number, rows: number): void;
  forwardEach(program: number, parameters: number, stride: number, from: number, rows: number): void;
  backward(program: number, parameters: number, gradient: number, rows: number, wanted: number): void;

  dense(
    x: number, xs: number, w: number, panel: number, ws: number, c: number, cs: number, y: number, ys: number, m: number, k: number, n: number,
  ): void;
  denseGradient(x: number, xs: number, dy: number, dys: number, dw: number, db: number, m: number, k: number, n: number): void;
  pack(w: number, k: number, n: number, out: number): void;
  packTransposed(w: number, k: number, n: number, out: number): void;
  activate(kind: number, y: number, ys: number, m: number, n: number): void;
  derive(kind: number, y: number, ys: number, dy: number, dys: number, m: number, n: number): void;

  sgd(p: number, g: number, n: number, alpha: number): void;
  momentum(p: number, g: number, b: number, n: number, alpha: number, mu: number, nesterov: number): void;
  rmsprop(
    p: number, g: number, v: number, b: number, n: number, alpha: number, rho: number, rest: number, epsilon: number, inside: number, mu: number,
  ): void;
  adam(
    p: number, g: number, m: number, v: number, n: number,
    alpha: number, beta1: number, rest1: number, beta2: number, rest2: number, c: number, epsilon: number, decay: number,
  ): void;

  firstNotFinite(p: number, n: number, squared: number): number;
  squares(p: number, n: number, sums: number): void;
  scale(p: number, n: number, factor: number): void;
  polyak(target: number, source: number, n: number, tau: number): void;
}

/** The first byte that is free in a memory: below it lie the module's own constants. */
export const FREE_FROM = 8192;
const PAGE = 65536;
/** The most that 32 bits can address. */
const MOST_PAGES = 65536;

/** Compiled when first asked for: one for a memory of one thread, one for a memory that threads share. */
const modules: { own?: WebAssembly.Module; shared?: WebAssembly.Module } = {};

/** A memory of a fixed size, since growing one detaches every view of it. Throws a RangeError where there cannot be so much. */
export function memoryOf(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE), size = `${(bytes / 0x100000).toFixed(0)} MB of memory`;
  if (pages > MOST_PAGES) throw new RangeError(`${size} are needed, and WebAssembly has 4096 MB at most. Try fewer rows or vectors.`);
  if (shared && typeof SharedArrayBuffer === 'undefined') {
    throw new TypeError('this page cannot share memory between threads: serve it with the headers Cross-Origin-Opener-Policy: same-origin and'
      + ' Cross-Origin-Embedder-Policy: require-corp, or train without threads');
  }
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw new RangeError(`${size} are needed and could not be had. Try fewer rows or vectors.`, { cause });
  }
}

/** The kernels, working in `memory`. Several instances may work in one shared memory, each in a thread of its own. */
export function kernelsIn(memory: WebAssembly.Memory, shared: boolean): Kernels {
  const module = shared
    ? modules.shared ??= new WebAssembly.Module(decodeBase64(SHARED_WASM))
    : modules.own ??= new WebAssembly.Module(decodeBase64(WASM));
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  if (kernels.freeFrom() > FREE_FROM) throw new Error(`the kernels' constants end at ${kernels.freeFrom()}, beyond ${FREE_FROM}`);
  return kernels;
}
