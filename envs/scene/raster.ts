import { boxOf, distanceTo, type Drawn } from './distance.ts';
import { STROKE, type Scene, type Shape } from './scene.ts';

/** Red, green and blue of every pixel, 0 to 255. [height x width x 3] */
export interface Pixels { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

const SAMPLES = 3;                                // a side: a pixel is the mean of nine

/** The scene's shapes, without its labels, as pixels. `skip` leaves out more. */
export function rasterise(scene: Scene, width: number, height: number, skip: (shape: Shape) => boolean = () => false): Pixels {
  const samples = new Samples(width * SAMPLES, height * SAMPLES, scene.width / (width * SAMPLES), scene.background);
  for (const shape of scene.shapes) {
    if (shape.kind !== 'label' && !skip(shape)) samples.paint(shape);
  }
  return mean(samples, width, height);
}

export function rgbOf(color: string): [number, number, number] {
  const all = Number.parseInt(color.slice(1), 16);
  return [all >> 16, all >> 8 & 255, all & 255];
}

class Samples {
  readonly rgb: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly size: number;                          // world units

  constructor(width: number, height: number, size: number, background: string) {
    this.width = width; this.height = height; this.size = size;
    this.rgb = new Float32Array(width * height * 3);
    const [r, g, b] = rgbOf(background);
    for (let k = 0; k < this.rgb.length; k += 3) { this.rgb[k] = r; this.rgb[k + 1] = g; this.rgb[k + 2] = b; }
  }

  paint(shape: Drawn): void {
    const { width, height, size } = this;
    const fill = shape.fill && shape.kind !== 'line' ? rgbOf(shape.fill) : undefined;
    const stroke = shape.stroke ? rgbOf(shape.stroke) : undefined;
    const half = stroke ? Math.max(shape.strokeWidth ?? STROKE, size) / 2 : 0;          // never thinner than a sample
    if (!fill && !stroke) return;
    const opacity = shape.opacity ?? 1, distance = distanceTo(shape);
    const [left, top, right, bottom] = boxOf(shape);
    // Samples are taken at their middles.
    const i0 = Math.max(0, Math.ceil((left - half) / size - 0.5)), i1 = Math.min(width - 1, Math.floor((right + half) / size - 0.5));
    const j0 = Math.max(0, Math.ceil((top - half) / size - 0.5)), j1 = Math.min(height - 1, Math.floor((bottom + half) / size - 0.5));
    for (let j = j0; j <= j1; j++) {
      for (let i = i0; i <= i1; i++) {
        const d = distance((i + 0.5) * size, (j + 0.5) * size);
        const color = stroke && Math.abs(d) <= half ? stroke : d <= 0 ? fill : undefined;
        if (color) this.blend((j * width + i) * 3, color, opacity);
      }
    }
  }

  blend(at: number, color: readonly number[], opacity: number): void {
    const { rgb } = this;
    for (let c = 0; c < 3; c++) rgb[at + c] = rgb[at + c] + opacity * (color[c] - rgb[at + c]);
  }
}

function mean(samples: Samples, width: number, height: number): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let j = 0; j < SAMPLES; j++) {
          for (let i = 0; i < SAMPLES; i++) sum += samples.rgb[((y * SAMPLES + j) * samples.width + x * SAMPLES + i) * 3 + c];
        }
        rgb[(y * width + x) * 3 + c] = Math.round(sum / (SAMPLES * SAMPLES));
      }
    }
  }
  return { width, height, rgb };
}
