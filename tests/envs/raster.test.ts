import { describe, expect, test } from 'vitest';
import { Coverage } from '../../envs/scene/coverage.ts';
import { distanceTo, type Drawn } from '../../envs/scene/distance.ts';
import { filmPixels } from '../../envs/scene/film-pixels.ts';
import { GLYPHS } from '../../envs/scene/glyphs.ts';
import { Canvas, rasterise } from '../../envs/scene/raster.ts';
import type { Label, Point, Scene, Shape } from '../../envs/scene/scene.ts';
import { Random } from '../../envs/random/random.ts';

const scene = (width: number, height: number, shapes: readonly Shape[]): Scene => ({ width, height, background: '#ffffff', shapes });
const box = (fill: string, x: number, y: number, width: number, height: number): Shape => ({ kind: 'rectangle', x, y, width, height, fill });

/** How much of each pixel is inside, of a canvas of 12 x 9, by the areas of Coverage. */
function areas(contours: readonly (readonly number[])[]): Float64Array {
  const coverage = new Coverage();
  coverage.measure(contours, 0, 0, 12, 9);
  return coverage.area.slice(0, 12 * 9);
}
const sum = (of: Float64Array) => of.reduce((all, one) => all + one, 0);

describe('coverage', () => {
  test('of a triangle is its area, and in each pixel what lies in there', () => {
    // (1, 1), (5, 1), (1, 3): 4 * 2 / 2. Its long side passes (3, 2), so in row 1 the pixel at 3 has 3/4 and that at 4 has 1/4.
    const inside = areas([[1, 1, 5, 1, 1, 3]]);
    expect(sum(inside)).toBeCloseTo(4, 12);
    expect([1, 2, 3, 4, 5].map((i) => inside[12 + i])).toEqual([1, 1, 0.75, 0.25, 0]);
    expect([1, 2, 3].map((i) => inside[24 + i])).toEqual([0.75, 0.25, 0]);
  });

  test('of shapes that reach over all four borders is the part inside', () => {
    expect(sum(areas([[-5, -5, 30, -5, 30, 30, -5, 30]]))).toBe(12 * 9);
    expect(sum(areas([[-6, 4.5, 6, -4.5, 18, 4.5, 6, 13.5]]))).toBeCloseTo(12 * 9, 9);           // touches the four corners
    expect(sum(areas([[-4, 2, 4, 2, 4, 5, -4, 5]]))).toBeCloseTo(12, 12);
    expect(sum(areas([[14, 2, 20, 2, 20, 5]]))).toBe(0);
    expect(sum(areas([[10, -3, 16, 3, 10, 9]]))).toBeCloseTo(2 * 9 - 2, 9);                       // but for a corner of 2 x 2 / 2
  });

  test('a contour that runs the other way inside another is a hole', () => {
    expect(sum(areas([[1, 1, 9, 1, 9, 7, 1, 7], [3, 2, 3, 5, 6, 5, 6, 2]]))).toBeCloseTo(8 * 6 - 9, 9);
  });

  test('the same contours leave nothing behind for the next', () => {
    const coverage = new Coverage();
    coverage.measure([[0, 0, 12, 0, 12, 9, 0, 9]], 0, 0, 12, 9);
    coverage.measure([[1, 1, 2, 1, 2, 2, 1, 2]], 0, 0, 4, 4);
    expect(sum(coverage.area.slice(0, 16))).toBe(1);
  });
});

// Shapes, against their distances: another definition of the same shapes, looked at in a grid of points so fine that it is as good as an area.

const SIDE = 24, FINE = 16;                       // pixels of a picture; points a side of a pixel
const SHADES = 32;                                // of 255, that a pixel may be off where edges meet in it: their parts are added up

/** The darkest that two definitions of a black shape on white differ in any pixel, 0 to 255. `shift` moves the second one, in pixels. */
function worst(shape: Drawn, scale: number, shift = 0): number {
  const { rgb } = rasterise(scene(SIDE / scale, SIDE / scale, [shape]), SIDE, SIDE), distance = distanceTo(shape);
  const half = shape.stroke ? (shape.strokeWidth ?? 0.05) / 2 : 0;
  let most = 0;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let inside = 0;
      for (let j = 0; j < FINE; j++) {
        for (let i = 0; i < FINE; i++) {
          const d = distance((x + shift + (i + 0.5) / FINE) / scale, (y + (j + 0.5) / FINE) / scale);
          if (shape.stroke ? Math.abs(d) <= half || (shape.fill && d <= 0) : d <= 0) inside++;
        }
      }
      most = Math.max(most, Math.abs(255 - 255 * inside / (FINE * FINE) - rgb[3 * (y * SIDE + x)]));
    }
  }
  return most;
}

const BLACK = '#000000', zigzag: Point[] = [[1, 1], [4.5, 2], [1.5, 3.5], [5, 5]];
const wave = Array.from({ length: 60 }, (_, i): Point => [0.8 + i * 0.075, 3 + 1.6 * Math.sin(i / 9)]);
const SHAPES: [what: string, shape: Drawn, shades?: number][] = [
  ['a rectangle', { kind: 'rectangle', x: 1.13, y: 0.77, width: 2.71, height: 3.19, fill: BLACK }],
  ['a rectangle within one pixel', { kind: 'rectangle', x: 1.05, y: 1.05, width: 0.1, height: 0.12, fill: BLACK }],
  ['a rectangle over the border', { kind: 'rectangle', x: -1, y: 4.3, width: 3.33, height: 9, fill: BLACK }],
  ['a rectangle with round corners', { kind: 'rectangle', x: 1, y: 1, width: 4, height: 3, radius: 0.8, fill: BLACK }],
  ['a rectangle of a stroke', { kind: 'rectangle', x: 1, y: 1, width: 4, height: 3, radius: 0.3, stroke: BLACK, strokeWidth: 0.5 }],
  ['a rectangle with a stroke', { kind: 'rectangle', x: 1.1, y: 1.2, width: 3.5, height: 3, fill: BLACK, stroke: BLACK, strokeWidth: 0.4 }],
  ['a circle', { kind: 'circle', x: 3.1, y: 2.9, r: 2.3, fill: BLACK }],
  ['a ring', { kind: 'circle', x: 3.1, y: 2.9, r: 2, stroke: BLACK, strokeWidth: 0.6 }],
  ['a polygon', { kind: 'polygon', points: [[1, 1], [5.2, 1.7], [3, 3], [5, 5], [0.6, 4.3]], fill: BLACK }],
  ['a polygon of a stroke', { kind: 'polygon', points: [[1, 1], [5, 1.7], [4.7, 5], [1.3, 4.3]], stroke: BLACK, strokeWidth: 0.5 }],
  ['a line', { kind: 'line', points: zigzag, stroke: BLACK, strokeWidth: 0.6 }],
  ['a line of many short pieces', { kind: 'line', points: wave, stroke: BLACK, strokeWidth: 0.6 }],
  ['a line that turns back, whose two ways nearly touch', { kind: 'line', points: [[1, 1.5], [5, 3], [1, 4.1]], stroke: BLACK, strokeWidth: 0.8 }, 64],
  ['a dashed line', { kind: 'line', points: [[0.6, 1], [5.4, 1.5], [5, 5]], stroke: BLACK, strokeWidth: 0.3, dashed: true }],
];

describe('a shape paints of each pixel what it covers', () => {
  test.each(SHAPES)('%s', (_, shape, shades = SHADES) => expect(worst(shape, 4)).toBeLessThan(shades));

  test('and this rejects shapes that are off by half a pixel', () => {
    for (const [name, shape, shades = SHADES] of SHAPES) expect(worst(shape, 4, 0.5), name).toBeGreaterThan(shades);
  });
});

test('where a shape is seen through, its inside does not shine through its stroke', () => {
  const paint = { fill: '#000000', stroke: '#ff0000', strokeWidth: 2, opacity: 0.5 };
  const shape: Shape = { kind: 'rectangle', x: 1, y: 1, width: 6, height: 6, ...paint };
  const { rgb, width } = rasterise(scene(8, 8, [shape]), 8, 8);
  const at = (x: number, y: number) => [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  expect([at(1, 4), at(4, 4)]).toEqual([[255, 128, 128], [128, 128, 128]]);
});

test('a canvas that goes on from another leaves that as it is, and ends as if painted at once', () => {
  const random = new Random(1), color = (i: number) => `#${(i * 404_040 % 0xffffff).toString(16).padStart(6, '0')}`;
  const points = () => Array.from({ length: 3 }, (): Point => [random.random() * 9, random.random() * 9]);
  const shapes = Array.from({ length: 40 }, (_, i): Shape => ({ kind: 'polygon', points: points(), fill: color(i), opacity: i % 3 ? 1 : 0.4 }));
  const stage = new Canvas(90, 90, 10, '#ffffff');
  for (const shape of shapes.slice(0, 25)) stage.paint(shape);
  const before = stage.rgb.slice(), more = new Canvas(90, 90, 10, stage);
  for (const shape of shapes.slice(25)) more.paint(shape);
  expect(stage.rgb).toEqual(before);
  expect(more.rgb).toEqual(rasterise(scene(9, 9, shapes), 90, 90).rgb);
});

describe('letters', () => {
  const label = (text: string, more: Partial<Label> = {}): Label => ({ kind: 'label', x: 5, y: 1, size: 1, text, ...more });
  const drawn = (one: Label) => rasterise(scene(10, 2, [one]), 400, 80);
  /** The pixels that are not white: first column, last column, first line, last line, how many. */
  const inkOf = ({ rgb, width, height }: { rgb: Uint8Array; width: number; height: number }) => {
    let [left, right, top, bottom, ink] = [width, -1, height, -1, 0];
    for (let k = 0; k < width * height; k++) {
      if (rgb[3 * k] >= 128) continue;
      const x = k % width, y = Math.floor(k / width);
      [left, right, top, bottom, ink] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y), ink + 1];
    }
    return { left, right, top, bottom, ink };
  };

  test('stand in their middle, or begin or end, where the label is anchored', () => {
    const [middle, start, end] = (['middle', 'start', 'end'] as const).map((anchor) => inkOf(drawn(label('HOH', { anchor }))));
    expect(Math.abs((middle.left + middle.right) / 2 - 199.5)).toBeLessThanOrEqual(1);
    expect([start.left >= 200, start.left < 206, end.right < 200, end.right > 194]).toEqual([true, true, true, true]);
    expect(Math.abs((middle.top + middle.bottom) / 2 - 40)).toBeLessThan(4);
  });

  test('of twice the size are twice as high, with capitals of about 0.7 em; bold ones have more ink', () => {
    const one = inkOf(drawn(label('H'))), two = inkOf(drawn(label('H', { size: 2 })));
    expect((one.bottom - one.top + 1) / 40).toBeCloseTo(0.72, 1);
    expect((two.bottom - two.top + 1) / (one.bottom - one.top + 1)).toBeCloseTo(2, 1);
    expect(inkOf(drawn(label('H', { bold: true }))).ink).toBeGreaterThan(1.3 * one.ink);
  });

  test('differ from each other, all that a keyboard has, and none is empty but the space', () => {
    const keys = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), seen = new Map<string, string>();
    expect(keys.filter((key) => GLYPHS[key] === undefined)).toEqual([]);
    for (const key of keys) {
      const { rgb } = drawn(label(key)), bytes = Buffer.from(rgb).toString('base64');
      expect(seen.get(bytes), key).toBeUndefined();
      seen.set(bytes, key);
      expect(rgb.some((c) => c < 128), key).toBe(key !== ' ');
    }
  });

  test('with accents are written without, and what is not known is a box', () => {
    expect(drawn(label('é')).rgb).toEqual(drawn(label('e')).rgb);
    expect(drawn(label('中')).rgb).toEqual(drawn(label('文')).rgb);
    expect(inkOf(drawn(label('中'))).ink).toBeGreaterThan(50);
  });

  test('are painted in the colour of the label, and seen through as it is', () => {
    const at = 3 * (16 * 20 + 10);                // on the dash
    const pixel = (more: Partial<Label>) => [...rasterise(scene(2, 2, [label('-', { x: 1, size: 8, ...more })]), 20, 20).rgb].slice(at, at + 3);
    expect(pixel({ fill: '#ff0000' })).toEqual([255, 0, 0]);
    expect(pixel({ fill: '#ff0000', opacity: 0.4 })).toEqual([255, 153, 153]);
  });
});

describe('the pictures of a film', () => {
  const moving = (x: number, caption?: string): Scene =>
    ({ ...scene(8, 4, [box('#00ff00', 0, 3, 8, 1), box('#ff0000', x, 1, 1, 1)]), ...(caption !== undefined && { caption }) });

  test('are those of each scene alone, with the caption on paper below', () => {
    const pictures = [...filmPixels([moving(1), moving(4), moving(5)], { width: 80 })];
    expect(pictures.map(({ data }) => data)).toEqual([1, 4, 5].map((x) => rasterise(moving(x), 80, 40).rgb));
    const captioned = [...filmPixels([moving(1, 'one'), moving(2, 'a caption that takes several lines')], { width: 80 })];
    expect(new Set(captioned.map(({ height }) => height)).size).toBe(1);
    expect(captioned[0].height).toBeGreaterThan(80);
    expect(captioned[0].data.slice(0, 80 * 40 * 3)).toEqual(rasterise(moving(1), 80, 40).rgb);
    const below = captioned.map(({ data }) => data.slice(80 * 40 * 3).filter((c) => c < 128).length);
    expect(below[0]).toBeGreaterThan(20);
    expect(below[1]).toBeGreaterThan(3 * below[0]);
  });

  test('need a scene, and scenes of one size; another background is another picture', () => {
    expect(() => [...filmPixels([])]).toThrow(new RangeError('a film needs at least one scene, and got none'));
    const sentence = 'all scenes of a film are of one size: the first is 8 x 4, and number 2 is 8 x 5';
    expect(() => [...filmPixels([moving(1), { ...moving(1), height: 5 }])]).toThrow(new RangeError(sentence));
    const night = { ...moving(2), background: '#000000' };
    expect([...filmPixels([moving(1), night], { width: 80 })][1].data).toEqual(rasterise(night, 80, 40).rgb);
  });
});
