/** Names beside the ends of curves. All lengths in pixels. */

/** Height of a label. */
export const LINE = 16;
const LETTER = 6.9, LETTERS = 28;                           // width of a letter on average, generously; most letters shown

/** The start of a long name. */
export function shortened(name: string): string {
  const letters = [...name];
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : name;
}

export function widthOf(name: string): number {
  return Math.ceil(LETTER * [...shortened(name)].length);
}

/**
 * Moves labels at least `LINE` apart and into [low, high], and as little as possible: the least sum of squares. `wanted` is
 * ascending. With z_i = wanted_i - i LINE the task is to find the nearest non-decreasing numbers, and its solution to pool neighbours that are out
 * of order into their mean (Barlow et al. 1972, "Statistical Inference under Order Restrictions").
 */
export function spreadOut(wanted: readonly number[], low: number, high: number): number[] {
  const pools: { total: number; count: number }[] = [];
  wanted.forEach((y, i) => {
    let pool = { total: y - i * LINE, count: 1 };
    for (let last = pools.at(-1); last && last.total / last.count > pool.total / pool.count; last = pools.at(-1)) {
      pools.pop();
      pool = { total: last.total + pool.total, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  const highest = Math.max(low, high - (wanted.length - 1) * LINE);
  const z = pools.flatMap(({ total, count }) => Array<number>(count).fill(Math.min(Math.max(total / count, low), highest)));
  return z.map((value, i) => value + i * LINE);
}
