import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Snapshot, Value } from 'gymnasium-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decode, encode, readCheckpoint, writeAtomically, writeCheckpoint } from '../../runners/checkpoint.ts';

const OWN_NAMES = ['$', 'at', 'length', 'number', 'snapshot', '__proto__', 'constructor', 'toString', '', '0'];
const array = fc.oneof(
  fc.float64Array(), fc.float32Array(), fc.int32Array(), fc.uint32Array(), fc.uint16Array(), fc.uint8Array(),
);
const plain = fc.oneof(fc.double(), fc.constantFrom(NaN, -0, Infinity, -Infinity, 2 ** 53), fc.string({ unit: 'binary' }), fc.constantFrom(...OWN_NAMES));
const { snapshot } = fc.letrec<{ snapshot: Snapshot; value: Value }>((tie) => ({
  snapshot: fc.dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...OWN_NAMES)), tie('value'), { noNullPrototype: true, maxKeys: 6 }),
  value: fc.oneof({ maxDepth: 4 }, plain, array, tie('snapshot')),
}));

const GIVEN: Snapshot = { q: Float64Array.of(1.5, -0), seen: Uint8Array.of(7), steps: 3, inner: { name: 'é' } };

describe('a snapshot', () => {
  test('comes back as it was: every kind of array, nested, NaN, -0, infinities, any key', () => {
    fc.assert(fc.property(snapshot, (given) => { expect(isDeepStrictEqual(decode(encode(given)), given)).toBe(true); }), { numRuns: 500 });
  });

  test('gives the same bytes every time, also after it was read', () => {
    fc.assert(fc.property(snapshot, (given) => {
      const bytes = encode(given);
      expect(encode(given)).toEqual(bytes);
      expect(encode(decode(bytes))).toEqual(bytes);
    }));
  });

  test('keeps what plain JSON loses', () => {
    const given = { a: NaN, b: -0, c: -Infinity, d: new Float32Array(0) };
    expect(decode(encode(given))).toStrictEqual(given);
    expect(JSON.parse(JSON.stringify(given))).toEqual({ a: null, b: 0, c: null, d: {} });
  });

  test('holds the part of a buffer that a view shows, and no more', () => {
    const view = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(decode(encode({ view }))).toStrictEqual({ view: Float64Array.of(2, 3) });
  });

  test('that was read shares no memory with the bytes it came from', () => {
    const bytes = encode(GIVEN), read = decode(bytes);
    bytes.fill(0);
    expect(read).toStrictEqual(GIVEN);
  });
});

test('the file is laid out as documented: magic, version, header, little-endian arrays at multiples of 8, SHA-256', () => {
  const bytes = encode(GIVEN), view = new DataView(bytes.buffer);
  expect(new TextDecoder().decode(bytes.subarray(0, 8))).toBe('gymnase\0');
  expect(view.getUint32(8, true)).toBe(1);
  const headerSize = view.getUint32(12, true), body = 16 + headerSize;
  expect(headerSize % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(16, body)))).toEqual({ snapshot: {
    q: { $: 'Float64Array', at: 0, length: 2 }, seen: { $: 'Uint8Array', at: 16, length: 1 }, steps: 3, inner: { snapshot: { name: 'é' } },
  } });
  expect(view.getFloat64(body, true)).toBe(1.5);
  expect(Object.is(view.getFloat64(body + 8, true), -0)).toBe(true);
  expect([...bytes.subarray(body + 16, body + 24)]).toEqual([7, 0, 0, 0, 0, 0, 0, 0]);
  expect(bytes.length).toBe(body + 24 + 32);
  expect([...bytes.subarray(body + 24)]).toEqual([...createHash('sha256').update(bytes.subarray(0, body + 24)).digest()]);
});

test('every array begins at a multiple of 8 bytes, whatever stands before it', () => {
  fc.assert(fc.property(fc.array(array, { minLength: 1, maxLength: 8 }), (arrays) => {
    const bytes = encode(Object.fromEntries(arrays.map((one, i) => [`a${i}`, one]))), size = new DataView(bytes.buffer).getUint32(12, true);
    const { snapshot: placed } = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + size))) as { snapshot: Record<string, { at: number }> };
    for (const { at } of Object.values(placed)) expect(at % 8).toBe(0);
    expect(bytes.length % 8).toBe(0);
  }));
});

describe('a file is refused', () => {
  const bytes = encode(GIVEN);

  test('when one bit is another, wherever it is', () => {
    fc.assert(fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const flipped = bytes.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decode(flipped, 'x.bin')).toThrow(/^x\.bin is (damaged|no checkpoint|a checkpoint of version)/);
    }));
  });

  test('when it was cut anywhere, or has something after its end', () => {
    for (let length = 0; length < bytes.length; length++) expect(() => decode(bytes.slice(0, length))).toThrow(length < 8 ? 'is no checkpoint' : 'is damaged');
    expect(() => decode(Uint8Array.of(...bytes, 0))).toThrow('is damaged: its checksum does not fit its content');
  });

  test('when it is something else', () => {
    expect(() => decode(new TextEncoder().encode('env,agent,seed\n'.repeat(10)), 'episodes.csv')).toThrow('episodes.csv is no checkpoint: it does not begin as one');
    expect(() => decode(new Uint8Array(0))).toThrow('this file is no checkpoint');
  });

  test('when it is of another version, and that is what is said, although its checksum is right', () => {
    const other = bytes.slice(), total = other.length - 32;
    new DataView(other.buffer).setUint32(8, 2, true);
    other.set(createHash('sha256').update(other.subarray(0, total)).digest(), total);
    expect(() => decode(other, 'x.bin')).toThrow('x.bin is a checkpoint of version 2, and this gymnase reads version 1');
  });
});

describe('on the disk', () => {
  let folder = '';
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('what is written is read', () => {
    const path = join(folder, 'checkpoint.bin');
    writeCheckpoint(path, GIVEN);
    expect(readCheckpoint(path)).toStrictEqual(GIVEN);
    expect(readdirSync(folder)).toEqual(['checkpoint.bin']);
  });

  test('an error names the file', () => {
    const path = join(folder, 'checkpoint.bin');
    writeFileSync(path, encode(GIVEN).slice(0, -1));
    expect(() => readCheckpoint(path)).toThrow(`${path} is damaged`);
  });

  test('a write that fails half-way leaves the old file whole and nothing beside it', () => {
    const path = join(folder, 'file');
    writeAtomically(path, 'old');
    const broken = new Proxy(new Uint8Array(10), { get: (target, name) => { if (name === 'length') return 10; throw new Error(`no ${String(name)}: ${target.length}`); } });
    expect(() => writeAtomically(path, broken)).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('a write that cannot take the place of what is there leaves nothing beside it', () => {
    const path = join(folder, 'place');
    mkdirSync(join(path, 'taken'), { recursive: true });
    expect(() => writeAtomically(path, 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(readdirSync(folder)).toEqual(['place']);
  });
});
