import { createAgent, Population, streamsOf } from '../../agents/index.ts';
import { loadBackend } from '../backends/load-backend.ts';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';

/** Whether a run's agent is a population, which can be spread over threads: it takes one to tell. */
export async function isPopulation({ environment, agent: { name, options, rows }, seed, steps, backend }: RunSpec): Promise<boolean> {
  const world = rowsFor(environment, { rows: 1, role: 'training' });
  const agent = createAgent(name, world, { rows, budget: steps, stream: streamsOf(seed), options, backend: await loadBackend(backend) });
  agent.dispose?.();
  return agent instanceof Population;
}
