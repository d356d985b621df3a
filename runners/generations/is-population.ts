import { Population } from '../../agents/index.ts';
import { loadBackend } from '../backends/load-backend.ts';
import type { RunSpec } from '../experiment/experiment.ts';
import { freshAgent } from '../run/fresh-agent.ts';

/** Whether a run's agent is a population, which can be spread over threads: it takes one to tell. */
export async function isPopulation(spec: RunSpec): Promise<boolean> {
  const agent = freshAgent(spec, await loadBackend(spec.backend));
  agent.dispose?.();
  return agent instanceof Population;
}
