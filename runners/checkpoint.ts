import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Snapshot, TypedArray, Value } from 'gymnasium-js';

/*
 * A checkpoint is one binary file:
 *
 *   8 bytes    "gymnase" and a zero
 *   u32        version, 1
 *   u32        length of the header in bytes, a multiple of 8
 *   header     JSON of the snapshot, padded with spaces; an array stands as { "$": "Float64Array", "at": byte offset, "length": numbers }
 *   arrays     little-endian, each beginning at a multiple of 8 bytes; offsets count from the end of the header
 *   32 bytes   SHA-256 of everything before it
 *
 * All integers are little-endian. Numbers that JSON does not know (NaN, infinities, -0) stand as { "number": "NaN" }.
 */
const MAGIC = 'gymnase\0', VERSION = 1, PREFIX = 16, CHECKSUM = 32;
const ARRAYS = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array };
type ArrayName = keyof typeof ARRAYS;

const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;

/** The bytes of a snapshot. The same snapshot gives the same bytes. */
export function encode(snapshot: Snapshot): Uint8Array {
  const arrays: TypedArray[] = [];
  let size = 0;
  const plain = (value: Value): unknown => {
    if (ArrayBuffer.isView(value)) {
      const placed = { $: value.constructor.name, at: size, length: value.length };
      arrays.push(value);
      size += aligned(value.byteLength);
      return placed;
    }
    if (typeof value === 'number') {
      const minusZero = Object.is(value, -0);
      return Number.isFinite(value) && !minusZero ? value : { number: minusZero ? '-0' : String(value) };
    }
    if (typeof value === 'object') return { snapshot: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)])) };
    return value;
  };
  const header = new TextEncoder().encode(JSON.stringify(plain(snapshot)));
  const headerSize = aligned(header.length), total = PREFIX + headerSize + size;
  const bytes = new Uint8Array(total + CHECKSUM), view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, headerSize, true);
  bytes.fill(0x20, PREFIX, PREFIX + headerSize);
  bytes.set(header, PREFIX);
  let at = PREFIX + headerSize;
  for (const array of arrays) {
    bytes.set(littleEndian(array), at);
    at += aligned(array.byteLength);
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, total)).digest(), total);
  return bytes;
}

/** The snapshot of bytes. Throws an Error that says what is wrong with them. */
export function decode(bytes: Uint8Array, name = 'this file'): Snapshot {
  const wrong = (what: string) => new Error(`${name} ${what}`);
  if (new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) throw wrong('is no checkpoint: it does not begin as one');
  if (bytes.length < PREFIX + CHECKSUM) throw wrong('is damaged: it ends too early');
  const copy = new Uint8Array(bytes), view = new DataView(copy.buffer), version = view.getUint32(8, true), total = copy.length - CHECKSUM;
  if (version !== VERSION) throw wrong(`is a checkpoint of version ${version}, and this gymnase reads version ${VERSION}`);
  const digest = createHash('sha256').update(copy.subarray(0, total)).digest();
  if (!digest.equals(copy.subarray(total))) throw wrong('is damaged: its checksum does not fit its content');
  const body = PREFIX + view.getUint32(12, true);
  const value = (plain: unknown): Value => {
    if (plain === null || typeof plain !== 'object') return plain as number | string;
    if ('number' in plain) return Number(plain.number);
    if ('snapshot' in plain) return Object.fromEntries(Object.entries(plain.snapshot as object).map(([key, inner]) => [key, value(inner)]));
    const { $: kind, at, length } = plain as { $: ArrayName; at: number; length: number };
    const Kind = ARRAYS[kind], raw = copy.slice(body + at, body + at + length * Kind.BYTES_PER_ELEMENT);
    return new Kind(swapped(raw, Kind.BYTES_PER_ELEMENT).buffer);
  };
  return value(JSON.parse(new TextDecoder().decode(copy.subarray(PREFIX, body)))) as Snapshot;
}

const MACHINE_IS_LITTLE = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const littleEndian = (array: TypedArray) => swapped(new Uint8Array(array.slice().buffer), array.BYTES_PER_ELEMENT);

/** Swaps the bytes of each number where the machine's order is not the file's. */
function swapped(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (!MACHINE_IS_LITTLE) for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}

/** Writes a file so that at any instant there is the old one or the new one, whole. */
export function writeAtomically(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.writing`, file = openSync(temporary, 'w');
  try {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, path);
  } catch (error) {
    try { closeSync(file); } catch { /* closed already */ }
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function writeCheckpoint(path: string, snapshot: Snapshot): void {
  writeAtomically(path, encode(snapshot));
}

export function readCheckpoint(path: string): Snapshot {
  return decode(readFileSync(path), path);
}
