import type { Draw } from '../../../nets/network.ts';

/** Evenly drawn numbers in (0, 1): Park and Miller's generator (1988), begun anew with each call. */
export function drawFrom(seed: number): Draw {
  let s = seed;
  return { random: () => (s = s * 16807 % 2147483647) / 2147483647 };
}
