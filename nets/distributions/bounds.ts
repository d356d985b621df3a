import { describe } from 'gymnasium-js/basics';

/** The ends of each number of an action: a Box's. */
export interface Bounds {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** The same bounds, if they are `n` pairs with low <= high; throws a RangeError that says what is amiss otherwise. `what` is whose they are. */
export function checkedBounds(what: string, n: number, bounds: Bounds): Bounds {
  const { low, high } = bounds;
  if (low.length !== n || high.length !== n) {
    throw new RangeError(`the bounds of ${what} are one low and one high for each of its action numbers, ${n} each, `
      + `and got ${low.length} and ${high.length}`);
  }
  for (let i = 0; i < n; i++) {
    if (low[i] <= high[i]) continue;
    throw new RangeError(`the bounds of ${what} are a low and a high that is not below it, `
      + `and those of action number ${i} are ${describe(low[i])} and ${describe(high[i])}`);
  }
  return bounds;
}
