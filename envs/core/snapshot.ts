/** What a snapshot may hold: numbers, texts, typed arrays, and snapshots. It is data alone, so that it can be written to a file. */
export type Value = number | string | TypedArray | Snapshot;
export type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** The whole memory of a thing at one instant, copied: what `save` returns and `load` takes. */
export interface Snapshot { readonly [name: string]: Value }
