import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as math from '../../envs/math/index.ts';
import { WASM } from '../../envs/math/math.wasm.ts';
import { SMALL } from '../../envs/math/small-angles.ts';
import { instantiate } from '../../envs/math/wasm.ts';
import { Random } from '../../envs/random/index.ts';

type Name = Exclude<keyof typeof math, 'powf'>;
type Function = (...x: number[]) => number;
const names = Object.keys(math).filter((name) => name !== 'powf').sort() as Name[];

// Correctly rounded values (tests/fixtures/elementary.py): arguments and result of each case as digits of a float64.
const fixture = new URL('../fixtures/elementary.json.gz', import.meta.url);
const correct = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as Record<Name, string[][]>;

const cell = new DataView(new ArrayBuffer(8));
const float = (digits: string) => { cell.setBigUint64(0, BigInt(`0x${digits}`)); return cell.getFloat64(0); };

/** Doubles counted in their order, so that neighbours are 1 apart. */
function rank(x: number): bigint {
  cell.setFloat64(0, x);
  const bits = cell.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

/** Units in the last place between a result and the correct one. A wrong zero, or NaN for a number, is infinitely wrong. */
function error(got: number, want: number): number {
  if (Object.is(got, want)) return 0;
  if (Number.isNaN(got) || Number.isNaN(want) || (got === 0 && want === 0)) return Infinity;
  const distance = rank(got) - rank(want);
  return Number(distance < 0n ? -distance : distance);
}

function worst(f: Function, rows: string[][]): number {
  return Math.max(...rows.map((row) => {
    const x = row.map(float), want = x.pop()!;
    return error(f(...x), want);
  }));
}

describe('elementary functions', () => {
  // Seen over thousands of arguments: musl's hyperbolic functions and expm1 lose a little more.
  const allowed: Partial<Record<Name, number>> = { sinh: 2, tanh: 2, acosh: 2, expm1: 2 };

  test('the fixture knows every function', () => expect(Object.keys(correct).sort()).toEqual(names));

  test.each(names)('%s is within 1 ulp of the correctly rounded value (2 for four functions), special arguments included', (name) => {
    expect(worst(math[name], correct[name])).toBeLessThanOrEqual(allowed[name] ?? 1);
  });

  test('the same gate fails textbook formulas that cancel, overflow or reduce the argument with a rounded pi', () => {
    expect(worst((x) => math.log(1 + x), correct.log1p)).toBeGreaterThan(2);
    expect(worst((x) => math.exp(x) - 1, correct.expm1)).toBeGreaterThan(2);
    expect(worst((x, y) => Math.sqrt(x * x + y * y), correct.hypot)).toBeGreaterThan(2);
    expect(worst((x, y) => math.exp(y * math.log(x)), correct.pow)).toBeGreaterThan(2);
    expect(worst((x) => math.sin(x % (2 * Math.PI)), correct.sin)).toBeGreaterThan(2);
  });

  test('sine and cosine of small angles, which leave WebAssembly out, have the bits of the full functions', () => {
    const full = instantiate<Record<'sin' | 'cos', Function>>(WASM), random = new Random(5);
    const differ = (sin: Function, cos: Function) => (x: number) => !Object.is(sin(x), full.sin(x)) || !Object.is(cos(x), full.cos(x));
    const edges = [0, 2 ** -27, 2 ** -26, Math.PI / 4, SMALL, 5e-324].flatMap((x) => [x, -x, x * (1 + 2 ** -52), x * (1 - 2 ** -53)]);
    const spread = Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? random.uniform(-0.8, 0.8) : random.uniform(-1, 1) * 2 ** -random.integers(60)));
    expect([...edges, ...spread].filter(differ(math.sin, math.cos))).toEqual([]);
    // Another order of rounding, or no care for tiny x, is seen.
    const taylor = (x: number) => x - x * x * x * (1 / 6 - x * x / 120);
    expect(spread.filter(differ(taylor, math.cos)).length).toBeGreaterThan(1000);
    expect(differ((x) => x - x * x * x / 6, math.cos)(-0)).toBe(true);
  });

  // The bits themselves, over special and random arguments. NaN is written in one way, since its bits are the machine's business.
  // (The first 16 of SHA-256's 64 digits.)
  const BITS: Record<Name, string> = {
    acos: '79a545c021a94890', acosh: '2879a0d42a8580fc', asin: 'b8e92673b9487fa1', asinh: '0f6c2c19b8bcafc6',
    atan: '13038ae9803ed57c', atan2: '146cf1c9c623408e', atanh: 'fa9afe1af4dcaa2c', cbrt: '7001a5a81e7a8e47',
    cos: 'f4db60c75cd8817c', cosh: '56f56a64c4a587d0', exp: '79f64c5c2b657708', exp2: '1b1f5a2c2d0ffc91',
    expm1: 'b0da00783d102923', hypot: '054328e7c9529c10', log: '5fdd6ee5cf65adde', log10: '02f60d6aa2b7accb',
    log1p: '22bb5db3d9fe2f72', log2: 'c9d44928d6a98a3e', pow: '71a59461a4707285', sin: '9f818e423d8fd9a5',
    sinh: '3fb83534197b2658', tan: '5bda6e620aaec5f1', tanh: '3d99751c390c80a3',
  };

  const random = new Random(2024);
  const arguments_ = Array.from({ length: 400 }, (_, i) =>
    [random.uniform(-4, 4) * (i % 4 === 0 ? 100 : 1), random.uniform(-1, 1) * (i % 2 === 0 ? 10 : 1)]);

  test.each(names)('%s gives the bits that it has always given', (name) => {
    const f: Function = math[name], hash = createHash('sha256');
    for (const row of [...correct[name].map((digits) => digits.slice(0, -1).map(float)), ...arguments_]) {
      const y = f(...row);
      cell.setFloat64(0, Number.isNaN(y) ? NaN : y);
      if (Number.isNaN(y)) cell.setBigUint64(0, 0x7ff8_0000_0000_0000n);
      hash.update(new Uint8Array(cell.buffer));
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(BITS[name]);
  });
});

describe('powf, in single precision', () => {
  test("squares as NumPy's float32 ** 2 does, which plain rounding of the product does not", () => {
    // np.float32(x) ** 2, NumPy 2 on glibc; Math.fround(x * x) is one unit off in each of them.
    const squares = [[-1.6047275066375732, 2.575150489807129], [-1.1302276849746704, 1.2774146795272827], [1.1185892820358276, 1.2512420415878296], [-1.314697265625, 1.7284289598464966]];
    for (const [x, square] of squares) {
      expect(math.powf(x, 2)).toBe(square);
      expect(Math.fround(x * x)).not.toBe(square);
    }
  });

  test('is a unit in the last place from the power in double precision at most', () => {
    for (let i = 1; i <= 2000; i++) {
      const x = Math.fround(i / 97), y = Math.fround((i % 13) - 6 + 1 / 3), exact = math.pow(x, y);
      expect(Math.abs(math.powf(x, y) / exact - 1)).toBeLessThan(1.2e-7);
    }
    expect([math.powf(2, 10), math.powf(0, 0), math.powf(-8, 1 / 3)]).toEqual([1024, 1, NaN]);
  });
});
