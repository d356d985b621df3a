import { chunk, header, joined, packed, SIGNATURE, u16, u32, type Area, type Pixels } from './png.ts';

export interface Timing {
  /** Pictures a second. */
  readonly fps: number;
  /** How much longer the last one stays, before the first comes again. Seconds. */
  readonly rest?: number;
}

const LONGEST = 65_535;                           // ms
const KEEP = 0, REPLACE = 0;                      // what is there stays for the next frame; the new pixels take its place

/**
 * An animated PNG, which browsers play over and over and everything else shows as its first picture. (PNG specification, third edition,
 * section 4.9.) Pictures are compressed as they come; of each, only the rectangle in which it differs from the one before.
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
      throw new RangeError(`all pictures of an animation are of one size: the first has ${width} x ${height} pixels, and number ${this.length + 1} has ${pixels.width} x ${pixels.height}`);
    }
    const area = this.#last === undefined ? { x: 0, y: 0, width, height } : changed(this.#last, pixels);
    this.#frames.push({ area, content: packed(pixels, area) });
    this.#last = pixels;
  }

  /** The file. Throws a RangeError where no picture was added. */
  bytes({ fps, rest = 0 }: Timing): Uint8Array {
    if (this.#first === undefined) throw new RangeError('an animation needs at least one picture, and got none');
    let order = 0;
    const chunks = this.#frames.flatMap(({ area, content }, i) => {
      const ms = 1000 / fps + (i === this.length - 1 ? 1000 * rest : 0);
      const control = chunk('fcTL', joined([u32(order++), ...placed(area), u16(Math.min(LONGEST, Math.round(ms))), u16(1000), Uint8Array.of(KEEP, REPLACE)]));
      return [control, i === 0 ? chunk('IDAT', content) : chunk('fdAT', joined([u32(order++), content]))];
    });
    return joined([SIGNATURE, header(this.#first), chunk('acTL', joined([u32(this.length), u32(0)])), ...chunks, chunk('IEND')]);
  }
}

const placed = ({ x, y, width, height }: Area) => [width, height, x, y].map(u32);

/** The smallest rectangle outside which two pictures are the same; one pixel where they are the same everywhere. */
function changed(before: Pixels, { width, height, data }: Pixels): Area {
  const old = before.data, long = 3 * width;
  let left = width, right = -1, top = height, bottom = -1;
  for (let y = 0; y < height; y++) {
    const from = y * long;
    let k = 0, end = long;
    while (k < long && data[from + k] === old[from + k]) k++;
    if (k === long) continue;
    while (data[from + end - 1] === old[from + end - 1]) end--;
    left = Math.min(left, Math.floor(k / 3)); right = Math.max(right, Math.floor((end - 1) / 3));
    top = Math.min(top, y); bottom = y;
  }
  return bottom < 0 ? { x: 0, y: 0, width: 1, height: 1 } : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
