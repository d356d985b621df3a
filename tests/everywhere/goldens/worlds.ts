import { agentSpec, streamsOf } from 'gymnase/agents';
import { makeRows, registry } from 'gymnasium-js';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const ROWS = 4, STEPS = 1000;                    // of each row

/** All that 4 rows of a world show while they are played by chance. */
function played(id: string): string {
  const env = makeRows(id, { rows: ROWS }), digest = new Digest(), setup = { rows: ROWS, budget: ROWS * STEPS, stream: streamsOf(7), options: {} };
  const agent = agentSpec('random').create(env, setup);
  env.reset(7);
  for (let t = 0; t < STEPS; t++) {
    env.advance();
    agent.act(env, env.action);
    env.step();
    digest.add(env.observation, env.first, env.mask ?? [], env.action, env.reward, env.next, env.terminated, env.truncated, env.returns, env.lengths);
  }
  return digest.hex();
}

/** Every registered environment. */
export const worlds: Goldens = Object.fromEntries([...registry.keys()].map((id) => [`world: ${id}`, () => played(id)]));
