import { Coverage, type Contour } from './coverage.ts';
import { lettering } from './lettering.ts';
import { insideOf, strokeOf } from './outline.ts';
import type { Rectangle, Scene, Shape } from './scene.ts';

/** Red, green and blue of every pixel, 0 to 255. [height x width x 3] */
export interface Pixels { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

const THINNEST = 1 / 3;                           // pixels: what is thinner would fade away

/** The scene as pixels, the same bytes everywhere. `skip` leaves shapes out. */
export function rasterise(scene: Scene, width: number, height: number, skip: (shape: Shape) => boolean = () => false): Pixels {
  const canvas = new Canvas(width, height, width / scene.width, scene.background);
  for (const shape of scene.shapes) if (!skip(shape)) canvas.paint(shape);
  return canvas;
}

export function rgbOf(color: string): Rgb {
  const all = Number.parseInt(color.slice(1), 16);
  return [all >> 16, all >> 8 & 255, all & 255];
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Pixels to paint shapes on, one over the other. An edge that passes through a pixel paints as much of it as it covers. */
export class Canvas implements Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly #scale: number;
  readonly #inside = new Coverage();
  readonly #stroke = new Coverage();

  /** `scale`: pixels a world unit. `background`: a colour, or what was painted before, which stays as it is. */
  constructor(width: number, height: number, scale: number, background: string | Canvas) {
    [this.width, this.height, this.#scale] = [width, height, scale];
    if (typeof background !== 'string') { this.rgb = background.rgb.slice(); return; }
    this.rgb = new Uint8Array(3 * width * height);
    this.#fill(rgbOf(background), 0, 0, width, height);
  }

  paint(shape: Shape): void {
    if (shape.kind === 'label') {
      const letters = this.#measure(this.#inside, lettering(shape, this.#scale));
      if (letters) this.#blend(letters, rgbOf(shape.fill ?? '#000000'), shape.opacity ?? 1);
      return;
    }
    const { fill, stroke, opacity = 1 } = shape, scale = this.#scale;
    const line = stroke === undefined ? undefined : this.#measure(this.#stroke, strokeOf(shape, scale, THINNEST));
    if (fill !== undefined) {
      if (shape.kind === 'rectangle' && !shape.radius && !line && opacity === 1) this.#rectangle(shape, rgbOf(fill));
      else {
        const inside = this.#measure(this.#inside, insideOf(shape, scale));
        if (inside && line && opacity < 1) spare(inside, line, opacity);
        if (inside) this.#blend(inside, rgbOf(fill), opacity);
      }
    }
    if (line) this.#blend(line, rgbOf(stroke!), opacity);
  }

  /** The part of the picture that the contours touch, or nothing where they are outside. */
  #measure(coverage: Coverage, contours: readonly Contour[]): Coverage | undefined {
    let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
    for (const contour of contours) {
      for (let i = 0; i < contour.length; i += 2) {
        const x = contour[i], y = contour[i + 1];
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
    }
    left = Math.max(0, Math.floor(left)); right = Math.min(this.width, Math.ceil(right));
    top = Math.max(0, Math.floor(top)); bottom = Math.min(this.height, Math.ceil(bottom));
    if (!(left < right && top < bottom)) return undefined;
    coverage.measure(contours, left, top, right, bottom);
    return coverage;
  }

  #blend({ left, top, width, height, area }: Coverage, [r, g, b]: Rgb, opacity: number): void {
    const { rgb } = this;
    for (let row = 0, from = 0; row < height; row++, from += width) {
      for (let i = 0, at = ((top + row) * this.width + left) * 3; i < width; i++, at += 3) {
        const share = opacity * area[from + i];
        if (share === 0) continue;
        if (share === 1) { rgb[at] = r; rgb[at + 1] = g; rgb[at + 2] = b; continue; }
        rgb[at] = mix(rgb[at], r, share); rgb[at + 1] = mix(rgb[at + 1], g, share); rgb[at + 2] = mix(rgb[at + 2], b, share);
      }
    }
  }

  /** Upright and opaque, which most shapes are: whole pixels are copied, and only the border is blended. */
  #rectangle({ x, y, width, height }: Rectangle, color: Rgb): void {
    const scale = this.#scale, left = Math.max(0, x * scale), top = Math.max(0, y * scale);
    const right = Math.min(this.width, (x + width) * scale), bottom = Math.min(this.height, (y + height) * scale);
    if (!(left < right && top < bottom)) return;
    const i0 = whole(left, Math.ceil), i1 = Math.max(i0, whole(right, Math.floor));
    const j0 = whole(top, Math.ceil), j1 = Math.max(j0, whole(bottom, Math.floor));
    this.#fill(color, i0, j0, i1, j1);
    for (let row = Math.floor(top); row < bottom; row++) {
      const tall = Math.min(row + 1, bottom) - Math.max(row, top), inner = row >= j0 && row < j1;
      for (let i = Math.floor(left); i < right; i++) {
        if (inner && i === i0 && i1 > i0) i = i1;
        if (i < right) this.#dab(row, i, tall * (Math.min(i + 1, right) - Math.max(i, left)), color);
      }
    }
  }

  #dab(row: number, column: number, share: number, [r, g, b]: Rgb): void {
    const { rgb } = this, at = (row * this.width + column) * 3;
    rgb[at] = mix(rgb[at], r, share); rgb[at + 1] = mix(rgb[at + 1], g, share); rgb[at + 2] = mix(rgb[at + 2], b, share);
  }

  #fill([r, g, b]: Rgb, left: number, top: number, right: number, bottom: number): void {
    const { rgb, width } = this;
    if (left >= right || top >= bottom) return;
    const from = (top * width + left) * 3, to = (top * width + right) * 3;
    for (let at = from; at < to; at += 3) { rgb[at] = r; rgb[at + 1] = g; rgb[at + 2] = b; }
    for (let row = 1; row < bottom - top; row++) rgb.copyWithin(from + 3 * row * width, from, to);
  }
}

/** Where a shape is seen through, its inside does not shine through its stroke: both are one film. */
function spare(inside: Coverage, line: Coverage, opacity: number): void {
  for (let row = 0; row < inside.height; row++) {
    for (let i = 0; i < inside.width; i++) {
      const y = inside.top + row - line.top, x = inside.left + i - line.left;        // the stroke reaches further on all sides
      const covered = line.area[y * line.width + x];
      inside.area[row * inside.width + i] *= (1 - covered) / (1 - opacity * covered);
    }
  }
}

/** Rounded as asked, but not off by a pixel for the sake of a last digit. */
const whole = (x: number, rounded: (x: number) => number) => (Math.abs(x - Math.round(x)) < 1e-9 ? Math.round(x) : rounded(x));
const mix = (from: number, to: number, share: number) => from + share * (to - from) + 0.5 | 0;
