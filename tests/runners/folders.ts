import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ExperimentWatcher } from '../../runners/experiment/run-experiment.ts';

/** A folder for the tests of a file, deleted when they are over: its path, and that of what lies in it. */
export function testFolder(): (...names: string[]) => string {
  let folder = '';
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'gymnase-')); });
  afterAll(() => rmSync(folder, { recursive: true }));
  return (...names) => join(folder, ...names);
}

export const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The bytes of everything in a results folder but the costs, by path. */
export function bytesOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(path, name)).isFile() && !name.endsWith('costs.csv'));
  return Object.fromEntries(files.sort().map((name) => [name, sha256(join(path, name))]));
}

/** Stops at the k-th sign of progress. */
export function stopsAfter(k: number): ExperimentWatcher {
  const controller = new AbortController();
  let seen = 0;
  return { signal: controller.signal, runProgresses: () => { if (++seen >= k) controller.abort(); } };
}
