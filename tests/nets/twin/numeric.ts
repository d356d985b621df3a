/**
 * df/dx by central differences, (f(x + h) - f(x - h)) / 2h, to about 1e-9 of f's size where f is smooth. x is put back as it was.
 * For float64 functions: single precision leaves no digits to subtract.
 */
export function numericGradient(f: (x: Float64Array) => number, x: Float64Array, h = 1e-5): Float64Array {
  return x.map((at, i) => {
    x[i] = at + h;
    const up = x[i], above = f(x);
    x[i] = at - h;
    const down = x[i], below = f(x);
    x[i] = at;
    return (above - below) / (up - down);                       // the numbers that x really held
  });
}

/** The largest difference of two vectors, in units of the largest component of the expected one (of 1 where that is 0). NaN counts as infinite. */
export function vectorError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0, largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i] - expected[i]);
    difference = Number.isNaN(d) ? Infinity : Math.max(difference, d);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return difference / (largest || 1);
}

/** Sum of a[i] b[i]: turns a vector into a loss whose gradient is the other one. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Evenly drawn numbers in [-size, size), the same for the same seed: Park and Miller's (1988) generator. */
export function drawNumbers(count: number, seed: number, size = 1): Float64Array {
  let s = seed * 7919 % 2147483647 + 1;
  const next = () => (s = s * 16807 % 2147483647) / 2147483647;
  for (let i = 0; i < 8; i++) next();
  return Float64Array.from({ length: count }, () => size * (2 * next() - 1));
}
