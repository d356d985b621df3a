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
    [{ activation: 'step' }, 'one of identity, sigmoid, tanh, relu, leakyRelu, elu.'],
    [{ sdeSampleFreq: -2 }, `sdeSampleFreq of ${name} cannot be -2: a whole number from -1 up.`],
    [{ sdeSampleFreq: 2.5 }, `sdeSampleFreq of ${name} cannot be 2.5: a whole number from -1 up.`],
    [{ netArch: 64 }, `netArch of ${name} cannot be 64: a list of whole numbers, such as [64, 64] or [].`],
    [{ sharedTorso: 1 }, `sharedTorso of ${name} cannot be 1: true or false.`],
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

describe('an option that would do nothing is refused:', () => {
  test.each([
    ['a2c', { useSde: true }], ['a2c', { squashOutput: true }], ['ppo', { useSde: true }], ['ppo', { squashOutput: true }], ['a3c', { squashOutput: true }],
    ['reinforce', { useSde: true }], ['reinforce', { squashOutput: true }],
  ])('%s with %j on discrete actions', (name, given) => {
    const sentence = `${Object.keys(given)[0]} is for Box actions, and these are Discrete(2): it would do nothing. Leave it out.`;
    expect(at(name, worldOf(new Discrete(2)), given)).toThrow(new RangeError(sentence));
    expect(at(name, worldOf(new Discrete(2)), { [Object.keys(given)[0]]: false })).not.toThrow();
    expect(at(name, worldOf(number), given)).not.toThrow();
  });

  test.each([
    { netArch: [32] }, { activation: 'relu' }, { orthoInit: false }, { normalizeObservation: true }, { logStdInit: -1 }, { squashOutput: true }, { useSde: true },
    { sdeSampleFreq: 4 }, { optimizer: 'sgd' },
  ])('reinforce with a softmax and %j', (given) => {
    const [name] = Object.keys(given), softmax = { policy: 'softmax', netArch: [64, 64] };               // as it is by default
    expect(at('reinforce', worldOf(new Discrete(2)), { ...softmax, ...given })).toThrow(
      new RangeError(`${name} is for policy network, and this policy is softmax: it would do nothing. Try policy network, or leave it out.`),
    );
    expect(at('reinforce', worldOf(new Discrete(2)), softmax)).not.toThrow();
  });
});

test('words that are none of those known', () => {
  expect(at('a3c', worldOf(number), { mode: 'thread' })).toThrow('mode of a3c cannot be "thread": one of virtual, threads.');
  expect(at('reinforce', worldOf(number), { policy: 'table' })).toThrow('policy of reinforce cannot be "table": one of network, softmax.');
  expect(at('reinforce', worldOf(number), { optimizer: 'rmsprop' })).toThrow('optimizer of reinforce cannot be "rmsprop": one of adam, sgd.');
});

test('ppo alone: a batch of no step, no epoch, a KL that nothing is below', () => {
  expect(at('ppo', worldOf(number), { batch_size: 0 })).toThrow('batchSize of ppo cannot be 0: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { batchSize: 2.5 })).toThrow('batchSize of ppo cannot be 2.5: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { nEpochs: 0 })).toThrow('nEpochs of ppo cannot be 0: a whole number from 1 up.');
  expect(at('ppo', worldOf(number), { targetKl: 0 })).toThrow('targetKl of ppo cannot be 0');
  expect(at('ppo', worldOf(number), { clipRange: -0.1 })).toThrow('clipRange of ppo cannot be -0.1');
});
