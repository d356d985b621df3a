import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Random, Sequence, Text, Tuple, type Space } from 'gymnasium-js';
import { expect, test } from 'vitest';
import {
  Bernoulli, Categorical, DiagonalGaussian, distributionFor, distributionRefuses, MultiCategorical, SquashedGaussian, type DistributionOptions,
} from '../../../nets/distributions/index.ts';
import { outputsOf } from './kinds.ts';

test.each<[Space, DistributionOptions, new (...options: never[]) => unknown, number, number, number]>([
  [new Discrete(3, { start: -1 }), { masked: true }, Categorical, 3, 1, 3],
  [new MultiDiscrete([[2, 3], [4, 1]], { start: [[0, 1], [-5, 2]] }), {}, MultiCategorical, 10, 4, 10],
  [new MultiBinary([2, 2]), {}, Bernoulli, 4, 4, 0],
  [new Box(-2, 3, { shape: [3] }), {}, DiagonalGaussian, 6, 3, 0],
  [new Box(-Infinity, Infinity, { shape: [2], dtype: 'float64' }), {}, DiagonalGaussian, 4, 2, 0],
  [new Box(-2, 3, { shape: [3] }), { squash: true }, SquashedGaussian, 6, 3, 0],
])('%s has its distribution, and all that it plays lies in the space', (space, options, kind, parameters, actionSize, maskSize) => {
  const pi = distributionFor(space, options), random = new Random(1);
  expect(pi).toBeInstanceOf(kind);
  expect([pi.parameters, pi.actionSize, pi.maskSize]).toEqual([parameters, actionSize, maskSize]);
  expect(pi.actionSize).toBe(space.rowSize);
  const action = new Float32Array(actionSize), seen = new Set<string>();
  for (let i = 0; i < 500; i++) {
    pi.read(outputsOf(pi, random, 2), 0);
    if (i % 5 === 0) pi.mode(action, 0);
    else pi.sample(random, action, 0);
    pi.play(action, 0, action, 0);
    expect(space.contains(space.fromRow(action))).toBe(true);
    seen.add(String(action));
  }
  expect(seen.size).toBeGreaterThan(2);
});

test.each<[Space, DistributionOptions, string]>([
  [new Tuple([new Discrete(2), new Box(0, 1)]), {}, 'MultiBinary and Box actions; these are Tuple(Discrete(2), Box(0.0, 1.0, (1,), float32)).'],
  [new Dict({ a: new Discrete(2) }), {}, 'these are Dict(\'a\': Discrete(2)).'],
  [new Text(3), {}, 'these are Text('],
  [new Sequence(new Discrete(2)), {}, 'these are Sequence('],
  [new Box(0, 255, { dtype: 'uint8' }), {}, 'A Gaussian policy says fractions, and whole numbers are wanted'],
  [new Box(0, 1, { shape: [0] }), {}, 'A policy needs one action number at least'],
  [new Box([0, 0], [1, Infinity]), { squash: true }, 'Squashed actions need two finite bounds each'],
  [new Discrete(2), { squash: true }, 'Only the actions of a Box can be squashed; these are Discrete(2).'],
  [new MultiBinary(2), { squash: true }, 'Only the actions of a Box can be squashed'],
  [new Box(0, 1), { masked: true }, 'Masks are for Discrete and MultiDiscrete actions'],
  [new MultiBinary(2), { masked: true }, 'Masks are for Discrete and MultiDiscrete actions'],
])('%s with %o is refused in a sentence', (space, options, sentence) => {
  expect(distributionRefuses(space, options)).toContain(sentence);
  expect(() => distributionFor(space, options)).toThrow(sentence);
  expect(() => distributionFor(space, options)).toThrow(TypeError);
});
