/** A name that any file system takes, and that tells apart what the labels tell apart. */
export function fileName(label: string): string {
  const plain = label.replace(/[^\w.+-]+/g, '_').replace(/^\.+/, '_');
  return plain === label ? plain : `${plain}-${checksum(label)}`;
}

/** FNV-1a, 32 bits: enough to keep apart the few labels that look alike once plain. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
