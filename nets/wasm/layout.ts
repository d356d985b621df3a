import { FREE_FROM } from '../kernels/kernels.ts';
import type { MlpLayer, MlpPlan } from '../mlp-layers.ts';

/** Rows that go through all layers together, so that what one layer writes is in the cache when the next one reads it. A multiple of 4. */
export const BLOCK = 32;
/** Numbers that are carried at a time from an array outside the memory. A multiple of 16: see `squares`. */
export const PIECE = 4096;
/** Float64 numbers that an optimizer may keep, and vectors. */
export const KEPT_NUMBERS = 8, KEPT_VECTORS = 2;

/** Parts that a network has room for. */
export const PARTS = 2;

/** Words of a record, and of the head of a program: the classes of `kernels/assembly/network.ts`. */
export const RECORD_WORDS = 18, PROGRAM_WORDS = 6;

/** Where one layer's numbers of many rows lie, in bytes. */
export interface LayerRoom {
  /** Its outputs of every row, `ys` apart. */
  readonly y: number;
  readonly ys: number;
  /** dLoss/dy: of every row for an output layer, of a block for a hidden one. */
  readonly dy: number;
  readonly packed: number;
}

/** What each thread has for itself, in bytes. */
export interface Workspace {
  readonly gradient: number;
  readonly vectors: number;
  /** A copy of parameters from outside. */
  readonly foreign: number;
  readonly x: number;
  readonly y: number;
  readonly dy: number;
  readonly dx: number;
  readonly layers: readonly LayerRoom[];
  readonly zeros: number;
  readonly records: number;
  readonly backward: number;
  readonly program: number;
  /** The same for parts of the network. */
  readonly parts: readonly { readonly records: number; readonly program: number }[];
  /** Four pieces and 16 float64 sums: see `Desk`. */
  readonly desk: number;
}

/** Where everything of a network lies in its memory, in bytes. It follows from the plan alone, so threads that share a memory agree on it. */
export interface Layout {
  readonly parameters: number;
  readonly kept: number;
  readonly workspaces: readonly Workspace[];
  readonly bytes: number;
}

/** Bytes of a desk's room. */
export const DESK_BYTES = 4 * PIECE * 4 + 16 * 8;

/** Kernels read up to 28 bytes, and never write, beyond the end of what they work on. */
const SLACK = 256;

export function layoutOf(plan: MlpPlan, workspaces: number): Layout {
  let top = FREE_FROM;
  const take = (bytes: number): number => {
    const at = Math.ceil(top / 64) * 64;
    top = at + bytes;
    return at;
  };
  const numbers = (count: number) => take(4 * count);
  const { size, rows, inputs, outputs, vectors } = plan;

  const parameters = numbers(size), kept = take(8 * KEPT_NUMBERS + 4 * KEPT_VECTORS * size);
  const workspace = (): Workspace => {
    const y = numbers(rows * outputs), dy = numbers(rows * outputs);
    return {
      y, dy, gradient: numbers(size), vectors: numbers(vectors * size), foreign: numbers(size), x: numbers(rows * inputs), dx: numbers(rows * inputs),
      layers: plan.layers.map((layer) => roomOf(layer, plan, { y, dy }, take)),
      zeros: numbers(Math.max(inputs, ...plan.layers.map((layer) => layer.inputs)) + 8),
      records: numbers(RECORD_WORDS * plan.layers.length), backward: numbers(plan.layers.length), program: numbers(PROGRAM_WORDS),
      parts: Array.from({ length: PARTS }, () => ({ records: numbers(RECORD_WORDS * plan.layers.length), program: numbers(PROGRAM_WORDS) })),
      desk: take(DESK_BYTES),
    };
  };
  return { parameters, kept, workspaces: Array.from({ length: workspaces }, workspace), bytes: top + SLACK };
}

function roomOf(
  { inputs: k, outputs: n, column }: MlpLayer, { rows, outputs }: MlpPlan, all: { y: number; dy: number }, take: (bytes: number) => number,
): LayerRoom {
  const eights = (count: number) => 8 * Math.ceil(count / 8), packed = take(4 * Math.max(eights(n) * k, eights(k) * n));
  if (column >= 0) return { y: all.y + 4 * column, ys: 4 * outputs, dy: all.dy + 4 * column, packed };
  const ys = rowBytes(n);
  return { y: take(rows * ys), ys, dy: take(Math.min(rows, BLOCK) * ys), packed };
}

/**
 * Rows a multiple of 512 bytes apart would fall on the same few lines of the cache, so those get one line more (the gradient of 1024 columns
 * at 32 rows: 27 GFLOP/s without, 50 with it; of 256 columns 53 and 55).
 */
const rowBytes = (n: number) => 4 * n + (4 * n % 512 === 0 ? 64 : 0);
