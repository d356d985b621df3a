/** The rows of the CSV files. The order of the names in each list of columns is the order of the columns in the file. */

type ColumnType<Value> = Value extends string ? 'text' : Value extends number ? 'number' : 'boolean';

/** What stands in each column, in the order of the file. */
export type Columns<Row> = { readonly [Name in keyof Row]: ColumnType<Row[Name]> };

/** An episode that a run trained on. */
export interface EpisodeRow {
  env: string;
  agent: string;
  seed: number;
  /** Counts the episodes of the run from 0, in the order of their ends. */
  episode: number;
  /** Environment steps of the whole run, over all of its rows, when the episode ended. */
  step: number;
  /** The sum of its raw rewards. */
  return: number;
  length: number;
  terminated: boolean;
  truncated: boolean;
  /** How it ended in the environment's words, or empty if the environment has none. */
  outcome: string;
}

/** An episode that a frozen copy of the agent played in an environment of its own. */
export interface EvaluationRow {
  env: string;
  agent: string;
  seed: number;
  /** The step of training at which the evaluation was due: the same number in every run, so that runs can be compared. */
  step: number;
  /** Counts the episodes of this evaluation from 0. */
  episode: number;
  return: number;
  length: number;
  terminated: boolean;
  truncated: boolean;
  outcome: string;
}

/** How a policy chooses: the best action that it knows, or one drawn as while learning. */
export type PolicyName = 'greedy' | 'stochastic';

/** An episode of the last evaluation, where it is played both ways. */
export interface FinalRow extends EvaluationRow {
  policy: PolicyName;
}

/** The last evaluation of one run in one way: statistics over its episodes. */
export interface ScoreRow {
  env: string;
  agent: string;
  seed: number;
  policy: PolicyName;
  step: number;
  episodes: number;
  mean: number;
  /** Sample standard deviation. */
  std: number;
  min: number;
  max: number;
  meanLength: number;
}

/** One point of a reward curve: statistics over the runs of one agent in one environment. A run's score is its mean return. */
export interface CurveRow {
  env: string;
  agent: string;
  step: number;
  /** How many runs were evaluated at this step. */
  runs: number;
  mean: number;
  /** Sample standard deviation; NaN for a single run, whose spread is unknown and not zero. */
  std: number;
  /** Interquartile mean. */
  iqm: number;
  /** 95 % percentile bootstrap interval of the interquartile mean. Both ends equal the score of a single run. */
  ciLow: number;
  ciHigh: number;
}

/** How an agent does in an environment when its training is over: a curve's last point, and more about it. */
export interface SummaryRow {
  env: string;
  agent: string;
  runs: number;
  step: number;
  /** Evaluation episodes at this step, over all runs. */
  episodes: number;
  mean: number;
  std: number;
  iqm: number;
  ciLow: number;
  ciHigh: number;
  /** Score of the worst run. */
  min: number;
  /** Score of the best run. */
  max: number;
  /** Mean over the runs of the mean length of their episodes, in steps. */
  meanLength: number;
  /**
   * How many of the episodes ended in which way, the most frequent first: `arrived 98; collision 2`.
   * An environment without words of its own has `terminated` and `truncated`.
   */
  outcomes: string;
}

/** How an agent does when its training is over, in one of two ways to choose actions. */
export interface FinalSummaryRow extends SummaryRow {
  policy: PolicyName;
  /** The mean return that the environment is registered to be solved at; NaN if there is none, or if its options are not the defaults. */
  threshold: number;
  /** How many runs have a score of at least that; NaN without a threshold. */
  reached: number;
}

/** What a run cost. It differs from one execution to the next. */
export interface CostRow {
  env: string;
  agent: string;
  seed: number;
  wallSeconds: number;
  cpuSeconds: number;
  peakMemoryMB: number;
  stepsPerSecond: number;
}

export const episodeColumns: Columns<EpisodeRow> = {
  env: 'text', agent: 'text', seed: 'number', episode: 'number', step: 'number',
  return: 'number', length: 'number', terminated: 'boolean', truncated: 'boolean', outcome: 'text',
};

export const evaluationColumns: Columns<EvaluationRow> = {
  env: 'text', agent: 'text', seed: 'number', step: 'number', episode: 'number',
  return: 'number', length: 'number', terminated: 'boolean', truncated: 'boolean', outcome: 'text',
};

export const finalColumns: Columns<FinalRow> = {
  env: 'text', agent: 'text', seed: 'number', policy: 'text', step: 'number', episode: 'number',
  return: 'number', length: 'number', terminated: 'boolean', truncated: 'boolean', outcome: 'text',
};

export const scoreColumns: Columns<ScoreRow> = {
  env: 'text', agent: 'text', seed: 'number', policy: 'text', step: 'number', episodes: 'number',
  mean: 'number', std: 'number', min: 'number', max: 'number', meanLength: 'number',
};

export const curveColumns: Columns<CurveRow> = {
  env: 'text', agent: 'text', step: 'number', runs: 'number',
  mean: 'number', std: 'number', iqm: 'number', ciLow: 'number', ciHigh: 'number',
};

export const summaryColumns: Columns<SummaryRow> = {
  env: 'text', agent: 'text', runs: 'number', step: 'number', episodes: 'number',
  mean: 'number', std: 'number', iqm: 'number', ciLow: 'number', ciHigh: 'number',
  min: 'number', max: 'number', meanLength: 'number', outcomes: 'text',
};

export const finalSummaryColumns: Columns<FinalSummaryRow> = {
  env: 'text', agent: 'text', policy: 'text', runs: 'number', step: 'number', episodes: 'number',
  mean: 'number', std: 'number', iqm: 'number', ciLow: 'number', ciHigh: 'number',
  min: 'number', max: 'number', threshold: 'number', reached: 'number', meanLength: 'number', outcomes: 'text',
};

export const costColumns: Columns<CostRow> = {
  env: 'text', agent: 'text', seed: 'number',
  wallSeconds: 'number', cpuSeconds: 'number', peakMemoryMB: 'number', stepsPerSecond: 'number',
};
