import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import { DTYPES } from '../spaces/dtype.ts';
import { MultiBinary } from '../spaces/multi-binary.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';

/** The space of n elements side by side, as Gymnasium's `batch_space`: n Boxes of shape (2,) are one of shape (n, 2), n discrete values a MultiDiscrete. */
export function batchSpace(space: Space, n: number): Space {
  const tiled = (values: ArrayLike<number>) => Array.from({ length: n * values.length }, (_, i) => values[i % values.length]);
  if (space instanceof Box) return new Box(tiled(space.low), tiled(space.high), { shape: [n, ...space.shape], dtype: space.dtype });
  if (space instanceof Discrete) return new MultiDiscrete(tiled([space.n]), { start: tiled([space.start]) });
  if (space instanceof MultiDiscrete) {
    const last = space.start.map((first, i) => first + space.nvec[i] - 1);
    return new Box(tiled(space.start), tiled(last), { shape: [n, ...space.shape], dtype: 'int64' });
  }
  if (space instanceof MultiBinary) return new Box(0, 1, { shape: [n, ...space.shape], dtype: 'int8' });
  if (space instanceof Tuple) return new Tuple(space.parts.map((part: Space) => batchSpace(part, n)));
  if (space instanceof Dict) return new Dict(space.keys.map((key) => [key, batchSpace(space.spaces[key], n)] as const));
  return new Tuple(Array.from({ length: n }, () => space));
}

/** The elements of n environments as one of their batched space: what is seen of all. Always a fresh one. */
export function batched(space: Space, elements: readonly unknown[]): unknown {
  if (space instanceof Discrete) return Int32Array.from(elements as readonly number[]);
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary) {
    const { dtype } = space as Partial<Box>, size = space.rowSize;
    const all = dtype ? DTYPES[dtype].make(elements.length * size) : new (space instanceof MultiBinary ? Int8Array : Float64Array)(elements.length * size);
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i] as ArrayLike<number>;
      for (let k = 0; k < size; k++) all[i * size + k] = element[k];
    }
    return all;
  }
  if (space instanceof Tuple) return space.parts.map((part: Space, k) => batched(part, elements.map((element) => (element as readonly unknown[])[k])));
  if (!(space instanceof Dict)) return [...elements];
  return Object.fromEntries(space.keys.map((key) => [key, batched(space.spaces[key], elements.map((element) => (element as Record<string, unknown>)[key]))]));
}

/** Element i of a batch; a copy. */
export function unbatched(space: Space, all: unknown, i: number): unknown {
  if (space instanceof Tuple) return space.parts.map((part: Space, k) => unbatched(part, (all as readonly unknown[])[k], i));
  if (space instanceof Dict) return Object.fromEntries(space.keys.map((key) => [key, unbatched(space.spaces[key], (all as Record<string, unknown>)[key], i)]));
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary) return space.fromRow(all as ArrayLike<number>, i * space.rowSize);
  return (all as ArrayLike<unknown>)[i];
}

/** Where the numbers of n rows of `space`, laid one after another, lie in the row of their batch: number i of the batch is number result[i] of theirs. */
export function batchColumns(space: Space, n: number): Int32Array {
  const columns: number[] = [];
  const add = (part: Space, at: number) => {
    if (part instanceof Tuple || part instanceof Dict) {
      for (const inner of part.parts) {
        add(inner, at);
        at += inner.rowSize;
      }
    } else for (let i = 0; i < n; i++) for (let k = 0; k < part.rowSize; k++) columns.push(i * space.rowSize + at + k);
  };
  add(space, 0);
  return Int32Array.from(columns);
}
