import { ansi } from '../scene/ansi.ts';
import { rgbArray } from '../scene/rgb-array.ts';
import type { Scene } from '../scene/scene.ts';
import { svg } from '../scene/svg.ts';
import type { RenderMode, RgbArray } from './env.ts';
import { describe } from './words.ts';

export const RENDER_MODES: readonly RenderMode[] = ['ansi', 'svg', 'rgb_array', 'human'];

/** Throws a RangeError unless `mode` is a render mode, or undefined. */
export function checkRenderMode(mode: unknown): asserts mode is RenderMode | undefined {
  if (mode === undefined || (RENDER_MODES as readonly unknown[]).includes(mode)) return;
  throw new RangeError(`a render mode is "ansi", "svg", "rgb_array" or "human", and got ${describe(mode)}`);
}

/** A scene in a mode: text, pixels, or nothing where `show` put it on the console already. */
export function drawn(scene: Scene, mode: RenderMode): string | RgbArray | undefined {
  switch (mode) {
    case 'ansi': return ansi(scene);
    case 'svg': return svg(scene);
    case 'rgb_array': return rgbArray(scene);
    case 'human': return undefined;
  }
}

/** Coloured text on the console: what `human` does at every reset and step. */
export function show(scene: Scene): void {
  console.log(ansi(scene));
}

export const NO_MODE = 'render needs a render mode: make(id, { renderMode: "ansi" }), or "svg"';
export const TOO_EARLY = 'render was called before reset: call env.reset({ seed }) first';
