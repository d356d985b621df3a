import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Digest } from './goldens/digest.ts';
import { goldens } from './goldens/index.ts';

interface Pins { readonly about: string; readonly hashes: Readonly<Record<string, string>> }
const { about, hashes } = JSON.parse(readFileSync(new URL('pins.json', import.meta.url), 'utf8')) as Pins;

describe('computations whose bytes are the same everywhere', () => {
  test('are pinned, all of them and nothing else', () => {
    expect(Object.keys(hashes).sort(), about).toEqual(Object.keys(goldens).sort());
  });

  test.each(Object.keys(goldens))('%s', (name) => expect(goldens[name](), about).toBe(hashes[name]));
});

describe('the digest', () => {
  const hexOf = (...x: number[]) => new Digest().add(x).hex();

  test('is SHA-256 of the bytes of the numbers, whatever room they leave in the last block', () => {
    for (const length of [...Array(33).keys(), 1000]) {
      const x = Float64Array.from({ length }, (_, i) => (i - 7) / 3);
      expect(new Digest().add(x).hex()).toBe(createHash('sha256').update(new Uint8Array(x.buffer)).digest('hex'));
    }
  });

  test('is of all numbers in a row, however they arrive', () => {
    expect(new Digest().add([1, 2], []).add(Float32Array.of(3)).hex()).toBe(hexOf(1, 2, 3));
  });

  test('sees the last bit, the sign of zero and the order, but not which NaN it is', () => {
    const cell = new DataView(new ArrayBuffer(8));
    cell.setBigUint64(0, 0xfff8_0000_0000_0001n);
    expect(hexOf(cell.getFloat64(0))).toBe(hexOf(NaN));
    expect(hexOf(-0)).not.toBe(hexOf(0));
    expect(hexOf(1 + Number.EPSILON)).not.toBe(hexOf(1));
    expect(hexOf(1, 2)).not.toBe(hexOf(2, 1));
  });

  test('tells a sum from the same sum taken backwards', () => {
    const terms = Array.from({ length: 100 }, (_, i) => 1 / (i + 1)), sum = (x: number[]) => x.reduce((s, term) => s + term, 0);
    expect(hexOf(sum(terms))).not.toBe(hexOf(sum(terms.toReversed())));
  });
});
