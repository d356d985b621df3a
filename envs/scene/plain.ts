import { distanceTo } from './distance.ts';
import type { Label, Scene } from './scene.ts';
import { printable } from './wrap.ts';

/**
 * The scene in plain characters, one per square world unit: that of the topmost shape with a symbol that covers the unit's middle.
 * Labels are written out; the caption is the last line.
 */
export function plain(scene: Scene): string {
  const width = Math.ceil(scene.width), height = Math.ceil(scene.height);
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  for (const shape of scene.shapes) {
    if (shape.kind === 'label') write(shape, rows);
    else if (shape.symbol !== undefined) {
      const distance = distanceTo(shape), reach = shape.kind === 'line' ? (shape.strokeWidth ?? 0) / 2 : 0;
      rows.forEach((row, j) => row.forEach((_, i) => { if (distance(i + 0.5, j + 0.5) <= reach) row[i] = shape.symbol!; }));
    }
  }
  const lines = rows.map((row) => row.join('').trimEnd());
  return [...lines, ...(scene.caption ? [printable(scene.caption)] : [])].join('\n');
}

function write(label: Label, rows: string[][]): void {
  const row = rows[Math.floor(label.y)], letters = label.symbol === undefined ? [...printable(label.text)] : [label.symbol];
  if (!row) return;
  const from = startOf(label.anchor, label.x, letters.length);
  letters.forEach((letter, i) => { if (from + i >= 0 && from + i < row.length) row[from + i] = letter; });
}

/** The column of the first of `letters` characters that are anchored at x. */
export const startOf = (anchor: Label['anchor'], x: number, letters: number): number =>
  Math.floor(anchor === 'start' ? x : anchor === 'end' ? x - letters : x - (letters - 1) / 2);
