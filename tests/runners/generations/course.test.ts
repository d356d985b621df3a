import type { Snapshot } from 'gymnasium-js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAgent, Population, streamsOf, type Agent } from '../../../agents/index.ts';
import { wasmBackend } from '../../../nets/index.ts';
import { rowsFor, type RunSpec } from '../../../runners/experiment/experiment.ts';
import { courseOf, type Course } from '../../../runners/run/course.ts';
import type { SavedRun } from '../../../runners/run/run-folder.ts';
import { train, type TrainingEvent } from '../../../runners/train.ts';
import { climb, climbersModule, type Given } from './climbing.ts';

const known = vi.hoisted(() => ({ modules: [] as string[] }));
vi.mock('../../../runners/experiment/imports.ts', async (original) => ({ ...await original<object>(), importedModules: () => known.modules }));
let remove = () => {};
beforeAll(async () => {
  const module = await climbersModule();
  known.modules = [module.path];
  remove = module.remove;
});
afterAll(() => remove());

/** An event, and what the agent was when it was told. */
type Told = TrainingEvent & { readonly champion: unknown; readonly dials: object };
const withAgent = (event: TrainingEvent, agent: Agent): Told => ({ ...event, champion: [...(agent as Population<Float64Array>).champion], dials: { ...agent.metrics } });

const TICK = 100;

/** The oracle: all rows in one environment, step by step. */
function alone(spec: RunSpec, tickEvery = TICK): { told: Told[]; agent: Agent } {
  const { environment, agent: { name, options, rows }, seed, steps } = spec, env = rowsFor(environment, { rows, role: 'training' });
  const agent = createAgent(name, env, { rows, budget: steps, stream: streamsOf(seed), options, backend: wasmBackend }), told: Told[] = [];
  env.reset(seed);
  for (const event of train(agent, env, { steps, tickEvery, reportEvery: 1 })) told.push(withAgent(event, agent));
  return { told, agent };
}

/** What a course tells, until `until` says so after an event. */
async function played(course: Course, { steps }: RunSpec, { until = () => false, tickEvery = TICK }: { until?: (event: TrainingEvent) => boolean; tickEvery?: number } = {}): Promise<Told[]> {
  const told: Told[] = [];
  for await (const events of course.play({ steps, tickEvery })) {
    for (const event of events) {
      told.push(withAgent(event, course.agent));
      if (until(event)) return told;
    }
  }
  return told;
}

const savedOf = (course: Course): SavedRun => ({ ...course.save(), counters: { episodes: 0, nextEvaluation: 0 } });
const kinds = (told: readonly Told[]) => new Set(told.map(({ kind }) => kind));

const CASES: Record<string, Given> = {
  'a budget that ends in the midst of a generation': {},
  'several episodes each, on seeds of their own': { options: { episodes: 3, commonSeeds: false } },
  'halves that drop out': { options: { episodes: 2, halvings: 2 } },
  'halves that drop out, on seeds of their own': { rows: 7, options: { halvings: 3, commonSeeds: false } },
  'no validation': { options: { validationEpisodes: 0 } },
  'more validation than rows': { rows: 3, options: { validationEpisodes: 10 } },
  'a champion that reaches the goal': { options: { goal: 40 } },
};

describe.each(Object.entries(CASES))('%s', (_, given) => {
  test.each([1, 2])('is told by %i as training step by step tells it', async (workers) => {
    const spec = climb(given), { told, agent } = alone(spec), course = courseOf(spec, wasmBackend, { workers });
    expect(kinds(told)).toEqual(new Set(['episode', 'report', 'tick']));
    expect(await played(course, spec)).toEqual(told);
    expect(course.env.steps).toBe(told.at(-1)!.step);
    expect(course.agent.finished).toBe(agent.finished);
  });
});

test('the cases end where they say', () => {
  const endOf = (given: Given) => { const { agent } = alone(climb(given)); return { kind: (agent as Population<unknown>).phase.kind, finished: agent.finished }; };
  expect(endOf(CASES['a budget that ends in the midst of a generation'])).toEqual({ kind: 'generation', finished: undefined });
  expect(endOf(CASES['a champion that reaches the goal'])).toEqual({ kind: 'generation', finished: 'the goal is reached' });
});

describe('the budget', () => {
  // Every budget from the midst of one phase to the midst of the next but one, so that it ends in generations, in validations and between.
  const phases = (spec: RunSpec, steps: number) => (alone({ ...spec, steps }).agent as Population<unknown>).phase.kind;

  test('ends a run in the same event, wherever it falls', async () => {
    const spec = climb({ rows: 5 }), seen = new Set<string>();
    for (let steps = 300; steps < 700; steps += 7) {
      const { told } = alone({ ...spec, steps });
      // The agent knows its budget, and nothing of it is in the events of these.
      expect(await played(courseOf({ ...spec, steps }, wasmBackend), { ...spec, steps })).toEqual(told);
      seen.add(phases(spec, steps));
    }
    expect(seen).toEqual(new Set(['generation', 'validation']));
  });

  test('ends episodes that would never end', async () => {
    const spec = climb({ environment: 'CliffWalking-v1', rows: 6, maxEpisodeSteps: 2 ** 40, steps: 5000, options: { netArch: [] } }), { told } = alone(spec);
    for (const workers of [1, 3]) expect(await played(courseOf(spec, wasmBackend, { workers }), spec)).toEqual(told);
    expect(told.at(-1)).toMatchObject({ kind: 'tick' });
  });
});

describe('a run that is taken up', () => {
  test.each([[1, 1, [0, 7, 20, 41, 60]], [2, 3, [20]], [1, 2, [41]]])('goes on as if it had never been left, begun by %i and continued by %i', async (before, after, ticks) => {
    const spec = climb(), { told } = alone(spec), places = ticks.map((k) => told.filter(({ kind }) => kind === 'tick')[k].step), at = new Set<boolean>();
    for (const place of places) {
      const first = courseOf(spec, wasmBackend, { workers: before });
      const head = await played(first, spec, { until: ({ kind, step }) => kind === 'tick' && step === place });
      at.add((first.agent as Population<unknown>).begun === place);
      const second = courseOf(spec, wasmBackend, { workers: after });
      second.load(savedOf(first));
      expect([...head, ...await played(second, spec)]).toEqual(told);
    }
    expect(at).toEqual(new Set([false]));                   // in mid-phase, all of them
  });

  test('goes on in whichever round of a generation it was left', async () => {
    const spec = climb({ options: { episodes: 2, halvings: 2 } }), { told } = alone(spec), rounds = new Set<number>();
    for (const { step } of told.filter(({ kind }) => kind === 'tick').slice(0, 40)) {
      const first = courseOf(spec, wasmBackend), head = await played(first, spec, { until: (event) => event.kind === 'tick' && event.step === step });
      const saved = savedOf(first), round = (saved.agent['halving'] as Snapshot | undefined)?.['round'] as number | undefined ?? 0;
      if (rounds.has(round)) continue;
      rounds.add(round);
      const second = courseOf(spec, wasmBackend, { workers: 2 });
      second.load(saved);
      expect([...head, ...await played(second, spec)]).toEqual(told);
    }
    expect(rounds).toEqual(new Set([0, 1, 2]));
  });

  test('is saved as the same, whoever plays it', async () => {
    const spec = climb(), saved = [];
    for (const workers of [1, 2]) {
      const course = courseOf(spec, wasmBackend, { workers });
      await played(course, spec, { until: ({ kind, step }) => kind === 'tick' && step > 3000 });
      saved.push(course.save());
    }
    expect(saved[0]).toEqual(saved[1]);
  });

  test('has nothing to tell where it had come to its end', async () => {
    for (const given of [{}, CASES['a champion that reaches the goal']]) {
      const spec = climb(given), first = courseOf(spec, wasmBackend), second = courseOf(spec, wasmBackend, { workers: 2 });
      await played(first, spec);
      second.load(savedOf(first));
      expect(await played(second, spec)).toEqual([]);
    }
  });

  test('would not go on so if its phase were not played from its start: the comparison tells', async () => {
    const spec = climb(), { told } = alone(spec), place = told.filter(({ kind }) => kind === 'tick')[20].step;
    const first = courseOf(spec, wasmBackend), head = await played(first, spec, { until: ({ kind, step }) => kind === 'tick' && step === place });
    const second = courseOf(spec, wasmBackend), { agent, ...rest } = savedOf(first);
    second.load({ ...rest, agent: { ...agent, steps: place } });            // as if the phase began where the run was left
    expect([...head, ...await played(second, spec)]).not.toEqual(told);
  });
});

describe('where it is told to stop', () => {
  test.each([1, 2])('it does, in the midst of an episode that never ends, with %i', async (workers) => {
    const controller = new AbortController(), spec = climb({ environment: 'CliffWalking-v1', rows: 6, maxEpisodeSteps: 2 ** 40, steps: 1e12, every: 1e11, options: { netArch: [] } });
    const course = courseOf(spec, wasmBackend, { workers, signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    const told = await played(course, spec, { tickEvery: 1e11 });
    expect(told.at(-1)).toMatchObject({ kind: 'tick', step: course.env.steps });
    expect(course.env.steps).toBeLessThan(1e11);
  });

  test('it goes on from there to the same end', async () => {
    const spec = climb(), { told } = alone(spec), controller = new AbortController();
    const first = courseOf(spec, wasmBackend, { signal: controller.signal });
    let seen = 0;
    const head = await played(first, spec, { until: () => { if (++seen === 200) controller.abort(); return false; } });
    expect(head.length).toBeLessThan(told.length);
    const second = courseOf(spec, wasmBackend);
    second.load(savedOf(first));
    expect([...head.slice(0, -1), ...await played(second, spec)]).toEqual(told);
  });
});

describe('what goes wrong', () => {
  test.each([1, 2])('in the world is told, after what was played before it, by %i', async (workers) => {
    const spec = climb({ environment: 'Fragile-v0', steps: 1e6 }), course = courseOf(spec, wasmBackend, { workers });
    await expect(played(course, spec)).rejects.toThrow('the wheel came off');
  });

  test('with a network is told of the same individual by any number of threads', async () => {
    const spec = climb({ environment: 'Pendulum-v1', options: { broken: true } }), messages: string[] = [];
    for (const workers of [1, 3]) await played(courseOf(spec, wasmBackend, { workers }), spec).catch((error: Error) => messages.push(error.message));
    expect(messages[0]).toMatch(/^the agent gave NaN in its action \(row 5, step 0 of its episode, action NaN\)/);
    expect(messages).toEqual([messages[0], messages[0]]);
    expect(() => alone(spec)).toThrow(messages[0]);
  });

  test('in a module that threads import is told', async () => {
    const { modules } = known, spec = climb();
    known.modules = ['/nowhere/mine.mjs'];
    await expect(played(courseOf(spec, wasmBackend, { workers: 2 }), spec)).rejects.toThrow('there is no file');
    known.modules = modules;
  });
});
