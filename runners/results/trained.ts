import { existsSync } from 'node:fs';
import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import type { Backend } from '../../nets/index.ts';
import { describe, unknownName, type Snapshot, type VectorEnv } from 'gymnasium-js';
import { readCheckpoint } from '../checkpoint.ts';
import { rowsFor, runsOf, type Experiment, type RunSpec } from '../experiment/experiment.ts';
import { UsageError } from '../usage-error.ts';
import type { ResultsFolder } from './results-folder.ts';

export interface Choice {
  readonly env?: string | undefined;
  readonly agent?: string | undefined;
  readonly seed?: number | undefined;
}

/** The runs of an experiment that a choice of labels and seed leaves. Throws a UsageError that names what there is. */
export function chosenRuns(experiment: Experiment, { env, agent, seed }: Choice): RunSpec[] {
  const one = (kind: string, name: string | undefined, known: readonly string[]) => {
    if (name !== undefined && !known.includes(name)) {
      throw new UsageError(`${unknownName(kind, name, known)} (in the results of ${experiment.name})`);
    }
  };
  one('environment', env, experiment.environments.map(({ label }) => label));
  one('agent', agent, [...new Set(experiment.agents.map(({ label }) => label))]);
  if (seed !== undefined && !experiment.seeds.includes(seed)) {
    throw new UsageError(`There is no run of seed ${seed} in the results of ${experiment.name}; the seeds are ${describe(experiment.seeds)}.`);
  }
  const chosen = runsOf(experiment).filter((spec) => (
    (env === undefined || spec.environment.label === env) && (agent === undefined || spec.agent.label === agent) && (seed === undefined || spec.seed === seed)
  ));
  if (chosen.length === 0) throw new UsageError(`${agent} does not play in ${env} (in the results of ${experiment.name})`);
  return chosen;
}

/**
 * The agent of a run as its last checkpoint holds it, in an environment of its kind; `backend` computes its networks, whatever they were trained
 * on. Throws a UsageError where there is no checkpoint.
 */
export function trainedAgent(folder: ResultsFolder, spec: RunSpec, backend: Backend): { agent: Agent; world: VectorEnv } {
  const run = folder.run(spec), path = run.file('checkpoint.bin');
  if (!existsSync(path)) {
    throw new UsageError(`there is no checkpoint of ${spec.agent.label} on ${spec.environment.label} with seed ${spec.seed} in ${run.path}; run the experiment first`);
  }
  const world = rowsFor(spec.environment, { rows: 1, role: 'training' });
  const { name, rows, options } = spec.agent;
  const agent = createAgent(name, world, { rows, budget: spec.steps, stream: streamsOf(spec.seed), options, backend });
  agent.load(readCheckpoint(path).agent as Snapshot);
  return { agent, world };
}
