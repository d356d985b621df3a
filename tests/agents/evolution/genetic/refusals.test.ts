import { describe, expect, test } from 'vitest';
import { genetic } from '../../../../agents/evolution/genetic/genetic.ts';

const of = (options: object) => () => genetic({ dimension: 3, ...options });

describe('an option that cannot be is refused in words', () => {
  test.each<[object, string]>([
    [{ populationSize: 0 }, 'populationSize of genetic cannot be 0: a whole number from 2 up'],
    [{ populationSize: 1 }, 'populationSize of genetic cannot be 1: a whole number from 2 up'],
    [{ populationSize: 10.5 }, 'populationSize of genetic cannot be 10.5: a whole number from 2 up'],
    [{ populationSize: NaN }, 'populationSize of genetic cannot be NaN'],
    [{ dimension: 0 }, 'dimension of genetic cannot be 0: a whole number from 1 up'],
    [{ dimension: undefined }, 'dimension of genetic cannot be undefined'],
    [{ populationSize: 10, elitism: 11 }, 'elitism of genetic cannot be 11: a whole number from 0 to 9, one less than populationSize, so that there are children: try 1'],
    [{ populationSize: 10, elitism: 10 }, 'elitism of genetic cannot be 10: a whole number from 0 to 9'],
    [{ elitism: -1 }, 'elitism of genetic cannot be -1'],
    [{ keepParents: true, elitism: 2 }, 'keepParents of genetic keeps the fittest already, and an elitism of 2 besides would multiply them: try one or the other'],
    [{ populationSize: 10, parents: 11 }, 'parents of genetic cannot be 11: a whole number from 1 to 10, the populationSize'],
    [{ parents: 0 }, 'parents of genetic cannot be 0'],
    [{ crossoverRate: 1.01 }, 'crossoverRate of genetic cannot be 1.01: a number from 0 to 1'],
    [{ crossoverRate: NaN }, 'crossoverRate of genetic cannot be NaN: a number from 0 to 1'],
    [{ mutationRate: -0.1 }, 'mutationRate of genetic cannot be -0.1: a number from 0 to 1'],
    [{ mutationRate: '0.1' }, 'mutationRate of genetic cannot be "0.1": a number from 0 to 1'],
    [{ resetRate: 2 }, 'resetRate of genetic cannot be 2: a number from 0 to 1'],
    [{ rankPressure: 2.5 }, 'rankPressure of genetic cannot be 2.5: a number from 1 to 2'],
    [{ tournamentSize: 0 }, 'tournamentSize of genetic cannot be 0: a whole number from 1 up'],
    [{ blendAlpha: -1 }, 'blendAlpha of genetic cannot be -1: a number from 0 to 1000000'],
    [{ initialDeviation: 0 }, 'initialDeviation of genetic cannot be 0: a finite number above 0'],
    [{ limit: Infinity }, 'limit of genetic cannot be Infinity: a finite number above 0'],
    [{ mutationSigma: -1 }, 'mutationSigma of genetic cannot be -1: a finite number from 0 up, or a schedule between such: "lin_0.5", "lin_0.5_0.05", "exp_0.5_0.01"'],
    [{ mutationSigma: NaN }, 'mutationSigma of genetic cannot be NaN'],
    [{ mutationSigma: 'linear' }, 'mutationSigma of genetic cannot be "linear"'],
    [{ mutationSigma: 'lin_1_-1', progress: () => 0 }, 'mutationSigma of genetic cannot be "lin_1_-1"'],
    [{ selection: 'lottery' }, 'selection of genetic cannot be "lottery": one of truncation, tournament, roulette, rank'],
    [{ crossover: 'three-point' }, 'crossover of genetic cannot be "three-point": one of uniform, onePoint, twoPoint, blend, none'],
    [{ targetFitness: NaN }, 'targetFitness of genetic cannot be NaN'],
    [{ stallGenerations: 0 }, 'stallGenerations of genetic cannot be 0: a whole number from 1 up'],
    [{ seed: -1 }, 'seed of genetic cannot be -1'],
    [{ mutaionRate: 0.1 }, 'There is no genetic option "mutaionRate". Did you mean "mutationRate"?'],
    [{ initial: [] }, 'initial of genetic cannot be []: a list of as many genomes as the populationSize, 100'],
    [{ populationSize: 2, initial: [new Float64Array(3), new Float64Array(2)] }, 'genome 1 of initial has 2 numbers, and dimension is 3'],
    [{ populationSize: 2, initial: [new Float64Array(3), Float64Array.of(0, NaN, 0)] }, 'gene 1 of genome 1 of initial is NaN, and genes are numbers from -1e+30 to 1e+30'],
  ])('%j', (options, message) => {
    expect(of(options)).toThrow(RangeError);
    expect(of(options)).toThrow(message);
  });

  test.each<[unknown, string]>([
    [{ keepParents: 'yes' }, 'keepParents of genetic is true or false, and got "yes"'],
    [{ progress: 0.5 }, 'progress of genetic is a function, and got 0.5'],
    [{ stream: 5 }, 'stream of genetic is a function, and got 5'],
    [{ mutationSigma: 'lin_0.5' }, 'mutationSigma of genetic is the schedule "lin_0.5", and nothing says how much of the run is over: give progress, such as () => generation / 100'],
    [{ populationSize: 2, initial: [[1, 2, 3], [1, 2, 3]] }, 'genome 0 of initial is a Float64Array of 3 numbers, and got [1, 2, 3]'],
  ])('%j', (options, message) => {
    expect(of(options as object)).toThrow(TypeError);
    expect(of(options as object)).toThrow(message);
  });

  test.each([undefined, null, 5, '12', [1, 2]])('%j for options', (options) => {
    expect(() => genetic(options as never)).toThrow(/^genetic takes options, such as \{ dimension: 10 \}, and got (undefined|null|5|"12"|\[1, 2\])$/);
  });
});

test('the ends of every range are taken', () => {
  const most = { elitism: 1, parents: 1, crossoverRate: 1, mutationRate: 1, resetRate: 1, rankPressure: 2, mutationSigma: 0, blendAlpha: 0, tournamentSize: 50 };
  const strategy = genetic({ dimension: 1, populationSize: 2, ...most });
  strategy.tell([1, 2]);
  expect(strategy.ask()).toHaveLength(2);
  expect(of({ populationSize: 2, elitism: 0, crossoverRate: 0, mutationRate: 0, resetRate: 0, rankPressure: 1, tournamentSize: 1, parents: 2 })).not.toThrow();
});
