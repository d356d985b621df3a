import type { Population } from '../../agents/index.ts';
import type { VectorEnv } from 'gymnasium-js';
import type { RunSpec } from '../experiment/experiment.ts';
import { importedModules } from '../experiment/imports.ts';
import type { Course } from '../run/course.ts';
import { after, type TrainingEvent, type TrainOptions } from '../train.ts';
import { Alone } from './alone.ts';
import { Stage } from './stage.ts';
import { Threads } from './threads.ts';
import { Timeline, type News } from './timeline.ts';

export interface GenerationsOptions {
  /** Threads over which the individuals are spread; 1 plays them here. What happens is the same with any number. */
  readonly workers?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run of a population. Its phases are played to their ends by whoever, and what `train` would have yielded is put together from how the
 * trials ended: that depends on their lengths alone, since all rows that still play do so together.
 *
 * It is saved as it was when its phase began, with the steps that have been told since. Who takes it up plays the phase again, and tells what
 * comes after these.
 */
export function generationsCourse(
  spec: RunSpec, population: Population<unknown>, world: VectorEnv, { workers = 1, signal }: GenerationsOptions = {},
): Course {
  const { species } = population, { observation, next, reward } = world;
  const now = { steps: 0, observation, next, reward };
  const stage = new Stage(spec.environment, species), threads = Math.min(workers, spec.agent.rows);
  const player = () => (threads === 1 ? new Alone(stage) : new Threads(threads, species, { spec, modules: importedModules() }));

  async function* play({ steps, tickEvery = 2000 }: TrainOptions): AsyncGenerator<Iterable<TrainingEvent>, void, void> {
    if (now.steps >= steps || population.finished !== undefined) return;
    const clock = { steps, tickEvery, nextTick: after(now.steps, tickEvery) }, players = player();
    try {
      while (now.steps < steps && population.finished === undefined && signal?.aborted !== true) {
        const timeline = new Timeline(population.phase.plan, population.begun);
        for await (const news of players.play(population.phase, signal)) {
          yield told(timeline, news, clock);
          if (now.steps >= steps) return;
        }
      }
      if (signal?.aborted === true) yield [{ kind: 'tick', step: now.steps }];        // here it can be stopped
    } finally {
      await players.end();
    }
  }

  /** The events of the rounds that are known now, as `train` yields them. */
  function* told(
    timeline: Timeline, news: News, clock: { readonly steps: number; readonly tickEvery: number; nextTick: number },
  ): Generator<TrainingEvent, void, void> {
    for (const { step, ends, over } of timeline.take(news)) {
      const { generation } = population;
      if (over) population.settle(timeline.endings, step);
      if (step <= now.steps) continue;                      // told before this run was taken up
      now.steps = step;
      for (const { row, ending: { lost: _, ...ending } } of ends) yield { kind: 'episode', row, step, ...ending };
      if (population.generation !== generation) yield { kind: 'report', step, metrics: { ...population.metrics } };
      if (step >= clock.nextTick || population.finished !== undefined) {
        clock.nextTick = after(step, clock.tickEvery);
        yield { kind: 'tick', step };
      }
      if (step >= clock.steps) return;
    }
  }

  return {
    agent: population, env: now, play,
    load(saved) {
      population.load(saved.agent);
      now.steps = saved.env!.steps as number;
    },
    save: () => ({ agent: population.save(), env: { steps: now.steps } }),
  };
}
