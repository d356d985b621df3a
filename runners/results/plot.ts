/**
 * Reward curves as a picture. This is the only file that loads the drawing library and its document, which are heavy: import it
 * when there is something to draw.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeXml } from './format.ts';
import { LINE, shortened, spreadOut, widthOf } from './labels.ts';
import { colorOf, dashOf } from './palette.ts';
import type { CurveRow } from './rows.ts';

// All in pixels.
const WIDTH = 820, HEIGHT = 240;                            // of the picture; of the area that the curves are drawn in
const MARGIN = { left: 64, top: 12, bottom: 26 };           // around this area
const TITLE = 44, HEAD = 46, FOOT = 34;                     // above the panels; above and below each plot
const INDENT = 20, GAP = 42;                                // from the left edge to texts; from the area to the labels
const DODGE = 14;                                            // between dots that would cover one another
const FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const INK = '#1f2328', QUIET = 0.72;                        // opacity of what is not to be looked at first

/** One agent in one environment. */
interface Curve {
  readonly agent: string;
  readonly points: readonly CurveRow[];
  readonly color: string;
  readonly dash: string;
  /** Shifts a curve of a single point, so that it does not cover others. [pixels] */
  readonly dx: number;
}

interface Panel { readonly text: string; readonly height: number }
type Apply = (value: number) => number;

/**
 * The curves as a stand-alone SVG file: a panel for each environment, a colour for each agent, the interquartile mean as a line
 * and its interval as a band; an agent with a single point is a dot with a bar. What is not finite is left out. The picture's ink is
 * `currentColor` and its paper and its title have the classes `paper` and `title`, so that a page that embeds it
 * can turn it dark and say the title itself.
 */
export function curvesSvg(curves: readonly CurveRow[], { title }: { title: string }): string {
  const agents = [...new Set(curves.map((row) => row.agent))];
  const environments = [...new Set(curves.map((row) => row.env))];
  const right = GAP + INDENT + Math.max(0, ...agents.map(widthOf));
  const panels = environments.map((env) => panelOf(env, curves.filter((row) => row.env === env), agents, right));
  const height = panels.reduce((sum, panel) => sum + panel.height, TITLE);
  let y = TITLE;
  const placed = panels.map(({ text, height }) => {
    const top = y;
    y += height;
    return `<g transform="translate(0,${top})">\n${text}</g>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" `
    + `font-family="${FONT}" font-size="12" color="${INK}" fill="currentColor">\n<title>${escapeXml(title)}</title>\n`
    + `<rect class="paper" width="${WIDTH}" height="${height}" fill="#ffffff"/>\n`
    + `<text class="title" x="${INDENT}" y="30" font-size="17" font-weight="600">${escapeXml(title)}</text>\n${placed.join('')}</svg>\n`;
}

function panelOf(env: string, rows: readonly CurveRow[], agents: readonly string[], right: number): Panel {
  const curves = curvesIn(rows, agents);
  const height = MARGIN.top + Math.max(HEIGHT, curves.length * LINE) + MARGIN.bottom;
  const uneven = isUneven(rows);
  const { marks, x, y } = plotOf(curves, height, right, uneven);
  const single = rows.every((row) => row.runs === 1);
  const yTitle = `return of evaluation episodes (${single ? 'one run' : 'IQM, 95 % interval'}${uneven ? ', symmetric log scale' : ''})`;
  const text = `<text x="${INDENT}" y="20" font-size="14" font-weight="600">${escapeXml(env)}</text>\n`
    + `<text x="${INDENT}" y="38" fill-opacity="${QUIET}">${yTitle}</text>\n`
    + `<g transform="translate(0,${HEAD})">\n<g font-size="11" text-anchor="middle">\n${marks}\n</g>\n${labelsOf(curves, x, y, height, right)}`
    + `<text x="${WIDTH - right}" y="${height + 10}" text-anchor="end" fill-opacity="${QUIET}">environment steps</text>\n</g>\n`;
  return { text, height: HEAD + height + FOOT };
}

/** The curves that there is something to draw of. An agent has its colour in all panels. */
function curvesIn(rows: readonly CurveRow[], agents: readonly string[]): Curve[] {
  const drawable = rows.filter((row) => numbersOf(row).every(Number.isFinite));
  const curves = agents
    .map((agent, k) => ({ agent, points: drawable.filter((row) => row.agent === agent), color: colorOf(k), dash: dashOf(k), dx: 0 }))
    .filter((curve) => curve.points.length > 0);
  const dots = curves.filter((curve) => curve.points.length === 1);
  dots.forEach((dot, k) => { dot.dx = (k + 1 - dots.length) * DODGE; });
  return curves;
}

const numbersOf = (row: CurveRow): number[] => [row.iqm, row.ciLow, row.ciHigh];

/** Whether a few enormous numbers would press everything else flat, such as -10,000 for walking in circles beside -13 for arriving. */
function isUneven(rows: readonly CurveRow[]): boolean {
  const sizes = rows.flatMap(numbersOf).filter(Number.isFinite).map(Math.abs).sort((a, b) => a - b);
  const largest = sizes.at(-1) ?? 0, median = sizes[sizes.length >> 1] ?? 0;
  return largest >= 1000 && largest >= 20 * median;
}

function plotOf(curves: readonly Curve[], height: number, right: number, uneven: boolean): { marks: string; x: Apply; y: Apply } {
  const { document } = parseHTML('<html></html>');
  const points = curves.flatMap((curve) => curve.points);
  const plot = Plot.plot({
    document, width: WIDTH, height,
    marginLeft: MARGIN.left, marginTop: MARGIN.top, marginRight: right, marginBottom: MARGIN.bottom,
    x: { domain: [0, Math.max(...points.map((row) => row.step), 0) || 1], ticks: 6, tickFormat: shortNumber, label: null },
    y: { ...yScale(points.flatMap(numbersOf), uneven), grid: true, tickSize: 0, tickPadding: 8, label: null },
    marks: [curves.map((curve) => band(curve, curves.length > 4 ? 0.09 : 0.16)), curves.map(line)],
  });
  plot.querySelector('style')?.remove();
  return { marks: plot.innerHTML, x: plot.scale('x')!.apply, y: plot.scale('y')!.apply };
}

function band({ points, color, dx }: Curve, opacity: number): Plot.Markish {
  if (points.every((row) => row.runs === 1)) return null;
  const ends = { x: 'step', y1: 'ciLow', y2: 'ciHigh' };
  if (points.length === 1) return Plot.ruleX(points, { ...ends, stroke: color, strokeWidth: 2, strokeOpacity: 0.6, dx });
  return Plot.areaY(points, { ...ends, fill: color, fillOpacity: opacity });
}

function line({ points, color, dash, dx }: Curve): Plot.Markish {
  const place = { x: 'step', y: 'iqm' };
  if (points.length === 1) return Plot.dot(points, { ...place, fill: color, r: 4, dx });
  return Plot.lineY(points, { ...place, stroke: color, strokeWidth: 1.8, ...(dash && { strokeDasharray: dash }) });
}

function yScale(numbers: readonly number[], uneven: boolean): Plot.ScaleOptions {
  if (numbers.length === 0) return { domain: [0, 1], ticks: 5 };
  const low = Math.min(...numbers), high = Math.max(...numbers);
  if (uneven) {
    const powers = roundNumbers(low, high, [1]);
    return { type: 'symlog', domain: [low, high], ticks: powers.length < 5 ? roundNumbers(low, high, [1, 2, 5]) : powers, tickFormat: shortNumber };
  }
  if (low === high) return { domain: [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2], ticks: 5 };
  return { domain: [low, high], nice: 10, ticks: 5 };
}

/** The numbers from `low` to `high` that are one of the digits and zeros. */
function roundNumbers(low: number, high: number, digits: readonly number[]): number[] {
  const numbers = [0];
  for (let power = 1; power <= Math.max(-low, high); power *= 10) {
    for (const digit of digits) numbers.push(-digit * power, digit * power);
  }
  return numbers.filter((number) => low <= number && number <= high);
}

/** 20000 as 20k; nothing for what is not whole, since there are no halves of steps. */
function shortNumber(value: number): string {
  if (!Number.isInteger(value)) return '';
  const size = Math.abs(value);
  const text = size >= 1e9 ? `${size / 1e9}G` : size >= 1e6 ? `${size / 1e6}M` : size >= 1e3 ? `${size / 1e3}k` : String(size);
  return value < 0 ? `−${text}` : text;
}

/** The name of each agent at the end of its curve, or as near as the others let it. */
function labelsOf(curves: readonly Curve[], x: Apply, y: Apply, height: number, right: number): string {
  const ends = curves.map((curve) => {
    const last = curve.points.at(-1)!;
    return { ...curve, x: x(last.step) + curve.dx, y: y(last.iqm) };
  }).sort((a, b) => a.y - b.y);
  const places = spreadOut(ends.map((end) => end.y), MARGIN.top, height - MARGIN.bottom);
  const edge = WIDTH - right;
  return ends.map(({ agent, color, dash, x, y }, k) => {
    const place = places[k]!;
    const key = dash && ` stroke-dasharray="${dash}"`;
    return `<path d="M${pixel(x + 5)},${pixel(y)}L${edge + 5},${pixel(y)}L${edge + 18},${pixel(place)}" fill="none" stroke="${color}" stroke-opacity="0.5"/>\n`
      + `<path d="M${edge + 18},${pixel(place)}L${edge + 36},${pixel(place)}" stroke="${color}" stroke-width="2.5"${key}/>\n`
      + `<text x="${edge + GAP}" y="${pixel(place + 4)}">${escapeXml(shortened(agent))}</text>\n`;
  }).join('');
}

const pixel = (value: number): string => String(Math.round(value * 100) / 100);
