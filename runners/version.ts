import { readFileSync } from 'node:fs';

/** This package's version: package.json lies one folder up in the sources, two in what is built. */
export const VERSION = versionIn('../package.json') ?? versionIn('../../package.json') ?? 'unknown';

function versionIn(path: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name?: string; version?: string };
    return name === 'gymnase' ? version : undefined;
  } catch {
    return undefined;
  }
}
