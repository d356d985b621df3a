import { agentSpec, createAgent, parseSchedule, streamsOf } from '../../agents/index.ts';
import { DivergedError } from '../../nets/index.ts';
import { rowsFor, type RunSpec } from '../experiment/experiment.ts';
import { inThreads } from '../threads/threaded-course.ts';
import type { LastStep } from './course.ts';
import type { RunFolder } from './run-folder.ts';

const REPORTS = 5;                                          // that are shown
const GROWTH = 1e3;                                         // from the first report to the last: a dial that runs away
const LARGE_REWARD = 10, LARGE_OBSERVATION = 100;           // beyond these, normalizing pays

/** Where it happened. */
export interface Place {
  readonly spec: RunSpec;
  readonly folder: RunFolder;
  readonly env: LastStep;
  /** What the dials show. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether there is a checkpoint that the run can go on from. */
  readonly saved: boolean;
}

const STRIDES = ['learningRate', 'baselineLearningRate', 'maxGradNorm'];      // what steps are as large as

/** What to tell where a network has left the finite numbers: when, what the dials showed on the way, why perhaps, and what is left. */
export function divergence(error: DivergedError, { spec, folder, env, metrics, saved }: Place): DivergedError {
  folder.flush();
  const before = reportsOf(folder);
  const isOld = before.has('step') && Object.entries(metrics).every(([name, x]) => Object.is(before.get(name)?.at(-1), x));
  if (!isOld) folder.metrics({ step: env.steps, ...metrics });
  folder.flush();
  const reports = reportsOf(folder);
  const again = inThreads(spec.agent) ? 'begins anew, and no two runs in threads are the same'
    : `${saved ? 'goes on from the last checkpoint' : 'plays it again from its start'}, and comes to the same end`;
  const words = [
    `the policy became NaN or infinite at step ${env.steps}: ${error.message}`,
    `What it reported until then (all of it: ${folder.file('metrics.csv')}):`,
    ...tableOf(reports),
    'Likely causes:',
    ...causesOf(spec, env, reports).map((cause) => `- ${cause}`),
    `All that was written is kept in ${folder.path}. The same command ${again}; `
      + 'other hyperparameters make another experiment: --force replaces this one, and --out keeps both.',
  ].join('\n');
  return Object.assign(new DivergedError(words), { cause: error });
}

/** For each dial, its values in all reports; the first is `step`. */
type Reports = ReadonlyMap<string, readonly number[]>;

function reportsOf(folder: RunFolder): Reports {
  const [header, ...lines] = folder.read('metrics').trimEnd().split('\n').map((line) => line.split(','));
  return new Map(header.map((name, k) => [name, lines.map((fields) => Number(fields[k]))]));
}

/** A dial a line, its last values from left to right. */
function tableOf(reports: Reports): string[] {
  const rows = [...reports].map(([name, values]) => [name, ...values.slice(-REPORTS).map((x) => (name === 'step' ? String(x) : short(x)))]);
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows.map((row) => `  ${row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join('  ')}`);
}

const short = (x: number) => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x));

function causesOf(spec: RunSpec, env: LastStep, reports: Reports): string[] {
  const { agent, environment } = spec, bad = notFinite(env);
  if (bad !== undefined) {
    return [`${environment.label} gave an observation with ${bad} in it, and no network learns from that: look into the environment`];
  }
  const { options } = agent, defaults = agentSpec(agent.name).options.parse({}), causes: string[] = [];
  for (const name of [...STRIDES, 'entCoef', 'vfCoef']) {
    const most = size(options[name]), usual = size(defaults[name]);
    if (most > usual) causes.push(`${name} is ${String(options[name])}, and ${String(defaults[name])} by default: try a smaller one`);
  }
  for (const [name, values] of reports) {
    const known = values.filter(Number.isFinite), [first, last] = [known[0], known.at(-1)!];
    if (name !== 'step' && Math.abs(last) > GROWTH * Math.abs(first)) {
      causes.push(`${name} ran away, from ${short(first)} to ${short(last)}: steps were too large`);
    }
  }
  const reward = largest(env.reward), observation = largest(env.observation);
  if (options.baseline === false) causes.push('returns weigh as they are: try a learned baseline');
  if (reward > LARGE_REWARD && wouldTake(spec, 'normalizeReward')) causes.push(`rewards are as large as ${short(reward)}: try normalizeReward`);
  if (observation > LARGE_OBSERVATION && wouldTake(spec, 'normalizeObservation')) {
    causes.push(`observations are as large as ${short(observation)}: try normalizeObservation`);
  }
  const smaller = STRIDES.filter((name) => name in options).join(' or ');
  return causes.length > 0 ? causes : [`steps that are too large${smaller === '' ? '' : `: try a smaller ${smaller}`}`];
}

/** Whether an option that is off could be on, for this agent in this world. */
function wouldTake({ environment, agent: { name, options }, seed, steps }: RunSpec, option: string): boolean {
  if (options[option] !== false) return false;
  try {
    const world = rowsFor(environment, { rows: 1, role: 'training' }), setup = { rows: 1, budget: steps, stream: streamsOf(seed) };
    createAgent(name, world, { ...setup, options: { ...options, [option]: true } }).dispose?.();
    return true;
  } catch {
    return false;
  }
}

/** The largest value of a number or a schedule; NaN of anything else. */
function size(value: unknown): number {
  const schedule = typeof value === 'number' || typeof value === 'string' ? parseSchedule(value) : undefined;
  return schedule ? Math.max(schedule.from, schedule.to) : NaN;
}

const largest = (values: ArrayLike<number>) => Array.from(values).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** What an observation should never hold, if it does. (Rewards are refused where they come from, and so is NaN.) */
const notFinite = ({ observation, next }: LastStep) => [...observation, ...next].find((x) => !Number.isFinite(x));
