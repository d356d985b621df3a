import type { Contour } from './coverage.ts';
import { GLYPHS, UNKNOWN } from './glyphs.ts';
import { ribbon } from './outline.ts';
import type { Label, Point } from './scene.ts';
import { printable } from './wrap.ts';

const GRID = 22;                                  // steps of a glyph's grid an em
const PEN = 1.9, BOLD_PEN = 3;                    // strokes, in steps of the grid
const GAP = 3.1;                                  // between the strokes of two letters, in steps of the grid
const BASELINE = 0.35;                            // ems below the label's middle, as in `svg`
const FOOT = 14;                                  // steps from the top of a capital down to the baseline

interface Glyph { readonly width: number; readonly strokes: readonly (readonly Point[])[] }

/** What a label says as contours, `scale` pixels a world unit: strokes of a pen with a round tip, so that they need no font. */
export function lettering({ text, x, y, size, anchor = 'middle', bold = false }: Label, scale: number): Contour[] {
  const step = size * scale / GRID, pen = bold ? BOLD_PEN : PEN;
  // Letters that a plain one is part of, such as those with accents, are written as that.
  const glyphs = [...printable(text).normalize('NFKD').replace(/\p{M}/gu, '')].map(glyphOf);
  const width = glyphs.reduce((sum, glyph) => sum + glyph.width + pen + GAP, 0);
  const foot = (y + BASELINE * size) * scale - (FOOT + pen / 2) * step;
  let left = x * scale - (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2) * step;
  return glyphs.flatMap(({ width: wide, strokes }) => {
    const from = left + (pen + GAP) / 2 * step;
    left += (wide + pen + GAP) * step;
    return strokes.map((points) => ribbon(points.map(([gx, gy]): Point => [from + gx * step, foot + gy * step]), pen / 2 * step));
  });
}

const read = new Map<string, Glyph>();

function glyphOf(character: string): Glyph {
  let glyph = read.get(character);
  if (!glyph) read.set(character, glyph = readGlyph(GLYPHS[character] ?? UNKNOWN));
  return glyph;
}

/** See `GLYPHS` for how they are written. */
function readGlyph(written: string): Glyph {
  const [width, ...strokes] = written.split(' ');
  return {
    width: Number.parseInt(width, 36),
    strokes: strokes.map((stroke) => (stroke.startsWith('~') ? curve(points(stroke.slice(1))) : points(stroke))),
  };
}

const points = (stroke: string): Point[] => stroke.match(/../g)!.map((pair): Point => [Number.parseInt(pair[0], 36), Number.parseInt(pair[1], 36)]);

const middle = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2];
const PIECES = 12;                                // of a parabola: enough for letters of 400 pixels

/** The quadratic B-spline of the points, from the first to the last: parabolas that meet halfway between the points. */
function curve(controls: readonly Point[]): Point[] {
  const out: Point[] = [controls[0]], last = controls.length - 2;
  for (let i = 1; i <= last; i++) {
    const [ax, ay] = out.at(-1)!, [cx, cy] = controls[i], [bx, by] = i === last ? controls[i + 1] : middle(controls[i], controls[i + 1]);
    for (let k = 1; k <= PIECES; k++) {
      const t = k / PIECES, u = 1 - t;
      out.push([u * u * ax + 2 * u * t * cx + t * t * bx, u * u * ay + 2 * u * t * cy + t * t * by]);
    }
  }
  return out;
}
