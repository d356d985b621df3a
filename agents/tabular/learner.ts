import { Discrete, rowIndex, stateCount, type Situation, type Snapshot, type Step } from 'gymnasium-js';
import type { Policy, PolicyOptions, Setup, TabularAgent, World } from '../agent.ts';
import { scheduleOf, type Schedule } from '../schedule.ts';
import { RowStreams } from '../streams.ts';
import type { TabularOptions } from './options.ts';
import { Table } from './table.ts';

/** What a metric of the last steps weighs the newest one by. */
const RECENT = 1 / 1000;

/** A table of more rows than this would take gigabytes. */
const MOST_STATES = 10_000_000;

/** Why a table cannot hold this world, if it cannot. */
export function refusesTable(name: string, { observationSpace, actionSpace }: World): string | undefined {
  const needs = `${name} keeps a table of values, so`;
  const states = stateCount(observationSpace);
  if (states === Infinity) return `${needs} observations must be discrete; these are ${String(observationSpace)}.`;
  if (states > MOST_STATES) return `${needs} observations must be few; there are ${states} of these, and the most is ${MOST_STATES}.`;
  if (!(actionSpace instanceof Discrete)) return `${needs} actions must be discrete; these are ${String(actionSpace)}.`;
  return undefined;
}

/** The memory that learners of action values share: the table, how it is explored, and what is saved of it. Algorithms add `act` and `learn`. */
export class ActionValues {
  readonly q: Table;
  readonly gamma: number;
  /** The number of the state that is seen in a row of observations from index `at`, and the numbers that one takes. */
  readonly stateAt: (observation: Float32Array, at: number) => number;
  readonly width: number;
  /** Actions count from here. */
  readonly firstAction: number;
  epsilon: number;
  alpha: number;
  readonly #explore: RowStreams;
  readonly #setup: Setup<TabularOptions>;
  readonly #epsilonAt: Schedule;
  readonly #alphaAt: Schedule;
  readonly #scheduled: boolean;
  /** Steps so far, and the recent mean of |delta|. */
  readonly #dials = new Float64Array(2);

  constructor(world: World, setup: Setup<TabularOptions>) {
    const { observationSpace } = world, actions = world.actionSpace as Discrete;
    const { options } = setup;
    this.q = new Table(stateCount(observationSpace), actions.n, options.initialValue);
    this.stateAt = rowIndex(observationSpace);
    this.width = observationSpace.rowSize;
    this.firstAction = actions.start;
    this.gamma = options.gamma;
    this.#setup = setup;
    this.#explore = new RowStreams(setup.stream, 'explore', setup.rows);
    this.#epsilonAt = scheduleOf(options.epsilon);
    this.#alphaAt = scheduleOf(options.learningRate);
    this.#scheduled = typeof options.epsilon === 'string' || typeof options.learningRate === 'string';
    this.epsilon = this.#epsilonAt(0);
    this.alpha = this.#alphaAt(0);
  }

  /** An epsilon-greedy action of a row in s, counted from 0. */
  choose(s: number, row: number, mask?: Uint8Array): number {
    return this.q.epsilonGreedy(s, this.epsilon, this.#explore.of(row), mask, row);
  }

  /** Q(s, a) <- Q(s, a) + alpha [target - Q(s, a)] */
  learn(s: number, a: number, target: number): void {
    const delta = target - this.q.get(s, a);
    this.q.add(s, a, this.alpha * delta);
    this.#dials[1] += RECENT * (Math.abs(delta) - this.#dials[1]);
  }

  /** Time passes: schedules move on. */
  passed({ steps }: Step): void {
    this.#dials[0] = steps;
    if (this.#scheduled) this.#follow();
  }

  #follow(): void {
    const progress = Math.min(1, this.#dials[0] / this.#setup.budget);
    this.epsilon = this.#epsilonAt(progress);
    this.alpha = this.#alphaAt(progress);
  }

  get metrics(): Record<string, number> {
    return { learningRate: this.alpha, epsilon: this.epsilon, tdError: this.#dials[1] };
  }

  /** A frozen copy: greedy, or as exploring as now. */
  policy({ rows = 1, stochastic = false }: PolicyOptions = {}): Policy {
    const q = this.q.copy(), epsilon = stochastic ? this.epsilon : 0, { stateAt, width, firstAction } = this;
    const streams = new RowStreams(this.#setup.stream, 'policy', rows);
    return {
      act({ rows: n, playing, observation, mask }: Situation, action: Float32Array) {
        for (let i = 0; i < n; i++) {
          if (playing[i] === 1) action[i] = firstAction + q.epsilonGreedy(stateAt(observation, i * width), epsilon, streams.of(i), mask, i);
        }
      },
    };
  }

  save(): Snapshot {
    return { q: this.q.values.slice(), explore: this.#explore.save(), dials: this.#dials.slice() };
  }

  load(snapshot: Snapshot): void {
    const { q, explore, dials } = snapshot as { q: Float64Array; explore: Float64Array; dials: Float64Array };
    if (q?.length !== this.q.values.length) {
      const needed = `${this.q.states} states x ${this.q.actions} actions`;
      throw new RangeError(`this snapshot's table holds ${q?.length ?? 'no'} values, and ${needed} are needed`);
    }
    this.#explore.load(explore);
    this.q.values.set(q);
    this.#dials.set(dials);
    this.#follow();
  }
}

export type { TabularAgent };
