import { describe, expect, test } from 'vitest';
import { cmaEs, openaiEs, type CmaEsOptions, type OpenaiEsOptions } from '../../../../agents/evolution/strategies/index.ts';
import { streamsOf } from '../../../../agents/index.ts';

const all: [string, (options?: unknown) => unknown][] = [
  ['cma-es', (options) => cmaEs(options as CmaEsOptions)], ['openai-es', (options) => openaiEs(options as OpenaiEsOptions)],
];

describe.each(all)('%s', (name, make) => {
  const refusal = (options: unknown) => {
    try { make(options); } catch (error) { return error as Error; }
    return undefined;
  };

  test.each<[unknown, string]>([
    [undefined, 'undefined'], [null, 'null'], [5, '5'], ['12', '"12"'], [[1, 2], '[1, 2]'], [Float64Array.of(1, 2), '[1, 2]'],
  ])('says what options look like, where it is given %j', (options, told) => {
    expect(refusal(options)).toEqual(new TypeError(`${name} takes options, such as { dimension: 10 }, and got ${told}`));
  });

  test.each([['popSize', 'populationSize'], ['sede', 'seed'], ['targetFitnes', 'targetFitness'], ['X0', 'x0']])(
    'refuses the unknown option %s, and names the one that was meant and all that there are', (wrong, meant) => {
      const error = refusal({ dimension: 2, [wrong]: 4 });
      expect(error).toBeInstanceOf(RangeError);
      expect(error!.message).toContain(`There is no ${name} option "${wrong}".`);
      expect(error!.message).toMatch(new RegExp(`The ${name} options are: .*\\b${meant}\\b`));
    });

  test('refuses an unknown option even if it is undefined, and one that only objects in general have', () => {
    expect(refusal({ dimension: 2, sigmma: undefined })?.message).toContain(`There is no ${name} option "sigmma"`);
    expect(refusal({ dimension: 2, toString: 1 })?.message).toContain(`There is no ${name} option "toString"`);
  });

  test.each<[unknown, string]>([
    [null, 'null'], ['12', '"12"'], [12, '12'], [['1', '2'], '["1", "2"]'], [[1, null], '[1, null]'], [{}, '{}'], [[1, Infinity], '[1, Infinity]'],
    [BigInt64Array.of(1n), '[1n]'],
  ])('refuses x0 %s', (x0, told) => {
    expect(refusal({ x0 })).toEqual(new RangeError(`x0 of ${name} cannot be ${told}: the genome to begin from, one finite number or more`));
  });

  test('takes x0 as any list of numbers, and copies it', () => {
    for (const x0 of [[1, 2], Float32Array.of(1, 2), Int8Array.of(1, 2), { length: 2, 0: 1, 1: 2 }]) {
      const { mean } = make({ x0 }) as { mean: Float64Array };
      expect(mean).toEqual(Float64Array.of(1, 2));
      expect(mean).not.toBe(x0);
    }
  });

  test('refuses a stream that is no function', () => {
    expect(refusal({ dimension: 2, stream: 5 })).toEqual(new TypeError(`stream of ${name} is a function, and got 5`));
  });
});

test('every option that there is, is taken', () => {
  const shared = { x0: [0, 0], dimension: 2, stream: streamsOf(1), seed: 1, populationSize: 8, targetFitness: 1 };
  const cma: Required<CmaEsOptions> = {
    ...shared, sigma0: 1, active: false, maxGenerations: 9, tolFun: 0, tolFunHist: 0, tolX: 0, tolFacUpX: 10, tolConditionCov: 10,
    tolFlatFitness: 1, tolStagnation: 1, noEffect: true,
  };
  const openai: Required<OpenaiEsOptions> = { ...shared, sigma: 1, learningRate: 1, weightDecay: 1, beta1: 0.5, beta2: 0.5, epsilon: 1 };
  expect(cmaEs(cma).populationSize).toBe(8);
  expect(openaiEs(openai).populationSize).toBe(8);
});

test.each(['beta1', 'beta2', 'sigma', 'learningRate', 'weightDecay', 'epsilon'])('a text is no number: %s of openai-es', (option) => {
  expect(() => openaiEs({ dimension: 2, [option]: '0.5' })).toThrow(`${option} of openai-es cannot be "0.5": a number`);
});

test.each(['maxGenerations', 'tolFun', 'tolFunHist', 'tolX', 'tolFacUpX', 'tolConditionCov', 'tolFlatFitness', 'tolStagnation'])(
  'a text is no number: %s of cma-es', (option) => {
    expect(() => cmaEs({ dimension: 2, [option]: '5' })).toThrow(`${option} of cma-es cannot be "5": a number`);
  });
