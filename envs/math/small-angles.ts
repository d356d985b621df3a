/**
 * Sine and cosine of small angles, where no range reduction is needed, in plain additions and multiplications: JavaScript's are prescribed to
 * the bit as well, and the compiler puts them into the caller's loop, which a call into WebAssembly (5 to 10 ns) prevents. Coefficients and order
 * of rounding are those of musl's `__sin.c` and `__cos.c` (FreeBSD's msun, S. Moshier and K. Ng), so the bits are those of the full functions.
 */

/** What is below is right up to here: musl's own bound, pi/4 cut to its upper word. */
export const SMALL = 0.785398006439209;                   // rad; 0x3FE921FB00000000
/** Below this sin x is x, and the polynomial would lose the sign of -0. */
const TINY = 1.4901161193847656e-8;                       // 2^-26

const S1 = -0.16666666666666632, S2 = 0.00833333333332249, S3 = -0.0001984126982985795;
const S4 = 0.0000027557313707070068, S5 = -2.5050760253406863e-8, S6 = 1.58969099521155e-10;
const C1 = 0.0416666666666666, C2 = -0.001388888888887411, C3 = 0.00002480158728947673;
const C4 = -2.7557314351390663e-7, C5 = 2.087572321298175e-9, C6 = -1.1359647557788195e-11;

/** sin x for |x| <= SMALL. */
export function smallSin(x: number): number {
  if (x < TINY && x > -TINY) return x;
  const z = x * x, w = z * z;
  const r = S2 + z * (S3 + z * S4) + z * w * (S5 + z * S6);
  return x + z * x * (S1 + z * r);
}

/** cos x for |x| <= SMALL. */
export function smallCos(x: number): number {
  const z = x * x, w = z * z, half = 0.5 * z, cut = 1 - half;
  const r = z * (C1 + z * (C2 + z * C3)) + w * w * (C4 + z * (C5 + z * C6));
  return cut + (1 - cut - half + z * r);
}
