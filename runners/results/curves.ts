import { outcomesText } from './outcomes.ts';
import type { CurveRow, EvaluationRow, SummaryRow } from './rows.ts';
import { bootstrapInterval, bootstrapStream, interquartileMean, mean, standardDeviation } from './statistics.ts';

/** The evaluation episodes of one agent in one environment at one step. */
interface Point {
  readonly env: string;
  readonly agent: string;
  readonly step: number;
  readonly episodes: EvaluationRow[];
}

/**
 * The reward curves: one row for each environment, agent and step. Environments, then agents, come in the order in which they first
 * appear, steps in ascending order. The order of the episodes and of the runs does not matter.
 */
export function curvesOf(evaluations: readonly EvaluationRow[]): CurveRow[] {
  return curves(evaluations).flat().map(({ env, agent, step, episodes }) => {
    const scores = scoresOf(episodes, 'return');
    return { env, agent, step, runs: scores.length, ...statistics(env, agent, step, scores) };
  });
}

/** The last point of every curve, with what else there is to say about it. Its interval is the curve's. */
export function summaryOf(evaluations: readonly EvaluationRow[]): SummaryRow[] {
  return curves(evaluations).map((points) => {
    const { env, agent, step, episodes } = points.at(-1)!;
    const scores = scoresOf(episodes, 'return');
    return {
      env, agent, runs: scores.length, step, episodes: episodes.length,
      ...statistics(env, agent, step, scores),
      min: scores[0]!, max: scores.at(-1)!,
      meanLength: mean(scoresOf(episodes, 'length')),
      outcomes: outcomesText(episodes),
    };
  });
}

function statistics(env: string, agent: string, step: number, scores: Float64Array) {
  const [ciLow, ciHigh] = bootstrapInterval(scores, bootstrapStream(env, agent, step));
  return { mean: mean(scores), std: standardDeviation(scores), iqm: interquartileMean(scores), ciLow, ciHigh };
}

/** One score for each run, the mean over its episodes, in ascending order. */
function scoresOf(episodes: readonly EvaluationRow[], what: 'return' | 'length'): Float64Array {
  const inOrder = [...episodes].sort((a, b) => a.episode - b.episode);
  return Float64Array.from(groups(inOrder, (row) => row.seed), (run) => mean(run.map((row) => row[what]))).sort();
}

/** Statistics over the episodes of one run. */
export function scoreOf(episodes: readonly EvaluationRow[]) {
  const returns = Float64Array.from(episodes, (row) => row.return).sort();
  return {
    mean: mean(episodes.map((row) => row.return)), std: standardDeviation(returns), min: returns[0]!, max: returns.at(-1)!, meanLength: mean(episodes.map((row) => row.length)),
  };
}

/** For each environment and agent its points, by step. */
function curves(evaluations: readonly EvaluationRow[]): Point[][] {
  return groups(evaluations, (row) => row.env).flatMap((ofEnv) =>
    groups(ofEnv, (row) => row.agent).map((ofAgent) =>
      groups(ofAgent, (row) => row.step)
        .map((episodes) => ({ env: episodes[0]!.env, agent: episodes[0]!.agent, step: episodes[0]!.step, episodes }))
        .sort((a, b) => a.step - b.step)));
}

/** Rows with the same key together, in the order in which keys first appear. */
function groups<Row>(rows: readonly Row[], key: (row: Row) => unknown): Row[][] {
  const found = new Map<unknown, Row[]>();
  for (const row of rows) {
    const group = found.get(key(row));
    if (group) group.push(row); else found.set(key(row), [row]);
  }
  return [...found.values()];
}
