// The golden computations as one script for every place: the packages as users import them, and what they depend on.
import { rolldown } from 'rolldown';

/** Defines a global `everywhere`, whose `run()` computes all hashes. */
export async function bundle() {
  const made = await rolldown({ input: 'tests/everywhere/goldens/index.ts', platform: 'browser' });
  const { output: [{ code, imports }] } = await made.generate({ format: 'iife', name: 'everywhere' });
  await made.close();
  if (imports.length > 0) throw new Error(`the golden computations import ${imports.join(', ')}, which no browser has; they must run everywhere`);
  return code;
}
