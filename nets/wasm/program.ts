import { unknownName } from 'gymnasium-js/basics';
import type { MlpLayer, MlpPlan } from '../mlp-layers.ts';
import { ACTIVATIONS } from '../network.ts';
import { BLOCK, PROGRAM_WORDS, RECORD_WORDS, type LayerRoom, type Workspace } from './layout.ts';

/**
 * Weights of more bytes than this are packed for each call with many rows: they do not stay in the second cache, where reading them by columns
 * costs half of the speed (1024 x 1024: 23 GFLOP/s as they are, 44 packed; 512 x 512: 50 and 48).
 */
const LARGE = 0x100000;

/**
 * Writes what the kernels read to run a whole network in one call: a record for each layer (the class `Layer` of
 * `kernels/assembly/network.ts`), the order of `backward`, and where those are (`Program`).
 */
export function writeProgram(plan: MlpPlan, place: Workspace, buffer: ArrayBufferLike): void {
  const { layers } = plan, recordAt = (i: number) => place.records + 4 * RECORD_WORDS * i;
  const order = backwardOrder(layers), seen = new Set<number>();
  const adds = new Set(order.filter((i) => layers[i].inputs > 0 && (seen.has(layers[i].from) || !seen.add(layers[i].from))));

  layers.forEach((_, i) => { words(buffer, recordAt(i), recordOf(plan, place, i, place.layers[i], adds.has(i)), RECORD_WORDS); });
  words(buffer, place.backward, order.map(recordAt), order.length);
  words(buffer, place.program, [layers.length, order.length, place.records, place.backward, place.zeros, BLOCK], PROGRAM_WORDS);
}

/** A program for the layers that some heads need, forward alone; returns where it lies, and how many numbers of a row come out. */
export function writePart(
  plan: MlpPlan, place: Workspace, part: number, heads: readonly string[], buffer: ArrayBufferLike,
): { program: number; outputs: number } {
  const { layers } = plan, { records, program } = place.parts[part], needed = new Set<number>();
  for (const name of heads) {
    const output = layers.findIndex((layer) => layer.name === name && layer.column >= 0);
    if (output < 0) throw new RangeError(unknownName('head', name, layers.filter(({ column }) => column >= 0).map((layer) => layer.name)));
    for (let i = output; i >= 0; i = layers[i].from) needed.add(i);
  }
  const chosen = layers.map((_, i) => i).filter((i) => needed.has(i)), saying = chosen.filter((i) => layers[i].column >= 0);
  const outputs = saying.reduce((sum, i) => sum + layers[i].outputs, 0);
  let y = place.y;
  chosen.forEach((i, at) => {
    const room = saying.includes(i) ? { ...place.layers[i], y, ys: 4 * outputs } : place.layers[i];
    if (saying.includes(i)) y += 4 * layers[i].outputs;
    words(buffer, records + 4 * RECORD_WORDS * at, recordOf(plan, place, i, room, false), RECORD_WORDS);
  });
  words(buffer, program, [chosen.length, 0, records, 0, place.zeros, BLOCK], PROGRAM_WORDS);
  return { program, outputs };
}

/** A record of layer i, which says its outputs where `room` has it. */
function recordOf(plan: MlpPlan, place: Workspace, i: number, { y, ys, dy, packed }: LayerRoom, adds: boolean): number[] {
  const { inputs: k, outputs: n, activation, offset, from, column } = plan.layers[i];
  const below = from < 0
    ? { x: place.x, xs: 4 * plan.inputs, dx: place.dx, dxAll: 4 * plan.inputs }
    : { x: place.layers[from].y, xs: place.layers[from].ys, dx: place.layers[from].dy, dxAll: 0 };
  return [
    k, n, ACTIVATIONS.indexOf(activation), 4 * offset,
    below.x, below.xs, y, ys,
    dy, ys, column >= 0 ? ys : 0,
    below.dx, below.xs, below.dxAll,
    Number(adds), Number(from < 0), packed, Number(4 * k * n > LARGE),
  ];
}

/** Head by head from its outputs down, each layer after all that see it: the shared ones come with the last head. */
function backwardOrder(layers: readonly MlpLayer[]): number[] {
  const seenBy = layers.map((_, i) => layers.filter(({ from }) => from === i).length), order: number[] = [];
  layers.forEach(({ column }, output) => {
    for (let i = column < 0 ? -1 : output; i >= 0; i = layers[i].from) {
      order.push(i);
      if (layers[i].from >= 0 && --seenBy[layers[i].from] > 0) break;
    }
  });
  return order;
}

function words(buffer: ArrayBufferLike, at: number, values: readonly number[], count: number): void {
  if (values.length !== count) throw new Error(`a record of ${count} words got ${values.length}`);
  new Int32Array(buffer, at, count).set(values);
}
