import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Box, Discrete, makeRows, randomStreet, registry, type Random, type VectorEnv } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { courseOf } from '../../envs/car-street-continuous/course.ts';
import { Random as Draws } from '../../envs/random/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use on the heap and in array buffers, once nothing more can be freed. */
function inUse(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Random steps until `steps` are played. */
function play(env: VectorEnv, random: Random, steps: number): void {
  const { actionSpace, action, rows } = env;
  for (let played = 0; played < steps;) {
    env.advance();
    if (actionSpace instanceof Discrete) for (let i = 0; i < rows; i++) action[i] = actionSpace.start + Math.floor(random.random() * actionSpace.n);
    else if (actionSpace instanceof Box) for (let i = 0; i < action.length; i++) action[i] = 2 * random.random() - 1;
    else throw new TypeError(`no actions are drawn from a ${actionSpace.kind} here`);
    played += env.step();
  }
}

/** Bytes a step by which memory grows, after a start that fills what is filled once. */
function growth(env: VectorEnv, steps: number): number {
  const random = new Draws(0);
  env.reset(0);
  play(env, random, Math.min(steps, 50_000));
  const before = inUse();
  play(env, random, steps);
  return (inUse() - before) / steps;
}

/** One number kept a step would be 8 bytes a step; what the engine itself moves about is a few hundred kilobytes, whatever the number of steps. */
const SLACK = 400_000;

describe('memory does not grow', () => {
  test('over 10 million steps of CartPole', () => {
    expect(growth(makeRows('CartPole-v1', { rows: 64 }), 10_000_000)).toBeLessThan(SLACK / 10_000_000);
  });

  test.each([...registry.keys()])('over 200,000 steps of %s', (id) => {
    expect(growth(makeRows(id, { rows: 16 }), 200_000)).toBeLessThan(SLACK / 200_000);
  });

  test('over 4,000 episodes in as many streets: those that were driven long ago are forgotten', () => {
    const env = makeRows('CarStreetContinuous-v0', { rows: 16, mapSeeds: [100_000, 4_000_000_000], maxEpisodeSteps: 4 });
    expect(growth(env, 16_000)).toBeLessThan(SLACK / 16_000);
    expect(env.episodes).toBeGreaterThan(4000);
  });

  test('as this measure would show: streets that are all kept', () => {
    const env = makeRows('CarStreetContinuous-v0', { rows: 16, mapSeeds: [100_000, 4_000_000_000], maxEpisodeSteps: 4 }), kept: object[] = [], { step } = env;
    let ended = 0;
    env.step = () => {
      const played = step.call(env);
      for (; ended < env.episodes; ended++) kept.push(courseOf(randomStreet(ended)));
      return played;
    };
    expect(growth(env, 16_000)).toBeGreaterThan(SLACK / 16_000);
    expect(kept.length).toBeGreaterThan(4000);
  });

  test('as this measure would show: an environment that keeps its rewards grows by more than 2 bytes a step', () => {
    const env = makeRows('CliffWalking-v1', { rows: 16 }), kept: number[] = [], { step } = env;
    env.step = () => {
      for (const reward of env.reward) kept.push(reward);
      return step.call(env);
    };
    expect(growth(env, 200_000)).toBeGreaterThan(SLACK / 200_000);
    expect(kept.length).toBeGreaterThan(200_000);
  });
});
