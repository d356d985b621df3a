// PCG64's step: s <- a s + c modulo 2^128, in 64-bit halves.   O'Neill (2014), "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation", sections 4.1 and 6.3.1 (XSL-RR).
//
// The state belongs to the caller: it comes as eight 32-bit words, low word first, and the new one is left in `result`.

// a, in 64-bit halves
const A_HIGH = <u64>0x2360ED05 << 32 | <u64>0x1FC65DA4;
const A_LOW = <u64>0x4385DF64 << 32 | <u64>0x9FCCF645;

/** Where a step leaves s' (four words, low first) and, after `next`, the 64 bits drawn (two words, low first). */
export const result: usize = memory.data(24);

/** High 64 bits of the product of two 64-bit numbers, from four products of their 32-bit halves. */
function mulHigh(x: u64, y: u64): u64 {
  const x0 = x & 0xffffffff, x1 = x >> 32, y0 = y & 0xffffffff, y1 = y >> 32;
  const t = x1 * y0 + ((x0 * y0) >> 32);
  const u = x0 * y1 + (t & 0xffffffff);
  return x1 * y1 + (t >> 32) + (u >> 32);
}

/** Steps, leaves s' in `result` and returns its 64 bits: the halves of s' folded by exclusive or, rotated by its top six bits. */
function step(s0: u32, s1: u32, s2: u32, s3: u32, c0: u32, c1: u32, c2: u32, c3: u32): u64 {
  const sLow = <u64>s0 | (<u64>s1 << 32), sHigh = <u64>s2 | (<u64>s3 << 32);
  const cLow = <u64>c0 | (<u64>c1 << 32), cHigh = <u64>c2 | (<u64>c3 << 32);
  const low = sLow * A_LOW + cLow;
  const carry = <u64>(low < cLow);
  const high = mulHigh(sLow, A_LOW) + sLow * A_HIGH + sHigh * A_LOW + cHigh + carry;
  store<u64>(result, low);
  store<u64>(result, high, 8);
  return rotr<u64>(high ^ low, high >> 58);
}

/** Draws 64 bits. */
export function next(s0: u32, s1: u32, s2: u32, s3: u32, c0: u32, c1: u32, c2: u32, c3: u32): void {
  store<u64>(result, step(s0, s1, s2, s3, c0, c1, c2, c3), 16);
}

/** Draws a double from [0, 1): the top 53 of 64 bits. */
export function random(s0: u32, s1: u32, s2: u32, s3: u32, c0: u32, c1: u32, c2: u32, c3: u32): f64 {
  return <f64>(step(s0, s1, s2, s3, c0, c1, c2, c3) >> 11) * (1.0 / 9007199254740992.0);
}
