import { Box } from '../spaces/box.ts';
import { Dict } from '../spaces/dict.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Text } from '../spaces/text.ts';
import { Tuple } from '../spaces/tuple.ts';

/** The row of the element nearest to zero, as Gymnasium's `create_zero_array`: a discrete value's is its start, a text's its first character as often as it must be. */
export function zeroRow(space: Space): Float64Array {
  const row = new Float64Array(space.rowSize);
  if (space instanceof Box) return row.map((_, k) => Math.min(Math.max(0, space.low[k]), space.high[k]));
  if (space instanceof Discrete) row[0] = space.start;
  else if (space instanceof MultiDiscrete) row.set(space.start);
  else if (space instanceof Text) row.fill(space.characters.length, space.minLength);
  else if (space instanceof Tuple || space instanceof Dict) {
    let at = 0;
    for (const part of space.parts) {
      row.set(zeroRow(part), at);
      at += part.rowSize;
    }
  }
  return row;
}
