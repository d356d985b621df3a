import type { RgbArray } from '../core/env.ts';
import { captionOf, PAPER } from './caption.ts';
import { sharedShapes } from './film.ts';
import { Canvas } from './raster.ts';
import type { Scene } from './scene.ts';

const WIDEST = 720, NARROWEST = 320, PER_UNIT = 64;                   // pixels

/**
 * The scenes one by one as pixels, with their captions below, all of one size: as high as the longest caption needs. `width` is in pixels.
 * What stands still in all of them is painted once. Throws a RangeError where there is no scene.
 */
export function* filmPixels(scenes: readonly Scene[], { width = widthOf(scenes[0]) }: { width?: number } = {}): Generator<RgbArray> {
  const [first] = scenes;
  if (!first) throw new RangeError('a film needs at least one scene, and got none');
  const scale = width / first.width, still = sharedShapes(scenes);
  const height = Math.ceil(scale * scenes.reduce((most, scene) => Math.max(most, captionOf(scene, width).height), 0));
  const stage = new Canvas(width, height, scale, first.background);
  for (const shape of first.shapes.slice(0, still)) stage.paint(shape);
  for (const [i, scene] of scenes.entries()) {
    if (scene.width !== first.width || scene.height !== first.height) {
      throw new RangeError(`all scenes of a film are of one size: the first is ${sizeOf(first)}, and number ${i + 1} is ${sizeOf(scene)}`);
    }
    const lit = scene.background === first.background;
    const canvas = new Canvas(width, height, scale, lit ? stage : scene.background);
    for (const shape of scene.shapes.slice(lit ? still : 0)) canvas.paint(shape);
    canvas.paint({ kind: 'rectangle', x: 0, y: scene.height, width: scene.width, height: height / scale, fill: PAPER });
    for (const line of captionOf(scene, width).labels) canvas.paint(line);
    yield { width, height, data: canvas.rgb };
  }
}

const sizeOf = ({ width, height }: Scene) => `${width} x ${height}`;
const widthOf = (scene: Scene | undefined) => Math.min(WIDEST, Math.max(NARROWEST, Math.round((scene?.width ?? 0) * PER_UNIT)));
