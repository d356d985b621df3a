/**
 * What others build on without any environment: elementary functions, words for errors, the types of spaces. Importing `gymnasium-js/basics`
 * instead of `gymnasium-js` loads none of the rest.
 */
export * as math from './math/index.ts';
export { decode as decodeBase64 } from './math/wasm.ts';
export type * from './spaces/index.ts';
export { describe, nearest, unknownName } from './core/words.ts';
export type { Snapshot, TypedArray } from './core/snapshot.ts';
