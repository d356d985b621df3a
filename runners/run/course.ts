import { createAgent, Population, streamsOf, type Agent } from '../../agents/index.ts';
import type { Backend } from '../../nets/index.ts';
import { SyncVectorEnv, type Snapshot, type VectorEnv } from 'gymnasium-js';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';
import { generationsCourse, type GenerationsOptions } from '../generations/course.ts';
import { threadedCourse } from '../threads/threaded-course.ts';
import { train, type TrainingEvent, type TrainOptions } from '../train.ts';
import type { SavedRun } from './run-folder.ts';

/** What the rows showed last: where a network diverged, it is told from this. */
export type LastStep = Pick<VectorEnv, 'steps' | 'observation' | 'next' | 'reward'>;

/** An agent and its worlds, whoever plays them. */
export interface Course {
  readonly agent: Agent;
  readonly env: LastStep;
  /** What the dials show now, where the agent here does not know. */
  metrics?(): Readonly<Record<string, number>>;
  load(saved: SavedRun): void;
  /** Without `env`, the run cannot be taken up. */
  save(): { agent: Snapshot; env?: Snapshot };
  /** What happens, in the order of steps: batch after batch, each to be read before the next. */
  play(options: TrainOptions): Iterable<Iterable<TrainingEvent>> | AsyncIterable<Iterable<TrainingEvent>>;
}

/** A fresh agent and its worlds, as a run begins with: in this thread, or in several where the agent's options say so or it is a population. */
export function courseOf(spec: RunSpec, backend: Backend, options: GenerationsOptions = {}): Course {
  return threadedCourse(spec, backend, options.signal) ?? usualCourse(spec, backend, options);
}

function usualCourse(spec: RunSpec, backend: Backend, generations: GenerationsOptions): Course {
  const { environment, agent: choice, seed, steps } = spec;
  const env = rowsFor(environment, { rows: choice.rows, role: 'training' });
  const agent = createAgent(choice.name, env, { rows: choice.rows, budget: steps, stream: streamsOf(seed), options: choice.options, backend });
  if (agent instanceof Population) return generationsCourse(spec, agent, env, generations);
  env.reset(seed);
  return {
    agent, env,
    load(saved) {
      agent.load(saved.agent);
      env.load(saved.env!);
    },
    save: () => ({ agent: agent.save(), ...(env instanceof SyncVectorEnv && !env.savable ? {} : { env: env.save() }) }),
    play: (options) => [train(agent, env, options)],
  };
}
