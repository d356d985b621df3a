import { FREE_FROM, kernelsIn, memoryOf, type Kernels } from '../kernels/kernels.ts';
import { DESK_BYTES, PIECE } from './layout.ts';

/** A kernel over n numbers of up to four vectors, given where they lie. */
export type Work = (n: number, a: number, b: number, c: number, d: number) => void;

/**
 * Where kernels that work number by number meet their vectors: those in the memory are used where they lie, and others are carried in and out
 * piece by piece, which gives the same bits.
 */
export class Desk {
  readonly kernels: Kernels;
  readonly #buffer: ArrayBufferLike;
  readonly #pieces: readonly Float32Array[];
  readonly #sums: Float64Array;

  /** `at`: where DESK_BYTES bytes of the memory are free. */
  constructor(kernels: Kernels, memory: WebAssembly.Memory, at: number) {
    this.kernels = kernels;
    this.#buffer = memory.buffer;
    this.#pieces = Array.from({ length: 4 }, (_, i) => new Float32Array(memory.buffer, at + 4 * PIECE * i, PIECE));
    this.#sums = new Float64Array(memory.buffer, at + 16 * PIECE, 16);
  }

  /** One with a memory of its own, for vectors that lie elsewhere. */
  static alone(): Desk {
    const memory = memoryOf(FREE_FROM + DESK_BYTES, false);
    return new Desk(kernelsIn(memory, false), memory, FREE_FROM);
  }

  /** Works over all of `vectors`, which have one length. Number `spared` of them is only read. */
  over(vectors: readonly Float32Array[], spared: number, work: Work): void {
    const n = vectors[0].length;
    if (vectors.every((vector) => vector.buffer === this.#buffer)) {
      work(n, vectors[0].byteOffset, at(vectors, 1), at(vectors, 2), at(vectors, 3));
      return;
    }
    const places = [0, 0, 0, 0];
    for (let from = 0; from < n; from += PIECE) {
      const count = Math.min(PIECE, n - from);
      vectors.forEach((vector, i) => {
        const inside = vector.buffer === this.#buffer;
        if (!inside) this.#pieces[i].set(vector.subarray(from, from + count));
        places[i] = inside ? vector.byteOffset + 4 * from : this.#pieces[i].byteOffset;
      });
      work(count, places[0], places[1], places[2], places[3]);
      vectors.forEach((vector, i) => {
        if (vector.buffer !== this.#buffer && i !== spared) vector.set(this.#pieces[i].subarray(0, count), from);
      });
    }
  }

  /** The first index whose number (or with `squared` whose square) is NaN or infinite, or -1. */
  firstNotFinite(vector: Float32Array, squared = false): number {
    const { kernels } = this, how = Number(squared);
    if (vector.buffer === this.#buffer) return kernels.firstNotFinite(vector.byteOffset, vector.length, how);
    let first = -1, from = 0;
    this.over([vector], 0, (n, v) => {
      const i = first < 0 ? kernels.firstNotFinite(v, n, how) : -1;
      if (i >= 0) first = from + i;
      from += n;
    });
    return first;
  }

  /** The Euclidean norm: 16 sums of squares in float64, that of number i in the one at i mod 16, added in their order. */
  norm(vector: Float32Array): number {
    const { kernels } = this, sums = this.#sums;
    sums.fill(0);
    this.over([vector], 0, (n, v) => { kernels.squares(v, n, sums.byteOffset); });
    let total = 0;
    for (let i = 0; i < 16; i++) total += sums[i];
    return Math.sqrt(total);
  }
}

const at = (vectors: readonly Float32Array[], i: number) => (i < vectors.length ? vectors[i].byteOffset : 0);
