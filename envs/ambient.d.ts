/** All that `envs`, `nets` and `agents` may take from the machine around them: it is there in Node and in every browser. */
declare namespace WebAssembly {
  class Module { constructor(bytes: Uint8Array); }
  class Memory { constructor(descriptor: { initial: number; maximum?: number; shared?: boolean }); readonly buffer: ArrayBuffer; grow(pages: number): number; }
  class Instance { constructor(module: Module, imports?: Record<string, Record<string, unknown>>); readonly exports: Record<string, unknown>; }
}
declare const console: { log(...values: unknown[]): void; warn(...values: unknown[]): void };
declare function atob(base64: string): string;
declare const crypto: { getRandomValues<T extends Uint32Array>(array: T): T };
