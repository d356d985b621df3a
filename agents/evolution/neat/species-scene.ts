import type { Scene, Shape } from 'gymnasium-js';
import type { SpeciesSizes } from './species-history.ts';

const WIDTH = 20, HEIGHT = 10, LEFT = 1.8, RIGHT = 0.6, TOP = 1.2, BOTTOM = 1.6;          // units; the edges around the areas
const PAPER = '#ffffff', INK = '#22262e', EDGE = '#ffffff';
const COLOURS = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#76b7b2', '#edc948', '#b07aa1', '#ff9da7', '#9c755f', '#86bcb6', '#d37295', '#a0cbe8'];

/**
 * Species over generations, oldest at the bottom: how high its area is says how many genomes a species has. A species keeps its colour; there
 * are twelve, which come again.
 */
export function speciesScene({ species, generations, sizes }: SpeciesSizes): Scene {
  const turns = generations.length, kinds = species.length, tops = new Float64Array(turns);
  let most = 1;
  for (let t = 0; t < turns; t++) most = Math.max(most, sizes.subarray(t * kinds, (t + 1) * kinds).reduce((sum, n) => sum + n, 0));
  const x = (t: number) => LEFT + (WIDTH - LEFT - RIGHT) * (turns < 2 ? 0.5 : t / (turns - 1));
  const y = (n: number) => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * n / most;
  const shapes: Shape[] = [];
  for (let s = 0; s < kinds; s++) {
    const size = (t: number) => sizes[t * kinds + s];
    const lives = Array.from(generations, (_, t) => t).filter((t) => size(t) > 0), first = lives[0], last = lives[lives.length - 1];
    // From nothing a generation before its first to nothing a generation after its last.
    const span = Array.from({ length: Math.min(turns - 1, last + 1) - Math.max(0, first - 1) + 1 }, (_, k) => Math.max(0, first - 1) + k);
    const upper = span.map((t) => [x(t), y(tops[t] + size(t))] as const), lower = span.map((t) => [x(t), y(tops[t])] as const);
    const points = [...upper, ...lower.toReversed()], fill = COLOURS[s % COLOURS.length];
    if (span.length > 1) shapes.push({ kind: 'polygon', points, fill, stroke: EDGE, strokeWidth: 0.02 });
    for (const t of span) tops[t] += size(t);
  }
  const label = (x: number, y: number, text: string, anchor?: 'start' | 'end'): Shape => ({ kind: 'label', x, y, size: 0.5, text, anchor, fill: INK });
  const at = turns === 0 ? [] : [...new Set([0, Math.floor((turns - 1) / 2), turns - 1])];
  const living = turns === 0 ? 0 : sizes.subarray((turns - 1) * kinds).filter((n) => n > 0).length;
  return {
    width: WIDTH, height: HEIGHT, background: PAPER,
    shapes: [
      ...shapes,
      { kind: 'line', points: [[LEFT, y(most)], [LEFT, y(0)], [WIDTH - RIGHT, y(0)]], stroke: INK, strokeWidth: 0.05 },
      label(LEFT - 0.2, y(most), String(most), 'end'), label(LEFT - 0.2, y(0), '0', 'end'),
      ...at.map((t) => label(x(t), y(0) + 0.45, String(generations[t]))),
      label(LEFT, 0.6, 'genomes of each species', 'start'), label(WIDTH - RIGHT, y(0) + 1.05, 'generation', 'end'),
    ],
    caption: `${kinds} species up to generation ${turns === 0 ? 0 : generations[turns - 1]}, ${living} of them in it. Each area is a species: the higher, the more genomes.`,
  };
}
