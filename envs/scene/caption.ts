import type { Label, Scene } from './scene.ts';
import { printable, wrap } from './wrap.ts';

export const PAPER = '#ffffff';
const INK = '#22262e';
const TEXT = 14, LINE = 20;               // pixels of an em, and from line to line
const LETTER = 0.54;                      // of an em: a usual letter's width

export interface Captioned { readonly labels: readonly Label[]; readonly height: number }

/** The caption as lines of text below a picture that is `width` pixels wide, and how high that makes it, both in world units. */
export function captionOf({ width: wide, height: high, caption = '' }: Scene, width: number): Captioned {
  const pixel = wide / width, lines = wrap(printable(caption), Math.floor((width - TEXT) / (TEXT * LETTER)));
  const labels = lines.map((text, i): Label =>
    ({ kind: 'label', text, x: TEXT / 2 * pixel, y: high + (i + 0.75) * LINE * pixel, size: TEXT * pixel, anchor: 'start', fill: INK }));
  return { labels, height: high + (lines.length && lines.length * LINE + TEXT / 2) * pixel };
}
