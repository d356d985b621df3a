/**
 * Elementary functions that give the same bits everywhere. The language leaves the last bits of `Math.sin`, `exp`, `log`, `pow`
 * and their like to the engine: Node and Chromium differ on 3 % of sines and 10 % of exponentials, and one bit is enough for two
 * runs to part. These are musl's, compiled to WebAssembly, whose arithmetic is prescribed to the bit. (`Math.sqrt`, `abs`,
 * `floor`, `fround` and the like are prescribed too, so they are not repeated here.) They throw nothing; bad arguments give NaN.
 *
 * The errors named are the worst of some thousands of arguments against correctly rounded values, in units in the last place (ulp).
 */
import { SMALL, smallCos, smallSin } from './small-angles.ts';
import { instantiate } from './wasm.ts';
import { WASM } from './math.wasm.ts';

type Unary = (x: number) => number;
const f = /* @__PURE__ */ instantiate<Record<
  'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh'
  | 'exp' | 'exp2' | 'expm1' | 'log' | 'log1p' | 'log2' | 'log10' | 'cbrt', Unary> & {
  atan2(y: number, x: number): number; pow(x: number, y: number): number; powf(x: number, y: number): number; hypot(x: number, y: number): number;
}>(WASM);

/** Sine of x radians. Within 1 ulp, or 2 for huge x (seen at 10^103). */
export const sin: Unary = (x) => (x <= SMALL && x >= -SMALL ? smallSin(x) : f.sin(x));
/** Cosine of x radians. Within 1 ulp. */
export const cos: Unary = (x) => (x <= SMALL && x >= -SMALL ? smallCos(x) : f.cos(x));
/** Tangent of x radians. Within 1 ulp, or 2 for huge x (seen at 10^187). */
export const tan = f.tan;
/** Arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1]. Within 1 ulp. */
export const asin = f.asin;
/** Arc cosine, in [0, pi]; NaN outside [-1, 1]. Within 1 ulp. */
export const acos = f.acos;
/** Arc tangent, in [-pi/2, pi/2]. Within 1 ulp. */
export const atan = f.atan;
/** Angle of the point (x, y) in (-pi, pi], y first. Within 1 ulp. */
export const atan2 = f.atan2;
/** Hyperbolic sine. Within 2 ulp. */
export const sinh = f.sinh;
/** Hyperbolic cosine. Within 1 ulp. */
export const cosh = f.cosh;
/** Hyperbolic tangent. Within 2 ulp. */
export const tanh = f.tanh;
/** Inverse hyperbolic sine. Within 1 ulp. */
export const asinh = f.asinh;
/** Inverse hyperbolic cosine; NaN below 1. Within 2 ulp. */
export const acosh = f.acosh;
/** Inverse hyperbolic tangent; NaN outside [-1, 1]. Within 1 ulp. */
export const atanh = f.atanh;
/** e to the power of x. Within 1 ulp. */
export const exp = f.exp;
/** 2 to the power of x. Within 1 ulp. */
export const exp2 = f.exp2;
/** exp(x) - 1, accurate also near 0. Within 2 ulp. */
export const expm1 = f.expm1;
/** Natural logarithm; NaN below 0. Within 1 ulp. */
export const log = f.log;
/** log(1 + x), accurate also near 0; NaN below -1. Within 1 ulp. */
export const log1p = f.log1p;
/** Logarithm to base 2. Within 1 ulp. */
export const log2 = f.log2;
/** Logarithm to base 10. Within 1 ulp. */
export const log10 = f.log10;
/** x to the power of y, with the special cases of `Math.pow`. Within 1 ulp. */
export const pow = f.pow;
/** x to the power of y in single precision, as C's `powf` (and so NumPy) has it: `powf(x, 2)` is not always fround(x * x). */
export const powf = f.powf;
/** sqrt(x^2 + y^2) without overflow on the way; of two numbers. Within 1 ulp. */
export const hypot = f.hypot;
/** Cube root. Within 1 ulp. */
export const cbrt = f.cbrt;
