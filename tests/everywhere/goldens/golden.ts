/**
 * Computations by name, each of which gives the SHA-256 of its numbers (`Digest`). They run in Node and in a page alike: no import of `node:`,
 * no clock, no chance without a seed, at most some tenths of a second. What joins the list in index.ts is computed everywhere from then on.
 */
export type Goldens = Record<string, () => string>;
