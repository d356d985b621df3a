import type { RowControl, Snapshot, Step, VectorEnv } from 'gymnasium-js';
import type { Body } from './body.ts';

/** One episode that a genome shall play: which of the plan's genomes, and from which seed. */
export interface Trial {
  readonly genome: number;
  readonly seed: number;
}

/** Who plays what: row after row its trials, one after the other. A row without any rests. */
export type Plan = readonly (readonly Trial[])[];

/** Trials dealt out over so many rows, one after the other. */
export function deal(trials: readonly Trial[], rows: number): Plan {
  const plan: Trial[][] = Array.from({ length: rows }, () => []);
  trials.forEach((trial, i) => plan[i % rows].push(trial));
  return plan;
}

/** How a trial ended. */
export interface Ending {
  readonly return: number;
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly outcome: string;
  /** Whether who played it said NaN in it: then its return does not count, and fitness is NaN. */
  readonly lost?: boolean;
}

/** What of a plan has been played: the returns of each row's trials, in the order in which it plays them. */
export class Trials {
  readonly #plan: Plan;
  readonly #returns: Float64Array;                    // row after row
  readonly #from: Int32Array;                         // where a row's begin. [rows + 1]
  readonly #played: Int32Array;                       // trials of each row so far
  #left: number;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#from = new Int32Array(plan.length + 1);
    for (let i = 0; i < plan.length; i++) this.#from[i + 1] = this.#from[i] + plan[i].length;
    this.#left = this.#from[plan.length];
    this.#returns = new Float64Array(this.#left);
    this.#played = new Int32Array(plan.length);
  }

  get over(): boolean { return this.#left === 0; }

  /** What row i plays now; undefined where it has played all. */
  trial(row: number): Trial | undefined { return this.#plan[row][this.#played[row]]; }

  add(row: number, G: number): void {
    this.#returns[this.#from[row] + this.#played[row]++] = G;
    this.#left--;
  }

  /** Adds each genome's returns and how many they are, in the order of rows. */
  addTo(sums: Float64Array, counts: Int32Array): void {
    this.#plan.forEach((trials, i) => trials.forEach(({ genome }, t) => {
      sums[genome] += this.#returns[this.#from[i] + t];
      counts[genome]++;
    }));
  }

  /** Mean return of each of so many genomes; NaN for one without trials. */
  means(genomes: number): Float64Array {
    const sums = new Float64Array(genomes), counts = new Int32Array(genomes);
    this.addTo(sums, counts);
    return sums.map((sum, g) => sum / counts[g]);
  }

  save(): Snapshot { return { returns: this.#returns.slice(), played: this.#played.slice() }; }

  load({ returns, played }: Snapshot): void {
    if ((returns as Float64Array).length !== this.#returns.length || (played as Int32Array).length !== this.#played.length) {
      throw new RangeError('this snapshot is of a generation with other episodes; load it with the options and rows that it was made with');
    }
    this.#returns.set(returns as Float64Array);
    this.#played.set(played as Int32Array);
    this.#left = this.#returns.length - this.#played.reduce((sum, n) => sum + n, 0);
  }
}

/** Lets a row play its next trial, or rest. */
export function nextTrial<Genome>(row: number, trials: Trials, genomes: readonly Genome[], body: Body<Genome>, control: RowControl): void {
  const trial = trials.trial(row);
  if (trial === undefined) {
    control.rest(row);
    return;
  }
  body.embody(row, genomes[trial.genome]);
  control.begin(row, trial.seed);
}

/** Takes in a step: the rows whose trial it ended go on with their next. */
export function takeIn<Genome>(step: Step, trials: Trials, genomes: readonly Genome[], body: Body<Genome>, control: RowControl): void {
  const { rows, playing, terminated, truncated, returns } = step;
  for (let i = 0; i < rows; i++) {
    if ((terminated[i] | truncated[i]) === 0 || playing[i] === 0) continue;
    trials.add(i, body.lost?.[i] === 1 ? NaN : returns[i]);
    nextTrial(i, trials, genomes, body, control);
  }
}

/** How the trial that a row was playing ended. */
export interface End {
  readonly row: number;
  readonly ending: Ending;
}

const NONE: readonly End[] = [];

/**
 * Plays a plan round by round: in each, every row that still has a trial plays one step. Yields after each round whose trial it ended, by row. Each
 * trial begins from its own seed, so that it is the same in whichever row, and beside whichever others, it is played. `env` has as many rows as
 * the plan, at least.
 */
export function* playRounds<Genome>(
  plan: Plan, genomes: readonly Genome[], body: Body<Genome>, env: VectorEnv,
): Generator<readonly End[], void, void> {
  const trials = new Trials(plan);
  env.reset(0);
  for (let i = 0; i < env.rows; i++) {
    if (i < plan.length) nextTrial(i, trials, genomes, body, env);
    else env.rest(i);
  }
  for (let { episodes } = env; !trials.over;) {
    env.advance();
    body.act(env, env.action);
    env.step();
    if (env.episodes === episodes) {
      yield NONE;
      continue;
    }
    episodes = env.episodes;
    const ends = endsOf(env, body.lost);
    takeIn(env, trials, genomes, body, env);
    yield ends;
  }
}

function endsOf(env: VectorEnv, lost?: Uint8Array): End[] {
  const ends: End[] = [];
  for (let row = 0; row < env.rows; row++) {
    if ((env.terminated[row] | env.truncated[row]) === 0 || env.playing[row] === 0) continue;
    const terminated = env.terminated[row] === 1;
    ends.push({ row, ending: {
      return: env.returns[row], length: env.lengths[row], terminated, truncated: env.truncated[row] === 1,
      outcome: env.outcome?.(row) ?? (terminated ? 'terminated' : 'time limit'), ...(lost?.[row] === 1 && { lost: true }),
    } });
  }
  return ends;
}

/** Plays a plan to its end, and says how each row's trials ended: a pure function of plan and genomes. */
export function playTrials<Genome>(plan: Plan, genomes: readonly Genome[], body: Body<Genome>, env: VectorEnv): Ending[][] {
  const endings: Ending[][] = plan.map(() => []);
  for (const ends of playRounds(plan, genomes, body, env)) for (const { row, ending } of ends) endings[row].push(ending);
  return endings;
}
