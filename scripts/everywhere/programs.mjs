// Programs that a place needs, and what to throw where they are not to be had.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Thrown where a place cannot be had on this machine; the message says why. Whatever else is thrown in a place is a failure. */
export class NotHere extends Error {}

/** No place needs more for one thing; the slowest, an ARM on an emulator, takes a quarter of it. */
export const PATIENCE = 120_000;                // milliseconds

/** The path of the first of these programs that is there. */
export function find(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined) throw new NotHere(`there is no ${names.join(' or ')} on the PATH`);
  return found;
}

/** What a command, as a list of words, writes to its standard output. Throws what it complains of where it fails or does not end in time. */
export function output([command, ...args]) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: PATIENCE, maxBuffer: 2 ** 26 });
  if (error) throw new Error(`${command} did not run to its end: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ended with ${status ?? signal}: ${stderr.trim() || stdout.trim() || 'it said nothing'}`);
  return stdout;
}
