import type { Space } from 'gymnasium-js/basics';
import { isKind } from './space-kind.ts';

/** How a network sees the observations of a space. */
export interface Features {
  /** Numbers that a network sees of one observation. */
  readonly width: number;
  /** Whether they are the observation's own numbers, so that observation rows can be given to a network as they are. */
  readonly direct: boolean;
  /**
   * Writes what a network sees of the first `rows` observations. [rows x rowSize] -> [rows x width]
   * Throws a RangeError where a discrete number is none of its space; a row that does not play has perhaps seen nothing yet, and is passed over.
   */
  write(observation: Float32Array, rows: number, out: Float32Array, playing?: Uint8Array): void;
}

/** One number of an observation: as it is (n = 0), or one of start, ..., start + n - 1, seen as a one among n zeros. */
interface Column {
  readonly n: number;
  readonly start: number;
}

/**
 * Discrete numbers as a one among zeros, others as they are; parts of composite spaces one after another. It is what Gymnasium's `flatten`
 * gives, in single precision. Throws a TypeError for other spaces: texts and sequences have no numbers that a network could see.
 */
export function features(space: Space): Features {
  const columns = columnsOf(space);
  if (!columns) throw new TypeError(featuresRefuse(space));
  const rowSize = columns.length;
  const width = columns.reduce((sum, { n }) => sum + Math.max(n, 1), 0);
  if (columns.every(({ n }) => n === 0)) {
    return { width, direct: true, write: (observation, rows, out) => { for (let i = 0; i < rows * rowSize; i++) out[i] = observation[i]; } };
  }
  const counts = Int32Array.from(columns, ({ n }) => n), starts = Float64Array.from(columns, ({ start }) => start);
  return {
    width,
    direct: false,
    write(observation, rows, out, playing) {
      out.fill(0, 0, rows * width);
      let at = 0;
      for (let i = 0; i < rows; i++) {
        if (playing?.[i] === 0) {
          at += width;
          continue;
        }
        for (let c = 0; c < rowSize; c++) {
          const x = observation[i * rowSize + c], n = counts[c];
          if (n === 0) {
            out[at++] = x;
            continue;
          }
          const hot = x - starts[c];
          if (!(hot >= 0 && hot < n && Number.isInteger(hot))) {
            const where = `number ${c} of observation ${i}`;
            throw new RangeError(`${where} should be one of the ${n} from ${starts[c]} on, as ${String(space)} has it, and is ${x}`);
          }
          out[at + hot] = 1;
          at += n;
        }
      }
    },
  };
}

/** Why a network cannot see the observations of a space, if it cannot. */
export function featuresRefuse(space: Space): string | undefined {
  if (columnsOf(space) !== undefined) return undefined;
  return `A network sees Discrete, MultiDiscrete, MultiBinary and Box observations, and Tuples and Dicts of them; it cannot see ${String(space)}. `
    + 'Try to wrap the environment so that it tells a Box.';
}

function columnsOf(space: Space): Column[] | undefined {
  if (isKind(space, 'discrete')) return [{ n: space.n, start: space.start }];
  if (isKind(space, 'multi-discrete')) return Array.from(space.nvec, (n, i) => ({ n, start: space.start[i] }));
  if (isKind(space, 'box') || isKind(space, 'multi-binary')) return Array.from({ length: space.rowSize }, () => ({ n: 0, start: 0 }));
  if (!(isKind(space, 'tuple') || isKind(space, 'dict'))) return undefined;
  const parts = space.parts.map(columnsOf);
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
