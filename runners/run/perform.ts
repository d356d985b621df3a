import { createAgent, streamsOf, type Agent } from '../../agents/index.ts';
import { SyncVectorEnv, type Snapshot, type VectorEnv } from 'gymnasium-js';
import { evaluate, EVALUATION_ROWS } from '../evaluate.ts';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';
import { readCsv } from '../results/csv.ts';
import { costColumns, type CostRow, type EvaluationRow } from '../results/rows.ts';
import { train } from '../train.ts';
import type { RunFolder, SavedRun } from './run-folder.ts';

export interface RunWatcher {
  /** Stops the run at the next tick, with everything saved. */
  readonly signal?: AbortSignal;
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

/** A fresh agent and its environment, as a run begins with. */
export function beginRun({ environment, agent: choice, seed, steps }: RunSpec): { agent: Agent; env: VectorEnv } {
  const env = rowsFor(environment, { rows: choice.rows, role: 'training' });
  const agent = createAgent(choice.name, env, { rows: choice.rows, budget: steps, stream: streamsOf(seed), options: choice.options });
  env.reset(seed);
  return { agent, env };
}

/** Plays one run from its start, or from where its folder says that it stood, to its end or until it is stopped. */
export async function performRun(spec: RunSpec, folder: RunFolder, { signal, progress }: RunWatcher = {}): Promise<RunEnd> {
  const { environment, agent: choice, seed, steps, evaluation } = spec, text = JSON.stringify(spec);
  const { agent, env } = beginRun(spec);
  const saved = folder.open(text);
  const spent = costMeter(spec, saved ? folder.read('costs') : undefined);
  let { episodes, nextEvaluation } = saved?.counters ?? { episodes: 0, nextEvaluation: 0 };
  if (saved) {
    agent.load(saved.agent);
    env.load(saved.env!);
  }

  const run = { env: environment.label, agent: choice.label, seed };
  const judge = judgeOf(spec, agent);
  const evaluateAt = (step: number) => folder.evaluations(judge(step).map((row) => ({ ...run, ...row })));
  const save = () => folder.save(text, { agent: agent.save(), ...saveOf(env), counters: { episodes, nextEvaluation } }, spent(env.steps));

  try {
    if (nextEvaluation === 0) {
      evaluateAt(0);
      nextEvaluation = evaluation.every;
    }
    let nextSave = (Math.floor(env.steps / spec.checkpointEvery) + 1) * spec.checkpointEvery;
    for (const event of train(agent, env, { steps, reportEvery: spec.reportEvery, tickEvery: tickFor(evaluation.every) })) {
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
    if (nextEvaluation !== Infinity) evaluateAt(steps);
    nextEvaluation = Infinity;                               // nothing is due any more, should the run be taken up after this save
    save();
  } finally {
    folder.close();
  }
  folder.finish();
  progress?.(1);
  return 'done';
}

/** Lets the event loop turn. */
const breathe = () => new Promise<void>((resolve) => { setImmediate(resolve); });

/** The environment's part of a checkpoint, where it can be saved. */
function saveOf(env: VectorEnv): { env?: Snapshot } {
  return env instanceof SyncVectorEnv && !env.savable ? {} : { env: env.save() };
}

/** Evaluates the agent as it stands, in environments of its own. The last evaluation has more episodes, on seeds that no other sees. */
function judgeOf({ environment, seed, steps, evaluation }: RunSpec, agent: Agent): (step: number) => Omit<EvaluationRow, 'env' | 'agent' | 'seed'>[] {
  const rows = Math.min(EVALUATION_ROWS, evaluation.episodes), during = rowsFor(environment, { rows, role: 'evaluation' });
  return (step) => {
    const last = step === steps, { stochastic } = evaluation;
    const episodes = last ? evaluation.finalEpisodes : evaluation.episodes;
    const env = last ? rowsFor(environment, { rows: Math.min(EVALUATION_ROWS, episodes), role: 'final' }) : during;
    const played = evaluate(agent.policy({ rows: env.rows, stochastic }), env, { episodes, seed });
    return played.map((one, episode) => ({ step, episode, ...one }));
  };
}

/** Adds up what a run costs, over interruptions. */
function costMeter({ environment, agent, seed }: RunSpec, before?: string): (steps: number) => CostRow {
  const earlier = before === undefined ? undefined : readCsv<CostRow>(costColumns, before)[0];
  const wallStart = performance.now(), cpuStart = process.cpuUsage();
  return (steps) => {
    const cpu = process.cpuUsage(cpuStart), wallSeconds = (earlier?.wallSeconds ?? 0) + (performance.now() - wallStart) / 1000;
    const rounded = (x: number) => Math.round(x * 1000) / 1000;
    return {
      env: environment.label, agent: agent.label, seed,
      wallSeconds: rounded(wallSeconds),
      cpuSeconds: rounded((earlier?.cpuSeconds ?? 0) + (cpu.user + cpu.system) / 1e6),
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
      stepsPerSecond: Math.round(steps / wallSeconds),
    };
  };
}

export type { SavedRun };
