import { math, type Scene, type Shape } from 'gymnasium-js';
import type { NetworkNames } from '../../agent.ts';
import type { NeatGenome } from './genome.ts';
import { layersOf } from './layers.ts';

const COLUMN = 3.2, ROW = 1.5, SIDE = 2.6, MARGIN = 1.2;  // units: between layers, between nodes, beside them at least, above and below
/** Between nodes of a layer that would be higher than TALL; and the least width, of the height. */
const CLOSEST = 0.85, TALL = 18, SLIM = 0.6;
const RADIUS = 0.38, THINNEST = 0.04, THICKEST = 0.22;
const TEXT = 0.5, LETTER = 0.3, GAP = 0.2;               // of names: their height, a letter's width, generously, and the way to their node
const STRONG = 5;                                         // the weight from which on a connection is drawn thickest
const PAPER = '#fbfcfe', INK = '#22262e', FAINT = '#a4acb9', POSITIVE = '#2f6fb0', NEGATIVE = '#cc5a41';
const SENSOR = '#dfe8f3', BIAS = '#f3ead0', HIDDEN = '#ffffff', OUTPUT = '#dcefe0';

type Point = readonly [x: number, y: number];

/**
 * The network of a genome: sensors at the left, outputs at the right, hidden nodes between them by layers. Connections are blue where the weight is
 * above 0 and red where it is below, the thicker the stronger; disabled ones are grey and dashed; recurrent ones have an arrow. A hidden node
 * bears its number. Inputs and outputs bear their names, or `in 0`, `out 0`, ...
 */
export function genomeScene({ structure, weights, enabled }: NeatGenome, names: NetworkNames = {}): Scene {
  const { genes, from, to, hidden } = structure, layers = layersOf(structure), { at, width, height } = places(layers, names);
  const order = genes.map((_, g) => g).sort((a, b) => enabled[a] - enabled[b] || Math.abs(weights[b]) - Math.abs(weights[a]) || a - b);
  const shown = enabled.reduce((sum, one) => sum + one, 0), disabled = genes.length - shown;
  const connections = order.flatMap((g) => {
    const a = at[from[g]], b = at[to[g]], isRecurrent = genes[g].recurrent === 1;
    const points = from[g] === to[g] ? loop(a) : way(a, b, isRecurrent ? -1 : layers[to[g]] - layers[from[g]], height);
    if (enabled[g] === 0) return [{ kind: 'line', points, stroke: FAINT, strokeWidth: THINNEST, dashed: true } as const];
    const stroke = weights[g] < 0 ? NEGATIVE : POSITIVE, strokeWidth = THINNEST + (THICKEST - THINNEST) * Math.min(1, Math.abs(weights[g]) / STRONG);
    return [{ kind: 'line', points, stroke, strokeWidth } as const, ...(isRecurrent ? [arrow(points, stroke)] : [])];
  });
  const hiddenNodes = count(hidden.length, 'hidden node'), dashed = disabled === 0 ? '' : `, ${disabled} disabled (dashed)`;
  return {
    width, height, background: PAPER,
    shapes: [...connections, ...at.flatMap((point, slot) => node(point, slot, names, structure))],
    caption: `${hiddenNodes}, ${count(shown, 'connection')}${dashed}. Blue: a weight above 0, red: below; the thicker, the stronger.`,
  };
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Where each slot is drawn. */
function places(
  layers: readonly number[], { inputs = [], outputs = [] }: NetworkNames,
): { readonly at: readonly Point[]; readonly width: number; readonly height: number } {
  const last = Math.max(...layers), sizes = Array.from({ length: last + 1 }, (_, layer) => layers.filter((other) => other === layer).length);
  const side = (names: readonly string[]) => Math.max(SIDE, ...names.map((name) => RADIUS + 2 * GAP + LETTER * name.length));
  const left = side(inputs), right = side(outputs), most = Math.max(...sizes), row = Math.max(CLOSEST, Math.min(ROW, TALL / most));
  const height = 2 * MARGIN + Math.max(1, most - 1) * row, seen = sizes.map(() => 0);
  const column = Math.max(COLUMN, (SLIM * height - left - right) / last), width = left + last * column + right;
  const at = layers.map((layer): Point => {
    // Hidden layers lie a little above or below the middle in turn, so that fewer connections run through nodes.
    const aside = layer === 0 || layer === last ? 0 : layer % 2 === 1 ? -0.3 * row : 0.3 * row;
    return [left + layer * column, height / 2 + aside + (seen[layer]++ - (sizes[layer] - 1) / 2) * row];
  });
  return { at, width, height };
}

/** A curve from a to b, the more bent the more layers it passes by; back to the left it goes around. */
function way([ax, ay]: Point, [bx, by]: Point, layers: number, height: number): Point[] {
  if (layers === 1) return [[ax, ay], [bx, by]];
  const middle = (ay + by) / 2, side = middle <= height / 2 ? -1 : 1;
  const bend = side * (layers > 1 ? 0.35 * ROW * layers : 0.9 * ROW);
  // (1-t)^2 a + 2 t (1-t) c + t^2 b
  const cx = (ax + bx) / 2, cy = Math.min(height - 0.2, Math.max(0.2, middle + bend)), parts = 16;
  return Array.from({ length: parts + 1 }, (_, i): Point => {
    const t = i / parts, u = 1 - t;
    return [u * u * ax + 2 * t * u * cx + t * t * bx, u * u * ay + 2 * t * u * cy + t * t * by];
  });
}

/** From a node to itself: most of a circle above it. */
function loop([x, y]: Point): Point[] {
  const r = 0.34, centre = y - RADIUS - 0.6 * r, parts = 20;
  return Array.from({ length: parts + 1 }, (_, i): Point => {
    const angle = Math.PI * (0.75 + 1.5 * i / parts);
    return [x + r * math.cos(angle), centre + r * math.sin(angle)];
  });
}

/** A tip where a line reaches the node at its end. */
function arrow(points: readonly Point[], fill: string): Shape {
  const [bx, by] = points[points.length - 1], before = points.findLast(([x, y]) => math.hypot(bx - x, by - y) > RADIUS + 0.02) ?? points[0];
  const isLoop = math.hypot(points[0][0] - bx, points[0][1] - by) < 2 * RADIUS;
  const [px, py] = isLoop ? points[points.length - 3] : before, length = Math.max(1e-9, math.hypot(bx - px, by - py));
  const ux = (bx - px) / length, uy = (by - py) / length;
  const gap = isLoop ? 0 : RADIUS, tx = bx - gap * ux, ty = by - gap * uy, size = 0.3;
  const backX = tx - size * ux, backY = ty - size * uy, half = 0.45 * size;
  return { kind: 'polygon', fill, points: [[tx, ty], [backX + half * uy, backY - half * ux], [backX - half * uy, backY + half * ux]] };
}

function node([x, y]: Point, slot: number, names: NetworkNames, { shape, hidden }: NeatGenome['structure']): Shape[] {
  const { inputs, sensors, outputs } = shape, paint = { stroke: INK, strokeWidth: 0.06 };
  const circle = (fill: string): Shape => ({ kind: 'circle', x, y, r: RADIUS, fill, ...paint });
  const beside = (text: string, anchor: 'start' | 'end'): Shape => (
    { kind: 'label', x: x + (anchor === 'start' ? 1 : -1) * (RADIUS + GAP), y, size: TEXT, text, anchor, fill: INK }
  );
  if (slot < inputs) return [circle(SENSOR), beside(names.inputs?.[slot] ?? `in ${slot}`, 'end')];
  if (slot < sensors) return [circle(BIAS), beside(`bias ${shape.bias}`, 'end')];
  if (slot < sensors + outputs) return [circle(OUTPUT), beside(names.outputs?.[slot - sensors] ?? `out ${slot - sensors}`, 'start')];
  const number = hidden[slot - sensors - outputs];
  return [circle(HIDDEN), { kind: 'label', x, y, size: number < 100 ? 0.42 : 0.32, text: String(number), fill: INK }];
}
