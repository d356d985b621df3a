import { DOMParser } from 'linkedom';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { ansi } from '../../envs/scene/ansi.ts';
import { distanceTo } from '../../envs/scene/distance.ts';
import { moved, short, valueScale } from '../../envs/scene/policy-marks.ts';
import { rasterise } from '../../envs/scene/raster.ts';
import type { Scene, Shape } from '../../envs/scene/scene.ts';
import { svg } from '../../envs/scene/svg.ts';
import { wrap } from '../../envs/scene/wrap.ts';

const square = (fill: string, x = 0, y = 0, size = 1): Shape => ({ kind: 'rectangle', x, y, width: size, height: size, fill });
const scene = (width: number, height: number, shapes: readonly Shape[], caption?: string): Scene => ({ width, height, background: '#ffffff', shapes, caption });
const stripped = (text: string) => stripVTControlCharacters(text).split('\n');
const everyKind = scene(8, 4, [
  square('#ff0000'), { kind: 'circle', x: 2, y: 2, r: 1, fill: '#00ff00', stroke: '#000000' },
  { kind: 'polygon', points: [[4, 1], [6, 1], [5, 3]], fill: '#0000ff', opacity: 0.5 },
  { kind: 'line', points: [[0, 3.5], [8, 3.5]], stroke: '#222222', strokeWidth: 0.1, dashed: true },
  { kind: 'label', x: 4, y: 2, size: 0.5, text: 'Tom & "Jerry" <b>', bold: true },
], 'R < 0 & S > 1');

// XML: a strict little reader, since DOM parsers forgive.

/** What is wrong with the text as XML, or nothing. */
function faultOf(xml: string): string | undefined {
  const open: string[] = [];
  const rest = xml.replace(/<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g, (_, closing: string, name: string, __, alone: string) => {
    if (closing) { if (open.pop() !== name) open.push(`unopened ${name}`, name); } else if (!alone) open.push(name);
    return '';
  });
  if (open.length) return `unclosed: ${open.join(', ')}`;
  if (/[<>]/.test(rest)) return 'a bare < or >';
  if (/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(xml)) return 'a bare &';
  return undefined;
}

test('an SVG is well-formed XML with one element a shape, and its text is what the scene said', () => {
  const text = svg(everyKind);
  expect(faultOf(text)).toBeUndefined();
  const document = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(['rect', 'circle', 'polygon', 'polyline'].map((name) => document.querySelectorAll(name).length)).toEqual([3, 1, 1, 1]);
  expect([...document.querySelectorAll('text')].map((element) => element.textContent)).toEqual(['Tom & "Jerry" <b>', 'R < 0 & S > 1']);
});

test('the reader of XML above rejects text that was not escaped', () => {
  expect(faultOf('<svg><text>R < 0</text></svg>')).toBe('a bare < or >');
  expect(faultOf('<svg><text>R & S</text></svg>')).toBe('a bare &');
  expect(faultOf('<svg><text>R</svg>')).toContain('unclosed');
});

test('an SVG is as wide as asked for, and the caption adds lines below the picture', () => {
  const bare = svg(scene(4, 2, [])), captioned = svg(scene(4, 2, [], 'word '.repeat(60)), { width: 200 });
  expect(bare).toContain('viewBox="0 0 4 2"');
  expect(captioned).toContain('width="200"');
  const height = Number(/height="(\d+)"/.exec(captioned)![1]);
  expect(height).toBeGreaterThan(100 + 10 * 20);
});

test('numbers in an SVG have four decimals at most', () => {
  const text = svg(scene(3, 3, [square('#123456', 1 / 3, 2 / 3, 0.1 + 0.2)]));
  expect(text).toContain('x="0.3333" y="0.6667" width="0.3" height="0.3"');
});

test('no control character reaches a terminal or an SVG', () => {
  const evil = scene(20, 2, [{ kind: 'label', x: 10, y: 1, size: 1, text: 'a\x1b[2Jb' }], 'ring\x07');
  for (const text of [svg(evil), stripped(ansi(evil, { columns: 40 })).join('\n'), ansi(evil, { colors: 'none' })]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
});

test.each([['truecolor', 37], ['truecolor', 80], ['256', 80], ['256', 3]] as const)('in %s, every line is %i characters wide and ends with a reset', (colors, columns) => {
  const text = ansi(everyKind, { columns, colors });
  for (const line of stripped(text)) expect([...line]).toHaveLength(columns);
  for (const line of text.split('\n')) expect(line.endsWith('\x1b[0m')).toBe(true);
});

test.each([0, -1, 1.5, Infinity, Number.NaN, 'a', null, 1e9])('%s columns, or rows, are refused with a sentence', (count) => {
  for (const what of ['columns', 'rows']) {
    expect(() => ansi(everyKind, { [what]: count })).toThrow(new RangeError(`${what} is a whole number from 1 to 10000, and got ${typeof count === 'string' ? '"a"' : String(count)}; leave it out for what suits the picture`));
  }
});

test('colours that there are not are refused', () => {
  expect(() => ansi(everyKind, { colors: 'rgb' as never })).toThrow(new RangeError('colors is "truecolor", "256" or "none", and got "rgb"'));
});

test('with few lines the picture gets smaller, and the caption stays as wide as it may', () => {
  const lines = (columns: number, rows: number) => stripped(ansi(scene(8, 8, [square('#ff0000', 0, 0, 8)], 'one two three four five'), { columns, rows })).map((line) => line.replaceAll('▀', '').trimEnd());
  expect(lines(20, 5)).toEqual(['', '', '', 'one two three four', 'five']);          // one character a line before
  expect(lines(20, 3)).toEqual(['', '', 'one two three four']);
  expect(lines(20, 1)).toEqual(['']);
  expect(lines(20, 40)).toHaveLength(12);
});

test('one character is two pixels: red above, blue below', () => {
  const text = ansi(scene(1, 2, [square('#ff0000'), square('#0000ff', 0, 1)]), { columns: 1 });
  expect(text).toBe('\x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[0m');
});

test('cells of a grid are all equally wide, and the rest is a margin', () => {
  const chequers = scene(3, 1, [square('#ff0000'), square('#00ff00', 1), square('#0000ff', 2)]);
  const line = ansi(chequers, { columns: 14 }).split('\n')[0];
  expect(line).toBe('\x1b[48;2;255;0;0m    \x1b[48;2;0;255;0m    \x1b[48;2;0;0;255m    \x1b[0m  \x1b[0m');
});

test('a run of one colour has one escape sequence', () => {
  expect(ansi(scene(9, 2, [square('#00ff00', 0, 0, 9)]), { columns: 9 })).toBe(`\x1b[48;2;0;255;0m${' '.repeat(9)}\x1b[0m`);
});

test('an edge through the middle of a pixel is a blend, and so is what can be seen through', () => {
  const edge = rasterise(scene(3, 3, [{ kind: 'rectangle', x: 0, y: 0, width: 1, height: 3, fill: '#000000' }]), 1, 1);
  expect([...edge.rgb]).toEqual([170, 170, 170]);               // a third is black: 255 * 2 / 3
  const veil = rasterise(scene(1, 1, [{ ...square('#000000'), opacity: 0.4 }]), 1, 1);
  expect([...veil.rgb]).toEqual([153, 153, 153]);               // 255 * 0.6
});

test('later shapes lie on top', () => {
  const pixel = (shapes: Shape[]) => [...rasterise(scene(1, 1, shapes), 1, 1).rgb];
  expect(pixel([square('#ff0000'), square('#0000ff')])).toEqual([0, 0, 255]);
  expect(pixel([square('#0000ff'), square('#ff0000')])).toEqual([255, 0, 0]);
});

test('labels and glyphs are real characters in a terminal', () => {
  const text = ansi(scene(10, 4, [
    { kind: 'label', x: 5, y: 1, size: 1, text: 'Hello' },
    { kind: 'polygon', points: [[4, 2], [6, 2], [5, 4]], fill: '#000000', glyph: '↓' },
  ]), { columns: 20 });
  expect(stripped(text).map((line) => line.trim()).filter(Boolean)).toEqual(['Hello', '↓']);
});

test('what is drawn later hides a letter', () => {
  const label: Shape = { kind: 'label', x: 2, y: 1, size: 1, text: 'Hi' };
  const seen = (shapes: Shape[]) => stripped(ansi(scene(4, 2, shapes), { columns: 4 }))[0].trim();
  expect([seen([label]), seen([square('#ff0000', 0, 0, 4), label]), seen([label, square('#ff0000', 0, 0, 4)])]).toEqual(['Hi', 'Hi', '']);
});

test('256 colours are the nearest of the cube and the greys', () => {
  const of = (fill: string) => ansi(scene(1, 2, [square(fill, 0, 0, 2)]), { columns: 1, colors: '256' });
  expect(of('#ff0000')).toContain('48;5;196');
  expect(of('#808080')).toContain('48;5;244');
});

test('plain characters are those of the topmost shape that covers the middle of a square', () => {
  const text = ansi(scene(4, 2, [
    { ...square('#111111', 0, 0, 4), symbol: '.' },
    { kind: 'circle', x: 1.5, y: 0.5, r: 0.4, fill: '#222222', symbol: 'o' },
    { kind: 'rectangle', x: 3, y: 1, width: 0.4, height: 1, fill: '#333333', symbol: '#' },           // misses the middle
    square('#444444', 2, 0),                                                                          // has no symbol
  ], 'Four by two.'), { colors: 'none' });
  expect(text).toBe('.o..\n....\nFour by two.');
});

test('distances are negative inside, and a dashed line has gaps', () => {
  const circle = distanceTo({ kind: 'circle', x: 0, y: 0, r: 2 });
  expect([circle(0, 0), circle(2, 0), circle(3, 4)]).toEqual([-2, 0, 3]);
  const rounded = distanceTo({ kind: 'rectangle', x: 0, y: 0, width: 4, height: 4, radius: 1 });
  expect(rounded(2, 2)).toBe(-2);
  expect(rounded(0, 0)).toBeCloseTo(Math.SQRT2 - 1);            // the corner is cut
  const triangle = distanceTo({ kind: 'polygon', points: [[0, 0], [4, 0], [0, 4]] });
  expect([triangle(1, 1), triangle(-3, -4)]).toEqual([-1, 5]);
  const dashed = distanceTo({ kind: 'line', points: [[0, 0], [12, 0]], strokeWidth: 1, dashed: true });
  expect([dashed(1, 0), dashed(4.5, 0), dashed(7, 0)]).toEqual([0, 1.5, 0]);        // drawn 0 to 3 and 6 to 9
});

test('text is broken between words, and long words are cut', () => {
  expect(wrap('the quick brown fox', 9)).toEqual(['the quick', 'brown fox']);
  expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
  expect(wrap('', 3)).toEqual([]);
  expect([wrap('ab c', 0), wrap('ab c', -7)]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c']]);       // it must come to an end
});

test('every step up the scale of values is lighter', () => {
  const scale = valueScale([-3, Number.NaN, 7]);
  expect([scale.low, scale.high]).toEqual([-3, 7]);
  const lightness = Array.from({ length: 21 }, (_, i) => {
    const color = scale.color(-3 + i / 2), [r, g, b] = [1, 3, 5].map((k) => Number.parseInt(color.slice(k, k + 2), 16)) as [number, number, number];
    return 0.299 * r + 0.587 * g + 0.114 * b;
  });
  for (let i = 1; i < lightness.length; i++) expect(lightness[i]).toBeGreaterThan(lightness[i - 1]);
  expect(scale.color(Number.NaN)).not.toBe(scale.color(0));
  expect(valueScale([5, 5]).color(5)).toMatch(/^#[\da-f]{6}$/);
  expect([short(-1.23456), short(12.345), short(-321.7), short(3)]).toEqual(['-1.23', '12.3', '-322', '3']);
});

test('moving shapes moves every kind of them', () => {
  const far = moved(everyKind.shapes, 2, 10, 20);
  expect(far[0]).toMatchObject({ x: 10, y: 20, width: 2, height: 2 });
  expect(far[1]).toMatchObject({ x: 14, y: 24, r: 2 });
  expect(far[2]).toMatchObject({ points: [[18, 22], [22, 22], [20, 26]] });
  expect(far[3]).toMatchObject({ strokeWidth: 0.2 });
  expect(far[4]).toMatchObject({ x: 18, y: 24, size: 1 });
});
