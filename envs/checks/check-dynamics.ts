import type { Dynamics } from '../core/dynamics.ts';
import type { Model } from '../core/model.ts';
import { describe } from '../core/words.ts';
import { Random } from '../random/index.ts';
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { sameData } from './data.ts';
import { Report } from './report.ts';
import { checkSpace } from './spaces.ts';

export interface CheckDynamicsOptions {
  /** Random steps to play. Default 2,000. */
  readonly steps?: number;
  readonly seed?: number;
  /** Steps after which an episode is left. Default 200. */
  readonly maxEpisodeSteps?: number;
  /** Where warnings go beside what is returned. Default: nowhere. */
  readonly warn?: (message: string) => void;
}

const METHODS = ['reset', 'step', 'terminal', 'observe'] as const;

/**
 * Checks dynamics that you wrote: that all that changes lies in the state row, that looking changes nothing, that the same seed leads to the same
 * numbers, that observations and masks are what they should be, and that the model tells what steps do. Returns the warnings; throws a
 * CheckError at the first error. docs/checks.md lists all checks.
 */
export function checkDynamics(dynamics: Dynamics, { steps = 2000, seed = 123, maxEpisodeSteps = 200, warn }: CheckDynamicsOptions = {}): string[] {
  const report = new Report(warn);
  checkShape(dynamics, report);
  const alone = play(dynamics, steps, seed, maxEpisodeSteps, report);
  const again = play(dynamics, steps, seed, maxEpisodeSteps, report);
  const parted = alone.findIndex((row, t) => !sameData(row, again[t]));
  report.check(parted < 0, 'dynamics-seed', () => `${told(alone, again, parted)}; draw everything from the Random that reset and step are given`);
  checkMemory(dynamics, Math.min(steps, 400), seed, maxEpisodeSteps, report);
  if (dynamics.model) checkModel(dynamics, dynamics.model, steps, seed, maxEpisodeSteps, report);
  return report.warnings.map(({ message }) => message);
}

function checkShape(dynamics: Dynamics, report: Report): void {
  const lacking = METHODS.filter((method) => typeof (dynamics as Partial<Dynamics> | null | undefined)?.[method] !== 'function');
  report.check(lacking.length === 0, 'dynamics', () => `they lack ${lacking.join(', ')}; see the interface Dynamics`);
  report.check(Number.isSafeInteger(dynamics.stateSize) && dynamics.stateSize >= 0, 'dynamics', () => `stateSize is the count of numbers in a state row, and got ${describe(dynamics.stateSize)}`);
  checkSpace(dynamics.actionSpace, 'action', report);
  checkSpace(dynamics.observationSpace, 'observation', report);
  report.check(!dynamics.mask || dynamics.actionSpace instanceof Discrete, 'mask-space', () => `the action space is ${String(dynamics.actionSpace)}; only discrete actions can be masked`);
}

/** One row that is being played, with an eye on every call. */
class Row {
  readonly state: Float64Array;
  readonly random: Random;
  readonly #dynamics: Dynamics;
  readonly #actions: Random;
  readonly #limit: number;
  readonly #report: Report;
  #length = 0;
  /** What the last step was: undefined after a reset. */
  action: number | undefined;
  reward = 0;

  constructor(dynamics: Dynamics, seed: number, limit: number, report: Report) {
    this.#dynamics = dynamics;
    this.state = new Float64Array(dynamics.stateSize);
    this.random = new Random(seed);
    this.#actions = new Random(seed + 1);
    this.#limit = limit;
    this.#report = report;
    this.#begin();
  }

  #begin(): void {
    this.#dynamics.reset(this.state, this.random);
    this.#length = 0;
    this.action = undefined;
    const terminal = this.#look();
    this.#report.check(!terminal, 'start-terminal', () => `state ${describe(this.state)}; let reset draw another`);
  }

  /** One random step, or a reset where the episode is over. Returns all that can be seen. */
  advance(): number[] {
    const { state } = this, dynamics = this.#dynamics;
    if (this.#length >= this.#limit || dynamics.terminal(state)) {
      this.#begin();
      return [...state];
    }
    const action = this.#choose(), copy = [...action];
    this.reward = dynamics.step(state, action, this.random);
    this.action = action[0];
    this.#length++;
    const where = () => `step ${this.#length} of an episode, action ${describe(copy)}`;
    this.#report.check(sameData([...action], copy), 'action-touched', () => `${where()} became ${describe(action)}; it is the caller's: copy what you change`);
    this.#report.check(Number.isFinite(this.reward), 'dynamics-reward', () => `it is ${describe(this.reward)} (${where()}); return R`);
    this.#look();
    return [this.reward, ...state];
  }

  /** Calls all that only looks. Returns whether the state is terminal. */
  #look(): boolean {
    const { state } = this, dynamics = this.#dynamics, report = this.#report, { observationSpace: space, actionSpace } = dynamics;
    const odd = state.findIndex((x) => !Number.isFinite(x));
    report.check(odd < 0, 'state-finite', () => `number ${odd} of the state is ${state[odd]} after ${this.#length} steps; look at what reset and step write there`);
    const before = state.slice();
    const untouched = (by: string) => report.check(sameData(before, state), 'state-touched', () => `${by} turned ${describe(before)} into ${describe(state)}; only reset and step may write`);
    const terminal: unknown = dynamics.terminal(state);
    report.check(typeof terminal === 'boolean', 'dynamics-terminal', () => `it returned ${describe(terminal)}`);
    untouched('terminal');
    const a = new Float32Array(space.rowSize).fill(NaN), b = new Float32Array(space.rowSize).fill(-12345);
    dynamics.observe(state, a);
    dynamics.observe(state, b);
    untouched('observe');
    report.check(sameData(a, b), 'observe-all', () => `number ${a.findIndex((x, k) => !Object.is(x, b[k]))} of them was not written, or differs from call to call; write every number each time`);
    const observation = space.fromRow(a);
    report.check(space.contains(observation), 'dynamics-observation', () => `it wrote ${describe(observation)} in the state ${describe(state)}, and the space is ${String(space)}; widen the space, or look at observe`);
    if (dynamics.mask && actionSpace instanceof Discrete) {
      const mask = new Uint8Array(actionSpace.n).fill(7);
      dynamics.mask(state, mask);
      untouched('mask');
      report.check(mask.every((x) => x <= 1), 'mask-values', () => `it left ${describe(mask)} (7 was there before); write 1 where an action is allowed and 0 elsewhere`);
      report.check(terminal === true || mask.includes(1), 'mask-none', () => `state ${describe(state)}; allow at least one, or make the state terminal`);
    }
    for (const name of ['outcome', 'info', 'render'] as const) {
      if (name === 'outcome' && terminal !== true) continue;
      dynamics[name]?.(state);
      untouched(name);
    }
    return terminal === true;
  }

  /** An action that is allowed. */
  #choose(): Float32Array {
    const { actionSpace: space } = this.#dynamics, action = new Float32Array(space.rowSize), random = this.#actions;
    if (space instanceof Discrete) {
      const mask = new Uint8Array(space.n).fill(1);
      this.#dynamics.mask?.(this.state, mask);
      const allowed = Array.from(mask.keys()).filter((a) => mask[a] === 1);
      action[0] = space.start + allowed[random.integers(allowed.length)];
    } else if (space instanceof Box) action.forEach((_, k) => { action[k] = random.uniform(Math.max(space.low[k], -10), Math.min(space.high[k], 10)); });
    else {
      space.seed(random.integers(0x7fff_ffff));
      space.toRow(space.sample(), action);
    }
    return action;
  }
}

function play(dynamics: Dynamics, steps: number, seed: number, limit: number, report: Report): number[][] {
  const row = new Row(dynamics, seed, limit, report);
  return [[...row.state], ...Array.from({ length: steps }, () => row.advance())];
}

/** A row that takes turns with another goes as it does alone. */
function checkMemory(dynamics: Dynamics, steps: number, seed: number, limit: number, report: Report): void {
  const alone = play(dynamics, steps, seed, limit, report);
  const one = new Row(dynamics, seed, limit, report), first = [...one.state], other = new Row(dynamics, seed + 17, limit, report);
  const beside = [first, ...Array.from({ length: steps }, () => {
    const seen = one.advance();
    other.advance();
    return seen;
  })];
  const parted = alone.findIndex((row, t) => !sameData(row, beside[t]));
  report.check(parted < 0, 'dynamics-memory', () => `beside another row, ${told(alone, beside, parted)}; keep all that changes in the state row`);
}

const told = (a: readonly number[][], b: readonly number[][], t: number) => `step ${t} came to ${describe(a[t])}, and then to ${describe(b[t])} (reward and state)`;

/** What steps do, against what the model says they do. */
function checkModel(dynamics: Dynamics, model: Model, steps: number, seed: number, limit: number, report: Report): void {
  const { observationSpace: space, actionSpace } = dynamics;
  report.check(space instanceof Discrete && actionSpace instanceof Discrete && space.n === model.states && actionSpace.n === model.actions, 'model-size', () => `it has ${model.states} and ${model.actions}, and the spaces are ${String(space)} and ${String(actionSpace)}`);
  const { start: firstState } = space as Discrete, { start: firstAction } = actionSpace as Discrete;
  checkSums(model, report);
  const see = (state: Float64Array) => {
    const observation = new Float32Array(1);
    dynamics.observe(state, observation);
    return observation[0] - firstState;
  };
  const row = new Row(dynamics, seed, limit, report), seen = new Map<string, Map<string, number>>();
  for (let t = 0, s = see(row.state), fresh = true; t < steps; t++) {
    if (fresh) report.check(model.start.some(({ state, probability }) => state === s && probability > 0), 'model-start', () => `${model.stateName(s)}; its starts are ${model.start.map(({ state }) => model.stateName(state)).join(', ')}`);
    row.advance();
    const next = see(row.state);
    fresh = row.action === undefined;
    if (row.action !== undefined) {
      const a = row.action - firstAction, key = outcomeKey(next, row.reward, dynamics.terminal(row.state)), pair = `${s} ${a}`;
      const where = `${model.actionName(a)} in ${model.stateName(s)}`;
      report.check(likely(model, s, a).has(key), 'model-transition', () => `${where} came to ${model.stateName(next)} with reward ${row.reward}, terminated ${dynamics.terminal(row.state)}; the model has ${describe(model.transitions(s, a).map(({ next, reward }) => `${model.stateName(next)} with ${reward}`))}`);
      const counts = seen.get(pair) ?? new Map<string, number>();
      seen.set(pair, counts.set(key, (counts.get(key) ?? 0) + 1));
    }
    s = next;
  }
  for (const [pair, counts] of seen) checkFrequency(model, pair, counts, report);
}

function checkSums(model: Model, report: Report): void {
  const good = (shares: readonly { readonly probability: number }[]) => Math.abs(shares.reduce((sum, { probability }) => sum + probability, 0) - 1) < 1e-9;
  report.check(good(model.start), 'model-sum', () => 'those of its start; they are a distribution');
  for (let s = 0; s < model.states; s++) {
    for (let a = 0; a < model.actions; a++) {
      const transitions = model.transitions(s, a);
      report.check(transitions.length === 0 || good(transitions), 'model-sum', () => `those of ${model.actionName(a)} in ${model.stateName(s)}; they are a distribution, or none where the state is terminal`);
    }
  }
}

const outcomeKey = (next: number, reward: number, terminated: boolean) => `${next} ${reward} ${terminated}`;

/** p(s', r | s, a), by outcome. */
function likely(model: Model, s: number, a: number): Map<string, number> {
  const p = new Map<string, number>();
  for (const { probability, next, reward, terminated } of model.transitions(s, a)) {
    const key = outcomeKey(next, reward, terminated);
    if (probability > 0) p.set(key, (p.get(key) ?? 0) + probability);
  }
  return p;
}

/** Counts lie within six standard deviations of n p, and one more: |count - n p| <= 6 sqrt(n p (1 - p)) + 1. Chance alone breaks this about once in 10^9. */
function checkFrequency(model: Model, pair: string, counts: ReadonlyMap<string, number>, report: Report): void {
  const [s, a] = pair.split(' ').map(Number), n = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [key, p] of likely(model, s, a)) {
    const count = counts.get(key) ?? 0;
    report.check(Math.abs(count - n * p) <= 6 * Math.sqrt(n * p * (1 - p)) + 1, 'model-frequency', () => `${model.actionName(a)} in ${model.stateName(s)} came to ${model.stateName(Number(key.split(' ')[0]))} ${count} times of ${n}, and its probability there is ${p}`);
  }
}
