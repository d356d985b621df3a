import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { svg, type Scene } from 'gymnasium-js';
import { UsageError } from '../usage-error.ts';
import { Apng, type Timing } from './apng.ts';
import { png, type Pixels } from './png.ts';

/** What is used of @resvg/resvg-js, which draws SVG. It is a native module and optional. */
interface Drawer { readonly Resvg: new (svg: string, options: object) => { render(): { readonly width: number; readonly height: number; readonly pixels: Uint8Array } } }

const PAPER = '#ffffff';
const WIDEST_FILM = 720;                          // pixels

let drawer: Drawer | undefined;

/** Throws a UsageError that says how to install what pictures of pixels are drawn with, where it is missing. */
export function checkDrawer(): void {
  try {
    drawer ??= createRequire(import.meta.url)('@resvg/resvg-js') as Drawer;
  } catch (error) {
    throw new UsageError('pictures of pixels are drawn with the optional package @resvg/resvg-js, which is not installed here: `npm install @resvg/resvg-js@2.6.2`. Files that end in .svg need nothing.', { cause: error });
  }
}

/** A scene with its labels and its caption as a PNG file, as wide as its SVG. Where the machine has no fonts, the texts are missing. */
export const scenePng = (scene: Scene): Uint8Array => png(pixelsOf(svg(scene)));

/** Scenes as an animated PNG file. */
export async function sceneApng(scenes: readonly Scene[], timing: Timing): Promise<Uint8Array> {
  const animation = new Apng(), width = Math.min(WIDEST_FILM, sizeOf(svg(scenes[0])).width);
  // Captions have one line or several; the paper is as high as the longest needs.
  const height = scenes.reduce((most, scene) => Math.max(most, Math.ceil(sizeOf(svg(scene, { width })).height)), 0);
  for (const scene of scenes) {
    animation.add(pixelsOf(svg(scene, { width }), height));
    await turn();                                 // what was drawn with outside of JavaScript is given back between two turns of the event loop
  }
  return animation.bytes(timing);
}

/** An SVG drawn in its own size, with paper below it up to `height` pixels. */
function pixelsOf(drawing: string, height = 0): Pixels {
  checkDrawer();
  // Fonts take a while to load, so only where there is something to write.
  const drawn = new drawer!.Resvg(drawing, { background: PAPER, font: { loadSystemFonts: drawing.includes('<text') } }).render();
  const { width, pixels } = drawn, data = new Uint8Array(3 * width * Math.max(height, drawn.height)).fill(255);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    data[to] = pixels[from]; data[to + 1] = pixels[from + 1]; data[to + 2] = pixels[from + 2];
  }
  return { width, height: Math.max(height, drawn.height), data };
}

function sizeOf(drawing: string): { width: number; height: number } {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(drawing)!;
  return { width: Number(width), height: Number(height) };
}
