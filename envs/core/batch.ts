import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiBinary } from '../spaces/multi-binary.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';

/** The space of n elements side by side, as Gymnasium's `batch_space`: n Boxes of shape (2,) are one of shape (n, 2), n discrete values a MultiDiscrete. */
export function batchSpace(space: Space, n: number): Space {
  const tiled = (values: ArrayLike<number>) => Array.from({ length: n * values.length }, (_, i) => values[i % values.length]);
  if (space instanceof Box) return new Box(tiled(space.low), tiled(space.high), { shape: [n, ...space.shape], dtype: space.dtype });
  if (space instanceof Discrete) return new MultiDiscrete(tiled([space.n]), { start: tiled([space.start]) });
  if (space instanceof MultiDiscrete) return new Box(tiled(space.start), tiled(space.start.map((first, i) => first + space.nvec[i] - 1)), { shape: [n, ...space.shape], dtype: 'int64' });
  if (space instanceof MultiBinary) return new Box(0, 1, { shape: [n, ...space.shape], dtype: 'int8' });
  if (space instanceof Tuple) return new Tuple(space.parts.map((part: Space) => batchSpace(part, n)));
  if (space instanceof Dict) return new Dict(space.keys.map((key) => [key, batchSpace(space.spaces[key], n)] as const));
  return new Tuple(Array.from({ length: n }, () => space));
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
