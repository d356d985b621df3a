import type { RgbArray } from '../core/env.ts';
import { rasterise } from './raster.ts';
import type { Scene } from './scene.ts';

const PER_UNIT = 64, NARROWEST = 240, LARGEST = 600;                  // pixels

/** The scene as pixels, 64 to a world unit where that is not too large. The caption is missing. */
export function rgbArray(scene: Scene): RgbArray {
  const perUnit = Math.min(Math.max(PER_UNIT, NARROWEST / scene.width), LARGEST / Math.max(scene.width, scene.height));
  const { width, height, rgb } = rasterise(scene, Math.max(1, Math.round(scene.width * perUnit)), Math.max(1, Math.round(scene.height * perUnit)));
  return { width, height, data: rgb };
}
