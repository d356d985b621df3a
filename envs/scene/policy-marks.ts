import { facing } from './facing.ts';
import type { Paint, Point, Scene, Shape } from './scene.ts';

// What pictures of policies share: values as colours, actions as arrows, and the legend that explains both.

export const INK = '#1b1f27';
const PAPER = '#fbfaf7', UNKNOWN = '#8d9096';

/** From dark and low to light and high: every step is lighter than the one before, so it can be read without telling hues apart. */
const STEPS = ['#2b1f63', '#334d92', '#2f7aa0', '#37a394', '#7fc373', '#cfdd68', '#fdf3a2'];

export interface ValueScale { readonly low: number; readonly high: number; color(value: number): string }

/** Colours for values, the lowest of `values` darkest. Values that are no finite number are grey. */
export function valueScale(values: readonly number[]): ValueScale {
  const known = values.filter(Number.isFinite);
  const low = known.length ? Math.min(...known) : 0, high = known.length ? Math.max(...known) : 0;
  return {
    low, high,
    color: (value) => (Number.isFinite(value) ? between(high === low ? 0.5 : (value - low) / (high - low)) : UNKNOWN),
  };
}

function between(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (STEPS.length - 1), i = Math.min(STEPS.length - 2, Math.floor(at));
  const part = (color: string, k: number) => Number.parseInt(color.slice(1 + 2 * k, 3 + 2 * k), 16);
  return `#${[0, 1, 2].map((k) => Math.round(part(STEPS[i], k) + (at - i) * (part(STEPS[i + 1], k) - part(STEPS[i], k))).toString(16).padStart(2, '0')).join('')}`;
}

/** Dark on light colours, light on dark ones. */
export function inkOn(color: string): string {
  const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16)) as [number, number, number];
  return 0.299 * r + 0.587 * g + 0.114 * b > 128 ? INK : '#ffffff';
}

// Arrows. Their corners are given to the right and ahead of the direction they belong to, in a square of side 1.
const STRAIGHT: readonly Point[] = [[-0.13, -0.5], [-0.13, 0.03], [-0.4, 0.03], [0, 0.5], [0.4, 0.03], [0.13, 0.03], [0.13, -0.5]];
const BENT: readonly Point[] = [[0.17, -0.53], [0.43, -0.53], [0.43, 0.33], [0.05, 0.33], [0.05, 0.53], [-0.43, 0.19], [0.05, -0.15], [0.05, 0.07], [0.17, 0.07]];
const mirrored = (corners: readonly Point[]): Point[] => corners.map(([right, ahead]) => [-right, ahead]);
const backwards = (corners: readonly Point[]): Point[] => corners.map(([right, ahead]) => [-right, -ahead]);

const ARROWS = {
  /** Go that way. */
  go: { corners: STRAIGHT, glyphs: '↑→↓←', symbols: '^>v<' },
  /** Go back, while looking that way: hollow. */
  back: { corners: backwards(STRAIGHT), glyphs: '⇓⇐⇑⇒', symbols: 'BBBB' },
  left: { corners: BENT, glyphs: '↶↶↶↶', symbols: 'LLLL' },
  right: { corners: mirrored(BENT), glyphs: '↷↷↷↷', symbols: 'RRRR' },
} as const;
export type ArrowKind = keyof typeof ARROWS;

export const arrowSymbol = (kind: ArrowKind, direction: number): string => ARROWS[kind].symbols[direction];

/** An arrow for whoever looks in `direction` (0 up, 1 right, 2 down, 3 left), in the middle of a square of side `size`. */
export function arrow(kind: ArrowKind, direction: number, x: number, y: number, size: number, ink: string): Shape {
  const { corners, glyphs, symbols } = ARROWS[kind];
  const paint: Paint = kind === 'back' ? { stroke: ink, strokeWidth: 0.1 * size } : { fill: ink };
  return { ...facing(direction, x, y).polygon(corners.map(([right, ahead]) => [right * size, ahead * size])), ...paint, glyph: glyphs[direction], symbol: symbols[direction] };
}

/** Many actions are as good as each other. */
export const dot = (x: number, y: number, size: number, ink: string): Shape => ({ kind: 'circle', x, y, r: size / 5, fill: ink, glyph: '•', symbol: '+' });

/** One entry of a legend: its mark, drawn in the square of side 2 around (0, 0), and what it means. */
export interface Entry { readonly mark: readonly Shape[]; readonly text: string }

const SIZE = 1.3, ROW = 2, BAR = 12, NARROWEST = 36;                      // world units; a letter has one for itself, for it takes one where there are only characters

/** The colours from low to high, and the entries, in as many rows as they need. Drawn from (0, 0); `height` is what it takes. */
export function legend(scale: ValueScale, entries: readonly Entry[], width: number): { shapes: Shape[]; height: number } {
  const low = `value ${short(scale.low)}`, high = short(scale.high);
  const label = (x: number, y: number, text: string, anchor: 'start' | 'end' = 'start'): Shape => ({ kind: 'label', x, y, size: SIZE, text, anchor, fill: INK });
  const shapes = [label(low.length + 1, ROW / 2, low, 'end'), ...bar(scale, low.length + 2, ROW / 2), label(low.length + BAR + 3, ROW / 2, high)];
  let x = low.length + BAR + high.length + 6, y = ROW / 2;
  for (const { mark, text } of entries) {
    if (x + 3 + text.length > width) { x = 1; y += ROW; }
    shapes.push({ kind: 'rectangle', x, y: y - 0.5, width: 1, height: 1, symbol: mark[0]?.symbol }, ...moved(mark, 1, x + 0.5, y), label(x + 2, y, text));
    x += 5 + text.length;
  }
  return { shapes, height: y + ROW };
}

function bar({ low, high, color }: ValueScale, x: number, y: number): Shape[] {
  const pieces = 48, step = BAR / pieces;
  return Array.from({ length: pieces }, (_, i): Shape => (
    { kind: 'rectangle', x: x + i * step, y: y - 0.6, width: step * 1.2, height: 1.2, fill: color(low + (high - low) * i / (pieces - 1)), symbol: '~' }
  ));
}

/** About three digits. */
export function short(value: number): string {
  const size = Math.abs(value);
  return String(Number(value.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2)));
}

/** The shapes `factor` times as large, then moved. */
export function moved(shapes: readonly Shape[], factor: number, dx: number, dy: number): Shape[] {
  const point = ([x, y]: Point): Point => [x * factor + dx, y * factor + dy];
  return shapes.map((shape): Shape => {
    const paint = shape.strokeWidth === undefined ? {} : { strokeWidth: shape.strokeWidth * factor };
    switch (shape.kind) {
      case 'polygon': case 'line': return { ...shape, ...paint, points: shape.points.map(point) };
      case 'rectangle': {
        const [x, y] = point([shape.x, shape.y]);
        return { ...shape, ...paint, x, y, width: shape.width * factor, height: shape.height * factor, radius: shape.radius && shape.radius * factor };
      }
      case 'circle': { const [x, y] = point([shape.x, shape.y]); return { ...shape, ...paint, x, y, r: shape.r * factor }; }
      case 'label': { const [x, y] = point([shape.x, shape.y]); return { ...shape, ...paint, x, y, size: shape.size * factor }; }
    }
  });
}

/** A drawing under a title. */
export interface Panel { readonly title: string; readonly shapes: readonly Shape[]; readonly width: number; readonly height: number }

/** Panels beside or below each other, whichever comes nearer to a page, and a legend below them. */
export function panelled(panels: readonly Panel[], scale: ValueScale, entries: readonly Entry[], caption: string): Scene {
  const { width: w, height: h } = panels[0], gap = 3, head = panels.length > 1 ? 3 : 0;        // cells are three wide, so nothing is off their grid
  const abreast = panels.length > 1 && w < 1.2 * h;
  const width = Math.max(NARROWEST, abreast ? panels.length * w + (panels.length - 1) * gap : w);
  const shapes = panels.flatMap(({ title, shapes: drawn }, i): Shape[] => {
    const x = abreast ? i * (w + gap) : 0, y = head + (abreast ? 0 : i * (h + head));
    return [
      ...(head ? [{ kind: 'label', x: x + 1, y: y - head / 2, size: SIZE, text: title, anchor: 'start', bold: true, fill: INK } as const] : []),
      ...moved(drawn, 1, x, y),
    ];
  });
  const bottom = (abreast ? 1 : panels.length) * (h + head);
  const below = legend(scale, entries, width);
  return { width, height: bottom + below.height, background: PAPER, shapes: [...shapes, ...moved(below.shapes, 1, 0, bottom + 0.5)], caption };
}
