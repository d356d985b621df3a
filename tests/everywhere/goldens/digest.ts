/** The first 32 bits of the fractions of the cube roots of the first 64 primes. FIPS 180-4, section 4.2.2 */
const K = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

const rotate = (x: number, n: number) => (x >>> n) | (x << (32 - n));

/**
 * SHA-256 of numbers, each as the eight bytes of its float64, lower ones first; every NaN as one and the same, since its bits are the
 * machine's business. Here rather than from the platform, which offers it in a page as a promise, and not in every page.
 * Source: FIPS 180-4 (2015), section 6.2.
 */
export class Digest {
  readonly #block = new DataView(new ArrayBuffer(64));
  readonly #w = new Uint32Array(64);
  readonly #h = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
  #length = 0;                                   // bytes so far

  add(...lists: readonly ArrayLike<number>[]): this {
    for (const list of lists) for (let i = 0; i < list.length; i++) this.#number(list[i]);
    return this;
  }

  /** 64 hexadecimal digits; nothing can be added afterwards. */
  hex(): string {
    const bits = 8 * this.#length, block = this.#block;
    let at = this.#length % 64;                  // a multiple of 8, so that a word is always free
    block.setUint32(at, 0x8000_0000);
    for (at += 4; at % 64 !== 56; at += 4) {
      if (at === 64) { this.#compress(); at = 0; }
      block.setUint32(at, 0);
    }
    block.setUint32(56, Math.floor(bits / 0x1_0000_0000));
    block.setUint32(60, bits);
    this.#compress();
    return Array.from(this.#h, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #number(x: number): void {
    const at = this.#length % 64;
    this.#block.setFloat64(at, x, true);
    if (Number.isNaN(x)) { this.#block.setUint32(at, 0, true); this.#block.setUint32(at + 4, 0x7ff8_0000, true); }
    this.#length += 8;
    if (at === 56) this.#compress();
  }

  #compress(): void {
    const w = this.#w, H = this.#h;
    for (let t = 0; t < 16; t++) w[t] = this.#block.getUint32(4 * t);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15], y = w[t - 2];
      w[t] = w[t - 16] + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + w[t - 7] + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = H as unknown as number[];
    for (let t = 0; t < 64; t++) {
      const T1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      const T2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + T1) | 0; d = c; c = b; b = a; a = (T1 + T2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { H[i] += word; });
  }
}
