import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { filmPixels, svg, type Scene } from 'gymnasium-js';
import { UsageError } from '../usage-error.ts';
import { Apng, type Timing } from './apng.ts';
import { png, type Pixels } from './png.ts';

/** What is used of @resvg/resvg-js, which draws SVG. It is a native module and optional. */
interface Drawer { readonly Resvg: new (svg: string, options: object) => { render(): Rendered } }
interface Rendered { readonly width: number; readonly height: number; readonly pixels: Uint8Array }

const PAPER = '#ffffff';

let drawer: Drawer | undefined;

/** Throws a UsageError that says how to install what single pictures are drawn with, where it is missing. */
export function checkDrawer(): void {
  try {
    drawer ??= createRequire(import.meta.url)('@resvg/resvg-js') as Drawer;
  } catch (error) {
    throw new UsageError('PNG pictures are drawn with the optional package @resvg/resvg-js, which is not installed here: '
      + '`npm install @resvg/resvg-js@2.6.2`. Files that end in .apng and .svg need nothing.', { cause: error });
  }
}

/** A scene with its labels and its caption as a PNG file, as wide as its SVG. Where the machine has no fonts, the texts are missing. */
export const scenePng = (scene: Scene): Uint8Array => png(pixelsOf(svg(scene)));

/** Scenes as an animated PNG file, which needs no other package and no fonts. `drawn` is told after each how many there are. */
export async function sceneApng(scenes: readonly Scene[], timing: Timing, drawn: (pictures: number) => void = () => {}): Promise<Uint8Array> {
  const animation = new Apng();
  for (const pixels of filmPixels(scenes)) {
    animation.add(pixels);
    drawn(animation.length);
    await turn();                                 // for keys and signals
  }
  return animation.bytes(timing);
}

/** An SVG drawn in its own size. */
function pixelsOf(drawing: string): Pixels {
  checkDrawer();
  // Fonts take a while to load, so only where there is something to write.
  const drawn = new drawer!.Resvg(drawing, { background: PAPER, font: { loadSystemFonts: drawing.includes('<text') } }).render();
  const { width, height, pixels } = drawn, data = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    data[to] = pixels[from]; data[to + 1] = pixels[from + 1]; data[to + 2] = pixels[from + 2];
  }
  return { width, height, data };
}
