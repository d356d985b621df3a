import type { Env, RenderMode } from '../core/env.ts';
import { describe } from '../core/words.ts';
import { Wrapper } from '../wrappers/wrapper.ts';
import { copied, sameData, standing } from './data.ts';
import { Report } from './report.ts';
import { checkRender, checkReset, checkReuse, checkShape, checkStep } from './returned.ts';
import { checkLimits } from './spaces.ts';

export interface CheckEnvOptions {
  /** Where warnings go beside what is returned, such as `console.warn`. Default: nowhere. */
  readonly warn?: (message: string) => void;
  /** Makes another environment of the same kind, with a render mode or without, to try `render` and `close` on. Without it, only the render mode that `env` has is tried. */
  readonly remake?: (renderMode?: RenderMode) => Env;
  readonly skipRenderCheck?: boolean;
  readonly skipCloseCheck?: boolean;
}

/**
 * Checks an environment that you wrote: that it has the shape of `Env`, that what it gives is in its spaces, that the same seed and actions give
 * the same episode, that no call changes what another gave. It resets and steps the environment. Returns the warnings; throws a CheckError at
 * the first error. docs/checks.md lists all checks.
 */
export function checkEnv(env: Env, { warn, remake, skipRenderCheck = false, skipCloseCheck = false }: CheckEnvOptions = {}): string[] {
  const report = new Report(warn);
  checkShape(env, report);
  report.check(!(env instanceof Wrapper), 'wrapped', () => 'wrappers may hide what it does; check env.unwrapped, and then the wrapper');
  checkLimits(env.actionSpace, 'action', report);
  checkLimits(env.observationSpace, 'observation', report);
  report.check(typeof (env as { seed?: unknown }).seed !== 'function', 'seed-method', () => 'nobody calls it; take the seed in reset({ seed })');
  checkReset(env, env.reset(), report);
  checkSeeds(env, report);
  checkOptions(env, report);
  env.actionSpace.seed(123);
  checkReset(env, env.reset({ seed: 123 }), report);
  checkStep(env, env.step(env.actionSpace.sample()), report);
  checkSteps(env, report);
  checkData(env, report);
  checkSave(env, report);
  if (!skipRenderCheck) checkPictures(env, remake, report);
  if (!skipCloseCheck && remake) {
    const other = remake();
    other.close();
    checkClose(other, report);
  }
  return report.warnings.map(({ message }) => message);
}

/** The same seed gives the same episode, another seed another stream, and no seed goes on with the stream. */
function checkSeeds(env: Env, report: Report): void {
  const begin = (seed?: number) => {
    const [observation] = env.reset(seed === undefined ? {} : { seed });
    report.check(env.observationSpace.contains(observation), 'reset-outside', () => `reset(${seed === undefined ? '' : `{ seed: ${seed} }`}) gave ${describe(observation)}, and the space is ${String(env.observationSpace)}; widen the space, or look at what reset computes`);
    return { observation: copied(observation), random: standing(env.npRandom) };
  };
  const a = begin(123);
  report.check(a.random !== undefined, 'random', () => 'whether it is seeded can be told from its observations only; keep its Random in npRandom');
  const b = begin(), c = begin(123), d = begin(), other = begin(456), e = begin();
  report.check(sameData(a.observation, c.observation), 'reset-seed', () => `reset({ seed: 123 }) gave ${describe(a.observation)}, and then ${describe(c.observation)}; draw everything from a generator that the seed begins anew`);
  report.check(sameData(b.observation, d.observation), 'reset-stream', () => `reset() after reset({ seed: 123 }) gave ${describe(b.observation)}, and then ${describe(d.observation)}; draw everything from one generator that the seed begins anew`);
  report.check(a.random === c.random, 'reset-random', () => 'after reset({ seed: 123 }) npRandom stands at two places; make a new Random(seed) there');
  if (a.random === undefined) return;
  report.check(a.random !== other.random, 'reset-other-seed', () => 'seeds 123 and 456 do the same; make a new Random(seed) in reset');
  report.check(b.random !== e.random, 'reset-default-seed', () => 'after seeds 123 and 456 it leaves npRandom at the same place; without a seed, go on with the generator that is there');
}

function checkOptions(env: Env, report: Report): void {
  let thrown: unknown;
  try {
    env.reset({ options: {} });
  } catch (error) {
    thrown = error;
  }
  report.check(thrown === undefined, 'reset-options', () => `reset({ options: {} }) threw ${String(thrown)}; options that are not there stand at their defaults`);
}

/** One step from one seed, twice. */
function checkSteps(env: Env, report: Report): void {
  const { actionSpace } = env;
  actionSpace.seed(123);
  const action = actionSpace.sample();
  const play = () => {
    env.reset({ seed: 123 });
    const [observation, reward, terminated, truncated, info] = env.step(action);
    return { observation: copied(observation), reward, terminated, truncated, info: copied(info), random: standing(env.npRandom) };
  };
  const a = play(), b = play(), twice = `after reset({ seed: 123 }) the action ${describe(action)}`;
  report.check(sameData(a.observation, b.observation), 'step-observation', () => `${twice} led to ${describe(a.observation)}, and then to ${describe(b.observation)}; reset all that step uses, and draw from the seeded generator`);
  report.check(sameData(a.reward, b.reward), 'step-reward', () => `${twice} paid ${a.reward}, and then ${b.reward}; reset all that the reward is made of`);
  report.check(a.terminated === b.terminated, 'step-terminated', () => `${twice} gave terminated ${a.terminated}, and then ${b.terminated}; reset all that the end hangs on`);
  report.check(!a.truncated && !b.truncated, 'step-truncated', () => `${twice} gave truncated true; count the steps anew in reset, or give it more time`);
  report.check(sameData(a.info, b.info), 'step-infos', () => `${twice} told ${describe(a.info)}, and then ${describe(b.info)}; reset what info is made of`);
  report.check(a.random === b.random, 'step-random', () => `${twice} leaves npRandom at two places; draw as often in the same situation`);
}

/** No observation or info shares memory with another. */
function checkData(env: Env, report: Report): void {
  env.actionSpace.seed(123);
  const calls: { name: string; data: readonly [unknown, unknown] }[] = [];
  const add = (name: string, observation: unknown, info: unknown) => calls.push({ name: `${name} (call ${calls.length + 1})`, data: [observation, info] });
  add('reset', ...env.reset({ seed: 123 }));
  for (let i = 0; i < 2; i++) {
    const [observation, , terminated, truncated, info] = env.step(env.actionSpace.sample());
    add('step', observation, info);
    if (terminated || truncated) break;
  }
  add('reset', ...env.reset({ seed: 123 }));
  calls.forEach((before, i) => {
    for (const after of calls.slice(i + 1)) checkReuse(before.data, after.data, `${before.name} and ${after.name}`, report, ['data-observation', 'data-info']);
  });
}

/** Save, go on, load, go on: the same. */
function checkSave(env: Env, report: Report): void {
  const { save, load } = env;
  report.check((save === undefined) === (load === undefined), 'save-alone', () => `it has ${save ? 'save' : 'load'} and not ${save ? 'load' : 'save'}; episodes can be gone on with where it has both`);
  if (!save || !load) return;
  env.actionSpace.seed(123);
  env.reset({ seed: 123 });
  const [, , terminated, truncated] = env.step(env.actionSpace.sample());
  if (terminated || truncated) env.reset();
  const saved = env.save!(), action = env.actionSpace.sample();
  const goOn = () => copied([env.step(action), env.reset()]);
  const a = goOn();
  env.load!(saved);
  const b = goOn();
  report.check(sameData(a, b), 'save-load', () => `the action ${describe(action)} and the reset after it gave ${describe(a)}, and after load ${describe(b)}; save all that changes, and the generator with it`);
}

function checkPictures(env: Env, remake: CheckEnvOptions['remake'], report: Report): void {
  const drawn = (one: Env) => {
    one.reset({ seed: 123 });
    checkRender(one, report);
  };
  drawn(env);
  if (!remake || !env.render) return;
  for (const mode of ['ansi', 'svg', 'rgb_array'] as const) {
    const other = remake(mode);
    drawn(other);
    other.close();
  }
}

/** Closes what is closed. */
export function checkClose(env: Env, report: Report): void {
  try {
    env.close();
  } catch (error) {
    report.check(false, 'close-twice', () => `it threw ${String(error)}; let close do nothing where there is nothing to close`);
    throw error;
  }
}
