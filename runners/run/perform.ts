import type { Agent } from '../../agents/index.ts';
import { DivergedError } from '../../nets/index.ts';
import type { VectorEnv } from 'gymnasium-js';
import { loadBackend } from '../backends/load-backend.ts';
import { evaluate, EVALUATION_ROWS, longestIn, type PlayedEpisode } from '../evaluate.ts';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';
import { readCsv } from '../results/csv.ts';
import { POLICIES } from '../results/finals.ts';
import { remarksOf } from '../results/remarks.ts';
import { costColumns, type CostRow } from '../results/rows.ts';
import { courseOf } from './course.ts';
import { threadCpuMeter } from './cpu.ts';
import { divergence } from './divergence.ts';
import type { RunFolder, SavedRun } from './run-folder.ts';

export interface RunWatcher {
  /** Stops the run at the next tick, with everything saved. */
  readonly signal?: AbortSignal;
  /** Threads over which a population is spread: see `Course`. The results are the same bytes. */
  readonly workers?: number;
  /** From 0 to 1. */
  progress?(fraction: number): void;
}

export type RunEnd = 'done' | 'stopped';

/** About so many steps from tick to tick, so that Ctrl-C and the progress bar get their turn often and cost little. */
const USUAL_TICK = 4000;

/** The divisor of `every` nearest to a usual tick, counted in factors, so that evaluations fall due exactly at ticks; the smaller of two as near. */
export function tickFor(every: number): number {
  let best = 1;
  const farness = (tick: number) => Math.max(tick / USUAL_TICK, USUAL_TICK / tick);
  for (let n = 1; n * n <= every; n++) {
    if (every % n !== 0) continue;
    for (const tick of [n, every / n]) if (farness(tick) < farness(best) || (farness(tick) === farness(best) && tick < best)) best = tick;
  }
  return best;
}

/** Plays one run from its start, or from where its folder says that it stood, to its end or until it is stopped. */
export async function performRun(spec: RunSpec, folder: RunFolder, { signal, workers, progress }: RunWatcher = {}): Promise<RunEnd> {
  const { environment, agent: choice, seed, steps, evaluation } = spec, text = JSON.stringify(spec);
  const course = courseOf(spec, await loadBackend(spec.backend), { signal, ...(workers !== undefined && { workers }) }), { agent, env } = course, bothFinals = evaluation.final === 'both';
  const saved = folder.open(text, { finals: bothFinals });
  const spent = costMeter(spec, saved ? folder.read('costs') : undefined);
  let { episodes, nextEvaluation } = saved?.counters ?? { episodes: 0, nextEvaluation: 0 };
  if (saved) course.load(saved);

  const run = { env: environment.label, agent: choice.label, seed };
  const judge = judgeOf(spec, agent);
  const evaluateAt = (step: number) => folder.evaluations(judge.during().map((one, episode) => ({ ...run, step, episode, ...one })));
  const judgeLast = () => {
    const usual = evaluation.stochastic ? 'stochastic' : 'greedy', step = steps;
    for (const policy of bothFinals ? POLICIES : [usual]) {
      const played = judge.last(policy === 'stochastic').map((one, episode) => ({ ...run, step, episode, ...one }));
      if (policy === usual) folder.evaluations(played);
      if (bothFinals) folder.finals(played.map((row) => ({ ...row, policy: policy as 'greedy' | 'stochastic' })));
    }
  };
  let resumes = saved !== undefined;
  const save = () => {
    const state = course.save();
    resumes = state.env !== undefined;
    folder.save(text, { ...state, counters: { episodes, nextEvaluation } }, spent(env.steps));
  };

  try {
    if (nextEvaluation === 0) {
      evaluateAt(0);
      nextEvaluation = evaluation.every;
    }
    let nextSave = (Math.floor(env.steps / spec.checkpointEvery) + 1) * spec.checkpointEvery;
    for await (const events of course.play({ steps, reportEvery: spec.reportEvery, tickEvery: tickFor(evaluation.every) })) for (const event of events) {
      if (event.kind === 'episode') {
        const { kind: _, row: __, ...episode } = event;
        folder.episode({ ...run, episode: episodes++, ...episode });
        continue;
      }
      if (event.kind === 'report') {
        folder.metrics({ step: event.step, ...event.metrics });
        continue;
      }
      for (; nextEvaluation <= event.step && nextEvaluation < steps; nextEvaluation += evaluation.every) evaluateAt(nextEvaluation);
      folder.flush();
      progress?.(event.step / steps);
      await breathe();
      const stop = signal?.aborted === true && event.step < steps;
      if (stop || event.step >= nextSave) {
        if (stop || event.step < steps) save();
        nextSave = event.step + spec.checkpointEvery;
      }
      if (stop) return 'stopped';
    }
    if (nextEvaluation !== Infinity) judgeLast();
    nextEvaluation = Infinity;                               // nothing is due any more, should the run be taken up after this save
    save();
    folder.remark(remarksOf(agent, env.steps, spec));
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw divergence(error, { spec, folder, env, metrics: course.metrics?.() ?? agent.metrics, saved: resumes });
  } finally {
    folder.close();
    agent.dispose?.();
  }
  folder.finish();
  progress?.(1);
  return 'done';
}

/** Lets the event loop turn. */
const breathe = () => new Promise<void>((resolve) => { setImmediate(resolve); });

interface Judge { during(): PlayedEpisode[]; last(stochastic: boolean): PlayedEpisode[] }

/** Evaluates the agent as it stands, in environments of its own. The last evaluation has more episodes, on seeds that no other sees. */
function judgeOf({ environment, seed, evaluation: { stochastic, episodes, finalEpisodes } }: RunSpec, agent: Agent): Judge {
  const room = (role: 'evaluation' | 'final', episodes: number) => rowsFor(environment, { rows: Math.min(EVALUATION_ROWS, episodes), role });
  const play = (env: VectorEnv, episodes: number, stochastic: boolean) => {
    const policy = agent.policy({ rows: env.rows, stochastic });
    try {
      return evaluate(policy, env, { episodes, seed, longest: longestIn(environment) });
    } finally {
      policy.dispose?.();
    }
  };
  const env = room('evaluation', episodes);
  return { during: () => play(env, episodes, stochastic), last: (stochastic) => play(room('final', finalEpisodes), finalEpisodes, stochastic) };
}

/** Adds up what a run costs, over interruptions. */
function costMeter({ environment, agent, seed }: RunSpec, before?: string): (steps: number) => CostRow {
  const earlier = before === undefined ? undefined : readCsv<CostRow>(costColumns, before)[0];
  const wallStart = performance.now(), cpuSeconds = threadCpuMeter();
  return (steps) => {
    const wallSeconds = (earlier?.wallSeconds ?? 0) + (performance.now() - wallStart) / 1000;
    const rounded = (x: number) => Math.round(x * 1000) / 1000;
    return {
      env: environment.label, agent: agent.label, seed,
      wallSeconds: rounded(wallSeconds),
      cpuSeconds: rounded((earlier?.cpuSeconds ?? 0) + cpuSeconds()),
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
      stepsPerSecond: Math.round(steps / wallSeconds),
    };
  };
}

export type { SavedRun };
