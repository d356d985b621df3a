import { availableParallelism } from 'node:os';
import { agentSpec, streamsOf } from '../../agents/index.ts';
import type { Backend } from '../../nets/index.ts';
import { rowsFor, type AgentChoice, type RunSpec } from '../experiment/experiment.ts';
import { importedModules } from '../experiment/imports.ts';
import type { Course } from '../run/course.ts';
import type { TrainingEvent, TrainOptions } from '../train.ts';
import { UsageError } from '../usage-error.ts';
import type { ThreadEvent } from './messages.ts';
import { playThreads, ThreadDivergedError } from './threads.ts';

/** Whether an agent learns in threads of its own: then its runs are not reproducible. */
export const inThreads = ({ name, options }: Pick<AgentChoice, 'name' | 'options'>): boolean => agentSpec(name).threads?.asked(options) ?? false;

/** A run whose agent learns in as many threads as it has rows; undefined where it learns in one. */
export function threadedCourse(spec: RunSpec, backend: Backend, signal?: AbortSignal): Course | undefined {
  const { environment, agent: choice, seed, steps: budget } = spec, { name, label, options, rows: threads } = choice;
  if (!inThreads(choice)) return undefined;
  const world = rowsFor(environment, { rows: 1, role: 'training' }), setup = { rows: threads, budget, stream: streamsOf(seed), options, backend };
  const reason = agentSpec(name).refuses(world);
  if (reason !== undefined) throw new UsageError(reason);
  const { agent, shared, adopt, played } = agentSpec(name).threads!.gather(world, setup);
  warn(label, threads);
  const last = { steps: 0, observation: world.observation, next: world.next, reward: world.reward };
  let shown: Readonly<Record<string, number>> | undefined;             // by the dials of the thread that diverged

  /** The agent becomes what it was at each tick. */
  function* told(events: readonly ThreadEvent[]): Generator<TrainingEvent> {
    for (const event of events) {
      last.steps = event.step;
      if (event.kind !== 'tick') {
        yield event;
        continue;
      }
      adopt(event.parameters, event.metrics);
      yield { kind: 'tick', step: event.step };
    }
  }

  async function* play({ reportEvery = 1000, tickEvery = 2000 }: TrainOptions): AsyncGenerator<Iterable<TrainingEvent>, void, void> {
    try {
      const playing = playThreads(threads, { spec, modules: importedModules(), shared, reportEvery, tickEvery }, signal);
      for await (const events of playing) yield told(events);
    } catch (error) {
      if (error instanceof ThreadDivergedError) {
        Object.assign(last, error.last);
        shown = error.metrics;
      }
      throw error;
    } finally {
      if (signal?.aborted === true) {
        process.emitWarning(`no two runs in threads are the same, so a run of ${label} that was stopped begins anew`, 'gymnase');
      }
    }
    adopt();
    last.steps = played();
    yield [{ kind: 'tick', step: last.steps }];
  }

  return {
    agent, env: last, play, metrics: () => shown ?? agent.metrics, save: () => ({ agent: agent.save() }),
    load() { throw new Error(`a run of ${label} in threads cannot be taken up`); },
  };
}

function warn(label: string, threads: number): void {
  const cores = availableParallelism();
  if (threads <= cores) return;
  const has = `this machine has ${cores} core${cores === 1 ? '' : 's'}`;
  process.emitWarning(`${label} learns in ${threads} threads, and ${has}: they take turns. Its "rows" say how many.`, 'gymnase');
}
