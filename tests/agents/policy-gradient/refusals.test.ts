import { Box, Discrete, MultiBinary, Sequence, Text, Tuple, type Space } from 'gymnasium-js';
import { describe, expect, test } from 'vitest';
import { createAgent, streamsOf, type World } from '../../../agents/index.ts';
import { learner, worldOf } from './hand.ts';

const setup = { rows: 1, budget: 100, stream: streamsOf(0) };
const at = (name: string, world: World, options: Record<string, unknown> = {}) => () => createAgent(name, world, { ...setup, options });
const number = new Box(-1, 1, { shape: [1] });

describe.each(['a2c', 'ppo'])('%s says in a sentence what it cannot take:', (name) => {
  const worlds: [string, World, string][] = [
    ['texts to see', { observationSpace: new Text(5), actionSpace: new Discrete(2) },
      'A network sees Discrete, MultiDiscrete, MultiBinary and Box observations, and Tuples and Dicts of them; it cannot see '],
    ['sequences to see', { observationSpace: new Sequence(number), actionSpace: new Discrete(2) }, 'it cannot see Sequence('],
    ['tuples to play', worldOf(new Tuple([new Discrete(2), number])),
      'A policy is drawn over Discrete, MultiDiscrete, MultiBinary and Box actions; these are Tuple('],
    ['masks over binary actions', { ...worldOf(new MultiBinary(2)), masked: true },
      'Masks are for Discrete and MultiDiscrete actions; these are MultiBinary(2).'],
    ['whole numbers to play', worldOf(new Box(0, 255, { shape: [2], dtype: 'uint8' })),
      'A Gaussian policy says fractions, and whole numbers are wanted'],
  ];
  test.each(worlds)('%s', (_, world, sentence) => {
    expect(at(name, world)).toThrow(TypeError);
    expect(at(name, world)).toThrow(`${name} keeps a policy network. `);
    expect(at(name, world)).toThrow(sentence);
  });

  const options: [Record<string, unknown>, string][] = [
    [{ netArch: [0] }, `netArch of ${name} cannot be [0]: a whole number from 1 up.`],
    [{ netArch: [2.5] }, `netArch of ${name} cannot be [2.5]: a whole number from 1 up.`],
    [{ gamma: 2 }, `gamma of ${name} cannot be 2: a number from 0 to 1.`],
    [{ gaeLambda: -0.1 }, `gaeLambda of ${name} cannot be -0.1: a number from 0 to 1.`],
    [{ nSteps: 0 }, `nSteps of ${name} cannot be 0: a whole number from 1 up.`],
    [{ learning_rate: -1 }, `learningRate of ${name} cannot be -1: a number from 0 to 1000, or a schedule`],
    [{ maxGradNorm: 0 }, `maxGradNorm of ${name} cannot be 0: a number above 0.`],
    [{ activation: 'step' }, `activation of ${name} cannot be "step": `],
    [{ sdeSampleFreq: -2 }, `sdeSampleFreq of ${name} cannot be -2: `],
  ];
  test.each(options)('%j', (given, sentence) => {
    expect(at(name, worldOf(number), given)).toThrow(RangeError);
    expect(at(name, worldOf(number), given)).toThrow(sentence);
  });

  const pairs: [Space, Record<string, unknown>, string][] = [
    [number, { useSde: true, netArch: [] }, 'useSde needs the features of a hidden layer, and netArch has none'],
    [new Box(-Infinity, Infinity, { shape: [1] }), { squashOutput: true }, 'Squashed actions need two finite bounds each; these are '],
    [number, { useSde: true, squashOutput: true }, 'useSde and squashOutput do not go together'],
  ];
  test.each(pairs)('%s with %j', (actionSpace, given, sentence) => {
    expect(() => learner(name, worldOf(actionSpace), given)).toThrow(sentence);
  });
});

test('ppo alone: a batch of no step, no epoch, a KL that nothing is below', () => {
  expect(at('ppo', worldOf(number), { batch_size: 0 })).toThrow('batchSize of ppo cannot be 0: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { batchSize: 2.5 })).toThrow('batchSize of ppo cannot be 2.5: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { nEpochs: 0 })).toThrow('nEpochs of ppo cannot be 0: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { targetKl: 0 })).toThrow('targetKl of ppo cannot be 0');
  expect(at('ppo', worldOf(number), { clipRange: -0.1 })).toThrow('clipRange of ppo cannot be -0.1');
});
