import { deflateSync } from 'node:zlib';

/** Red, green and blue of every pixel, 0 to 255, row by row from the top. [height x width x 3] */
export interface Pixels { readonly width: number; readonly height: number; readonly data: Uint8Array }

/** An upright rectangle of pixels. */
export interface Area { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const DEPTH = 8;                                  // bits of a colour
/** Red, green and blue, and with the second how opaque a pixel is: all without a palette. */
export const OPAQUE = { type: 2, bytes: 3 }, VEILED = { type: 6, bytes: 4 };
const UNCHANGED = 0, UP = 2;                      // a line as it is, or as its difference from the line above

/** A still picture as a PNG file. PNG specification, third edition (W3C 2025). */
export const png = (pixels: Pixels): Uint8Array =>
  joined([SIGNATURE, header(pixels, OPAQUE), chunk('IDAT', packed(pixels.data, pixels.height)), chunk('IEND')]);

export const header = ({ width, height }: Pixels, { type }: { readonly type: number }): Uint8Array =>
  chunk('IHDR', joined([u32(width), u32(height), Uint8Array.of(DEPTH, type, 0, 0, 0)]));

/**
 * What is left of a picture whose other pixels are transparent. Measured on 100 pictures of CarStreetContinuous-v0: 12.5 kB each in 5 ms;
 * with all that `packed` tries, 12.3 kB in 29 ms.
 */
export const packedQuickly = (data: Uint8Array, lines: number): Uint8Array => (
  deflateSync(filtered(data, lines, UNCHANGED), { level: 6, memLevel: 9 })
);

/** The lines of a picture, compressed as PNG has them. Whichever of two filters makes them smaller is used. */
export function packed(data: Uint8Array, lines: number): Uint8Array {
  const [plain, up] = [UNCHANGED, UP].map((filter) => deflateSync(filtered(data, lines, filter), { level: 9 }));
  return up.length < plain.length ? up : plain;
}

/** Each line, behind the number of its filter. */
function filtered(data: Uint8Array, lines: number, filter: number): Uint8Array {
  const long = data.length / lines, all = new Uint8Array(data.length + lines);
  for (let j = 0; j < lines; j++) {
    const from = j * long, to = j * (1 + long), line = data.subarray(from, from + long);
    all[to] = filter;
    all.set(line, to + 1);
    if (filter === UP && j > 0) for (let k = 0; k < long; k++) all[to + 1 + k] -= data[from - long + k];
  }
  return all;
}

/** Length, name, content, and the CRC of name and content. */
export function chunk(name: string, content: Uint8Array = new Uint8Array()): Uint8Array {
  const checked = joined([new TextEncoder().encode(name), content]);
  return joined([u32(content.length), checked, u32(crc32(checked))]);
}

export const u16 = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n);
export const u32 = (n: number): Uint8Array => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The remainders of all bytes by the polynomial of CRC-32, its bits in reverse (PNG specification, annex D). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? 0xedb88320 ^ rest >>> 1 : rest >>> 1;
  return rest;
});

export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = REMAINDERS[(rest ^ byte) & 255] ^ rest >>> 8;
  return ~rest >>> 0;
}
