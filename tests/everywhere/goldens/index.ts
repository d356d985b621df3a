import { draws } from './draws.ts';
import { evolution } from './evolution.ts';
import { controls, functions } from './functions.ts';
import type { Goldens } from './golden.ts';
import { networks } from './networks.ts';
import { tables } from './tables.ts';
import { worlds } from './worlds.ts';

export { controls };
/** What must be the same bytes everywhere. */
export const goldens: Goldens = { ...draws, ...functions, ...worlds, ...tables, ...networks, ...evolution };

function hashes(all: Goldens): Record<string, string> {
  return Object.fromEntries(Object.entries(all).map(([name, compute]) => {
    try { return [name, compute()]; } catch (error) { throw new Error(`${name} failed: ${String(error)}`, { cause: error }); }
  }));
}

/** Every hash by the name of its computation: what a place answers. */
export const run = () => ({ goldens: hashes(goldens), controls: hashes(controls) });
