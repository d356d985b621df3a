import { chunk, header, joined, packed, packedQuickly, SIGNATURE, u16, u32, VEILED, type Area, type Pixels } from './png.ts';

export interface Timing {
  /** Pictures a second. */
  readonly fps: number;
  /** How much longer the last one stays, before the first comes again. Seconds. */
  readonly rest?: number;
}

const LONGEST = 65_535;                           // ms
const KEEP = 0;                                   // what is there stays for the next frame
const REPLACE = 0, OVER = 1;                      // new pixels take the place of what is there, or lie over it as far as they are opaque

/**
 * An animated PNG, which browsers play over and over and everything else shows as its first picture. (PNG specification, third edition,
 * section 4.9.) Pictures are compressed as they come; of each, only the
 * pixels in which it differs from the one before: the others are transparent, and take next to no room.
 */
export class Apng {
  readonly #frames: { readonly area: Area; readonly content: Uint8Array }[] = [];
  #first: Pixels | undefined;
  #last: Pixels | undefined;

  get length(): number { return this.#frames.length; }

  /** Adds a picture, whose pixels must then stay as they are. Throws a RangeError where it is of another size than those before. */
  add(pixels: Pixels): void {
    const { width, height } = this.#first ??= pixels;
    if (pixels.width !== width || pixels.height !== height) {
      throw new RangeError(`all pictures of an animation are of one size: the first has ${width} x ${height} pixels, `
        + `and number ${this.length + 1} has ${pixels.width} x ${pixels.height}`);
    }
    const area = this.#last === undefined ? { x: 0, y: 0, width, height } : changed(this.#last, pixels);
    const pack = this.#last === undefined ? packed : packedQuickly;
    this.#frames.push({ area, content: pack(veiled(pixels, area, this.#last), area.height) });
    this.#last = pixels;
  }

  /** The file. Throws a RangeError where no picture was added. */
  bytes({ fps, rest = 0 }: Timing): Uint8Array {
    if (this.#first === undefined) throw new RangeError('an animation needs at least one picture, and got none');
    let order = 0;
    const chunks = this.#frames.flatMap(({ area, content }, i) => {
      const ms = 1000 / fps + (i === this.length - 1 ? 1000 * rest : 0);
      const stays = u16(Math.min(LONGEST, Math.round(ms))), drawn = Uint8Array.of(KEEP, i === 0 ? REPLACE : OVER);
      const control = chunk('fcTL', joined([u32(order++), ...placed(area), stays, u16(1000), drawn]));
      return [control, i === 0 ? chunk('IDAT', content) : chunk('fdAT', joined([u32(order++), content]))];
    });
    return joined([SIGNATURE, header(this.#first, VEILED), chunk('acTL', joined([u32(this.length), u32(0)])), ...chunks, chunk('IEND')]);
  }
}

const placed = ({ x, y, width, height }: Area) => [width, height, x, y].map(u32);

const sameBytes = (a: Uint8Array, b: Uint8Array, from: number, to: number) => Buffer.compare(a.subarray(from, to), b.subarray(from, to)) === 0;

/** The pixels of an area, transparent where they are as they were. [height x width x 4] */
function veiled({ width, data }: Pixels, area: Area, before?: Pixels): Uint8Array {
  const out = new Uint8Array(VEILED.bytes * area.width * area.height);
  for (let j = 0; j < area.height; j++) {
    let from = 3 * ((area.y + j) * width + area.x), to = VEILED.bytes * j * area.width;
    if (before && sameBytes(before.data, data, from, from + 3 * area.width)) continue;
    for (let i = 0; i < area.width; i++, from += 3, to += VEILED.bytes) {
      const r = data[from], g = data[from + 1], b = data[from + 2];
      if (before?.data[from] === r && before.data[from + 1] === g && before.data[from + 2] === b) continue;
      out[to] = r; out[to + 1] = g; out[to + 2] = b; out[to + 3] = 255;
    }
  }
  return out;
}

/** The smallest rectangle outside which two pictures are the same; one pixel where they are the same everywhere. */
function changed(before: Pixels, { width, height, data }: Pixels): Area {
  const old = before.data, long = 3 * width;
  let left = width, right = -1, top = height, bottom = -1;
  for (let y = 0; y < height; y++) {
    const from = y * long;
    if (sameBytes(old, data, from, from + long)) continue;
    let k = 0, end = long;
    while (data[from + k] === old[from + k]) k++;
    while (data[from + end - 1] === old[from + end - 1]) end--;
    left = Math.min(left, Math.floor(k / 3)); right = Math.max(right, Math.floor((end - 1) / 3));
    top = Math.min(top, y); bottom = y;
  }
  return bottom < 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
