import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as environments from 'gymnasium-js';
import * as library from '../../../agents/index.ts';
import { resolveExperiment, runsOf, type Experiment, type RunSpec } from '../../../runners/experiment/experiment.ts';

const at = (file: string) => new URL(`../../../${file}`, import.meta.url).href;
const CLIMBERS = at('tests/fixtures/climbers.mjs'), FRAGILE = at('tests/fixtures/fragile.mjs');

/** Registers climbers and Fragile-v0 here, and writes the module from which threads have them: their library is the built one. */
export async function climbersModule(): Promise<{ path: string; remove(): void }> {
  const { climbers } = await import(/* @vite-ignore */ CLIMBERS) as { climbers(of: typeof library): library.AgentSpec };
  const { fragile } = await import(/* @vite-ignore */ FRAGILE) as { fragile(of: typeof environments): environments.EnvSpec };
  library.registerAgent(climbers(library));
  environments.register(fragile(environments));
  const folder = mkdtempSync(join(tmpdir(), 'gymnase-climbers-')), path = join(folder, 'climbers.mjs');
  writeFileSync(path, `
    import * as environmentsOf from ${JSON.stringify(at('envs/dist/index.js'))};
    import * as library from ${JSON.stringify(at('dist/agents/index.js'))};
    import { climbers } from ${JSON.stringify(CLIMBERS)};
    import { fragile } from ${JSON.stringify(FRAGILE)};
    export const agents = [climbers(library)], environments = [fragile(environmentsOf)];
  `);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

export interface Given {
  readonly environment?: string;
  readonly rows?: number;
  readonly steps?: number;
  readonly every?: number;
  readonly maxEpisodeSteps?: number;
  readonly options?: Record<string, unknown>;
}

/** Small enough for a second, long enough for several generations, and with ticks in the midst of them. */
export const climbing = ({ environment = 'CartPole-v1', rows = 13, steps = 9000, every = 700, maxEpisodeSteps = 60, options = {} }: Given = {}): Experiment => resolveExperiment({
  name: 'climbing', environments: [{ id: environment, maxEpisodeSteps }], seeds: [3], steps, checkpointEvery: every,
  agents: [{ name: 'climbers', rows, options: { netArch: [4], validationEpisodes: 3, ...options } }], evaluation: { every, episodes: 2, finalEpisodes: 3 },
});

export const climb = (given?: Given): RunSpec => runsOf(climbing(given))[0];
