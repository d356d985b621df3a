import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

const tunedFile = z.strictObject({
  source: z.string().min(1),
  environments: z.record(z.string(), z.strictObject({
    rows: z.int().min(1),
    steps: z.int().min(1),
    options: z.record(z.string(), z.unknown()),
  })),
});

/** What an agent is trained with in one environment. */
export type TunedSettings = Readonly<z.output<typeof tunedFile>['environments'][string]>;
/** A file of settings: where they come from, and what they are, by environment. */
export type TunedFile = Readonly<z.output<typeof tunedFile>>;

/** experiments/tuned/: two folders up in the sources, three in what is built. */
const PLACES = ['../../experiments/tuned', '../../../experiments/tuned'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const FOLDER = PLACES.find((path) => existsSync(path)) ?? '';

/** The settings that come with gymnase, by agent. */
export function tunedFiles(folder: string = FOLDER): ReadonlyMap<string, TunedFile> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort() : [];
  return new Map(files.map((name) => [basename(name, '.yaml'), tunedFile.parse(parse(readFileSync(join(folder, name), 'utf8')))]));
}

/** The tuned settings of an agent in an environment. Throws a UsageError that lists what there is where there are none. */
export function tunedSettings(agent: string, environment: string): TunedSettings {
  const files = tunedFiles(), found = files.get(agent)?.environments[environment];
  if (found) return found;
  const known = [...files].map(([name, { environments }]) => `${name} on ${Object.keys(environments).join(', ')}`).join('; ');
  throw new UsageError(`there are no tuned settings of ${agent} for ${environment}. There are those of ${known}.`);
}
