/**
 * What others build on without any environment: spaces, elementary functions, words for errors. Importing `gymnasium-js/basics` instead of
 * `gymnasium-js` loads none of the environments.
 */
export * as math from './math/index.ts';
export { decode as decodeBase64 } from './math/wasm.ts';
export * from './spaces/index.ts';
export { describe, nearest, unknownName } from './core/words.ts';
export type { Snapshot, TypedArray } from './core/snapshot.ts';
