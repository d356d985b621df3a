/** The bytes that a base64 text spells. */
export function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The exports of a WebAssembly module embedded as base64: at once, with no file to fetch. */
export function instantiate<Exports>(base64: string, imports?: Record<string, Record<string, unknown>>): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(decode(base64)), imports).exports as Exports;
}
