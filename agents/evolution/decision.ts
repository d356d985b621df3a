import { Box, Discrete, MultiBinary, MultiDiscrete, type Space } from 'gymnasium-js';

/** Between which ends the numbers lie that a body says: a sigmoid's, a hyperbolic tangent's, or none. */
export type Range = readonly [low: number, high: number] | undefined;

/** The same as data, for whoever decides elsewhere. */
export type DecisionRule =
  /** Of each part, with so many numbers one after another: its start and the place of the highest, the first of equals. */
  | { readonly kind: 'highest'; readonly counts: readonly number[]; readonly starts: readonly number[] }
  /** 1 above the threshold, else 0. */
  | { readonly kind: 'above'; readonly threshold: number }
  /** said * scale + shift, clipped to [low, high]. */
  | ({ readonly kind: 'stretched' } & Readonly<Record<'scale' | 'shift' | 'low' | 'high', readonly number[]>>);

/** What is done when some numbers are said: no chance is in it, for evolution explores by its genomes. */
export interface Decision {
  /** How many numbers must be said. */
  readonly outputs: number;
  readonly rule: DecisionRule;
  /**
   * Writes the action that the numbers from `said[at]` on mean. With a mask, the highest allowed one counts. Returns whether they mean anything:
   * where one is NaN, what is written is an action like any other, and false comes back.
   */
  write(said: Float32Array, at: number, action: Float32Array, actionAt: number, mask: Uint8Array | undefined, maskAt: number): boolean;
}

/** Why no decisions can be made over the actions of a space, if none can. */
export function decisionRefuses(name: string, space: Space, masked: boolean): string | undefined {
  if (!(space instanceof Discrete || space instanceof MultiDiscrete || space instanceof MultiBinary || space instanceof Box)) {
    return `${name} decides on Discrete, MultiDiscrete, MultiBinary and Box actions; these are ${String(space)}.`;
  }
  return masked && !(space instanceof Discrete) ? `${name} takes masks of Discrete actions alone; these are ${String(space)}.` : undefined;
}

/**
 * Discrete and MultiDiscrete: of each part the highest number's (of equals the first). MultiBinary: 1 above the middle of the range, 0 without
 * one. Box: the range stretched between the action's bounds, where both are finite; else the number itself, clipped to what bounds there are.
 */
export function decisionFor(space: Space, range: Range): Decision {
  if (space instanceof Discrete) return choice([space.n], [space.start]);
  if (space instanceof MultiDiscrete) return choice(space.nvec, space.start);
  if (space instanceof MultiBinary) {
    const middle = range === undefined ? 0 : (range[0] + range[1]) / 2;
    return {
      outputs: space.rowSize, rule: { kind: 'above', threshold: middle },
      write(said, at, action, actionAt) {
        let isSaid = true;
        for (let k = 0; k < space.rowSize; k++) {
          const x = said[at + k];
          if (x !== x) isSaid = false;
          action[actionAt + k] = x > middle ? 1 : 0;
        }
        return isSaid;
      },
    };
  }
  if (space instanceof Box) return stretch(space, range);
  throw new TypeError(decisionRefuses('evolution', space, false));
}

function choice(counts: ArrayLike<number>, starts: ArrayLike<number>): Decision {
  let outputs = 0;
  for (let part = 0; part < counts.length; part++) outputs += counts[part];
  return {
    outputs, rule: { kind: 'highest', counts: Array.from(counts), starts: Array.from(starts) },
    write(said, at, action, actionAt, mask, maskAt) {
      let isSaid = true;
      for (let part = 0; part < counts.length; part++) {
        let best = -1;
        for (let k = 0; k < counts[part]; k++) {
          if (said[at + k] !== said[at + k]) isSaid = false;
          if (mask !== undefined && mask[maskAt + k] === 0) continue;
          if (best < 0 || said[at + k] > said[at + best]) best = k;
        }
        action[actionAt + part] = starts[part] + Math.max(best, 0);
        at += counts[part];
      }
      return isSaid;
    },
  };
}

function stretch({ rowSize, low, high }: Box, range: Range): Decision {
  const scale = new Float64Array(rowSize).fill(1), shift = new Float64Array(rowSize);
  for (let k = 0; range !== undefined && k < rowSize; k++) {
    if (!(Number.isFinite(low[k]) && Number.isFinite(high[k]))) continue;
    scale[k] = (high[k] - low[k]) / (range[1] - range[0]);
    shift[k] = low[k] - range[0] * scale[k];
  }
  return {
    outputs: rowSize, rule: { kind: 'stretched', scale: [...scale], shift: [...shift], low: Array.from(low), high: Array.from(high) },
    write(said, at, action, actionAt) {
      let isSaid = true;
      for (let k = 0; k < rowSize; k++) {
        let x = said[at + k] * scale[k] + shift[k];
        if (x !== x) {
          isSaid = false;
          x = 0;
        }
        action[actionAt + k] = x < low[k] ? low[k] : x > high[k] ? high[k] : x;
      }
      return isSaid;
    },
  };
}
