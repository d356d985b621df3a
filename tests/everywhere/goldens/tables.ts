import { agentOptions, agentSpec, streamsOf, type TabularAgent } from 'gymnase/agents';
import { makeRows } from 'gymnasium-js';
import { train } from '../../../runners/train.ts';
import { Digest } from './digest.ts';
import type { Goldens } from './golden.ts';

const ROWS = 2, STEPS = 20_000;
const GIVEN = { learningRate: 'lin_0.5_0.05_0.8', epsilon: 'lin_1_0.05_0.5', gamma: 0.99 };

/** The returns of all episodes of a training, and the table that it ends with. */
function learned(name: string, id: string): string {
  const env = makeRows(id, { rows: ROWS, maxEpisodeSteps: 200 }), spec = agentSpec(name), digest = new Digest();
  const agent = spec.create(env, { rows: ROWS, budget: STEPS, stream: streamsOf(11), options: agentOptions(spec, GIVEN) }) as TabularAgent;
  env.reset(11);
  for (const event of train(agent, env, { steps: STEPS })) if (event.kind === 'episode') digest.add([event.step, event.row, event.return]);
  return digest.add(agent.actionValues).hex();
}

export const tables: Goldens = Object.fromEntries(['q-learning', 'sarsa'].flatMap((name) => {
  return ['CliffWalking-v1', 'CarStreet-v0'].map((id) => [`table: ${name}, ${id}`, () => learned(name, id)]);
}));
