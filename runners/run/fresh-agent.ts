import { agentSpec, createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import type { Backend } from '../../nets/index.ts';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';
import { inThreads } from '../threads/threaded-course.ts';
import { atTheDoor } from '../usage-error.ts';

/**
 * A run's agent as it begins, whose rows play elsewhere or not at all. Some options are wrong only together, or with so many rows, or in one
 * world: it takes the agent to tell, and then a UsageError does.
 */
export function freshAgent({ environment, agent: choice, seed, steps: budget }: RunSpec, backend: Backend): Agent {
  const { name, options, rows } = choice, world = rowsFor(environment, { rows: 1, role: 'training' });
  const setup = { rows, budget, stream: streamsOf(seed), options, backend };
  return atTheDoor(`${choice.label} on ${environment.label}`, () => (
    inThreads(choice) ? agentSpec(name).threads!.gather(world, setup).agent : createAgent(name, world, setup)
  ));
}
