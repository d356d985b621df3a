import type { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Space, Tuple } from 'gymnasium-js/basics';

interface Kinds {
  readonly box: Box;
  readonly dict: Dict;
  readonly discrete: Discrete;
  readonly 'multi-binary': MultiBinary;
  readonly 'multi-discrete': MultiDiscrete;
  readonly tuple: Tuple;
}

/** Whether a space is of a kind; told by its name, so that networks load neither the spaces' classes nor the random numbers that those draw. */
export const isKind = <Kind extends keyof Kinds>(space: Space, kind: Kind): space is Kinds[Kind] & Space => space.kind === kind;
